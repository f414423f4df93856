"""Corrections: both versions stay, the reason is beside them for whoever sees both, and what is hidden from a writer stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from nightlight.access.viewer import Viewer
from nightlight.chronology.problems import Unreadable
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.store import actions, kept
from nightlight.web.store.addresses import WITHHELD, seal
from nightlight.web.store.models import Entry, Family, ProtectedAddress
from nightlight.web.store.queries import family

SignedIn = Callable[[str], Client]

CONCERN = {"kind": "concern.raised", "about": ["baby"], "text": "The cot was full of clothes."}
WHY = "She told me on Monday that the cot was full of toys."
ADDRESS = "4 Fernhollow Row\nWestmere\nZZ1 1ZZ"


def viewer(sign_in: str) -> Viewer:
    found: Viewer = Account.objects.get(sign_in=sign_in).viewer()
    return found


def said(answer: HttpResponse) -> str:
    main = answer.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def corrected(why: str = WHY, **more: Any) -> tuple[str, str]:
    """A concern that the midwife recorded and corrected; the ids of both entries."""
    first = actions.record(viewer("midwife"), "small", CONCERN, by="Mo", shared=["social_care"]).entry.id
    raw = CONCERN | {"text": "The cot was full of toys.", "replaces": first, **more}
    return first, actions.record(viewer("midwife"), "small", raw, by="Mo", why_shared=why).entry.id


# -- the reason


def test_the_reason_for_a_correction_is_beside_it_for_everybody_who_sees_both(
    small: Family, signed_in: SignedIn
) -> None:
    _, second = corrected()
    for who in ("midwife", "social.worker"):
        page = said(signed_in(who).get("/families/small/chronology"))
        assert f"Corrected, because: {WHY}" in page
        assert "The cot was full of clothes." in page
        printed = said(signed_in(who).get("/families/small/chronology/print?preset=court"))
        assert f"because: {WHY}; before, it read" in printed
    assert WHY in said(signed_in("midwife").get(f"/families/small/recorded/{second}"))


def test_whoever_does_not_see_the_entry_does_not_get_the_reason(small: Family, signed_in: SignedIn) -> None:
    corrected()
    page = signed_in("health.visitor").get("/families/small/chronology")
    assert WHY not in page.content.decode()
    assert dict(family(viewer("police.officer"), "small", "test").reasons) == {}


def test_the_reason_is_not_there_on_the_day_before_the_correction(small: Family, signed_in: SignedIn) -> None:
    corrected()
    page = signed_in("midwife").get("/families/small/chronology?as_of=2026-08-20")
    assert page.status_code == 200
    assert WHY not in page.content.decode()


def test_the_reason_for_holding_an_entry_more_closely_is_beside_it_with_how_it_was_held(
    small: Family, signed_in: SignedIn
) -> None:
    first = actions.record(viewer("midwife"), "small", CONCERN, by="Mo", shared=["social_care", "police"]).entry.id
    asked = {"step": "hold", "label": "restricted", "keep": ["social_care"], "why": "She asked for it."}
    assert signed_in("midwife").post(f"/families/small/entries/{first}/sharing", asked).status_code == 302
    page = said(signed_in("social.worker").get("/families/small/chronology"))
    assert "How closely it is held was changed, because: She asked for it." in page
    assert "Held as restricted from then on; before, it was ordinary" in page
    assert dict(family(viewer("police.officer"), "small", "test").reasons) == {}


def test_an_entry_that_corrects_nothing_has_no_reason_beside_it(small: Family) -> None:
    done = actions.record(viewer("midwife"), "small", CONCERN, by="Mo", shared=["police"], why_shared="They go there.")
    assert Entry.objects.get(entry_id=done.entry.id).why is None


def test_a_protected_address_is_taken_out_of_a_reason_for_whoever_may_not_see_it(small: Family) -> None:
    protect("midwife")
    corrected("She is at 4 Fernhollow Row now.")
    (shown,) = family(viewer("social.worker"), "small", "test").reasons.values()
    assert shown == f"She is at {WITHHELD} now."


def test_a_reason_with_a_protected_address_that_its_writer_knows_is_sent_back(
    small: Family, signed_in: SignedIn
) -> None:
    first = actions.record(viewer("midwife"), "small", CONCERN, by="Mo").entry.id
    protect("midwife")
    page = f"/families/small/entries/{first}/correct"
    typed = form_of(signed_in("midwife").get(page)) | {"why": "She is at 4 Fernhollow Row.", "step": "check"}
    answer = signed_in("midwife").post(page, typed)
    assert answer.status_code == 422
    assert "hold a protected address" in said(answer)


@pytest.mark.parametrize("label", ["restricted", "sealed"])
def test_what_an_entry_set_off_is_shown_by_the_label_that_it_was_given_later(
    small: Family, signed_in: SignedIn, label: str
) -> None:
    shared = ["social_care", "police"]
    first = actions.record(viewer("midwife"), "small", CONCERN, by="Mo", shared=shared).entry.id

    def asked(who: str) -> set[str]:
        return {found.id for found in family(viewer(who), "small", "test").findings if first in found.id}

    before = asked("social.worker")
    assert asked("police.officer")
    hold = {"step": "hold", "label": label, "keep": ["social_care"], "why": "She asked for it."}
    signed_in("midwife").post(f"/families/small/entries/{first}/sharing", hold)
    assert asked("social.worker") == before
    assert asked("police.officer") == set()
    assert first not in signed_in("police.officer").get("/families/small/findings?answered=yes").content.decode()
    assert first not in signed_in("police.officer").get("/today").content.decode()


def test_a_correction_in_which_nothing_was_changed_but_one_field_keeps_every_date_as_it_was(
    small: Family, signed_in: SignedIn
) -> None:
    raw = {
        "kind": "contact.made",
        "with": ["father"],
        "mode": "in_person",
        "when": "2026-09-02T14:05",
        "until": "2026-09-03",
    }
    client = signed_in("social.worker")
    for when in ({}, {"when": "2026-08"}, {"when": "2026-08-20", "precision": "about"}):
        first = actions.record(viewer("social.worker"), "small", raw | when, by="Sam").entry
        page = f"/families/small/entries/{first.id}/correct"
        typed = form_of(client.get(page)) | {"mode": "phone", "why": "It was a call.", "step": "record"}
        assert client.post(page, typed).status_code == 302
        mended = kept.record(Family.objects.get(key="small")).versions(first.id)[-1]
        assert mended.get("mode") == "phone"
        assert (mended.when, mended.until) == (first.when, first.until)


# -- words that the writer was not shown


def protect(*may_see: str) -> None:
    row = ProtectedAddress.objects.create(family_id="small", person="father", cipher=seal(ADDRESS), since=utc_now())
    row.may_see.set(Account.objects.filter(sign_in__in=may_see))


def form_of(answer: HttpResponse) -> dict[str, Any]:
    """What a browser sends of a form as it stands."""
    html = answer.content.decode().split('<form class="nl-form"', 1)[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and (re.search(r'type="(radio|checkbox)"', tag) is None or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1] if value else "on"))
    for name_, value_ in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        found.setdefault(name_, []).append(unescape(value_).replace("\n", "\r\n"))
    return found


@pytest.fixture
def told(small: Family) -> str:
    """An observation by another worker of social care whose words hold an address that is kept from everybody but her."""
    Account.objects.filter(sign_in="team.manager").update(agency="social_care")
    raw = {
        "kind": "observation",
        "person": "father",
        "what": "She has moved to 4 Fernhollow Row,\nZZ1 1ZZ. She is well.",
    }
    done = actions.record(viewer("team.manager"), "small", raw | {"when": "2026-09-02"}, by="Tam")
    protect("team.manager")
    return done.entry.id


def test_another_field_is_put_right_and_the_hidden_words_stay_as_they_were(told: str, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    page = f"/families/small/entries/{told}/correct"
    typed = form_of(client.get(page))
    assert WITHHELD in str(typed["what"])
    assert typed["when-day"] == ["2 September 2026"]
    checked = client.post(page, typed | {"when-day": "2026-09-01", "why": "It was the day before.", "step": "check"})
    assert checked.status_code == 200
    assert "Fernhollow" not in checked.content.decode()
    done = client.post(page, typed | {"when-day": "2026-09-01", "why": "It was the day before.", "step": "record"})
    assert done.status_code == 302, said(done)
    assert "Fernhollow" not in client.get(done.headers["Location"]).content.decode()
    assert "Fernhollow" not in client.get("/families/small/chronology").content.decode()
    row = Entry.objects.filter(entry_id__startswith="e").order_by("number").last()
    assert row is not None
    assert row.words is not None
    assert row.words["what"] == "She has moved to 4 Fernhollow Row,\nZZ1 1ZZ. She is well."
    (now_,) = [each for each in family(viewer("team.manager"), "small", "test").entries if each.id == row.entry_id]
    assert "4 Fernhollow Row" in now_.get("what")


def test_words_that_were_changed_around_a_hidden_address_are_sent_back(told: str, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    page = f"/families/small/entries/{told}/correct"
    typed = form_of(client.get(page)) | {"what": f"She has gone from {WITHHELD}.", "why": "She left.", "step": "record"}
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "stands for an address kept from you" in said(answer)
    assert not any(WITHHELD in str(each.words) for each in Entry.objects.filter(family_id="small"))


def test_an_entry_is_held_more_closely_with_its_hidden_words_as_they_were(told: str, signed_in: SignedIn) -> None:
    asked = {"step": "hold", "label": "restricted", "keep": [], "why": "He reads over her shoulder."}
    client = signed_in("social.worker")
    assert client.post(f"/families/small/entries/{told}/sharing", asked).status_code == 302
    record = kept.record(Family.objects.get(key="small"))
    closed = record.versions(told)[-1]
    assert closed.label == "restricted"
    assert "4 Fernhollow Row" in closed.get("what")
    assert "Fernhollow" not in client.get("/families/small/chronology").content.decode()


def test_no_way_of_writing_a_correction_puts_the_words_for_an_address_into_the_record(told: str) -> None:
    raw = {"kind": "observation", "person": "father", "what": f"Gone from {WITHHELD}", "replaces": told}
    with pytest.raises(Unreadable):
        actions.record(viewer("social.worker"), "small", raw, by="Sam")


def test_what_others_recorded_meanwhile_is_shown_without_an_address_that_is_hidden(told: str) -> None:
    worker = viewer("social.worker")
    raw = {"kind": "observation", "person": "father", "what": "Well.", "when": "2026-09-02"}
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.record(worker, "small", raw, by="Sam", after="sw")
    assert WITHHELD in overtaken.value.entries[-1].get("what")


def test_one_reads_ones_own_words_as_one_wrote_them(small: Family) -> None:
    protect("midwife")
    raw = {"kind": "observation", "person": "father", "what": "Now at 4 Fernhollow Row.", "when": "2026-09-02"}
    first = actions.record(viewer("social.worker"), "small", raw, by="Sam").entry.id
    mended = raw | {"what": "Now at 4 Fernhollow Row, alone.", "replaces": first}
    second = actions.record(viewer("social.worker"), "small", mended, by="Sam").entry.id
    own = family(viewer("social.worker"), "small", "test").chronology
    assert own.entry(second).get("what") == "Now at 4 Fernhollow Row, alone."
