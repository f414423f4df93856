"""What makes a child less safe or safer, how that is known, and what has been said or found since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import (
    Cite,
    cites,
    entry_of,
    happened,
    in_time,
    is_over,
    latest,
    moment_of,
    roots,
    text_of,
    when_of,
)
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities
from nightlight.picture.selecting import Selector, select

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture
    from nightlight.picture.states import Spell


@dataclass(frozen=True, slots=True)
class Noting:
    """One agency's noting of a factor. `basis` is how it was known (seen, tested, told, assumed); `None` means that
    this is not recorded.

    `resolved` says that this noting was closed. `source` is who it came from, where that is not the recorder.
    """

    thread: str
    agency: str
    when: When
    basis: str | None
    source: str | None
    text: str | None
    resolved: bool
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Easing:
    """Somebody said that a factor is less or gone, or the person themselves said how things are (`claimed`, with
    the `claim`).

    `basis` is what it rests on: observed, tested, assessed, self_report, other.
    """

    what: Literal["less", "gone", "claimed"]
    basis: str
    claim: str | None
    agency: str
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Bearing:
    """Something else on record that bears on a factor: a positive test, an incident, how the home was seen."""

    kind: str
    what: str
    agency: str
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of one person, every noting of it together.

    `present` is what the state `factor` says: some noting of it is not resolved. `eased` is the last word that it
    is less or gone; `contradicted_by` is what was noted or found after that and speaks against it. `bearing` is all
    that bears on it. `answered_by` are the threads of actions and plans in force or not that name it.
    """

    person: str
    factor: str
    present: bool
    since: When
    notings: tuple[Noting, ...]
    eased: Easing | None
    contradicted_by: tuple[Bearing, ...]
    bearing: tuple[Bearing, ...]
    answered_by: tuple[str, ...]
    rests_on: tuple[Cite, ...]

    @property
    def bases(self) -> tuple[str, ...]:
        """How it is known, each way once; empty where no noting says."""
        return tuple(dict.fromkeys(noting.basis for noting in self.notings if noting.basis is not None))

    @property
    def threads(self) -> tuple[str, ...]:
        """The threads of its notings."""
        return tuple(noting.thread for noting in self.notings)


@dataclass(frozen=True, slots=True)
class Protective:
    """Something that makes the child safer."""

    thread: str
    person: str
    what: str
    agency: str
    when: When
    basis: str | None
    rests_on: tuple[Cite, ...]


_USING: Final = (select("test.result", result="positive"), select("incident", type=("intoxicated", "relapse")))
_VIOLENT: Final = (select("incident", type=("domestic_abuse", "violence", "abusive_behaviour")),)

#: What shows a factor to be there, beyond its noting. A word for the matter is enough; a test is of whatever it was
#: taken for.
BEARS_ON: Final[dict[str, tuple[Selector, ...]]] = {
    "substance_use": _USING,
    "alcohol": _USING,
    "domestic_abuse": _VIOLENT,
    "violence": _VIOLENT,
    "poor_home": (select("home.seen", condition=("poor", "unsafe")),),
    "homelessness": (select("housing.notice", notice=("eviction", "repossession", "tenancy_ended")),),
    "poor_antenatal_care": (select("contact.missed", reason=("did_not_attend", "refused", "no_access")),),
}

#: Which factors a person's own word speaks to.
CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    "abstinent": ("substance_use", "alcohol", "smoking"),
    "separated": ("domestic_abuse", "violence"),
    "well": ("mental_health",),
    "coping": ("mental_health",),
}


def factors(picture: Picture, at: Moment | None = None) -> tuple[Factor, ...]:
    """Every risk factor noted by a moment, for each person each factor once; one of no particular sort (`other`)
    stands by itself."""
    at = moment_of(picture, at)
    ids = identities(picture)
    groups: dict[tuple[str, str, str], list[Spell]] = {}
    for spell in picture.spells("factor"):
        if spell.start <= at:
            person, factor = ids.of(spell.fact.values["person"]), str(spell.word)
            groups.setdefault((person, factor, spell.subject if factor == "other" else ""), []).append(spell)
    return tuple(_factor(picture, ids, person, factor, noted, at) for (person, factor, _), noted in groups.items())


