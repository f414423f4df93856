"""Where a family's record was not what it is now: what came on record late, or was corrected, and matters to a rule.

A warning rests on what was on record when a time ran out. Where everything is written down on its day, the record as it is now tells
that too. Where something was written down later or corrected, the family is looked at once more for each stretch between such
moments (`semantics.md` 5). What opens a matter and what answers it may come late without that: from when each was on record
is reckoned with.

Each such moment has a *source*, that says what sort of thing it was, and each rule names the sources that matter to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, Column, Table

from nightlight.bulk.lens import GROWN_DAYS, MINUTES
from nightlight.bulk.plans import Book, base
from nightlight.bulk.settling import RULES
from nightlight.chronology.gestation import TERM_DAYS
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import NEVER
from nightlight.chronology.record import CHILD_ROLES
from nightlight.safeguards.reads import is_by_pregnancy, kinds_read, late_matters, reads_team, reckons_in_hours
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import AllOf, AnyOf, Condition, Counts, NoneOf, Safeguard

#: An agency that was in the team is still in it so many days later; a family's record names most agencies again and again.
STILL_IN_TEAM_DAYS = 360
#: What says when a baby is due.
_DUE_DATES = ("pregnancy.known", "pregnancy.due_changed", "person.added")

#: The moments of every family, with their sources.
MOMENTS: Final = "moments"
#: The families that are looked at: to which moment the clock of each has run.
ASKED: Final = "asked_families"
_ASKED: Final = {"family": "int64", "nation": "string", "clock": "int64"}
#: Which sources matter to which of the rules that are asked together.
SOURCES: Final = "sources_of_rules"
#: The stretches of time for each of which a rule looks at a family once.
STRETCHES: Final = "stretches_of_rules"

#: Where who is who was told late or corrected, every moment of a family's record is one at which it is looked at.
_EVERYTHING: Final = "everything"
_WATCHING: Final = "watching"
#: Somebody was named for the first time; and an entry of whatever kind was corrected.
_NAMING: Final = "naming"
_CORRECTED: Final = "corrected"


def sources(rules: Sequence[Safeguard]) -> pa.Table:
    """The rows of `SOURCES` for rules, numbered from 0."""
    pairs = [(number, source) for number, rule in enumerate(rules) for source in sorted(set(_sources(rule)))]
    return pa.table({
        "rule": pa.array([number for number, _ in pairs], pa.int64()),
        "source": pa.array([source for _, source in pairs], pa.string()),
    })  # fmt: skip


def _sources(rule: Safeguard) -> Iterator[str]:
    if reads_findings(rule):
        return  # it is read in the view of the moment asked for (`semantics.md` 26)
    way = "minutes" if reckons_in_hours(rule) else "days"
    late = late_matters(rule)
    yield _EVERYTHING
    yield f"put off:{rule.id}"
    yield f"named:{way}"
    for kind in kinds_read(rule):
        yield f"replaced:{kind}"
        yield f"waited:{kind}"
        yield f"not over:{kind}"
        if kind in late:
            yield f"late:{kind}:{way}"
    if not rule.after_death:
        yield _WATCHING
    if is_by_pregnancy(rule):
        # Another due date moves what falls due by it, whenever that is written down.
        yield from (f"every:{kind}" for kind in _DUE_DATES)
    if reads_team(rule):
        yield f"team:{way}"
    if counts_children(rule):
        yield _NAMING
    if rule.while_recording:
        yield _CORRECTED


def counts_children(rule: Safeguard) -> bool:
    """Whether a rule counts the children of the family, whenever each was first named."""
    conditions: list[Condition | None] = [rule.condition]
    for name in ("due", "first"):
        conditions += [each.condition for each in getattr(getattr(rule, name, None), "tighter", ())]
    return any(_counts_children(each) for each in conditions)


def _counts_children(condition: Condition | None) -> bool:
    if isinstance(condition, AnyOf | AllOf | NoneOf):
        return any(_counts_children(each) for each in condition.conditions)
    return isinstance(condition, Counts) and condition.what != "agencies_involved"


def moments(book: Book) -> Table:
    """The table `MOMENTS`: `source`, `family`, `moment`."""
    return book.keep_for_all(MOMENTS, lambda: _moments(book))


def _moments(book: Book) -> Table:
    odd = _odd_entries()
    people, waits = base("people"), base("waits")
    not_over = _while_not_over(odd)
    explained = base("finding.explained")
    put_off = explained.filter(explained.d_until.notnull())
    rule = put_off.s_finding.split(":")[0]
    parts = [
        _from(odd.filter(odd.until < NEVER), "until", ibis.literal("replaced:") + odd.kind),
        put_off.select(source=ibis.literal("put off:") + rule, family="family", moment="since"),
        _from(_watching_from(), "moment", _WATCHING),
        _from(_everything(), "moment", _EVERYTHING),
        _from(people, "named_since", _NAMING),
        _from(odd.filter(odd.until < NEVER), "until", _CORRECTED),
        _from(not_over, "moment", ibis.literal("not over:") + not_over.kind),
        _from(waits, "moment", ibis.literal("waited:") + waits.kind),
        *(_from(base(kind), "since", f"every:{kind}") for kind in _DUE_DATES),
    ]
    for way, by_day in (("days", True), ("minutes", False)):
        late = odd.filter(_is_late(odd["first"], odd.since, by_day))
        parts.append(_from(late, "since", ibis.literal("late:") + late.kind + f":{way}"))
        named = people.filter(_is_late(people.named_first, people.named_since, by_day).fill_null(False))
        parts.append(_from(named, "named_since", f"named:{way}"))
        parts.append(_from(_late_in_team(by_day), "moment", f"team:{way}"))
    return ibis.union(*parts).distinct()


def _from(table: Table, moment: str, source: Column | str) -> Table:
    source = ibis.literal(source) if isinstance(source, str) else source
    return table.select(source=source, family="family", moment=moment)


def _odd_entries() -> Table:
    """The entries of every kind that were corrected, or came on record after they happened or before that was over."""
    parts = []
    for kind in KINDS:
        entries = base(kind)
        odd = entries.filter(
            (entries.until < NEVER) | (entries.since > entries["first"]) | _is_not_over(entries["last"], entries.since)
        )
        parts.append(odd.select("family", "first", "last", "since", "until", kind=ibis.literal(kind)))
    return ibis.union(*parts)


def _is_not_over(last: Column, since: Column) -> BooleanValue:
    return last // MINUTES > since // MINUTES


def _while_not_over(odd: Table) -> Table:
    """Every moment at which a family's record changed that holds an entry of a kind that was written down before its time was over, as
    "in 2024" may be: what is at its time (who is in the team, what is open) may then come on record later. A declared birth that is as
    vague counts as one on record."""
    people = base("people")
    born = people.filter(_is_not_over(people.born_last, ibis.greatest(people.named_since, people.born_first)))
    found = odd.filter(_is_not_over(odd["last"], odd.since)).select("kind", n_family="family")
    found = found.union(born.select(kind=ibis.literal("birth"), n_family="family")).distinct()
    touches = base("touches").select("family", moment="since").distinct()
    return found.join(touches, found.n_family == touches.family).select("kind", "family", "moment")


def _everything() -> Table:
    """Every moment at which the record of a family changed in which who is who was told late or corrected."""
    added = base("person.added")
    touches = base("touches").semi_join(added.select("family"), "family")
    return ibis.union(
        touches.select("family", moment="since"), touches.filter(touches.until < NEVER).select("family", moment="until")
    )


# -- views


def stretches() -> Table:
    """The table `STRETCHES`: for each rule and family, the stretches between the moments that matter to the rule."""
    asked = ibis.table(_ASKED, name=ASKED)
    wanted = ibis.table({"rule": "int64", "source": "string"}, name=SOURCES)
    moments = ibis.table({"source": "string", "family": "int64", "moment": "int64"}, name=MOMENTS)
    rules = ibis.table({"rule": "int64"}, name=RULES)
    found = moments.join(wanted, "source").join(asked.rename(a_family="family"), [("family", "a_family")])
    found = found.filter(found.moment <= found.clock).select("rule", "family", "nation", "clock", "moment")
    first = rules.cross_join(asked).select("rule", "family", "nation", "clock", moment=ibis.literal(0, "int64"))
    anew = rules.cross_join(_read_anew(asked)).select("rule", "family", "nation", "clock", "moment")
    starts = ibis.union(first, found, anew).distinct()
    order = ibis.window(group_by=["rule", "family"], order_by=starts.moment)
    each = starts.mutate(ends=starts.moment.lead().over(order).fill_null(NEVER))
    return each.select(
        "rule", "family", "nation", "ends", clock=ibis.least(each.ends - 1, each.clock), starts="moment",
        is_now=each.ends == NEVER,
    )  # fmt: skip


def _read_anew(asked: Table) -> Table:
    """Every moment at which the record of a family changed of which a child has grown up by the moment asked for: it is no child of the
    family any more, and what was written before is read anew. Whom an entry adds is looked at in any case."""
    people = base("people")
    grown = people.filter(people.role.isin(sorted(CHILD_ROLES)) & people.born_last.notnull())
    grown = grown.select(g_family="family", from_=(grown.born_last // MINUTES + GROWN_DAYS + 1) * MINUTES)
    families = asked.semi_join(grown, (asked.family == grown.g_family) & (grown.from_ <= asked.clock))
    touches = base("touches").select(t_family="family", moment="since").distinct()
    found = families.join(touches, families.family == touches.t_family)
    return found.filter(found.moment <= found.clock).select("family", "nation", "clock", "moment")


# -- moments


def _watching_from() -> Table:
    """When an entry made it known that a child was watched for at something that had happened before (`semantics.md` 53)."""
    people = base("people")
    known, changed = base("pregnancy.known"), base("pregnancy.due_changed")
    declared = people.filter(people.due.notnull())
    dated = ibis.union(
        *(each.select("family", "since", "until", child="p_child", due="d_due") for each in (known, changed)),
        declared.select("family", since="named_since", until=ibis.literal(NEVER, "int64"), child="bit", due="due"),
    ).rename(d_family="family", d_child="child", d_since="since")
    births = base("birth").select("family", "since", child="p_child", born="first", live="b_live")
    on_record = (births.family == dated.d_family) & (births.child == dated.d_child)
    told = births.anti_join(dated, on_record & (dated.d_since <= births.since) & (births.since < dated.until))
    early = births.join(dated, on_record)
    added = base("person.added")
    added = added.filter(added.d_born.notnull() | added.d_due.notnull())
    return ibis.union(
        _with_entries_in(_windows(people, known, early)),
        changed.select("family", moment="since"),
        told.select("family", moment="since"),
        _born_otherwise(people, births),
        added.select("family", moment="since"),
    ).distinct()


def _born_otherwise(people: Table, births: Table) -> Table:
    """When a birth came on record of another day than the declared one, or of a child who was not born alive."""
    declared = people.filter(people.born_first.notnull())
    declared = declared.select(b_family="family", b_child="bit", day=declared.born_first // MINUTES)
    found = births.join(declared, (births.family == declared.b_family) & (births.child == declared.b_child))
    otherwise = (found.born // MINUTES != found.day) | ~found.live.fill_null(True)
    return found.filter(otherwise).select("family", moment="since")


def _windows(people: Table, known: Table, early: Table) -> Table:
    """The stretches, `start` to `stop`, of which an entry recorded at `since` first said that a child was watched for then: from
    conception to where the pregnancy was known or the child was named; by a birth before its time, from the earlier conception."""
    children = people.filter(people.role.isin(sorted(CHILD_ROLES)))
    term = ibis.least(children.due.fill_null(NEVER), (children.born_first // MINUTES).fill_null(NEVER)).nullif(NEVER)
    children = children.filter(term.notnull() | (children.role == "unborn"))
    named = children.select("family", since="named_since", start=_conceived(term).fill_null(0), stop="named_since")
    return ibis.union(
        known.select("family", "since", start=_conceived(known.d_due), stop="since"),
        named,
        early.select("family", "since", start=early.born - TERM_DAYS * MINUTES, stop=_conceived(early.due)),
    )


def _conceived(term: Column) -> Column:
    return (term - TERM_DAYS) * MINUTES


def _with_entries_in(windows: Table) -> Table:
    """The families, and `since` as the moment, in whose window something happened."""
    touches = base("touches").select(t_family="family", happened="happened")
    found = windows.join(
        touches,
        (windows.family == touches.t_family) & (touches.happened >= windows.start) & (touches.happened < windows.stop),
    )
    return found.select("family", moment="since")


def _is_late(first: Column, since: Column, by_day: bool) -> BooleanValue:
    """Whether something came on record later than it happened; where nothing is reckoned in hours, on a later day."""
    return (since // MINUTES > first // MINUTES) if by_day else (since > first)


def _late_in_team(by_day: bool) -> Table:
    """When an entry written late brings an agency into the team that was not in it anyway."""
    touches = base("touches")
    late = touches.filter(_is_late(touches.moment, touches.since, by_day))
    before = touches.select(b_family="family", b_bit="bit", b_moment="moment", b_since="since", b_until="until")
    known = late.join(
        before,
        (late.family == before.b_family)
        & (late.bit == before.b_bit)
        & (before.b_moment <= late.moment)
        & (before.b_since <= late.moment)
        & (before.b_until == NEVER)
        & (late.since - before.b_moment <= STILL_IN_TEAM_DAYS * MINUTES),
    )
    known = known.select(k_family="family", k_bit="bit", k_moment="moment", k_since="since").distinct()
    closed = base("case.closed").select(c_family="family").distinct()
    known = known.anti_join(closed, known.k_family == closed.c_family)
    new = late.anti_join(
        known,
        (late.family == known.k_family) & (late.bit == known.k_bit) & (late.moment == known.k_moment)
        & (late.since == known.k_since),
    )  # fmt: skip
    corrected = touches.filter(touches.until < NEVER)
    return new.select("family", moment=new.since).union(corrected.select("family", moment=corrected.until))
