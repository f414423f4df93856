"""Who is kin to whom, as the record says: what a genogram or an ecomap is drawn from.

`kin_family.kin_of` makes it from a family's picture; a test or another page may make it by hand. Nothing is invented: a parent
whom the record does not name is left out, and a relation that names no parent (a grandparent, a half-sibling) stays
what it is, a `Kinship`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nightlight.picture.citing import Cite

Sex = Literal["female", "male", "other", "unknown"]
Stage = Literal["living", "unborn", "dead", "stillborn", "loss", "termination"]
#: `parents`: the record says that they have a child, and nothing of whether they are a couple.
CoupleState = Literal["together", "unsure", "apart", "divorced", "parents"]
DescentSort = Literal["birth", "adopted", "cared_for"]
Relation = Literal["sibling", "half_sibling", "grandparent", "relative", "parent"]
Quality = Literal["close", "distant", "conflict", "cut_off", "violent", "controlling"]


@dataclass(frozen=True, slots=True)
class KinPerson:
    """A person to draw. `says` is the name, or the role; `named` is false where the record says that the name is not
    known. `who` is the role in words, `age` the age, the weeks of pregnancy or the death, `notes` what else stands
    under the name. `order` sorts the eldest first (days; `None`: not known); `twins` is the same word for children of one
    pregnancy; `expected` is a child who was on record before the birth."""

    key: str
    says: str
    named: bool = True
    sex: Sex = "unknown"
    stage: Stage = "living"
    who: str = ""
    age: str = ""
    notes: tuple[str, ...] = ()
    order: float | None = None
    twins: str | None = None
    expected: bool = False
    rests_on: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people who are or were a couple, or who have a child (`parents`)."""

    one: str
    two: str
    state: CoupleState
    rests_on: tuple[Cite, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """The two people."""
        return frozenset((self.one, self.two))


@dataclass(frozen=True, slots=True)
class Descent:
    """A child and the one or two people who are its parents by birth, by adoption, or who care for it instead of
    them. `assumed` are those who are parents by their role; nobody stated it."""

    child: str
    parents: tuple[str, ...]
    sort: DescentSort = "birth"
    assumed: tuple[str, ...] = ()
    rests_on: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Kinship:
    """A relation of which the record does not say through whom: `person` is the `relation` of `to`. `parent` is one
    parent too many, or one who cannot be. `by_role`: the person's role says it, and no tie."""

    person: str
    to: str
    relation: Relation
    by_role: bool = False
    rests_on: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class KinTie:
    """How a tie between two people is; violent and controlling go from `person` to `to`."""

    person: str
    to: str
    quality: Quality
    rests_on: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class KinHome:
    """A household and who lives in it; of `unsure` the record is not sure that they still do."""

    name: str
    people: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    rests_on: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """People who belong side by side or one generation apart (`below`: so many rows further down is `person`),
    though they are no kin: a lodger and the household, a friend and the mother."""

    person: str
    to: str
    below: int = 0


@dataclass(frozen=True, slots=True)
class Kin:
    """People and how they are kin. `index` are the children whom the drawing is about."""

    people: tuple[KinPerson, ...]
    couples: tuple[Couple, ...] = ()
    descents: tuple[Descent, ...] = ()
    kinships: tuple[Kinship, ...] = ()
    ties: tuple[KinTie, ...] = ()
    homes: tuple[KinHome, ...] = ()
    near: tuple[Near, ...] = ()
    index: frozenset[str] = frozenset()

    def person(self, key: str) -> KinPerson | None:
        """A person by key; `None` where there is none."""
        return next((person for person in self.people if person.key == key), None)


def by_age(people: Iterable[KinPerson]) -> list[KinPerson]:
    """The eldest first. Somebody whose birth is not recorded is older than a child who was on record before the
    birth, and otherwise comes last."""
    everybody = list(people)
    found = sorted((each for each in everybody if each.order is not None), key=lambda each: each.order or 0.0)
    unknown = [each for each in everybody if each.order is None]
    first = next((place for place, each in enumerate(found) if each.expected), len(found))
    born = [each for each in unknown if not each.expected]
    return [*found[:first], *born, *found[first:], *(each for each in unknown if each.expected)]
