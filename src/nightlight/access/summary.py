"""What an agency that joins a family could be told: a new member sees from the day on which it joins, plus a summary that somebody
chooses for it (`docs/semantics.md` 10).

Everything is worked out from what the person who chooses may see; what is proposed is what is in force, and never what is held closely
or what an agency of its sort would not see of its own accord.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from nightlight.access.circles import types_that_see
from nightlight.access.knowing import Degrees
from nightlight.access.labels import ORDINARY, Labels
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MINUTES_A_DAY, Moment
from nightlight.chronology.record import Chronology
from nightlight.picture.citing import Cite
from nightlight.picture.family import Family

#: How many days after it joined an agency is a newcomer.
NEW_FOR_DAYS: Final = 28

#: Matters that are in force, in the order in which they are shown.
MATTERS: Final = ("plans", "babies", "factors", "actions", "team")

#: Kinds by which an agency joins: kind -> the field that names it.
_JOINS: Final = {"worker.assigned": "agency", "meeting.called": "invited", "plan.told": "to"}
#: Kinds that only say who was told, or what was said of a question: nobody needs to be told of them.
_ONLY_TELL: Final = frozenset({"information.shared", "told", "plan.told", "assessment.shared", "finding.explained"})


@dataclass(frozen=True)
class Offered:
    """An entry that an agency does not see and could be told of. `matter` is the one of `MATTERS` to which it belongs, empty where it
    is of nothing in force; `label` how closely it is held; `usual` whether agencies of its sort see entries of this kind by default.
    """

    entry: Entry
    matter: str
    label: str
    usual: bool

    @property
    def proposed(self) -> bool:
        """Whether it is proposed: in force, held by no label, and of a sort that such an agency sees anyway."""
        return bool(self.matter) and self.usual and self.label == ORDINARY


@dataclass(frozen=True)
class Newcomer:
    """An agency that joined lately and does not see most of what is in force; `since` is the moment at which it joined."""

    agency: str
    since: Moment


def joining(entry: Entry) -> tuple[str, ...]:
    """The agencies that an entry brings to the family: a worker's, those invited to a meeting, those told of a plan."""
    value = entry.get(_JOINS[entry.kind]) if entry.kind in _JOINS else None
    return (value,) if isinstance(value, str) else tuple(value or ())


def offered(chronology: Chronology, told: Family, entries: Iterable[Entry], agency: str) -> tuple[Offered, ...]:
    """What an agency does not see of these entries, at the moment of the picture, in their order.

    `chronology` is what whoever chooses may see, `told` the picture of it. Raises `KeyError` for an agency that is not in the record.
    """
    type_ = chronology.agencies[agency].type
    labels, degrees = Labels(chronology, told.as_of), Degrees(chronology, told.as_of)
    matters = _matters(told)
    found = []
    for entry in entries:
        if entry.inferred or entry.kind in _ONLY_TELL or _keeps_from(entry, agency):
            continue
        standing = next(each for each in degrees.of(entry.id) if each.agency == agency)
        if standing.could_see is None:
            fields: dict[str, Any] = {spec.name: value for spec, value in entry.body.filled()}
            usual = type_ in types_that_see(entry.kind, fields)
            found.append(Offered(entry, matters.get(chronology.root(entry.id), ""), labels.of(entry), usual))
    return tuple(found)


def newcomers(chronology: Chronology, told: Family, entries: Iterable[Entry], own: str) -> tuple[Newcomer, ...]:
    """The agencies, but `own`, that joined within the last four weeks, do not see most of what is in force, and for which nobody has
    chosen anything since."""
    entries = tuple(entries)
    joined: dict[str, Moment] = {}
    for entry in chronology.entries:
        since = entry.recorded.first
        if told.as_of - NEW_FOR_DAYS * MINUTES_A_DAY <= since <= told.as_of:
            joined.update({agency: since for agency in joining(entry) if agency != own})
    here = {each.key for each in told.team.agencies}
    found = []
    for agency, since in sorted(joined.items(), key=lambda each: (each[1], each[0])):
        if agency not in here or agency not in chronology.agencies or _chosen(chronology, agency, since):
            continue
        matters = _matters(told)
        in_force = [each for each in entries if matters.get(chronology.root(each.id)) and not each.inferred]
        unseen = [each for each in offered(chronology, told, in_force, agency) if each.label == ORDINARY]
        if len(unseen) * 2 > len(in_force):
            found.append(Newcomer(agency, since))
    return tuple(found)


def _chosen(chronology: Chronology, agency: str, since: Moment) -> bool:
    """Whether somebody has told an agency of entries since it joined."""
    return any(
        each.kind == "information.shared"
        and not each.inferred
        and each.get("entries")
        and agency in each.get("to")
        and each.recorded.first >= since
        for each in chronology.entries
    )


def _keeps_from(entry: Entry, agency: str) -> bool:
    return entry.kind == "information.withheld" and agency in entry.get("from")


def _matters(told: Family) -> dict[str, str]:
    """Of each entry on which something in force rests, by its root, the matter that it is of."""
    found: dict[str, str] = {}
    for matter, rests_on in _in_force(told):
        for cite in rests_on:
            found.setdefault(cite.root, matter)
    return found


def _in_force(told: Family) -> Iterator[tuple[str, Iterable[Cite]]]:
    for plan in told.plans:
        if plan.in_force and not plan.overtaken:
            yield "plans", plan.rests_on
            yield "plans", (cite for section in plan.sections for cite in section.rests_on)
            yield "plans", (cite for condition in plan.conditions for cite in condition.rests_on)
    for order in told.legal.orders:
        if order.in_force:
            yield "plans", order.rests_on
    for pregnancy in told.pregnancies:
        yield "babies", pregnancy.rests_on
    for child in told.children:
        yield "babies", child.rests_on
    for factor in told.factors:
        if factor.present:
            for noting in factor.notings:
                yield "factors", noting.rests_on
    for action in told.actions:
        if action.state == "open":
            yield "actions", action.rests_on
    for agency in told.team.agencies:
        for worker in agency.workers:
            yield "team", worker.rests_on
