"""Reads of concerns on their way: one's own, and those that wait with one's duty desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.store import audit
from nightlight.web.store.models import ConcernToPlace
from nightlight.web.store.queries import Refused

#: The sort of agency whose duty desk takes in concerns.
TAKES_IN: Final = "social_care"


@dataclass(frozen=True)
class Step:
    """A step that a concern has reached, and when."""

    says: str
    at: datetime | None


@dataclass(frozen=True)
class Raised:
    """A concern that the viewer raised, and how far it has got. What was decided inside the family's record is not told here."""

    number: int
    who: str
    happened: str
    raised_at: datetime
    steps: tuple[Step, ...]
    answer: str
    answered: bool


@dataclass(frozen=True)
class ToPlace:
    """A concern as the duty desk has it. `family` is the key of the family in whose record it was placed."""

    number: int
    who: str
    happened: str
    contact: str
    by: str
    raised_at: datetime
    opened_by: str
    passed_to: str
    family: str
    entry_id: str
    answered_at: datetime | None


def takes_in() -> tuple[Agency, ...]:
    """The agencies whose duty desk takes in concerns."""
    desks = {
        each.agency_id
        for each in Account.objects.filter(is_active=True, agency__type=TAKES_IN)
        if "duty_desk" in each.roles
    }
    found = Agency.objects.filter(type=TAKES_IN).order_by("name")
    return tuple(each for each in found if each.key in desks) or tuple(found)


def duty_desk(agency: str) -> list[Account]:
    """The people at an agency's duty desk."""
    return [each for each in Account.objects.filter(is_active=True, agency_id=agency) if "duty_desk" in each.roles]


def concerns_raised(viewer: Viewer) -> tuple[Raised, ...]:
    """The concerns that the viewer raised, the latest first."""
    rows = ConcernToPlace.objects.filter(raised_by__sign_in=viewer.sign_in).select_related("to", "opened_by")
    return tuple(_raised(row) for row in rows.order_by("-raised_at"))


def _raised(row: ConcernToPlace) -> Raised:
    steps = [Step(f"With the duty desk of {row.to.name}", row.raised_at)]
    if row.opened_by is not None:
        steps.append(Step(f"Received by {row.opened_by.name}, {row.opened_by.title}", row.opened_at))
    if row.passed_at is not None:
        steps.append(Step(f"Passed on within {row.to.name}", row.passed_at))
    if row.placed_at is not None:
        steps.append(Step("Placed in a family’s record", row.placed_at))
    if row.answered_at is not None:
        steps.append(Step("Answered", row.answered_at))
    return Raised(row.pk, row.who, row.happened, row.raised_at, tuple(steps), row.answer, row.answered_at is not None)


def takes_in_concerns(viewer: Viewer) -> bool:
    """Whether the viewer is at a duty desk that takes in concerns."""
    return "duty_desk" in viewer.roles and viewer.agency_type == TAKES_IN


def concerns_to_place(viewer: Viewer, page: str = "concerns") -> tuple[ToPlace, ...]:
    """The concerns that wait with the viewer's duty desk, or were passed to the viewer, the oldest first; audited as a list.

    Where the viewer has no such list, there is nothing to audit.
    """
    found = tuple(_to_place(row) for row in _waiting(viewer).order_by("raised_at"))
    if found or takes_in_concerns(viewer):
        families = [each.family for each in found if each.family]
        audit.write(viewer, "listed", page=page, concerns=[each.number for each in found], families=families)
    return found


def concern_to_place(viewer: Viewer, number: int) -> ToPlace:
    """One concern, as the duty desk has it.

    Raises `Refused` for anybody else, and where there is none; audited.
    """
    row = _waiting(viewer, answered=True).filter(pk=number).first()
    if row is None:
        audit.write(viewer, "refused", page="concern_to_place", number=number)
        raise Refused(f"concern {number}")
    audit.write(viewer, "read", page="concern_to_place", number=number)
    return _to_place(row)


def _waiting(viewer: Viewer, answered: bool = False) -> QuerySet[ConcernToPlace]:
    rows = theirs(viewer).select_related("raised_by__agency", "opened_by", "passed_to")
    return rows if answered else rows.filter(answered_at__isnull=True)


def theirs(viewer: Viewer) -> QuerySet[ConcernToPlace]:
    """The concerns that a viewer may read: those of their duty desk, and those that were passed to them."""
    passed = Q(passed_to__sign_in=viewer.sign_in, to_id=viewer.agency)
    return ConcernToPlace.objects.filter(Q(to_id=viewer.agency) if takes_in_concerns(viewer) else passed)


def colleagues(viewer: Viewer) -> tuple[Account, ...]:
    """To whom a concern may be passed: whoever works for the same agency, with those who supervise in front."""
    found = (
        Account.objects.filter(is_active=True, agency_id=viewer.agency).exclude(sign_in=viewer.sign_in).order_by("name")
    )
    return tuple(sorted(found, key=lambda each: "supervisor" not in each.roles))


def _to_place(row: ConcernToPlace) -> ToPlace:
    return ToPlace(
        row.pk,
        row.who,
        row.happened,
        row.contact,
        raiser(row.raised_by),
        row.raised_at,
        "" if row.opened_by is None else row.opened_by.name,
        "" if row.passed_to is None else row.passed_to.name,
        row.family_id or "",
        row.entry_id,
        row.answered_at,
    )


def raiser(account: Account) -> str:
    """Who raised a concern, in words that name no agency of the record: "housing officer, Riverside Housing"."""
    return ", ".join(filter(None, [account.title or account.name, account.agency.name]))
