"""YAML and JSON text as plain values that know their lines. Words stay words: `no` is not false and `2024` is not a number
until the field that holds them says so."""

from __future__ import annotations

from typing import Any, Final

import yaml

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.reading import Lines

#: Limits on what is read: a case has hundreds of entries, not millions of values.
MAX_CHARACTERS: Final = 20_000_000
MAX_VALUES: Final = 2_000_000
MAX_DEPTH: Final = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml(text: str, file: str | None = None) -> Any:
    """The values of a YAML (or JSON) text: mappings that know their lines, lists, text, and `None`.

    Raises `Unreadable` where the text is no YAML, repeats a key, points to itself, or is far larger than any case.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable([Problem("the file", f"it is longer than {MAX_CHARACTERS:,} characters", file=file)])
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or str(wrong)
        line = mark.line + 1 if mark is not None else None
        raise Unreadable([Problem("the file", f"it is not YAML: {what}", line=line, file=file)]) from None
    except RecursionError:
        raise Unreadable([Problem("the file", f"it is nested more than {MAX_DEPTH} deep", file=file)]) from None
    if node is None:
        raise Unreadable([Problem("the file", "it is empty", file=file)])
    builder = _Builder(file)
    value = builder.build(node, 0)
    if builder.problems:
        raise Unreadable(builder.problems)
    return value


class _Builder:
    def __init__(self, file: str | None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.count = 0

    def build(self, node: yaml.Node, depth: int) -> Any:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_VALUES:
            # An alias that is used again and again multiplies; this is where that ends.
            raise Unreadable([Problem("the file", "it is nested too deep or holds too many values", file=self.file)])
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(each, depth + 1) for each in node.value]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Lines:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem("the file", "a key must be a word", line=line, file=self.file))
                continue
            key = key_node.value
            if key in values:
                message = f"the key {key!r} stands twice in one mapping; keep one of them"
                self.problems.append(Problem("the file", message, line=line, file=self.file))
                continue
            values[key] = self.build(value_node, depth + 1)
            lines[key] = line
        return Lines(values, node.start_mark.line + 1, lines)

    def _scalar(self, node: yaml.Node) -> Any:
        plain = getattr(node, "style", None) in (None, "")
        return None if plain and node.value in _NULLS else node.value
