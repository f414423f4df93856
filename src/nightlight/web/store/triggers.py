"""What the database itself refuses: to change or delete an entry or a line of the audit, whoever asks.

An entry's words and salt may be erased together (a court's order, a right to erasure); nothing else of it changes.
"""

from __future__ import annotations

from typing import Any, Final

_KEPT: Final = ("family_id", "number", "entry_id", "kind", "agency", "recorded", "facts", "digests", "previous", "hash")

_SQLITE: Final = (
    """CREATE TRIGGER store_entry_kept BEFORE UPDATE ON store_entry
       WHEN NOT (NEW.words IS NULL AND NEW.salt IS NULL AND """
    + " AND ".join(f"NEW.{name} IS OLD.{name}" for name in ("id", *_KEPT))
    + """) BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END""",
    """CREATE TRIGGER store_entry_stays BEFORE DELETE ON store_entry
       BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END""",
    """CREATE TRIGGER store_audit_kept BEFORE UPDATE ON store_audit
       BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END""",
    """CREATE TRIGGER store_audit_stays BEFORE DELETE ON store_audit
       BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END""",
)

_POSTGRES: Final = (
    """CREATE FUNCTION nightlight_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$""",
    """CREATE TRIGGER store_entry_kept BEFORE UPDATE ON store_entry FOR EACH ROW
       WHEN (NOT (NEW.words IS NULL AND NEW.salt IS NULL AND """
    + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in ("id", *_KEPT))
    + """)) EXECUTE FUNCTION nightlight_refuse()""",
    "CREATE TRIGGER store_entry_stays BEFORE DELETE ON store_entry FOR EACH ROW EXECUTE FUNCTION nightlight_refuse()",
    "CREATE TRIGGER store_audit_kept BEFORE UPDATE OR DELETE ON store_audit FOR EACH ROW EXECUTE FUNCTION nightlight_refuse()",
    # A row's trigger is not asked when a table is emptied as a whole.
    "CREATE TRIGGER store_entry_full BEFORE TRUNCATE ON store_entry EXECUTE FUNCTION nightlight_refuse()",
    "CREATE TRIGGER store_audit_full BEFORE TRUNCATE ON store_audit EXECUTE FUNCTION nightlight_refuse()",
)


def create(apps: Any, schema_editor: Any) -> None:
    """Makes the triggers of the database that is in use."""
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRES:
        schema_editor.execute(statement, params=None)


_SCOPED: Final = ("store_entry", "store_protectedaddress")


def second_line(apps: Any, schema_editor: Any) -> None:
    """On PostgreSQL: rows of the family that the transaction names, for the owner of the tables too (`store/scope.py`)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in _SCOPED:
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY of_family ON {table} USING (family_id = current_setting('nightlight.family', true)) "
            "WITH CHECK (family_id = current_setting('nightlight.family', true))",
        ):
            schema_editor.execute(statement, params=None)
