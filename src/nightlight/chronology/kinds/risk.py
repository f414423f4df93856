"""What makes a child less safe or safer, and what is not known."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("factor.noted", opens="factor", standing=True, says="a risk factor is noted")
class FactorNoted(Kind):
    """Something that makes harm to the child more likely, or the child more easily hurt, is noted."""

    person: str = field.person()
    factor: str = field.one_of(
        "substance_use", "alcohol", "mental_health", "learning_disability", "trauma", "domestic_abuse",
        "child_previously_removed", "child_previously_harmed", "violence", "exploitation", "likely_early_birth",
        "prematurity", "low_birth_weight", "neonatal_withdrawal", "poor_antenatal_care", "concealed_pregnancy",
        "medical_risk", "overcrowding", "poor_home", "homelessness", "isolation", "care_experienced",
        "young_parent", "smoking", "young_carer", "neglect", "other",
    )  # fmt: skip


@kind("factor.reduced", says="a risk factor is said to be less")
class FactorReduced(Kind):
    """A risk factor has become less."""

    of: str = field.thread("factor")
    basis: str = field.one_of("observed", "tested", "assessed", "self_report", "other")


@kind("factor.resolved", says="a risk factor is said to be gone")
class FactorResolved(Kind):
    """A risk factor is no longer there."""

    of: str = field.thread("factor")
    basis: str = field.one_of("observed", "tested", "assessed", "self_report", "other")


@kind("protective.noted", opens="protective", says="a protective factor is noted")
class ProtectiveNoted(Kind):
    """Something that makes the child safer is noted."""

    person: str = field.person()
    what: str = field.text()


@kind("test.result", says="a test has a result")
class TestResult(Kind):
    """The result of a test, such as a test for drugs."""

    person: str = field.person()
    test: str = field.text()
    result: str = field.one_of("positive", "negative", "refused", "missed")


@kind("advice.not_followed", says="advice is not followed")
class AdviceNotFollowed(Kind):
    """Advice, often medical, was not followed."""

    person: str = field.person()
    advice: str = field.text()
    child: str | None = field.person(optional=True)


@kind("capacity.view", says="a view of capacity is given")
class CapacityView(Kind):
    """An agency's view of how able a person is to care for the child."""

    person: str = field.person()
    agency_view: str = field.one_of("able", "able_with_support", "not_able", "unsure")
    why: str = field.text()


@kind("question.open", opens="question", says="a question is opened")
class QuestionOpen(Kind):
    """Something is not known and somebody should find out."""

    what: str = field.text()
    ask: str | None = field.agency(optional=True)


@kind("question.answered")
class QuestionAnswered(Kind):
    """An open question has an answer."""

    of: str = field.thread("question")
    answer: str = field.text()
