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
    """The text of a file.

    Raises `Unreadable`, saying what to do, where there is no such file, it is a folder, may not be read, is far too large, or is
    not text.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise Unreadable([Problem("the file", f"it is larger than {_MAX_BYTES // 2**20} MiB", file=str(path))])
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        message = "there is no such file; check the name"
    except IsADirectoryError:
        message = "it is a folder; name the files in it"
    except PermissionError:
        message = "it may not be read; ask for the right to read it"
    except UnicodeDecodeError:
        message = "it is not UTF-8 text; save it as UTF-8"
    except OSError as wrong:
        message = f"it cannot be read: {wrong.strerror}"
    raise Unreadable([Problem("the file", message, file=str(path))])
