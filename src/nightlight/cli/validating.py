"""`nightlight validate`: every mistake in a case file, a rule file or a file of limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from nightlight.chronology.problems import Problem, Unreadable, printable
from nightlight.cli.app import app, out
from nightlight.exchange.case_file import read_case_text, read_text
from nightlight.replay.examples import differences, said_in
from nightlight.rules.pack import pack, read_pack
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import Safeguard


@app.command()
def validate(
    files: Annotated[
        list[Path],
        typer.Argument(help="Case files (.yaml, .json), safeguards (.toml), limits (…limits.toml).", metavar="FILE…"),
    ],
) -> None:
    """Checks files and lists every mistake: file and line, entry, field, what is wrong, and the nearest right word.

    Of a safeguard the worked examples are tried, too. A file whose name ends with `limits.toml` is read as a
    partnership's own limits.

    Examples:

      nightlight validate case.yaml

      nightlight validate my-safeguard.toml our-limits.toml
    """
    problems: list[Problem] = []
    for file in files:
        try:
            out.print(printable(f"{file}: {_validate(file)}"), soft_wrap=True)
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
        rule = _safeguard(text, file)
        return f"in order; safeguard {rule.id}, {len(rule.examples)} examples hold"
    case = read_case_text(text, str(file))
    return f"in order; case {case.name}, {len(case.chronology.entries)} entries"


def _safeguard(text: str, file: Path) -> Safeguard:
    try:
        (rule,) = read_pack([(text, file.name)], pack().limits)
    except Unreadable as wrong:
        # The pack names its files without their folder.
        raise Unreadable(replace(each, file=str(file)) for each in wrong.problems) from None
    problems = list(_in_examples(rule, file))
    if problems:
        raise Unreadable(problems)
    return rule


def _in_examples(rule: Safeguard, file: Path) -> Iterator[Problem]:
    """What is wrong with the records of a safeguard's examples, and where it does not say what they expect."""
    others = pack().safeguards if reads_findings(rule) else ()
    for number, example in enumerate(rule.examples, 1):
        where = f"example {number} ({example.name})"
        try:
            found = said_in(rule, example, others, pack().limits.quorum)
        except Unreadable as wrong:
            for each in wrong.problems:
                yield replace(each, where=f"{where}, {each.where}", file=str(file))
            continue
        for difference in differences(example, found):
            yield Problem(where, difference, file=str(file))
