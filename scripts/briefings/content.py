"""A briefing as content: what stands in it, in order, with what each part is. The gold is read off it.

An `Item` is one thing that a policy officer would cut out, with its kind; text that is no item is a plain string. How
to cut is written down in tests/briefings/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias


@dataclass(frozen=True)
class Item:
    """Words that are one item; `more` is what else the gold says of it (number, owner, audience …)."""

    kind: str
    text: str
    more: dict[str, Any] = field(default_factory=dict)


Piece: TypeAlias = "Item | str"


@dataclass(frozen=True)
class Heading:
    """A heading; `canonical` is what it means, None for a line that only looks like one.

    `also` is the kind of item that one may hold it to be as well ("Finding 1: …"): open to doubt, so counted neither way.
    """

    canonical: str | None
    text: str
    level: int = 2
    also: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """Running text: items and plain words, one after another."""

    pieces: tuple[Piece, ...]
    bold: bool = False


@dataclass(frozen=True)
class Entries:
    """A list. `marks` are what stands before the entries where they are typed; `numbered` where the file numbers them."""

    entries: tuple[Piece, ...]
    marks: tuple[str, ...] = ()
    numbered: bool = False
    level: int = 0


@dataclass(frozen=True)
class Grid:
    """A table: its head, and rows of cells; a cell is a piece or several, one to a line."""

    head: tuple[str, ...]
    rows: tuple[tuple[Piece | tuple[Piece, ...], ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Box:
    """Parts set apart from the rest: a text box, a sidebar, a shape."""

    parts: tuple[Part, ...]
    at: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Break:
    """What follows begins a page, a slide or a column."""

    of: str = "page"


Part: TypeAlias = "Heading | Paragraph | Entries | Grid | Box | Break"


@dataclass(frozen=True)
class Briefing:
    """A briefing: its file's name, what it says of itself, its parts, and its running head and foot.

    `raw` is a plain text with its items marked, in place of parts; `doubtful` is text that one may call an item or not.
    """

    name: str
    suffix: str
    meta: tuple[tuple[str, str, str], ...]
    parts: tuple[Part, ...]
    head: str = ""
    foot: str = ""
    notes: tuple[str, ...] = ()
    raw: str = ""
    doubtful: tuple[str, ...] = ()
    look: dict[str, Any] = field(default_factory=dict)


def item(kind: str, text: str, **more: Any) -> Item:
    """One item."""
    return Item(kind, text, more)


def heading(canonical: str | None, text: str, level: int = 2, *, also: str | None = None) -> Heading:
    """A heading."""
    return Heading(canonical, text, level, also)


def story(*sentences: str, kind: str = "case_fact") -> Paragraph:
    """A paragraph of which every sentence is an item: narrative."""
    return Paragraph(tuple(Item(kind, each) for each in sentences))


def whole(kind: str, text: str, **more: Any) -> Paragraph:
    """A paragraph that is one item."""
    return Paragraph((Item(kind, text, more),))


def plain(text: str, *, bold: bool = False) -> Paragraph:
    """A paragraph that is no item."""
    return Paragraph((text,), bold)


def listed(kind: str, *texts: str, mark: str = "", **more: Any) -> Entries:
    """A list of items of one kind; `mark` where the mark is typed rather than the file's."""
    return Entries(tuple(Item(kind, each, more) for each in texts), (mark,) * len(texts) if mark else ())


def numbered(kind: str, *texts: str, form: str = "", first: int = 1, **more: Any) -> Entries:
    """A numbered list; `form` ("R{}", "{})") where the number is typed rather than the file's."""
    entries = tuple(Item(kind, each, {"number": str(at), **more}) for at, each in enumerate(texts, first))
    marks = tuple(form.format(at) for at in range(first, first + len(texts))) if form else ()
    return Entries(entries, marks, numbered=not form)


def pieces(parts: tuple[Part, ...]) -> Iterator[Item | Heading]:
    """Every item and every heading that means something, in order."""
    for part in parts:
        if isinstance(part, Heading):
            yield part
        elif isinstance(part, Paragraph | Entries):
            yield from (
                each
                for each in (part.pieces if isinstance(part, Paragraph) else part.entries)
                if isinstance(each, Item)
            )
        elif isinstance(part, Grid):
            for row in part.rows:
                for cell in row:
                    yield from (
                        each for each in (cell if isinstance(cell, tuple) else (cell,)) if isinstance(each, Item)
                    )
        elif isinstance(part, Box):
            yield from pieces(part.parts)


_MARKED: Final = re.compile(r"\{\{(#?)([\w]+)((?:;[^|{}]*)?)\|(.*?)\}\}", re.DOTALL)


def unmarked(raw: str) -> str:
    """A plain text without the marks of its items: `{{kind; number=1|words}}`, and `{{#canonical|words}}` for headings."""
    text = _MARKED.sub(lambda found: found.group(4), raw)
    if "{{" in text or "}}" in text:
        raise ValueError(f"a mark is not closed: {text[max(0, text.find('{{')) :][:60]!r}")
    return text


def marked(raw: str) -> Iterator[Item | Heading]:
    """The items and headings that are marked in a plain text."""
    for found in _MARKED.finditer(raw):
        heads, name, more, words = found.groups()
        text = " ".join(words.split())
        if heads:
            yield Heading(name, text)
        else:
            pairs = (each.split("=", 1) for each in more.split(";") if "=" in each)
            yield Item(name, text, {key.strip(): _value(value.strip()) for key, value in pairs})


def _value(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    return [each.strip() for each in text.split(",")] if text.startswith(" ") else text


def gold_of(briefing: Briefing) -> dict[str, Any]:
    """What the gold file of a briefing holds. `id` and `under` of an item become its place and that of its parent."""
    found = list(marked(briefing.raw)) if briefing.raw else list(pieces(briefing.parts))
    cut = [each for each in found if isinstance(each, Item)]
    places = {each.more["id"]: at for at, each in enumerate(cut) if "id" in each.more}
    items: list[dict[str, Any]] = []
    doubtful = [(each.also, each.text) for each in found if isinstance(each, Heading) and each.also]
    doubtful += [("boilerplate", each) for each in briefing.doubtful]
    for each in cut:
        line: dict[str, Any] = {"kind": each.kind, "text": " ".join(each.text.split())}
        for key, value in each.more.items():
            if key == "under":
                line["parent"] = places[value]
            elif key == "audience" and isinstance(value, str):
                line["audience"] = [one.strip() for one in value.split(",")]
            elif key != "id":
                line[key] = value
        items.append(line)
    items += [{"kind": kind, "text": " ".join(text.split()), "open_to_doubt": True} for kind, text in doubtful]
    return {
        "name": f"{briefing.name}.{briefing.suffix}",
        "meta": [{"field": field_, "value": value, "text": text} for field_, value, text in briefing.meta],
        "sections": [
            {"canonical": each.canonical, "heading": " ".join(each.text.split())}
            for each in found
            if isinstance(each, Heading) and each.canonical
        ],
        "items": items,
        "notes": list(briefing.notes),
    }


def words(piece: Piece) -> str:
    """The words of a piece."""
    return piece.text if isinstance(piece, Item) else piece


def lines(cell: Piece | tuple[Piece, ...]) -> list[str]:
    """The lines of a table's cell."""
    return [words(each) for each in (cell if isinstance(cell, tuple) else (cell,))]
