"""Plans for children, and who has been told of them."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("plan.started", opens="plan")
class PlanStarted(Kind):
    """A plan for children begins."""

    type: str = field.one_of(
        "child_protection",
        "child_in_need",
        "safety",
        "birth",
        "hospital",
        "discharge",
        "early_help",
        "looked_after",
    )
    children: tuple[str, ...] = field.people()
    category: str | None = field.one_of("neglect", "physical", "emotional", "sexual", optional=True)
    after_birth: bool | None = field.flag(optional=True, help="The plan says what happens after the birth.")
    contingencies: tuple[str, ...] | None = field.many_of(
        "early_birth", "discharge_against_advice", "relapse", "missed_meeting", "no_placement", "abduction",
        "other", optional=True,
    )  # fmt: skip
    supervision: str | None = field.one_of(
        "none",
        "general_ward",
        "line_of_sight",
        "one_to_one",
        "not_agreed",
        optional=True,
    )
    supplied_by: str | None = field.agency(optional=True, help="The agency that supplies the supervision.")
    birth_place: str | None = field.text(optional=True)
    when_to_call: str | None = field.text(optional=True, help="When to call for help, as the parents were told.")
    obstetric: str | None = field.text(optional=True, help="What the doctors of the pregnancy advise.")


@kind("plan.section", says="a section of the plan is written for a child")
class PlanSection(Kind):
    """The part of a plan that is about one child."""

    of: str = field.thread("plan")
    child: str = field.person()
    what: str = field.text()
    for_factors: tuple[str, ...] | None = field.threads(
        "factor",
        optional=True,
        help="The risk factors that this answers.",
    )


@kind("plan.changed")
class PlanChanged(Kind):
    """A plan has changed."""

    of: str = field.thread("plan")
    what: str = field.text()
    significant: bool | None = field.flag(optional=True, help="Left out means that it may be.")


@kind("plan.told", says="an agency is told of the plan")
class PlanTold(Kind):
    """An agency was told of a plan or a change to it."""

    of: str = field.thread("plan")
    to: str = field.agency()


@kind("plan.acknowledged", says="the plan is acknowledged")
class PlanAcknowledged(Kind):
    """An agency confirms that it has read a plan or a change to it."""

    of: str = field.thread("plan")
    by_agency: str = field.agency()


@kind("plan.agreed")
class PlanAgreed(Kind):
    """Somebody agrees to a plan."""

    of: str = field.thread("plan")
    who: str = field.text()
    by_agency: str | None = field.agency(optional=True)


@kind("plan.condition", says="the plan sets a condition")
class PlanCondition(Kind):
    """Something that the plan requires, such as visits so many days apart."""

    of: str = field.thread("plan")
    what: str = field.text()
    who: tuple[str, ...] | None = field.people(optional=True)
    every_days: float | None = field.number(optional=True, help="At most so many days apart.")
    weekends: bool | None = field.flag(optional=True)


@kind("plan.reviewed")
class PlanReviewed(Kind):
    """A plan was looked at again."""

    of: str = field.thread("plan")


@kind("plan.stepped_down", says="the plan is stepped down")
class PlanSteppedDown(Kind):
    """A plan gives way to a lower one."""

    of: str = field.thread("plan")
    to: str = field.one_of("child_in_need", "early_help", "universal")
    basis: str = field.one_of("observed", "assessed", "self_report", "other")


@kind("plan.ended")
class PlanEnded(Kind):
    """A plan ends."""

    of: str = field.thread("plan")
    reason: str = field.text()
