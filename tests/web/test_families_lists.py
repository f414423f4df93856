"""The list tables and names that sound alike: what a search may rest on."""

from __future__ import annotations

import pytest

from nightlight.chronology.moments import day_of
from nightlight.web.config.clock import now
from nightlight.web.families import queries
from nightlight.web.families.search.asked import day_written, nhs_number
from nightlight.web.store.lists import address_words
from nightlight.web.store.models import Family, PersonOfFamily
from nightlight.web.store.names import nearness, slips_between

ALIKE = [
    ("Catherine", "Kathryn"), ("Stephen", "Steven"), ("Philip", "Phillip"), ("Sean", "Shaun"), ("Aisha", "Ayesha"),
    ("Mohammed", "Muhammad"), ("Claire", "Clare"), ("Geoffrey", "Jeffrey"), ("Sara", "Sarah"), ("Jon", "John"), ("Lewis", "Louis"),
    ("Rachael", "Rachel"), ("Nicholas", "Nicolas"), ("Smith", "Smyth"), ("MacDonald", "McDonald"), ("Thompson", "Thomson"),
    ("Clark", "Clarke"), ("Reid", "Read"), ("Kowalski", "Kovalski"), ("Wright", "Right"), ("Michael", "Micheal"), ("Zoe", "Zoë"),
    ("Łucja", "Lucja"), ("Nguyen", "Nguyễn"), ("O'Brien", "OBrien"), ("Ghulam", "Gulam"), ("Brook", "Brooke"), ("Isobel", "Isabelle"),
]  # fmt: skip
#: Short forms are other names: to take them for one would find strangers.
APART = [
    ("Kate", "Catherine"),
    ("Liz", "Elizabeth"),
    ("Jo", "Jim"),
    ("Ali", "Ella"),
    ("Brook", "Heath"),
    ("Tom", "Tim Oak"),
    ("Al", "Alan Oak Fen"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_common_misspelling_is_near_and_either_finds_the_other(one: str, other: str) -> None:
    assert nearness(one, other) is not None
    assert nearness(other, one) is not None


@pytest.mark.parametrize(("one", "other"), [each for each in APART if each[0] not in ("Tom", "Al")])
def test_another_name_is_not_near(one: str, other: str) -> None:
    assert nearness(one, other) is None


def test_every_word_that_is_asked_for_must_be_there_and_in_any_order() -> None:
    assert nearness("Brook Bryony", "Bryony Brook") == 0
    assert nearness("Bryony Heath", "Bryony Brook") is None
    assert nearness("Bryony Ann Brook", "Bryony Brook") is None


def test_a_beginning_of_three_letters_is_enough_and_two_are_not() -> None:
    assert nearness("Bry", "Bryony Brook") == 1
    assert nearness("Bx", "Bryony Brook") is None


def test_letters_of_every_alphabet_are_compared() -> None:
    assert nearness("李", "李 雷") == 0
    assert nearness("王", "李 雷") is None


def test_a_swap_of_two_letters_is_one_slip() -> None:
    assert slips_between("mihcael", "michael") == 1
    assert slips_between("", "abc") == 3
    assert slips_between("same", "same") == 0


@pytest.mark.parametrize("written", ["943 476 5919", "9434765919", "943-476-5919"])
def test_an_nhs_number_is_read_as_people_write_it(written: str) -> None:
    assert nhs_number(written) == "9434765919"


@pytest.mark.parametrize(
    "written", ["943 476 5918", "943 476 591", "94347659190", "abcdefghij", "", "493 476 5919", "1234567890"]
)
def test_a_wrong_nhs_number_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match="NHS number"):
        nhs_number(written)


@pytest.mark.parametrize("written", ["27 March 2026", "27/3/2026", "2026-03-27", "27.3.26"])
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert day_written(written, 739_900) == day_written("27 March 2026", 739_900)


@pytest.mark.parametrize("written", ["March 2026", "about 3 May 2026", "2026", "tomorrowish", "31 February 2026"])
def test_less_than_a_day_is_no_day_of_birth(written: str) -> None:
    with pytest.raises(ValueError, match="whole date"):
        day_written(written, 739_900)


def test_a_postcode_is_one_word_however_it_is_spaced() -> None:
    assert address_words("4 Fern Row, ZZ1 1ZZ") == address_words("4 FERN ROW zz11zz")


# -- long lists


def _many(number: int, like: Family, **baby: int | None) -> None:
    """So many families as the list tables have them; nobody may see one, for they have no entries."""
    for n in range(number):
        row = Family.objects.create(key=f"other{n}", title=f"Other {n}", created_at=like.created_at, length=10**4)
        PersonOfFamily.objects.create(family=row, person="baby", role="unborn", **baby)
        row.involved.create(agency="midwifery", sign_in="midwife", team="community-midwives")


def test_a_list_that_is_too_long_to_work_out_at_once_shows_what_one_may_see(
    small: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nightlight.web.accounts.models import Account

    _many(30, small, due=day_of(now()) + 5)
    viewer = Account.objects.get(sign_in="midwife").viewer()
    page = queries.listed(viewer, "mine")
    assert page is not None
    assert not page.whole
    assert [row.key for row in page.rows] == ["small"]
    assert not page.next


def test_a_baby_who_is_due_and_one_who_is_born_come_into_their_lists(small: Family) -> None:
    from nightlight.web.accounts.models import Account

    viewer = Account.objects.get(sign_in="midwife").viewer()
    today = day_of(now())
    for name, baby, there in (
        ("due", {"due": today + 31, "born": None}, True),
        ("due", {"due": today + 32, "born": None}, False),
        ("due", {"due": today - 21, "born": None}, True),
        ("due", {"due": today - 22, "born": None}, False),
        ("due", {"due": today + 3, "born": today - 1}, False),
        ("born", {"due": today, "born": today - 6}, True),
        ("born", {"due": today, "born": today - 7}, False),
    ):
        PersonOfFamily.objects.filter(family=small, person="baby").update(**baby)
        listing = next(each for each in queries.listings(viewer) if each.name == name)
        assert queries._candidates(viewer, listing, today).exists() == there, (name, baby)
        # What the table says is asked of the record again, as the viewer sees it.
        dues = (baby["due"],) if baby["born"] is None else ()
        row = queries.Listed("small", "", (), None, queries.Needs(), "", "", "", baby["born"], dues)
        assert queries._belongs(row, listing, today) == there, (name, baby)
