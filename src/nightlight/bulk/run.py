"""The run over a caseload: every rule, its warnings in every view, and the findings as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ibis
from ibis.expr.types import Table

from nightlight.bulk.caseload import Caseload, Views, now
from nightlight.bulk.events import first_of
from nightlight.bulk.family import members
from nightlight.bulk.late import closer
from nightlight.bulk.lens import MINUTES
from nightlight.bulk.settling import stages, states
from nightlight.bulk.templates import TEMPLATES
from nightlight.chronology.moments import Moment
from nightlight.picture.events import Quorum
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import SEVERITIES, Clash, Safeguard

#: The table into which findings are written, one row each.
FINDINGS = "findings"

_NO = ibis.null("int64")


def check(
    caseload: Caseload,
    rules: Sequence[Safeguard],
    as_of: Moment,
    quorum: Mapping[str, Quorum] | None = None,
    progress: Callable[[Safeguard], None] = lambda _: None,
) -> Table:
    """What the rules say of every family of a caseload at a moment, all agencies together; one row for each finding.

    `progress` is called before each rule. Days are ordinals and moments London minutes (`chronology.moments`).
    """
    lens = now(caseload, as_of, quorum or {})
    for rule in sorted(rules, key=reads_findings):
        progress(rule)
        with caseload.for_a_while():
            caseload.append(FINDINGS, _finished(lens, caseload, rule, _outcomes(lens, caseload, rule, as_of)))
    return caseload.made(FINDINGS)


def _outcomes(lens: Views, caseload: Caseload, rule: Safeguard, as_of: Moment) -> Table:
    """The outcomes of a rule as the record stands, each with the day of its first warning in any view."""
    if reads_findings(rule):
        assert isinstance(rule, Clash)
        found = TEMPLATES[rule.kind](lens, caseload.dates, rule, _open_findings(caseload, rule))
        return _latest(found.mutate(warned=_warned_at_once(found)))
    found = TEMPLATES[rule.kind](lens, caseload.dates, rule, None)
    warned = _first_warnings(found)
    views = closer(caseload, rule, as_of, lens)
    if views is not None:
        several = TEMPLATES[rule.kind](views, caseload.dates, rule, None)
        families = views.views.select(c_family="family").distinct()
        warned = warned.anti_join(families, warned.w_family == families.c_family)
        warned = warned.union(_first_warnings(several))
    latest = _latest(found).drop("warned")
    latest = latest.left_join(
        warned, (latest.family == warned.w_family) & (latest.id == warned.w_id) & (latest.base == warned.w_base)
    )
    latest = latest.drop("w_family", "w_id", "w_base")
    return latest.mutate(warned=ibis.ifelse(latest.warned <= as_of // MINUTES, latest.warned, _NO))


def _first_warnings(found: Table) -> Table:
    shown = found.filter(found.warned.notnull())
    return shown.group_by(w_family="family", w_id="id", w_base="base").agg(warned=shown.warned.min())


def _latest(found: Table) -> Table:
    """Of several of one name the one that was opened last (`semantics.md` 34)."""
    return first_of(
        found, ["snapshot", "id"], [ibis.desc(found["first"]), ibis.desc(found.kind), ibis.desc(found.root), found.key]
    )


def _warned_at_once(found: Table) -> Any:
    shown = found.warns_from.notnull() | found.closed.notnull()
    day = ibis.greatest(found.t_first, found["rank"]) // MINUTES
    return ibis.ifelse(shown & (day <= found.clock // MINUTES), day, _NO)


def _open_findings(caseload: Caseload, rule: Clash) -> Table:
    """The findings of at least a rule's severity that were warned of: `f_family`, `from_day`, and up to which day each was open."""
    assert rule.while_findings is not None
    severe = SEVERITIES[SEVERITIES.index(rule.while_findings) :]
    found = caseload.made(FINDINGS)
    found = found.filter(found.severity.isin(list(severe)) & found.warned.notnull() & ~found.of_findings)
    return found.select(f_family="family", from_day="warned", to_day=found.closed.fill_null(10**7))


def _finished(lens: Views, caseload: Caseload, rule: Safeguard, found: Table) -> Table:
    """The findings of a rule, with their states, steps, and names for those whom they are about and go to."""
    dates = caseload.dates
    found = caseload.keep("found", states(dates, rule, stages(dates, rule, found)))
    to = _agencies_named(lens, found)
    about = _about(lens, caseload, found)
    found = found.left_join(to, found.key == to.to_key)
    found = found.left_join(about, found.key == about.about_key)
    asked = (found.state == "unknown") & found.asks_from.notnull()
    return found.select(
        family=found.family,
        safeguard=ibis.literal(rule.id),
        system=ibis.literal(rule.system),
        severity=ibis.literal(rule.severity),
        of_findings=ibis.literal(reads_findings(rule)),
        id=found.id,
        subject=found.subject,
        member=found.member,
        state=found.state,
        opened=found["first"] // MINUTES,
        due=found.due_last,
        by_hours=found.by_hours,
        limit_name=found.limit_name,
        warned=found.warned,
        closed=found.closed // MINUTES,
        asked=ibis.ifelse(asked, found.asks_from // MINUTES, _NO),
        stage=found.stage,
        about_date=found.loose,
        recorded_late=found.recorded_late,
        not_told=found.not_told,
        to=found.to,
        about=found.about,
    )


def _agencies_named(lens: Views, found: Table) -> Table:
    agencies = lens.shared("all_agencies").select(a_view="snapshot", agency="agency", bit="bit")
    pairs = found.select("key", "snapshot", "to_mask")
    pairs = pairs.join(agencies, (pairs.snapshot == agencies.a_view) & ((pairs.to_mask & agencies.bit) != 0))
    return pairs.group_by(to_key="key").agg(to=pairs.agency.collect(order_by=pairs.agency))


def _about(lens: Views, caseload: Caseload, found: Table) -> Table:
    """The children whom each finding is about: those whom the trigger names, else the babies of the family, else all children."""
    asked = found.select(
        "key", "snapshot", "kids", "t_first", "t_last", first=found.t_first, last=found.t_last, thread=ibis.null("string")
    )
    unnamed = caseload.keep("unnamed", asked.filter(asked.kids == 0))
    babies = members(lens, caseload.dates, "babies", unnamed, ())
    masks = babies.group_by(m_key="key").agg(mask=babies.mbit.bit_or())
    every = lens.kids
    rows = asked.left_join(masks, asked.key == masks.m_key).drop("m_key")
    rows = rows.left_join(every, rows.snapshot == every.kids_view).drop("kids_view")
    rows = rows.mutate(about_mask=ibis.ifelse(rows.kids != 0, rows.kids, ibis.coalesce(rows.mask, rows.kids_mask, 0)))
    people = lens.people.select(p_view="snapshot", person="person", bit="bit")
    pairs = rows.join(people, (rows.snapshot == people.p_view) & ((rows.about_mask & people.bit) != 0))
    return pairs.group_by(about_key="key").agg(about=pairs.person.collect(order_by=pairs.person))
