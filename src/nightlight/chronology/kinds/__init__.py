"""Every kind of entry, a file for each group. Adding a kind is adding one class and one sentence of help.

The form on the page, the check on import, the JSON Schema, the case-file reader and the data dictionary are all built
from these classes; nothing is listed twice. May import: `nightlight.chronology` only.
"""

from nightlight.chronology.kinds import (
    assessment,
    concern_and_referral,
    contact,
    escalation,
    harm,
    hospital,
    information,
    legal,
    meeting,
    oversight,
    people,
    placement,
    plan,
    pregnancy_and_birth,
    review,
    risk,
    section47,
    services,
    workers,
)
from nightlight.chronology.kinds.kind import KINDS, Kind

#: The groups in the order in which the data dictionary shows them.
GROUPS = (
    people, pregnancy_and_birth, risk, contact, concern_and_referral, information, harm, section47, assessment,
    meeting, plan, workers, services, legal, hospital, escalation, placement, review, oversight,
)  # fmt: skip

#: The sorts of thread, each with the kind that opens it.
THREADS: dict[str, str] = {made.opens: name for name, made in KINDS.items() if made.opens}

__all__ = ["GROUPS", "KINDS", "THREADS", "Kind"]
