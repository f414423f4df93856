"""What a partnership sets from outside: read once, checked, with a plain message for what is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: SQLite as it loses nothing at a power cut: every commit is on the disk before it is acknowledged. `recursive_triggers`
#: makes `INSERT OR REPLACE` fire the triggers that keep entries from being deleted.
_SQLITE = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; "
    "PRAGMA busy_timeout=20000;"
)


def text(name: str, default: str = "") -> str:
    """A setting as text; the default where it is not set."""
    return os.environ.get(name, default).strip()


def words(name: str, default: str = "") -> list[str]:
    """A setting as a list, parted by commas."""
    return [each.strip() for each in text(name, default).split(",") if each.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """A setting that is yes or no.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name).lower()
    if not value:
        return default
    if value in ("1", "yes", "true", "on"):
        return True
    if value in ("0", "no", "false", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no")


def number(name: str, default: int) -> int:
    """A setting that is a whole number.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number") from None


def seconds(name: str, default: float) -> float:
    """A setting that is a number of seconds, none or more.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name)
    try:
        found = float(value) if value else default
    except ValueError:
        found = -1.0
    if not 0 <= found <= 60:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a number of seconds from 0 to 60, such as 0.5")
    return found


def secret(name: str, *, instead: str | None) -> str:
    """A secret: from the environment, or from the file that `NAME_FILE` names; `instead` where neither is set.

    Raises `ImproperlyConfigured` where it is missing and nothing may stand in for it.
    """
    value = text(name)
    file = text(f"{name}_FILE")
    if not value and file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as wrong:
            raise ImproperlyConfigured(f"{name}_FILE: {file} cannot be read: {wrong.strerror}") from None
    if value:
        return value
    if instead is not None:
        return instead
    raise ImproperlyConfigured(f"{name} is not set; set it, or {name}_FILE, to a long random text")


def database(url: str, default: Path) -> dict[str, Any]:
    """The database of an address such as `postgres://user:password@host:5432/name`; SQLite at `default` where it is empty.

    Raises `ImproperlyConfigured` for an address of another sort.
    """
    if not url:
        return _sqlite(str(default))
    parts = urlsplit(url)
    if parts.scheme in ("sqlite", "sqlite3"):
        return _sqlite(
            unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") is False else parts.path[1:]
        )
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with {parts.scheme!r}; write postgres:// or sqlite:///")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE},
    }
