"""Plans, their sections, the level of supervision, and stays in hospital."""

from __future__ import annotations

from nightlight.picture.plans import Plan
from nightlight.picture.stays import Stay
from tests.unit.picture_records import places, seen

PEOPLE = """
mother: {role: mother}
baby: {role: unborn, due: 2024-06-01}
brother: {role: child, born: 2020-01-01}
"""
NEED = "- {kind: plan.started, id: cin, when: 2024-01-05, type: child_in_need, children: [baby, brother]}\n"
PROTECTION = (
    "- {kind: plan.started, id: cp, when: 2024-03-05, type: child_protection, children: [baby, brother], "
    "category: neglect}\n"
)


def plans(entries: str, as_of: str, **more: str) -> list[Plan]:
    return list(seen(entries, as_of, people=PEOPLE, **more).plans)


def in_force(entries: str, as_of: str, **more: str) -> list[str]:
    return [plan.type for plan in plans(entries, as_of, **more) if plan.in_force]


def test_a_plan_is_in_force_until_it_ends() -> None:
    entries = NEED + "- {kind: plan.ended, of: cin, when: 2024-02-01, reason: The help has worked}\n"
    assert [in_force(entries, day) for day in ("2024-01-04", "2024-01-05", "2024-01-31", "2024-02-01")] == [
        [], ["child_in_need"], ["child_in_need"], [],
    ]  # fmt: skip
    (ended,) = plans(entries, "2024-02-01")
    assert (ended.until and ended.until.iso(), ended.ended_by, ended.ended_why) == (
        "2024-02-01",
        "plan.ended",
        "The help has worked",
    )
    assert places(ended.rests_on) == [1, 2]


def test_seen_from_later_an_earlier_moment_has_the_plan_that_was_in_force_then() -> None:
    entries = NEED + "- {kind: plan.ended, of: cin, when: 2024-02-01, reason: The help has worked}\n"
    assert in_force(entries, "2024-06-01", at="2024-01-20") == ["child_in_need"]


def test_a_higher_plan_overtakes_one_whose_end_nobody_recorded() -> None:
    need, protection = plans(NEED + PROTECTION, "2024-04-01")
    assert need.in_force, "the record holds no end of it, and the picture does not make one up"
    assert need.overtaken
    assert [(each.type, each.since.iso(), places(each.rests_on)) for each in need.overtaken_by] == [
        ("child_protection", "2024-03-05", [2])
    ]
    assert (protection.overtaken, protection.category) == (False, "neglect")


def test_a_plan_for_one_child_overtakes_for_that_child_only() -> None:
    entries = NEED + "- {kind: plan.started, id: cp, when: 2024-03-05, type: child_protection, children: [baby]}\n"
    need, _ = plans(entries, "2024-04-01")
    assert not need.overtaken
    assert need.overtaken_by[0].children == ("baby",)


def test_a_lower_plan_and_one_of_another_sort_overtake_nothing() -> None:
    entries = (
        PROTECTION
        + """
- {kind: plan.started, id: later, when: 2024-04-05, type: child_in_need, children: [baby, brother]}
- {kind: plan.started, id: safe, when: 2024-04-06, type: safety, children: [baby, brother]}
"""
    )
    assert [plan.overtaken for plan in plans(entries, "2024-05-01")] == [False, False, False]


def test_a_plan_that_is_stepped_down_goes_on_as_a_lower_one() -> None:
    entries = (
        PROTECTION
        + """
- {kind: plan.section, of: cp, when: 2024-03-06, child: baby, what: The cot}
- {kind: plan.condition, of: cp, when: 2024-03-06, what: Weekly visits, every_days: 7}
- {kind: plan.reviewed, of: cp, when: 2024-05-01}
- {kind: plan.stepped_down, of: cp, when: 2024-06-01, to: child_in_need, basis: observed}
"""
    )
    before, after = plans(entries, "2024-06-02")
    assert (before.type, before.in_force, before.ended_by, before.ended_why) == (
        "child_protection", False, "plan.stepped_down", "observed",
    )  # fmt: skip
    assert (after.type, after.in_force, after.thread, after.children) == (
        "child_in_need",
        True,
        "cp",
        ("baby", "brother"),
    )
    assert (after.category, after.conditions, after.reviewed) == (None, (), None), "these were of the plan that it was"
    assert [section.what for section in after.sections] == ["The cot"]


def test_each_child_has_its_section_the_last_written() -> None:
    entries = (
        PROTECTION
        + """
- {kind: factor.noted, id: smoke, when: 2024-03-06, person: mother, factor: smoking}
- {kind: plan.section, of: cp, when: 2024-03-06, child: baby, what: "See him awake, twice a week."}
- {kind: plan.section, of: cp, when: 2024-03-20, child: baby, what: Where he sleeps, for_factors: [smoke]}
"""
    )
    (plan,) = plans(entries, "2024-03-19")
    assert ([section.what for section in plan.sections], plan.no_section) == (
        ["See him awake, twice a week."],
        ("brother",),
    )
    (plan,) = plans(entries, "2024-04-01")
    assert [(section.what, section.factors, section.versions) for section in plan.sections] == [
        ("Where he sleeps", ("smoke",), 2)
    ]


