"""The run over a caseload: every rule, its warnings in every view, and the findings as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from nightlight.bulk.caseload import Caseload, empty
from nightlight.bulk.dates import Dates
from nightlight.bulk.events import first_of
from nightlight.bulk.family import members
from nightlight.bulk.kept_plans import keep, kept, name_of
from nightlight.bulk.late import closer_views
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.plans import Book, Script, Step, base_name, narrowed, query_of, renamed
from nightlight.bulk.settling import stages, states
from nightlight.bulk.templates import TEMPLATES
from nightlight.chronology.moments import NEVER, Moment, day_of, end_of
from nightlight.picture.events import Quorum
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import SEVERITIES, Amount, Clash, Safeguard
from nightlight.safeguards.rules import Step as Escalation

#: The table into which findings are written, one row each; days are ordinals and moments London minutes (`chronology.moments`).
FINDINGS: Final = "findings"
COLUMNS: Final = {
    "family": pa.int64(), "safeguard": pa.string(), "system": pa.string(), "severity": pa.string(), "of_findings": pa.bool_(),
    "id": pa.string(), "subject": pa.string(), "member": pa.string(), "state": pa.string(), "opened": pa.int64(),
    "due": pa.int64(), "by_hours": pa.bool_(), "limit_name": pa.string(), "warned": pa.int64(), "closed": pa.int64(),
    "asked": pa.int64(), "stage": pa.int64(), "about_date": pa.bool_(), "recorded_late": pa.bool_(), "not_told": pa.bool_(),
    "to": pa.list_(pa.string()), "about": pa.list_(pa.string()),
}  # fmt: skip

#: The first warnings in closer views, and the families that have such views.
_CLOSER: Final = "closer_warnings"
_CLOSER_COLUMNS: Final = {"c_family": pa.int64(), "c_id": pa.string(), "c_base": pa.string(), "c_warned": pa.int64()}
_CLOSER_FAMILIES: Final = "closer_families"

#: The lens that looks at each family as its record stands, and the one that looks once more at some.
NOW: Final = "now"
CLOSE: Final = "close"

_NO = ibis.null("int64")


def check(
    caseload: Caseload,
    rules: Sequence[Safeguard],
    as_of: Moment | Mapping[int, Moment],
    quorum: Mapping[str, Quorum] | None = None,
    progress: Callable[[Safeguard], None] = lambda _: None,
    plans_in: Path | None = None,
) -> None:
    """Writes what the rules say of every family of a caseload at a moment, all agencies together, into the table `FINDINGS`.

    `as_of` is one moment for all, or one for each family by its number. `progress` is called before each rule. Plans are kept
    in the folder `plans_in` for the next run, where one is given.
    """
    plans = _plans(quorum or {}, plans_in)
    caseload.forget_lasting()
    caseload.put(FINDINGS, empty(COLUMNS))
    _look(caseload, as_of)
    for rule in sorted(rules, key=reads_findings):
        progress(rule)
        _run(caseload, plans, plans.of(rule))


def findings(caseload: Caseload) -> pa.Table:
    """The findings that `check` wrote, in the order of family and id."""
    return caseload.rows(f'SELECT * FROM "{FINDINGS}" ORDER BY family, id')


def last_recorded(caseload: Caseload) -> Moment:
    """The end of the last day on which anything was recorded in any family; that of the first of all days where nothing was."""
    names = [name for name in ("touches", "people") if caseload.count(name)]
    column = {"touches": "since", "people": "named_since"}
    latest = [
        caseload.rows(f'SELECT max({column[name]}) AS n FROM "{base_name(name)}"').column("n")[0].as_py()
        for name in names
    ]
    return end_of(day_of(max((each for each in latest if each is not None), default=0)))


def _look(caseload: Caseload, as_of: Moment | Mapping[int, Moment]) -> None:
    """One view of each family: its record at a moment, which stands for all the time before it."""
    if isinstance(as_of, Mapping):
        asked = pa.table({"a_family": list(as_of), "a_clock": list(as_of.values())})
        caseload.put("asked_of", asked)
        clock, join = "a_clock", "JOIN asked_of ON a_family = family"
    else:
        clock, join = f"CAST({as_of} AS BIGINT)", ""
    caseload.make(
        f"{NOW}_views",
        f"SELECT family AS snapshot, family, nation, {clock} AS clock, CAST(0 AS BIGINT) AS starts, "
        f"CAST({NEVER} AS BIGINT) AS ends FROM base_families {join}",
    )


# -- plans


@dataclass(frozen=True, slots=True)
class _Plan:
    """The scripts of a rule: its outcomes as the record stands, the closer views, its first warnings in those, and its findings."""

    main: Script
    views: Script | None
    closer: Script | None
    finish: Script
    finding: str

    @property
    def scripts(self) -> list[Script]:
        """Every script of the plan."""
        return [each for each in (self.main, self.views, self.closer, self.finish) if each is not None]

    def plain(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        named = {"main": self.main, "views": self.views, "closer": self.closer, "finish": self.finish}
        scripts = {name: None if script is None else script.plain() for name, script in named.items()}
        return {**scripts, "finding": self.finding}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> _Plan:
        """The plan of what `plain` gave."""
        views, closer = (None if plain[name] is None else Script.of_plain(plain[name]) for name in ("views", "closer"))
        return cls(Script.of_plain(plain["main"]), views, closer, Script.of_plain(plain["finish"]), plain["finding"])


@dataclass(slots=True)
class _Plans:
    """The plans of the rules for one way of counting who makes a meeting."""

    quorum: Mapping[str, Quorum]
    folder: Path | None
    book: Book = field(default_factory=Book)
    dates: Dates = field(default_factory=Dates)
    made: dict[Safeguard, _Plan] = field(default_factory=dict)
    now: Lens = field(init=False)

    def __post_init__(self) -> None:
        self.now = Lens(self.book, NOW, self.quorum, for_all=True)

    def of(self, rule: Safeguard) -> _Plan:
        """The plan of a rule, worked out once."""
        if rule not in self.made:
            self.made[rule] = self._kept(rule)
        return self.made[rule]

    def _kept(self, rule: Safeguard) -> _Plan:
        if self.folder is None:
            return self._plan(rule)
        name = name_of(rule, self.quorum)
        plain = kept(self.folder, name)
        if plain is None:
            plan = self._plan(rule)
            lasting = {made: script.plain() for made, script in self.book.lasting_for(plan.scripts).items()}
            keep(self.folder, name, {"plan": plan.plain(), "lasting": lasting})
            return plan
        for made, script in plain["lasting"].items():
            self.book.take(made, Script.of_plain(script))
        return _Plan.of_plain(plain["plan"])

    def _plan(self, rule: Safeguard) -> _Plan:
        book, now = self.book, self.now
        main = book.begin()
        beside = _open_findings(rule) if isinstance(rule, Clash) and rule.while_findings is not None else None
        outcomes = TEMPLATES[rule.kind](now, self.dates, rule, beside)
        book.end()
        views = closer = None
        if not reads_findings(rule):
            views = book.begin()
            book.keep_as(f"{CLOSE}_views", closer_views(book, rule, now.views))
            book.end()
            closer = self._closer(main, outcomes)
        finish = book.begin()
        latest = book.keep_like("latest", _latest, [outcomes], views is None)
        found = book.keep_like("found", _found, [latest], self.dates, rule.escalate, rule.warn_before)
        asked = book.keep_like("about_whom", _unmasked, [narrowed(found, _TO_NAME)], now, self.dates)
        about = book.keep_like("about", _about, [asked], now)
        finding = _named_so(book.query_like(_finished, [found, about], now), rule)
        book.end()
        return _Plan(main, views, closer, finish, finding)

    def _closer(self, main: Script, outcomes: Table) -> Script:
        """The same script looking through the closer views, and the first warnings that it finds."""
        lasting = {
            name: f"{CLOSE}_{name.removeprefix(f'{NOW}_')}" for name in self.book.lasting if name.startswith(f"{NOW}_")
        }
        lasting[f"{NOW}_views"] = f"{CLOSE}_views"
        for name, other in lasting.items():
            if name in self.book.lasting and other not in self.book.lasting:
                self.book.lasting[other] = renamed(self.book.lasting[name], lasting)
        script = renamed(main, {**lasting, **{step.name: f"{CLOSE}_{step.name}" for step in main.steps}})
        several = ibis.table(outcomes.schema(), name=f"{CLOSE}_{outcomes.get_name()}")
        shown = several.filter(several.warned.notnull())
        first = shown.group_by(c_family="family", c_id="id", c_base="base").agg(c_warned=shown.warned.min())
        script.steps.append(Step(_CLOSER, query_of(first)))
        script.steps.append(Step(_CLOSER_FAMILIES, f'SELECT DISTINCT "family" AS "f_family" FROM "{CLOSE}_views"'))
        return script


_PLANS: Final[list[_Plans]] = []


def _plans(quorum: Mapping[str, Quorum], folder: Path | None = None) -> _Plans:
    for plans in _PLANS:
        if plans.quorum == quorum and plans.folder == folder:
            return plans
    _PLANS.append(_Plans(dict(quorum), folder))
    return _PLANS[-1]


def _run(caseload: Caseload, plans: _Plans, plan: _Plan) -> None:
    book = plans.book
    scripts = [plan.main, plan.finish]
    caseload.run(plan.main, book)
    caseload.put(_CLOSER, empty(_CLOSER_COLUMNS))
    caseload.put(_CLOSER_FAMILIES, empty({"f_family": pa.int64()}))
    if plan.views is not None:
        caseload.run(plan.views, book)
        scripts.append(plan.views)
        if plan.closer is not None and caseload.rows(f'SELECT 1 FROM "{CLOSE}_views" LIMIT 1').num_rows:
            caseload.run(plan.closer, book)
            scripts.append(plan.closer)
    caseload.run(plan.finish, book)
    caseload.add(FINDINGS, plan.finding, (f'"{name}"' for name in COLUMNS))
    for script in scripts:
        caseload.forget(script)
    caseload.forget_lasting(f"{CLOSE}_")


# -- from outcomes to findings


def _latest(outcomes: Table, at_once: bool) -> Table:
    """Of several of one name the one that was opened last (`semantics.md` 34), with the day of its first warning in any view."""
    order = [ibis.desc(outcomes["first"]), ibis.desc(outcomes.kind), ibis.desc(outcomes.root), outcomes.key]
    latest = first_of(outcomes, ["family", "id"], order)
    return latest.mutate(warned=_warned_at_once(latest)) if at_once else _with_closer(latest, outcomes)


def _found(latest: Table, dates: Dates, escalate: tuple[Escalation, ...], warn_before: Amount | None) -> Table:
    return states(dates, warn_before, stages(dates, escalate, latest))


def _with_closer(latest: Table, outcomes: Table) -> Table:
    """The day of the first warning in any view: where a family has closer views, in those."""
    families = ibis.table({"f_family": "int64"}, name=_CLOSER_FAMILIES)
    closer = ibis.table({"c_family": "int64", "c_id": "string", "c_base": "string", "c_warned": "int64"}, name=_CLOSER)
    shown = outcomes.filter(outcomes.warned.notnull())
    plain = shown.group_by(c_family="family", c_id="id", c_base="base").agg(c_warned=shown.warned.min())
    plain = plain.anti_join(families, plain.c_family == families.f_family)
    warned = plain.union(closer)
    latest = latest.drop("warned")
    found = latest.left_join(
        warned, (latest.family == warned.c_family) & (latest.id == warned.c_id) & (latest.base == warned.c_base)
    )
    kept = {name: found[name] for name in latest.columns}
    return found.select(**kept, warned=ibis.ifelse(found.c_warned <= found.clock, found.c_warned // MINUTES, _NO))


def _warned_at_once(found: Table) -> Any:
    day = ibis.greatest(found.t_first, found["rank"]) // MINUTES
    shown = found.warns_from.notnull() | (found.closed // MINUTES > day).fill_null(False)
    return ibis.ifelse(shown & (day <= found.clock // MINUTES), day, _NO)


def _open_findings(rule: Clash) -> Table:
    """The findings of at least a rule's severity that were warned of: `f_family`, `from_day`, and up to which day each was open."""
    assert rule.while_findings is not None
    severe = SEVERITIES[SEVERITIES.index(rule.while_findings) :]
    schema = ibis.Schema.from_pyarrow(pa.schema(list(COLUMNS.items())))
    found = ibis.table(schema, name=FINDINGS)
    found = found.filter(found.severity.isin(list(severe)) & found.warned.notnull() & ~found.of_findings)
    return found.select(f_family="family", from_day="warned", to_day=found.closed.fill_null(10**7))


