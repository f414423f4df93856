"""A whole caseload at once: entries in columns, and one relational template for each kind of rule.

What lives here: how a caseload is written to parquet (`columns`), the tables that a run reads (`caseload`), events, states and
sets as relations, the templates (`templates`), what they hand over (`handing_over`) and how that settles (`settling`), where a
family is looked at more than once (`late`), and the run (`run`). Nothing in a template knows
which engine carries it out; dates are whole numbers, and all arithmetic of dates is a join with a calendar.

The templates answer for all agencies together; what one agency knew is asked of the reference engine.

May import: the pure packages, Ibis, and in `columns` and `caseload` DuckDB and Arrow.
"""
