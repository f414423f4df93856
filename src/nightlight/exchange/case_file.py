"""Case files: one family's history as YAML or JSON, read to a case."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nightlight.chronology.problems import Problem, Unreadable
from nightlight.exchange.yaml_text import MAX_CHARACTERS, read_yaml
from nightlight.replay.case import Case, read_case

_MAX_BYTES: Final = 4 * MAX_CHARACTERS


def read_case_text(text: str, file: str | None = None) -> Case:
    """The case that a text states.

    Raises `Unreadable` with every mistake.
    """
    return read_case(read_yaml(text, file), file)


def read_case_file(path: Path) -> Case:
    """The case of a file.

    Raises `Unreadable` with every mistake; also where the file cannot be opened or is not text.
    """
    return read_case_text(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a file; a mark of its byte order is passed over.

    Raises `Unreadable`, saying what to do, where there is no such file, it is a folder, may not be read, is far too
    large, or is not text.
    """
    try:
        with path.open("rb") as opened:
            # Never more than this is held, whatever the file says of its own size: it may be a device.
            found = opened.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise _unreadable(path, "there is no such file; check the name") from None
    except IsADirectoryError:
        raise _unreadable(path, "it is a folder; name the files in it") from None
    except PermissionError:
        raise _unreadable(path, "it may not be read; ask for the right to read it") from None
    except OSError as wrong:
        raise _unreadable(path, f"it cannot be read: {wrong.strerror}") from None
    if len(found) > _MAX_BYTES:
        raise _unreadable(path, f"it is larger than {_MAX_BYTES // 10**6} MB; a file holds one family")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = found[: wrong.start]
        # Text in another encoding has no null bytes among its first ones, and most files that are no text do.
        if b"\0" in found[:1024]:
            raise _unreadable(path, "it is not text; name a case file (YAML or JSON)") from None
        line = before.count(b"\n") + 1
        raise _unreadable(path, "it is not UTF-8 text from this line on; save it as UTF-8", line) from None


def _unreadable(path: Path, message: str, line: int | None = None) -> Unreadable:
    return Unreadable([Problem("the file", message, line=line, file=str(path))])
