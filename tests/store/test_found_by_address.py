"""Finding families by where somebody lives: the words that the table has, and that it finds what looking through every row found."""

from __future__ import annotations

from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.families.search import queries
from nightlight.web.families.search.asked import Asked
from nightlight.web.oversight.addresses import protect
from nightlight.web.store import actions, kept
from nightlight.web.store.lists import address_words, list_anew
from nightlight.web.store.models import Family, PersonOfFamily, WordOfAddress
from nightlight.web.store.named import living_at
from nightlight.web.store.queries import family
from nightlight.web.store.scope import of_family, searching

STREETS = ("Fern Row", "Fern Road", "Fernhollow Row", "Row Street", "Old Mill Lane", "St. Ann's", "4th Avenue")


def words_of(key: str) -> list[str]:
    with of_family(key):
        return sorted(WordOfAddress.objects.filter(family=key).values_list("word", flat=True))


def joined(small: Family, address: str) -> None:
    """A household that the social worker records."""
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    raw = {"kind": "household.joined", "when": "2026-08-20", "person": "father", "household": "h", "address": address}
    actions.record(viewer, "small", raw, by="Sam Fennel")


def test_what_looking_through_every_row_finds_is_found(db: None) -> None:
    random = Random(8)
    rows = []
    for number in range(60):
        row = Family.objects.create(key=f"lives-{number:02d}", created_at=utc_now())
        for person in range(random.randrange(4)):
            written = f"{random.randrange(1, 9)} {random.choice(STREETS)}, ZZ{random.randrange(1, 4)} 1ZZ"
            words = f" {' '.join(address_words(written))} " if random.random() < 0.8 else ""
            rows.append(PersonOfFamily(family=row, person=f"p{person}", address=words))
    PersonOfFamily.objects.bulk_create(rows)
    asked = [
        "",
        "4",
        "fern",
        "row",
        "fern row",
        "row fern",
        "4 Fern Row ZZ1 1ZZ",
        "zz11zz",
        "zz1",
        "4th",
        "ann",
        "nowhere",
        "4 4",
    ]
    for words in asked:
        there: dict[str, set[str]] = {}
        for each in rows:
            there.setdefault(each.family_id, set()).update(each.address.split())
        expected = {
            key
            for key in Family.objects.values_list("key", flat=True)
            if set(address_words(words)) <= there.get(key, set())
        }
        with searching():
            found = set(living_at(address_words(words), Family.objects.all()).values_list("key", flat=True))
        assert found == expected, words


def test_the_words_of_addresses_follow_the_record_and_can_be_made_again(small: Family) -> None:
    joined(small, "4 Fern Row, ZZ1 1ZZ")
    joined(small, "9 Fern Road")
    assert words_of("small") == ["4", "9", "fern", "road", "row", "zz11zz"]
    with of_family("small"):
        WordOfAddress.objects.all().delete()
    row = Family.objects.get(key="small")
    with transaction.atomic():
        list_anew(row, kept.take_watch(row))
    assert words_of("small") == ["4", "9", "fern", "road", "row", "zz11zz"]


def test_a_row_that_is_written_or_changed_alone_changes_the_words_of_its_family(small: Family) -> None:
    one = PersonOfFamily.objects.create(family=small, person="x", address=" 4 fern row ")
    other = PersonOfFamily.objects.create(family=small, person="y", address=" 9 fern row ")
    assert words_of("small") == ["4", "9", "fern", "row"]
    other.address = " 1 old lane "
    other.save()
    assert words_of("small") == ["1", "4", "fern", "lane", "old", "row"]
    one.address = ""
    one.save()
    assert words_of("small") == ["1", "lane", "old"]


def test_an_address_that_is_protected_leaves_the_words_at_once(small: Family) -> None:
    joined(small, "4 Fernhollow Row, ZZ1 1ZZ")
    joined(small, "9 Old Lane")
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    protect(viewer, family(viewer, "small", "addresses"), "father", "4 Fernhollow Row, ZZ1 1ZZ", [])
    assert words_of("small") == ["9", "lane", "old"]
    joined(small, "4 Fernhollow Row, ZZ1 1ZZ")
    assert words_of("small") == ["9", "lane", "old"]


def test_a_family_is_found_by_its_address_by_whoever_may_see_it_and_by_nobody_else(
    small: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EVEN_STEP_SECONDS", 0)
    joined(small, "4 Fern Row, ZZ1 1ZZ")
    found = {}
    for sign_in in ("social.worker", "mental.health"):
        viewer = Account.objects.get(sign_in=sign_in).viewer()
        found[sign_in] = [
            [each.key for each in queries.find(viewer, Asked(address=words))]
            for words in ("fern row", "zz1 1zz", "fern lane")
        ]
    assert found == {"social.worker": [["small"], ["small"], []], "mental.health": [[], [], []]}


def test_no_backup_asks_for_the_words(small: Family) -> None:
    joined(small, "4 Fern Row")
    with searching():
        assert WordOfAddress.objects.exists()
        assert not WordOfAddress._default_manager.exists()


def test_a_word_without_end_is_kept_and_found_by_its_beginning(small: Family) -> None:
    joined(small, "x" * 900)
    with searching():
        assert living_at(["x" * 900], Family.objects.all()).exists()


def test_words_of_addresses_are_seen_by_a_search_and_written_by_their_family_alone_on_postgresql(
    small: Family, on_postgresql: bool
) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has no second line: the access rules carry it alone")
    joined(small, "4 Fern Row")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('nightlight.family', '', false)")

    assert not WordOfAddress.objects.exists()
    with of_family("another"):
        assert not WordOfAddress.objects.exists()
    with searching():
        assert WordOfAddress.objects.exists()
        assert WordOfAddress.objects.all()._raw_delete(WordOfAddress.objects.db) == 0
    with pytest.raises(DatabaseError), transaction.atomic(), searching():
        WordOfAddress.objects.bulk_create([WordOfAddress(family=small, word="x")])
