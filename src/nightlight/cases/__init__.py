"""Teaching cases: the five reviews and made-up families, as case files, with ways of breaking what was done well; data only.

`reviews` and `families` read them from the installed package.
"""

from __future__ import annotations

from importlib import resources

from nightlight.exchange.case_file import read_case_text
from nightlight.replay.case import Case


def reviews() -> list[Case]:
    """The five reviews that this software exists for, encoded from what they say."""
    return _cases("reviews")


def families() -> list[Case]:
    """Made-up families: three in which everything is done well, and one ordinary pregnancy."""
    return _cases("families")


def _cases(folder: str) -> list[Case]:
    root = resources.files("nightlight.cases") / folder
    files = sorted((each for each in root.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return [read_case_text(each.read_text(encoding="utf-8"), each.name) for each in files]
