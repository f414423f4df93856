"""The one function: what of a family's record a person may see, for a purpose, at the moment of the request.

Access = the agency's remit (its agency knows the entry) and a live relationship of the person and the labels that bind the entry.
Deny by default; a denial beats everything; what is sealed cannot be told from what is absent (`docs/semantics.md` 60 to 74).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from nightlight.access.labels import ORDINARY, quoted
from nightlight.access.redaction import links, redacted
from nightlight.access.relations import Relation, relations
from nightlight.access.remit import Remit, narrowed
from nightlight.access.viewer import PURPOSES, WITHOUT_FAMILIES, Denial, Glass, Purpose, Viewer, same_sign_in
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, day_of, says_day
from nightlight.chronology.record import Chronology

Seen = Literal["whole", "stub", "hidden"]

#: The one answer to whoever may not look and need not know why.
NO_RELATION: Final = (
    "You have no working relationship with this family that is open now, so nothing of its record is shown."
)
DENIED: Final = "This family's record is closed to you. Ask your safeguarding lead if that is wrong."
CONFLICT: Final = "You have, or may have, a personal tie to this family, so its record is closed to you."
NOT_THIS_PURPOSE: Final = "Nothing of a family's record is shown for this purpose."
NOT_THIS_ROLE: Final = "An account with your role sees no family's record."

_BECAUSE: Final = {
    "allocated": "this family is allocated to you",
    "covering": "you cover for the worker to whom this family is allocated",
    "team": "this family is allocated to somebody of your team",
    "supervises": "you supervise the team that works with this family",
    "manages": "you manage a service that works with this family",
    "duty": "this family is with your duty desk",
    "safeguarding_lead": "you lead on safeguarding for an agency that works with this family",
    "chair": "your agency called a conference about this family, which you chair",
    "core_group": "you act for your agency in the core group while the plan is in force",
    "glass": "you opened this record without a working relationship, with a reason; the opening will be reviewed",
}
#: Kinds that say when a baby is due or was born, from which dates of other things are reckoned.
DAYS_OF_BIRTH: Final = frozenset({"pregnancy.known", "pregnancy.due_changed", "pregnancy.ended", "birth"})
TEACHING: Final = "This is a teaching case."


@dataclass(frozen=True)
class Stub:
    """That something more is recorded, and by whom: not what, not when, not how much. One for each agency.

    `name` is how the agency is called in a sentence.
    """

    agency: str
    name: str = field(default="", compare=False)

    def says(self) -> str:
        """`Something more is recorded by the police; call them.`"""
        return f"Something more is recorded by {self.name or self.agency}; call them."


class Sight:
    """What one person may see of one family. Pages take values from it and from nothing else."""

    def __init__(
        self,
        record: Chronology,
        agency: str,
        relations: tuple[Relation, ...],
        why: str,
        whole: frozenset[str],
        stubs: tuple[Stub, ...],
        stubbed: frozenset[str],
        redacted_already: Chronology | None = None,
        *,
        sealed: bool = False,
    ) -> None:
        self._record = record
        self._sealed = sealed
        self._made = redacted_already
        self._agency = agency
        self._whole = whole
        self._stubbed = stubbed
        self.relations = relations
        self.why = why
        self.stubs = stubs

    @property
    def allowed(self) -> bool:
        """Whether this person may open the family's record at all."""
        return bool(self.relations)

    def of(self, entry: Entry) -> Seen:
        """How an entry is seen: whole, as a stub of the agency that recorded it, or not at all. By its id."""
        if entry.id in self._whole:
            return "whole"
        return "stub" if entry.id in self._stubbed else "hidden"

    @property
    def whole(self) -> tuple[Entry, ...]:
        """The entries seen whole, in the order of the record; they name no entry that is not among them."""
        return tuple(self._redacted.entries)

    @property
    def without_what_is_sealed(self) -> Chronology | None:
        """Where something is sealed from this person: the record without it, from which everything about them is worked out.

        It holds what they may not see besides; nothing of it is to be shown but by asking `finding` or `of`. `None` where nothing is.
        """
        return self._record if self._sealed and self.allowed else None

    @cached_property
    def without_what_is_restricted(self) -> Chronology | None:
        """Where a label holds something back from this person that is not sealed: the record without that, and without what is sealed.

        Nothing of it is to be shown either, but by asking `finding` or `of`. `None` where nothing is held back so.
        """
        if not self._stubbed:
            return None
        return narrowed(self._record, [entry for entry in self._record.entries if self.of(entry) != "stub"])

    @cached_property
    def without_unseen_days_of_birth(self) -> Chronology | None:
        """Where this person does not see when a baby is due or was born: the record without that, and without what a label holds back.

        A date that is reckoned from it would tell of it, though no finding rests on it. Nothing of it is to be shown either, but by asking
        `finding` or `of`. `None` where nothing of the sort is hidden.
        """
        hidden = [each for each in self._record.entries if each.kind in DAYS_OF_BIRTH and self.of(each) != "whole"]
        if not hidden:
            return None
        gone = {each.id for each in hidden}
        return narrowed(
            self._record,
            [each for each in self._record.entries if each.id not in gone and self.of(each) != "stub"],
        )

    def chronology(self) -> Chronology:
        """The record of the entries seen whole, with the people and agencies whom they name; everything else is worked out from it.

        Fold it for all together (`known_to=None`): it is one viewer's record already.
        """
        return self._redacted

    @cached_property
    def _redacted(self) -> Chronology:
        if self._made is not None:
            return self._made
        return redacted(self._record, self._whole, self._agency) if self.allowed else _nothing_of(self._record)

    def finding(self, because: Iterable[int], names: Iterable[str] = ()) -> bool:
        """Whether a finding that rests on the entries at these places may be shown: all of them are seen whole.

        `names` are the keys of the people and agencies that it is about: everybody whom it names must be named by something that is
        seen, though it does not rest on that. One that rests on nothing is not shown.
        """
        places = tuple(because)
        return bool(places) and all(place in self._places for place in places) and not any(map(self._unnamed, names))

    def _unnamed(self, key: str) -> bool:
        """Whether a person or an agency of the record is named by nothing that is seen."""
        own = self.chronology()
        person = key in self._record.people and key not in own.people
        return person or (key in self._record.agencies and key not in own.agencies)

    @cached_property
    def _places(self) -> frozenset[int]:
        """Places of which every entry is seen; what a later date under `shared` stands for has the place of its entry."""
        here = [each for each in self._record.entries if not _made_of_shared(each)]
        all_ = Counter(each.place for each in here)
        seen = Counter(each.place for each in here if each.id in self._whole)
        return frozenset(place for place, number in seen.items() if number == all_[place])

    def unseen(self, entry: Entry) -> tuple[str, ...]:
        """What an entry that this person is about to save names though they do not see it: entries and threads by id, people by key.

        It must be refused with the words for an id that does not exist. Else whoever guesses an id could tell themselves of it, by
        saying that they read it (`docs/semantics.md` 39).
        """
        own = self.chronology()
        named = [*links(entry), *quoted(entry, self._record)]
        people = entry.people()
        if entry.kind in ("person.same", "person.not_same"):
            people += (entry.get("as"),)
        return tuple(dict.fromkeys(
            [id for id in named if id not in own] + [key for key in people if key not in own.people]
        ))  # fmt: skip

    def number(self, entry: Entry) -> int:
        """The number under which a page shows an entry: from 1, without gaps, in the order of the record.

        Places have gaps where something is hidden, so a page never shows a place. Raises `KeyError` for what is not seen whole.
        """
        return self._numbers[entry.id]

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {entry.id: number for number, entry in enumerate(self.whole, 1)}


