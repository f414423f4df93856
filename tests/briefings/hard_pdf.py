"""PDFs that are hard to read in order, made in memory: columns, sidebars, posters of boxes, tables, hyphens, raised numbers.

Each maker returns the bytes and the blocks in the order in which a person would read them. Every fourth word ends in a
number of its own, so that a word lost, doubled or out of order is seen.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

WIDTH, HEIGHT = A4
_WORDS = [
    "the", "review", "found", "that", "plan", "was", "not", "known", "to", "ward", "and", "visitor", "each", "agency", "held", "a",
    "part", "of", "picture", "baby", "slept", "worker", "father", "home", "meeting", "midwife", "record", "shared", "risk", "seen", "early",
]  # fmt: skip
Made = tuple[bytes, list[str]]


class Writer:
    """Writes text at places of a page, and remembers it in the order in which it is to be read."""

    def __init__(self, seed: int, size: float = 10, after: float = 5, *, justified: bool = False) -> None:
        self.random = Random(seed)
        self.expected: list[str] = []
        self.number = 0
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=A4, invariant=1)
        self.body = ParagraphStyle("body", fontName="Helvetica", fontSize=size, leading=size * 1.2, spaceAfter=after)
        self.body.alignment = TA_JUSTIFY if justified else TA_LEFT
        self.heading = ParagraphStyle(
            "heading", self.body, fontName="Helvetica-Bold", fontSize=size + 2.5, leading=size * 1.5, alignment=TA_LEFT
        )
        self.bullet = ParagraphStyle("bullet", self.body, leftIndent=14, bulletIndent=2)

    def words(self, many: int, end: str = ".") -> str:
        chosen = []
        for _ in range(many):
            self.number += 1
            mark = f"{self.number:04d}x" if self.number % 4 == 0 else ""
            chosen.append(self.random.choice(_WORDS) + mark)
        return " ".join(chosen).capitalize() + end

    def paragraph(self, text: str, style: ParagraphStyle, left: float, top: float, width: float) -> float:
        """Draws a paragraph and returns where the next one begins; 0 where it would run over the foot of the page."""
        made = Paragraph(text, style, bulletText="\u2022" if style is self.bullet else None)
        _, height = made.wrap(width, 2000)
        if top - height < 60:
            return 0
        made.drawOn(self.canvas, left, top - height)
        self.expected.append(text)
        return float(top - height - style.spaceAfter - (6 if style is self.heading else 0))

    def column(self, left: float, top: float, foot: float, width: float) -> None:
        """Fills a column with headings, paragraphs and lists."""
        while True:
            style = self.random.choice([self.body, self.body, self.bullet, self.heading])
            many = self.random.randint(3, 5) if style is self.heading else self.random.randint(8, 45)
            before = self.number, self.random.getstate()
            text = self.words(many, "" if style is self.heading else ".")
            made = Paragraph(text, style, bulletText="\u2022" if style is self.bullet else None)
            _, height = made.wrap(width, 2000)
            if top - height < foot or (style is self.heading and top - height < foot + 40):
                self.number = before[0]
                self.random.setstate(before[1])
                return
            top = self.paragraph(text, style, left, top, width)

    def line(self, text: str, left: float, where: float, size: float, font: str = "Helvetica-Bold") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, where, text)

    def running(self, page: int) -> None:
        self.line("Running head of a made-up briefing", 50, HEIGHT - 30, 8, "Helvetica")
        self.line(f"Page {page} of 9", 50, 22, 8, "Helvetica")

    def done(self) -> Made:
        self.canvas.save()
        return self._file.getvalue(), self.expected


def columns(
    seed: int,
    many: int = 2,
    *,
    gap: float = 14,
    size: float = 10,
    after: float = 5,
    justified: bool = False,
    across: int = 0,
    pages: int = 2,
    lowered: float = 0,
) -> Made:
    """Columns under a title and an opening over all of them; `across` words of a heading cut the first page in two."""
    page = Writer(seed, size, after, justified=justified)
    page.bullet.bulletFontSize, page.bullet.bulletOffsetY = (size - 1.5 if lowered else size), lowered
    width = (WIDTH - 100 - gap * (many - 1)) / many
    for number in range(1, pages + 1):
        page.running(number)
        top = HEIGHT - 60
        if number == 1:
            title = page.words(5, "")
            page.line(title, 50, top - 20, 20)
            page.expected.append(title)
            top = page.paragraph(page.words(30), page.body, 50, top - 40, WIDTH - 100) - 9
        parts = [(top, top - 260), (top - 310, 60.0)] if across and number == 1 else [(top, 60.0)]
        for part, (start, foot) in enumerate(parts):
            if part:
                heading = page.words(across, "")
                page.line(heading, 50, start + 18, 14)
                page.expected.append(heading)
            for column in range(many):
                page.column(50 + column * (width + gap), start, foot, width)
        page.canvas.showPage()
    return page.done()


def sidebar(seed: int, *, right: bool = True) -> Made:
    """A page of text with a coloured box beside it, read after the text on its left or before the text on its right."""
    page = Writer(seed)
    page.running(1)
    narrow, wide, gap = 150.0, WIDTH - 100 - 150 - 20, 20.0
    side = 50 + wide + gap if right else 50.0

    def box() -> None:
        page.canvas.setFillColorRGB(0.88, 0.93, 0.97)
        page.canvas.rect(side, HEIGHT - 420, narrow, 340, stroke=0, fill=1)
        page.canvas.setFillColorRGB(0, 0, 0)
        top = page.paragraph(page.words(3, ""), page.heading, side + 8, HEIGHT - 90, narrow - 16)
        for _ in range(3):
            top = page.paragraph(page.words(14), page.body, side + 8, top, narrow - 16)

    if right:
        page.column(50, HEIGHT - 60, 60, wide)
        box()
    else:
        box()
        page.column(50 + narrow + gap, HEIGHT - 60, 60, wide)
    page.canvas.showPage()
    page.running(2)
    page.column(50, HEIGHT - 60, 60, WIDTH - 100)
    page.canvas.showPage()
    return page.done()


def poster(seed: int) -> Made:
    """One page of six boxes with borders, two beside each other, read row by row."""
    page = Writer(seed)
    title = page.words(4, "")
    page.line(title, 50, HEIGHT - 70, 22)
    page.expected.append(title)
    wide, high = 240.0, 190.0
    for number in range(6):
        left, top = 50 + (number % 2) * (wide + 14), HEIGHT - 100 - (number // 2) * (high + 14)
        page.canvas.rect(left, top - high, wide, high)
        down = page.paragraph(page.words(3, ""), page.heading, left + 10, top - 10, wide - 20)
        for _ in range(2):
            down = page.paragraph(
                page.words(16), page.random.choice([page.body, page.bullet]), left + 10, down, wide - 20
            )
    page.canvas.showPage()
    return page.done()


def table(seed: int) -> Made:
    """A ruled table between two paragraphs, read cell by cell along each row."""
    page = Writer(seed)
    top = page.paragraph(page.words(30), page.body, 50, HEIGHT - 60, WIDTH - 100)
    rows = [[page.words(page.random.randint(4, 22), "") for _ in range(3)] for _ in range(5)]
    made = Table([[Paragraph(cell, page.body) for cell in row] for row in rows], colWidths=[110, 220, 165])
    made.setStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    _, height = made.wrap(WIDTH - 100, 2000)
    made.drawOn(page.canvas, 50, top - 10 - height)
    page.expected += [cell for row in rows for cell in row]
    page.paragraph(page.words(30), page.body, 50, top - 30 - height, WIDTH - 100)
    page.canvas.showPage()
    return page.done()


HARD: dict[str, Callable[[int], Made]] = {
    "two columns": columns,
    "two columns, 9 points apart": lambda seed: columns(seed, gap=9),
    "two justified columns": lambda seed: columns(seed, justified=True),
    "two justified columns, 10 points apart": lambda seed: columns(seed, justified=True, gap=10),
    "three columns": lambda seed: columns(seed, 3, size=9),
    "three justified columns, 10 points apart": lambda seed: columns(seed, 3, size=8, justified=True, gap=10),
    "a heading over both columns": lambda seed: columns(seed, across=9),
    "a short heading over both columns": lambda seed: columns(seed, across=3),
    "one column": lambda seed: columns(seed, 1),
    "paragraphs 2 points apart": lambda seed: columns(seed, after=2),
    "marks of lists out of line": lambda seed: columns(seed, size=10.5, lowered=1.8),
    "large letters": lambda seed: columns(seed, size=12, after=8),
    "a sidebar on the right": sidebar,
    "a sidebar on the left": lambda seed: sidebar(seed, right=False),
    "a poster of boxes": poster,
    "a table": table,
}
