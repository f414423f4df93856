"""How everybody is kin, read from a family's picture.

What the picture says by itself (a parent, a partner) becomes a couple or a descent; what it says without saying through
whom (a grandparent, a sister) stays a kinship; what is no kin (a friend, a lodger) becomes words under the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nightlight.chronology.moments import Day, day_of
from nightlight.drawing.kin import (
    Couple,
    CoupleState,
    Descent,
    Kin,
    KinHome,
    KinPerson,
    Kinship,
    KinTie,
    Near,
    Quality,
    Relation,
    Sex,
    Stage,
)
from nightlight.picture.citing import Cite, together
from nightlight.picture.family import Family
from nightlight.picture.growth import Growth
from nightlight.picture.people import PersonKnown
from nightlight.picture.ties import Tie

#: Ties of which a genogram draws the quality; an ordinary one has no line.
QUALITIES: Final[dict[str, Quality]] = {
    "close": "close",
    "distant": "distant",
    "conflict": "conflict",
    "cut_off": "cut_off",
    "violent": "violent",
    "controlling": "controlling",
}
#: Roles that say by themselves how somebody is kin to the baby.
_ROLE_KIN: Final[dict[str, Relation]] = {"sibling": "sibling", "grandparent": "grandparent", "relative": "relative"}
#: Relations that are no kin: the person is named beside the other, in words.
_AROUND: Final[dict[str, str]] = {"friend": "friend of", "lodger": "lodger of", "visitor": "visitor of"}
_RELATION_WORDS: Final[dict[str, str]] = {
    "sibling": "brother or sister of",
    "half_sibling": "half-brother or half-sister of",
    "grandparent": "grandparent of",
    "relative": "relative of",
    "parent": "also recorded as a parent of",
}
_SIBLING_WORDS: Final[dict[tuple[str, Sex], str]] = {
    ("sibling", "male"): "brother of",
    ("sibling", "female"): "sister of",
    ("half_sibling", "male"): "half-brother of",
    ("half_sibling", "female"): "half-sister of",
    ("grandparent", "male"): "grandfather of",
    ("grandparent", "female"): "grandmother of",
}
#: Younger than this a person of no known generation stands with the children, in years.
_ADULT: Final = 18
_YEAR: Final = 365.25


def relation_words(relation: str, sex: Sex) -> str:
    """How a kinship reads before the other's name: `half-sister of`."""
    return _SIBLING_WORDS.get((relation, sex), _RELATION_WORDS[relation])


def kin_of(family: Family, index: str | None = None) -> Kin:
    """The kin of a family at its moment.

    `index` is whom the drawing is about; left out, the children of the latest pregnancy, else the youngest child.
    Raises `KeyError` where the record names no such person.
    """
    return _Making(family, index).kin()


