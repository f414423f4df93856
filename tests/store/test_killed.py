"""Processes killed in mid-write, a database that is restarted under load, a disk that is full: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from nightlight.web.accounts.models import Account
from nightlight.web.store import actions
from nightlight.web.store.models import Entry, Family
from tests import postgres

SignedIn = Callable[[str], Client]
_ROOT = Path(__file__).parents[2]


def killing(times: int, folder: Path, url: str = "") -> dict[str, object]:
    """Kills a writer so many times in a process of its own, and gives what that found."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killing", str(times)],
        cwd=_ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "NIGHTLIGHT_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.web.settings",
            "NIGHTLIGHT_LOG_LEVEL": "CRITICAL",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def held(found: dict[str, object], times: int) -> None:
    """That so many were killed, that they had written, and that nothing is wrong."""
    assert found["problems"] == []
    assert found["killed"] == times
    assert int(str(found["acknowledged"])) >= times // 2


@pytest.mark.long
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    held(killing(6, tmp_path), 6)


@pytest.mark.long
def test_two_hundred_kills_on_sqlite_lose_nothing(tmp_path: Path) -> None:
    held(killing(200, tmp_path), 200)


@pytest.mark.long
@pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not on this machine")
def test_fifty_kills_on_postgresql_lose_nothing(tmp_path: Path) -> None:
    with postgres.server() as server:
        held(killing(50, tmp_path, server.url("owner")), 50)


@pytest.mark.long
@pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not on this machine")
def test_a_postgresql_that_is_stopped_as_by_a_power_cut_under_load_loses_nothing(tmp_path: Path) -> None:
    with postgres.server() as server:
        ended = threading.Event()

        def strike() -> None:
            time.sleep(8)  # the writers are at work by then
            while not ended.wait(3):
                server.stop("immediate")
                server.start()

        striking = threading.Thread(target=strike)
        striking.start()
        try:
            found = killing(40, tmp_path, server.url("owner"))
        finally:
            ended.set()
            striking.join()
    held(found, 40)


def test_a_disk_that_is_full_is_said_plainly_and_nothing_is_half_written(small: Family, signed_in: SignedIn) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own disk")
    entries = Entry.objects.count()
    client = signed_in("social.worker")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    words = "What she said. " * 4000
    try:
        answer = client.post("/families/small/conflict", {"person": "father", "reason": words})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=1073741823")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Nothing was recorded" in page
    assert words[:200] in page, "what was typed comes back"
    assert Entry.objects.count() == entries
    actions.record(
        Account.objects.get(sign_in="social.worker").viewer(),
        "small",
        {"kind": "observation", "person": "father", "what": "Calm.", "when": "2026-10-01"},
        by="Sam Fennel",
    )
    assert Entry.objects.count() == entries + 1
