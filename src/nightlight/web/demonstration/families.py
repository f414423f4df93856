"""Made-up families as of today: the well-run ones moved in time so that they are in the middle of it, some with one thing broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds.information import InformationShared
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.reading import told_later
from nightlight.chronology.record import Chronology
from nightlight.exchange.yaml_text import read_yaml
from nightlight.web.demonstration.people import MADE

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Placed:
    """A made-up family moved in time: `was` is the day of its story that is today; `named` what its people are called."""

    key: str
    case: str
    title: str
    was: date
    named: Mapping[str, str]


#: Each at a moment at which somebody looks in: late in pregnancy, newly born, some months old.
PLACED: Final = (
    Placed("brook", "family-brook", "Baby Brook", date(2024, 7, 18), {"mother": "Bryony Brook", "father": "Fitz Alder", "baby": "Baby Brook", "sibling": "Robin Brook", "grandmother": "Gran Brook", "grandfather": "Grandad Brook", "uncle": "Ash Brook", "niece": "Linnet Brook"}),
    Placed("heath", "family-heath", "Baby Heath", date(2025, 11, 20), {"mother": "Heather Heath", "father": "Linden Moss", "baby": "Baby Heath", "sibling": "Wren Heath"}),
    Placed("marsh", "family-marsh", "Baby Marsh", date(2025, 9, 10), {"mother": "Sedge Marsh", "father": "Rowan Fen", "baby": "Baby Marsh", "sibling": "Iris Marsh"}),
    Placed("willow", "ordinary", "Baby Willow", date(2025, 8, 20), {"mother": "Willa Willow", "father": "Hazel Willow", "baby": "Baby Willow"}),
)  # fmt: skip


def raw(placed: Placed, today: date) -> dict[str, Any]:
    """The case file of a family, moved by whole weeks so that its moment is about today, with the demonstration's people at work."""
    text = (resources.files("nightlight.cases") / "families" / f"{placed.case}.yaml").read_text(encoding="utf-8")
    found = moved(read_yaml(text, placed.case), timedelta(weeks=round((today - placed.was).days / 7)))
    for key, person in found["people"].items():
        found["people"][key] = {**(person or {}), **({"name": placed.named[key]} if key in placed.named else {})}
    for entry in found["entries"]:
        if entry["kind"] == "worker.assigned":
            _at_work(entry, found["agencies"])
    return dict(found)


def _at_work(entry: dict[str, Any], agencies: Mapping[str, Any]) -> None:
    type_ = agencies[entry["agency"]]["type"]
    made = next((each for each in MADE if each.agency == type_ and entry["role"] in each.works), None)
    if made is not None:
        entry |= {"worker": made.name, "sign_in": made.sign_in}
        if made.team:
            entry["team"] = made.team


def moved(value: Any, by: timedelta) -> Any:
    """A case file's values with every date moved; a month moves to where its middle falls, a year stays."""
    if isinstance(value, Mapping):
        return {name: moved(each, by) for name, each in value.items()}
    if isinstance(value, list):
        return [moved(each, by) for each in value]
    if isinstance(value, date):
        return (value + by).isoformat()
    if isinstance(value, str):
        if full := _DAY.fullmatch(value):
            year, month, day, rest = full.groups()
            if not rest or rest[0] in "T ":
                return (date(int(year), int(month), int(day)) + by).isoformat() + rest
        elif part := _MONTH.fullmatch(value):
            return (date(int(part[1]), int(part[2]), 15) + by).isoformat()[:7]
    return value


def as_live(chronology: Chronology, agencies: Mapping[str, str], until: Moment) -> Iterator[Entry]:
    """The entries of a case as those of the partnership's own agencies, each with an id of its own, as far as they were recorded.

    `agencies` maps the case's agencies to the partnership's.
    """
    names = {entry.id: _name(entry, place) for place, entry in enumerate(chronology.entries, 1)}
    for entry in sorted(chronology.entries, key=lambda each: (each.recorded.first, each.place)):
        if entry.recorded.first <= until and entry.when.first <= until:
            yield _renamed(entry, names, agencies)


def _name(entry: Entry, place: int) -> str:
    return entry.id if not entry.id.startswith("#") else f"e{place:04d}"


def _renamed(entry: Entry, names: Mapping[str, str], agencies: Mapping[str, str]) -> Entry:
    body = entry.body
    changes: dict[str, Any] = {}
    for attribute in body.agency_fields:
        value = getattr(body, attribute)
        if isinstance(value, str):
            changes[attribute] = agencies[value]
        elif value is not None:
            changes[attribute] = tuple(agencies[each] for each in value)
    if isinstance(body, InformationShared) and body.entries is not None:
        changes["entries"] = tuple(names[each] for each in body.entries)
    shared = entry.shared
    return replace(
        entry,
        id=names[entry.id],
        body=replace(body, **changes) if changes else body,
        agency=agencies[entry.agency],
        source=agencies.get(entry.source, entry.source) if entry.source else None,
        shared=None if shared is None else {agencies[agency]: when for agency, when in shared.items()},
        replaces=names[entry.replaces] if entry.replaces else None,
        of=names.get(entry.of, entry.of) if entry.of else None,
    )


def today_of(moment: Moment) -> date:
    """The date of a moment."""
    return date.fromordinal(day_of(moment))


__all__ = ["PLACED", "as_live", "moved", "raw", "today_of", "told_later"]
