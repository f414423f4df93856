"""Single sign-on, walked from our page to a provider and back: who is let in, who is not, and what each is told.

The browser is Django's test client; what it does at the provider, and everything that the server asks of the provider, goes over a
socket of this machine. No browser of the world's takes part, and no provider but our own.
"""

from __future__ import annotations

import html
import itertools
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from cryptography.hazmat.primitives import serialization
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from nightlight.web.accounts.models import Account
from nightlight.web.config import single_sign_on
from nightlight.web.demonstration import load
from nightlight.web.demonstration.people import MADE, PASSWORD
from nightlight.web.store.models import Audit, Family, GlassBroken
from tests.web import provider as made
from tests.web.codes import app_of
from tests.web.provider import Provider, running

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

Set = Callable[..., None]

MIDWIFE = {"sub": "mark-of-the-midwife", "preferred_username": "midwife", "name": "Mo Bramble"}


@pytest.fixture(autouse=True)
def _nothing_set(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("NIGHTLIGHT_OIDC_")]:
        monkeypatch.delenv(name)
    _read_settings(settings)


#: Those of the demonstration's partnership who come up here; all of them would take longer than the tests.
PEOPLE = ("midwife", "team.manager", "health.visitor")


@pytest.fixture
def few(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partnership of a few people."""
    with monkeypatch.context() as only:
        only.setattr(load, "MADE", [each for each in MADE if each.sign_in in PEOPLE])
        load.people()


@pytest.fixture
def sso(few: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider at which the midwife is signed in, set as an operator sets it."""
    cache.clear()
    with running() as provider:
        provider.person = dict(MIDWIFE)
        for name, value in {
            "SERVER": provider.address, "CLIENT": made.CLIENT, "SECRET": made.SECRET, "NAME": "the county’s sign-on",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"NIGHTLIGHT_OIDC_{name}", value)
        _read_settings(settings)
        yield provider


@pytest.fixture
def set_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets single sign-on otherwise."""

    def to(**names: str) -> None:
        for name, value in names.items():
            monkeypatch.setenv(f"NIGHTLIGHT_OIDC_{name}", value)
        _read_settings(settings)

    return to


def _read_settings(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": single_sign_on.providers()}
    }


def set_out(client: Client, wanted: str = "") -> Any:
    """Presses the button of the sign-in page."""
    page = client.get("/sign-in/login/" + (f"?next={wanted}" if wanted else "")).content.decode()
    form = re.search(r'<form method="post" action="(/sign-in/oidc/[^"]+)">(.*?)</form>', page, re.S)
    assert form, "the sign-in page has no button for single sign-on"
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    return client.post(form[1], {name: html.unescape(each) for name, each in fields.items()})


def at_the_provider(answer: Any) -> str:
    """Goes on to the provider; the address to which it sends the browser back."""
    there = re.search(r'<a class="govuk-button" href="([^"]+)">', answer.content.decode())
    assert there, answer.content.decode()
    said = requests.get(html.unescape(there[1]), allow_redirects=False, timeout=5)
    assert said.status_code == 302, said.text
    back = urlsplit(said.headers["Location"])
    return f"{back.path}?{back.query}"


def come_back(client: Client, wanted: str = "") -> Any:
    """The whole way."""
    return client.get(at_the_provider(set_out(client, wanted)))


def words(answer: Any) -> str:
    """What a page says, and that it is one of ours, whole and without a trace of code."""
    page: str = answer.content.decode()
    assert "nl-header" in page
    assert "Traceback" not in page
    main = page.partition('id="main"')[2].partition("<footer")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).strip()


def who(client: Client) -> str | None:
    """Whose session it is."""
    found = client.session.get("_auth_user_id")
    return None if found is None else Account.objects.get(pk=found).sign_in


def refusals() -> list[str]:
    """What the audit says of people who were refused here."""
    return list(Audit.objects.filter(act="refused", page="single_sign_on").order_by("pk").values_list("why", flat=True))


def nothing_came_of_it(client: Client) -> None:
    """Nobody is in, nothing is tied, and there are as many accounts as before."""
    assert who(client) is None
    assert client.get("/find").headers["Location"].startswith("/sign-in/login/")
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()


# -- who is let in


def test_somebody_whom_the_partnership_knows_comes_in_as_the_worker_they_are(sso: Provider, small: Family) -> None:
    client = Client()
    answer = come_back(client)
    assert answer.headers["Location"] == "/"
    assert who(client) == "midwife"
    assert b"Baby Brook" in client.get("/families/small/").content, "the family of the record that names this sign-in"
    tied = SocialAccount.objects.get()
    assert (tied.user.sign_in, tied.uid) == ("midwife", "mark-of-the-midwife")
    assert list(Audit.objects.filter(page="single_sign_on").values_list("sign_in", "act")) == [("midwife", "set")]


def test_the_way_there_asks_with_state_a_nonce_and_a_challenge_and_nothing_that_the_address_adds(sso: Provider) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/oidc/sso/login/?scope=everything&auth_params=nonce%3Dchosen&process=connect&action=x",
    )
    at_the_provider(answer)
    asked = next(each for path, each in sso.asked if path == "/authorize")
    assert asked["redirect_uri"] == "http://testserver/sign-in/oidc/sso/login/callback/"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")


def test_one_comes_back_to_the_page_that_one_wanted_and_never_to_another_site(sso: Provider) -> None:
    assert come_back(Client(), "/find").headers["Location"] == "/find"
    assert come_back(Client(), "https://elsewhere.invalid/").headers["Location"] == "/"
    answer = Client().post("/sign-in/oidc/sso/login/", {"next": "//elsewhere.invalid"})
    client = answer.client
    assert client.get(at_the_provider(answer)).headers["Location"] == "/"


def test_a_link_sends_nobody_to_the_provider(sso: Provider) -> None:
    answer = Client().get("/sign-in/oidc/sso/login/?next=/find")
    assert answer.headers["Location"] == "/sign-in/login/?next=/find"
    assert Client(enforce_csrf_checks=True).post("/sign-in/oidc/sso/login/").status_code == 403
    assert sso.asked == []


def test_the_session_is_another_one_after_signing_in(sso: Provider) -> None:
    client = Client()
    back = at_the_provider(set_out(client))
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


def test_from_the_second_time_the_provider_s_own_mark_counts_and_not_the_name(sso: Provider) -> None:
    come_back(Client())
    sso.person["preferred_username"] = "team.manager"
    client = Client()
    come_back(client)
    assert who(client) == "midwife"
    assert SocialAccount.objects.count() == 1


def test_no_token_no_address_and_no_name_of_the_provider_s_is_kept(sso: Provider) -> None:
    sso.person |= {"email": "mo@example.org", "email_verified": True, "phone_number": "01632 960000"}
    before = Account.objects.filter(sign_in="midwife").values().get()
    come_back(Client())
    kept = str(SocialAccount.objects.get().extra_data)
    assert "mo@example.org" not in kept
    assert "Bramble" not in kept
    assert "01632" not in kept
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()
    after = Account.objects.filter(sign_in="midwife").values().get()
    assert {**after, "last_login": None} == {**before, "last_login": None}


def test_a_provider_that_takes_the_secret_in_the_form_and_tells_no_details_will_do(sso: Provider) -> None:
    def plainer(document: dict[str, Any]) -> dict[str, Any]:
        del document["userinfo_endpoint"]
        return document | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    sso.configuration = plainer
    client = Client()
    come_back(client)
    assert who(client) == "midwife"
    sent = next(each for path, each in sso.asked if path == "/token")
    assert sent["client_secret"] == made.SECRET


# -- who is not


def test_somebody_unknown_is_refused_in_plain_words_and_nobody_signs_up(sso: Provider) -> None:
    sso.person = {"sub": "mark-of-a-stranger", "preferred_username": "a.stranger", "email": "a@example.org",
                  "email_verified": True}  # fmt: skip
    accounts = Account.objects.count()
    client = Client()
    answer = come_back(client)
    assert answer.status_code == 403
    assert "We do not know you here" in words(answer)
    assert "Ask whoever runs it for your agency" in words(answer)
    assert refusals() == ["not known: a.stranger"]
    assert Audit.objects.get().more["subject"] == "mark-of-a-stranger"
    assert Account.objects.count() == accounts
    nothing_came_of_it(client)


def test_whoever_has_the_name_after_somebody_does_not_get_their_sign_in(sso: Provider) -> None:
    come_back(Client())
    sso.person["sub"] = "mark-of-a-namesake"
    client = Client()
    answer = come_back(client)
    assert answer.status_code == 403
    assert "tied to somebody else" in words(answer)
    assert refusals() == ["tied to another: midwife"]
    assert who(client) is None
    call_command("untie", "Midwife")
    come_back(client)
    assert who(client) == "midwife"
    assert SocialAccount.objects.get().uid == "mark-of-a-namesake"


def test_two_windows_at_once_tie_somebody_once_and_let_them_in(sso: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    come_back(Client())
    # It was looked up before the other window's was written.
    monkeypatch.setattr(SocialLogin, "_lookup_by_socialaccount", lambda _: False)
    client = Client()
    come_back(client)
    assert who(client) == "midwife"
    assert SocialAccount.objects.count() == 1


def test_after_a_change_of_provider_the_name_ties_once_more(sso: Provider, set_to: Set) -> None:
    come_back(Client())
    set_to(ID="another")
    sso.registered = "/sign-in/oidc/another/login/callback/"
    sso.person["sub"] = "another-mark-of-the-midwife"
    client = Client()
    come_back(client)
    assert who(client) == "midwife"
    assert SocialAccount.objects.count() == 2


@pytest.mark.parametrize("tied", [True, False])
def test_a_sign_in_that_was_shut_is_shut_here_too(sso: Provider, tied: bool) -> None:
    if tied:
        come_back(Client())
    Account.objects.filter(sign_in="midwife").update(is_active=False)
    client = Client()
    answer = come_back(client)
    assert answer.status_code == 403
    assert "This sign-in is shut" in words(answer)
    assert refusals() == ["shut: midwife"]
    assert who(client) is None
    assert SocialAccount.objects.exists() is tied


def test_a_name_that_differs_from_two_sign_ins_in_capitals_alone_opens_neither(sso: Provider) -> None:
    Account.objects.create_user("Midwife", None, name="Another", agency_id="midwifery")
    client = Client()
    assert come_back(client).status_code == 403
    nothing_came_of_it(client)


@pytest.mark.parametrize("claims", [{}, {"preferred_username": ""}, {"preferred_username": None}])
def test_somebody_without_a_name_is_nobody_s_account(sso: Provider, claims: dict[str, Any]) -> None:
    sso.person = {"sub": "mark-without-a-name", **claims}
    client = Client()
    assert "We do not know you here" in words(come_back(client))
    nothing_came_of_it(client)


# -- e-mail addresses


def test_an_e_mail_address_that_is_somebody_s_here_opens_nothing_by_itself(sso: Provider) -> None:
    Account.objects.filter(sign_in="team.manager").update(email="toni@example.org")
    sso.person = {"sub": "mark-of-a-stranger", "email": "toni@example.org", "email_verified": True}
    client = Client()
    assert "We do not know you here" in words(come_back(client))
    nothing_came_of_it(client)


def test_a_partnership_may_trust_its_provider_for_addresses_that_it_has_checked(sso: Provider, set_to: Set) -> None:
    set_to(CLAIM="email")
    Account.objects.filter(sign_in="team.manager").update(email="toni@example.org")
    sso.person = {"sub": "mark-of-the-manager", "email": "Toni@example.org", "email_verified": True}
    client = Client()
    come_back(client)
    assert who(client) == "team.manager"


@pytest.mark.parametrize(
    "verified", [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": 1}]
)
def test_an_address_that_nobody_has_checked_opens_nothing(sso: Provider, set_to: Set, verified: dict[str, Any]) -> None:
    set_to(CLAIM="email")
    Account.objects.filter(sign_in="team.manager").update(email="toni@example.org")
    sso.person = {"sub": "mark-of-a-stranger", "email": "toni@example.org", **verified}
    client = Client()
    answer = come_back(client)
    assert "by an e-mail address that nobody has checked" in words(answer)
    assert refusals() == ["not checked: toni@example.org"]
    nothing_came_of_it(client)


def test_an_address_that_was_checked_does_not_vouch_for_another_one(sso: Provider, set_to: Set) -> None:
    set_to(CLAIM="email")
    Account.objects.filter(sign_in="team.manager").update(email="toni@example.org")
    sso.person = {"sub": "mark-of-a-stranger", "email": "own@example.org", "email_verified": True}

    def another(claims: dict[str, Any]) -> dict[str, Any]:
        del claims["email_verified"]
        return claims | {"email": "toni@example.org"}

    sso.token = another
    client = Client()
    assert come_back(client).status_code == 403
    nothing_came_of_it(client)


def test_an_address_that_two_people_share_opens_neither(sso: Provider, set_to: Set) -> None:
    set_to(CLAIM="email")
    Account.objects.filter(sign_in__in=("midwife", "team.manager")).update(email="team@example.org")
    sso.person = {"sub": "mark-of-a-team", "email": "team@example.org", "email_verified": True}
    client = Client()
    assert "We do not know you here" in words(come_back(client))
    nothing_came_of_it(client)


def test_a_name_that_is_an_unchecked_address_opens_nothing(sso: Provider) -> None:
    Account.objects.create_user("sam@example.org", None, name="Sam Example", agency_id="midwifery")
    sso.person = {"sub": "mark", "preferred_username": "sam@example.org", "email": "Sam@example.org",
                  "email_verified": False}  # fmt: skip
    client = Client()
    assert come_back(client).status_code == 403
    nothing_came_of_it(client)


# -- what cannot be trusted


def _public_pem() -> bytes:
    return made.KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another audience": ({"token": lambda claims: claims | {"aud": "another-client"}}, "a token for another audience"),
    "two audiences and no word for whom": (
        {"token": lambda claims: claims | {"aud": [made.CLIENT, "another"]}}, "a token for another audience"),
    "made for another party": ({"token": lambda claims: claims | {"azp": "another"}}, "a token for another audience"),
    "another issuer": (
        {"token": lambda claims: claims | {"iss": "https://elsewhere.invalid"}}, "a token of another issuer"),
    "another nonce": ({"token": lambda claims: claims | {"nonce": "chosen"}}, "a wrong nonce"),
    "no nonce": (
        {"token": lambda claims: {name: each for name, each in claims.items() if name != "nonce"}}, "a wrong nonce"),
    "a nonce that is no text": ({"token": lambda claims: claims | {"nonce": 7}}, "a wrong nonce"),
    "expired": ({"token": lambda claims: claims | {"exp": int(time.time()) - 60}}, "an expired token"),
    "never expires": (
        {"token": lambda claims: {name: each for name, each in claims.items() if name != "exp"}},
        "a token that cannot be read or is not allowed"),
    "not yet good": (
        {"token": lambda claims: claims | {"nbf": int(time.time()) + 600}},
        "a token that cannot be read or is not allowed"),
    "signed by somebody else": ({"key": made.STRANGE_KEY}, "a wrong signature"),
    "a key that is not published": ({"key": made.STRANGE_KEY, "kid": "another"},
                                    "a key that the provider does not publish"),
    "not signed": ({"key": None, "algorithm": "none"}, "a token that cannot be read or is not allowed"),
    "signed with a shared secret": (
        {"key": made.SECRET * 2, "algorithm": "HS256"}, "a token that cannot be read or is not allowed"),
    "nobody": ({"token": lambda claims: claims | {"sub": ""}}, "a token of nobody"),
    "a mark too long to keep": ({"token": lambda claims: claims | {"sub": "x" * 192}}, "a token of nobody"),
    "details of another person": ({"userinfo": lambda claims: claims | {"sub": "another"}},
                                  "details of another person"),
    "details that are none": ({"says": {"/userinfo": b"[1, 2]"}}, "details of another person"),
    "another provider's document": (
        {"configuration": lambda found: found | {"issuer": "http://127.0.0.1:1"}}, "the document is another provider's"),
    "no keys": ({"says": {"/keys": b'{"keys": []}'}}, "a token that cannot be read or is not allowed"),
    "keys that are none": ({"says": {"/keys": b'["x"]'}}, "a token that cannot be read or is not allowed"),
    "no token": ({"says": {"/token": b'{"access_token": "x"}'}}, "no ID token"),
    "a token that is none": ({"says": {"/token": b'{"access_token": "x", "id_token": "a.b.c"}'}},
                             "a token that cannot be read or is not allowed"),
    "access that is none": ({"says": {"/token": b'{"access_token": ["x"]}'}}, "the answer for the code is not one"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_cannot_be_trusted_lets_nobody_in(sso: Provider, lie: str) -> None:
    client = Client()
    back = at_the_provider(set_out(client))
    changes, why = LIES[lie]
    for name, value in changes.items():
        setattr(sso, name, value)
    answer = client.get(back)
    assert answer.status_code == 401
    assert "What came back from the county’s sign-on cannot be trusted" in words(answer)
    assert refusals() == [f"not trusted: {why}"]
    nothing_came_of_it(client)


def test_a_token_signed_with_the_published_key_as_if_it_were_a_secret_is_not_taken(sso: Provider) -> None:
    client = Client()
    back = at_the_provider(set_out(client))
    code = sso.codes[dict(parse_qsl(urlsplit(back).query))["code"]]
    now = int(time.time())
    claims = {"iss": sso.address, "aud": made.CLIENT, "iat": now, "exp": now + 300, "nonce": code.nonce, **MIDWIFE}
    parts = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "the-key"}).split(".")
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signed = hmac.sign(f"{parts[0]}.{parts[1]}".encode(), _public_pem())
    token = f"{parts[0]}.{parts[1]}.{jwt.utils.base64url_encode(signed).decode()}"
    sso.says["/token"] = f'{{"access_token": "x", "id_token": "{token}"}}'.encode()
    answer = client.get(back)
    assert "cannot be trusted" in words(answer)
    nothing_came_of_it(client)


# -- ways back that are not the way that was begun


def test_a_state_that_is_not_of_this_browser_is_refused(sso: Provider) -> None:
    back = at_the_provider(set_out(Client()))
    victim = Client()
    answer = victim.get(back)
    assert answer.status_code == 401
    assert "Begin again from here" in words(answer)
    assert not [path for path, _ in sso.asked if path == "/token"], "the code is not even tried"
    nothing_came_of_it(victim)


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "error=x", "code=x&state="])
def test_an_address_made_up_by_hand_is_refused(sso: Provider, query: str) -> None:
    client = Client()
    set_out(client)
    assert "Begin again from here" in words(client.get(f"/sign-in/oidc/sso/login/callback/?{query}"))
    nothing_came_of_it(client)


def test_a_way_back_is_good_once(sso: Provider) -> None:
    client = Client()
    back = at_the_provider(set_out(client))
    client.get(back)
    client.post("/sign-in/logout/")
    assert "Begin again from here" in words(client.get(back))
    assert who(client) is None


def test_a_code_of_somebody_else_s_way_is_not_taken(sso: Provider) -> None:
    stolen = dict(parse_qsl(urlsplit(at_the_provider(set_out(Client()))).query))["code"]
    thief = Client()
    own = dict(parse_qsl(urlsplit(at_the_provider(set_out(thief))).query))["state"]
    answer = thief.get("/sign-in/oidc/sso/login/callback/", {"code": stolen, "state": own})
    assert answer.status_code == 401
    assert "did not let you through" in words(answer)
    nothing_came_of_it(thief)


def test_a_code_that_was_used_is_not_taken_again(sso: Provider) -> None:
    first = Client()
    back = dict(parse_qsl(urlsplit(at_the_provider(set_out(first))).query))
    first.get("/sign-in/oidc/sso/login/callback/", back)
    SocialAccount.objects.all().delete()
    second = Client()
    own = dict(parse_qsl(urlsplit(at_the_provider(set_out(second))).query))["state"]
    answer = second.get("/sign-in/oidc/sso/login/callback/", {"code": back["code"], "state": own})
    assert "did not let you through" in words(answer)
    nothing_came_of_it(second)


def test_whoever_stops_at_the_provider_is_told_that_they_did(sso: Provider) -> None:
    sso.person = {}
    client = Client()
    answer = come_back(client)
    assert answer.status_code == 401
    assert "You stopped before the county’s sign-on knew who you are" in words(answer)
    nothing_came_of_it(client)


def test_a_form_cannot_be_the_way_back(sso: Provider) -> None:
    client = Client()
    assert client.post(at_the_provider(set_out(client))).status_code == 405
    nothing_came_of_it(client)


def test_a_provider_that_nobody_set_is_not_there(sso: Provider) -> None:
    for path in ("login/", "login/callback/"):
        assert Client().get(f"/sign-in/oidc/another/{path}").status_code == 404


# -- a provider that is down, slow, or talks without end


@pytest.mark.parametrize(
    ("path", "how"),
    [
        *itertools.product(
            ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"], ["broken", "slow", "no sense"]
        ),
        ("/keys", "dripping"),
        ("/keys", "without end"),
        ("/token", "without end"),
    ],
)
def test_a_provider_that_does_not_answer_is_said_to_in_a_moment(
    sso: Provider, set_to: Set, path: str, how: str
) -> None:
    client = Client()
    back = at_the_provider(set_out(client))
    match how:
        case "broken":
            sso.fails[path] = 503
        case "slow":
            set_to(SECONDS="0.25")
            sso.waits[path] = 3
        case "dripping":
            set_to(SECONDS="0.25")
            sso.drips[path] = 0.05
        case "no sense":
            sso.says[path] = b"<p>Down for maintenance</p>"
        case _:
            sso.says[path] = b'{"x": "' + b"x" * 1_100_000 + b'"}'
    began = time.monotonic()
    answer = client.get(back)
    assert time.monotonic() - began < 2.5
    if path == "/token" and how in ("broken", "no sense"):
        assert "did not let you through" in words(answer)
    else:
        assert answer.status_code == 503
        assert "The county’s sign-on did not answer" in words(answer)
    nothing_came_of_it(client)


@pytest.mark.parametrize("how", ["gone", "broken", "slow"])
def test_a_provider_that_is_down_is_said_to_be_before_anybody_goes_there(sso: Provider, set_to: Set, how: str) -> None:
    if how == "gone":
        set_to(SERVER="http://127.0.0.1:9")
    elif how == "broken":
        sso.fails["/.well-known/openid-configuration"] = 500
    else:
        set_to(SECONDS="0.25")
        sso.waits["/.well-known/openid-configuration"] = 3
    client = Client()
    answer = set_out(client)
    assert answer.status_code == 503
    assert "did not answer. Try again in a few minutes" in words(answer)
    assert client.post("/sign-in/login/", {"login": "midwife", "password": PASSWORD}).headers["Location"] == "/"


def test_a_document_without_what_is_needed_is_said_in_plain_words(sso: Provider) -> None:
    sso.says["/.well-known/openid-configuration"] = b'{"issuer": "x"}'
    assert "cannot be trusted" in words(set_out(Client()))
    sso.says["/.well-known/openid-configuration"] = b"[]"
    assert "cannot be trusted" in words(set_out(Client()))


# -- a second proof, the end, and what needs proof again


def test_whoever_uses_codes_here_is_asked_for_one_after_single_sign_on_too(sso: Provider) -> None:
    code = app_of("midwife")
    client = Client()
    assert come_back(client, "/find").headers["Location"] == "/sign-in/2fa/authenticate/"
    assert client.get("/find").status_code == 302, "single sign-on alone is not enough now"
    assert sso.access, "there was a token"
    assert not any(token in str(dict(client.session)) for token in sso.access), "and the session does not keep it"
    assert client.post("/sign-in/2fa/authenticate/", {"code": code()}).headers["Location"] == "/find"
    assert client.get("/find").status_code == 200


def test_signing_out_ends_the_session_and_what_was_seen_is_not_kept(sso: Provider, small: Family) -> None:
    client = Client()
    come_back(client)
    kept = client.cookies["sessionid"].value
    client.post("/sign-in/logout/")
    assert client.get("/families/small/").headers["Location"].startswith("/sign-in/login/")
    again = Client()
    again.cookies["sessionid"] = kept
    assert again.get("/families/small/").headers["Location"].startswith("/sign-in/login/")


def test_the_next_person_at_the_same_screen_is_who_the_provider_says(sso: Provider) -> None:
    come_back(Client())
    sso.person = {"sub": "mark-of-the-manager", "preferred_username": "team.manager"}
    come_back(Client())
    client = Client()
    sso.person = dict(MIDWIFE)
    come_back(client)
    mine = client.session
    mine["something"] = "of the midwife's"
    mine.save()
    sso.person = {"sub": "mark-of-the-manager", "preferred_username": "team.manager"}
    client.get(at_the_provider(client.post("/sign-in/oidc/sso/login/")))
    assert who(client) == "team.manager"
    assert "something" not in client.session


def test_somebody_who_is_signed_in_ties_nothing(sso: Provider) -> None:
    client = Client()
    client.post("/sign-in/login/", {"login": "team.manager", "password": PASSWORD})
    answer = client.get(at_the_provider(client.post("/sign-in/oidc/sso/login/")))
    assert answer.status_code == 403
    assert "You are signed in already" in words(answer)
    assert not SocialAccount.objects.exists()
    assert who(client) == "team.manager"


def break_glass(client: Client) -> Any:
    """Opens the small family in an emergency, with no password."""
    return client.post(
        reverse("break_glass", kwargs={"key": "small"}),
        {"reason": "I can hear the baby and nobody answers the door.", "hours": "1"},
    )


@pytest.fixture
def without_password(sso: Provider) -> Account:
    """Somebody who has single sign-on only, and nothing to do with the small family."""
    account: Account = Account.objects.get(sign_in="health.visitor")
    account.set_unusable_password()
    account.save()
    sso.person = {"sub": "mark-of-the-visitor", "preferred_username": "health.visitor"}
    return account


def test_a_single_sign_on_of_the_last_minutes_is_proof(sso: Provider, small: Family, without_password: Account) -> None:
    client = Client()
    come_back(client)
    answer = break_glass(client)
    assert answer.status_code == 302, words(answer)


def test_single_sign_on_is_in_the_audit_with_the_code_that_was_asked_for_after_it(sso: Provider) -> None:
    come_back(Client())
    code = app_of("midwife")
    client = Client()
    come_back(client)
    client.post("/sign-in/2fa/authenticate/", {"code": code()})
    came = Audit.objects.filter(sign_in="midwife", act="signed_in").order_by("pk").values_list("why", flat=True)
    assert list(came) == ["with single sign-on", "with single sign-on and a code"]


@pytest.fixture
def unasked(sso: Provider, set_to: Set) -> None:
    """A provider that is not told to ask each time, and last asked an hour ago."""
    set_to(ASK_AGAIN="no")
    sso.token = lambda claims: claims | {"auth_time": int(time.time()) - 3600}


@pytest.mark.parametrize("asked", ["long ago", "nobody knows"])
def test_a_provider_that_let_somebody_through_unasked_proves_nothing(
    sso: Provider, unasked: None, small: Family, without_password: Account, asked: str
) -> None:
    if asked == "nobody knows":
        sso.token = lambda claims: {name: each for name, each in claims.items() if name != "auth_time"}
    client = Client()
    come_back(client)
    assert who(client) == "health.visitor"
    answer = break_glass(client)
    assert answer.status_code == 400
    assert "First show that it is you" in words(answer)
    assert "Your password" not in words(answer)
    assert not GlassBroken.objects.exists()


def again(page: Any) -> str:
    """Where the form of the button leads that goes to the provider once more."""
    form = re.search(r'<form method="post" action="(/sign-in/oidc/[^"]+)">', page.content.decode())
    assert form, words(page)
    return html.unescape(form[1])


def test_whoever_was_let_through_unasked_is_asked_for_the_glass_and_what_they_typed_is_kept(
    sso: Provider, unasked: None, small: Family, without_password: Account
) -> None:
    client = Client()
    come_back(client)
    page = break_glass(client)
    there = again(page)
    set_out_again = client.post(there)
    sso.token = lambda claims: claims
    back = client.get(at_the_provider(set_out_again))
    assert back.headers["Location"] == "/families/small/glass"
    asked = [each for path, each in sso.asked if path == "/authorize"][-1]
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    form = client.get("/families/small/glass")
    assert "I can hear the baby" in form.content.decode()
    assert "First show that it is you" not in words(form)
    assert "I can hear the baby" not in client.get("/families/other/glass").content.decode()
    assert break_glass(client).headers["Location"] == "/families/small/"


def test_a_provider_that_was_told_to_ask_and_lets_through_unasked_still_proves_nothing(
    sso: Provider, unasked: None, small: Family, without_password: Account
) -> None:
    client = Client()
    come_back(client)
    there = again(client.get("/families/small/glass"))
    client.get(at_the_provider(client.post(there)))
    assert "sign out there first" in words(client.get("/families/small/glass"))
    assert break_glass(client).status_code == 400


def test_what_was_typed_for_the_glass_is_not_given_to_the_next_person(
    sso: Provider, unasked: None, small: Family, without_password: Account
) -> None:
    come_back(Client())
    client = Client()
    come_back(client)
    there = again(break_glass(client))
    sso.person = dict(MIDWIFE)
    come_back(Client())
    client.get(at_the_provider(client.post(there)))
    assert who(client) == "midwife"
    assert "I can hear the baby" not in client.get("/families/small/glass").content.decode()


def test_a_provider_that_does_not_answer_leaves_somebody_signed_in_and_says_so(
    sso: Provider, unasked: None, small: Family, without_password: Account
) -> None:
    client = Client()
    come_back(client)
    there = again(client.get("/families/small/glass"))
    sso.fails["/.well-known/openid-configuration"] = 500
    answer = client.post(there)
    assert "You are still signed in" in words(answer)
    assert who(client) == "health.visitor"


def test_whoever_has_no_password_is_not_offered_to_change_one(sso: Provider, without_password: Account) -> None:
    client = Client()
    come_back(client)
    assert "Change your password" not in words(client.get("/your-sign-in"))


# -- what an operator sets


def test_without_a_provider_there_is_no_button_and_no_address(few: None) -> None:
    assert b"/oidc/" not in Client().get("/sign-in/login/").content
    assert Client().post("/sign-in/oidc/sso/login/").status_code == 404


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"SERVER": "http://login.example.org", "CLIENT": "x"}, "begins with https://"),
        ({"SERVER": "login.example.org", "CLIENT": "x"}, "begins with https://"),
        ({"SERVER": "https://login.example.org"}, "NIGHTLIGHT_OIDC_CLIENT is not set"),
        ({"SERVER": "https://login.example.org", "CLIENT": "x", "ASK_AGAIN": "perhaps"}, "write yes or no"),
        ({"SERVER": "https://login.example.org", "CLIENT": "x", "SECONDS": "never"}, "a number of seconds"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, str], says: str
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(f"NIGHTLIGHT_OIDC_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=says):
        single_sign_on.providers()
