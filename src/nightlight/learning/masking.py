"""Contacts masked: what names a person, or leads to one, is not shown unless it is asked for.

A review names whom to ring or to write to. That may be anybody's name and number by the time that somebody reads it, and
no lesson rests on it.
"""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.reading import Item, ItemKind, Reading

#: What is shown in place of a whole item that names a person.
HIDDEN: Final = "[a contact, not shown]"
#: What is shown in place of an address or a number within other words.
_MASK: Final = "[not shown]"

_AT: Final = r"(?:\s{0,2}[@\uff20]\s{0,2}|\s?[\[(]\s?at\s?[\])]\s?)"
# It begins where a run of letters does, and takes the run whole: whatever the text, it is passed over once.
_ADDRESS: Final = rf"(?<![\w.+%'’-])[\w.+%'’-]++{_AT}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,8}}"
# Numbers that begin with 03, 0800 or 0808 are those of services and never of a person.
_BLANK: Final = "[ .\u00a0\u2009\u202f\u2010-\u2013-]?"
_SERVICE: Final = f"3|8{_BLANK}0{_BLANK}[08]"
# A plain text may break a line within a number; digits alone on lines of their own are no number.
_BETWEEN: Final = (
    r"(?:[ ().\u00a0\u2009\u202f\u2010-\u2013-]{0,2}|(?<=\d\d)[ \t]?\r?\n[ \t]{0,20}(?=\d{3})|(?<=\d{4})/(?=\d{5}))"
)
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])([ .-])(?:0[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)(?!\d)"
_ABROAD: Final = rf"\(?(?:\+|00{_BLANK})44\)?{_BLANK}(?:\(0\))?{_BLANK}(?!{_SERVICE})"
_AT_HOME: Final = rf"\(?0(?!{_BLANK}(?:{_SERVICE}))"
_NUMBER: Final = rf"(?<![\w.])(?!{_DAY})(?:{_ABROAD}|{_AT_HOME})\d(?:{_BETWEEN}\d){{7,9}}(?!\d)"
_CONTACT: Final = re.compile(f"{_ADDRESS}|{_NUMBER}")


def contacts_in(text: str) -> list[tuple[int, int]]:
    """Where a text holds e-mail addresses and telephone numbers of people: start and end of each, in code points."""
    return [each.span() for each in _CONTACT.finditer(text)] if _may_hold_one(text) else []


def masked(text: str) -> str:
    """A text with its e-mail addresses and telephone numbers masked.

    >>> masked("Ring 01234 567 890, or write to a.worker@example.org")
    'Ring [not shown], or write to [not shown]'
    """
    return _CONTACT.sub(_MASK, text) if _may_hold_one(text) else text


def _may_hold_one(text: str) -> bool:
    """Most items hold neither sign, and thousands of them are asked."""
    return any(sign in text for sign in ("0", "@", "\uff20", "+44", "at]", "at)", "at ]", "at )"))


def is_hidden(item: Item) -> bool:
    """Whether an item is shown masked as a whole."""
    return item.personal or item.kind is ItemKind.contact


def shown(item: Item, text: str | None = None) -> str:
    """The words of an item as they may be shown: those given, else its words in one line."""
    return HIDDEN if is_hidden(item) else masked(item.norm if text is None else text)


def hidden_spans(reading: Reading) -> list[tuple[int, int]]:
    """What of a document is not shown: items that name a person, and addresses and numbers anywhere; in order, apart."""
    found = sorted(
        [(each.start, each.end) for each in reading.items if is_hidden(each)] + contacts_in(reading.document.text)
    )
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart
