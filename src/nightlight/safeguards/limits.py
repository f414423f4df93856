"""Limits: how long each step may take, as data with sources, and a partnership's own values over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.kinds.meeting import MeetingCalled
from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, shown
from nightlight.picture.events import Quorum
from nightlight.safeguards.rules import UNITS, Amount, Limit, LocalVariant
from nightlight.safeguards.toml_text import Places, read_toml

_KEYS: Final = frozenset(
    {"says", "number", "unit", "trigger", "edition", "status", "confidence", "source", "clock", "local", "area"}
)
_NEEDED: Final = ("says", "number", "unit", "trigger", "edition", "status", "confidence")
_TEXTS: Final = ("says", "trigger", "edition", "area", "clock")
_LOCAL: Final = ("area", "value", "source")
_QUORUM: Final = ("must", "others")
#: No limit is longer: so many months from any year of the calendar is still a year.
_LARGEST: Final = 10_000
_CONFIDENCE: Final = ("high", "medium", "low")
STATUSES: Final = (
    "statute", "regulation", "statutory_guidance", "guidance", "clinical_guidance", "mandated_review", "local", "proposed",
)  # fmt: skip


class Limits:
    """Every limit by name, and the quorum of each type of meeting."""

    def __init__(self, limits: Mapping[str, Limit], quorum: Mapping[str, Quorum]) -> None:
        self.by_name = dict(limits)
        self.quorum = dict(quorum)

    @classmethod
    def read(cls, text: str, file: str = "limits.toml") -> Limits:
        """Reads the partnership's default file.

        Raises `Unreadable` with every mistake: unknown keys and units, what is missing, numbers that are none.
        """
        reader = _LimitsReader(file, text)
        read = reader.read(text, {})
        reader.stop_if_wrong()
        return read

    def over(self, text: str, file: str = "local limits") -> Limits:
        """These limits with a partnership's own file over them: only what it names changes, and it must say which area.

        Raises `Unreadable` where it names a limit that does not exist, or has any other mistake.
        """
        reader = _LimitsReader(file, text)
        read = reader.read(text, self.by_name)
        reader.stop_if_wrong()
        return Limits({**self.by_name, **read.by_name}, {**self.quorum, **read.quorum})


class _LimitsReader:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.places = Places(text)
        self.problems: list[Problem] = []

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise Unreadable(sorted(self.problems, key=lambda problem: problem.line or 0))

    def read(self, text: str, default: Mapping[str, Limit]) -> Limits:
        limits: dict[str, Limit] = {}
        quorum: dict[str, Quorum] = {}
        for name, value in read_toml(text, "the file", self.file).items():
            if not isinstance(value, Mapping):
                self._problem(name, f"{shown(name)} is no limit: a limit is a table, as in `[referral-allocation]`")
            elif name == "quorum":
                quorum = {key: self._quorum(key, each) for key, each in value.items()}
            elif default and name not in default:
                self._problem(name, f"there is no limit {shown(name)}{did_you_mean(name, default)}")
            else:
                limit = self._limit(name, value, default.get(name))
                if limit is not None:
                    limits[name] = limit
        return Limits(limits, quorum)

    def _limit(self, name: str, raw: Mapping[str, Any], default: Limit | None) -> Limit | None:
        before = len(self.problems)
        self._unknown_keys(name, raw, _KEYS)
        for key in _TEXTS:
            if key in raw and not isinstance(raw[key], str):
                self._problem(name, f"write {key} in words, in double quotes", key)
        source = raw.get("source", list(default.source) if default else [])
        if not isinstance(source, str) and not _are_texts(source):
            self._problem(name, "list each source in double quotes", "source")
        local = raw.get("local", [])
        if not isinstance(local, list) or not all(_is_local(each) for each in local):
            self._problem(name, 'list local values as { area = "...", value = "...", source = "..." }', "local")
        if default is None:
            for key in _NEEDED:
                if key not in raw:
                    self._problem(name, f"it needs {key!r}", key)
        elif not raw.get("area"):
            self._problem(name, 'say whose value it is: `area = "..."`', "area")
        unit = raw.get("unit", default.amount.unit if default else None)
        number = raw.get("number", default.amount.number if default else None)
        given = default is not None  # what is missing was said where there is no default
        if (given or "unit" in raw) and (not isinstance(unit, str) or unit not in UNITS):
            self._problem(name, f"{shown(unit)} is no unit{did_you_mean(str(unit), UNITS, few=9)}", "unit")
        if (given or "number" in raw) and not _is_whole(number):
            self._problem(name, f"{shown(number)} is no whole number from 0 to {_LARGEST:,}", "number")
        confidence = raw.get("confidence", default.confidence if default else None)
        if (given or "confidence" in raw) and confidence not in _CONFIDENCE:
            self._problem(name, f"{shown(confidence)} is not high, medium or low", "confidence")
        status = raw.get("status", default.status if default else None)
        if (given or "status" in raw) and status not in STATUSES:
            self._problem(name, f"{shown(status)} is no status{did_you_mean(str(status), STATUSES, few=9)}", "status")
        if len(self.problems) > before:
            return None
        return Limit(
            name=name,
            amount=Amount(int(number), unit),
            says=str(raw.get("says", default.says if default else "")),
            trigger=str(raw.get("trigger", default.trigger if default else "")),
            edition=str(raw.get("edition", default.edition if default else "")),
            status=str(status),
            confidence=confidence,
            source=tuple([source] if isinstance(source, str) else source),
            area=raw.get("area"),
            local=tuple(
                LocalVariant(each.get("area", ""), each.get("value", ""), each.get("source", "")) for each in local
            )
            or (default.local if default else ()),
        )

    def _quorum(self, name: str, raw: object) -> Quorum:
        where = f"quorum.{name}"
        types = MeetingCalled.specs["type"].words
        if name not in types:
            self._problem(where, f"{shown(name)} is no type of meeting{did_you_mean(name, types)}")
        if not isinstance(raw, Mapping):
            self._problem(where, 'write a table with `must = ["social_care"]` and `others = 2`')
            return Quorum((), 0)
        self._unknown_keys(where, raw, _QUORUM)
        must = raw.get("must", [])
        groups = [[each] if isinstance(each, str) else each for each in must] if isinstance(must, list) else [must]
        if not all(map(_are_texts, groups)):
            self._problem(where, 'list the agencies: `must = ["social_care", ["midwifery", "hospital"]]`', "must")
            groups = []
        for each in dict.fromkeys(each for group in groups for each in group):
            if each not in AGENCY_TYPES:
                self._problem(where, f"{shown(each)} is no type of agency{did_you_mean(each, AGENCY_TYPES)}", "must")
        others = raw.get("others", 0)
        if not _is_whole(others):
            self._problem(where, f"{shown(others)} is no whole number from 0 to {_LARGEST:,}", "others")
            others = 0
        return Quorum(tuple(map(tuple, groups)), others)

    def _unknown_keys(self, where: str, raw: Mapping[str, Any], known: Iterable[str]) -> None:
        for key in raw:
            if key not in known:
                self._problem(where, f"there is no key {shown(key)}{did_you_mean(key, known)}", key)

    def _problem(self, where: str, message: str, field: str | None = None) -> None:
        line = self.places.line(where, field or "") or self.places.line("", where)
        self.problems.append(Problem(f"limit {where}", message, field, line, self.file))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_local(value: object) -> bool:
    return isinstance(value, Mapping) and all(key in _LOCAL and isinstance(each, str) for key, each in value.items())
