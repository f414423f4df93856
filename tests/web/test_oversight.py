"""Breaking the glass and its review, who has looked, denials, conflicts of interest, protected addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from nightlight.access.viewer import ROLES, Role
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.demonstration.people import PASSWORD
from nightlight.web.store import actions
from nightlight.web.store.addresses import withheld
from nightlight.web.store.models import Audit, Family, GlassBroken, Notice, ProtectedAddress
from nightlight.web.store.queries import family
from tests.web.codes import app_of

SignedIn = Callable[[str], Client]
REASON = "Mother came to A and E tonight; nobody answers at the duty desk."


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    cache.clear()


def broken(client: Client, **more: Any) -> Any:
    """Asks to break the glass for the small family."""
    return client.post("/families/small/glass", {"reason": REASON, "hours": "1", "password": PASSWORD} | more)


def test_a_stranger_breaks_the_glass_and_is_seen_to_have(small: Family, signed_in: SignedIn) -> None:
    stranger = signed_in("mental.health")
    assert stranger.get("/families/small/").status_code == 404
    assert broken(stranger).headers["Location"] == "/families/small/"
    page = stranger.get("/families/small/")
    assert page.status_code == 200
    assert "You broke the glass" in page.content.decode()
    told = set(Notice.objects.filter(cause__contains=":glass:").values_list("account__sign_in", flat=True))
    assert {"social.worker", "midwife", "named.midwife", "team.manager"} <= told
    assert "mental.health" not in told
    looked = signed_in("team.manager").get("/families/small/looked").content.decode()
    assert "broke the glass" in looked
    assert "Max Valerian" in looked


def test_those_who_may_review_a_broken_glass_are_told_why_and_led_to_the_review(
    small: Family, signed_in: SignedIn
) -> None:
    broken(signed_in("mental.health"))
    manager = signed_in("team.manager")
    assert REASON in manager.get("/today").content.decode()
    notice = Notice.objects.get(account__sign_in="team.manager", cause__contains=":glass:")
    opened = manager.post(f"/today/notices/{notice.pk}")
    number = GlassBroken.objects.get().pk
    assert opened.headers["Location"] == f"/oversight/glass/{number}"
    manager.post(f"/oversight/glass/{number}", {"review": "Right to open it. Added to the team."})
    assert manager.post(f"/today/notices/{notice.pk}").headers["Location"] == "/families/small/"


def test_whoever_works_with_the_family_and_answers_for_nobody_is_told_that_it_was_opened_and_not_why(
    small: Family, signed_in: SignedIn
) -> None:
    writer = Account.objects.get(sign_in="social.worker").viewer()
    away = {"kind": "worker.absent", "of": "sw", "when": "2026-08-20"}
    actions.record(writer, "small", away, by="Sam")
    covered = {"kind": "worker.covered", "of": "sw", "worker": "Dee", "sign_in": "duty.desk", "when": "2026-08-20"}
    actions.record(writer, "small", covered, by="Sam")
    broken(signed_in("mental.health"))
    said = Notice.objects.get(account__sign_in="duty.desk", cause__contains=":glass:").says
    assert "opened this family in an emergency" in said
    assert REASON not in said


def test_a_protected_address_in_the_reason_is_read_by_those_alone_who_may_see_it(
    small: Family, signed_in: SignedIn
) -> None:
    address = {"person": "father", "address": "4 Fernhollow Row\nZZ1 1ZZ"}
    signed_in("social.worker").post("/families/small/addresses", address)
    broken(signed_in("mental.health"), reason="A neighbour rang from 4 Fernhollow Row: shouting, a baby crying.")
    manager = signed_in("team.manager")
    assert "Fernhollow" not in manager.get("/today").content.decode()
    assert "Fernhollow" not in manager.get("/oversight").content.decode()
    assert "Fernhollow" not in manager.get("/families/small/looked").content.decode()
    notice = Notice.objects.get(account__sign_in="social.worker", cause__contains=":glass:")
    assert "Fernhollow" in notice.says


def test_the_glass_needs_the_password_and_a_reason(small: Family, signed_in: SignedIn) -> None:
    stranger = signed_in("mental.health")
    answer = broken(stranger, password="not it")
    assert answer.status_code == 400
    assert REASON in answer.content.decode(), "what was typed is kept"
    assert broken(stranger, reason="urgent").status_code == 400
    assert not GlassBroken.objects.exists()


def test_after_five_wrong_passwords_the_right_one_does_not_help_either(small: Family, signed_in: SignedIn) -> None:
    stranger = signed_in("mental.health")
    for _ in range(5):
        broken(stranger, password="not it")
    assert broken(stranger).status_code == 400


@pytest.fixture
def without_password(partnership: None) -> None:
    """The stranger has none: single sign-on, a passkey or codes bring them in."""
    account = Account.objects.get(sign_in="mental.health")
    account.set_unusable_password()
    account.save()


def test_whoever_has_no_password_shows_who_they_are_first_and_breaks_the_glass_without_one(
    small: Family, signed_in: SignedIn, without_password: None
) -> None:
    code = app_of("mental.health")
    stranger = signed_in("mental.health")
    page = stranger.get("/families/small/glass").content.decode()
    assert "First show that it is you" in page
    assert "Your password" not in page
    early = broken(stranger)
    assert early.status_code == 400
    assert "Show that it is you, then send it" in early.content.decode()
    assert not GlassBroken.objects.exists()
    there = "/sign-in/2fa/reauthenticate/?next=/families/small/glass"
    assert f'href="{there}"' in early.content.decode()
    assert stranger.post(there, {"code": "000000"}).status_code == 200
    assert broken(stranger).status_code == 400, "a wrong code shows nothing"
    assert stranger.post(there, {"code": code()}).headers["Location"] == "/families/small/glass"
    form = stranger.get("/families/small/glass").content.decode()
    assert REASON in form, "what was typed before is kept"
    assert "Your password" not in form
    assert stranger.post("/families/small/glass", {"reason": REASON, "hours": "1"}).status_code == 302
    assert REASON not in stranger.get("/families/small/glass").content.decode(), "and is gone when it was used"


def test_what_showed_who_somebody_is_holds_for_five_minutes(
    small: Family, signed_in: SignedIn, without_password: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = app_of("mental.health")
    stranger = signed_in("mental.health")
    stranger.post("/sign-in/2fa/reauthenticate/?next=/families/small/glass", {"code": code()})
    later = time.time() + 301
    monkeypatch.setattr("nightlight.web.accounts.proof.time.time", lambda: later)
    assert broken(stranger).status_code == 400
    assert not GlassBroken.objects.exists()


def test_whoever_has_a_password_gives_it_however_they_signed_in(small: Family, signed_in: SignedIn) -> None:
    code = app_of("mental.health")
    stranger = signed_in("mental.health")
    stranger.post("/sign-in/2fa/reauthenticate/?next=/families/small/glass", {"code": code()})
    assert "Your password" in stranger.get("/families/small/glass").content.decode()
    assert broken(stranger, password="").status_code == 400


def test_whoever_has_nothing_to_show_is_led_to_sign_in_anew_and_back(
    small: Family, signed_in: SignedIn, without_password: None
) -> None:
    stranger = signed_in("mental.health")
    assert "Sign out, sign in again" in stranger.get("/families/small/glass").content.decode()
    out = stranger.post("/sign-in/logout/", {"next": "/families/small/glass"}, follow=True)
    assert out.request["PATH_INFO"] == "/sign-in/login/"
    assert out.request["QUERY_STRING"] == "next=%2Ffamilies%2Fsmall%2Fglass"


@pytest.mark.parametrize("role", ROLES)
def test_a_refusal_leads_those_to_the_glass_to_whom_it_would_open(
    small: Family, signed_in: SignedIn, role: Role
) -> None:
    Account.objects.filter(sign_in="mental.health").update(roles=[role])
    stranger = signed_in("mental.health")
    refused = stranger.get("/families/small/")
    assert refused.status_code == 404
    offered = "Open it in an emergency" in refused.content.decode()
    assert offered == (broken(stranger).status_code == 302)


def test_the_glass_of_no_family_and_of_one_that_is_denied_answer_alike(small: Family, signed_in: SignedIn) -> None:
    manager = signed_in("team.manager")
    manager.post(
        "/families/small/access/deny", {"sign_in": "mental.health", "reason": "A relative of the father works there."}
    )
    stranger = signed_in("mental.health")
    denied = broken(stranger)
    absent = stranger.post("/families/snall/glass", {"reason": REASON, "hours": "1", "password": PASSWORD})
    assert denied.status_code == absent.status_code == 404
    assert b"It could not be opened" in denied.content
    assert not GlassBroken.objects.exists()


def test_a_glass_that_was_broken_shuts_again_after_its_hours(
    small: Family, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = signed_in("mental.health")
    broken(stranger)
    later = now() + 61
    monkeypatch.setattr("nightlight.web.store.queries.this_minute", lambda: later)
    assert stranger.get("/families/small/").status_code == 404


def test_a_broken_glass_is_reviewed_by_somebody_answerable_and_never_by_who_broke_it(
    small: Family, signed_in: SignedIn
) -> None:
    stranger, manager = signed_in("mental.health"), signed_in("team.manager")
    broken(stranger)
    number = GlassBroken.objects.get().pk
    assert "opened Baby Brook" in manager.get("/oversight").content.decode()
    assert stranger.get(f"/oversight/glass/{number}").status_code == 404
    manager.post(f"/oversight/glass/{number}", {"review": "Right to open it. Added to the team."})
    assert GlassBroken.objects.get().review.startswith("Right to open it")
    assert Audit.objects.filter(act="reviewed_glass", family="small").exists()


def test_a_worker_without_responsibility_for_the_family_may_not_ask_who_has_looked(
    small: Family, signed_in: SignedIn
) -> None:
    assert signed_in("police.officer").get("/families/small/looked").status_code == 404
    assert signed_in("mental.health").get("/families/small/looked").status_code == 404


def test_an_auditor_sees_who_looked_and_nothing_of_the_record(small: Family, signed_in: SignedIn) -> None:
    signed_in("social.worker").get("/families/small/")
    auditor = signed_in("auditor")
    assert auditor.get("/families/small/").status_code == 404
    page = auditor.get("/oversight/looked?family=small").content.decode()
    assert "Sam Fennel" in page
    assert "Baby Brook" not in page
    assert signed_in("social.worker").get("/oversight/looked?family=small").status_code == 404


def test_whoever_is_shut_out_is_out_on_the_next_request(small: Family, signed_in: SignedIn) -> None:
    midwife, manager = signed_in("midwife"), signed_in("team.manager")
    assert midwife.get("/families/small/").status_code == 200
    answer = manager.post(
        "/families/small/access/deny", {"sign_in": "midwife", "reason": "She is the mother’s cousin."}
    )
    assert answer.status_code == 302
    assert midwife.get("/families/small/").status_code == 404


def test_only_those_answerable_may_shut_somebody_out(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("police.officer").post(
        "/families/small/access/deny", {"sign_in": "midwife", "reason": "Because I say so now."}
    )
    assert answer.status_code == 404
    assert not small.denials.exists()


def test_declaring_a_conflict_closes_the_family_to_oneself(small: Family, signed_in: SignedIn) -> None:
    midwife = signed_in("midwife")
    answer = midwife.post("/families/small/conflict", {"person": "mother", "reason": "She is my niece."})
    assert answer.headers["Location"] == "/"
    assert midwife.get("/families/small/").status_code == 404


def test_an_address_that_is_protected_leaves_the_tables_of_search_at_once_and_never_comes_back(
    small: Family, signed_in: SignedIn
) -> None:
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    moved = {
        "kind": "household.joined",
        "person": "father",
        "household": "4 Fernhollow Row",
        "address": "4 Fernhollow Row, ZZ1 1ZZ",
        "when": "2026-09-01",
    }
    actions.record(viewer, "small", moved, by="Sam")
    assert "fernhollow" in small.persons.get(person="father").address
    protected = {"person": "father", "address": "4 Fernhollow Row\nZZ1 1ZZ"}
    signed_in("social.worker").post("/families/small/addresses", protected)
    assert "fernhollow" not in small.persons.get(person="father").address
    seen = {"kind": "observation", "person": "father", "what": "At home.", "when": "2026-09-02"}
    actions.record(viewer, "small", seen, by="Sam")
    assert not small.persons.filter(address__icontains="fernhollow").exists()
    assert not small.persons.filter(address__icontains="zz1").exists()


def test_a_protected_address_is_seen_by_those_chosen_only_and_taken_out_of_words(
    small: Family, signed_in: SignedIn
) -> None:
    worker = signed_in("social.worker")
    address = "4 Fernhollow Row\nWestmere\nZZ1 1ZZ"
    worker.post("/families/small/addresses", {"person": "father", "address": address})
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    actions.record(
        viewer,
        "small",
        {"kind": "observation", "person": "father", "what": "Now at 4 FERNHOLLOW ROW, ZZ11ZZ.", "when": "2026-09-01"},
        by="Sam",
    )
    kept = bytes(ProtectedAddress.objects.get().cipher)
    assert b"Fernhollow" not in kept
    assert "4 Fernhollow Row" in worker.get("/families/small/addresses").content.decode()
    assert "Fernhollow" not in signed_in("midwife").get("/families/small/addresses").content.decode()
    seen = family(Account.objects.get(sign_in="midwife").viewer(), "small", "test")
    said = " ".join(str(entry) for entry in seen.entries)
    assert "address withheld" in said
    assert "FERNHOLLOW" not in said
    assert "ZZ11ZZ" not in said


def test_the_name_of_a_town_alone_is_not_taken_out() -> None:
    assert withheld("She moved to Westmere.", ["4 Fernhollow Row\nWestmere\nZZ1 1ZZ"]) == "She moved to Westmere."
