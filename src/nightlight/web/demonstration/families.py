"""Made-up families as of today: the well-run ones moved in time so that they are in the middle of it, some with one thing broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

from nightlight.access.circles import CIRCLES
from nightlight.cases import breaks
from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds.information import InformationShared
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.breaks import broken
from nightlight.web.demonstration.people import MADE

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Placed:
    """A made-up family moved in time: `was` is the day of its story that is today; `named` what its people are called.

    `broken` is the one thing that goes wrong in it (`cases/breaks.yaml`); nothing does where it is empty. After
    `told_until`, a day of the story too, nothing has been recorded yet.
    """

    key: str
    case: str
    title: str
    was: date
    named: Mapping[str, str]
    broken: str = ""
    told_until: date | None = None


#: Each at a moment at which somebody looks in: a referral that waits, late in pregnancy, on the neonatal unit, newly born, some months
#: old. In four of them one thing has gone wrong, so that somebody is warned; in the others all was done in time.
PLACED: Final = (
    Placed("brook", "family-brook", "Baby Brook", date(2024, 7, 18), {
        "mother": "Bryony Brook", "father": "Fitz Alder", "baby": "Baby Brook", "sibling": "Robin Brook", "grandmother": "Gran Brook",
        "grandfather": "Grandad Brook", "uncle": "Ash Brook", "niece": "Linnet Brook"}, broken="father-never-met"),
    Placed("heath", "family-heath", "Baby Heath", date(2025, 11, 20), {
        "mother": "Heather Heath", "father": "Linden Moss", "baby": "Baby Heath", "sibling": "Wren Heath", "brother": "Merlin Heath",
        "former": "Flint Gorse", "uncle": "Birch Moss", "grandmother": "Nan Heath"}),
    Placed("marsh", "family-marsh", "Baby Marsh", date(2025, 9, 10), {
        "mother": "Sedge Marsh", "father": "Rowan Fen", "baby": "Baby Marsh", "sibling": "Iris Marsh", "cousin": "Reed Fen",
        "foster_father": "Alder Dale", "aunt": "Olive Marsh", "niece": "Poppy Marsh"}),
    Placed("thicket", "family-marsh", "Baby Thicket", date(2024, 12, 1), {
        "mother": "Hazel Thicket", "father": "Jay Copse", "baby": "Baby Thicket", "sibling": "Briar Thicket", "cousin": "Buzz Copse",
        "foster_father": "Oakley Dale", "aunt": "Fern Thicket", "niece": "Lark Thicket"},
        broken="referral-not-allocated", told_until=date(2024, 11, 29)),
    Placed("orchard", "family-heath", "Baby Orchard", date(2025, 10, 22), {
        "mother": "Pippin Orchard", "father": "Russet Glade", "baby": "Baby Orchard", "sibling": "Damson Orchard",
        "brother": "Quince Orchard", "former": "Thorn Bracken", "uncle": "Medlar Glade", "grandmother": "Granny Orchard"},
        broken="core-group-not-rebooked"),
    Placed("harbour", "family-brook", "Baby Harbour", date(2024, 8, 27), {
        "mother": "Marina Harbour", "father": "Skip Quay", "baby": "Baby Harbour", "sibling": "Sandy Harbour",
        "grandmother": "Gran Harbour", "grandfather": "Grandad Harbour", "uncle": "Cliff Harbour", "niece": "Pearl Harbour-Quay"},
        broken="ward-taken-to-be-safe"),
    Placed("willow", "ordinary", "Baby Willow", date(2025, 8, 20), {
        "mother": "Willa Willow", "father": "Barley Willow", "baby": "Baby Willow"}),
)  # fmt: skip


def chronology(placed: Placed, today: date) -> Chronology:
    """The record of a family as its case file tells it, moved to about today, with what has gone wrong in it.

    Raises `Unreadable` where the file cannot be read, and `KeyError` where there is no such break.
    """
    file = raw(placed, today)
    if placed.broken:
        by = {each.id: each for each in breaks()}[placed.broken]
        told = broken(file, by, placed.case).chronology
    else:
        reader = Reader()
        told = reader.record({**file}, placed.key)
        if reader.problems:
            raise Unreadable(reader.problems)
    if placed.told_until is None:
        return told
    last = (placed.told_until + _moved_by(placed, today)).toordinal()
    return Chronology(
        (entry for entry in told.entries if entry.when.day <= last),
        family=told.family,
        nation=told.nation,
        agencies=told.agencies,
        people=told.people,
    )


def _moved_by(placed: Placed, today: date) -> timedelta:
    """Whole weeks, so that working days stay working days."""
    return timedelta(weeks=round((today - placed.was).days / 7))


def raw(placed: Placed, today: date) -> dict[str, Any]:
    """The case file of a family, moved by whole weeks so that its moment is about today, with the demonstration's people at work."""
    text = (resources.files("nightlight.cases") / "families" / f"{placed.case}.yaml").read_text(encoding="utf-8")
    found = moved(read_yaml(text, placed.case), _moved_by(placed, today))
    for key, person in found["people"].items():
        found["people"][key] = {**(person or {}), **({"name": placed.named[key]} if key in placed.named else {})}
    for entry in found["entries"]:
        if entry["kind"] == "worker.assigned":
            _at_work(entry, found["agencies"])
    found["entries"] = [*found["entries"], *_not_named(found)]
    _told_on_joining(found)
    return dict(found)


