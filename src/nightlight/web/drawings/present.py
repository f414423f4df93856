"""What the pages of drawings say: the drawing, and under it the same in words, with the entries on which each row rests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import NoReverseMatch, reverse
from markupsafe import Markup

from nightlight.chronology.moments import When, day_of, says_day
from nightlight.drawing.ecomap import ecomap
from nightlight.drawing.genogram import genogram
from nightlight.picture.citing import Cite
from nightlight.picture.family import Family
from nightlight.web.drawings.asked import TreeAsked, tree_address
from nightlight.web.reading.rows import address_of
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import capital, standing_and

#: Taller than this, in pixels, a drawing can be read on paper only where it has a sheet to itself.
_TALL: Final = 720


@dataclass(frozen=True)
class EntryLink:
    """An entry on which a row rests: its number as pages show it, what it is, and where it is read."""

    number: int
    says: str
    href: str


@dataclass(frozen=True)
class TwinCell:
    """One cell of a table twin: its heading, and its lines."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TwinRow:
    """One row of a table twin. `href` is empty where what it names has no page of its own."""

    name: str
    href: str
    beside: tuple[str, ...]
    cells: tuple[TwinCell, ...]
    entries: tuple[EntryLink, ...]


@dataclass(frozen=True)
class Choice:
    """A person who can be chosen in a form."""

    value: str
    text: str


@dataclass(frozen=True)
class DrawingPage:
    """A drawing and its table twin. `headings` are those of the columns between the name and the entries, `nothing` those of which
    nothing is recorded, which have no column; a `large` one gets a sheet of paper to itself; one without rows is not shown."""

    svg: Markup
    says: str
    heading: str
    headings: tuple[str, ...]
    large: bool
    nothing: tuple[str, ...]
    rows: tuple[TwinRow, ...]


@dataclass(frozen=True)
class TreePage:
    """The family tree with what can be changed about it. `toggle` leads to the same with ties, or without; empty where none is recorded."""

    drawing: DrawingPage
    asked: TreeAsked
    people: tuple[Choice, ...]
    children: tuple[Choice, ...]
    moved: tuple[str, ...]
    toggle: str
    as_drawn: str


def tree_page(seen: SeenFamily, asked: TreeAsked) -> TreePage:
    """The family tree."""
    family = seen.family
    link, entries = person_link(seen), _Entries(seen)
    drawn = genogram(family, index=asked.about or None, ties=asked.ties, pins=asked.pins, href=link)
    headings = ("Parents", "Partners", "Children", "Household", *(("How ties are",) if asked.ties else ()))
    rows = []
    for row in drawn.rows:
        lines = (row.parents, row.partners, row.children, tuple(filter(None, (row.household,))), row.ties)
        cells = tuple(TwinCell(label, line) for label, line in zip(headings, lines, strict=False))
        beside = (*(("whom this is about",) if row.about else ()), *filter(None, (row.who, row.age)))
        rows.append(TwinRow(capital(row.person), link(row.key), beside, cells, entries.of(row.rests_on)))
    names = {row.key: capital(row.person) for row in drawn.rows}
    children = [each.key for each in family.people if each.is_child and each.key in names]
    says = f"The family on {_day(family)}, drawn from what is recorded. What is not recorded is drawn as not known."
    return TreePage(
        _page(drawn.svg, drawn.height, says, "Person", headings, rows),
        asked,
        tuple(Choice(key, name) for key, name in names.items()),
        tuple(Choice(key, names[key]) for key in children) if len(children) > 1 else (),
        tuple(_moved(names[key], by) for key, by in asked.moves.items() if key in names),
        tree_address(seen, asked, ties=not asked.ties) if any(row.ties for row in drawn.rows) else "",
        tree_address(seen, asked, moves={}),
    )


def around_page(seen: SeenFamily) -> DrawingPage:
    """Who is around the family: agencies, services, people outside the household."""
    family = seen.family
    link, entries = person_link(seen), _Entries(seen)
    drawn = ecomap(family, href=link)
    people = {person.key for person in family.people}
    headings = ("What it is", "Who", "How the line reads", "Since", "Last contact")
    rows = []
    for row in drawn.rows:
        texts = (row.what, row.who, row.line, row.since, row.last)
        cells = tuple(TwinCell(label, (text,) if text else ()) for label, text in zip(headings, texts, strict=True))
        href = link(row.key) if row.key in people else ""
        rows.append(TwinRow(capital(row.name), href, (), cells, entries.of(row.rests_on)))
    says = (
        f"The household on {_day(family)}, and who is around it, drawn from what is recorded. "
        "A line says when there was contact, how far a service got, how a tie is; none says how good it is."
    )
    return _page(drawn.svg, drawn.height, says, "Name", headings, rows)


def _page(
    svg: str, height: float, says: str, heading: str, headings: Sequence[str], rows: Sequence[TwinRow]
) -> DrawingPage:
    filled = {cell.label for row in rows for cell in row.cells if cell.lines}
    return DrawingPage(
        Markup(svg),  # made and escaped by nightlight.drawing
        says,
        heading,
        tuple(each for each in headings if each in filled),
        height > _TALL,
        tuple(each for each in headings if each not in filled),
        tuple(replace(row, cells=tuple(cell for cell in row.cells if cell.label in filled)) for row in rows),
    )


def person_link(seen: SeenFamily) -> Callable[[str], str]:
    """Where a person's name leads: to their page; where a record brought a key that no address can hold, to the list of people."""

    def of(key: str) -> str:
        try:
            return reverse("person", kwargs={"key": seen.key, "person": key}) + standing_and(seen)
        except NoReverseMatch:
            return reverse("people", kwargs={"key": seen.key}) + standing_and(seen)

    return of


class _Entries:
    """The entries in force by the entry that each corrects, with the numbers under which this viewer reads them."""

    def __init__(self, seen: SeenFamily) -> None:
        self._seen = seen
        self._by_root = {seen.chronology.root(entry.id): entry for entry in seen.entries}

    def of(self, cites: Iterable[Cite]) -> tuple[EntryLink, ...]:
        """Links to what a row rests on, each entry once, in the order of their numbers."""
        found = {}
        for cite in cites:
            entry = self._by_root.get(cite.root)
            if entry is not None:
                number = self._seen.sight.number(entry)
                found[number] = EntryLink(number, _what(entry.kind, entry.when), address_of(self._seen, entry.id))
        return tuple(found[number] for number in sorted(found))


def _what(kind: str, when: When) -> str:
    return f"{kind.replace('.', ' ').replace('_', ' ')}, {when.says()}"


def _moved(name: str, by: int) -> str:
    return f"{name} moved {'right' if by > 0 else 'left'}"


def _day(family: Family) -> str:
    return says_day(day_of(family.moment))