@dataclass(slots=True)
class _Making:
    family: Family
    wanted: str | None
    known: dict[str, PersonKnown] = field(init=False)
    growth: dict[str, Growth] = field(init=False)
    index: frozenset[str] = field(init=False)
    notes: dict[str, list[str]] = field(init=False)
    one_birth: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = {person.key: person for person in self.family.people}
        self.growth = {line.child: line for line in self.family.children}
        self.index = frozenset(self._index())
        self.notes = {key: [] for key in self.known}

    # -- who it is about

    def _index(self) -> tuple[str, ...]:
        if self.wanted is not None:
            person = self.family.person(self.wanted)
            if person is None:
                raise KeyError(self.wanted)
            return (person.key,)
        for pregnancy in reversed(self.family.pregnancies):
            found = tuple(
                each.child for each in pregnancy.children
                if each.child in self.known and each.outcome not in ("loss", "termination")
            )  # fmt: skip
            if found:
                return found
        children = [person for person in self.family.people if person.role in ("unborn", "child")]
        unborn = [person for person in children if person.role == "unborn"]
        born = [person for person in children if person.born is not None]
        if unborn:
            return (unborn[-1].key,)
        if born:
            return (max(born, key=lambda person: person.born.first if person.born else 0).key,)
        return (children[-1].key,) if children else ()

    # -- all of it

    def kin(self) -> Kin:
        ties = [tie for tie in self.family.ties if tie.person in self.known and tie.to in self.known]
        couples = self._couples(ties)
        descents, more = self._descents(ties, couples)
        lines = _Lines(descents, couples)
        cared = list(self._cared_for(ties, lines))
        descents += cared
        lines = _Lines(descents, couples)
        kinships = self._kinships(ties, lines) + more
        near = list(self._near(ties))
        for link in kinships:
            words = relation_words(link.relation, self._sex(link.person))
            self.notes[link.person].append(f"{words} {self._name(link.to)}")
        self._same_day(descents)
        self._placed()
        homes = tuple(self._homes())
        return Kin(
            tuple(self._person(person) for person in self.family.people),
            tuple(couples + list(_parents_as_couples(descents, couples))),
            tuple(descents),
            tuple(kinships),
            tuple(_qualities(ties)),
            homes,
            tuple(near) + tuple(self._home_near(homes)),
            self.index,
        )

    def _person(self, person: PersonKnown) -> KinPerson:
        stage = self._stage(person)
        named = person.identified is None or person.identified.name_known
        says = person.says()
        who = (person.role or "").replace("_", " ")
        if who in ("unborn", "other"):
            who = "unborn baby" if who == "unborn" and stage == "unborn" else ""
        if person.role in _ROLE_KIN and self.notes[person.key]:
            # The words under the name say whose grandparent or sister.
            who = ""
        return KinPerson(
            person.key,
            says[:1].upper() + says[1:],
            named,
            self._sex(person.key),
            stage,
            who,
            self._age(person, stage),
            tuple(dict.fromkeys(self.notes[person.key])),
            self._order(person),
            self._twins(person.key),
            person.role == "unborn",
            person.rests_on,
        )

    def _name(self, key: str) -> str:
        says = self.known[key].says()
        return says[:1].upper() + says[1:]

    def _sex(self, key: str) -> Sex:
        person = self.known[key]
        if person.sex in ("female", "male", "other"):
            return person.sex  # type: ignore[return-value]
        # A mother and a father are what the words say, where the record leaves the sex out.
        return {"mother": "female", "father": "male"}.get(person.role or "", "unknown")  # type: ignore[return-value]

    def _stage(self, person: PersonKnown) -> Stage:
        outcome = next(
            (each.outcome for preg in self.family.pregnancies for each in preg.children if each.child == person.key),
            None,
        )
        line = self.growth.get(person.key)
        if outcome in ("stillborn", "loss", "termination"):
            return outcome
        if person.died is not None:
            return "dead"
        if (line is not None and line.stage == "unborn") or outcome == "expected":
            return "unborn"
        if line is None or line.stage in ("living", "unknown"):
            return "unborn" if person.role == "unborn" and person.born is None and line is None else "living"
        return "dead" if line.stage == "died" else "stillborn" if line.stage == "stillborn" else "loss"

    def _age(self, person: PersonKnown, stage: Stage) -> str:
        line = self.growth.get(person.key)
        if stage in ("loss", "termination"):
            words = "pregnancy ended" if stage == "termination" else "pregnancy lost"
            return f"{words} {line.ended.says()}" if line is not None and line.ended is not None else words
        if line is not None and line.stage != "unknown":
            return line.says().removeprefix("unborn, ")
        if person.died is not None:
            return f"died {person.died.says()}"
        if person.born is None:
            return ""
        days = day_of(self.family.moment) - person.born.day
        about = "about " if person.born.loose else ""
        years = int(days / _YEAR)
        if years >= 2:
            return f"{about}{years} years old"
        return f"{about}{int(days / 30.44)} months old" if days > 0 else f"born {person.born.says()}"

    def _order(self, person: PersonKnown) -> float | None:
        line = self.growth.get(person.key)
        for when in (line.born if line else None, person.born, line.ended if line else None):
            if when is not None:
                return float(when.day)
        due: Day | None = line.due if line else person.due.day if person.due else None
        return float(due) if due is not None else None

    def _same_day(self, descents: Iterable[Descent]) -> None:
        """Children of the same parents who were born on the same day are of one birth."""
        days: dict[tuple[frozenset[str], Day], list[str]] = {}
        for descent in descents:
            born = self.known[descent.child].born
            if descent.sort == "birth" and born is not None and born.precision == "day" and not born.loose:
                days.setdefault((frozenset(descent.parents), born.day), []).append(descent.child)
        for number, children in enumerate(days.values()):
            if len(children) > 1:
                self.one_birth.update(dict.fromkeys(children, f"birth {number}"))

    def _twins(self, key: str) -> str | None:
        if key in self.one_birth:
            return self.one_birth[key]
        for number, pregnancy in enumerate(self.family.pregnancies):
            if len(pregnancy.children) > 1 and key in [each.child for each in pregnancy.children]:
                return f"pregnancy {number}"
        return None

    # -- couples and parents

    def _couples(self, ties: list[Tie]) -> list[Couple]:
        found: dict[frozenset[str], Couple] = {}
        for tie in ties:
            if tie.relation not in ("partner", "former_partner"):
                continue
            state: CoupleState = "together"
            if tie.relation == "former_partner" or tie.ended:
                state = "apart"
            elif tie.ended is None:
                state = "unsure"
            found[tie.people] = Couple(tie.person, tie.to, state, tie.rests_on)
        return list(found.values())

    def _parents(self, ties: list[Tie]) -> dict[tuple[str, str], dict[str, tuple[bool, tuple[Cite, ...]]]]:
        """For each child and sort of parent: the parents, with whether it is assumed and what it rests on."""
        found: dict[tuple[str, str], dict[str, tuple[bool, tuple[Cite, ...]]]] = {}
        for tie in ties:
            sort = {"parent": "birth", "adoptive_parent": "adopted"}.get(tie.relation)
            if sort is not None:
                found.setdefault((tie.to, sort), {}).setdefault(tie.person, (tie.assumed, tie.rests_on))
        for pregnancy in self.family.pregnancies:
            mother = pregnancy.mother
            if mother is None or mother not in self.known:
                continue
            for each in pregnancy.children:
                own = found.setdefault((each.child, "birth"), {})
                if each.child in self.known and not any(self._sex(parent) == "female" for parent in own):
                    own[mother] = (False, pregnancy.rests_on)
        return found

    def _descents(self, ties: list[Tie], couples: list[Couple]) -> tuple[list[Descent], list[Kinship]]:
        pairs = {couple.people for couple in couples}
        found: list[Descent] = []
        more: list[Kinship] = []
        for (child, sort), parents in self._parents(ties).items():
            if child not in self.known or not parents:
                continue
            first, rest = self._two(list(parents), {key: said[0] for key, said in parents.items()}, pairs)
            said = [parents[key] for key in first]
            found.append(
                Descent(child, first, "birth" if sort == "birth" else "adopted",
                        tuple(key for key in first if parents[key][0]), together(*(rests for _, rests in said)))
            )  # fmt: skip
            for key in rest:
                more.append(Kinship(key, child, "parent", rests_on=parents[key][1]))
        return found, more

    def _two(
        self, parents: list[str], assumed: Mapping[str, bool], pairs: set[frozenset[str]]
    ) -> tuple[tuple[str, ...], list[str]]:
        """The two whose line the child hangs from, and who else is recorded as a parent: a mother in front, then what
        was stated before what was assumed, then a couple."""
        if len(parents) <= 2:
            return tuple(parents), []
        mothers = [key for key in parents if self._sex(key) == "female" and not assumed[key]]
        one = (mothers or [key for key in parents if self._sex(key) == "female"] or parents)[0]
        others = sorted(
            (key for key in parents if key != one), key=lambda key: (assumed[key], frozenset((one, key)) not in pairs)
        )
        return (one, others[0]), others[1:]

    def _cared_for(self, ties: list[Tie], lines: _Lines) -> Iterator[Descent]:
        """Those who care for somebody with whom nothing else links them: they stand above, by a line of their own."""
        groups: dict[str, list[Tie]] = {}
        for tie in ties:
            if tie.relation == "carer" and not tie.ended:
                groups.setdefault(tie.to, []).append(tie)
        for child, carers in groups.items():
            apart = [tie for tie in carers if not lines.linked(tie.person, child)]
            for tie in carers:
                if tie not in apart:
                    self.notes[tie.person].append(f"cares for {self._name(child)}")
            while apart:
                one = apart.pop(0)
                other = next((each for each in apart if lines.are_couple(one.person, each.person)), None)
                if other is not None:
                    apart.remove(other)
                both = (one,) if other is None else (one, other)
                for tie in both:
                    self.notes[tie.person].append(f"carer of {self._name(child)}")
                yield Descent(
                    child,
                    tuple(tie.person for tie in both),
                    "cared_for",
                    rests_on=together(*(t.rests_on for t in both)),
                )

    # -- what has no parent to hang from

    def _kinships(self, ties: list[Tie], lines: _Lines) -> list[Kinship]:
        found: list[Kinship] = []
        for tie in ties:
            relation = tie.relation
            if relation not in ("sibling", "half_sibling", "grandparent", "relative"):
                continue
            if not lines.shows(relation, tie.person, tie.to):
                found.append(Kinship(tie.person, tie.to, relation, rests_on=tie.rests_on))  # type: ignore[arg-type]
        said = {person for link in found for person in (link.person, link.to)}
        about = next((key for key in self.known if key in self.index), None)
        for person in self.family.people:
            role = _ROLE_KIN.get(person.role or "")
            if role is None or about is None or person.key in self.index or person.key in said:
                continue
            if not lines.blood(person.key, about) and not lines.linked(person.key, about):
                found.append(Kinship(person.key, about, role, True, person.rests_on))
        return found

    def _near(self, ties: list[Tie]) -> Iterator[Near]:
        for tie in ties:
            words = _AROUND.get(tie.relation)
            if words is not None and not tie.ended:
                self.notes[tie.person].append(f"{words} {self._name(tie.to)}")
            if words is not None or tie.relation == "relative":
                yield Near(tie.person, tie.to, self._below(tie.person, tie.to))
        for person in self.family.people:
            if person.role in ("partner", "carer") and not any(
                tie.relation in ("partner", "former_partner", "carer", "parent", "adoptive_parent")
                for tie in ties
                if person.key in tie.people
            ):
                self.notes[person.key].append(f"{person.role}; of whom is not recorded")
                mother = next((each.key for each in self.family.people if each.role == "mother"), None)
                if mother is not None:
                    yield Near(person.key, mother)
        for link in self.family.people:
            if link.role == "relative":
                about = next((key for key in self.known if key in self.index), None)
                if about is not None and about != link.key:
                    yield Near(link.key, about, self._below(link.key, about))

    def _below(self, person: str, to: str) -> int:
        """How many rows below `to` somebody stands of whom only this is known: by who is a child, and who is not."""
        return int(self._young(person)) - int(self._young(to))

    def _young(self, key: str) -> bool:
        person = self.known[key]
        if person.is_child or key in self.index:
            return True
        return person.born is not None and day_of(self.family.moment) - person.born.day < _ADULT * _YEAR

    def _home_near(self, homes: tuple[KinHome, ...]) -> Iterator[Near]:
        for home in homes:
            for person in home.people:
                for other in home.people:
                    if person != other:
                        yield Near(person, other, self._below(person, other))

    # -- where they live

    def _homes(self) -> Iterator[KinHome]:
        """Each household; somebody who may live in two is drawn in the one of which the record is surer."""
        where: dict[str, tuple[bool, int]] = {}
        for number, home in enumerate(self.family.households):
            for living in home.living:
                if living.person not in self.known:
                    continue
                before = where.get(living.person)
                if before is None or (before[0] and not living.unsure):
                    where[living.person] = (living.unsure, number)
        for number, home in enumerate(self.family.households):
            there = [living.person for living in home.living if where.get(living.person, (True, -1))[1] == number]
            for living in home.living:
                if living.person in self.known and living.person not in there:
                    self.notes[living.person].append(f"may still live at {home.name}")
            if there:
                unsure = tuple(each.person for each in home.living if each.unsure and each.person in there)
                yield KinHome(home.name, tuple(there), unsure, home.rests_on)

    def _placed(self) -> None:
        for placement in self.family.placements:
            if placement.until is None and placement.child in self.known:
                self.notes[placement.child].append(f"placed with {placement.with_whom}")


