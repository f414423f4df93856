"""The process that reads documents for another (`apart.py`). Run as a module, with bytes of memory and seconds of the
processor as arguments; asked on its standard input, it answers on its standard output until the input ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from io import BufferedIOBase
from typing import Any, BinaryIO, Final

from nightlight.exchange.briefings.apart import reply_of
from nightlight.exchange.briefings.read import read_here
from nightlight.exchange.briefings.refused import Refused, Why

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits; the clock of the other process is left
    resource = None  # type: ignore[assignment]

_LENGTH: Final = struct.Struct(">Q")
_MOST_FILES_OPEN: Final = 64


def main() -> None:
    """Answers until there is no more to read."""
    memory, processor = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not get between the answers.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _hold(memory)
    while (asked := _asked(sys.stdin.buffer)) is not None:
        _more_time(processor)
        body = json.dumps({**_answer(*asked), "peak": _peak()}).encode("ascii")
        answer.write(_LENGTH.pack(len(body)) + body)
        answer.flush()


def _asked(stream: BufferedIOBase | BinaryIO) -> tuple[bytes, str] | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    name = stream.read(_LENGTH.unpack(head)[0]).decode("utf-8", "replace")
    return stream.read(_LENGTH.unpack(stream.read(_LENGTH.size))[0]), name


def _answer(data: bytes, name: str) -> dict[str, Any]:
    try:
        return reply_of(read_here(data, name))
    except Refused as refused:
        return {"name": refused.name, "what": refused.what, "do": refused.do, "why": refused.why}
    except Exception as wrong:
        # One file that our reader fails on must not end the reading of a folder; that it is our fault is said.
        what = f"our reader failed on it ({type(wrong).__name__})"
        return {
            "name": name,
            "what": what,
            "do": "tell those who keep Nightlight, and save it anew meanwhile",
            "why": Why.fault,
        }


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


def _more_time(processor: int) -> None:
    """So many more seconds of the processor; past them the system ends this process."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + processor + 1
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
