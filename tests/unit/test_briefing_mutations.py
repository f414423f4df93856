"""Ten thousand broken documents: each is read whole or refused in words, in bounded time and memory, and nothing else happens.

`NIGHTLIGHT_MUTATIONS` sets another number. What each document is follows from its name in the failure.
"""

from __future__ import annotations

import io
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import docx
import pytest
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from nightlight.exchange.briefings import Apart, Limits, Refused, Why, read_here
from nightlight.learning.document import Document
from tests.unit import briefing_damage
from tests.unit.briefing_damage import BYTES, Damage
from tests.unit.briefing_files import (
    group,
    level,
    numbered,
    p,
    packed,
    r,
    slide_shape,
    slides_parts,
    text_box,
    word_parts,
)

NUMBER = int(os.environ.get("NIGHTLIGHT_MUTATIONS", "10000"))
CHUNKS = 4
#: For one document: far more than any takes, so that only a hang comes near it on a busy machine.
SECONDS = 20.0
MOST_HELD = 600_000_000


@dataclass(frozen=True)
class Format:
    """A kind of document: whole ones, ways of breaking them, its share of all, and the least part read and refused."""

    name: str
    whole: Callable[[], list[bytes]]
    damages: tuple[Damage, ...]
    share: float
    read: float
    refused: float


