"""A family at a moment: every part of the picture together, as one page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightlight.chronology.moments import Moment
from nightlight.picture.citing import moment_of
from nightlight.picture.contacts import Board, contacts
from nightlight.picture.factors import Factor, Protective, factors, protective
from nightlight.picture.growth import Growth, growth
from nightlight.picture.households import Home, Household, Placement, home, households, placements
from nightlight.picture.identities import Link, identities
from nightlight.picture.legal import Legal, legal
from nightlight.picture.meetings import Meeting, meetings
from nightlight.picture.open_matters import Action, Concern, Question, actions, concerns, questions
from nightlight.picture.people import PersonKnown, people
from nightlight.picture.plans import Plan, Supervision, plans, supervision
from nightlight.picture.pregnancies import Pregnancy, pregnancies
from nightlight.picture.stays import Stay, stays
from nightlight.picture.team import Team, team
from nightlight.picture.ties import Tie, ties

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Family:
    """A family at `moment`, in the record as it stood at `as_of`, as known to one agency or (`known_to` is `None`)
    to all together.

    Matters that are over stay in their lists: what is still open is a property of each. Every part says on which
    entries it rests.
    """

    as_of: Moment
    moment: Moment
    known_to: str | None
    people: tuple[PersonKnown, ...]
    links: tuple[Link, ...]
    children: tuple[Growth, ...]
    pregnancies: tuple[Pregnancy, ...]
    ties: tuple[Tie, ...]
    households: tuple[Household, ...]
    placements: tuple[Placement, ...]
    home: Home | None
    team: Team
    plans: tuple[Plan, ...]
    supervision: tuple[Supervision, ...]
    meetings: tuple[Meeting, ...]
    actions: tuple[Action, ...]
    concerns: tuple[Concern, ...]
    questions: tuple[Question, ...]
    factors: tuple[Factor, ...]
    protective: tuple[Protective, ...]
    legal: Legal
    stays: tuple[Stay, ...]
    contacts: Board

    def person(self, key: str) -> PersonKnown | None:
        """A person by any of the keys under which the record knows them; `None` where it names nobody so."""
        return next((person for person in self.people if key in person.records), None)


def family(picture: Picture, at: Moment | None = None) -> Family:
    """The family at a moment: the picture's own, or an earlier one as the record now has it.

    `family(fold(chronology, as_of=then))` is what the record held then; `family(fold(chronology, as_of=now),
    at=then)` is what had happened by then, as it is known now.
    """
    at = moment_of(picture, at)
    return Family(
        picture.as_of,
        at,
        picture.known_to,
        people(picture, at),
        identities(picture).links,
        growth(picture, at),
        pregnancies(picture, at),
        ties(picture, at),
        households(picture, at),
        placements(picture, at),
        home(picture, at),
        team(picture, at),
        plans(picture, at),
        supervision(picture, at),
        meetings(picture, at),
        actions(picture, at),
        concerns(picture, at),
        questions(picture, at),
        factors(picture, at),
        protective(picture, at),
        legal(picture, at),
        stays(picture, at),
        contacts(picture, at),
    )
