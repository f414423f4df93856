"""How forms are laid out (`layout.toml`): which fields stand in front, which kinds are most used, what is offered next."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlencode

from nightlight.chronology.fields import FieldType
from nightlight.chronology.kinds import KINDS

#: Fields of the envelope that a form may ask, in the order in which "More about this" shows them.
ASKED: Final = ("source", "basis_of_knowledge", "voice", "about", "until", "significant", "label", "ref")
#: As many fields that may be left out stand in front where nothing says otherwise.
_FEW: Final = 4


@dataclass(frozen=True)
class Layout:
    """Names of fields in three parts: in front, behind "More", and of the envelope."""

    front: tuple[str, ...]
    more: tuple[str, ...]
    envelope: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True)
class Shortcut:
    """A kind that is most used, with what is filled in beforehand; `kind` is `None` for "something else"."""

    text: str
    kind: str
    filled: str


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return dict(
        tomllib.loads((resources.files("nightlight.web.recording") / "layout.toml").read_text(encoding="utf-8"))
    )


def layout_of(kind: str) -> Layout:
    """How the form of a kind is laid out."""
    said: Mapping[str, Any] = _data()["forms"].get(kind, {})
    specs = KINDS[kind].specs
    needed = [name for name, spec in specs.items() if not spec.optional]
    optional = [name for name, spec in specs.items() if spec.optional]
    if said:
        front = list(said["front"])
        front = [name for name in needed if name not in front] + front
    else:
        front = [*needed, *(optional if len(optional) <= _FEW else []), "when", "text"]
    listed = {*front, *said.get("more", ())}
    more = [*said.get("more", ()), *(name for name in optional if name not in listed)]
    envelope = [name for name in ASKED if name not in front and name not in specs]
    if "text" not in front and "text" not in specs:
        envelope.insert(0, "text")
    if "when" not in front:
        front.append("when")
    return Layout(tuple(front), tuple(more), tuple(envelope), bool(said.get("urgent")))


def may_be_nobody(kind: str, field: str) -> bool:
    """Whether an empty list is an answer to a field."""
    return f"{kind}.{field}" in _data()["nobody"]


def in_words(kind: str) -> bool:
    """Whether an entry of a kind tells nobody anything without words of one's own."""
    return kind in _data()["in_words"]


def is_short(field: str) -> bool:
    """Whether the words of a field go on one line."""
    return field in _data()["short"]


def shortcuts(agency_type: str) -> list[Shortcut]:
    """What somebody of a type of agency records most often."""
    found = []
    for each in _data()["shortcuts"]:
        if agency_type in each.get("types", (agency_type,)) and agency_type not in each.get("except", ()):
            filled = f"?{urlencode(each['with'])}" if each.get("with") else ""
            found.append(Shortcut(each["text"], each["kind"], filled))
    return found


def next_kinds(kind: str) -> tuple[str, ...]:
    """The kinds that are offered once one is recorded: those that its layout names, else those that belong to the thread it opens."""
    said = _data()["forms"].get(kind, {}).get("next")
    if said is not None:
        return tuple(said)
    opens = KINDS[kind].opens
    if opens is None:
        return ()
    return tuple(
        name
        for name, each in KINDS.items()
        if (of := each.specs.get("of")) is not None and of.type is FieldType.THREAD and of.opens == opens
    )[:4]


def field_for_thread(kind: str, opens: str | None) -> str | None:
    """The field of a kind by which it belongs to a thread of a sort; `None` where it has none."""
    for name, spec in KINDS[kind].specs.items():
        if spec.type is FieldType.THREAD and spec.opens is not None and spec.opens == opens:
            return name
    return None


def data() -> Mapping[str, Any]:
    """The whole file, for the test that each name in it is there."""
    return _data()
