"""What an address of the chronology asks for: which entries, over which time, in which order; and addresses that ask for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.chronology.kinds import GROUPS, KINDS
from nightlight.chronology.moments import BadDate, Day, When, iso_day
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import standing_pairs

#: The lengths of a window of time, in months, by the word of the address, with how a person says it.
ZOOMS: Final = {"year": (12, "A year"), "quarter": (3, "Three months"), "month": (1, "One month")}
WHOLE: Final = "The whole record"

#: The groups of the vocabulary by name, each with what its entries are about.
GROUP_NAMES: Final = {
    each.__name__.rsplit(".", 1)[-1]: (each.__doc__ or "").strip().split("\n")[0].rstrip(".") for each in GROUPS
}
#: Stands before the name of a group, where a kind may stand.
GROUP: Final = "group:"
_MOST_LETTERS: Final = 200


class Query(Protocol):
    """What a request's address holds."""

    def get(self, name: str, default: Any = None, /) -> Any:
        """The last value of a name."""

    def getlist(self, name: str, default: Any = None, /) -> list[Any]:
        """Every value of a name."""


@dataclass(frozen=True)
class Asked:
    """What is asked for. What an address says that cannot be is passed over, so that an old address still opens.

    `kind` is a kind, or `group:` and a group of the vocabulary; `thread` the id of the entry that opened it; `since` the first day of
    the window that `zoom` is wide; `entry` an entry to show and to open.
    """

    agencies: tuple[str, ...] = ()
    kind: str = ""
    person: str = ""
    thread: str = ""
    significant: bool = False
    words: str = ""
    zoom: str = ""
    since: Day | None = None
    newest: bool = False
    findings: bool = True
    page: int = 1
    entry: str = ""

    @classmethod
    def read(cls, query: Query, seen: SeenFamily) -> Asked:
        """What an address asks for of a family."""
        kind = query.get("kind", "")
        known = kind in KINDS or kind.removeprefix(GROUP) in GROUP_NAMES
        zoom = query.get("zoom", "")
        thread, entry, person = query.get("thread", ""), query.get("entry", ""), query.get("person", "")
        page = query.get("page", "")
        return cls(
            agencies=tuple(each for each in dict.fromkeys(query.getlist("agency")) if each in seen.agencies),
            kind=kind if known else "",
            person=person if person in seen.chronology.people else "",
            thread=thread if thread in seen.chronology else "",
            significant=bool(query.get("significant")),
            words=query.get("words", "").strip()[:_MOST_LETTERS],
            zoom=zoom if zoom in ZOOMS else "",
            since=_day(query.get("from", "")) if zoom in ZOOMS else None,
            newest=query.get("order") == "newest",
            findings=query.get("findings") != "no",
            page=max(int(page), 1) if page.isdecimal() and len(page) < 7 else 1,
            entry=entry if entry in seen.chronology else "",
        )

    @property
    def filters(self) -> bool:
        """Whether some entries are left out beside those outside the window."""
        return bool(self.agencies or self.kind or self.person or self.thread or self.significant or self.words)

    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, as it goes into an address."""
        found = [("agency", each) for each in self.agencies]
        found += [
            (name, value)
            for name, value in (
                ("kind", self.kind),
                ("person", self.person),
                ("thread", self.thread),
                ("significant", "yes" if self.significant else ""),
                ("words", self.words),
                ("zoom", self.zoom),
                ("from", "" if self.since is None else iso_day(self.since)),
                ("order", "newest" if self.newest else ""),
                ("findings", "" if self.findings else "no"),
                ("page", str(self.page) if self.page > 1 else ""),
                ("entry", self.entry),
            )
            if value
        ]
        return found


def address(name: str, seen: SeenFamily, asked: Asked | None = None, **changed: Any) -> str:
    """The address of a page of a family that keeps where one stands in time and what is asked for, but for what is `changed`.

    Whatever changes, one starts at the first page and no entry is opened.
    """
    pairs = standing_pairs(seen)
    if asked is not None:
        pairs += replace(asked, **{"page": 1, "entry": "", **changed}).pairs()
    return page_of(name, seen, pairs)


def page_of(name: str, seen: SeenFamily, pairs: list[tuple[str, str]]) -> str:
    """The address of a page of a family with these names and values."""
    rest = urlencode(pairs)
    return reverse(name, kwargs={"key": seen.key}) + (f"?{rest}" if rest else "")


def hidden_fields(seen: SeenFamily, asked: Asked, *but: str) -> list[tuple[str, str]]:
    """What a form of the page sends along beside its own fields (`but`)."""
    pairs = [*standing_pairs(seen), *replace(asked, page=1, entry="").pairs()]
    return [(name, value) for name, value in pairs if name not in but]


def _day(text: str) -> Day | None:
    try:
        return When.read(text).day
    except BadDate:
        return None
