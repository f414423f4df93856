"""Signing in: a password, codes, a lock, a session that ends; what is shut stays shut."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from nightlight.web.accounts.models import Account
from nightlight.web.demonstration.people import PASSWORD
from nightlight.web.store.models import Family

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, to: str = "") -> object:
    """Fills in the sign-in page."""
    return client.post(f"/sign-in/login/{to}", {"login": "social.worker", "password": password})


def test_the_right_password_lets_one_in_and_a_wrong_one_does_not_say_what_was_wrong(partnership: None) -> None:
    wrong, nobody = Client(), Client()
    first = wrong.post("/sign-in/login/", {"login": "social.worker", "password": "no"})
    second = nobody.post("/sign-in/login/", {"login": "no.body", "password": "no"})
    assert b"do not fit together" in first.content
    assert b"do not fit together" in second.content
    assert sign_in(Client()).headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_one_wanted_and_never_to_another_site(partnership: None) -> None:
    assert sign_in(Client(), to="?next=/find").headers["Location"] == "/find"
    for away in ("https://elsewhere.invalid/", "//elsewhere.invalid", "/\\elsewhere.invalid"):
        assert "elsewhere" not in sign_in(Client(), to=f"?next={away}").headers["Location"]


def test_after_a_few_wrong_passwords_the_right_one_must_wait(partnership: None) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, "no")
    assert sign_in(client).status_code == 200


def test_codes_from_an_app_are_asked_for_once_they_are_in_use(partnership: None) -> None:
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(sign_in="social.worker"), secret)
    client = Client()
    answer = sign_in(client)
    assert answer.headers["Location"] == "/sign-in/2fa/authenticate/"
    assert client.get("/find").status_code == 302, "a password alone is not enough now"
    assert client.post("/sign-in/2fa/authenticate/", {"code": "000000"}).status_code == 200
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post("/sign-in/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert answer.status_code == 302
    assert client.get("/find").status_code == 200


def test_a_locked_screen_shows_nothing_until_the_password_is_given(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    client.post("/lock", {"next": "/families/small/"})
    answer = client.get("/families/small/")
    assert answer.headers["Location"].startswith("/unlock")
    assert b"Baby Brook" not in client.get("/unlock").content
    assert client.post("/unlock", {"password": "no"}).status_code == 200
    assert (
        client.post("/unlock", {"password": PASSWORD, "next": "/families/small/"}).headers["Location"]
        == "/families/small/"
    )
    assert client.get("/families/small/").status_code == 200


def test_five_wrong_passwords_at_a_locked_screen_sign_one_out(signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    client.post("/lock")
    for _ in range(5):
        answer = client.post("/unlock", {"password": "no"})
    assert answer.headers["Location"] == "/sign-in/login/"
    assert client.get("/find").headers["Location"].startswith("/sign-in/")


def test_a_session_ends_after_its_longest_time_however_busy_one_was(signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    session = client.session
    session["began"] = int(time.time()) - 12 * 3600 - 1
    session.save()
    assert client.get("/find").headers["Location"].startswith("/sign-in/")


def test_a_sign_in_that_was_shut_is_out_on_the_next_request(signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    Account.objects.filter(sign_in="social.worker").update(is_active=False)
    assert client.get("/find").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/signup/",
    ],
)
def test_what_we_do_not_offer_is_not_there(signed_in: SignedIn, path: str) -> None:
    assert signed_in("social.worker").get(f"/sign-in/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/your-sign-in",
        "/sign-in/2fa/",
        "/sign-in/password/change/",
        "/sign-in/2fa/webauthn/",
        "/sign-in/logout/",
        "/sign-in/login/",
    ],
)
def test_every_page_of_signing_in_is_one_of_ours(signed_in: SignedIn, path: str) -> None:
    client = Client() if path.endswith("login/") else signed_in("social.worker")
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert b"nl-header" in answer.content


def test_no_answer_is_kept_by_a_browser_and_every_one_has_a_strict_policy(signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").get("/find")
    assert answer.headers["Cache-Control"] == "no-store, private"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
