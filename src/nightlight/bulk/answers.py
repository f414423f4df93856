"""What answers or excuses a matter, as relations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.due import add
from nightlight.bulk.lens import MINUTES, Lens
from nightlight.bulk.matters import with_values
from nightlight.chronology.fields import FieldType
from nightlight.picture.facts import opener_of, specs_of_kind
from nightlight.safeguards.matching import LEFT_OUT_MEANS_ALL, fields_of
from nightlight.safeguards.rules import Amount, Every, Match, Response


def answers(
    lens: Lens, dates: Dates, needs: Iterable[Response], every: Every | None, asked: Table, lookback: object
) -> Table | None:
    """Every fact that answers, or may: `key`, `b_kind`, `b_root`, `b_first`, `b_since`, `sure`. `None` where nothing is asked."""
    parts = [_answers(lens, dates, response, every, asked, lookback) for response in needs]
    if every is not None and every.here:
        parts.append(_here(lens, every, asked))
    if not parts:
        return None
    found = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return found.group_by(["key", "b_kind", "b_root"]).agg(
        b_first=found.b_first.min(), b_since=found.b_since.min(), sure=found.sure.max()
    )


def matched(lens: Lens, dates: Dates, response: Response, asked: Table, lookback: object, *, anytime: bool = False) -> Table:
    """Facts that a response means and that belong to each row, with their columns under `b_` and `sure`; null where it may."""
    kind = response.selector.kind
    rights = [pair.right for pair in response.match.pairs if pair.right not in ("thread", "root")]
    facts = lens.selected(response.selector)
    facts = with_values(lens, facts, kind, [name for name in rights if not _is_list(kind, name)], "r_")
    facts = facts.rename({f"b_{name}": name for name in facts.columns if not name.startswith("r_") and name != "sure"})
    for name in rights:
        if _is_list(kind, name):
            facts = _linked(lens, facts, name)
    on = (asked.snapshot == facts.b_snapshot) & _belongs(response.match, asked, facts, kind)
    on = on & ~((asked.root == facts.b_root) & (asked.kind == kind))
    pairs = asked.join(facts, on)
    pairs = pairs.mutate(b_kind=ibis.literal(kind))
    if anytime:
        return pairs
    pairs = looked_from(dates, pairs, response.lookback or lookback)
    return pairs.filter(_comes_after(pairs, response.match))


def looked_from(dates: Dates, rows: Table, lookback: object) -> Table:
    """Rows with the moment from which answers are looked for, as `start`."""
    if lookback is None:
        return rows.mutate(start=rows["first"])
    if not isinstance(lookback, Amount):
        return rows.mutate(start=ibis.literal(0, "int64"))
    if not lookback.number:
        return rows.mutate(start=rows["first"])
    return _before(dates, rows, rows["first"], lookback)


def _before(dates: Dates, rows: Table, moment: Any, amount: Amount) -> Table:
    if amount.unit == "hours":
        return dates.hours_after(rows, moment, -amount.number, "start")
    day = moment // MINUTES
    if amount.unit in ("days", "weeks"):
        return rows.mutate(start=(day - amount.number * (7 if amount.unit == "weeks" else 1)) * MINUTES)
    rows = add(dates, rows, day, Amount(-amount.number, amount.unit), "start_day")
    return rows.mutate(start=rows.start_day * MINUTES).drop("start_day")


def moment_before(dates: Dates, rows: Table, moment: Any, amount: Amount, name: str) -> Table:
    """Rows with the moment so long before another, under a name."""
    return _before(dates, rows, moment, amount).rename({name: "start"})


def _answers(
    lens: Lens, dates: Dates, response: Response, every: Every | None, asked: Table, lookback: object
) -> Table:
    pairs = matched(lens, dates, response, asked, lookback)
    covered: Any = ibis.literal(True)
    if every is not None and every.within:
        pairs, covered = _covers(lens, every.within, pairs, response.selector.kind)
    pairs = pairs.mutate(covered=covered)
    pairs = pairs.filter(pairs.covered.isnull() | pairs.covered)
    return pairs.select(
        key=pairs.key,
        b_kind=pairs.b_kind,
        b_root=pairs.b_root,
        b_first=pairs.b_first,
        b_since=pairs.b_since,
        sure=(pairs.sure & pairs.covered).fill_null(False),
    )


def _comes_after(pairs: Table, match: Match) -> BooleanValue:
    """Whether a fact may have come after a moment; at one same minute only in a thread."""
    at_once = (pairs.b_last == pairs.start) & (pairs.b_first == pairs.b_last) & (pairs.start == pairs["first"])
    if match.way == "thread":
        return pairs.b_last >= pairs.start
    return ibis.ifelse(at_once, pairs["first"] != pairs["last"], pairs.b_last >= pairs.start)


def _belongs(match: Match, asked: Table, facts: Table, kind: str) -> Any:
    on: Any = ibis.literal(True)
    if match.way == "thread":
        on = on & (asked.thread == facts.b_thread)
    elif match.way == "children":
        on = on & ((asked.kids == 0) | (facts.b_kids == 0) | ((asked.kids & facts.b_kids) != 0))
    elif match.way == "people":
        on = on & ((asked.everybody == 0) | (facts.b_everybody == 0) | ((asked.everybody & facts.b_everybody) != 0))
    for pair in match.pairs:
        left = asked[pair.left] if pair.left in ("thread", "root") else asked[f"f_{pair.left}"]
        right = facts[f"b_{pair.right}"] if pair.right in ("thread", "root") else facts[f"r_{pair.right}"]
        if left.type().is_integer() and right.type().is_integer():
            on = on & ((left & right) != 0)
        else:
            on = on & (left.cast("string") == right.cast("string"))
    return on


def _is_list(kind: str, name: str) -> bool:
    """Whether a field of a kind, or of its opener, is a list of threads or entries."""
    where = fields_of(kind, name)
    asked = (opener_of(kind) or kind) if where else kind
    spec = (specs_of_kind(asked) or {}).get(name)
    return spec is not None and spec.type in (FieldType.THREADS, FieldType.ENTRIES)


def _linked(lens: Lens, facts: Table, name: str) -> Table:
    """Facts once for each thread that a list of theirs names, as `r_` and the field's name."""
    links = lens.shared("links")
    links = links.filter(links.field == name)
    links = links.select(k_view=links.snapshot, k_fact=links.fact, **{f"r_{name}": links.value})
    return facts.join(links, (facts.b_snapshot == links.k_view) & (facts.b_fact == links.k_fact)).drop("k_view", "k_fact")


