"""Lays a briefing out as a partnership's web page: its menu above, its small print below, its parts between."""

from __future__ import annotations

from html import escape

from scripts.briefings.content import Break, Briefing, Entries, Grid, Heading, Paragraph, Part, lines, words


def written(briefing: Briefing) -> bytes:
    """The bytes of an .html file."""
    body = "\n".join(_part(part, briefing) for part in briefing.parts)
    title = next(each.text for each in briefing.parts if isinstance(each, Heading))
    menu = "".join(
        f'<li><a href="/{at}">{escape(each)}</a></li>' for at, each in enumerate(briefing.look.get("menu", ()))
    )
    small = "".join(f"<p>{escape(each)}</p>" for each in briefing.look.get("small_print", ()))
    return (
        f'<!DOCTYPE html>\n<html lang="{briefing.look.get("lang", "en-GB")}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>.sidebar {{ float: right; width: 30% }}</style>\n"
        "<script>window.visits = window.visits || [];</script>\n</head>\n<body>\n"
        f'<header><nav aria-label="Main menu"><ul>{menu}</ul></nav></header>\n<main id="content">\n{body}\n</main>\n'
        f"<footer>{small}</footer>\n</body>\n</html>\n"
    ).encode()


def _part(part: Part, briefing: Briefing) -> str:
    if isinstance(part, Heading):
        if briefing.look.get("folding") and part.level == 3:
            return f'<h3 class="accordion"><button type="button">{escape(part.text)}</button></h3>'
        return f"<h{part.level}>{escape(part.text)}</h{part.level}>"
    if isinstance(part, Paragraph):
        text = " ".join(_linked(words(each), briefing) for each in part.pieces)
        return f"<p><strong>{text}</strong></p>" if part.bold else f"<p>{text}</p>"
    if isinstance(part, Entries):
        tag = "ol" if part.numbered else "ul"
        inside = "\n".join(
            f"<li>{escape(part.marks[at]) + ' ' if part.marks else ''}{_linked(words(each), briefing)}</li>"
            for at, each in enumerate(part.entries)
        )
        return f"<{tag}>\n{inside}\n</{tag}>"
    if isinstance(part, Grid):
        head = "".join(f'<th scope="col">{escape(each)}</th>' for each in part.head)
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{'<br>'.join(escape(each) for each in lines(cell))}</td>" for cell in row) + "</tr>"
            for row in part.rows
        )
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    if isinstance(part, Break):
        return "<hr>"
    return '<aside class="sidebar">\n' + "\n".join(_part(each, briefing) for each in part.parts) + "\n</aside>"


def _linked(text: str, briefing: Briefing) -> str:
    address = briefing.look.get("links", {}).get(text)
    return f'<a href="{address}">{escape(text)}</a>' if address else escape(text)
