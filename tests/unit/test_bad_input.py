"""Bad input: every mistake is one clear message with its line, and nothing that can be read ends in a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, nearest, printable, shown
from nightlight.exchange.case_file import read_case_file, read_case_text, read_text
from nightlight.exchange.yaml_text import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES
from nightlight.rules.pack import pack
from nightlight.safeguards.notation import read_safeguard

FOLDER = Path(__file__).parent.parent / "bad_input"
_MARK = re.compile(r"#! ([^#]+?)(?= #!|$)")

CASE = """\
case: made-up
title: Made up
source: made up
agencies: {social_care: {type: social_care}, midwifery: {type: midwifery}}
people: {mother: {role: mother}, baby: {role: unborn}}
entries:
  - {kind: pregnancy.known, when: 2024-01-02, agency: midwifery, mother: mother, child: baby, due: 2024-06-20}
"""


def wrong_in(read: Callable[[], object]) -> list[Problem]:
    """The mistakes that reading lists."""
    with pytest.raises(Unreadable) as wrong:
        read()
    return list(wrong.value.problems)


def _read(name: str, text: str) -> object:
    if name.endswith(".yaml"):
        return read_case_text(text, name)
    if name.endswith("limits.toml"):
        return pack().limits.over(text, name)
    return read_safeguard(text, pack().limits, name)


def _one_message_each(name: str, *, lines: bool) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    expected = [(number, words) for number, line in enumerate(text.splitlines(), 1) for words in _MARK.findall(line)]
    problems = wrong_in(lambda: _read(name, text))
    said = [problem.says() for problem in problems]
    for number, words in expected:
        found = [each for each in problems if words in each.message and (each.line == number or not lines)]
        assert found, f"line {number} lacks {words!r}:\n" + "\n".join(said)
        assert len(found) == 1 or not lines, f"line {number}, {words!r} is said twice:\n" + "\n".join(said)
    assert len(problems) == len(expected), "\n".join(said)
    assert len(expected) >= 20
    assert all(problem.file == name for problem in problems)


@pytest.mark.parametrize("name", ["case.yaml", "safeguard.toml"])
def test_each_mistake_of_a_file_has_one_message_on_its_line(name: str) -> None:
    _one_message_each(name, lines=True)


def test_each_mistake_of_a_file_of_limits_has_one_message() -> None:
    _one_message_each("limits.toml", lines=True)


# -- text that is no case


BILLION_LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)

NO_CASE = {
    "empty": ("", "it is empty"),
    "blank": (" \n\n", "it is empty"),
    "comments only": ("# nothing\n", "it is empty"),
    "null": ("null", "it is empty"),
    "words": ("once upon a time", "a case file is a mapping"),
    "a list": ("- a\n- b\n", "a case file is a mapping"),
    "no YAML": ("case: [a\ntitle: b", "a bracket was opened and not closed"),
    "an open quote": ('case: "a\ntitle: b', "not closed"),
    "a colon in the words": ("case: he said: no", "put words with a colon in quotes"),
    "tabs": ("case: a\nentries:\n\t- a", "not tabs"),
    "a null byte": ("case: a\0b", "control characters"),
    "a bell": ("case: a\x07b", "control characters"),
    "half a character": ("case: \ud800", "half a character"),
    "deep": ("[" * 100_000, f"more than {MAX_DEPTH} deep"),
    "deep mappings": ("\n".join(" " * depth + "a:" for depth in range(200)), f"more than {MAX_DEPTH} deep"),
    "an alias bomb": (BILLION_LAUGHS, f"more than {MAX_VALUES:,} values"),
    "too many values": ("[" + "a," * (MAX_VALUES + 1) + "]", f"more than {MAX_VALUES:,} values"),
    "too long": ("a" * (MAX_CHARACTERS + 1), "longer than"),
    "a loop": ("case: &a [*a]", "points to what it stands in"),
    "an alias to nothing": ("case: a\ntext: *important", "`*important` points to nothing"),
    "two documents": (CASE + "---\n" + CASE, "a second document"),
    "a merge": ("case: a\npeople: {a: &a {role: mother}, b: {<<: *a}}", "cannot be merged"),
    "a list as a name": ("? [a]\n: b", "must be a word"),
    "keys that stand twice": ("case: a\ncase: b", "the key 'case' stands twice in one mapping (first on line 1)"),
    "JSON with a key twice": ('{"case": "\\ud83d\\ude00", "case": "b"}', "the key 'case' stands twice"),
    "half of JSON": ('{"case": ', "it is not YAML"),
    "something else": ("<html><body>404</body></html>", "a case file is a mapping"),
}


@pytest.mark.parametrize("name", NO_CASE)
def test_text_that_is_no_case_has_one_message(name: str) -> None:
    text, words = NO_CASE[name]
    problems = wrong_in(lambda: read_case_text(text, "a.yaml"))
    said = [problem.says() for problem in problems]
    assert len(problems) == 1, said
    assert words in said[0]
    assert said[0].startswith("a.yaml")
    assert len(said[0]) < 300


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda text: text.replace("\n", "\r\n"), "Windows line ends"),
        (lambda text: text.replace("\n", "\r"), "old Macintosh line ends"),
        (lambda text: "\ufeff" + text, "a byte order mark"),
        (
            lambda text: text.replace("mother:", "constructor:", 1).replace("mother: mother", "mother: constructor"),
            "a name",
        ),
        (lambda text: text.replace("Made up", "Zoë’s case 👶"), "any characters"),
        (lambda text: text.replace("mother: mother", "mother: mother, text: " + "w" * 10_000), "a long word"),
        (lambda text: text + "# the end", "no line end"),
        (lambda text: text + "...\n", "an end mark"),
    ],
)
def test_what_looks_odd_and_is_right_is_read(change: Callable[[str], str], name: str, tmp_path: Path) -> None:
    file = tmp_path / "a case.yaml"
    file.write_bytes(change(CASE).encode())
    assert len(read_case_file(file).chronology.entries) == 1


def test_json_is_read_too() -> None:
    text = (
        '{"case": "a", "agencies": {"midwifery": {}}, "people": {"baby": {"role": "unborn"}}, "entries": [{"kind": "birth",'
        ' "when": "2024-01-02", "agency": "midwifery", "child": "baby", "live": true, "weight_g": 2900, "weeks": 38,'
        ' "text": "\\ud83d\\ude00"}]}'
    )
    (entry,) = read_case_text(text).chronology.entries
    assert (entry.get("live"), entry.get("weight_g"), entry.get("weeks"), entry.text) == (True, 2900, 38, "😀")


# -- files


def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(CASE.replace("Made up", "Zoë").encode("latin-1"))
    (tmp_path / "image.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\xd8")
    (tmp_path / "utf16.yaml").write_bytes(CASE.encode("utf-16"))
    with (tmp_path / "large.yaml").open("wb") as large:
        large.truncate(50_000_000)
    said = {
        name: [problem.says() for problem in wrong_in(lambda name=name: read_case_file(tmp_path / name))]  # type: ignore[misc]
        for name in ("none.yaml", ".", "latin.yaml", "image.yaml", "utf16.yaml", "large.yaml")
    }
    assert all(len(each) == 1 for each in said.values())
    assert "check the name" in said["none.yaml"][0]
    assert "it is a folder" in said["."][0]
    assert "latin.yaml:2: the file: it is not UTF-8 text from this line on; save it as UTF-8" in said["latin.yaml"][0]
    assert "it is not text" in said["image.yaml"][0]
    assert "it is not text" in said["utf16.yaml"][0]
    assert "larger than" in said["large.yaml"][0]


def test_a_device_without_an_end_is_not_read_for_ever() -> None:
    zero = Path("/dev/zero")
    if not zero.exists():
        pytest.skip("no such device here")
    assert "larger than" in wrong_in(lambda: read_text(zero))[0].message


# -- values


def _entry(fields: str) -> str:
    return CASE + f"  - {{when: 2024-02-01, agency: midwifery, {fields}}}\n"


VALUES = {
    "a date that does not exist": ("kind: birth, child: baby, until: 2023-02-29", "February 2023 has no day 29"),
    "a time that does not exist": ("kind: birth, child: baby, until: 2024-03-01T24:00", "no such time"),
    "a year far away": ("kind: birth, child: baby, until: 20240-01-01", "is not a date"),
    "a date as people say it": ("kind: birth, child: baby, until: 1 March 2024", "write it as 2024-05-03"),
    "a list of dates": ("kind: birth, child: baby, until: [2024-03-01]", "write one date"),
    "a long date": ("kind: birth, child: baby, until: " + "9" * 10_000, "is not a date"),
    "words for a number": ("kind: birth, child: baby, weight_g: heavy", "is no number"),
    "no number at all": ("kind: birth, child: baby, weight_g: .nan", "is no number"),
    "an endless number": ("kind: birth, child: baby, weight_g: 1e999", "is no number"),
    "minutes of a number": ("kind: birth, child: baby, weight_g: 1:30", "is no number"),
    "a raised digit": ("kind: birth, child: baby, weeks: ²", "no week of pregnancy"),
    "far too many weeks": ("kind: birth, child: baby, weeks: " + "9" * 5000, "no week of pregnancy"),
    "on for true": ("kind: birth, child: baby, live: on", "neither true nor false"),
    "a list of words": ("kind: birth, child: baby, text: [a, b]", "write it as words"),
    "a mapping of words": ("kind: birth, child: baby, text: {a: b}", "write it as words"),
    "a list for one": ("kind: birth, child: [baby]", "is no person of this record"),
    "a mapping for one": ("kind: birth, child: {baby: true}", "is no person of this record"),
    "an empty item": ("kind: area.moved, to: a town, who: [mother, ]\n    ".replace(", ]", ", null]"), "is empty"),
    "nobody": ("kind: birth, child: null", "it needs its child"),
    "a long person": ("kind: birth, child: " + "m" * 10_000, "(10,000 characters) is no person"),
    "shared with a word": ("kind: birth, child: baby, shared: {social_care: soon}", "`null` (never)"),
    "shared with nobody known": ("kind: birth, child: baby, shared: [nobody_known]", "is no agency"),
    "an id of a place": ("kind: birth, child: baby, id: '#1'", "cannot be an id"),
    "an empty id": ("kind: birth, child: baby, id: ' '", "cannot be an id"),
    "a correction of itself": ("kind: birth, child: baby, id: b, replaces: b", "recorded after what it replaces"),
    "of no thread": ("kind: referral.received, of: nothing", "a referral is opened by referral.made"),
    "a kind in a list": ("kind: [birth], child: baby", "is no kind of entry"),
    "a kind by another name": ("knd: birth, child: baby", "is 'knd' meant to be `kind`?"),
    "a kind with a line end": ('kind: "bir\\nth\\e[31m", child: baby', "is no kind of entry"),
    "precision in a list": ("kind: birth, child: baby, precision: [day]", "is no precision"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_has_one_message_on_its_line(name: str) -> None:
    fields, words = VALUES[name]
    problems = wrong_in(lambda: read_case_text(_entry(fields), "a.yaml"))
    said = [problem.says() for problem in problems]
    assert len(problems) == 1, said
    assert said[0].startswith("a.yaml:8: entry 2"), said
    assert words in said[0]
    assert said[0].isprintable()
    assert len(said[0]) < 400


@pytest.mark.parametrize(
    ("written", "live"), [("yes", True), ("no", False), ("true", True), ("NO", False), ("null", None), ("~", None)]
)
def test_yes_and_no_are_a_flag_only_where_a_flag_belongs(written: str, live: bool | None) -> None:
    fields = f"kind: birth, child: baby, live: {written}, text: {written}, by: 'no', ref: 0123, voice: on"
    entry = read_case_text(_entry(fields)).chronology.entries[1]
    assert entry.get("live") is live
    assert entry.text == (None if live is None else written)
    assert (entry.by, entry.ref, entry.voice) == ("no", "0123", "on")


@pytest.mark.parametrize(
    ("written", "wall"),
    [
        ("2024-07-01T12:00Z", "2024-07-01T13:00"),
        ("2024-01-01T12:00+05:30", "2024-01-01T06:30"),
        ("2024-07-01 12:00", "2024-07-01T12:00"),
    ],
)
def test_a_time_with_a_zone_is_london_time(written: str, wall: str) -> None:
    entry = read_case_text(
        CASE + f"  - {{when: '{written}', agency: midwifery, kind: birth, child: baby}}\n"
    ).chronology.entries[1]
    assert entry.when.iso() == wall


# -- one mistake, one message


def test_a_name_that_nobody_declared_is_said_once_with_every_place() -> None:
    text = CASE + "".join(
        f"  - {{kind: self_report, when: 2024-02-{day:02d}, agency: midwifery, person: mothr, claim: well}}\n"
        for day in range(1, 21)
    )
    (problem,) = wrong_in(lambda: read_case_text(text))
    assert "did you mean 'mother'?" in problem.message
    assert "entry 3 (line 9)" in problem.message
    assert "14 more" in problem.message


@pytest.mark.parametrize("missing", ["agencies", "people", "entries"])
@pytest.mark.parametrize("how", ["gone", "misspelt", "a list", "empty"])
def test_a_list_that_is_missing_is_said_once(missing: str, how: str) -> None:
    text = "".join(
        f"  - {{kind: self_report, when: 2024-02-{day:02d}, agency: police, person: mother, claim: well}}\n"
        for day in range(1, 21)
    ).join([CASE.replace("midwifery: {type: midwifery}", "midwifery: {type: midwifery}, police: {type: police}"), ""])
    new = {
        "gone": "notes:",
        "misspelt": f"{missing[:-2]}{missing[-1]}:",
        "a list": f"{missing}: oh\nnotes:",
        "empty": f"{missing}:\nnotes:",
    }[how]
    problems = wrong_in(lambda: read_case_text(re.sub(rf"^{missing}:", new, text, flags=re.MULTILINE)))
    assert len(problems) == 1, [problem.says() for problem in problems]
    assert problems[0].field is not None
    assert missing[:-2] in problems[0].field


def test_what_follows_from_an_opener_that_could_not_be_read_is_not_said() -> None:
    text = (
        CASE
        + "  - {kind: refrral.made, id: r1, when: 2024-02-01, agency: midwifery, to: social_care}\n"
        + "  - {kind: meeting.called, when: 2024-02-01, agency: social_care, type: strategy, date: 2024-02-02, invited: []}\n"
        + "  - {kind: referral.received, of: r1, when: 2024-02-01, agency: social_care}\n"
        + "  - {kind: meeting.held, of: m1, when: 2024-02-02, agency: social_care, present: [midwifery]}\n"
    )
    problems = wrong_in(lambda: read_case_text(text))
    assert [problem.line for problem in problems] == [8, 9]


def test_corrections_in_a_loop_are_said_and_end() -> None:
    entry = "kind: birth, child: baby, when: 2024-02-0"
    text = CASE + "".join(
        f"  - {{{entry}{day}, agency: midwifery, id: b{day}, replaces: b{day % 3 + 1}}}\n" for day in (1, 2, 3)
    )
    problems = wrong_in(lambda: read_case_text(text))
    assert problems
    assert all("recorded after what it replaces" in problem.message for problem in problems)
    assert all(problem.line in (8, 9, 10) for problem in problems)


def test_an_id_made_from_another_entry_is_refused() -> None:
    text = (
        CASE
        + "  - {kind: birth, id: b, child: baby, when: 2024-02-01, agency: midwifery, shared: {social_care: 2024-03-01}}\n"
        + "  - {kind: birth, id: b~social_care, child: baby, when: 2024-02-01, agency: midwifery}\n"
    )
    (problem,) = wrong_in(lambda: read_case_text(text))
    assert "give it another" in problem.message


# -- messages


def test_the_nearest_word_is_found_whatever_its_capitals() -> None:
    assert nearest("REF1", ["Ref1", "other"]) == "Ref1"
    assert nearest("x" * 10_000, ["x"]) is None
    assert did_you_mean("zzz", ["a", "b"]) == "; it is one of a, b"
    assert did_you_mean("zzz", [str(number) for number in range(9)]) == ""


def test_what_cannot_be_printed_is_written_as_an_escape() -> None:
    assert printable("a\x1b[31m\nb\ud800") == "a\\x1b[31m\\nb\\ud800"
    assert shown("a" * 100) == "'" + "a" * 60 + "'… (100 characters)"
    assert len(shown({"a": ["b" * 1000] * 1000})) < 200
    assert Problem("entry " + "9" * 1000, "wrong", "f" * 1000).says().count("9") == 114
