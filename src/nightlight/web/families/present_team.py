"""Who is involved with a family, when each was last in contact, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nightlight.documents.entry_words import in_words
from nightlight.picture.citing import happened, when_of
from nightlight.picture.family import Family
from nightlight.picture.team import Worker
from nightlight.web.accounts.queries import calls
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import capital


@dataclass(frozen=True)
class AgencyRow:
    """An agency at work: its workers, its last contact with the family, and whom to ring."""

    name: str
    workers: tuple[str, ...]
    last: str
    call: str
    lead: bool

    @property
    def says_something(self) -> bool:
        """Whether a worker or a contact of theirs is recorded."""
        return bool(self.workers) or self.last != NO_CONTACT


#: Where no contact of an agency with the family is recorded.
NO_CONTACT: Final = "not recorded"


def involved(seen: SeenFamily, told: Family) -> tuple[tuple[AgencyRow, ...], tuple[str, ...]]:
    """The agencies at work, those that hold the threads together in front; and in a sentence each of those that have gone."""
    ring = calls()
    contacts = {fact.agency: fact for fact in happened(seen.picture, "contact.made", told.moment)}
    rows = []
    for agency in told.team.agencies:
        contact = contacts.get(agency.key)
        last = f"{when_of(contact).says()}" if contact is not None else NO_CONTACT
        rows.append(
            AgencyRow(
                capital(agency.says),
                tuple(_worker(worker) for worker in agency.workers),
                last,
                ring.get(agency.key, ""),
                any(worker.is_lead for worker in agency.workers) or agency.type == "social_care",
            )
        )
    gone = tuple(
        f"{capital(each.says)}, since {each.when.says()}{f': {each.reason}' if each.reason else ''}"
        for each in told.team.gone
    )
    return tuple(sorted(rows, key=lambda row: (not row.lead, not row.workers))), gone


def _worker(worker: Worker) -> str:
    words = f"{worker.worker}, {in_words(worker.role)}"
    if worker.away is not None:
        until = f" until {worker.away_until.says()}" if worker.away_until is not None else ""
        words += f" (away{until}"
        words += f"; {worker.covered_by} stands in)" if worker.covered_by else "; who stands in is not recorded)"
    if worker.handed_to and not worker.handover_accepted:
        words += f" (handed over to {worker.handed_to}; that it was taken on is not recorded)"
    return words
