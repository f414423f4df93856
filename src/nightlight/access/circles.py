"""Who sees a new entry unless somebody decides otherwise: circles of agency types, and for each group of kinds those that see it.

This is the one place where the default is written. A group without a line is an error, and settings see only the kinds that are
listed for them, so that a kind that is added opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.kinds import KINDS

#: Every type of agency, in one circle each.
CIRCLES: Final[dict[str, tuple[str, ...]]] = {
    "core": (
        "social_care", "midwifery", "specialist_midwifery", "maternity_ward", "neonatal", "hospital", "paediatrics",
        "health_visiting", "gp",
    ),
    "children": ("early_help", "school_nursing", "child_mental_health", "foster_care"),
    "adults": ("mental_health", "perinatal_mental_health", "substance_use", "learning_disability", "adult_social_care"),
    "emergency": ("emergency_department", "ambulance"),
    "abuse": ("domestic_abuse_service",),
    "justice": ("police", "probation", "prison"),
    "law": ("legal", "court", "family_court_adviser"),
    "settings": ("school", "nursery", "housing", "voluntary", "nspcc"),
    "partnership": ("partnership",),
    "outside": ("public", "other"),
}  # fmt: skip

#: How a circle is called where it will not see something, and what would have to be so.
WHY_NOT: Final[dict[str, str]] = {
    "core": "it goes only to those whom the disclosure concerns",
    "children": "it is not for every service for children",
    "adults": "it is not for services for adults",
    "emergency": "it is not for emergency services",
    "abuse": "it is not for the domestic abuse service unless it is named",
    "justice": "it is not about risk, harm, plans, meetings or the law",
    "law": "it is not about harm, plans, meetings or the law",
    "settings": "a setting sees who is in the family, who works with it, and what names or tells it",
    "partnership": "the partnership sees reviews",
    "outside": "it sees only what names it",
}

_HEALTH_AND_HELP: Final = ("core", "children", "adults", "emergency")
_PROTECTION: Final = (*_HEALTH_AND_HELP, "abuse", "justice", "law")

#: For each group of kinds, the circles that see it.
GROUPS_SEEN_BY: Final[dict[str, tuple[str, ...]]] = {
    "people": _PROTECTION,
    "pregnancy_and_birth": (*_HEALTH_AND_HELP, "law"),
    "risk": _PROTECTION,
    "contact": ("core", "children", "adults"),
    "concern_and_referral": _PROTECTION,
    "information": ("core", "justice", "law"),
    "harm": _PROTECTION,
    "section47": ("core", "emergency", "justice", "law"),
    "assessment": ("core", "children", "adults", "law"),
    "meeting": _PROTECTION,
    "plan": _PROTECTION,
    "workers": _PROTECTION,
    "services": ("core", "children", "adults", "abuse"),
    "legal": ("core", "justice", "law"),
    "hospital": ("core", "emergency", "law"),
    "escalation": ("core", "justice", "law"),
    "placement": ("core", "children", "emergency", "justice", "law"),
    "review": ("core", "justice", "law", "partnership"),
    "oversight": ("core", "children", "adults", "justice", "law"),
}

#: Kinds that the settings in the team see as well: who is in the family, where it lives, who works with it and who stops.
SETTINGS_SEE: Final = frozenset(
    {
        "person.added", "relation.stated", "household.joined", "household.left", "housing.notice", "area.moved",
        "preference.noted", "attendance.noted", "death", "worker.assigned", "worker.left", "worker.absent", "worker.covered",
        "case.closed",
    }
)  # fmt: skip

#: Kinds whose default is narrower than their group's.
NARROWER: Final[dict[str, tuple[str, ...]]] = {
    "conflict.declared": ("core",),
    "check.made": ("core", "justice"),
    "supervision.held": ("core",),
    "management.decision": ("core", "law"),
    "handover.given": ("core",),
    "handover.accepted": ("core",),
    "information.withheld": ("core",),
}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Content that somebody disclosed, or that would put them at risk: it goes to these types of agency and to no more.

    `field` and `values` say when the entry is one; a field that was left out counts as one. No `field`: the kind always is.
    """

    kind: str
    types: frozenset[str]
    field: str | None = None
    values: frozenset[object] = frozenset()

    def is_one(self, fields: Mapping[str, Any]) -> bool:
        """Whether an entry with these fields is such a disclosure."""
        value = fields.get(self.field) if self.field is not None else None
        return value is None or value in self.values


_SAFE_TO_TELL: Final = frozenset(
    {"social_care", "midwifery", "specialist_midwifery", "maternity_ward", "health_visiting", "domestic_abuse_service"}
)
_INVESTIGATES: Final = frozenset({"social_care", "police", "paediatrics", "midwifery", "health_visiting"})

DISCLOSURES: Final = (
    Disclosure("enquiry.made", _SAFE_TO_TELL, "disclosed", frozenset({True})),
    Disclosure("factor.noted", _SAFE_TO_TELL | {"police"}, "factor", frozenset({"domestic_abuse"})),
    Disclosure("incident", _SAFE_TO_TELL | {"police"}, "type", frozenset({"domestic_abuse"})),
    Disclosure("allegation.made", _INVESTIGATES),
    Disclosure("information.withheld", frozenset({"social_care"})),
)

_CIRCLE_OF: Final = {type_: circle for circle, types in CIRCLES.items() for type_ in types}


def circle_of(type_: str) -> str:
    """The circle of a type of agency.

    Raises `KeyError` for a type that is in none.
    """
    return _CIRCLE_OF[type_]


def types_that_see(kind: str, fields: Mapping[str, Any]) -> frozenset[str]:
    """The types of agency that see a new ordinary entry of a kind, where they are in the team.

    Raises `KeyError` for a kind that the vocabulary has not, or whose group has no line.
    """
    disclosed = [each.types for each in DISCLOSURES if each.kind == kind and each.is_one(fields)]
    if disclosed:
        return frozenset.intersection(*disclosed)
    circles = NARROWER.get(kind) or GROUPS_SEEN_BY[KINDS[kind].group]
    if kind in SETTINGS_SEE:
        circles = (*circles, "settings")
    return frozenset(type_ for type_ in AGENCY_TYPES if circle_of(type_) in circles)
