"""Tries the worked examples of safeguards and prints what is wrong with each: `python -m scripts.try_examples ID…`."""

from __future__ import annotations

import sys

from nightlight.chronology.problems import Unreadable
from nightlight.replay.examples import differences, said_in
from nightlight.rules.pack import pack
from nightlight.safeguards.reference import reads_findings


def main(ids: list[str]) -> int:
    """Prints each example's name and, where it does not hold, why; the number of those that do not hold."""
    whole = pack()
    failed = 0
    for rule in whole.safeguards:
        if ids and rule.id not in ids:
            continue
        for example in rule.examples:
            try:
                found = said_in(rule, example, whole.safeguards if reads_findings(rule) else (), whole.limits.quorum)
            except Unreadable as bad:
                wrong = [str(bad)]
            else:
                wrong = differences(example, found)
            failed += bool(wrong)
            print(f"{'WRONG' if wrong else 'holds'}  {rule.id}: {example.name}", *wrong, sep="\n    ")  # noqa: T201
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
