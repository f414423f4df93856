"""Fills an empty database with the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from nightlight.cases import reviews
from nightlight.chronology.agencies import Agency as AgencyOfRecord
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology, Person
from nightlight.web.accounts.models import Account, Agency, Team
from nightlight.web.config.clock import now as this_minute
from nightlight.web.demonstration.families import PLACED, as_live, chronology, today_of
from nightlight.web.demonstration.people import MADE, PASSWORD, TEAMS, name_of
from nightlight.web.store import actions
from nightlight.web.store.models import Family


def load(say: Callable[[str], None] = lambda _: None) -> None:
    """The partnership, its sign-ins, the made-up families as of now, and the reviews; what is there already stays."""
    people()
    moment = this_minute()
    for placed in PLACED:
        if not Family.objects.filter(key=placed.key).exists():
            say(f"a made-up family: {placed.title}")
            family(placed.key, placed.title, chronology(placed, today_of(moment)), moment, teaching=False)
    for case in reviews():
        key = case.name
        if not Family.objects.filter(key=key).exists():
            say(f"a review: {case.title}")
            family(key, case.title, case.chronology, moment, teaching=True)


def people() -> None:
    """The agencies, teams and sign-ins."""
    for type_ in {made.agency for made in MADE}:
        call = f"the duty desk, extension {2000 + len(type_)}"
        Agency.objects.get_or_create(key=type_, defaults={"type": type_, "name": name_of(type_), "call": call})
    for key, agency, name in TEAMS:
        Team.objects.get_or_create(key=key, defaults={"agency_id": agency, "name": name})
    for made in MADE:
        if not Account.objects.filter(sign_in=made.sign_in).exists():
            account = Account.objects.create_user(
                made.sign_in,
                PASSWORD,
                name=made.name,
                title=made.title,
                agency_id=made.agency,
                team_id=made.team or None,
                roles=list(made.roles),
                email=f"{made.sign_in}@demonstration.invalid",
            )
            account.supervises.set(made.supervises)


@transaction.atomic
def family(key: str, title: str, record: Chronology, moment: Moment, *, teaching: bool) -> Family:
    """A family of a case file as a family of the partnership; as a teaching case it keeps its own agencies' names."""
    until = max(entry.recorded.last for entry in record.entries) if teaching else moment
    row = actions.start_family(
        key,
        title,
        nation=record.nation,
        teaching=teaching,
        declared={p.key: _declared(p) for p in record.people.values()},
    )
    actions.append(row, as_live(record, agencies(key, record.agencies, teaching), until), until)
    return row


def agencies(case: str, found: Mapping[str, AgencyOfRecord], teaching: bool) -> dict[str, str]:
    """For each agency of a case the partnership's: the one of its type, made where there is none; of two of a type the second is the
    case's own."""
    mapped: dict[str, str] = {}
    for key, agency in found.items():
        ours = not teaching and agency.type not in mapped.values() and agency.type != "other"
        own = agency.type if ours else f"{case}-{key}".replace("_", "-")[:60]
        Agency.objects.get_or_create(
            key=own, defaults={"type": agency.type, "name": agency.name or name_of(agency.type)}
        )
        mapped[key] = own
    return mapped


def _declared(person: Person) -> dict[str, str]:
    values = {
        "name": person.name,
        "role": person.role,
        "sex": person.sex,
        "born": None if person.born is None else person.born.iso(),
        "due": None if person.due is None else person.due.iso(),
        "nhs_number": person.nhs_number,
    }
    return {name: value for name, value in values.items() if value is not None}
