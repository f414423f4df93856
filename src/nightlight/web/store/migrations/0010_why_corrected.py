"""The reason for a correction beside the entry that corrects, and what goes when words are erased: see `store/triggers.py`."""

from typing import ClassVar

from django.db import migrations, models

from nightlight.web.store import triggers


class Migration(migrations.Migration):
    """Null for entries of before: their reasons are in the audit alone. A default would make SQLite build the table anew, without its
    triggers."""

    dependencies: ClassVar = [("store", "0009_longer_drafts")]
    operations: ClassVar = [
        migrations.AddField(model_name="entry", name="why", field=models.TextField(null=True)),
        migrations.RunPython(triggers.erasing, migrations.RunPython.noop),
    ]
