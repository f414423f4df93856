"""In a PDF a small shape before a line marks an entry of a list where it can be nothing else; no character is made up for it."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from types import SimpleNamespace

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from nightlight.exchange.briefings.order import Box
from nightlight.exchange.briefings.pdf import read_pdf
from nightlight.exchange.briefings.pdf_drawn import Drawn, beside, with_drawn
from nightlight.exchange.briefings.pdf_lines import Line, Sheet
from nightlight.learning.document import Document, Shape
from nightlight.learning.structure import read, unaccounted
from nightlight.taxonomy import headings
from tests.unit.test_briefing_pdf import HEIGHT, drawn, lines, said

Mark = Callable[[Canvas, float, float], None]

STORY = (
    "The plan was made before the birth and nobody on the ward was told of it, though each agency held a part of it."
)
ENTRIES = [
    "Ask who else lives at home, and who comes at night",
    "Write the answer down where the next worker will look for it, and say on which day it was given and by whom it was",
    "Mr. Reed was seen",
    "111. is the number that was on the door of every ward, and not the one that parents had been given at the clinic",
]


def disc(canvas: Canvas, x: float, middle: float) -> None:
    canvas.circle(x + 1.5, middle, 1.5, stroke=0, fill=1)


def ring(canvas: Canvas, x: float, middle: float) -> None:
    canvas.circle(x + 1.5, middle, 1.5, stroke=1, fill=0)


def square(canvas: Canvas, x: float, middle: float) -> None:
    canvas.rect(x, middle - 1.5, 3, 3, stroke=0, fill=1)


def grey_square(canvas: Canvas, x: float, middle: float) -> None:
    canvas.setFillGray(0.4)
    square(canvas, x, middle)
    canvas.setFillGray(0)


def tick_box(canvas: Canvas, x: float, middle: float) -> None:
    canvas.setFillGray(1)
    canvas.roundRect(x - 5, middle - 4.5, 9, 9, 1, stroke=1, fill=1)
    canvas.setFillGray(0)


def triangle(canvas: Canvas, x: float, middle: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, middle + 2)
    path.lineTo(x + 3.5, middle)
    path.lineTo(x, middle - 2)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


class Page:
    """Writes lines down a column; a mark stands before the first line of an entry and its other lines hang."""

    def __init__(self, canvas: Canvas, left: float = 60, wide: float = 260, top: float = HEIGHT - 80) -> None:
        self.canvas, self.left, self.wide, self.down = canvas, left, wide, top

    def words(
        self,
        words: str,
        mark: Mark | None = None,
        *,
        deep: int | None = None,
        font: str = "Helvetica",
        size: float = 10,
    ) -> None:
        """Words with a mark, or under those of an entry so deep, or at the margin."""
        indent = 14 * ((deep or 0) + 1) if mark or deep is not None else 0
        self.canvas.setFont(font, size)
        for number, line in enumerate(simpleSplit(words, font, size, self.wide - indent)):
            if mark and not number:
                mark(self.canvas, self.left + indent - 9, self.down + 0.3 * size)
            self.canvas.drawString(self.left + indent, self.down, line)
            self.down -= 1.2 * size

    def gap(self, points: float = 6) -> None:
        self.down -= points


def document(draw: Callable[[Page], None]) -> Document:
    return read_pdf(drawn(lambda canvas: draw(Page(canvas))), "made-up.pdf")


def bullets(document: Document) -> list[str]:
    return [document.words(block) for block in document.blocks if block.shape is Shape.bullet]


@pytest.mark.parametrize("mark", [disc, ring, square, tick_box, triangle])
def test_a_drawn_mark_begins_an_entry_and_leaves_the_text_as_it_is_written(mark: Mark) -> None:
    def draw(page: Page) -> None:
        page.words(STORY)
        for entry in ENTRIES:
            page.words(entry, mark)
        page.words(STORY)

    found = document(draw)

    assert said(found) == [STORY, *ENTRIES, STORY]
    assert bullets(found) == ENTRIES
    assert {block.label for block in found.blocks if block.shape is Shape.bullet} == {"•"}


def test_a_list_with_drawn_marks_is_read_as_the_same_list_with_written_ones() -> None:
    def written(canvas: Canvas, x: float, middle: float) -> None:
        canvas.drawString(x, middle - 3, "\u2022")

    def draw(mark: Mark) -> Callable[[Page], None]:
        def with_mark(page: Page) -> None:
            page.words("Learning for practice", font="Helvetica-Bold", size=13)
            for entry in ENTRIES:
                page.words(entry, mark)

        return with_mark

    one, other = document(draw(disc)), document(draw(written))

    assert one.text == other.text
    assert one.blocks == other.blocks
    found = read(one, headings())
    assert unaccounted(found) == []
    assert [
        item.words if hasattr(item, "words") else one.text[item.start : item.end] for item in found.items
    ] == ENTRIES


def test_entries_within_entries_are_entries_even_one_by_itself() -> None:
    def draw(page: Page) -> None:
        page.words(ENTRIES[0], disc)
        page.words("one within it", ring, deep=1)
        page.words(ENTRIES[1], disc)
        page.words("the first within the second", ring, deep=1)
        page.words("deeper still", grey_square, deep=2)

    assert bullets(document(draw)) == [
        ENTRIES[0], "one within it", ENTRIES[1], "the first within the second", "deeper still",
    ]  # fmt: skip


def test_each_of_two_columns_has_its_own_entries() -> None:
    long = [f"{one} {other}" for one, other in zip(ENTRIES, reversed(ENTRIES), strict=True)]

    def draw(page: Page) -> None:
        other = Page(page.canvas, left=60 + 230 + 12, wide=230)
        page.wide = 230
        for column, entries in ((page, long), (other, long[::-1])):
            column.words(STORY)
            for entry in entries:
                column.words(entry, disc)
            column.words(STORY)

    found = document(draw)

    assert said(found) == [STORY, *long, STORY, STORY, *long[::-1], STORY]
    assert bullets(found) == [*long, *long[::-1]]


def test_the_last_entry_alone_on_its_page_is_one_by_its_likeness_to_the_others() -> None:
    def draw(page: Page) -> None:
        for entry in ENTRIES:
            page.words(entry, disc)
        page.canvas.showPage()
        next_page = Page(page.canvas)
        next_page.words("The last one is short", disc)
        next_page.gap()
        next_page.words(STORY)

    assert bullets(document(draw)) == [*ENTRIES, "The last one is short"]


def test_one_entry_with_hanging_lines_is_an_entry() -> None:
    def draw(page: Page) -> None:
        page.words(STORY)
        page.words(ENTRIES[1], disc)
        page.words(STORY)

    assert bullets(document(draw)) == [ENTRIES[1]]


def heading_with_ornament(page: Page) -> None:
    for heading in ("What we found", "What to do"):
        page.words(heading, square, font="Helvetica-Bold")
        page.words(STORY)
        page.gap()


def heading_with_ornament_over_words_at_its_margin(page: Page) -> None:
    for heading in ("What we found", "What to do"):
        page.words(heading, square, font="Helvetica-Bold")
        page.words(STORY, deep=0)


def large_heading_with_ornament(page: Page) -> None:
    for heading in ("What we found", "What to do"):
        page.words(heading, square, size=13)
        page.words(STORY)
        page.gap()


def rules_and_underlines(page: Page) -> None:
    for words in ENTRIES:
        page.canvas.rect(page.left - 12, page.down + 3, 8, 0.8, stroke=0, fill=1)
        page.canvas.line(page.left, page.down - 1.5, page.left + 30, page.down - 1.5)
        page.words(words)


def frame_around_the_first_letter(page: Page) -> None:
    for words in ENTRIES:
        page.canvas.rect(page.left - 1, page.down - 2, 8, 10, stroke=1, fill=0)
        page.words(words)


def icons_as_large_as_the_line(page: Page) -> None:
    for words in ENTRIES:
        page.words(words, lambda canvas, x, middle: canvas.circle(x, middle, 5, stroke=0, fill=1))


def icons_of_several_pieces(page: Page) -> None:
    def person(canvas: Canvas, x: float, middle: float) -> None:
        canvas.circle(x, middle + 4, 2, stroke=0, fill=1)
        canvas.rect(x - 2.5, middle - 3, 5, 5, stroke=0, fill=1)

    for words in ENTRIES:
        page.words(words, person)


def dots_of_a_chart_with_a_label_here_and_there(page: Page) -> None:
    for number, (right, down) in enumerate(((0, 40), (30, 60), (0, 80), (90, 30), (70, 55), (110, 90), (130, 20))):
        disc(page.canvas, page.left + right, 400 - down)
        if number < 3:
            page.canvas.setFont("Helvetica", 8)
            page.canvas.drawString(page.left + right + 8, 397 - down, f"Ward {number}")
    page.words(STORY)


def dotted_rule_beside_a_paragraph(page: Page) -> None:
    for step in range(20):
        disc(page.canvas, page.left + 5, page.down + 8 - 8.5 * step)
    page.words(f"{STORY} {STORY}", deep=0)


def large_figure_with_a_dot_in_it(page: Page) -> None:
    for words in ENTRIES[:2]:
        page.canvas.setFont("Helvetica", 24)
        page.canvas.drawString(page.left - 3, page.down - 6, "0")
        page.words(words, disc)
        page.gap(30)


def points_of_a_scale(page: Page) -> None:
    def scale(canvas: Canvas, x: float, middle: float) -> None:
        for step in range(3):
            disc(canvas, x - 6 * step, middle)

    for words in ENTRIES:
        page.words(words, scale)


def legend_in_colours(page: Page) -> None:
    for words, shade in zip(("Health visitors", "Midwives", "Police"), (0.2, 0.5, 0.8), strict=True):
        page.canvas.setFillGray(shade)
        square(page.canvas, page.left, page.down + 3)
        page.canvas.setFillGray(0)
        page.canvas.drawString(page.left + 10, page.down, words)
        page.down -= 20
    page.words(STORY)


def timeline_of_dates(page: Page) -> None:
    page.canvas.line(page.left + 6.5, page.down + 10, page.left + 6.5, page.down - 160)
    for date in ("3 May", "12 June"):
        page.words(date, disc)
        page.words(STORY, deep=0)
        page.gap()


def colours_in_a_cell_beside_the_words(page: Page) -> None:
    page.canvas.grid([60, 76, 256, 316], [580, 600, 620])
    for row, words in enumerate(("Audit of the records", "Training for all wards")):
        disc(page.canvas, 68, 610 - 20 * row)
        page.canvas.drawString(82, 606 - 20 * row, words)
        page.canvas.drawString(262, 606 - 20 * row, "June")
    page.words(STORY)


def test_entries_in_bold_are_entries() -> None:
    def draw(page: Page) -> None:
        page.words(STORY)
        for entry in ENTRIES:
            page.words(entry, square, font="Helvetica-Bold")
        page.words(f"{STORY} {STORY}")

    assert bullets(document(draw)) == ENTRIES


@pytest.mark.parametrize(
    "draw",
    [
        heading_with_ornament, heading_with_ornament_over_words_at_its_margin, large_heading_with_ornament,
        rules_and_underlines, frame_around_the_first_letter, icons_as_large_as_the_line, icons_of_several_pieces,
        dots_of_a_chart_with_a_label_here_and_there, dotted_rule_beside_a_paragraph, large_figure_with_a_dot_in_it,
        points_of_a_scale, legend_in_colours, timeline_of_dates, colours_in_a_cell_beside_the_words,
    ],
    ids=lambda draw: draw.__name__.replace("_", " "),
)  # fmt: skip
def test_what_is_no_mark_of_a_list_marks_nothing(draw: Callable[[Page], None]) -> None:
    assert bullets(document(draw)) == []


def test_points_of_a_timeline_that_tell_something_are_entries() -> None:
    told = ["In May the father was seen by the nurse", "In June the mother rang the ward twice and was not called back"]

    def draw(page: Page) -> None:
        page.canvas.line(page.left + 6.5, page.down + 10, page.left + 6.5, page.down - 60)
        for each in told:
            page.words(each, disc)

    assert bullets(document(draw)) == told


def test_a_page_of_shapes_without_words_is_no_damage() -> None:
    def draw(page: Page) -> None:
        disc(page.canvas, 60, 400)
        page.canvas.showPage()
        Page(page.canvas).words(STORY)

    assert said(document(draw)) == [STORY]


def test_a_mark_in_a_running_line_adds_nothing_to_its_words() -> None:
    def draw(page: Page) -> None:
        for _ in range(2):
            for number in range(2):
                disc(page.canvas, 60, HEIGHT - 27 - 12 * number)
                page.canvas.setFont("Helvetica", 10)
                page.canvas.drawString(70, HEIGHT - 30 - 12 * number, f"Made-up briefing, part {number}")
            Page(page.canvas, top=HEIGHT - 200).words(STORY)
            page.canvas.showPage()

    found = document(draw)

    assert [found.words(block) for block in found.blocks if block.shape is Shape.furniture] == [
        "Made-up briefing, part 0", "Made-up briefing, part 1",
    ] * 2  # fmt: skip


def tiny(many: int, right: float, down: float) -> Drawn:
    """A page's shapes of two points each, in rows and columns so far apart."""
    filled = SimpleNamespace(stroke=False, fill=True, non_stroking_color=(0.0,))
    shapes = Drawn()
    for number in range(many):
        x, y = 20 + right * (number % 50), 20 + down * (number // 50)
        shapes.add(Box(x, y, x + 2, y + 2), filled)
    return shapes


@pytest.mark.parametrize(("right", "down"), [(11, 2.5), (0.5, 2.5), (11, 0.01), (0, 0), (0.01, 0.01)])
def test_marks_are_looked_for_among_many_tiny_shapes_in_little_time(right: float, down: float) -> None:
    words = [
        Line("words", Box(x, y, x + 8, y + 10), 10, False, x) for y in range(17, 807, 3) for x in range(28, 578, 50)
    ]
    shapes = tiny(15_000, right, down)
    sheet = Sheet(600, 850, words)

    began = process_time()
    sheet.beside = beside(shapes, words)
    with_drawn([sheet])

    assert process_time() - began < 3


def test_on_a_page_with_a_hundred_thousand_shapes_no_marks_are_looked_for_and_few_are_kept() -> None:
    shapes = tiny(100_000, 11, 0.4)

    assert len(shapes.spots) < 21_000
    assert beside(shapes, [Line("words", Box(30, 30, 60, 40), 10, False, 30)]) == ()


@pytest.mark.long
def test_a_page_of_a_hundred_thousand_tiny_shapes_is_read_as_fast_as_they_are_unpacked() -> None:
    def shapes(canvas: Canvas) -> None:
        lines(canvas, ["words"] * 60)
        for number in range(100_000):
            canvas.rect(20 + number % 550, 20 + number // 550 * 4, 2, 2, stroke=0, fill=1)

    data = drawn(shapes)
    began = process_time()

    read_pdf(data, "made-up.pdf")

    assert process_time() - began < 30
