"""Web pages and plain text in: the words of the page apart from its menus, lists with their numbers, nothing fetched."""

from __future__ import annotations

import pytest

from nightlight.exchange.briefings.html import read_html
from nightlight.exchange.briefings.plain import read_plain
from nightlight.exchange.briefings.refused import Refused
from nightlight.learning.document import Document, Shape


def read(body: str, head: str = "") -> Document:
    return read_html(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "made-up.html")


def told(document: Document) -> list[tuple[str, str]]:
    return [(each.shape.value, document.words(each)) for each in document.blocks]


def test_headings_paragraphs_and_entities_are_read_as_a_browser_shows_them() -> None:
    document = read(
        "<h1>Key\n   learning</h1><p>It&rsquo;s <b>never</b>&nbsp;one&shy;thing &amp; more<br>next line<p>Unclosed"
    )

    assert told(document) == [
        ("heading", "Key learning"),
        ("paragraph", "It’s never onething & more\nnext line"),
        ("paragraph", "Unclosed"),
    ]
    assert document.blocks[0].level == 1


def test_lists_give_their_marks_numbers_and_depth() -> None:
    document = read(
        "<ul><li>one<ul><li>inner</ul><li>two</ul><ol start=4><li>four<li value=9><p>nine</p><p>more</p><li>ten</ol>"
        "<ol type=a reversed><li>x<li>y</ol>"
    )

    assert [(each.label, each.depth, document.words(each)) for each in document.blocks] == [
        ("•", 1, "one"),
        ("•", 2, "inner"),
        ("•", 1, "two"),
        ("4.", 1, "four"),
        ("9.", 1, "nine"),
        (None, 1, "more"),
        ("10.", 1, "ten"),
        ("b.", 1, "x"),
        ("a.", 1, "y"),
    ]


def test_menus_banners_and_what_is_outside_the_main_part_are_furniture() -> None:
    page = (
        "<div id=cookie-banner>We use cookies</div><header>Partnership</header><nav><a href=/>Home</a></nav>"
        "<main><h1>Briefing</h1><p>The text of the briefing.</p><aside>In a box</aside></main><footer>Contact</footer>"
    )

    assert told(read(page)) == [
        ("furniture", "We use cookies"),
        ("furniture", "Partnership"),
        ("furniture", "Home"),
        ("heading", "Briefing"),
        ("paragraph", "The text of the briefing."),
        ("box", "In a box"),
        ("furniture", "Contact"),
    ]


def test_a_title_above_the_main_part_stays_a_heading_where_the_main_part_has_none() -> None:
    with_title, without = "<main><h1>Inside</h1><p>Text", "<main><h2>Inside</h2><p>Text"

    assert told(read("<header><h1>Above</h1></header>" + with_title))[0] == ("furniture", "Above")
    assert told(read("<header><h1>Above</h1></header>" + without))[0] == ("heading", "Above")


def test_a_list_of_ways_to_places_on_the_page_is_furniture() -> None:
    document = read(
        "<ul><li><a href=#a>Findings</a><li><a href=#b>Learning</a></ul><ul><li><a href=#n>1</a> A note<li>Two</ul>"
    )

    assert [each.shape for each in document.blocks] == [Shape.furniture, Shape.furniture, Shape.bullet, Shape.bullet]


def test_a_page_whose_whole_body_is_named_after_its_menu_is_not_lost() -> None:
    document = read("<div class='nav-open site-header'><p>The whole briefing stands in here.</p></div>")

    assert told(document) == [("paragraph", "The whole briefing stands in here.")]


def test_an_empty_main_part_does_not_make_the_page_furniture() -> None:
    document = read("<main></main><div><p>The briefing itself</p></div>")

    assert told(document) == [("paragraph", "The briefing itself")]


def test_what_a_visitor_cannot_see_is_left_out_with_a_note_and_what_opens_at_a_click_is_read() -> None:
    document = read(
        "<p hidden>a</p><p style='color:red; display: none'>b</p><span class=sr-only>c</span><script>d()</script><template>e</template>"
        "<details><summary>More</summary><p>Folded</p></details><button aria-controls=x>Open</button><div id=x hidden>Panel</div>"
    )

    assert told(document) == [
        ("paragraph", "More"),
        ("paragraph", "Folded"),
        ("furniture", "Open"),
        ("paragraph", "Panel"),
    ]
    assert document.notes == ("words that the page does not show were left out",)


