"""The agencies that write to a chronology, and their types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: Every type of agency, with how it is called in a sentence.
AGENCY_TYPES: Final[dict[str, str]] = {
    "social_care": "children's social care",
    "early_help": "early help",
    "midwifery": "midwifery",
    "specialist_midwifery": "the specialist midwife",
    "maternity_ward": "the maternity ward",
    "neonatal": "the neonatal unit",
    "hospital": "the hospital",
    "paediatrics": "paediatrics",
    "emergency_department": "the emergency department",
    "ambulance": "the ambulance service",
    "health_visiting": "health visiting",
    "gp": "the GP practice",
    "school_nursing": "school nursing",
    "mental_health": "adult mental health",
    "perinatal_mental_health": "perinatal mental health",
    "child_mental_health": "child mental health",
    "substance_use": "the drug and alcohol service",
    "learning_disability": "the learning disability service",
    "adult_social_care": "adult social care",
    "police": "the police",
    "probation": "probation",
    "prison": "the prison",
    "housing": "housing",
    "school": "the school",
    "nursery": "the nursery",
    "domestic_abuse_service": "the domestic abuse service",
    "foster_care": "foster care",
    "family_court_adviser": "the family court adviser",
    "legal": "legal services",
    "court": "the court",
    "nspcc": "the NSPCC",
    "voluntary": "the voluntary organisation",
    "public": "a member of the public",
    "partnership": "the safeguarding partnership",
    "other": "another agency",
}

#: Universal services: every family has them, so they do not count as complexity (`first-safeguards.md`).
UNIVERSAL: Final = frozenset(
    {"midwifery", "maternity_ward", "health_visiting", "gp", "school", "nursery", "school_nursing"}
)

#: Names for several types at once, for rules.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "health": (
        "midwifery", "specialist_midwifery", "maternity_ward", "neonatal", "hospital", "paediatrics",
        "emergency_department", "ambulance", "health_visiting", "gp", "school_nursing", "mental_health",
        "perinatal_mental_health", "child_mental_health", "substance_use", "learning_disability",
    ),
    "wards": ("maternity_ward", "neonatal", "hospital", "paediatrics"),
    "midwives": ("midwifery", "specialist_midwifery", "maternity_ward"),
    "minds": ("mental_health", "perinatal_mental_health", "child_mental_health"),
    "schools": ("school", "nursery", "school_nursing"),
    "anyone": tuple(sorted(set(AGENCY_TYPES) - {"court", "public", "partnership"})),
}  # fmt: skip


def types_of(names: Iterable[str]) -> tuple[str, ...]:
    """The types that names of types and of groups mean, each once, in their order."""
    return tuple(dict.fromkeys(type_ for name in names for type_ in GROUPS.get(name, (name,))))


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of a family's record: its key in the record, its type, its name."""

    key: str
    type: str
    name: str = ""

    def says(self) -> str:
        """The agency's name, or its type in words."""
        return self.name or AGENCY_TYPES[self.type]
