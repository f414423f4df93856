"""The shelf of reviews: what is put on it, found on it, counted on it, and kept when a review is read anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nightlight.chronology.problems import Unreadable
from nightlight.exchange.shelf import Editions, Filters, Shelf, usual_shelf
from nightlight.learning.reading import Fact, ItemKind, Reading
from nightlight.learning.themes import Verdict
from nightlight.rules.lessons import register
from nightlight.rules.nearest_check import safeguards_as_texts
from nightlight.rules.pack import pack
from nightlight.taxonomy.themes import taxonomy
from tests.unit.readings_by_hand import ALDER, BIRCH, CEDAR, EDITIONS, NOW, filled, put, reading, suggested


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with filled(tmp_path / "a.shelf") as made:
        yield made


def ref(made: Reading, item: str) -> str:
    return f"{made.document.source[:10]}/{item}"


# -- putting a review there


@pytest.mark.parametrize("made", [ALDER, BIRCH, CEDAR], ids=lambda each: each.document.name)
def test_a_review_comes_back_as_it_was_read(shelf: Shelf, made: Reading) -> None:
    assert shelf.reading(made.document.source) == made


def test_the_same_file_twice_is_one_review(shelf: Shelf) -> None:
    assert put(shelf, ALDER).outcome == "unchanged"
    renamed = replace(ALDER, document=replace(ALDER.document, name="another name.txt"))
    assert put(shelf, renamed).outcome == "unchanged"
    assert [each.name for each in shelf.reviews()] == ["alder.txt", "birch.txt", "cedar.txt"]


def test_a_newer_reading_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    finer = replace(ALDER, items=ALDER.items[1:])
    added = put(shelf, finer)
    assert (added.outcome, added.items) == ("replaced", 3)
    assert shelf.reading(ALDER.document.source) == finer
    assert shelf.search("sofa").items == 0


def test_two_files_with_the_same_words_are_said_to_be_and_count_as_one(shelf: Shelf) -> None:
    twin = replace(BIRCH, document=replace(BIRCH.document, name="birch again.txt", source="ab" * 32))
    assert put(shelf, twin).twins == ("birch.txt",)
    found = shelf.told_words("father")
    assert (found.all.reviews, found.all.of) == (2, 3)
    assert found.by_year[2021].of == 1


def test_what_a_person_says_of_a_review_stands_over_what_it_says_and_outlives_a_new_reading(shelf: Shelf) -> None:
    put(shelf, CEDAR, publisher="Southmoor Partnership", date="2019-06")
    put(shelf, replace(CEDAR, items=CEDAR.items[:1]))
    (cedar,) = (each for each in shelf.reviews() if each.name == "cedar.txt")
    assert (cedar.publisher, cedar.dated, cedar.given) == ("Southmoor Partnership", "2019-06", ("date", "publisher"))
    assert shelf.search("chronology", Filters(publisher="southmoor", since=2019, until=2019)).items == 1


def test_a_hint_of_a_publisher_finds_a_review_and_is_counted_under_no_name(shelf: Shelf) -> None:
    made = reading("hint.txt", [("finding", "The lift was broken.")])
    put(shelf, replace(made, facts=(Fact("publisher_hint", "Eastmoor", 0, 1),)))
    assert shelf.search("lift", Filters(publisher="eastmoor")).items == 1
    assert shelf.told_words("lift").by_publisher[None].reviews == 1


def test_a_review_is_taken_off_with_all_that_belongs_to_it(shelf: Shelf) -> None:
    shelf.decide(ref(ALDER, "i2"), "neglect", Verdict.added, "policy officer", NOW, taxonomy())
    assert shelf.remove(ALDER.document.source[:8]).name == "alder.txt"
    assert shelf.search("sofa").items == 0
    assert "alder.txt" not in [each.name for each in shelf.reviews()]
    put(shelf, ALDER)
    assert all(each.decision is None for each in shelf.themes_of(ref(ALDER, "i2"), taxonomy()))


# -- finding


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("father", {"alder.txt/i1", "alder.txt/i2", "birch.txt/i1"}),
        ("FATHERS birth", {"alder.txt/i2", "birch.txt/i1"}),
        ('"core group"', {"birch.txt/i3"}),
        ('"group core"', set()),
        ("chronolog*", {"cedar.txt/i1"}),
        ("learnt", {"birch.txt/i1", "birch.txt/i2", "birch.txt/i3"}),
        ("who", {"cedar.txt/i2"}),
    ],
    ids=["one word in any form", "all of several", "a phrase", "a phrase in another order", "a beginning", "the heading", "a small word"],
)  # fmt: skip
def test_items_are_found_by_their_words(shelf: Shelf, typed: str, found: set[str]) -> None:
    names = {each.source: each.name for each in shelf.reviews()}
    assert {f"{names[hit.source]}/{hit.ref.partition('/')[2]}" for hit in shelf.search(typed).hits} == found


def test_the_words_that_were_asked_for_are_marked_and_nothing_is_added_to_the_item(shelf: Shelf) -> None:
    (hit,) = shelf.search('"core group" weeks').hits
    assert [words for words, wanted in hit.parts if wanted] == ["core group", "weeks"]
    assert hit.words == "The core group must meet every six weeks; ask [not shown] for dates."


def test_where_no_item_holds_all_of_the_words_those_with_some_are_found_and_it_is_said(shelf: Shelf) -> None:
    found = shelf.search("chronology father")
    assert found.any_word
    assert found.items == 4
    assert not shelf.search("chronology visit").any_word


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        (Filters(kinds=(ItemKind.recommendation,)), 2),
        (Filters(kinds=(ItemKind.recommendation, ItemKind.finding)), 3),
        (Filters(audience="practitioners"), 3),
        (Filters(publisher="YNYS MON"), 3),
        (Filters(since=2022), 3),
        (Filters(until=2021), 3),
        (Filters(since=2022, until=2022), 0),
        (Filters(themes=("fathers_and_men",), publisher="northmoor", kinds=(ItemKind.learning_point,)), 1),
    ],
)
def test_without_words_the_filters_alone_choose(shelf: Shelf, filters: Filters, items: int) -> None:
    assert shelf.search("", filters).items == items


def test_a_search_says_in_how_many_of_how_many_reviews(shelf: Shelf) -> None:
    found = shelf.search("father", limit=1)
    assert (len(found.hits), found.items, found.reviews, found.of) == (1, 3, 2, 3)
    assert shelf.search("father", limit=1, offset=1).hits != found.hits


# -- contacts


def test_contacts_are_in_no_answer_and_cannot_be_searched_for(shelf: Shelf) -> None:
    for typed in ("Ada", "01234", "567890", '"ada example org"', "help@example.org"):
        assert not any("Ada" in hit.text or "@" in hit.text for hit in shelf.search(typed).hits)
    assert shelf.search("Ada").items == 0
    assert shelf.search("567890").items == 0
    shown = " ".join(hit.words + hit.text for hit in shelf.items("alder.txt"))
    assert "Ada" not in shown
    assert "567890" not in shown


def test_a_contact_in_the_name_of_a_publisher_or_a_title_is_masked_too(shelf: Shelf) -> None:
    shy = reading(
        "shy.txt",
        [("heading", "Ask ada@example.org"), ("finding", "Ask ada@example.org first.")],
        publisher="Board, ada@example.org",
    )
    title = Fact("title", "Ask ada@example.org", 0, 1)
    put(shelf, replace(shy, facts=(*shy.facts, title)))
    found = shelf.search("first")
    assert "@" not in repr(found) + repr(shelf.reviews()) + repr(shelf.told_words("first"))
    assert shelf.search('"ada example"').items == 0
    assert shelf.reading("shy.txt").facts == (*shy.facts, title)


# -- likeness


def test_lessons_like_this_one_are_those_of_other_reviews_with_what_both_have(shelf: Shelf) -> None:
    (first, *_) = shelf.similar(ref(ALDER, "i2"))
    assert first.hit.ref == ref(BIRCH, "i1")
    assert "birth" in first.words
    assert "fathers_and_men" in first.themes
    assert all(each.hit.source != ALDER.document.source for each in shelf.similar(ref(ALDER, "i2")))


def test_lessons_like_a_text_are_found_and_none_where_nothing_is_like_it(shelf: Shelf) -> None:
    assert shelf.similar("The father was seen by nobody before the birth")[0].hit.ref in (
        ref(ALDER, "i2"),
        ref(BIRCH, "i1"),
    )
    assert shelf.similar("Boats on the harbour") == ()


def test_a_lesson_that_is_watched_has_a_check_near_it_and_one_that_is_not_has_none(shelf: Shelf) -> None:
    rules = pack()
    checks = safeguards_as_texts(rules, register())
    systems = {each.name: each.systems for each in taxonomy().themes.values()}
    near = shelf.watched(ref(ALDER, "i2"), checks, systems)
    assert {rules[each.key].system for each in near} & {"men", "prebirth"}
    assert all(each.words for each in near)
    assert shelf.watched("The garden pond had no fence.", checks, systems) == ()


@pytest.mark.parametrize(
    ("asked", "themes", "near", "far"),
    [
        ("The bin lorry was late and nobody rang the depot", (), "", "The plan was late and nobody rang the ward."),
        ("Staff had no supervision", (), "Supervision was not given to staff.", "Bring this page to your next supervision."),
        ("Missed appointments were not followed up", (), "Nobody followed up missed appointments.", "Advice is not followed."),
    ],
)  # fmt: skip
def test_what_only_shares_a_word_with_a_question_is_not_shown_as_like_it(
    asked: str, themes: tuple[str, ...], near: str, far: str, tmp_path: Path
) -> None:
    others = [
        ("finding", f"The nurse wrote of a {word} in the notes of that week.")
        for word in ("cot", "pram", "bath", "car")
    ]
    lines = [("finding", each) for each in (near, far) if each]
    with Shelf.open(tmp_path / "a.shelf", make=True) as kept:
        put(kept, reading("a.txt", [*lines, *others]))

        assert [each.hit.text for each in kept.similar(asked, themes=themes)] == ([near] if near else [])
        assert [each.text for each in kept.told_like(asked, themes=themes).items] == ([near] if near else [])


# -- how often have we been told this?


def test_how_often_we_were_told_has_denominators_dates_and_the_items(shelf: Shelf) -> None:
    found = shelf.told_theme(["fathers_and_men"])
    assert (found.all.reviews, found.all.of) == (2, 3)
    assert set(found.all.items) == {ref(ALDER, "i2"), ref(BIRCH, "i1")}
    assert {year: (each.reviews, each.of) for year, each in found.by_year.items()} == {
        2021: (1, 1),
        2023: (1, 1),
        None: (0, 1),
    }
    assert found.by_publisher["Ynys Môn Safeguarding Board"].items == (ref(BIRCH, "i1"),)
    assert (found.first, found.last) == ("2021", "2023-04")


def test_what_happened_and_what_went_well_is_told_only_where_it_is_asked_for(shelf: Shelf) -> None:
    assert set(shelf.told_words("sleep").all.items) == {ref(ALDER, "i3")}
    asked = shelf.told_words("sleep", Filters(kinds=(ItemKind.strength, ItemKind.case_fact)))
    assert set(asked.all.items) == {ref(BIRCH, "i2")}


def test_much_the_same_is_counted_and_one_shared_word_is_not(shelf: Shelf) -> None:
    found = shelf.told_like("Nobody saw or assessed the father before the birth", themes=("fathers_and_men",))
    assert set(found.all.items) == {ref(ALDER, "i2"), ref(BIRCH, "i1")}
    assert shelf.told_like("A birth").all.reviews == 0


def test_reviews_read_with_different_editions_are_said_to_be(shelf: Shelf) -> None:
    old = reading("old.txt", [("finding", "The father was not asked.")])
    shelf.add(old, suggested(old), Editions("2025-01", "2025-01"), NOW, taxonomy())
    assert shelf.told_words("father").editions == {
        "themes 2026-11, lexicon 2026-11": 3,
        "themes 2025-01, lexicon 2025-01": 1,
    }


# -- what people decide


def test_a_decision_stands_over_a_suggestion_and_outlives_a_new_reading(shelf: Shelf) -> None:
    item = ref(ALDER, "i2")
    shelf.decide(item, "fathers_and_men", Verdict.refused, "policy officer", NOW, taxonomy(), "not about men")
    shelf.decide(item, "culture_and_bias", Verdict.added, "policy officer", NOW, taxonomy())
    more = replace(
        ALDER, items=(*ALDER.items, replace(ALDER.items[0], id="i9", kind=ItemKind.finding)), notes=("anew",)
    )
    assert put(shelf, more).lost == ()
    carried = {each.theme: each.carries for each in shelf.themes_of(item, taxonomy())}
    assert (carried["fathers_and_men"], carried["culture_and_bias"]) == (False, True)
    assert ref(ALDER, "i2") not in shelf.told_theme(["fathers_and_men"]).all.items
    assert ref(ALDER, "i2") in shelf.told_theme(["culture_and_bias"]).all.items


def test_a_decision_about_words_that_are_no_item_any_more_is_said_and_kept(shelf: Shelf) -> None:
    shelf.decide(ref(ALDER, "i2"), "culture_and_bias", Verdict.added, "policy officer", NOW, taxonomy())
    without = replace(ALDER, items=tuple(each for each in ALDER.items if each.id != "i2"))
    assert put(shelf, without).lost == (ALDER.items[1].text,)
    assert put(shelf, ALDER).lost == ()
    assert any(each.decision for each in shelf.themes_of(ref(ALDER, "i2"), taxonomy()))


def test_of_two_items_with_the_same_words_each_keeps_its_own_decision(shelf: Shelf) -> None:
    made = reading("twice.txt", [("finding", "Nobody asked."), ("finding", "Nobody asked.")])
    put(shelf, made)
    shelf.decide(ref(made, "i2"), "neglect", Verdict.added, "policy officer", NOW, taxonomy())
    swapped = replace(made, items=(replace(made.items[1], id="i1"), replace(made.items[0], id="i2")))
    put(shelf, swapped)
    assert [bool(shelf.themes_of(ref(made, item), taxonomy())) for item in ("i1", "i2")] == [True, False]


def test_nobody_decides_about_a_contact(shelf: Shelf) -> None:
    with pytest.raises(Unreadable, match="it is a contact"):
        shelf.decide(ref(ALDER, "i4"), "neglect", Verdict.added, "policy officer", NOW, taxonomy())


def test_themes_are_counted_in_reviews_of_how_many(shelf: Shelf) -> None:
    counts = shelf.themes()
    assert (counts["fathers_and_men"].reviews, counts["fathers_and_men"].of) == (2, 3)


# -- names


def test_a_review_and_an_item_that_are_not_there_are_said_not_to_be(shelf: Shelf) -> None:
    for ask in (
        lambda: shelf.item("0000000000/i1"),
        lambda: shelf.reading("nowhere.txt"),
        lambda: shelf.themes_of("'; --"),
    ):
        with pytest.raises(Unreadable, match=r"there is no item|means no review"):
            ask()


def test_the_shelf_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIGHTLIGHT_SHELF", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert usual_shelf() == tmp_path / "nightlight" / "reviews.shelf"
    monkeypatch.setenv("NIGHTLIGHT_SHELF", str(tmp_path / "ours"))
    assert usual_shelf() == tmp_path / "ours"


def test_a_shelf_of_some_thousand_items_answers_as_a_small_one_does(tmp_path: Path) -> None:
    """Beyond a size the nearest items are chosen by the full text first."""
    with filled(tmp_path / "large.shelf") as shelf:
        for number in range(40):
            lines = [
                ("finding", f"Matter {number} {place}: the record of visit {place} was kept.") for place in range(90)
            ]
            made = reading(f"large-{number}.txt", lines, dated=str(2000 + number % 20))
            shelf.add(made, {}, EDITIONS, NOW)
        assert shelf.similar(ref(ALDER, "i2"))[0].hit.ref == ref(BIRCH, "i1")
        found = shelf.search("record")
        assert (found.items, found.reviews, found.of) == (3600, 40, 43)
        assert set(shelf.told_like(ref(ALDER, "i2")).all.items) == {ref(ALDER, "i2"), ref(BIRCH, "i1")}
        assert not shelf.told_like(ref(ALDER, "i2")).more
        assert shelf.told_words("record visit", Filters(since=2005, until=2006)).all.of == 4
