"""What is known of a section and of an item while a review is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from nightlight.learning.reading import ItemKind


@dataclass(slots=True, eq=False)
class Open:
    """A section as it was found. `kind` is None where its heading does not say what stands under it."""

    canonical: str
    heading: str
    start: int
    end: int
    kind: ItemKind | None = None
    narrative: bool = False
    paired: bool = False
    closing: bool = False
    role: str | None = None
    audience: tuple[str, ...] = ()
    level: int | None = None
    look: tuple[bool, bool, bool] = (False, False, False)
    known: bool = False
    number: str | None = None
    enclosing: Open | None = None
    silent: bool = False
    unsure: bool = False
    """Its heading says nothing, and looks as those of sections do: its entries may be of another kind than the part above."""
    holder: Open | None = None
    """The section that it stands in, where its heading does not say what it is: those beside it stand there too."""
    also: tuple[ItemKind, ...] = ()
    """What else its heading names ("Conclusion and next steps"): its entries are of `kind` or of these, by their words."""
    until: int = 0
    sway: float = 9.0
    """How much its heading decides what stands under it; below 9 the entries' own words are weighed against it."""


@dataclass(slots=True, eq=False)
class Draft:
    """An item as it was found; `under` is its section."""

    kind: ItemKind
    start: int
    end: int
    norm: str
    under: Open | None
    number: str | None = None
    parent: Draft | None = None
    owner: str | None = None
    forum: str | None = None
    role: str | None = None
    corrected: str | None = None
    displaced: bool = False
    personal: bool = False
    audience: tuple[str, ...] = ()
    listed: bool = False
    indent: int = 0
    row: tuple[int, int] | None = None
    coded: bool = False
    forerunner: bool = False


@dataclass(slots=True)
class Found:
    """All that was found in a document, in the order of its text, before numbers are put in order."""

    sections: list[Open] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    left: list[tuple[int, int, str]] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: Open | None = None
    imprint: list[tuple[int, int]] = field(default_factory=list)
    particulars: list[tuple[str, int, int]] = field(default_factory=list)