def _qualities(ties: Iterable[Tie]) -> Iterator[KinTie]:
    """The lines of tie; of several sorts of tie between two people the same quality is drawn once."""
    found: dict[tuple[frozenset[str], Quality], KinTie] = {}
    for tie in ties:
        quality = QUALITIES.get(tie.quality or "")
        if quality is None:
            continue
        before = found.get((tie.people, quality))
        if before is None:
            found[tie.people, quality] = KinTie(tie.person, tie.to, quality, tie.rests_on)
        else:
            found[tie.people, quality] = replace(before, rests_on=together(before.rests_on, tie.rests_on))
    yield from found.values()


def _parents_as_couples(descents: Iterable[Descent], couples: Iterable[Couple]) -> Iterator[Couple]:
    """Two people who have a child and of whom nobody says whether they are a couple."""
    known = {couple.people for couple in couples}
    rests: dict[frozenset[str], tuple[Cite, ...]] = {}
    names: dict[frozenset[str], tuple[str, ...]] = {}
    for descent in descents:
        pair = frozenset(descent.parents)
        if len(pair) == 2 and pair not in known:
            rests[pair] = together(rests.get(pair, ()), descent.rests_on)
            names.setdefault(pair, descent.parents)
    for pair, parents in names.items():
        yield Couple(parents[0], parents[1], "parents", rests[pair])


