"""The frame: who gets in, and what is said to those who do not."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from nightlight.web.store.models import Audit, Family

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