def _covers(lens: Lens, within: Iterable[str], pairs: Table, kind: str) -> tuple[Table, Any]:
    """Whether an answer covers the member: yes, no, or null where the field was left out."""
    tests: list[Any] = []
    for name in within:
        if name == "people":
            tests.append((pairs.b_everybody & pairs.mbit) != 0)
            continue
        where = fields_of(kind, name)
        if where is None:
            continue
        pairs, test = _names(lens, pairs, kind, name, bool(where))
        tests.append(test)
    if not tests:
        return pairs, ibis.literal(True)
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return pairs, found


def _names(lens: Lens, pairs: Table, kind: str, name: str, in_opener: bool) -> tuple[Table, Any]:
    if _is_list(kind, name):
        links = lens.shared("links")
        links = links.filter(links.field == name)
        links = links.select(k_view=links.snapshot, k_fact=links.fact, k_value=links.value, k_hit=ibis.literal(True)).distinct()
        pairs = pairs.left_join(
            links, (pairs.b_snapshot == links.k_view) & (pairs.b_fact == links.k_fact) & (pairs.member == links.k_value)
        ).drop("k_view", "k_fact", "k_value").rename({f"hit_{name}": "k_hit"})  # fmt: skip
        hit = pairs[f"hit_{name}"].fill_null(False)
        return pairs, ibis.ifelse(pairs[f"b_c_{name}"].isnull(), ibis.null("boolean"), hit)
    asked = (opener_of(kind) or kind) if in_opener else kind
    spec = (specs_of_kind(asked) or {})[name]
    if in_opener:
        holders = with_values(lens, lens.of(kind), kind, [name], "x_")
        holders = holders.select(x_view=holders.snapshot, x_root=holders.root, **{f"x_{name}": holders[f"x_{name}"]})
        pairs = pairs.left_join(
            holders, (pairs.b_snapshot == holders.x_view) & (pairs.b_root == holders.x_root)
        ).drop("x_view", "x_root")
        value = pairs[f"x_{name}"]
    elif name == "agency" and f"b_a_{name}" not in pairs.columns:
        value = pairs.b_agency
    else:
        value = pairs[f"b_{_prefix(spec.type)}_{name}"]
    if spec.type is FieldType.WORDS:
        bit = ibis.cases(*[(pairs.member == word, 1 << index) for index, word in enumerate(spec.words)], else_=0)
        found = (value & bit) != 0
    elif value.type().is_integer():
        found = (value & pairs.mbit) != 0
    else:
        found = value == pairs.member
    if (kind, name) in LEFT_OUT_MEANS_ALL:
        found = found.fill_null(True)
    return pairs, found


def _prefix(type_: FieldType) -> str:
    match type_:
        case FieldType.PERSON | FieldType.PEOPLE:
            return "p"
        case FieldType.AGENCY | FieldType.AGENCIES:
            return "a"
        case FieldType.WORDS:
            return "w"
        case _:
            return "s"


def _here(lens: Lens, every: Every, asked: Table) -> Table:
    """The trigger itself, where it covers the member."""
    tests: list[Any] = []
    for name in every.here:
        if f"f_{name}" not in asked.columns:
            continue
        value = asked[f"f_{name}"]
        if value.type().is_string():
            found = value == asked.member
        else:
            words = _words_of(name)
            bit: Any = asked.mbit
            if words and every.set == "words":
                bit = ibis.cases(*[(asked.member == word, 1 << index) for index, word in enumerate(words)], else_=0)
            found = (value & bit) != 0
        if name == "considered":
            found = found.fill_null(True)
        tests.append(found)
    covered: Any = ibis.literal(False)
    for test in tests:
        covered = test if covered is None else covered | test
    rows = asked.mutate(covered=covered)
    rows = rows.filter(rows.covered.isnull() | rows.covered)
    return rows.select(
        key=rows.key, b_kind=rows.kind, b_root=rows.root, b_first=rows.t_first, b_since=rows.since,
        sure=rows.covered.fill_null(False),
    )  # fmt: skip


def _words_of(name: str) -> tuple[str, ...]:
    from nightlight.chronology.kinds import KINDS

    for kind in KINDS.values():
        spec = kind.specs.get(name)
        if spec is not None and spec.type is FieldType.WORDS:
            return spec.words
    return ()
