"""Backup and restore, whichever database: one compressed file with every row, a sum at its end, and the head of every chain.

A backup holds everything that the record holds, protected addresses still encrypted: keep it as closely as the database itself.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from nightlight.chronology.chain import verify
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.web.store import scope
from nightlight.web.store.models import Entry, Family, ProtectedAddress

FORMAT: Final = "nightlight backup 1"
#: Not kept: who is signed in at the moment, and what Django makes anew by itself.
_NOT_KEPT: Final = ("sessions", "contenttypes", "auth")
_BATCH: Final = 500

Say = Callable[[str], None]


def _models() -> list[type[models.Model]]:
    """Every table that is kept, those that others point at in front."""
    kept = [each for each in apps.get_models() if each._meta.app_label not in _NOT_KEPT]
    ordered: list[type[models.Model]] = []
    while len(ordered) < len(kept):
        ready = [
            model
            for model in kept
            if model not in ordered
            and all(
                field.related_model in ordered or field.related_model is model or field.related_model not in kept
                for field in model._meta.get_fields()
                if isinstance(field, models.ForeignKey | models.ManyToManyField)
            )
        ]
        ordered += ready
    return ordered


def write(path: Path, say: Say = lambda _: None) -> int:
    """Writes a backup; how many rows it holds. The file appears under its name only when it is whole.

    Raises `OSError` where it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    count, total = 0, hashlib.sha256()
    alone = not connection.in_atomic_block
    with gzip.open(part, "wt", encoding="utf-8") as out, transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for line in _lines(say):
            out.write(line)
            total.update(line.encode())
            count += 1
        out.write(json.dumps({"rows": count - 1, "sha256": total.hexdigest()}) + "\n")
    part.replace(path)
    return count - 1


def _lines(say: Say) -> Iterator[str]:
    migrations = sorted(map(list, MigrationRecorder.Migration.objects.values_list("app", "name")))
    yield (
        json.dumps(
            {"format": FORMAT, "migrations": migrations, "heads": dict(Family.objects.values_list("key", "head"))}
        )
        + "\n"
    )
    for model in _models():
        say(f"{model._meta.verbose_name_plural}")
        for row in _rows(model):
            yield serializers.serialize("json", [row])[1:-1] + "\n"


def _rows(model: type[models.Model]) -> Iterator[models.Model]:
    if model not in (Entry, ProtectedAddress):
        yield from model._default_manager.order_by("pk").iterator(_BATCH)
        return
    for key in Family.objects.order_by("key").values_list("key", flat=True):
        with scope.of_family(key):
            rows = list(model._default_manager.filter(family_id=key).order_by("pk"))
        yield from rows


def restore(path: Path, say: Say = lambda _: None) -> int:
    """Reads a backup into an empty database, and looks whether every chain holds; how many rows there were.

    Raises `Unreadable` where the file is cut off, changed or from another version, or the database is not empty; then nothing is kept.
    """
    _whole(path)
    with gzip.open(path, "rt", encoding="utf-8") as lines, transaction.atomic():
        head = json.loads(next(lines))
        here = sorted(map(list, MigrationRecorder.Migration.objects.values_list("app", "name")))
        if head["migrations"] != here:
            raise Unreadable(
                [
                    Problem(
                        "the backup",
                        "it is of another version of Nightlight; restore it with that version, then upgrade",
                        file=str(path),
                    )
                ]
            )
        if Family.objects.exists() or apps.get_model("accounts", "Account").objects.exists():
            raise Unreadable(
                [Problem("the database", "it is not empty; restore into a new one, so that nothing is lost")]
            )
        ContentType.objects.clear_cache()
        count = 0
        for line in lines:
            if not line.startswith('{"model"'):
                break
            for row in serializers.deserialize("json", f"[{line}]"):
                key = getattr(row.object, "family_id", None)
                if isinstance(row.object, Entry | ProtectedAddress):
                    with scope.of_family(str(key)):
                        row.save()
                else:
                    row.save()
            count += 1
            if count % 1000 == 0:
                say(f"{count} rows")
        _sequences()
        problems = chains(say)
        for family, kept in head["heads"].items():
            if not Family.objects.filter(key=family, head=kept).exists():
                problems.append(Problem(f"family {family}", "its chain does not end where the backup says"))
        if problems:
            raise Unreadable(problems)
    return count


def _whole(path: Path) -> None:
    total, count, last = hashlib.sha256(), 0, ""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if last:
                    total.update(last.encode())
                    count += 1
                last = line
        end: dict[str, Any] = json.loads(last)
    except FileNotFoundError:
        raise Unreadable([Problem("the backup", "there is no such file", file=str(path))]) from None
    except (OSError, EOFError, ValueError):
        raise Unreadable(
            [Problem("the backup", "it is cut off or damaged; take another copy", file=str(path))]
        ) from None
    if end.get("sha256") != total.hexdigest() or end.get("rows") != count - 1:
        raise Unreadable(
            [
                Problem(
                    "the backup", "it was changed or cut off: its sum does not fit; take another copy", file=str(path)
                )
            ]
        )


def _sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def chains(say: Say = lambda _: None) -> list[Problem]:
    """What is wrong with the chains of all families: an entry that was changed, moved, added or is missing."""
    problems = []
    for row in Family.objects.order_by("key"):
        say(f"family {row.key}")
        with scope.of_family(row.key):
            links = [each.link() for each in Entry.objects.filter(family=row).order_by("number")]
        found = verify(links, row.head if row.length else None)
        problems += [Problem(f"family {row.key}, {each.where}", each.message) for each in found]
        if len(links) != row.length and not found:
            problems.append(
                Problem(f"family {row.key}", f"it holds {len(links)} entries and says that it has {row.length}")
            )
    return problems
