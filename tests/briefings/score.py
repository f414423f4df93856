"""How well briefings are read: `python -m tests.briefings.score [FOLDER…]`.

Prints F1 by file, and precision, recall and F1 by kind, for the real briefings where they are at hand (with their
alterations), for the made-up ones in `open`, and for every folder named: each holds briefings, and beside each its
gold, `<name>.gold.json`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from nightlight.exchange.briefings import read_document
from nightlight.learning.document import Document
from nightlight.learning.structure import read
from nightlight.taxonomy import headings
from tests.briefings.particulars import lines as particular_lines
from tests.briefings.particulars import particulars
from tests.briefings.scoring import ALTERATIONS, COUNTED, Gold, Span, Tally, place, score, with_offsets

ROOT: Final = Path(__file__).parents[2]
OPEN: Final = Path(__file__).parent / "open"
#: Where the real briefings and their gold lie; they are never part of the repository.
SHARED: Final = Path(os.environ.get("NIGHTLIGHT_SHARED", ROOT.parent / "shared"))

Read = Callable[[Document], Any]


def document_of(data: bytes, name: str) -> Document:
    """A file as a document, by the reader of its format."""
    return read_document(data, name)


def reader() -> Read:
    """The structure's reader with the headings of the taxonomy."""
    known = headings()
    return lambda document: read(document, known)


def found_in(reading: Any) -> list[Span]:
    """A reading's items as spans."""
    return [Span(str(item.kind), item.start, item.end) for item in reading.items]


def real_ones() -> Iterator[tuple[str, str, Gold, dict[str, Any]]]:
    """Name, text and gold (placed, and as its file has it) of each real briefing, where they are at hand."""
    for path in sorted((SHARED / "seed-gold").glob("seed-*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = (SHARED / "seeds" / gold["seed"]).read_bytes().decode("utf-8")
        yield path.stem, text, with_offsets(gold), gold


def made_up_ones(folder: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """File name, bytes and gold of each briefing of a folder."""
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        files = [each for each in sorted(folder.glob(f"{name}.*")) if not each.name.endswith(".json")]
        if len(files) != 1:
            raise FileNotFoundError(f"{path}: wanted one briefing beside it, found {len(files)}")
        yield files[0].name, files[0].read_bytes(), json.loads(path.read_text("utf-8"))


#: A text of no longer lines is wrapped already; to wrap it again would leave every other line a stump.
_WRAPPED: Final = 100


def _say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")


def table(title: str, tally: Tally) -> list[str]:
    """The figures of a tally by kind, as lines."""
    lines = [f"  {title}"]
    for kind in (*COUNTED, None):
        precision, recall, both, wanted = tally.figures(kind)
        if kind is None or wanted or tally.spurious[kind]:
            lines.append(f"    {kind or 'all':16} P {precision:.2f}  R {recall:.2f}  F1 {both:.2f}  n {wanted}")
    return lines


def _details(text: str, gold: Gold, found: list[Span]) -> list[str]:
    lines: list[str] = []
    for want in gold.items:
        one = score([want], found)
        if one.missed:
            near = [each for each in found if each.start < want.end and want.start < each.end]
            seen = "; ".join(f"{each.kind} {text[each.start : each.end]!r}" for each in near) or "nothing"
            lines.append(f"      missed {want.kind} {text[max(0, want.start) : max(0, want.end)]!r} (found: {seen})")
    for each in found:
        alone = score(gold.items, [each])
        if alone.spurious and not any(each.start < want.end and want.start < each.end for want in gold.items):
            lines.append(f"      unwanted {each.kind} {text[each.start : each.end]!r}")
    return lines


def score_real(reads: Read, *, details: bool = False) -> None:
    """Prints the real briefings' figures, as published and altered."""
    briefings = list(real_ones())
    if not briefings:
        _say("The real briefings are not at hand.")
        return
    for name, (alter, least) in ALTERATIONS.items():
        total = Tally()
        by_file: list[str] = []
        lines: list[str] = []
        beside: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for file, text, gold, as_filed in briefings:
            altered = alter(text, gold)
            carried = altered.carry(gold)
            reading = reads(document_of(altered.text.encode(), f"{file}.txt"))
            found = found_in(reading)
            if name == "as published":
                for count, part in zip(beside, particulars(as_filed, carried, reading), strict=True):
                    count.update(part)
            one = score(carried.items, found)
            by_file.append(f"{file} {one.figures()[2]:.3f}")
            total.add(one)
            if details:
                lines += [f"    {file}", *_details(altered.text, carried, found)]
        met = "met" if total.figures()[2] >= least else "NOT MET"
        _say(f"Real, {name}: F1 {total.figures()[2]:.3f} (asked {least:.2f}: {met})", "|", "  ".join(by_file))
        _say("\n".join(table("by kind", total) + particular_lines(*beside) + lines))


def score_folder(reads: Read, folder: Path, *, details: bool = False) -> None:
    """Prints the figures of the briefings of one folder."""
    total = Tally()
    beside: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    altered_ones = {name: Tally() for name in ALTERATIONS}
    for name, data, gold in made_up_ones(folder):
        document = document_of(data, name)
        placed = place(gold, document.text)
        reading = reads(document)
        found = found_in(reading)
        for count, part in zip(beside, particulars(gold, placed, reading), strict=True):
            count.update(part)
        one = score(placed.items, found)
        total.add(one)
        precision, recall, both, wanted = one.figures()
        _say(f"{folder.name}/{name}: F1 {both:.3f}  P {precision:.2f}  R {recall:.2f}  n {wanted}")
        for words in placed.lost:
            _say(f"      not in its text: {words!r}")
        if details:
            _say("\n".join([*table("by kind", one), *_details(document.text, placed, found)]))
        if name.endswith(".txt"):
            for alteration, (alter, _) in ALTERATIONS.items():
                if alteration.startswith("60") and max(map(len, document.text.splitlines())) < _WRAPPED:
                    continue
                altered = alter(document.text, placed)
                again = found_in(reads(document_of(altered.text.encode(), name)))
                altered_ones[alteration].add(score(altered.carry(placed).items, again))
    for alteration, tally in altered_ones.items():
        if not tally.figures()[3]:
            continue
        _say(f"{folder.name}, its plain texts, {alteration}: F1 {tally.figures()[2]:.3f}")
    _say(f"{folder.name}, all: F1 {total.figures()[2]:.3f}")
    _say("\n".join(table("by kind", total) + particular_lines(*beside)))


def main(arguments: list[str]) -> None:
    """`--details` says what was missed and what nobody wanted; every other argument is a folder."""
    details = "--details" in arguments
    reads = reader()
    score_real(reads, details=details)
    for folder in (OPEN, *(Path(each) for each in arguments if not each.startswith("--"))):
        score_folder(reads, folder, details=details)


if __name__ == "__main__":
    main(sys.argv[1:])
