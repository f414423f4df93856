"""The engines say the same of any family, with the safeguards that are shipped and with any others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bench.agreement import (
    Tally,
    by_increments,
    by_reference,
    caseload,
    compare,
    in_bulk,
    in_full,
    in_words,
    like,
    recorded_by,
    smallest,
)
from nightlight.bulk import run
from nightlight.bulk.caseload import Caseload
from nightlight.bulk.columns import write_caseload
from nightlight.caseloads.family import MadeUpFamily
from nightlight.caseloads.safeguards import made_up_safeguard
from nightlight.chronology.moments import MINUTES_A_DAY, Moment, start_of
from nightlight.chronology.record import order_of_recording
from nightlight.rules.pack import pack
from nightlight.safeguards.incremental import Watch
from nightlight.safeguards.notation import read_safeguard
from nightlight.safeguards.rules import RULE_KINDS, Safeguard
from tests.agreement.strategies import SEEDS, STRATEGIES, family

SHIPPED = pack()
QUORUM = SHIPPED.limits.quorum
KINDS = [each.kind for each in RULE_KINDS]
#: Few examples, because each is a whole family; `make long` and `make agreement` try thousands. What fails is made small by taking
#: entries away, which is quicker than trying other seeds.
FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def agree(families: Sequence[MadeUpFamily], rules: Sequence[Safeguard], *, bulk: bool = False) -> Tally:
    """Fails with the smallest family on which two engines differ."""
    tally = Tally()
    compare(families, rules, QUORUM, tally, bulk=bulk)
    if tally.found:
        pytest.fail(in_words(*smallest(tally.found[0], rules, QUORUM, 20)))
    return tally


# -- reference and incremental


@pytest.mark.parametrize("seed", range(4))
def test_entry_by_entry_the_shipped_safeguards_say_what_the_reference_says(seed: int) -> None:
    rules = Random(seed).sample(SHIPPED.safeguards, 60)
    agree(caseload(seed, rules, QUORUM, (10, 20))[:2], rules)


@pytest.mark.parametrize("kind", KINDS)
def test_entry_by_entry_any_safeguard_says_what_the_reference_says(kind: str) -> None:
    @FEW
    @given(st.lists(STRATEGIES[kind], min_size=1, max_size=2, unique_by=lambda rule: rule.id), SEEDS)
    def check(rules: list[Safeguard], seed: int) -> None:
        agree([family(seed, rules)], rules)

    check()


@FEW
@given(st.sampled_from(KINDS).flatmap(STRATEGIES.__getitem__), SEEDS)
def test_the_order_of_arrival_changes_nothing(rule: Safeguard, seed: int) -> None:
    """Entries may come in any order, as from an import: the set decides (line 8)."""
    made = family(seed, [rule])
    record = made.record()
    shuffled = recorded_by(record, made.as_of)
    Random(seed).shuffle(shuffled)
    said = in_full(by_reference([rule], record, made.as_of, QUORUM))
    assert in_full(by_reference([rule], like(record, shuffled), made.as_of, QUORUM)) == said
    watch = Watch([rule], like(record, ()), QUORUM)
    for entry in shuffled:
        watch.record(entry)
    watch.at(max(made.as_of, max((entry.recorded.first for entry in shuffled), default=0)))
    assert in_full(watch.findings()) == said


# -- what was known before


@FEW
@given(st.sampled_from(KINDS).flatmap(STRATEGIES.__getitem__), SEEDS, st.floats(0, 1))
def test_what_comes_later_changes_nothing_of_what_was_said_before(rule: Safeguard, seed: int, part: float) -> None:
    """What was said at a moment is the same whether or not entries, corrections among them, were recorded after it (line 3)."""
    made = family(seed, [rule])
    record = made.record()
    moments = sorted({entry.recorded.first for entry in record.entries})
    moment = moments[int(part * (len(moments) - 1))]
    then = like(record, recorded_by(record, moment))
    assert in_full(by_reference([rule], record, moment, QUORUM)) == in_full(by_reference([rule], then, moment, QUORUM))


@FEW
@given(st.sampled_from(KINDS).flatmap(STRATEGIES.__getitem__), SEEDS)
def test_nothing_changes_by_itself_before_the_day_that_was_foretold(rule: Safeguard, seed: int) -> None:
    """After each write, until the day before `next_change_on`, what is said stays word for word what it was."""
    made = family(seed, [rule], 9)
    record = made.record()
    watch = Watch([rule], like(record, ()), QUORUM)
    entries = sorted(record.entries, key=order_of_recording)
    for number, entry in enumerate(entries, 1):
        change = watch.record(entry)
        now = entry.recorded.first
        foretold = (
            now + 6 * 366 * MINUTES_A_DAY if change.next_change_on is None else start_of(change.next_change_on) - 1
        )
        so_far = like(record, entries[:number])
        if foretold > now:
            before, after = (_said(rule, so_far, moment) for moment in (now, foretold))
            assert after == before


def _said(rule: Safeguard, record: object, moment: Moment) -> object:
    return in_full(by_reference([rule], record, moment, QUORUM))  # type: ignore[arg-type]


# -- in bulk


@pytest.mark.long
def test_in_bulk_a_safeguard_of_each_kind_says_what_the_reference_says() -> None:
    """Two made-up families at different moments in one run, with a made-up safeguard of each kind and a shipped one."""
    rules = [made_up_safeguard(Random(71), kind, SHIPPED.limits) for kind in KINDS] + [SHIPPED["referral-allocated"]]
    families = [made for seed in range(40) for made in caseload(seed, rules, QUORUM, (8, 14))]
    tally = agree(families, rules, bulk=True)
    assert tally.findings >= 60


@pytest.mark.long
def test_in_bulk_another_family_changes_nothing() -> None:
    rules = [SHIPPED["referral-allocated"], made_up_safeguard(Random(71), "pattern", SHIPPED.limits)]
    families = [made for seed in range(6) for made in caseload(seed, rules, QUORUM, (8, 14))]
    together = in_bulk(families, rules, QUORUM)
    assert any(together)
    for number in (0, len(families) - 1):
        (alone,) = in_bulk([families[number]], rules, QUORUM)
        assert alone == together[number]
        assert in_bulk(families[::-1], rules, QUORUM)[::-1][number] == together[number]


@pytest.mark.long
def test_in_bulk_how_much_is_asked_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules are asked a few at a time and families in slices, so that what there is to settle fits into memory."""
    rules = [SHIPPED["referral-allocated"], *(made_up_safeguard(Random(72), kind, SHIPPED.limits) for kind in KINDS)]
    families = [made for seed in range(12) for made in caseload(seed, rules, QUORUM, (8, 14))]
    together = in_bulk(families, rules, QUORUM)
    monkeypatch.setattr(run, "RULES_AT_ONCE", 2)
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 150)
    assert any(together)
    assert in_bulk(families, rules, QUORUM) == together


