"""The frame: who gets in, and what is said to those who do not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from nightlight.chronology.moments import When
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load, people
from nightlight.web.store import queries
from nightlight.web.store.models import Audit, Family
from nightlight.web.ui.templating import telephone
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]


def test_nobody_without_a_sign_in_sees_a_page(small: Family) -> None:
    answer = Client().get("/families/small/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


def test_a_worker_of_the_family_sees_its_page_and_that_is_written_down(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").get("/families/small/")
    assert answer.status_code == 200
    assert "Baby Brook" in answer.content.decode()
    assert Audit.objects.filter(act="read", family="small", sign_in="social.worker").exists()


def test_a_stranger_and_somebody_who_asks_for_no_family_get_the_same_answer(small: Family, signed_in: SignedIn) -> None:
    stranger = signed_in("mental.health")
    hidden, absent = stranger.get("/families/small/"), stranger.get("/families/snall/")
    assert hidden.status_code == absent.status_code == 404
    assert _said(hidden, b"small") == _said(absent, b"snall")


def _said(answer: HttpResponse, key: bytes) -> bytes:
    """The bytes of an answer without the family's key and the token against forged forms, which differ each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content).replace(key, b"")


def test_signing_in_says_nothing_above_the_page(small: Family) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/login/", {"login": "midwife", "password": people.PASSWORD, "next": "/today"}, follow=True
    )
    assert answer.status_code == 200
    assert "Mo Bramble" in answer.content.decode()
    assert "Successfully signed in" not in answer.content.decode()
    assert "govuk-notification-banner" not in answer.content.decode()


def test_where_one_stands_in_time_keeps_its_minutes_in_every_link(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    minute = client.get("/families/small/?as_of=2026-09-10T14:05").content.decode()
    assert "/families/small/people?as_of=2026-09-10T14%3A05" in minute
    assert "as it stood on 10 September 2026 at 14:05" in minute
    day = client.get("/families/small/?as_of=2026-09-10").content.decode()
    assert '/families/small/people?as_of=2026-09-10"' in day
    assert "as it stood on 10 September 2026<" in day or "as it stood on 10 September 2026." in day
    assert "23:59" not in day


def test_a_teaching_case_stands_at_the_end_of_its_story_unless_an_earlier_day_is_asked_for(
    partnership: None, signed_in: SignedIn
) -> None:
    reader = Reader()
    record = reader.record(SMALL, "told")
    assert not reader.problems
    load.family("told", "Baby Told", record, now(), teaching=True)
    viewer = Account.objects.get(sign_in="gp").viewer()
    end = When.read("2026-08-13").last
    seen = queries.family(viewer, "told", "test")
    assert (seen.as_of, seen.now, seen.in_the_past) == (end, end, False)
    later = queries.family(viewer, "told", "test", as_of=now())
    assert (later.as_of, later.in_the_past) == (end, False)
    earlier = queries.family(viewer, "told", "test", as_of=When.read("2026-08-10").last)
    assert earlier.in_the_past
    page = signed_in("gp").get("/families/told/").content.decode()
    assert "on 13 August 2026" in page
    assert "?as_of=" not in page


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "the duty desk, 01632 960 123",
            'the duty desk, <a class="govuk-link" href="tel:01632960123">01632 960 123</a>',
        ),
        ("+44 7700 900123 (nights)", '<a class="govuk-link" href="tel:+447700900123">+44 7700 900123</a> (nights)'),
        ("the duty desk, extension 2011", "the duty desk, extension 2011"),
        ("NHS number 485 777 3456", "NHS number 485 777 3456"),
        ("<b> & 01632 960123", '&lt;b&gt; &amp; <a class="govuk-link" href="tel:01632960123">01632 960123</a>'),
    ],
)
def test_a_telephone_number_can_be_pressed_and_nothing_else_is_changed(words: str, shown: str) -> None:
    assert str(telephone(words)) == shown
