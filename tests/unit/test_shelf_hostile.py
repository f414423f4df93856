"""A shelf under whatever is typed, written, killed or broken: no error of the full text, nothing lost, one clear sentence."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nightlight.chronology.problems import Unreadable
from nightlight.exchange.shelf import Shelf
from nightlight.exchange.shelf.asked import MOST, asked
from tests.unit.readings_by_hand import ALDER, EDITIONS, NOW, filled, put, reading

ROOT = Path(__file__).parents[2]


# -- what is typed


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return filled(tmp_path_factory.mktemp("shelf") / "a.shelf")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text("\"*^:(){}+-AND ORNEARf.\\'%_;", max_size=40))
@example('"')
@example("father AND NOT (")
@example("norm:father")
@example("{norm heading}: father")
@example("NEAR(father birth, 2)")
@example("^father")
@example("father * *")
@example("\0father\ud800")
@example("'; DROP TABLE items; --")
@example("😀 ﷽ ꙮ ᭄")
def test_what_a_person_types_is_never_an_error(shelf: Shelf, typed: str) -> None:
    found = shelf.search(typed)
    assert found.items >= len(found.hits)
    shelf.told_words(typed)
    shelf.similar(typed)


def test_words_of_the_full_text_have_no_meaning(shelf: Shelf) -> None:
    assert shelf.search("father OR").items == shelf.search("father").items
    assert shelf.search("norm:father").items == 0
    assert asked("NEAR(father birth, 2)").terms == ('"NEAR father"', '"birth"', '"2"')


def test_a_page_pasted_in_is_cut_and_it_is_said(shelf: Shelf) -> None:
    page = " ".join(f"word{number}" for number in range(5_000))
    assert len(asked(page).terms) == MOST
    assert shelf.search(page).cut


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("escalat*", "escalation"), ("escalati*", "escalated escalation"), ("safeguardin*", "safeguarding"), ("relat*", "relations"),
        ("assessmen*", "assessments"), ("communicat*", "communicating"), ("recommendatio*", "recommendations"), ("agenc*", "agencies"),
        ("sofa*", "sofas"), ("midwi*", "midwifery"), ("organis*", "organisational"), ("happ*", "happiness"), ("móth*", "mother"),
    ],
)  # fmt: skip
def test_a_star_finds_every_word_with_that_beginning_whatever_its_stem(tmp_path: Path, typed: str, word: str) -> None:
    with Shelf.open(tmp_path / "a.shelf") as shelf:
        put(shelf, reading("a.txt", [("finding", f"There was {word} in it."), ("finding", "Nobody asked.")]))
        assert shelf.search(typed).items == 1
        assert shelf.search(f"{typed} there").items == 1
        assert shelf.told_words(typed).all.reviews == 1
        assert shelf.search(f"{typed} nobody").any_word


def test_many_stars_are_no_error(shelf: Shelf) -> None:
    found = shelf.search(" ".join(f"word{number}*" for number in range(100)))
    assert found.cut


# -- what is in a review


def test_html_and_marks_in_a_review_stay_text(tmp_path: Path) -> None:
    words = "<script>alert(1)</script> & \x02marked\x03 \"quoted\" 'text' %s {0} \0 end"
    made = reading("<b>.txt", [("heading", "<h1>"), ("finding", words), ("left", "<img src=x>")], publisher="<i>P</i>")
    with Shelf.open(tmp_path / "a.shelf") as shelf:
        put(shelf, made)
        (hit,) = shelf.search("marked").hits
    assert hit.words == "<script>alert(1)</script> &  marked  \"quoted\" 'text' %s {0}   end"
    assert [piece for piece, wanted in hit.parts if wanted] == ["marked"]


def test_a_review_with_broken_characters_is_kept(tmp_path: Path) -> None:
    made = reading("broken\ud800.txt", [("finding", "half a \ud83d character")], publisher="P\udfff", source="cd" * 32)
    with Shelf.open(tmp_path / "a.shelf") as shelf:
        put(shelf, made)
        assert shelf.search("character").items == 1
        assert shelf.reading("cd" * 32).document.text == made.document.text


# -- what is in the file


def _says(path: Path, *, make: bool = False) -> str:
    said = _asked_of(path, make=make)
    assert said is not None
    return said


def _asked_of(path: Path, *, make: bool = False) -> str | None:
    """What is said when a shelf is asked for everything; None where it answers."""
    try:
        with Shelf.open(path, make=make) as shelf:
            shelf.search("father")
            shelf.reviews()
            shelf.themes()
            shelf.reading(ALDER.document.source)
    except Unreadable as wrong:
        (said,) = (each.says() for each in wrong.problems)
        return said
    return None


def test_a_file_that_is_no_shelf_is_said_to_be_none_and_stays_as_it_is(tmp_path: Path) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("These are notes and no database, as one can see at once.\n" * 50, encoding="utf-8")
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE people (name TEXT)")
    db.close()
    before = text.read_bytes(), other.read_bytes()
    for make in (False, True):
        assert "no shelf" in _says(text, make=make)
        assert "no shelf" in _says(other, make=make)
        assert "no file" in _says(tmp_path, make=make)
    assert (text.read_bytes(), other.read_bytes()) == before


def test_where_there_is_no_shelf_it_is_said_how_to_begin_one(tmp_path: Path) -> None:
    assert "nightlight reviews add" in _says(tmp_path / "none.shelf")
    assert not (tmp_path / "none.shelf").exists()


def test_a_shelf_of_a_later_edition_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.shelf"
    filled(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    said = _says(path, make=True)
    assert "edition 99" in said
    assert "update this one" in said


@pytest.mark.parametrize("at", [100, 1_000, 4_096, 8_192, 20_000, 40_000, 60_000])
def test_a_damaged_shelf_gives_one_clear_sentence_or_a_right_answer(tmp_path: Path, at: int) -> None:
    path = tmp_path / "a.shelf"
    filled(path).close()
    data = bytearray(path.read_bytes())
    data[at : at + 600] = b"\xa5" * len(data[at : at + 600])
    path.write_bytes(data)
    said = _asked_of(path)
    assert said is None or (str(path) in said and "\n" not in said)


def test_a_shelf_that_is_cut_short_gives_one_clear_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.shelf"
    filled(path).close()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "damaged" in _says(path)


# -- who writes to it

_ADDING = """
import sys
from pathlib import Path
from nightlight.exchange.shelf import Shelf
from tests.unit.readings_by_hand import EDITIONS, NOW, reading
path, who, times, items = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for number in range(times):
    lines = [("finding", f"Matter {who} {number} {place} was not weighed.") for place in range(items)]
    with Shelf.open(path) as shelf:
        shelf.add(reading(f"{who}-{number}.txt", lines), {}, EDITIONS, NOW)
    print(number, flush=True)
