"""Where a phrase stands in a text."""

from __future__ import annotations

import re
from functools import lru_cache


def spot(text: str, form: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where a phrase stands in a text, whatever white space is between its words."""
    end = len(text) if end is None else end
    pattern = _spotted(form)
    small = _small(text)
    if len(small) != len(text):  # a letter that is two when it is small
        found = pattern.search(text, start, end)
        return (found.start(), found.end()) if found is not None else None
    first = form.split()[0].lower()
    at = small.find(first, start, end)
    while at >= 0:
        found = pattern.match(text, at, end)
        if found is not None:
            return found.start(), found.end()
        at = small.find(first, at + 1, end)
    return None


@lru_cache(maxsize=2)
def _small(text: str) -> str:
    return text.lower()


@lru_cache(maxsize=1024)
def _spotted(form: str) -> re.Pattern[str]:
    body = r"\s+".join(re.escape(word) for word in form.split())
    return re.compile(rf"(?<!\w){body}s?(?!\w)", re.I)
