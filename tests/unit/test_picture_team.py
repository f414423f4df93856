"""Who works with the family and since when."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from nightlight.chronology.moments import When
from nightlight.picture.team import Team, Worker
from tests.unit.picture_records import picture, places, seen


def team(entries: str, as_of: str, **more: str) -> Team:
    return seen(entries, as_of, **more).team


def worker(entries: str, as_of: str) -> Worker:
    return next(each for agency in team(entries, as_of).agencies for each in agency.workers)


def since(entries: str, as_of: str) -> dict[str, str]:
    return {agency.key: agency.since.iso() for agency in team(entries, as_of).agencies}


ASSIGNED = "- {kind: worker.assigned, id: w, when: 2024-01-05, worker: first worker, role: social_worker}\n"


def test_an_agency_is_in_the_team_from_its_first_entry_or_its_first_naming() -> None:
    entries = """
    - {kind: contact.made, when: 2024-01-03, agency: midwifery, with: [mother], mode: in_person}
    - {kind: referral.made, id: r, when: 2024-01-10, agency: midwifery, to: social_care}
    """
    assert since(entries, "2024-01-09") == {"midwifery": "2024-01-03"}
    assert since(entries, "2024-01-10") == {"midwifery": "2024-01-03", "social_care": "2024-01-10"}


def test_whoever_writes_of_long_ago_is_in_the_team_from_when_it_wrote() -> None:
    entries = (
        "- {kind: factor.noted, id: f, when: 2013, recorded: 2024-01-03, agency: gp, person: mother, factor: trauma}"
    )
    assert since(entries, "2024-01-03") == {"gp": "2024-01-03"}


def test_an_agency_that_closed_is_gone_and_since_its_return_is_back() -> None:
    entries = """
    - {kind: contact.made, when: 2024-01-03, agency: midwifery, with: [mother], mode: in_person}
    - {kind: case.closed, when: 2024-02-01, agency: midwifery, by_agency: midwifery, reason: Care complete,
       basis: assessed}
    - {kind: contact.made, when: 2024-03-01, agency: midwifery, with: [mother], mode: phone}
    """
    (gone,) = team(entries, "2024-02-01").gone
    assert (gone.key, gone.reason, gone.basis, gone.when.iso(), places(gone.rests_on)) == (
        "midwifery", "Care complete", "assessed", "2024-02-01", [2],
    )  # fmt: skip
    assert since(entries, "2024-03-01") == {"midwifery": "2024-03-01"}
    assert team(entries, "2024-03-01").gone == ()


def test_an_agency_that_nothing_named_for_a_year_has_gone_without_a_reason() -> None:
    entries = "- {kind: contact.made, when: 2023-01-03, agency: midwifery, with: [mother], mode: in_person}"
    assert [agency.key for agency in team(entries, "2024-01-03").agencies] == ["midwifery"]
    (gone,) = team(entries, "2024-01-05").gone
    assert (gone.key, gone.reason, gone.when.iso()) == ("midwifery", None, "2023-01-03")


def test_a_worker_keeps_their_agency_in_the_team_until_they_leave() -> None:
    entries = ASSIGNED + "- {kind: worker.left, of: w, when: 2025-06-01}\n"
    assert [agency.key for agency in team(entries, "2025-05-31").agencies] == ["social_care"]
    assert worker(entries, "2025-05-31").until is None
    assert all(not agency.workers for agency in team(entries, "2025-06-01").agencies)


def test_a_worker_who_is_away_is_covered_or_not_and_comes_back() -> None:
    entries = ASSIGNED + "- {kind: worker.absent, of: w, when: 2024-02-01, until: 2024-02-14, reason: Leave}\n"
    covered = entries + "- {kind: worker.covered, of: w, when: 2024-02-03, worker: duty worker}\n"
    away = worker(entries, "2024-02-10")
    assert (away.away and away.away.iso(), away.covered_by) == ("2024-02-01", None)
    assert worker(covered, "2024-02-10").covered_by == "duty worker"
    assert worker(covered, "2024-02-15").away is None
    assert worker(covered, "2024-02-15").covered_by is None


def test_a_handover_is_given_and_then_accepted() -> None:
    given = ASSIGNED + "- {kind: handover.given, of: w, when: 2024-02-01, to: second worker, risks: r, actions: a}\n"
    accepted = given + "- {kind: handover.accepted, of: w, when: 2024-02-03, who: second worker}\n"
    assert (worker(given, "2024-02-02").handed_to, worker(given, "2024-02-02").handover_accepted) == (
        "second worker",
        False,
    )
    assert worker(accepted, "2024-02-03").handover_accepted


def test_the_lead_is_whoever_has_a_lead_role_now() -> None:
    entries = (
        ASSIGNED
        + """
