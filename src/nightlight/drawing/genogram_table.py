"""The table twin of a genogram: the same in words, one row for each person, with the entries on which it rests."""

from __future__ import annotations

from dataclasses import dataclass

from nightlight.drawing.genogram_rows import Generations, Union, generations
from nightlight.drawing.kin import CoupleState, Kin, KinPerson, Quality
from nightlight.picture.citing import Cite, together

_COUPLES: dict[CoupleState, str] = {
    "together": "couple",
    "unsure": "couple; when it ends is not sure",
    "apart": "no longer a couple",
    "divorced": "divorced",
    "parents": "parents of a child; whether a couple is not recorded",
}
#: A tie as it reads from the one from whom it goes, and from the other.
_TIES: dict[Quality, tuple[str, str]] = {
    "close": ("close to", "close to"),
    "distant": ("distant from", "distant from"),
    "conflict": ("in conflict with", "in conflict with"),
    "cut_off": ("cut off from", "cut off from"),
    "violent": ("violent or abusive towards", "violence or abuse from"),
    "controlling": ("controlling towards", "controlled by"),
}


@dataclass(frozen=True, slots=True)
class GenogramRow:
    """One person in words. `about` is true for whom the drawing is about; what is empty is not recorded."""

    key: str
    person: str
    about: bool
    who: str
    age: str
    parents: tuple[str, ...]
    partners: tuple[str, ...]
    children: tuple[str, ...]
    household: str
    ties: tuple[str, ...]
    rests_on: tuple[Cite, ...]

    @property
    def entries(self) -> str:
        """The entries that say so: `#3, #12`."""
        return ", ".join(cite.says() for cite in self.rests_on)


def rows_of(kin: Kin) -> tuple[GenogramRow, ...]:
    """The rows, in the order in which the record names the people."""
    found = generations(kin)
    names = {person.key: person.says for person in kin.people}
    return tuple(_row(kin, found, names, person) for person in kin.people)


def _row(kin: Kin, found: Generations, names: dict[str, str], person: KinPerson) -> GenogramRow:
    key = person.key
    couples = [couple for couple in kin.couples if key in couple.people and couple.people <= names.keys()]
    ties = [tie for tie in kin.ties if key in (tie.person, tie.to) and {tie.person, tie.to} <= names.keys()]
    homes = [home for home in kin.homes if key in home.people]
    links = [link for link in kin.kinships if key in (link.person, link.to)]
    descents = [descent for descent in kin.descents if key == descent.child or key in descent.parents]
    who = [part for part in (person.who, *person.notes) if part]
    if not person.named:
        who.append("name not known")
    return GenogramRow(
        key,
        person.says,
        key in kin.index,
        "; ".join(dict.fromkeys(who)),
        person.age,
        tuple(_parents(kin, found, names, key)),
        tuple(f"{names[_other(couple.one, couple.two, key)]}: {_COUPLES[couple.state]}" for couple in couples),
        tuple(dict.fromkeys(_children(found, names, key))),
        "; ".join(home.name + (" (not sure)" if key in home.unsure else "") for home in homes),
        tuple(f"{_TIES[tie.quality][key == tie.to]} {names[_other(tie.person, tie.to, key)]}" for tie in ties),
        together(
            person.rests_on,
            *(couple.rests_on for couple in couples),
            *(tie.rests_on for tie in ties),
            *(home.rests_on for home in homes),
            *(link.rests_on for link in links),
            *(descent.rests_on for descent in descents),
        ),
    )


def _other(one: str, two: str, key: str) -> str:
    return two if one == key else one


def _parents(kin: Kin, found: Generations, names: dict[str, str], key: str) -> list[str]:
    assumed = {parent for descent in kin.descents if descent.child == key for parent in descent.assumed}
    words = []
    for union in found.unions:
        for child, sort in union.children:
            if child != key:
                continue
            for parent in union.parents:
                said = {"birth": "", "adopted": " (adoptive)", "cared_for": " (carer)"}[sort]
                role = " (by role; nobody has written it)" if parent in assumed and sort == "birth" else ""
                words.append(f"{names[parent]}{said}{role}")
            if union.open:
                words.append(_open(kin, union))
    words += [
        f"{names[link.person]} (also recorded as a parent)"
        for link in found.kinships
        if link.relation == "parent" and link.to == key and link.person in names
    ]
    return words


def _open(kin: Kin, union: Union) -> str:
    parent = kin.person(union.parents[0])
    who = {"female": "father", "male": "mother"}.get(parent.sex if parent else "unknown", "other parent")
    return f"{who} not recorded"


def _children(found: Generations, names: dict[str, str], key: str) -> list[str]:
    said = {"birth": "", "adopted": " (adopted)", "cared_for": " (as carer)"}
    return [
        f"{names[child]}{said[sort]}"
        for union in found.unions
        if key in union.parents
        for child, sort in union.children
    ]
