"""The tables behind the record, on SQLite and on PostgreSQL: what is acknowledged is kept, and nothing is ever changed."""
