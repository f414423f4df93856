"""A review beside what was read in it, as one page: no script, nothing from elsewhere, its style inside it.

Everything that the document says is set as text (`autoescape`), its links among it: the page leads nowhere but to itself.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nightlight.documents.reading_marks import FAMILIES, FAMILY_OF, Marks
from nightlight.documents.reading_words import audience_words, fact_words, format_words, kind_words
from nightlight.learning.masking import is_hidden, masked, shown
from nightlight.learning.reading import Item, ItemKind, Reading
from nightlight.learning.themes import Suggestion

#: Stands in the first lines of every page: by it one of ours is known, and a page may take the place of an earlier one.
OURS: Final = "read by Nightlight</title>"
#: Characters that no page may hold; a text that came out of a broken file may.
_NO_TEXT: Final = dict.fromkeys((*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)), "\ufffd")


@dataclass(frozen=True, slots=True)
class Said:
    """A theme as the page says it: its label, whether it is suggested outright, and the words that caused it."""

    label: str
    first: bool
    because: tuple[str, ...]
    meaning: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as the page says it; `belongs` is the number of the item that it belongs to."""

    number: int
    kind: str
    family: str
    words: str
    audience: str
    own_number: str | None
    belongs: int | None
    owner: str | None
    forum: str | None
    corrected: str | None
    role: str | None
    displaced: bool
    themes: tuple[Said, ...]


def reading_page(
    reading: Reading,
    suggestions: Mapping[str, Sequence[Suggestion]] | None = None,
    labels: Mapping[str, str] | None = None,
    *,
    contacts: bool = False,
) -> str:
    """The page of a reading, as HTML: the document with its items marked, the items, the themes, the tray.

    `suggestions` are those of each item, by its id; `labels` what each theme is called. Contacts are masked unless
    they are asked for.
    """

    def said(text: str) -> str:
        return text if contacts else masked(text)

    numbers = {each.id: number for number, each in enumerate(reading.items, 1)}
    themes = {
        each.id: tuple(_said(each, one, labels or {}) for one in (suggestions or {}).get(each.id, ()))
        for each in reading.items
    }
    rows = {each.id: _row(each, numbers, themes[each.id], contacts=contacts) for each in reading.items}
    style = (resources.files("nightlight.documents") / "templates" / "reading.css").read_text(encoding="utf-8")
    page = _environment().get_template("reading.html.j2").render(
        document=reading.document,
        format=format_words(reading.document.media),
        title=said(reading.fact("title") or reading.document.name),
        facts=[(number, *fact_words(each)) for number, each in enumerate(reading.facts, 1) if each.field != "title"],
        notes=[said(each) for each in (*reading.document.notes, *reading.notes)],
        parts=Marks(reading, contacts).parts(),
        by_number={row.number: row for row in rows.values()},
        sections=[
            (said(" ".join(heading.split())), [rows[each.id] for each in items])
            for heading, items in groupby(reading.items, key=lambda each: each.heading)
        ],
        themes=_by_theme(reading, rows),
        tray=[(number, said(each.text), each.reason) for number, each in enumerate(reading.tray, 1)],
        key=[(family, [kind_words(kind) for kind in kinds]) for family, kinds in _key(reading)],
        said=said,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )  # fmt: skip
    # Half of a pair of surrogates is no character, and no file can hold it.
    return page.translate(_NO_TEXT).encode("utf-8", "replace").decode()


def _row(item: Item, numbers: Mapping[str, int], themes: tuple[Said, ...], *, contacts: bool) -> ItemRow:
    def said(text: str | None) -> str | None:
        return text if contacts or text is None else masked(text)

    return ItemRow(
        numbers[item.id], kind_words(item.kind), FAMILY_OF[item.kind], item.norm if contacts else shown(item),
        audience_words(item.audience), item.number, numbers.get(item.parent or ""), said(item.owner), said(item.forum),
        None if is_hidden(item) and not contacts else said(item.corrected), item.role, item.displaced, themes,
    )  # fmt: skip


def _said(item: Item, suggestion: Suggestion, labels: Mapping[str, str]) -> Said:
    words = (" ".join(item.text[each.start : each.end].split()) for each in suggestion.because)
    because = tuple(dict.fromkeys(masked(each) for each in words))
    label = labels.get(suggestion.theme, suggestion.theme)
    return Said(label, suggestion.shown_first, because, not because and suggestion.likeness is not None)


def _by_theme(reading: Reading, rows: Mapping[str, ItemRow]) -> list[tuple[str, list[tuple[ItemRow, Said]]]]:
    """The themes that are suggested outright, the most frequent first, each with its items and the words that caused it."""
    found: dict[str, list[tuple[ItemRow, Said]]] = {}
    for item in reading.items:
        for each in rows[item.id].themes:
            if each.first:
                found.setdefault(each.label, []).append((rows[item.id], each))
    return sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))


def _key(reading: Reading) -> list[tuple[str, list[ItemKind]]]:
    held = {each.kind for each in reading.items}
    here = [(family, [kind for kind in kinds if kind in held]) for family, kinds in FAMILIES.items()]
    return [(family, kinds) for family, kinds in here if kinds]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nightlight.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
