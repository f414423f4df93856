"""The store that the benchmark fills is one that the pages could have written, and the benchmark of the pages runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.filling import Filled, fill, nhs_number
from bench.web import Answers, Load, _Form, says, spread
from nightlight.chronology.chain import verify
from nightlight.web.families.search.asked import nhs_number as read_nhs_number
from nightlight.web.store import kept
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Entry, Family, Finding, Involvement, PersonOfFamily

_PERSON = ("person", "name", "role", "born", "due", "nhs_number", "address")
_AT_WORK = ("agency", "sign_in", "team")


@pytest.fixture
def filled(db: None) -> Filled:
    """Five families of forty entries, one of which is worked with; the others are it and another told again."""
    return fill(families=5, each=40, people=30, worked=1, patterns=2)


def test_every_family_that_the_benchmark_writes_has_a_chain_that_holds(filled: Filled) -> None:
    rows = list(Family.objects.all())

    wrong = {
        row.key: verify([each.link() for each in Entry.objects.filter(family=row).order_by("number")], row.head)
        for row in rows
    }

    assert (len(rows), filled.families) == (5, 5)
    assert not any(wrong.values()), wrong
    assert filled.entries == Entry.objects.count() == sum(row.length for row in rows) == 200


def test_a_family_told_again_has_the_list_rows_that_its_own_record_gives(filled: Filled) -> None:
    again = Family.objects.exclude(findings__isnull=False).order_by("key").last()
    assert again is not None
    before = _listed(again)

    list_anew(again, kept.take_watch(again))

    assert before == _listed(again)
    assert len(before[0]) == 6
    assert any(sign_in for _, sign_in, _ in before[1])


def test_no_two_families_have_their_names_numbers_and_hashes_in_common(filled: Filled) -> None:
    numbers = list(PersonOfFamily.objects.values_list("nhs_number", flat=True))

    heads = set(Family.objects.values_list("head", flat=True))

    assert len(heads) == 5
    assert len(set(numbers)) == len(numbers) == 30
    assert len(set(PersonOfFamily.objects.values_list("name", flat=True))) > 20


def test_families_that_are_worked_with_have_findings_and_the_others_wait_to_be_asked(filled: Filled) -> None:
    with_findings = set(Finding.objects.values_list("family_id", flat=True))

    assert set(filled.worked) <= with_findings
    assert len(with_findings) == 2


@pytest.mark.parametrize("number", [0, 1, 999, 123_456])
def test_a_made_up_nhs_number_is_one_that_the_search_takes(number: int) -> None:
    assert read_nhs_number(nhs_number(number)).startswith("999")


def test_a_form_is_sent_as_it_stands_and_nothing_of_another_form_goes_along() -> None:
    page = """
        <form><input type="hidden" name="go" value="elsewhere"></form>
        <form class="nl-form"><input type="hidden" name="id" value="e1"><input type="radio" name="person" value="mother">
        <input type="radio" name="person" value="baby"><input type="checkbox" name="sees" value="gp" checked>
        <input name="when" value="27 March 2026" type="text"></form><input type="hidden" name="after" value="x">
    """

    form = _Form(page)

    assert form.sent == [("id", "e1"), ("sees", "gp"), ("when", "27 March 2026")]
    assert form.first == {"person": "mother"}


def test_an_answer_that_is_not_right_is_counted_as_wrong() -> None:
    answers = Answers()

    right = [answers.add("family", 0.1, status, (200,)) for status in (200, 500, 0)]

    assert right == [True, False, False]
    assert answers.wrong == {"family answered 500": 1, "family answered 0": 1}


def test_of_a_hundred_times_ninety_five_are_within_the_ninety_fifth() -> None:
    said = spread([float(each) for each in range(1, 101)])

    assert (said["count"], said["median"], said["p95"], said["most"]) == (100, 50.5, 96.0, 100.0)


def test_the_cost_is_said_before_it_is_paid() -> None:
    words = Load(families=25_000, patterns=300).cost()

    assert words.startswith("5,000,000 entries on sqlite take about 5.0 GB of disk and about ")


@pytest.mark.long
def test_the_pages_are_measured_under_load_and_no_answer_is_wrong() -> None:
    sizes = {
        "families": 6,
        "each": 60,
        "people": 36,
        "worked": 4,
        "patterns": 4,
        "seconds": 4,
        "clients": 3,
        "workers": 1,
    }
    command = [sys.executable, "-m", "bench.web", "--json", *(f"--{name}={value}" for name, value in sizes.items())]

    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["wrong"] == {}
    assert found["requests"] > 0
    assert says(found)


def _listed(row: Family) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    people = PersonOfFamily.objects.filter(family=row).order_by("person").values_list(*_PERSON)
    at_work = Involvement.objects.filter(family=row).order_by(*_AT_WORK).values_list(*_AT_WORK)
    return list(people), list(at_work)
