"""What the watch over a family remembers, so that it is taken up again without going through every entry."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty for a family of before: its watch goes through its entries once more, at the next write."""

    dependencies: ClassVar = [("store", "0007_tries")]
    operations: ClassVar = [
        migrations.AddField(model_name="family", name="watch_state", field=models.JSONField(blank=True, default=dict)),
    ]
