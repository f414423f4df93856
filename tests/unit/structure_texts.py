"""Made-up documents for the tests of structure: plain texts, and documents with blocks written in a few signs."""

from __future__ import annotations

import hashlib
import re

from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.reading import Item, Reading
from nightlight.learning.structure import read
from nightlight.taxonomy import headings

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plain(text: str, name: str = "briefing.txt") -> Document:
    """A plain text as a document: a block for each line."""
    blocks: list[Block] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if words := line.strip():
            start = at + line.index(words)
            blocks.append(Block(start, start + len(words)))
        at += len(line)
    return Document(name, "text/plain", hashlib.sha256(text.encode()).hexdigest(), text, tuple(blocks))


def shaped(source: str) -> Document:
    """A document with blocks: "# " is a heading, "* " a bullet, "1. " a numbered entry, "| a | b |" a row of a table,
    "[box]" and "[/box]" stand round a box, "{foot} " is a running footer, "{note} " a note, "**…**" is bold."""
    text = ""
    blocks: list[Block] = []
    table, row, box, boxes, in_table = -1, 0, None, 0, False
    for line in source.strip().splitlines():
        line = line.strip()
        if not line.startswith("|"):
            in_table = False
        if not line:
            continue
        if line in ("[box]", "[/box]"):
            boxes += line == "[box]"
            box = boxes if line == "[box]" else None
            continue
        if line.startswith("|"):
            table, row = (table, row + 1) if in_table else (table + 1, 0)
            in_table = True
            for column, cell in enumerate(cell.strip() for cell in line.strip("|").split("|")):
                text += "\n" if text else ""
                text += cell
                blocks.append(
                    Block(len(text) - len(cell), len(text), Shape.cell, table=table, row=row, column=column, box=box)
                )
            continue
        shape, level, label, bold = Shape.box if box else Shape.paragraph, None, None, False
        if found := re.match(r"(#+) (.+)", line):
            shape, level, line = Shape.heading, len(found[1]), found[2]
        elif found := re.match(r"(\*|\d+\.) (.+)", line):
            shape, label, line = Shape.bullet, found[1], found[2]
        elif found := re.match(r"\{(foot|note|link)\} (.+)", line):
            shape = {"foot": Shape.furniture, "note": Shape.note, "link": Shape.link}[found[1]]
            line = found[2]
        elif found := re.fullmatch(r"\*\*(.+)\*\*", line):
            bold, line = True, found[1]
        text += "\n\n" if text else ""
        text += line
        blocks.append(
            Block(len(text) - len(line), len(text), shape, level=level, label=label, bold=bold, box=box, size=11.0)
        )
    return Document("briefing.docx", WORD, "0" * 64, text, tuple(blocks))


def reading(source: str | Document) -> Reading:
    """A text or a document, read with the headings of the taxonomy."""
    return read(plain(source) if isinstance(source, str) else source, headings())


def items(source: str | Document) -> list[tuple[str, str]]:
    """Kind and words of each item, in the order of reading."""
    return [(str(item.kind), item.norm) for item in reading(source).items]


def item(source: str | Document, begins: str) -> Item:
    """The one item whose words begin so."""
    found = [each for each in reading(source).items if each.norm.startswith(begins)]
    assert len(found) == 1, [each.norm for each in reading(source).items]
    return found[0]
