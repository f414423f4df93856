"""Pre-proceedings, proceedings and orders."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("legal.preproceedings", opens="legal", says="pre-proceedings are started")
class LegalPreproceedings(Kind):
    """The local authority starts the pre-proceedings process."""

    children: tuple[str, ...] = field.people()


@kind("legal.letter", says="the letter before proceedings is sent")
class LegalLetter(Kind):
    """The letter before proceedings was sent."""

    of: str = field.thread("legal")


@kind("legal.decided", says="it is decided whether to go to court")
class LegalDecided(Kind):
    """It was decided whether to go to court, and by when."""

    of: str | None = field.thread("legal", optional=True)
    children: tuple[str, ...] = field.people()
    decision: str = field.one_of("issue", "do_not_issue", "review_later")
    issue_by: When | None = field.day(optional=True, help="The date by which the application should be made.")


@kind("legal.delayed", says="going to court is put off")
class LegalDelayed(Kind):
    """Going to court is put off."""

    of: str = field.thread("legal")
    reason: str | None = field.text(optional=True)


@kind("legal.issued", says="proceedings are issued")
class LegalIssued(Kind):
    """An application was made to the court."""

    of: str = field.thread("legal")


@kind("legal.ordered", says="an order is made")
class LegalOrdered(Kind):
    """A court or the police made an order."""

    of: str | None = field.thread("legal", optional=True)
    children: tuple[str, ...] = field.people()
    order: str = field.one_of(
        "interim_care", "interim_care_placed_with_parent", "care", "supervision", "emergency_protection",
        "police_protection", "interim_supervision", "special_guardianship", "placement", "child_arrangements",
        "non_molestation", "other",
    )  # fmt: skip
    conditions: str | None = field.text(optional=True, help="What the order requires.")


@kind("legal.finding", says="a court makes a finding")
class LegalFinding(Kind):
    """A court found something as a fact."""

    of: str | None = field.thread("legal", optional=True)
    about: tuple[str, ...] = field.people()
    finding: str = field.text()


@kind("legal.ended", says="proceedings or an order end")
class LegalEnded(Kind):
    """Proceedings, or an order, ended."""

    of: str = field.thread("legal")
    outcome: str | None = field.text(optional=True)
