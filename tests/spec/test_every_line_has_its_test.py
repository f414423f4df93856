"""Every line of meaning has a specification test, and every page speaks of all that its kind of rule can come to."""

from __future__ import annotations

import pytest

from nightlight.safeguards.finding import STATES
from nightlight.safeguards.rules import RULE_KINDS
from tests.spec.notation import read_line
from tests.spec.pages import lines_of_meaning, page, pages, sentences, states_said

#: States that a kind of rule cannot come to: what is wrong at once is never due soon.
NEVER = {"before": {"due_soon"}, "clash": {"due_soon"}}


def test_every_line_of_meaning_has_a_test() -> None:
    """Each number of `docs/semantics.md` begins the docstring of a test here."""
    specified = {line for name in pages() for sentence in sentences(name) for line in sentence.lines}
    meant = lines_of_meaning()
    assert len(meant) > 50
    assert [line for line in meant if line not in specified] == []


def test_no_test_specifies_a_line_that_is_not_there() -> None:
    """A test that gives a number gives one of `docs/semantics.md`."""
    meant = set(lines_of_meaning())
    wrong = [each for name in pages() for each in sentences(name) if not set(each.lines) <= meant]
    assert wrong == []


@pytest.mark.parametrize("name", pages())
def test_every_page_explains_its_matter(name: str) -> None:
    """A page begins with what it is about, for a reader who does not program; every test on it is a sentence."""
    docstring = page(name).body[0]
    assert len(getattr(getattr(docstring, "value", None), "value", "")) > 100
    assert all(each.says[0].isupper() or each.says[0] in "`*" for each in sentences(name))
    assert all(each.says.endswith(".") or each.says.endswith('."') for each in sentences(name))


@pytest.mark.parametrize("kind", [each.kind for each in RULE_KINDS])
def test_every_page_of_a_kind_of_rule_speaks_of_every_state(kind: str) -> None:
    """Between them, the tests of a kind of rule expect each of the seven states that it can come to."""
    assert set(STATES) - states_said(f"rules_{kind}") == NEVER.get(kind, set())


def test_a_line_that_says_nothing_is_a_mistake() -> None:
    """An expectation with a slip of the pen is refused, and does not pass for want of a meaning."""
    with pytest.raises(ValueError, match="'warmed 2025-03-06' says nothing of a finding"):
        read_line("overdue; warmed 2025-03-06")
