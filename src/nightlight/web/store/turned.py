"""Turning the pages of a long list of families, of which each must be asked about before it is known that it stands there.

Counting to a late page means asking about every family before it. So the links to the next page and to the page before also say
which family stood last, or first, on the page that they are on: from there the list goes on, and a late page costs as much as the
first. Only a link that we wrote for this viewer is followed so; any other address is counted to, as one that somebody typed is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer

from nightlight.access.viewer import Viewer

_T = TypeVar("_T")
#: Of the families of these keys those that stand in the list, in their order; so many are looked at for sure.
_Take = Callable[[Sequence[str], int], Iterator[_T]]

_LAST: Final = 9999


@dataclass(frozen=True)
class Wanted:
    """The page that an address asks for: its number, and after or before which family it stands where a link of ours said so."""

    number: int = 1
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Turned(Generic[_T]):
    """A page: what stands on it, its number, and what the addresses of the pages beside it ask for (empty where there is none)."""

    rows: tuple[_T, ...]
    number: int
    previous: str
    next: str


def wanted(query: Mapping[str, str], viewer: Viewer) -> Wanted:
    """The page that an address asks for: the first where it asks for none that there can be."""
    said = query.get("page", "")
    number = int(said) if said.isdecimal() and len(said) <= len(str(_LAST)) else 1
    return Wanted(max(number, 1), _read(query.get("after", ""), viewer), _read(query.get("before", ""), viewer))


def turn(
    viewer: Viewer, keys: Sequence[str], take: _Take[_T], key_of: Callable[[_T], str], page: Wanted, size: int
) -> Turned[_T]:
    """The page of a list that is asked for; `keys` are the families that may stand in it, in order."""
    number, rows, more = page.number, None, False
    if (at := _place(page.after, keys, take)) is not None:
        found = list(islice(take(keys[at + 1 :], size + 1), size + 1))
        rows, more = found[:size], len(found) > size
    elif (at := _place(page.before, keys, take)) is not None:
        found = list(islice(take(keys[:at][::-1], size), size))
        if len(found) == size:
            rows, more = found[::-1], True
        else:
            number = 1  # the list has grown shorter in the meantime
    if rows is None:
        begin = (number - 1) * size
        found = list(islice(take(keys, begin + size + 1), begin, begin + size + 1))
        rows, more = found[:size], len(found) > size
    return Turned(
        tuple(rows),
        number,
        _link(viewer, number - 1, before=key_of(rows[0]) if rows else "") if number > 1 else "",
        _link(viewer, number + 1, after=key_of(rows[-1])) if more else "",
    )


def sliced(rows: Sequence[_T], number: int, size: int) -> Turned[_T]:
    """The same of a list that is worked out whole."""
    begin = (number - 1) * size
    more = len(rows) > begin + size
    previous = urlencode({"page": number - 1}) if number > 1 else ""
    return Turned(tuple(rows[begin : begin + size]), number, previous, urlencode({"page": number + 1}) if more else "")


def _place(key: str, keys: Sequence[str], take: _Take[_T]) -> int | None:
    """Where a family stands in the list; `None` where it does not, or not any more."""
    if not key or key not in keys or next(take([key], 1), None) is None:
        return None
    return keys.index(key)


def _link(viewer: Viewer, number: int, **beside: str) -> str:
    """What the address of a page asks for; the first is found without a family beside it."""
    named = {name: _signer(viewer).sign(key) for name, key in beside.items() if key and number > 1}
    return urlencode({"page": number, **named})


def _read(written: str, viewer: Viewer) -> str:
    """The family that one of our links named; whoever makes one up learns nothing by it of a family that they were never shown."""
    try:
        return _signer(viewer).unsign(written) if written else ""
    except BadSignature:
        return ""


def _signer(viewer: Viewer) -> Signer:
    return Signer(salt=f"list:{viewer.sign_in}")
