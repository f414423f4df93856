"""Enquiries, the way to court and its dates, and orders."""

from __future__ import annotations

from nightlight.picture.legal import Legal
from tests.unit.picture_records import places, seen

PEOPLE = """
mother: {role: mother}
baby: {role: unborn, due: 2024-06-01}
brother: {role: child, born: 2020-01-01}
"""
OPENED = "- {kind: legal.preproceedings, id: l, when: 2024-01-05, children: [baby]}\n"
MEANT = (
    OPENED
    + "- {kind: legal.decided, of: l, when: 2024-02-01, children: [baby], decision: issue, issue_by: 2024-02-20}\n"
)


def legal(entries: str, as_of: str, **more: str) -> Legal:
    return seen(entries, as_of, people=PEOPLE, **more).legal


def test_the_way_to_court_step_by_step() -> None:
    entries = (
        MEANT
        + """
- {kind: legal.letter, of: l, when: 2024-01-12}
- {kind: legal.delayed, of: l, when: 2024-02-15, reason: The report is not in}
- {kind: legal.issued, of: l, when: 2024-03-01}
- {kind: legal.ended, of: l, when: 2024-09-01, outcome: Care order}
"""
    )
    stages = {}
    for day in ("2024-01-11", "2024-02-29", "2024-03-01", "2024-09-01"):
        (court,) = legal(entries, day).court
        stages[day] = (court.stage, court.letter is not None, len(court.delays), court.outcome)
    assert stages == {
        "2024-01-11": ("preproceedings", False, 0, None),
        "2024-02-29": ("preproceedings", True, 1, None),
        "2024-03-01": ("proceedings", True, 1, None),
        "2024-09-01": ("ended", True, 1, "Care order"),
    }


def test_an_intended_date_lapses_on_the_day_after() -> None:
    assert [legal(MEANT, day).intended[0].lapsed for day in ("2024-02-20", "2024-02-21")] == [False, True]
    in_time = MEANT + "- {kind: legal.issued, of: l, when: 2024-02-20}\n"
    assert not legal(in_time, "2024-03-01").intended[0].lapsed


def test_seen_from_later_it_had_not_lapsed_before_its_day() -> None:
    assert not legal(MEANT, "2024-06-01", at="2024-02-20").intended[0].lapsed


def test_a_later_decision_takes_the_place_of_an_earlier() -> None:
    entries = MEANT + "- {kind: legal.decided, of: l, when: 2024-02-10, children: [baby], decision: do_not_issue}\n"
    first, second = legal(entries, "2024-03-01").intended
    assert (first.latest, second.latest, second.decision) == (False, True, "do_not_issue")
    assert legal(entries, "2024-03-01").court[0].stage == "ended"


def test_an_order_that_ends_by_the_clock_says_when_it_runs_out() -> None:
    entries = (
        "- {kind: legal.ordered, when: 2024-02-01T22:00, agency: police, children: [baby], order: police_protection}"
    )
    (order,) = legal(entries, "2024-02-03").orders
    assert (order.in_force, order.until) == (True, None)
    assert order.runs_out is not None
    (after,) = legal(entries, "2024-02-04").orders
    assert (after.in_force, after.until and after.until.iso()) == (False, "2024-02-03")


def test_an_interim_order_is_followed_by_a_final_one_and_its_end_is_not_made_up() -> None:
    entries = (
        OPENED
        + """
- {kind: legal.issued, of: l, when: 2024-02-01}
- {kind: legal.ordered, of: l, when: 2024-02-05, agency: court, children: [baby], order: interim_care,
   conditions: A visit each day}
- {kind: legal.ordered, of: l, when: 2024-08-01, agency: court, children: [baby], order: care}
"""
    )
    interim, final = legal(entries, "2024-08-02").orders
    assert (interim.in_force, interim.followed_by, interim.conditions) == (True, ("care",), "A visit each day")
    assert final.followed_by == ()
    assert legal(entries, "2024-02-06").orders[0].followed_by == ()


def test_each_child_has_its_own_status() -> None:
    entries = (
        OPENED
        + """
- {kind: section47.started, id: s, when: 2024-01-06, children: [baby, brother], how: joint}
- {kind: legal.ordered, when: 2024-01-20, agency: court, children: [brother], order: supervision}
- {kind: section47.concluded, of: s, when: 2024-01-30, outcome: conference}
"""
    )
    during = {
        each.child: (each.orders, each.preproceedings, each.proceedings, each.enquiry)
        for each in legal(entries, "2024-01-25").children
    }
    assert during == {"brother": (("supervision",), False, False, True), "baby": ((), True, False, True)}
    after = {each.child: each for each in legal(entries, "2024-01-30").children}
    assert not after["baby"].enquiry
    assert places(after["baby"].rests_on) == [1]
    assert [(each.how, each.outcome) for each in legal(entries, "2024-01-30").enquiries] == [("joint", "conference")]


def test_a_finding_of_the_court_is_kept() -> None:
    entries = (
        "- {kind: legal.finding, when: 2024-02-01, agency: court, about: [mother], "
        "finding: That the injury was inflicted}"
    )
    (found,) = legal(entries, "2024-02-01").findings
    assert (found.about, found.finding) == (("mother",), "That the injury was inflicted")
