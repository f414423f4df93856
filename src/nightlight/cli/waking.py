"""`nightlight wake`: the worker that warns when a date passes though nobody writes anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nightlight.cli.app import app, out

if TYPE_CHECKING:
    from nightlight.web.running.waking import Round


@app.command()
def wake(
    once: Annotated[bool, typer.Option("--once", help="One round, then stop: for a timer of the system.")] = False,
    pause: Annotated[float, typer.Option("--pause", help="Seconds between rounds.", min=1, max=3600)] = 30,
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of a demonstration that `serve` made.", metavar="DIR")
    ] = None,
) -> None:
    """Wakes the families of which something falls due: findings are brought up to now, people are told, messages are sent.

    Run it beside the pages, once or several times over: no two ever warn twice of one thing. Without --data it works on the
    database that the environment names (`DATABASE_URL` or `NIGHTLIGHT_DATA`), as the pages do. Stop it with Ctrl-C.

    Examples:

        nightlight wake --once

        nightlight wake --pause 60
    """
    if data is not None:
        os.environ |= {"NIGHTLIGHT_DEMONSTRATION": "yes", "NIGHTLIGHT_DATA": str(data)}
        os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightlight.web.config.settings")
    import django

    django.setup()
    from nightlight.web.running.waking import Worker

    worker = Worker()
    if once:
        done = worker.round()
        out.print(done.says())
        raise typer.Exit(1 if done.failed else 0)
    worker.run(pause, _say)


def _say(done: Round) -> None:
    if done.woken or done.sent or done.failed:
        out.print(done.says())
