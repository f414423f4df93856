"""`nightlight check`: a whole caseload at once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from nightlight.chronology.moments import Moment, When, day_of, iso_day, says_day
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.cli.app import app, err, out
from nightlight.cli.options import AsOf, Limits, read_as_of
from nightlight.exchange.case_file import read_case_file
from nightlight.rules.pack import Pack, pack
from nightlight.safeguards.rules import Safeguard

#: So many lines of a summary are printed; the file holds all.
SHOWN = 12
CASE_FILES = ("*.yaml", "*.yml", "*.json")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A folder of case files, or of columns (parquet).", metavar="DIR")],
    as_of: AsOf = None,
    limits: Limits = None,
    write_to: Annotated[
        Path | None,
        typer.Option("--out", help="Where the findings go; else `findings.parquet` in the folder.", metavar="FILE"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON and nothing else.")] = False,
) -> None:
    """Asks every safeguard of every family of a caseload, writes the findings as a parquet file, and says how they spread.

    DIR holds case files (each a family), or the parquet files that Nightlight itself writes for a whole area. Without `--as-of` the
    record is taken as it stood at the end of the last day on which anything was recorded.

    For example: `nightlight check families/ --as-of 2025-03-01 --out march.parquet`
    """
    asked = read_as_of(as_of)
    chosen = pack(limits)
    target = write_to or folder / "findings.parquet"
    _writable(target)
    with _columns(folder) as columns:
        found = _checked(columns, chosen, asked, target)
    if as_json:
        out.print_json(json.dumps(found))
    else:
        _print(found, target)


@contextmanager
def _columns(folder: Path) -> Iterator[Path]:
    """The folder itself where it holds columns, else one of columns made from its case files."""
    from nightlight.bulk.columns import file_of, write_caseload

    if not folder.is_dir():
        raise Unreadable([Problem(f"folder {folder}", "there is no folder of this name", file=str(folder))])
    if (folder / file_of("families")).is_file():
        yield folder
        return
    files = sorted(path for pattern in CASE_FILES for path in folder.glob(pattern))
    if not files:
        message = "it holds no case files (.yaml, .json) and no caseload in columns (families.parquet)"
        raise Unreadable([Problem(f"folder {folder}", message, file=str(folder))])
    problems: list[Problem] = []
    cases = []
    for path in files:
        try:
            cases.append(read_case_file(path))
        except Unreadable as wrong:
            problems.extend(wrong.problems)
    if problems:
        raise Unreadable(problems)
    with tempfile.TemporaryDirectory(prefix="nightlight-") as made:
        write_caseload((case.chronology for case in cases), Path(made))
        yield Path(made)


def _writable(target: Path) -> None:
    if target.is_dir() or not target.parent.is_dir():
        message = "the findings cannot be written there; name a file in a folder that exists"
        raise Unreadable([Problem(f"file {target}", message, file=str(target))])


def _checked(columns: Path, chosen: Pack, asked: When | None, target: Path) -> dict[str, Any]:
    from nightlight.bulk.caseload import Caseload
    from nightlight.bulk.kept_plans import usual_folder
    from nightlight.bulk.run import check as check_all
    from nightlight.bulk.run import last_recorded
    from nightlight.bulk.summary import summary, write_findings

    with Caseload(columns) as caseload:
        moment: Moment = asked.last if asked is not None else last_recorded(caseload)
        with _progress() as step:
            check_all(caseload, chosen.safeguards, moment, chosen.limits.quorum, step, usual_folder())
        count = write_findings(caseload, target)
        return {
            "as_of": iso_day(day_of(moment)),
            "families": caseload.count("families"),
            "findings": count,
            "by_safeguard": summary(caseload, "safeguard"),
            "by_agency": summary(caseload, "agency"),
            "by_team": summary(caseload, "team"),
        }


@contextmanager
def _progress() -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("Safeguards", total=None)

        def step(rule: Safeguard, begun: int, of: int) -> None:
            progress.update(task, completed=begun, total=of, description=rule.id)

        yield step


def _print(found: dict[str, Any], target: Path) -> None:
    day = says_day(When.read(found["as_of"]).day)
    out.print(f"{found['families']} families as of {day}: {found['findings']} findings.", style="bold")
    for by in ("safeguard", "agency", "team"):
        rows = found[f"by_{by}"]
        if by == "team" and not any(row["name"] for row in rows):
            continue
        table = Table(title=f"By {by}", title_justify="left", box=None, pad_edge=False, header_style="bold")
        table.add_column(by.capitalize(), overflow="fold", min_width=30)
        for column in ("Families", "Overdue", "Warned of", "To be asked", "Late", "In time"):
            table.add_column(column, justify="right")
        for row in rows[:SHOWN]:
            cells = (row["families"], row["overdue"], row["warned"], row["unknown"], row["met_late"], row["met"])
            table.add_row(row["name"] or "no team", *map(str, cells))
        out.print(table)
        if len(rows) > SHOWN:
            out.print(f"… and {len(rows) - SHOWN} more; all of them with --json.")
    out.print(f"The findings are in {target}.")
