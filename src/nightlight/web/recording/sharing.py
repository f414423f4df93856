"""Who may see an entry that is on record, and changing it: telling more agencies, or holding it more closely, with a reason."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.writing import plain
from nightlight.web.recording import queries
from nightlight.web.recording.choices import Option
from nightlight.web.recording.labels import capital, kind_title, word_text
from nightlight.web.recording.writing import PROTECTED, recorder
from nightlight.web.store import actions
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import show

#: What a correction does not take over from what it corrects.
_ANEW: Final = ("id", "recorded", "agency", "account", "by", "shared", "replaces", "label", "inferred")
_CLOSER: Final = ("restricted", "sealed")


def change_sharing(request: HttpRequest, seen: SeenFamily, entry: Entry) -> HttpResponse | actions.Recorded:
    """The page on which who may see an entry is changed, or what was recorded of the change."""
    known = queries.known(seen)
    names = queries.names(known.partnership, seen)
    knows = [key for key in seen.chronology.knowing.who(entry.id) if key in names]
    mine = entry.agency == seen.viewer.agency and entry in seen.entries
    typed = {name: request.POST.getlist(name) for name in ("to", "basis", "reason", "label", "keep", "why")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        change = _tell if request.POST.get("step") == "tell" else _hold_closer
        raw, shared, reason, errors = change(entry, typed, names, mine)
        if queries.holds_protected(seen.viewer, seen.key, reason):
            errors["reason" if change is _tell else "why"] = PROTECTED
        if not errors:
            try:
                return actions.record(
                    seen.viewer, seen.key, raw, by=recorder(request), page="sharing", shared=shared, why_shared=reason
                )
            except Unreadable as wrong:
                errors = {"": wrong.problems[0].message}
    options: dict[str, Any] = {
        "knows": [Option(key, capital(names[key])) for key in knows],
        "others": [
            Option(key, capital(name))
            for key, name in sorted(names.items(), key=lambda each: each[1])
            if key not in knows
        ],
        "bases": [
            Option(word, word_text("information.shared", "basis", word))
            for word in KINDS["information.shared"].specs["basis"].words
        ],
    }
    return show(
        request,
        "recording/sharing.html",
        seen,
        entry=entry,
        title=kind_title(entry.kind),
        mine=mine,
        typed=typed,
        error=errors,
        errors=[{"field": name, "text": text} for name, text in errors.items()],
        status=422 if errors else 200,
        **options,
    )


_Change = tuple[dict[str, Any], list[str] | None, str, dict[str, str]]


def _tell(entry: Entry, typed: dict[str, list[str]], names: dict[str, str], mine: bool) -> _Change:
    """More agencies are told: an entry of its own, so that who knew when can always be said."""
    errors = {}
    to = [key for key in typed["to"] if key in names]
    reason = (typed["reason"] or [""])[-1].strip()
    basis = (typed["basis"] or [""])[-1]
    if not to:
        errors["to"] = "Choose who is to see it"
    if not reason:
        errors["reason"] = "Say why they need to know"
    raw = {
        "kind": "information.shared",
        "to": to,
        "what": f"{kind_title(entry.kind)}, {entry.when.says()}",
        "entries": [entry.id],
        "text": reason,
    }
    return raw | ({"basis": basis} if basis else {}), None, reason, errors


def _hold_closer(entry: Entry, typed: dict[str, list[str]], names: dict[str, str], mine: bool) -> _Change:
    """Fewer may open it from now on: a correction with its label, seen by those who are named."""
    errors = {}
    label = (typed["label"] or [""])[-1]
    reason = (typed["why"] or [""])[-1].strip()
    if not mine:
        errors[""] = "Only the agency that recorded this can hold it more closely. Ask them"
    if label not in _CLOSER:
        errors["label"] = "Choose how closely it is to be held"
    if not reason:
        errors["why"] = "Say why fewer are to see it"
    raw = {name: value for name, value in plain(entry).items() if name not in _ANEW} | {
        "label": label,
        "replaces": entry.id,
    }
    return raw, [key for key in typed["keep"] if key in names], reason, errors
