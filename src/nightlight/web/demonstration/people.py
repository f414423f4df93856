"""The made-up partnership: agencies, teams, and one sign-in for each role. Every name says what the person is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nightlight.access.viewer import Role
from nightlight.chronology.agencies import AGENCY_TYPES

#: The password of every sign-in here; the demonstration answers only this machine.
PASSWORD: Final = "nightlight demo"

#: What an agency of the demonstration is called, where its type alone would not do.
NAMES: Final[dict[str, str]] = {
    "social_care": "Children’s social care",
    "midwifery": "Community midwives",
    "specialist_midwifery": "Specialist midwives",
    "maternity_ward": "Maternity ward",
    "neonatal": "Neonatal unit",
    "health_visiting": "Health visiting",
    "gp": "Old Mill GP practice",
    "police": "Police",
    "housing": "Riverside Housing",
    "substance_use": "Drug and alcohol service",
    "school": "Hill Primary School",
    "partnership": "Safeguarding partnership",
}


@dataclass(frozen=True)
class Made:
    """A sign-in of the demonstration. `works` is the role under which `worker.assigned` names such a worker."""

    sign_in: str
    name: str
    title: str
    agency: str
    team: str = ""
    works: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("practitioner",)
    supervises: tuple[str, ...] = ()


#: Teams: key, agency, name.
TEAMS: Final = (
    ("assessment-team", "social_care", "Assessment team"),
    ("community-midwives", "midwifery", "Community midwives, north"),
    ("health-visitors", "health_visiting", "Health visitors, north"),
)

MADE: Final = (
    Made("social.worker", "Sam Fennel", "social worker", "social_care", "assessment-team",
         ("social_worker", "lead_practitioner", "lead_child_protection_practitioner")),
    Made("team.manager", "Toni Marram", "team manager", "social_care", "assessment-team", (),
         ("practitioner", "supervisor"), ("assessment-team",)),
    Made("duty.desk", "Dee Sorrel", "duty social worker", "social_care", "", (), ("practitioner", "duty_desk")),
    Made("chair", "Chris Tansy", "conference chair", "social_care", "", ("conference_chair",), ("chair",)),
    Made("midwife", "Mo Bramble", "community midwife", "midwifery", "community-midwives", ("midwife", "named_midwife")),
    Made("named.midwife", "Nic Burdock", "named midwife for safeguarding", "midwifery", "", (),
         ("safeguarding_lead", "supervisor"), ("community-midwives",)),
    Made("specialist.midwife", "Sid Comfrey", "specialist midwife", "specialist_midwifery", "", ("specialist_midwife",)),
    Made("health.visitor", "Hal Yarrow", "health visitor", "health_visiting", "health-visitors", ("health_visitor",)),
    Made("gp", "Dr Gail Clover", "GP", "gp", "", ("gp",), ("practitioner", "safeguarding_lead")),
    Made("ward.nurse", "Win Teasel", "ward midwife", "maternity_ward", "", (), ("practitioner", "duty_desk")),
    Made("neonatal.nurse", "Nell Campion", "neonatal nurse", "neonatal", "", (), ("practitioner", "duty_desk")),
    Made("police.officer", "Pat Mallow", "police officer, child protection", "police", "", ("police",), ("practitioner", "duty_desk")),
    Made("drug.worker", "Del Betony", "drug worker", "substance_use", "", ("substance_use_worker",)),
    Made("mental.health", "Max Valerian", "perinatal mental health nurse", "perinatal_mental_health", "", ("mental_health_worker",)),
    Made("housing.officer", "Hattie Reed", "housing officer", "housing", "", ("housing",), ("practitioner", "duty_desk")),
    Made("school", "Sky Rushes", "designated safeguarding lead", "school", "", ("school",), ("safeguarding_lead", "setting")),
    Made("service.manager", "Val Sedge", "service manager", "social_care", "", (), ("service_manager",), ("assessment-team",)),
    Made("policy.officer", "Pru Heather", "policy officer", "partnership", "", (), ("policy_officer",)),
    Made("auditor", "Abe Bracken", "information governance", "partnership", "", (), ("auditor",)),
)  # fmt: skip


def name_of(type_: str) -> str:
    """What the demonstration's agency of a type is called."""
    words = NAMES.get(type_) or AGENCY_TYPES[type_].removeprefix("the ").removeprefix("a ")
    return words[:1].upper() + words[1:]