"""


def _adding(path: Path, who: str, times: int, items: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _ADDING, str(path), who, str(times), str(items)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
    )


def test_two_processes_that_add_at_once_both_keep_their_reviews(tmp_path: Path) -> None:
    path = tmp_path / "a.shelf"
    both = [_adding(path, who, 8, 5) for who in ("one", "other")]
    assert [process.wait(60) for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    with Shelf.open(path, make=False) as shelf:
        assert len(shelf.reviews()) == 16
        assert shelf.search("weighed").items == 80


def test_a_process_killed_in_the_middle_of_an_add_leaves_the_shelf_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.shelf"
    for pause in (0.0, 0.02, 0.05):
        process = _adding(path, f"killed-{pause}", 1000, 400)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        process.stdout.close()
        with Shelf.open(path, make=False) as shelf:
            for review in shelf.reviews():
                assert review.items == 400
            assert shelf.search("weighed").items == 400 * len(shelf.reviews())
            shelf.add(reading(f"after-{pause}.txt", [("finding", "And on.")] * 400), {}, EDITIONS, NOW)
            shelf.remove(f"after-{pause}.txt")


def test_nothing_of_an_add_that_fails_is_kept(tmp_path: Path) -> None:
    made = reading("bad.txt", [("finding", "One."), ("finding", "Two.")])
    twice = type(made)(made.document, items=(made.items[0], made.items[0]))
    with Shelf.open(tmp_path / "a.shelf") as shelf:
        with pytest.raises(Unreadable):
            shelf.add(twice, {}, EDITIONS, NOW)
        assert shelf.reviews() == ()
        assert shelf.search("One").items == 0
