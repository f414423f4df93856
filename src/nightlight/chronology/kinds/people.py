"""People, their ties, where they live, what they need."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("person.added")
class PersonAdded(Kind):
    """A person of the family, or around it, comes into the record."""

    name: str = field.text()
    role: str | None = field.one_of(
        "child", "unborn", "mother", "father", "partner", "carer", "sibling", "grandparent", "relative", "other",
        optional=True,
    )  # fmt: skip
    sex: str | None = field.one_of("female", "male", "other", "unknown", optional=True)
    born: When | None = field.day(optional=True)
    due: When | None = field.day(optional=True)
    nhs_number: str | None = field.text(optional=True)


@kind("person.updated")
class PersonUpdated(Kind):
    """Something written about a person has changed: a name, a date of birth, an address."""

    person: str = field.person()
    changes: str = field.text()


@kind("person.identified")
class PersonIdentified(Kind):
    """What is known of who a person is: name, date of birth, address, parental responsibility."""

    person: str = field.person()
    name_known: bool = field.flag()
    born_known: bool = field.flag()
    address_known: bool = field.flag()
    parental_responsibility: str | None = field.one_of("yes", "no", "unknown", optional=True)


@kind("relation.stated", standing=True)
class RelationStated(Kind):
    """How two people are related or tied, and how the tie is."""

    person: str = field.person()
    to: str = field.person()
    relation: str = field.one_of(
        "parent", "adoptive_parent", "partner", "former_partner", "sibling", "half_sibling", "grandparent",
        "relative", "carer", "friend", "lodger", "visitor",
    )  # fmt: skip
    since: When | None = field.day(optional=True)
    until: When | None = field.day(optional=True)
    tie: str | None = field.one_of(
        "close",
        "ordinary",
        "distant",
        "conflict",
        "cut_off",
        "violent",
        "controlling",
        optional=True,
    )
    contact_with_child: str | None = field.one_of(
        "lives_with",
        "regular",
        "occasional",
        "none",
        "unknown",
        optional=True,
    )


@kind("household.joined", standing=True, says="a person joins a household")
class HouseholdJoined(Kind):
    """A person begins to live in a household."""

    person: str = field.person()
    household: str = field.text()
    address: str | None = field.text(optional=True)


@kind("household.left", says="a person leaves a household")
class HouseholdLeft(Kind):
    """A person no longer lives in a household."""

    person: str = field.person()
    household: str = field.text()


@kind("housing.notice", says="the home is at risk")
class HousingNotice(Kind):
    """A household's home is at risk: arrears, eviction, repossession, a tenancy that ends."""

    household: str = field.text()
    notice: str = field.one_of("arrears", "eviction", "repossession", "tenancy_ended", "other")


@kind("area.moved", says="the family moves to another area")
class AreaMoved(Kind):
    """People of the family move to another area."""

    who: tuple[str, ...] = field.people()
    from_: str | None = field.text(optional=True)
    to: str = field.text()
    receiving: str | None = field.agency(optional=True, help="The agency that takes over in the new area.")


@kind("need.noted", standing=True)
class NeedNoted(Kind):
    """A person has a need that others must adapt to."""

    person: str = field.person()
    need: str = field.one_of(
        "learning_disability", "neurodiversity", "trauma", "mental_health", "physical_health", "interpreter",
        "literacy", "culture_or_faith", "immigration", "other",
    )  # fmt: skip
    adaptation: str | None = field.text(optional=True)


@kind("adaptation.made")
class AdaptationMade(Kind):
    """Something was done differently so that a person could take part or understand."""

    person: str = field.person()
    need: str = field.one_of(
        "learning_disability", "neurodiversity", "trauma", "mental_health", "physical_health", "interpreter",
        "literacy", "culture_or_faith", "immigration", "other",
    )  # fmt: skip
    what: str = field.text()
    in_: str | None = field.thread(optional=True)


@kind("conflict.declared")
class ConflictDeclared(Kind):
    """A worker has a personal tie to this family and must not work with it or see its record."""

    who: str = field.text()
    person: str = field.person()
    reason: str = field.text()


@kind("person.same", says="two records are found to be of one person")
class PersonSame(Kind):
    """Two records are found to be of one person."""

    person: str = field.person()
    as_: str = field.text()
    basis: str = field.text()


@kind("person.not_same", says="two records are found to be of different people")
class PersonNotSame(Kind):
    """Two records that look alike are of different people, and must not be linked again."""

    person: str = field.person()
    as_: str = field.text()
    basis: str = field.text()


@kind("support.noted", says="support is noted")
class SupportNoted(Kind):
    """Somebody, or a setting, supports a person."""

    person: str = field.person()
    what: str = field.text()
    setting: str | None = field.text(optional=True)


@kind("attendance.noted", says="attendance is noted")
class AttendanceNoted(Kind):
    """How a child attends school or nursery."""

    person: str = field.person()
    setting: str = field.text()
    percent: float | None = field.number(optional=True, help="Percent of sessions attended.")


@kind("agreement", says="a person agrees or refuses")
class Agreement(Kind):
    """A person agrees to something, refuses it, or takes agreement back."""

    who: str = field.person()
    to: str = field.one_of("assessment", "help", "plan", "sharing", "family_meeting", "placement")
    given: str = field.one_of("given", "refused", "withdrawn")


@kind("preference.noted")
class PreferenceNoted(Kind):
    """How a person would like to be met, called or written to, and how it is safe to do so."""

    person: str = field.person()
    of_what: str = field.one_of("meeting_mode", "contact_mode", "language", "name", "time", "other")
    what: str = field.text()


@kind("history.requested", says="history is asked for")
class HistoryRequested(Kind):
    """An agency is asked what it knows of people from before."""

    from_: str = field.agency()
    about: tuple[str, ...] = field.people()


@kind("history.received", says="history is received")
class HistoryReceived(Kind):
    """An agency has said what it knows of people from before."""

    from_: str = field.agency()
    about: tuple[str, ...] = field.people()


@kind("check.made")
class CheckMade(Kind):
    """A person was looked up in an agency's records."""

    person: str = field.person()
    check: str = field.one_of("police", "health", "social_care", "probation", "housing", "other")
    result: str | None = field.text(optional=True)


@kind("death", says="a person dies")
class Death(Kind):
    """A person has died."""

    person: str = field.person()
    unexplained: bool | None = field.flag(optional=True, help="Nobody can yet say why.")
    unexpected: bool | None = field.flag(optional=True, help="Not foreseen a day before.")
