"""Who knew what, when: for each entry that others needed to know of, how every agency of the record stands to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nightlight.access.knowing import ACKNOWLEDGES, TELLS, Degree, Degrees
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MINUTES_A_DAY, Moment, When, day_of, says_day
from nightlight.documents.entry_words import agency_name, title_of
from nightlight.documents.replay_data import counted, how_long
from nightlight.safeguards.rules import Safeguard
from nightlight.web.reading.asked import GROUP_NAMES, Query, page_of
from nightlight.web.reading.rows import Rows, address_of, anchor, brief
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import standing_pairs

#: Entries on a page.
ROWS: Final = 15

#: Groups of the vocabulary of which others need to know, beside what a safeguard watches to be told.
GROUPS_THAT_MATTER: Final = frozenset(
    {"risk", "harm", "section47", "concern_and_referral", "plan", "legal", "escalation", "placement"}
)
#: Kinds that only say that somebody was told or has answered: they are what the columns are made of.
_ONLY_TELL: Final = frozenset(
    {*TELLS, *ACKNOWLEDGES, "told", "referral.answered", "concern.answered", "concern.passed"}
)


@dataclass(frozen=True)
class Known:
    """How one agency stands to an entry: from when it could see it, was told, acknowledged it, each with how long after; or not."""

    agency: str
    recorded_it: bool
    could_see: str
    told: str
    acknowledged: str


@dataclass(frozen=True)
class KnowingRow:
    """One entry and who knew of it. `nothing` are agencies of which nothing is on record; `later` those that came in only later."""

    anchor: str
    number: int
    date: str
    recorded: str
    title: str
    brief: str
    text: str
    agency: str
    significant: bool
    href: str
    known: tuple[Known, ...]
    nothing: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True)
class KnowingAsked:
    """What an address of the page asks for: one agency, one group of the vocabulary, one entry, a page."""

    agency: str = ""
    kind: str = ""
    entry: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Query, seen: SeenFamily) -> KnowingAsked:
        """What an address asks for of a family; what cannot be is passed over."""
        agency, kind, entry, page = (query.get(name, "") for name in ("agency", "kind", "entry", "page"))
        return cls(
            agency if agency in seen.agencies else "",
            kind if kind in GROUP_NAMES else "",
            entry if entry in seen.chronology else "",
            max(int(page), 1) if page.isdecimal() and len(page) < 7 else 1,
        )


@dataclass(frozen=True)
class KnowingPage:
    """Everything on the page."""

    asked: KnowingAsked
    rows: tuple[KnowingRow, ...]
    number: int
    pages: int
    previous: str
    next: str
    all: str
    agencies: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    sent_along: tuple[tuple[str, str], ...]
    says: str
    print: str


def knowing_page(
    seen: SeenFamily, asked: KnowingAsked, safeguards: Iterable[Safeguard], *, placed: bool
) -> KnowingPage:
    """The page of what is asked for."""
    rows = Rows(seen, safeguards, placed=placed)
    mattering = entries_that_matter(seen, rows)
    if asked.entry:
        root = seen.chronology.root(asked.entry)
        found = [entry for entry in seen.entries if seen.chronology.root(entry.id) == root]
    else:
        found = [entry for entry in mattering if not asked.kind or entry.body.group == asked.kind]
    pages = max(-(-len(found) // ROWS), 1)
    number = min(asked.page, pages)
    standing = standing_pairs(seen)

    def href(page: int) -> str:
        pairs = [("agency", asked.agency), ("kind", asked.kind), ("page", str(page) if page > 1 else "")]
        return page_of("knowing", seen, standing + [pair for pair in pairs if pair[1]])

    groups = {entry.body.group for entry in mattering}
    return KnowingPage(
        asked=asked,
        rows=tuple(knowing_rows(seen, rows, found[(number - 1) * ROWS : number * ROWS], asked.agency, placed=placed)),
        number=len(found),
        pages=pages,
        previous=href(number - 1) if number > 1 else "",
        next=href(number + 1) if number < pages else "",
        all=page_of("knowing", seen, standing),
        agencies=tuple(
            sorted(((key, agency.says()) for key, agency in seen.agencies.items()), key=lambda each: each[1])
        ),
        kinds=tuple((group, name) for group, name in GROUP_NAMES.items() if group in groups),
        sent_along=tuple(standing),
        says=_says(seen, asked, number, pages, len(found)),
        print=page_of("chronology_print", seen, [*standing, ("preset", "rapid_review")]),
    )


def _says(seen: SeenFamily, asked: KnowingAsked, page: int, pages: int, number: int) -> str:
    if asked.entry:
        return "One entry"
    words = counted(number, "entry", "entries")
    if pages > 1:
        words += f", of which these are {(page - 1) * ROWS + 1} to {min(page * ROWS, number)}"
    return words


def entries_that_matter(seen: SeenFamily, rows: Rows) -> list[Entry]:
    """The entries of which others needed to know; a recorder's own mark (`significant`) settles it."""
    return [
        entry
        for entry in seen.entries
        if entry.significant
        or (
            entry.significant is None
            and entry.kind not in _ONLY_TELL
            and (entry.body.group in GROUPS_THAT_MATTER or rows.matters(entry))
        )
    ]


