"""Families in which every entry, person and agency sings a name of its own, so that one hears who is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from nightlight import access
from nightlight.access.viewer import ROLES, Role
from nightlight.chronology.entry import LABELS, Entry
from nightlight.chronology.fields import FieldType
from nightlight.chronology.moments import MINUTES_A_DAY, Moment
from nightlight.chronology.record import Chronology
from tests.unit.generated_records import AGENCIES, PEOPLE, Step, entries_of, steps

#: Texts that mean something beside their words: they keep them.
MEANT: Final = frozenset({"as", "sign_in", "team", "finding", "household"})
SIGN_INS: Final = ("worker", "another")
_SUNG: Final = re.compile(r"entry-of-(\w+)")
_IDS: Final = re.compile(r"\b(e\d+)\b")

#: What brings people in, gives families to workers and takes them away happens more often than by chance.
_OFTEN: Final = ("worker.assigned", "worker.covered", "worker.left", "case.closed", "referral.made", "meeting.called",
                 "information.shared", "plan.started", "concern.weighed", "conflict.declared")  # fmt: skip


def families() -> st.SearchStrategy[tuple[Chronology, Random]]:
    """Families of every kind of entry with labels, and chance for whoever looks."""
    made = st.tuples(steps(most=20), steps(_OFTEN, most=8), st.integers(0, 1_000_000))
    return made.map(lambda drawn: family_of([*drawn[1], *drawn[0]], drawn[2]))


def family_of(made: Iterable[Step], seed: int) -> tuple[Chronology, Random]:
    """The family of steps, its labels and sign-ins by chance."""
    random = Random(seed)
    entries = entries_of(made)
    return singing([_labelled(entry, random, len(entries)) for entry in entries]), random


def singing(entries: Iterable[Entry]) -> Chronology:
    """The record of entries, each with its own name in every text that it has."""
    return Chronology(
        [_sings(entry) for entry in entries],
        agencies={key: replace(agency, name=f"agency-of-{key}") for key, agency in AGENCIES.items()},
        people={key: replace(person, name=f"person-of-{key}") for key, person in PEOPLE.items()},
    )


def _labelled(entry: Entry, random: Random, many: int) -> Entry:
    label = random.choice((*LABELS, *["ordinary"] * 4))
    body: Any = entry.body
    if entry.kind in ("worker.assigned", "worker.covered"):
        body = replace(body, sign_in=random.choice(SIGN_INS))
    if entry.kind == "worker.assigned":
        body = replace(body, team=random.choice(("north", "south", None)))
    if entry.kind == "conflict.declared":
        body = replace(body, who=random.choice(("worker", "nobody", "nobody", "nobody")))
    if entry.kind == "finding.explained":
        body = replace(body, finding=f"safeguard:e{random.randint(1, many)}")
    return replace(entry, body=body, label=label, account=random.choice((None, *SIGN_INS)))


def _sings(entry: Entry) -> Entry:
    song = f"entry-of-{entry.id}"
    texts = {
        spec.attribute: song
        for spec, _ in entry.body.filled()
        if spec.type is FieldType.TEXT and spec.name not in MEANT
    }
    if entry.kind == "conflict.declared":
        texts.pop("who")
    body: Any = entry.body
    return replace(entry, body=replace(body, **texts), text=song, voice=song, by=song, ref=song)


def songs(text: str) -> set[str]:
    """The ids of the entries of which a text knows, by their songs or by their ids."""
    return set(_SUNG.findall(text)) | set(_IDS.findall(text))


def somebody(random: Random) -> access.Viewer:
    """Somebody who looks, by chance: any agency, any roles."""
    agency = random.choice(sorted(AGENCIES))
    many: list[Role] = random.sample(
        [role for role in ROLES if role not in ("auditor", "policy_officer", "setting")], 3
    )
    roles = random.choice((many, ["practitioner"], ["service_manager"], [random.choice(ROLES)]))
    return access.Viewer(
        random.choice((*SIGN_INS, "stranger")),
        agency,
        agency,
        random.choice(("north", None)),
        frozenset(roles),
        frozenset({"south"}),
    )


def some_moment(record: Chronology, random: Random) -> Moment:
    """The last moment of a record, mostly, or that of one of its entries."""
    last = record.last_recorded()
    assert last is not None
    if random.random() < 0.7:
        return last.last + random.choice((0, 1, 5, 60)) * MINUTES_A_DAY
    return random.choice(record.entries).recorded.last