def are_kin(kin: Kin, one: str, two: str) -> bool:
    """Whether the recorded parents make two people kin by blood or adoption."""
    return one != two and _Lines(kin.descents, ()).blood(one, two)


class _Lines:
    """What parents and couples already show, so that nothing is drawn twice."""

    def __init__(self, descents: Iterable[Descent], couples: Iterable[Couple]) -> None:
        self.above: dict[str, set[str]] = {}
        self.pairs = {couple.people for couple in couples}
        self.next: dict[str, set[str]] = {}
        for descent in descents:
            for parent in descent.parents:
                self.above.setdefault(descent.child, set()).add(parent)
                self._join(parent, descent.child)
            if len(descent.parents) == 2:
                self._join(*descent.parents)
        for couple in couples:
            self._join(couple.one, couple.two)

    def _join(self, one: str, two: str) -> None:
        self.next.setdefault(one, set()).add(two)
        self.next.setdefault(two, set()).add(one)

    def are_couple(self, one: str, two: str) -> bool:
        return frozenset((one, two)) in self.pairs

    def linked(self, one: str, two: str) -> bool:
        """Whether any path of parents and couples joins them."""
        return two in _reached(one, self.next)

    def blood(self, one: str, two: str) -> bool:
        """Whether one is the other's ancestor, or they have one in common."""
        first, second = _reached(one, self.above), _reached(two, self.above)
        return bool(first & second)

    def shows(self, relation: str, person: str, to: str) -> bool:
        mine, theirs = self.above.get(person, set()), self.above.get(to, set())
        if relation in ("sibling", "half_sibling"):
            return bool(mine & theirs)
        if relation == "grandparent":
            return any(person in self.above.get(parent, set()) for parent in theirs)
        return self.blood(person, to)


def _reached(start: str, to: Mapping[str, set[str]]) -> set[str]:
    found, ahead = {start}, [start]
    while ahead:
        for each in sorted(to.get(ahead.pop(), ())):
            if each not in found:
                found.add(each)
                ahead.append(each)
    return found
