"""Lays a briefing out as slides: a level-1 or level-2 heading begins a slide; boxes stand where they are put."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.util import Cm, Pt

from scripts.briefings.content import Box, Break, Briefing, Entries, Grid, Heading, Paragraph, Part, lines, words
from scripts.briefings.zipped import settled


def written(briefing: Briefing) -> bytes:
    """The bytes of a .pptx file."""
    deck = Presentation()
    deck.core_properties.created = deck.core_properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001 - as PowerPoint writes it
    slide: Any = None
    number = 0
    if briefing.look.get("poster"):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for part in briefing.parts:
            if isinstance(part, Box):
                _box(slide.shapes, part)
    else:
        for part in briefing.parts:
            if isinstance(part, Heading) and part.level <= 2:
                number += 1
                slide = deck.slides.add_slide(deck.slide_layouts[0 if part.level == 1 else 1])
                slide.shapes.title.text = part.text
                if briefing.foot and part.level > 1:
                    _text(slide.shapes, f"{briefing.foot} {number}", (1, 18.2, 20, 0.7))
            elif isinstance(part, Break):
                continue
            elif isinstance(part, Box):
                _box(slide.shapes, part)
            elif isinstance(part, Grid):
                slide.placeholders[1].element.getparent().remove(slide.placeholders[1].element)
                _grid(slide.shapes, part)
            else:
                _fill(slide.placeholders[1].text_frame, part)
        for at, note in briefing.look.get("speaker", {}).items():
            deck.slides[at].notes_slide.notes_text_frame.text = note
    held = BytesIO()
    deck.save(held)
    return settled(held.getvalue())


def _fill(frame: Any, part: Part) -> None:
    def line(text: str, *, bold: bool = False, level: int = 0) -> None:
        paragraph = frame.paragraphs[0]
        if paragraph.text:
            paragraph = frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.bold = bold or None
        run.font.size = Pt(14)
        paragraph.level = level

    if isinstance(part, Heading):
        line(part.text, bold=True)
    elif isinstance(part, Paragraph):
        line(" ".join(words(each) for each in part.pieces), bold=part.bold)
    elif isinstance(part, Entries):
        for at, each in enumerate(part.entries):
            mark = part.marks[at] if part.marks else f"{at + 1}." if part.numbered else ""
            line(f"{mark} {words(each)}".strip(), level=part.level)


def _text(shapes: Any, text: str, at: tuple[float, float, float, float]) -> None:
    shapes.add_textbox(*(Cm(each) for each in at)).text_frame.text = text


def _box(shapes: Any, part: Box) -> None:
    frame = shapes.add_textbox(*(Cm(each) for each in part.at or (1, 14, 22, 4))).text_frame
    frame.word_wrap = True
    for each in part.parts:
        _fill(frame, each)


def _grid(shapes: Any, part: Grid) -> None:
    rows = ([part.head] if part.head else []) + [tuple("\n".join(lines(cell)) for cell in row) for row in part.rows]
    table = shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(4), Cm(23), Cm(12)).table
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = str(text)
            for paragraph in table.cell(at, column).text_frame.paragraphs:
                paragraph.font.size = Pt(11)
