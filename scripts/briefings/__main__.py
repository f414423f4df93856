"""`python -m scripts.briefings [FOLDER]` writes the open briefings, into tests/briefings/open unless told otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.briefings.making import write
from scripts.briefings.open_ones import OPEN

_FOLDER = Path(__file__).parents[2] / "tests" / "briefings" / "open"

if __name__ == "__main__":
    write(OPEN, Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
