"""Small records for the tests of the picture: entries as YAML, one a line, and the family that they make."""

from __future__ import annotations

from textwrap import dedent

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.moments import Moment, When
from nightlight.chronology.record import Chronology
from nightlight.exchange.yaml_text import read_yaml
from nightlight.picture import Picture, fold
from nightlight.picture.events import Quorum
from nightlight.picture.family import Family, family
from nightlight.replay.case import read_case

PEOPLE = """
mother: {role: mother, sex: female}
father: {role: father, sex: male}
baby: {role: unborn, due: 2024-06-01}
"""

#: How many agencies the meetings of these tests need.
QUORUM = {"core_group": Quorum((("social_care",),), 2), "strategy": Quorum((("social_care",), ("police",)), 1)}


def moment(written: str) -> Moment:
    """The end of a day, or a minute."""
    return When.read(written).last


def record(entries: str, people: str = PEOPLE) -> Chronology:
    """The record of entries, one a line; an entry without an agency is children's social care's."""
    raw = read_yaml(f"people: {{}}\nentries: []\nread:\n{_indented(people)}\nlist:\n{_indented(entries)}")
    listed = raw["list"]
    for entry in listed:
        entry.setdefault("agency", "social_care")
    return read_case(
        {
            "case": "made-up",
            "dates": "stated",
            "agencies": {type_: {"type": type_} for type_ in AGENCY_TYPES},
            "people": raw["read"],
            "entries": listed,
        }
    ).chronology


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in dedent(text).strip().splitlines())


def picture(entries: str, as_of: str, known_to: str | None = None, people: str = PEOPLE) -> Picture:
    """The picture of entries at the end of a day."""
    return fold(record(entries, people), moment(as_of), known_to, QUORUM)


def seen(entries: str, as_of: str, known_to: str | None = None, people: str = PEOPLE, at: str | None = None) -> Family:
    """The family of entries at the end of a day, and at an earlier moment in it where `at` is given."""
    return family(picture(entries, as_of, known_to, people), moment(at) if at else None)


def places(rests_on: tuple[object, ...]) -> list[int]:
    """The places on which something rests."""
    return [cite.place for cite in rests_on]  # type: ignore[attr-defined]
