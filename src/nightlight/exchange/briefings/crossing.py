"""A document, and a reading of one, as they cross from the process that reads: plain values, and what is made of them.

Nothing is believed of what comes back: the words of an item are cut out of the document's text here, so that even a
process that a document took over can quote nothing that does not stand in it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final, cast

from nightlight.exchange.briefings.refused import Refused, Why
from nightlight.learning.document import Block, Document, Shape
from nightlight.learning.reading import Fact, Item, ItemKind, Left, Reading, Section

#: Each piece that crosses, either way, has its length before it.
LENGTH: Final = struct.Struct(">Q")
#: What is put in again from the text of the document.
_CUT: Final = frozenset({"text"})


def document_said(document: Document) -> dict[str, Any]:
    """A document as plain values; what a block does not say is left out."""
    return {
        "media": document.media,
        "source": document.source,
        "text": document.text,
        "blocks": [_said(each) for each in document.blocks],
        "pages": document.pages,
        "notes": list(document.notes),
    }


def reading_said(reading: Reading) -> dict[str, Any]:
    """A reading as plain values, and its document with it."""
    return {
        "document": document_said(reading.document),
        "facts": [_said(each) for each in reading.facts],
        "sections": [_said(each) for each in reading.sections],
        "items": [_said(each, _CUT) for each in reading.items],
        "tray": [_said(each, _CUT) for each in reading.tray],
        "notes": list(reading.notes),
    }


def refusal_said(refused: Refused) -> dict[str, Any]:
    """A refusal as plain values."""
    return {"name": refused.name, "what": refused.what, "do": refused.do, "why": refused.why}


def document_of(reply: Mapping[str, Any], name: str) -> Document:
    """The document that a process answered with.

    Raises `Refused` where it answered with a refusal, or with nonsense.
    """
    _raise_refusal(reply)
    try:
        return _document(reply, name)
    except (KeyError, TypeError, ValueError):
        raise _nonsense(name) from None


def reading_of(reply: Mapping[str, Any], name: str) -> Reading:
    """The reading that a process answered with.

    Raises `Refused` where it answered with a refusal, or with nonsense.
    """
    _raise_refusal(reply)
    try:
        document = _document(reply["document"], name)
        text = document.text
        return Reading(
            document,
            tuple(Fact(**each) for each in reply["facts"]),
            tuple(Section(**_with_tuples(each)) for each in reply["sections"]),
            tuple(
                Item(**{**_with_tuples(each), "kind": ItemKind(each["kind"]), "text": _slice(text, each)})
                for each in reply["items"]
            ),
            tuple(Left(**each, text=_slice(text, each)) for each in reply["tray"]),
            tuple(map(str, reply["notes"])),
        )
    except (KeyError, TypeError, ValueError):
        raise _nonsense(name) from None


def _said(thing: object, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What a thing says beyond what goes without saying."""
    found: dict[str, Any] = {}
    for each in fields(cast(Any, thing)):
        value = getattr(thing, each.name)
        if each.name not in without and (each.default is MISSING or value != each.default):
            found[each.name] = value
    return found


def _with_tuples(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


def _document(said: Mapping[str, Any], name: str) -> Document:
    return Document(
        name,
        str(said["media"]),
        str(said["source"]),
        str(said["text"]),
        tuple(Block(**{**each, "shape": Shape(each.get("shape", Shape.paragraph))}) for each in said["blocks"]),
        said["pages"],
        tuple(said["notes"]),
    )


def _slice(text: str, said: Mapping[str, Any]) -> str:
    start, end = int(said["start"]), int(said["end"])
    if not 0 <= start <= end <= len(text):
        raise ValueError("a slice that is not in the text")
    return text[start:end]


def _raise_refusal(reply: Mapping[str, Any]) -> None:
    if reply.get("why") in set(Why):
        raise Refused(str(reply.get("name")), str(reply.get("what")), str(reply.get("do")), Why(reply["why"]))


def _nonsense(name: str) -> Refused:
    return Refused(name, "its reader answered nonsense", "tell those who keep Nightlight", Why.fault)
