"""Writes briefings and their gold into a folder, or says which files there are out of date."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from scripts.briefings import plain, portable, slides, web, word
from scripts.briefings.content import Briefing, gold_of

WRITERS = {
    "docx": word.written,
    "pdf": portable.written,
    "pptx": slides.written,
    "html": web.written,
    "txt": plain.written,
}


def made(briefings: Iterable[Briefing]) -> dict[str, bytes]:
    """Every file that belongs to the briefings, by its name."""
    files: dict[str, bytes] = {}
    for each in briefings:
        files[f"{each.name}.{each.suffix}"] = WRITERS[each.suffix](each)
        gold = json.dumps(gold_of(each), ensure_ascii=False, indent=1) + "\n"
        files[f"{each.name}.gold.json"] = gold.encode("utf-8")
    return files


def write(briefings: Iterable[Briefing], folder: Path) -> list[Path]:
    """Writes them; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, data in made(briefings).items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    return paths
