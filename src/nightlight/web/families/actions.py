"""Writes of this context: that somebody looked, people of a family and who is the same as whom, a new record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.config.clock import utc_now
from nightlight.web.families.concerns import actions as concerns
from nightlight.web.families.concerns.queries import duty_desk, takes_in
from nightlight.web.families.people.forms import NewRecord
from nightlight.web.families.search.queries import alike_hidden
from nightlight.web.store import audit
from nightlight.web.store.actions import Recorded, begin, new_id, record
from nightlight.web.store.models import Family, LastLooked, Notice
from nightlight.web.store.queries import SeenFamily


def looked_at(seen: SeenFamily) -> None:
    """Keeps that the viewer has looked at a family as it stands now: for "what changed since you last looked". It is written in one
    transaction with the line of the audit (`audit.together`)."""

    def keep() -> None:
        account = Account.objects.values_list("pk", flat=True).get(sign_in=seen.viewer.sign_in)
        LastLooked.objects.bulk_create(
            [LastLooked(account_id=account, family_id=seen.key, length=seen.length, at=utc_now())],
            update_conflicts=True,
            unique_fields=["account", "family"],
            update_fields=["length", "at"],
        )

    audit.with_it(keep)


def add_person(
    seen: SeenFamily, raw: Mapping[str, Any], same: Mapping[str, str], never: Mapping[str, str], *, by: str
) -> str:
    """Adds a person, with what was found of others who look alike: `same` and `never` give the reason by who it is. The person's key.

    Raises `Refused` and `Unreadable`; then nothing is written.
    """
    links = [
        {"kind": kind, "id": new_id(), "person": raw["id"], "as": other, "basis": basis}
        for kind, found in (("person.same", same), ("person.not_same", never))
        for other, basis in found.items()
    ]
    *first, last = [dict(raw), *links]
    record(seen.viewer, seen.key, last, by=by, page="add_person", first=first)
    return str(raw["id"])


def say_same(seen: SeenFamily, person: str, other: str, basis: str, *, same: bool, by: str) -> Recorded:
    """Says that two records are of one person, or never are; the later word counts, and both stay.

    Raises `Refused` and `Unreadable`.
    """
    kind = "person.same" if same else "person.not_same"
    said = {"kind": kind, "id": _later_id(seen), "person": person, "as": other, "basis": basis}
    return record(seen.viewer, seen.key, said, by=by, page="person")


def _later_id(seen: SeenFamily) -> str:
    """An id that stands after those of every link of this minute: of entries at one instant the one of the later id counts
    (`docs/semantics.md` 8), and whoever takes a link back at once must be heard."""
    links = [each.id for each in seen.chronology.entries if each.kind in ("person.same", "person.not_same")]
    this_minute = [id for id in links if seen.chronology.entry(id).recorded.first >= seen.now - 1]
    return f"{max(this_minute)}a" if this_minute else new_id()


#: What the duty desk is told of a new record that may be of somebody who is in another: whom to call, no name and not which.
MAY_BE_TWICE: Final = (
    "A record that {by} ({agency}) began may be about people who are in another record already. Call {call}, and search for them "
    "before anything else is written."
)


def begin_record(viewer: Viewer, new: NewRecord, *, by: str, concern: int | None = None, about: str = "") -> str:
    """Begins a record; its key. A concern that waits for a family is placed in it.

    Where somebody of a family that the viewer may not see may be the mother, the viewer gets no hint, and the duty desk of social care
    is asked to look.

    Raises `Unreadable` with every mistake, and `Refused` where the concern is not the viewer's to place.
    """
    raws = list(new.raws)
    if concern is not None:
        raws.insert(len(raws) - 1, concerns.raw_of(viewer, concern, [about], by))
    with transaction.atomic():
        row, _ = begin(viewer, new.title, raws, by=by)
        if concern is not None:
            concerns.placed_in_new(viewer, concern, row.key, str(raws[-2]["id"]))
        if alike_hidden(viewer, new.mother, new.born, new.due, new.nhs, row.key):
            _ask_duty_desk(viewer, row, by)
    return row.key


def _ask_duty_desk(viewer: Viewer, row: Family, by: str) -> None:
    agency = Agency.objects.get(key=viewer.agency)
    says = MAY_BE_TWICE.format(by=by, agency=agency.name, call=agency.call or "its duty desk")
    for desk in takes_in():
        for account in duty_desk(desk.key):
            Notice.objects.get_or_create(
                account=account, cause=f"may-be-twice:{row.key}", defaults={"says": says, "made_at": utc_now()}
            )
