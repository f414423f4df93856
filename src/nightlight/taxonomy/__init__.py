"""Word lists as data: what a heading means, the themes of reviews, the phrases that suggest a theme.

Files only, read here and handed to `nightlight.learning`, which reads no file. An edition of its own for each file, so
that what was counted with one is not compared with what was counted with another.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nightlight.learning.structure.lexicon import Headings


@cache
def heading_lists() -> tuple[str, str]:
    """The texts that `headings` is made of: `headings.toml`; `cues.toml` and `bearings.toml`."""
    here = files(__name__)
    cues = "\n".join(here.joinpath(name).read_text("utf-8") for name in ("cues.toml", "bearings.toml"))
    return here.joinpath("headings.toml").read_text("utf-8"), cues


@cache
def headings() -> Headings:
    """What headings mean, and the words by which an entry of a review is known: `headings.toml`, `cues.toml` and `bearings.toml`."""
    return Headings(*heading_lists())
