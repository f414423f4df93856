"""Concerns about a family that whoever raises them does not work with, on their way to its record."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_account = {"on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    """Where a concern waits until a duty desk has placed and answered it."""

    dependencies: ClassVar = [("accounts", "0001_initial"), ("store", "0003_how_told")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="ConcernToPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("raised_by", models.ForeignKey(related_name="concerns_raised", **_account)),
                ("raised_at", models.DateTimeField()),
                ("to", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="concerns_to_place", to="accounts.agency")),
                ("who", models.TextField(help_text="Whom it is about, in words.")),
                ("happened", models.TextField(help_text="What was seen or heard.")),
                ("contact", models.CharField(help_text="How whoever raised it can be reached.", max_length=200)),
                ("opened_by", models.ForeignKey(null=True, related_name="concerns_opened", **_account)),
                ("opened_at", models.DateTimeField(null=True)),
                ("family", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="concerns_placed", to="store.family")),
                ("entry_id", models.CharField(blank=True, max_length=120)),
                ("placed_by", models.ForeignKey(null=True, related_name="concerns_placed", **_account)),
                ("placed_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, help_text="What whoever raised it was told.")),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index("raised_at", name="concern_to_place", condition=models.Q(answered_at__isnull=True))],
            },
        ),
    ]  # fmt: skip
