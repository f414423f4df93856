"""How kinds, fields and words are called on a form (`labels.toml`); what has no line there is made from its name."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from nightlight.chronology.fields import FieldSpec
from nightlight.chronology.kinds import KINDS


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    return dict(
        tomllib.loads((resources.files("nightlight.web.recording") / "labels.toml").read_text(encoding="utf-8"))
    )


def kind_title(kind: str) -> str:
    """What a kind is called: its line, or what it says happens.

    >>> kind_title("referral.received")
    'A referral is received'
    """
    return _labels()["kinds"].get(kind) or capital(KINDS[kind].says)


def label_of(kind: str, spec: FieldSpec, *, envelope: bool = False) -> str:
    """The question that a field asks."""
    fields = _labels()["fields"]
    wanted = [f"{kind}.{spec.name}", *([f"envelope.{spec.name}"] if envelope else [])]
    if spec.opens and spec.name == "of":
        wanted.append(f"of:{spec.opens}")
    for name in (*wanted, spec.name):
        if name in fields:
            return fields[name]
    return capital(spec.name.replace("_", " "))


def hint_of(kind: str, spec: FieldSpec) -> str:
    """The line below a question: its own, or the help of the field."""
    hints = _labels()["hints"]
    return next((hints[name] for name in (f"{kind}.{spec.name}", spec.name) if name in hints), spec.help)


def word_text(kind: str, field: str, word: str) -> str:
    """A word of the vocabulary as one reads it."""
    words = _labels()["words"]
    for name in (f"{kind}.{field}.{word}", f"{field}.{word}"):
        if name in words:
            return words[name]
    return capital(word.replace("_", " "))


def capital(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]


def all_labels() -> dict[str, Any]:
    """Every line, for the test that each names something that there is."""
    return _labels()
