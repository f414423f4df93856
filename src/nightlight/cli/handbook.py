"""`nightlight rules`: the handbook of safeguards in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from nightlight.chronology.problems import did_you_mean, printable, shown
from nightlight.cli import options
from nightlight.cli.app import app, out
from nightlight.rules.pack import Pack
from nightlight.safeguards.limits_used import limits_of
from nightlight.safeguards.rules import Safeguard
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import says_amount, says_limit, says_rule, says_types


@app.command()
def rules(
    name: Annotated[
        str | None,
        typer.Argument(help="A safeguard, or a system such as `sleep`; left out: all of them.", metavar="ID"),
    ] = None,
    limits: options.Limits = None,
) -> None:
    """The handbook: every safeguard in one sentence, or one of them in full with its limit, sources and examples.

    Examples:

      nightlight rules

      nightlight rules sleep

      nightlight rules referral-allocated
    """
    pack = options.read_pack(limits)
    if name is None or name in SYSTEMS:
        _list_systems(pack, name)
        return
    try:
        rule = pack[name]
    except KeyError:
        known = [*(rule.id for rule in pack.safeguards), *SYSTEMS]
        hint = did_you_mean(name, known) or "; `nightlight rules` lists them"
        message = f"{shown(name)} is neither a safeguard nor a system{hint}"
        raise typer.BadParameter(printable(message), param_hint="ID") from None
    _show(rule)


def _list_systems(pack: Pack, system: str | None) -> None:
    """The safeguards of one system, or of all; of a system that has none yet, that it has none."""
    for key, title in SYSTEMS.items():
        chosen = [rule for rule in pack.safeguards if rule.system == key]
        if chosen and system in (None, key):
            _list(key, title, chosen)
        elif system == key:
            out.print(f"{title}: no safeguard watches this yet.")


def _table() -> Table:
    """Two columns of which nothing is cut off, however narrow the screen: an id and a source are to be copied."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    return table


def _list(system: str, name: str, chosen: list[Safeguard]) -> None:
    out.print(Text(f"\n{name}", style="bold"), Text(f" ({system})", style="dim"), sep="")
    table = _table()
    for rule in chosen:
        table.add_row(Text(rule.id, style="cyan"), rule.title)
    out.print(table)


def _show(rule: Safeguard) -> None:
    out.print(Text(rule.title, style="bold"))
    out.print(says_rule(rule))
    if rule.why:
        out.print(Text(rule.why, style="italic"))
    table = _table()
    table.add_row("System", SYSTEMS[rule.system])
    table.add_row("Kind of rule", rule.kind)
    table.add_row("Owed by", says_types(rule.owes))
    table.add_row("Says", rule.says)
    table.add_row("Asks", rule.ask)
    table.add_row("Lessons", ", ".join(rule.lessons) or "none of the register")
    for limit in limits_of(rule):
        where = f" ({limit.area})" if limit.area else ""
        amount = f"{says_limit(limit)}, from when {limit.trigger}{where}"
        text = f"{amount}; {limit.edition}; confidence {limit.confidence}"
        table.add_row(f"Limit {limit.name}", text + ("; set this locally" if limit.set_locally else ""))
        for local in limit.local:
            table.add_row("", Text(f"{local.area}: {local.value}", style="dim"))
        for source in limit.source:
            table.add_row("", Text(source, style="dim"))
    for source in rule.sources:
        table.add_row("Source", source)
    for step in rule.escalate:
        table.add_row("Escalates", f"{says_amount(step.after)} after due, to the {step.to}")
    for example in rule.examples:
        state = example.expect.get("state", "no finding" if example.expect.get("none") else "")
        table.add_row("Example", f"{example.name}: {state}")
    if rule.fires_in:
        table.add_row("Seldom fires", rule.fires_in)
    out.print(table)
