"""The process that reads documents for another (`apart.py`). Run as a module, with bytes of memory, seconds of the
processor, seconds more for a page and the most seconds of all as arguments; told the word lists and then asked on its
standard input, it answers on its standard output until the input ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from io import BufferedIOBase
from typing import Any, BinaryIO, Final

from nightlight.exchange.briefings import pace
from nightlight.exchange.briefings.crossing import LENGTH, document_said, reading_said, refusal_said
from nightlight.exchange.briefings.read import read_here
from nightlight.exchange.briefings.refused import Refused, Why, too_much_memory
from nightlight.learning.document import Document
from nightlight.learning.reading import Reading

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits; the clock of the other process is left
    resource = None  # type: ignore[assignment]

_MOST_FILES_OPEN: Final = 64

_Stream = BufferedIOBase | BinaryIO
_Read = Callable[[Document], Reading]


def main() -> None:
    """Answers until there is no more to read."""
    memory, processor, page, longest = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not get between the answers.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _hold(memory)
    asked = sys.stdin.buffer
    lists = [(_piece(asked) or b"").decode("utf-8") for _ in range(2)]
    read, broken = None, ""
    try:
        read = _structure(*lists) if all(lists) else None
    except Exception as wrong:
        # No document's fault: said to whoever asks, and by him to the person once.
        broken = str(wrong) or type(wrong).__name__

    while (name := _piece(asked)) is not None:
        data = _piece(asked) or b""
        if broken:
            _tell(answer, {"lists": broken})
            continue
        time = _Time(processor, page, longest)

        def told(pages: int, time: _Time = time) -> None:
            time.more(pages)
            _tell(answer, {"pages": pages})

        with pace.telling(told):
            reply = _answer(data, name.decode("utf-8", "replace"), read)
        _tell(answer, {**reply, "peak": _peak()})


def _piece(stream: _Stream) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _tell(stream: _Stream, what: Mapping[str, Any]) -> None:
    body = json.dumps(what).encode("ascii")
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def _structure(headings: str, cues: str) -> _Read:
    """What reads a structure by these word lists; a process that reads documents alone does not load it."""
    from nightlight.learning.structure import Headings, read

    known = Headings(headings, cues)
    return lambda document: read(document, known)


def _answer(data: bytes, name: str, read: _Read | None = None) -> dict[str, Any]:
    try:
        document = read_here(data, name)
        return document_said(document) if read is None else reading_said(_reading(document, read))
    except Refused as refused:
        return refusal_said(refused)
    except Exception as wrong:
        # One file that our reader fails on must not end the reading of a folder; that it is our fault is said.
        what = f"our reader failed on it ({type(wrong).__name__})"
        do = "tell those who keep Nightlight, and save it anew meanwhile"
        return refusal_said(Refused(name, what, do, Why.fault))


def _reading(document: Document, read: _Read) -> Reading:
    pace.done(len(document.text) // pace.CHARACTERS)
    try:
        return read(document)
    except MemoryError:
        raise too_much_memory(document.name) from None


def _hold(memory: int) -> None:
    """Limits for good: memory, no files written, few opened, no other process begun, no core left behind."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Not every system has every limit; the clock of the other process holds everywhere.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


class _Time:
    """Seconds of the processor for one document; past them the system ends this process."""

    def __init__(self, processor: int, page: float, longest: float) -> None:
        self._page, self._longest = page, max(longest, processor)
        self._given = float(processor)
        self._used = 0.0
        if resource is not None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            self._used = used.ru_utime + used.ru_stime
        self.more(0)

    def more(self, pages: int) -> None:
        """So much more for pages that were read."""
        self._given = min(self._given + pages * self._page, self._longest)
        if resource is not None:
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            most = int(self._used + self._given) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    try:
        # What the usual call says on Linux begins with the memory of the process that started this one.
        with open("/proc/self/status", "rb") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmHWM"))
    except (OSError, StopIteration):
        if resource is None:
            return 0
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held if sys.platform == "darwin" else held * 1024


if __name__ == "__main__":
    main()
