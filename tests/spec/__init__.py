"""The specification as tests: one sentence of `docs/semantics.md`, one small record, one rule, what must be said of
it.

`notation` says how records, rules and expectations are written; `conftest` names the engines that every page is
tried on.
"""
