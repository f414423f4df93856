"""Reading in a process of its own, with limits on time and memory.

A document from outside goes through parsers written in C and decompressors; one of them may hang, crash or eat all memory.
It does so in a child process that can be stopped. The child is kept warm and reads many files; it is replaced after a
failure, and after so many files that it may have grown. What comes back is JSON, never a pickle: a child that a document
took over could say nothing that this process would carry out.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, fields
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast

from nightlight.exchange.briefings import guard
from nightlight.exchange.briefings.read import bytes_of
from nightlight.exchange.briefings.refused import Refused, Why
from nightlight.learning.document import Block, Document, Shape

_LENGTH: Final = struct.Struct(">Q")
_MOST_REPLY: Final = 400_000_000
#: What a system says of a process that used up its processor time (SIGXCPU), where it has such limits.
_OUT_OF_TIME: Final = -24


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take: seconds on the clock, seconds of the processor, bytes of memory.

    The defaults are ten times what the largest real briefing took. After `files` documents the process is replaced.
    """

    seconds: float = 60.0
    processor: int = 45
    memory: int = 1_200_000_000
    files: int = 500


class Apart:
    """A process that reads documents, one after another; safe to share between threads.

    >>> with Apart() as reading:
    ...     document = reading.read(b"Key learning\\n", "briefing.txt")
    >>> document.words(document.blocks[0])
    'Key learning'
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits if limits is not None else Limits()
        self.peak = 0
        """The most memory that the process has held so far, in bytes; 0 where the system does not say."""
        self.started = 0
        """How many processes were started: 1 as long as none had to be replaced."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, data: bytes, name: str) -> Document:
        """The document that the bytes hold, whole.

        Raises `Refused` for whatever keeps it from being read, the limits among it.
        """
        if len(data) > guard.MOST_BYTES:
            # Only to say so: nothing of it needs to cross over.
            guard.kind_of(data, name)
        with self._lock:
            try:
                reply = self._ask(data, name)
            except BaseException:
                # After anything unforeseen (an interrupt) the two sides no longer agree on whose turn it is.
                self._stop()
                raise
        return _document(reply, name)

    def read_file(self, path: Path) -> Document:
        """The document that a file holds; its `name` is the file's, without the folder.

        Raises `Refused`, also where there is no such file.
        """
        return self.read(bytes_of(path), path.name)

    def close(self) -> None:
        """Ends the process; the next reading starts another."""
        with self._lock:
            self._stop()

    def _ask(self, data: bytes, name: str) -> dict[str, Any]:
        if self._process is not None and (self._read >= self.limits.files or self._process.poll() is not None):
            self._stop()
        process = self._process = self._process or self._start()
        self._read += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self.limits.seconds, end)
        clock.daemon = True
        clock.start()
        try:
            reply = _exchange(process, data, name)
        finally:
            clock.cancel()
        if reply is None:
            ended = self._stop()
            if late.is_set() or ended == _OUT_OF_TIME:
                most = self.limits.seconds if late.is_set() else self.limits.processor
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
        command = [sys.executable, "-P", "-m", "nightlight.exchange.briefings.child"]
        return subprocess.Popen(
            [*command, str(self.limits.memory), str(self.limits.processor)],
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


def _exchange(process: subprocess.Popen[bytes], data: bytes, name: str) -> dict[str, Any] | None:
    """One question and its answer; None where the process ended instead."""
    ask, answer = cast(BufferedIOBase, process.stdin), cast(BufferedIOBase, process.stdout)
    try:
        # A name may hold bytes that are no text; half a character cannot be written as UTF-8.
        said = name.encode("utf-8", "replace")
        ask.write(_LENGTH.pack(len(said)) + said + _LENGTH.pack(len(data)))
        ask.write(data)
        ask.flush()
        head = answer.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        long = _LENGTH.unpack(head)[0]
        body = answer.read(long) if long <= _MOST_REPLY else b""
        if len(body) < long:
            return None
        found = json.loads(body)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _document(reply: dict[str, Any], name: str) -> Document:
    if reply.get("why") in set(Why):
        raise Refused(str(reply.get("name")), str(reply.get("what")), str(reply.get("do")), Why(reply["why"]))
    try:
        blocks = tuple(Block(**{**each, "shape": Shape(each["shape"])}) for each in reply["blocks"])
        return Document(
            name,
            str(reply["media"]),
            str(reply["source"]),
            str(reply["text"]),
            blocks,
            reply["pages"],
            tuple(reply["notes"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Refused(name, "its reader answered nonsense", "tell those who keep Nightlight", Why.fault) from None


def reply_of(document: Document) -> dict[str, Any]:
    """A document as it crosses from the child; what a block does not say is left out."""
    usual = {each.name: each.default for each in fields(Block)}
    blocks = [
        {key: said for key, default in usual.items() if (said := getattr(each, key)) != default or key == "shape"}
        for each in document.blocks
    ]
    return {
        "media": document.media,
        "source": document.source,
        "text": document.text,
        "blocks": blocks,
        "pages": document.pages,
        "notes": list(document.notes),
    }


_shared: dict[int, Apart] = {}
_shared_lock = threading.Lock()


def _shared_one() -> Apart:
    """The one process that this process reads with; a fork has one of its own."""
    with _shared_lock:
        found = _shared.get(os.getpid())
        if found is None:
            _shared.clear()
            found = _shared[os.getpid()] = Apart()
            atexit.register(found.close)
        return found


def read_document(data: bytes, name: str) -> Document:
    """The document that the bytes hold: Word, PDF, slides, a web page or plain text, by what is in them.

    It is read by another process, within limits on time and memory: whole, or not at all.

    Raises `Refused`, in one sentence for a person: what is wrong, where, and what to do.

    >>> read_document(b"Learning for practice", "briefing.txt").text
    'Learning for practice'
    """
    return _shared_one().read(data, name)


def read_file(path: Path) -> Document:
    """`read_document` on a file.

    Raises `Refused`, also where there is no such file.
    """
    return _shared_one().read_file(path)
