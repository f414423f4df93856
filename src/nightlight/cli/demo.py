"""`nightlight demo`: the main job on the reviews that come with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nightlight.cases import reviews
from nightlight.cli import options
from nightlight.cli.app import app, out
from nightlight.cli.replaying import show, write_html
from nightlight.cli.serving import serve_demonstration
from nightlight.replay.replay import replay as replay_case


@app.command()
def demo(
    html: Annotated[Path, typer.Option("--html", help="Where to write the page.", metavar="FILE")] = Path(
        "replay.html"
    ),
    serving: Annotated[
        bool, typer.Option("--serve", help="Then serve the pages on this machine, with the same reviews in them.")
    ] = False,
    port: Annotated[int, typer.Option("--port", help="The port to serve at.", min=0, max=65535, metavar="N")] = 8000,
) -> None:
    """Replays the five reviews, prints what was found, and writes one page to read."""
    pack = options.read_pack(None)
    replays = [replay_case(case, pack.safeguards, repairs=True, quorum=pack.limits.quorum) for case in reviews()]
    for each in replays:
        show(each)
    gaps = [gap for each in replays for gap in each.expected]
    caught = sum(gap.caught for gap in gaps)
    out.print(
        f"\n{len(replays)} reviews; {caught} of {len(gaps)} gaps that they name warned of before the harm.",
        style="bold",
    )
    write_html(html, replays, pack)
    if serving:
        serve_demonstration(port, html.parent / "demonstration")
