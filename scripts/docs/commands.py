"""The help of every command, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from nightlight.cli.app import every_command
from scripts.docs.markdown import block, page, table


def pages() -> dict[str, str]:
    """`cli.md`."""
    root: Any = typer.main.get_command(every_command())
    lines = [root.help or "", "", *table(("command", "does"), _list(root)), root.epilog or "", ""]
    for name, command in _every(root):
        lines += _command(command, name)
    return {"cli.md": page("The command `nightlight`", "`src/nightlight/cli/`", lines)}


def _list(root: Any) -> Iterator[tuple[str, str]]:
    for name, command in _every(root):
        yield f"[`{name}`](#nightlight-{name.replace(' ', '-')})", (command.help or "").partition("\n\n")[0]


def _every(root: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its name; those of a group after the group's own name."""
    for name in sorted(root.commands):
        command = root.commands[name]
        if hasattr(command, "commands"):
            yield from _every(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _command(command: Any, name: str) -> Iterator[str]:
    yield f"## nightlight {name}"
    yield ""
    told, _, examples = (command.help or "").partition("Examples:")
    yield told.strip()
    yield ""
    if examples.strip():
        yield from block("\n".join(line.strip() for line in examples.splitlines() if line.strip()))
    yield from table(("", "", ""), (_parameter(each) for each in command.params if not getattr(each, "hidden", False)))


def _parameter(each: Any) -> tuple[str, str, str]:
    options = each.param_type_name == "option"
    name = (
        ", ".join(f"`{opt}`" for opt in each.opts)
        if options
        else f"`{each.make_metavar_name()}`"
        if hasattr(each, "make_metavar_name")
        else f"`{each.metavar or each.name.upper()}`"
    )
    holds = "" if not options or getattr(each, "is_flag", False) else f"`{each.metavar or 'VALUE'}`"
    return name, holds, (each.help or "") + (" Needed." if each.required else "")
