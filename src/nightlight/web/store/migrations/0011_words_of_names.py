"""The words of names, by which a search finds whom to ask about; and records of several families that a list reads together."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from nightlight.web.store import second_line

_cascade = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "+"}


class Migration(migrations.Migration):
    """Made from the table of persons, which stays what it was."""

    dependencies: ClassVar = [("store", "0010_why_corrected")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="WordOfName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=200)),
                ("initial", models.CharField(max_length=1)),
                ("heard", models.CharField(max_length=200)),
                ("family", models.ForeignKey(to="store.family", db_index=False, **_cascade)),
                ("person", models.ForeignKey(to="store.personoffamily", **_cascade)),
            ],
            options={
                "indexes": [
                    models.Index("initial", "word", "family", name="word_by_letter"),
                    models.Index("heard", "word", "family", name="word_by_sound"),
                ],
            },
            managers=[("not_kept", models.manager.Manager())],
        ),
        migrations.RunPython(second_line.fill_words, migrations.RunPython.noop),
        migrations.RunPython(second_line.words_of_names, migrations.RunPython.noop),
        migrations.RunPython(second_line.several_families, migrations.RunPython.noop),
    ]
