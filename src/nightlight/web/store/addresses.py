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
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from nightlight.access.viewer import Viewer
from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.record import Chronology, Person
from nightlight.chronology.writing import personal
from nightlight.web.store.models import ProtectedAddress
from nightlight.web.store.scope import reading, reading_several

#: Whoever may come to read what has left: nobody's own words are theirs.
_ANYBODY: Final = Viewer("", "", "", roles=frozenset())
WITHHELD: Final = "[address withheld]"
_POSTCODE: Final = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b")
#: What may stand between two words of an address; so much and no more, so that a text of nothing else costs no time.
_BETWEEN: Final = r"[\W_]{0,12}"
#: Of a line so many words after the street are looked for.
_REST: Final = 6
#: Words that, after a number, are no name of a street yet: "4 the", and "4 May", which is a day.
_NOT_ENOUGH: Final = frozenset({
    "a", "the", "of", "and", "to", "st", "saint", "old", "new", "upper", "lower", "great", "little", "north", "south", "east", "west",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
})  # fmt: skip


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


@lru_cache(maxsize=256)
def _telling(address: str) -> tuple[re.Pattern[str], ...]:
    """What of an address tells where somebody lives, however it was typed: number and street, a building, a flat, the postcode.

    People write it on one line or on several, with a comma after the number or without, and speak of it in fewer words than that: of a
    street with its number the first word of its name is enough. The name of a town alone tells nothing.
    """
    found = [_spaced(re.findall(r"[^\W_]", code)) for code in _POSTCODE.findall(address)]
    lines = _lines(_POSTCODE.sub(" ", address))
    streets = [
        number for number, words in enumerate(lines) if any(_begins_a_street(words, at) for at in range(len(words)))
    ]
    named = [number for number, words in enumerate(lines) if not any(map(_has_digit, words))]
    last = streets[0] if streets else named[0] if named else -1
    for number, words in enumerate(lines):
        starts = [at for at in range(len(words)) if _begins_a_street(words, at)]
        found += [_with_less(words[at:]) for at in starts]
        if not starts and len(words) >= 2 and (number <= last or _has_digit(words[-1])):
            found.append(_spaced(words))
    return tuple(re.compile(rf"\b{each}\b", re.IGNORECASE) for each in dict.fromkeys(found))


def _lines(address: str) -> list[list[str]]:
    """The words of each line; one of a single word, a number or the name of a house, goes with the line that follows it."""
    found: list[list[str]] = []
    waiting: list[str] = []
    for line in re.split(r"[\n,;]", address):
        words = waiting + re.findall(r"[^\W_]+", line)
        waiting = words if len(words) == 1 and (_has_digit(words[0]) or not found) else []
        if words and not waiting:
            found.append(words)
    return found


def _begins_a_street(words: Sequence[str], at: int) -> bool:
    """Whether here stands a number before the name of a street."""
    return at + 1 < len(words) and _has_digit(words[at]) and not _has_digit(words[at + 1])


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _with_less(words: Sequence[str]) -> str:
    """The number and the name of a street, and what of the line follows them, as far as it stands there."""
    least = 2
    while least < len(words) and words[least - 1].casefold() in _NOT_ENOUGH:
        least += 1
    rest = ""
    for word in reversed(words[least : least + _REST]):
        rest = rf"(?:{_BETWEEN}{re.escape(word)}\b{rest})?"
    return _spaced(words[:least]) + rest


def _spaced(words: Sequence[str]) -> str:
    return _BETWEEN.join(re.escape(word) for word in words)


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
        people={key: _named(each, chronology, hidden, viewer) for key, each in chronology.people.items()},
    )
    kept._knowing = chronology.knowing
    return kept


def for_anybody(chronology: Chronology, addresses: Sequence[str]) -> Chronology:
    """A record with these protected addresses taken out of every text, whoever may see them or wrote it: for what leaves."""
    return without(chronology, addresses, _ANYBODY)


def _named(person: Person, chronology: Chronology, hidden: Sequence[str], viewer: Viewer) -> Person:
    """A person as the viewer reads of them: some are known by where they live alone, "the man at number 4"."""
    own = person.key in chronology and chronology.entry(person.key).account == viewer.sign_in
    return person if own or not person.name else replace(person, name=withheld(person.name, hidden))


def title_as_read(title: str, chronology: Chronology, hidden: Sequence[str], viewer: Viewer) -> str:
    """The title of a family as a viewer reads it: whoever began the record reads it as they wrote it."""
    first = min(chronology.entries, key=lambda entry: entry.place, default=None)
    return title if first is not None and first.account == viewer.sign_in else withheld(title, hidden)


def words_of(entry: Entry) -> dict[str, str]:
    """Every word of an entry in which somebody may have written an address, by field: also the document from which it was taken."""
    return personal(entry) | ({} if entry.ref is None else {"ref": entry.ref})


def as_read(entry: Entry, chronology: Chronology, hidden: Sequence[str], viewer: Viewer) -> Entry:
    """An entry as a viewer reads it from whom addresses are hidden: their own words stay as they wrote them.

    A correction takes over words of what it corrects that its writer was not shown: those they do not read in it either.
    """
    if entry.account != viewer.sign_in:
        return _without(entry, hidden)
    earlier = [each for each in earlier_versions(entry, chronology) if each.account != viewer.sign_in]
    words = [text for each in earlier for text in words_of(each).values()]
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
        if (spec.personal or spec.name == "ref") and isinstance(value := getattr(entry, spec.attribute), str)
    }
    body: dict[str, Any] = {
        spec.attribute: withheld(value, hidden)
        for spec, value in entry.body.filled()
        if isinstance(value, str) and spec.personal
    }
    words: Any = entry.body  # a dataclass, which its class does not say to mypy
    return replace(entry, **envelope, body=replace(words, **body) if body else words)
