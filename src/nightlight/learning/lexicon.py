"""The lexicon: which phrases suggest which theme, and how strongly. The text of the file is passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from nightlight.chronology.problems import did_you_mean, shown
from nightlight.learning.phrases import Finder, NotAPhrase, Phrase, read_phrase
from nightlight.learning.taxonomy import Reader, Taxonomy


class Strength(StrEnum):
    """How far a phrase speaks for its theme. The sentence under each is its help."""

    strong = "strong"
    """Enough by itself: the theme is suggested outright."""
    fair = "fair"
    """With any other phrase of the theme it is suggested outright; by itself it is offered further down."""
    weak = "weak"
    """Counts beside others; by itself the theme is offered last."""


#: What each strength counts.
POINTS: Final = {Strength.strong: 3, Strength.fair: 2, Strength.weak: 1}
#: A theme with this many points or more is suggested outright.
OUTRIGHT: Final = 3

EXCEPT: Final = "except"
DROPPED: Final = "dropped"
_LISTS: Final = (*(each.value for each in Strength), EXCEPT)
_TOP: Final = ("edition", "date", "changed", "theme")
_MARKED: Final = ("phrase", "seen", "was")


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of a theme, in the list `held` (a strength, "except", or "dropped" where it is kept for the record).

    `seen` names the reviews that somebody looked at before adding it or moving it from the list `was`; none of it for a
    phrase that was written from the language of the field.
    """

    theme: str
    phrase: Phrase
    held: str
    seen: tuple[str, ...] = ()
    was: str | None = None


@dataclass(frozen=True)
class Lexicon:
    """The phrases of one edition, ready to be looked for. `by_kind` are the themes that follow from an item's kind."""

    edition: str
    date: date
    changed: tuple[str, ...]
    entries: tuple[Entry, ...]
    themes: tuple[str, ...]
    by_kind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finder: Finder = field(init=False, repr=False, compare=False)
    lists: Mapping[str, tuple[tuple[str, str], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        used = [each for each in self.entries if each.held != DROPPED]
        lists: dict[str, list[tuple[str, str]]] = {}
        for each in used:
            lists.setdefault(each.phrase.written, []).append((each.theme, each.held))
        object.__setattr__(self, "finder", Finder(each.phrase for each in used))
        object.__setattr__(self, "lists", {phrase: tuple(where) for phrase, where in lists.items()})

    def without(self, review: str) -> Lexicon:
        """The lexicon as it would be had nobody looked at this review.

        A phrase that was added after looking at this review and at no other is gone; one that was moved, or dropped,
        is back where it was. One that another review asked for as well stays.
        """
        return self._undone(lambda each: set(each.seen) == {review})

    def untaught(self) -> Lexicon:
        """The lexicon as it was written from the language of the field, before anybody looked at any review."""
        return self._undone(lambda each: bool(each.seen))

    def _undone(self, undo: Callable[[Entry], bool]) -> Lexicon:
        kept = [each for each in self.entries if not undo(each)]
        kept += [
            Entry(each.theme, each.phrase, each.was) for each in self.entries if undo(each) and each.was is not None
        ]
        return Lexicon(self.edition, self.date, self.changed, tuple(kept), self.themes, self.by_kind)


def read_lexicon(text: str, taxonomy: Taxonomy, file: str = "lexicon.toml") -> Lexicon:
    """The lexicon that a text holds, for the themes of a taxonomy.

    A theme that was renamed may still stand under its old name. Raises `Unreadable` with every mistake, each with the
    file, the theme, the list and the nearest right word.
    """
    reader = Reader(file)
    raw = reader.load(text)
    reader.known(raw, _TOP, "the file")
    edition, on, changed = reader.edition(raw)
    entries: list[Entry] = []
    for name, lists in reader.table(raw, "theme", "the file").items():
        theme = taxonomy.current(name)
        if theme is None:
            reader.wrong(f"theme {name}", f"there is no such theme{did_you_mean(name, taxonomy.themes)}")
            continue
        if not isinstance(lists, dict):
            reader.wrong(f"theme {name}", f"it needs lists of phrases, not {shown(lists)}")
            continue
        reader.known(lists, (*_LISTS, DROPPED), f"theme {name}")
        for held in (*_LISTS, DROPPED):
            entries += _entries(reader, theme, held, lists.get(held, []))
    _once(reader, entries)
    reader.done()
    by_kind: dict[str, tuple[str, ...]] = {}
    for each in taxonomy.themes.values():
        for kind in each.by_kind:
            by_kind[kind] = (*by_kind.get(kind, ()), each.name)
    return Lexicon(edition, on, changed, tuple(entries), tuple(taxonomy.themes), by_kind)


def _entries(reader: Reader, theme: str, held: str, rows: object) -> Iterable[Entry]:
    where = f"theme {theme}"
    if not isinstance(rows, list):
        reader.wrong(where, f"it needs a list of phrases, not {shown(rows)}", held)
        return
    for row in rows:
        marked: dict[str, Any] = row if isinstance(row, dict) else {"phrase": row}
        reader.known(marked, _MARKED, where)
        written = reader.text(marked, "phrase", where)
        seen, was = reader.texts(marked, "seen", where), marked.get("was")
        if was is not None and was not in _LISTS:
            reader.wrong(where, f"{shown(was)} is no list of phrases{did_you_mean(str(was), _LISTS)}", "was")
            was = None
        if (held == DROPPED or was is not None) and not seen:
            reader.wrong(where, f"{shown(written)} needs `seen`: the review that made you change it", held)
        if held == DROPPED and was is None:
            reader.wrong(where, f"{shown(written)} needs `was`: the list that it was taken from", held)
        if not written:
            continue
        try:
            yield Entry(theme, read_phrase(written), held, seen, was)
        except NotAPhrase as wrong:
            reader.wrong(where, f"{shown(written)}: {wrong}", held)


def _once(reader: Reader, entries: Iterable[Entry]) -> None:
    first: dict[tuple[str, str], Entry] = {}
    for each in entries:
        before = first.setdefault((each.theme, each.phrase.written), each)
        if before is not each:
            says = f"{each.phrase.written!r} stands there twice, in {before.held!r} and {each.held!r}; keep one"
            reader.wrong(f"theme {each.theme}", says, each.held)
