"""How a name sounds stands beside each of its words (`0011_words_of_names.py`); nothing reads it of the whole name any more."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """What is in the column can be made again from the name."""

    dependencies: ClassVar = [("store", "0011_words_of_names")]
    operations: ClassVar = [migrations.RemoveField(model_name="personoffamily", name="sounds")]
