"""Who will see an entry that is about to be saved, in words, so that nobody is surprised by where their words went.

The default is a proposal: whoever writes may change it, with a reason that is recorded. What is saved is the list of agencies
(`Audience.agencies`) as the entry's `shared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nightlight.access.circles import WHY_NOT, circle_of, types_that_see
from nightlight.access.labels import ORDINARY, RESTRICTED
from nightlight.access.relations import in_force
from nightlight.access.remit import Remit, team
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.entry import LABELS
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology

RECORDS: Final = "it records this"
NAMED: Final = "it is named in this, or chosen"
WAS_THERE: Final = "it was told of this plan, or was at this meeting"
IN_TEAM: Final = "it works with this family"
ONLY_NAMED: Final = "only those who are named see it; others see that something is recorded, and whom to call"
NOT_THERE: Final = "for anybody else it is not there"


@dataclass(frozen=True)
class Line:
    """One agency that will see an entry, or will not, and why."""

    agency: str
    why: str


@dataclass(frozen=True)
class Audience:
    """Who will see a new entry: those who do, the recorder first, and those of the team who do not."""

    sees: tuple[Line, ...]
    not_: tuple[Line, ...]

    @property
    def agencies(self) -> tuple[str, ...]:
        """The keys of those who will see it, the recorder first."""
        return tuple(line.agency for line in self.sees)

    def says(self, names: Mapping[str, str]) -> str:
        """One or two plain sentences; `names` says how each agency is called.

        >>> Audience((Line("gp", ""),), (Line("housing", "a setting sees what names it"),)).says({"gp": "the GP practice"})
        'Only the GP practice will see this. Housing will not: a setting sees what names it.'
        """
        seen = [names.get(each, each.replace("_", " ")) for each in self.agencies]
        first = f"{'Only ' if len(seen) == 1 else ''}{_listed(seen)} will see this."
        reasons: dict[str, list[str]] = {}
        for line in self.not_:
            reasons.setdefault(line.why, []).append(names.get(line.agency, line.agency.replace("_", " ")))
        second = "; ".join(f"{_listed(found)} will not: {why}" for why, found in reasons.items())
        return " ".join(_capital(each) for each in (first, f"{second}." if second else "") if each)


def audience(
    kind: str,
    label: str,
    chronology: Chronology,
    as_of: Moment,
    recorder: str,
    named: Iterable[str] = (),
    fields: Mapping[str, Any] | None = None,
) -> Audience:
    """Who will see a new entry of a kind and label that an agency is about to record.

    `named` are the agencies that the entry names or that its writer chose; `fields` are its other fields by the vocabulary's names, as far
    as they are filled in: of what may be a disclosure and is not filled in, the narrower circle sees it.

    Only agencies of which the recorder may know are spoken of: those in the record as it may see it, and those closest to a baby,
    whose being there tells little. A seal hides both. Raises `KeyError` for an unknown kind, `ValueError` for an unknown label.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    if label not in LABELS:
        raise ValueError(f"{label!r} is no label; use one of {', '.join(LABELS)}")
    remit = Remit(chronology, recorder, as_of)
    seen = remit.chronology()
    fields = fields or {}
    chosen = dict.fromkeys(each for each in named if each != recorder)
    known_of = team(seen, as_of) | {key for key in team(remit.there, as_of) if _circle(chronology, key) == "core"}
    others = sorted(key for key in known_of if key != recorder and key not in chosen)
    sees = [Line(recorder, RECORDS), *(Line(each, NAMED) for each in chosen)]
    if label != ORDINARY:
        why = ONLY_NAMED if label == RESTRICTED else NOT_THERE
        return Audience(tuple(sees), tuple(Line(each, why) for each in others))
    types = types_that_see(kind, fields)
    told = _told_in_thread(seen, fields.get("of"), as_of)
    not_: list[Line] = []
    for key in others:
        if _type(chronology, key) in types:
            sees.append(Line(key, IN_TEAM))
        elif key in told:
            sees.append(Line(key, WAS_THERE))
        else:
            not_.append(Line(key, WHY_NOT[_circle(chronology, key)]))
    sees[1:] = sorted(sees[1:], key=lambda line: (_ORDER[_type(chronology, line.agency)], line.agency))
    return Audience(tuple(sees), tuple(not_))


def _told_in_thread(seen: Chronology, thread: object, as_of: Moment) -> set[str]:
    """The agencies that were told of a plan, or were at a meeting, by the id of its thread."""
    if not isinstance(thread, str):
        return set()
    root = seen.root(thread)
    found: set[str] = set()
    for each in in_force(seen, as_of):
        if seen.thread(each) != root:
            continue
        for name in _THERE.get(each.kind, ()):
            value = each.get(name) or ()
            found.update((value,) if isinstance(value, str) else value)
    return found


#: Who was told of a plan or was at a meeting: kind -> fields.
_THERE: Final = {
    "plan.told": ("to",),
    "plan.acknowledged": ("by_agency",),
    "plan.agreed": ("by_agency",),
    "meeting.held": ("present",),
    "meeting.recorded": ("sent_to",),
}

_ORDER: Final = {type_: number for number, type_ in enumerate(AGENCY_TYPES)}


def _type(chronology: Chronology, key: str) -> str:
    agency = chronology.agencies.get(key)
    return agency.type if agency is not None else "other"


def _circle(chronology: Chronology, key: str) -> str:
    return circle_of(_type(chronology, key))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
