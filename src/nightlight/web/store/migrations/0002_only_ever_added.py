"""What the database refuses: see `store/triggers.py`."""

from typing import ClassVar

from django.db import migrations

from nightlight.web.store import triggers


class Migration(migrations.Migration):
    """Entries and the audit are only ever added to."""

    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(triggers.create, migrations.RunPython.noop)]
