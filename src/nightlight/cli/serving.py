"""`nightlight serve`: the pages on this machine, with the demonstration in them."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from nightlight.cli.app import app, err, out

_FOLDER = Path("build") / "demonstration"


@app.command()
def serve(
    port: Annotated[
        int, typer.Option("--port", help="The port; 0 takes one that is free.", min=0, max=65535, metavar="N")
    ] = 8000,
    data: Annotated[Path, typer.Option("--data", help="Where the demonstration is kept.", metavar="DIR")] = _FOLDER,
) -> None:
    """Serves the demonstration on this machine: made-up families and the replayed reviews, a sign-in for each role.

    It answers this machine only, and stops with Ctrl-C. What you record is kept in DIR; delete DIR to begin again.

    Examples:

        nightlight serve --port 8000

        nightlight serve --port 0 --data /tmp/try
    """
    serve_demonstration(port, data)


def serve_demonstration(port: int, data: Path) -> None:
    """Sets the demonstration up in a folder and serves it until stopped."""
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "NIGHTLIGHT_DEMONSTRATION": "yes",
        "NIGHTLIGHT_DATA": str(data),
        "NIGHTLIGHT_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from nightlight.web.demonstration.load import load

    with err.status("Setting the demonstration up") as status:
        load(lambda what: status.update(f"Setting the demonstration up: {what}"))
    listener = _listen(port)
    _say(listener.getsockname()[1])
    _run(listener)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        err.print(f"Port {port} is taken on this machine; another is used.")
        listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _say(port: int) -> None:
    from nightlight.web.demonstration.people import MADE, PASSWORD, name_of
    from nightlight.web.store.models import Family

    table = Table(title="Sign in as", title_justify="left", box=None, pad_edge=False)
    for heading in ("sign-in", "who", "where"):
        table.add_column(heading)
    for made in MADE:
        table.add_row(made.sign_in, f"{made.name}, {made.title}", name_of(made.agency))
    out.print()
    out.print(table)
    out.print(f"\nThe password of each is: {PASSWORD}")
    address = f"http://127.0.0.1:{port}"
    out.print("\nFamilies to look at")
    for family in Family.objects.order_by("teaching", "title"):
        out.print(
            f"  {family.title}{' (a review, replayed)' if family.teaching else ''}: {address}/families/{family.key}/",
            soft_wrap=True,
        )
    out.print(f"\nNightlight is at {address} - stop it with Ctrl-C.", style="bold")


def _run(listener: socket.socket) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """One process with a few threads: enough for one person who looks."""

        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"fd://{listener.fileno()}",
                "workers": 1,
                "threads": 4,
                "timeout": 120,
                "loglevel": "error",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from nightlight.web.config.wsgi import application

            return application

    Server().run()
