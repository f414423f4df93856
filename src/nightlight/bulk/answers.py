"""What answers or excuses a matter, as relations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table

from nightlight.bulk.dates import Dates
from nightlight.bulk.due import add
from nightlight.bulk.lens import MINUTES, Lens, values_of
from nightlight.chronology.fields import FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.picture.facts import opener_of, specs_of_kind
from nightlight.safeguards.matching import LEFT_OUT_MEANS_ALL, fields_of
from nightlight.safeguards.rules import Amount, Every, Match, Response

#: Columns of a matter on which it depends what answers it.
_OF_MATTERS = (
    "key", "snapshot", "root", "kind", "thread", "kids", "everybody", "first", "last", "nation", "member", "mbit",
    "spell_start", "spell_end",
)  # fmt: skip


def answers(
    lens: Lens, dates: Dates, needs: Iterable[Response], every: Every | None, asked: Table, lookback: object
) -> Table | None:
    """Every fact that answers, or may: `key`, `b_kind`, `b_root`, `b_first`, `b_since`, `sure`. `None` where nothing is asked."""
    parts = [_answers(lens, dates, response, every, asked, lookback) for response in needs]
    if every is not None and every.here:
        parts.append(_here(every, asked))
    if not parts:
        return None
    found = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return found.group_by(["key", "b_kind", "b_root"]).agg(
        b_first=found.b_first.min(), b_since=found.b_since.min(), sure=found.sure.max()
    )


def matched(
    lens: Lens,
    dates: Dates,
    response: Response,
    asked: Table,
    lookback: object,
    *,
    anytime: bool = False,
    fields: Iterable[str] = (),
) -> Table:
    """Facts that a response means and that belong to each row; null under `sure` where it may.

    The columns of a row that matter, the fact's own under `b_`, and the values of `fields` under `x_`. `start` is the moment from
    which is looked; with `anytime` it is looked at any time.
    """
    kind = response.selector.kind
    rights = [pair.right for pair in response.match.pairs if pair.right not in ("thread", "root")]
    facts = lens.selected(response.selector)
    lists = [name for name in (*rights, *fields) if _is_list(kind, name)]
    facts = facts.select(
        b_snapshot="snapshot", b_root="root", b_thread="thread", b_kids="kids", b_everybody="everybody", b_first="first",
        b_last="last", b_since="since", sure="sure", **({"b_fact": "fact"} if lists else {}),
        **values_of(facts, kind, [name for name in rights if name not in lists], "r_"),
        **values_of(facts, kind, [name for name in fields if name not in lists], "x_"),
        **{f"x_{name}": facts[f"c_{name}"] for name in fields if name in lists},
    )  # fmt: skip
    for name in rights:
        if name in lists:
            facts = _linked(lens, facts, name)
    columns = [name for name in asked.columns if name in _OF_MATTERS or name.startswith("f_")]
    asked = asked.select(*columns)
    if not anytime:
        asked = looked_from(dates, asked, response.lookback or lookback)
    on = (asked.snapshot == facts.b_snapshot) & _belongs(response.match, asked, facts, kind)
    on = on & (asked.root != facts.b_root)
    if not anytime:
        on = on & _comes_after(asked, facts, response.match)
    return asked.join(facts, on).mutate(b_kind=ibis.literal(kind))


def looked_from(dates: Dates, rows: Table, lookback: object) -> Table:
    """Rows with the moment from which answers are looked for, as `start`."""
    if lookback is None:
        return rows.mutate(start=rows["first"])
    if not isinstance(lookback, Amount):
        return rows.mutate(start=ibis.literal(0, "int64"))
    if not lookback.number:
        return rows.mutate(start=rows["first"])
    return moment_before(dates, rows, rows["first"], lookback, "start")


def moment_before(dates: Dates, rows: Table, moment: Any, amount: Amount, name: str) -> Table:
    """Rows with the moment so long before another, under a name."""
    if amount.unit == "hours":
        return dates.hours_after(rows, moment, -amount.number, name)
    day = moment // MINUTES
    if amount.unit in ("days", "weeks"):
        return rows.mutate(**{name: (day - amount.number * (7 if amount.unit == "weeks" else 1)) * MINUTES})
    rows = add(dates, rows, day, Amount(-amount.number, amount.unit), "start_day")
    return rows.mutate(**{name: rows.start_day * MINUTES}).drop("start_day")


def _answers(
    lens: Lens, dates: Dates, response: Response, every: Every | None, asked: Table, lookback: object
) -> Table:
    kind = response.selector.kind
    within = (
        []
        if every is None
        else [name for name in every.within if name == "people" or fields_of(kind, name) is not None]
    )
    pairs = matched(lens, dates, response, asked, lookback, fields=[name for name in within if name != "people"])
    sure = pairs.sure
    if within:
        pairs, covered = _covers(lens, within, pairs, kind)
        pairs = pairs.mutate(covered=covered)
        pairs = pairs.filter(pairs.covered.isnull() | pairs.covered)
        sure = pairs.sure & pairs.covered
    return pairs.select("key", "b_kind", "b_root", "b_first", "b_since", sure=sure.fill_null(False))


def _comes_after(asked: Table, facts: Table, match: Match) -> BooleanValue:
    """Whether a fact may have come after a moment; at one same minute only in a thread, and what opened the thread came before."""
    opened_it = ((asked.start == asked["first"]) & (facts.b_root == asked.thread)).fill_null(False)
    if match.way == "thread":
        return (facts.b_last >= asked.start) & ~opened_it
    at_once = (facts.b_last == asked.start) & (facts.b_first == facts.b_last) & (asked.start == asked["first"])
    return ibis.ifelse(at_once, asked["first"] != asked["last"], facts.b_last >= asked.start) & ~opened_it


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
    links = links.select(k_view="snapshot", k_fact="fact", **{f"r_{name}": "value"})
    return facts.join(links, (facts.b_snapshot == links.k_view) & (facts.b_fact == links.k_fact)).drop(
        "k_view", "k_fact"
    )


def _covers(lens: Lens, within: Iterable[str], pairs: Table, kind: str) -> tuple[Table, Any]:
    """Whether an answer covers the member: yes, no, or null where the field was left out."""
    tests: list[Any] = []
    for name in within:
        if name == "people":
            tests.append((pairs.b_everybody & pairs.mbit) != 0)
        else:
            pairs, test = _names(lens, pairs, kind, name)
            tests.append(test)
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return pairs, found


def _names(lens: Lens, pairs: Table, kind: str, name: str) -> tuple[Table, Any]:
    """Whether a field of an answer names the member: yes, no, or null where it was left out."""
    value = pairs[f"x_{name}"]
    if _is_list(kind, name):
        links = lens.shared("links")
        links = links.filter(links.field == name)
        links = links.select(
            k_view="snapshot", k_fact="fact", k_value="value", **{f"hit_{name}": ibis.literal(True)}
        ).distinct()
        pairs = pairs.left_join(
            links, (pairs.b_snapshot == links.k_view) & (pairs.b_fact == links.k_fact) & (pairs.member == links.k_value)
        ).drop("k_view", "k_fact", "k_value")
        hit = pairs[f"hit_{name}"].fill_null(False)
        return pairs, ibis.ifelse(pairs[f"x_{name}"].isnull(), ibis.null("boolean"), hit)
    asked = (opener_of(kind) or kind) if fields_of(kind, name) else kind
    spec = (specs_of_kind(asked) or {})[name]
    if spec.type is FieldType.WORDS:
        found = (value & _bit_of_word(pairs.member, spec.words)) != 0
    elif value.type().is_integer():
        found = (value & pairs.mbit) != 0
    else:
        found = value == pairs.member
    if (kind, name) in LEFT_OUT_MEANS_ALL:
        found = found.fill_null(True)
    return pairs, found


def _bit_of_word(word: Any, words: Iterable[str]) -> Any:
    """The bit that stands for a word in a list of words."""
    return ibis.cases(*[(word == each, 1 << index) for index, each in enumerate(words)], else_=0)


def _here(every: Every, asked: Table) -> Table:
    """The trigger itself, where it covers the member."""
    tests: list[Any] = []
    for name in every.here:
        value = asked.everybody if name == "people" else asked[f"f_{name}"]
        if value.type().is_string():
            found = value == asked.member
        elif every.set == "words":
            found = ibis.cases(
                *[
                    (asked.kind == kind, (value & _bit_of_word(asked.member, words)) != 0)
                    for kind, words in _kinds_with_words(name)
                ],
                else_=ibis.null("boolean"),
            )
        else:
            found = (value & asked.mbit) != 0
        left_out = [kind for kind, field in LEFT_OUT_MEANS_ALL if field == name]
        if left_out:
            found = ibis.ifelse(asked.kind.isin(left_out), found.fill_null(True), found)
        tests.append(found)
    covered = tests[0]
    for test in tests[1:]:
        covered = covered | test
    rows = asked.mutate(covered=covered)
    rows = rows.filter(rows.covered.isnull() | rows.covered)
    return rows.select(
        key=rows.key, b_kind=rows.kind, b_root=rows.root, b_first=rows.t_first, b_since=rows.since,
        sure=rows.covered.fill_null(False),
    )  # fmt: skip


def _kinds_with_words(name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The kinds of which a field of that name is a list of words, with the words in the order of their bits."""
    return [
        (kind, each.specs[name].words)
        for kind, each in KINDS.items()
        if name in each.specs and each.specs[name].type is FieldType.WORDS
    ]
