"""A drawing of people, as a page takes it: the SVG, its size, how good it is, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

RowT = TypeVar("RowT")
MeasuresT = TypeVar("MeasuresT")


@dataclass(frozen=True, slots=True)
class Drawing(Generic[MeasuresT, RowT]):
    """`svg` is a whole SVG element, `width` and `height` its size in pixels, `rows` the table twin, one row a person
    or an agency."""

    svg: str
    width: float
    height: float
    measures: MeasuresT
    rows: tuple[RowT, ...]