def test_cells_know_their_place_with_spans() -> None:
    document = read(
        "<table><caption>Actions</caption><thead><tr><th>What<th>Who</thead><tr><td rowspan=2>Ask<td>Board<tr><td>Forum"
        "<tr><td colspan=2><p>One</p><ul><li>Two</ul></table>"
    )

    assert [(document.words(each), each.table, each.row, each.column, each.header) for each in document.blocks] == [
        ("Actions", None, None, None, False),
        ("What", 0, 0, 0, True),
        ("Who", 0, 0, 1, True),
        ("Ask", 0, 1, 0, False),
        ("Board", 0, 1, 1, False),
        ("Forum", 0, 2, 1, False),
        ("One", 0, 3, 0, False),
        ("Two", 0, 3, 0, False),
    ]


def test_a_table_made_for_layout_is_no_table() -> None:
    assert told(read("<table role=presentation><tr><td><h2>Head</h2><p>Text</table>")) == [
        ("heading", "Head"),
        ("paragraph", "Text"),
    ]


def test_a_line_that_is_nothing_but_a_link_keeps_its_address_and_a_script_is_no_address() -> None:
    document = read(
        "<p><a href=guide.html>Guidance</a></p><p>See <a href=x>this</a></p><p><a href='javascript:go()'>Go</a></p>",
        "<base href='https://example.org/a/'>",
    )

    assert [(each.shape, each.target) for each in document.blocks] == [
        (Shape.link, "https://example.org/a/guide.html"),
        (Shape.paragraph, None),
        (Shape.paragraph, None),
    ]


def test_the_name_of_the_page_is_kept_where_the_page_does_not_show_it() -> None:
    assert told(read("<p>Text</p>", "<title>A made-up review</title>"))[0] == ("furniture", "A made-up review")
    assert told(read("<h1>A made-up review</h1>", "<title>A made-up review</title>")) == [
        ("heading", "A made-up review")
    ]


def test_a_page_saved_by_word_gives_its_lists() -> None:
    mark = "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>"
    number = "<span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>"

    document = read(
        f"<p style='mso-list:l0 level1 lfo1'>{mark}Ask</p><p style='mso-list:l1 level1 lfo2'>{number}Write</p>"
    )

    assert [(each.shape, each.label, document.words(each)) for each in document.blocks] == [
        (Shape.bullet, "•", "Ask"),
        (Shape.bullet, "2.", "Write"),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<meta charset=iso-8859-1><p>It\x92s", "It’s"),
        (b"<meta charset=iso-8859-1><p>It\xe2\x80\x99s", "It’s"),
        (b"<p>It\xe2\x80\x99s", "It’s"),
        (b"\xef\xbb\xbf<meta charset=iso-8859-1><p>It\xe2\x80\x99s", "It’s"),
        ("\ufeff<p>It’s".encode("utf-16-le"), "It’s"),
        (b"<meta charset=utf-7><p>It+IBk-s", "It+IBk-s"),
        (b"<meta charset=nonsense><p>It\x92s", "It’s"),
        (b"<?xml version='1.0' encoding='windows-1252'?><html><body><p>It\x92s</p></body></html>", "It’s"),
    ],
)
def test_the_alphabet_of_a_page_is_found(data: bytes, text: str) -> None:
    assert read_html(data, "made-up.html").text == text


def test_a_page_nested_too_deeply_is_refused_and_not_cut_short() -> None:
    with pytest.raises(Refused, match="nested too deeply"):
        read("<div>" * 400 + "deep" + "</div>" * 400)


def test_plain_text_stays_as_it_came_to_the_character() -> None:
    text = "  Key learning \r\n\r\n• one\n- two\nno mark - here\n\to\tthree\n\u00a0\nhttps://example.org/a\n\n"

    document = read_plain(text.encode(), "made-up.txt")

    assert document.text == text
    assert [(each.shape, document.words(each)) for each in document.blocks] == [
        (Shape.paragraph, "Key learning"),
        (Shape.bullet, "• one"),
        (Shape.bullet, "- two"),
        (Shape.paragraph, "no mark - here"),
        (Shape.bullet, "o\tthree"),
        (Shape.link, "https://example.org/a"),
    ]
    assert document.notes == ()


def test_form_feeds_turn_the_page() -> None:
    document = read_plain(b"one\n\ftwo\n\f\fthree\n", "made-up.txt")

    assert [each.page for each in document.blocks] == [1, 2, 4]
    assert read_plain(b"one\ntwo\n", "made-up.txt").pages is None


def test_text_in_the_old_windows_alphabet_is_read_with_a_note() -> None:
    document = read_plain(b"It\x92s late\n", "made-up.txt")

    assert document.text == "It’s late\n"
    assert "cp1252" in document.notes[0]


def test_text_kept_wide_is_read_with_a_note() -> None:
    document = read_plain("\ufeffIt’s late".encode("utf-16-le"), "made-up.txt")

    assert document.text == "It’s late"
    assert "UTF-16" in document.notes[0]
