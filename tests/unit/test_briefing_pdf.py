"""PDFs are read whole and in order: columns, sidebars, posters, tables, running lines, hyphens, scans, locks and breakage."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from nightlight.exchange.briefings.pdf import read_pdf
from nightlight.exchange.briefings.refused import Refused, Why
from nightlight.learning.document import Document, Shape
from tests.briefings.hard_pdf import HARD

_, HEIGHT = A4


def drawn(draw: Callable[[Canvas], None], **how: object) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **how)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def said(document: Document, *, furniture: bool = False) -> list[str]:
    return [
        " ".join(document.words(block).split())
        for block in document.blocks
        if furniture or block.shape is not Shape.furniture
    ]


def lines(canvas: Canvas, words: list[str], left: float = 60, top: float = HEIGHT - 100, size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    for number, line in enumerate(words):
        canvas.drawString(left, top - number * size * 1.2, line)


def picture(canvas: Canvas, wide: float = 500, high: float = 700) -> None:
    # Two grey points, drawn large: what matters is that it is a picture.
    points = io.BytesIO(b"P5 2 1 255\n\x80\x90")
    canvas.drawImage(ImageReader(points), 40, 60, wide, high)


@pytest.mark.parametrize("layout", HARD)
def test_every_word_of_a_hard_page_is_read_once_and_in_order(layout: str) -> None:
    for seed in range(2):
        data, expected = HARD[layout](seed)

        document = read_pdf(data, "made-up.pdf")

        numbers = re.compile(r"\d{4}x")
        assert numbers.findall(" ".join(said(document))) == numbers.findall(" ".join(expected))


@pytest.mark.parametrize("layout", HARD)
def test_the_blocks_of_a_hard_page_are_the_paragraphs_that_were_written(layout: str) -> None:
    """One in thirty may be cut: in narrow justified columns gaps between words line up by chance."""
    data, expected = HARD[layout](7)

    found = said(read_pdf(data, "made-up.pdf"))

    assert len([each for each in expected if each not in found]) <= len(expected) / 30
    assert len(found) <= len(expected) * 31 / 30


def test_what_runs_along_the_edge_of_pages_is_set_aside() -> None:
    data, _ = HARD["two columns"](3)

    document = read_pdf(data, "made-up.pdf")

    aside = [document.words(block) for block in document.blocks if block.shape is Shape.furniture]
    assert aside == [
        "Running head of a made-up briefing", "Page 1 of 9", "Running head of a made-up briefing", "Page 2 of 9",
    ]  # fmt: skip


def test_words_parted_at_a_line_s_end_are_joined_and_compounds_keep_their_hyphen() -> None:
    written = [
        "The safety plan was writ-", "ten by the multi-", "agency group, and safe-", "guarding leads saw it.", "All safeguarding",
        "was shared.",
    ]  # fmt: skip
    data = drawn(lambda canvas: lines(canvas, written))

    assert said(read_pdf(data, "a.pdf")) == [
        "The safety plan was written by the multi-agency group, and safeguarding leads saw it. All safeguarding was shared."
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The plan that was made at the", "first meeting was not shared with"], top=90)
        canvas.showPage()
        lines(canvas, ["the ward, and nobody noticed it."])
        canvas.showPage()

    assert said(read_pdf(drawn(draw), "a.pdf")) == [
        "The plan that was made at the first meeting was not shared with the ward, and nobody noticed it."
    ]


def test_a_heading_is_known_by_its_size_and_by_its_weight() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 18)
        canvas.drawString(60, HEIGHT - 80, "What we learned")
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(60, HEIGHT - 110, "For midwives")
        lines(canvas, ["Ask who else is at home, each time.", "Write down the answer."], top=HEIGHT - 126)

    document = read_pdf(drawn(draw), "a.pdf")

    assert [(document.words(each), each.shape, each.level) for each in document.blocks] == [
        ("What we learned", Shape.heading, 1),
        ("For midwives", Shape.heading, 2),
        ("Ask who else is at home, each time. Write down the answer.", Shape.paragraph, None),
    ]


def test_an_entry_of_a_list_has_its_mark_apart_and_all_its_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (mark, words) in enumerate(
            [
                ("\u2022", "The first entry of the list goes on"),
                ("", "in a second line."),
                ("\u2022", "The second is short."),
            ]
        ):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, HEIGHT - 100 - 12 * number, mark)
            canvas.drawString(75, HEIGHT - 100 - 12 * number, words)

    document = read_pdf(drawn(draw), "a.pdf")

    assert [(document.words(each), each.shape, each.label) for each in document.blocks] == [
        ("The first entry of the list goes on in a second line.", Shape.bullet, "•"),
        ("The second is short.", Shape.bullet, "•"),
    ]


def test_the_raised_number_of_a_footnote_stays_in_its_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 700, "The review was published on the 14")
        end = 60 + canvas.stringWidth("The review was published on the 14", "Helvetica", 10)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(end, 704, "th")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(end + 8, 700, "of May.")

    assert said(read_pdf(drawn(draw), "a.pdf")) == ["The review was published on the 14th of May."]


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            lines(canvas, ["Key messages"], left=60 + shift)

    assert said(read_pdf(drawn(draw), "a.pdf")) == ["Key messages"]


def test_words_set_at_a_right_angle_are_read_after_the_others() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(0, 0, "Learning briefing")
        canvas.restoreState()
        lines(canvas, ["The plan was shared."])

    document = read_pdf(drawn(draw), "a.pdf")

    assert said(document) == ["The plan was shared.", "Learning briefing"]
    assert any("right angle" in note for note in document.notes)


def test_the_address_under_a_line_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Neglect toolkit"], top=700)
        canvas.linkURL("https://example.org/toolkit", (58, 697, 140, 712))

    block = read_pdf(drawn(draw), "a.pdf").blocks[0]

    assert (block.shape, block.target) == (Shape.link, "https://example.org/toolkit")


def test_the_first_row_of_a_table_in_bold_is_its_heading() -> None:
    def draw(canvas: Canvas) -> None:
        for row, (one, other) in enumerate(
            [("Theme", "What to do"), ("Fathers", "Ask who he is"), ("Sleep", "Show, do not tell")]
        ):
            canvas.setFont("Helvetica-Bold" if row == 0 else "Helvetica", 10)
            canvas.rect(60, 700 - row * 20, 150, 20)
            canvas.rect(210, 700 - row * 20, 150, 20)
            canvas.drawString(65, 706 - row * 20, one)
            canvas.drawString(215, 706 - row * 20, other)

    document = read_pdf(drawn(draw), "a.pdf")

    assert [(document.words(each), each.row, each.column, each.header) for each in document.blocks] == [
        ("Theme", 0, 0, True), ("What to do", 0, 1, True), ("Fathers", 1, 0, False), ("Ask who he is", 1, 1, False),
        ("Sleep", 2, 0, False), ("Show, do not tell", 2, 1, False),
    ]  # fmt: skip


def test_a_page_that_is_a_picture_is_said_to_be_one() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["The plan was shared."])
        canvas.showPage()
        picture(canvas)
        canvas.showPage()

    document = read_pdf(drawn(draw), "a.pdf")

    assert document.pages == 2
    assert [note for note in document.notes if "page 2" in note and "scan" in note]


def test_a_scan_is_refused_and_said_to_be_one() -> None:
    with pytest.raises(Refused, match="scan") as refused:
        read_pdf(drawn(picture), "scan.pdf")
    assert refused.value.why is Why.empty


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="no words"):
        read_pdf(drawn(lambda canvas: canvas.rect(10, 10, 100, 100)), "blank.pdf")


def test_a_file_with_a_password_is_refused() -> None:
    locked = drawn(lambda canvas: lines(canvas, ["Secret"]), encrypt=pdfencrypt.StandardEncryption("open sesame"))

    with pytest.raises(Refused, match="password") as refused:
        read_pdf(locked, "locked.pdf")
    assert refused.value.why is Why.locked


def test_a_file_that_only_forbids_copying_is_read() -> None:
    held = drawn(
        lambda canvas: lines(canvas, ["Public words"]),
        encrypt=pdfencrypt.StandardEncryption("", ownerPassword="x", canCopy=0),
    )

    assert said(read_pdf(held, "held.pdf")) == ["Public words"]


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
def test_a_file_cut_short_is_refused_or_read_whole(part: float) -> None:
    data, expected = HARD["one column"](5)
    numbers = re.compile(r"\d{4}x")

    try:
        found = said(read_pdf(data[: int(len(data) * part)], "cut.pdf"))
    except Refused as refused:
        found = [refused.why]

    whole = numbers.findall(" ".join(found)) == numbers.findall(" ".join(expected))
    assert whole or found in ([Why.damaged], [Why.empty])


def test_a_file_that_lost_a_page_is_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(3):
            lines(canvas, [f"Words of page {page}."])
            canvas.showPage()

    data = drawn(draw)
    kids = re.search(rb"/Kids \[ (\d+ 0 R) ", data)
    assert kids

    with pytest.raises(Refused, match="3 pages"):
        # The first page is no longer named, as after a damage to the list of pages.
        read_pdf(data.replace(kids[1], b" " * len(kids[1]), 1), "lost.pdf")


def test_a_file_whose_words_cannot_be_unpacked_is_refused() -> None:
    data = drawn(
        lambda canvas: lines(canvas, ["The plan was shared with everybody who knew the family."] * 20),
        pageCompression=1,
    )
    start = data.index(b"stream", data.index(b"/FlateDecode")) + 12
    broken = data[:start] + bytes(reversed(data[start : start + 60])) + data[start + 60 :]

    with pytest.raises(Refused):
        read_pdf(broken, "broken.pdf")
