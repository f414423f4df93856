"""Limits: how long each step may take, as data with sources, and a partnership's own values over them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Final

from nightlight.chronology.problems import Problem, Unreadable, did_you_mean
from nightlight.picture.events import Quorum
from nightlight.safeguards.rules import UNITS, Amount, Limit, LocalVariant

_KEYS: Final = frozenset(
    {"says", "number", "unit", "trigger", "edition", "status", "confidence", "source", "clock", "local", "area"}
)
_NEEDED: Final = ("says", "number", "unit", "trigger", "edition", "status", "confidence")
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
        reader = _LimitsReader(file)
        read = reader.read(text, {})
        reader.stop_if_wrong()
        return read

    def over(self, text: str, file: str = "local limits") -> Limits:
        """These limits with a partnership's own file over them: only what it names changes, and it must say which area.

        Raises `Unreadable` where it names a limit that does not exist, or has any other mistake.
        """
        reader = _LimitsReader(file)
        read = reader.read(text, self.by_name)
        reader.stop_if_wrong()
        return Limits({**self.by_name, **read.by_name}, {**self.quorum, **read.quorum})


class _LimitsReader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise Unreadable(self.problems)

    def read(self, text: str, default: Mapping[str, Limit]) -> Limits:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            raise Unreadable([Problem("the file", f"it is not TOML: {wrong}", file=self.file)]) from None
        limits, quorum = {}, {}
        for name, value in raw.items():
            if name == "quorum":
                quorum = {key: self._quorum(key, each) for key, each in value.items()}
            elif default and name not in default:
                self._problem(name, f"there is no limit {name!r}{did_you_mean(name, default)}")
            elif isinstance(value, Mapping):
                limit = self._limit(name, value, default.get(name))
                if limit is not None:
                    limits[name] = limit
            else:
                self._problem(name, "a limit is a table, as in `[referral-allocation]`")
        return Limits(limits, quorum)

    def _limit(self, name: str, raw: Mapping[str, Any], default: Limit | None) -> Limit | None:
        before = len(self.problems)
        for key in raw:
            if key not in _KEYS:
                self._problem(name, f"there is no key {key!r}{did_you_mean(key, _KEYS)}", key)
        if default is None:
            for key in _NEEDED:
                if key not in raw:
                    self._problem(name, f"it needs {key!r}", key)
        elif "area" not in raw:
            self._problem(name, 'say whose value it is: `area = "..."`', "area")
        unit = raw.get("unit", default.amount.unit if default else None)
        number = raw.get("number", default.amount.number if default else None)
        if unit not in UNITS:
            self._problem(name, f"{unit!r} is no unit{did_you_mean(str(unit), UNITS, few=9)}", "unit")
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            self._problem(name, f"{number!r} is no whole number from 0", "number")
        confidence = raw.get("confidence", default.confidence if default else None)
        if confidence not in _CONFIDENCE:
            self._problem(name, f"{confidence!r} is not high, medium or low", "confidence")
        status = raw.get("status", default.status if default else None)
        if status not in STATUSES:
            self._problem(name, f"{status!r} is no status{did_you_mean(str(status), STATUSES, few=9)}", "status")
        if len(self.problems) > before:
            return None
        source = raw.get("source", list(default.source) if default else [])
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
                LocalVariant(str(each.get("area", "")), str(each.get("value", "")), str(each.get("source", "")))
                for each in raw.get("local", [])
            )
            or (default.local if default else ()),
        )

    def _quorum(self, name: str, raw: Mapping[str, Any]) -> Quorum:
        must = tuple(tuple([each] if isinstance(each, str) else each) for each in raw.get("must", []))
        return Quorum(must, int(raw.get("others", 0)))

    def _problem(self, where: str, message: str, field: str | None = None) -> None:
        self.problems.append(Problem(f"limit {where}", message, field, file=self.file))
