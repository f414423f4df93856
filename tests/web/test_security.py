"""Refusals, failures and forms: what tells nothing, what is never let in, and who may give a family to whom."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client, RequestFactory

from nightlight.access.viewer import Viewer
from nightlight.chronology.problems import Unreadable
from nightlight.web.accounts.adapter import Adapter, SingleSignOn
from nightlight.web.accounts.models import Account
from nightlight.web.config import environment
from nightlight.web.config.clock import now, utc_now
from nightlight.web.config.logs import JsonLines
from nightlight.web.oversight import actions as oversight
from nightlight.web.oversight import queries as reviews
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Family, GlassBroken, Notice
from nightlight.web.store.queries import sight_of

SignedIn = Callable[[str], Client]
CANARY = "zq-what-somebody-typed"


def viewer(sign_in: str) -> Viewer:
    found: Viewer = Account.objects.get(sign_in=sign_in).viewer()
    return found


# -- time


def test_a_hidden_family_is_refused_in_the_same_time_as_an_absent_one(
    small: Family, signed_in: SignedIn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that is slow to read does not show in the time of the refusal."""
    settings.REFUSAL_SECONDS = 0.4
    own = kept.record

    def slow(row: Family) -> Any:
        time.sleep(0.1)
        return own(row)

    monkeypatch.setattr("nightlight.web.store.kept.record", slow)
    stranger = signed_in("drug.worker")
    stranger.get("/families/nobodys/")
    took = {}
    for key in ("small", "nobodys"):
        began = time.monotonic()
        assert stranger.get(f"/families/{key}/").status_code == 404
        took[key] = time.monotonic() - began
    assert min(took.values()) >= 0.39
    assert round(took["small"] % 0.4, 1) in (0.0, 0.1, 0.4)
    assert round(took["nobodys"] % 0.4, 1) in (0.0, 0.1, 0.4)


def test_what_is_shown_does_not_wait(
    small: Family, signed_in: SignedIn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("nightlight.web.ui.refusals.time.sleep", waited.append)
    settings.REFUSAL_SECONDS = 5.0
    assert signed_in("social.worker").get("/families/small/").status_code == 200
    assert waited == []
    signed_in("drug.worker").get("/families/small/")
    assert len(waited) == 1


def test_the_setting_of_the_time_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "0.25")
    assert environment.seconds("X", 1) == 0.25
    for wrong in ("soon", "-1", "nan", "600"):
        monkeypatch.setenv("X", wrong)
        with pytest.raises(Exception, match="number of seconds"):
            environment.seconds("X", 1)


# -- failures


@pytest.mark.parametrize("failure", [RuntimeError, KeyError, DatabaseError])
def test_a_failure_tells_nobody_what_was_typed_or_read(
    small: Family,
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: type[Exception],
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise failure(CANARY)

    monkeypatch.setattr("nightlight.web.recording.writing.Writing.sent", fails)
    client = signed_in("social.worker")
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            "/families/small/record/observation", {"what": f"{CANARY}-form", "password": f"{CANARY}-password"}
        )
    assert answer.status_code in (500, 503)
    body = answer.content.decode()
    assert f"{CANARY}-password" not in body
    if failure is not DatabaseError:
        assert CANARY not in body
    lines = [JsonLines().format(each) for each in caplog.records]
    assert not [line for line in lines if CANARY in line or "/families/small" in line]
    assert any(json.loads(line).get("error") == failure.__name__ for line in lines)
    assert answer.headers["X-Request-ID"] not in ("", None)


def test_a_page_that_says_that_something_failed_needs_nothing_that_may_have_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from nightlight.web.ui import refusals

    def fails(*_: Any, **__: Any) -> None:
        raise DatabaseError(CANARY)

    monkeypatch.setattr(refusals, "render", fails)
    answer = refusals.failed(RequestFactory().get("/"))
    assert (answer.status_code, CANARY in answer.content.decode()) == (500, False)


def test_a_refusal_that_is_of_no_family_offers_none_to_be_opened(partnership: None, signed_in: SignedIn) -> None:
    for path in ("/oversight/looked?sign_in=midwife", "/oversight/glass/1", "/concerns/1"):
        answer = signed_in("midwife").get(path)
        assert answer.status_code == 404
        assert '/glass"' not in answer.content.decode().replace("/oversight/glass/", "")


# -- what is let in


def test_no_page_takes_a_file(small: Family, signed_in: SignedIn) -> None:
    sent = {"what": "x", "file": SimpleUploadedFile("x.txt", b"x" * 1000)}
    assert signed_in("social.worker").post("/families/small/record/observation", sent).status_code == 400