def _made_of_shared(entry: Entry) -> bool:
    """Whether an entry stands for a later date under another's `shared` (`chronology.reading.told_later`)."""
    told: tuple[str, ...] = entry.get("entries") or () if entry.kind == "information.shared" else ()
    return entry.inferred and len(told) == 1 and entry.id.startswith(f"{told[0]}~")


def visible(
    viewer: Viewer,
    purpose: Purpose,
    chronology: Chronology,
    as_of: Moment,
    *,
    glass: Glass | None = None,
    denials: Iterable[Denial] = (),
) -> Sight:
    """What a person may see of a family for a purpose, at the moment of the request.

    `as_of` is that moment. To turn back to an earlier day, fold `Sight.chronology()` at that day: who may look today is not who might have
    looked then. `denials` are those on record for this family beside the conflicts that its entries declare.

    Raises `ValueError` for a purpose that there is not.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is no purpose; use one of {', '.join(PURPOSES)}")
    refused = _refused(viewer, purpose, chronology, as_of, denials)
    if refused is not None:
        return _nothing(chronology, viewer, refused)
    remit = Remit(chronology, viewer.agency, as_of)
    found = relations(viewer, purpose, remit.chronology(), remit.there, as_of, glass)
    if not found:
        return _nothing(chronology, viewer, NO_RELATION)
    whole = remit.ids if any(each.name != "glass" for each in found) else frozenset[str]()
    if any(each.name == "glass" for each in found):
        whole |= remit.unsealed()
    held_back = remit.withheld(whole)
    stubs = tuple(Stub(key, _name(chronology, key)) for key in sorted(set(held_back.values())))
    return Sight(
        remit.there, viewer.agency, found, _why(found), whole, stubs, frozenset(held_back), remit.chronology(whole),
        sealed=remit.there is not chronology,
    )  # fmt: skip


def open_to_learn(chronology: Chronology) -> Sight:
    """A teaching case is seen whole by everybody who is signed in: nobody in it is real, or the review that it comes from is published.

    Never to be asked of a live family: no label, denial or relationship is looked at.
    """
    whole = frozenset(entry.id for entry in chronology.entries)
    return Sight(chronology, "", (Relation("learning", 0, ()),), TEACHING, whole, (), frozenset())


def _refused(
    viewer: Viewer, purpose: Purpose, chronology: Chronology, as_of: Moment, denials: Iterable[Denial]
) -> str | None:
    """Why nothing is shown whatever the relationship; `None` where nothing stands against it."""
    if any(denial.denies(viewer) for denial in denials):
        return DENIED
    ties = [each for each in conflicts(chronology, as_of) if same_sign_in(each.get("who") or "", viewer.sign_in)]
    if ties:
        open_ = all(each.label == ORDINARY and each.agency == viewer.agency for each in ties)
        return CONFLICT if open_ else NO_RELATION
    if viewer.roles & WITHOUT_FAMILIES:
        return NOT_THIS_ROLE
    if not viewer.sign_in.strip():
        return NO_RELATION  # nobody is signed in; an entry whose sign-in was left empty is not theirs
    if purpose in ("enquiry", "audit"):
        return NOT_THIS_PURPOSE
    agency = chronology.agencies.get(viewer.agency)
    if agency is not None and agency.type != viewer.agency_type:
        return NO_RELATION  # the account's agency is another that happens to have the key
    return None


def conflicts(chronology: Chronology, as_of: Moment) -> list[Entry]:
    """The conflicts of interest that stand at a moment or were declared after it: turning back opens nothing."""
    roots = {chronology.root(each.id) for each in chronology.entries if each.kind == "conflict.declared"}
    held = (each for root in roots for each in chronology.held_versions(root, chronology.versions(root)))
    return [each.entry for each in held if each.entry.kind == "conflict.declared" and each.until > as_of]


def _nothing(chronology: Chronology, viewer: Viewer, why: str) -> Sight:
    return Sight(_nothing_of(chronology), viewer.agency, (), why, frozenset(), (), frozenset())


def _nothing_of(chronology: Chronology) -> Chronology:
    return Chronology(family=chronology.family)


def _why(found: tuple[Relation, ...]) -> str:
    reasons = [_BECAUSE[each.name] for each in {each.name: each for each in found}.values()]
    words = reasons[0] if len(reasons) == 1 else f"{', '.join(reasons[:-1])} and {reasons[-1]}"
    return f"You see this record because {words}, since {says_day(day_of(min(each.since for each in found)))}."


def _name(chronology: Chronology, key: str) -> str:
    agency = chronology.agencies.get(key)
    return agency.says() if agency is not None else key