def knowing_rows(
    seen: SeenFamily, rows: Rows, entries: Iterable[Entry], agency: str = "", *, placed: bool
) -> Iterator[KnowingRow]:
    """For each entry who knew of it, as far as the seen record says; with an `agency`, that agency alone."""
    here = seen.picture.agencies_since()
    only = agency or seen.known_to
    degrees = Degrees(seen.chronology, seen.as_of)
    for entry in entries:
        shown = [each for each in degrees.of(entry.id) if each.agency in here or _any(each)]
        if only:
            shown = [each for each in shown if each.agency in (only, entry.agency)]
        after = _after(entry, placed=placed)
        none = [each.agency for each in shown if not _any(each)]
        recorded = _first_recorded(entry, seen)
        yield KnowingRow(
            anchor=anchor(entry.id),
            number=seen.sight.number(entry),
            date=entry.when.says(),
            recorded=after(recorded.first) if recorded.day > entry.when.last_day else "",
            title=title_of(entry),
            brief=brief(rows.says(entry)),
            text=entry.text or "",
            agency=agency_name(entry.agency, seen.picture),
            significant=bool(entry.significant),
            href=address_of(seen, entry.id),
            known=tuple(
                _known(each, entry, seen, after)
                for each in sorted(filter(_any, shown), key=lambda each: _order(each, entry))
            ),
            nothing=tuple(agency_name(key, seen.picture) for key in none if here.get(key, 0) <= recorded.first),
            later=tuple(agency_name(key, seen.picture) for key in none if here.get(key, 0) > recorded.first),
        )


def _first_recorded(entry: Entry, seen: SeenFamily) -> When:
    versions: Sequence[Entry] = seen.chronology.versions(seen.chronology.root(entry.id))
    return min((each.recorded for each in versions), key=lambda when: when.first, default=entry.recorded)


def _any(degree: Degree) -> bool:
    return degree.could_see is not None or degree.told is not None or degree.acknowledged is not None


def _order(degree: Degree, entry: Entry) -> tuple[bool, Moment, str]:
    since = min(each for each in (degree.could_see, degree.told, degree.acknowledged) if each is not None)
    return (degree.agency != entry.agency, since, degree.agency)


def _known(degree: Degree, entry: Entry, seen: SeenFamily, after: Callable[[Moment], str]) -> Known:
    def said(moment: Moment | None) -> str:
        return "" if moment is None else after(moment)

    return Known(
        agency_name(degree.agency, seen.picture),
        degree.agency == entry.agency,
        said(degree.could_see),
        said(degree.told),
        said(degree.acknowledged),
    )


def _after(entry: Entry, *, placed: bool) -> Callable[[Moment], str]:
    """A moment in words, with how long after the entry happened it was."""

    def words(moment: Moment) -> str:
        whole_day = moment % MINUTES_A_DAY == 0
        said = says_day(day_of(moment)) if whole_day else When.at(moment).says()
        return f"{said}, {_long(entry.when, moment, whole_day=whole_day, placed=placed)}"

    return words


def _long(when: When, moment: Moment, *, whole_day: bool, placed: bool) -> str:
    days = day_of(moment) - when.last_day
    if when.precision == "minute" and not whole_day and not placed and 0 <= moment - when.first < 2 * MINUTES_A_DAY:
        minutes = moment - when.first
        if minutes == 0:
            return "at once"
        return f"{counted(minutes, 'minute')} later" if minutes < 60 else f"{counted(minutes // 60, 'hour')} later"
    return "the same day" if days <= 0 else how_long(days, placed=placed, then="later")
