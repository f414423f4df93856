"""Lays a briefing out as Word does: styles or mere bold for headings, tables, text boxes with their fallback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Pt

from scripts.briefings.content import Box, Break, Briefing, Entries, Grid, Heading, Paragraph, Part, lines, words
from scripts.briefings.zipped import settled

_SPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def written(briefing: Briefing) -> bytes:
    """The bytes of a .docx file."""
    document = Document()
    document.core_properties.created = document.core_properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001 - as Word writes it
    document.core_properties.author = ""
    if briefing.head:
        document.sections[0].header.paragraphs[0].text = briefing.head
    if briefing.foot:
        document.sections[0].footer.paragraphs[0].text = briefing.foot
    _body(document, briefing.parts, briefing.look)
    held = BytesIO()
    document.save(held)
    return settled(held.getvalue())


def _body(document: Any, parts: Iterable[Part], look: dict[str, Any]) -> None:
    boxes = 0
    for part in parts:
        if isinstance(part, Heading):
            _heading(document, part, look)
        elif isinstance(part, Paragraph):
            run = document.add_paragraph().add_run(" ".join(words(each) for each in part.pieces))
            run.bold = part.bold or None
        elif isinstance(part, Entries):
            for at, each in enumerate(part.entries):
                if part.marks:
                    document.add_paragraph(f"{part.marks[at]}\t{words(each)}")
                else:
                    style = "List Number" if part.numbered else "List Bullet"
                    document.add_paragraph(words(each), style=style if not part.level else f"{style} {part.level + 1}")
        elif isinstance(part, Grid):
            _grid(document, part)
        elif isinstance(part, Box):
            boxes += 1
            document.add_paragraph()._p.append(parse_xml(_text_box(part, boxes)))
        elif isinstance(part, Break):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _heading(document: Any, part: Heading, look: dict[str, Any]) -> None:
    if look.get("headings") == "bold":  # as people do who never open the list of styles
        run = document.add_paragraph().add_run(part.text)
        run.bold = True
        run.font.size = Pt({1: 20, 2: 13}.get(part.level, 11))
    else:
        document.add_heading(part.text, level=part.level)


def _grid(document: Any, part: Grid) -> None:
    many = len(part.head) or len(part.rows[0])
    table = document.add_table(rows=0, cols=many)
    table.style = "Table Grid"
    if part.head:
        for cell, text in zip(table.add_row().cells, part.head, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
    for row in part.rows:
        cells = table.add_row().cells
        if len(row) == 1 and many > 1:  # a row that runs across the table
            cells = [cells[0].merge(cells[-1])]
        for cell, content in zip(cells, row, strict=True):
            first, *rest = lines(content)
            cell.paragraphs[0].text = first
            for each in rest:
                cell.add_paragraph(each)


def _text_box(part: Box, number: int) -> str:
    inside = "".join(_box_paragraphs(part.parts))
    return (
        f'<w:r {_SPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" '
        f'distL="0" distR="0"><wp:extent cx="5400000" cy="1800000"/><wp:docPr id="{100 + number}" name="Text Box {number}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="1800000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>'
        f"{inside}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        '</mc:Choice><mc:Fallback><w:pict><v:shape style="width:425pt;height:142pt"><v:textbox><w:txbxContent>'
        f"{inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _box_paragraphs(parts: Iterable[Part]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, Heading):
            yield _paragraph(part.text, bold=True)
        elif isinstance(part, Paragraph):
            yield _paragraph(" ".join(words(each) for each in part.pieces), bold=part.bold)
        elif isinstance(part, Entries):
            for at, each in enumerate(part.entries):
                mark = part.marks[at] if part.marks else f"{at + 1}." if part.numbered else ""
                yield _paragraph(f"{mark} {words(each)}".strip(), style="" if mark else "ListBullet")


def _paragraph(text: str, *, bold: bool = False, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p>{properties}<w:r>{weight}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
