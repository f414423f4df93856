"""YAML and JSON text as plain values that know their lines. Words stay words: `no` is not false and `2024` is not a
number until the field that holds them says so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from nightlight.chronology.problems import Problem, Unreadable, shown
from nightlight.chronology.reading import Items, Lines

#: Limits on what is read: a case has hundreds of entries, not hundreds of thousands of values.
MAX_CHARACTERS: Final = 5_000_000
MAX_VALUES: Final = 250_000
MAX_DEPTH: Final = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MERGE: Final = "<<"
#: What the parser says, and what most often brings it about.
_HINTS: Final = {
    "mapping values are not allowed": "indent the fields of an entry alike, and put words with a colon in quotes",
    "cannot start any token": "indent with spaces, not tabs, and put words that begin with @, ` or % in quotes",
    "found unexpected end of stream": "a quote or a bracket was opened and not closed",
    "did not find expected ',' or": "a bracket was opened and not closed, or a comma is missing",
    "did not find expected key": "indent the fields of one entry alike, and put all of a text in quotes, or none of it",
    "did not find expected '-'": "indent the items of one list alike, each with `-`",
    "could not find expected ':'": "a field needs a colon and a space after its name",
    "did not find expected alphabetic or numeric": "put words that begin with * or & in quotes",
    "control characters are not allowed": "take them out; is it a text file?",
    "special characters are not allowed": "take them out; is it a text file?",
}


def read_yaml(text: str, file: str | None = None) -> Any:
    """The values of a YAML (or JSON) text: mappings that know their lines, lists, text, and `None`.

    Raises `Unreadable` where the text is no YAML, repeats a key, points to itself, or is far larger than any case.

    >>> read_yaml("smoker: no")
    {'smoker': 'no'}
    """
    if len(text) > MAX_CHARACTERS:
        raise _unreadable(f"it is longer than {MAX_CHARACTERS:,} characters; a file holds one family", None, file)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except UnicodeEncodeError as wrong:
        line = text[: wrong.start].count("\n") + 1
        raise _unreadable("it holds half a character (a lone surrogate); save it as UTF-8 again", line, file) from None
    except yaml.YAMLError as wrong:
        value = _json(text, file)
        if value is not None:
            return value
        raise _no_yaml(wrong, text, file) from None
    if builder.problems:
        raise Unreadable(builder.problems)
    if builder.value is None:
        raise _unreadable("it is empty", None, file)
    return builder.value


def _no_yaml(wrong: yaml.YAMLError, text: str, file: str | None) -> Unreadable:
    mark, position = getattr(wrong, "problem_mark", None), getattr(wrong, "position", None)
    line = None
    if mark is not None:
        line = mark.line + 1
    elif isinstance(position, int):
        line = text.encode("utf-8", "replace")[:position].count(b"\n") + 1
    what = str(getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or wrong)
    hint = next((hint for said, hint in _HINTS.items() if said in what), None)
    return _unreadable(f"it is not YAML: {what}{f'; {hint}' if hint else ''}", line, file)


def _unreadable(message: str, line: int | None, file: str | None) -> Unreadable:
    return Unreadable([Problem("the file", message, line=line, file=file)])


@dataclass(slots=True)
class _Open:
    """A mapping or list that has begun: its values so far, and what is awaited."""

    line: int
    anchor: str | None
    items: Items | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    key: str | None = None
    awaits_key: bool = True
    started_at: int = 0

    def value(self) -> Any:
        return self.items if self.items is not None else Lines(self.values, self.line, self.lines)


class _Builder:
    """Builds the values from the parser's events, one after the other, so that nothing large or deep is ever held.

    A value that is named by an alias counts each time with all that it holds: that is where aliases of aliases end.
    """

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.value: Any = None
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents == 2:
                    self._problem("a second document begins here (`---`); a file holds one case", line)
            case yaml.ScalarEvent():
                plain = event.style in (None, "")
                value = None if plain and event.value in _NULLS and not self._awaits_key() else event.value
                self._count(1, line)
                self._keep(event.anchor, value, 1)
                self._put(value, line)
            case yaml.AliasEvent():
                self._alias(event.anchor or "", line)
            case yaml.MappingStartEvent():
                self._begin(_Open(line, event.anchor, started_at=self.count), line)
            case yaml.SequenceStartEvent():
                self._begin(_Open(line, event.anchor, items=Items(), started_at=self.count), line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                ended = self.open.pop()
                value = ended.value()
                self._keep(ended.anchor, value, self.count - ended.started_at)
                self._put(value, ended.line)

    def _alias(self, name: str, line: int) -> None:
        found = self.anchors.get(name)
        if found is None:
            around = any(each.anchor == name for each in self.open)
            what = "points to what it stands in" if around else "points to nothing"
            self._problem(f"`*{name}` {what}; put words that begin with * in quotes", line)
            self._put(None, line)
            return
        value, size = found
        self._count(size, line)
        self._put(value, line)

    def _begin(self, opened: _Open, line: int) -> None:
        self._count(1, line)
        if len(self.open) >= MAX_DEPTH:
            raise _unreadable(f"it is nested more than {MAX_DEPTH} deep", line, self.file)
        self.open.append(opened)

    def _put(self, value: Any, line: int) -> None:
        if not self.open:
            if self.documents < 2:
                self.value = value
            return
        around = self.open[-1]
        if around.items is not None:
            around.items.append(value)
            around.items.lines.append(line)
        elif around.awaits_key:
            around.key = self._key(around, value, line)
            around.awaits_key = False
        else:
            if around.key is not None:
                around.values[around.key] = value
            around.awaits_key = True

    def _key(self, around: _Open, key: Any, line: int) -> str | None:
        """The key, remembered with its line; `None` where its value is to be passed over."""
        if not isinstance(key, str):
            self._problem("the name of a field must be a word", line)
            return None
        if key == _MERGE:
            self._problem(f"fields cannot be merged with `{_MERGE}`; write them out", line)
            return None
        if key in around.lines:
            first = around.lines[key]
            message = f"the key {shown(key)} stands twice in one mapping (first on line {first}); keep one of them"
            self._problem(message, line)
            return None
        around.lines[key] = line
        return key

    def _awaits_key(self) -> bool:
        return bool(self.open) and self.open[-1].items is None and self.open[-1].awaits_key

    def _keep(self, anchor: str | None, value: Any, size: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, size)

    def _count(self, more: int, line: int) -> None:
        self.count += more
        if self.count > MAX_VALUES:
            message = f"it holds more than {MAX_VALUES:,} values, those that aliases repeat counted each time"
            raise _unreadable(message, line, self.file)

    def _problem(self, message: str, line: int) -> None:
        self.problems.append(Problem("the file", message, line=line, file=self.file))


def _json(text: str, file: str | None) -> Any:
    """The values of a JSON text that is no YAML, such as one with `\\ud83d\\ude00`; `None` where it is no JSON."""
    if not text.lstrip().startswith("{"):
        return None
    problems: list[Problem] = []

    def pairs(found: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in found:
            if key in values:
                message = f"the key {shown(key)} stands twice in one mapping; keep one of them"
                problems.append(Problem("the file", message, file=file))
            values.setdefault(key, value)
        return values

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    if problems:
        raise Unreadable(problems)
    return value
