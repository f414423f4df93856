"""Word files: every word that the page shows, each once, in the order of the page.

The document is walked as it is stored, because the words of a briefing stand where simpler readers do not look: in text
boxes (kept twice, for newer and older programs), in tables made for layout, in content controls, in changes that
somebody tracked and nobody accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nightlight.exchange.briefings.docx_drawings import Float, choose, drawn, in_order
from nightlight.exchange.briefings.docx_numbering import Numbering
from nightlight.exchange.briefings.docx_styles import VAL, Letters, Styles, W, letters_of, said, switched
from nightlight.exchange.briefings.docx_text import (
    GONE,
    THROUGH,
    Field,
    Stretch,
    inner,
    look_of,
    one_target,
    signs_of,
    whole_fields,
)
from nightlight.exchange.briefings.guard import MEDIA, Format
from nightlight.exchange.briefings.package import OFFICE, Package, local, whole
from nightlight.exchange.briefings.refused import damaged
from nightlight.exchange.briefings.tidy import UNKNOWN_SYMBOL, Piece, assemble, counted, symbol
from nightlight.learning.document import Document, Shape

_CONTENTS_FIELD: Final = re.compile(r"\s*(?:TOC|TOA|INDEX)\b", re.IGNORECASE)
_SIGN_FONTS: Final = frozenset({"wingdings", "symbol"})
_OF_THE_PAGE: Final = re.compile(r"(?:page|margin|topMargin)\Z")
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

    stretches: list[Stretch] = field(default_factory=list)
    floats: list[Float] = field(default_factory=list)
    page: int | None = None

    @property
    def text(self) -> str:
        return "".join(each[0] for each in self.stretches)


@dataclass(slots=True)
class _Flow:
    """One run of paragraphs: the body, a cell, a box, a note."""

    place: _Place
    carried: list[Stretch] = field(default_factory=list)
    floats: list[Float] = field(default_factory=list)
    named_once: bool = False
    framed: tuple[tuple[tuple[str, str], ...], int] | None = None


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
        self._fields: list[Field] = []
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
        self._whole_fields.update(whole_fields(root))
        self._flow(root, place)
        self._fields = outside

    def _flow(self, root: Any, place: _Place) -> None:
        flow = _Flow(place)
        self._walk(root, flow)
        self._let_go(flow)

    def _let_go(self, flow: _Flow) -> None:
        """Ends what waits for a next paragraph, where none follows: a line that would have gone on, boxes."""
        if flow.carried:
            line, flow.carried = _Line(flow.carried, page=self._page_of(flow.place)), []
            self._emit(line, None, flow)
        self._float(flow)

    def _walk(self, parent: Any, flow: _Flow) -> None:
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child, flow)
            elif name == "tbl":
                self._let_go(flow)
                self._table(child, flow.place)
            elif name == "sdt":
                self._control(child, flow)
            elif name in GONE:
                self._seen["changes"] += 1
            elif name in THROUGH:
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
        for row in inner(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._seen["changes"] += 1
                continue
            column = whole(said(properties, "gridBefore"), 0, 1000) or 0
            header = bool(switched(properties, "tblHeader"))
            before = after = self._page
            for cell in inner(row, "tc"):
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
        box = self._frame_of(properties, flow) if place.box is None else place.box
        if box is not None and shape is Shape.paragraph:
            shape = Shape.box
        size, bold = look_of(line.stretches)
        self._pieces.append(
            Piece(
                text, shape, line.page if place.main else place.page, high, size, bold, label, place.table, place.row,
                place.column, box, one_target(line.stretches), place.header, depth,
            )
        )  # fmt: skip
        if line.floats:
            self._float(flow)

    def _frame_of(self, properties: Any, flow: _Flow) -> int | None:
        """The box that a paragraph stands in by its frame, the way of before text boxes; those that follow in the same
        frame are in the same box."""
        frame = properties.find(f"{W}framePr") if properties is not None else None
        if frame is None:
            flow.framed = None
            return None
        key = tuple(sorted(frame.items()))
        if flow.framed is None or flow.framed[0] != key:
            self._boxes += 1
            flow.framed = key, self._boxes
        return flow.framed[1]

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
                told = Field(said=child.get(f"{W}instr") or "")
                self._inline(child, line, flow, told.target or target, style)
            elif name == "sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not self._only_prompts(child):
                    self._inline(content, line, flow, target, style)
            elif name in GONE:
                self._seen["changes"] += 1
            elif name in THROUGH:
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
        font = (fonts.get(f"{W}ascii") or "").lower() if fonts is not None else ""
        self._in_run(run, line, flow, target, letters, font)

    def _in_run(self, run: Any, line: _Line, flow: _Flow, target: str | None, letters: Letters, font: str) -> None:
        for child in run:
            name = local(child)
            if name == "t":
                # A line end within the words of a run is a blank to Word: only `w:br` ends a line.
                text = (child.text or "").replace("\n", " ")
                self._add(line, flow, signs_of(text, font) if font in _SIGN_FONTS else text, letters, target)
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
                self._in_run(choose(child), line, flow, target, letters, font)
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
            known = font == "wingdings" or (font == "symbol" and code & 0xFF >= 0xA0)
            found = symbol(code) if known else UNKNOWN_SYMBOL
        else:
            found = chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE else UNKNOWN_SYMBOL
        self._seen["signs"] += found == UNKNOWN_SYMBOL
        return found

    def _field_mark(self, mark: Any) -> None:
        if mark not in self._whole_fields:
            return
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(Field())
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
        kept: dict[str, dict[str, Any]] = {}
        for kind in ("footnote", "endnote"):
            root = self._optional(f"{kind}s")
            found = root.iterfind(f"{W}{kind}") if root is not None else ()
            kept[kind] = {each.get(f"{W}id") or "": each for each in found}
        # A note may hold a reference to another: the list grows while it is read.
        for kind, id_, page in self._notes:
            if (kind, id_) in done:
                continue
            done.add((kind, id_))
            note = kept[kind].get(id_)
            part = self._package.first(self._main, f"{kind}s")
            if part is None:
                raise damaged(self._package.name, f"its {kind}s are missing")
            if note is None:
                self._seen["notes"] += 1
                continue
            numbers[kind] += 1
            self._story(note, _Place(part, Shape.note, page=page, label=str(numbers[kind])))

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
