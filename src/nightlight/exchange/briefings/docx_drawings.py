"""What is drawn in a Word file: text boxes of both kinds, groups of them, diagrams and pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nightlight.exchange.briefings.diagram import A, diagram_lines, point_lines
from nightlight.exchange.briefings.order import Box, by_place
from nightlight.exchange.briefings.package import OFFICE, local, whole

_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_REL: Final = f"{{{OFFICE}}}"
_FAR: Final = 10**10
_LENGTH: Final = re.compile(r"\s*(-?\d{1,9}(?:\.\d{0,6})?)\s*(pt|in|cm|mm|px|pc)?\s*\Z")
_POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0, None: 1.0}


@dataclass(frozen=True, slots=True)
class Float:
    """One box that is anchored in a paragraph: its paragraphs (`story`) or its lines, with their depth.

    `at` is where it stands, measured from what `frame` names; None where the file does not say.
    """

    story: Any = None
    lines: Sequence[tuple[int | None, str]] = ()
    at: Box | None = None
    frame: str | None = None


def choose(alternatives: Any) -> Any:
    """The one of several drawings of the same thing that is read: the first for newer programs that has words.

    The one for older programs repeats the same words, and is read only where the newer ones have none.
    """
    branches = [each for each in alternatives if local(each) in ("Choice", "Fallback")]
    branches.sort(key=lambda each: local(each) == "Fallback")
    for each in branches:
        if _has_words(each):
            return each
    return branches[0] if branches else ()


def _has_words(element: Any) -> bool:
    for each in element.iter():
        name = local(each)
        if name in ("t", "instrText") and (each.text or "").strip():
            return True
        if name == "relIds" or (name == "textpath" and (each.get("string") or "").strip()):
            return True
    return False


def drawn(element: Any, seen: Counter[str], diagram: Callable[[str | None], Any]) -> list[Float]:
    """The boxes of a `w:drawing`, `w:pict` or `w:object`; pictures, charts and files within are counted in `seen`."""
    if local(element) == "drawing":
        return [each for frame in element for each in _new_kind(frame, seen, diagram)]
    if local(element) == "object":
        seen["objects"] += 1
        return [each for each in _old_kind(element, Counter()) if each.story is not None]
    return list(_old_kind(element, seen))


def in_order(floats: Sequence[Float]) -> list[Float]:
    """Boxes in reading order: by place where all are measured from the same edge, else as they are stored."""
    frames = {each.frame for each in floats}
    boxes = [each.at for each in floats if each.at is not None]
    if len(floats) < 2 or len(frames) != 1 or None in frames or len(boxes) != len(floats):
        return list(floats)
    return by_place(floats, boxes)


def _new_kind(frame: Any, seen: Counter[str], diagram: Callable[[str | None], Any]) -> list[Float]:
    data = frame.find(f"{A}graphic/{A}graphicData")
    if data is None:
        return []
    shown = frame.find(f"{_WP}docPr")
    if shown is not None and shown.get("hidden") in ("1", "true"):
        seen["hidden"] += 1
        return []
    found = list(_shapes(data, seen, diagram))
    at, edge = _anchored(frame)
    ordered = in_order(found)
    # A drawing is one thing on the page, whatever it is made of: its parts stay together.
    return [Float(each.story, each.lines, at, edge) for each in ordered]


def _anchored(frame: Any) -> tuple[Box | None, str | None]:
    across, down, size = frame.find(f"{_WP}positionH"), frame.find(f"{_WP}positionV"), frame.find(f"{_WP}extent")
    if across is None or down is None:
        return None, None
    left = whole(across.findtext(f"{_WP}posOffset"), -_FAR, _FAR)
    top = whole(down.findtext(f"{_WP}posOffset"), -_FAR, _FAR)
    if left is None or top is None:
        return None, None
    wide = whole(size.get("cx"), 0, _FAR) if size is not None else None
    high = whole(size.get("cy"), 0, _FAR) if size is not None else None
    box = Box(left, top, left + (wide or 1), top + (high or 1))
    return box, f"{across.get('relativeFrom')} {down.get('relativeFrom')}"


def _shapes(parent: Any, seen: Counter[str], diagram: Callable[[str | None], Any]) -> Iterator[Float]:
    for child in parent:
        name = local(child)
        if name in ("wsp", "sp", "txSp"):
            at = _placed(child)
            story = next(child.iter("{*}txbxContent"), None)
            if story is not None:
                yield Float(story, at=at, frame="group" if at else None)
            elif lines := point_lines(child):
                yield Float(lines=[(None, each) for each in lines], at=at, frame="group" if at else None)
        elif name in ("wgp", "grpSp", "wpc", "lockedCanvas"):
            at = _placed(child)
            inner = in_order(list(_shapes(child, seen, diagram)))
            yield from (Float(each.story, each.lines, at, "group" if at else None) for each in inner)
        elif name == "pic":
            seen["pictures"] += 1
        elif name == "chart":
            seen["charts"] += 1
        elif name == "relIds":
            lines_of = diagram_lines(diagram(child.get(f"{_REL}dm")))
            yield Float(lines=[(depth, words) for depth, words in lines_of])
        elif name == "graphicFrame":
            data = child.find(f".//{A}graphicData")
            if data is not None:
                yield from _shapes(data, seen, diagram)
        elif name == "AlternateContent":
            yield from _shapes(choose(child), seen, diagram)


def _placed(shape: Any) -> Box | None:
    """Where a shape stands within its group."""
    for properties in shape:
        if local(properties) in ("spPr", "grpSpPr"):
            offset, size = properties.find(f"{A}xfrm/{A}off"), properties.find(f"{A}xfrm/{A}ext")
            if offset is None or size is None:
                return None
            left, top = whole(offset.get("x"), -_FAR, _FAR), whole(offset.get("y"), -_FAR, _FAR)
            wide, high = whole(size.get("cx"), 0, _FAR), whole(size.get("cy"), 0, _FAR)
            if left is None or top is None or wide is None or high is None:
                return None
            return Box(left, top, left + wide, top + high)
    return None


def _old_kind(parent: Any, seen: Counter[str]) -> Iterator[Float]:
    """The boxes of a drawing in VML, the markup of before 2010."""
    for child in parent:
        name = local(child)
        if name == "group":
            at, frame = _styled(child)
            yield from (Float(each.story, each.lines, at, frame) for each in in_order(list(_old_kind(child, seen))))
        elif name == "AlternateContent":
            yield from _old_kind(choose(child), seen)
        elif name == "imagedata":
            seen["pictures"] += 1
        elif name != "shapetype":
            at, frame = _styled(child)
            story = child.find("{*}textbox/{*}txbxContent")
            if story is not None:
                yield Float(story, at=at, frame=frame)
            words = next(((each.get("string") or "") for each in child if local(each) == "textpath"), "")
            if words.strip():
                yield Float(lines=[(None, words)], at=at, frame=frame)
            seen["pictures"] += sum(local(each) == "imagedata" for each in child)


def _styled(shape: Any) -> tuple[Box | None, str | None]:
    style = {
        key.strip().lower(): value.strip().lower()
        for key, _, value in (each.partition(":") for each in (shape.get("style") or "").split(";"))
    }
    if style.get("position") != "absolute":
        return None, None
    left, top = _length(style, "margin-left", "left"), _length(style, "margin-top", "top")
    if left is None or top is None:
        return None, None
    wide, high = _length(style, "width") or 1.0, _length(style, "height") or 1.0
    across = style.get("mso-position-horizontal-relative", "text")
    return Box(left, top, left + wide, top + high), f"{across} {style.get('mso-position-vertical-relative', 'text')}"


def _length(style: dict[str, str], *names: str) -> float | None:
    for name in names:
        found = _LENGTH.match(style.get(name, ""))
        if found:
            return float(found[1]) * _POINTS[found[2]]
    return None
