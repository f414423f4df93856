"""`nightlight replay`: a case day by day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from nightlight.chronology.moments import says_day
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.cli import options
from nightlight.cli.app import app, err, out
from nightlight.exchange.case_file import read_case_file
from nightlight.replay.replay import Replay
from nightlight.replay.replay import replay as replay_case
from nightlight.rules.pack import Pack
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.systems import SYSTEMS

_STYLES = {"urgent": "bold", "warning": "", "info": "dim"}


@app.command()
def replay(
    files: Annotated[list[Path], typer.Argument(help="Case files (YAML or JSON).", metavar="FILE…")],
    as_of: options.AsOf = None,
    known_to: options.KnownTo = None,
    repairs: Annotated[
        bool,
        typer.Option(
            "--repairs", help="Replay each gap again with its repair, to show that the warning had the right cause."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON: one object, or a list for several files.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the replay as one self-contained page.", metavar="FILE")
    ] = None,
    limits: options.Limits = None,
) -> None:
    """Replays a case: what each safeguard would have said, to whom, and how long before the harm.

    The entries are taken in the order in which they were recorded. Without `--as-of` a case is replayed to the day of
    the harm or, where there was none, to its last entry.

    Examples:

      nightlight replay case.yaml --repairs

      nightlight replay case.yaml --as-of 2024-03-01 --known-to police
    """
    pack = options.read_pack(limits)
    moment = options.read_as_of(as_of)
    problems: list[Problem] = []
    replays: list[Replay] = []
    for file in files:
        try:
            case = read_case_file(file)
            agency = options.read_known_to(known_to, case)
            replays.append(
                replay_case(
                    case, pack.safeguards, as_of=moment, known_to=agency, repairs=repairs, quorum=pack.limits.quorum
                )
            )
        except Unreadable as wrong:
            problems.extend(wrong.problems)
    if as_json:
        plain = [each.plain() for each in replays]
        print(json.dumps(plain[0] if len(files) == 1 and plain else plain, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for each in replays:
            show(each)
    if html is not None and replays:
        write_html(html, replays, pack)
    if problems:
        raise Unreadable(problems)


def write_html(path: Path, replays: list[Replay], pack: Pack) -> None:
    """Writes the replays as one self-contained page and says where it is.

    Raises `Unreadable` where the file cannot be written.
    """
    from nightlight.documents.replay_page import replay_page

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(replay_page(replays, pack.safeguards), encoding="utf-8")
    except OSError as wrong:
        raise Unreadable([Problem("--html", f"it cannot be written: {wrong.strerror}", file=str(path))]) from None
    err.print(f"Written: {path.resolve()}", soft_wrap=True)


def show(replay: Replay) -> None:
    """Prints one replay: what the source expected, what was warned of, and how often."""
    case = replay.case
    out.print()
    out.print(Text(case.title, style="bold"))
    out.print(f"{case.source}", style="dim", markup=False)
    viewer = f", as known to {case.chronology.agencies[replay.known_to].says()}" if replay.known_to else ""
    harm = f" Harm: {case.harm.when.says()}, {case.harm.what}." if case.harm else ""
    out.print(f"{len(case.chronology.entries)} entries, as of {replay.as_of.says()}{viewer}.{harm}", markup=False)
    if case.placed:
        out.print("The source gives order or weeks; the days are ours, so numbers of days mean little.", style="italic")
    if case.preventability:
        out.print(f"The review's own view: {case.preventability}", style="italic", markup=False)
    _show_expected(replay)
    _show_warned(replay)
    unknown = [finding for finding in replay.findings if finding.state == "unknown"]
    if unknown:
        out.print(
            f"{len(unknown)} open question{'s' * (len(unknown) != 1)}: the record cannot tell, and nobody was warned."
        )
    out.print(
        f"{replay.warnings} warning{'s' * (replay.warnings != 1)} in {replay.weeks:.0f} weeks "
        f"({replay.alerts_per_week:.1f} a week), those on one cause counted once."
    )
    for system, alarms in replay.false_alarms.items():
        if alarms:
            ids = ", ".join(finding.id for finding in alarms)
            out.print(
                f"False alarm in {SYSTEMS[system].lower()}, where practice was good: {ids}", style="bold", markup=False
            )


def _show_expected(replay: Replay) -> None:
    if not replay.expected:
        return
    table = Table("Gap that the source names", "Warned", "By", box=None, header_style="bold", pad_edge=False)
    for each in replay.expected:
        warned = (
            "no"
            if not each.warned_by
            else (f"{each.days_before} days before" if not replay.case.placed else "yes, before")
        )
        if each.gone_when_repaired is not None and each.warned_by:
            warned += "; right cause" if each.gone_when_repaired else "; other cause"
        by = ", ".join(dict.fromkeys(finding.safeguard.id for finding in each.warned_by))
        table.add_row(each.gap.what, Text(warned, style="" if each.caught else "bold"), Text(by, style="dim"))
    out.print(table)


def _show_warned(replay: Replay) -> None:
    warned = sorted((f for f in replay.findings if f.warned is not None), key=lambda f: (f.warned or 0, f.id))
    if not warned:
        out.print("Nobody would have been warned.")
        return
    table = Table("Warned", "What was on record, and what was not", "To", box=None, header_style="bold", pad_edge=False)
    # Two entries of one day may say the same, as a concern about a shared bed and a visit that saw it: it is told once.
    once = {(each.warned, each.says, each.ask, each.to): each for each in warned}
    for finding in once.values():
        table.add_row(*_row(finding, replay))
    out.print(table)


def _row(finding: Finding, replay: Replay) -> tuple[Text, Text, Text]:
    agencies = replay.case.chronology.agencies
    to = ", ".join(agencies[key].says() for key in finding.to if key in agencies)
    words = Text(finding.says)
    words.append(f" {finding.ask}", style="italic")
    when = f"{'about ' if replay.case.placed else ''}{says_day(finding.warned or 0)}"
    return Text(when, style=_STYLES[finding.safeguard.severity]), words, Text(to, style="dim")
