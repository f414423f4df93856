"""Systems, limits with a partnership's own over them, and the sentence of each rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nightlight.chronology.problems import Unreadable
from nightlight.rules.pack import pack
from nightlight.safeguards.limits import STATUSES
from nightlight.safeguards.limits_used import limits_of
from nightlight.safeguards.rules import Amount, Safeguard
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import listed, says_amount, says_limit, says_rule
from tests.each import for_each

PACK = pack()
LOW = sorted(name for name, limit in PACK.limits.by_name.items() if limit.confidence == "low")


@for_each(PACK.safeguards, lambda rule: rule.id)
def test_each_rule_is_one_plain_sentence(rule: Safeguard) -> None:
    sentence = says_rule(rule)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert not re.search(r"[{}_<>]|\bNone\b|\bTrue\b|\bFalse\b|  |\(\)| [,.;:]|\.\.", sentence), sentence
    for limit in limits_of(rule):
        assert says_amount(limit.amount).split()[0] in sentence or limit.amount.number == 0


@for_each(PACK.safeguards, lambda rule: rule.id)
def test_each_rule_belongs_to_a_system_and_speaks_in_whole_sentences(rule: Safeguard) -> None:
    assert rule.system in SYSTEMS
    assert re.fullmatch(r"[A-Z{].*[.?]", rule.says, flags=re.DOTALL), rule.says
    assert re.fullmatch(r"[A-Z{].*[.?]", rule.ask, flags=re.DOTALL), rule.ask
    assert not rule.title.endswith(".")


def test_the_systems_have_different_names() -> None:
    assert len(set(SYSTEMS.values())) == len(SYSTEMS)


@for_each(sorted(PACK.limits.by_name))
def test_each_limit_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    limit = PACK.limits.by_name[name]
    assert limit.says
    assert limit.trigger
    assert limit.edition
    assert limit.status in STATUSES
    assert limit.area is None
    assert limit.source or limit.status == "proposed"
    assert says_limit(limit) == says_limit(limit).strip()


def test_a_partnership_s_own_limit_stands_over_the_default_and_leaves_the_others() -> None:
    own = PACK.limits.over('[referral-allocation]\narea = "Exampleshire"\nnumber = 24\nunit = "hours"\n')
    changed = own.by_name["referral-allocation"]
    default = PACK.limits.by_name["referral-allocation"]
    assert (changed.amount, changed.area) == (Amount(24, "hours"), "Exampleshire")
    assert (changed.says, changed.trigger, changed.source) == (default.says, default.trigger, default.source)
    assert {name for name, limit in own.by_name.items() if limit != PACK.limits.by_name[name]} == {
        "referral-allocation"
    }
    assert own.quorum == PACK.limits.quorum


def test_the_rules_use_a_partnership_s_own_limit(tmp_path: Path) -> None:
    file = tmp_path / "our limits.toml"
    file.write_text('[referral-allocation]\narea = "Exampleshire"\nnumber = 3\n', encoding="utf-8")
    assert "within 3 working days" in says_rule(pack(file)["referral-allocated"])
    assert "within 1 working day" in says_rule(PACK["referral-allocated"])


def test_only_a_limit_of_low_confidence_that_nobody_set_is_to_be_set_locally() -> None:
    assert LOW
    assert {name for name, limit in PACK.limits.by_name.items() if limit.set_locally} == set(LOW)
    own = PACK.limits.over(f'["{LOW[0]}"]\narea = "Exampleshire"\nnumber = 7\n')
    assert not own.by_name[LOW[0]].set_locally


@pytest.mark.parametrize("local", ["", "# nothing\n"])
def test_a_file_of_limits_that_changes_nothing_changes_nothing(local: str) -> None:
    assert PACK.limits.over(local).by_name == PACK.limits.by_name


def test_a_limit_that_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        pack(tmp_path / "none.toml")


def test_an_unknown_safeguard_suggests_the_nearest() -> None:
    with pytest.raises(KeyError, match="did you mean 'referral-allocated'"):
        PACK["referal-allocated"]


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_in_words(words: list[str], said: str) -> None:
    assert listed(words) == said
