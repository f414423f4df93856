"""Recording: every kind has a form, nothing that was typed is lost, and who will see it is said before it is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from nightlight.chronology.kinds import KINDS
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now, utc_now
from nightlight.web.recording.kept_for import signed
from nightlight.web.store import actions, kept, queries
from nightlight.web.store.addresses import seal
from nightlight.web.store.models import Audit, Draft, Entry, Family, ProtectedAddress

SignedIn = Callable[[str], Client]
PAGE = "/families/small/record"
CONCERN = {"about": "baby", "text": "The cot was full of clothes.", "when": "now"}


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the form carries beside its questions."""
    text = answer.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {
        name: unescape(value) for name, value in found if name in ("id", "after", "kept_for", "shown", "kind", "of")
    }


def said(answer: HttpResponse) -> str:
    """The words of a page, without its marks."""
    main = answer.content.decode().split("<main", 1)[-1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def entries(kind: str) -> list[Entry]:
    return list(Entry.objects.filter(family_id="small", kind=kind).order_by("number"))


def send(client: Client, kind: str, step: str = "record", /, **typed: Any) -> HttpResponse:
    """Opens the form of a kind, fills it in and sends it."""
    address = f"{PAGE}/{kind}"
    answer: HttpResponse = client.post(address, {**hidden(client.get(address)), "when": "now", "step": step, **typed})
    return answer


# -- forms made from the kinds


def test_every_kind_has_a_form_and_every_mistake_leads_to_its_field(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    for kind, made in KINDS.items():
        answer = client.post(f"{PAGE}/{kind}", {"step": "check"})
        text = answer.content.decode()
        needed = [name for name, spec in made.specs.items() if not spec.optional]
        ids = re.findall(r' id="([^"]+)"', text)
        assert answer.status_code == (422 if needed else 200), kind
        assert len(ids) == len(set(ids)), (kind, [each for each in ids if ids.count(each) > 1])
        for name in needed:
            assert f'href="#{name}"' in text, (kind, name)
            assert name in ids or "You see no" in text, (kind, name)
    assert Entry.objects.filter(family=small).count() == small.length


def test_what_was_typed_stands_there_again_beside_what_is_wrong(small: Family, signed_in: SignedIn) -> None:
    answer = send(
        signed_in("midwife"),
        "concern.raised",
        text="One <b>odd</b> thing",
        when="other",
        **{"when-day": "32 March 2026"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "One &lt;b&gt;odd&lt;/b&gt; thing" in text
    assert 'value="32 March 2026"' in text
    assert "March 2026 has no day 32" in said(answer)
    assert "Who are you worried about?" in said(answer)
    assert not entries("concern.raised")[1:]


def test_a_kind_that_there_is_not_is_no_page(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("midwife").get(f"{PAGE}/concern.raisd").status_code == 404


def test_what_has_still_to_happen_is_not_recorded_as_having_happened(small: Family, signed_in: SignedIn) -> None:
    answer = send(signed_in("midwife"), "concern.raised", **{**CONCERN, "when": "other", "when-day": "27 March 2099"})
    assert answer.status_code == 422
    assert "still to come" in said(answer)


def test_a_vague_date_a_source_and_how_it_is_known_are_kept_as_they_were_said(
    small: Family, signed_in: SignedIn
) -> None:
    more = {"when": "other", "when-day": "about March 2026", "source": "person", "source-person": "father"}
    send(
        signed_in("midwife"),
        "concern.raised",
        **{**CONCERN, **more, "basis_of_knowledge": "told", "voice": "Turned away."},
    )
    entry = kept.record(Family.objects.get(key="small")).entries[-1]
    assert (entry.when.iso(), entry.source, entry.basis_of_knowledge, entry.voice) == (
        "2026-03",
        "father",
        "told",
        "Turned away.",
    )


def test_a_visit_says_who_was_seen_awake_undressed_alone_and_the_sleeping_place(
    small: Family, signed_in: SignedIn
) -> None:
    typed = {
        "mode": "in_person",
        "with": "mother",
        "seen": ["nobody"],
        "awake": "no",
        "sleep_space_seen": "yes",
        "alone": "",
    }
    client = signed_in("midwife")
    shown = hidden(send(client, "contact.made", "check", **typed))
    assert client.post(f"{PAGE}/contact.made", {**shown, "when": "now", "step": "record", **typed}).status_code == 302
    entry = kept.record(Family.objects.get(key="small")).entries[-1]
    assert [entry.get(name) for name in ("seen", "awake", "sleep_space_seen", "alone")] == [(), False, True, None]


def test_somebody_who_is_not_on_record_comes_into_it_first(small: Family, signed_in: SignedIn) -> None:
    typed = {
        "type": "violence",
        "place": "home",
        "people": ["somebody-new"],
        "people-new-name": "A friend",
        "people-new-role": "other",
    }
    assert send(signed_in("midwife"), "incident", **typed).status_code == 302
    added, incident = Entry.objects.filter(family=small).order_by("number")[small.length :]
    assert (added.kind, incident.kind) == ("person.added", "incident")
    assert incident.facts["people"] == [added.entry_id]
    assert "A friend" in said(signed_in("midwife").get(f"{PAGE}/incident"))


# -- who will see it


def test_who_will_see_it_stands_above_the_button_and_is_what_is_saved(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    opened = client.get(f"{PAGE}/concern.raised")
    assert re.search(r"Community midwives.* Police.* will see this\. Riverside Housing will not", said(opened))
    answer = send(client, "concern.raised", **CONCERN)
    assert answer.status_code == 302
    shown = hidden(opened)["shown"].split(",")
    assert set(entries("concern.raised")[-1].facts["shared"]) == set(shown) - {"midwifery"}


def test_what_changes_who_sees_it_is_shown_before_it_is_saved(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    answer = send(client, "concern.raised", **{**CONCERN, "label": "restricted"})
    assert answer.status_code == 409
    assert "changes who will see it" in said(answer)
    assert len(entries("concern.raised")) == 1
    done = client.post(f"{PAGE}/concern.raised", {**hidden(answer), **CONCERN, "label": "restricted", "step": "record"})
    assert done.status_code == 302
    assert entries("concern.raised")[-1].facts["shared"] == {}


def test_others_than_usual_see_it_only_with_a_reason_which_is_kept(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    checked = send(client, "concern.raised", "check", **CONCERN)
    choice = {**hidden(checked), **CONCERN, "step": "record", "sees_given": "yes", "sees": ["social_care", "housing"]}
    without = client.post(f"{PAGE}/concern.raised", choice)
    assert without.status_code == 422
    assert "Say why" in said(without)
    assert client.post(f"{PAGE}/concern.raised", {**choice, "why_sees": "They asked to be told."}).status_code == 302
    assert set(entries("concern.raised")[-1].facts["shared"]) == {"social_care", "housing"}
    assert Audit.objects.get(act="wrote").why == "They asked to be told."


def test_the_check_page_says_in_words_what_will_be_recorded(small: Family, signed_in: SignedIn) -> None:
    page = said(
        send(signed_in("midwife"), "contact.missed", "check", **{"reason": ["no_access"], "with": ["mother", "baby"]})
    )
    assert "Mallow Brook and" in page
    assert "Nobody let me in" in page


# -- afterwards


def test_a_form_that_a_finding_led_to_says_which_and_what_was_answered_by_it(
    small: Family, signed_in: SignedIn
) -> None:
    concern = actions.record(
        Account.objects.get(sign_in="midwife").viewer(),
        "small",
        {**CONCERN, "kind": "concern.raised", "about": ["baby"], "when": "2026-11-01"},
        by="x",
    ).entry.id
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    found = next(each for each in seen.findings if each.id == f"concern-weighed:{concern}")
    client = signed_in("social.worker")
    filled = {"of": concern, "decision": "A visit tomorrow.", "finding": found.id}
    page = client.get(f"{PAGE}/concern.weighed", filled)
    assert f"This may answer: {found.says}" in said(page)
    done = client.post(f"{PAGE}/concern.weighed", {**hidden(page), **filled, "when": "now", "step": "record"})
    assert done.status_code == 302
    assert "What it answers" in said(client.get(done.headers["Location"]))


def test_after_saving_the_page_says_to_whom_it_went_and_what_must_happen_now(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    page = client.get(send(client, "concern.raised", **CONCERN).headers["Location"])
    assert re.search(r"It has gone to .*Children’s social care", said(page))
    assert "What comes next" in said(page) or "What must happen now" in said(page)
    assert "referral.made?concern=" in page.content.decode()


def test_what_another_agency_recorded_is_not_found_under_recorded_by_who_may_not_see_it(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    for page in ("recorded/{}", "entries/{}/correct", "entries/{}/sharing"):
        hidden_, absent = (client.get(f"/families/small/{page.format(id)}") for id in ("check", "no-such"))
        assert hidden_.status_code == absent.status_code == 404


# -- drafts


def test_what_is_typed_is_kept_and_is_there_again_when_the_form_is_opened(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    kept_ = client.post(f"{PAGE}/concern.raised/draft", {"text": "Half a sent", "about": "baby"})
    assert re.fullmatch(r"\d\d:\d\d", kept_.json()["saved"])
    page = client.get(f"{PAGE}/concern.raised")
    assert "Half a sent" in page.content.decode()
    assert "You began this" in said(page)
    assert "You began, and did not record" in said(client.get(PAGE))
    assert "Half a sent" not in signed_in("social.worker").get(f"{PAGE}/concern.raised").content.decode()


def test_every_step_that_is_sent_keeps_a_draft_without_scripts(small: Family, signed_in: SignedIn) -> None:
    send(signed_in("midwife"), "concern.raised", "check", text="Not done yet")
    assert Draft.objects.get().typed["text"] == ["Not done yet"]


def test_recording_throws_the_draft_away_and_so_does_its_writer(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    send(client, "concern.raised", **CONCERN)
    assert not Draft.objects.exists()
    client.post(f"{PAGE}/concern.raised/draft", {"text": "x"})
    client.post(f"{PAGE}/throw-draft-away", {"form": "concern.raised", "go": "//elsewhere.invalid"})
    assert not Draft.objects.exists()


def test_a_script_that_saves_after_the_form_was_recorded_leaves_no_draft(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN}
    client.post(f"{PAGE}/concern.raised", {**form, "step": "record"})
    assert client.post(f"{PAGE}/concern.raised/draft", form).json() == {"saved": "", "recorded": True}
    assert not Draft.objects.exists()


def test_throwing_a_draft_away_leads_nowhere_else(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("midwife").post(
        f"{PAGE}/throw-draft-away", {"form": "incident", "go": "//elsewhere.invalid/families/small/record"}
    )
    assert answer.headers["Location"] == PAGE


@pytest.fixture
def keeping(settings: LazySettings) -> None:
    """The middleware that keeps what was typed, where the settings have it."""
    ours = "nightlight.web.recording.middleware.KeepsTyped"
    if ours not in settings.MIDDLEWARE:
        place = settings.MIDDLEWARE.index("nightlight.web.accounts.middleware.SignedIn")
        settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], ours, *settings.MIDDLEWARE[place:]]


@pytest.mark.usefixtures("keeping")
def test_a_form_sent_after_the_session_ended_is_there_after_signing_in(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN, "step": "record"}
    client.logout()
    answer = client.post(f"{PAGE}/concern.raised", form)
    assert answer.headers["Location"].startswith("/sign-in/")
    assert len(entries("concern.raised")) == 1
    assert "The cot was full of clothes." in signed_in("midwife").get(f"{PAGE}/concern.raised").content.decode()


@pytest.mark.usefixtures("keeping")
def test_a_script_that_saves_after_the_session_ended_is_told_that_it_did(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), "text": "Late words"}
    client.logout()
    answer = client.post(f"{PAGE}/concern.raised/draft", form)
    assert answer.status_code == 401
    assert answer.json() == {"saved": True, "signed_out": True}


@pytest.mark.usefixtures("keeping")
def test_a_form_sent_from_a_locked_screen_is_kept(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN, "step": "record"}
    client.post("/lock", {"next": "/"})
    client.post(f"{PAGE}/concern.raised", form)
    assert Draft.objects.get().typed["text"] == [CONCERN["text"]]


@pytest.mark.usefixtures("keeping")
def test_a_form_whose_token_is_too_old_is_kept(small: Family, partnership: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Account.objects.get(sign_in="midwife"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN, "step": "record"}
    assert client.post(f"{PAGE}/concern.raised", form).status_code == 403
    assert Draft.objects.get().typed["text"] == [CONCERN["text"]]


@pytest.mark.usefixtures("keeping")
@pytest.mark.parametrize("word", ["", "forged", None])
def test_nobody_puts_words_into_the_draft_of_another(small: Family, partnership: None, word: str | None) -> None:
    """The word says whose page it was; one that we did not sign, or for no such family, keeps nothing."""
    word = signed("midwife", "no-such-family", "concern.raised") if word is None else word
    answer = Client().post(f"{PAGE}/concern.raised", {**CONCERN, "kept_for": word})
    assert answer.status_code == 401
    assert CONCERN["text"] in said(answer)
    assert not Draft.objects.exists()


# -- races


def test_a_form_that_lost_a_race_shows_what_came_between_and_keeps_what_was_typed(
    small: Family, signed_in: SignedIn
) -> None:
    mine, theirs = signed_in("midwife"), signed_in("social.worker")
    opened = hidden(mine.get(f"{PAGE}/concern.raised"))
    assert send(theirs, "concern.raised", about="baby", text="Already seen.").status_code == 302
    answer = mine.post(f"{PAGE}/concern.raised", {**opened, **CONCERN, "step": "record"})
    assert answer.status_code == 409
    assert "Already seen." in said(answer)
    assert CONCERN["text"] in said(answer)
    assert "Record mine too" in said(answer)
    assert mine.post(f"{PAGE}/concern.raised", {**hidden(answer), **CONCERN, "step": "record"}).status_code == 302
    assert [entry.words["text"] for entry in entries("concern.raised")[1:] if entry.words] == [
        "Already seen.",
        CONCERN["text"],
    ]


def test_a_form_sent_twice_is_recorded_once_and_leads_to_the_same_page(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN, "step": "record"}
    first, second = client.post(f"{PAGE}/concern.raised", form), client.post(f"{PAGE}/concern.raised", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(entries("concern.raised")) == 2


def test_what_was_typed_on_another_screen_is_not_lost_where_the_form_was_recorded_already(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    form = {**hidden(client.get(f"{PAGE}/concern.raised")), **CONCERN, "step": "record"}
    client.post(f"{PAGE}/concern.raised", form)
    laptop = {**form, "text": "A second blanket, and the window was shut."}
    kept_for = re.search(r'data-draft="([^"]+)"', client.get(f"{PAGE}/concern.raised").content.decode())
    assert kept_for is not None
    assert "recorded" in client.post(kept_for[1], form).json()
    assert client.post(kept_for[1], laptop).json()["saved"]
    checked = client.post(f"{PAGE}/concern.raised", laptop)
    assert checked.status_code == 409
    assert "You have recorded this form already" in said(checked)
    assert "A second blanket" in said(checked)
    assert len(entries("concern.raised")) == 2
    assert client.post(f"{PAGE}/concern.raised", {**laptop, **hidden(checked), "step": "record"}).status_code == 302
    assert [entry.words["text"] for entry in entries("concern.raised")[1:] if entry.words] == [
        CONCERN["text"],
        laptop["text"],
    ]


def test_a_form_with_somebody_new_in_it_is_recorded_once_too(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    typed = {
        "type": "violence",
        "place": "home",
        "people": ["somebody-new"],
        "people-new-name": "A friend",
        "people-new-role": "other",
    }
    form = {**hidden(client.get(f"{PAGE}/incident")), **typed, "when": "now", "step": "record"}
    first, second = client.post(f"{PAGE}/incident", form), client.post(f"{PAGE}/incident", form)
    assert first.status_code == 302, said(first)
    assert first.headers["Location"] == second.headers["Location"]


# -- corrections, and who may see an entry


def test_a_correction_keeps_both_and_needs_a_reason(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    send(client, "concern.raised", **CONCERN)
    first = entries("concern.raised")[-1].entry_id
    page = f"/families/small/entries/{first}/correct"
    opened = client.get(page)
    assert CONCERN["text"] in opened.content.decode()
    form = {**hidden(opened), "about": "baby", "text": "It was one blanket.", "when": "now", "step": "record"}
    assert client.post(page, form).status_code == 422
    assert client.post(page, {**form, "why": "I looked again."}).status_code == 302
    # The same once more leads to the same page; another one, begun before, is kept for a correction of the correction.
    assert client.post(page, {**form, "why": "I looked again."}).status_code == 302
    other = client.post(page, {**form, "why": "I looked again.", "text": "It was two blankets."})
    assert "What you typed is kept" in said(other)
    second = entries("concern.raised")[-1].entry_id
    assert "It was two blankets." in client.get(f"/families/small/entries/{second}/correct").content.decode()
    assert entries("concern.raised")[-1].facts["replaces"] == first
    assert "has been corrected already" in said(client.get(page))


def test_another_agencys_entry_is_questioned_not_corrected(small: Family, signed_in: SignedIn) -> None:
    page = said(signed_in("midwife").get("/families/small/entries/worry/correct"))
    assert "Only they can correct it" in page


def test_more_agencies_are_told_with_a_reason(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    page = "/families/small/entries/ref/sharing"
    assert client.post(page, {"step": "tell", "to": ["police"]}).status_code == 422
    answer = client.post(page, {"step": "tell", "to": ["police"], "reason": "They visit tonight."})
    assert answer.status_code == 302
    record = kept.record(Family.objects.get(key="small"))
    assert "police" in record.knowing.who("ref")


def test_an_entry_is_held_more_closely_by_a_correction(small: Family, signed_in: SignedIn) -> None:
    client, other = signed_in("midwife"), signed_in("police.officer")
    send(client, "concern.raised", **CONCERN)
    first = entries("concern.raised")[-1].entry_id
    page = f"/families/small/entries/{first}/sharing"
    assert "Those who have seen it have seen it" in said(client.get(page))
    answer = client.post(
        page, {"step": "hold", "label": "restricted", "keep": ["social_care"], "why": "She asked for it."}
    )
    assert answer.status_code == 302
    family = Family.objects.get(key="small")
    seen_by = {
        who: queries.sight_of(Account.objects.get(sign_in=who).viewer(), family, "care", now())
        for who in ("social.worker", "police.officer")
    }
    entry = kept.record(family).entry(first)
    assert seen_by["social.worker"].of(entry) == "whole"
    assert seen_by["police.officer"].of(entry) != "whole"
    assert other.get("/families/small/").status_code in (200, 404)


def test_a_protected_address_stays_out_of_the_words_of_whoever_knows_it_and_is_confirmed_to_nobody_else(
    small: Family, signed_in: SignedIn
) -> None:
    kept_apart = ProtectedAddress.objects.create(
        family=small, person="mother", cipher=seal("4 Fern Row, ZZ1 1ZZ"), since=utc_now()
    )
    kept_apart.may_see.add(Account.objects.get(sign_in="midwife"))
    telling = {**CONCERN, "text": "She is at 4 fern row now."}
    answer = send(signed_in("midwife"), "concern.raised", **telling)
    assert answer.status_code == 422
    assert "protected address" in said(answer)
    assert send(signed_in("social.worker"), "concern.raised", **telling).status_code == 302


# -- who may write


@pytest.mark.parametrize(
    "page", ["record", "record/concern.raised", "recorded/ref", "entries/ref/correct", "entries/ref/sharing", "bodymap"]
)
def test_a_stranger_gets_nothing_of_any_page(small: Family, signed_in: SignedIn, page: str) -> None:
    stranger = signed_in("mental.health")
    for method in (stranger.get, stranger.post):
        answer = method(f"/families/small/{page}")
        assert answer.status_code == 404
        assert "Brook" not in answer.content.decode()
    assert Audit.objects.filter(act="refused", sign_in="mental.health").exists()


def test_a_teaching_case_and_an_earlier_day_are_not_written_to(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    assert client.post(f"{PAGE}/concern.raised?as_of=2026-08-20", {**CONCERN, "step": "record"}).status_code == 409
    assert "at another time" in said(client.get(f"{PAGE}/concern.raised?as_of=2026-08-20"))
    assert len(entries("concern.raised")) == 1


# -- injuries


def test_injuries_are_drawn_where_they_were_seen_and_listed_in_words(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    actions.record(
        Account.objects.get(sign_in="midwife").viewer(),
        "small",
        {"kind": "birth", "child": "baby", "live": True},
        by="x",
    )
    for site in ("left cheek", "somewhere"):
        assert send(client, "injury.seen", child="baby", type="bruise", site=site).status_code == 302
    page = client.get("/families/small/bodymap")
    assert 'aria-label="1, left cheek: bruise' in page.content.decode()
    assert "Not on the drawing: these words name no place" in said(page)
