"""Slides: every word of every slide in reading order, then what the speaker was to say.

The slides are walked as they are stored: simpler readers lose what stands in groups, tables, diagrams and notes, and take
the shapes in the order in which somebody happened to draw them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final

from nightlight.exchange.briefings.diagram import A, diagram_lines
from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.numerals import letters, roman
from nightlight.exchange.briefings.order import Box, by_place
from nightlight.exchange.briefings.package import OFFICE, Package, local, whole
from nightlight.exchange.briefings.tidy import Piece, assemble, counted
from nightlight.learning.document import Document, Shape

P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_REL: Final = f"{{{OFFICE}}}"
_FAR: Final = 10**10
_TITLES: Final = frozenset({"title", "ctrTitle"})
_RUNNING: Final = frozenset({"dt", "ftr", "hdr", "sldNum"})
_OFF: Final = frozenset({"0", "false"})
_LEVELS: Final = 9
_DIGITS: Final = re.compile(r"\d+")
_LEAST_RUNNING: Final = 3
_NUMBERS: Final[dict[str, Callable[[int], str]]] = {
    "alphaLc": letters,
    "alphaUc": lambda number: letters(number).upper(),
    "romanLc": roman,
    "romanUc": lambda number: roman(number).upper(),
}
_AROUND: Final = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}", "Minus": "- {} -"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """One thing on a slide that holds words."""

    element: Any
    at: Box | None
    kind: str


def read_pptx(data: bytes, name: str) -> Document:
    """The document that a slides file holds; a slide is a page.

    On each slide its title comes first, then what else stands on it by place, then the speaker's notes. What only the
    master shows (a logo, an example text) is not read. A hidden slide is read, and a note says so.

    Raises `Refused` where the file is broken, or lacks a slide that it names.
    """
    return _Reader(Package(data, name)).document(data)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main("ppt/presentation.xml")
        self._seen: Counter[str] = Counter()
        self._pieces: list[Piece] = []
        self._boxes = 0
        self._tables = 0
        self._cover = False
        self._standing: dict[int, tuple[str, Box]] = {}

    def document(self, data: bytes) -> Document:
        root = self._package.root(self._main)
        parts = [
            self._package.named(self._main, each.get(f"{_REL}id"), "slide")
            for each in root.iterfind(f"{P}sldIdLst/{P}sldId")
        ]
        self._cover = any(
            _type(each) == "ctrTitle" for part in parts for each in self._package.root(part).iter(f"{P}sp")
        )
        hidden, wordless = [], []
        for page, part in enumerate(parts, 1):
            slide = self._package.root(part)
            if slide.get("show", "1") in _OFF:
                hidden.append(page)
            before, pictures = len(self._pieces), self._seen["pictures"]
            _Slide(self, part, page).read()
            if self._seen["pictures"] > pictures and all(
                each.shape is Shape.furniture for each in self._pieces[before:]
            ):
                wordless.append(page)
        self._mark_running(len(parts))
        notes = self._said_of_it(hidden, wordless)
        return assemble(self._package.name, MEDIA[Format.pptx], data, self._pieces, pages=len(parts), notes=notes)

    @property
    def package(self) -> Package:
        return self._package

    @property
    def main(self) -> str:
        return self._main

    @property
    def title_level(self) -> int:
        """How high the title of an ordinary slide stands: below that of the cover, where there is one."""
        return 2 if self._cover else 1

    def see(self, what: str) -> None:
        self._seen[what] += 1

    def add(self, piece: Piece) -> None:
        self._pieces.append(piece)

    def next_box(self) -> int:
        self._boxes += 1
        return self._boxes

    def stand(self, box: int, at: Box | None) -> None:
        """Notes where a box stands, now that its words are read."""
        words = " ".join(each.text for each in takewhile(lambda each: each.box == box, reversed(self._pieces)))
        if words and at is not None:
            self._standing[box] = (_DIGITS.sub("0", words), at)

    def _mark_running(self, slides: int) -> None:
        """What stands in one place on most slides, saying the same but for a number, is a running line that somebody typed."""
        often = Counter(self._standing.values())
        running = {box for box, each in self._standing.items() if often[each] >= max(_LEAST_RUNNING, slides / 2)}
        self._pieces = [replace(each, shape=Shape.furniture) if each.box in running else each for each in self._pieces]

    def next_table(self) -> int:
        self._tables += 1
        return self._tables - 1

    def _said_of_it(self, hidden: list[int], wordless: list[int]) -> list[str]:
        seen = self._seen
        found = [f"slide {page} is a picture: what it says was not read" for page in wordless]
        found.extend(f"slide {page} is hidden in a show; it was read" for page in hidden)
        for what, one, many in (
            ("pictures", "picture was", "pictures were"),
            ("charts", "chart was", "charts were"),
            ("objects", "file within it was", "files within it were"),
            ("media", "film or sound was", "films or sounds were"),
            ("comments", "comment was", "comments were"),
        ):
            if seen[what]:
                found.append(f"{counted(seen[what], one, many)} not read")
        if seen["hidden"]:
            found.append("shapes that the slides do not show were left out")
        if seen["links"]:
            found.append(f"{counted(seen['links'], 'link has', 'links have')} lost the address")
        return found


class _Slide:
    """One slide, with the layout and the master from which it takes places, bullets and sizes."""

    def __init__(self, deck: _Reader, part: str, page: int) -> None:
        self._deck, self._part, self._page = deck, part, page
        package = deck.package
        self._root = package.root(part)
        layout = package.first(part, "slideLayout")
        master = package.first(layout, "slideMaster") if layout is not None else None
        self._layout = package.root(layout) if layout is not None else None
        self._master = package.root(master) if master is not None else None

    def read(self) -> None:
        """Reads the slide, its notes and how many comments there are."""
        tree = self._root.find(f"{P}cSld/{P}spTree")
        if tree is not None:
            for shape in self._ordered(tree):
                self._shape(shape, self._part)
        relations = self._deck.package.relations(self._part).values()
        for each in relations:
            if each.type == "comments" and not each.outside and self._deck.package.holds(each.target):
                root = self._deck.package.root(each.target)
                for _ in root:
                    self._deck.see("comments")
        notes = self._deck.package.first(self._part, "notesSlide")
        if notes is not None:
            self._notes(notes)

    def _ordered(self, tree: Any) -> list[_Shape]:
        found = list(self._shapes(tree))
        titles = [each for each in found if each.kind in _TITLES]
        running = [each for each in found if each.kind in _RUNNING]
        return titles + _by_place([each for each in found if each.kind not in _TITLES | _RUNNING]) + running

    def _shapes(self, parent: Any) -> Iterator[_Shape]:
        for child in parent:
            name = local(child)
            if name not in ("sp", "grpSp", "graphicFrame", "pic", "AlternateContent", "contentPart"):
                continue
            if _hidden(child):
                self._deck.see("hidden")
            elif name == "sp":
                yield _Shape(child, self._place(child), _type(child))
            elif name == "grpSp":
                # A group is one thing on the slide: its members are put in order among themselves and stay together.
                at = _box(child.find(f"{P}grpSpPr/{A}xfrm"))
                yield from (replace(each, at=at) for each in _by_place(list(self._shapes(child))))
            elif name == "graphicFrame":
                yield _Shape(child, _box(child.find(f"{P}xfrm")), "frame")
            elif name == "pic":
                media = any(local(each) in ("videoFile", "audioFile") for each in child.iter())
                self._deck.see("media" if media else "pictures")
            elif name == "AlternateContent":
                yield from self._shapes(_choose(child))

    def _place(self, shape: Any) -> Box | None:
        for each in (shape, *self._models(shape)):
            found = _box(each.find(f"{P}spPr/{A}xfrm"))
            if found is not None:
                return found
        return None

    def _models(self, shape: Any) -> list[Any]:
        """The placeholders of the layout and the master after which a shape is made."""
        holder = _holder(shape)
        if holder is None:
            return []
        kind, index = holder.get("type", "obj"), holder.get("idx", "0")
        found = []
        for root in (self._layout, self._master):
            if root is None:
                continue
            same = [each for each in root.iterfind(f"{P}cSld/{P}spTree/{P}sp") if _holder(each) is not None]
            match = next(
                (each for each in same if root is self._layout and _holder(each).get("idx", "0") == index), None
            )
            if match is None:
                wanted = _family(kind)
                match = next((each for each in same if _family(_holder(each).get("type", "obj")) == wanted), None)
            if match is not None:
                found.append(match)
        return found

    def _shape(self, shape: _Shape, part: str) -> None:
        if shape.kind == "frame":
            self._frame(shape.element)
            return
        body = shape.element.find(f"{P}txBody")
        if body is None:
            return
        holder = _holder(shape.element)
        if shape.kind in _TITLES:
            level = 1 if shape.kind == "ctrTitle" else self._deck.title_level
            piece = Piece("", Shape.heading, self._page, level=level)
        elif shape.kind in _RUNNING:
            piece = Piece("", Shape.furniture, self._page)
        elif holder is not None:
            piece = Piece("", Shape.paragraph, self._page)
        else:
            piece = Piece("", Shape.box, self._page, box=self._deck.next_box())
        _Text(self._deck, part, self._styles(shape.element, holder)).read(body, piece)
        if piece.box is not None:
            self._deck.stand(piece.box, shape.at)

    def _styles(self, shape: Any, holder: Any) -> list[Any]:
        """Where the looks of a paragraph are said, nearest first: lists of styles by level."""
        found = [each.find(f"{P}txBody/{A}lstStyle") for each in (shape, *self._models(shape))]
        if self._master is not None and holder is not None:
            kind = _family(holder.get("type", "obj"))
            name = {"title": "titleStyle", "body": "bodyStyle"}.get(kind, "otherStyle")
            found.append(self._master.find(f"{P}txStyles/{P}{name}"))
        if holder is None:
            found.append(self._deck.package.root(self._deck.main).find(f"{P}defaultTextStyle"))
        return [each for each in found if each is not None]

    def _frame(self, frame: Any) -> None:
        data = frame.find(f"{A}graphic/{A}graphicData")
        for child in data if data is not None else ():
            name = local(child)
            if name == "AlternateContent":
                child = next(iter(_choose(child)), child)
                name = local(child)
            if name == "tbl":
                self._table(child)
            elif name == "chart":
                self._deck.see("charts")
            elif name == "relIds":
                part = self._deck.package.named(self._part, child.get(f"{_REL}dm"), "diagramData")
                box = self._deck.next_box()
                for depth, words in diagram_lines(self._deck.package.root(part)):
                    self._deck.add(Piece(words, Shape.box, self._page, box=box, depth=depth))
            elif name in ("oleObj", "pic"):
                self._deck.see("objects")

    def _table(self, table: Any) -> None:
        number = self._deck.next_table()
        properties = table.find(f"{A}tblPr")
        first_row = properties is not None and properties.get("firstRow", "0") not in _OFF
        first_column = properties is not None and properties.get("firstCol", "0") not in _OFF
        for row_number, row in enumerate(table.iterfind(f"{A}tr")):
            for column, cell in enumerate(row.iterfind(f"{A}tc")):
                body = cell.find(f"{A}txBody")
                if body is None or any(cell.get(each, "0") not in _OFF for each in ("hMerge", "vMerge")):
                    continue
                header = (first_row and row_number == 0) or (first_column and column == 0)
                piece = Piece(
                    "", Shape.cell, self._page, table=number, row=row_number, column=column, header=header
                )  # fmt: skip
                _Text(self._deck, self._part, []).read(body, piece)

    def _notes(self, part: str) -> None:
        for shape in self._deck.package.root(part).iter(f"{P}sp"):
            holder = _holder(shape)
            body = shape.find(f"{P}txBody")
            if body is None or (holder is not None and holder.get("type") in _RUNNING | {"sldImg"}):
                continue
            _Text(self._deck, part, []).read(body, Piece("", Shape.note, self._page))


class _Text:
    """The paragraphs of one shape or cell, with their bullets and numbers."""

    def __init__(self, deck: _Reader, part: str, styles: list[Any]) -> None:
        self._deck, self._part, self._styles = deck, part, styles
        self._counts: dict[int, tuple[str, int]] = {}

    def read(self, body: Any, like: Piece) -> None:
        """Adds each paragraph with words, in the shape and place of `like`; a title's lines are one heading."""
        own = body.find(f"{A}lstStyle")
        styles = [own, *self._styles] if own is not None and own not in self._styles else self._styles
        joined: list[Piece] = []
        for paragraph in body.iterfind(f"{A}p"):
            properties = paragraph.find(f"{A}pPr")
            level = (whole(properties.get("lvl"), 0, _LEVELS - 1) or 0) if properties is not None else 0
            looks = [
                each for each in (properties, *(s.find(f"{A}lvl{level + 1}pPr") for s in styles)) if each is not None
            ]
            text, target, size, bold = self._letters(paragraph, looks)
            if not text.strip():
                continue
            piece = replace(like, text=text, target=target, size=size, bold=bold)
            if like.shape is Shape.heading:
                joined.append(piece)
                continue
            label = self._label(looks, level)
            if label is not None and like.shape in (Shape.paragraph, Shape.box, Shape.cell):
                piece = replace(piece, shape=Shape.bullet, depth=level + 1)
            self._deck.add(replace(piece, label=label))
        if joined:
            self._deck.add(replace(joined[0], text="\n".join(each.text for each in joined)))

    def _letters(self, paragraph: Any, looks: list[Any]) -> tuple[str, str | None, float | None, bool]:
        parts: list[str] = []
        targets: set[str | None] = set()
        sizes: Counter[float] = Counter()
        all_bold = True
        # Sizes and weights of letters that the run itself does not say.
        usual = [each for each in (one.find(f"{A}defRPr") for one in looks) if each is not None]
        for run in _runs(paragraph):
            if local(run) == "br":
                parts.append("\n")
                continue
            words = "".join(each.text or "" for each in run.iter("{*}t")).replace("_x000B_", "\n")
            parts.append(words)
            long = len("".join(words.split()))
            if not long:
                continue
            properties = run.find(f"{A}rPr")
            says = [properties, *usual] if properties is not None else usual
            size = next((found for each in says if (found := whole(each.get("sz"), 100, 400_000)) is not None), None)
            if size is not None:
                sizes[size / 100] += long
            all_bold = all_bold and next(
                (each.get("b") not in _OFF for each in says if each.get("b") is not None), False
            )
            targets.add(self._target(properties))
        target = targets.pop() if len(targets) == 1 else None
        return "".join(parts), target, (sizes.most_common(1)[0][0] if sizes else None), all_bold

    def _target(self, properties: Any) -> str | None:
        link = properties.find(f"{A}hlinkClick") if properties is not None else None
        id_ = link.get(f"{_REL}id") if link is not None else None
        if not id_:
            return None
        relation = self._deck.package.relations(self._part).get(id_)
        if relation is None:
            self._deck.see("links")
            return None
        return relation.target if relation.outside else None

    def _label(self, looks: list[Any], level: int) -> str | None:
        """The mark of an entry: from the paragraph, else from the nearest style that says anything of marks."""
        for deeper in [each for each in self._counts if each > level]:
            del self._counts[deeper]
        for each in looks:
            for mark in each:
                name = local(mark)
                if name in ("buChar", "buBlip"):
                    self._counts.pop(level, None)
                    return "•"
                if name == "buNone":
                    self._counts.pop(level, None)
                    return None
                if name == "buAutoNum":
                    return self._number(mark, level)
        self._counts.pop(level, None)
        return None

    def _number(self, mark: Any, level: int) -> str:
        kind = mark.get("type") or "arabicPeriod"
        start = whole(mark.get("startAt"), 1, 32_767) or 1
        before = self._counts.get(level)
        number = before[1] + 1 if before is not None and before[0] == f"{kind} {start}" else start
        self._counts[level] = (f"{kind} {start}", number)
        shape = next((value for key, value in _NUMBERS.items() if kind.startswith(key)), str)
        around = next((value for key, value in _AROUND.items() if kind.endswith(key)), "{}.")
        return around.format(shape(number))


