"""Which limits a rule uses."""

from __future__ import annotations

from collections.abc import Iterator

from nightlight.safeguards.rules import Cadence, Clash, Deadline, Due, Limit, Pattern, Safeguard


def limits_of(rule: Safeguard) -> list[Limit]:
    """Every limit with a name that a rule uses, each once."""
    return list({limit.name: limit for limit in _limits(rule)}.values())


def _limits(rule: Safeguard) -> Iterator[Limit]:
    match rule:
        case Deadline():
            yield from _in_due(rule.due)
        case Cadence():
            yield from _in_due(rule.due)
            if rule.first is not None:
                yield from _in_due(rule.first)
        case Pattern():
            yield rule.window
            if rule.due is not None:
                yield from _in_due(rule.due)
        case Clash():
            if rule.window is not None:
                yield rule.window


def _in_due(due: Due) -> Iterator[Limit]:
    yield from (term for term in due.terms if isinstance(term, Limit))
    yield from (tighter.limit for tighter in due.tighter)
    if due.at_least is not None:
        yield due.at_least
