"""The family as a whole: its two times, its viewers, what it rests on, and the command that prints it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nightlight.cases import families, reviews
from nightlight.chronology.fields import NAMES_PEOPLE
from nightlight.chronology.kinds import KINDS
from nightlight.cli.app import every_command
from nightlight.picture import contacts, fold, legal, plans, stays, team, ties
from nightlight.picture.family import family
from nightlight.replay.case import Case
from tests.unit.picture_records import moment, picture, places, seen
from tests.unit.test_picture_folding import QUORUM, every_cite

CASES = [*reviews(), *families()]
CASE = """
case: a-small-one
title: A small one
dates: stated
agencies: {social_care: {type: social_care}, midwifery: {type: midwifery}, police: {type: police}}
people:
  mother: {role: mother}
  father: {role: father}
  baby: {role: unborn, due: 2024-06-01}
entries:
  - {kind: pregnancy.known, when: 2024-01-05, agency: midwifery, mother: mother, child: baby, due: 2024-06-01}
  - {kind: contact.made, when: 2024-01-09, agency: midwifery, with: [mother], mode: in_person, place: clinic, alone: true}
  - {kind: factor.noted, id: f, when: 2024-01-20, agency: police, person: father, factor: violence, basis_of_knowledge: seen, shared: {}}
  - {kind: plan.started, id: p, when: 2024-02-01, agency: social_care, type: child_protection, children: [baby]}
  - {kind: action.agreed, id: a, when: 2024-02-01, agency: social_care, what: Visit, owner: midwife, owner_agency: midwifery, due: 2024-02-10}
  - {kind: question.open, id: q, when: 2024-02-01, agency: social_care, what: "Who helps at [night]?"}
