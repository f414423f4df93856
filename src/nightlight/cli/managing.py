"""Commands for whoever runs Nightlight: its tables, its people, backup, restore, verifying what is kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.cli.app import app, err, out, say_problems

store = typer.Typer(
    help="Runs the shared record: tables, people, backup, restore. Settings come from the environment.",
    no_args_is_help=True,
)
app.add_typer(store, name="store")


def _begin() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightlight.web.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise Unreadable([Problem("the settings", str(wrong))]) from None


@store.command()
def migrate() -> None:
    """Makes the tables, or brings them up to this version. Run it before the first start and after every upgrade."""
    _begin()
    from django.core.management import call_command

    call_command("migrate", verbosity=1, interactive=False)


@store.command()
def people(
    file: Annotated[
        Path, typer.Argument(help="The partnership's agencies, teams and accounts, as YAML.", metavar="FILE")
    ],
) -> None:
    """Reads agencies, teams and sign-ins from a file, over what is there."""
    _begin()
    from nightlight.web.running.partnership import read

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as wrong:
        raise Unreadable([Problem("the file", f"it cannot be read: {wrong.strerror}", file=str(file))]) from None
    agencies, teams, accounts = read(text, str(file))
    out.print(f"{agencies} agencies, {teams} teams, {accounts} sign-ins.")


@store.command()
def password(sign_in: Annotated[str, typer.Argument(help="Whose.", metavar="SIGN_IN")]) -> None:
    """Sets a password, which is asked for twice and shown nowhere."""
    _begin()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from nightlight.web.accounts.models import Account

    account = Account.objects.filter(sign_in__iexact=sign_in).first()
    if account is None:
        raise Unreadable([Problem("the sign-in", f"nobody has {sign_in!r}")])
    said = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(said, account)
    except ValidationError as wrong:
        raise Unreadable([Problem("the password", each) for each in wrong.messages]) from None
    account.set_password(said)
    account.save(update_fields=["password"])
    out.print("Set.")


@store.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write it.", metavar="FILE")]) -> None:
    """Writes everything to one compressed file. Keep it as closely as the record itself."""
    _begin()
    from nightlight.web.running.backup import write

    with err.status("Writing") as status:
        count = write(file, lambda what: status.update(f"Writing {what}"))
    out.print(f"{count} rows written to {file}.", soft_wrap=True)


@store.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `nightlight store backup` wrote.", metavar="FILE")],
) -> None:
    """Reads a backup into an empty database, and looks whether every chain holds."""
    _begin()
    from nightlight.web.running.backup import restore as read_back

    with err.status("Reading") as status:
        count = read_back(file, lambda what: status.update(f"Reading {what}"))
    out.print(f"{count} rows restored; every chain holds.")


@store.command()
def verify() -> None:
    """Looks whether every family's chain holds: names each entry that was changed, moved, added or is missing."""
    _begin()
    from nightlight.web.running.backup import chains

    with err.status("Looking") as status:
        problems = chains(lambda what: status.update(f"Looking at {what}"))
    if problems:
        say_problems(Unreadable(problems))
        raise typer.Exit(1)
    out.print("Every chain holds.")
