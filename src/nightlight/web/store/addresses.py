"""Protected addresses: encrypted, each with its own list of who may see it; never searched, sorted, counted or exported.

Free text is held against them when it leaves: whoever is not on the list reads `[address withheld]`, but for what they wrote
themselves, so that nobody learns by writing whether an address is protected.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from nightlight.access.viewer import Viewer
from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.record import Chronology
from nightlight.chronology.writing import personal
from nightlight.web.store.models import ProtectedAddress
from nightlight.web.store.scope import reading, reading_several

WITHHELD: Final = "[address withheld]"
_POSTCODE: Final = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b")


def seal(address: str) -> bytes:
    """An address as it is kept."""
    return _box().encrypt(address.encode())


def unseal(cipher: bytes) -> str:
    """The address that was kept; says so where the key is another one."""
    try:
        return _box().decrypt(bytes(cipher)).decode()
    except InvalidToken:
        return "[this address was kept under another key; ask whoever runs Nightlight]"


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.ADDRESS_KEY.encode()).digest()))


def readable(viewer: Viewer, key: str) -> list[tuple[int, str, str]]:
    """The protected addresses of a family that the viewer is listed to see: number, person, address."""
    with reading(key):
        rows = list(ProtectedAddress.objects.filter(family_id=key, may_see__sign_in=viewer.sign_in).order_by("pk"))
    return [(row.pk, row.person, unseal(row.cipher)) for row in rows]


def withheld(text: str, addresses: Iterable[str]) -> str:
    """A text without protected addresses: the lines and the postcode of each, however they are spaced or capitalised.

    >>> withheld("Moved to 4 Fern Row, ZZ1 1ZZ.", ["4 Fern Row\\nZZ1 1ZZ"])
    'Moved to [address withheld], [address withheld].'
    """
    for address in addresses:
        for part in _telling(address):
            text = part.sub(WITHHELD, text)
    return text


def _telling(address: str) -> list[re.Pattern[str]]:
    found = []
    for line in re.split(r"[\n,]", address):
        words = re.findall(r"\w+", line)
        # A number and a street, or a postcode, tell where somebody lives; the name of a town alone does not.
        if len(words) >= 2 and any(any(letter.isdigit() for letter in word) for word in words):
            found.append(re.compile(r"\b" + r"[\W_]*".join(re.escape(word) for word in words) + r"\b", re.IGNORECASE))
    for code in _POSTCODE.findall(address):
        found.append(
            re.compile(
                r"\b" + r"\s*".join(re.escape(each) for each in code if not each.isspace()) + r"\b", re.IGNORECASE
            )
        )
    return found


def hidden_from(viewer: Viewer, key: str) -> list[str]:
    """The protected addresses of a family that the viewer is not listed to see: to be kept out of every text that they get."""
    with reading(key):
        rows = list(ProtectedAddress.objects.filter(family_id=key).exclude(may_see__sign_in=viewer.sign_in))
    return [unseal(row.cipher) for row in rows]


def hidden_from_each(viewer: Viewer, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The same of many families at once, by their keys; those of which nothing is hidden are not among them."""
    found: dict[str, tuple[str, ...]] = {}
    with reading_several(keys):
        rows = list(ProtectedAddress.objects.filter(family__in=keys).exclude(may_see__sign_in=viewer.sign_in))
    for row in rows:
        found[row.family_id] = (*found.get(row.family_id, ()), unseal(row.cipher))
    return found


def protected_in_each(keys: Sequence[str]) -> dict[str, list[str]]:
    """Every protected address of these families, whoever may see it: for what is never to be searched."""
    found: dict[str, list[str]] = {}
    with reading_several(keys):
        rows = list(ProtectedAddress.objects.filter(family__in=keys))
    for row in rows:
        found.setdefault(row.family_id, []).append(unseal(row.cipher))
    return found


def without(chronology: Chronology, hidden: Sequence[str], viewer: Viewer) -> Chronology:
    """A record with protected addresses taken out of every text but the viewer's own; the same record where there are none.

    Who knows what, and from when, stays as it was.
    """
    if not hidden:
        return chronology
    kept = Chronology(
        (as_read(each, chronology, hidden, viewer) for each in chronology.entries),
        family=chronology.family,
        nation=chronology.nation,
        agencies=chronology.agencies,
        people=chronology.people,
    )
    kept._knowing = chronology.knowing
    return kept


def as_read(entry: Entry, chronology: Chronology, hidden: Sequence[str], viewer: Viewer) -> Entry:
    """An entry as a viewer reads it from whom addresses are hidden: their own words stay as they wrote them.

    A correction takes over words of what it corrects that its writer was not shown: those they do not read in it either.
    """
    if entry.account != viewer.sign_in:
        return _without(entry, hidden)
    earlier = [each for each in earlier_versions(entry, chronology) if each.account != viewer.sign_in]
    words = [text for each in earlier for text in personal(each).values()]
    taken_over = [address for address in hidden if any(withheld(text, [address]) != text for text in words)]
    return _without(entry, taken_over) if taken_over else entry


def earlier_versions(entry: Entry, chronology: Chronology) -> Iterator[Entry]:
    """What an entry corrects, and what that corrected, as far as a record holds them."""
    while entry.replaces is not None and entry.replaces in chronology:
        entry = chronology.entry(entry.replaces)
        yield entry


def _without(entry: Entry, hidden: Sequence[str]) -> Entry:
    envelope: dict[str, Any] = {
        spec.attribute: withheld(value, hidden)
        for spec in ENVELOPE.values()
        if spec.personal and isinstance(value := getattr(entry, spec.attribute), str)
    }
    body: dict[str, Any] = {
        spec.attribute: withheld(value, hidden)
        for spec, value in entry.body.filled()
        if isinstance(value, str) and spec.personal
    }
    words: Any = entry.body  # a dataclass, which its class does not say to mypy
    return replace(entry, **envelope, body=replace(words, **body) if body else words)
