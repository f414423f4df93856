"""Turning the pages of a long list: every family once, a late page as quickly as the first, and nothing learnt from an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now, utc_now
from nightlight.web.demonstration import load
from nightlight.web.families import queries as of_families
from nightlight.web.findings import queries as of_findings
from nightlight.web.store import queries as of_store
from nightlight.web.store.models import Denial, Family
from nightlight.web.store.turned import Wanted, turn, wanted
from tests.web.conftest import SMALL

pytestmark = pytest.mark.long
SignedIn = Callable[[str], Client]
KEYS = [f"family-{number:02d}" for number in range(13)]


@pytest.fixture
def many(partnership: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Thirteen families of the midwife's, three to a page; of the fifth she is told nothing."""
    monkeypatch.setattr(of_families, "ALL_AT_ONCE", 0)
    monkeypatch.setattr(of_families, "PAGE", 3)
    monkeypatch.setattr(of_findings, "PAGE", 3)
    for key in KEYS:
        load.family(key, f"Baby {key}", Reader().record(SMALL, key), now(), teaching=False)
    account = Account.objects.get(sign_in="midwife")
    Denial.objects.create(
        family_id=KEYS[4],
        account=account,
        reason="Her sister.",
        set_by=Account.objects.get(sign_in="team.manager"),
        set_at=utc_now(),
    )
    return [key for key in KEYS if key != KEYS[4]]


def on(answer: Any) -> list[str]:
    """The families that a page lists."""
    return list(dict.fromkeys(re.findall(r'href="/families/(family-\d\d)/', answer.content.decode())))


def said(answer: Any) -> str:
    """What a page says, links and all, without what is drawn anew for each answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())


def link(answer: Any, words: str) -> str:
    """What the link of these words asks for; empty where there is none."""
    found = re.search(rf'href="([^"]*)"[^>]*>(?:<span[^>]*>)?{words}', answer.content.decode())
    return "" if found is None else "?" + unescape(found[1]).partition("?")[2]


@pytest.fixture(params=["/", "/today/service"])
def walked(request: pytest.FixtureRequest) -> tuple[str, str, str, str]:
    """A long list: its address, what it asks for at first, and the words of its links."""
    home = request.param == "/"
    return (
        request.param,
        "?sort=name" if home else "",
        *(("Next", "Previous") if home else ("The next", "The page before")),
    )


def test_walking_forth_and_back_shows_every_family_once_and_in_order(
    many: list[str], signed_in: SignedIn, walked: tuple[str, str, str, str]
) -> None:
    path, first, forth, back = walked
    client = signed_in("midwife")
    pages = [client.get(path + first)]
    while there := link(pages[-1], forth):
        pages.append(client.get(path + there))
    assert [on(each) for each in pages] == [many[0:3], many[3:6], many[6:9], many[9:12]]
    returned = [pages[-1]]
    while there := link(returned[-1], back):
        returned.append(client.get(path + there))
    assert [on(each) for each in returned] == [many[9:12], many[6:9], many[3:6], many[0:3]]


def test_a_page_that_is_counted_to_says_the_same_as_the_one_that_was_walked_to(
    many: list[str], signed_in: SignedIn, walked: tuple[str, str, str, str]
) -> None:
    path, first, forth, _ = walked
    client = signed_in("midwife")
    walked_to = client.get(path + link(client.get(path + link(client.get(path + first), forth)), forth))
    counted = client.get(f"{path}?sort=name&page=3")
    assert on(walked_to) == many[6:9]
    assert said(walked_to) == said(counted)


def test_a_late_page_asks_about_as_many_families_as_the_first(
    many: list[str], signed_in: SignedIn, walked: tuple[str, str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, first, forth, back = walked
    asked: list[str] = []
    for module in (of_families, of_findings):

        def counted(viewer: Any, row: Family, *more: Any) -> Any:
            asked.append(row.key)
            return of_store.sight_of(viewer, row, *more)

        monkeypatch.setattr(module, "sight_of", counted)
    client = signed_in("midwife")
    page = client.get(path + first)
    at_first, costs = len(asked), []
    for words in (forth, forth, forth, back, back):
        asked.clear()
        page = client.get(path + link(page, words))
        costs.append(len(asked))
    assert max(costs) <= at_first + 2, (
        "one to see whether the list still has the family that the link names, and one that is hidden"
    )


def test_a_list_that_changed_in_the_meantime_goes_on_where_it_was(many: list[str], signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    second = client.get("/" + link(client.get("/?sort=name"), "Next"))
    there, back = link(second, "Next"), link(second, "Previous")
    Family.objects.filter(key=KEYS[1]).update(title="Zzz")
    assert on(client.get("/" + there)) == [KEYS[7], KEYS[8], KEYS[9]], "nothing is passed over"
    assert on(client.get("/" + back)) == [KEYS[0], KEYS[2], KEYS[3]], "and the first page is whole"


def test_a_family_that_is_no_longer_ones_own_is_counted_past(many: list[str], signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    there = link(client.get("/?sort=name"), "Next")
    account = Account.objects.get(sign_in="midwife")
    Denial.objects.create(family_id=KEYS[2], account=account, reason="-", set_by=account, set_at=utc_now())
    assert on(client.get("/" + there)) == on(client.get("/?sort=name&page=2")) == [KEYS[5], KEYS[6], KEYS[7]]


def test_a_link_that_was_made_up_or_is_somebody_else_s_is_counted_to(many: list[str], signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    counted = said(client.get("/?sort=name&page=2"))
    theirs = link(signed_in("named.midwife").get("/?list=agency&sort=name"), "Next").partition("after=")[2]
    assert theirs
    for made_up in (KEYS[4], f"{KEYS[4]}:x", KEYS[8], "nobody", "%F0%9F%92%A9", "%00", theirs):
        assert said(client.get(f"/?sort=name&page=2&after={made_up}")) == counted, made_up
        assert said(client.get(f"/?sort=name&page=2&before={made_up}")) == counted, made_up


@pytest.mark.parametrize("number", ["0", "-1", "two", "", "99999", "9" * 3000, "²"])
def test_a_page_that_there_cannot_be_is_the_first(many: list[str], number: str) -> None:
    assert wanted({"page": number}, Account.objects.get(sign_in="midwife").viewer()) == Wanted()


def test_past_the_end_there_is_nothing_and_a_way_back(many: list[str]) -> None:
    viewer = Account.objects.get(sign_in="midwife").viewer()

    def take(keys: Any, first: int) -> Iterator[str]:
        return iter(keys)

    page = turn(viewer, many, take, str, Wanted(9), 3)
    assert (page.rows, page.number, page.previous, page.next) == ((), 9, "page=8", "")
