"""What a setting (a school, a nursery, a ward) may ask: is anyone involved with this family, and whom do I call?

It gets exactly that: no name, no date, no reason, and no service whose very name would say what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightlight.access.labels import Labels
from nightlight.access.relations import in_force
from nightlight.access.remit import team, unsealed
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology, order_of_recording

#: Roles of the worker who holds the threads together: whoever asks is sent to them first.
LEADS: Final = ("lead_child_protection_practitioner", "lead_practitioner", "social_worker")

#: Whom to call, the first that is involved; a service that is not here is never named, since its name tells of a need.
CALLED: Final = ("social_care", "early_help", "health_visiting", "midwifery", "gp", "school_nursing")

#: Types that are not at work with a family, though a record may name them.
NOT_AT_WORK: Final = frozenset({"public", "court", "partnership"})


@dataclass(frozen=True)
class Contact:
    """Whom to call: the key of the agency, and the role of its worker, where one is on record."""

    agency: str
    role: str | None = None


@dataclass(frozen=True)
class Involved:
    """The answer: whether anyone is involved, and whom to call.

    Where somebody is and `call` is empty, no service may be named: the front door of children's social care is the one to call.
    """

    involved: bool
    call: tuple[Contact, ...] = ()

    def says(self, names: Mapping[str, str] | None = None) -> str:
        """The answer in a sentence; `names` says how each agency is called."""
        if not self.involved:
            return "Nobody is on record as involved with this family."
        if not self.call:
            return "Somebody is involved with this family. Call the front door of children's social care."
        contact = self.call[0]
        agency = (names or {}).get(contact.agency, contact.agency.replace("_", " "))
        role = f", and ask for the {contact.role.replace('_', ' ')}" if contact.role else ""
        return f"Somebody is involved with this family. Call {agency}{role}."


def enquiry(chronology: Chronology, as_of: Moment) -> Involved:
    """Whether anyone is involved with a family at a moment, and the one agency to call.

    What is sealed does not count, so a sealed involvement answers as none.
    """
    open_to_all = unsealed(chronology, Labels(chronology, as_of), None)
    types = {key: agency.type for key, agency in chronology.agencies.items()}
    here = [key for key in team(open_to_all, as_of) if types.get(key, "other") not in NOT_AT_WORK]
    named = sorted((CALLED.index(types[key]), key) for key in here if types.get(key) in CALLED)
    if not named:
        return Involved(bool(here))
    agency = named[0][1]
    return Involved(True, (Contact(agency, _role(open_to_all, agency, as_of)),))


def _role(chronology: Chronology, agency: str, as_of: Moment) -> str | None:
    """The role of the agency's worker; a lead's before another's, the last assigned before those before."""
    now = in_force(chronology, as_of)
    left = {chronology.root(each.get("of")) for each in now if each.kind == "worker.left"}
    workers = [each for each in now if each.kind == "worker.assigned" and each.get("agency") == agency
               and chronology.root(each.id) not in left]  # fmt: skip
    return max(workers, key=_leads, default=None).get("role") if workers else None  # type: ignore[union-attr]


def _leads(assigned: Entry) -> tuple[int, tuple[Moment, int, str]]:
    role = assigned.get("role")
    return (-LEADS.index(role) if role in LEADS else -len(LEADS), order_of_recording(assigned))
