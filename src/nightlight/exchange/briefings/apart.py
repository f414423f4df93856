"""Reading in a process of its own, with limits on time and memory.

A document from outside goes through parsers written in C and decompressors; one of them may hang, crash or eat all memory.
It does so in a child process that can be stopped, and so may the search for its structure, which no text should be able to
keep busy for ever. The child is kept warm and reads many files; it is replaced after a failure, and after so many files
that it may have grown. What comes back is JSON, never a pickle: a child that a document took over could say nothing that
this process would carry out.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

from nightlight.exchange.briefings import guard
from nightlight.exchange.briefings.crossing import LENGTH, document_of, reading_of
from nightlight.exchange.briefings.read import bytes_of
from nightlight.exchange.briefings.refused import BadLists, Refused, Why
from nightlight.learning.document import Document
from nightlight.learning.reading import Reading

_MOST_REPLY: Final = 400_000_000
#: What a system says of a process that used up its processor time (SIGXCPU), where it has such limits.
_OUT_OF_TIME: Final = -24
_MOST_DONE: Final = 1_000_000
_CHILD: Final = ("-m", "nightlight.exchange.briefings.child")

#: The texts of the word lists by which a structure is read, as `Headings` takes them.
Lists = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take: seconds on the clock, seconds of the processor, bytes of memory.

    The defaults are ten times what the largest real briefing took. A long document gets `page` seconds more, of both kinds,
    for each page that has been taken apart and each 3,000 characters whose structure is to be read, up to `longest`. After
    `files` documents the process is replaced.
    """

    seconds: float = 60.0
    processor: int = 45
    memory: int = 1_200_000_000
    files: int = 500
    page: float = 0.25
    longest: float = 300.0

    def after(self, pages: int) -> tuple[float, float]:
        """Seconds on the clock and of the processor for a document of which so many pages are done."""
        more = pages * self.page
        return min(self.seconds + more, max(self.longest, self.seconds)), min(
            self.processor + more, max(self.longest, self.processor)
        )


class _Clock:
    """Ends a process that has not answered when its time is up; each page that it says is done gives it more."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.late = False
        self.pages = 0
        self._process, self._limits = process, limits
        self._began = time.monotonic()
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def more(self, pages: int) -> None:
        """So many pages more are done; no number of them, however large, stops the clock."""
        self.pages = min(self.pages + max(pages, 0), _MOST_DONE)

    def stop(self) -> None:
        """The process has answered."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(max(self._left(), 0.0)):
            if self._left() <= 0:
                self.late = True
                self._process.kill()
                return

    def _left(self) -> float:
        return self._began + self._limits.after(self.pages)[0] - time.monotonic()


