"""The table in which tries are counted (wrong passwords, refusals): one for all processes, so that no restart sets them back."""

from typing import Any, ClassVar

from django.core.management import call_command
from django.db import migrations


def create(apps: Any, schema_editor: Any) -> None:
    """Makes the table of Django's cache."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Any, schema_editor: Any) -> None:
    """Takes it away again."""
    schema_editor.execute("DROP TABLE nightlight_tries")


class Migration(migrations.Migration):
    """Counts of tries outlive a process."""

    dependencies: ClassVar = [("store", "0006_concern_passed_on")]
    operations: ClassVar = [migrations.RunPython(create, drop)]
