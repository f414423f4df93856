"""The lanes of a replay: what of a case is drawn, and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from nightlight.chronology.moments import Day
from nightlight.documents.entry_words import agency_name
from nightlight.documents.replay_data import CasePage, CauseRow, EntryRow, FindingRow, counted
from nightlight.drawing.lanes import Lane, Lanes, Mark, Shape, Track
from nightlight.drawing.time_axis import short_day


def lanes_of(page: CasePage) -> Lanes:
    """What is drawn of a case: a lane for each agency that recorded something, and the findings on the same days."""
    harm = page.replay.case.harm
    return Lanes(
        says=f"Lanes of the chronology of {page.replay.case.name}",
        lanes=tuple(_agencies(page)),
        outcomes=tuple(_findings(page)),
        tracks=tuple(_track(cause, page) for cause in page.causes),
        end=page.replay.as_of.last_day,
        marked=(harm.when.day, f"{short_day(harm.when.day)}: what the review was held for")
        if harm is not None and harm.when.first <= page.replay.as_of.last
        else None,
    )


def silent_agencies(page: CasePage) -> list[str]:
    """The agencies that the record names and that have no lane, because nothing that they recorded is shown."""
    wrote = {row.entry.agency for row in page.rows}
    named = page.picture.agencies_since()
    return [agency_name(key, page.picture) for key in page.picture.agencies if key in named and key not in wrote]


def _agencies(page: CasePage) -> Iterable[Lane]:
    by_agency: dict[str, list[EntryRow]] = {key: [] for key in page.picture.agencies}
    for row in page.rows:
        if not row.corrected:
            by_agency.setdefault(row.entry.agency, []).append(row)
    for key, rows in by_agency.items():
        if rows:
            name = agency_name(key, page.picture)
            yield Lane(name[:1].upper() + name[1:], tuple(_mark(row) for row in rows))


def _mark(row: EntryRow) -> Mark:
    says = f"{row.title}, {row.happened}"
    return Mark(row.entry.when.day, says, f"#{row.anchor}", row.label, row.matters)


def _findings(page: CasePage) -> Iterable[Lane]:
    groups: tuple[tuple[str, Shape, list[FindingRow], str], ...] = (
        ("Watched, and recorded as done in time", "met", page.done, f"#{page.id}-done"),
        ("Watched, and no longer asked about", "excused", page.excused, f"#{page.id}-excused"),
        ("Watched, and not yet due", "watching", page.watching, f"#{page.id}-watching"),
    )
    for name, shape, rows, href in groups:
        marks = [Mark(_drawn_on(row), f"{row.title}, {row.closed or row.watched}", href) for row in rows]
        if marks:
            yield Lane(name, tuple(marks), shape)


def _drawn_on(row: FindingRow) -> Day:
    return row.finding.closed if row.finding.closed is not None else row.finding.opened


def _track(cause: CauseRow, page: CasePage) -> Track:
    ended = f"{cause.outcome[:1].lower()}{cause.outcome[1:]}"
    many = f" ({counted(len(cause.findings), 'finding')} on one cause)" if len(cause.findings) > 1 else ""
    words = f"Watched from {cause.watched_words}, warned {cause.warned_words}, {ended}{many}"
    return Track(cause.title, cause.opened, cause.warned, cause.closed, cause.met, words, f"#{cause.anchor}")
