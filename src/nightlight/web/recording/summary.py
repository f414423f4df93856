"""What an agency that joins a family should know: a person chooses, says why, and both are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nightlight.access.circles import WHY_NOT, circle_of
from nightlight.access.labels import RESTRICTED, SEALED
from nightlight.access.summary import MATTERS, Offered, joining, newcomers, offered
from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import day_of, says_day
from nightlight.chronology.problems import Unreadable
from nightlight.documents.entry_words import agency_name, details_of, title_of
from nightlight.web.recording.choices import Option
from nightlight.web.recording.labels import capital, word_text
from nightlight.web.recording.present import group_words
from nightlight.web.recording.writing import recorder
from nightlight.web.store import actions
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import show

#: The matters in force as a person reads them.
_TITLES: Final = dict(
    zip(
        MATTERS,
        (
            "Plans and orders in force",
            "Pregnancy, birth and how the baby is",
            "What makes a child less safe",
            "Open actions",
            "Who works with the family",
        ),
        strict=True,
    )
)
_HELD: Final = {
    RESTRICTED: "Restricted: so far only those who are named see it. If you share it, {name} sees it whole from then on.",
    SEALED: "Sealed: for those who are not named it is not there at all. If you share it, {name} learns that it exists and sees it whole.",
}
#: Fields that are for the machine, and how many of the others say in short what an entry is.
_NOT_SHOWN: Final = frozenset({"sign in", "team", "agency"})
_DETAILS: Final = 2
#: So many letters of an entry's words are shown beside it, and a reason may have.
_LETTERS: Final = 160
_LONGEST: Final = 4000


@dataclass(frozen=True)
class Newcomer:
    """An agency that joined, and the page on which it is chosen what it should know."""

    name: str
    since: str
    href: str


@dataclass(frozen=True)
class Row:
    """An entry that could be shared: its value in the form, what it is, and what is to be thought of before it is."""

    id: str
    title: str
    what: str
    beside: str
    words: str
    held: str


@dataclass(frozen=True)
class Group:
    """Entries of one matter, or of one group of the vocabulary; `open` where some of them are proposed or chosen."""

    anchor: str
    title: str
    rows: tuple[Row, ...]
    in_force: bool
    open: bool


@dataclass(frozen=True)
class Summary:
    """Everything that an agency does not see and the viewer could tell it of."""

    agency: str
    name: str
    groups: tuple[Group, ...]
    proposed: tuple[str, ...]
    not_usual: str


def newcomers_of(seen: SeenFamily, entry: Entry | None = None) -> tuple[Newcomer, ...]:
    """The agencies that joined lately and do not see most of what is in force; with an `entry` those alone that it brings.

    None in a teaching case, or in the past.
    """
    if seen.teaching or seen.in_the_past:
        return ()
    found = newcomers(seen.chronology, seen.family, seen.entries, seen.viewer.agency)
    brought = None if entry is None else joining(entry)
    return tuple(
        Newcomer(
            capital(agency_name(each.agency, seen.picture)), says_day(day_of(each.since)), _href(seen, each.agency)
        )
        for each in found
        if brought is None or each.agency in brought
    )


def _href(seen: SeenFamily, agency: str) -> str:
    return f"{reverse('share_summary', kwargs={'key': seen.key})}?{urlencode({'with': agency})}"


def summary(seen: SeenFamily, agency: str, chosen: tuple[str, ...] = ()) -> Summary:
    """What an agency of the record could be told."""
    name = agency_name(agency, seen.picture)
    found = offered(seen.chronology, seen.family, seen.entries, agency)
    groups = [_group(matter, title, [each for each in found if each.matter == matter], seen, name, chosen)
              for matter, title in _TITLES.items()]  # fmt: skip
    rest: dict[str, list[Offered]] = {}
    for each in found:
        if not each.matter:
            rest.setdefault(each.entry.body.group, []).append(each)
    groups += [_group("", group_words(group), each, seen, name, chosen) for group, each in rest.items()]
    unusual = any(each.matter and not each.usual for each in found)
    return Summary(
        agency,
        name,
        tuple(each for each in groups if each.rows),
        tuple(each.entry.id for each in found if each.proposed),
        WHY_NOT[circle_of(seen.agencies[agency].type)] if unusual else "",
    )


def _group(
    matter: str, title: str, found: list[Offered], seen: SeenFamily, name: str, chosen: tuple[str, ...]
) -> Group:
    rows = tuple(_row(each, seen, name) for each in found)
    is_open = any(each.entry.id in chosen for each in found)
    return Group(f"group-{title.lower().replace(' ', '-').replace(',', '')}", title, rows, bool(matter), is_open)


def _row(found: Offered, seen: SeenFamily, name: str) -> Row:
    entry = found.entry
    words = entry.text or ""
    return Row(
        entry.id,
        title_of(entry),
        _in_short(entry, seen),
        f"{entry.when.says()}, {agency_name(entry.agency, seen.picture)}",
        words if len(words) <= _LETTERS else f"{words[:_LETTERS].rsplit(' ', 1)[0]} …",
        _HELD[found.label].format(name=name) if found.label in _HELD else "",
    )


def _in_short(entry: Entry, seen: SeenFamily) -> str:
    """What tells an entry from others of its kind: who or what it names."""
    said = (each.words for each in details_of(entry, seen.picture) if each.name not in _NOT_SHOWN)
    return ", ".join([words for words in said if words and not words.isdecimal()][:_DETAILS])


def share_summary(request: HttpRequest, seen: SeenFamily) -> HttpResponse | actions.Recorded:
    """The page on which it is chosen what an agency should know, or what was recorded of the choice."""
    agency = request.GET.get("with", "")
    here = [each.key for each in seen.family.team.agencies if each.key != seen.viewer.agency]
    if agency not in seen.agencies or agency == seen.viewer.agency:
        others = [{"name": capital(agency_name(key, seen.picture)), "href": _href(seen, key)} for key in here]
        return show(request, "recording/share_with.html", seen, others=others)
    posted = request.method == "POST"
    typed: dict[str, Any] = {"reason": request.POST.get("reason", "").strip(), "basis": request.POST.get("basis", "")}
    page = summary(seen, agency)
    offered_ids = {row.id for group in page.groups for row in group.rows}
    chosen = tuple(id for id in request.POST.getlist("entries") if id in offered_ids) if posted else page.proposed
    errors: dict[str, str] = {}
    if posted:
        # Sent a second time, what was chosen is no longer unseen: the store knows the form by its id, and adds nothing.
        errors = {} if request.POST.get("id", "") in seen.chronology else _errors(chosen, typed)
        if not errors:
            try:
                return actions.record(
                    seen.viewer, seen.key, _raw(request.POST.get("id", ""), page, chosen, typed), by=recorder(request),
                    page="share_summary", why_shared=typed["reason"],
                )  # fmt: skip
            except Unreadable as wrong:
                errors = {"": wrong.problems[0].message}
    return show(
        request,
        "recording/share.html",
        seen,
        page=summary(seen, agency, chosen),
        chosen=chosen,
        typed=typed,
        entry_id=request.POST.get("id") or actions.new_id(),
        bases=[
            Option(word, word_text("information.shared", "basis", word))
            for word in KINDS["information.shared"].specs["basis"].words
        ],
        error=errors,
        errors=[{"field": name, "text": text} for name, text in errors.items()],
        status=422 if errors else 200,
    )


def _errors(chosen: tuple[str, ...], typed: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if not chosen:
        errors["entries"] = "Choose what they should know, or go back without sharing anything"
    if not typed["reason"]:
        errors["reason"] = "Say why they need to know"
    elif len(typed["reason"]) > _LONGEST:
        errors["reason"] = f"Say it in {_LONGEST} letters or fewer; it has {len(typed['reason'])}"
    return errors


def _raw(id: str, page: Summary, chosen: tuple[str, ...], typed: Mapping[str, str]) -> dict[str, Any]:
    """The entry that says what was shared, with whom and why."""
    titles = [group.title for group in page.groups if any(row.id in chosen for row in group.rows)]
    raw: dict[str, Any] = {
        "kind": "information.shared",
        "to": [page.agency],
        "what": f"What it should know on joining: {'; '.join(titles)}",
        "entries": list(chosen),
        "text": typed["reason"],
    }
    if typed["basis"]:
        raw["basis"] = typed["basis"]
    return raw | ({"id": id} if id else {})
