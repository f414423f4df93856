"""The forms of a person and of a new record: what was typed, what is wrong with it, and the entries that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import BadDate, Day, When, iso_day, says_day
from nightlight.web.families.search.asked import nhs_number
from nightlight.web.recording.dates import CannotRead, read_date
from nightlight.web.store.names import plain_words

_MOST_LETTERS: Final = 5_000
_MOST_WEEKS: Final = 45
#: The due date is so many weeks after the day from which weeks of pregnancy are counted.
_TERM_WEEKS: Final = 40


def words_of(kind: str, name: str) -> tuple[str, ...]:
    """The words that a field of a kind may hold."""
    return KINDS[kind].specs[name].words


@dataclass
class Typed:
    """What was typed into a form, trimmed, and every mistake in it by field."""

    values: dict[str, str]
    errors: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, name: str, text: str) -> None:
        """Says what is wrong with a field."""
        self.errors.append({"field": name, "text": text})

    def date(
        self, name: str, today: Day, *, past: bool, needed: str = "", whole: bool = False
    ) -> tuple[str, Day | None]:
        """A date of a field as ISO 8601 writes it, and its day where a whole day is known."""
        written = self.values[name]
        if not written:
            if needed:
                self.wrong(name, needed)
            return "", None
        try:
            read = read_date(written, today, past=past)
            when = When.read(read.iso)
        except (CannotRead, BadDate) as wrong:
            self.wrong(name, str(wrong))
            return "", None
        day = when.day if when.precision == "day" else None
        if whole and day is None:
            self.wrong(name, "Enter a whole date, such as 27 March 2026; where it is not sure, the likeliest day")
        if past and when.first > (today + 1) * 1440:
            self.wrong(name, "This date is in the future")
        return read.iso, day

    def nhs(self, name: str) -> str:
        """An NHS number as digits."""
        if not self.values[name]:
            return ""
        try:
            return nhs_number(self.values[name])
        except ValueError as wrong:
            self.wrong(name, str(wrong))
            return ""

    def name(self, name: str, needed: str = "") -> str:
        """A name, which has letters."""
        value = self.values[name]
        if value and not plain_words(value):
            self.wrong(name, "Enter a name in letters")
        elif not value and needed:
            self.wrong(name, needed)
        return value

    def word(self, name: str, allowed: tuple[str, ...]) -> str:
        """A word of a list, or nothing."""
        return self.values[name] if self.values[name] in allowed else ""


def typed(form: Mapping[str, str], names: tuple[str, ...]) -> Typed:
    """What was typed into the fields of a form."""
    return Typed({name: form.get(name, "").strip()[:_MOST_LETTERS] for name in names})


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is about to be added, as an entry."""

    raw: dict[str, Any]
    name: str
    born: Day | None
    due: Day | None
    nhs: str


PERSON_FIELDS: Final = ("name", "role", "sex", "born", "due", "nhs")


def new_person(form: Typed, id: str, today: Day) -> NewPerson:
    """The person of a form; its mistakes are in the form."""
    name = form.name("name", "Enter a name, or how they are known: Dave, the man upstairs")
    role = form.word("role", words_of("person.added", "role"))
    born, born_day = form.date("born", today, past=True)
    due, due_day = form.date("due", today, past=False)
    if due and role != "unborn":
        form.wrong("due", "Only a baby who is not yet born has a due date")
    if born and role == "unborn":
        form.wrong("born", "A baby who is not yet born has no date of birth; record the birth instead")
    nhs = form.nhs("nhs")
    said = {
        "name": name,
        "role": role,
        "sex": form.word("sex", words_of("person.added", "sex")),
        "born": born,
        "due": due,
        "nhs_number": nhs,
    }
    raw = {"kind": "person.added", "id": id} | {each: value for each, value in said.items() if value}
    return NewPerson(raw, name, born_day, due_day, nhs)


@dataclass(frozen=True)
class NewRecord:
    """A record that is about to be begun: its title and its first entries."""

    title: str
    raws: list[dict[str, Any]]
    mother: str
    due: Day | None
    born: Day | None
    nhs: str


RECORD_FIELDS: Final = ("mother", "mother_born", "nhs", "due", "due_unknown", "weeks", "father", "why", "role")
#: What people write into the field of a date that they do not know.
_NOT_KNOWN: Final = frozenset(
    {"?", "unknown", "not known", "not known yet", "unsure", "not sure", "don't know", "n/a", "tbc"}
)


def new_record(form: Typed, ids: Mapping[str, str], worker: Mapping[str, str | None], today: Day) -> NewRecord:
    """A record of a pregnancy; its mistakes are in the form. `ids` name the entries, `worker` is whoever begins it.

    Where the due date is not known it is reckoned from the weeks, else left open; either way the record asks for it.
    """
    mother = form.name("mother", "Enter the mother’s name")
    born, born_day = form.date("mother_born", today, past=True)
    weeks = form.values["weeks"]
    if weeks and not (weeks.isdecimal() and int(weeks) <= _MOST_WEEKS):
        form.wrong("weeks", "Enter the weeks as a whole number, such as 12")
        weeks = ""
    due, due_day, asked = _due(form, weeks, today)
    nhs = form.nhs("nhs")
    father = form.name("father")
    role = form.word("role", words_of("worker.assigned", "role"))
    if not role:
        form.wrong("role", "Choose what you are to this family")
    why = form.values["why"]
    if not why:
        form.wrong("why", "Say in a few words what brings this family here")
    woman = {"kind": "person.added", "id": ids["mother"], "name": mother, "role": "mother", "sex": "female"}
    woman |= {name: value for name, value in (("born", born), ("nhs_number", nhs)) if value}
    title = f"Baby of {mother}"
    baby = {"kind": "person.added", "id": ids["baby"], "name": title, "role": "unborn"} | ({"due": due} if due else {})
    raws: list[dict[str, Any]] = [woman, baby]
    if father:
        raws.append({"kind": "person.added", "id": ids["father"], "name": father, "role": "father", "sex": "male"})
    assigned = {"kind": "worker.assigned", "id": ids["worker"], "role": role, **{k: v for k, v in worker.items() if v}}
    if due:
        known = {"kind": "pregnancy.known", "id": ids["pregnancy"], "mother": ids["mother"], "child": ids["baby"]}
        raws.append(known | {"due": due, "text": why} | ({"weeks": int(weeks)} if weeks else {}))
    else:
        assigned["text"] = (
            why  # a pregnancy on record has a due date; what brought the family here stands with its worker
        )
    if asked:
        raws.append({"kind": "question.open", "what": asked, "about": [ids["baby"]]})
    return NewRecord(title, [*raws, assigned], mother, due_day, born_day, nhs)


def _due(form: Typed, weeks: str, today: Day) -> tuple[str, Day | None, str]:
    """The due date that was typed, or that follows from the weeks, with its day; and what the record is to ask of it."""
    typed = form.values["due"]
    if typed.casefold().rstrip(".") in _NOT_KNOWN:
        typed = form.values["due"] = ""
        form.values["due_unknown"] = "yes"
    if typed or not form.values["due_unknown"]:
        needed = "Enter the due date or the likeliest day, or tick that it is not known yet"
        return *form.date("due", today, past=False, needed=needed, whole=True), ""
    if not weeks:
        return "", None, "When is the baby due?"
    due = today + 7 * (_TERM_WEEKS - int(weeks))
    asked = (
        f"The due date is reckoned from {weeks} weeks of pregnancy on {says_day(today)}. What does the dating scan say?"
    )
    return iso_day(due), due, asked
