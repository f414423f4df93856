"""One form, from the first question to the record: what was typed is kept at every step, and nothing is written unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict

from nightlight.access.sharing import Audience, Line
from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.fields import FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import moment_of
from nightlight.chronology.problems import Unreadable
from nightlight.web.recording import present, queries
from nightlight.web.recording.form import form
from nightlight.web.recording.kept_for import signed
from nightlight.web.recording.labels import kind_title, label_of
from nightlight.web.recording.layout import in_words, layout_of
from nightlight.web.recording.typed import Parsed, Typed, errors_of, kept, many, needed, one, parse
from nightlight.web.store import actions
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import show

#: How a status says that something has to be mended, or looked at first.
PROTECTED: Final = "These words hold a protected address, which is kept apart from the record. Take it out"
_MEND: Final = 422
_LOOK: Final = 409


@dataclass(frozen=True)
class _Read:
    """What was typed as the record would hold it."""

    parsed: Parsed
    foreseen: actions.Recorded
    sharing: present.Sharing


class Writing:
    """Somebody writes an entry of a kind, or a correction of one."""

    def __init__(self, request: HttpRequest, seen: SeenFamily, kind: str, corrects: Entry | None = None) -> None:
        self.request, self.seen, self.kind, self.corrects = request, seen, kind, corrects
        self.known = queries.known(seen)
        self.names = queries.names(self.known.partnership, seen)
        self.by = recorder(request)

    @property
    def form_name(self) -> str:
        """Under what name its draft is kept."""
        return self.kind if self.corrects is None else f"correct:{self.corrects.id}"

    # -- pages

    def page(
        self,
        typed: Typed,
        errors: Mapping[str, str] | None = None,
        *,
        begun: str = "",
        saved: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The form, with what was typed and what is wrong with it."""
        made = form(self.seen, self.kind, typed, errors or {}, self.known)
        now = self._audience(typed)
        return show(
            self.request,
            "recording/form.html",
            self.seen,
            form=made,
            errors=made.errors,
            sharing=now,
            shown=",".join(now.agencies),
            begun=begun,
            saved=saved,
            why=one(typed, "why"),
            why_error=(errors or {}).get("why", ""),
            status=status,
            **self._machinery(typed),
        )

    def _check(
        self,
        typed: Typed,
        read: _Read,
        *,
        changed: bool = False,
        between: Sequence[Entry] = (),
        own: bool = False,
        errors: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """The second page: the entry in words, who will see it, what others (or they themselves, elsewhere) recorded meanwhile."""
        added = {entry.id: str(entry.get("name")) for entry in read.foreseen.entries if entry.kind == "person.added"}
        agencies = {**self.known.partnership, **self.seen.agencies}
        sees = tuple(many(typed, "sees")) if one(typed, "sees_given") else read.sharing.agencies
        status = _MEND if errors else _LOOK if between or changed else 200
        machinery = self._machinery(typed)
        if between:
            machinery["after"] = between[-1].id
        return show(
            self.request,
            "recording/check.html",
            self.seen,
            title=kind_title(self.kind),
            lines=self._in_words(read.foreseen.entry, read.foreseen.entries),
            added=tuple(added.values()),
            sharing=read.sharing,
            shown=",".join(read.sharing.agencies),
            sees=sees,
            why_sees=one(typed, "why_sees"),
            named=tuple(actions.named_in(read.foreseen.entry)),
            changed=changed,
            between=present.between(self.seen, between, agencies),
            own=own,
            errors=[{"field": name, "text": text} for name, text in (errors or {}).items()],
            error=errors or {},
            typed=[
                (name, value)
                for name, values in kept((name, list(values)) for name, values in typed.items()).items()
                if name not in ("id", "after")
                for value in values
            ],
            why=one(typed, "why"),
            change_first=layout_of(self.kind).urgent and self.request.POST.get("step") == "check",
            status=status,
            **machinery,
        )

    def _machinery(self, typed: Typed) -> dict[str, Any]:
        """What a form carries beside its fields: the id it will have, the last entry seen when it was opened, whose words they are."""
        whole = self.seen.sight.whole
        newest = max(whole, key=lambda entry: entry.place).id if whole else ""
        answers = next((each for each in self.seen.findings if each.id == one(typed, "finding")), None)
        return {
            "answers": answers,
            "kind": self.kind,
            "corrects": self.corrects,
            "form_name": self.form_name,
            "entry_id": one(typed, "id") or actions.new_id(),
            "after": one(typed, "after") or newest,
            "kept_for": signed(self.seen.viewer.sign_in, self.seen.key, self.form_name),
        }

    # -- what was sent

    def sent(self, post: QueryDict) -> HttpResponse | actions.Recorded:
        """What comes of what was sent: a page to look at, or what was recorded. It is kept as a draft before anything else."""
        typed = dict(post.lists())
        saved = self.keep(post)
        step = post.get("step", "check")
        if step == "edit":
            return self.page(typed, saved=saved)
        read, errors = self._read(typed)
        if read is None:
            return self.page(typed, errors, saved=saved, status=_MEND)
        if read.foreseen.again:
            return self._sent_before(typed, read, saved)
        if step != "record":
            return self._check(typed, read)
        shared, errors = self._chosen(typed, read)
        if errors:
            return self._check(typed, read, errors=errors)
        if shared is None and set(filter(None, post.get("shown", "").split(","))) != set(read.sharing.agencies):
            return self._check(typed, read, changed=True)
        return self._write(typed, read, shared)

    def _read(self, typed: Typed) -> tuple[_Read | None, dict[str, str]]:
        parsed = self._parsed(typed)
        if self.corrects is not None and not one(typed, "why"):
            parsed.errors["why"] = "Say why it is corrected"
        elif self.corrects is not None and queries.holds_protected(self.seen.viewer, self.seen.key, one(typed, "why")):
            parsed.errors["why"] = PROTECTED
        if parsed.errors:
            return None, parsed.errors
        try:
            done = actions.foresee(self.seen.viewer, self.seen.key, parsed.raw, by=self.by, first=parsed.first)
        except Unreadable as wrong:
            return None, errors_of(self.kind, wrong.problems)
        if protected := queries.protected_in(self.seen.viewer, self.seen.key, done.entry):
            return None, dict.fromkeys(protected, PROTECTED)
        if self.corrects is not None:
            return _Read(parsed, done, self._audience(typed)), {}
        return _Read(parsed, done, present.sharing(done.audience, self.names, self.known.partnership)), {}

    def _sent_before(self, typed: Typed, read: _Read, saved: str) -> HttpResponse | actions.Recorded:
        """The form was recorded before. Where something else was typed since, as on another screen, it is not recorded and not lost."""
        if not self.says_other(typed, read.foreseen.entry):
            actions.throw_draft_away(self.seen.viewer, self.seen.key, self.form_name)
            return read.foreseen
        another = {**typed, "id": [actions.new_id()]}
        anew, errors = self._read(another)
        if anew is None:
            return self.page(another, errors, saved=saved, status=_MEND)
        return self._check(another, anew, between=[read.foreseen.entry], own=True)

    def says_other(self, typed: Typed, recorded: Entry) -> bool:
        """Whether a form says something else than what was recorded under its id; what happened "now" may by now be some minutes ago."""
        if recorded.kind != self.kind:
            return True
        anew, _ = self._read({**typed, "id": [actions.new_id()]})
        if anew is None:
            # It cannot be recorded any more, as what has been corrected cannot be once again: its words are looked at alone.
            raw, specs = self._parsed(typed).raw, {**KINDS[self.kind].specs, **ENVELOPE}
            texts = [name for name, spec in specs.items() if spec.type is FieldType.TEXT]
            return any(raw.get(name) not in (None, recorded.get(name)) for name in texts)
        when, *said = self._in_words(anew.foreseen.entry, anew.foreseen.entries)
        then, *before = self._in_words(recorded)
        return said != before or (when != then and one(typed, "when") not in ("", "now"))

    def _in_words(self, entry: Entry, added: Iterable[Entry] = ()) -> tuple[present.Line, ...]:
        """An entry in words, the first line saying when; `added` are people who come into the record with it."""
        names = {each.id: str(each.get("name")) for each in added if each.kind == "person.added"}
        return present.lines(entry, self.seen.picture, {**self.known.partnership, **self.seen.agencies}, names)

    def _parsed(self, typed: Typed) -> Parsed:
        parsed = parse(self.kind, typed, self.seen.now)
        # What is corrected may have lost its words since, by an order of a court.
        if self.corrects is None and in_words(self.kind) and not (parsed.raw.get("text") or parsed.raw.get("voice")):
            parsed.errors.setdefault("text", needed(label_of(self.kind, ENVELOPE["text"], envelope=True)))
        if self.corrects is not None:
            parsed.raw["replaces"] = self.corrects.id
            if self.corrects.of is not None:
                parsed.raw.setdefault("of", self.corrects.of)
        return parsed

    def _chosen(self, typed: Typed, read: _Read) -> tuple[list[str] | None, dict[str, str]]:
        """Who was chosen to see it, where somebody chose otherwise than what was proposed."""
        if not one(typed, "sees_given"):
            return None, {}
        always = {self.seen.viewer.agency, *actions.named_in(read.foreseen.entry)}
        ticked = many(typed, "sees")
        chosen = [key for key in dict.fromkeys([*read.sharing.agencies, *ticked]) if key in always or key in ticked]
        if set(chosen) == set(read.sharing.agencies):
            return None, {}
        if [key for key in chosen if key not in self.names]:
            return None, {"sees": "Choose from the agencies that are listed"}
        if not one(typed, "why_sees"):
            return None, {"why_sees": "Say why others than usual may see it: the reason is kept"}
        return chosen, {}

    def _write(self, typed: Typed, read: _Read, shared: list[str] | None) -> HttpResponse | actions.Recorded:
        why = "; ".join(filter(None, (one(typed, "why"), one(typed, "why_sees") if shared is not None else "")))
        try:
            return actions.record(
                self.seen.viewer,
                self.seen.key,
                read.parsed.raw,
                by=self.by,
                page="correct_entry" if self.corrects is not None else "record_kind",
                shared=shared,
                why_shared=why,
                draft=queries.draft_row(self.seen.viewer, self.seen.key, self.form_name),
                first=read.parsed.first,
                after=one(typed, "after"),
            )
        except actions.Overtaken as overtaken:
            return self._check(typed, read, between=overtaken.entries)
        except Unreadable as wrong:
            return self.page(typed, errors_of(self.kind, wrong.problems), status=_MEND)

    # -- beside the pages

    def keep(self, post: QueryDict) -> str:
        """Keeps what was typed as a draft; the time of day at which."""
        typed = kept(post.lists())
        typed["kind"] = [self.kind]
        whole = self.seen.sight.whole
        draft = actions.save_draft(
            self.seen.viewer, self.seen.key, self.form_name, typed, max((each.place for each in whole), default=0)
        )
        at = moment_of(draft.saved_at)
        return f"{at % 1440 // 60:02d}:{at % 60:02d}"

    def audience_now(self, post: QueryDict) -> dict[str, str]:
        """Who would see it as it stands, for the page that is open."""
        now = self._audience(dict(post.lists()))
        return {"sees": now.says, "shown": ",".join(now.agencies)}

    def gone_to(self, done: actions.Recorded) -> list[str]:
        """The names of the agencies that a new entry went to, the recorder's own left out."""
        told: Iterable[str] = done.entry.shared if done.entry.shared is not None else done.audience.agencies
        return [self.names.get(key, key) for key in told if key != self.seen.viewer.agency]

    def _audience(self, typed: Typed) -> present.Sharing:
        """Who would see what has been typed so far: of what is not filled in yet, what lets fewer see it counts."""
        if self.corrects is not None:
            who = self.seen.chronology.knowing.who(self.corrects.id)
            lines = tuple(Line(key, actions.KNEW) for key in who)
            return present.sharing(Audience(lines, ()), self.names, self.known.partnership)
        parsed = self._parsed(typed)
        done = None
        if not parsed.errors:
            with suppress(Unreadable):
                done = actions.foresee(self.seen.viewer, self.seen.key, parsed.raw, by=self.by, first=parsed.first)
        if done is not None and not done.again:
            return present.sharing(done.audience, self.names, self.known.partnership)
        label = str(parsed.raw.get("label", "ordinary"))
        label = label if label in ("ordinary", "restricted", "sealed") else "ordinary"
        named = actions.named_by(self.kind, parsed.raw)
        guessed = queries.who_would_see(
            self.seen, self.kind, label, parsed.raw, [key for key in named if key in self.names]
        )
        return present.sharing(guessed, self.names, self.known.partnership)


def recorder(request: HttpRequest) -> str:
    """Who records, as the record says it: name, and what they are."""
    title = getattr(request.user, "title", "")
    name = str(getattr(request.user, "name", ""))
    return f"{name}, {title}" if title else name