@pytest.mark.long
def test_in_bulk_families_in_parts_are_all_asked_and_a_part_that_fails_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = [SHIPPED["referral-allocated"], SHIPPED["core-group-held"]]
    families = [made for seed in range(12) for made in caseload(seed, rules, QUORUM, (8, 14))]
    write_caseload((family.record() for family in families), tmp_path)
    as_of = max(family.as_of for family in families)
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 100)
    begun: list[int] = []
    with Caseload(tmp_path) as opened:
        run.check(opened, rules, as_of, QUORUM, lambda _, number, of: begun.append(number * 1000 // of))
        found = run.findings(opened)
        assert len(set(found.column("family").to_pylist())) >= 3
        assert len(begun) >= 3 * len(rules)
        assert sorted(begun) == begun
        assert begun[-1] < 1000
        run.check(opened, rules, as_of, QUORUM)
        assert run.findings(opened) == found

        def gives_up(_: Safeguard, number: int, of: int) -> None:
            if number == of // 2:
                raise OSError("no space left on device")

        with pytest.raises(OSError, match="no space left"):
            run.check(opened, rules, as_of, QUORUM, gives_up)


@pytest.mark.long
def test_in_bulk_a_safeguard_may_ask_how_closely_an_entry_is_held() -> None:
    text = """
        id = "held-closely"
        kind = "deadline"
        title = "What is sealed is shared"
        system = "sharing"
        lessons = []
        owes = ["anyone"]
        severity = "warning"
        each = { kind = "concern.raised", label = ["restricted", "sealed"] }
        needs = [{ kind = "information.shared", match = "label=label" }]
        match = "family"
        limit = "no-gap"
        says = "It was opened on {opened}."
        ask = "What is next?"
    """
    rule = read_safeguard(text, SHIPPED.limits, "held-closely.toml")
    # Not 17: there an entry tells of a correction that is recorded only later, which the reference knows beforehand and the
    # incremental engine does not. Nobody can name what is not there yet, but the meaning is unsettled (`semantics.md` 3, 11).
    families = [made for seed in range(30) if seed != 17 for made in caseload(seed, [rule], QUORUM, (8, 14))]
    assert agree(families, [rule], bulk=True).findings >= 20


def test_in_python_a_family_is_asked_about_by_itself() -> None:
    """Both engines in Python are given one record; what they say does not depend on what they were asked before."""
    rules = list(SHIPPED.safeguards[:25])
    one, other = caseload(2, rules, QUORUM, (8, 12))[0], caseload(3, rules, QUORUM, (8, 12))[0]
    for engine in (by_reference, by_increments):
        before = in_full(engine(rules, one.record(), one.as_of, QUORUM))
        engine(rules, other.record(), other.as_of, QUORUM)
        assert in_full(engine(rules, one.record(), one.as_of, QUORUM)) == before
