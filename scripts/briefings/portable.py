"""Lays a briefing out as PDF: one column or two, a sidebar, shaded boxes, running head and foot, page numbers."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageBreak, PageTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Flowed

from scripts.briefings.content import Box, Briefing, Entries, Grid, Heading, Paragraph, Part, lines, words

_BODY: Final = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=6)
_BOLD: Final = ParagraphStyle("bold", parent=_BODY, fontName="Helvetica-Bold")
_ENTRY: Final = ParagraphStyle("entry", parent=_BODY, leftIndent=14, bulletIndent=2, spaceAfter=4)
_HEADS: Final = {
    1: ParagraphStyle("h1", parent=_BODY, fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=10),
    2: ParagraphStyle("h2", parent=_BODY, fontName="Helvetica-Bold", fontSize=13, leading=16, spaceBefore=8),
    3: ParagraphStyle("h3", parent=_BODY, fontName="Helvetica-Bold", fontSize=11, leading=14, spaceBefore=6),
}
_CELL: Final = ParagraphStyle("cell", parent=_BODY, fontSize=9, leading=11, spaceAfter=2)


def written(briefing: Briefing) -> bytes:
    """The bytes of a .pdf file."""
    held = BytesIO()
    wide, high = A4

    def around(canvas: Any, template: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2 * cm, high - 1.2 * cm, briefing.head)
        canvas.drawString(2 * cm, 1.1 * cm, briefing.foot)
        canvas.drawRightString(wide - 2 * cm, 1.1 * cm, f"Page {template.page}")

    file = BaseDocTemplate(held, pagesize=A4, title=briefing.name, author="", invariant=1, pageCompression=0)
    body = (2 * cm, 2 * cm, wide - 4 * cm, high - 4 * cm)
    layout = briefing.look.get("columns", "one")
    if layout == "two":
        half = (wide - 4.8 * cm) / 2
        frames = [
            Frame(2 * cm, 2 * cm, half, high - 4 * cm, id="left"),
            Frame(2.8 * cm + half, 2 * cm, half, high - 4 * cm, id="right"),
        ]
    elif layout == "sidebar":  # the main column, then the narrow one at its right
        frames = [
            Frame(1.6 * cm, 2 * cm, wide * 0.6, high - 4 * cm, id="main"),
            Frame(2 * cm + wide * 0.6, 2 * cm, wide * 0.4 - 3.6 * cm, high - 4 * cm, id="side", showBoundary=1),
        ]
    elif layout == "banner":  # a title across, then two columns under it
        half = (wide - 4.8 * cm) / 2
        frames = [
            Frame(2 * cm, high - 5.4 * cm, wide - 4 * cm, 3.4 * cm, id="banner"),
            Frame(2 * cm, 2 * cm, half, high - 7.6 * cm, id="left"),
            Frame(2.8 * cm + half, 2 * cm, half, high - 7.6 * cm, id="right"),
        ]
    else:
        frames = [Frame(*body, id="body")]
    file.addPageTemplates([PageTemplate("all", frames, onPage=around)])
    file.build(list(_flow(briefing.parts, wide - 4 * cm)))
    return held.getvalue()


def _flow(parts: Iterable[Part], wide: float) -> Iterable[Any]:
    for part in parts:
        if isinstance(part, Heading):
            yield Flowed(escape(part.text), _HEADS[part.level])
        elif isinstance(part, Paragraph):
            yield Flowed(escape(" ".join(words(each) for each in part.pieces)), _BOLD if part.bold else _BODY)
        elif isinstance(part, Entries):
            for at, each in enumerate(part.entries):
                mark = part.marks[at] if part.marks else f"{at + 1}." if part.numbered else "•"
                if len(mark) > 3:  # a word such as "Recommendation 3:" runs on into its text
                    yield Flowed(f"<b>{escape(mark)}</b> {escape(words(each))}", _BODY)
                else:
                    yield Flowed(escape(words(each)), _ENTRY, bulletText=mark)
        elif isinstance(part, Grid):
            head = [[Flowed(f"<b>{escape(each)}</b>", _CELL) for each in part.head]] if part.head else []
            rows = [[[Flowed(escape(each), _CELL) for each in lines(cell)] for cell in row] for row in part.rows]
            yield Table(
                head + rows,
                colWidths=[share * wide for share in part.widths] or None,
                style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")],
            )
            yield Spacer(1, 8)
        elif isinstance(part, Box):
            inside = list(_flow(part.parts, wide))
            yield Table(
                [[inside]],
                style=[("BACKGROUND", (0, 0), (-1, -1), colors.whitesmoke), ("BOX", (0, 0), (-1, -1), 1, colors.black)],
            )
            yield Spacer(1, 8)
        else:
            yield PageBreak() if part.of == "page" else FrameBreak()
