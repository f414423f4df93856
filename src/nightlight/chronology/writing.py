"""Entries as plain values: what `reading` reads, and what goes into files, exports and the hash chain."""

from __future__ import annotations

from typing import Any

from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.fields import FieldSpec, FieldType
from nightlight.chronology.moments import When


def plain(entry: Entry) -> dict[str, Any]:
    """An entry as a mapping of the vocabulary's names to text, numbers, booleans and lists.

    What was left out stays out, so reading it again gives the same entry.
    """
    found: dict[str, Any] = {"kind": entry.kind}
    for spec in ENVELOPE.values():
        if spec.name in entry.body.specs and spec.name != "agency":
            continue
        value = _envelope(entry, spec)
        if value is not None:
            found[spec.name] = value
    for spec, value in entry.body.filled():
        found[spec.name] = _value(spec, value)
    return found


def _envelope(entry: Entry, spec: FieldSpec) -> Any:
    if spec.name == "precision":
        return "about" if entry.when.loose and entry.when.precision in ("day", "minute") else None
    value = getattr(entry, spec.attribute)
    if spec.name == "id" and entry.id.startswith("#"):
        return None
    if (spec.name == "recorded" and value == entry.when) or (spec.name == "label" and value == "ordinary"):
        return None
    if spec.name == "inferred" and not value:
        return None
    return None if value is None else _value(spec, value)


def _value(spec: FieldSpec, value: Any) -> Any:
    if isinstance(value, When):
        return value.iso()
    if spec.type is FieldType.SHARED:
        return {agency: _since(when) for agency, when in value.items()}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _since(when: When | None) -> str | bool | None:
    if when is None:
        return None
    return True if when.last == 0 else when.iso()


def personal(entry: Entry) -> dict[str, str]:
    """The words of an entry that may say who somebody is, by field: what can be erased without breaking the chain."""
    found = {}
    for spec in (*ENVELOPE.values(), *entry.body.specs.values()):
        if spec.personal:
            value = entry.body.get(spec.name) if spec.name in entry.body.specs else getattr(entry, spec.attribute)
            if value is not None:
                found[spec.name] = str(value)
    return found
