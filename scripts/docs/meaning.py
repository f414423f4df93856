"""The pages of meaning, from the specification tests: each test is a sentence, a small record, and what must be said.

The tests are read, not run: a page shows what stands in the file. That it holds is for `make test` to say.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scripts.docs.markdown import block, bullets, page, sentence

SPEC: Final = Path(__file__).parents[2] / "tests" / "spec"
_NUMBERS: Final = re.compile(r"((?:\d+, )*\d+)\. (.+)", re.DOTALL)
_SECTION: Final = re.compile(r"^# -- (.+?)-*$")
#: Calls of `tests/spec/notation.py` whose text is a record, and those whose text is a rule.
_RECORD, _RULE, _EXPECT = "record", "rule", "expect"


def pages() -> dict[str, str]:
    """`meaning/<name>.md` for each file that specifies lines of meaning, and an index of them."""
    made = {}
    first = {}
    for path in sorted(SPEC.glob("test_*.py")):
        name = path.stem.removeprefix("test_")
        text = path.read_text(encoding="utf-8")
        if not specifies(text):
            continue
        told = ast.get_docstring(ast.parse(text)) or ""
        title, _, rest = told.partition("\n\n")
        first[name] = title
        made[f"meaning/{name}.md"] = page(
            " ".join(title.split()).rstrip("."), f"`tests/spec/{path.name}`", [rest.strip(), "", *_Page(text).lines()]
        )
    links = bullets(f"[{' '.join(title.split()).rstrip('.')}]({name}.md)" for name, title in first.items())
    told = (
        "What the words mean to the letter is in [the lines of meaning](../../semantics.md); "
        "these pages show each line on small records."
    )
    return {**made, "meaning/index.md": page("The meaning, by example", "`tests/spec/`", [told, "", *links])}


def specifies(text: str) -> bool:
    """Whether a file of tests specifies lines of meaning; those that are about the pages or an engine do not."""
    tests = (
        each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )
    return any(_NUMBERS.fullmatch(ast.get_docstring(each) or "") for each in tests)


class _Page:
    """One file of the specification."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.texts = self._constants()
        lines = text.splitlines()
        self.sections = {
            number: found[1].strip() for number, line in enumerate(lines, 1) if (found := _SECTION.match(line))
        }

    def lines(self) -> Iterator[str]:
        rules = [(name, text) for name, text in self._named(_RULE)]
        if rules:
            yield "## The rules of this page"
            yield ""
            yield "They leave out what does not matter here: children's social care owes the answer, where no rule says otherwise."
            yield ""
            for name, text in rules:
                yield f"`{name}`"
                yield ""
                yield from block(text, "toml")
        begun = 0
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                title = [title for line, title in self.sections.items() if begun < line < node.lineno][-1:]
                begun = node.lineno
                if title:
                    yield f"## {sentence(title[0])}"
                    yield ""
                yield from self._test(node)

    def _constants(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                text = _text(node.value, found)
                if text is not None:
                    found[node.targets[0].id] = text
        return found

    def _named(self, call: str) -> Iterator[tuple[str, str]]:
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_call(node.value, call):
                text = self._argument(node.value)
                if text is not None:
                    yield node.targets[0].id, text

    def _argument(self, call: ast.expr) -> str | None:
        if not isinstance(call, ast.Call) or not call.args:
            return None
        text = _text(call.args[0], self.texts)
        return textwrap.dedent(text).strip("\n") if text is not None else None

    def _test(self, node: ast.FunctionDef) -> Iterator[str]:
        yield f"### {node.name.removeprefix('test_').replace('_', ' ').capitalize()}"
        yield ""
        told = " ".join((ast.get_docstring(node) or "").split())
        numbered = _NUMBERS.fullmatch(told)
        yield (f"{numbered[2]} *(meaning {numbered[1]})*" if numbered else told)
        yield ""
        for each in node.decorator_list:
            if isinstance(each, ast.Call) and ast.unparse(each.func).endswith("parametrize"):
                yield "For each of:"
                yield ""
                yield from self._parameters(each)
        said = False
        for statement in node.body[1 if ast.get_docstring(node) else 0 :]:
            for call in sorted(
                (each for each in ast.walk(statement) if isinstance(each, ast.Call)),
                key=lambda each: (each.lineno, each.col_offset),
            ):
                if _is_call(call, _RULE) or _is_call(call, _RECORD):
                    text = self._argument(call)
                    if text is not None:
                        yield from block(
                            _table(text) if _is_call(call, _RECORD) else text, "toml" if _is_call(call, _RULE) else ""
                        )
            for expected in (
                each for each in ast.walk(statement) if isinstance(each, ast.Call) and _is_call(each, _EXPECT)
            ):
                said = True
                yield from self._expected(expected)
        if not said:
            kept = [statement for statement in node.body if isinstance(statement, (ast.Assert, ast.With))]
            yield from block("\n".join(ast.unparse(each) for each in kept), "python") if kept else ()

    def _parameters(self, call: ast.Call) -> Iterator[str]:
        values = call.args[1] if len(call.args) > 1 else None
        names = ast.unparse(call.args[0]).strip("\"'()").replace("'", "")
        if isinstance(values, (ast.List, ast.Tuple)):
            rows = [f"{names}: {ast.unparse(each)}" for each in values.elts]
            yield from block("\n".join(rows))
        else:
            yield from block(f"{names}: {ast.unparse(values) if values is not None else ''}")

    def _expected(self, call: ast.Call) -> Iterator[str]:
        rule, as_of, *lines = [_plain(each, self.texts) for each in (call.args[1], *call.args[3:])]
        view = next(
            (f", as {_plain(each.value, self.texts)} knows it" for each in call.keywords if each.arg == "known_to"), ""
        )
        yield f"As of {as_of}{view}, `{rule}` says:"
        yield ""
        yield from bullets(lines)


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _plain(node: ast.expr, texts: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    found = _text(node, texts)
    return found.strip() if found is not None else ast.unparse(node)


def _text(node: ast.expr, texts: dict[str, str]) -> str | None:
    """The text of an expression: words, named words, and these set one after another; in `f"{day}"` a gap is shown by its name."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.Name(id=name):
            return texts.get(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _text(left, texts), _text(right, texts)
            return None if first is None or second is None else first + second
        case ast.JoinedStr(values=values):
            return "".join(
                str(each.value) if isinstance(each, ast.Constant) else _gap(each, texts)
                for each in values
                if isinstance(each, (ast.Constant, ast.FormattedValue))
            )
    return None


def _gap(value: ast.FormattedValue, texts: dict[str, str]) -> str:
    named = _text(value.value, texts)
    return named if named is not None else f"<{ast.unparse(value.value)}>"


def _table(text: str) -> str:
    """The lines of a record without the room that the test's indentation left."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
