"""The systems of practice to which safeguards, gaps and lessons belong."""

from __future__ import annotations

from typing import Final

SYSTEMS: Final[dict[str, str]] = {
    "prebirth": "Pre-birth assessment and planning",
    "sleep": "Safer sleep and coping-with-crying advice",
    "specialist": "Specialist advice",
    "risk": "Dynamic risk assessment, risk and protective factors, optimism check",
    "safety": "Safety plans",
    "core": "Core groups",
    "conference": "Child protection conferences and plans",
    "legal": "Pre-proceedings and care proceedings",
    "hospital": "The hospital plan, ward supervision, ward incidents, discharge",
    "handover": "Change of worker",
    "chronology": "Single- and multi-agency chronology",
    "genogram": "Genogram and ecomap",
    "men": "Fathers and other men",
    "behaviour": "Behaviour as communication, patterns of contact",
    "concerns": "Every concern weighed, whoever raised it",
    "transition": "Moves between services",
    "meetingmode": "In person or online",
    "bruising": "Injury in a baby who is not yet mobile",
    "sharing": "Information-sharing decisions",
    "parenting": "Parenting assessments finished and used",
    "lead": "Early help and the lead professional",
    "strategy": "Strategy meetings",
    "culture": "Culture, bias, language, communication needs",
    "thinkfamily": "The whole family, siblings, young carers",
    "abuse": "Domestic abuse, neglect and discipline of children",
    "adult": "Adult safeguarding, assertive outreach, engagement",
    "referral": "Referral ownership and allocation",
    "escalation": "Escalation and its outcome",
    "supervision": "Management oversight and supervision",
    "voice": "Each family member's needs, wishes and experience",
    "rapidreview": "Serious incident notification and the rapid review",
    "briefing": "Learning briefings, read in and written out",
    "recommendation": "Recommendations, owners and assurance",
    "discussion": "Learning discussed in teams and supervision",
    "resources": "Guidance and tools at the point of need",
}
