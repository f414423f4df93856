"""How somebody wants to be told; which finding a notice is about, and who has taken it to send."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Preferences of telling, and what sending once needs."""

    dependencies: ClassVar = [("accounts", "0001_initial"), ("store", "0002_only_ever_added")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="HowTold",
            fields=[
                ("account", models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="how_told", serialize=False,
                    to=settings.AUTH_USER_MODEL,
                )),
                ("by_email", models.CharField(
                    default="daily", help_text="at_once, daily or never; what is urgent goes at once.", max_length=10
                )),
                ("daily_hour", models.PositiveSmallIntegerField(default=9)),
                ("quiet_from", models.PositiveSmallIntegerField(default=19)),
                ("quiet_until", models.PositiveSmallIntegerField(default=8)),
                ("daily_on", models.IntegerField(help_text="The day of the last daily message.", null=True)),
                ("weekly_on", models.IntegerField(help_text="The day of the last weekly message.", null=True)),
                ("calendar", models.CharField(max_length=64, null=True, unique=True)),
                ("calendar_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(model_name="notice", name="claimed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="notice", name="finding", field=models.CharField(blank=True, max_length=300)),
        migrations.AddField(model_name="notice", name="weekly", field=models.BooleanField(default=False)),
    ]  # fmt: skip
