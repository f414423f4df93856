"""`nightlight seal` and `nightlight verify`: a chronology with its hash chain, and whether anything was touched."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from nightlight.chronology.chain import Link
from nightlight.chronology.chain import seal as seal_entries
from nightlight.chronology.chain import verify as verify_chain
from nightlight.chronology.problems import Problem, Unreadable, printable
from nightlight.chronology.record import order_of_recording
from nightlight.cli.app import app, out
from nightlight.exchange.case_file import read_case_file, read_text
from nightlight.exchange.sealed_file import read_sealed, write_sealed

_HASH: Final = re.compile("[0-9a-f]{64}")


@app.command()
def seal(
    file: Annotated[Path, typer.Argument(help="A case file.", metavar="FILE")],
    to: Annotated[Path, typer.Option("--to", help="Where to write the sealed chronology.", metavar="FILE")],
) -> None:
    """Writes the entries of a case as a sealed chronology: one line each, every line bound to the one before.

    Keep the head that it prints somewhere else: with it, `verify` also finds an end that was cut off.

    Example:

      nightlight seal case.yaml --to family.sealed.jsonl
    """
    if to.exists() and file.exists() and to.samefile(file):
        raise typer.BadParameter("name another file; this one is the case itself", param_hint="--to")
    entries = sorted(read_case_file(file).chronology.entries, key=order_of_recording)
    links = list(seal_entries(entries, (secrets.token_hex(16) for _ in entries)))
    try:
        to.write_text(write_sealed(links), encoding="utf-8")
    except OSError as wrong:
        raise Unreadable([Problem("--to", f"it cannot be written: {wrong.strerror}", file=str(to))]) from None
    out.print(printable(f"{len(links)} entries sealed in {to}"), soft_wrap=True)
    out.print(f"Head: {links[-1].hash}", soft_wrap=True)


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Sealed chronologies.", metavar="FILE…")],
    head: Annotated[
        str | None, typer.Option("--head", help="The head as it was kept elsewhere (for one file).", metavar="HASH")
    ] = None,
) -> None:
    """Names every entry of a sealed chronology that was changed, moved, added or is missing.

    Words that were erased together with their salt are no change. With the head that `seal` printed, an end that was
    cut off or added is found, too.

    Example:

      nightlight verify family.sealed.jsonl --head 3f1c…
    """
    if head is not None and not _HASH.fullmatch(head):
        raise typer.BadParameter("a head is 64 hexadecimal digits, as `nightlight seal` prints it", param_hint="--head")
    if head is not None and len(files) > 1:
        raise typer.BadParameter("a head belongs to one file; verify the files one by one", param_hint="--head")
    problems: list[Problem] = []
    for file in files:
        try:
            links = read_sealed(read_text(file), str(file))
        except Unreadable as wrong:
            problems.extend(wrong.problems)
            continue
        found = verify_chain(links, head)
        problems += [replace(each, file=str(file)) for each in found]
        if not found:
            out.print(printable(f"{file}: {_whole(links)}"), soft_wrap=True)
    if problems:
        raise Unreadable(problems)


def _whole(links: list[Link]) -> str:
    erased = sum(link.words is None and bool(link.digests) for link in links)
    said = f"{len(links)} entries, none changed, moved, added or missing"
    return said + (f"; the words of {erased} were erased" if erased else "")
