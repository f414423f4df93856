"""In which generation everybody of a genogram stands, and which couples have which children.

Bad data must not hang it or make it lie: a parent who would be their own ancestor is not followed, and comes back as a
`Kinship` (`parent`), which is drawn as what it is, a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nightlight.drawing.kin import CoupleState, DescentSort, Kin, Kinship, by_age

#: So many people of no known place stand in one row below the others.
STRIP: Final = 8


@dataclass(frozen=True, slots=True)
class Union:
    """One or two parents and their children, the eldest first. `open`: the child has another parent, whom the record
    does not name."""

    parents: tuple[str, ...]
    open: bool
    state: CoupleState | None
    children: tuple[tuple[str, DescentSort], ...]


@dataclass(frozen=True, slots=True)
class Generations:
    """Rows from the top: `row` of each person, the `unions`, the kinships to draw, and from which row on stand those
    whose place is not known (`strip`; `None` where there are none)."""

    row: dict[str, int]
    rows: int
    unions: tuple[Union, ...]
    kinships: tuple[Kinship, ...]
    strip: int | None


@dataclass(frozen=True, slots=True)
class _Edge:
    above: str
    below: str
    weight: int


def generations(kin: Kin) -> Generations:
    """Everybody's generation. Founders stand beside their children's other parents, just above their children."""
    keys = [person.key for person in kin.people]
    descents, contradictions = _descents(kin, set(keys))
    edges = [_Edge(parent, child, 1) for child, parents, _ in descents for parent in parents]
    for link in kin.kinships:
        known = link.person in keys and link.to in keys
        if known and link.relation == "grandparent" and not _reaches(edges, link.to, link.person):
            edges.append(_Edge(link.person, link.to, 2))
    group = _same_rows(kin, keys, descents, edges)
    rows = _settled(keys, edges, group)
    row, strip = _joined(kin, keys, rows, edges, group)
    unions = _unions(kin, descents)
    kinships = [
        link
        for link in (*kin.kinships, *contradictions)
        if link.person != link.to and {link.person, link.to} <= set(keys)
    ]
    return Generations(row, max(row.values(), default=-1) + 1, unions, tuple(kinships), strip)


_Descents = list[tuple[str, tuple[str, ...], DescentSort]]


def _descents(kin: Kin, keys: set[str]) -> tuple[_Descents, list[Kinship]]:
    """The descents that can be drawn, births first, and what contradicts them."""
    found: _Descents = []
    contradictions: list[Kinship] = []
    edges: list[_Edge] = []
    born: dict[str, int] = {}
    order = {"birth": 0, "adopted": 1, "cared_for": 2}
    for descent in sorted(kin.descents, key=lambda each: order[each.sort]):
        if descent.child not in keys:
            continue
        parents = tuple(dict.fromkeys(key for key in descent.parents if key in keys and key != descent.child))[:2]
        kept = tuple(key for key in parents if not _reaches(edges, descent.child, key))
        if descent.sort == "birth" and kept and born.get(descent.child):
            # One line of birth for each child: a second says that the record contradicts itself.
            contradictions += [Kinship(key, descent.child, "parent", rests_on=descent.rests_on) for key in kept]
            continue
        contradictions += [
            Kinship(key, descent.child, "parent", rests_on=descent.rests_on) for key in parents if key not in kept
        ]
        if kept:
            born[descent.child] = born.get(descent.child, 0) + (descent.sort == "birth")
            edges += [_Edge(key, descent.child, 1) for key in kept]
            found.append((descent.child, kept, descent.sort))
    return found, contradictions


def _reaches(edges: Iterable[_Edge], start: str, end: str) -> bool:
    below: dict[str, list[str]] = {}
    for edge in edges:
        below.setdefault(edge.above, []).append(edge.below)
    seen, ahead = {start}, [start]
    while ahead:
        key = ahead.pop()
        if key == end:
            return True
        for each in below.get(key, ()):
            if each not in seen:
                seen.add(each)
                ahead.append(each)
    return False


def _same_rows(kin: Kin, keys: list[str], descents: _Descents, edges: list[_Edge]) -> dict[str, str]:
    """Who must share a row: couples and siblings, unless one descends from the other."""
    group = {key: key for key in keys}
    couples = [descent[1] for descent in descents if len(descent[1]) == 2]
    couples += [(couple.one, couple.two) for couple in kin.couples]
    couples += [(k.person, k.to) for k in kin.kinships if k.relation in ("sibling", "half_sibling")]
    for one, two in couples:
        if one not in group or two not in group:
            continue
        first, second = group[one], group[two]
        if first == second:
            continue
        lifted = [_Edge(group[edge.above], group[edge.below], edge.weight) for edge in edges]
        if _reaches(lifted, first, second) or _reaches(lifted, second, first):
            continue
        for key, of in group.items():
            if of == second:
                group[key] = first
    return group


def _settled(keys: list[str], edges: list[_Edge], group: dict[str, str]) -> dict[str, int]:
    """The row of each group: as far down as its ancestors need, then moved until the lines are as short as they can
    be."""
    groups = list(dict.fromkeys(group[key] for key in keys))
    lifted = list(dict.fromkeys(_Edge(group[e.above], group[e.below], e.weight) for e in edges))
    lifted = [edge for edge in lifted if edge.above != edge.below]
    row = dict.fromkeys(groups, 0)
    for _ in groups:
        moved = False
        for edge in lifted:
            if row[edge.below] < row[edge.above] + edge.weight:
                row[edge.below] = row[edge.above] + edge.weight
                moved = True
        if not moved:
            break
    for _ in range(len(groups)):
        # A shift shortens the whole length by a whole number, so it comes to an end by itself.
        shifted = [_shift(row, lifted, each, step) for each in groups for step in (1, -1)]
        if not any(shifted):
            break
    return row


def _shift(row: dict[str, int], edges: list[_Edge], start: str, step: int) -> bool:
    """Moves a group by one row, with all that hang tightly on it, if the lines become shorter."""
    moving, ahead = {start}, [start]
    while ahead:
        each = ahead.pop()
        for edge in edges:
            tight = row[edge.below] - row[edge.above] == edge.weight
            one, other = (edge.above, edge.below) if step > 0 else (edge.below, edge.above)
            if tight and one == each and other not in moving:
                moving.add(other)
                ahead.append(other)
    change = 0
    for edge in edges:
        change += step * ((edge.below in moving) - (edge.above in moving))
    if change >= 0:
        return False
    for each in moving:
        row[each] += step
    return True


def _joined(
    kin: Kin, keys: list[str], rows: dict[str, int], edges: list[_Edge], group: dict[str, str]
) -> tuple[dict[str, int], int | None]:
    """One set of rows for all: families that nothing joins are set beside each other, by what is known of them."""
    row = {key: rows[group[key]] for key in keys}
    part = {key: group[key] for key in keys}
    for edge in edges:
        _same_part(part, edge.above, edge.below)
    near = [(each.person, each.to, each.below) for each in kin.near]
    near += [(each.person, each.to, -1 if each.relation == "parent" else 0) for each in kin.kinships]
    near += [(each.one, each.two, 0) for each in kin.couples]
    for person, to, below in near:
        if person not in part or to not in part or part[person] == part[to]:
            continue
        moved = row[to] + below - row[person]
        mine = part[person]
        for key in keys:
            if part[key] == mine:
                row[key] += moved
        _same_part(part, to, person)
    parts: dict[str, list[str]] = {}
    for key in keys:
        parts.setdefault(part[key], []).append(key)
    main = _main(kin, parts)
    alone: list[str] = []
    lowest = min((row[key] for key in main), default=0)
    ends = max((row[key] for key in main if key in kin.index), default=max((row[key] for key in main), default=0))
    for members in parts.values():
        if members is main:
            continue
        if len(members) == 1:
            alone += members
            continue
        down = ends - max(row[key] for key in members)
        for key in members:
            row[key] += down
        lowest = min(lowest, *(row[key] for key in members))
    placed = [key for key in keys if key not in alone]
    for key in placed:
        row[key] -= lowest
    top = max((row[key] for key in placed), default=-1) + 1
    for number, key in enumerate(alone):
        row[key] = top + number // STRIP
    # A link may have joined people across an empty generation.
    used = {each: number for number, each in enumerate(sorted(set(row.values())))} if not kin.kinships else None
    if used is not None:
        row = {key: used[each] for key, each in row.items()}
        top = used.get(top, top)
    return row, top if alone and placed else None


def _same_part(part: dict[str, str], one: str, two: str) -> None:
    first, second = part[one], part[two]
    if first != second:
        for key, of in part.items():
            if of == second:
                part[key] = first


def _main(kin: Kin, parts: dict[str, list[str]]) -> list[str]:
    """The people among whom the child of the drawing stands; else the most."""
    for members in parts.values():
        if any(key in kin.index for key in members):
            return members
    return max(parts.values(), key=len, default=[])


def _unions(kin: Kin, descents: _Descents) -> tuple[Union, ...]:
    states = {couple.people: couple.state for couple in kin.couples}
    people = {person.key: person for person in kin.people}
    together: dict[tuple[frozenset[str], bool], tuple[tuple[str, ...], list[tuple[str, DescentSort]]]] = {}
    for child, parents, sort in descents:
        alone = len(parents) == 1 and sort == "birth"
        _, children = together.setdefault((frozenset(parents), alone), (parents, []))
        if child not in [each for each, _ in children]:
            children.append((child, sort))
    found = []
    for (pair, alone), (parents, children) in together.items():
        order = [person.key for person in by_age(people[child] for child, _ in children)]
        children.sort(key=lambda each: order.index(each[0]))
        found.append(Union(parents, alone, states.get(pair, "parents") if len(pair) == 2 else None, tuple(children)))
    drawn = {frozenset(union.parents) for union in found}
    known = {person.key for person in kin.people}
    for couple in kin.couples:
        if couple.people not in drawn and couple.people <= known and len(couple.people) == 2:
            drawn.add(couple.people)
            found.append(Union((couple.one, couple.two), False, couple.state, ()))
    return tuple(found)
