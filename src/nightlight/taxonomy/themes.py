"""The themes and the lexicon that come with the package, or a partnership's own lexicon."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.learning.lexicon import Lexicon, read_lexicon
from nightlight.learning.taxonomy import Taxonomy, read_taxonomy


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """The themes, their definitions and what they belong to.

    Raises `Unreadable` with every mistake in the file.
    """
    return read_taxonomy(_held("themes.toml"), "themes.toml")


@lru_cache(maxsize=4)
def lexicon(own: Path | None = None) -> Lexicon:
    """The phrases that suggest a theme; a partnership's own file in place of the one that comes with the package.

    Raises `Unreadable` with every mistake in the file.
    """
    if own is None:
        return read_lexicon(_held("lexicon.toml"), taxonomy(), "lexicon.toml")
    try:
        text = own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unreadable([Problem("the lexicon", f"it cannot be read: {wrong}", file=str(own))]) from None
    return read_lexicon(text, taxonomy(), str(own))


def _held(name: str) -> str:
    return (resources.files("nightlight.taxonomy") / name).read_text(encoding="utf-8")
