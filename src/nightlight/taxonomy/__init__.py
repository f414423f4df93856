"""Word lists as data: what a heading means, the themes of reviews, the phrases that suggest a theme.

Files only, read here and handed to `nightlight.learning`, which reads no file. An edition of its own for each file, so
that what was counted with one is not compared with what was counted with another.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.learning.structure.lexicon import Headings

_HEADINGS: Final = "headings.toml"
_CUES: Final = ("cues.toml", "bearings.toml")


@cache
def heading_lists() -> tuple[str, str]:
    """The texts that `headings` is made of: `headings.toml`; `cues.toml` and `bearings.toml`.

    Raises `Unreadable` where one of them is no text.
    """
    return _text(_HEADINGS), "\n".join(_text(each) for each in _CUES)


@cache
def headings() -> Headings:
    """What headings mean, and the words by which an entry of a review is known: `headings.toml`, `cues.toml` and `bearings.toml`.

    Raises `Unreadable`, with the file and, where it can be found, the line.
    """
    lists = heading_lists()
    try:
        return Headings(*lists)
    except Exception as wrong:
        # Whatever it is, nothing can be read without the lists; which one it is takes a second to find, and is worth it.
        from nightlight.taxonomy.broken import problems

        raise Unreadable(problems({each: _text(each) for each in (_HEADINGS, *_CUES)}, wrong)) from None


def _text(name: str) -> str:
    try:
        return files(__name__).joinpath(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unreadable([Problem("the word list", f"it cannot be read: {wrong}", file=name)]) from None
