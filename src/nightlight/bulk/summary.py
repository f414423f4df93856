"""What `check` found, for people: the findings as a file of their own, and how they spread over safeguards, agencies and teams."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from nightlight.bulk.caseload import Caseload
from nightlight.bulk.run import FINDINGS
from nightlight.safeguards.finding import STATES

By = Literal["safeguard", "agency", "team"]

#: A day of ours is a number; that of 1 January of the year 1 is 1.
_DAY: Final = "DATE '0001-01-01' + CAST({0} - 1 AS INTEGER)"
_MOMENT: Final = "TIMESTAMP '0001-01-01' + INTERVAL (({0}) - 1440) MINUTE"


def write_findings(caseload: Caseload, path: Path) -> int:
    """Writes the findings to a parquet file, with the families' names and teams and with dates as dates; returns how many there are.

    `due` is the last permitted minute, London time.
    """
    days = ", ".join(f"{_DAY.format(name)} AS {name}" for name in ("opened", "warned", "closed", "asked"))
    query = f"""
        SELECT families.name AS family, families.team, safeguard, "system", severity, id, subject, member, state, {days},
            {_MOMENT.format("due")} AS due, by_hours, limit_name, stage, about_date, recorded_late, not_told, "to", about
        FROM "{FINDINGS}" AS found JOIN base_families AS families ON found.family = families.family
        ORDER BY families.family, id
    """
    caseload.write(query, path)
    return int(caseload.rows(f'SELECT count(*) AS n FROM "{FINDINGS}"').column("n")[0].as_py())


def summary(caseload: Caseload, by: By) -> list[dict[str, Any]]:
    """How many findings there are of each safeguard, agency (to which they go) or team: `name`, `families`, `warned`, and each state.

    Those with most that are overdue come first.
    """
    states = ", ".join(f"count(*) FILTER (WHERE state = '{state}') AS {state}" for state in STATES)
    source, name = f'"{FINDINGS}" AS found', "safeguard"
    if by == "agency":
        source, name = f'(SELECT *, unnest("to") AS agency FROM "{FINDINGS}") AS found', "agency"
    elif by == "team":
        source, name = (
            f'"{FINDINGS}" AS found JOIN base_families AS families ON found.family = families.family',
            "families.team",
        )
    query = f"""
        SELECT {name} AS name, count(DISTINCT found.family) AS families,
            count(*) FILTER (WHERE warned IS NOT NULL) AS warned, {states}
        FROM {source} GROUP BY ALL ORDER BY overdue DESC, warned DESC, name
    """
    rows: list[dict[str, Any]] = caseload.rows(query).to_pylist()
    return rows
