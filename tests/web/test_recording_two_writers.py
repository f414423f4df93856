"""Two people write to one family at once, in processes of their own, on a database on disk: both keep their words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

EACH = 6

BEGIN = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.web.conftest import SMALL
from nightlight.chronology.reading import Reader
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
load.people()
load.family("small", "Baby Brook", Reader().record(SMALL, "small"), now(), teaching=False)
"""

WRITE = """
import sys, django; django.setup()
from nightlight.web.accounts.models import Account
from nightlight.web.store import actions
viewer = Account.objects.get(sign_in=sys.argv[1]).viewer()
for number in range(int(sys.argv[2])):
    actions.record(viewer, "small", {"kind": "concern.raised", "about": ["baby"], "text": f"{sys.argv[1]} {number}"}, by="x")
"""

READ = """
import django; django.setup()
from nightlight.chronology.chain import verify
from nightlight.web.store.models import Audit, Entry, Family
row = Family.objects.get(key="small")
from nightlight.web.store.scope import of_family
with of_family("small"):
    links = [each.link() for each in Entry.objects.filter(family=row).order_by("number")]
print(row.length == len(links), verify(links, row.head), Audit.objects.filter(act="wrote").count())
print(sorted(each.words["text"] for each in links if each.facts["kind"] == "concern.raised" and each.words["text"][-1].isdigit()))
"""


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_who_write_at_once_both_keep_their_words(database: str, tmp_path: Path) -> None:
    if database == "sqlite":
        keep_both({}, tmp_path)
        return
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not on this machine")
    with postgres.server() as server:
        keep_both({"DATABASE_URL": server.url("owner")}, tmp_path)


def keep_both(database: dict[str, str], folder: Path) -> None:
    """Lets two write at once to an empty database, and looks whether every word of both is there."""
    environment = {
        **os.environ,
        "NIGHTLIGHT_DEMONSTRATION": "yes",
        "NIGHTLIGHT_DATA": str(folder),
        "NIGHTLIGHT_LOG_LEVEL": "ERROR",
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings"}
    environment |= database

    def begin(code: str, *more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *more],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def done(process: subprocess.Popen[str]) -> str:
        out, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong
        return out

    done(begin(BEGIN))
    for writer in [begin(WRITE, sign_in, str(EACH)) for sign_in in ("midwife", "social.worker")]:
        done(writer)
    first, second = done(begin(READ)).splitlines()
    assert first == f"True [] {2 * EACH}"
    assert second == str(sorted(f"{who} {number}" for who in ("midwife", "social.worker") for number in range(EACH)))
