"""`nightlight read`: what a published review says, item by item, each with its place in the document."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nightlight.chronology.problems import printable
from nightlight.cli.app import app, err, out
from nightlight.cli.documents_in import Files, Reader
from nightlight.cli.reviews_shown import plural
from nightlight.cli.suggesting import Suggesting
from nightlight.documents.reading_words import audience_words, fact_words, format_words, kind_words
from nightlight.learning.masking import is_hidden, masked, shown
from nightlight.learning.reading import Item, Reading
from nightlight.learning.themes import Suggestion

#: So much of a text that found no place is printed; the page and the JSON have all of it.
_SHOWN_OF_TRAY = 160

_Themes = dict[str, tuple[Suggestion, ...]]


@app.command()
def read(
    files: Files,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON and nothing else: one object on one line for each document.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            help="Also write the document beside its items as one self-contained page; for several documents, a folder of"
            " pages.",
            metavar="FILE",
        ),
    ] = None,
    contacts: Annotated[
        bool,
        typer.Option("--contacts", help="Show names, addresses and numbers of contacts; they are masked otherwise."),
    ] = False,
) -> None:
    """Reads published reviews: facts, findings, lessons, recommendations, each where it stands; what found no place is said.

    Nothing is made up and nothing is dropped: every item is quoted from the document, and text that is no item goes to the
    tray, with the reason. Themes are suggestions. A file that cannot be read is named on standard error, and the
    rest is read all the same. Nothing is kept: `nightlight reviews add` does that.

    Examples:

      nightlight read briefing.pdf

      nightlight read reviews/ --html pages/

      nightlight read briefing.docx --json | jq '.items[] | select(.kind == "recommendation") | .text'

      pdftotext briefing.pdf - | nightlight read -
    """
    reader = Reader(files)
    several = len(reader.files) > 1
    if html is not None and several and (html.is_file() or html.suffix.lower() in (".html", ".htm")):
        message = f"{html} is one page, and there are {len(reader.files)} documents; name a folder"
        raise typer.BadParameter(printable(message), param_hint="--html")
    if html is not None and not several and not html.is_dir() and _is_in_the_way(html):
        message = f"{html} is there already and is no page of ours; name another file, or remove it first"
        raise typer.BadParameter(printable(message), param_hint="--html")
    suggesting = Suggesting()
    for file, reading in reader.readings():
        themes = suggesting.themes(reading)
        if as_json:
            from nightlight.cli.reading_json import one_line, plain

            print(one_line(plain(reading, themes, contacts=contacts)), flush=True)  # noqa: T201
        else:
            show(reading, themes, suggesting, contacts=contacts)
        if html is not None:
            target = html / page_name(reading) if several or html.is_dir() else html
            _write(target, reading, themes, suggesting, contacts=contacts, reader=reader, file=file)
    reader.end()


def _is_in_the_way(target: Path) -> bool:
    """Whether a file is there that is none of our pages: a slip of the hand must not cost a review."""
    from nightlight.documents.reading_page import OURS

    try:
        with target.open("rb") as file:
            return target.is_file() and OURS.encode() not in file.read(4096)
    except OSError:
        return False  # there is none; or what cannot be read is said where it cannot be written


def page_name(reading: Reading) -> str:
    """The name of a document's page in a folder of pages: its own, and a piece of its hash, so that no two are one."""
    stem = re.sub(r"[^\w.-]+", "-", Path(reading.document.name).stem).strip("-.")[:80] or "document"
    return f"{stem}-{reading.document.source[:8]}.html"


def _write(
    target: Path,
    reading: Reading,
    themes: _Themes,
    suggesting: Suggesting,
    *,
    contacts: bool,
    reader: Reader,
    file: str,
) -> None:
    from nightlight.documents.reading_page import reading_page

    labels = {each.name: each.label for each in suggesting.taxonomy.themes.values()}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(target, reading_page(reading, themes, labels, contacts=contacts))
    except OSError as wrong:
        reader.say_of_page(f"{file}: its page {target} cannot be written: {wrong.strerror}")
        return
    err.print(f"Written: {printable(str(target.resolve()))}", soft_wrap=True)


def _put(target: Path, page: str) -> None:
    """Writes a page whole or not at all: one that was begun and not ended would look like a review that says no more."""
    if target.exists() and not target.is_file():
        target.write_text(page, encoding="utf-8")  # a pipe or a device, such as /dev/stdout
        return
    target = target.resolve()
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".page-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page)
        # As other new files are: the owner's alone would surprise whoever shares the folder.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(beside, 0o666 & ~mask)
        os.replace(beside, target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def show(reading: Reading, themes: _Themes, suggesting: Suggesting, *, contacts: bool = False) -> None:
    """Prints a reading: facts, items by section, themes, tray, notes."""
    document = reading.document

    def said(text: str) -> str:
        return printable(" ".join((text if contacts else masked(text)).split()))

    out.print()
    out.print(Text(said(reading.fact("title") or document.name), style="bold"))
    pages = f", {document.pages} page{'s' * (document.pages != 1)}" if document.pages else ""
    counted = f"{plural(len(reading.items), 'item')}, {len(reading.tray)} in the tray"
    out.print(
        f"{printable(document.name)}: {format_words(document.media)}{pages}; {counted}", style="dim", soft_wrap=True
    )
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for fact in reading.facts:
        if fact.field != "title":
            name, value = fact_words(fact)
            table.add_row(name, Text(said(value)))
    if table.row_count:
        out.print(table)
    for note in (*document.notes, *reading.notes):
        out.print(Text(f"Note: {said(note)}", style="italic"))
    for heading, items in groupby(reading.items, key=lambda each: each.heading):
        out.print()
        out.print(Text(said(heading) or "Under no heading", style="bold"))
        for each in items:
            _show_item(each, themes.get(each.id, ()), suggesting, contacts=contacts)
    if reading.tray:
        out.print()
        out.print(Text("What found no place among the items, and why", style="bold"))
        # What stands on every page is said once, and how often.
        for (text, reason), times in Counter((said(left.text), left.reason) for left in reading.tray).items():
            cut = text if len(text) <= _SHOWN_OF_TRAY else text[:_SHOWN_OF_TRAY] + "…"
            often = f"; {times} times" if times > 1 else ""
            out.print(Padding(Text.assemble(cut, (f" ({reason}{often})", "dim")), (0, 0, 0, 2), expand=False))


def _show_item(item: Item, themes: tuple[Suggestion, ...], suggesting: Suggesting, *, contacts: bool) -> None:
    words = Text()
    words.append(f"{kind_words(item.kind)}", style="cyan")
    if item.audience:
        words.append(f" for {audience_words(item.audience)}", style="cyan")
    words.append(f" {printable(item.number)}:" if item.number else ":", style="cyan")
    words.append(f" {printable(item.norm if contacts else shown(item))}")
    if item.corrected and (contacts or not is_hidden(item)):
        words.append(f" [meant: {printable(masked(item.corrected))}]", style="dim")
    if item.owner:
        words.append(f" (to be done by: {printable(masked(item.owner))})", style="dim")
    first = [suggesting.label(each.theme) for each in themes if each.shown_first]
    if first:
        words.append(f" · {', '.join(first)}", style="dim italic")
    out.print(Padding(words, (0, 0, 0, 2), expand=False))
