"""What `make bench` and `make agreement` run: how fast it is, and whether the three engines say the same.

Nothing here is asserted; it is measured and printed. May import everything, and is imported by the tests of agreement.
"""

import sys


def say(words: str = "") -> None:
    """Prints a line at once, so that somebody who waits sees how far it is."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
