"""Rules of the web application that hold for every file of it: who may touch the tables, what a template may say, who comes first."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

import nightlight.web
from tests.each import for_each

WEB = Path(nightlight.web.__file__).parent
TEMPLATES = sorted((WEB / "ui" / "templates").rglob("*.html"))
CODE = sorted(each for each in WEB.rglob("*.py") if "migrations" not in each.parts)

#: Files and folders that may touch tables; everything else asks them.
_TABLES = {"queries.py", "actions.py", "models.py"}
_TABLE_FOLDERS = {"store", "accounts", "demonstration", "running"}
#: Writes and reads of one small context that keeps them in a file of its own name.
_TABLE_FILES = {"oversight/addresses.py"}

#: Functions of `queries` that answer without somebody who looks: of the partnership, of the viewer's own row, or pure.
_NOBODY_LOOKS = {
    "accounts/queries.py": {"agencies", "calls"},
    "store/queries.py": {"denials", "shows", "owes", "finding_seen"},
    "running/queries.py": None,
    "oversight/queries.py": {"denials", "may_ask_who_looked", "colleagues"},
    "recording/queries.py": {"known", "names", "who_would_see", "account_of", "is_family"},
    "findings/queries.py": {"reader_of", "digest", "day_now"},
    "families/queries.py": {"child_words"},
    "families/search/queries.py": {"even_out", "likeness", "alike_here"},
    "families/concerns/queries.py": {"takes_in", "duty_desk", "raiser"},
    "reading/queries.py": None,
}  # fmt: skip


def named(path: Path) -> str:
    """A file of the application as one names it."""
    return path.relative_to(WEB).as_posix()


def may_touch_tables(path: Path) -> bool:
    """Whether a file may ask a table."""
    inside = path.relative_to(WEB)
    return path.name in _TABLES or inside.parts[0] in _TABLE_FOLDERS or inside.as_posix() in _TABLE_FILES


@for_each([each for each in CODE if not may_touch_tables(each)], named)
def test_only_queries_and_actions_touch_tables(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr != "objects", (
                f"{named(path)}:{node.lineno} asks a table: let queries.py or actions.py do that"
            )


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every view whose address names a family, by its name."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Callable[..., Any]]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns)
            elif "key" in each.pattern.converters:
                yield str(each.name), each.callback

    yield from walk(get_resolver().url_patterns)


def unwrapped(view: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A view and everything that its decorators wrap, the view itself last."""
    while True:
        yield view
        if not hasattr(view, "__wrapped__"):
            return
        view = view.__wrapped__


@for_each(sorted(views()), lambda each: each[0])
def test_every_view_of_a_family_is_given_it_by_the_one_decorator_or_by_a_query(
    named_view: tuple[str, Callable[..., Any]],
) -> None:
    name, view = named_view
    layers = list(unwrapped(view))
    if any(each.__code__.co_qualname.startswith("family_page.") for each in layers):
        return
    said = inspect.getsource(layers[-1])
    assert re.search(r"(queries|actions)\.\w+\(request\.viewer, key", said), (
        f"{name} asks nobody whether the family may be seen"
    )


def queries() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function of a `queries.py`."""
    for path in CODE:
        allowed = _NOBODY_LOOKS.get(named(path), set())
        if path.name == "queries.py" and allowed is not None:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in allowed:
                    yield f"{named(path)}:{node.name}", node


def test_the_viewer_is_the_first_argument_of_every_query_and_has_no_default() -> None:
    checked = 0
    for name, node in queries():
        checked += 1
        assert node.args.args, f"{name} does not say who looks"
        first = node.args.args[0].arg
        assert first in ("viewer", "seen"), f"{name} begins with {first}: who looks comes first"
        assert len(node.args.defaults) < len(node.args.args), f"{name}: who looks has no default"
    assert checked > 20


@for_each(TEMPLATES, lambda each: each.name)
def test_no_template_lets_through_what_somebody_typed_or_runs_anything(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for found in re.finditer(r"\{\{([^}]*)\|\s*safe\b", text):
        # A drawing is made by us, and escapes the words in it (tests/unit/test_drawing_*).
        assert re.search(r"svg|drawing|drawn|lanes|sign|key|outline|csrf", found[1]), (
            f"{template.name}: {found[0]} lets anything through"
        )
    assert "autoescape false" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*$)", text.replace('type="application/json"', "src=")), (
        "an inline script"
    )
    assert not re.search(r"<style\b", text), "an inline style"
    assert not re.search(r"\s(style|on[a-z]+)=\"", text), "a style or a script in an attribute"
    assert "javascript:" not in text


@for_each(TEMPLATES, lambda each: each.name)
def test_every_form_that_is_posted_has_its_token(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for found in re.finditer(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE):
        assert "csrf_input" in found[0] or "csrf_token" in found[0], f"{template.name}: {found[0][:80]}"
