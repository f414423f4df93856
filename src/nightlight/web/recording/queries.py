"""Reads for recording: drafts of the viewer's own, whom the partnership has, who would see an entry that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from nightlight.access.sharing import Audience, audience
from nightlight.access.viewer import Viewer
from nightlight.chronology.agencies import Agency as AgencyOfRecord
from nightlight.chronology.entry import Entry
from nightlight.web.accounts.models import Account, Agency, Team
from nightlight.web.recording.choices import Option
from nightlight.web.recording.form import Known
from nightlight.web.store import kept
from nightlight.web.store.addresses import readable, withheld, words_of
from nightlight.web.store.models import Draft, Family
from nightlight.web.store.queries import SeenFamily


@dataclass(frozen=True)
class Begun:
    """A draft of the viewer's own: of which form, what was typed, when it was last kept."""

    form: str
    typed: Mapping[str, list[str]]
    saved_at: datetime


def drafts(viewer: Viewer, key: str) -> list[Begun]:
    """What the viewer has begun to write about a family and not recorded, the newest first."""
    rows = Draft.objects.filter(account__sign_in=viewer.sign_in, family_id=key).order_by("-saved_at")
    return [Begun(row.form, row.typed, row.saved_at) for row in rows if row.typed]


def draft(viewer: Viewer, key: str, form: str) -> Begun | None:
    """The viewer's own draft of a form, if there is one."""
    return next((each for each in drafts(viewer, key) if each.form == form), None)


def draft_row(viewer: Viewer, key: str, form: str) -> Draft | None:
    """The row of a draft, to be thrown away with what it becomes."""
    return Draft.objects.filter(account__sign_in=viewer.sign_in, family_id=key, form=form).first()


def known(seen: SeenFamily) -> Known:
    """The agencies that can be named and the colleagues to whom the family can be given; agencies of teaching cases are left out."""
    rows = Agency.objects.filter(Q(accounts__is_active=True) | ~Q(call="") | Q(key__in=list(seen.agencies))).distinct()
    colleagues = Account.objects.filter(agency_id=seen.viewer.agency, is_active=True).order_by("name")
    return Known(
        {each.key: each.of_record() for each in rows},
        tuple(Option(each.sign_in, f"{each.name}, {each.title}" if each.title else each.name) for each in colleagues),
        tuple(Option(each.key, each.name) for each in Team.objects.filter(agency_id=seen.viewer.agency)),
    )


def names(partnership: Mapping[str, AgencyOfRecord], seen: SeenFamily) -> dict[str, str]:
    """How each agency is called in a sentence."""
    return {key: each.says() for key, each in {**partnership, **seen.agencies}.items()}


def who_would_see(
    seen: SeenFamily, kind: str, label: str, fields: Mapping[str, Any], named: Iterable[str] = ()
) -> Audience:
    """Who would see an entry of the viewer's own with these fields; raises `KeyError` where there is no such family any more."""
    row = Family.objects.filter(key=seen.key).first()
    if row is None:
        raise KeyError(seen.key)
    return audience(kind, label, kept.record(row), seen.now, seen.viewer.agency, named=named, fields=fields)


def account_of(sign_in: str) -> Account | None:
    """The active account of a sign-in."""
    return Account.objects.filter(sign_in=sign_in, is_active=True).select_related("agency").first()


def is_family(key: str) -> bool:
    """Whether there is a family of that key: never answered to anybody."""
    return Family.objects.filter(key=key).exists()


def holds_protected(viewer: Viewer, key: str, text: str) -> bool:
    """Whether words hold a protected address that the viewer may know."""
    addresses = [address for _, _, address in readable(viewer, key)]
    return bool(addresses) and withheld(text, addresses) != text


def protected_in(viewer: Viewer, key: str, entry: Entry) -> list[str]:
    """The fields of an entry whose words hold a protected address that the viewer may know; of any other, to say so would tell it.

    What slips through is withheld when it is read (`store.addresses.without`).
    """
    addresses = [address for _, _, address in readable(viewer, key)]
    return [name for name, text in words_of(entry).items() if addresses and withheld(text, addresses) != text]
