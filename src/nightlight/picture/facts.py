"""Facts: entries in force as rules see them, and the events that follow from entries though nobody records them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.fields import NAMES_PEOPLE, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.knowing import agencies_told
from nightlight.chronology.moments import MINUTES_A_DAY, Moment, day_of
from nightlight.chronology.record import Held


class Fact:
    """One thing that is so: an entry in force, or an event derived from entries.

    `first` and `last` are the earliest and latest moment that its words allow; `since` is the moment from which the viewer holds
    it. `values` has what was filled in, by the vocabulary's names, and what follows from the entry alone (`saw`,
    `represented` ...). `about` are the people whom it is about: everybody whom it names but those who only
    came to a meeting. `places` are the places of the entries on which it rests; `rank` says when its root entry came into the
    record, and never changes. `told` are the agencies with which the entry was shared by name when it was recorded.
    """

    __slots__ = (
        "about", "agency", "first", "kind", "last", "loose", "people", "places", "rank", "root", "since", "thread", "told", "values",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        root: str,
        thread: str | None,
        first: Moment,
        last: Moment,
        since: Moment,
        agency: str,
        people: tuple[str, ...],
        values: Mapping[str, Any],
        places: tuple[int, ...],
        loose: bool = False,
        rank: tuple[Moment, int] = (0, 0),
        told: tuple[str, ...] = (),
        about: tuple[str, ...] | None = None,
    ) -> None:
        self.kind = kind
        self.root = root
        self.thread = thread
        self.first = first
        self.last = last
        self.since = since
        self.agency = agency
        self.people = people
        self.about = about if about is not None else people if ATTENDING not in values else _about(kind, values)
        self.values = values
        self.places = places
        self.loose = loose
        self.rank = rank
        self.told = told

    @property
    def subject(self) -> str:
        """What a finding that it opens is about: its thread, else its root entry (`semantics.md` 22)."""
        return self.thread or self.root

    @property
    def key(self) -> tuple[Moment, str]:
        """The order of facts: by the earliest moment, then the root entry's id (`semantics.md` 8)."""
        return (self.first, self.root)

    def __repr__(self) -> str:
        return f"Fact({self.kind} {self.root} {self.first})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fact):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash((self.kind, self.root, self.since))


#: The field of those of the family who came to a meeting: it is not about them (`semantics.md` 22).
ATTENDING: Final = "family_present"

#: Fields of the envelope that a filter may ask about.
_ENVELOPE_ASKED: Final = ("source", "basis_of_knowledge", "significant", "voice")


def fact_of(held: Held) -> Fact:
    """The fact that an entry in force states."""
    entry = held.entry
    values: dict[str, Any] = {spec.name: value for spec, value in entry.body.filled()}
    values["agency"] = entry.agency
    values["label"] = entry.label
    for name in _ENVELOPE_ASKED:
        value = getattr(entry, name)
        if value is not None:
            values[name] = value
    for name, derive in WORKED_OUT.get(entry.kind, ()):
        values[name] = derive(entry)
    return Fact(
        entry.kind,
        held.root,
        held.thread,
        entry.when.first,
        entry.when.last,
        held.since,
        entry.agency,
        entry.people(),
        values,
        (entry.place,),
        entry.when.loose,
        held.rank,
        agencies_told(entry),
    )


