"""Word, slides and packed files made by hand for the tests of `nightlight.exchange.briefings`: every byte is ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": W,
        "r": OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def packed(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip file, in their order."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return held.getvalue()


def relations(*ties: tuple[str, str, str]) -> str:
    """A part of relationships: id, last word of the kind, target; a target with a colon is outside."""
    outside = " TargetMode='External'"
    told = "".join(
        f"<Relationship Id='{id_}' Type='{OFFICE}/{kind}' Target='{target}'{outside if ':' in target else ''}/>"
        for id_, kind, target in ties
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{told}</Relationships>'


def word_parts(body: str, ties: tuple[tuple[str, str, str], ...] = (), **parts: str) -> dict[str, str | bytes]:
    """The parts of a Word file with this body; further parts by name ("styles", "footnotes"), tied by themselves."""
    kinds = {"header1": "header", "footer1": "footer", "header2": "header"}
    own = tuple((f"own-{name}", kinds.get(name, name), f"{name}.xml") for name in parts)
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("main", "officeDocument", "word/document.xml")),
        "word/document.xml": f"{_HEAD}<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(*ties, *own),
        **{f"word/{name}.xml": _HEAD + text.replace(">", f" {SPACES}>", 1) for name, text in parts.items()},
    }


def word(body: str, ties: tuple[tuple[str, str, str], ...] = (), **parts: str) -> bytes:
    """A Word file with this body."""
    return packed(word_parts(body, ties, **parts))


def p(words: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{r(words, run)}</w:p>"


def r(words: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{words}</w:t></w:r>'


def text_box(story: str, *, left: int = 0, top: int = 0, wide: int = 1000, high: int = 500, frame: str = "page") -> str:
    """A run with a text box as Word writes it: for newer programs, and again for older ones."""
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{new_box(story, left, top, wide, high, frame)}</mc:Choice>"
        f"<mc:Fallback>{old_box(story)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def new_box(story: str, left: int = 0, top: int = 0, wide: int = 1000, high: int = 500, frame: str = "page") -> str:
    """A text box in DrawingML."""
    return (
        f"<w:drawing><wp:anchor><wp:positionH relativeFrom='{frame}'><wp:posOffset>{left}</wp:posOffset></wp:positionH>"
        f"<wp:positionV relativeFrom='{frame}'><wp:posOffset>{top}</wp:posOffset></wp:positionV>"
        f"<wp:extent cx='{wide}' cy='{high}'/><wp:docPr id='1' name='Box' descr='a made-up description'/>"
        f"<a:graphic><a:graphicData>{shape(story)}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def inline(data: str, about: str = "") -> str:
    """A run with a drawing in the line."""
    return f"<w:r><w:drawing><wp:inline>{about}<a:graphic><a:graphicData>{data}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"


def shape(story: str, place: str = "") -> str:
    """A shape with words, as it stands in a drawing or a group."""
    return f"<wps:wsp><wps:spPr>{place}</wps:spPr><wps:txbx><w:txbxContent>{story}</w:txbxContent></wps:txbx></wps:wsp>"


def old_box(story: str) -> str:
    """A text box in VML."""
    return (
        "<w:pict><v:shape style='position:absolute;margin-left:1pt;margin-top:2pt;width:30pt;height:20pt'>"
        f"<v:textbox><w:txbxContent>{story}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )


def numbered(id_: str, level: int = 0) -> str:
    """The properties of a paragraph in a list."""
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{id_}'/></w:numPr>"


def level(number: int, shape_: str, text: str, more: str = "") -> str:
    """One level of a list."""
    return f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='{shape_}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"


def slides_parts(
    *slides: str, notes: Mapping[int, str] | None = None, show: tuple[bool, ...] = ()
) -> dict[str, str | bytes]:
    """The parts of a slides file whose slides have these shapes; notes by the number of the slide, from 1."""
    notes = notes or {}
    ids = "".join(f"<p:sldId id='{255 + n}' r:id='s{n}'/>" for n in range(1, len(slides) + 1))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("main", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"{_HEAD}<p:presentation {SPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
    }
    for number, shapes in enumerate(slides, 1):
        hidden = "" if number > len(show) or show[number - 1] else " show='0'"
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"{_HEAD}<p:sld {SPACES}{hidden}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        )
        if number in notes:
            parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(
                ("n", "notesSlide", f"../notesSlides/notes{number}.xml")
            )
            parts[f"ppt/notesSlides/notes{number}.xml"] = (
                f"{_HEAD}<p:notes {SPACES}><p:cSld><p:spTree>{slide_shape(notes[number], holder='body')}"
                f"{slide_shape('9', holder='sldNum')}</p:spTree></p:cSld></p:notes>"
            )
    return parts


def slide_shape(
    words: str, *, left: int = 0, top: int = 0, wide: int = 100, high: int = 20, holder: str = "", paragraph: str = ""
) -> str:
    """A shape on a slide; its paragraphs are the lines of `words`."""
    place = f"<a:xfrm><a:off x='{left}' y='{top}'/><a:ext cx='{wide}' cy='{high}'/></a:xfrm>"
    held = f"<p:ph type='{holder}'/>" if holder else ""
    lines = "".join(f"<a:p><a:pPr>{paragraph}</a:pPr><a:r><a:t>{line}</a:t></a:r></a:p>" for line in words.split("\n"))
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr id='1' name='x' descr='a made-up description'/><p:cNvSpPr/><p:nvPr>{held}</p:nvPr></p:nvSpPr>"
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/>{lines}</p:txBody></p:sp>"
    )


def own_shape(paragraphs: str) -> str:
    """A shape on a slide with paragraphs of one's own making."""
    return (
        "<p:sp><p:nvSpPr><p:cNvPr id='1' name='x'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>"
        f"<p:txBody>{paragraphs}</p:txBody></p:sp>"
    )


def group(shapes: str, *, left: int, top: int, wide: int = 100, high: int = 100) -> str:
    """A group of shapes on a slide."""
    return (
        f"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr><a:xfrm><a:off x='{left}' y='{top}'/><a:ext cx='{wide}' cy='{high}'/>"
        f"<a:chOff x='0' y='0'/><a:chExt cx='{wide}' cy='{high}'/></a:xfrm></p:grpSpPr>{shapes}</p:grpSp>"
    )
