"""Any document in: its kind found, its reader called, and every way of failing made into one clear refusal."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nightlight.exchange.briefings import guard
from nightlight.exchange.briefings.guard import Format
from nightlight.exchange.briefings.refused import Refused, Why, damaged, too_much_memory
from nightlight.learning.document import Document

Reader = Callable[[bytes, str], Document]


def read_here(data: bytes, name: str) -> Document:
    """`read_document`, in this process and without limits on time and memory: for tests, and for the child process.

    Raises `Refused`; what a reader did not foresee comes out as it is, so that a test sees it.
    """
    try:
        return _reader(guard.kind_of(data, name))(data, name)
    except RecursionError:
        raise damaged(name, "it is nested too deeply") from None
    except MemoryError:
        raise too_much_memory(name) from None


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, never more than are read.

    Raises `Refused` where there is no such file, or it may not be read, or is a folder or a device.
    """
    name = path.name or str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = ("it is a folder", "name the files in it") if path.is_dir() else ("it is no file", "name a file")
            raise Refused(name, *what, Why.missing)
        with path.open("rb") as opened:
            return opened.read(guard.MOST_BYTES + 1)
    except FileNotFoundError:
        raise Refused(name, "there is no such file", "check the name", Why.missing) from None
    except PermissionError:
        raise Refused(name, "it may not be read", "ask for the right to read it", Why.missing) from None
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, Refused):
            raise
        said = os.strerror(wrong.errno) if isinstance(wrong, OSError) and wrong.errno else "its name is not one"
        raise Refused(name, f"it cannot be read ({said})", "check the name", Why.missing) from None


def _docx(data: bytes, name: str) -> Document:
    from nightlight.exchange.briefings.docx import read_docx

    return read_docx(data, name)


def _pptx(data: bytes, name: str) -> Document:
    from nightlight.exchange.briefings.pptx import read_pptx

    return read_pptx(data, name)


def _pdf(data: bytes, name: str) -> Document:
    from nightlight.exchange.briefings.pdf import read_pdf

    return read_pdf(data, name)


def _html(data: bytes, name: str) -> Document:
    from nightlight.exchange.briefings.html import read_html

    return read_html(data, name)


def _plain(data: bytes, name: str) -> Document:
    from nightlight.exchange.briefings.plain import read_plain

    return read_plain(data, name)


#: Each reader is imported when its kind first comes: a folder of texts does without the parser of PDF.
READERS: Final[dict[Format, Reader]] = {
    Format.docx: _docx,
    Format.pptx: _pptx,
    Format.pdf: _pdf,
    Format.html: _html,
    Format.txt: _plain,
}


def _reader(format_: Format) -> Reader:
    return READERS[format_]
