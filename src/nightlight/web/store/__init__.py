"""The tables behind the pure record: entries that are only ever added, findings, drafts, the audit.

`actions` writes (one transaction, audited, or nothing); `queries` reads (the viewer first). Nobody else touches the tables.
"""
