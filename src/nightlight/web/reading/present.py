"""What the page of the chronology says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import says_day
from nightlight.documents.entry_words import agency_name, title_of
from nightlight.replay.case import Case
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.rules import Safeguard
from nightlight.web.reading.asked import GROUP, GROUP_NAMES, WHOLE, ZOOMS, Asked, address
from nightlight.web.reading.lanes import Drawing, draw
from nightlight.web.reading.rows import Month, Rows, anchor, by_month
from nightlight.web.reading.selection import ROWS, Selection, select
from nightlight.web.reading.watched import Board, board
from nightlight.web.store.queries import SeenFamily

#: As many threads as the filter lists; any other is reached from a row.
_MOST_THREADS = 40


@dataclass(frozen=True)
class Choice:
    """One of several: its address, whether it is the one that is shown."""

    text: str
    href: str
    chosen: bool = False


@dataclass(frozen=True)
class Option:
    """One of a list of a form; `group` is the heading under which it stands."""

    value: str
    text: str
    group: str = ""


@dataclass(frozen=True)
class Filter:
    """What a form of the filters offers."""

    agencies: tuple[Option, ...]
    kinds: tuple[tuple[Option, tuple[Option, ...]], ...]
    people: tuple[Option, ...]
    threads: tuple[Option, ...]
    says: str
    clear: str


@dataclass(frozen=True)
class Page:
    """Everything on the page."""

    asked: Asked
    chosen: Selection
    filter: Filter
    zooms: tuple[Choice, ...]
    window: str
    earlier: str
    later: str
    drawing: Drawing
    watched: Board
    toggle: str
    order: str
    months: tuple[Month, ...]
    range: str
    previous: str
    next: str
    pages: tuple[Choice, ...]
    harm: str
    placed: bool


def chronology_page(
    seen: SeenFamily,
    asked: Asked,
    found: Iterable[Finding],
    safeguards: Iterable[Safeguard],
    names: dict[str, str],
    case: Case | None,
) -> Page:
    """The page of what is asked for. `found` are the findings that the viewer may see, `names` colleagues by sign-in."""
    chosen = select(seen, asked)
    asked = replace(asked, page=chosen.page)
    placed = case is not None and case.placed
    rows = Rows(seen, safeguards, names, placed=placed)
    watched = board(tuple(found), seen)
    shown = [rows.row(entry, asked.entry) for entry in chosen.on_page]
    return Page(
        asked=asked,
        chosen=chosen,
        filter=filter_of(seen, asked),
        zooms=tuple(_zooms(seen, asked)),
        window=_window(chosen),
        earlier=_moved(seen, asked, chosen.window.earlier if chosen.window else None),
        later=_moved(seen, asked, chosen.window.later if chosen.window else None),
        drawing=draw(seen, chosen, rows, watched, case, _hrefs(seen, asked, chosen)),
        watched=watched,
        toggle=address("chronology", seen, asked, findings=not asked.findings),
        order=address("chronology", seen, asked, newest=not asked.newest),
        months=by_month(shown),
        range=_range(chosen),
        previous=address("chronology", seen, asked, page=chosen.page - 1) if chosen.page > 1 else "",
        next=address("chronology", seen, asked, page=chosen.page + 1) if chosen.page < chosen.pages else "",
        pages=tuple(_pages(seen, asked, chosen)),
        harm=_harm(case),
        placed=placed,
    )


def _hrefs(seen: SeenFamily, asked: Asked, chosen: Selection) -> Callable[[Entry], str]:
    """Where the row of an entry is: on this page, or on another."""
    pages = chosen.pages_by_id
    bases = {number: address("chronology", seen, asked, page=number) for number in range(1, chosen.pages + 1)}
    bases[chosen.page] = ""

    def href(entry: Entry) -> str:
        return f"{bases[pages[entry.id]]}#{anchor(entry.id)}"

    return href


def _zooms(seen: SeenFamily, asked: Asked) -> Iterator[Choice]:
    yield Choice(WHOLE, address("chronology", seen, asked, zoom="", since=None), not asked.zoom)
    for zoom, (_, text) in ZOOMS.items():
        yield Choice(text, address("chronology", seen, asked, zoom=zoom), asked.zoom == zoom)


def _moved(seen: SeenFamily, asked: Asked, since: int | None) -> str:
    return "" if since is None else address("chronology", seen, asked, since=since)


def _window(chosen: Selection) -> str:
    window = chosen.window
    return "" if window is None else f"{says_day(window.first)} to {says_day(window.last)}"


def _range(chosen: Selection) -> str:
    """How many entries there are, and which of them are on this page."""
    number = len(chosen.entries)
    noun = "entry" if number == 1 else "entries"
    if chosen.pages > 1:
        first = (chosen.page - 1) * ROWS + 1
        return f"{number:,} {noun}, of which these are {first:,} to {first + len(chosen.on_page) - 1:,}"
    return f"{number:,} {noun}"


def _pages(seen: SeenFamily, asked: Asked, chosen: Selection) -> Iterator[Choice]:
    """The first, the last and those around the page that is shown."""
    near = {1, chosen.pages, *range(chosen.page - 2, chosen.page + 3)}
    last = 0
    for number in sorted(each for each in near if 1 <= each <= chosen.pages):
        if number > last + 1:
            yield Choice("…", "")
        yield Choice(str(number), address("chronology", seen, asked, page=number), number == chosen.page)
        last = number


def _harm(case: Case | None) -> str:
    if case is None or case.harm is None:
        return ""
    what = case.harm.what.rstrip(".")
    return f"{what} ({case.harm.when.says()})."


# -- the filters


def filter_of(seen: SeenFamily, asked: Asked) -> Filter:
    """What the filters offer: what the seen entries hold, and nothing else."""
    agencies = sorted(
        {entry.agency for entry in seen.entries} | set(asked.agencies), key=lambda key: agency_name(key, seen.picture)
    )
    kinds = {entry.kind for entry in seen.entries}
    groups = []
    for group, name in GROUP_NAMES.items():
        inside = [Option(kind, _kind(kind)) for kind in KINDS if KINDS[kind].group == group and kind in kinds]
        if inside:
            groups.append((Option(f"{GROUP}{group}", name), tuple(inside)))
    return Filter(
        agencies=tuple(Option(key, agency_name(key, seen.picture)) for key in agencies),
        kinds=tuple(groups),
        people=tuple(Option(person.key, person.says()) for person in seen.family.people),
        threads=tuple(_threads(seen, asked)),
        says=_says(seen, asked),
        clear=address(
            "chronology", seen, Asked(zoom=asked.zoom, since=asked.since, newest=asked.newest, findings=asked.findings)
        ),
    )


def _kind(kind: str) -> str:
    says = KINDS[kind].says
    return says[:1].upper() + says[1:]


def _threads(seen: SeenFamily, asked: Asked) -> Iterator[Option]:
    """The matters that the latest entries belong to, and the one that is chosen."""
    record = seen.chronology
    latest: dict[str, None] = {}
    for entry in reversed(seen.entries):
        thread = record.thread(entry)
        if thread is not None and thread in record:
            latest[thread] = None
            if len(latest) == _MOST_THREADS:
                break
    chosen = [record.root(asked.thread)] if asked.thread else []
    for thread in dict.fromkeys([*chosen, *latest]):
        opener = record.entry(thread)
        yield Option(thread, f"{title_of(opener)}, {opener.when.says()}")


def _says(seen: SeenFamily, asked: Asked) -> str:
    """What is chosen, in words."""
    parts = [agency_name(key, seen.picture) for key in asked.agencies]
    if asked.kind:
        parts.append(GROUP_NAMES.get(asked.kind.removeprefix(GROUP)) or _kind(asked.kind))
    if asked.person:
        person = seen.family.person(asked.person)
        parts.append(person.says() if person is not None else asked.person)
    if asked.thread:
        opener = seen.chronology.entry(seen.chronology.root(asked.thread))
        parts.append(f"{title_of(opener)}, {opener.when.says()}")
    if asked.significant:
        parts.append("marked significant")
    if asked.words:
        parts.append(f"“{asked.words}”")
    return "; ".join(parts)
