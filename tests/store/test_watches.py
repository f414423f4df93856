"""The watch over a family between two writes: kept in its row, taken up again by any process, made anew where it no longer fits."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nightlight.chronology.entry import Entry as EntryOfRecord
from nightlight.chronology.moments import When
from nightlight.safeguards.incremental import Watch
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.config.clock import now
from nightlight.web.running.actions import wake
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Family, Finding
from tests.web.told_family import told_family


def recorded(key: str = "small", **more: object) -> actions.Recorded:
    raw = {"kind": "contact.missed", "with": ["father"], "reason": "did_not_attend", "when": "2026-09-01"}
    return actions.record(Account.objects.get(sign_in="social.worker").viewer(), key, raw | more, by="Sam Fennel")


def stored(key: str = "small") -> dict[str, Any]:
    return {each.finding_id: each.said for each in Finding.objects.filter(family=key)}


def found_anew(key: str = "small") -> dict[str, Any]:
    """What a watch that goes through every entry finds at the moment that the row's watch has reached."""
    row = Family.objects.get(key=key)
    watch = Watch(kept.rules().safeguards, kept.record(row), kept.rules().limits.quorum)
    watch.at(row.watch_state["as_of"])
    return {each.id: each.plain() for each in watch.findings()}


def wake_now() -> None:
    Family.objects.update(next_change_on=0)
    assert wake("small", now()) is not None


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries that any watch takes."""
    found: list[str] = []
    take = Watch._take

    def _take(self: Watch, entry: EntryOfRecord) -> None:
        found.append(entry.id)
        take(self, entry)

    monkeypatch.setattr(Watch, "_take", _take)
    return found


def test_the_first_write_of_a_process_takes_its_own_entry_alone(small: Family, taken: list[str]) -> None:
    taken.clear()
    kept.forget()
    done = recorded()
    assert taken == [done.entry.id]
    kept.forget()
    assert stored() == found_anew()


def test_a_family_of_before_is_gone_through_once(small: Family, taken: list[str]) -> None:
    Family.objects.update(watch_state={})
    kept.forget()
    taken.clear()
    recorded()
    assert len(taken) == small.length + 1
    kept.forget()
    taken.clear()
    recorded()
    assert len(taken) == 1
    kept.forget()
    assert stored() == found_anew()


def test_a_write_that_fails_leaves_the_state_as_it_was(small: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Family.objects.get(key="small").watch_state

    def fails(row: Family, watch: Watch) -> None:
        assert row.watch_state != before
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "list_anew", fails)
    with pytest.raises(ZeroDivisionError):
        recorded()
    assert Family.objects.get(key="small").watch_state == before


def test_other_code_or_other_limits_find_everything_anew(small: Family, taken: list[str]) -> None:
    state = Family.objects.get(key="small").watch_state
    known = set(stored())
    Finding.objects.filter(finding_id=min(known)).update(said={}, state="met")
    old = {
        "finding_id": "a-rule-of-before:ref",
        "safeguard": "a-rule-of-before",
        "state": "overdue",
        "severity": "urgent",
    }
    Finding.objects.create(family=small, said={}, **old)
    Family.objects.update(watch_state=state | {"code": "of before"})
    kept.forget()
    taken.clear()
    wake_now()
    assert len(taken) == small.length
    assert stored() == found_anew()
    assert Family.objects.get(key="small").watch_state["code"] == state["code"]


def test_an_agency_that_joins_is_no_reason_to_find_everything_anew(small: Family) -> None:
    state = kept.state_of(kept.take_watch(small), small.head)
    assert kept.made_alike(state, state | {"agencies": state["agencies"] | {"school": "school"}})
    assert not kept.made_alike(state, state | {"agencies": state["agencies"] | {"police": "school"}})
    assert not kept.made_alike(state, state | {"rules": "others"})
    assert not kept.made_alike({}, state)


def test_an_agency_that_comes_into_the_partnership_is_known_to_a_watch_that_was_kept(small: Family) -> None:
    recorded()
    Agency.objects.create(key="nursery", type="school", name="A nursery")
    kept_one = kept.take_watch(Family.objects.get(key="small"))
    assert "nursery" in kept_one.picture.agencies


def test_what_another_process_found_since_is_not_left_standing(partnership: None) -> None:
    """One process moves the clock on; the other, whose watch is of before that, must not think that its own findings are on record."""
    told_family(at=When.read("2026-08-14T09:00").last)
    row = Family.objects.get(key="small")
    of_other = kept.take_watch(row)
    before = of_other.picture.as_of
    assert wake("small", When.read("2026-09-20T10:00").last) is not None
    kept.forget()
    kept.give_watch(row, of_other)
    assert of_other.picture.as_of == before
    again = kept.take_watch(Family.objects.get(key="small"))
    assert again is not of_other
    assert {each.id: each.plain() for each in again.findings()} == stored()


def test_a_list_of_families_does_not_read_what_their_watches_remember(small: Family) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [each.title for each in Family.objects.all()] == ["Baby Brook"]
    assert not any("watch_state" in each["sql"] for each in queries.captured_queries)
