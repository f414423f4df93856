"""Contacts masked: what names a person, or leads to one, is not shown unless it is asked for.

A review names whom to ring or to write to. That may be anybody's name and number by the time that somebody reads it, and
no lesson rests on it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final

from nightlight.learning.reading import Item, ItemKind, Reading

#: What is shown in place of a whole item that names a person.
HIDDEN: Final = "[a contact, not shown]"
#: What is shown in place of an address or a number within other words.
_MASK: Final = "[not shown]"

#: What nobody sees: hyphens that may break, joiners, marks of the order of bytes.
_UNSEEN: Final = "\u00ad\u200b-\u200d\u2060\ufeff"
#: Where a line breaks, and the next one begins.
_WRAP: Final = r"[ \t]{0,2}\r?\n[ \t]{0,20}"
_ENDS: Final = r"(?i:org|com|net|info|uk|gov|nhs|co|ac|sch|police|mod|wales|cymru|scot|london|eu|ie|im|je|gg)(?!\w)"

_AT: Final = rf"(?:\s{{0,2}}[@\uff20]\s{{0,2}}|(?:{_WRAP})?[@\uff20](?:{_WRAP})?|\s?[\[(]\s?(?i:at)\s?[\])]\s?|&#(?:64|x40);|%40)"
_LABEL: Final = (
    rf"[\w{_UNSEEN}-]{{1,63}}(?:(?:(?<=-)|(?=\s[ \t\n]{{0,22}}[\w-]{{1,63}}\.{_ENDS})){_WRAP}[\w{_UNSEEN}-]{{1,63}})?"
)
_FULL_STOP: Final = (
    rf"(?:\.|\s?[\[(]\s?(?i:dot)\s?[\])]\s?|(?:[ \t]{{1,2}}|{_WRAP})\.[ \t]{{0,2}}(?={_ENDS})"
    rf"|\.(?:[ \t]{{1,2}}|{_WRAP})(?=(?:[\w-]{{1,63}}\.){{0,3}}{_ENDS}))"
)
# It begins where a run of letters does, and takes the run whole: whatever the text, it is passed over once.
_BEGUN: Final = rf"(?:(?:[\w.+%'’]{{1,64}}[-_]|\w\.){_WRAP})?"
_LOCAL: Final = rf"(?<![\w.+%'’-]){_BEGUN}[\w.+%'’{_UNSEEN}-]++"
_ADDRESS: Final = rf"{_LOCAL}(?:{_AT}{_LABEL}(?:{_FULL_STOP}{_LABEL}){{0,8}}|[@\uff20]\s*\Z)"
_SPELT: Final = rf"{_LOCAL}\s(?i:at)\s[\w-]{{1,63}}(?:\s(?i:dot)\s[\w-]{{1,63}}){{1,8}}"
_IN_A_LINK: Final = r"(?<![\w.+%'’-])[\w.+-]{1,64}%40[\w.-]{3,200}"
# Numbers that begin with 03, 0800 or 0808 are those of services and never of a person.
_SIGNS: Final = rf" .\t\u00a0\u00b7\u2002-\u2015\u202f\u2212{_UNSEEN}_\-"
_BLANK: Final = f"[{_SIGNS}]?"
_SERVICE: Final = f"3|8{_BLANK}0{_BLANK}[08]"
# A plain text may break a line within a number; digits alone on lines of their own are no number.
_BETWEEN: Final = (
    rf"(?:[{_SIGNS}()]{{0,3}}|(?<=[\d)-])[ )\t-]{{0,2}}\r?\n[ \t]{{0,20}}(?=\(?\d{{3}})|(?<=\d{{4}})/(?=\d{{5}}))"
)
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])([ .-])(?:0[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)(?!\d)"
_ABROAD: Final = rf"\(?(?:\+|00{_BLANK})44\)?(?:{_BLANK}|{_WRAP})(?:\(0\))?{_BLANK}(?!{_SERVICE})"
_AT_HOME: Final = (
    rf"\(?(?:[0\uff10]|(?<!\w)[Oo](?=[127]\d{{2}}))\)?(?!{_BLANK}(?:{_SERVICE}))(?:{_WRAP}(?=[17]\d{{3}}))?"
)
_BARE: Final = r"44 ?(?:[127]\d{3} ?\d{6}|[127]\d{3} \d{3} \d{3}|2\d \d{4} \d{4})|0 7(?: \d){9}"
# What stands at the end of an item may go on in the next one.
_CUT_OFF: Final = rf"\(?0[127]\d{{2,4}}\)?(?:[{_SIGNS}]{{0,2}}\d){{1,6}}[\s-]*\Z"
_NUMBER: Final = (
    rf"(?<!\d)(?<!\d\.)(?!{_DAY})(?:(?:{_ABROAD}|{_AT_HOME})\d(?:{_BETWEEN}\d){{7,9}}|{_BARE}|{_CUT_OFF})(?!\d)"
)
_CONTACT: Final = re.compile(f"{_IN_A_LINK}|{_ADDRESS}|{_SPELT}|{_NUMBER}")
#: Most items hold none of these, and thousands of them are asked.
_SIGN: Final = re.compile(r"[0@\uff10\uff20]|44|(?i:at\s?[\])]|&#|\sdot\s)")


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
    return _SIGN.search(text) is not None


def is_hidden(item: Item) -> bool:
    """Whether an item is shown masked as a whole."""
    return item.personal or item.kind is ItemKind.contact


def shown(item: Item, text: str | None = None) -> str:
    """The words of an item as they may be shown: those given, else its words in one line."""
    return HIDDEN if is_hidden(item) else masked(item.norm if text is None else text)


def with_cut_contacts_hidden(reading: Reading) -> Reading:
    """A reading in which an item that begins within an address or a number is hidden: what it begins with says the rest of it."""
    spans = contacts_in(reading.document.text)
    starts = [start for start, _ in spans]

    def cut(item: Item) -> bool:
        at = bisect_left(starts, item.start) - 1
        return at >= 0 and item.start < spans[at][1]

    if not any(cut(each) for each in reading.items):
        return reading
    return replace(reading, items=tuple(replace(each, personal=True) if cut(each) else each for each in reading.items))


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
