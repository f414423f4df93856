"""`nightlight read` and `nightlight reviews`: what they print, keep, refuse, and how they end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nightlight.chronology.problems import Unreadable
from nightlight.cli.app import EXIT_STATUS, every_command
from nightlight.cli.reading_json import plain
from nightlight.learning.document import Block, Document
from nightlight.learning.reading import Item, ItemKind, Reading

APP = every_command()
OPEN = Path(__file__).parents[1] / "briefings" / "open"

BRIEFING = """\
Learning briefing: Baby Larch

Published by Northmoor Safeguarding Children Partnership, March 2024

Key findings

- Fathers were not seen or assessed before the birth.
- The core group did not meet for eleven weeks.

Recommendations

1. The partnership should ask every agency how fathers are seen.
2. Midwives should give safer sleep advice to every carer of the baby.

Contact

For more, ask Ada Example, ada@example.org, 01234 567890.
"""


def run(*words: str | Path, stdin: bytes | None = None, columns: int = 100, **env: str) -> Result:
    """The command in this process; `Unreadable` is what `main` turns into exit status 1."""
    said = {"COLUMNS": str(columns), "NO_COLOR": "1", **env}
    return CliRunner().invoke(APP, [str(word) for word in words], env=said, input=stdin)


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a briefing, a copy of it with another name, one that is broken, and what is no briefing."""
    made = tmp_path / "a földer [x]"
    (made / "deeper").mkdir(parents=True)
    (made / "larch.txt").write_text(BRIEFING, encoding="utf-8")
    (made / "deeper" / "elm.txt").write_text(BRIEFING.replace("Larch", "Elm").replace("2024", "2021"), encoding="utf-8")
    (made / "broken.pdf").write_bytes(b"%PDF-1.7\nno more than this")
    (made / "picture.png").write_bytes(b"\x89PNG")
    (made / "~$larch.txt").write_text("a lock", encoding="utf-8")
    return made


@pytest.fixture
def shelf(tmp_path: Path, folder: Path) -> Path:
    file = tmp_path / "our.shelf"
    assert run("reviews", "add", folder / "larch.txt", folder / "deeper", "--shelf", file).exit_code == 0
    return file


def asked(shelf: Path, *words: str) -> object:
    result = run("reviews", *words, "--shelf", shelf, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# -- reading


def test_a_reading_is_printed_with_its_items_by_section_and_its_contacts_masked(folder: Path) -> None:
    result = run("read", folder / "larch.txt")
    words = flat(result.stdout)
    assert result.exit_code == 0
    assert "finding" in words
    assert "Fathers were not seen or assessed before the birth." in words
    assert "Fathers and other men" in words
    assert "March 2024" in words
    assert "ada@example.org" not in words
    assert "ada@example.org" in run("read", folder / "larch.txt", "--contacts").stdout


def test_json_is_one_object_on_a_line_for_each_document_with_spans_of_the_source(folder: Path) -> None:
    result = run("read", folder / "larch.txt", folder / "deeper" / "elm.txt", "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["name"] for each in found] == ["larch.txt", "elm.txt"]
    text = (folder / "larch.txt").read_text(encoding="utf-8")
    assert found[0]["characters"] == len(text)
    assert len(found[0]["source"]) == 64
    assert {"finding", "recommendation"} <= {each["kind"] for each in found[0]["items"]}
    for each in found[0]["items"]:
        assert ItemKind(each["kind"])
        if "[" not in each["text"]:
            assert text[each["start"] : each["end"]] == each["text"]
    assert "ada@example.org" not in result.stdout
    assert "ada@example.org" in run("read", folder / "larch.txt", "--json", "--contacts").stdout


def test_what_cannot_be_read_is_named_the_rest_is_read_and_it_ends_with_1(folder: Path) -> None:
    result = run("read", folder, folder / "none.docx", "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["name"] for line in result.stdout.splitlines()] == ["elm.txt", "larch.txt"]
    lines = result.stderr.splitlines()
    assert any("broken.pdf: " in line for line in lines)
    assert any("none.docx: there is no such file" in line for line in lines)
    assert lines[-1] == "2 of 4 could not be read."


def test_folders_and_patterns_are_taken_apart_and_what_fits_nothing_is_said(folder: Path) -> None:
    result = run("read", f"{folder.parent}/*/deep*/*.txt", f"{folder}/*.odt", folder.parent / "none", "--json")
    assert [json.loads(line)["name"] for line in result.stdout.splitlines()] == ["elm.txt"]
    assert "no file fits this pattern" in result.stderr
    assert result.exit_code == 1
    empty = folder.parent / "empty"
    empty.mkdir()
    assert "there are no briefings in this folder" in run("read", empty).stderr


def test_text_can_come_from_standard_input() -> None:
    result = run("read", "-", "--json", stdin=BRIEFING.encode())
    assert result.exit_code == 0
    assert any(each["kind"] == "recommendation" for each in json.loads(result.stdout)["items"])


def test_one_document_makes_one_page_and_several_make_a_folder_of_pages(folder: Path, tmp_path: Path) -> None:
    one, several = tmp_path / "page.html", tmp_path / "pages"
    assert run("read", folder / "larch.txt", "--html", one).exit_code == 0
    assert "<title>" in one.read_text(encoding="utf-8")
    assert "ada@example.org" not in one.read_text(encoding="utf-8")
    assert run("read", folder / "larch.txt", folder / "deeper", "--html", several).exit_code == 0
    assert sorted(each.name.rpartition("-")[0] for each in several.iterdir()) == ["elm", "larch"]
    wrong = run("read", folder / "larch.txt", folder / "deeper", "--html", one)
    assert wrong.exit_code == 2
    assert "name a folder" in flat(wrong.stderr)


@pytest.mark.skipif(not OPEN.is_dir(), reason="the made-up briefings are not there")
def test_every_format_is_read(tmp_path: Path) -> None:
    files = sorted(each for each in OPEN.iterdir() if each.suffix != ".json")
    result = run("read", *files, "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["name"] for each in found] == [each.name for each in files]
    assert all(each["items"] and each["facts"] for each in found)


def test_a_page_never_takes_the_place_of_a_file_that_is_none_of_ours(folder: Path, tmp_path: Path) -> None:
    review = folder / "larch.txt"
    for target in (review, folder / "broken.pdf"):
        before = target.read_bytes()
        wrong = run("read", review, "--html", target)
        assert wrong.exit_code == 2
        assert "no page of ours" in flat(wrong.stderr)
        assert target.read_bytes() == before


def test_a_page_takes_the_place_of_its_earlier_one_and_leaves_nothing_beside_it(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "deeper" / "larch.html"
    for _ in range(2):
        assert run("read", folder / "larch.txt", "--html", page).exit_code == 0
    assert [each.name for each in page.parent.iterdir()] == ["larch.html"]


def test_a_page_that_cannot_be_written_is_no_review_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = run("read", folder / "larch.txt", "--html", tmp_path / "file" / "page.html")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "1 page could not be written."
    assert "could not be read" not in result.stderr


def test_a_document_of_another_kind_in_a_folder_is_refused_by_name_and_other_files_are_counted(tmp_path: Path) -> None:
    made = tmp_path / "reviews"
    made.mkdir()
    (made / "larch.txt").write_text(BRIEFING, encoding="utf-8")
    (made / "old.DOC").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    (made / "notes.rtf").write_bytes(b"{\\rtf1 Learning}")
    (made / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    for name in ("one.jpg", "two.jpg", "sums.xlsx"):
        (made / name).write_bytes(b"\xff\xd8\xff")
    result = run("read", made, "--json")
    assert result.exit_code == 1
    said = result.stderr
    assert "old.DOC: it is a Word file of the old kind (.doc)" in said
    assert "notes.rtf: it is a rich text file" in said
    assert "gone.pdf: there is no such file" in said
    assert "3 files of kinds that hold no review passed over (2 .jpg, 1 .xlsx)" in said
    assert said.splitlines()[-1] == "3 of 4 could not be read."


def test_nothing_that_a_document_holds_steers_the_screen_or_the_json(tmp_path: Path) -> None:
    file = tmp_path / "nasty\x1b[31m.txt"
    nasty = "\x1b[31m \x9b31m \u202egnorw \x07"
    file.write_text(BRIEFING.replace("before the birth", nasty), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    as_json, printed = run("read", file, "--json").stdout, run("read", file).stdout
    run("reviews", "add", file, "--shelf", tmp_path / "a.shelf")
    found = run("reviews", "search", "fathers", "--json", "--shelf", tmp_path / "a.shelf").stdout
    for shown in (as_json, printed, found):
        assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(shown)
    items = json.loads(as_json)["items"]
    assert any("\u202e" in each["text"] for each in items)
    assert all(text[each["start"] : each["end"]] == each["text"] for each in items if "masked" not in each)


def test_contacts_are_in_nothing_that_any_command_prints_however_they_are_written(tmp_path: Path) -> None:
    file, shelf, page = tmp_path / "yew.txt", tmp_path / "a.shelf", tmp_path / "yew.html"
    contacts = (
        "01234\u00a0567\u00a0891",
        "01234–567–892",
        "0044 1234 567893",
        "a.worker [at] example.org",
    )
    lessons = "\n".join(f"- Ask every father where he sleeps, or ring {each} for help." for each in contacts)
    file.write_text(BRIEFING.replace("- Fathers", f"{lessons}\n- Fathers"), encoding="utf-8")
    said = (
        run("read", file, "--html", page).output + run("read", file, "--json").output + page.read_text(encoding="utf-8")
    )
    said += run("reviews", "add", file, "--shelf", shelf).output
    found = run("reviews", "search", "--json", "--shelf", shelf).stdout
    for words in (
        ["list"],
        ["search", "567"],
        ["search", "father"],
        ["told", "father"],
        ["told", "--like", "ask every father"],
    ):
        said += "".join(run("reviews", *words, *more, "--shelf", shelf).output for more in ([], ["--json"]))
    for command in ("similar", "watched", "themes"):
        said += "".join(
            run("reviews", command, hit["ref"], "--shelf", shelf).output for hit in json.loads(found)["hits"]
        )
    assert "Ask every father where he sleeps" in said
    assert not re.search(
        r"89[123]|1234|a\.worker|Ada", re.sub(r'"source": "\w+"|\b[0-9a-f]{10,64}\b', "", said + found)
    )


def test_notes_and_forums_are_masked_as_everything_else() -> None:
    text = "The Trust should do it."
    document = Document("a.txt", "text/plain", "ab" * 32, text, (Block(0, len(text)),), notes=("ring 01234 567890",))
    item = Item("i1", ItemKind.recommendation, 0, len(text), text, text, forum="a.worker@example.org")
    found = json.dumps(plain(Reading(document, items=(item,), notes=("or 01234 567891",)), {}))
    assert "01234" not in found
    assert "example.org" not in found


def test_what_stands_in_the_tray_several_times_is_printed_once(tmp_path: Path) -> None:
    found = run("read", OPEN / "executive-summary.pdf")
    assert flat(found.stdout).count("Child Aspen LCSPR - Executive Summary") == 1
    assert "it stands on every page; 3 times" in flat(found.stdout)


# -- the shelf


def test_reviews_are_added_once_and_listed(shelf: Path, folder: Path) -> None:
    again = run("reviews", "add", folder / "larch.txt", "--shelf", shelf)
    assert "unchanged" in again.stdout
    found = asked(shelf, "list")
    assert isinstance(found, list)
    assert [each["name"] for each in found] == ["larch.txt", "elm.txt"]
    assert "Northmoor" in run("reviews", "list", "--shelf", shelf).stdout


def test_adding_goes_on_past_what_cannot_be_read_and_ends_with_1(folder: Path, tmp_path: Path) -> None:
    result = run("reviews", "add", folder, "--shelf", tmp_path / "b.shelf")
    assert result.exit_code == 1
    assert "broken.pdf" in result.stderr
    assert "2 added" in result.stdout
    assert "  nightlight reviews told THEME" in result.stdout.splitlines()


def test_a_search_finds_items_and_says_in_how_many_reviews(shelf: Path) -> None:
    result = run("reviews", "search", "father", "--kind", "recommendation", "--shelf", shelf)
    assert "how fathers are seen" in flat(result.stdout)
    assert "2 items, in 2 of 2 reviews." in result.stdout
    assert (
        "1 item, in 1 of 1 review." in run("reviews", "search", "core group", "--year", "2021", "--shelf", shelf).stdout
    )


@pytest.mark.parametrize("words", ["AND", '"', "((", "norm:x*", "-- '; DROP", "*", "[red]x[/red]", "\x1b[31mfather"])
def test_whatever_is_searched_for_is_no_error(shelf: Path, words: str) -> None:
    result = run("reviews", "search", "--shelf", shelf, "--", words)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_lessons_like_a_text_or_an_item_are_found_in_other_reviews(shelf: Path) -> None:
    by_text = asked(shelf, "similar", "Nobody saw the father before the birth")
    assert isinstance(by_text, list)
    assert "Fathers were not seen" in by_text[0]["text"]
    by_item = asked(shelf, "similar", by_text[0]["ref"])
    assert isinstance(by_item, list)
    assert by_item[0]["source"] != by_text[0]["source"]


def test_how_often_we_were_told_is_counted_by_theme_by_words_and_by_likeness(shelf: Path) -> None:
    for words in (
        ["fathers_and_men"],
        ["Fathers and other men"],
        ["fathers", "birth"],
        ["--like", "Fathers not seen before birth"],
    ):
        found = asked(shelf, "told", *words)
        assert isinstance(found, dict)
        assert (found["all"]["reviews"], found["all"]["of"]) == (2, 2), words
        assert (found["first"], found["last"]) == ("2021-03", "2024-03")
        assert {item["ref"] for item in found["items"]} == set(found["all"]["items"])
    words_said = run("reviews", "told", "fathers_and_men", "--shelf", shelf).stdout
    assert "Told in 2 of 2 reviews" in words_said
    assert "First in March 2021, last in March 2024." in words_said


def test_those_addressed_are_found_by_the_words_of_the_field(tmp_path: Path) -> None:
    file, shelf = tmp_path / "a.txt", tmp_path / "a.shelf"
    file.write_text(BRIEFING.replace("Recommendations", "Recommendations for midwives"), encoding="utf-8")
    run("reviews", "add", file, "--shelf", shelf)
    refs = [
        [each["ref"] for each in json.loads(found)["hits"]]
        for word in ("midwives", "midwifery", "Maternity services")
        if (found := run("reviews", "search", "--audience", word, "--json", "--shelf", shelf).stdout)
    ]
    assert refs[0]
    assert refs == [refs[0]] * 3


def test_a_count_by_likeness_says_that_it_is_one_and_names_the_reviews(shelf: Path) -> None:
    said = flat(run("reviews", "told", "--like", "Fathers not seen before birth", "--shelf", shelf).stdout)
    assert "Something like it stands in 2 of 2 reviews" in said
    assert "Read the items before you quote the number." in said
    assert "Learning briefing: Baby Larch, Northmoor Safeguarding Children Partnership, March 2024" in said


@pytest.mark.parametrize("columns", [24, 40, 80])
def test_the_name_of_a_theme_stands_whole_on_any_screen_that_holds_it(shelf: Path, columns: int) -> None:
    said = run("reviews", "themes", "--shelf", shelf, columns=columns).stdout.split()
    assert "safer_sleep" in said
    assert columns < 40 or "referral_ownership_and_allocation" not in said or "transition_and_moves" in said
    assert columns < 80 or "supervision_and_management_oversight" in said


def test_a_lesson_is_led_to_its_nearest_check_or_told_that_there_is_none(shelf: Path) -> None:
    near = run("reviews", "watched", "Fathers were not seen before the birth", "--shelf", shelf).stdout
    assert re.search(r"`nightlight rules [a-z-]+` says what it really watches", flat(near))
    far = run("reviews", "watched", "The garden pond had no fence", "--shelf", shelf).stdout
    assert "No check is near" in far


def test_a_decision_is_kept_and_counts(shelf: Path) -> None:
    found = asked(shelf, "search", "core group", "--year", "2021")
    assert isinstance(found, dict)
    item = found["hits"][0]["ref"]
    said = run(
        "reviews",
        "themes",
        item,
        "--decide",
        "added",
        "--theme",
        "culture_and_bias",
        "--by",
        "policy officer",
        "--shelf",
        shelf,
    )
    assert "added by policy officer" in flat(said.stdout)
    counted = asked(shelf, "told", "culture_and_bias")
    assert isinstance(counted, dict)
    assert counted["all"]["items"] == [item]
    assert "Name" in run("reviews", "themes", "--shelf", shelf).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search", "x", "--theme", "safr_sleep"], "did you mean 'safer_sleep'?"),
        (["search", "x", "--kind", "recomendation"], "did you mean 'recommendation'?"),
        (["search", "x", "--year", "20x4"], "no year"),
        (["search", "x", "--audience", "astronauts"], "nothing on the shelf addresses 'astronauts'"),
        (["themes", "--decide", "added", "--theme", "neglect"], "name the item"),
        (["themes", "3f9a1c2b7d/i1", "--theme", "neglect"], "--decide"),
        (["add", "x.txt", "--date", "yesterday"], "no date"),
        (["add"], "Missing argument"),
    ],
)
def test_a_command_that_was_written_wrongly_ends_with_2(shelf: Path, words: list[str], said: str) -> None:
    result = run("reviews", *words, "--shelf", shelf)
    assert result.exit_code == 2
    assert said in flat(result.stderr)


@pytest.mark.parametrize("words", [["list"], ["search", "x"], ["told", "neglect"], ["remove", "x"], ["similar", "x"]])
def test_without_a_shelf_one_sentence_says_how_to_begin(tmp_path: Path, words: list[str]) -> None:
    result = run("reviews", *words, "--shelf", tmp_path / "none.shelf")
    assert isinstance(result.exception, Unreadable)
    assert "nightlight reviews add" in str(result.exception)


@pytest.mark.parametrize("command", ["add", "list", "search", "similar", "told", "watched", "themes", "remove"])
def test_the_help_of_each_command_has_an_example_and_the_exit_status_on_any_screen(command: str) -> None:
    for columns in (40, 100):
        result = run("reviews", command, "--help", columns=columns)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= columns
        assert f"nightlight reviews {command}" in flat(result.stdout)
        assert EXIT_STATUS in flat(result.stdout)


def test_the_command_as_a_person_runs_it_ends_with_1_and_no_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "broken.shelf"
    broken.write_text("no shelf " * 1000, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-c", "from nightlight.cli import main; main()", "reviews", "list"],
        capture_output=True,
        env={**os.environ, "NIGHTLIGHT_SHELF": str(broken)},
        check=False,
    )
    assert found.returncode == 1
    assert b"Traceback" not in found.stderr
    assert "it is no shelf" in found.stderr.decode()
