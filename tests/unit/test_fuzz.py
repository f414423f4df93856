"""Whatever a file holds, reading it works or raises `Unreadable`; and what was read can be replayed."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date, time
from importlib import resources
from typing import Any, TypeVar

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.exchange.case_file import read_case_text
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.case import read_case
from nightlight.rules.pack import pack
from nightlight.safeguards.limits import Limits
from nightlight.safeguards.notation import read_safeguard
from nightlight.safeguards.wording import says_rule

_T = TypeVar("_T")

_ROOT = resources.files("nightlight")


def _texts(folder: str, ending: str) -> dict[str, str]:
    files = sorted((_ROOT / folder).iterdir(), key=lambda each: each.name)
    return {each.name: each.read_text(encoding="utf-8") for each in files if each.name.endswith(ending)}


CASES = _texts("cases/reviews", ".yaml")
RULES = _texts("rules/england", ".toml")
LIMITS = (_ROOT / "rules/limits.toml").read_text(encoding="utf-8")
#: Short enough that hundreds are read in a second.
SHORT_CASES = {name: "\n".join(text.splitlines()[:60]) + "\n" for name, text in CASES.items()}

#: Words that mean something somewhere in a file, beside those that mean nothing.
_WORDS = sorted(
    {*KINDS, *ENVELOPE, *(name for kind in KINDS.values() for name in kind.specs)}
    | {
        "mother",
        "baby",
        "social_care",
        "midwifery",
        "true",
        "no",
        "on",
        "null",
        "2024-02-30",
        "2024-03-01T10:00Z",
        "1",
        "#1",
    }
)

leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=8), st.sampled_from(_WORDS),
    st.dates(date(1, 1, 1)), st.times(), st.datetimes(), st.just("w" * 10_000), st.just("²"), st.just("\x1b[31m\0\ud800"),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in pairs for found in ((*path, key), *_paths(each, (*path, key)))]


def mutated(draw: st.DrawFn, raw: Any) -> Any:
    """A copy in which a few values were changed, taken out, put elsewhere or added."""
    raw = copy.deepcopy(raw)
    for _ in range(draw(st.integers(1, 4))):
        paths = _paths(raw)
        if not paths:
            break
        path = paths[draw(st.integers(0, len(paths) - 1))]
        holder = raw
        for key in path[:-1]:
            holder = holder[key]
        act = draw(st.sampled_from(["change", "change", "take out", "move", "rename"]))
        if act == "change":
            holder[path[-1]] = draw(values)
        elif act == "take out":
            del holder[path[-1]]
        elif act == "move":
            other = paths[draw(st.integers(0, len(paths) - 1))]
            source = raw
            for key in other:
                source = source[key]
            holder[path[-1]] = copy.deepcopy(source)
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(_WORDS) | st.text(max_size=5))] = holder.pop(path[-1])
    return raw


def mangled(draw: st.DrawFn, text: str) -> str:
    """A text in which a few characters or lines were changed, taken out, doubled or added."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["put in", "take out", "cut", "double a line", "drop a line", "swap"])):
            case "put in":
                bits = st.sampled_from(
                    ["\t", "\r", "\0", ":", ": ", "- ", "[", "]", "{", "}", "'", '"', "*", "&", "#", "\n", "\ufeff"]
                )
                text = text[:at] + draw(bits | st.text(max_size=4)) + text[at:]
            case "take out":
                text = text[:at] + text[at + draw(st.integers(1, 20)) :]
            case "cut":
                text = text[:at] if draw(st.booleans()) else text[at:]
            case "swap":
                other = draw(st.integers(0, len(text)))
                low, high = sorted((at, other))
                text = text[high:] + text[low:high] + text[:low] if draw(st.booleans()) else text[:low] + text[high:]
            case act:
                lines = text.splitlines(keepends=True) or [""]
                number = draw(st.integers(0, len(lines) - 1))
                text = "".join([*lines[:number], *lines[number + (act == "drop a line") :][:1], *lines[number + 1 :]])
    return text


def _told(problems: tuple[Problem, ...]) -> None:
    """What every list of mistakes keeps to."""
    said = [problem.says() for problem in problems]
    assert said
    assert all(each.isprintable() and len(each) < 1000 for each in said), said
    assert len(said) == len(set(said)), said