class _Process:
    """A process that answers, one document after another; safe to share between threads."""

    def __init__(self, limits: Limits | None = None, lists: Lists = ("", "")) -> None:
        self.limits = limits if limits is not None else Limits()
        self.peak = 0
        """The most memory that the process has held so far, in bytes; 0 where the system does not say."""
        self.started = 0
        """How many processes were started: 1 as long as none had to be replaced."""
        self._lists = lists
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reply(self, data: bytes, name: str) -> dict[str, Any]:
        if len(data) > guard.MOST_BYTES:
            # Only to say so: nothing of it needs to cross over.
            guard.kind_of(data, name)
        with self._lock:
            try:
                return self._ask(data, name)
            except BaseException:
                # After anything unforeseen (an interrupt) the two sides no longer agree on whose turn it is.
                self._stop()
                raise

    def close(self) -> None:
        """Ends the process; the next reading starts another."""
        with self._lock:
            self._stop()

    def _ask(self, data: bytes, name: str) -> dict[str, Any]:
        if self._process is not None and (self._read >= self.limits.files or self._process.poll() is not None):
            self._stop()
        process = self._process = self._process or self._start()
        # A name may hold bytes that are no text; half a character cannot be written as UTF-8.
        pieces = [name.encode("utf-8", "replace"), data]
        if not self._read:
            pieces = [*(each.encode("utf-8") for each in self._lists), *pieces]
        self._read += 1
        clock = _Clock(process, self.limits)
        try:
            reply = _exchange(process, pieces, clock)
        finally:
            clock.stop()
        if reply is None:
            ended = self._stop()
            if clock.late or ended == _OUT_OF_TIME:
                most = self.limits.after(clock.pages)[0 if clock.late else 1]
                raise Refused(
                    name,
                    f"reading it takes longer than {most:.0f} seconds",
                    "if it is very long, save the pages that matter as a file of their own",
                    Why.time,
                )
            raise Refused(
                name,
                "it stops the program that reads it, or needs more memory than a document may",
                "save it anew in the program that made it, with less in it",
                Why.memory,
            )
        if self._lists != ("", "") and isinstance(reply.get("lists"), str):
            self._stop()
            raise BadLists(reply["lists"])
        self.peak = max(self.peak, int(reply.get("peak", 0)))
        if reply.get("why") in (Why.memory, Why.fault):
            # It may have lost its footing; a new one costs a fifth of a second.
            self._stop()
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        self._read = 0
        self.started += 1
        # The child finds the same packages as this process, however they were found.
        paths = os.pathsep.join(each for each in sys.path if each)
        keep = {
            key: value for key in ("SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH") if (value := os.environ.get(key))
        }
        limits = (self.limits.memory, self.limits.processor, self.limits.page, self.limits.longest)
        return subprocess.Popen(
            [sys.executable, "-P", *_CHILD, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**keep, "PYTHONPATH": paths, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        )

    def _stop(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # What was half written to a process that is gone has nowhere to go.
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            # With its input closed it ends by itself; the wait is for one that is ending already.
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


class Apart(_Process):
    """A process that reads documents, one after another; safe to share between threads.

    >>> with Apart() as reading:
    ...     document = reading.read(b"Key learning\\n", "briefing.txt")
    >>> document.words(document.blocks[0])
    'Key learning'
    """

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(limits)

    def read(self, data: bytes, name: str) -> Document:
        """The document that the bytes hold, whole.

        Raises `Refused` for whatever keeps it from being read, the limits among it.
        """
        return document_of(self._reply(data, name), name)

    def read_file(self, path: Path) -> Document:
        """The document that a file holds; its `name` is the file's, without the folder.

        Raises `Refused`, also where there is no such file.
        """
        return self.read(bytes_of(path), path.name)


class ReviewsApart(_Process):
    """As `Apart`, for reviews: documents and what is read in them, by these word lists, both within the limits."""

    def __init__(self, lists: Lists, limits: Limits | None = None) -> None:
        super().__init__(limits, lists)

    def read(self, data: bytes, name: str) -> Reading:
        """What is read in the bytes, whole; its document with it.

        Raises `Refused` for whatever keeps it from being read, the limits among it; `BadLists` where the word lists are broken.
        """
        return reading_of(self._reply(data, name), name)

    def read_file(self, path: Path) -> Reading:
        """What is read in a file; its document's `name` is the file's, without the folder.

        Raises `Refused`, also where there is no such file.
        """
        return self.read(bytes_of(path), path.name)


def _exchange(process: subprocess.Popen[bytes], pieces: Iterable[bytes], clock: _Clock) -> dict[str, Any] | None:
    """One question and its answer; None where the process ended instead."""
    stream = cast(BufferedIOBase, process.stdin)
    try:
        for each in pieces:
            stream.write(LENGTH.pack(len(each)))
            stream.write(each)
        stream.flush()
        while (found := _told(process)) is not None and found.keys() == {"pages"}:
            clock.more(int(found["pages"]))
    except (OSError, ValueError, TypeError, OverflowError):
        return None
    return found


def _told(process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
    stream = cast(BufferedIOBase, process.stdout)
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    long = LENGTH.unpack(head)[0]
    body = stream.read(long) if long <= _MOST_REPLY else b""
    found = json.loads(body) if len(body) == long else None
    return found if isinstance(found, dict) else None


_Shared = TypeVar("_Shared", bound=_Process)
_shared: dict[tuple[int, Lists], _Process] = {}
_shared_lock = threading.Lock()


def _shared_one(lists: Lists, make: Callable[[], _Shared]) -> _Shared:
    """The one process that this process reads with, by these lists; a fork has one of its own."""
    key = (os.getpid(), lists)
    with _shared_lock:
        for other in [each for each in _shared if each[0] != key[0]]:
            del _shared[other]
        if key not in _shared:
            made = _shared[key] = make()
            atexit.register(made.close)
        return cast(_Shared, _shared[key])


def read_document(data: bytes, name: str) -> Document:
    """The document that the bytes hold: Word, PDF, slides, a web page or plain text, by what is in them.

    It is read by another process, within limits on time and memory: whole, or not at all.

    Raises `Refused`, in one sentence for a person: what is wrong, where, and what to do.

    >>> read_document(b"Learning for practice", "briefing.txt").text
    'Learning for practice'
    """
    return _shared_one(("", ""), Apart).read(data, name)


def read_file(path: Path) -> Document:
    """`read_document` on a file.

    Raises `Refused`, also where there is no such file.
    """
    return _shared_one(("", ""), Apart).read_file(path)


def read_review(data: bytes, name: str, lists: Lists) -> Reading:
    """What the bytes of a review say: its document, and the structure that is read in it by these word lists.

    Both are read by another process, within limits on time and memory: whole, or not at all.

    Raises `Refused`, in one sentence for a person: what is wrong, where, and what to do; `BadLists` where the word lists are
    broken, whatever the document.
    """
    return _shared_one(lists, lambda: ReviewsApart(lists)).read(data, name)


def read_review_file(path: Path, lists: Lists) -> Reading:
    """`read_review` on a file.

    Raises `Refused`, also where there is no such file.
    """
    return _shared_one(lists, lambda: ReviewsApart(lists)).read_file(path)
