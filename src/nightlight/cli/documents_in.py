"""Files that a command names: folders, patterns and standard input made into documents, one by one, each mistake said."""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nightlight.chronology.problems import printable
from nightlight.cli.app import err
from nightlight.learning.masking import with_cut_contacts_hidden
from nightlight.learning.reading import Reading

Files = Annotated[
    list[str],
    typer.Argument(
        help="Briefings (.docx, .pdf, .pptx, .html, .txt), folders of them, patterns such as 'reviews/*.pdf', or - for"
        " text on standard input.",
        metavar="FILE…",
    ),
]
_STANDARD_INPUT: Final = "-"
#: Endings of documents that are not read: one in a folder may be a review, so it is refused aloud and never passed over.
_OTHER_DOCUMENTS: Final = """
doc docm dot dotm ppt pptm pps ppsm pot rtf odt odp pages key epub mht mhtml eml msg xps wpd wps pub zip
"""
_DOCUMENTS: Final = frozenset(_OTHER_DOCUMENTS.split())


class Reader:
    """Reads what a command names, one document after another; counts what could not be read, and says why at once."""

    def __init__(self, named: Sequence[str]) -> None:
        self.failed = 0
        self._pages_failed = 0
        self.files = list(dict.fromkeys(self._expanded(named)))

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """Each document that can be read, with the name under which it was given; the rest is said on standard error.

        Raises `Unreadable` where a word list is broken, and nothing can be read.
        """
        from nightlight.exchange.briefings import BadLists, Refused, read_review, read_review_file
        from nightlight.exchange.briefings.guard import MOST_BYTES
        from nightlight.taxonomy import heading_lists, headings

        lists = heading_lists()
        columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task("Reading", total=len(self.files))
            for file in self.files:
                try:
                    if file == _STANDARD_INPUT:
                        reading = read_review(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input.txt", lists)
                    else:
                        reading = read_review_file(Path(file), lists)
                except Refused as refused:
                    self.say(
                        str(refused) if file == _STANDARD_INPUT else os.path.join(os.path.dirname(file), str(refused))
                    )
                    progress.advance(task)
                    continue
                except BadLists as wrong:
                    # With them nothing can be read: where they are wrong is said once, and that ends the command.
                    headings()
                    self.say(f"{file}: it stops the program that reads it ({wrong})")
                    progress.advance(task)
                    continue
                except Exception as wrong:
                    # A defect of ours in one document; the others are read all the same.
                    self.say(
                        f"{file}: our reading of it failed ({type(wrong).__name__}); tell those who keep Nightlight"
                    )
                    progress.advance(task)
                    continue
                # What is printed now must not run into the bar.
                progress.stop()
                yield file, with_cut_contacts_hidden(reading)
                progress.advance(task)
                progress.start()

    def say(self, what: str) -> None:
        """Says of one document that it failed, and why."""
        self.failed += 1
        err.print(printable(what), soft_wrap=True)

    def say_of_page(self, what: str) -> None:
        """Says of a document that was read that its page could not be written, and why."""
        self._pages_failed += 1
        err.print(printable(what), soft_wrap=True)

    def end(self) -> None:
        """Ends the command: exit status 1 where anything failed."""
        if self.failed:
            err.print(f"{self.failed} of {max(len(self.files), self.failed)} could not be read.", style="bold")
        if self._pages_failed:
            count = self._pages_failed
            err.print(f"{count} page{'s' * (count != 1)} could not be written.", style="bold")
        if self.failed or self._pages_failed:
            raise typer.Exit(1)

    def _expanded(self, named: Sequence[str]) -> Iterator[str]:
        for each in named:
            path = Path(each)
            if each == _STANDARD_INPUT:
                yield each
            elif path.is_dir():
                yield from self._in_folder(path)
            elif not path.exists() and glob.has_magic(path.name if path.parent.is_dir() else each):
                found = sorted(one for one in glob.glob(each, recursive=True) if Path(one).is_file())
                if not found:
                    self.say(f"{each}: no file fits this pattern; check it")
                yield from found
            else:
                yield each

    def _in_folder(self, folder: Path) -> Iterator[str]:
        """What may be a briefing in a folder and those in it, and every other document, which is refused by name.

        A picture or a spreadsheet among them is counted, and that is said; what begins with a full stop, or with Word's mark
        of a lock, is none of a person's.
        """
        from nightlight.exchange.briefings.guard import ENDINGS

        found: list[Path] = []
        others: Counter[str] = Counter()
        for each in sorted(folder.rglob("*")):
            if any(part.startswith((".", "~$")) for part in each.relative_to(folder).parts):
                continue
            ending = each.suffix.lower().removeprefix(".")
            if each.is_file() or (each.is_symlink() and not each.exists()):
                if ending in ENDINGS or ending in _DOCUMENTS:
                    found.append(each)
                else:
                    others[f".{ending}" if ending else "no ending"] += 1
        if others:
            kinds = ", ".join(f"{times} {ending}" for ending, times in sorted(others.items()))
            count = others.total()
            message = f"{folder}: {count} file{'s' * (count != 1)} of kinds that hold no review passed over ({kinds})"
            err.print(printable(message), soft_wrap=True)
        if not found:
            self.say(f"{folder}: there are no briefings in this folder (.docx, .pdf, .pptx, .html, .txt)")
        yield from map(str, found)
