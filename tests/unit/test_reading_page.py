"""The page of a reading: the document beside its items, each leading to the other, nothing lost, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightlight.documents.reading_marks import FAMILY_OF, Marks, Part, Piece
from nightlight.documents.reading_page import reading_page
from nightlight.documents.reading_words import kind_words
from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.masking import contacts_in, masked
from nightlight.learning.reading import Fact, Item, ItemKind, Left, Reading
from tests.unit.readings_by_hand import ALDER, BIRCH, reading, suggested
from tests.unit.test_replay_page import Element, read

LABELS = {"fathers_and_men": "Fathers and other men"}


def tree(made: Reading, *, contacts: bool = False) -> Element:
    return read(reading_page(made, suggested(made), LABELS, contacts=contacts))


def by_id(page: Element, name: str) -> Element:
    (found,) = (each for each in page.walk() if each.attributes.get("id") == name)
    return found


def pieces_of(parts: tuple[Part, ...]) -> Iterator[Piece]:
    for part in parts:
        yield from part.pieces
        yield from pieces_of(part.parts)
        for row in part.rows:
            for cell in row:
                yield from pieces_of(cell.parts)


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# -- the document and its items


def test_every_item_leads_to_its_place_and_back() -> None:
    page = tree(ALDER)
    links = {each.attributes["href"] for each in page.all("a")}
    for number, item in enumerate(ALDER.items, 1):
        place, row = by_id(page, f"place-{number}"), by_id(page, f"item-{number}")
        assert {f"#place-{number}", f"#item-{number}"} <= links
        assert place.attributes["class"] == FAMILY_OF[item.kind]
        assert f"{number} {kind_words(item.kind)}" in place.text()
        assert kind_words(item.kind) in row.text()


def test_no_link_leads_anywhere_but_to_the_page_itself() -> None:
    page = tree(ALDER)
    ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert {each.attributes["href"] for each in page.all("a")} <= {f"#{each}" for each in ids}
    assert not any(
        each.attributes.get("src") or each.tag in ("script", "link", "img", "iframe") for each in page.walk()
    )


def test_the_whole_text_of_the_document_is_on_the_page_once() -> None:
    shown = "".join(each.text for each in pieces_of(Marks(ALDER, contacts=True).parts()))
    assert squashed(shown) == squashed(ALDER.document.text)


def test_the_document_is_laid_out_with_its_pages_headings_lists_tables_and_boxes() -> None:
    words = ["Part one", "A point", "What", "Who", "Ask", "the council", "In a box", "Heading in a box", "7"]
    text, blocks = "", []
    for number, each in enumerate(words):
        start, end = len(text), len(text) + len(each)
        text += each + "\n"
        block = Block(start, end, page=1 if number < 6 else 2)
        if number == 0:
            block = replace(block, shape=Shape.heading)
        if number == 1:
            block = replace(block, shape=Shape.bullet, label="•")
        if 2 <= number <= 5:
            block = replace(
                block, shape=Shape.cell, table=0, row=(number - 2) // 2, column=number % 2, header=number < 4
            )
        if number in (6, 7):
            block = replace(block, box=1, shape=Shape.heading if number == 7 else Shape.paragraph)
        if number == 8:
            block = replace(block, shape=Shape.furniture)
        blocks.append(block)
    made = Reading(Document("laid out.docx", "application/pdf", "ef" * 32, text, tuple(blocks), 2))
    page = tree(made)
    sorts = [each.sort for each in Marks(made).parts()]
    assert sorts == ["page", "heading", "bullet", "table", "page", "box", "furniture"]
    assert [each.text() for each in page.all("th")] == ["What", "Who"]
    assert [each.text() for each in page.all("td")] == ["Ask", "the council"]
    assert [each.text() for each in page.all("h3")] == ["Part one", "Heading in a box"]
    assert squashed("".join(each.text for each in pieces_of(Marks(made).parts()))) == squashed(text)


def test_an_item_over_several_blocks_and_a_fact_within_it_are_marked_throughout() -> None:
    text = "Northmoor said that\nfathers were not seen."
    document = Document("a.txt", "text/html", "aa" * 32, text, (Block(0, 19), Block(20, len(text))))
    item = Item("i1", ItemKind.finding, 0, len(text), text, text.replace("\n", " "))
    made = Reading(document, (Fact("publisher", "Northmoor", 0, 9), Fact("x", "fathers", 20, 27)), items=(item,))
    page = tree(made)
    marks = page.all("mark")
    assert sum("class" in each.attributes and each.attributes["class"] == "finding" for each in marks) >= 3
    assert len([each for each in marks if each.attributes.get("id") == "place-1"]) == 1
    assert by_id(page, "fact-2")


def test_a_line_of_a_plain_text_that_was_wrapped_is_joined_and_a_short_one_is_not() -> None:
    lines = ["A line that was wrapped because it was as long as this", "goes on here.", "Short", "Also short"]
    text, blocks = "", []
    for each in lines:
        blocks.append(Block(len(text), len(text) + len(each)))
        text += each + "\n"
    made = Reading(Document("a.txt", "text/plain", "ab" * 32, text, tuple(blocks)))
    assert [part.pieces[0].text for part in Marks(made).parts()] == ["\n".join(lines[:2]), "Short", "Also short"]


def test_the_lines_of_one_item_stand_together_however_short_they_are() -> None:
    text = "The review\nasked for\nmore"
    blocks = (Block(0, 10), Block(11, 20), Block(21, 25))
    item = Item("i1", ItemKind.finding, 0, 20, text[:20], "The review asked for")
    made = Reading(Document("a.txt", "text/plain", "af" * 32, text, blocks), items=(item,))
    assert [[piece.text for piece in part.pieces] for part in Marks(made).parts()] == [
        ["The review\nasked for"],
        ["more"],
    ]


def test_items_that_lie_over_one_another_lose_nothing() -> None:
    text = "One two three four"
    document = Document("a.txt", "text/plain", "ac" * 32, text, (Block(0, len(text)),))
    items = tuple(
        Item(f"i{number}", ItemKind.finding, start, end, text[start:end], text[start:end])
        for number, (start, end) in enumerate([(0, 13), (4, 7), (8, 18)])
    )
    shown = "".join(each.text for each in pieces_of(Marks(Reading(document, items=items)).parts()))
    assert shown == text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_however_things_lie_the_whole_text_is_shown_once_and_each_item_opens_once(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("ab <&\n", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=12))
    text, blocks = "", []
    for number, each in enumerate(words):
        bare = each.strip()
        table = number // 4 if data.draw(st.booleans()) else None
        box = number // 3 if data.draw(st.booleans()) else None
        shape = data.draw(st.sampled_from(list(Shape)))
        page = number // 5 + 1
        blocks.append(Block(len(text), len(text) + len(bare), shape, page, table=table, row=number, column=0, box=box))
        text += bare + data.draw(st.sampled_from(["\n", "\n\n", " "]))
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8))
    cut = sorted({edge for span in spans for edge in span})
    apart = [(one, other) for one, other in pairwise(cut) if text[one:other].strip()]
    kind = st.sampled_from(list(ItemKind))
    items = tuple(
        Item(f"i{at}", data.draw(kind), one, other, text[one:other], text[one:other].strip())
        for at, (one, other) in enumerate(apart[::2])
    )
    tray = tuple(Left(one, other, text[one:other], "it is left") for one, other in apart[1::2])
    media = data.draw(st.sampled_from(["text/plain", "text/html"]))
    made = Reading(Document("a", media, "ba" * 32, text, tuple(blocks)), items=items, tray=tray)
    pieces = list(pieces_of(Marks(made, contacts=True).parts()))
    assert squashed("".join(each.text for each in pieces)) == squashed(text)
    opened = [each.item for each in pieces if each.opens]
    assert len(opened) == len(set(opened))
    read(reading_page(made))


def test_what_found_no_place_is_in_the_tray_with_its_reason_and_leads_back() -> None:
    page = tree(ALDER)
    assert "no place was found for it" in by_id(page, "left-1").text()
    assert "Page 1 of 2" in by_id(page, "left-place-1").text()


def test_a_review_in_which_nothing_was_read_says_so() -> None:
    document = Document("a.txt", "text/plain", "ad" * 32, "Words", (Block(0, 5),))
    words = tree(Reading(document, tray=(Left(0, 5, "Words", "no place was found for it"),))).text()
    assert "Nothing that is an item was found" in words
    assert "Words" in words


def test_themes_stand_with_the_words_that_suggest_them() -> None:
    words = by_id(tree(ALDER), "item-2").text()
    assert "Fathers and other men" in words
    assert "“Fathers”" in words


# -- contacts


def test_contacts_are_masked_everywhere_unless_they_are_asked_for() -> None:
    shy = reading(
        "shy.txt",
        [
            *(("finding", item.text) for item in ALDER.items[:1]),
            ("contact", "Ada Example"),
            ("left", "ada@example.org"),
        ],
        publisher="Write to ada@example.org",
    )
    for made in (ALDER, BIRCH, shy):
        words = reading_page(made, suggested(made), LABELS)
        assert "Ada" not in words
        assert "567 890" not in words
        assert "@" not in words.partition("<body>")[2]
    assert "ada@example.org" in reading_page(ALDER, contacts=True)


@pytest.mark.parametrize(
    "text",
    [
        "a.worker@example.org", "A.O'Worker+x@mail.example.co.uk", "01234 567890", "+44 1234 567 890", "+44 (0)1234 567890",
        "(01234) 567-890", "07700 900 123", "0113.496.0000", "01234\n567 890", "01234\u00a0567\u00a0890", "01234–567–890",
        "0044 1234 567890", "(+44) 1234 567890", "01234/567890", "a.worker @ example.org", "a.worker@\nexample.org",
        "a.worker [at] example.org", "a.worker(at)example.org", "x" * 200 + "@example.org",
    ],
)  # fmt: skip
def test_addresses_and_numbers_of_people_are_contacts(text: str) -> None:
    assert masked(f"Ask {text}, or wait.") == "Ask [not shown], or wait."
    assert contacts_in(text) == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "0808 800 5000",
        "0300 123 4567",
        "999",
        "111",
        "2022-09-01",
        "01/02/2023",
        "in 2019 2020 2021",
        "@home",
        "20-25 weeks",
        "05.06.2021 12 agencies met",
        "from 05.06.21-12.07.21",
        "02-05-2023 11 people",
        "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10",
        "0 3 6 9 12 15 18 months",
    ],
)
def test_dates_counts_and_the_numbers_of_services_are_none(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["0" * 1_000_000, "a." * 500_000 + "@", "0 " * 500_000, "a@" * 500_000, "(at" * 300_000]
)
def test_contacts_are_looked_for_in_time_whatever_the_text(text: str) -> None:
    began = time.process_time()
    contacts_in(text)
    assert time.process_time() - began < 5


# -- what the page holds out against


def test_whatever_a_document_says_is_text() -> None:
    nasty = "<script>alert(1)</script> \" onload='x' & {{ 7*7 }} </style>"
    made = reading(
        f"{nasty}.txt", [("heading", nasty), ("finding", nasty), ("left", nasty)], publisher=nasty, dated=nasty
    )
    page = read(reading_page(made, suggested(made)))
    assert not page.all("script")
    assert not any(name.startswith("on") for each in page.walk() for name in each.attributes)
    assert nasty in by_id(page, "item-1").text()
    assert "49" not in by_id(page, "item-1").text()


def test_broken_characters_can_be_written_to_a_file() -> None:
    made = reading("a.txt", [("finding", "half a \ud83d character")], source="ae" * 32)
    assert reading_page(made).encode("utf-8")


def test_a_page_holds_no_character_that_no_page_may_hold() -> None:
    made = reading("a\x1b.txt", [("finding", "one \x1b[31m two \x9b three \x00\x07")])
    page = reading_page(made)
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", page)
    assert "one \ufffd[31m two \ufffd three" in page


def test_the_content_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    page = reading_page(ALDER)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert not re.search(r"url\(|@import|https?:|style=", page)


def test_the_page_has_a_language_landmarks_and_headings_in_order() -> None:
    page = tree(ALDER)
    assert page.all("html")[0].attributes["lang"] == "en-GB"
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(each.tag[1]) for each in page.walk() if re.fullmatch(r"h[1-6]", each.tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_long_review_is_laid_out_in_time() -> None:
    lines = [
        ("finding" if number % 3 else "left", f"Line {number} says something of the matter.") for number in range(6_000)
    ]
    made = reading("long.txt", lines)
    assert reading_page(made).count("<li") >= 6_000
