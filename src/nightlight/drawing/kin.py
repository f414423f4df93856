"""Who is kin to whom, as the record says: what a genogram or an ecomap is drawn from.

`kin_of` makes it from a family's picture; a test or another page may make it by hand. Nothing is invented: a parent
whom the record does not name is left out, and a relation that names no parent (a grandparent, a half-sibling) stays
what it is, a `Kinship`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from nightlight.chronology.moments import Day, day_of
from nightlight.picture.citing import Cite, together
from nightlight.picture.family import Family
from nightlight.picture.growth import Growth
from nightlight.picture.people import PersonKnown
from nightlight.picture.ties import Tie

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
    pregnancy."""

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
    child: bool = False
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
    them. `assumed`: taken from a role; nobody stated it."""

    child: str
    parents: tuple[str, ...]
    sort: DescentSort = "birth"
    assumed: bool = False
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
            who = {"unborn": "unborn baby"}.get(who, "") if stage == "unborn" else ""
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
            person.is_child,
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
            (each.outcome for preg in self.family.pregnancies for each in preg.children if each.child == person.key), None
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

    def _twins(self, key: str) -> str | None:
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
                Descent(child, first, "birth" if sort == "birth" else "adopted", any(assumed for assumed, _ in said),
                        together(*(rests for _, rests in said)))
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
                    child, tuple(tie.person for tie in both), "cared_for", rests_on=together(*(t.rests_on for t in both))
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
