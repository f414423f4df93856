"""Meetings: called, moved, cancelled, lapsed, held; represented, inquorate, signed."""

from __future__ import annotations

from nightlight.picture.meetings import Meeting
from tests.unit.picture_records import places, seen

PEOPLE = """
mother: {role: mother}
baby: {role: unborn, due: 2024-06-01}
brother: {role: child, born: 2020-01-01}
"""
CALLED = (
    "- {kind: meeting.called, id: m, when: 2024-01-05, type: core_group, date: 2024-01-20, "
    "invited: [midwifery, health_visiting, gp], mode: online}\n"
)
HELD = (
    "- {kind: meeting.held, of: m, when: 2024-01-20, present: [social_care, midwifery], "
    "updates_from: [gp], mode: online}\n"
)


def meetings(entries: str, as_of: str, **more: str) -> list[Meeting]:
    return list(seen(entries, as_of, people=PEOPLE, **more).meetings)


def test_a_meeting_is_ahead_until_its_day_is_over_and_then_it_has_lapsed() -> None:
    found = [each for day in ("2024-01-05", "2024-01-20", "2024-01-21") for each in meetings(CALLED, day)]
    assert [(each.state, each.lapsed) for each in found] == [
        ("ahead", False), ("ahead", False), ("lapsed", True),
    ]  # fmt: skip


def test_seen_from_later_it_was_still_ahead_on_the_day_before() -> None:
    assert [each.state for each in meetings(CALLED, "2024-03-01", at="2024-01-19")] == ["ahead"]


def test_one_that_was_held_late_was_held_and_had_lapsed() -> None:
    late = CALLED + "- {kind: meeting.held, of: m, when: 2024-01-25, present: [social_care, midwifery, gp]}\n"
    (meeting,) = meetings(late, "2024-02-01")
    assert (meeting.state, meeting.lapsed) == ("held", True)


def test_one_that_was_held_under_another_call_is_replaced() -> None:
    entries = (
        CALLED
        + """
- {kind: meeting.called, id: n, when: 2024-01-10, type: core_group, date: 2024-01-20, invited: [gp]}
- {kind: meeting.held, of: n, when: 2024-01-20, present: [social_care, gp]}
"""
    )
    assert {meeting.thread: meeting.state for meeting in meetings(entries, "2024-02-01")} == {
        "m": "replaced",
        "n": "held",
    }


def test_a_cancelled_one_says_why_and_whether_another_was_called() -> None:
    cancelled = CALLED + "- {kind: meeting.cancelled, of: m, when: 2024-01-18, reason: The chair is ill}\n"
    (meeting,) = meetings(cancelled, "2024-01-18")
    assert (meeting.state, meeting.cancelled and meeting.cancelled.what, meeting.next_called) == (
        "cancelled",
        "The chair is ill",
        None,
    )
    again = (
        cancelled
        + "- {kind: meeting.called, id: n, when: 2024-01-19, type: core_group, date: 2024-01-30, invited: [gp]}\n"
    )
    assert meetings(again, "2024-01-19")[0].next_called == "n"


def test_a_meeting_that_was_moved_keeps_its_earlier_date() -> None:
    entries = CALLED + (
        "- {kind: meeting.called, id: m2, replaces: m, when: 2024-01-05, recorded: 2024-01-15, type: core_group, "
        "date: 2024-01-29, invited: [midwifery, gp]}\n"
    )
    (before,) = meetings(entries, "2024-01-14")
    assert (before.date and before.date.iso(), before.earlier_dates) == ("2024-01-20", ())
    (after,) = meetings(entries, "2024-01-22")
    assert (after.thread, after.state, after.date and after.date.iso()) == ("m", "ahead", "2024-01-29")
    assert [date.iso() for date in after.earlier_dates] == ["2024-01-20"]
    assert after.invited == ("midwifery", "gp")


def test_who_was_there_who_sent_word_and_who_did_neither() -> None:
    (meeting,) = meetings(CALLED + HELD, "2024-01-21")
    (held,) = meeting.held
    assert (held.present, held.updates_from, held.represented) == (
        ("social_care", "midwifery"),
        ("gp",),
        ("social_care", "midwifery", "gp"),
    )
    assert (held.absent, held.uninvited) == (("health_visiting",), ()), "whoever called it needs no invitation"
    assert (held.mode, held.quorate) == ("online", True)
    assert places(meeting.rests_on) == [1, 2]


def test_one_without_those_it_needs_is_inquorate_and_of_one_without_a_rule_nothing_is_said() -> None:
    thin = CALLED + "- {kind: meeting.held, of: m, when: 2024-01-20, present: [social_care, midwifery]}\n"
    assert [meeting.held[0].quorate for meeting in meetings(thin, "2024-01-21")] == [False]
    free = thin.replace("core_group", "professionals")
    assert [meeting.held[0].quorate for meeting in meetings(free, "2024-01-21")] == [None]


def test_children_whom_it_did_not_consider_and_left_out_means_all() -> None:
    named = (
        "- {kind: observation, when: 2024-01-02, person: brother, what: Well}\n"
        "- {kind: observation, when: 2024-01-02, person: baby, what: Well}\n"
    )
    entries = named + CALLED + HELD.replace("mode: online", "considered: [baby]")
    assert meetings(entries, "2024-01-21")[0].held[0].left_out == ("brother",)
    assert meetings(named + CALLED + HELD, "2024-01-21")[0].held[0].left_out == ()


def test_signed_by_some() -> None:
    entries = (
        CALLED
        + HELD
        + """
- {kind: meeting.recorded, of: m, when: 2024-01-24, sent_to: [midwifery, gp]}
- {kind: meeting.signed, of: m, when: 2024-01-26, agency: midwifery, by_agency: midwifery}
"""
    )
    (meeting,) = meetings(entries, "2024-02-01")
    assert (meeting.sent_to, [each.what for each in meeting.signed], meeting.unsigned) == (
        ("midwifery", "gp"), ["midwifery"], ("social_care",),
    )  # fmt: skip
    (before,) = meetings(entries, "2024-01-25")
    assert before.unsigned == ("social_care", "midwifery")


def test_what_it_decided_and_agreed_is_with_it() -> None:
    entries = (
        CALLED
        + HELD
        + """
- {kind: assessment.commissioned, id: a, when: 2024-01-06, type: prebirth, about: [baby]}
- {kind: decision.made, of: m, when: 2024-01-20, what: Go on, about: [baby], cites: [a]}
- {kind: action.agreed, id: act, in: m, when: 2024-01-20, what: Visit, owner: health visitor,
   owner_agency: health_visiting, due: 2024-02-01}
"""
    )
    (meeting,) = meetings(entries, "2024-02-01")
    assert [(each.what, each.about, each.rested_on) for each in meeting.decisions] == [("Go on", ("baby",), ("a",))]
    assert meeting.actions == ("act",)


def test_who_holds_what_followed_and_not_the_call_still_sees_that_it_was_held() -> None:
    entries = CALLED.replace("mode: online", "shared: {}") + HELD.replace("mode: online", "shared: [police]")
    (meeting,) = meetings(entries, "2024-02-01", known_to="police")
    assert (meeting.type, meeting.date, meeting.state, meeting.held[0].absent) == (None, None, "held", ())