- {kind: worker.assigned, id: l, when: 2024-01-09, worker: lead one, role: lead_child_protection_practitioner}
- {kind: worker.left, of: l, when: 2024-03-01}
"""
    )
    assert [each.worker for each in team(entries, "2024-02-01").leads] == ["lead one"]
    assert team(entries, "2024-03-01").leads == ()


def test_a_service_is_as_far_as_it_got() -> None:
    entries = """
    - {kind: service.referred, id: s, when: 2024-01-03, agency: gp, service: mental_health, person: mother}
    - {kind: service.accepted, of: s, when: 2024-01-10, agency: mental_health}
    - {kind: service.started, of: s, when: 2024-01-10, agency: mental_health}
    - {kind: service.ended, of: s, when: 2024-03-01, agency: mental_health, reason: did_not_attend}
    """
    steps = [team(entries, day).services[0] for day in ("2024-01-03", "2024-01-10", "2024-03-01")]
    assert [(each.state, each.reason) for each in steps] == [
        ("referred", None),
        ("started", None),
        ("ended", "did_not_attend"),
    ]


def test_an_agency_s_own_view_has_the_team_that_it_knows_of() -> None:
    entries = """
    - {kind: contact.made, when: 2024-01-03, agency: midwifery, with: [mother], mode: in_person}
    - {kind: factor.noted, id: f, when: 2024-01-05, agency: police, person: father, factor: violence, shared: {}}
    """
    assert [agency.key for agency in team(entries, "2024-02-01", known_to="midwifery").agencies] == ["midwifery"]
    assert [agency.key for agency in team(entries, "2024-02-01").agencies] == ["midwifery", "police"]


def _history(random: Random) -> list[str]:
    """Years in which an agency comes, is named, assigns a worker who leaves, closes and comes back, with long gaps between."""
    start = When.read("2019-01-01").day
    lines = []
    for number in range(random.randint(1, 6)):
        when = date.fromordinal(start + random.randint(0, 1_800))
        lines.append(
            random.choice(
                (
                    f"- {{kind: contact.made, when: {when}, agency: midwifery, with: [mother], mode: phone}}",
                    f"- {{kind: case.closed, when: {when}, agency: social_care, by_agency: midwifery, reason: Over}}",
                    f"- {{kind: worker.assigned, id: w{number}, when: {when}, agency: midwifery, worker: first worker, role: other}}\n"
                    f"- {{kind: worker.left, of: w{number}, when: {when + timedelta(random.randint(1, 700))}, agency: social_care}}",
                )
            )
        )
    return lines


@pytest.mark.parametrize("seed", range(60))
def test_a_touch_joins_an_agency_to_the_team_if_on_any_day_it_was_not_there_without_it(seed: int) -> None:
    random = Random(seed)
    lines = _history(random)
    when = date.fromordinal(When.read("2019-01-01").day + random.randint(0, 1_800))
    touch = f"- {{kind: contact.made, when: {when}, agency: midwifery, with: [mother], mode: phone}}"
    before, after = (picture("\n".join(each), "2028-01-01") for each in (lines, [*lines, touch]))
    first = When.read(str(when)).first

    joined = after.is_joined_by("midwifery", first, before)

    days = range(first, first + 3_000 * 1_440, 1_440)
    assert joined is any("midwifery" in after.team(day) and "midwifery" not in before.team(day) for day in days)
