"""The commands of `nightlight`, each with a help that teaches."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from nightlight import __version__
from nightlight.chronology.problems import Unreadable

app = typer.Typer(
    name="nightlight",
    help="One shared chronology for unborn babies and infants, and safeguards that watch it and warn a person in time.",
    epilog="Start here: nightlight demo · nightlight rules · nightlight replay --help",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
)

#: What goes to the reader, and what goes beside it: progress and mistakes.
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        out.print(f"nightlight {__version__}")
        raise typer.Exit


def say_problems(wrong: Unreadable) -> None:
    """Prints every mistake, one a line, and how many there are."""
    for problem in wrong.problems:
        err.print(problem.says(), markup=False, soft_wrap=True)
    count = len(wrong.problems)
    err.print(f"{count} thing{'s' * (count != 1)} to put right. Nothing was changed.", style="bold")


def main() -> None:
    """Runs the command; a mistake in what was given ends with a message and exit status 1, never a traceback."""
    from nightlight.cli import check, demo, handbook, replaying, validating, verifying  # noqa: F401 - they register

    try:
        app()
    except Unreadable as wrong:
        say_problems(wrong)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped.")
        sys.exit(130)
