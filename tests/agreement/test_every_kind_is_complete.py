"""A kind of rule is complete when it has a page of specification, a maker of examples and a relational template.

A kind that is added without one of these would be watched by one engine and not by another, or be held by no test to
what it means.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from nightlight.safeguards.rules import RULE_KINDS

PAGES = Path(__file__).parents[1] / "spec"
KINDS = [each.kind for each in RULE_KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_page_of_specification(kind: str) -> None:
    """Each kind of rule has the page `tests/spec/test_rules_<kind>.py`."""
    assert (PAGES / f"test_rules_{kind}.py").is_file()


def test_there_is_no_page_for_a_kind_that_is_gone() -> None:
    """Each page about a kind of rule is about one that there is."""
    pages = {path.stem.removeprefix("test_rules_") for path in PAGES.glob("test_rules_*.py")}
    assert pages == set(KINDS)


def test_it_has_a_maker_of_examples() -> None:
    """Each kind of rule has a strategy with which the engines are held to one another."""
    from tests.agreement.strategies import STRATEGIES

    assert set(STRATEGIES) == set(KINDS)


def test_it_has_a_relational_template() -> None:
    """Each kind of rule has a template for the engine that looks at a whole caseload."""
    from nightlight.bulk.templates import TEMPLATES

    assert set(TEMPLATES) == set(KINDS)
