"""Signing in: a password, codes, a lock, a session that ends; what is shut stays shut."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from nightlight.web.accounts.models import Account
from nightlight.web.demonstration.people import PASSWORD
from nightlight.web.store.models import Audit, Family
from tests.web.codes import app_of

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, to: str = "") -> Any:
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
    code = app_of("social.worker")
    client = Client()
    answer = sign_in(client)
    assert answer.headers["Location"] == "/sign-in/2fa/authenticate/"
    assert client.get("/find").status_code == 302, "a password alone is not enough now"
    assert client.post("/sign-in/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = client.post("/sign-in/2fa/authenticate/", {"code": code()})
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


# -- what the audit has of it


def lines(sign_in: str = "social.worker") -> list[tuple[str, str, str]]:
    """What the audit has of somebody: the act, the page and why."""
    return list(Audit.objects.filter(sign_in=sign_in).order_by("pk").values_list("act", "page", "why"))


def test_signing_in_with_a_password_is_in_the_audit_and_names_no_family(partnership: None) -> None:
    sign_in(Client())
    assert lines() == [("signed_in", "sign_in", "with a password")]
    row = Audit.objects.get()
    assert (row.agency, row.family, row.more) == ("social_care", "", {})


def test_a_password_alone_is_not_signing_in_where_a_code_is_asked_for(partnership: None) -> None:
    code = app_of("social.worker")
    client = Client()
    sign_in(client)
    assert lines() == []
    client.post("/sign-in/2fa/authenticate/", {"code": "000000"})
    client.post("/sign-in/2fa/authenticate/", {"code": code()})
    assert lines() == [
        ("refused", "sign_in", "a code that does not fit"),
        ("signed_in", "sign_in", "with a password and a code"),
    ]


def test_what_was_begun_and_given_up_is_not_said_of_how_somebody_came_in(partnership: None) -> None:
    code = app_of("social.worker")
    client = Client()
    sign_in(client)
    sign_in(client)
    client.post("/sign-in/2fa/authenticate/", {"code": code()})
    assert lines() == [("signed_in", "sign_in", "with a password and a code")]


def test_a_wrong_password_is_in_the_audit_of_the_sign_in_that_was_tried(partnership: None) -> None:
    sign_in(Client(), "not it")
    assert lines() == [("refused", "sign_in", "wrong password")]


def test_what_was_typed_for_a_sign_in_that_nobody_has_is_not_kept(partnership: None) -> None:
    Client().post("/sign-in/login/", {"login": "my secret password", "password": "x"})
    assert lines("") == [("refused", "sign_in", "nobody has the sign-in that was typed")]
    assert "secret" not in str(list(Audit.objects.values()))


def test_the_right_password_of_a_sign_in_that_was_shut_is_in_the_audit(partnership: None) -> None:
    Account.objects.filter(sign_in="social.worker").update(is_active=False)
    answer = sign_in(Client())
    assert answer.headers["Location"] == "/sign-in/inactive/"
    assert lines() == [("refused", "sign_in", "the sign-in is shut")]


def test_a_wrong_password_at_a_locked_screen_is_in_the_audit(signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    client.post("/lock")
    client.post("/unlock", {"password": "no"})
    assert lines() == [("refused", "unlock", "wrong password")]


def test_a_passkey_is_in_the_audit_as_one(partnership: None, monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account.objects.get(sign_in="social.worker")
    key = Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={})
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.parse_authentication_response", lambda said: said)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.extract_user_from_response", lambda said: account)

    def fits(user: Account, credential: Any) -> Authenticator:
        if credential["fits"]:
            return key
        raise ValidationError("incorrect_code")

    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.complete_authentication", fits)
    client = Client()
    client.post("/sign-in/2fa/webauthn/login/", {"credential": '{"fits": false}'})
    assert lines() == []
    assert lines("") == [("refused", "sign_in", "a passkey that does not fit")]
    client.post("/sign-in/2fa/webauthn/login/", {"credential": '{"fits": true}'})
    assert lines() == [("signed_in", "sign_in", "with a passkey")]
    assert client.get("/find").status_code == 200


def test_an_auditor_sees_when_somebody_signed_in_and_whoever_asks_who_looked_at_a_family_does_not(
    small: Family, signed_in: SignedIn
) -> None:
    client = Client()
    sign_in(client, "not it")
    sign_in(client)
    client.get("/families/small/")
    page = signed_in("auditor").get("/oversight/looked?sign_in=social.worker").content.decode()
    assert "signed in" in page
    assert "with a password" in page
    assert "wrong password" in page
    looked = signed_in("team.manager").get("/families/small/looked").content.decode()
    assert "Sam Fennel" in looked
    assert "signed in" not in looked.partition('id="main"')[2]
    assert "wrong password" not in looked
