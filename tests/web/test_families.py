"""Families as a worker meets them: lists, the page of one family, finding, people, new records, concerns about others."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from nightlight.chronology.moments import day_of, says_day
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now, utc_now
from nightlight.web.demonstration import load
from nightlight.web.families.concerns.actions import raise_concern
from nightlight.web.families.search import queries as search
from nightlight.web.store import actions
from nightlight.web.store.addresses import seal
from nightlight.web.store.models import (
    Audit,
    ConcernToPlace,
    Entry,
    Family,
    Involvement,
    LastLooked,
    Notice,
    PersonOfFamily,
    ProtectedAddress,
)
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "EVEN_STEP_SECONDS", 0)


def _text(answer: HttpResponse) -> str:
    """The words of a page, without its tags."""
    body = answer.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def _find(client: Client, **asked: str) -> HttpResponse:
    return client.post("/find", asked)


# -- the page of a family


def test_the_page_says_the_baby_the_people_and_who_is_involved(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("social.worker").get("/families/small/"))
    assert "due 1 March 2027" in page
    assert "Fen Brook" in page
    assert "any meeting with him" in page
    assert "Sam Fennel, social worker" in page


def test_what_is_only_coming_up_has_no_buttons(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").get("/families/small/")
    waiting = {each.finding_id for each in small.findings.filter(state="waiting")}
    assert waiting
    offered = set(re.findall(r"finding/done\?finding=([^\"]+)", answer.content.decode()))
    assert not {each.replace(":", "%3A") for each in waiting} & offered


def test_a_look_is_kept_and_what_others_wrote_since_is_shown(small: Family, signed_in: SignedIn) -> None:
    worker, midwife = signed_in("social.worker"), signed_in("midwife")
    assert "first time that you look" in _text(worker.get("/families/small/"))
    viewer = Account.objects.get(sign_in="midwife").viewer()
    actions.record(
        viewer,
        "small",
        {"kind": "contact.made", "with": ["mother"], "mode": "phone", "when": "2026-11-01"},
        by="Mo Bramble, midwife",
        shared=["social_care"],
        why_shared="they asked",
    )
    second = _text(worker.get("/families/small/"))
    assert "1 entry from others since" in second
    assert "Nothing since" in _text(worker.get("/families/small/"))
    assert "1 entry from others since" in _text(worker.get("/families/small/?again=yes"))
    assert midwife.get("/families/small/").status_code == 200


def test_ones_own_entries_are_no_news_to_oneself(small: Family, signed_in: SignedIn) -> None:
    worker = signed_in("social.worker")
    worker.get("/families/small/")
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    actions.record(viewer, "small", {"kind": "contact.made", "with": ["father"], "mode": "phone"}, by="Sam Fennel")
    assert "Nothing since" in _text(worker.get("/families/small/"))


def test_looking_at_the_past_is_not_kept_as_a_look(small: Family, signed_in: SignedIn) -> None:
    signed_in("social.worker").get("/families/small/?as_of=2026-08-20")
    assert not LastLooked.objects.exists()


def test_the_past_holds_nothing_that_was_recorded_later(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("social.worker").get("/families/small/?as_of=2026-08-11"))
    assert "Sam Fennel" not in page.partition("Baby Brook")[2]  # but for whom the page was made
    assert "Record something" not in page


def test_a_page_holds_no_entry_that_its_viewer_does_not_see(small: Family, signed_in: SignedIn) -> None:
    page = signed_in("midwife").get("/families/small/").content.decode()
    assert "Called to the address twice" not in page
    assert "police" not in page.lower()


# -- lists


def test_a_worker_finds_their_families_in_the_list(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("social.worker").get("/"))
    assert "Baby Brook" in page
    assert "You have not looked yet" in page


@pytest.mark.parametrize("sign_in", ["mental.health", "drug.worker", "neonatal.nurse"])
@pytest.mark.parametrize("list_", ["mine", "team", "agency", "due", "born", "unallocated", "nonsense"])
def test_a_stranger_has_no_family_in_any_list(small: Family, signed_in: SignedIn, sign_in: str, list_: str) -> None:
    assert "Baby Brook" not in _text(signed_in(sign_in).get(f"/?list={list_}"))


def test_a_stale_row_of_the_list_table_opens_nothing(small: Family, signed_in: SignedIn) -> None:
    Involvement.objects.create(family=small, agency="perinatal_mental_health", sign_in="mental.health")
    assert "Baby Brook" not in _text(signed_in("mental.health").get("/?list=mine"))
    assert signed_in("mental.health").get("/families/small/").status_code == 404


def test_only_roles_whose_work_it_is_may_ask_for_all_of_the_agencys(small: Family, signed_in: SignedIn) -> None:
    assert "My agency" not in _text(signed_in("social.worker").get("/"))
    assert "My agency" in _text(signed_in("team.manager").get("/"))


def test_somebody_who_checks_the_looking_sees_reviews_only(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("auditor").get("/?list=agency"))
    assert "sees no family" in page
    assert "Baby Brook" not in page


def test_a_list_is_audited_with_what_it_showed(small: Family, signed_in: SignedIn) -> None:
    signed_in("social.worker").get("/")
    line = Audit.objects.filter(act="listed", sign_in="social.worker").latest("pk")
    assert line.more == {"families": ["small"]}


# -- finding


@pytest.mark.parametrize("name", ["Mallow Brook", ""])
def test_somebody_who_sees_no_family_searches_for_none(small: Family, signed_in: SignedIn, name: str) -> None:
    page = _text(signed_in("auditor").post("/find", {"name": name}))
    assert "sees no family" in page
    assert "Mallow" not in page


@pytest.mark.parametrize("name", ["Mallow Brook", "brook mallow", "Malow Brooke", "Brook", "Mallo", "Mallwo"])
def test_a_search_forgives_spelling(small: Family, signed_in: SignedIn, name: str) -> None:
    assert "Baby Brook" in _text(_find(signed_in("midwife"), name=name))


def test_a_name_with_a_due_date_near_it_is_found_and_with_another_is_not(small: Family, signed_in: SignedIn) -> None:
    worker = signed_in("midwife")
    assert "Nothing found" in _text(
        _find(worker, name="Mallow", day="1 March 2027")
    )  # it is the baby who is due, not she
    assert "Baby Brook" in _text(_find(worker, day="1 March 2027"))
    assert "Nothing found" in _text(_find(worker, day="1 April 2027"))


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "Mallow Brook"},
        {"day": "1 March 2027"},
        {"name": "Brook", "day": "1 March 2027"},
        {"address": "Nowhere Lane"},
    ],
)
def test_hidden_and_absent_are_answered_alike(small: Family, signed_in: SignedIn, asked: dict[str, str]) -> None:
    stranger = signed_in("mental.health")
    hidden = _find(stranger, **asked)
    PersonOfFamily.objects.all().delete()
    absent = _find(stranger, **asked)
    assert hidden.status_code == absent.status_code == 200
    assert _bare(hidden) == _bare(absent)
    assert "Baby Brook" not in hidden.content.decode()


def _bare(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())


def test_a_search_is_audited_without_its_words(small: Family, signed_in: SignedIn) -> None:
    worker = signed_in("midwife")
    _find(worker, name="Mallow Brook")
    _find(worker, name="brook, MALLOW")
    one, two = Audit.objects.filter(page="find").order_by("pk")
    assert one.more["by"] == ["name"]
    assert one.more["families"] == ["small"]
    assert one.more["digest"] == two.more["digest"]
    assert "allow" not in str(one.more).lower()


def test_what_is_wrong_with_a_search_comes_back_beside_its_field(small: Family, signed_in: SignedIn) -> None:
    answer = _find(signed_in("social.worker"), name="Mallow", nhs="943 476 5918", day="32 March")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="nhs-error"' in page
    assert 'id="day-error"' in page
    assert 'value="Mallow"' in page


def test_a_name_that_only_a_hidden_entry_gives_is_not_found(small: Family, signed_in: SignedIn) -> None:
    viewer = Account.objects.get(sign_in="police.officer").viewer()
    actions.record(
        viewer, "small", {"kind": "person.added", "name": "Zebedee Quux", "label": "sealed"}, by="Pat Mallow", shared=[]
    )
    assert PersonOfFamily.objects.filter(name="Zebedee Quux").exists()
    assert "Nothing found" in _text(_find(signed_in("social.worker"), name="Zebedee Quux"))


def _record(sign_in: str, raw: dict[str, object], **more: object) -> None:
    viewer = Account.objects.get(sign_in=sign_in).viewer()
    actions.record(viewer, "small", raw, by=sign_in, **more)


def test_words_of_an_address_find_a_family_and_of_a_protected_one_never(small: Family, signed_in: SignedIn) -> None:
    midwife = signed_in("midwife")
    _record(
        "midwife",
        {"kind": "household.joined", "person": "mother", "household": "home", "address": "4 Fern Row, ZZ1 1ZZ"},
    )
    assert "Baby Brook" in _text(_find(midwife, address="fern row"))
    assert "Baby Brook" in _text(_find(midwife, address="ZZ11ZZ"))
    assert "Nothing found" in _text(_find(signed_in("mental.health"), address="fern row"))
    address = ProtectedAddress.objects.create(
        family=small, person="mother", cipher=seal("4 Fern Row, ZZ1 1ZZ"), since=utc_now()
    )
    address.may_see.add(Account.objects.get(sign_in="midwife"))
    assert "Nothing found" in _text(_find(midwife, address="fern row"))
    _record("midwife", {"kind": "contact.made", "with": ["mother"], "mode": "phone"})
    assert not PersonOfFamily.objects.filter(address__contains="fern").exists()


# -- what a setting may ask


def test_a_setting_is_told_that_somebody_is_involved_and_whom_to_call(small: Family, signed_in: SignedIn) -> None:
    added = {"name": "Wren Brook", "role": "sibling", "born": "4 May 2018"}
    signed_in("midwife").post("/families/small/people/add", added | {"asked": "yes"})
    page = _text(signed_in("school").post("/enquiry", {"name": "Wren Brook", "day": "4 May 2018"}))
    assert "Somebody is involved with this family" in page
    assert "extension" in page
    assert "Mallow" not in page


def test_a_setting_that_asks_of_nobody_gets_the_answer_of_nobody_involved(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("school").post("/enquiry", {"name": "No Such", "day": "4 May 2018"}))
    assert "Nobody is on record as involved" in page


def test_half_a_name_is_not_enough_for_a_setting(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("school").post("/enquiry", {"name": "Wren", "day": ""})
    assert answer.status_code == 422
    assert "Enter the date of birth" in answer.content.decode()


def test_nobody_but_a_setting_may_ask_so(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("social.worker").post("/enquiry", {"name": "Mallow Brook", "day": "4 May 1998"}).status_code == 403


# -- concerns


def _raise(client: Client, **typed: str) -> HttpResponse:
    said = {"who": "A young couple above the shop", "happened": "Shouting at night.", "contact": "ring 5"}
    return client.post("/concern", said | typed)


def test_a_concern_goes_to_the_duty_desk_and_whoever_raised_it_sees_each_step(
    small: Family, signed_in: SignedIn
) -> None:
    housing, desk = signed_in("housing.officer"), signed_in("duty.desk")
    assert _raise(housing).status_code == 302
    number = ConcernToPlace.objects.get().pk
    assert "With the duty desk" in _text(housing.get("/concerns"))
    assert Notice.objects.filter(account__sign_in="duty.desk", urgent=True).exists()
    assert "Shouting at night." in _text(desk.get(f"/concerns/{number}"))
    assert "Received by Dee Sorrel" in _text(housing.get("/concerns"))
    desk.post(f"/concerns/{number}", {"do": "answer", "told": "Passed on today."})
    page = _text(housing.get("/concerns"))
    assert "Answered" in page
    assert "Passed on today." in page


def test_a_concern_is_passed_to_whoever_works_with_the_family_and_placed_in_its_record(
    small: Family, signed_in: SignedIn
) -> None:
    _raise(signed_in("housing.officer"))
    number = ConcernToPlace.objects.get().pk
    desk, worker = signed_in("duty.desk"), signed_in("social.worker")
    assert worker.get(f"/concerns/{number}").status_code == 404
    assert desk.post(f"/concerns/{number}", {"do": "pass", "to": "social.worker"}).status_code == 302
    assert Notice.objects.filter(account__sign_in="social.worker").exists()
    assert worker.post(f"/concerns/{number}", {"do": "place", "key": "small", "about": ["baby"]}).status_code == 302
    entry = Entry.objects.get(family=small, entry_id=ConcernToPlace.objects.get().entry_id)
    assert (entry.kind, entry.agency) == ("concern.raised", "social_care")
    assert entry.words is not None
    assert entry.words["source"] == "housing officer, Riverside Housing"
    assert "Placed in a family" in _text(signed_in("housing.officer").get("/concerns"))


def test_today_shows_a_concern_to_whoever_places_it_and_to_whoever_raised_it(
    small: Family, signed_in: SignedIn
) -> None:
    _raise(signed_in("housing.officer"))
    number = ConcernToPlace.objects.get().pk
    desk, raiser = signed_in("duty.desk"), signed_in("housing.officer")
    waits = desk.get("/today")
    assert "Concerns to place" in _text(waits)
    assert f'href="/concerns/{number}"' in waits.content.decode()
    assert 'href="/concerns"' in desk.get("/").content.decode()
    assert "Concerns that you raised" in _text(raiser.get("/today"))
    assert "With the duty desk of" in _text(raiser.get("/today"))
    desk.post(f"/concerns/{number}", {"do": "pass", "to": "social.worker"})
    assert "Concerns passed to you" in _text(signed_in("social.worker").get("/today"))
    for other in ("midwife", "team.manager"):
        said = _text(signed_in(other).get("/today"))
        assert "Concerns to place" not in said
        assert "Concerns that you raised" not in said


def test_an_answer_to_a_concern_in_a_record_is_an_entry_too(small: Family, signed_in: SignedIn) -> None:
    _raise(signed_in("housing.officer"))
    number = ConcernToPlace.objects.get().pk
    signed_in("duty.desk").post(f"/concerns/{number}", {"do": "pass", "to": "social.worker"})
    worker = signed_in("social.worker")
    worker.post(f"/concerns/{number}", {"do": "place", "key": "small", "about": ["baby"]})
    worker.post(f"/concerns/{number}", {"do": "answer", "told": "Looked into today."})
    assert Entry.objects.filter(family=small, kind="concern.answered").count() == 1
    assert "Looked into today." in _text(signed_in("housing.officer").get("/concerns"))


def test_a_concern_is_not_passed_to_another_agency(small: Family, signed_in: SignedIn) -> None:
    _raise(signed_in("housing.officer"))
    number = ConcernToPlace.objects.get().pk
    assert signed_in("duty.desk").post(f"/concerns/{number}", {"do": "pass", "to": "midwife"}).status_code == 404
    assert ConcernToPlace.objects.get().passed_to is None


def test_a_record_is_begun_with_a_concern_in_it(small: Family, signed_in: SignedIn) -> None:
    _raise(signed_in("housing.officer"))
    number = ConcernToPlace.objects.get().pk
    answer = signed_in("duty.desk").post(f"/families/new?concern={number}", NEW | {"role": "social_worker"})
    assert answer.status_code == 302
    row = ConcernToPlace.objects.get()
    assert row.family is not None
    assert answer.headers["Location"] == f"/families/{row.family.key}/"
    assert Entry.objects.get(family=row.family, entry_id=row.entry_id).kind == "concern.raised"


def test_nobody_but_its_duty_desk_reads_a_concern(small: Family, signed_in: SignedIn) -> None:
    housing = signed_in("housing.officer")
    _raise(housing)
    number = ConcernToPlace.objects.get().pk
    for sign_in in ("housing.officer", "social.worker", "team.manager", "police.officer", "ward.nurse"):
        assert signed_in(sign_in).get(f"/concerns/{number}").status_code == 404
        assert "above the shop" not in _text(signed_in(sign_in).get("/concerns")) or sign_in == "housing.officer"
    assert Audit.objects.filter(act="refused", page="concern_to_place").count() == 5


def test_a_concern_without_its_words_is_not_sent_and_what_was_typed_is_kept(small: Family, signed_in: SignedIn) -> None:
    answer = _raise(signed_in("housing.officer"), happened="")
    assert answer.status_code == 422
    assert "A young couple above the shop" in answer.content.decode()
    assert not ConcernToPlace.objects.exists()


# -- people


def test_everybody_is_listed_with_what_is_not_recorded(small: Family, signed_in: SignedIn) -> None:
    page = _text(signed_in("midwife").get("/families/small/people"))
    assert "Mallow Brook" in page
    assert "Not recorded:" in page


def test_a_stranger_gets_no_page_of_people(small: Family, signed_in: SignedIn) -> None:
    for path in ("people", "people/add", "people/mother"):
        assert signed_in("mental.health").get(f"/families/small/{path}").status_code == 404


def test_a_person_is_added(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").post(
        "/families/small/people/add", {"name": "Dave from upstairs", "role": "other", "sex": "male"}
    )
    assert answer.status_code == 302
    assert Entry.objects.filter(family=small, kind="person.added").count() == 1
    assert "Dave from upstairs" in _text(signed_in("social.worker").get(answer.headers["Location"]))


def test_somebody_who_looks_alike_is_asked_about_first_and_linked_with_a_reason(
    small: Family, signed_in: SignedIn
) -> None:
    worker = signed_in("social.worker")
    asked = worker.post("/families/small/people/add", {"name": "Fenn Brooke", "role": "father"})
    assert "Is it one of these?" in asked.content.decode()
    assert not Entry.objects.filter(kind="person.added").exists()
    again = {"name": "Fenn Brooke", "role": "father", "asked": "yes", "alike-father": "same"}
    assert worker.post("/families/small/people/add", again).status_code == 422
    assert worker.post("/families/small/people/add", again | {"basis-father": "He said so."}).status_code == 302
    assert Entry.objects.filter(kind="person.same").count() == 1
    page = _text(worker.get("/families/small/people/father"))
    assert "found to be one person, because: He said so." in page


def test_a_link_is_undone_and_stays_undone(small: Family, signed_in: SignedIn) -> None:
    worker = signed_in("social.worker")
    worker.post("/families/small/people/add", {"name": "Dave", "role": "other", "sex": "male"})
    dave = Entry.objects.get(kind="person.added").entry_id
    said = {"person": "father", "other": dave, "basis": "The midwife met both."}
    worker.post("/families/small/people/father", said | {"do": "same"})
    assert "found to be one person" in _text(worker.get("/families/small/people/father"))
    worker.post("/families/small/people/father", said | {"do": "never"})
    page = _text(worker.get("/families/small/people/father"))
    assert "found to be one person" not in page
    assert "Never the same as" in page
    for n in range(6):
        worker.post("/families/small/people/father", said | {"do": "never" if n % 2 else "same"})
        assert ("found to be one person" in _text(worker.get("/families/small/people/father"))) == (n % 2 == 0)


def test_a_link_without_a_reason_is_not_made(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").post(
        "/families/small/people/father", {"person": "father", "other": "mother", "do": "same"}
    )
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="person.same").exists()


# -- keys that a case file made up


@pytest.mark.parametrize("key", ["partner/2", "50%", "%2F", "..", "a b", "a?b#c", "Ł/ó", "back\\slash", "line\nend"])
def test_a_person_of_a_record_may_be_called_anything_and_has_a_page(
    partnership: None, signed_in: SignedIn, key: str
) -> None:
    told = {**SMALL, "people": {**SMALL["people"], key: {"role": "other", "name": "Reed Hollow"}}}
    met = {
        "kind": "contact.made",
        "id": f"met {key}",
        "when": "2026-08-14",
        "agency": "social_care",
        "with": [key],
        "mode": "in_person",
    }
    told["entries"] = [*SMALL["entries"], met]
    reader = Reader()
    load.family("odd", "Baby Odd", reader.record(told, "odd"), now(), teaching=False)
    assert not reader.problems
    client = signed_in("social.worker")
    (href,) = re.findall(r'href="([^"]+)">Reed Hollow', client.get("/families/odd/people").content.decode())
    assert "Reed Hollow" in _text(client.get(unescape(href)))
    for page in ("/families/odd/", "/families/odd/tree", "/families/odd/around", "/families/odd/chronology"):
        assert client.get(page).status_code == 200, page
    for name in ("recorded", "correct_entry", "sharing"):
        assert client.get(reverse(name, kwargs={"key": "odd", "entry": met["id"]})).status_code == 200, name


def test_a_family_has_a_key_that_an_address_can_hold(partnership: None) -> None:
    for key in ("a/b", "", "..", "a b", "a" * 41):
        with pytest.raises(ValueError, match="cannot be a family's key"):
            actions.start_family(key)


# -- a new record


NEW = {
    "mother": "Tansy Hollow",
    "due": "1 May 2027",
    "weeks": "12",
    "why": "She asked for help with her housing.",
    "role": "midwife",
}


def test_a_midwife_begins_a_record_and_can_open_it(small: Family, signed_in: SignedIn) -> None:
    midwife = signed_in("midwife")
    answer = midwife.post("/families/new", NEW)
    assert answer.status_code == 302
    page = _text(midwife.get(answer.headers["Location"]))
    assert "Baby of Tansy Hollow" in page
    assert "due 1 May 2027" in page
    assert "Mo Bramble, midwife" in page
    assert signed_in("mental.health").get(answer.headers["Location"]).status_code == 404


def test_a_new_record_without_its_words_is_not_begun_and_keeps_what_was_typed(
    small: Family, signed_in: SignedIn
) -> None:
    answer = signed_in("midwife").post("/families/new", NEW | {"due": "", "why": ""})
    assert answer.status_code == 422
    assert 'value="Tansy Hollow"' in answer.content.decode()
    assert Family.objects.count() == 1


@pytest.mark.parametrize("typed", [{"due": "", "due_unknown": "yes"}, {"due": "Not known yet"}])
def test_a_record_is_begun_without_a_due_date_and_asks_for_it(
    small: Family, signed_in: SignedIn, typed: dict[str, str]
) -> None:
    midwife = signed_in("midwife")
    answer = midwife.post("/families/new", NEW | {"weeks": ""} | typed)
    assert answer.status_code == 302
    page = _text(midwife.get(answer.headers["Location"]))
    assert "Unborn, due date not recorded" in page
    assert "When is the baby due?" in page
    assert not Entry.objects.exclude(family="small").filter(kind="pregnancy.known").exists()
    chronology = _text(midwife.get(f"{answer.headers['Location']}chronology"))
    assert "She asked for help with her housing." in chronology


def test_a_due_date_that_is_not_known_is_reckoned_from_the_weeks_and_asked_after(
    small: Family, signed_in: SignedIn
) -> None:
    midwife = signed_in("midwife")
    answer = midwife.post("/families/new", NEW | {"due": "", "due_unknown": "yes", "weeks": "12"})
    page = _text(midwife.get(answer.headers["Location"]))
    assert f"Unborn, 12 weeks, due {says_day(day_of(now()) + 28 * 7)}" in page
    assert "What does the dating scan say?" in page


def test_without_a_due_date_one_says_that_it_is_not_known(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("midwife").post("/families/new", NEW | {"due": ""})
    assert answer.status_code == 422
    assert "tick that it is not known yet" in _text(answer)


@pytest.mark.parametrize(("address", "page"), [("/concerns", "concerns"), ("/today", "today")])
def test_the_list_of_concerns_to_place_is_audited_with_what_it_showed_and_for_those_alone_who_have_it(
    small: Family, signed_in: SignedIn, address: str, page: str
) -> None:
    number = raise_concern(
        Account.objects.get(sign_in="housing.officer").viewer(), "social_care", "A", "Shouting.", "1"
    )
    listed = Audit.objects.filter(act="listed", page=page, more__has_key="concerns")
    signed_in("duty.desk").get(address)
    line = listed.get(sign_in="duty.desk")
    assert line.more["concerns"] == [number]
    signed_in("health.visitor").get(address)
    assert not listed.filter(sign_in="health.visitor").exists()


def test_a_concern_is_placed_in_a_record_whose_due_date_is_not_known(small: Family, signed_in: SignedIn) -> None:
    number = raise_concern(
        Account.objects.get(sign_in="housing.officer").viewer(), "social_care", "A", "Shouting.", "1"
    )
    typed = NEW | {"due": "", "weeks": "", "due_unknown": "yes", "role": "social_worker"}
    answer = signed_in("duty.desk").post(f"/families/new?concern={number}", typed)
    assert answer.status_code == 302
    assert Entry.objects.get(kind="concern.raised", family_id=ConcernToPlace.objects.get().family_id)


def test_a_mother_whom_one_may_see_already_is_shown_first(small: Family, signed_in: SignedIn) -> None:
    midwife = signed_in("midwife")
    same = NEW | {"mother": "Malow Brook", "due": "3 March 2027"}
    assert "Is it one of these?" in midwife.post("/families/new", same).content.decode()
    assert Family.objects.count() == 1
    assert midwife.post("/families/new", same | {"asked": "yes"}).status_code == 302


def test_a_mother_in_a_hidden_family_gives_no_hint_and_the_duty_desk_is_asked_to_look(
    small: Family, signed_in: SignedIn
) -> None:
    worker = signed_in("mental.health")
    answer = worker.post(
        "/families/new", NEW | {"mother": "Mallow Brook", "due": "3 March 2027", "role": "mental_health_worker"}
    )
    assert answer.status_code == 302
    notice = Notice.objects.get(account__sign_in="duty.desk")
    assert "Brook" not in notice.says
    assert "Max Valerian" in notice.says


def test_somebody_who_checks_the_looking_begins_no_record(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("auditor").post("/families/new", NEW).status_code == 404
    assert Family.objects.count() == 1
