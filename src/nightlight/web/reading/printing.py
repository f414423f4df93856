"""The chronology set out for paper: for one's own agency, for court, for a rapid review. Each copy names whom it was made for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import day_of, says_day
from nightlight.documents.entry_words import agency_name
from nightlight.safeguards.rules import Safeguard
from nightlight.web.reading.asked import Asked, page_of
from nightlight.web.reading.knowing import KnowingRow, entries_that_matter, knowing_rows
from nightlight.web.reading.rows import Row, Rows
from nightlight.web.reading.selection import passing, window_of
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import standing_pairs

#: The presets in the order in which they are offered: word of the address, what a person reads.
PRESETS: Final = {
    "agency": "For your own agency: everything that it knows, with every column",
    "court": "For court: numbered paragraphs with date, event and source, without findings",
    "rapid_review": "For a rapid review: what others needed to know, and who knew it when",
}

#: Kinds that speak of what Nightlight asked, not of the family.
_OF_FINDINGS: Final = ("finding.explained", "criterion.considered")


@dataclass(frozen=True)
class Link:
    """A preset with its address."""

    text: str
    href: str


@dataclass(frozen=True)
class Sheet:
    """A chronology for paper. `rows` are its entries, `knowing` who knew of them (rapid review only)."""

    preset: str
    title: str
    says: str
    rows: tuple[Row, ...]
    knowing: tuple[KnowingRow, ...]
    made_on: str

    @property
    def number(self) -> int:
        """How many entries it holds."""
        return len(self.rows) or len(self.knowing)


def links(seen: SeenFamily, asked: Asked) -> tuple[Link, ...]:
    """The presets, each with the entries that are asked for."""
    pairs = [*standing_pairs(seen), *replace(asked, page=1, entry="", newest=False, findings=True).pairs()]
    return tuple(
        Link(text, page_of("chronology_print", seen, [*pairs, ("preset", word)])) for word, text in PRESETS.items()
    )


def sheet(
    seen: SeenFamily,
    asked: Asked,
    preset: str,
    safeguards: Iterable[Safeguard],
    names: Mapping[str, str],
    *,
    placed: bool,
) -> Sheet:
    """The chronology in a preset (one that there is not is that of the agency), of the entries that are asked for."""
    preset = preset if preset in PRESETS else "agency"
    window = window_of(seen, asked)
    entries = [each for each in passing(seen.entries, seen, asked) if window is None or window.holds(each)]
    rows = Rows(seen, safeguards, names, placed=placed)
    own = seen.known_to or seen.viewer.agency
    made: list[Row] = []
    knowing: list[KnowingRow] = []
    if preset == "rapid_review":
        mattering = {each.id for each in entries_that_matter(seen, rows)}
        knowing = list(knowing_rows(seen, rows, [each for each in entries if each.id in mattering], placed=placed))
        title = "Significant events, and who knew of them when"
    elif preset == "court":
        made = [rows.row(each) for each in entries if each.kind not in _OF_FINDINGS]
        title = "Chronology"
    else:
        made = [rows.row(each) for each in entries if _known(each, seen, own)]
        title = f"Chronology as known to {agency_name(own, seen.picture)}" if own in seen.agencies else "Chronology"
    return Sheet(preset, title, _says(seen, entries), tuple(made), tuple(knowing), says_day(day_of(seen.asked_at)))


def _known(entry: Entry, seen: SeenFamily, own: str) -> bool:
    """Whether an agency recorded an entry or knew it; of a record in which it does not appear, everything is shown."""
    if own not in seen.agencies or own not in seen.picture.agencies_since():
        return True
    since = seen.chronology.knowing.since(entry.id, own)
    return since is not None and since <= seen.as_of


def _says(seen: SeenFamily, entries: list[Entry]) -> str:
    """What the copy holds: the days that it covers."""
    if not entries:
        return "No entry."
    first = min(each.when.day for each in entries)
    last = max(each.when.last_day for each in entries)
    return f"{says_day(first)} to {says_day(last)}."
