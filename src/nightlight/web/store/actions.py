"""Writes. Each is one transaction with the findings that it changes and a line of the audit, or nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from nightlight.access.sharing import Audience, audience
from nightlight.access.viewer import Viewer
from nightlight.chronology.entry import Entry as EntryOfRecord
from nightlight.chronology.moments import Moment, iso_moment
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import Change, Watch
from nightlight.web.config.clock import now as this_minute
from nightlight.web.config.clock import utc_now
from nightlight.web.store import audit, kept
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Draft, Entry, Family, Finding
from nightlight.web.store.notices import give_notice
from nightlight.web.store.queries import Refused, sight_of
from nightlight.web.store.record import rows

#: What a form never says: it follows from who writes, and when.
_OURS = ("agency", "account", "recorded", "by", "place")


@dataclass(frozen=True)
class Recorded:
    """What a write did: the entry, the findings that changed, and the agencies that can see it."""

    entry: EntryOfRecord
    changed: tuple[FindingOfRecord, ...]
    gone: tuple[str, ...]
    audience: Audience


def new_id() -> str:
    """A name for an entry: nobody can guess it, and it says nothing."""
    return f"e{secrets.token_hex(8)}"


def record(
    viewer: Viewer,
    key: str,
    raw: Mapping[str, Any],
    *,
    by: str,
    page: str = "record",
    shared: Sequence[str] | None = None,
    why_shared: str = "",
    draft: Draft | None = None,
) -> Recorded:
    """Adds one entry to a family's record, with its findings and its line of the audit.

    `shared` names the agencies that may see it, where somebody chose otherwise than its kind and label say; `why_shared` is the
    reason, which is kept. A draft from which it came is thrown away in the same transaction.

    Raises `Refused` where the viewer may not write here, and `Unreadable` with every mistake in what was typed; then nothing is
    written.
    """
    with transaction.atomic():
        row = Family.objects.select_for_update().filter(key=key).first()
        moment = this_minute()
        if row is None or not sight_of(viewer, row, "care", moment).allowed:
            refused = True
        else:
            refused = False
            done = _add(viewer, row, raw, by, moment, shared)
            audit.write(
                viewer, "wrote", key, page, why_shared, entry=done.entry.id, kind=done.entry.kind, shared=list(done.audience.agencies)
            )
            if draft is not None:
                draft.delete()
    if refused:
        audit.write(viewer, "refused", key[:40], page)
        raise Refused(key)
    return done


def _add(
    viewer: Viewer, row: Family, raw: Mapping[str, Any], by: str, moment: Moment, shared: Sequence[str] | None
) -> Recorded:
    chronology = kept.record(row)
    said = {name: value for name, value in raw.items() if name not in _OURS or (name == "agency" and value)}
    said.setdefault("id", new_id())
    kind = str(said.get("kind"))
    named = said.get("agency", viewer.agency)
    if named != viewer.agency and kind != "worker.assigned":
        raise Unreadable([Problem("this entry", "it can only be recorded for your own agency", "agency")])
    said |= {"agency": named, "account": viewer.sign_in, "by": by, "recorded": iso_moment(moment)}
    entry, problems = read_one(chronology, said, row.length + 1)
    if entry is None:
        raise Unreadable(problems)
    seen_by = audience(kind, entry.label, chronology, moment, viewer.agency, named=_named(entry))
    chosen = seen_by.agencies if shared is None else tuple(shared)
    said["shared"] = {agency: True for agency in chosen if agency != entry.agency}
    entry, problems = read_one(chronology, said, row.length + 1)
    if entry is None:
        raise Unreadable(problems)
    change, watch = append(row, [entry], moment)
    give_notice(row, change.changed, watch.chronology, moment)
    return Recorded(entry, change.changed, change.gone, seen_by)


def read_one(
    chronology: Chronology, said: Mapping[str, Any], number: int
) -> tuple[EntryOfRecord | None, list[Problem]]:
    """One entry of plain values that follows a record, and every mistake in it."""
    reader = Reader.following(chronology)
    entry = reader.following_entry(said, number)
    return (None if reader.problems else entry), reader.problems


def append(row: Family, entries: Iterable[EntryOfRecord], moment: Moment) -> tuple[Change, Watch]:
    """Adds entries to a family's chain and brings its findings up to the moment; to be called inside a transaction."""
    entries = [replace(entry, place=number) for number, entry in enumerate(entries, row.length + 1)]
    watch = kept.take_watch(row)
    added = rows(row, entries, row.head, row.length)
    Entry.objects.bulk_create(added)
    change = Change((), (), None)
    for entry in entries:
        change = _both(change, watch.record(entry))
    if moment > max(entry.recorded.first for entry in entries):
        change = _both(change, watch.at(moment))
    row.length, row.head = added[-1].number, added[-1].hash
    row.next_change_on = change.next_change_on
    row.save(update_fields=["length", "head", "next_change_on"])
    keep_findings(row, change)
    list_anew(row, watch)
    transaction.on_commit(lambda: kept.give_watch(row, watch))
    return change, watch


def keep_findings(row: Family, change: Change) -> None:
    """Writes the findings that changed, and takes away those that are gone."""
    if change.gone:
        Finding.objects.filter(family=row, finding_id__in=change.gone).delete()
    Finding.objects.bulk_create(
        [_finding(row, each) for each in change.changed],
        update_conflicts=True,
        unique_fields=["family", "finding_id"],
        update_fields=["safeguard", "state", "severity", "due", "warned", "stage", "said"],
    )


def _finding(row: Family, found: FindingOfRecord) -> Finding:
    return Finding(
        family=row,
        finding_id=found.id,
        safeguard=found.safeguard.id,
        state=found.state,
        severity=found.safeguard.severity,
        due=None if found.due is None else found.due.last,
        warned=found.warned,
        stage=found.stage,
        said=found.plain(),
    )


def _both(first: Change, then: Change) -> Change:
    """Two changes, one after the other, as one."""
    changed = {each.id: each for each in first.changed} | {each.id: each for each in then.changed}
    gone = {*first.gone, *then.gone} - {each.id for each in then.changed}
    return Change(
        tuple(each for id, each in changed.items() if id not in gone), tuple(sorted(gone)), then.next_change_on
    )


def _named(entry: EntryOfRecord) -> tuple[str, ...]:
    """The agencies that an entry's own fields name."""
    found: dict[str, None] = {}
    for attribute in entry.body.agency_fields:
        value = getattr(entry.body, attribute)
        found.update(dict.fromkeys((value,) if isinstance(value, str) else value or ()))
    return tuple(found)


# -- drafts


def save_draft(viewer: Viewer, key: str | None, form: str, typed: Mapping[str, Any], seen: int) -> Draft:
    """Keeps what somebody is typing; the same form of the same family has one draft."""
    from nightlight.web.accounts.models import Account

    draft, _ = Draft.objects.update_or_create(
        account=Account.objects.get(sign_in=viewer.sign_in),
        family_id=key,
        form=form,
        defaults={"typed": dict(typed), "saved_at": utc_now()},
        create_defaults={"typed": dict(typed), "saved_at": utc_now(), "seen": seen},
    )
    return draft


def start_family(key: str, title: str = "", **more: Any) -> Family:
    """A new family with an empty record."""
    return Family.objects.create(key=key, title=title, created_at=utc_now(), **more)
