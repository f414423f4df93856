"""`nightlight seal` and `nightlight verify`: a chronology with its hash chain, and whether anything in it was touched."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from nightlight.chronology.chain import seal as seal_entries
from nightlight.chronology.chain import verify as verify_chain
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.record import order_of_recording
from nightlight.cli.app import app, out
from nightlight.exchange.case_file import read_case_file, read_text
from nightlight.exchange.sealed_file import read_sealed, write_sealed


@app.command()
def seal(
    file: Annotated[Path, typer.Argument(help="A case file.", metavar="FILE")],
    to: Annotated[Path, typer.Option("--to", help="Where to write the sealed chronology.", metavar="FILE")],
) -> None:
    """Writes the entries of a case as a sealed chronology: one line each, every line bound to the one before.

    Keep the head that it prints somewhere else: with it, `verify` also finds an end that was cut off.
    """
    entries = sorted(read_case_file(file).chronology.entries, key=order_of_recording)
    links = list(seal_entries(entries, (secrets.token_hex(16) for _ in entries)))
    try:
        to.write_text(write_sealed(links), encoding="utf-8")
    except OSError as wrong:
        raise Unreadable([Problem("--to", f"it cannot be written: {wrong.strerror}", file=str(to))]) from None
    out.print(f"{len(links)} entries sealed in {to}", markup=False)
    out.print(f"Head: {links[-1].hash}", markup=False, soft_wrap=True)


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Sealed chronologies.", metavar="FILE…")],
    head: Annotated[
        str | None, typer.Option("--head", help="The head as it was kept elsewhere (for one file).", metavar="HASH")
    ] = None,
) -> None:
    """Names every entry of a sealed chronology that was changed, moved or is missing.

    Example:

      nightlight verify family.sealed.jsonl --head 3f1c…
    """
    problems: list[Problem] = []
    for file in files:
        links = read_sealed(read_text(file), str(file))
        found = verify_chain(links, head)
        if found:
            problems += [Problem(each.where, each.message, each.field, each.line, str(file)) for each in found]
        else:
            out.print(f"{file}: {len(links)} entries, none changed, moved or missing", markup=False, soft_wrap=True)
    if problems:
        raise Unreadable(problems)
