"""`nightlight verify`: whatever one does to a sealed chronology, the entry that it was done to is named, and only that."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightlight.chronology.chain import BEGINNING, Link, _hash, erase, seal, verify
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import order_of_recording
from nightlight.exchange.sealed_file import read_sealed, write_sealed

_RAW: list[dict[str, Any]] = [
    {
        "kind": "factor.noted",
        "id": "drugs",
        "person": "mother",
        "factor": "substance_use",
        "text": "Said so\u2028herself.",
    },
    {"kind": "referral.made", "id": "r1", "to": "social_care", "about": ["baby"], "text": "Worried."},
    {"kind": "referral.received", "of": "r1", "agency": "social_care"},
    {"kind": "home.seen", "condition": "good", "by": "a midwife", "voice": "Slept through."},
    {"kind": "referral.allocated", "of": "r1", "to": "a social worker", "agency": "social_care"},
    {"kind": "contact.made", "with": ["mother"], "mode": "in_person", "text": "Well.", "source": "a neighbour"},
    {"kind": "birth", "child": "baby", "weight_g": 2900},
    {"kind": "contact.missed", "with": ["baby"], "reason": "no_access"},
]


def _sealed(count: int) -> list[Link]:
    reader = Reader()
    raw = {
        "agencies": {"midwifery": {"type": "midwifery"}, "social_care": {"type": "social_care"}},
        "people": {"mother": {"role": "mother"}, "baby": {"role": "unborn"}},
        "entries": [
            {"when": f"2024-03-{number:02d}", "agency": "midwifery", **each}
            for number, each in enumerate(_RAW[:count], 1)
        ],
    }
    record = reader.record(raw, "family")
    assert not reader.problems
    entries = sorted(record.entries, key=order_of_recording)
    return list(seal(entries, (f"{number:032x}" for number in range(count))))


CHAINS = {count: _sealed(count) for count in range(1, len(_RAW) + 1)}


def _lines(links: list[Link]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in write_sealed(links).split("\n") if line]


def _check(lines: list[dict[str, Any]], head: str | None = None) -> list[Problem]:
    """Through the file, as the command reads it."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        return verify(read_sealed(text), head)
    except Unreadable as wrong:
        return list(wrong.problems)


def _made_anew(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "hash": _hash(line["number"], line["facts"], line["digests"], line["previous"])}


def _names(problems: list[Problem], number: int) -> bool:
    return f"number {number} (" in " ".join(problem.says() for problem in problems)


@pytest.mark.parametrize("count", CHAINS)
def test_a_chain_that_nobody_touched_holds(count: int) -> None:
    links = CHAINS[count]
    assert _check(_lines(links)) == []
    assert _check(_lines(links), links[-1].hash) == []


@pytest.mark.parametrize("place", range(len(_RAW)))
def test_words_that_were_erased_with_their_salt_leave_the_chain_whole(place: int) -> None:
    links = list(CHAINS[8])
    links[place] = erase(links[place])
    assert _check(_lines(links), links[-1].hash) == []


def test_words_may_hold_what_ends_a_line_elsewhere() -> None:
    assert "\u2028" in write_sealed(CHAINS[8])
    assert read_sealed(write_sealed(CHAINS[8])) == CHAINS[8]
    assert read_sealed(write_sealed(CHAINS[8]).replace("\n", "\r\n")) == CHAINS[8]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a line that holds a value, the line itself left out."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in pairs for found in ((*path, key), *_places(each, (*path, key)))]


def _holder(line: dict[str, Any], path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        line = line[key]
    return line


values = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 99), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5),
    st.just([]), st.just({}), st.sampled_from(["referral.made", "2024-03-01", "baby", "0" * 64]),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn) -> tuple[list[dict[str, Any]], int]:
    """A chain in which one value of one line was changed, taken out or put in; and the number of that line."""
    count = draw(st.integers(1, len(_RAW)))
    lines = _lines(CHAINS[count])
    number = draw(st.integers(1, count))
    line = lines[number - 1]
    before = copy.deepcopy(line)
    path = draw(st.sampled_from(_places(line)))
    holder = _holder(line, path)
    act = draw(st.sampled_from(["change", "take out", "put in", "touch"]))
    if act == "change":
        holder[path[-1]] = draw(values)
    elif act == "take out":
        del holder[path[-1]]
    elif act == "put in" and isinstance(holder, dict):
        holder[draw(st.text(min_size=1, max_size=5))] = draw(values)
    elif isinstance(holder[path[-1]], str) and holder[path[-1]]:
        at = draw(st.integers(0, len(holder[path[-1]]) - 1))
        holder[path[-1]] = holder[path[-1]][:at] + draw(st.characters(codec="utf-8")) + holder[path[-1]][at + 1 :]
    same = json.dumps(line, sort_keys=True) == json.dumps(before, sort_keys=True)
    # A salt of an entry without words vouches for nothing; and words that go with their salt are erased, not changed.
    idle = not line.get("digests") and path in (("salt",), ("words",)) and line.keys() == before.keys()
    if same or idle:
        line["facts"]["label"] = "sealed"
    return lines, number


