"""The makers of families and safeguards: what they make can be read, is the same for the same seed, and leaves nothing out."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
import yaml

from bench.agreement import in_words
from nightlight.caseloads.lifelike import lifelike_family
from nightlight.caseloads.safeguards import made_up_safeguard
from nightlight.caseloads.wild import wild_family
from nightlight.chronology.kinds import KINDS
from nightlight.exchange.case_file import read_case_text
from nightlight.rules.pack import pack
from nightlight.safeguards.rules import RULE_KINDS

SHIPPED = pack()


def test_the_same_seed_makes_the_same_family() -> None:
    one, two, other = (
        wild_family(Random(seed), SHIPPED.safeguards, 15, "f", SHIPPED.limits.quorum) for seed in (3, 3, 4)
    )
    assert one == two
    assert one.entries != other.entries


def test_a_wild_family_may_hold_whatever_a_case_file_may_state() -> None:
    """Over many families every kind of entry occurs, and every trouble with dates, knowledge and corrections."""
    families = [wild_family(Random(seed), (), 40) for seed in range(60)]
    records = [family.record() for family in families]
    entries = [entry for record in records for entry in record.entries]
    assert {entry.kind for entry in entries} == set(KINDS)
    troubles = Counter(
        trouble
        for entry in entries
        for trouble, is_so in (
            ("written down on a later day", entry.recorded.day > entry.when.last_day),
            ("at a minute", entry.when.precision == "minute"),
            ("less than a day known", entry.when.precision in ("month", "year")),
            ("corrected", entry.replaces is not None),
            ("told to nobody", entry.shared == {}),
            ("told later", entry.kind == "information.shared" and "~" in entry.id),
            ("explained", entry.kind == "finding.explained"),
        )
        if is_so
    )
    assert len(troubles) == 7
    assert min(troubles.values()) >= 5, troubles
    corrected = {entry.replaces for entry in entries}
    assert any(entry.replaces and entry.id in corrected for entry in entries), "a correction is corrected"
    assert any(family.as_of < record.last_recorded().first for family, record in zip(families, records, strict=True))  # type: ignore[union-attr]


def test_a_family_that_is_printed_can_be_read_again() -> None:
    """The text in which a disagreement is shown is a case file."""
    family = wild_family(Random(11), SHIPPED.safeguards, 25, "printed", SHIPPED.limits.quorum)
    record, read = family.record(), read_case_text(in_words(family, [])).chronology
    assert read.entries == record.entries
    assert (read.people, read.agencies, read.nation) == (record.people, record.agencies, record.nation)
    assert yaml.safe_load(in_words(family, []))["entries"] == list(family.entries)


def test_a_family_is_made_as_small_as_it_can_be() -> None:
    family = wild_family(Random(5), (), 30)
    kinds = [entry["kind"] for entry in family.entries]
    wanted = next(kind for kind in kinds if "of" not in KINDS[kind].specs)
    small = family.smallest(lambda tried: wanted in [entry["kind"] for entry in tried.entries])
    assert wanted in [entry["kind"] for entry in small.entries]
    assert len(small.entries) <= 3
    small.record()


@pytest.mark.parametrize("kind", [each.kind for each in RULE_KINDS])
def test_made_up_safeguards_are_valid(kind: str) -> None:
    """Nothing that the notation refuses is made, and what is made is of many shapes."""
    made = [made_up_safeguard(Random(seed), kind, SHIPPED.limits) for seed in range(60)]
    assert {rule.kind for rule in made} == {kind}
    assert len({rule.trigger for rule in made}) >= (30 if kind != "cadence" else 1)
    assert any(rule.unless for rule in made)
    assert any(rule.condition for rule in made) or kind == "cadence"


def test_a_lifelike_family_is_a_year_and_more_of_ordinary_work() -> None:
    """From the pregnancy to the first birthday, in the order in which it was written, most of it done in time."""
    families = [lifelike_family(Random(seed), f"lifelike-{seed}") for seed in range(12)]
    for family in families:
        record = family.record()
        assert 100 <= len(record.entries) <= 400
        assert record.last_recorded().day - record.entries[0].when.day > 300  # type: ignore[union-attr]
        moments = [entry.recorded.first for entry in record.entries]
        assert moments == sorted(moments)
    assert len({entry["kind"] for family in families for entry in family.entries}) >= 50
