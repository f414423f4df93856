"""Sessions that are written where something changed, or once a minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from nightlight.web.store.sessions import SessionStore

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _in_use(settings: Any) -> None:
    settings.SESSION_ENGINE = "nightlight.web.store.sessions"


@contextmanager
def written() -> Iterator[list[str]]:
    """What is written of sessions."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "django_session" in sql and not sql.startswith("SELECT"):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    moment = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_page_that_changes_nothing_writes_no_session(partnership: None, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    client.get("/")
    with written() as found:
        assert client.get("/").status_code == 200
    assert not found


def test_after_a_minute_the_end_of_the_session_is_put_off(
    partnership: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("midwife")
    client.get("/")
    before = Session.objects.get().expire_date
    later(monkeypatch, timedelta(seconds=59))
    client.get("/")
    assert Session.objects.get().expire_date == before

    later(monkeypatch, timedelta(seconds=2))
    client.get("/")

    assert timedelta(seconds=60) <= Session.objects.get().expire_date - before <= timedelta(seconds=62)


def test_whoever_was_idle_too_long_is_signed_out_never_late(
    partnership: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    client = signed_in("midwife")
    client.get("/")
    later(monkeypatch, timedelta(seconds=50))
    assert client.get("/").status_code == 200
    later(monkeypatch, timedelta(seconds=settings.SESSION_COOKIE_AGE))
    assert client.get("/").status_code == 302


def test_what_changes_within_a_session_is_written_at_once_also_deep_inside(db: None) -> None:
    one = SessionStore()
    one["kept"] = {"families": ["a"]}
    one.save()
    two = SessionStore(one.session_key)
    two["kept"]["families"].append("b")
    assert not two.modified

    two.save()

    assert SessionStore(one.session_key)["kept"] == {"families": ["a", "b"]}
    with written() as found:
        two.save()
    assert not found


def test_a_session_that_ended_or_was_changed_for_another_is_not_taken_for_written(db: None) -> None:
    one = SessionStore()
    one["name"] = "value"
    one.save()
    first = one.session_key
    one.cycle_key()
    assert not SessionStore(first).items()
    assert SessionStore(one.session_key)["name"] == "value"

    one.flush()
    one["name"] = "value"
    one.save()

    assert one.session_key is not None
    assert SessionStore(one.session_key)["name"] == "value"


def test_a_short_session_is_written_more_often(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SESSION_COOKIE_AGE = 60
    one = SessionStore()
    one["name"] = "value"
    one.save()
    later(monkeypatch, timedelta(seconds=10))
    with written() as found:
        one.save()
    assert found
