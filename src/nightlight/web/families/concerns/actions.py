"""Writes of concerns on their way; each is one transaction with its line of the audit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from nightlight.access.viewer import Viewer
from nightlight.chronology.moments import day_of, iso_day, moment_of
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.families.concerns.queries import colleagues, duty_desk, raiser, theirs
from nightlight.web.store import actions, audit
from nightlight.web.store.actions import new_id
from nightlight.web.store.models import ConcernToPlace, Notice
from nightlight.web.store.queries import Refused

#: What the duty desk is told: that there is something, not what.
WAITS = "A concern was raised about a family that whoever raised it does not work with. It waits for your duty desk to place it."

PASSED = "A concern was passed to you, to be placed in the record of a family that you work with."


@transaction.atomic
def raise_concern(viewer: Viewer, to: str, who: str, happened: str, contact: str) -> int:
    """Hands a concern to a duty desk, whose people are told at once; its number."""
    row = ConcernToPlace.objects.create(
        raised_by=Account.objects.get(sign_in=viewer.sign_in),
        raised_at=utc_now(),
        to_id=to,
        who=who,
        happened=happened,
        contact=contact,
    )
    for account in duty_desk(to):
        Notice.objects.get_or_create(
            account=account,
            cause=f"concern-to-place:{row.pk}",
            defaults={"says": WAITS, "urgent": True, "made_at": utc_now()},
        )
    audit.write(viewer, "wrote", page="concern", number=row.pk, to=to)
    return row.pk


@transaction.atomic
def receive(viewer: Viewer, number: int) -> None:
    """Somebody at the duty desk has opened a concern: the first who does is told to whoever raised it."""
    row = _own(viewer, number)
    if row.opened_at is None:
        row.opened_by, row.opened_at = Account.objects.get(sign_in=viewer.sign_in), utc_now()
        row.save(update_fields=["opened_by", "opened_at"])
        audit.write(viewer, "set", page="concern_to_place", number=number, step="received")


@transaction.atomic
def pass_on(viewer: Viewer, number: int, to: str) -> None:
    """Passes a concern to a colleague who works with the family; they are told at once.

    Raises `Refused` where the viewer may not, or there is no such colleague.
    """
    row = _own(viewer, number)
    colleague = next((each for each in colleagues(viewer) if each.sign_in == to), None)
    if colleague is None:
        raise Refused(f"concern {number}")
    row.passed_to, row.passed_at = colleague, utc_now()
    row.save(update_fields=["passed_to", "passed_at"])
    Notice.objects.get_or_create(
        account=colleague,
        cause=f"concern-passed:{row.pk}",
        defaults={"says": PASSED, "urgent": True, "made_at": utc_now()},
    )
    audit.write(viewer, "set", page="concern_to_place", number=number, step="passed", to=to)


def place(viewer: Viewer, number: int, key: str, about: Sequence[str], *, by: str) -> str:
    """Places a concern in a family's record as an entry of the duty desk's own agency, from whoever raised it; the entry's id.

    Raises `Refused` where the viewer may not, and `Unreadable` where nobody is named whom it is about.
    """
    with transaction.atomic():
        row = _own(viewer, number)
        entry_id = row.entry_id or new_id()
        done = actions.record(viewer, key, raw(row, entry_id, about, by), by=by, page="concern_to_place")
        _placed(viewer, row, key, done.entry.id)
        return done.entry.id


def raw(row: ConcernToPlace, entry_id: str, about: Sequence[str], by: str) -> dict[str, object]:
    """The concern as an entry."""
    return {
        "kind": "concern.raised",
        "id": entry_id,
        "when": iso_day(day_of(moment_of(row.raised_at))),
        "about": list(about),
        "source": raiser(row.raised_by),
        "text": row.happened,
        "owner": by,
    }


def raw_of(viewer: Viewer, number: int, about: Sequence[str], by: str) -> dict[str, object]:
    """The concern as an entry of a record that is begun with it.

    Raises `Refused`.
    """
    return raw(_own(viewer, number), new_id(), about, by)


@transaction.atomic
def placed_in_new(viewer: Viewer, number: int, key: str, entry_id: str) -> None:
    """A record was begun with the concern in it."""
    _placed(viewer, _own(viewer, number), key, entry_id)


def _placed(viewer: Viewer, row: ConcernToPlace, key: str, entry_id: str) -> None:
    row.family_id, row.entry_id = key, entry_id
    row.placed_by, row.placed_at = Account.objects.get(sign_in=viewer.sign_in), utc_now()
    row.save(update_fields=["family", "entry_id", "placed_by", "placed_at"])
    audit.write(viewer, "set", key, "concern_to_place", number=row.pk, step="placed")


def answer(viewer: Viewer, number: int, told: str, *, by: str) -> None:
    """Whoever raised a concern is told what came of it; where it was placed, that is an entry of the record too.

    Raises `Refused` where the viewer may not.
    """
    with transaction.atomic():
        row = _own(viewer, number)
        if row.family_id and row.entry_id:
            said = {"kind": "concern.answered", "of": row.entry_id, "told": f"{raiser(row.raised_by)}: {told}"}
            actions.record(viewer, row.family_id, said, by=by, page="concern_to_place")
        row.answer, row.answered_at = told, utc_now()
        row.save(update_fields=["answer", "answered_at"])
        Notice.objects.get_or_create(
            account=row.raised_by,
            cause=f"concern-answered:{row.pk}",
            defaults={"says": "A concern that you raised has been answered.", "made_at": utc_now()},
        )
        audit.write(viewer, "set", row.family_id or "", "concern_to_place", number=row.pk, step="answered")


def _own(viewer: Viewer, number: int) -> ConcernToPlace:
    row = theirs(viewer).select_for_update(of=("self",)).filter(pk=number).select_related("raised_by").first()
    if row is None:
        raise Refused(f"concern {number}")
    return row