def _runs(paragraph: Any) -> Iterator[Any]:
    for child in paragraph:
        name = local(child)
        if name in ("r", "fld", "br", "m", "oMath", "oMathPara"):
            yield child
        elif name == "AlternateContent":
            yield from _runs(_choose(child))


def _choose(alternatives: Any) -> Any:
    """The drawing for newer programs; the one for older ones where the newer has no words and is no table or diagram."""
    branches = sorted(
        (each for each in alternatives if local(each) in ("Choice", "Fallback")),
        key=lambda each: local(each) == "Fallback",
    )
    for each in branches:
        if any(
            (local(one) == "t" and (one.text or "").strip()) or local(one) in ("relIds", "chart", "tbl")
            for one in each.iter()
        ):
            return each
    return branches[0] if branches else ()


def _holder(shape: Any) -> Any:
    return shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")


def _type(shape: Any) -> str:
    holder = _holder(shape)
    return "" if holder is None else holder.get("type", "obj")


def _family(kind: str) -> str:
    if kind in _TITLES:
        return "title"
    return "body" if kind in ("body", "obj", "subTitle", "half", "clipArt", "chart", "tbl", "dgm", "media") else kind


def _hidden(shape: Any) -> bool:
    return any(
        local(each) == "cNvPr" and each.get("hidden", "0") not in _OFF for holder in shape[:1] for each in holder
    )


def _box(place: Any) -> Box | None:
    """Where a shape stands within its slide or its group."""
    offset, size = (place.find(f"{A}off"), place.find(f"{A}ext")) if place is not None else (None, None)
    if offset is None or size is None:
        return None
    left, top = whole(offset.get("x"), -_FAR, _FAR), whole(offset.get("y"), -_FAR, _FAR)
    wide, high = whole(size.get("cx"), 0, _FAR), whole(size.get("cy"), 0, _FAR)
    if left is None or top is None or wide is None or high is None:
        return None
    return Box(left, top, left + wide, top + high)


def _by_place(shapes: list[_Shape]) -> list[_Shape]:
    """Shapes in reading order; what has no place keeps its turn in the order of drawing."""
    placed = [each for each in shapes if each.at is not None]
    ordered = iter(by_place(placed, [each.at for each in placed if each.at is not None]))
    return [each if each.at is None else next(ordered) for each in shapes]