@cache
def word_files() -> list[bytes]:
    notes = f"<w:footnotes><w:footnote w:id='2'>{p('A note')}</w:footnote></w:footnotes>"
    numbering = (
        f"<w:numbering><w:abstractNum w:abstractNumId='1'>{level(0, 'decimal', '%1.')}{level(1, 'lowerLetter', '%2)')}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    )
    styles = (
        "<w:styles><w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='H2'><w:name w:val='Ours'/><w:basedOn w:val='H1'/></w:style></w:styles>"
    )
    cells = "".join(f"<w:tr><w:tc>{p(f'Cell {n}')}</w:tc><w:tc>{p('Owner')}</w:tc></w:tr>" for n in range(4))
    begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{each}'/></w:r>" for each in ("begin", "separate", "end"))
    body = "".join(
        [
            f"<w:p>{text_box(p('In a box') + p('and on'))}{text_box(p('Another'), top=900)}</w:p>",
            p("What was found", "<w:pStyle w:val='H2'/>"),
            *(p(f"Finding {n}", numbered("1", n % 2)) for n in range(12)),
            f"<w:p>{r('Words')}<w:ins>{r(' put in')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
            f"<w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
            f"<w:p>{begin}<w:r><w:instrText>HYPERLINK &quot;https://example.org&quot;</w:instrText></w:r>{separate}{r('link')}{end}</w:p>",
            f"<w:sdt><w:sdtContent>{p('Controlled')}</w:sdtContent></w:sdt><w:tbl>{cells}</w:tbl>",
            "<w:sectPr><w:headerReference w:type='default' r:id='h'/></w:sectPr>",
        ]
    )
    ties = (("h", "header", "header1.xml"),)
    own = packed(
        word_parts(
            body, ties, footnotes=notes, numbering=numbering, styles=styles, header1=f"<w:hdr>{p('Running')}</w:hdr>"
        )
    )
    made = docx.Document()
    made.add_heading("Learning", 1)
    for n in range(8):
        made.add_paragraph(f"Point {n}", style="List Bullet")
    made.add_table(2, 2).cell(1, 1).text = "Cell"
    held = io.BytesIO()
    made.save(held)
    return [own, own, held.getvalue()]


@cache
def slide_files() -> list[bytes]:
    table = "<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Cell</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
    first = slide_shape("Title", holder="title") + group(
        slide_shape("One") + slide_shape("Two", top=30), left=0, top=40
    )
    second = slide_shape("a\nb\nc", paragraph="<a:buAutoNum type='arabicPeriod'/>") + (
        "<p:graphicFrame><p:xfrm><a:off x='0' y='50'/><a:ext cx='9' cy='9'/></p:xfrm>"
        f"<a:graphic><a:graphicData>{table}</a:graphicData></a:graphic></p:graphicFrame>"
    )
    own = packed(
        slides_parts(first, second, slide_shape("Last"), notes={1: "Say this", 2: "And this"}, show=(True, False, True))
    )
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Learning"
    slide.placeholders[1].text_frame.text = "One point"
    held = io.BytesIO()
    deck.save(held)
    # The library's file has forty parts of layouts; the other has more to break.
    return [own, own, own, held.getvalue()]


@cache
def web_pages() -> list[bytes]:
    rows = "".join(f"<tr><td rowspan=2>Ask {n}<td colspan=2>Board" for n in range(5))
    points = "".join(f"<li>Point {n}<ol type=i><li>inner</ol>" for n in range(10))
    return [
        (
            f"<!doctype html><html><head><meta charset=utf-8><title>Page</title></head><body>"
            f"<nav><a href=/>Home</a></nav><main><h1>Learning</h1>"
            f"<p>It’s <b>what</b> was found &amp; said.<ul>{points}</ul><table><thead><tr><th>What<th>Who</thead>{rows}</table>"
            "<aside class=callout>Box</aside><details><summary>More</summary><p hidden>x</p></details>"
            "</main><footer>End</footer></body></html>"
        ).encode()
    ]


@cache
def texts() -> list[bytes]:
    return ["\n".join(f"Heading {n}\n\n• It’s point {n}\n- and another\n" for n in range(20)).encode()]


@cache
def pdfs() -> list[bytes]:
    found = []
    for compressed in (0, 1):
        held = io.BytesIO()
        canvas = Canvas(held, pagesize=A4, pageCompression=compressed, invariant=1)
        for page in range(2):
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(60, 780, f"Learning {page}")
            canvas.setFont("Helvetica", 10)
            for column in (60, 320):
                for line in range(18):
                    canvas.drawString(column, 740 - 14 * line, f"line {line} of column {column}")
            canvas.showPage()
        canvas.save()
        found.append(held.getvalue())
    return found


FORMATS = [
    Format("docx", word_files, briefing_damage.PACKED, 0.30, 0.15, 0.30),
    Format("pptx", slide_files, briefing_damage.PACKED, 0.20, 0.15, 0.30),
    Format("html", web_pages, briefing_damage.PAGES, 0.20, 0.50, 0.02),
    Format("txt", texts, BYTES, 0.05, 0.30, 0.02),
    Format("pdf", pdfs, briefing_damage.PDF, 0.25, 0.20, 0.02),
]


@pytest.fixture(scope="module")
def reading() -> Iterator[Apart]:
    with Apart(Limits(seconds=SECONDS, processor=int(SECONDS))) as apart:
        yield apart


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: each.name)
def test_a_broken_document_is_read_whole_or_refused_in_words(format_: Format, chunk: int, reading: Apart) -> None:
    whole = format_.whole()
    texts_of = [read_here(each, f"whole.{format_.name}").text for each in whole]
    number = int(NUMBER * format_.share / CHUNKS)
    ended: Counter[str] = Counter()
    for n in range(number):
        chance = random.Random(f"{format_.name} {chunk} {n}")
        which = chance.randrange(len(whole))
        damage = format_.damages[(n + chunk) % len(format_.damages)]
        name = f"{damage.__name__}-{chunk}-{n}.{format_.name}"
        found = _outcome(reading, damage(chance, whole[which]), name)
        if isinstance(found, Refused):
            assert found.why not in (Why.fault, Why.time, Why.memory), str(found)
            assert str(found).startswith(f"{name}: ")
            ended["refused"] += 1
            continue
        _hold(found, name)
        if format_.name in ("docx", "pptx") and damage in BYTES:
            # Checksums tell: bytes that changed are refused, or were none of the text's.
            assert found.text == texts_of[which], name
        ended["read"] += 1

    print(f"{format_.name} {chunk}: {dict(ended)}, {reading.peak / 1e6:.0f} MB")  # noqa: T201
    assert ended.total() == number
    assert reading.peak < MOST_HELD
    if number >= 100:
        assert ended["read"] >= format_.read * number
        assert ended["refused"] >= format_.refused * number


def _outcome(reading: Apart, data: bytes, name: str) -> Document | Refused:
    try:
        return reading.read(data, name)
    except Refused as refused:
        return refused


def _hold(document: Document, name: str) -> None:
    """What is true of every document: its blocks stand in its text, in order (else it could not be made), and say something."""
    assert document.name == name
    assert all(document.words(each).strip() for each in document.blocks)
    assert document.blocks or document.notes
    assert len(document.source) == 64
