"""Names as people write and hear them: their words, how they sound, and how near one is to another. Pure: no table is read here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

#: Letters of a word that the tables of words keep.
LONGEST_WORD: Final = 200
#: Letters with a stroke or joined, which Unicode does not take apart.
_JOINED: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
#: Written at the start of a word and not heard.
_SILENT_START: Final = (
    ("gh", "g"),
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("ps", "s"),
    ("wr", "r"),
    ("wh", "w"),
    ("mac", "mc"),
)
#: Letters that sound alike: what is written, and the one letter that stands for it.
_ALIKE: Final = (
    ("tch", "k"), ("sch", "sh"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("gh", ""), ("dg", "g"), ("qu", "k"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"), ("y", "i"), ("j", "g"),
)  # fmt: skip
_NOT_HEARD: Final = frozenset("aeiouhw")
#: How unlike two words may be and still be taken for a slip of the pen, by the letters of the longer one.
_SLIPS: Final = ((8, 2), (4, 1), (0, 0))


def plain_words(name: str) -> list[str]:
    """The words of a name in small letters, without accents, hyphens and apostrophes; letters of every alphabet stay.

    >>> plain_words("Siân O'Brien-Łuk")
    ['sian', 'obrien', 'luk']
    """
    lower = unicodedata.normalize("NFKD", name.casefold().translate(_JOINED)).replace("-", " ")
    return "".join(each for each in lower if each.isalpha() or each.isspace()).split()


def sounds(name: str) -> str:
    """A name as it sounds, each word between spaces: consonants of one sound alike, vowels after the first letter left out.

    >>> sounds("Catherine") == sounds("Kathryn")
    True
    """
    found = sorted(filter(None, map(heard, plain_words(name))))
    return f" {' '.join(found)} " if found else ""


# A search compares one name with every row that begins alike, and the words of names come again and again: so many are remembered.
@lru_cache(maxsize=50_000)
def heard(word: str) -> str:
    """A word as it sounds: what `sounds` is put together from."""
    for written, start in _SILENT_START:
        if word.startswith(written):
            word = start + word[len(written) :]
            break
    for written, letter in _ALIKE:
        word = word.replace(written, letter)
    single = re.sub(r"(.)\1+", r"\1", word)
    return single[:1] + "".join(letter for letter in single[1:] if letter not in _NOT_HEARD)


def words_to_find(name: str) -> list[tuple[str, str, str]]:
    """Each word of a name once, with its first letter and as it sounds: what the table of words has of it.

    >>> words_to_find("Fen Fen-Quill")
    [('fen', 'f', 'fn'), ('quill', 'q', 'kl')]
    """
    return [(word, word[0], heard(word)) for word in dict.fromkeys(plain_words(name))]


def lived_words(addresses: Iterable[str]) -> list[str]:
    """Each word of the addresses of a family once (`PersonOfFamily.address`): what the table of words has of where they live or lived.

    >>> lived_words([" 4 fern row ", " 9 fern close "])
    ['4', 'fern', 'row', '9', 'close']
    """
    return list(dict.fromkeys(word[:LONGEST_WORD] for address in addresses for word in address.split()))


def nearness(asked: str, name: str) -> int | None:
    """How near a name is to the one that is asked for: 0 the same letters, 1 the same sound or the beginning of a word, 2 a slip
    of the pen; `None` where any word that is asked for is not in it.

    A short form (Kate for Catherine) is another name.

    >>> nearness("Bryony", "Bryony Brook"), nearness("Briony Brok", "Bryony Brook"), nearness("Kate", "Catherine")
    (0, 1, None)
    """
    words, there = plain_words(asked), plain_words(name)
    if not words or len(words) > len(there):
        return None
    far = 0
    for word in words:
        best = (
            min(ranks)
            if (ranks := [rank for each in there if (rank := word_nearness(word, each)) is not None])
            else None
        )
        if best is None:
            return None
        far = max(far, best)
    return far


@lru_cache(maxsize=50_000)
def word_nearness(asked: str, word: str) -> int | None:
    """The same of one word: `plain_words` gives it."""
    if asked == word:
        return 0
    if heard(asked) == heard(word) or (len(asked) >= 3 and word.startswith(asked)):
        return 1
    return 2 if _is_a_slip(asked, word) else None


def _is_a_slip(asked: str, word: str) -> bool:
    longer = max(len(asked), len(word))
    allowed = next(slips for letters, slips in _SLIPS if longer >= letters)
    if not allowed or asked[:1] != word[:1] or abs(len(asked) - len(word)) > allowed:
        return False
    # A slip takes at most one letter away and brings at most one in: of most words this says at once that they are others.
    return len(set(asked) ^ set(word)) <= 2 * allowed and slips_between(asked, word) <= allowed


def slips_between(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next for one word to become the other.

    >>> slips_between("micheal", "michael")
    1
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
