"""What a person typed, as a question to the full text: never an error, whatever it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

#: No more words are looked for; a page pasted in is cut, and it is said.
MOST: Final = 40
_PIECE: Final = re.compile(r'["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')
#: Words that nearly every item has: left out, where others remain.
_SMALL_WORDS: Final = """
a an and are as at be by for from had has have he her his in is it its of on or she that the their they this to was
were who with
"""
SMALL: Final = frozenset(_SMALL_WORDS.split())

_ENDINGS: Final = "ations ed es ings ments ionally ness ives ory ors ances ences ables ities ers"
#: What a person may have left out by a star: any tail of a common ending.
_TAILS: Final = tuple(
    sorted({part[at:] for end in _ENDINGS.split() for part in (end, end.removesuffix("s")) for at in range(len(part))})
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: `terms` as the full text writes them, each in quotation marks; `cut` says that some were left out."""

    terms: tuple[str, ...]
    cut: bool = False

    @property
    def every(self) -> str:
        """The question for all of the terms."""
        return " AND ".join(self.terms)

    @property
    def some(self) -> str:
        """The question for any of them."""
        return " OR ".join(self.terms)


def asked(typed: str) -> Asked:
    """What a person typed: words, "words that stand together" in quotation marks, beginnings with a star (`assess*`).

    Nothing else has a meaning: AND, NEAR, brackets, colons are words or nothing.

    >>> asked('father "core group" AND (the').terms
    ('"father"', '"core group"')
    """
    small: list[str] = []
    terms: list[str] = []
    for phrase, word in _PIECE.findall(clean(typed)):
        piece = phrase or word
        star = bool(word) and word.endswith("*")
        bare = " ".join(_words(piece))
        if not bare:
            continue
        term = _open(bare) if star else f'"{bare}"'
        (small if word and not star and bare.casefold() in SMALL else terms).append(term)
    found = tuple(dict.fromkeys(terms or small))
    return Asked(found[:MOST], len(found) > MOST)


def _open(bare: str) -> str:
    """A beginning, in whatever form the full text keeps the words that begin with it.

    The full text keeps stems: of "escalation" it has "escal", which does not begin with "escalat". So the beginning is asked
    for with common endings too, which lead to the same stems.
    """
    any_of = " OR ".join([f'"{bare}"*', *(f'"{bare}{tail}"' for tail in _TAILS)])
    return f"({any_of})"


def _words(piece: str) -> list[str]:
    """The words of a piece, parted where the full text parts them: at whatever is no letter, number or accent."""
    return "".join(each if _in_a_word(each) else " " for each in piece).split()


def _in_a_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) in ("Mn", "Mc", "Co")


def clean(text: str) -> str:
    """A text without what no database holds: broken characters, and those that mark a found word."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ").replace("\x02", " ").replace("\x03", " ")


def folded(text: str) -> str:
    """A text without accents and capitals: for comparing names.

    >>> folded("Ynys Môn")
    'ynys mon'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())
