"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import did_you_mean, printable, shown
from nightlight.replay.case import Case
from nightlight.rules.pack import Pack, pack

Limits = Annotated[
    Path | None,
    typer.Option("--limits", help="A partnership's own limits (TOML), laid over the default ones.", metavar="FILE"),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="As the record stood then: 2024-05-03 (its end) or 2024-05-03T23:10.", metavar="DATE"),
]
KnownTo = Annotated[
    str | None,
    typer.Option("--known-to", help="The record as one agency of the case knew it.", metavar="AGENCY"),
]


def read_as_of(written: str | None) -> When | None:
    """The moment that `--as-of` names.

    Raises `typer.BadParameter` (exit status 2) where it is no date.
    """
    if written is None:
        return None
    try:
        return When.read(written)
    except BadDate as bad:
        raise typer.BadParameter(printable(str(bad)), param_hint="--as-of") from None


def read_known_to(agency: str | None, case: Case) -> str | None:
    """The agency that `--known-to` names.

    Raises `typer.BadParameter` (exit status 2), with the nearest right name, where the case has no such agency.
    """
    known = case.chronology.agencies
    if agency is not None and agency not in known:
        hint = did_you_mean(agency, known, few=20)
        message = f"{shown(agency)} is no agency of the case {case.name}{hint}"
        raise typer.BadParameter(printable(message), param_hint="--known-to")
    return agency


def read_pack(limits: Path | None) -> Pack:
    """The rule pack, with a partnership's own limits where they are given."""
    return pack(limits)
