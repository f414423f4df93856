"""The words of addresses, by which a search finds in which families somebody lives there, as `0011_words_of_names.py` has those of names."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from nightlight.web.store import second_line


class Migration(migrations.Migration):
    """Made from the table of persons, which stays what it was."""

    dependencies: ClassVar = [("store", "0012_without_sounds")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="WordOfAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=200)),
                (
                    "family",
                    models.ForeignKey(
                        to="store.family", db_index=False, related_name="+", on_delete=django.db.models.deletion.CASCADE
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["family", "word"], name="one_word_a_family")],
                "indexes": [models.Index("word", "family", name="word_by_itself")],
            },
            managers=[("not_kept", models.manager.Manager())],
        ),
        migrations.RunPython(second_line.fill_addresses, migrations.RunPython.noop),
        migrations.RunPython(second_line.words_of_addresses, migrations.RunPython.noop),
    ]
