"""Row-level security on PostgreSQL for what came after `migrations/0005_second_line.py`: see `store/scope.py`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from nightlight.web.store.names import lived_words, words_to_find
from nightlight.web.store.scope import BETWEEN

#: Tables of which a list may read the rows of several families together, where the transaction names each of them.
_READ_TOGETHER: Final = ("store_entry", "store_protectedaddress")
#: Asked once for a query, not for each of its rows.
_NAMED: Final = (
    f"ANY ((SELECT string_to_array(current_setting('nightlight.families', true), E'\\x{ord(BETWEEN):02x}'))::text[])"
)
#: So many words are held at a time while a table is filled.
_BATCH: Final = 5000


def several_families(apps: Any, schema_editor: Any) -> None:
    """Lets a transaction that names several families read them, and write to none."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in _READ_TOGETHER:
        schema_editor.execute(
            f"CREATE POLICY of_families ON {table} FOR SELECT USING (family_id = {_NAMED})", params=None
        )


def words_of_names(apps: Any, schema_editor: Any) -> None:
    """Words of names: those of the family that the transaction names, to read and write; everybody's, to read, for a search alone."""
    _for_search(schema_editor, "store_wordofname")


def words_of_addresses(apps: Any, schema_editor: Any) -> None:
    """The same for words of addresses."""
    _for_search(schema_editor, "store_wordofaddress")


def _for_search(schema_editor: Any, table: str) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in (
        # What was written before in this transaction is looked at now: a table is not altered while something of it is open.
        "SET CONSTRAINTS ALL IMMEDIATE",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY of_family ON {table} USING (family_id = current_setting('nightlight.family', true)) "
        "WITH CHECK (family_id = current_setting('nightlight.family', true))",
        f"CREATE POLICY for_search ON {table} FOR SELECT "
        "USING ((SELECT current_setting('nightlight.search', true)) = 'yes')",
    ):
        schema_editor.execute(statement, params=None)


def fill_words(apps: Any, schema_editor: Any) -> None:
    """The words of every name that the table of persons has: what is written with a person's row from now on."""
    persons, words = apps.get_model("store", "PersonOfFamily"), apps.get_model("store", "WordOfName")
    rows = persons.objects.exclude(name="").values_list("pk", "family_id", "name")
    _write(
        words,
        (
            words(person_id=pk, family_id=family, word=word, initial=initial, heard=heard)
            for pk, family, name in rows.iterator(2000)
            for word, initial, heard in words_to_find(name)
        ),
    )


def fill_addresses(apps: Any, schema_editor: Any) -> None:
    """The words of every address that the table of persons has."""
    persons, words = apps.get_model("store", "PersonOfFamily"), apps.get_model("store", "WordOfAddress")
    rows = persons.objects.exclude(address="").order_by("family_id").values_list("family_id", "address")
    _write(
        words,
        (
            words(family_id=family, word=word)
            for family, of_family in groupby(rows.iterator(2000), key=itemgetter(0))
            for word in lived_words(address for _, address in of_family)
        ),
    )


def _write(words: Any, rows: Iterable[Any]) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        words._base_manager.bulk_create(batch, batch_size=1000)
