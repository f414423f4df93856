"""Word files: every word that the page shows, each once, in the order of the page.

The document is walked as it is stored, because the words of a briefing stand where simpler readers do not look: in text
boxes (kept twice, for newer and older programs), in tables made for layout, in content controls, in changes that
somebody tracked and nobody accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nightlight.exchange.briefings.docx_drawings import Float, choose, drawn, in_order
from nightlight.exchange.briefings.docx_numbering import Numbering
from nightlight.exchange.briefings.docx_styles import VAL, Letters, Styles, W, letters_of, said, switched
from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.package import OFFICE, Package, local, whole
from nightlight.exchange.briefings.tidy import UNKNOWN_SYMBOL, Piece, assemble, counted, symbol
from nightlight.learning.document import Document, Shape

_HYPERLINK: Final = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]*)"', re.IGNORECASE)
_TO_BOOKMARK: Final = re.compile(r'\s*HYPERLINK\s+\\l\s+"([^"]*)"', re.IGNORECASE)
_CONTENTS_FIELD: Final = re.compile(r"\s*(?:TOC|TOA|INDEX)\b", re.IGNORECASE)
_SIGN_FONTS: Final = frozenset({"wingdings", "symbol"})
_OF_THE_PAGE: Final = re.compile(r"(?:page|margin|topMargin)\Z")
_GONE: Final = frozenset({"del", "moveFrom"})
_THROUGH: Final = frozenset({"ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "oMathPara", "sdtContent"})
_CONTENTS_GALLERY: Final = "Table of Contents"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where what is being read stands."""

    part: str
    shape: Shape = Shape.paragraph
    main: bool = False
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: int | None = None
    header: bool = False
    label: str | None = None


@dataclass(slots=True)
class _Line:
    """The letters of one paragraph, in stretches that look alike, and what is anchored in it."""

    stretches: list[tuple[str, Letters, str | None]] = field(default_factory=list)
    floats: list[Float] = field(default_factory=list)
    page: int | None = None

    @property
    def text(self) -> str:
        return "".join(each[0] for each in self.stretches)


@dataclass(slots=True)
class _Flow:
    """One run of paragraphs: the body, a cell, a box, a note."""

    place: _Place
    carried: list[tuple[str, Letters, str | None]] = field(default_factory=list)
    floats: list[Float] = field(default_factory=list)
    named_once: bool = False


@dataclass(slots=True)
class _Field:
    code: bool = True
    said: str = ""

    @property
    def target(self) -> str | None:
        to_bookmark = _TO_BOOKMARK.match(self.said)
        if to_bookmark:
            return f"#{to_bookmark[1]}"
        found = _HYPERLINK.match(self.said)
        return found[1] if found else None


