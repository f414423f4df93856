"""Safeguards: rules about entries, as data, and the findings that they yield.

What lives here: the five kinds of rule (`rules`), their notation in TOML (`notation`), limits with their sources
(`limits`), how rules and findings are put into words (`wording`), findings (`finding`), and two engines: the *reference*, plain loops
over one family, which defines the meaning, and the *incremental*, which takes one more entry. The relational engine is
`nightlight.bulk`. What the words mean is in `docs/semantics.md`.

May import: `nightlight.chronology`, `nightlight.picture`. No clock, no input or output: text and moments are arguments.
"""
