"""Web pages: what a visitor reads, without the menus around it, which are kept apart as furniture. Nothing is fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree

from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.html_charset import page_text
from nightlight.exchange.briefings.numerals import letters, roman
from nightlight.exchange.briefings.package import whole
from nightlight.exchange.briefings.refused import Refused, Why, damaged
from nightlight.exchange.briefings.tidy import Piece, assemble, counted
from nightlight.learning.document import Document, Shape

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", "caption", "search", "optgroup",
})  # fmt: skip
_SILENT: Final = frozenset({
    "script", "style", "template", "noscript", "head", "select", "textarea", "input", "datalist", "map", "area",
    "base", "link", "meta", "param", "source", "track", "rt", "rp",
})  # fmt: skip
_PICTURES: Final = frozenset({"img", "svg", "canvas"})
_FRAMES: Final = frozenset({"iframe", "frame", "object", "embed", "video", "audio"})
_BOLD: Final = frozenset({"b", "strong", "th", "dt", "summary", "caption"})
_HEADING: Final = re.compile(r"h([1-6])\Z")
_FURNITURE_TAGS: Final = frozenset({"nav", "search"})
_FURNITURE_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar"})
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|skip-?(?:link|nav|to-content)?|menu|navbar|nav|navigation|pagination|pager|"
    r"site-?(?:header|footer)|global-?(?:header|footer)|masthead|social|share|sharing|back-?to-?top)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOX_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:inset|callout|call-out|sidebar|side-bar|infobox|info-box|text-?box)(?:$|[\s_-])", re.IGNORECASE
)
_UNSEEN_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|visuallyhidden)(?:$|[\s_-])", re.IGNORECASE
)
_UNSEEN_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NO_MARKS: Final = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_WORD_LIST: Final = re.compile(r"mso-list\s*:\s*(?!ignore|none)\S", re.IGNORECASE)
_WORD_MARK: Final = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
#: A main part with less than this of the page's words is an empty frame that something else was to fill.
_LEAST_MAIN: Final = 0.1
_MOST_SPAN: Final = 1000
#: Past so many columns nobody reads a table, and keeping count of them would take a hostile page's time.
_MOST_COLUMNS: Final = 200
_NUMBERS: Final[dict[str, Callable[[int], str]]] = {
    "a": letters, "A": lambda number: letters(number).upper(), "i": roman, "I": lambda number: roman(number).upper(),
}  # fmt: skip


@dataclass(slots=True)
class _Entry:
    """An entry of a list, whose mark goes to its first words."""

    label: str | None
    depth: int
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element's words inherit from what stands around it."""

    furniture: bool = False
    level: int | None = None
    entry: _Entry | None = None
    depth: int = 0
    box: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: bool = False
    bold: bool = False
    target: str | None = None
    kept: bool = False
    main: bool = False


@dataclass(slots=True)
class _Buffer:
    """The words since the last break between blocks."""

    parts: list[tuple[str, bool, str | None]] = field(default_factory=list)
    mark: list[str] | None = None


def read_html(data: bytes, name: str) -> Document:
    """The document that a web page holds.

    Headings, lists, tables and boxes are as the page marks them; menus, banners and what stands outside the main part are
    `furniture`. What a visitor cannot see is left out, and a note says so; what opens at a click is read.

    Raises `Refused` where the page is broken beyond reading, or nested more than 256 deep.
    """
    text, notes = page_text(data, name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser) if text.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    # Past its limits the parser stops without a word: what came after would be lost.
    if any(
        each.type_name in ("ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_INTERNAL_ERROR") for each in parser.error_log
    ):
        raise damaged(name, "it is nested too deeply, or has words of impossible length")
    if root is None:
        raise Refused(name, "there are no words in it", "fetch it again from where it was published", Why.empty)
    return _Page(root).document(data, name, notes)


