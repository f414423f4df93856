"""The replay of one or several cases as one page: no script, nothing from elsewhere, its style and drawings inside it.

Everything that a case file says is set as text (`autoescape`); the page's content policy allows its own style sheet,
by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nightlight.documents.replay_data import CasePage, counted, page_of
from nightlight.documents.replay_drawing import lanes_of, silent_agencies
from nightlight.drawing.lanes import lay_out
from nightlight.drawing.svg import SIGNS, written, written_line, written_sign
from nightlight.replay.replay import Replay
from nightlight.safeguards.rules import Safeguard


def replay_page(replays: Sequence[Replay], safeguards: Iterable[Safeguard] | None = None) -> str:
    """The page of these replays, as HTML.

    `safeguards` is the whole pack, by which the page tells which entries others needed to know; left out, those
    safeguards that found something in a case tell it.

        page = replay_page([replay(case, pack.safeguards)], pack.safeguards)
    """
    rules = None if safeguards is None else tuple(safeguards)
    style = _style()
    template = _environment().get_template("replay.html.j2")
    page = template.render(
        pages=[page_of(each, number, rules) for number, each in enumerate(replays, 1)],
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    # Half of a pair of surrogates is no character, and no file can hold it.
    return page.encode("utf-8", "replace").decode()


def _style() -> str:
    return (resources.files("nightlight.documents") / "templates" / "replay.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("nightlight.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(drawings=_drawings, key=_key, silent_agencies=silent_agencies)
    environment.filters["counted"] = counted
    return environment


def _drawings(page: CasePage) -> list[Markup]:
    """The lanes of a case as SVG; what they hold was escaped when they were written."""
    panels = enumerate(lay_out(lanes_of(page)), 1)
    return [Markup(written(panel, f"{page.id}-lanes-{number}")) for number, panel in panels]


def _key() -> list[tuple[Markup, str]]:
    """The signs of the drawing, each with what it means."""
    lines = [
        (Markup(written_line("watched")), "watched, before a warning"),
        (Markup(written_line("standing")), "after the warning, until something was recorded"),
    ]
    return [*((Markup(written_sign(sign)), says) for sign, says in SIGNS.items()), *lines]
