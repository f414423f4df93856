"""Row-level security on PostgreSQL: see `store/scope.py`."""

from typing import ClassVar

from django.db import migrations

from nightlight.web.store import triggers


class Migration(migrations.Migration):
    """A transaction sees the entries of the family that it names, and of no other."""

    dependencies: ClassVar = [("store", "0004_concern_to_place")]
    operations: ClassVar = [migrations.RunPython(triggers.second_line, migrations.RunPython.noop)]
