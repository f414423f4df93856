"""Plain text, as it came: not one character is changed, because people count in it."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.refused import Refused, Why
from nightlight.exchange.briefings.tidy import MOST_BLOCKS, MOST_CHARACTERS, TYPED_MARK
from nightlight.learning.document import Block, Document, Shape

_WIDE: Final = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS: Final = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")
#: Text has hardly any control characters among its letters; what has more is something else.
_MOST_CONTROLS: Final = 0.02
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of bytes and what is to be said of it: UTF-8 or, where it is none, the old Windows alphabet.

    Raises `Refused` where the bytes are no text.
    """
    for mark, code in _WIDE:
        if data.startswith(mark):
            try:
                return data.decode(code), (f"its text was kept as {code.upper()}",)
            except UnicodeDecodeError:
                raise Refused(name, "it is not text, or is damaged", "save it as UTF-8 text", Why.damaged) from None
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        if len(_CONTROLS.findall(data)) > _MOST_CONTROLS * len(data):
            raise Refused(name, "it is not text, or is damaged", "save it as UTF-8 text", Why.damaged) from None
        # Bytes that this alphabet leaves empty become U+FFFD, so that the reader sees that something was there.
        note = "it is not UTF-8; it was read in the old Windows alphabet (cp1252), so look at its accents and dashes"
        return data.decode("cp1252", "replace"), (note,)


def read_plain(data: bytes, name: str) -> Document:
    """The document that a text file holds: a block for each line that is not blank.

    A line that begins with a mark of a list is a `bullet`, mark and all; what a line means, and which lines are one
    sentence, is left to whoever reads the structure. A form feed begins a page.

    Raises `Refused` where it is longer than any review, or no text.
    """
    text, notes = decoded(data, name)
    if len(text) > MOST_CHARACTERS:
        raise Refused(name, "it is far longer than any review", "read the part that is the briefing", Why.large)
    if "\0" in text:
        raise Refused(name, "it is not text", "name a Word, PDF, slides, web page or text file", Why.kind)
    blocks: list[Block] = []
    page = 1 if "\f" in text.strip() else None
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            start = at + len(line) - len(line.lstrip())
            shape, target = Shape.paragraph, None
            if TYPED_MARK.match(words):
                shape = Shape.bullet
            elif _ADDRESS.match(words):
                shape, target = Shape.link, words
            if len(blocks) == MOST_BLOCKS:
                raise Refused(name, "it is far longer than any review", "read the part that is the briefing", Why.large)
            blocks.append(Block(start, start + len(words), shape, page, target=target))
        at += len(line)
        if page is not None:
            page += line.count("\f")
    if not blocks:
        raise Refused(name, "there are no words in it", "fetch it again from where it was published", Why.empty)
    pages = max((each.page for each in blocks if each.page is not None), default=None)
    return Document(name, MEDIA[Format.txt], hashlib.sha256(data).hexdigest(), text, tuple(blocks), pages, notes)