"""  # noqa: E501 - a case file as people write it


def test_what_was_known_then_and_what_is_known_now_of_then() -> None:
    entries = """
    - {kind: contact.made, when: 2024-01-05, agency: midwifery, with: [mother], mode: in_person}
    - {kind: contact.made, when: 2024-01-08, recorded: 2024-03-01, agency: gp, with: [mother], mode: in_person}
    """
    then, hindsight = seen(entries, "2024-01-10"), seen(entries, "2024-04-01", at="2024-01-10")
    assert [row.times_seen for row in then.contacts.rows] == [1]
    assert [row.times_seen for row in hindsight.contacts.rows] == [2]
    assert (hindsight.moment, hindsight.as_of) == (moment("2024-01-10"), moment("2024-04-01"))


def test_a_moment_after_the_view_is_the_view_s_own() -> None:
    shown = picture("- {kind: death, when: 2024-01-05, person: mother}", "2024-02-01")
    assert family(shown, moment("2025-01-01")) == family(shown)


def test_a_correction_takes_the_place_of_what_it_corrects_and_is_what_is_cited() -> None:
    entries = """
    - {kind: factor.noted, id: f, when: 2024-01-05, person: mother, factor: alcohol}
    - {kind: factor.noted, id: g, replaces: f, when: 2024-01-05, recorded: 2024-02-01, person: father, factor: alcohol}
    - {kind: factor.reduced, of: f, when: 2024-03-01, basis: tested}
    """
    (before,), (after,) = seen(entries, "2024-01-31").factors, seen(entries, "2024-03-01").factors
    assert (before.person, places(before.rests_on), before.threads) == ("mother", [1], ("f",))
    assert (after.person, places(after.rests_on), after.threads) == ("father", [2, 3], ("f",)), "the thread goes on"
    assert after.eased is not None


def test_an_agency_sees_only_what_it_knows() -> None:
    entries = """
    - {kind: factor.noted, id: f, when: 2024-01-05, agency: police, person: father, factor: violence, shared: {}}
    - {kind: plan.started, id: p, when: 2024-01-09, type: safety, children: [baby], shared: [gp]}
    """
    police, gp = seen(entries, "2024-02-01", "police"), seen(entries, "2024-02-01", "gp")
    assert (len(police.factors), len(police.plans)) == (1, 0)
    assert (len(gp.factors), len(gp.plans)) == (0, 1)


def test_a_record_of_one_entry_has_a_picture() -> None:
    shown = seen("- {kind: observation, when: 2024, person: baby, what: Heard of}", "2025-01-01")
    assert [person.key for person in shown.people] == ["baby"]
    assert (shown.plans, shown.meetings, shown.home, shown.legal.orders) == ((), (), None, ())


def test_nothing_recorded_yet_is_an_empty_picture() -> None:
    shown = seen("- {kind: observation, when: 2024-02-01, person: baby, what: Heard of}", "2024-01-01")
    assert (shown.people, shown.team.agencies, shown.contacts.rows) == ((), (), ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_has_a_picture_whose_citations_are_entries_in_force(case: Case) -> None:
    record = case.chronology
    last = record.last_recorded()
    assert last is not None
    days = sorted({entry.recorded.last for entry in record.entries})
    for as_of in (days[0], days[len(days) // 2], last.last):
        for viewer in (None, *list(record.agencies)[:2]):
            held = {(each.entry.place, each.root) for each in record.held(viewer) if each.since <= as_of}
            shown = family(fold(record, as_of, viewer, QUORUM))
            assert {(cite.place, cite.root) for cite in every_cite(shown)} <= held


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_part_of_a_person_s_page_cites_something(case: Case) -> None:
    last = case.chronology.last_recorded()
    assert last is not None
    shown = family(fold(case.chronology, last.last, None, QUORUM))
    parts = (
        shown.people, shown.children, shown.ties, shown.households, shown.plans, shown.meetings, shown.actions,
        shown.concerns, shown.questions, shown.factors, shown.stays, shown.team.agencies, shown.contacts.rows, shown.legal.orders,
    )  # fmt: skip
    assert [each for part in parts for each in part if not each.rests_on] == []


# -- words


@pytest.mark.parametrize(
    ("words", "kind", "field"),
    [
        (plans._LADDER, "plan.started", "type"),
        (stays.WARD_PLANS, "plan.started", "type"),
        (legal._UNTIL_DECIDED | legal._BESIDE, "legal.ordered", "order"),
        (team.LEAD_ROLES, "worker.assigned", "role"),
        (set(ties._SORTS) | ties._OVER, "relation.stated", "relation"),
    ],
    ids=["ladder of plans", "plans for a ward", "orders", "lead roles", "ties"],
)
def test_every_word_that_the_picture_knows_is_one_of_the_vocabulary(
    words: Collection[str], kind: str, field: str
) -> None:
    assert set(words) <= set(KINDS[kind].specs[field].words)


def test_every_kind_that_shows_a_person_has_the_fields_that_name_them() -> None:
    for kind, fields in contacts._SHOWS.items():
        for name in fields:
            assert KINDS[kind].specs[name].type in NAMES_PEOPLE


def test_every_step_of_a_service_is_a_kind() -> None:
    assert {kind for kind in KINDS if kind.startswith("service.")} - {"service.advised"} == set(team._SERVICE)


# -- the command


def run(tmp_path: Path, *options: str) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(CASE, encoding="utf-8")
    result = CliRunner(env={"COLUMNS": "200"}).invoke(every_command(), ["picture", str(file), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_is_printed_in_plain_words_with_the_entries_it_rests_on(tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in run(tmp_path).splitlines()]
    assert "Children Baby: unborn, 22 weeks and 5 days, due 1 June 2024 #1" in lines
    assert "Risk Violence (father), since 20 January 2024, seen #3" in lines
    assert "Seen Mother: last seen 9 January 2024 by midwifery, clinic; alone 9 January 2024 #2" in lines
    assert "Father: never seen in person on record" in lines
    assert "Plans Child protection plan for baby, since 1 February 2024; no review on record #4" in lines
    assert any(line.startswith("Open Action: Visit (midwife, midwifery), due 10 February 2024") for line in lines)
    assert "Question: Who helps at [night]? #6" in lines, "what people write is no markup"


def test_it_is_printed_as_of_a_day_and_as_known_to_an_agency(tmp_path: Path) -> None:
    early = run(tmp_path, "--as-of", "2024-01-31")
    assert "Child protection" not in early
    assert "Violence" in early
    known = run(tmp_path, "--known-to", "midwifery")
    assert "as known to midwifery" in known
    assert "Violence" not in known


def test_an_overdue_action_says_what_the_record_holds_and_no_more(tmp_path: Path) -> None:
    lines = " ".join(run(tmp_path, "--as-of", "2024-02-11").split())
    assert "due 10 February 2024; the day has passed and nothing is on record" in lines
    assert "not done" not in lines


def test_an_unknown_agency_is_refused_with_the_right_ones(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(CASE, encoding="utf-8")
    result = CliRunner().invoke(every_command(), ["picture", str(file), "--known-to", "midwives"])
    assert result.exit_code != 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_can_be_printed(case: Case, tmp_path: Path) -> None:
    from nightlight.cases import __file__ as package

    (path,) = (
        each for each in Path(package).parent.rglob("*.yaml") if f"case: {case.name}\n" in each.read_text("utf-8")
    )
    result = CliRunner(env={"COLUMNS": "160"}).invoke(every_command(), ["picture", str(path)])
    assert result.exit_code == 0, result.output
    assert "Seen" in result.output
    assert "None" not in result.output.replace("None on record", "")
