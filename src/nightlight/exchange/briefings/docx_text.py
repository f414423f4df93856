"""What the text of a Word file is made of: fields, rows and cells under whatever stands round them, stretches of letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nightlight.exchange.briefings.docx_drawings import choose
from nightlight.exchange.briefings.docx_styles import Letters, W
from nightlight.exchange.briefings.package import local
from nightlight.exchange.briefings.tidy import UNKNOWN_SYMBOL, symbol

#: Letters that look alike: the words, how they look, where they lead.
Stretch = tuple[str, Letters, str | None]

_HYPERLINK: Final = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]*)"', re.IGNORECASE)
_TO_BOOKMARK: Final = re.compile(r'\s*HYPERLINK\s+\\l\s+"([^"]*)"', re.IGNORECASE)
#: Elements whose words were taken out, and elements that only stand round words.
GONE: Final = frozenset({"del", "moveFrom"})
THROUGH: Final = frozenset({"ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "oMathPara", "sdtContent"})


@dataclass(slots=True)
class Field:
    """A field that is being read: its instruction, and whether the marks are still in it (`code`) or in its result."""

    code: bool = True
    said: str = ""

    @property
    def target(self) -> str | None:
        """Where it leads, if it is a link."""
        to_bookmark = _TO_BOOKMARK.match(self.said)
        if to_bookmark:
            return f"#{to_bookmark[1]}"
        found = _HYPERLINK.match(self.said)
        return found[1] if found else None


def inner(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also where a content control or a tracked change stands round them."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name == "sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from inner(content, wanted)
        elif name in THROUGH:
            yield from inner(child, wanted)
        elif name == "AlternateContent":
            yield from inner(choose(child), wanted)


def whole_fields(root: Any) -> set[Any]:
    """The marks of fields that both begin and end in a story: a mark by itself must not hide what comes after it."""
    found: set[Any] = set()
    open_: list[list[Any]] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "fldChar":
            kind = element.get(f"{W}fldCharType")
            if kind == "begin":
                open_.append([element])
            elif open_:
                open_[-1].append(element)
                if kind == "end":
                    found.update(open_.pop())
        elif element is root or (name not in GONE and name not in ("txbxContent", "Fallback")):
            waiting.extend(reversed(element))
    return found


def signs_of(text: str, font: str) -> str:
    """Words set in a font of signs (its name in small letters), as the signs; what is not known stays as it is."""
    # The lower half of Symbol is Greek; that of Wingdings is signs like its upper half.
    first = 0x21 if font == "wingdings" else 0xA0

    def shown(each: str) -> str:
        found = symbol(ord(each)) if first <= ord(each) <= 0xFF else UNKNOWN_SYMBOL
        return each if found == UNKNOWN_SYMBOL else found

    return "".join(map(shown, text))


def look_of(stretches: list[Stretch]) -> tuple[float | None, bool]:
    """The size of most letters, and whether all of them are bold."""
    sizes: Counter[float] = Counter()
    bold = True
    for text, letters, _ in stretches:
        long = len("".join(text.split()))
        if not long:
            continue
        bold = bold and bool(letters.bold)
        if letters.size is not None:
            sizes[letters.size] += long
    return (sizes.most_common(1)[0][0] if sizes else None), bold


def one_target(stretches: list[Stretch]) -> str | None:
    """Where a whole paragraph leads; None where it leads nowhere or to several places."""
    targets = {target for text, _, target in stretches if text.strip()}
    return targets.pop() if len(targets) == 1 else None