#: Stand in the query of `_finished` for what a rule says of itself.
_STAND_INS: Final = ("its id", "its system", "its severity")


def _named_so(query: str, rule: Safeguard) -> str:
    """The query of `_finished` with a rule's own id, system and severity, and whether it reads findings."""
    for stand_in, word in zip(_STAND_INS, (rule.id, rule.system, rule.severity), strict=True):
        quoted = word.replace("'", "''")
        query = query.replace(f"'{stand_in}'", f"'{quoted}'")
    return f'SELECT * REPLACE ({str(reads_findings(rule)).upper()} AS "of_findings") FROM ({query})'


def _finished(found: Table, about: Table, lens: Lens) -> Table:
    """The findings of a rule, with names for those whom they are about and go to: the columns of `COLUMNS`."""
    to = _agencies_named(lens, found)
    asked = (found.state == "unknown") & found.asks_from.notnull()
    safeguard, system, severity = map(ibis.literal, _STAND_INS)
    plain = found.select(
        "family", "id", "subject", "member", "state", "by_hours", "limit_name", "warned", "stage", "recorded_late", "not_told",
        "key", safeguard=safeguard, system=system, severity=severity, of_findings=ibis.literal(False),
        opened=found["first"] // MINUTES, due=found.due_last, closed=found.closed // MINUTES,
        asked=ibis.ifelse(asked, found.asks_from // MINUTES, _NO), about_date=found.loose,
    )  # fmt: skip
    plain = plain.left_join(to, plain.key == to.to_key)
    plain = plain.left_join(about, plain.key == about.about_key)
    return plain.select(*COLUMNS)


def _agencies_named(lens: Lens, found: Table) -> Table:
    agencies = lens.shared("all_agencies").select(a_view="snapshot", agency="agency", bit="bit")
    pairs = found.select("key", "snapshot", "to_mask")
    pairs = pairs.join(agencies, (pairs.snapshot == agencies.a_view) & ((pairs.to_mask & agencies.bit) != 0))
    return pairs.group_by(to_key="key").agg(to=pairs.agency.collect(order_by=pairs.agency))


#: What it takes to name the children whom a finding is about.
_TO_NAME: Final = ("key", "snapshot", "kids", "t_first", "t_last")


def _unmasked(found: Table, lens: Lens, dates: Dates) -> Table:
    """The children whom each finding is about, as one number: those whom the trigger names, else the babies of the family, else all."""
    unnamed = found.filter(found.kids == 0).mutate(thread=ibis.null("string"))
    babies = members(lens, dates, "babies", unnamed, ())
    masks = babies.group_by(m_key="key").agg(mask=babies.mbit.bit_or())
    every = lens.kids
    rows = found.select("key", "snapshot", "kids")
    rows = rows.left_join(masks, rows.key == masks.m_key)
    rows = rows.left_join(every, rows.snapshot == every.kids_view)
    mask = ibis.ifelse(rows.kids != 0, rows.kids, ibis.coalesce(rows.mask, rows.kids_mask, 0))
    return rows.select("key", "snapshot", about_mask=mask)


def _about(rows: Table, lens: Lens) -> Table:
    people = lens.people.select(p_view="snapshot", person="person", bit="bit")
    pairs = rows.join(people, (rows.snapshot == people.p_view) & ((rows.about_mask & people.bit) != 0))
    return pairs.group_by(about_key="key").agg(about=pairs.person.collect(order_by=pairs.person))
