"""The commands of `nightlight`, each with a help that teaches."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer
from rich.console import Console

from nightlight import __version__
from nightlight.chronology.problems import Unreadable

#: What a script can rely on; every command's help says it.
EXIT_STATUS = (
    "Exit status: 0 where all is well, 1 where something is to be put right (each thing on a line of its own, on "
    "standard error), 2 where the command itself was written wrongly."
)

app = typer.Typer(
    name="nightlight",
    help="One shared chronology for unborn babies and infants, and safeguards that watch it and warn a person in time.",
    epilog="Start here: nightlight demo · nightlight rules · nightlight replay --help\n\n" + EXIT_STATUS,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
)

#: What goes to the reader, and what goes beside it: progress and mistakes.
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit():  # the width when the command runs, not when this module was read
        out.width = err.width = int(columns)
    if version:
        out.print(f"nightlight {__version__}")
        raise typer.Exit


def say_problems(wrong: Unreadable) -> None:
    """Prints every mistake, one a line, and how many there are."""
    for problem in wrong.problems:
        err.print(problem.says(), soft_wrap=True)
    count = len(wrong.problems)
    err.print(f"{count} thing{'s' * (count != 1)} to put right. Nothing was changed.", style="bold")


def every_command() -> typer.Typer:
    """The app with all its commands, each with a help that ends with what its exit status means."""
    from nightlight.cli import (  # noqa: F401 - they register
        check,
        demo,
        handbook,
        managing,
        picturing,
        reading,
        replaying,
        reviews,
        serving,
        validating,
        verifying,
        waking,
    )

    for command in app.registered_commands:
        command.epilog = command.epilog or EXIT_STATUS
    return app


def main() -> None:
    """Runs the command; a mistake in what was given ends with a message and exit status 1, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A screen or a pipe that cannot show a character shows its escape; a name of a file may hold any.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        every_command()()
    except Unreadable as wrong:
        sys.exit(_stop_with(wrong))
    except BrokenPipeError:
        _nobody_reads()
        sys.exit(1)
    except OSError as wrong:
        # What reads and writes files says which one; this is the output itself, such as on a disk that is full.
        err.print(f"What was to be printed could not be written: {wrong.strerror}")
        _nobody_reads()
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped.")
        sys.exit(130)


def _stop_with(wrong: Unreadable) -> int:
    try:
        say_problems(wrong)
    except BrokenPipeError:
        _nobody_reads()
    return 1


def _nobody_reads() -> None:
    """Whoever read what was printed has gone (`| head`): nothing more is written, and nothing is said of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