def read_docx(data: bytes, name: str) -> Document:
    """The document that a Word file holds.

    Headings, lists with their numbers, cells, boxes, footnotes, running headers and footers are told apart as the file
    tells them apart. Of tracked changes, what was put in is read and what was taken out is not.

    Raises `Refused` where the file is broken, or lacks a part that its text needs.
    """
    return _Reader(Package(data, name)).document(data)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main("word/document.xml")
        self._styles = Styles(self._optional("styles"))
        self._numbering = Numbering(self._optional("numbering"))
        self._pieces: list[Piece] = []
        self._seen: Counter[str] = Counter()
        self._page: int | None = None
        self._tables = 0
        self._boxes = 0
        self._paragraphs = 0
        self._fields: list[_Field] = []
        self._whole_fields: set[Any] = set()
        self._notes: list[tuple[str, str, int | None]] = []

    def document(self, data: bytes) -> Document:
        body = self._package.root(self._main).find(f"{W}body")
        if body is not None:
            if next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None:
                self._page = 1
            self._story(body, _Place(self._main, main=True))
            self._read_notes()
            self._furniture(body)
        comments = self._optional("comments")
        if comments is not None:
            self._seen["comments"] += sum(1 for _ in comments.iterfind(f"{W}comment"))
        pages = max((each.page for each in self._pieces if each.page is not None), default=None)
        return assemble(
            self._package.name, MEDIA[Format.docx], data, self._pieces, pages=max(pages or 0, self._page or 0) or None,
            notes=self._said_of_it(),
        )  # fmt: skip

    # Paragraphs, tables and what they stand in

    def _story(self, root: Any, place: _Place) -> None:
        """Reads one run of paragraphs; a field that begins in it ends in it."""
        outside, self._fields = self._fields, []
        self._whole_fields.update(_whole_fields(root))
        self._flow(root, place)
        self._fields = outside

    def _flow(self, root: Any, place: _Place) -> None:
        flow = _Flow(place)
        self._walk(root, flow)
        if flow.carried:
            self._emit(_Line(flow.carried, page=self._page_of(place)), None, flow)
        self._float(flow)

    def _walk(self, parent: Any, flow: _Flow) -> None:
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child, flow)
            elif name == "tbl":
                self._float(flow)
                self._table(child, flow.place)
            elif name == "sdt":
                self._control(child, flow)
            elif name in _GONE:
                self._seen["changes"] += 1
            elif name in _THROUGH:
                self._seen["changes"] += name in ("ins", "moveTo")
                self._walk(child, flow)
            elif name == "AlternateContent":
                self._walk(choose(child), flow)
            elif name == "altChunk":
                self._seen["chunks"] += 1
            elif name == "oMath":
                line = _Line()
                self._inline([child], line, flow, None)
                self._emit(line, None, flow)

    def _control(self, control: Any, flow: _Flow) -> None:
        """A content control: a form field, or a part that Word made, such as a table of contents."""
        content = control.find(f"{W}sdtContent")
        if content is None or self._only_prompts(control):
            return
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(VAL) == _CONTENTS_GALLERY and flow.place.shape is Shape.paragraph:
            before, flow.place = flow.place, replace(flow.place, shape=Shape.furniture)
            self._walk(content, flow)
            flow.place = before
            return
        self._walk(content, flow)

    def _only_prompts(self, control: Any) -> bool:
        properties = control.find(f"{W}sdtPr")
        if properties is not None and switched(properties, "showingPlcHdr"):
            self._seen["prompts"] += 1
            return True
        return False

    def _table(self, table: Any, place: _Place) -> None:
        number = self._tables
        self._tables += 1
        row_number = 0
        for row in _inner(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._seen["changes"] += 1
                continue
            column = whole(said(properties, "gridBefore"), 0, 1000) or 0
            header = bool(switched(properties, "tblHeader"))
            before = after = self._page
            for cell in _inner(row, "tc"):
                of_cell = cell.find(f"{W}tcPr")
                if of_cell is not None and of_cell.find(f"{W}cellDel") is not None:
                    self._seen["changes"] += 1
                    continue
                # Where a row goes over the edge of a page, each of its cells says so.
                self._page = before
                shape = Shape.cell if place.shape in (Shape.paragraph, Shape.box, Shape.cell) else place.shape
                self._flow(
                    cell, replace(place, shape=shape, table=number, row=row_number, column=column, header=header)
                )
                after = max(after, self._page) if after is not None and self._page is not None else after
                column += whole(said(of_cell, "gridSpan"), 1, 1000) or 1
            self._page = after
            row_number += 1

    def _paragraph(self, paragraph: Any, flow: _Flow) -> None:
        self._paragraphs += 1
        properties = paragraph.find(f"{W}pPr")
        carried, flow.carried = flow.carried, []
        line = _Line(carried, page=self._page_of(flow.place) if carried else None)
        in_contents = any(_CONTENTS_FIELD.match(each.said) for each in self._fields)
        style = said(properties, "pStyle")
        self._inline(paragraph, line, flow, None, style)
        in_contents = in_contents or any(_CONTENTS_FIELD.match(each.said) for each in self._fields)
        mark = properties.find(f"{W}rPr") if properties is not None else None
        gone = mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)
        frame = properties.find(f"{W}framePr") if properties is not None else None
        dropped = frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")
        if gone or dropped:
            # The line goes on in the next paragraph: its end was taken out, or it is a large first letter.
            self._seen["changes"] += gone
            flow.carried = line.stretches
            flow.floats.extend(line.floats)
            return
        self._emit(line, properties, flow, contents=in_contents)

    def _emit(self, line: _Line, properties: Any, flow: _Flow, *, contents: bool = False) -> None:
        place, style = flow.place, said(properties, "pStyle")
        number, level = self._list_of(properties, style)
        label = self._numbering.label(number, level) if number is not None else None
        text = line.text
        if not text.strip():
            flow.floats.extend(line.floats)
            return
        self._float(flow)
        flow.floats.extend(line.floats)
        outline = whole(said(properties, "outlineLvl"), 0, 9)
        high = self._styles.heading_level(style) if outline is None else outline + 1 if outline < 9 else None
        shape, depth = place.shape, None
        if shape in (Shape.furniture, Shape.note):
            high = None
            if place.label is not None and not flow.named_once:
                flow.named_once, label = True, place.label
        elif contents or self._styles.in_contents(style):
            shape, high = Shape.furniture, None
        elif high is not None:
            shape = Shape.heading
        elif label is not None:
            shape, depth = Shape.bullet, level + 1
        size, bold = _look(line.stretches)
        self._pieces.append(
            Piece(
                text, shape, line.page if place.main else place.page, high, size, bold, label, place.table, place.row,
                place.column, place.box, _one_target(line.stretches), place.header, depth,
            )
        )  # fmt: skip
        if not line.floats:
            return
        self._float(flow)

    def _list_of(self, properties: Any, style: str | None) -> tuple[str | None, int]:
        numbers = properties.find(f"{W}numPr") if properties is not None else None
        number, level = said(numbers, "numId"), whole(said(numbers, "ilvl"), 0, 8)
        if number is None:
            number, of_style = self._styles.numbering(style)
            level = of_style if level is None else level
        if number is None or number == "0":
            return None, 0
        return number, self._numbering.level_of(number, style) if level is None else level

    def _page_of(self, place: _Place) -> int | None:
        return self._page if place.main else place.page

    # Letters

    def _inline(
        self, parent: Iterable[Any], line: _Line, flow: _Flow, target: str | None, style: str | None = None
    ) -> None:
        for child in parent:
            name = local(child)
            if name == "r":
                self._run(child, line, flow, target, style)
            elif name == "hyperlink":
                self._inline(child, line, flow, self._target(child, flow.place) or target, style)
            elif name == "fldSimple":
                told = _Field(said=child.get(f"{W}instr") or "")
                self._inline(child, line, flow, told.target or target, style)
            elif name == "sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not self._only_prompts(child):
                    self._inline(content, line, flow, target, style)
            elif name in _GONE:
                self._seen["changes"] += 1
            elif name in _THROUGH:
                self._seen["changes"] += name in ("ins", "moveTo")
                self._inline(child, line, flow, target, style)
            elif name == "AlternateContent":
                self._inline(choose(child), line, flow, target, style)
            elif name == "oMath":
                words = "".join(each.text or "" for each in child.iter("{*}t"))
                self._add(line, flow, words, self._styles.letters(style, None, Letters()), target)
            elif name == "subDoc":
                self._seen["chunks"] += 1

    def _run(self, run: Any, line: _Line, flow: _Flow, target: str | None, style: str | None) -> None:
        properties = run.find(f"{W}rPr")
        letters = self._styles.letters(style, said(properties, "rStyle"), letters_of(properties))
        fonts = properties.find(f"{W}rFonts") if properties is not None else None
        signs = fonts is not None and (fonts.get(f"{W}ascii") or "").lower() in _SIGN_FONTS
        self._in_run(run, line, flow, target, letters, signs)

    def _in_run(self, run: Any, line: _Line, flow: _Flow, target: str | None, letters: Letters, signs: bool) -> None:
        for child in run:
            name = local(child)
            if name == "t":
                text = child.text or ""
                self._add(line, flow, _signs(text) if signs else text, letters, target)
            elif name in ("tab", "ptab"):
                self._add(line, flow, "\t", letters, target)
            elif name in ("br", "cr"):
                self._add(line, flow, "\n", letters, target)
            elif name == "noBreakHyphen":
                self._add(line, flow, "-", letters, target)
            elif name == "sym":
                self._add(line, flow, self._sign(child), letters, target)
            elif name == "lastRenderedPageBreak":
                if flow.place.main and self._page is not None:
                    self._page += 1
            elif name == "fldChar":
                self._field_mark(child)
            elif name == "instrText":
                if self._fields and self._fields[-1].code:
                    self._fields[-1].said += child.text or ""
            elif name in ("footnoteReference", "endnoteReference"):
                self._notes.append(
                    (name.removesuffix("Reference"), child.get(f"{W}id") or "", self._page_of(flow.place))
                )
            elif name in ("drawing", "pict", "object"):
                self._drawn(child, line, flow)
            elif name == "AlternateContent":
                self._in_run(choose(child), line, flow, target, letters, signs)
            elif name == "ruby":
                base = child.find(f"{W}rubyBase")
                if base is not None:
                    self._inline(base, line, flow, target)

    def _add(self, line: _Line, flow: _Flow, text: str, letters: Letters, target: str | None) -> None:
        if not text or any(each.code for each in self._fields):
            return
        if letters.hidden:
            self._seen["hidden"] += bool(text.strip())
            return
        if line.page is None and text.strip():
            line.page = self._page_of(flow.place)
        if target is None:
            target = next((each.target for each in reversed(self._fields) if each.target is not None), None)
        line.stretches.append((text, letters, target))

    def _sign(self, element: Any) -> str:
        try:
            code = int(element.get(f"{W}char") or "", 16)
        except ValueError:
            code = 0
        font = (element.get(f"{W}font") or "").lower()
        if 0xF000 <= code <= 0xF0FF or font in _SIGN_FONTS:
            found = symbol(code) if font in _SIGN_FONTS else UNKNOWN_SYMBOL
        else:
            found = chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE else UNKNOWN_SYMBOL
        self._seen["signs"] += found == UNKNOWN_SYMBOL
        return found

    def _field_mark(self, mark: Any) -> None:
        if mark not in self._whole_fields:
            return
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].code = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _target(self, link: Any, place: _Place) -> str | None:
        id_, anchor = link.get(f"{{{OFFICE}}}id"), link.get(f"{W}anchor")
        if id_ is None:
            return f"#{anchor}" if anchor else None
        relation = self._package.relations(place.part).get(id_)
        if relation is None:
            self._seen["links"] += 1
            return None
        return f"{relation.target}#{anchor}" if anchor else relation.target

    # What is anchored: text boxes, diagrams, pictures

    def _drawn(self, element: Any, line: _Line, flow: _Flow) -> None:
        if any(each.code for each in self._fields):
            return
        for each in drawn(element, self._seen, lambda id_: self._diagram(id_, flow.place)):
            # What is measured from its own paragraph cannot be compared with what hangs on another, nor across pages.
            own = self._paragraphs if each.frame is not None and not _OF_THE_PAGE.search(each.frame) else 0
            frame = None if each.frame is None else f"{each.frame} {own} {self._page_of(flow.place)}"
            line.floats.append(replace(each, frame=frame))

    def _diagram(self, id_: str | None, place: _Place) -> Any:
        return self._package.root(self._package.named(place.part, id_, "diagramData"))

    def _float(self, flow: _Flow) -> None:
        """Reads the boxes that wait: they stand after the paragraph in which they are anchored."""
        waiting, flow.floats = flow.floats, []
        page = self._page_of(flow.place)
        shape = flow.place.shape if flow.place.shape in (Shape.furniture, Shape.note) else Shape.box
        for each in in_order(waiting):
            self._boxes += 1
            place = replace(flow.place, shape=shape, box=self._boxes, main=False, page=page, label=None)
            if each.story is not None:
                self._story(each.story, place)
            for depth, words in each.lines:
                self._pieces.append(
                    Piece(
                        words,
                        shape,
                        page,
                        table=place.table,
                        row=place.row,
                        column=place.column,
                        box=self._boxes,
                        depth=depth,
                    )
                )

    # What stands outside the text

    def _read_notes(self) -> None:
        numbers: Counter[str] = Counter()
        done: set[tuple[str, str]] = set()
        # A note may hold a reference to another: the list grows while it is read.
        for kind, id_, page in self._notes:
            if (kind, id_) in done:
                continue
            done.add((kind, id_))
            part = self._package.first(self._main, f"{kind}s")
            found = None
            if part is not None:
                found = next(
                    (each for each in self._package.root(part).iterfind(f"{W}{kind}") if each.get(f"{W}id") == id_),
                    None,
                )
            if part is None or found is None:
                self._seen["notes"] += 1
                continue
            numbers[kind] += 1
            self._story(found, _Place(part, Shape.note, page=page, label=str(numbers[kind])))

    def _furniture(self, body: Any) -> None:
        settings = self._optional("settings")
        both_sides = bool(switched(settings, "evenAndOddHeaders"))
        wanted: dict[str, list[str]] = {"header": [], "footer": []}
        for section in body.iter(f"{W}sectPr"):
            shown = (
                {"default"}
                | ({"first"} if switched(section, "titlePg") else set())
                | ({"even"} if both_sides else set())
            )
            for which, parts in wanted.items():
                for reference in section.iterfind(f"{W}{which}Reference"):
                    if reference.get(f"{W}type", "default") in shown:
                        part = self._package.named(self._main, reference.get(f"{{{OFFICE}}}id"), which)
                        if part not in parts:
                            parts.append(part)
        text, self._pieces = self._pieces, []
        self._running(wanted["header"])
        text, self._pieces = self._pieces + text, []
        self._running(wanted["footer"])
        self._pieces = text + self._pieces

    def _running(self, parts: list[str]) -> None:
        seen: set[tuple[str, ...]] = set()
        for part in parts:
            start = len(self._pieces)
            self._story(self._package.root(part), _Place(part, Shape.furniture))
            words = tuple(each.text for each in self._pieces[start:])
            if words in seen:
                del self._pieces[start:]
            seen.add(words)

    def _optional(self, type_: str) -> Any:
        part = self._package.first(self._main, type_)
        return None if part is None else self._package.root(part)

    def _said_of_it(self) -> list[str]:
        seen = self._seen
        found = [
            (seen["changes"], "changes in it are tracked: words put in are read, words taken out are not"),
            (seen["pictures"], f"{counted(seen['pictures'], 'picture was', 'pictures were')} not read"),
            (seen["charts"], f"{counted(seen['charts'], 'chart was', 'charts were')} not read"),
            (seen["objects"], f"{counted(seen['objects'], 'file within it was', 'files within it were')} not read"),
            (seen["chunks"], f"{counted(seen['chunks'], 'other document in it was', 'other documents in it were')} not read"),
            (seen["comments"], f"{counted(seen['comments'], 'comment was', 'comments were')} not read"),
            (seen["hidden"], "words that the page does not show were left out"),
            (seen["prompts"], f"{counted(seen['prompts'], 'empty form field was', 'empty form fields were')} left out"),
            (seen["signs"], f"{counted(seen['signs'], 'sign was', 'signs were')} of a font that is not known"),
            (seen["links"], f"{counted(seen['links'], 'link has', 'links have')} lost the address"),
            (seen["notes"], f"{counted(seen['notes'], 'footnote is', 'footnotes are')} missing from the file"),
        ]  # fmt: skip
        return [words for number, words in found if number]


def _inner(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also where a content control or a tracked change stands round them."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name == "sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _inner(content, wanted)
        elif name in _THROUGH:
            yield from _inner(child, wanted)
        elif name == "AlternateContent":
            yield from _inner(choose(child), wanted)


def _whole_fields(root: Any) -> set[Any]:
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
        elif element is root or (name not in _GONE and name not in ("txbxContent", "Fallback")):
            waiting.extend(reversed(element))
    return found


def _signs(text: str) -> str:
    """Words set in a font of signs, as the signs; what is not known stays as it is."""
    return "".join(
        each if symbol(ord(each)) == UNKNOWN_SYMBOL or ord(each) < 0x21 else symbol(ord(each)) for each in text
    )


def _look(stretches: list[tuple[str, Letters, str | None]]) -> tuple[float | None, bool]:
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


def _one_target(stretches: list[tuple[str, Letters, str | None]]) -> str | None:
    targets = {target for text, _, target in stretches if text.strip()}
    return targets.pop() if len(targets) == 1 else None
