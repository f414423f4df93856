"""Reads beside the seen family itself: findings as of another moment, the case behind a teaching family, whom to ring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from nightlight.access.viewer import Viewer
from nightlight.cases import reviews
from nightlight.chronology.moments import Moment, When, iso_moment
from nightlight.documents.replay_page import replay_page
from nightlight.replay.case import Case, Gap
from nightlight.replay.replay import Expected, causes, replay
from nightlight.rules.pack import Pack
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import findings as found_at
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import Safeguard
from nightlight.web.accounts import queries as accounts
from nightlight.web.store import kept
from nightlight.web.store.addresses import for_anybody, protected_in_each, withheld
from nightlight.web.store.queries import SeenFamily


def findings(seen: SeenFamily) -> tuple[Finding, ...] | None:
    """The findings that a viewer may see where they stand in time, in the order of their ids; `None` where they are not worked out."""
    if seen.findings_told is None:
        return None
    safeguards = {each.id: each for each in kept.rules().safeguards}
    return tuple(
        _read({**each.said, "to": each.to}, safeguards[each.safeguard], each.says)
        for each in seen.findings_told
        if each.safeguard in safeguards
    )


def _read(said: Mapping[str, Any], safeguard: Safeguard, says: str) -> Finding:
    """A finding of its plain values; when it fell due is left to `says`."""

    def day(name: str) -> int | None:
        return None if said[name] is None else When.read(said[name]).day

    return Finding(
        safeguard=safeguard,
        id=said["id"],
        subject=said["subject"],
        member=said["member"],
        state=said["state"],
        about=tuple(said["about"]),
        to=tuple(said["to"]),
        opened=When.read(said["opened"]).day,
        due=None,
        warned=day("warned"),
        closed=day("closed"),
        asked=day("asked"),
        stage=said["stage"],
        about_date=said["about_date"],
        recorded_late=said["recorded_late"],
        because=tuple(said["because"]),
        says=says,
        ask=said["ask"],
        not_told=said["not_told"],
    )


def on_one_cause(found: Iterable[Finding], seen: SeenFamily) -> list[list[Finding]]:
    """Findings that warned somebody, those on one cause together (`docs/semantics.md` 37)."""
    return causes(found, seen.as_of // 1440)


def safeguards() -> tuple[Safeguard, ...]:
    """The safeguards in force."""
    return kept.rules().safeguards


def for_paper(seen: SeenFamily) -> SeenFamily:
    """A family without any of its protected addresses, whoever may see or wrote them: paper goes on to others, and nobody knows to whom."""
    addresses = protected_in_each([seen.key]).get(seen.key, ())
    return replace(
        seen,
        chronology=for_anybody(seen.chronology, addresses),
        title=withheld(seen.title, addresses),
        explain=lambda: {id: withheld(why, addresses) for id, why in seen.reasons.items()},
    )


# -- teaching


@lru_cache(maxsize=1)
def _cases() -> dict[str, Case]:
    return {case.name: case for case in reviews()}


def case_of(seen: SeenFamily) -> Case | None:
    """What the source of a teaching family says of it: why it was reviewed and whether its days are placed; `None` where there is none."""
    return _cases().get(seen.key) if seen.teaching else None


@dataclass(frozen=True)
class Replayed:
    """The page of a replay: self-contained HTML."""

    html: str


def replayed(seen: SeenFamily) -> Replayed:
    """The replay of a teaching family where the viewer stands in time.

    Without a case file behind it (an imported one), the record itself is the case.
    """
    case = case_of(seen)
    known_to = seen.known_to
    if case is None:
        case = Case(seen.key, seen.title, "", "stated", None, seen.chronology)
    elif known_to is not None:
        known_to = _key_in_case(case, known_to)
    as_of = iso_moment(seen.as_of) if seen.as_of < seen.now else None
    return Replayed(_replayed(case.name, as_of, known_to) if seen.key in _cases() else _page(case, as_of, known_to))


@lru_cache(maxsize=32)
def _replayed(name: str, as_of: str | None, known_to: str | None) -> str:
    return _page(_cases()[name], as_of, known_to)


def _page(case: Case, as_of: str | None, known_to: str | None) -> str:
    """The page of a replay. For each repair only the safeguards that can count for its gap are asked again: a replay that asks
    all of them each time takes ten times as long."""
    pack = kept.rules()
    moment = None if as_of is None else When.read(as_of)
    done = replay(case, pack.safeguards, as_of=moment, known_to=known_to, quorum=pack.limits.quorum)
    repaired = tuple(_repaired(case, each, done.as_of.last, known_to, pack) for each in done.expected)
    return replay_page([replace(done, expected=repaired)], pack.safeguards)


def _repaired(case: Case, expected: Expected, as_of: Moment, known_to: str | None, pack: Pack) -> Expected:
    """What a gap's repair makes go away of the findings that warned of it (as `replay(..., repairs=True)` says)."""
    gap = expected.gap
    after = found_at(_counting(gap, pack.safeguards), case.repaired(gap), as_of, known_to, pack.limits.quorum)
    still = {
        each.id
        for each in after
        if each.safeguard.system in gap.systems and each.warned is not None and each.warned < gap.before.day
    }
    return replace(expected, gone_when_repaired=tuple(each.id for each in expected.warned_by if each.id not in still))


def _counting(gap: Gap, safeguards: tuple[Safeguard, ...]) -> tuple[Safeguard, ...]:
    """The safeguards whose findings count for a gap: those of its systems; all, where one of those reads what others found."""
    found = tuple(each for each in safeguards if each.system in gap.systems)
    return safeguards if any(reads_findings(each) for each in found) else found


def _key_in_case(case: Case, key: str) -> str | None:
    """The case's own key of an agency that the partnership's tables know under another."""
    return next(
        (each for each in case.chronology.agencies if f"{case.name}-{each}".replace("_", "-")[:60] == key), None
    )


# -- whom to ring, and who wrote


@dataclass(frozen=True)
class More:
    """That an agency holds something back from the viewer, and whom to ring."""

    agency: str
    call: str


def more_recorded(viewer: Viewer, seen: SeenFamily) -> tuple[More, ...]:
    """The agencies that hold something back from a viewer, each with whom to ring."""
    stubs = seen.sight.stubs
    if not stubs:
        return ()
    names, calls = accounts.agencies(), accounts.calls()
    return tuple(
        More(names[stub.agency].says() if stub.agency in names else stub.agency, calls.get(stub.agency, ""))
        for stub in stubs
    )


def colleagues(viewer: Viewer, seen: SeenFamily) -> dict[str, str]:
    """The names of those who wrote, by their sign-ins."""
    return accounts.names(viewer, {entry.account for entry in seen.entries if entry.account})