def test_sections_with_the_same_words_are_pointed_out() -> None:
    entries = (
        PROTECTION
        + """
- {kind: plan.section, of: cp, when: 2024-03-06, child: baby, what: Weekly visits.}
- {kind: plan.section, of: cp, when: 2024-03-06, child: brother, what: weekly visits}
"""
    )
    (plan,) = plans(entries, "2024-04-01")
    assert [(section.child, section.same_as) for section in plan.sections] == [
        ("baby", ("brother",)),
        ("brother", ("baby",)),
    ]


def test_what_was_agreed_told_and_changed_is_there_with_who() -> None:
    entries = (
        PROTECTION
        + """
- {kind: plan.told, of: cp, when: 2024-03-06, to: gp}
- {kind: plan.acknowledged, of: cp, when: 2024-03-08, agency: gp, by_agency: gp}
- {kind: plan.agreed, of: cp, when: 2024-03-08, who: the mother}
- {kind: plan.changed, of: cp, when: 2024-03-20, what: Visits at weekends too}
"""
    )
    (plan,) = plans(entries, "2024-04-01")
    assert [[each.what for each in said] for said in (plan.told, plan.acknowledged, plan.agreed, plan.changed)] == [
        ["gp"], ["gp"], ["the mother"], ["Visits at weekends too"],
    ]  # fmt: skip


# -- supervision

WARD = """
- {kind: plan.started, id: ward, when: 2024-05-20, type: hospital, children: [baby], supervision: general_ward,
   supplied_by: maternity_ward}
- {kind: birth, when: 2024-05-25, agency: midwifery, child: baby}
- {kind: stay.started, id: stay, when: 2024-05-25, agency: maternity_ward, person: baby, ward: the postnatal ward}
- {kind: plan.started, id: closer, when: 2024-05-28, type: safety, children: [baby], supervision: line_of_sight}
- {kind: stay.ended, of: stay, when: 2024-06-02, agency: maternity_ward, to: home, against_advice: false}
"""


def test_the_level_of_supervision_is_that_of_the_latest_plan_that_names_one() -> None:
    levels = {}
    for day in ("2024-05-19", "2024-05-20", "2024-05-28"):
        levels[day] = [
            (each.level, each.supplied_by, each.before) for each in seen(WARD, day, people=PEOPLE).supervision
        ]
    assert levels == {
        "2024-05-19": [],
        "2024-05-20": [("general_ward", "maternity_ward", ())],
        "2024-05-28": [("line_of_sight", None, ("general_ward",))],
    }


def test_a_corrected_level_is_the_level_from_when_it_was_corrected() -> None:
    entries = """
    - {kind: plan.started, id: ward, when: 2024-05-20, type: hospital, children: [baby], supervision: none}
    - {kind: plan.started, replaces: ward, when: 2024-05-20, recorded: 2024-05-22, type: hospital,
       children: [baby], supervision: one_to_one, id: ward2}
    """
    levels = [seen(entries, day, people=PEOPLE).supervision[0].level for day in ("2024-05-21", "2024-05-22")]
    assert levels == ["none", "one_to_one"]


def test_a_change_in_words_after_the_level_was_set_is_pointed_to() -> None:
    entries = WARD + "- {kind: plan.changed, of: closer, when: 2024-05-30, what: The grandmother may sit in}\n"
    (level,) = seen(entries, "2024-05-31", people=PEOPLE).supervision
    assert places(level.changed_since) == [6]


# -- stays


def stay(entries: str, as_of: str) -> Stay:
    return seen(entries, as_of, people=PEOPLE).stays[0]


def test_a_stay_has_its_ward_plan_and_who_watches_while_it_is_open() -> None:
    found = stay(WARD, "2024-05-29")
    assert (found.open, found.ward, found.ward_plans) == (True, "the postnatal ward", ("ward", "closer"))
    assert [each.level for each in found.supervision] == ["line_of_sight"]
    over = stay(WARD, "2024-06-02")
    assert (over.open, over.to, over.against_advice, over.ward_plans, over.supervision) == (
        False,
        "home",
        False,
        (),
        (),
    )


def test_a_mother_s_stay_has_the_plan_for_her_baby() -> None:
    entries = (
        WARD
        + "- {kind: stay.started, id: hers, when: 2024-05-24, agency: maternity_ward, person: mother, ward: labour}\n"
    )
    (hers, _) = seen(entries, "2024-05-26", people=PEOPLE).stays
    assert (hers.person, hers.ward_plans) == ("mother", ("ward",))


def test_what_the_ward_saw_during_the_stay_is_with_it() -> None:
    entries = (
        WARD
        + """
- {kind: care.observed, when: 2024-05-27, agency: maternity_ward, person: mother, child: baby,
   what: Holds and feeds him well, good: true}
- {kind: incident, id: i, when: 2024-05-27, agency: maternity_ward, place: ward, type: intoxicated,
   people: [mother, baby]}
- {kind: incident, id: later, when: 2024-06-05, agency: maternity_ward, place: ward, type: other, people: [baby]}
- {kind: stay.fit, of: stay, when: 2024-05-30, agency: maternity_ward}
"""
    )
    found = stay(entries, "2024-06-10")
    assert [each.what for each in found.care] == ["Holds and feeds him well"]
    assert [each.what for each in found.incidents] == ["intoxicated"]
    assert found.fit is not None
    assert found.fit.iso() == "2024-05-30"


def test_a_stay_ends_with_a_death_though_nobody_wrote_that_they_left() -> None:
    entries = WARD + "- {kind: death, when: 2024-05-30, person: baby}\n"
    assert [stay(entries, day).open for day in ("2024-05-29", "2024-05-30")] == [True, False]
