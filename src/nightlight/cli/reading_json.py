"""A reading as JSON: what `nightlight read --json` prints, one object a document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from nightlight.learning.masking import HIDDEN, is_hidden, masked
from nightlight.learning.reading import Item, Reading
from nightlight.learning.themes import Suggestion

#: What JSON may hold as it is, and what steers a screen or turns its writing about: written as escapes.
_STEERING: Final = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def one_line(value: object, default: Any = None) -> str:
    """A value as JSON on one line, in which nothing steers the screen that shows it."""
    written = json.dumps(value, ensure_ascii=False, default=default)
    return _STEERING.sub(lambda each: f"\\u{ord(each[0]):04x}", written)


def plain(
    reading: Reading, suggestions: Mapping[str, Sequence[Suggestion]], *, contacts: bool = False
) -> dict[str, Any]:
    """A reading as plain values. Offsets are code points of the document's text, whose length is `characters`.

    Without `contacts` whatever leads to a person is masked in every text; an item that is hidden as a whole says so
    (`"masked": true`). The offsets are those of the unmasked text.
    """
    document = reading.document

    def said(text: str | None) -> str | None:
        return text if contacts or text is None else masked(text)

    def item(each: Item) -> dict[str, Any]:
        found = {key: value for key, value in asdict(each).items() if value not in (None, (), "", False)}
        found |= {"kind": each.kind.value, "start": each.start, "end": each.end}
        found |= {
            key: said(found[key]) for key in ("text", "norm", "heading", "owner", "forum", "corrected") if key in found
        }
        if is_hidden(each) and not contacts:
            found |= {"text": HIDDEN, "norm": HIDDEN, "masked": True}
            found.pop("corrected", None)
        if each.id in suggestions:
            found["themes"] = [_suggestion(each, one) for one in suggestions[each.id]]
        return found

    return {
        "name": document.name,
        "source": document.source,
        "media": document.media,
        "characters": len(document.text),
        "pages": document.pages,
        "facts": [asdict(each) | {"value": said(each.value)} for each in reading.facts],
        "sections": [asdict(each) | {"heading": said(each.heading)} for each in reading.sections],
        "items": [item(each) for each in reading.items],
        "tray": [asdict(each) | {"text": said(each.text)} for each in reading.tray],
        "notes": [said(each) for each in (*document.notes, *reading.notes)],
    }


def _suggestion(item: Item, suggestion: Suggestion) -> dict[str, Any]:
    found: dict[str, Any] = {"theme": suggestion.theme, "shown_first": suggestion.shown_first}
    found["basis"] = suggestion.basis.value
    if suggestion.likeness is not None:
        found["likeness"] = round(suggestion.likeness, 4)
    if suggestion.because:
        found["because"] = [
            {
                "start": item.start + each.start,
                "end": item.start + each.end,
                "text": item.text[each.start : each.end],
                "strength": each.strength.value,
            }
            for each in suggestion.because
        ]
    return found
