"""Styles of a Word file: what a paragraph or a run inherits from its style, and that from the style it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from nightlight.exchange.briefings.package import whole

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL: Final = f"{W}val"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_MOST_BASED: Final = 40
_BODY_LEVEL: Final = 9
_HEADING: Final = re.compile(
    r"(?<![a-z])(?:heading|kop|überschrift|titre)[ _-]*([1-9])?(?![0-9a-z])|(?<![a-z])h([1-6])(?![0-9a-z])"
)
_TITLE: Final = re.compile(r"(?<![a-z])title(?![a-z])")
_CONTENTS: Final = re.compile(r"toc(?: ?[1-9]| heading)\Z|contents ?[1-9]\Z|table of figures\Z")
#: The looks of letters alone: these names say nothing of what a line is.
_NO_HEADING: Final = re.compile(
    r"\bchar\b|\bno(?:n|t)?[ -]?heading|table heading|heading numbers?|running|subtitle|book title"
)


@dataclass(slots=True)
class Letters:
    """How letters look: None where nothing is said."""

    size: float | None = None
    bold: bool | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class Style:
    """One style as its file states it."""

    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    number: str | None = None
    number_level: int | None = None
    letters: Letters = field(default_factory=Letters)


def switched(parent: Any, name: str) -> bool | None:
    """A property that is on, off, or not said."""
    found = parent.find(f"{W}{name}") if parent is not None else None
    if found is None:
        return None
    return (found.get(VAL) or "1").lower() not in _OFF


def said(parent: Any, name: str) -> str | None:
    """The value of a property."""
    found = parent.find(f"{W}{name}") if parent is not None else None
    return None if found is None else found.get(VAL)


def letters_of(properties: Any) -> Letters:
    """What the properties of a run say of its letters; sizes are kept in half points."""
    half = whole(said(properties, "sz"), 2, 4000)
    hidden = switched(properties, "vanish")
    return Letters(None if half is None else half / 2, switched(properties, "b"), hidden)


class Styles:
    """The styles of a file, with what they inherit."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Style] = {}
        self.usual: str | None = None
        self._defaults = Letters()
        self._chains: dict[str, list[Style]] = {}
        if root is None:
            return
        self._defaults = letters_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for each in root.iterfind(f"{W}style"):
            id_ = each.get(f"{W}styleId") or ""
            self._styles[id_] = _style(each)
            if each.get(f"{W}type") == "paragraph" and (each.get(f"{W}default") or "0") not in _OFF:
                self.usual = id_

    def chain(self, id_: str | None) -> list[Style]:
        """A style and those that it is based on, itself first; a style that is based on itself ends there."""
        id_ = id_ if id_ is not None and id_ in self._styles else self.usual
        if id_ is None:
            return []
        found = self._chains.get(id_)
        if found is None:
            found, seen, at = [], set(), id_
            while at in self._styles and at not in seen and len(found) < _MOST_BASED:
                seen.add(at)
                found.append(self._styles[at])
                at = self._styles[at].based_on or ""
            self._chains[id_] = found
        return found

    def heading_level(self, id_: str | None) -> int | None:
        """How high a heading the style makes, from 1; None where it makes none.

        Word's own headings go by name, others by the level in the outline or, failing that, by a name that says so.
        """
        for style in self.chain(id_):
            if style.outline is not None:
                return style.outline + 1 if style.outline < _BODY_LEVEL else None
            name = style.name.lower()
            if _NO_HEADING.search(name) or self.is_contents_name(name):
                continue
            found = _HEADING.search(name)
            if found:
                return int(found[1] or found[2] or 2)
            if _TITLE.search(name):
                return 1
        return None

    def in_contents(self, id_: str | None) -> bool:
        """Whether the style is that of a line in a table of contents."""
        return any(self.is_contents_name(style.name.lower()) for style in self.chain(id_)[:1])

    @staticmethod
    def is_contents_name(name: str) -> bool:
        """Whether a name of a style is one of a table of contents."""
        return _CONTENTS.match(name) is not None

    def numbering(self, id_: str | None) -> tuple[str | None, int | None]:
        """The list that the style puts a paragraph in, and the level if it says so."""
        for style in self.chain(id_):
            if style.number is not None:
                return style.number, style.number_level
        return None, None

    def letters(self, paragraph: str | None, character: str | None, direct: Letters) -> Letters:
        """How letters look at last: what the run says, else its style, else the paragraph's, else the file's."""
        of_character = self._inherited(character) if character in self._styles else Letters()
        of_paragraph = self._inherited(paragraph)

        def pick(name: str) -> Any:
            for each in (direct, of_character, of_paragraph, self._defaults):
                value = getattr(each, name)
                if value is not None:
                    return value
            return None

        bold = direct.bold
        if bold is None and of_character.bold and of_paragraph.bold:
            # Bold within a bold style is set apart by being plain: so Word shows it.
            bold = False
        return Letters(pick("size"), pick("bold") if bold is None else bold, pick("hidden"))

    def _inherited(self, id_: str | None) -> Letters:
        found = Letters()
        for style in self.chain(id_):
            found.size = style.letters.size if found.size is None else found.size
            found.bold = style.letters.bold if found.bold is None else found.bold
            found.hidden = style.letters.hidden if found.hidden is None else found.hidden
        return found


def _style(element: Any) -> Style:
    properties = element.find(f"{W}pPr")
    numbers = properties.find(f"{W}numPr") if properties is not None else None
    return Style(
        name=said(element, "name") or "",
        based_on=said(element, "basedOn"),
        outline=whole(said(properties, "outlineLvl"), 0, _BODY_LEVEL),
        number=said(numbers, "numId"),
        number_level=whole(said(numbers, "ilvl"), 0, 8),
        letters=letters_of(element.find(f"{W}rPr")),
    )