class _Page:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._pieces: list[Piece] = []
        self._seen: Counter[str] = Counter()
        self._now = _Buffer()
        self._tables = 0
        self._boxes = 0
        base = next(root.iter("base"), None)
        self._base = (base.get("href") or "") if base is not None else ""
        self._opened = {
            id_.lstrip("#")
            for each in root.iter(etree.Element)
            for key in ("aria-controls", "data-target", "data-bs-target")
            if (said := each.get(key)) is not None
            for id_ in said.split()
        }
        self._all = _length(root)
        self._mains, self._main_title = self._main_parts()

    def document(self, data: bytes, name: str, notes: tuple[str, ...]) -> Document:
        place = _Place(furniture=bool(self._mains))
        self._walk(self._root, place)
        self._flush(place)
        self._add_title()
        return assemble(name, MEDIA[Format.html], data, self._pieces, notes=(*notes, *self._said_of_it()))

    def _main_parts(self) -> tuple[set[Any], bool]:
        """The parts that the page calls its main ones, where they hold a fair share of its words; whether a title is there."""
        body = self._root.find("body")
        found = [each for each in self._root.iter(etree.Element) if each.tag == "main" or each.get("role") == "main"]
        all_words = _length(self._root if body is None else body)
        if not found or sum(map(_length, found)) < _LEAST_MAIN * all_words:
            return set(), True
        return set(found), any(next(each.iter("h1"), None) is not None for each in found)

    def _add_title(self) -> None:
        title = self._root.find("head/title")
        words = _SPACE.sub(" ", "".join(title.itertext())).strip() if title is not None else ""
        if words and all(_SPACE.sub(" ", each.text).strip() != words for each in self._pieces):
            self._pieces.insert(0, Piece(words, Shape.furniture))

    # The walk

    def _walk(self, element: Any, place: _Place) -> None:
        tag = element.tag
        if tag in _SILENT:
            return
        if tag in _PICTURES or tag in _FRAMES:
            self._seen["pictures" if tag in _PICTURES else "frames"] += 1
            return
        if self._is_hidden(element):
            self._seen["hidden"] += bool("".join(element.itertext()).strip())
            return
        if tag == "br":
            self._now.parts.append(("\n", place.bold, place.target))
            return
        if tag == "wbr":
            return
        if _WORD_MARK.search(element.get("style") or ""):
            self._now.mark = [*(self._now.mark or []), *element.itertext()]
            return
        block = tag in _BLOCKS or (tag == "button" and place.level is None)
        inner = self._inner(element, place)
        if block:
            self._flush(place)
        if tag == "table" and element.get("role") not in ("presentation", "none"):
            self._table(element, inner)
        elif tag in ("ul", "ol", "menu"):
            self._list(element, inner)
        else:
            self._children(element, inner)
        if block:
            self._flush(inner, word_list=bool(_WORD_LIST.search(element.get("style") or "")))

    def _children(self, element: Any, place: _Place) -> None:
        quoted = element.tag == "q"
        self._words(("“" if quoted else "") + (element.text or ""), place)
        for child in element:
            if isinstance(child.tag, str):
                self._walk(child, place)
            self._words(child.tail or "", place)
        if quoted:
            self._words("”", place)

    def _inner(self, element: Any, place: _Place) -> _Place:
        tag = element.tag
        if element in self._mains:
            place = replace(place, furniture=False, main=True)
        elif not place.furniture and self._is_furniture(element, place):
            place = replace(place, furniture=True)
        heading = _HEADING.match(tag)
        if heading or element.get("role") == "heading":
            level = int(heading[1]) if heading else whole(element.get("aria-level"), 1, 9) or 2
            place = replace(place, level=level)
            if level == 1 and place.furniture and self._mains and not self._main_title:
                place = replace(place, furniture=False)
        if tag == "button" and place.level is None:
            place = replace(place, furniture=True)
        if tag in _BOLD:
            place = replace(place, bold=True)
        if tag in ("pre", "textarea"):
            place = replace(place, kept=True)
        if tag in ("article", "section"):
            place = replace(place, main=True)
        if tag == "a":
            place = replace(place, target=self._address(element.get("href")))
        if (
            tag == "aside"
            or _BOX_NAMES.search(element.get("class") or "")
            or element.get("role") in ("note", "complementary")
        ):
            self._boxes += place.box is None
            place = replace(place, box=self._boxes)
        return place

    def _is_furniture(self, element: Any, place: _Place) -> bool:
        tag, role = element.tag, element.get("role")
        if tag in _FURNITURE_TAGS or role in _FURNITURE_ROLES:
            return True
        if tag in ("header", "footer") and not place.main:
            return not self._is_most(element)
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return (
            tag in ("div", "section", "aside", "ul", "ol", "p", "a", "form", "header", "footer", "span", "dialog")
            and _FURNITURE_NAMES.search(names) is not None
            and not self._is_most(element)
        )

    def _is_most(self, element: Any) -> bool:
        """Whether most of the page stands in an element: then it is the page, whatever its name."""
        return 2 * _length(element) > self._all or next(element.iter("main"), None) is not None

    def _is_hidden(self, element: Any) -> bool:
        if element.tag == "dialog" and element.get("open") is None:
            return True
        names = element.get("class") or ""
        if _UNSEEN_NAMES.search(names):
            return True
        if element.get("aria-hidden") == "true" and "icon" in names:
            return True
        hidden = element.get("hidden")
        if (hidden is None or hidden.lower() == "until-found") and not _UNSEEN_STYLE.search(element.get("style") or ""):
            return False
        return element.get("id") not in self._opened

    def _list(self, element: Any, place: _Place) -> None:
        entries = [each for each in element if each.tag == "li"]
        backwards = element.get("reversed") is not None
        number = whole(element.get("start"), -_MOST_SPAN, 10**6)
        number = (len(entries) if backwards else 1) if number is None else number
        bare = bool(_NO_MARKS.search(element.get("style") or ""))
        inside = replace(place, depth=place.depth + 1, furniture=place.furniture or _is_contents(element))
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag != "li":
                self._walk(child, inside)
                continue
            number = _or(whole(child.get("value"), -_MOST_SPAN, 10**6), number)
            label = None if bare else "•"
            if element.tag == "ol" and not bare:
                label = f"{_NUMBERS.get(element.get('type') or '1', str)(number)}."
                number += -1 if backwards else 1
            self._flush(place)
            self._walk(child, replace(inside, entry=_Entry(label, inside.depth)))

    def _table(self, table: Any, place: _Place) -> None:
        number = self._tables
        self._tables += 1
        taken: dict[int, int] = {}
        for child in table:
            if child.tag == "caption":
                self._walk(child, place)
        for row_number, (row, in_head) in enumerate(_rows(table)):
            column, below = 0, {each: left - 1 for each, left in taken.items() if left > 1}
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while column in taken:
                    column += 1
                inside = replace(
                    place,
                    table=number,
                    row=row_number,
                    column=column,
                    header=in_head or cell.tag == "th",
                    entry=None,
                    depth=0,
                )
                self._walk(cell, inside)
                self._flush(inside)
                wide = whole(cell.get("colspan"), 1, _MOST_SPAN) or 1
                high = whole(cell.get("rowspan"), 1, _MOST_SPAN) or 1
                if high > 1:
                    below.update(dict.fromkeys(range(column, min(column + wide, _MOST_COLUMNS)), high - 1))
                column += wide
            taken = below

    # Words

    def _words(self, text: str, place: _Place) -> None:
        if text:
            self._now.parts.append((text if place.kept else _SPACE.sub(" ", text), place.bold, place.target))

    def _flush(self, place: _Place, *, word_list: bool = False) -> None:
        """Ends a block: what was gathered becomes a piece, in the place in which it stands."""
        gathered, self._now = self._now, _Buffer()
        text = "".join(each for each, _, _ in gathered.parts)
        if not text.strip():
            self._now.mark = gathered.mark
            return
        spoken = [each for each in gathered.parts if each[0].strip()]
        targets = {target for _, _, target in spoken}
        label, depth, shape = None, None, Shape.paragraph
        entry = place.entry
        if entry is not None:
            depth = entry.depth
            if not entry.begun:
                entry.begun, label, shape = True, entry.label, Shape.bullet
        if gathered.mark is not None or word_list:
            mark = "".join(gathered.mark or ["•"]).strip()
            shape, label = Shape.bullet, mark if any(each.isdigit() for each in mark) or len(mark) > 1 else "•"
        if place.furniture:
            shape = Shape.furniture
        elif place.level is not None:
            shape = Shape.heading
        elif shape is Shape.paragraph and (place.table is not None or place.box is not None):
            shape = Shape.cell if place.table is not None else Shape.box
        self._pieces.append(
            Piece(
                text, shape, level=place.level if shape is Shape.heading else None, bold=all(each[1] for each in spoken),
                label=label, table=place.table, row=place.row, column=place.column, box=place.box,
                target=targets.pop() if len(targets) == 1 else None, header=place.header, depth=depth,
            )
        )  # fmt: skip

    def _address(self, href: str | None) -> str | None:
        href = (href or "").strip()
        if not href or href.lower().startswith(("javascript:", "data:", "vbscript:")):
            return None
        try:
            return urljoin(self._base, href) if self._base else href
        except ValueError:
            return href

    def _said_of_it(self) -> Iterator[str]:
        if self._seen["hidden"]:
            yield "words that the page does not show were left out"
        if self._seen["pictures"]:
            yield f"{counted(self._seen['pictures'], 'picture was', 'pictures were')} not read"
        if self._seen["frames"]:
            yield f"{counted(self._seen['frames'], 'film or page within it was', 'films or pages within it were')} not read"


def _rows(table: Any) -> Iterator[tuple[Any, bool]]:
    for child in table:
        if child.tag == "tr":
            yield child, False
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from ((row, child.tag == "thead") for row in child if row.tag == "tr")


def _is_contents(list_: Any) -> bool:
    """Whether a list is nothing but ways to other places on the same page."""
    links = [each for each in list_.iter("a") if (each.get("href") or "").startswith("#")]
    return len(links) > 1 and sum(map(_length, links)) >= _length(list_)


def _length(element: Any) -> int:
    return sum(len(each.strip()) for each in element.itertext())


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