def test_a_form_from_elsewhere_is_not_taken(small: Family) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Account.objects.get(sign_in="social.worker"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.post("/families/small/access/deny", {"sign_in": "midwife", "reason": "x" * 20}).status_code == 403


def test_a_host_that_is_not_ours_is_not_answered(small: Family) -> None:
    assert Client().get("/", headers={"host": "elsewhere.invalid"}).status_code == 400


def test_an_account_that_was_closed_is_out_on_the_next_request(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    assert client.get("/families/small/").status_code == 200
    Account.objects.filter(sign_in="social.worker").update(is_active=False)
    assert client.get("/families/small/").headers["Location"].startswith("/sign-in/login/")


@pytest.mark.parametrize(
    "away",
    [
        "//elsewhere.invalid",
        "/\\elsewhere.invalid",
        "https://elsewhere.invalid",
        "javascript:alert(1)",
        "\t//elsewhere.invalid",
    ],
)
def test_no_way_back_leads_to_another_site(small: Family, signed_in: SignedIn, away: str) -> None:
    assert not Adapter().is_safe_url(away)
    client = signed_in("social.worker")
    assert "elsewhere" not in client.post("/lock", {"next": away}).headers["Location"]
    assert "elsewhere" not in client.post("/unlock", {"next": away, "password": "nightlight demo"}).headers["Location"]


def test_what_is_said_after_a_form_stands_in_no_cookie(settings: Any) -> None:
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


@pytest.mark.long
def test_the_settings_of_a_partnership_pass_djangos_own_checks(tmp_path: Path) -> None:
    known = {"PATH": "/usr/bin:/bin", "NIGHTLIGHT_SECRET_KEY": "q7" * 40 + "!aZ", "NIGHTLIGHT_ADDRESS_KEY": "k9" * 40,
             "NIGHTLIGHT_HOSTS": "nightlight.invalid", "NIGHTLIGHT_DATA": str(tmp_path), "NIGHTLIGHT_REDIRECT_TO_HTTPS": "yes"}  # fmt: skip
    code = (
        "import django; from django.core.management import call_command; django.setup(); "
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = subprocess.run([sys.executable, "-c", code], env=known | {"DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings"},
                          capture_output=True, text=True, check=False)  # fmt: skip
    # W005 and W021 concern a whole domain, which may hold more than Nightlight.
    told = [
        line for line in done.stderr.splitlines() if "security.W" in line and "W005" not in line and "W021" not in line
    ]
    assert told == []
    assert "Error" not in done.stderr.replace("SystemCheckError", "")


# -- single sign-on


def signs_on(named: str, user: Any = None, existing: bool = False) -> tuple[Any, Any]:
    """Somebody comes from the provider under a name: the request, and what allauth knows of it."""
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.viewer = None
    tied: list[Account] = []
    said = {"sub": "mark", "named": named, "claim": "preferred_username", "checked": True}
    login = SimpleNamespace(
        is_existing=existing,
        account=SimpleNamespace(extra_data={"userinfo": said}, provider="sso"),
        connect=lambda _, account: tied.append(account),
        tied=tied,
    )
    return request, login


def test_single_sign_on_is_tied_to_the_account_of_its_name_once(partnership: None) -> None:
    request, login = signs_on("Midwife")
    SingleSignOn().pre_social_login(request, login)
    assert [each.sign_in for each in login.tied] == ["midwife"]
    SocialAccount.objects.create(user=login.tied[0], provider="sso", uid="1")
    request, login = signs_on("midwife")
    with pytest.raises(ImmediateHttpResponse):
        SingleSignOn().pre_social_login(request, login)
    assert login.tied == []


def test_single_sign_on_is_not_tied_where_it_is_not_clear_to_whom(partnership: None) -> None:
    Account.objects.create_user("MIDWIFE", name="x", agency_id="midwifery")
    Account.objects.filter(sign_in="gp").update(is_active=False)
    signed = Account.objects.get(sign_in="auditor")
    for named, user in (("midwife", None), ("nobody", None), ("", None), ("gp", None), ("social.worker", signed)):
        request, login = signs_on(named, user)
        with pytest.raises(ImmediateHttpResponse):
            SingleSignOn().pre_social_login(request, login)
        assert login.tied == []


# -- who gives a family to whom


def wrong(sign_in: str, raw: dict[str, Any]) -> list[str | None]:
    """The fields that are wrong with what somebody records of the small family; nothing is written then."""
    with pytest.raises(Unreadable) as found:
        actions.record(viewer(sign_in), "small", raw, by="x")
    return [problem.field for problem in found.value.problems]


ASSIGNED = {"kind": "worker.assigned", "worker": "x", "role": "other"}


def test_nobody_gives_a_family_to_somebody_of_another_agency(small: Family) -> None:
    assert wrong("social.worker", ASSIGNED | {"sign_in": "drug.worker"}) == ["sign_in"]
    assert wrong("social.worker", ASSIGNED | {"team": "health-visitors"}) == ["team"]
    assert wrong("social.worker", ASSIGNED | {"sign_in": "drug.worker", "agency": "substance_use"}) == ["agency"]
    assert wrong("social.worker", {"kind": "worker.covered", "of": "sw", "worker": "x", "sign_in": "gp"}) == ["sign_in"]
    small.refresh_from_db()
    assert not sight_of(viewer("drug.worker"), small, "care", now()).allowed


def test_nobody_ends_the_work_of_another_agency(small: Family) -> None:
    actions.record(
        viewer("midwife"),
        "small",
        {"kind": "information.shared", "to": ["social_care"], "what": "x", "entries": ["mw"]},
        by="x",
    )
    assert wrong("social.worker", {"kind": "worker.left", "of": "mw"}) == ["of"]
    assert wrong("social.worker", {"kind": "case.closed", "by_agency": "midwifery", "reason": "x"}) == ["by_agency"]
    small.refresh_from_db()
    assert sight_of(viewer("midwife"), small, "care", now()).allowed


def test_whoever_is_given_a_family_or_answers_for_it_gives_it_to_colleagues(small: Family) -> None:
    actions.record(viewer("team.manager"), "small", ASSIGNED | {"sign_in": "chair"}, by="x")
    small.refresh_from_db()
    assert sight_of(viewer("chair"), small, "care", now()).allowed


def test_a_colleague_of_the_team_reads_and_does_not_give_the_family_to_themselves(small: Family) -> None:
    Account.objects.create_user(
        "second.worker", name="x", agency_id="social_care", team_id="assessment-team", roles=["practitioner"]
    )
    assert [each.name for each in sight_of(viewer("second.worker"), small, "care", now()).relations] == ["team"]
    assert wrong("second.worker", ASSIGNED | {"sign_in": "second.worker"}) == ["sign_in"]


def test_a_correction_that_seals_promises_the_entry_to_nobody_who_will_not_see_it(small: Family) -> None:
    open_ = actions.record(
        viewer("social.worker"),
        "small",
        {"kind": "observation", "person": "father", "what": "x"},
        by="x",
        shared=["midwifery"],
    ).entry
    raw = {"kind": "observation", "person": "father", "what": "x", "replaces": open_.id, "label": "sealed"}
    assert actions.foresee(viewer("social.worker"), "small", raw, by="x").audience.agencies == ("social_care",)
    done = actions.record(viewer("social.worker"), "small", raw, by="x")
    small.refresh_from_db()
    seen = sight_of(viewer("midwife"), small, "care", now()).chronology()
    assert done.audience.agencies == ("social_care",)
    assert open_.id not in seen
    assert done.entry.id not in seen


def test_a_correction_that_is_held_as_before_goes_to_those_who_see_what_it_corrects(small: Family) -> None:
    first = actions.record(
        viewer("social.worker"),
        "small",
        {"kind": "observation", "person": "father", "what": "x", "label": "restricted"},
        by="x",
        shared=["midwifery"],
    ).entry
    raw = {"kind": "observation", "person": "father", "what": "y", "replaces": first.id, "label": "restricted"}
    done = actions.record(viewer("social.worker"), "small", raw, by="x")
    small.refresh_from_db()
    assert set(done.audience.agencies) == {"social_care", "midwifery"}
    assert done.entry.id in sight_of(viewer("midwife"), small, "care", now()).chronology()


# -- notices and reviews


def test_a_notice_of_a_family_that_is_no_longer_ones_own_leads_nowhere(small: Family, signed_in: SignedIn) -> None:
    notice = Notice.objects.create(
        account=Account.objects.get(sign_in="drug.worker"),
        family=small,
        finding="x:y",
        cause="x",
        says="x",
        made_at=utc_now(),
    )
    answer = signed_in("drug.worker").post(f"/today/notices/{notice.pk}")
    assert (answer.status_code, "small" in str(answer.headers)) == (404, False)


def test_the_first_review_of_a_broken_glass_stays(small: Family) -> None:
    made = GlassBroken.objects.create(
        family=small, account=Account.objects.get(sign_in="mental.health"), opened=now(), until=now() + 60, reason="x"
    )
    oversight.review_glass(viewer("team.manager"), made.pk, "It was right to open it.")
    with pytest.raises(oversight.Reviewed):
        oversight.review_glass(viewer("midwife"), made.pk, "It was not.")
    made.refresh_from_db()
    assert made.review == "It was right to open it."
    assert [each.number for each in reviews.glass_to_review(viewer("midwife"))] == [made.pk]
