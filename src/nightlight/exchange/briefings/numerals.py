"""The numbers of lists as they are shown: 4, d, IV, 4th."""

from __future__ import annotations

from typing import Final

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_LARGEST_ROMAN: Final = 3999


def letters(number: int) -> str:
    """a to z, then as Word goes on: aa, bb. From 1.

    >>> letters(2), letters(27)
    ('b', 'aa')
    """
    if not 1 <= number <= 26 * 30:
        return str(number)
    times, which = divmod(number - 1, 26)
    return chr(ord("a") + which) * (times + 1)


def roman(number: int) -> str:
    """The number in small Roman numerals; in figures where there are none for it.

    >>> roman(14)
    'xiv'
    """
    if not 1 <= number <= _LARGEST_ROMAN:
        return str(number)
    found = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        found.append(sign * times)
    return "".join(found)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    if 10 <= abs(number) % 100 <= 20:
        return f"{number}th"
    return f"{number}{_ENDINGS.get(abs(number) % 10, 'th')}"
