"""Risk factors: what they rest on, what was said to be gone, and what was found after that."""

from __future__ import annotations

import pytest

from nightlight.chronology.kinds import KINDS
from nightlight.picture.factors import BEARS_ON, CLAIMS, Factor
from tests.unit.picture_records import places, seen

NOTED = (
    "- {kind: factor.noted, id: f, when: 2024-01-05, agency: midwifery, person: mother, "
    "factor: substance_use, basis_of_knowledge: told, source: her aunt}\n"
)


def factor(entries: str, as_of: str) -> Factor:
    (found,) = seen(entries, as_of).factors
    return found


def test_a_factor_says_how_it_is_known_and_by_whom() -> None:
    found = factor(NOTED, "2024-01-05")
    (noting,) = found.notings
    assert (found.present, found.bases, noting.agency, noting.source) == (True, ("told",), "midwifery", "her aunt")


def test_where_nobody_wrote_how_it_is_known_that_is_not_known() -> None:
    assert factor(NOTED.replace(", basis_of_knowledge: told", ""), "2024-01-05").bases == ()


def test_two_notings_of_one_factor_are_one_factor_until_both_are_resolved() -> None:
    entries = (
        NOTED
        + """
- {kind: factor.noted, id: g, when: 2024-01-09, agency: gp, person: mother, factor: substance_use,
   basis_of_knowledge: tested}
- {kind: factor.resolved, of: f, when: 2024-03-01, agency: midwifery, basis: assessed}
- {kind: factor.resolved, of: g, when: 2024-04-01, agency: gp, basis: tested}
"""
    )
    assert factor(entries, "2024-02-01").bases == ("told", "tested")
    assert [factor(entries, day).present for day in ("2024-03-01", "2024-03-31", "2024-04-01")] == [True, True, False]
    assert [noting.resolved for noting in factor(entries, "2024-03-01").notings] == [True, False]


def test_two_of_no_particular_sort_are_two() -> None:
    entries = NOTED.replace("substance_use", "other") + NOTED.replace("substance_use", "other").replace(
        "id: f", "id: g"
    )
    assert len(seen(entries, "2024-02-01").factors) == 2


def test_said_to_be_gone_and_then_a_positive_test() -> None:
    entries = (
        NOTED
        + """
- {kind: test.result, when: 2024-01-20, person: mother, test: urine, result: positive}
- {kind: factor.resolved, of: f, when: 2024-02-01, basis: self_report}
- {kind: test.result, when: 2024-02-09, person: mother, test: urine, result: negative}
- {kind: test.result, when: 2024-02-20, person: father, test: urine, result: positive}
- {kind: test.result, when: 2024-03-01, person: mother, test: urine, result: positive}
"""
    )
    before, after = factor(entries, "2024-02-28"), factor(entries, "2024-03-01")
    assert before.eased is not None
    assert (before.present, before.eased.what, before.eased.basis, before.contradicted_by) == (
        False,
        "gone",
        "self_report",
        (),
    )
    assert [(each.what, places(each.rests_on)) for each in after.contradicted_by] == [("positive", [6])]
    assert [places(each.rests_on) for each in after.bearing] == [[2], [6]]


def test_the_person_s_own_word_against_what_happened_since() -> None:
    entries = """
    - {kind: factor.noted, id: f, when: 2024-01-05, agency: police, person: mother, factor: domestic_abuse,
       basis_of_knowledge: seen}
    - {kind: self_report, when: 2024-02-01, person: mother, claim: separated}
    - {kind: incident, id: i, when: 2024-02-10, agency: police, place: home, type: domestic_abuse,
       people: [mother, father]}
    """
    before, after = factor(entries, "2024-02-09"), factor(entries, "2024-02-10")
    assert before.present
    assert before.eased is not None
    assert (before.eased.what, before.eased.claim, before.contradicted_by) == ("claimed", "separated", ())
    assert [each.kind for each in after.contradicted_by] == ["incident"]


def test_noted_again_after_it_was_said_to_be_gone() -> None:
    entries = (
        NOTED
        + """
- {kind: factor.resolved, of: f, when: 2024-02-01, basis: observed}
- {kind: factor.noted, id: g, when: 2024-03-01, agency: gp, person: mother, factor: substance_use}
"""
    )
    found = factor(entries, "2024-03-01")
    assert found.present
    assert [each.kind for each in found.contradicted_by] == ["factor.noted"]


def test_a_factor_that_is_only_less_is_still_there() -> None:
    found = factor(NOTED + "- {kind: factor.reduced, of: f, when: 2024-02-01, basis: tested}\n", "2024-02-01")
    assert found.eased is not None
    assert (found.present, found.eased.what, found.eased.basis) == (True, "less", "tested")


def test_what_answers_a_factor_is_with_it() -> None:
    entries = (
        NOTED
        + """
- {kind: plan.started, id: p, when: 2024-02-01, type: child_protection, children: [baby]}
- {kind: plan.section, of: p, when: 2024-02-01, child: baby, what: Tests, for_factors: [f]}
- {kind: action.agreed, id: a, when: 2024-02-01, what: Ask, owner: worker, owner_agency: social_care,
   due: 2024-03-01, for_factors: [f]}
"""
    )
    assert factor(entries, "2024-02-01").answered_by == ("p", "a")


def test_a_poor_home_is_the_family_s_though_the_entry_names_nobody() -> None:
    entries = """
    - {kind: factor.noted, id: f, when: 2024-01-05, person: mother, factor: poor_home}
    - {kind: factor.reduced, of: f, when: 2024-02-01, basis: self_report}
    - {kind: home.seen, when: 2024-02-03, agency: health_visiting, condition: unsafe}
    """
    assert [each.what for each in factor(entries, "2024-02-03").contradicted_by] == ["unsafe"]


def test_what_makes_a_child_safer_is_kept_apart() -> None:
    (good,) = seen(
        "- {kind: protective.noted, id: p, when: 2024-01-05, person: mother, what: Her sister comes daily}",
        "2024-02-01",
    ).protective
    assert (good.person, good.what, places(good.rests_on)) == ("mother", "Her sister comes daily", [1])


@pytest.mark.parametrize("name", [*BEARS_ON, *(each for claimed in CLAIMS.values() for each in claimed)])
def test_every_factor_named_here_is_one_of_the_vocabulary(name: str) -> None:
    assert name in KINDS["factor.noted"].specs["factor"].words


def test_every_claim_named_here_is_one_of_the_vocabulary() -> None:
    assert set(CLAIMS) <= set(KINDS["self_report"].specs["claim"].words)