def _factor(picture: Picture, ids: Identities, person: str, factor: str, noted: list[Spell], at: Moment) -> Factor:
    bearing = _bearing(picture, ids, person, factor, at)
    eased = _eased(picture, ids, person, factor, noted, at)
    last = latest(eased)
    threads = {spell.subject for spell in noted}
    against: list[Fact] = []
    if last is not None:
        again = [spell.fact for spell in noted if spell.fact.first > last.first and spell.fact.thread != last.thread]
        against = in_time([*again, *(fact for fact in bearing if fact.last >= last.first and fact.root != last.root)])
    answering = [
        fact
        for kind in ("plan.section", "action.agreed")
        for fact in happened(picture, kind, at)
        if threads & set(roots(picture, fact.values.get("for_factors")))
    ]
    return Factor(
        person,
        factor,
        any(spell.holds(at, at) for spell in noted),
        when_of(noted[0].fact),
        tuple(_noting(picture, spell, at) for spell in noted),
        _easing(last) if last else None,
        tuple(_as_bearing(fact) for fact in against),
        tuple(_as_bearing(fact) for fact in bearing),
        tuple(dict.fromkeys(fact.subject for fact in answering)),
        cites(*(spell.fact for spell in noted), last, *against),
    )


def _noting(picture: Picture, spell: Spell, at: Moment) -> Noting:
    fact = spell.fact
    entry = entry_of(picture, fact)
    return Noting(
        fact.subject,
        fact.agency,
        when_of(fact),
        fact.values.get("basis_of_knowledge"),
        entry.source if entry else None,
        text_of(picture, fact),
        is_over(spell, at),
        cites(fact),
    )


def _eased(picture: Picture, ids: Identities, person: str, factor: str, noted: list[Spell], at: Moment) -> list[Fact]:
    """Every word that the factor is less or gone: of those who work with the family, and of the person."""
    threads = {spell.fact.thread for spell in noted}
    first = min(spell.start for spell in noted)
    words = [
        fact
        for kind in ("factor.reduced", "factor.resolved")
        for fact in happened(picture, kind, at)
        if fact.thread in threads
    ]
    own = [
        fact
        for fact in happened(picture, "self_report", at)
        if ids.of(fact.values["person"]) == person
        and factor in CLAIMS.get(fact.values["claim"], ())
        and fact.last >= first
    ]
    return [*words, *own]


def _easing(fact: Fact) -> Easing:
    what: Literal["less", "gone", "claimed"] = (
        "claimed" if fact.kind == "self_report" else "gone" if fact.kind == "factor.resolved" else "less"
    )
    basis = "self_report" if what == "claimed" else fact.values["basis"]
    return Easing(what, basis, fact.values.get("claim"), fact.agency, when_of(fact), cites(fact))


def _bearing(picture: Picture, ids: Identities, person: str, factor: str, at: Moment) -> list[Fact]:
    found = []
    for selector in BEARS_ON.get(factor, ()):
        for fact in happened(picture, selector.kind, at):
            named = ids.all(fact.people)
            if selector.passes(fact, picture) is True and (not named or person in named):
                found.append(fact)
    return in_time(found)


_WORD: Final = ("result", "type", "condition", "notice", "reason", "factor")


def _as_bearing(fact: Fact) -> Bearing:
    word = next((str(fact.values[name]) for name in _WORD if name in fact.values), "")
    return Bearing(fact.kind, word, fact.agency, when_of(fact), cites(fact))


def protective(picture: Picture, at: Moment | None = None) -> tuple[Protective, ...]:
    """Everything that was noted by a moment as making the child safer, the oldest first."""
    at = moment_of(picture, at)
    ids = identities(picture)
    return tuple(
        Protective(
            fact.subject,
            ids.of(fact.values["person"]),
            fact.values["what"],
            fact.agency,
            when_of(fact),
            fact.values.get("basis_of_knowledge"),
            cites(fact),
        )
        for fact in happened(picture, "protective.noted", at)
    )
