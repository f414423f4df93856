"""Slides in: every slide in the order of the show, every shape once and in reading order, notes under their slide."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.util import Inches

from nightlight.exchange.briefings.order import Box, reading_order
from nightlight.exchange.briefings.pptx import read_pptx
from nightlight.exchange.briefings.refused import Refused
from nightlight.learning.document import Document, Shape
from tests.unit.briefing_files import SPACES, group, own_shape, packed, relations, slide_shape, slides_parts


def read(*slides: str, notes: dict[int, str] | None = None, show: tuple[bool, ...] = ()) -> Document:
    return read_pptx(packed(slides_parts(*slides, notes=notes, show=show)), "made-up.pptx")


def words(document: Document) -> list[str]:
    return [document.words(each) for each in document.blocks]


def test_a_slide_is_read_title_first_then_by_place_whatever_the_order_of_drawing() -> None:
    drawn = (
        slide_shape("Right", left=60, top=30, wide=40, high=60)
        + slide_shape("Left", left=0, top=30, wide=40, high=60)
        + slide_shape("3", top=95, holder="sldNum")
        + slide_shape("Title", holder="title")
    )

    document = read(drawn)

    assert [(document.words(each), each.shape, each.page) for each in document.blocks] == [
        ("Title", Shape.heading, 1),
        ("Left", Shape.box, 1),
        ("Right", Shape.box, 1),
        ("3", Shape.furniture, 1),
    ]


def test_the_members_of_a_group_are_read_together_by_place() -> None:
    left = group(slide_shape("Left lower", top=50) + slide_shape("Left upper"), left=0, top=0)
    right = group(
        group(slide_shape("Deep"), left=0, top=0, high=20) + slide_shape("Right lower", top=60), left=120, top=0
    )

    document = read(right + left)

    assert words(document) == ["Left upper", "Left lower", "Deep", "Right lower"]


def test_notes_stand_under_their_slide_and_are_marked() -> None:
    document = read(slide_shape("One"), slide_shape("Two"), notes={1: "Say this"})

    assert [(document.words(each), each.shape, each.page) for each in document.blocks] == [
        ("One", Shape.box, 1),
        ("Say this", Shape.note, 1),
        ("Two", Shape.box, 2),
    ]
    assert document.pages == 2


def test_a_hidden_slide_is_read_and_said_to_be_hidden() -> None:
    document = read(slide_shape("One"), slide_shape("Two"), show=(True, False))

    assert words(document) == ["One", "Two"]
    assert document.notes == ("slide 2 is hidden in a show; it was read",)


def test_a_slide_that_is_nothing_but_a_picture_is_said_to_be_one() -> None:
    document = read(slide_shape("One"), "<p:pic/>" + slide_shape("2", holder="sldNum"))

    assert document.notes == ("slide 2 is a picture: what it says was not read", "1 picture was not read")


def test_numbers_of_a_list_are_counted_by_level_and_start_again_after_other_text() -> None:
    def entry(said: str, mark: str, level: int = 0) -> str:
        return f"<a:p><a:pPr lvl='{level}'>{mark}</a:pPr><a:r><a:t>{said}</a:t></a:r></a:p>"

    number, letter = "<a:buAutoNum type='arabicPeriod' startAt='3'/>", "<a:buAutoNum type='alphaLcParenR'/>"
    body = "".join(
        [
            entry("a", number),
            entry("b", letter, 1),
            entry("c", letter, 1),
            entry("d", number),
            entry("e", letter, 1),
            entry("f", "<a:buNone/>"),
            entry("g", number),
            entry("h", "<a:buChar char='-'/>"),
        ]
    )
    document = read(own_shape(body))

    assert [each.label for each in document.blocks] == ["3.", "a)", "b)", "4.", "a)", None, "3.", "•"]


def test_cells_of_a_table_know_their_place_and_merged_ones_are_read_once() -> None:
    def cell(said: str, merged: str = "") -> str:
        return f"<a:tc {merged}><a:txBody><a:p><a:r><a:t>{said}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = "<a:tr>" + cell("Wide", "gridSpan='2'") + cell("", "hMerge='1'") + cell("Owner") + "</a:tr>"
    rows += "<a:tr>" + cell("a") + cell("b") + cell("c") + "</a:tr>"
    table = f"<a:tbl><a:tblPr firstRow='1'/>{rows}</a:tbl>"
    frame = f"<p:graphicFrame><a:graphic><a:graphicData>{table}</a:graphicData></a:graphic></p:graphicFrame>"

    document = read(frame)

    assert [(document.words(each), each.row, each.column, each.header) for each in document.blocks] == [
        ("Wide", 0, 0, True),
        ("Owner", 0, 2, True),
        ("a", 1, 0, False),
        ("b", 1, 1, False),
        ("c", 1, 2, False),
    ]


def test_a_line_that_somebody_typed_on_every_slide_is_furniture() -> None:
    document = read(
        *(slide_shape(f"Point {n} of many", top=n) + slide_shape(f"The review {n}", top=90) for n in range(1, 5))
    )

    assert [each.shape for each in document.blocks] == [Shape.box, Shape.furniture] * 4


def test_a_drawing_for_newer_programs_stands_in_for_the_one_for_older() -> None:
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='x'>{slide_shape('Words')}</mc:Choice>"
        f"<mc:Fallback>{slide_shape('Words')}</mc:Fallback></mc:AlternateContent>"
    )
    only_old = (
        "<mc:AlternateContent><mc:Choice Requires='x'><p:pic/></mc:Choice>"
        f"<mc:Fallback>{slide_shape('Old')}</mc:Fallback></mc:AlternateContent>"
    )

    assert words(read(both + only_old)) == ["Words", "Old"]


def test_the_words_of_a_diagram_stand_where_it_stands() -> None:
    def point(id_: str, said: str, kind: str = "node") -> str:
        return f"<dgm:pt modelId='{id_}' type='{kind}'><dgm:t><a:p><a:r><a:t>{said}</a:t></a:r></a:p></dgm:t></dgm:pt>"

    ties = "".join(f"<dgm:cxn modelId='{n}' srcId='0' destId='{id_}' srcOrd='{n}'/>" for n, id_ in enumerate("ba"))
    data = f"<dgm:ptLst>{point('0', '', 'doc')}{point('a', 'Second')}{point('b', 'First')}</dgm:ptLst><dgm:cxnLst>{ties}</dgm:cxnLst>"
    frame = (
        "<p:graphicFrame><p:xfrm><a:off x='0' y='50'/><a:ext cx='9' cy='9'/></p:xfrm><a:graphic><a:graphicData>"
        "<dgm:relIds r:dm='d'/></a:graphicData></a:graphic></p:graphicFrame>"
    )
    parts = slides_parts(frame + slide_shape("Above") + slide_shape("Below", top=90))
    parts["ppt/diagrams/data1.xml"] = f"<dgm:dataModel {SPACES}>{data}</dgm:dataModel>"
    parts["ppt/slides/_rels/slide1.xml.rels"] = relations(("d", "diagramData", "../diagrams/data1.xml"))

    assert words(read_pptx(packed(parts), "made-up.pptx")) == ["Above", "First", "Second", "Below"]


def test_a_slide_that_is_named_and_missing_refuses_the_whole() -> None:
    parts = slides_parts(slide_shape("One"), slide_shape("Two"))
    del parts["ppt/slides/slide2.xml"]

    with pytest.raises(Refused, match="slide"):
        read_pptx(packed(parts), "made-up.pptx")


def test_a_link_of_a_whole_paragraph_is_kept() -> None:
    parts = slides_parts("")
    run = "<a:r><a:rPr><a:hlinkClick r:id='l'/></a:rPr><a:t>the guidance</a:t></a:r>"
    shape = own_shape(f"<a:p>{run}</a:p>")
    parts["ppt/slides/slide1.xml"] = str(parts["ppt/slides/slide1.xml"]).replace("<p:spTree>", f"<p:spTree>{shape}")
    parts["ppt/slides/_rels/slide1.xml.rels"] = relations(("l", "hyperlink", "https://example.org/a"))

    document = read_pptx(packed(parts), "made-up.pptx")

    assert document.blocks[0].target == "https://example.org/a"


def test_a_deck_of_a_slides_library_takes_titles_bullets_and_places_from_its_layouts() -> None:
    deck = Presentation()
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    cover.shapes.title.text = "Learning from a made-up review"
    cover.placeholders[1].text = "A partnership"
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "What was found"
    slide.placeholders[1].text_frame.text = "The plan was late"
    inner = slide.placeholders[1].text_frame.add_paragraph()
    inner.text, inner.level = "By a month", 1
    box = slide.shapes.add_textbox(Inches(1), Inches(6.5), Inches(3), Inches(0.5))
    box.text_frame.text = "Ask the father"
    table = slide.shapes.add_table(1, 2, Inches(5), Inches(6.5), Inches(3), Inches(0.5)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Owner", "Board"
    slide.notes_slide.notes_text_frame.text = "Pause here"
    held = io.BytesIO()
    deck.save(held)

    document = read_pptx(held.getvalue(), "library.pptx")

    assert [(each.shape, each.level, each.label, document.words(each)) for each in document.blocks] == [
        (Shape.heading, 1, None, "Learning from a made-up review"),
        (Shape.paragraph, None, None, "A partnership"),
        (Shape.heading, 2, None, "What was found"),
        (Shape.bullet, None, "•", "The plan was late"),
        (Shape.bullet, None, "•", "By a month"),
        (Shape.box, None, None, "Ask the father"),
        (Shape.cell, None, None, "Owner"),
        (Shape.cell, None, None, "Board"),
        (Shape.note, None, None, "Pause here"),
    ]
    assert [each.depth for each in document.blocks[3:5]] == [1, 2]
    assert document.blocks[0].size == 44


@pytest.mark.parametrize(
    ("drawn", "order"),
    [
        pytest.param([(5, 2, 9, 9), (0, 2, 4, 9), (0, 0, 9, 1)], [2, 1, 0], id="a title over two columns"),
        pytest.param(
            [(0, 0, 4, 1), (6, 0, 9, 1), (0, 1, 4, 8), (6, 1, 9, 8)], [0, 2, 1, 3], id="a heading on each column"
        ),
        pytest.param([(0, 0, 4, 4), (5, 0, 9, 4), (0, 5, 4, 9), (5, 5, 9, 9)], [0, 1, 2, 3], id="a grid of cards"),
        pytest.param([(1, 3, 8, 5), (1, 6, 8, 8), (0, 0, 9, 9)], [2, 0, 1], id="a panel behind its boxes"),
        pytest.param([(0, 0, 4, 4), (0, 0, 4, 4)], [0, 1], id="two in one place"),
        pytest.param([(0, 4.1, 9, 6), (0, 2, 9, 4.2), (0, 0, 9, 2.1)], [2, 1, 0], id="a stack that overlaps a little"),
        pytest.param([(0, 0, 0, 0), (0, 0, 0, 0), (-5, -5, 0, 0)], [2, 0, 1], id="boxes without a size"),
    ],
)
def test_boxes_are_read_in_the_order_that_people_read_them(
    drawn: list[tuple[float, float, float, float]], order: list[int]
) -> None:
    assert reading_order([Box(*each) for each in drawn]) == order
