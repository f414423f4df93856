"""In a PDF a number or a dash begins an entry where there is a list, and belongs to its sentence where a line breaks before it."""

from __future__ import annotations

from random import Random

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from nightlight.exchange.briefings.pdf import read_pdf
from tests.unit.test_briefing_pdf import HEIGHT, drawn, said

#: Sentences in which a number with a full stop, a bracket, a dash or a short word at a sentence's end may begin a line.
SENTENCES = (
    "Parents can reach the service at night by ringing 111. Each ward has since put that number on its door, and people were"
    " told again before Christmas that 999. is for danger (see page 12) and for nothing else.",
    "The family moved twice before the summer of 2019. Three workers left in 2020. The review asks why nobody took over"
    " from the GP. Records and section 2. were read.",
    "It was the midwife who rang in week 36. Nobody else did so – and it was not written down – until the baby came home"
    " from ward 4. A second call was made.",
)
WORDS = [
    "the", "review", "found", "that", "a", "plan", "was", "not", "known", "to", "every", "ward", "and", "each", "agency", "held",
    "part", "of", "the", "picture",
]  # fmt: skip
MARKS = {
    "figures": "{n}.", "brackets": "({n})", "half brackets": "{n})", "letters": "{a}.", "Roman": "{i}.", "dashes": "–",
    "with a letter": "R{n}.",
}  # fmt: skip


def page(entries: list[tuple[str, str]], wide: float, hanging: float, apart: float = 6) -> bytes:
    """Paragraphs broken at a width; a mark stands before its words, or begins them where nothing hangs."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        down = HEIGHT - 80
        for mark, words in entries:
            in_line = f"{mark} {words}" if mark and not hanging else words
            indent = hanging if mark else 0
            for number, line in enumerate(simpleSplit(in_line, "Helvetica", 10, wide - indent)):
                if number == 0 and indent:
                    canvas.drawString(60, down, mark)
                canvas.drawString(60 + indent, down, line)
                down -= 12
            down -= apart

    return drawn(draw)


@pytest.mark.parametrize("bullet", ["", "•"], ids=["paragraphs", "entries"])
def test_a_sentence_is_whole_wherever_its_lines_break(bullet: str) -> None:
    for wide in range(200, 480, 7):
        data = page([(bullet, each) for each in SENTENCES], wide, hanging=14)

        assert said(read_pdf(data, "made-up.pdf")) == list(SENTENCES), f"{wide} points"


@pytest.mark.parametrize("hanging", [0, 18])
@pytest.mark.parametrize("end", ["", ".", ";"], ids=["no stop", "stop", "semicolon"])
@pytest.mark.parametrize("name", MARKS)
def test_a_list_has_its_entries_apart_whether_or_not_they_end_in_a_stop(name: str, end: str, hanging: float) -> None:
    random = Random(f"{name} {end}")
    entries = []
    for number in range(1, 5):
        words = " ".join(random.choice(WORDS) for _ in range(random.randint(16, 40))).capitalize()
        mark = MARKS[name].format(n=number, a="abcd"[number - 1], i=("i", "ii", "iii", "iv")[number - 1])
        entries.append((mark, words + end))

    found = said(read_pdf(page([("", "What agencies should do:"), *entries], 330, hanging), "made-up.pdf"))

    marked = [words if mark == "–" else f"{mark} {words}" for mark, words in entries]
    assert found == ["What agencies should do:", *marked]


def test_one_numbered_entry_with_hanging_words_is_an_entry_though_the_line_above_is_full_and_has_no_stop() -> None:
    long = " ".join(WORDS * 5).capitalize()
    above = " ".join(simpleSplit(long, "Helvetica", 10, 300)[:2])
    data = page([("", above), ("7.", long)], 300, hanging=18, apart=0)

    assert said(read_pdf(data, "made-up.pdf")) == [above, f"7. {long}"]


def test_entries_that_fill_their_lines_and_have_no_stop_are_apart_because_they_count_on() -> None:
    random = Random(1)
    entries = []
    for number in range(4, 9):
        long = " ".join(random.choice(WORDS) for _ in range(100))
        lines = simpleSplit(f"{number}) {long}", "Helvetica", 10, 300)[: number % 2 + 1]
        entries.append((f"{number})", " ".join(lines).removeprefix(f"{number}) ")))

    found = said(read_pdf(page(entries, 300, hanging=0, apart=0), "made-up.pdf"))

    assert found == [f"{mark} {words}" for mark, words in entries]
