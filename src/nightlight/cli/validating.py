"""`nightlight validate`: every mistake in a case file, a rule file or a file of limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.cli.app import app, out
from nightlight.exchange.case_file import read_case_text, read_text
from nightlight.rules.pack import pack, read_pack


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="Case files (.yaml, .json) and safeguards (.toml).", metavar="FILE…")],
) -> None:
    """Checks files and lists every mistake: file and line, entry, field, what is wrong, and the nearest right word.

    Example:

      nightlight validate case.yaml my-safeguard.toml
    """
    problems: list[Problem] = []
    for file in files:
        try:
            out.print(f"{file}: {_validate(file)}", markup=False, soft_wrap=True)
        except Unreadable as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Unreadable(problems)


def _validate(file: Path) -> str:
    text = read_text(file)
    if file.suffix == ".toml":
        if file.name.endswith("limits.toml"):
            limits = pack().limits.over(text, str(file))
            return f"in order; {len(limits.by_name)} limits with these laid over"
        (rule,) = read_pack([(text, file.name)], pack().limits)
        return f"in order; safeguard {rule.id}"
    case = read_case_text(text, str(file))
    return f"in order; case {case.name}, {len(case.chronology.entries)} entries"