def _reads(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except Unreadable as wrong:
        _told(wrong.problems)
        return None


quick = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def case_values(draw: st.DrawFn, texts: dict[str, str]) -> Any:
    return mutated(draw, _plain(read_yaml(texts[draw(st.sampled_from(sorted(texts)))])))


def _plain(value: Any) -> Any:
    """Without the lines, which a copy that was changed would no longer have right."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


@st.composite
def case_texts(draw: st.DrawFn, texts: dict[str, str]) -> str:
    return mangled(draw, texts[draw(st.sampled_from(sorted(texts)))])


def test_a_list_for_the_person_harmed_is_a_mistake() -> None:
    raw = _plain(read_yaml(SHORT_CASES["baby-a.yaml"]))
    raw["harm"]["who"] = ["baby"]
    with pytest.raises(Unreadable):
        read_case(raw)


@pytest.mark.parametrize(("place", "entry"), [("²", None), ("1", "not an entry")])
def test_a_repair_in_an_odd_place_is_a_mistake(place: str, entry: str | None) -> None:
    raw = _plain(read_yaml(SHORT_CASES["baby-a.yaml"]))
    if entry is not None:
        raw["entries"][0] = entry
    repair = {"kind": "birth", "child": "baby", "when": "2020-01-01", "agency": "midwifery", "instead_of": place}
    raw["expect"] = [{"system": "sleep", "what": "a gap", "before": "2024-01-01", "repair": [repair]}]
    with pytest.raises(Unreadable):
        read_case(raw)


def _read_values(raw: Any) -> None:
    _reads(lambda: read_case(raw, "a.yaml"))


def _read_as_text(raw: Any) -> None:
    """The same values as somebody would have written them, in both forms."""
    raw = json.loads(json.dumps(raw, default=str).replace("\\ud800", ""))
    _reads(lambda: read_case_text(json.dumps(raw), "a.json"))
    _reads(lambda: read_case_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), "a.yaml"))


@given(case_values(SHORT_CASES))
@quick
def test_a_case_with_other_values_is_read_or_unreadable(raw: Any) -> None:
    _read_values(raw)


@given(case_values({name: text for name, text in SHORT_CASES.items() if name == "baby-a.yaml"}))
@settings(quick, max_examples=40)
def test_a_case_with_other_values_written_out_is_read_or_unreadable(raw: Any) -> None:
    _read_as_text(raw)


@given(case_texts(SHORT_CASES))
@quick
def test_a_mangled_case_file_is_read_or_unreadable(text: str) -> None:
    _reads(lambda: read_case_text(text, "a.yaml"))


@given(
    st.text()
    | st.binary().map(lambda raw: raw.decode("latin-1"))
    | values.map(lambda value: json.dumps(value, default=str))
)
@quick
def test_any_text_is_read_or_unreadable(text: str) -> None:
    _reads(lambda: read_case_text(text))
    _reads(lambda: read_safeguard(text, pack().limits))


def _toml(value: Any) -> str:
    """A value as TOML writes it; what TOML has no form for is written as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date | time):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(key))} = {_toml(each)}" for key, each in value.items()) + "}"
    return json.dumps(str(value).replace("\ud800", ""), ensure_ascii=True).replace("\\u007f", "")


def _toml_file(raw: dict[str, Any]) -> str:
    return "".join(f"{_toml(str(key))} = {_toml(value)}\n" for key, value in raw.items())


def _read_rule(text: str) -> None:
    rule = _reads(lambda: read_safeguard(text, pack().limits, "a.toml"))
    assert rule is None or says_rule(rule)


@given(st.data())
@settings(quick, max_examples=100)
def test_a_safeguard_with_other_values_is_read_or_unreadable(data: st.DataObject) -> None:
    text = RULES[data.draw(st.sampled_from(sorted(RULES)))]
    raw = tomllib.loads(text)
    raw["example"] = raw["example"][:1]
    _read_rule(_toml_file(data.draw(_mutants(raw))))


def _mutants(raw: Any) -> st.SearchStrategy[Any]:
    return st.composite(lambda draw: mutated(draw, raw))()


@given(st.data())
@settings(quick, max_examples=100)
def test_a_mangled_safeguard_is_read_or_unreadable(data: st.DataObject) -> None:
    text = RULES[data.draw(st.sampled_from(sorted(RULES)))]
    _read_rule(data.draw(st.composite(lambda draw: mangled(draw, text[:2000]))()))


@pytest.mark.parametrize(
    "local",
    [
        "quorum = 5", "quorum.strategy = 5", "quorum.strategy.must = 5", 'quorum.strategy.others = "two"', "a = " + "9" * 5000,
        'referral-allocation = {area = "A", unit = []}', 'referral-allocation = {area = "A", local = 5}', "a = " + "[" * 5000,
        'referral-allocation = {area = "A", source = 5}', 'referral-allocation = {area = "A", local = ["B"]}',
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_limit_of_a_wrong_sort_is_a_mistake(local: str) -> None:
    with pytest.raises(Unreadable):
        pack().limits.over(local, "limits.toml")


@given(st.data())
@settings(quick, max_examples=60)
def test_limits_with_other_values_are_read_or_unreadable(data: st.DataObject) -> None:
    raw = tomllib.loads(LIMITS)
    names = ["quorum", *data.draw(st.lists(st.sampled_from(sorted(raw)), min_size=1, max_size=3))]
    local = data.draw(
        _mutants({name: {"area": "Exampleshire", **raw[name]} if name != "quorum" else raw[name] for name in names})
    )
    if isinstance(local, dict):
        _reads(lambda: pack().limits.over(_toml_file(local), "limits.toml"))
        _reads(lambda: Limits.read(_toml_file(local), "limits.toml"))


# -- the long runs


@pytest.mark.long
@given(case_values(CASES))
@long
def test_long_cases_with_other_values(raw: Any) -> None:
    _read_values(raw)


@pytest.mark.long
@given(case_texts(CASES))
@long
def test_long_mangled_case_files(text: str) -> None:
    _reads(lambda: read_case_text(text, "a.yaml"))


@pytest.mark.long
@given(st.data())
@long
def test_long_safeguards_with_other_values(data: st.DataObject) -> None:
    raw = tomllib.loads(RULES[data.draw(st.sampled_from(sorted(RULES)))])
    _read_rule(_toml_file(data.draw(_mutants(raw))))
