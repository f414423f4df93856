"""The words of a SmartArt diagram, from its data: what is drawn is made anew from these."""

from __future__ import annotations

from typing import Any, Final

from nightlight.exchange.briefings.package import local, whole

DGM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
#: Points that are only about the drawing repeat the words of others.
_DRAWN: Final = "pres"


def diagram_lines(root: Any) -> list[tuple[int, str]]:
    """Each paragraph of a diagram with its depth, from 1, parents before what hangs on them, in the diagram's own order."""
    points: dict[str, Any] = {}
    top = None
    for point in root.iterfind(f"{DGM}ptLst/{DGM}pt"):
        id_ = point.get("modelId") or ""
        if point.get("type") == "doc":
            top = id_
        if point.get("type") != _DRAWN:
            points[id_] = point
    below: dict[str, list[tuple[int, str]]] = {}
    for tie in root.iterfind(f"{DGM}cxnLst/{DGM}cxn"):
        if tie.get("type", "parOf") == "parOf":
            order = whole(tie.get("srcOrd"), 0, 1_000_000) or 0
            below.setdefault(tie.get("srcId") or "", []).append((order, tie.get("destId") or ""))
    found: list[tuple[int, str]] = []
    seen: set[str] = set()
    waiting = [(0, top)] if top is not None else []
    while waiting:
        depth, id_ = waiting.pop()
        if id_ in seen or id_ not in points:
            continue
        seen.add(id_)
        found.extend((max(depth, 1), line) for line in point_lines(points[id_]))
        waiting.extend(
            (depth + 1, under) for _, under in sorted(below.get(id_, []), key=lambda each: each[0], reverse=True)
        )
    for id_, point in points.items():
        if id_ not in seen:
            found.extend((1, line) for line in point_lines(point))
    return found


def point_lines(element: Any) -> list[str]:
    """The paragraphs of drawn text under an element, each as one text."""
    return [words for each in element.iter(f"{A}p") if (words := _words(each)).strip()]


def _words(paragraph: Any) -> str:
    return "".join("\n" if local(each) == "br" else each.text or "" for each in paragraph.iter(f"{A}t", f"{A}br"))
