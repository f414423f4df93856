"""Word files in: every block once and in order, however a briefing was put together."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml

from nightlight.exchange.briefings.docx import read_docx
from nightlight.exchange.briefings.refused import Refused
from nightlight.learning.document import Block, Document, Shape
from tests.unit.briefing_files import (
    SPACES,
    inline,
    level,
    new_box,
    numbered,
    old_box,
    p,
    packed,
    r,
    relations,
    shape,
    text_box,
    word,
    word_parts,
)


def read(body: str, ties: tuple[tuple[str, str, str], ...] = (), **parts: str) -> Document:
    return read_docx(word(body, ties, **parts), "made-up.docx")


def words(document: Document) -> list[str]:
    return [document.words(each) for each in document.blocks]


def labelled(document: Document) -> list[tuple[str | None, str]]:
    return [(each.label, document.words(each)) for each in document.blocks]


def only(document: Document) -> Block:
    (block,) = document.blocks
    return block


def test_paragraphs_come_in_order_with_their_runs_joined() -> None:
    document = read(p("") + f"<w:p>{r('Key ')}{r('learning')}</w:p>" + p("Second"))

    assert words(document) == ["Key learning", "Second"]
    assert document.text == "Key learning\n\nSecond"


def test_a_text_box_that_is_kept_twice_is_read_once_after_the_paragraph_that_it_hangs_on() -> None:
    document = read(f"<w:p>{text_box(p('In the box'))}{r('Before')}</w:p>" + p("After"))

    assert words(document) == ["Before", "In the box", "After"]
    assert [each.shape for each in document.blocks] == [Shape.paragraph, Shape.box, Shape.paragraph]
    assert document.blocks[1].box is not None


def test_a_text_box_for_older_programs_only_is_read() -> None:
    empty = "<mc:Choice Requires='wps'><w:drawing/></mc:Choice>"
    kept = (
        f"<w:r><mc:AlternateContent>{empty}<mc:Fallback>{old_box(p('Old'))}</mc:Fallback></mc:AlternateContent></w:r>"
    )

    document = read(f"<w:p>{kept}</w:p><w:p><w:r>{old_box(p('Older'))}</w:r></w:p>")

    assert words(document) == ["Old", "Older"]


def test_text_boxes_within_a_text_box_and_a_table_are_read_once() -> None:
    inner = f"<w:p>{text_box(p('Innermost'))}{r('Inner')}</w:p>"
    table = f"<w:tbl><w:tr><w:tc><w:p>{text_box(inner)}{r('Cell')}</w:p></w:tc></w:tr></w:tbl>"

    document = read(f"<w:p>{text_box(table + p('End of box'))}{r('Outer')}</w:p>")

    assert words(document) == ["Outer", "Cell", "Inner", "Innermost", "End of box"]
    assert len({each.box for each in document.blocks}) == 4


def test_boxes_hung_on_an_empty_page_are_read_by_where_they_stand() -> None:
    """A seven-minute briefing as it is made: all boxes hang on the first paragraphs, in the order of drawing."""
    boxes = [("Lower left", 0, 600), ("Top", 0, 0), ("Lower right", 1300, 600), ("Title across", 0, -400)]
    drawn = "".join(
        f"<w:p>{text_box(p(said), left=left, top=top, wide=2300 if 'across' in said else 1000)}</w:p>"
        for said, left, top in boxes
    )

    document = read(drawn + p("Below"))

    assert words(document) == ["Title across", "Top", "Lower left", "Lower right", "Below"]


def test_boxes_measured_from_different_edges_keep_the_order_of_the_file() -> None:
    one = text_box(p("First"), top=900, frame="page")
    other = text_box(p("Second"), top=0, frame="paragraph")

    assert words(read(f"<w:p>{one}{other}</w:p>")) == ["First", "Second"]


def test_the_members_of_a_group_stay_together_and_are_read_by_place() -> None:
    def at(left: int, top: int) -> str:
        return f"<a:xfrm><a:off x='{left}' y='{top}'/><a:ext cx='90' cy='20'/></a:xfrm>"

    members = shape(p("Below"), at(0, 50)) + shape(p("Above"), at(0, 0))
    group = inline(f"<wpg:wgp>{members}</wpg:wgp>")

    document = read(f"<w:p>{group}</w:p>")

    assert words(document) == ["Above", "Below"]
    assert document.blocks[0].box != document.blocks[1].box


def test_a_control_round_anything_gives_its_words_once() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = "<w:tr>" + control(f"<w:tc>{p('Cell')}</w:tc>") + "</w:tr>"
    prompt = control(p("Click here to type"), "<w:showingPlcHdr/>")
    body = control(p("Block") + control(p("Nested"))) + f"<w:p>{r('In ')}{control(r('line'))}</w:p>"

    document = read(body + f"<w:tbl>{control(row)}</w:tbl>" + prompt)

    assert words(document) == ["Block", "Nested", "In line", "Cell"]
    assert any("empty form field" in each for each in document.notes)


def test_of_tracked_changes_what_was_put_in_is_read_and_what_was_taken_out_is_not() -> None:
    gone = "<w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{r('moved ')}</w:moveFrom>"
    body = (
        f"<w:p>{r('A ')}{gone}<w:ins>{r('new ')}</w:ins>{moved}{r('plan')}</w:p>"
        + f"<w:p><w:moveTo>{r('moved ')}</w:moveTo></w:p>"
    )

    document = read(body)

    assert words(document) == ["A new plan", "moved"]
    assert any("tracked" in each for each in document.notes)


def test_a_paragraph_whose_end_was_taken_out_goes_on_in_the_next() -> None:
    body = p("One sentence ", "<w:rPr><w:del/></w:rPr>") + p("in two paragraphs") + p("Next")

    assert words(read(body)) == ["One sentence in two paragraphs", "Next"]
    assert words(
        read(p("Left", "<w:rPr><w:del/></w:rPr>") + f"<w:tbl><w:tr><w:tc>{p('Cell')}</w:tc></w:tr></w:tbl>")
    ) == ["Left", "Cell"]


def test_a_large_first_letter_is_joined_to_its_word() -> None:
    body = p("T", "<w:framePr w:dropCap='drop' w:lines='3'/>") + p("he purpose of the review")

    assert words(read(body)) == ["The purpose of the review"]


def test_paragraphs_in_one_frame_are_one_box() -> None:
    frame = "<w:framePr w:w='2000' w:x='{}' w:y='1'/>"

    document = read(p("a", frame.format(1)) + p("b", frame.format(1)) + p("c", frame.format(2)) + p("d"))

    assert [(each.shape, each.box) for each in document.blocks] == [
        (Shape.box, 1),
        (Shape.box, 1),
        (Shape.box, 2),
        (Shape.paragraph, None),
    ]


def test_line_ends_in_the_markup_are_no_line_ends_on_the_page() -> None:
    assert words(read(p("\n    one\n    sentence\n  "))) == ["one sentence"]


def test_a_row_that_was_taken_out_is_not_read() -> None:
    rows = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('Gone')}</w:tc></w:tr><w:tr><w:tc>{p('Kept')}</w:tc></w:tr>"

    document = read(f"<w:tbl>{rows}</w:tbl>")

    assert words(document) == ["Kept"]
    assert only(document).row == 0


def test_cells_know_their_place_with_merged_cells_and_heading_rows() -> None:
    head = (
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{p('Wide')}</w:tc>"
        f"<w:tc>{p('Owner')}</w:tc></w:tr>"
    )
    row = f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{p('Two') + p('paragraphs')}</w:tc><w:tc>{p('Board')}</w:tc></w:tr>"

    document = read(f"<w:tbl>{head}{row}</w:tbl>")

    assert [(document.words(each), each.row, each.column, each.header) for each in document.blocks] == [
        ("Wide", 0, 0, True),
        ("Owner", 0, 2, True),
        ("Two", 1, 1, False),
        ("paragraphs", 1, 1, False),
        ("Board", 1, 2, False),
    ]
    assert {each.shape for each in document.blocks} == {Shape.cell}
    assert document.text == "Wide\tOwner\nTwo\nparagraphs\tBoard"


def test_a_table_in_a_cell_is_read_where_it_stands() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('Inner')}</w:tc></w:tr></w:tbl>"

    document = read(f"<w:tbl><w:tr><w:tc>{p('Before')}{inner}{p('After')}</w:tc></w:tr></w:tbl>")

    assert [(document.words(each), each.table) for each in document.blocks] == [
        ("Before", 0),
        ("Inner", 1),
        ("After", 0),
    ]


STYLES = (
    "<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr>"
    "<w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Blue'><w:name w:val='Board blue'/><w:basedOn w:val='H1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Own'><w:name w:val='Section Heading 3'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Loop'><w:name w:val='loop'/><w:basedOn w:val='Loop'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Toc'><w:name w:val='toc 1'/></w:style>"
    "<w:style w:type='character' w:styleId='Strong'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>"
    "</w:styles>"
)


def test_headings_are_known_by_style_inheritance_name_and_outline() -> None:
    def styled(style: str) -> str:
        return f"<w:pStyle w:val='{style}'/>"

    body = (
        p("Own name", styled("Own")) + p("Inherited", styled("Blue")) + p("Direct", "<w:outlineLvl w:val='1'/>")
        + p("No heading", styled("Blue") + "<w:outlineLvl w:val='9'/>") + p("Looped", styled("Loop")) + p("Contents 4", styled("Toc"))
    )  # fmt: skip

    document = read(body, styles=STYLES)

    assert [(each.shape, each.level) for each in document.blocks] == [
        (Shape.heading, 3),
        (Shape.heading, 1),
        (Shape.heading, 2),
        (Shape.paragraph, None),
        (Shape.paragraph, None),
        (Shape.furniture, None),
    ]


def test_size_and_weight_come_from_the_run_its_style_the_paragraph_and_the_defaults() -> None:
    body = (
        p("Plain")
        + p("Set", run="<w:b/><w:sz w:val='28'/>")
        + p("Inherited", "<w:pStyle w:val='Blue'/>")
        + p("Strong", run="<w:rStyle w:val='Strong'/>")
        + f"<w:p>{r('Half', '<w:b/>')}{r(' bold')}</w:p>"
    )

    document = read(body, styles=STYLES)

    assert [(each.size, each.bold) for each in document.blocks] == [
        (11, False),
        (14, True),
        (16, True),
        (11, True),
        (11, False),
    ]


REC = "<w:pStyle w:val='Rec'/>"
NUMBERING = (
    "<w:numbering>"
    f"<w:abstractNum w:abstractNumId='1'>{level(0, 'decimal', '%1.')}{level(1, 'decimal', '%1.%2')}{level(2, 'lowerRoman', '(%3)')}"
    f"</w:abstractNum><w:abstractNum w:abstractNumId='2'>{level(0, 'bullet', '&#xF0B7;')}{level(1, 'bullet', 'o')}</w:abstractNum>"
    f"<w:abstractNum w:abstractNumId='3'>{level(0, 'upperLetter', 'Recommendation %1:', REC)}</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='3'/></w:num>"
    "<w:num w:numId='4'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
    "</w:numbering>"
)


def test_numbers_of_lists_are_counted_as_word_counts_them() -> None:
    body = "".join(
        [
            p("one", numbered("1")),
            p("two", numbered("1")),
            p("two one", numbered("1", 1)),
            p("two one i", numbered("1", 2)),
            p("two two", numbered("1", 1)),
            p("between"),
            p("three", numbered("1")),
            p("three one", numbered("1", 1)),
            p("again", numbered("4")),
            p("again two", numbered("4")),
        ]
    )

    document = read(body, numbering=NUMBERING)

    assert [each.label for each in document.blocks] == ["1.", "2.", "2.1", "(i)", "2.2", None, "3.", "3.1", "1.", "2."]
    assert document.blocks[3].depth == 3
    assert document.blocks[5].shape is Shape.paragraph


def test_a_level_that_is_told_when_to_begin_again_does_so_only_then() -> None:
    third = level(2, "decimal", "%3)", "<w:lvlRestart w:val='1'/>")
    kind = f"<w:abstractNum w:abstractNumId='1'>{level(0, 'decimal', '%1.')}{level(1, 'decimal', '%2.')}{third}</w:abstractNum>"
    lists = f"<w:numbering>{kind}<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"

    document = read("".join(p("x", numbered("1", each)) for each in (0, 1, 2, 1, 2, 0, 1, 2)), numbering=lists)

    assert [each.label for each in document.blocks] == ["1.", "1.", "1)", "2.", "2)", "2.", "1.", "1)"]


def test_a_list_takes_its_levels_from_the_style_of_lists_that_it_names() -> None:
    lists = (
        "<w:numbering><w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='Ours'/></w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='2'><w:styleLink w:val='Ours'/>{level(0, 'upperRoman', '%1.')}</w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    )

    assert [each.label for each in read(p("a", numbered("7")) + p("b", numbered("7")), numbering=lists).blocks] == [
        "I.",
        "II.",
    ]


def test_paragraphs_made_with_line_ends_alone_are_paragraphs() -> None:
    breaks = "<w:r><w:br/><w:br/></w:r>"

    document = read(f"<w:p>{r('One')}{breaks}{r('Two')}<w:r><w:br/></w:r>{r('on')}</w:p>")

    assert words(document) == ["One", "Two\non"]


def test_bullets_and_numbers_that_a_style_gives_are_found() -> None:
    styles = (
        "<w:styles><w:style w:type='paragraph' w:styleId='Rec'><w:name w:val='Rec'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>"
        "</w:style><w:style w:type='paragraph' w:styleId='Sub'><w:name w:val='Sub'/><w:basedOn w:val='Rec'/></w:style></w:styles>"
    )
    body = (
        p("first", "<w:pStyle w:val='Rec'/>") + p("second", "<w:pStyle w:val='Sub'/>")
        + p("none", "<w:pStyle w:val='Rec'/><w:numPr><w:numId w:val='0'/></w:numPr>") + p("mark", numbered("2", 1))
    )  # fmt: skip

    document = read(body, styles=styles, numbering=NUMBERING)

    assert labelled(document) == [
        ("Recommendation A:", "first"),
        ("Recommendation B:", "second"),
        (None, "none"),
        ("•", "mark"),
    ]


def test_a_list_that_somebody_typed_is_bullets_that_keep_their_marks() -> None:
    document = read(
        p("• typed") + f"<w:p>{r('Lead in')}<w:r><w:br/></w:r>{r('- first')}<w:r><w:br/></w:r>{r('- second')}</w:p>"
    )

    assert [(each.shape, document.words(each)) for each in document.blocks] == [
        (Shape.bullet, "• typed"),
        (Shape.paragraph, "Lead in"),
        (Shape.bullet, "- first"),
        (Shape.bullet, "- second"),
    ]


def field(code: str, result: str) -> str:
    marks = [f"<w:r><w:fldChar w:fldCharType='{each}'/></w:r>" for each in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{result}{marks[2]}"


def test_the_code_of_a_field_is_not_read_and_its_result_is() -> None:
    body = f"<w:p>{r('See ')}{field('IF ' + field('PAGE', r('7')), r('page 3'))}</w:p>"

    assert words(read(body)) == ["See page 3"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>" + p(
        "Still here"
    )

    assert words(read(body)) == ["Still here"]


def test_a_line_that_is_nothing_but_a_link_knows_where_it_leads() -> None:
    linked = f"<w:p><w:hyperlink r:id='a'>{r('the guidance')}</w:hyperlink></w:p>"
    partly = f"<w:p>{r('Read ')}<w:hyperlink r:id='a'>{r('the guidance')}</w:hyperlink></w:p>"
    by_field = f"<w:p>{field('HYPERLINK &quot;https://example.org/b&quot;', r('a tool'))}</w:p>"
    lost = f"<w:p><w:hyperlink r:id='zz'>{r('lost')}</w:hyperlink></w:p>"

    document = read(
        linked + partly + by_field + lost + p("https://example.org/c"), (("a", "hyperlink", "https://example.org/a"),)
    )

    assert [(each.shape, each.target) for each in document.blocks] == [
        (Shape.link, "https://example.org/a"),
        (Shape.paragraph, None),
        (Shape.link, "https://example.org/b"),
        (Shape.paragraph, None),
        (Shape.link, "https://example.org/c"),
    ]
    assert any("lost the address" in each for each in document.notes)


def test_characters_that_nobody_sees_are_settled() -> None:
    body = (
        f"<w:p>{r('safe&#xAD;guard')}<w:r><w:softHyphen/><w:noBreakHyphen/></w:r>{r('ing&#xA0;now')}<w:r><w:tab/></w:r>"
        "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r><w:r><w:sym w:font='Unknown' w:char='F041'/></w:r></w:p>"
    )

    document = read(body)

    assert document.text == "safeguard-ing now\t✓\ufffd"
    assert any("font that is not known" in each for each in document.notes)


def test_words_in_a_font_of_signs_are_the_signs() -> None:
    wing, greek = "<w:rFonts w:ascii='Wingdings'/>", "<w:rFonts w:ascii='Symbol'/>"
    body = f"<w:p>{r('ü', wing)}{r(' done')}</w:p><w:p>{r('·', greek)}<w:r><w:tab/></w:r>{r('point o', greek)}</w:p>"

    assert words(read(body)) == ["✓ done", "•\tpoint o"]


def test_hidden_words_and_descriptions_of_pictures_are_not_text() -> None:
    picture = inline("<pic:pic/>", "<wp:docPr id='1' descr='A photograph'/>")
    body = f"<w:p>{r('Seen')}{r('unseen', '<w:vanish/>')}{picture}</w:p>"

    document = read(body)

    assert document.text == "Seen"
    assert "1 picture was not read" in document.notes
    assert any("does not show" in each for each in document.notes)


def test_footnotes_come_at_the_end_in_the_order_in_which_they_are_called() -> None:
    notes = (
        f"<w:footnotes><w:footnote w:id='-1' w:type='separator'>{p('----')}</w:footnote>"
        f"<w:footnote w:id='1'>{p('Second note')}</w:footnote>"
        f"<w:footnote w:id='2'>{p('First note')}</w:footnote></w:footnotes>"
    )
    body = f"<w:p>{r('One')}<w:r><w:footnoteReference w:id='2'/></w:r>{r(' and two')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"

    document = read(body, footnotes=notes)

    assert labelled(document) == [(None, "One and two"), ("1", "First note"), ("2", "Second note")]
    assert document.blocks[1].shape is Shape.note


def test_headers_and_footers_are_furniture_and_come_once() -> None:
    ties = (("h", "header", "header1.xml"), ("h2", "header", "header2.xml"), ("f", "footer", "footer1.xml"))
    section = (
        "<w:sectPr><w:headerReference w:type='default' r:id='h'/><w:headerReference w:type='first' r:id='h2'/>"
        "<w:footerReference w:type='default' r:id='f'/></w:sectPr>"
    )
    body = p("Text", section) + p("More") + section

    document = read(
        body,
        ties,
        header1=f"<w:hdr>{p('Partnership')}</w:hdr>",
        header2=f"<w:hdr>{p('Not shown')}</w:hdr>",
        footer1=f"<w:ftr>{p('Page 1')}</w:ftr>",
    )

    assert [(document.words(each), each.shape) for each in document.blocks] == [
        ("Partnership", Shape.furniture),
        ("Text", Shape.paragraph),
        ("More", Shape.paragraph),
        ("Page 1", Shape.furniture),
    ]


def test_pages_are_known_where_word_left_its_breaks() -> None:
    new_page = "<w:r><w:lastRenderedPageBreak/></w:r>"
    left = f"<w:tc><w:p>{r('left')}</w:p><w:p>{new_page}{r('left on')}</w:p></w:tc>"
    right = f"<w:tc><w:p>{r('right')}</w:p><w:p>{new_page}{r('right on')}</w:p></w:tc>"
    body = (
        p("first") + f"<w:p>{new_page}{r('second')}</w:p>" + f"<w:tbl><w:tr>{left}{right}</w:tr></w:tbl>" + p("third")
    )

    document = read(body)

    assert [each.page for each in document.blocks] == [1, 2, 2, 3, 2, 3, 3]
    assert document.pages == 3
    assert read(p("no breaks")).pages is None


def test_the_words_of_a_diagram_are_read_in_its_own_order() -> None:
    def point(id_: str, said: str, kind: str = "node") -> str:
        return f"<dgm:pt modelId='{id_}' type='{kind}'><dgm:t><a:p><a:r><a:t>{said}</a:t></a:r></a:p></dgm:t></dgm:pt>"

    ties = "".join(
        f"<dgm:cxn modelId='{n}' srcId='{one}' destId='{other}' srcOrd='{order}'/>"
        for n, (one, other, order) in enumerate([("0", "b", 1), ("0", "a", 0), ("a", "a1", 0)])
    )
    points = (
        point("0", "", "doc")
        + point("b", "Then")
        + point("a1", "Under first")
        + point("a", "First")
        + point("x", "Then", "pres")
    )
    data = f"<dgm:dataModel><dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{ties}</dgm:cxnLst></dgm:dataModel>"
    drawing = inline("<dgm:relIds r:dm='d'/>")

    document = read(f"<w:p>{drawing}</w:p>", (("d", "diagramData", "data1.xml"),), data1=data)

    assert words(document) == ["First", "Under first", "Then"]


def test_a_table_of_contents_is_furniture() -> None:
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('Findings 3')}</w:sdtContent></w:sdt>"
    )
    begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{each}'/></w:r>" for each in ("begin", "separate", "end"))
    by_field = (
        f"<w:p>{begin}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{separate}{r('Learning 4')}</w:p>"
        + p("Questions 5")
        + f"<w:p>{end}</w:p>"
    )

    document = read(contents + by_field + p("Findings"))

    assert [each.shape for each in document.blocks] == [Shape.furniture] * 3 + [Shape.paragraph]


def test_the_stricter_edition_of_the_format_is_read_alike() -> None:
    parts = word_parts(p("Heading", "<w:outlineLvl w:val='0'/>") + p("Text"))
    parts = {
        name: content.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in parts.items()
        if isinstance(content, str)
    }

    document = read_docx(packed(parts), "strict.docx")

    assert [(document.words(each), each.shape) for each in document.blocks] == [
        ("Heading", Shape.heading),
        ("Text", Shape.paragraph),
    ]


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("word/footer1.xml", "footer"),
        ("word/styles.xml", "word/styles.xml is missing"),
        ("word/document.xml", "word/document.xml is missing"),
    ],
)
def test_a_part_that_the_text_needs_and_that_is_missing_refuses_the_whole(lost: str, said: str) -> None:
    ties = (("f", "footer", "footer1.xml"),)
    body = p("Text") + "<w:sectPr><w:footerReference w:type='default' r:id='f'/></w:sectPr>"
    parts = word_parts(body, ties, styles=STYLES, footer1=f"<w:ftr>{p('Foot')}</w:ftr>")
    del parts[lost]

    with pytest.raises(Refused, match=said):
        read_docx(packed(parts), "made-up.docx")


def test_a_file_without_its_list_of_relations_is_refused_where_its_text_needs_one() -> None:
    parts = word_parts(p("Text") + "<w:sectPr><w:footerReference w:type='default' r:id='f'/></w:sectPr>")
    parts["word/_rels/document.xml.rels"] = relations()

    with pytest.raises(Refused, match="footer"):
        read_docx(packed(parts), "made-up.docx")


def test_a_scan_under_a_running_header_is_not_taken_for_a_text() -> None:
    body = f"<w:p>{inline('<pic:pic/>')}</w:p><w:sectPr><w:headerReference w:type='default' r:id='h'/></w:sectPr>"

    with pytest.raises(Refused, match="no words in it but running lines and menus \\(1 picture was not read\\)"):
        read(body, (("h", "header", "header1.xml"),), header1=f"<w:hdr>{p('Partnership')}</w:hdr>")


def test_a_file_whose_footnotes_are_gone_is_refused_and_one_lost_footnote_is_said() -> None:
    body = "<w:p>" + r("One") + "<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"

    with pytest.raises(Refused, match="its footnotes are missing"):
        read(body)
    assert read(body, footnotes=f"<w:footnotes><w:footnote w:id='9'>{p('x')}</w:footnote></w:footnotes>").notes == (
        "1 footnote is missing from the file",
    )


def test_a_part_that_is_said_to_be_elsewhere_is_never_fetched() -> None:
    body = p("Text") + "<w:sectPr><w:headerReference w:type='default' r:id='h'/></w:sectPr>"
    picture = "<pic:pic><pic:blipFill><a:blip r:link='i'/></pic:blipFill></pic:pic>"
    elsewhere = (("i", "image", "https://example.org/i.png"), ("t", "attachedTemplate", "https://example.org/t.dotm"))

    with pytest.raises(Refused, match="header"):
        read(body, (("h", "header", "https://example.org/header.xml"),))
    assert words(read(f"<w:p>{r('Text')}{inline(picture)}</w:p>", elsewhere)) == ["Text"]


def test_a_part_that_nothing_names_any_more_is_refused() -> None:
    parts = word_parts(p("Text", numbered("1")), numbering=NUMBERING)
    parts["word/_rels/document.xml.rels"] = relations()

    with pytest.raises(Refused, match=r"lost the thread to its part word/numbering\.xml"):
        read_docx(packed(parts), "made-up.docx")


def test_a_file_of_pictures_alone_says_so_instead_of_being_empty() -> None:

    with pytest.raises(Refused, match="no words in it \\(1 picture was not read\\)"):
        read(f"<w:p>{inline('<pic:pic/>')}</w:p>")


def test_a_file_of_a_word_library_with_everything_in_it_is_read_once_and_in_order() -> None:
    made = docx.Document()
    made.add_heading("Learning from a made-up review", 0)
    made.add_heading("What was found", 1)
    made.add_paragraph("The plan was late.", style="List Bullet")
    made.add_paragraph("Nobody asked the father.", style="List Bullet")
    boxed = made.add_paragraph("The text goes on")
    boxed._p.append(parse_xml(f"<w:r {SPACES}>{new_box(p('One thing to do'))}</w:r>"))
    table = made.add_table(2, 2)
    for row, said in enumerate((("Recommendation", "Owner"), ("Write it down", "The board"))):
        for column, each in enumerate(said):
            table.cell(row, column).text = each
    made.add_heading("What to do", 1)
    for entry in ("Ask", "Write"):
        made.add_paragraph(entry, style="List Number")
    inserted = made.add_paragraph("")
    inserted._p.append(parse_xml(f"<w:ins {SPACES} w:id='1' w:author='x'>{r('Put in later')}</w:ins>"))
    held = io.BytesIO()
    made.save(held)

    document = read_docx(held.getvalue(), "library.docx")

    assert [(each.shape, each.label, document.words(each)) for each in document.blocks] == [
        (Shape.heading, None, "Learning from a made-up review"),
        (Shape.heading, None, "What was found"),
        (Shape.bullet, "•", "The plan was late."),
        (Shape.bullet, "•", "Nobody asked the father."),
        (Shape.paragraph, None, "The text goes on"),
        (Shape.box, None, "One thing to do"),
        (Shape.cell, None, "Recommendation"),
        (Shape.cell, None, "Owner"),
        (Shape.cell, None, "Write it down"),
        (Shape.cell, None, "The board"),
        (Shape.heading, None, "What to do"),
        (Shape.bullet, "1.", "Ask"),
        (Shape.bullet, "2.", "Write"),
        (Shape.paragraph, None, "Put in later"),
    ]
