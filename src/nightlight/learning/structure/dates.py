"""How a review writes its dates: in words ("4 May 2023", "Hydref 2022"), in figures, a year alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nightlight.learning.structure.lexicon import Headings

IN_FIGURES: Final = re.compile(
    r"(?<![\d/.-])(?:(?P<d>\d{1,2})(?P<sign>[/.])(?P<m>\d{1,2})(?P=sign)(?P<y>(?:19|20)\d\d)"
    r"|(?P<y2>20\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))(?![\d/.-])"
)
#: At the end of a line, after a sign or by itself.
YEAR: Final = re.compile(r"(?:(?:[,|·•–—~(-]|:)\s*|^)(?P<year>20\d\d)\)?$")


@lru_cache(maxsize=4)
def in_words(headings: Headings) -> re.Pattern[str]:
    """A month or a season with its year, and the day before it if there is one."""
    names = "|".join([*sorted(headings.facts["months"], key=len, reverse=True), *headings.facts["seasons"]])
    return re.compile(
        rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{names})\.?,?\s+(?P<year>(?:19"
        rf"|20)\d\d)(?!\d)",
        re.I,
    )


def month_said(found: re.Match[str], headings: Headings) -> str | None:
    """What a date in words says ("2023-05-04", "2023-05"); None where it names a season, which is no month."""
    month = headings.facts["months"].get(found.group("month").casefold())
    if month is None:
        return None
    day = found.group("day")
    value = f"{found.group('year')}-{month:02d}"
    return value + f"-{int(day):02d}" if day is not None and 1 <= int(day) <= 31 else value


def dated(line: str, headings: Headings) -> tuple[str, int, int] | None:
    """The first date of a line, in words before one in figures, and where it stands; of a season its year is what is said."""
    found = in_words(headings).search(line)
    if found is not None:
        return month_said(found, headings) or found.group("year"), found.start(), found.end()
    numbers = IN_FIGURES.search(line)
    if numbers is not None:
        year, month, day = (numbers.group(each) or numbers.group(f"{each}2") for each in "ymd")
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}", numbers.start(), numbers.end()
    return None
