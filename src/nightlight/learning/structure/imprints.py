"""Lines that say who made a review and when, and no more: its imprint."""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.structure.dates import IN_FIGURES, YEAR, in_words
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.publishers import only_publisher
from nightlight.learning.structure.words import words

_ISSUE: Final = re.compile(
    r"\b(?:issue|edition|volume|vol|no|number|version|v)\.?\s?(?:no\.?\s?)?\d{1,3}(?:\.\d+)?\b", re.I
)


def carries_a_date(line: str, headings: Headings) -> bool:
    """Whether a line has the date or the number of an issue in it."""
    return (
        _ISSUE.search(line) is not None
        or in_words(headings).search(line) is not None
        or IN_FIGURES.search(line) is not None
        or YEAR.search(line.strip()) is not None
    )


def only_imprint(line: str, headings: Headings) -> bool:
    """Whether a line says only who published a review, of what kind it is, and when: "Rapid review, May 2023"."""
    if only_publisher(line, headings):
        return True
    if not carries_a_date(line, headings):
        return False
    rest = line
    for pattern in (in_words(headings), IN_FIGURES, _ISSUE):
        rest = pattern.sub(" ", rest)
    kinds = {word for each in headings.facts["review_type"] for form in each["words"] for word in words(form)}
    return all(word in kinds - {"learning"} or word.isdigit() for word in words(rest))
