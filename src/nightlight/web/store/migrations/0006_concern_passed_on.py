"""A concern that the duty desk passes to a colleague who works with the family; words of addresses for search."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """To whom a concern was passed, and when; where people live, but for what is protected."""

    dependencies: ClassVar = [("accounts", "0001_initial"), ("store", "0005_second_line")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="concerntoplace",
            name="passed_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns_passed_to",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personoffamily",
            name="address",
            field=models.TextField(
                blank=True, default="", help_text="Words of where they live; never of a protected address."
            ),
        ),
        migrations.AddField(model_name="concerntoplace", name="passed_at", field=models.DateTimeField(null=True)),
    ]
