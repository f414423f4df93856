"""The pages: the shared record in the browser, for those who write to it and those who are answerable for it.

What lives here: `config` (settings by environment, addresses, the clock), `accounts` (agencies, teams, people who sign in),
`store` (the tables behind the pure record), one package for each bounded context (`families`, `reading`, `recording`,
`findings`, `drawings`, `oversight`), and `ui` (what pages are made of).

A context talks to the others, and to the tables, only through `actions` (writes: one transaction, audited) and `queries`
(reads: the viewer comes first and has no default). A page shows what the picture and the findings say; it works out
nothing by itself. Everything that a page is given has passed `nightlight.access`.

May import: everything but the command line.
"""
