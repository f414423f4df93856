"""The table of who sees a new entry is whole: every kind and every type of agency has its line, and nothing opens by itself."""

from __future__ import annotations

import pytest

from nightlight.access import circles
from nightlight.access.circles import (
    CIRCLES,
    DISCLOSURES,
    GROUPS_SEEN_BY,
    NARROWER,
    SETTINGS_SEE,
    WHY_NOT,
    circle_of,
    types_that_see,
)
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.kinds import KINDS


def test_every_type_of_agency_is_in_one_circle() -> None:
    """A type of agency that is added must be put in a circle before anything can be saved for it."""
    placed = [type_ for types in CIRCLES.values() for type_ in types]
    assert sorted(placed) == sorted(AGENCY_TYPES)
    assert set(WHY_NOT) == set(CIRCLES)


def test_every_group_of_kinds_has_a_line() -> None:
    """A group of kinds that is added must say who sees it; a line for a group that is gone goes too."""
    assert set(GROUPS_SEEN_BY) == {kind.group for kind in KINDS.values()}
    assert {circle for seen_by in (*GROUPS_SEEN_BY.values(), *NARROWER.values()) for circle in seen_by} <= set(CIRCLES)


def test_what_is_said_of_kinds_is_said_of_kinds_that_there_are() -> None:
    """Exceptions name kinds, fields and words that the vocabulary has."""
    assert set(SETTINGS_SEE) | set(NARROWER) <= set(KINDS)
    for each in DISCLOSURES:
        assert each.types <= set(AGENCY_TYPES)
        if each.field is not None:
            spec = KINDS[each.kind].specs[each.field]
            assert not spec.words or each.values <= set(spec.words)


def test_a_kind_whose_group_has_no_line_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind without a line does not fall open."""
    monkeypatch.delitem(circles.GROUPS_SEEN_BY, "risk")
    with pytest.raises(KeyError, match="risk"):
        types_that_see("test.result", {})


def test_a_kind_that_is_added_to_a_group_opens_nothing_to_settings() -> None:
    """Settings and outsiders see by default only the kinds that are listed for settings, whatever the group."""
    outside = {*CIRCLES["settings"], *CIRCLES["outside"]}
    open_ = {kind for kind in KINDS if types_that_see(kind, {}) & outside}
    assert open_ == SETTINGS_SEE
    assert not any(types_that_see(kind, {}) & set(CIRCLES["outside"]) for kind in KINDS)
    assert not any("settings" in seen_by for seen_by in GROUPS_SEEN_BY.values())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_children_s_social_care_sees_every_kind(kind: str) -> None:
    """Whatever is recorded, the agency that must act on it sees it by default, and so do those closest to a baby."""
    assert "social_care" in types_that_see(kind, {})


def test_no_disclosure_goes_further_than_its_kind() -> None:
    """What is narrower is narrower: a disclosure goes to nobody who would not see the kind, but for those who help with it."""
    for each in DISCLOSURES:
        group = {type_ for circle in GROUPS_SEEN_BY[KINDS[each.kind].group] for type_ in CIRCLES[circle]}
        assert each.types - {"domestic_abuse_service"} <= group
        assert not each.types & {*CIRCLES["settings"], "gp"}


def test_every_type_can_be_told_why_it_will_not_see_something() -> None:
    """There are words for every type."""
    assert all(WHY_NOT[circle_of(type_)] for type_ in AGENCY_TYPES)
