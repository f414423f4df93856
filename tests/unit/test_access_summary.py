"""What an agency that joins could be told: what it does not see, what of that is in force, and who has joined lately."""

from __future__ import annotations

from nightlight.access.summary import Newcomer, joining, newcomers, offered
from nightlight.chronology.moments import When
from nightlight.chronology.record import Chronology
from nightlight.picture import fold
from nightlight.picture.family import Family, family
from tests.spec.notation import record

STORY = """
    2025-03-01 | midwifery   | pregnancy.known    | id: preg, mother: mother, child: baby, due: 2025-10-01, shared: [social_care]
    2025-03-02 | social_care | plan.started       | id: old, type: safety, children: baby, shared: {}
    2025-03-03 | social_care | plan.ended         | id: over, of: old, reason: it was over, shared: {}
    2025-03-04 | social_care | plan.started       | id: plan, type: child_in_need, children: baby, shared: {}
    2025-03-05 | social_care | factor.noted       | id: risk, person: mother, factor: isolation, shared: {}
    2025-03-06 | social_care | factor.noted       | id: held, person: mother, factor: violence, label: restricted, shared: {}
    2025-05-01 | social_care | meeting.called     | id: core, type: core_group, date: 2025-05-20, invited: [police, housing]
"""


def _at(story: str, day: str) -> tuple[Chronology, Family]:
    chronology = record(story).chronology
    return chronology, family(fold(chronology, When.read(day).last))


def _offered(agency: str) -> dict[str, tuple[str, bool]]:
    chronology, told = _at(STORY, "2025-05-02")
    return {
        each.entry.id: (each.matter, each.proposed) for each in offered(chronology, told, chronology.entries, agency)
    }


def test_what_is_in_force_is_proposed_and_what_is_over_or_held_closely_is_not() -> None:
    found = _offered("police")
    assert found["plan"] == ("plans", True)
    assert found["risk"] == ("factors", True)
    assert found["held"] == ("factors", False)
    assert found["old"] == ("", False)


def test_what_an_agency_sees_already_is_not_offered() -> None:
    assert "core" not in _offered("police")
    assert "preg" not in _offered("social_care")


def test_to_a_setting_nothing_is_proposed_that_it_would_not_see_by_default() -> None:
    assert not any(proposed for _, proposed in _offered("housing").values())


def test_newcomers_are_those_who_joined_lately_until_somebody_has_chosen_for_them() -> None:
    chronology, told = _at(STORY, "2025-05-02")
    called = chronology.entry("core").recorded.first
    found = newcomers(chronology, told, chronology.entries, "social_care")
    assert found == (Newcomer("housing", called), Newcomer("police", called))
    assert joining(chronology.entry("core")) == ("police", "housing")
    assert newcomers(chronology, _at(STORY, "2025-06-20")[1], chronology.entries, "social_care") == ()
    chosen = STORY + "    2025-05-02 | social_care | information.shared | to: police, what: a summary, entries: plan\n"
    chronology, told = _at(chosen, "2025-05-03")
    assert [each.agency for each in newcomers(chronology, told, chronology.entries, "social_care")] == ["housing"]
