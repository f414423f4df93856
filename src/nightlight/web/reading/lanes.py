"""The picture of the chronology: a lane for each agency, and what was watched on the same line of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Day, day_of
from nightlight.documents.entry_words import agency_name, label_of, title_of
from nightlight.drawing.lanes import Lane, Lanes, Mark, Shape, lay_out
from nightlight.drawing.svg import SIGNS, written, written_line, written_sign
from nightlight.drawing.time_axis import short_day
from nightlight.replay.case import Case
from nightlight.web.reading.rows import Rows
from nightlight.web.reading.selection import Selection
from nightlight.web.reading.watched import MOST_TRACKS, Board, outcome_lanes, tracks
from nightlight.web.store.queries import SeenFamily


@dataclass(frozen=True)
class Sign:
    """A sign of the drawing and what it means."""

    sign: Markup
    says: str


@dataclass(frozen=True)
class Drawing:
    """The drawing, as one or several SVG elements, its key, and what it leaves to the table and the list."""

    panels: tuple[Markup, ...]
    key: tuple[Sign, ...]
    silent: tuple[str, ...]
    tracks_left_out: int


def draw(
    seen: SeenFamily,
    chosen: Selection,
    rows: Rows,
    found: Board,
    case: Case | None,
    href: Callable[[Entry], str],
) -> Drawing:
    """The picture of the entries that are shown; `href` says where an entry's row is, `found` what was watched."""
    window = chosen.window
    first, last = (None, None) if window is None else (window.first, window.last)
    lines = tracks(found.warned, first, last)
    # Of more than can be taken in, those that are still open, then the latest.
    kept = sorted(
        sorted(lines, key=lambda each: (each.closed is not None, -each.warned))[:MOST_TRACKS],
        key=lambda each: each.warned,
    )
    lanes = Lanes(
        says=f"Lanes of the chronology of {seen.title}",
        lanes=tuple(_agencies(seen, chosen, rows, href)),
        outcomes=tuple(outcome_lanes(found, first, last)),
        tracks=tuple(kept),
        end=last if last is not None else _end(seen, chosen),
        marked=_marked(seen, case),
        start=first,
    )
    panels = tuple(Markup(written(panel, f"lanes-{number}")) for number, panel in enumerate(lay_out(lanes), 1))
    return Drawing(panels, tuple(_key(lanes)), tuple(_silent(seen)), len(lines) - len(kept))


def _end(seen: SeenFamily, chosen: Selection) -> Day | None:
    """The last day of the line: that of the record, or the moment where the viewer stands."""
    if seen.teaching or not chosen.entries:
        return max((entry.when.last_day for entry in chosen.entries if not entry.when.loose), default=None)
    return day_of(seen.as_of)


def _agencies(seen: SeenFamily, chosen: Selection, rows: Rows, href: Callable[[Entry], str]) -> Iterable[Lane]:
    by_agency: dict[str, list[Entry]] = {}
    for entry in chosen.entries:
        by_agency.setdefault(entry.agency, []).append(entry)
    order = {key: number for number, key in enumerate(dict.fromkeys(entry.agency for entry in seen.entries))}
    for key in sorted(by_agency, key=lambda each: order[each]):
        name = agency_name(key, seen.picture)
        yield Lane(name[:1].upper() + name[1:], tuple(_mark(entry, rows, href) for entry in by_agency[key]))


def _mark(entry: Entry, rows: Rows, href: Callable[[Entry], str]) -> Mark:
    matters = rows.matters(entry)
    says = f"{title_of(entry)}, {entry.when.says()}"
    return Mark(entry.when.day, says, href(entry), label_of(entry) if matters else "", matters)


def _silent(seen: SeenFamily) -> list[str]:
    """The agencies that the seen record names and of which it holds no entry."""
    wrote = {entry.agency for entry in seen.entries}
    named = seen.picture.agencies_since()
    return [agency_name(key, seen.picture) for key in seen.picture.agencies if key in named and key not in wrote]


def _marked(seen: SeenFamily, case: Case | None) -> tuple[Day, str] | None:
    """The day to mark: what a review was held for, a birth, or the day on which a baby is due."""
    if case is not None and case.harm is not None and case.harm.when.first <= seen.as_of:
        return case.harm.when.day, f"{short_day(case.harm.when.day)}: what the review was held for"
    for child in reversed([each for each in seen.family.people if each.role == "unborn"]):
        birth = seen.picture.born_on(child.key)
        born = child.born.day if child.born is not None else None if birth is None else day_of(birth.first)
        if born is not None:
            return born, f"{short_day(born)}: born"
        if child.due is not None and child.due.day <= day_of(seen.as_of):
            return child.due.day, f"{short_day(child.due.day)}: due"
    return None


def _key(lanes: Lanes) -> Iterable[Sign]:
    """The signs that this drawing may hold."""
    shapes: set[Shape] = {"entry", "key", "several", "several-key"}
    shapes.update(lane.shape for lane in lanes.outcomes)
    if lanes.tracks:
        shapes |= {"warned", "met", "excused", "open"}
    for shape, says in SIGNS.items():
        if shape in shapes:
            yield Sign(Markup(written_sign(shape)), says)
    if lanes.tracks:
        yield Sign(Markup(written_line("watched")), "watched, before a warning")
        yield Sign(Markup(written_line("standing")), "after the warning, until something was recorded")
