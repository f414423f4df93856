"""The genogram of a family: three or four generations, couples and their children, who lives together, how ties are.

    >>> genogram(family).svg  # doctest: +SKIP

Notation is the usual one (square, circle, diamond; triangle for a pregnancy; a cross for the dead) and every drawing has a key of
what it uses. What the record does not say is drawn as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nightlight.chronology.moments import day_of, says_day
from nightlight.drawing.genogram_layout import Layout, lay_out
from nightlight.drawing.genogram_measures import Measures, measured
from nightlight.drawing.genogram_svg import size, written
from nightlight.drawing.genogram_table import GenogramRow, rows_of
from nightlight.drawing.kin import Kin
from nightlight.drawing.kin_drawing import Drawing
from nightlight.drawing.kin_family import kin_of
from nightlight.picture.family import Family


def genogram(
    family: Family,
    *,
    index: str | None = None,
    ties: bool = True,
    pins: Mapping[str, tuple[float, float]] | None = None,
    href: Callable[[str], str] | None = None,
) -> Drawing[Measures, GenogramRow]:
    """The genogram of a family at its moment.

    `index` is whom it is about: left out, the children of the latest pregnancy. `ties` draws how ties are (close,
    conflict ...). `pins` moves people by so many pixels (right, down): past a neighbour they change places, others make
    room, nobody leaves their generation, so the second number is not used. `href` gives a person's link by key.

    Raises `KeyError` where the record names no such `index`.
    """
    kin = kin_of(family, index)
    says = f"Genogram at {says_day(day_of(family.moment))}"
    return drawn(kin, says, ties=ties, pins=_by_key(family, pins), href=href)


def drawn(
    kin: Kin,
    says: str = "Genogram",
    *,
    ties: bool = True,
    pins: Mapping[str, tuple[float, float]] | None = None,
    href: Callable[[str], str] | None = None,
) -> Drawing[Measures, GenogramRow]:
    """The genogram of kin that did not come from a family's picture; `says` is its title."""
    layout = lay_out(kin, ties, pins)
    width, height = size(layout)
    svg = written(layout, says, _described(layout), "genogram", href)
    return Drawing(svg, width, height, measured(layout), rows_of(kin))


def _by_key(family: Family, pins: Mapping[str, tuple[float, float]] | None) -> dict[str, tuple[float, float]]:
    """Pins by the key under which a person is drawn: two records may since have been found to be of one."""
    found = {}
    for key, by in (pins or {}).items():
        person = family.person(key)
        if person is not None:
            found[person.key] = by
    return found


def _described(layout: Layout) -> str:
    about = [each.person.says for each in layout.symbols if each.index]
    rows = sum(1 for row in layout.rows if row)
    people = len(layout.symbols)
    parts = [f"{people} {'person' if people == 1 else 'people'} in {rows} row{'s' * (rows != 1)}."]
    if about:
        parts.append(f"It is about {' and '.join(about)}.")
    if layout.outlines:
        parts.append(f"Households: {', '.join(each.name for each in layout.outlines)}.")
    parts.append("The table says the same in words.")
    return " ".join(parts)