def _about(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    about: dict[str, None] = {}
    for name, spec in (specs_of_kind(kind) or {}).items():
        value = values.get(name)
        if name != ATTENDING and spec.type in NAMES_PEOPLE and value is not None:
            about |= dict.fromkeys((value,) if isinstance(value, str) else value)
    return tuple(about)


# -- what follows from one entry alone


def _saw(entry: Entry) -> tuple[str, ...]:
    """Who was seen in person: those named as seen; where that was left out, those met (`semantics.md` 25)."""
    if entry.get("mode") != "in_person":
        return ()
    seen = entry.get("seen")
    return tuple(entry.get("with") if seen is None else seen)


def _met(entry: Entry) -> tuple[str, ...]:
    """Who was met in person: those seen and those with whom the contact was; nobody where nobody was seen."""
    saw = _saw(entry)
    return tuple(dict.fromkeys((*saw, *entry.get("with")))) if saw else ()


def _represented(entry: Entry) -> tuple[str, ...]:
    """Agencies that were there, or sent a written update."""
    return tuple(dict.fromkeys((*entry.get("present"), *(entry.get("updates_from") or ()))))


def _weekend(entry: Entry) -> bool:
    """Whether it fell on a Saturday or Sunday."""
    return (day_of(entry.when.first) - 1) % 7 >= 5


def same_words(text: str) -> str:
    """Words as they are compared: no case, no punctuation, one space between."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _words(entry: Entry) -> str:
    return same_words(entry.get("what"))


#: Values that follow from one entry, by kind: name and how it is worked out.
WORKED_OUT: Final[dict[str, tuple[tuple[str, Callable[[Entry], Any]], ...]]] = {
    "contact.made": (("saw", _saw), ("met", _met), ("weekend", _weekend)),
    "meeting.held": (("represented", _represented),),
    "plan.section": (("words", _words),),
}

_WORKED_OUT_SPECS: Final = {
    "saw": FieldSpec("saw", "saw", FieldType.PEOPLE, optional=False, help="Who was seen in person."),
    "met": FieldSpec("met", "met", FieldType.PEOPLE, optional=False, help="Who was met in person."),
    "weekend": FieldSpec("weekend", "weekend", FieldType.FLAG, optional=False, help="It fell on a weekend."),
    "represented": FieldSpec(
        "represented",
        "represented",
        FieldType.AGENCIES,
        optional=False,
        help="Agencies that were there or sent a written update.",
    ),
    "words": FieldSpec("words", "words", FieldType.TEXT, optional=False, help="The words, as they are compared."),
}


# -- events that nobody records


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event that follows from entries: what it means, its own fields, and the sort of thread it belongs to."""

    name: str
    says: str
    help: str
    fields: tuple[FieldSpec, ...] = ()
    of: str | None = None
    standing: bool = False


_CHILD: Final = FieldSpec("child", "child", FieldType.PERSON, optional=False)

#: Every derived event, by name (`semantics.md` 21).
EVENTS: Final[dict[str, Event]] = {
    event.name: event
    for event in (
        Event(
            "pregnancy.open",
            "a pregnancy is on record",
            "A pregnancy is on record; twins are one pregnancy.",
            (FieldSpec("children", "children", FieldType.PEOPLE, optional=False),),
            standing=True,
        ),
        Event("child.expected", "an unborn child is on record", "An unborn child is on record.", (_CHILD,)),
        Event("child.born", "the baby is born", "A child is born while the record is being kept.", (_CHILD,)),
        Event(
            "child.living",
            "a child is born",
            "A child is born, whether or not the record was being kept.",
            (_CHILD,),
            standing=True,
        ),
        Event(
            "person.known",
            "a person is named",
            "The record names a person for the first time.",
            (
                FieldSpec("person", "person", FieldType.PERSON, optional=False),
                replace(KINDS["person.added"].specs["role"], optional=True),
            ),
        ),
        Event(
            "home.changed",
            "the home of a parent or child changes",
            "A parent or child joins or leaves a household after the record already knew them.",
            (
                FieldSpec("person", "person", FieldType.PERSON, optional=False),
                FieldSpec("household", "household", FieldType.TEXT, optional=False),
            ),
        ),
        Event(
            "team.grown",
            "a third service works with the family",
            "Three services beyond the universal and emergency ones have come to work with the family.",
        ),
        Event(
            "meeting.lapsed",
            "a meeting's date passes with nothing held",
            "The date of a meeting passed, or it was cancelled, and nothing was held.",
            of="meeting",
        ),
        Event(
            "meeting.inquorate",
            "a meeting is held without enough agencies",
            "A meeting was held without enough agencies.",
            of="meeting",
        ),
        Event(
            "action.lapsed",
            "an action's date passes with no outcome",
            "The date of an action passed with nothing recorded of it.",
            of="action",
        ),
        Event(
            "legal.lapsed",
            "the date to go to court passes with nothing issued",
            "The date by which to go to court passed with nothing issued.",
        ),
        Event(
            "worker.changed",
            "a new worker takes over",
            "A new worker takes the place of another of the same agency and role.",
            (
                FieldSpec("role", "role", FieldType.WORD, optional=False),
                FieldSpec("worker", "worker", FieldType.TEXT, optional=False),
            ),
        ),
    )
}


def field_of(kind: str, name: str) -> tuple[FieldSpec, bool] | None:
    """The declaration of a field that a rule may ask of a kind or event, and whether it is the opener's.

    A field that the kind itself has not is looked for in the entry that opened its thread (`semantics.md` 15). `None`
    where neither has it.
    """
    own = specs_of_kind(kind)
    if own is None:
        return None
    if name in own:
        return own[name], False
    opened_by = opener_of(kind)
    if opened_by is not None:
        theirs = specs_of_kind(opened_by) or {}
        if name in theirs and name not in _ENVELOPE_NAMES:
            return theirs[name], True
    return None


_ENVELOPE_NAMES: Final = frozenset({"agency", "label", *_ENVELOPE_ASKED})
_ENVELOPE_SPECS: Final = {name: ENVELOPE[name] for name in ("agency", "label", *_ENVELOPE_ASKED)}


def specs_of_kind(kind: str) -> dict[str, FieldSpec] | None:
    """Every field that a rule may ask of a kind or event; `None` where there is no such kind."""
    if kind in KINDS:
        worked_out = {name: _WORKED_OUT_SPECS[name] for name, _ in WORKED_OUT.get(kind, ())}
        return {**_ENVELOPE_SPECS, **KINDS[kind].specs, **worked_out}
    if kind in EVENTS:
        return {**_ENVELOPE_SPECS, **{spec.name: spec for spec in EVENTS[kind].fields}}
    return None


def opener_of(kind: str) -> str | None:
    """The kind that opens the threads to which entries of this kind belong; `None` where they belong to none."""
    if kind in EVENTS:
        of = EVENTS[kind].of
        return THREADS[of] if of else None
    of_spec = KINDS[kind].specs.get("of")
    return THREADS[of_spec.opens] if of_spec is not None and of_spec.opens else None


def says_kind(kind: str) -> str:
    """What a kind or event says happened, as a clause: "a referral is received"."""
    return EVENTS[kind].says if kind in EVENTS else KINDS[kind].says


def is_standing(kind: str) -> bool:
    """Whether a kind states something that goes on being true (`semantics.md` 6)."""
    return EVENTS[kind].standing if kind in EVENTS else KINDS[kind].standing


def day_fact(
    kind: str,
    root: str,
    thread: str | None,
    first: Moment,
    since: Moment,
    like: Fact,
    values: Mapping[str, Any],
    **more: Any,
) -> Fact:
    """A derived event that takes a whole day, and rests on the same entries as `like` unless told otherwise."""
    day = day_of(first)
    return Fact(
        kind,
        root,
        thread,
        day * MINUTES_A_DAY,
        day * MINUTES_A_DAY + MINUTES_A_DAY - 1,
        since,
        like.agency,
        more.get("people", like.people),
        {"agency": like.agency, "label": "ordinary", **values},
        more.get("places", like.places),
        like.loose,
        like.rank,
    )
