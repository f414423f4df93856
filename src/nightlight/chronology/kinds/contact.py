"""Contacts with the family: made, missed, in an emergency; what was seen, said and advised."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind


@kind("contact.made")
class ContactMade(Kind):
    """Somebody met, rang or wrote to people of the family."""

    with_: tuple[str, ...] = field.people()
    seen: tuple[str, ...] | None = field.people(
        optional=True,
        help="Who was seen. In person and left out: those met were seen. An empty list: nobody was.",
    )
    mode: str = field.one_of("in_person", "phone", "online", "letter")
    purpose: str | None = field.one_of(
        "visit",
        "antenatal",
        "appointment",
        "welfare_check",
        "assessment",
        "other",
        optional=True,
    )
    announced: bool | None = field.flag(optional=True, help="The family knew of the visit.")
    place: str | None = field.one_of("home", "clinic", "hospital", "school", "office", "other", optional=True)
    interpreter: str | None = field.one_of(
        "professional", "relative", "none", optional=True,
        help="Who interpreted; none where one was needed and not used.",
    )  # fmt: skip
    awake: bool | None = field.flag(optional=True, help="The baby was seen awake.")
    undressed: bool | None = field.flag(optional=True, help="The baby was seen undressed.")
    alone: bool | None = field.flag(optional=True, help="Seen without anybody of the family near.")
    sleep_space_seen: bool | None = field.flag(optional=True, help="Where the baby sleeps was seen, not only told.")


@kind("contact.missed")
class ContactMissed(Kind):
    """A contact that was meant to happen did not."""

    with_: tuple[str, ...] = field.people()
    reason: str = field.one_of(
        "not_brought",
        "did_not_attend",
        "refused",
        "no_access",
        "cancelled_by_family",
        "cancelled_by_service",
    )
    purpose: str | None = field.text(optional=True)


@kind("contact.emergency", says="the family turns to an emergency service")
class ContactEmergency(Kind):
    """People of the family called, or came to, an emergency service."""

    who: tuple[str, ...] = field.people()
    service: str = field.one_of(
        "ambulance",
        "emergency_department",
        "police",
        "fire",
        "nhs_111",
        "out_of_hours",
        "crisis_team",
    )


@kind("self_report", says="a person says how things are")
class SelfReport(Kind):
    """A person said how things are."""

    person: str = field.person()
    claim: str = field.one_of("well", "coping", "abstinent", "separated", "no_concern", "other")


@kind("observation", says="something is observed")
class Observation(Kind):
    """Somebody saw something."""

    person: str = field.person()
    what: str = field.text()
    reassuring: bool | None = field.flag(optional=True)


@kind("home.seen", says="the home is seen")
class HomeSeen(Kind):
    """Somebody saw the home."""

    condition: str = field.one_of("good", "adequate", "poor", "unsafe")
    sleeping_place_seen: bool | None = field.flag(optional=True)


@kind("advice.given", says="advice is given")
class AdviceGiven(Kind):
    """Advice was given to people."""

    topic: str = field.one_of("safer_sleep", "icon", "smoking", "immunisation", "substance_use", "feeding", "other")
    to: tuple[str, ...] = field.people()
    touchpoint: str | None = field.one_of(
        "antenatal", "community_midwife", "birth", "discharge", "new_birth_visit", "six_week", "three_month",
        "other", optional=True,
    )  # fmt: skip
    by_showing: bool | None = field.flag(optional=True, help="Shown, not only said.")


@kind("sleep.assessed", says="the baby's sleep is assessed")
class SleepAssessed(Kind):
    """Where and how a baby sleeps."""

    child: str = field.person()
    place: str = field.one_of("own_cot", "parents_room_cot", "adult_bed", "sofa", "other", "unknown")
    with_: tuple[str, ...] | None = field.people(optional=True)
    risks: tuple[str, ...] | None = field.many_of(
        "smoking", "alcohol", "drugs", "prematurity", "low_birth_weight", "overcrowding", "soft_bedding",
        "overheating", "none", optional=True,
    )  # fmt: skip
    usual: bool | None = field.flag(optional=True, help="This is where the baby usually sleeps.")
    seen: bool | None = field.flag(optional=True)


@kind("enquiry.made")
class EnquiryMade(Kind):
    """A person was asked about something that is hard to talk of."""

    topic: str = field.one_of("domestic_abuse", "substance_use", "mental_health", "smoking", "other")
    person: str = field.person()
    alone: bool | None = field.flag(optional=True, help="Seen without anybody of the family near.")
    disclosed: bool | None = field.flag(optional=True)


@kind("family.view", says="a family member's view is recorded")
class FamilyView(Kind):
    """What a member of the family thinks, wants or feels."""

    person: str = field.person()
    view: str = field.text()
    in_: str | None = field.thread(optional=True)


@kind("concerns.explained", says="the concerns are explained")
class ConcernsExplained(Kind):
    """People were told plainly what agencies are worried about."""

    to: tuple[str, ...] = field.people()
    understood: str | None = field.one_of("yes_checked", "partly", "no", "not_checked", optional=True)
