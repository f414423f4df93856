"""Backup, restore, verify: what was kept comes back, and a copy that is not whole is said to be none."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from nightlight.chronology.problems import Unreadable
from nightlight.web.accounts.models import Account
from nightlight.web.running import backup
from nightlight.web.running.partnership import read
from nightlight.web.store import actions
from nightlight.web.store.models import Entry, Family


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the command on a database of its own in a folder."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("nightlight")), *words],
        env=os.environ
        | {"DATABASE_URL": "", "NIGHTLIGHT_DEMONSTRATION": "yes", "NIGHTLIGHT_DATA": str(folder), "COLUMNS": "200"}
        | {"DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings"},
        capture_output=True,
        text=True,
    )


@pytest.mark.long
def test_a_backup_comes_back_into_an_empty_database_and_every_chain_holds(small: Family, tmp_path: Path) -> None:
    actions.record(
        Account.objects.get(sign_in="social.worker").viewer(),
        "small",
        {"kind": "observation", "person": "father", "what": "Gentle; naïve “quotes”, 日本.", "when": "2026-10-01"},
        by="Sam Fennel",
    )
    count = backup.write(tmp_path / "kept.gz")
    assert count > Entry.objects.count()
    assert command(tmp_path, "store", "migrate").returncode == 0
    done = command(tmp_path, "store", "restore", str(tmp_path / "kept.gz"))
    assert done.returncode == 0, done.stderr
    assert f"{count} rows restored; every chain holds." in done.stdout
    again = command(tmp_path, "store", "verify")
    assert again.stdout == "Every chain holds.\n"
    assert command(tmp_path, "store", "backup", str(tmp_path / "again.gz")).returncode == 0
    assert _entries(tmp_path / "again.gz") == _entries(tmp_path / "kept.gz")
    twice = command(tmp_path, "store", "restore", str(tmp_path / "kept.gz"))
    assert twice.returncode == 1
    assert "it is not empty" in twice.stderr


def _entries(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line for line in lines if line.startswith('{"model": "store.')]


@pytest.mark.parametrize("cut", ["half", "a line", "a letter"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_kept(small: Family, tmp_path: Path, cut: str) -> None:
    path = tmp_path / "kept.gz"
    backup.write(path)
    if cut == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            kept = lines.readlines()
        if cut == "a line":
            del kept[len(kept) // 2]
        else:
            kept[3] = kept[3].replace("e", "o", 1)
        with gzip.open(path, "wt", encoding="utf-8") as out:
            out.writelines(kept)
    with pytest.raises(Unreadable):
        backup.restore(path)


def test_verify_names_an_entry_that_was_changed_behind_the_back_of_the_application(small: Family) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER store_entry_kept")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE store_entry DISABLE TRIGGER store_entry_kept")
        cursor.execute(
            "UPDATE store_entry SET agency = 'police', facts = replace(CAST(facts AS text), 'housing', 'police')"
            + ("" if connection.vendor == "sqlite" else "::jsonb")
            + " WHERE number = 3"
        )
    (problem,) = backup.chains()
    assert problem.where.startswith("family small, number 3 (concern.raised")
    assert "it was changed" in problem.message


GOOD = """
agencies:
  care: {type: social_care, name: Children's social care, call: the duty desk}
teams:
  first: {agency: care, name: First team}
accounts:
  sam.example: {name: Sam Example, title: social worker, agency: care, team: first, roles: [practitioner, supervisor], supervises: [first]}
"""


def test_a_partnership_is_read_from_a_file_and_can_be_read_again(db: None) -> None:
    assert read(GOOD, "people.yaml") == (1, 1, 1)
    assert read(GOOD.replace("social worker", "team manager"), "people.yaml") == (1, 1, 1)
    account = Account.objects.get(sign_in="sam.example")
    assert account.title == "team manager"
    assert not account.has_usable_password()
    assert account.viewer().supervises == {"first"}


def test_every_mistake_in_the_file_of_a_partnership_is_named_and_nothing_is_changed(db: None) -> None:
    wrong = (
        GOOD.replace("type: social_care", "type: socialcare")
        .replace("roles: [practitioner, supervisor]", "roles: [boss]")
        .replace("team: first,", "team: frist, hat: red,")
    )
    with pytest.raises(Unreadable) as found:
        read(wrong, "people.yaml")
    said = " ".join(problem.says() for problem in found.value.problems)
    for word in ("social_care", "boss", "frist", "hat"):
        assert word in said
    assert not Account.objects.exists()
