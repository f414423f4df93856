"""What the database itself refuses: to change or delete an entry or a line of the audit, whoever asks.

An entry's words, their salt and the reason beside them may be erased together (a court's order, a right to erasure); nothing else of it
changes. Whoever erases them, the database then empties what was kept of the watch over the family, which may hold some of them.
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


#: What came later: the reason beside an entry goes with its words, and what the watch over the family kept of them goes too. The
#: worker then writes its findings and lists anew.
_ERASING_SQLITE: Final = (
    "DROP TRIGGER store_entry_kept",
    """CREATE TRIGGER store_entry_kept BEFORE UPDATE ON store_entry
       WHEN NOT (NEW.words IS NULL AND NEW.salt IS NULL AND NEW.why IS NULL AND """
    + " AND ".join(f"NEW.{name} IS OLD.{name}" for name in ("id", *_KEPT))
    + """) BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END""",
    """CREATE TRIGGER store_entry_erased AFTER UPDATE ON store_entry
       BEGIN UPDATE store_family SET watch_state = '{}', next_change_on = 0 WHERE key = NEW.family_id; END""",
)
_ERASING_POSTGRES: Final = (
    "DROP TRIGGER store_entry_kept ON store_entry",
    """CREATE TRIGGER store_entry_kept BEFORE UPDATE ON store_entry FOR EACH ROW
       WHEN (NOT (NEW.words IS NULL AND NEW.salt IS NULL AND NEW.why IS NULL AND """
    + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in ("id", *_KEPT))
    + """)) EXECUTE FUNCTION nightlight_refuse()""",
    """CREATE FUNCTION nightlight_erased() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE store_family SET watch_state = '{}', next_change_on = 0 WHERE key = NEW.family_id;
         RETURN NULL;
       END $$""",
    "CREATE TRIGGER store_entry_erased AFTER UPDATE ON store_entry FOR EACH ROW EXECUTE FUNCTION nightlight_erased()",
)


def erasing(apps: Any, schema_editor: Any) -> None:
    """The triggers of erasing, in the place of the one that knew of no reason beside an entry."""
    for statement in _ERASING_SQLITE if schema_editor.connection.vendor == "sqlite" else _ERASING_POSTGRES:
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
