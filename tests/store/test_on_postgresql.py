"""Every test of the store once more, on a PostgreSQL of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres


@pytest.mark.long
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this is the run on PostgreSQL")
@pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not on this machine")
def test_the_store_does_on_postgresql_what_it_does_on_sqlite() -> None:
    with postgres.server() as server:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", str(Path(__file__).parent), "-p", "no:xdist"],
            env=os.environ | {"DATABASE_URL": server.url()},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"[1-9]\d* passed", done.stdout), done.stdout
