"""A row of the chronology: everything that an entry says, in words, and what stands around it in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.access.labels import ORDINARY, Labels
from nightlight.access.redaction import links
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import MONTHS, When
from nightlight.documents.entry_words import Detail, agency_name, details_of, title_of
from nightlight.documents.replay_data import how_long
from nightlight.documents.telling import matters_to_others, watched_for_telling
from nightlight.picture.facts import fact_of
from nightlight.safeguards.rules import Safeguard
from nightlight.safeguards.wording import says_member
from nightlight.web.reading.asked import address
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import standing_pairs

#: How many of the entries that came of one are named in its row.
_MOST_FOLLOWING: Final = 6
#: Groups and kinds that ask for something to follow, so that nothing on record after one is worth saying.
_ASKS: Final = frozenset(
    {
        "concern_and_referral",
        "harm",
        "section47",
        "information",
        "escalation",
        "services",
        "action.agreed",
        "question.open",
    }
)
#: A field that means something to the machine alone.
_SIGN_IN: Final = "sign in"
#: How many letters of its fields a closed row shows.
_MOST_LETTERS: Final = 200


@dataclass(frozen=True)
class Reference:
    """Another entry, in words, with its address."""

    words: str
    href: str


@dataclass(frozen=True)
class Said:
    """One field of an entry in words, and the entries that it names."""

    name: str
    words: str
    entries: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Version:
    """An entry as it read before it was corrected, by whom and when it was corrected, and the reason that was given.

    `held` says how its label was changed, where it was.
    """

    happened: str
    recorded: str
    by: str
    corrected: str
    why: str
    held: str
    says: tuple[Said, ...]
    text: str
    voice: str


@dataclass(frozen=True)
class Row:
    """An entry as the table shows it. `late` says how long after it happened it was written down, where that was another day."""

    anchor: str
    number: int
    entry: Entry
    date: str
    time: str
    until: str
    late: str
    noted: str
    recorded: str
    agency: str
    by: str
    title: str
    says: tuple[Said, ...]
    source: str
    basis: str
    matters: bool
    versions: tuple[Version, ...]
    thread: Reference | None
    followed: tuple[Reference, ...]
    more_followed: int
    unanswered: bool
    sees: tuple[str, ...]
    knew: str
    correct: str
    open: bool

    @property
    def brief(self) -> str:
        """What its fields say, in one line: enough to know it by without opening it."""
        return brief(self.says)

    @property
    def held_closely(self) -> str:
        """Words for a label that is not the ordinary one."""
        return (
            ""
            if self.entry.label == "ordinary"
            else f"{self.entry.label.capitalize()}: only those who are named see it"
        )


@dataclass(frozen=True)
class Month:
    """The rows of one month, or of a year of which no month is known."""

    title: str
    rows: tuple[Row, ...]


def anchor(id: str) -> str:
    """The place on a page of an entry of that id; no two ids have the same.

    >>> anchor("e0012"), anchor("check~police")
    ('entry-e0012', 'entry-check_7e_police')
    """
    return "entry-" + re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", id)


def brief(says: Iterable[Said]) -> str:
    """Fields in one line: enough to know an entry by without opening it."""
    words = "; ".join(f"{each.name}: {each.words}" for each in says if each.words)
    words = words[:1].upper() + words[1:]
    return words if len(words) <= _MOST_LETTERS else f"{words[:_MOST_LETTERS].rsplit(' ', 1)[0]} …"


def _in_words(detail: Detail) -> str:
    """A field in words; a team is on record by its key, "assessment-team"."""
    return detail.words.replace("-", " ") if detail.name == "team" else detail.words


def by_month(rows: Iterable[Row]) -> tuple[Month, ...]:
    """Rows under the months in which they happened."""
    return tuple(Month(title, tuple(found)) for title, found in groupby(rows, lambda row: _month(row.entry.when)))


def _month(when: When) -> str:
    day = date.fromordinal(when.day)
    return f"{day.year}, month not recorded" if when.precision == "year" else f"{MONTHS[day.month - 1]} {day.year}"


class Rows:
    """Makes the rows of a seen family. `names` are colleagues by sign-in; `placed`: the days are ours (a teaching case)."""

    def __init__(
        self,
        seen: SeenFamily,
        safeguards: Iterable[Safeguard] = (),
        names: Mapping[str, str] | None = None,
        *,
        placed: bool = False,
    ) -> None:
        self.seen = seen
        self.picture = seen.picture
        self.chronology = seen.chronology
        self.names = names or {}
        self.placed = placed
        self._watched = watched_for_telling(safeguards)
        self._watched_kinds = frozenset(each.kind for each in self._watched)
        self._by_kind: dict[str, bool] = {}
        self._now = not (seen.in_the_past or seen.teaching)
        self._standing = standing_pairs(seen)

    # -- a row

    def row(self, entry: Entry, opened: str = "") -> Row:
        """The row of an entry that is seen whole."""
        followed = self._followed.get(self.chronology.root(entry.id), ())
        thread = self.chronology.thread(entry)
        return Row(
            anchor=anchor(entry.id),
            number=self.seen.sight.number(entry),
            entry=entry,
            date=day_words(entry.when),
            time=time_words(entry.when),
            until=entry.until.says() if entry.until is not None else "",
            late=self._late(entry),
            noted=entry.noted.says() if entry.noted is not None else "",
            recorded=entry.recorded.says(),
            agency=agency_name(entry.agency, self.picture),
            by=self.by(entry),
            title=title_of(entry),
            says=self.says(entry),
            source=self._source(entry),
            basis=(entry.basis_of_knowledge or "").replace("_", " "),
            matters=self.matters(entry),
            versions=self._versions(entry),
            thread=self._thread(entry, thread),
            followed=tuple(self.reference(each) for each in followed[:_MOST_FOLLOWING]),
            more_followed=max(len(followed) - _MOST_FOLLOWING, 0),
            unanswered=bool(entry.body.opens) and not followed and bool(_ASKS & {entry.kind, entry.body.group}),
            sees=self.sees(entry),
            knew=reverse("knowing", kwargs={"key": self.seen.key})
            + f"?{urlencode([*self._standing, ('entry', entry.id)])}#{anchor(entry.id)}",
            correct=f"{reverse('record', kwargs={'key': self.seen.key})}?{urlencode({'replaces': entry.id})}"
            if self._now and entry.agency == self.seen.viewer.agency
            else "",
            open=entry.id == opened,
        )

    def by(self, entry: Entry) -> str:
        """Who wrote an entry down: the person as recorded, else the name of their sign-in; empty where neither is known."""
        return entry.by or self.names.get(entry.account or "", "")

    def says(self, entry: Entry) -> tuple[Said, ...]:
        """The fields of an entry in words; of its envelope whom it is about."""
        found = [
            Said(detail.name, _in_words(detail), tuple(self._named(detail.ids)))
            for detail in details_of(entry, self.picture)
            if (detail.words or detail.ids) and detail.name != _SIGN_IN
        ]
        if entry.about and "about" not in entry.body.specs:
            found.append(Said("about", ", ".join(says_member(each, self.picture) for each in entry.about)))
        return tuple(found)

    def matters(self, entry: Entry) -> bool:
        """Whether others needed to know of it (`documents.telling`); a recorder's own mark settles it."""
        if entry.significant is not None:
            return entry.significant
        if entry.kind in self._watched_kinds:
            return self._matters(entry)
        # Nothing but its kind can tell of any other entry, so each kind is asked about once.
        known = self._by_kind.get(entry.kind)
        if known is None:
            known = self._by_kind[entry.kind] = self._matters(entry)
        return known

    def _matters(self, entry: Entry) -> bool:
        root = self.chronology.root(entry.id)
        versions = self.chronology.held_versions(root, self.chronology.versions(root), self.seen.known_to)
        held = next((each for each in versions if each.entry is entry), None)
        return held is not None and matters_to_others(entry, fact_of(held), self._watched, self.picture)

    def sees(self, entry: Entry) -> tuple[str, ...]:
        """The agencies that the record names and that could see an entry by the moment, the recorder first."""
        known = self.chronology.knowing.who(entry.id)
        labels = self._labels
        keys = [
            key
            for key, since in known.items()
            if since <= self.seen.as_of and (labels is None or labels.lets_see(entry, key))
        ]
        keys.sort(key=lambda key: (key != entry.agency, agency_name(key, self.picture)))
        return tuple(agency_name(key, self.picture) for key in keys)

    @cached_property
    def _labels(self) -> Labels | None:
        """The labels of the seen record; `None` where every one is ordinary, which holds nothing from anybody."""
        if all(entry.label == ORDINARY for entry in self.chronology.entries):
            return None
        return Labels(self.chronology, self.seen.as_of)

    def reference(self, entry: Entry) -> Reference:
        """An entry as another row names it."""
        return Reference(f"{title_of(entry)}, {entry.when.says()}", self.href(entry.id))

    def href(self, id: str) -> str:
        """The address of an entry's row, on whichever page it is."""
        return address_of(self.seen, id)

    # -- what stands around it

    def _named(self, ids: Sequence[str]) -> Iterator[Reference]:
        for id in ids:
            entry = self._shown(id)
            if entry is not None:
                yield self.reference(entry)

    def _shown(self, id: str) -> Entry | None:
        """The version of an entry that is in force where the viewer stands; nothing where it is not on record there."""
        return self._in_force.get(self.chronology.root(id))

    @cached_property
    def _in_force(self) -> Mapping[str, Entry]:
        return {self.chronology.root(entry.id): entry for entry in self.seen.entries}

    @cached_property
    def _followed(self) -> Mapping[str, list[Entry]]:
        """For each entry by its root, what came of it: the entries that belong to its thread or name it."""
        found: dict[str, dict[str, Entry]] = {}
        for entry in self.seen.entries:
            own = self.chronology.root(entry.id)
            for id in links(entry):
                root = self.chronology.root(id)
                if root != own:
                    found.setdefault(root, {})[entry.id] = entry
        return {root: list(entries.values()) for root, entries in found.items()}

    def _thread(self, entry: Entry, thread: str | None) -> Reference | None:
        """The thread that an entry belongs to or opens, where others belong to it too: all of it at one address."""
        opener = self._shown(thread) if thread is not None and thread in self.chronology else None
        if opener is None or (self.chronology.root(entry.id) == thread and not self._followed.get(thread or "")):
            return None
        pairs = [*self._standing, ("thread", thread or "")]
        href = f"{reverse('chronology', kwargs={'key': self.seen.key})}?{urlencode(pairs)}"
        return Reference(f"{title_of(opener)}, {opener.when.says()}", href)

    def _source(self, entry: Entry) -> str:
        return "" if entry.source is None else says_member(entry.source, self.picture)

    def _late(self, entry: Entry) -> str:
        days = entry.recorded.day - entry.when.last_day
        return how_long(days, placed=self.placed, then="later") if days > 0 else ""

    def _versions(self, entry: Entry) -> tuple[Version, ...]:
        """How the entry read before, the latest first, each with its correction; only what the moment's record held."""
        versions = [each for each in self.chronology.versions(self.chronology.root(entry.id)) if self._knew(each)]
        if entry not in versions:
            return ()
        upto = versions[: versions.index(entry) + 1]
        return tuple(
            Version(
                happened=old.when.says(),
                recorded=old.recorded.says(),
                by=self.by(old),
                corrected=self._corrected(new),
                why=self.seen.reasons.get(new.id, ""),
                held="" if new.label == old.label else f"Held as {new.label} from then on; before, it was {old.label}",
                says=self.says(old),
                text=old.text or "",
                voice=old.voice or "",
            )
            for old, new in reversed(list(pairwise(upto)))
        )

    def _knew(self, entry: Entry) -> bool:
        if entry.recorded.first > self.seen.as_of:
            return False
        if self.seen.known_to is None:
            return True
        since = self.chronology.knowing.since(entry.id, self.seen.known_to)
        return since is not None and since <= self.seen.as_of

    def _corrected(self, new: Entry) -> str:
        who = ", ".join(filter(None, (self.by(new), agency_name(new.agency, self.picture))))
        return f"Corrected on {new.recorded.says()} by {who}"


def address_of(seen: SeenFamily, id: str) -> str:
    """The address at which an entry is shown with everything around it; it keeps where the viewer stands in time."""
    href = address("chronology", seen)
    return f"{href}{'&' if '?' in href else '?'}{urlencode({'entry': id})}#{anchor(id)}"


def day_words(when: When) -> str:
    """The day of a moment as it was written: "27 March 2026", "about 3 May 2024", "May 2024"."""
    return When(when.first, when.last, "day", when.loose).says() if when.precision == "minute" else when.says()


def time_words(when: When) -> str:
    """The time of day, where it was written: "23:10"."""
    return f"{when.first % 1440 // 60:02d}:{when.first % 60:02d}" if when.precision == "minute" else ""
