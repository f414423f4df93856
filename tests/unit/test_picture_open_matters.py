"""Actions, concerns and questions, and whether they were dealt with."""

from __future__ import annotations

from tests.unit.picture_records import places, seen

AGREED = (
    "- {kind: action.agreed, id: a, when: 2024-01-05, what: Visit at home, owner: health visitor, "
    "owner_agency: health_visiting, due: 2024-01-20, for_children: [baby]}\n"
)


def test_an_action_is_open_and_after_its_day_overdue() -> None:
    found = [seen(AGREED, day).actions[0] for day in ("2024-01-20", "2024-01-21")]
    assert [(each.state, each.overdue) for each in found] == [("open", False), ("open", True)]


def test_an_action_due_in_a_month_is_overdue_when_the_month_is_over() -> None:
    entries = AGREED.replace("2024-01-20", "2024-02")
    assert [seen(entries, day).actions[0].overdue for day in ("2024-02-29", "2024-03-01")] == [False, True]


def test_an_action_is_done_in_time_or_late_or_dropped_with_the_reason() -> None:
    done = AGREED + "- {kind: action.done, of: a, when: 2024-01-20, outcome: Seen, cot in place}\n"
    done = done.replace("outcome: Seen, cot in place", 'outcome: "Seen, cot in place"')
    late = AGREED + "- {kind: action.done, of: a, when: 2024-01-25, outcome: Seen}\n"
    dropped = AGREED + "- {kind: action.dropped, of: a, when: 2024-01-18, reason: They moved}\n"
    found = [seen(entries, "2024-02-01").actions[0] for entries in (done, late, dropped)]
    assert [(each.state, each.late, each.overdue, each.outcome) for each in found] == [
        ("done", False, False, "Seen, cot in place"),
        ("done", True, False, "Seen"),
        ("dropped", False, False, "They moved"),
    ]
    assert places(found[0].rests_on) == [1, 2]


def test_what_was_done_later_was_open_before() -> None:
    entries = AGREED + "- {kind: action.done, of: a, when: 2024-01-25, outcome: Seen}\n"
    (action,) = seen(entries, "2024-02-01", at="2024-01-22").actions
    assert (action.state, action.overdue, action.closed) == ("open", True, None)


RAISED = (
    "- {kind: concern.raised, id: c, when: 2024-01-05, agency: housing, by: housing officer, "
    "about: [baby], owner: duty desk, text: Cold flat}\n"
)


def test_a_concern_is_open_until_it_is_weighed_and_then_whoever_raised_it_is_told() -> None:
    entries = (
        RAISED
        + """
- {kind: concern.weighed, of: c, when: 2024-01-15, decision: Visit}
- {kind: concern.answered, of: c, when: 2024-01-20, told: We visited}
"""
    )
    found = [seen(entries, day).concerns[0] for day in ("2024-01-14", "2024-01-15", "2024-01-20")]
    assert [each.open for each in found] == [True, False, False]
    assert [[said.what for said in each.answered] for each in found] == [[], [], ["We visited"]]
    assert (found[0].by, found[0].text, found[0].holder) == ("housing officer", "Cold flat", "duty desk")
    assert places(found[2].rests_on) == [1, 2, 3]


def test_a_concern_moves_only_when_it_is_accepted() -> None:
    entries = (
        RAISED
        + """
- {kind: concern.passed, of: c, when: 2024-01-06, agency: housing, to: the midwife}
- {kind: concern.passed, of: c, when: 2024-01-09, agency: housing, to: the health visitor, accepted: true}
"""
    )
    before, after = (seen(entries, day).concerns[0] for day in ("2024-01-08", "2024-01-09"))
    assert ([passed.accepted for passed in before.passed], before.holder) == ([None], "duty desk")
    assert after.holder == "the health visitor"


def test_a_referral_that_acts_on_a_concern_is_with_it() -> None:
    entries = (
        RAISED + "- {kind: referral.made, id: r, when: 2024-01-06, agency: housing, to: social_care, concern: c}\n"
    )
    assert seen(entries, "2024-01-06").concerns[0].referrals == ("r",)


def test_a_question_is_open_until_it_is_answered() -> None:
    entries = """
    - {kind: question.open, id: q, when: 2024-01-05, what: Who helps at night?, ask: health_visiting}
    - {kind: question.answered, of: q, when: 2024-01-09, agency: health_visiting, answer: Her sister}
    """
    before, after = (seen(entries, day).questions[0] for day in ("2024-01-08", "2024-01-09"))
    assert (before.open, before.ask, before.answer) == (True, "health_visiting", None)
    assert (after.open, after.answer and after.answer.what, after.answer and after.answer.agency) == (
        False,
        "Her sister",
        "health_visiting",
    )
