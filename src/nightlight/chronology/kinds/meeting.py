"""Meetings, what they decided and the actions that they agreed."""

from __future__ import annotations

from nightlight.chronology import fields as field
from nightlight.chronology.kinds.kind import Kind, kind
from nightlight.chronology.moments import When


@kind("meeting.called", opens="meeting", says="a meeting is called")
class MeetingCalled(Kind):
    """A meeting is called for a date, and agencies are invited."""

    type: str = field.one_of(
        "strategy", "initial_conference", "review_conference", "transfer_in_conference", "core_group", "prebirth",
        "discharge_planning", "legal_planning", "preproceedings", "child_in_need", "team_around_family",
        "family_group", "marac", "unexpected_death", "professionals", "network", "other",
    )  # fmt: skip
    date: When = field.day()
    invited: tuple[str, ...] = field.agencies(help="Agencies that were invited.")
    mode: str | None = field.one_of("in_person", "online", "hybrid", optional=True)


@kind("meeting.held")
class MeetingHeld(Kind):
    """The meeting took place."""

    of: str = field.thread("meeting")
    present: tuple[str, ...] = field.agencies(help="Agencies that were there.")
    updates_from: tuple[str, ...] | None = field.agencies(
        optional=True,
        help="Agencies that were not there and sent a written update.",
    )
    mode: str | None = field.one_of("in_person", "online", "hybrid", optional=True)
    considered: tuple[str, ...] | None = field.people(
        optional=True,
        help="The children whom the meeting considered; left out means all.",
    )
    family_present: tuple[str, ...] | None = field.people(optional=True)
    interpreter: str | None = field.one_of(
        "professional", "relative", "none", optional=True,
        help="Who interpreted; none where one was needed and not used.",
    )  # fmt: skip


@kind("meeting.cancelled")
class MeetingCancelled(Kind):
    """The meeting will not take place."""

    of: str = field.thread("meeting")
    reason: str | None = field.text(optional=True)


@kind("meeting.recorded", says="the record of the meeting is sent out")
class MeetingRecorded(Kind):
    """The record of a meeting was sent out."""

    of: str = field.thread("meeting")
    sent_to: tuple[str, ...] = field.agencies(help="Agencies to which the record was sent.")


@kind("meeting.signed", says="the record of the meeting is signed")
class MeetingSigned(Kind):
    """An agency agrees that the record of a meeting is right and takes its actions."""

    of: str = field.thread("meeting")
    by_agency: str = field.agency()


@kind("decision.made")
class DecisionMade(Kind):
    """A meeting decided something."""

    of: str = field.thread("meeting")
    what: str = field.text()
    about: tuple[str, ...] | None = field.people(optional=True)
    cites: tuple[str, ...] | None = field.threads(
        optional=True,
        help="What the decision rests on: assessments, concerns, other threads.",
    )
    threshold: str | None = field.one_of(
        "met",
        "not_met",
        "to_review",
        optional=True,
        help="Whether the threshold for court is met.",
    )


@kind("action.agreed", opens="action")
class ActionAgreed(Kind):
    """Somebody will do something by a date."""

    in_: str | None = field.thread(optional=True)
    what: str = field.text()
    owner: str = field.text(help="Who holds it.")
    owner_agency: str = field.agency()
    due: When = field.day(help="Due on this date.")
    for_factors: tuple[str, ...] | None = field.threads(
        "factor",
        optional=True,
        help="The risk factors that this answers.",
    )
    for_children: tuple[str, ...] | None = field.people(optional=True)


@kind("action.done")
class ActionDone(Kind):
    """An action was done, with its outcome."""

    of: str = field.thread("action")
    outcome: str = field.text()


@kind("action.dropped")
class ActionDropped(Kind):
    """An action will not be done, with the reason."""

    of: str = field.thread("action")
    reason: str = field.text()
