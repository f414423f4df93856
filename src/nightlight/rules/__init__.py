"""The rule pack: safeguards as data, one file each, and the limits with their sources; never code.

`england/` has the safeguards, `limits.toml` the limits. `pack` reads them from the installed package.
"""
