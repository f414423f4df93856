"""Measures drawings: how many crossings, how long the lines, how much moves after an edit, how long it takes.

`made_kin` makes families that are hard to draw, each from a seed; the tests of the drawings use them too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from bench import say
from nightlight.drawing.genogram_layout import lay_out
from nightlight.drawing.genogram_measures import Measures, displacement, measured
from nightlight.drawing.genogram_svg import written
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

_STATES: Final[tuple[CoupleState, ...]] = ("together", "together", "apart", "divorced", "parents", "unsure")
_QUALITIES: Final[tuple[Quality, ...]] = ("close", "distant", "conflict", "cut_off", "violent", "controlling")
_SEXES: Final[tuple[Sex, ...]] = ("male", "female", "male", "female", "unknown", "other")
_YEAR: Final = 365.0
_BEGIN: Final = 738_000.0


@dataclass(slots=True)
class _Made:
    """A family in the making. Each step adds one thing that real families have and that is hard to draw."""

    random: Random
    people: dict[str, KinPerson]
    couples: list[Couple]
    descents: list[Descent]
    kinships: list[Kinship]
    ties: list[KinTie]
    near: list[Near]
    size: int

    def room(self, more: int = 1) -> bool:
        return len(self.people) + more <= self.size

    def add(self, given: Sex | None = None, born: float | None = None, stage: Stage = "living") -> str:
        number = len(self.people) + 1
        key = f"p{number}"
        random = self.random
        sex: Sex = random.choice(_SEXES) if given is None else given
        words = {"male": "Man", "female": "Woman", "unknown": "Person", "other": "Person"}[sex]
        says = f"{words} {number}" + (" of the Long Double-Barrelled Name" if random.random() < 0.1 else "")
        if stage == "living" and random.random() < 0.12:
            stage = "dead"
        age = {
            "living": f"{random.randint(2, 80)} years old",
            "dead": "died 3 May 2019",
            "unborn": "23 weeks and 4 days, due 12 May 2025",
            "loss": "pregnancy lost 2020",
            "termination": "pregnancy ended 2020",
            "stillborn": "stillborn 2020",
        }[stage]
        named = random.random() > 0.06
        order = born if born is None or random.random() > 0.08 else None
        self.people[key] = KinPerson(key, says, named, sex, stage, "", age, (), order, None, stage == "unborn")
        return key

    def couple(self, one: str, two: str, state: CoupleState | None = None) -> None:
        if one != two and frozenset((one, two)) not in {each.people for each in self.couples}:
            self.couples.append(Couple(one, two, self.random.choice(_STATES) if state is None else state))

    def children(self, parents: tuple[str, ...], most: int, born: float) -> list[str]:
        found = []
        for _ in range(self.random.randint(1, most)):
            if not self.room():
                break
            born += self.random.uniform(1, 4) * _YEAR
            stage: Stage = "living"
            if self.random.random() < 0.08:
                stage = self.random.choice(("loss", "termination", "stillborn"))
            child = self.add(born=born, stage=stage)
            self.descents.append(Descent(child, parents))
            found.append(child)
        if len(found) >= 2 and self.random.random() < 0.25:
            one, two = found[-2:]
            word = f"twins {one}"
            order = self.people[one].order
            for key in (one, two):
                self.people[key] = replace(self.people[key], twins=word, order=order)
        return found


def made_kin(seed: int, size: int = 40, plain: bool = False) -> Kin:
    """A family of at most so many people, made by chance: half-siblings by several fathers and mothers, twins,
    adoption, people who care in place of parents, several households, cousins, parents who are not recorded, lodgers,
    deaths, pregnancies that ended, an unborn child.

    Unless it is `plain`, also a second partner out of the first one's family, couples across generations, and data that
    contradicts itself.
    """
    random = Random(seed)
    made = _Made(random, {}, [], [], [], [], [], size)
    top = [made.add("female", _BEGIN), made.add("male", _BEGIN)]
    made.couple(top[0], top[1], "together")
    generation = made.children((top[0], top[1]), 4, _BEGIN + 22 * _YEAR)
    for depth in range(random.choice((1, 2, 2, 3))):
        generation = _next(made, generation, _BEGIN + (45 + 23 * depth) * _YEAR)
    steps: list[Callable[[_Made], None]] = [_in_laws, _in_laws, _adopted, _cared_for, _single, _of_role, _lodger]
    if not plain:
        steps += [_second_partner_of_the_family, _cousin_couple, _wrong]
    for _ in range(max(size // 6, 3)):
        random.choice(steps)(made)
    young = [key for key in generation if made.people[key].stage == "living"] or list(made.people)[-1:]
    baby = _baby(made, random.choice(young))
    _ties(made, plain)
    return Kin(
        tuple(made.people.values()),
        tuple(made.couples),
        tuple(made.descents),
        tuple(made.kinships),
        tuple(made.ties),
        tuple(_homes(made)),
        tuple(made.near),
        frozenset({baby}),
    )


def _next(made: _Made, generation: list[str], born: float) -> list[str]:
    """Partners and children for a generation; some have several partners, each with children."""
    found: list[str] = []
    for key in generation:
        if made.people[key].stage not in ("living", "dead"):
            continue
        for _ in range(made.random.choice((0, 1, 1, 1, 2, 3))):
            if not made.room(2):
                return found
            sex: Sex | None = {"male": "female", "female": "male"}.get(made.people[key].sex)  # type: ignore[assignment]
            if made.random.random() < 0.08:
                sex = made.people[key].sex
            partner = made.add(sex, born - 20 * _YEAR)
            made.couple(key, partner)
            if made.random.random() < 0.85:
                found += made.children((key, partner), 3, born)
    return found


def _married(made: _Made) -> list[str]:
    born = {descent.child for descent in made.descents}
    return [key for couple in made.couples for key in (couple.one, couple.two) if key not in born]


def _in_laws(made: _Made) -> None:
    """The parents, brothers and sisters of somebody who married in."""
    inlaws = _married(made)
    if inlaws and made.room(4):
        key = made.random.choice(inlaws)
        order = made.people[key].order or _BEGIN
        parents = (made.add("female", order - 25 * _YEAR), made.add("male", order - 26 * _YEAR))
        made.couple(*parents)
        made.descents.append(Descent(key, parents))
        made.children(parents, 2, order - 5 * _YEAR)


def _second_partner_of_the_family(made: _Made) -> None:
    """A new partner who is a brother, sister, parent or child of the former one."""
    if not made.couples:
        return
    couple = made.random.choice(made.couples)
    kin = [
        d.child
        for d in made.descents
        if set(d.parents) & {p for e in made.descents if e.child == couple.two for p in e.parents}
    ]
    kin += [p for d in made.descents if d.child == couple.two for p in d.parents]
    kin += [d.child for d in made.descents if couple.two in d.parents and couple.one not in d.parents]
    kin = [key for key in kin if key not in (couple.one, couple.two)]
    if kin:
        other = made.random.choice(kin)
        made.couple(couple.one, other)
        if made.room(2) and made.random.random() < 0.7:
            made.children((couple.one, other), 2, _BEGIN + 60 * _YEAR)


def _adopted(made: _Made) -> None:
    """A child with parents by birth and by adoption."""
    if made.descents and made.couples:
        child = made.random.choice(made.descents).child
        couple = made.random.choice(made.couples)
        if child not in couple.people:
            parents = (couple.one, couple.two) if made.random.random() < 0.7 else (couple.one,)
            made.descents.append(Descent(child, parents, "adopted"))


def _cared_for(made: _Made) -> None:
    if made.descents and made.room(2):
        carers = [made.add()] + ([made.add()] if made.random.random() < 0.5 else [])
        if len(carers) == 2:
            made.couple(carers[0], carers[1])
        made.descents.append(Descent(made.random.choice(made.descents).child, tuple(carers), "cared_for"))


def _single(made: _Made) -> None:
    """Children of whom one parent is recorded."""
    if made.people and made.room(2):
        made.children((made.random.choice(list(made.people)),), 2, _BEGIN + 50 * _YEAR)


def _of_role(made: _Made) -> None:
    """Kin through nobody who is recorded."""
    if made.room():
        relation: Relation = made.random.choice(("sibling", "half_sibling", "grandparent", "relative"))
        other = made.random.choice(list(made.people))
        made.kinships.append(Kinship(made.add(), other, relation))


def _lodger(made: _Made) -> None:
    if made.room():
        other = made.random.choice(list(made.people))
        key = made.add()
        if made.random.random() < 0.7:
            made.near.append(Near(key, other))


def _cousin_couple(made: _Made) -> None:
    """Two people of the family who are a couple already kin, with a child."""
    if made.room(2) and len(made.people) > 4:
        one, two = made.random.sample(list(made.people), 2)
        made.couple(one, two)
        made.children((one, two), 2, _BEGIN + 65 * _YEAR)


def _wrong(made: _Made) -> None:
    """Data that cannot be: a parent of oneself, an ancestor who is a descendant, a third parent."""
    keys = list(made.people)
    one, two = made.random.choice(keys), made.random.choice(keys)
    made.descents.append(Descent(one, (two,), made.random.choice(("birth", "adopted"))))
    if made.random.random() < 0.3:
        made.kinships.append(Kinship(two, one, made.random.choice(("parent", "grandparent", "sibling"))))


def _baby(made: _Made, parent: str) -> str:
    mother = next((c.two for c in made.couples if c.one == parent), parent)
    key = made.add(None, None, "unborn")
    parents = (parent,) if mother == parent else (parent, mother)
    made.descents.append(Descent(key, parents))
    if made.random.random() < 0.2:
        twin = made.add(None, None, "unborn")
        made.descents.append(Descent(twin, parents))
        for each in (key, twin):
            made.people[each] = replace(made.people[each], twins="baby")
    return key


def _ties(made: _Made, plain: bool) -> None:
    """Ties between anybody; in a plain family between couples, and parents and their children."""
    keys = list(made.people)
    close = [(couple.one, couple.two) for couple in made.couples]
    close += [(parent, descent.child) for descent in made.descents for parent in descent.parents]
    for _ in range(made.random.randint(0, max(len(keys) // 6, 1))):
        one, two = made.random.choice(close) if plain else made.random.sample(keys, 2)
        if made.random.random() < 0.5 and made.couples:
            couple = made.random.choice(made.couples)
            one, two = couple.one, couple.two
        if one != two and not any({tie.person, tie.to} == {one, two} for tie in made.ties):
            made.ties.append(KinTie(one, two, made.random.choice(_QUALITIES)))


def _homes(made: _Made) -> Iterator[KinHome]:
    """Up to four households of couples and their children, some with somebody else."""
    taken: set[str] = set()
    for number in range(made.random.randint(0, 4)):
        if not made.couples:
            return
        couple = made.random.choice(made.couples)
        there = [couple.one, couple.two] if made.random.random() < 0.7 else [couple.one]
        there += [d.child for d in made.descents if couple.one in d.parents and made.random.random() < 0.7]
        if made.random.random() < 0.3:
            there.append(made.random.choice(list(made.people)))
        there = [key for key in dict.fromkeys(there) if key not in taken]
        taken.update(there)
        if there:
            yield KinHome(f"Flat {number + 1}", tuple(there))


# -- measuring


def edited(kin: Kin, random: Random) -> Kin:
    """A family with one child more, of somebody who was there."""
    parent = random.choice([each for each in kin.people if each.stage in ("living", "dead")])
    child = KinPerson("added", "Added", sex="female", age="1 day old", order=_BEGIN * 2)
    return replace(kin, people=(*kin.people, child), descents=(*kin.descents, Descent("added", (parent.key,))))


def drawing_measures(
    families: int = 40, size: int = 40, plain: bool = True
) -> list[tuple[str, float, str, str | None]]:
    """Lines of the table of measures: what, how much, unit, goal. Families of up to `size` people, one for each seed."""
    times: list[float] = []
    measures: list[Measures] = []
    moved: list[float] = []
    for seed in range(families):
        kin = made_kin(seed, size, plain)
        began = time.process_time()
        layout = lay_out(kin)
        written(layout, "", "", "genogram")
        times.append(time.process_time() - began)
        measures.append(measured(layout))
        moved.append(displacement(layout, lay_out(edited(kin, Random(seed)))))

    def mean(pick: Callable[[Measures], float | None]) -> float:
        return statistics.fmean(value for each in measures if (value := pick(each)) is not None)

    people = mean(lambda each: float(each.people))
    return [
        (
            f"genogram of {people:.0f} people ({families} families)",
            1000 * statistics.median(times),
            "ms",
            "under 1,000",
        ),
        ("  the slowest", 1000 * max(times), "ms", "under 1,000"),
        ("  crossings without ties", mean(lambda each: float(each.crossings - each.of_ties)), "a drawing", None),
        ("  crossings of ties", mean(lambda each: float(each.of_ties)), "a drawing", None),
        ("  length of lines", mean(lambda each: each.length / max(each.people, 1)), "px a person", None),
        ("  couples side by side", 100 * mean(lambda each: each.adjacent), "%", None),
        ("  couples over their children", 100 * mean(lambda each: each.under), "%", None),
        ("  birth order kept", 100 * mean(lambda each: each.birth_order), "%", None),
        ("  twins side by side", 100 * mean(lambda each: each.twins), "%", None),
        ("  households in one piece", 100 * mean(lambda each: each.homes), "%", None),
        ("  moved by one more child", statistics.fmean(moved), "px a person", None),
    ]


def print_drawings(families: int = 40, size: int = 40) -> None:
    """Prints the measures of drawings."""
    for plain, words in ((True, "families as they are"), (False, "families that are hard to draw")):
        say(words)
        for what, value, unit, goal in drawing_measures(families, size, plain):
            say(f"{what:58} {value:>12,.3g} {unit:14} {goal or ''}")


if __name__ == "__main__":
    print_drawings()
