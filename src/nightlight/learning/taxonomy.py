"""The themes of reviews: what each means, when to use it, and what it belongs to. The text of the file is passed in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from nightlight.chronology.problems import Problem, Unreadable, did_you_mean, shown

#: Limits on what is read: the file that comes with the package has a tenth of this.
MAX_CHARACTERS: Final = 1_000_000
_TOP: Final = ("edition", "date", "changed", "renamed", "groups", "panel", "theme")
_THEME: Final = ("label", "group", "means", "use", "not", "nearest", "examples", "panel", "systems", "by_kind")
_NEEDED: Final = ("label", "group", "means", "use", "not", "nearest", "examples")


@dataclass(frozen=True, slots=True)
class PanelTheme:
    """A theme that the national panel has published: what it is about, and where it stands."""

    name: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `means` defines it, `use` and `not_when` say when to choose it; `nearest` is what it is mistaken for.

    `panel` and `systems` name what it belongs to; `by_kind` the kinds of item that carry it whatever their words.
    """

    name: str
    label: str
    group: str
    means: str
    use: str
    not_when: str
    nearest: str
    examples: tuple[str, ...]
    panel: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    by_kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The themes of one edition, in the order of its file, with `groups` and the national panel's themes by name.

    `renamed` leads from the name of an earlier edition to that of the theme that took its place.
    """

    edition: str
    date: date
    changed: tuple[str, ...]
    groups: Mapping[str, str]
    panel: Mapping[str, PanelTheme]
    themes: Mapping[str, Theme]
    renamed: Mapping[str, str]

    def __getitem__(self, name: str) -> Theme:
        """The theme of that name, or the one that took its place.

        Raises `KeyError` with the nearest right name where there is none.
        """
        current = self.current(name)
        if current is None:
            raise KeyError(f"there is no theme {shown(name)}{did_you_mean(name, self.themes)}")
        return self.themes[current]

    def current(self, name: str) -> str | None:
        """The name that a theme has in this edition, through any number of renamings; None where it is not known."""
        seen = set()
        while name in self.renamed and name not in seen:
            seen.add(name)
            name = self.renamed[name]
        return name if name in self.themes else None

    def of_group(self, group: str) -> tuple[Theme, ...]:
        """The themes of a broader group."""
        return tuple(each for each in self.themes.values() if each.group == group)


class Reader:
    """Takes the values of a TOML table and gathers every mistake, with the file, the place and the nearest right word."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, where: str, message: str, field: str | None = None) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(where, message, field, file=self.file))

    def load(self, text: str) -> dict[str, Any]:
        """The values of the text.

        Raises `Unreadable` where it is no TOML or far too long.
        """
        if len(text) > MAX_CHARACTERS:
            self.wrong("the file", f"it is longer than {MAX_CHARACTERS:,} characters")
            raise Unreadable(self.problems)
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.wrong("the file", f"it is not TOML: {error}")
            raise Unreadable(self.problems) from None

    def known(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        """Notes every key that is none of these."""
        for key in table:
            if key not in keys:
                self.wrong(where, f"there is no {shown(key)}{did_you_mean(key, keys)}", key)

    def text(self, table: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> str:
        """A text that is not empty."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None or needed:
            self.wrong(where, f"it needs a text here, not {shown(value)}", key)
        return ""

    def texts(self, table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of texts; none where the key is absent."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(value)
        self.wrong(where, f"it needs a list of texts, not {shown(value)}", key)
        return ()

    def table(self, table: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
        """A table; an empty one where the key is absent."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(where, f"it needs a table, not {shown(value)}", key)
        return {}

    def edition(self, table: Mapping[str, Any]) -> tuple[str, date, tuple[str, ...]]:
        """Edition, date and what changed."""
        on = table.get("date")
        if type(on) is not date:
            self.wrong("the file", f"it needs a date such as 2026-11-21, not {shown(on)}", "date")
            on = date.min
        return self.text(table, "edition", "the file"), on, self.texts(table, "changed", "the file")

    def done(self) -> None:
        """Raises `Unreadable` where anything was wrong."""
        if self.problems:
            raise Unreadable(self.problems)


def read_taxonomy(text: str, file: str = "themes.toml") -> Taxonomy:
    """The taxonomy that a text holds.

    Raises `Unreadable` with every mistake, each with the file, the theme, the key and the nearest right word.
    """
    reader = Reader(file)
    raw = reader.load(text)
    reader.known(raw, _TOP, "the file")
    edition, on, changed = reader.edition(raw)
    groups = {key: reader.text(reader.table(raw, "groups", "the file"), key, "groups") for key in raw.get("groups", {})}
    panel = {
        name: PanelTheme(name, reader.text(each, "says", f"panel {name}"), reader.text(each, "source", f"panel {name}"))
        for name, each in _tables(reader, raw, "panel")
    }
    themes = {name: _theme(reader, name, each) for name, each in _tables(reader, raw, "theme")}
    for theme in themes.values():
        _refers(reader, theme, themes, groups, panel)
    renamed = {str(old): str(new) for old, new in reader.table(raw, "renamed", "the file").items()}
    found = Taxonomy(edition, on, changed, groups, panel, themes, renamed)
    for old in renamed:
        if old in themes:
            reader.wrong("renamed", f"{old!r} is a theme still; take it away, or do not rename it", old)
        elif found.current(old) is None:
            reader.wrong("renamed", f"{renamed[old]!r} is no theme{did_you_mean(renamed[old], themes)}", old)
    reader.done()
    return found


def _tables(reader: Reader, raw: Mapping[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
    table = reader.table(raw, key, "the file")
    return [(name, reader.table(table, name, key)) for name in table]


def _theme(reader: Reader, name: str, raw: Mapping[str, Any]) -> Theme:
    where = f"theme {name}"
    reader.known(raw, _THEME, where)
    label, group, means, use, not_when, nearest = (reader.text(raw, key, where) for key in _NEEDED[:-1])
    examples = reader.texts(raw, "examples", where)
    if not examples:
        reader.wrong(where, "it needs two or three examples in your own words", "examples")
    panel, systems, by_kind = (reader.texts(raw, key, where) for key in ("panel", "systems", "by_kind"))
    return Theme(name, label, group, means, use, not_when, nearest, examples, panel, systems, by_kind)


def _refers(
    reader: Reader,
    theme: Theme,
    themes: Mapping[str, Theme],
    groups: Mapping[str, str],
    panel: Mapping[str, PanelTheme],
) -> None:
    named: list[tuple[str, str, Mapping[str, object]]] = [
        ("group", theme.group, groups),
        ("nearest", theme.nearest, themes),
        *(("panel", each, panel) for each in theme.panel),
    ]
    for key, name, among in named:
        if name and name not in among:
            reader.wrong(f"theme {theme.name}", f"there is no {shown(name)}{did_you_mean(name, among)}", key)