@given(changed())
@settings(max_examples=100, deadline=None)
def test_a_changed_entry_is_named_and_no_other(made: tuple[list[dict[str, Any]], int]) -> None:
    lines, number = made
    problems = _check(lines)
    assert len(problems) == 1, [problem.says() for problem in problems]
    assert problems[0].line == number


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_an_entry_that_was_changed_and_sealed_anew_is_named(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, len(_RAW)))
    number = data.draw(st.integers(1, count - 1))
    lines = _lines(CHAINS[count])
    what = data.draw(st.sampled_from(["facts", "previous", "digests"]))
    changed_line = {**lines[number - 1], what: "f" * 64 if what == "previous" else {"kind": "home.seen"}}
    if what == "digests":
        changed_line |= {"digests": {"text": "0" * 64}, "words": None, "salt": None}
    lines[number - 1] = _made_anew(changed_line)
    problems = _check(lines)
    assert len(problems) == 1, [problem.says() for problem in problems]
    assert _names(problems, number)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_the_last_entry_sealed_anew_is_found_by_the_head(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(_RAW)))
    lines = _lines(CHAINS[count])
    head = lines[-1]["hash"]
    lines[-1] = _made_anew({**lines[-1], "facts": {"kind": "home.seen"}})
    assert _check(lines) == []
    assert [problem.where for problem in _check(lines, head)] == ["the end of the chain"]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_moved_entry_is_named_with_where_it_belongs(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, len(_RAW)))
    lines = _lines(CHAINS[count])
    head = lines[-1]["hash"]
    old = data.draw(st.integers(0, count - 1))
    new = data.draw(st.integers(0, count - 1).filter(lambda place: place != old))
    lines.insert(new, lines.pop(old))
    problems = _check(lines, head)
    assert len(problems) == 1, [problem.says() for problem in problems]
    assert "moved" in problems[0].message
    near = abs(old - new) == 1  # of two neighbours that changed places, either was moved
    assert _names(problems, old + 1) or (near and _names(problems, new + 1))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_missing_entries_are_named_by_their_numbers(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, len(_RAW)))
    lines = _lines(CHAINS[count])
    head = lines[-1]["hash"]
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, min(count - 1, first + 2)).filter(lambda last: last - first + 1 < count))
    del lines[first : last + 1]
    problems = _check(lines, head)
    assert len(problems) == 1, [problem.says() for problem in problems]
    if last == count - 1:
        assert problems[0].where == "the end of the chain"
        assert _check(lines) == []
    else:
        assert f"number {last + 2} (" in problems[0].where
        shown = f"number {first + 1}," if first == last else f"numbers {first + 1} to {last + 1},"
        assert shown in problems[0].message


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_an_added_entry_is_named_and_no_other(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(_RAW)))
    lines = _lines(CHAINS[count])
    head = lines[-1]["hash"]
    at = data.draw(st.integers(0, count))
    how = data.draw(st.sampled_from(["copy", "altered copy", "forged", "forged anyhow"]))
    if how in ("copy", "altered copy"):
        added = copy.deepcopy(data.draw(st.sampled_from(lines)))
        if how == "altered copy":
            added["facts"]["label"] = "sealed"
    else:
        previous = lines[at - 1]["hash"] if at else BEGINNING
        number = at + 1 if how == "forged" else data.draw(st.integers(1, 99))
        added = _made_anew(
            {"number": number, "facts": {"kind": "home.seen", "id": "forged"}, "digests": {}, "words": {}, "salt": "00",
             "previous": previous if how == "forged" else "e" * 64, "hash": ""}
        )  # fmt: skip
    lines.insert(at, added)
    problems = _check(lines, head)
    assert problems
    if how == "copy":
        assert len(problems) == 1
        assert "twice" in problems[0].message
        assert _names(problems, added["number"])
    elif at < count or how == "altered copy":
        assert len(problems) == 1, [problem.says() for problem in problems]
        assert problems[0].line == at + 1
    else:
        assert "added" in " ".join(problem.message for problem in problems) or _names(problems, added["number"])


def test_an_entry_added_after_the_head_is_named() -> None:
    lines = _lines(CHAINS[8])
    problems = _check(lines, lines[5]["hash"])
    assert [problem.where for problem in problems] == ["number 7 (birth)"]
    assert "added after the head" in problems[0].message


def test_a_salt_that_was_left_where_words_are_gone_is_named() -> None:
    lines = _lines(CHAINS[8])
    lines[0]["words"] = None
    (problem,) = _check(lines)
    assert "salt was left" in problem.message


@pytest.mark.parametrize(
    "line",
    [
        "", "not json", "[1]", "5", '"text"', "null", "{}", '{"number": NaN}', '{"number": 1, "number": 2}', "[" * 100_000,
        '{"number": ' + "9" * 5000 + "}", '{"facts": {"a": "\\ud800"}}',
    ],
)  # fmt: skip
def test_a_line_that_is_no_link_is_named_with_its_line(line: str) -> None:
    lines = write_sealed(CHAINS[8]).split("\n")
    lines.insert(3, line)
    with pytest.raises(Unreadable) as wrong:
        read_sealed("\n".join(lines), "a.jsonl")
    (problem,) = wrong.value.problems
    assert (problem.line, problem.file) == (4, "a.jsonl")
    assert ";" in problem.message


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_an_empty_file_is_no_sealed_chronology(text: str) -> None:
    with pytest.raises(Unreadable, match="holds no entries"):
        read_sealed(text)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=100, deadline=None)
def test_any_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_sealed(text)


@pytest.mark.long
@given(st.data())
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_many_hands_do_something_is_found(data: st.DataObject) -> None:
    """Several acts one after another: the check never fails, and never passes what is not the chain."""
    lines = _lines(CHAINS[8])
    head = lines[-1]["hash"]
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "move", "copy", "change", "anew"])):
            case "drop" if len(lines) > 1:
                del lines[place]
            case "move":
                lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(place))
            case "copy":
                lines.insert(data.draw(st.integers(0, len(lines))), copy.deepcopy(lines[place]))
            case "change":
                lines[place]["facts"]["label"] = data.draw(st.sampled_from(["sealed", "restricted"]))
            case _:
                lines[place]["facts"]["label"] = "sealed"
                lines[place] = _made_anew(lines[place])
    assert bool(_check(lines, head)) == (lines != _lines(CHAINS[8]))