#: Services that are told, on the day on which they begin, who is in the family and of the pregnancy, as a live partnership would.
_TOLD: Final = frozenset(CIRCLES["core"])
_TOLD_OF: Final = frozenset(
    {"pregnancy.known", "pregnancy.booked", "pregnancy.due_changed", "birth", "person.identified", "relation.stated",
     "household.joined", "household.left", "need.noted", "preference.noted", "worker.assigned"}
)  # fmt: skip


def _told_on_joining(found: dict[str, Any]) -> None:
    """Has each such service told of what the others had recorded, of who is in the family, before it began; each by whoever recorded it."""
    began: dict[str, str] = {}
    for entry in found["entries"]:
        began[entry["agency"]] = min(began.get(entry["agency"], "9999"), _written(entry))
    told: dict[tuple[str, str], list[str]] = {}
    for number, entry in enumerate(found["entries"]):
        if entry["kind"] not in _TOLD_OF or "shared" in entry or "label" in entry:
            continue
        entry.setdefault("id", f"known-{number}")
        for key, day in began.items():
            if key != entry["agency"] and day > _written(entry) and found["agencies"][key]["type"] in _TOLD:
                told.setdefault((entry["agency"], key), []).append(entry["id"])
    for (agency, to), entries in told.items():
        found["entries"].append(
            {"kind": "information.shared", "id": f"told-{agency}-{to}", "when": began[to], "agency": agency, "to": [to],
             "what": "Who is in the family, and what is known of the pregnancy", "entries": entries, "shared": [to]}
        )  # fmt: skip


def _written(entry: Mapping[str, Any]) -> str:
    return str(entry.get("recorded") or entry["when"])[:10]


#: Whose worker a case file often leaves unnamed, though the service is at work: in the demonstration somebody signs in as that worker.
_NAMED_HERE: Final = frozenset({"midwifery", "health_visiting", "gp", "perinatal_mental_health"})


def _not_named(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """For each of these services that the case file names no worker of: its worker, from the first day on which it recorded."""
    has = {entry["agency"] for entry in found["entries"] if entry["kind"] == "worker.assigned"}
    for key, agency in found["agencies"].items():
        made = next((each for each in MADE if each.agency == agency["type"] and each.works), None)
        first = min((str(each["when"])[:10] for each in found["entries"] if each["agency"] == key), default=None)
        if made is not None and first is not None and key not in has and agency["type"] in _NAMED_HERE:
            entry = {
                "kind": "worker.assigned",
                "id": f"at-work-{key}",
                "when": first,
                "agency": key,
                "role": made.works[0],
            }
            _at_work(entry, found["agencies"])
            yield entry


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
        body=replace(body, **changes) if changes else body,  # type: ignore[type-var]
        agency=agencies[entry.agency],
        source=agencies.get(entry.source, entry.source) if entry.source else None,
        shared=None if shared is None else {agencies[agency]: when for agency, when in shared.items()},
        replaces=names[entry.replaces] if entry.replaces else None,
        of=names.get(entry.of, entry.of) if entry.of else None,
    )


def today_of(moment: Moment) -> date:
    """The date of a moment."""
    return date.fromordinal(day_of(moment))
