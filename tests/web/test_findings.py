"""The findings of a family: all of them, one of them, its three answers, asking whoever owes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.parse import quote_plus as quote

import pytest
from django.test import Client

from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import day_of, iso_day, says_day
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.picture import fold
from nightlight.safeguards.incremental import findings as findings_at
from nightlight.safeguards.systems import SYSTEMS
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.findings.actions import explain
from nightlight.web.findings.answering import options
from nightlight.web.findings.present import folded, in_order
from nightlight.web.store import actions, kept, queries
from nightlight.web.store.last_seen import last_seen
from nightlight.web.store.models import Audit, Entry, Family, Finding, Notice
from nightlight.web.store.unsealed import known_then, stands
from nightlight.web.ui.frame import by_due, finding_says, finding_state, slug
from tests.web.conftest import SMALL
from tests.web.told_family import OWED, told_family

SignedIn = Callable[[str], Client]


@pytest.fixture
def small(partnership: None) -> Family:
    """The small family, of which social care was told what came before it."""
    return told_family()


@pytest.fixture
def owed(small: Family) -> Finding:
    """A finding of the small family that is past due and that social care owes."""
    return small.findings.get(finding_id=OWED, state="overdue")


def _path(name: str = "") -> str:
    return f"/families/small/finding{'/' + name if name else ''}"


def _text(answer: object) -> str:
    """What an answer says, without its marks, as one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_all_that_is_asked_is_grouped_by_system_with_what_needs_an_answer_first(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    answer = signed_in("social.worker").get("/families/small/findings")
    said = _text(answer)
    assert answer.status_code == 200
    assert said.index("Needs an answer") < said.index("Coming up") < said.index("Answered")
    assert SYSTEMS[owed.said["system"]] in said
    assert "part of the record" in said


def test_the_filter_shows_one_system_only(small: Family, owed: Finding, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    ids = set(re.findall(r'id="(f-[^"]+)"', client.get("/families/small/findings").content.decode()))
    system = owed.said["system"]
    shown = set(re.findall(r'id="(f-[^"]+)"', client.get(f"/families/small/findings?system={system}").content.decode()))
    assert shown
    assert shown < ids


def test_a_finding_says_why_it_is_asked_what_it_rests_on_and_what_comes_next(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    answer = signed_in("social.worker").get(_path(), {"finding": owed.finding_id})
    said = _text(answer)
    assert answer.status_code == 200
    needed = (
        "What it rests on",
        "What would answer it",
        "Who owes the answer",
        "The lesson it comes from",
        "part of the record",
    )
    for words in (owed.said["ask"], *needed):
        assert words in said
    assert "entry=" in answer.content.decode()


def test_a_page_shows_numbers_of_what_is_seen_and_never_places(small: Family, signed_in: SignedIn) -> None:
    # The police's check is hidden from the midwives, so that what follows it has another number for them than its place.
    client = signed_in("midwife")
    for each in small.findings.all():
        body = client.get(_path(), {"finding": each.finding_id}).content.decode()
        assert "#e0" not in body
        assert '"because"' not in body


@pytest.mark.parametrize("sign_in", ["mental.health", "gp", "auditor"])
@pytest.mark.parametrize("page", ["findings", "finding", "finding/done", "finding/not-needed", "finding/not-yet"])
def test_a_stranger_learns_nothing_from_any_page(
    small: Family, owed: Finding, signed_in: SignedIn, sign_in: str, page: str
) -> None:
    client = signed_in(sign_in)
    hidden = client.get(f"/families/small/{page}", {"finding": owed.finding_id})
    absent = client.get(f"/families/snall/{page}", {"finding": owed.finding_id})
    assert hidden.status_code == absent.status_code == 404
    assert owed.said["says"].encode() not in hidden.content


def test_a_finding_that_is_hidden_and_one_that_is_not_there_are_answered_alike(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    seen = {
        each.id for each in queries.family(Account.objects.get(sign_in="midwife").viewer(), "small", "test").findings
    }
    hidden = sorted({each.finding_id for each in small.findings.all()} - seen)
    asked = [*hidden, "no-such-safeguard:nothing"]
    assert hidden
    answers = {re.sub(rb'value="[^"]*"', b"", client.get(_path(), {"finding": each}).content) for each in asked}
    assert len(answers) == 1


def test_not_needed_asks_for_a_reason_and_keeps_what_was_typed(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    before = Entry.objects.count()
    answer = client.post(_path("not-needed"), {"finding": owed.finding_id, "reason": "   "})
    assert answer.status_code == 422
    assert "Say why it is not needed" in _text(answer)
    assert Entry.objects.count() == before


def test_not_needed_is_recorded_with_its_reason_and_the_page_says_what_the_finding_says_now(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    answer = signed_in("social.worker").post(
        _path("not-needed"),
        {"finding": owed.finding_id, "reason": "Considered, and no: the family moved."},
        follow=True,
    )
    said = _text(answer)
    entry = Entry.objects.filter(kind="finding.explained").get()
    assert entry.facts["account"] == "social.worker"
    assert Finding.objects.get(pk=owed.pk).state == "excused"
    assert "It now reads: Not needed" in said
    assert "Considered, and no: the family moved." in said
    assert Audit.objects.filter(act="wrote", sign_in="social.worker").exists()


def test_not_yet_puts_a_finding_off_until_a_day_and_asks_again_after_it(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    until = day_of(now()) + 14
    answer = signed_in("social.worker").post(
        _path("not-yet"),
        {"finding": owed.finding_id, "until": says_day(until), "reason": "The clinic opens then."},
        follow=True,
    )
    family, found = Family.objects.get(key="small"), Finding.objects.get(pk=owed.pk)
    entry = Entry.objects.get(kind="finding.explained")
    assert entry.facts["until"] == iso_day(until)
    assert found.state == "waiting"
    assert family.next_change_on is not None
    assert family.next_change_on <= until + 1
    assert f"Not yet, until {says_day(until)}" in _text(answer)


def test_what_was_put_off_says_by_whom_until_when_and_why_and_what_its_own_date_was(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    own_day = owed.due
    assert own_day is not None
    until = day_of(now()) + 14
    client = signed_in("social.worker")
    put_off = {"finding": owed.finding_id, "until": says_day(until), "reason": "The clinic opens then"}
    one = unescape(_text(client.post(_path("not-yet"), put_off, follow=True)))
    said = (
        f"Put off by Sam Fennel, social worker, Children’s social care, on {says_day(day_of(now()))}, because: The clinic opens then. "
        f"It was due by {by_due(own_day)}."
    )
    assert said in one
    assert f"It now reads: Put off until {says_day(until)}." in one
    for page in ("/families/small/findings", "/today"):
        shown = unescape(_text(client.get(page)))
        assert f"Put off until {says_day(until)}" in shown
        assert said in shown
        assert f"Coming up, by {by_due(own_day)}" not in shown
        assert f"By {by_due(own_day)}" not in shown
    board = unescape(_text(client.get("/families/small/chronology")))
    assert f"put off until {says_day(until)}" in board


def test_what_was_put_off_to_a_day_before_its_own_is_still_coming_up_by_its_own(small: Family) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    found = next(each for each in seen.findings if each.state == "waiting" and each.owed_by("social_care") and each.due)
    assert found.due is not None
    explain(seen, found, "Sam", "Next week.", day_of(now()) + 1)
    after = queries.family(seen.viewer, "small", "test")
    again = next(each for each in after.findings if each.id == found.id)
    assert finding_state(again, after) == f"Coming up, by {by_due(found.due)}"


def test_whoever_does_not_see_who_put_it_off_reads_that_it_waits_and_no_past_day(small: Family, owed: Finding) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    found = next(each for each in seen.findings if each.id == owed.finding_id)
    waiting = replace(found, state="waiting")
    assert finding_state(waiting, seen) == "Waiting"
    assert not finding_says(waiting, seen, by=True).startswith("By ")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "Write it as 27 March 2026"),
        ("yesterday", "a day after today"),
        ("soon", "Write it as 27 March 2026"),
        ("March 2030", "Write a day"),
        ("27 March 2050", "within a year"),
    ],
)
def test_not_yet_asks_for_a_day_to_come_and_loses_nothing(
    small: Family, owed: Finding, signed_in: SignedIn, until: str, said: str
) -> None:
    answer = signed_in("social.worker").post(
        _path("not-yet"), {"finding": owed.finding_id, "until": until, "reason": "A reason & <more>"}
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in _text(answer)
    assert "A reason &amp; &lt;more&gt;" in body
    assert not Entry.objects.filter(kind="finding.explained").exists()


def test_done_leads_to_the_form_of_what_was_done_filled_in(small: Family, signed_in: SignedIn) -> None:
    found = small.findings.get(safeguard="concern-weighed", state__in=("overdue", "waiting", "due_soon"))
    client = signed_in("social.worker")
    page = client.get(_path("done"), {"finding": found.finding_id}).content.decode()
    choice = re.search(r'value="(kind=concern\.weighed[^"]*)"', page)
    assert choice is not None
    answer = client.post(
        _path("done"), {"finding": found.finding_id, "what": choice[1].replace("&amp;", "&"), "when": "yesterday"}
    )
    where = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert where.path == "/families/small/record/concern.weighed"
    asked = parse_qs(where.query)
    assert asked["of"] == ["worry"]
    assert asked["finding"] == [found.finding_id]
    form = client.get(answer.headers["Location"]).content.decode()
    assert re.search(r'name="when" type="radio" value="other" checked', form)
    assert re.search(rf'name="when-day"[^>]*value="{says_day(day_of(now()) - 1)}"', form)


def test_each_kind_that_would_answer_is_offered_once_and_what_only_opens_the_way_comes_last(small: Family) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    several = 0
    for found in seen.findings:
        offered = options(found, seen)
        kinds = [each.kind for each in offered]
        assert len(kinds) == len(set(kinds)), found.id
        assert [each.first for each in offered] == sorted(each.first for each in offered), found.id
        several += len(kinds) > 1
    assert several


def test_for_an_allocation_the_referral_itself_is_offered_first_and_each_choice_says_what_it_is_for(
    small: Family, signed_in: SignedIn
) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    found = next(each for each in seen.findings if each.safeguard == "referral-allocated")
    first, second = options(found, seen)
    assert (first.kind, first.fields, first.near) == ("referral.allocated", (("of", "ref"),), True)
    assert second.kind == "worker.assigned"
    assert "It counts with role: social worker or" in second.note
    assert first.note.startswith("A named worker has the referral.")
    assert second.note.startswith("A worker takes on this family")


def test_what_could_have_been_held_is_filled_in_before_what_is_only_to_come(small: Family) -> None:
    writer = Account.objects.get(sign_in="social.worker").viewer()
    plan = {
        "kind": "plan.started",
        "type": "child_protection",
        "children": ["baby"],
        "when": "2026-09-01",
        "id": "plan",
    }
    actions.record(writer, "small", plan, by="Sam")
    for id, date in (("past", "2026-10-01"), ("to-come", iso_day(day_of(now()) + 20))):
        called = {"kind": "meeting.called", "id": id, "type": "core_group", "date": date, "invited": ["midwifery"]}
        actions.record(writer, "small", called | {"when": "2026-09-02"}, by="Sam")
    seen = queries.family(writer, "small", "test")
    offered = [each for found in seen.findings for each in options(found, seen) if each.kind == "meeting.held"]
    filled = [dict(each.fields).get("of") for each in offered if "choose another" in each.note]
    assert filled
    assert set(filled) == {"past"}


def test_every_way_of_answering_names_fields_that_its_form_has(small: Family, signed_in: SignedIn) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    looked_at = 0
    for found in seen.findings:
        for option in options(found, seen):
            for name, _ in option.fields:
                assert name in KINDS[option.kind].specs or name in ENVELOPE, (found.id, option)
                looked_at += 1
    assert looked_at > 5


def test_what_did_not_happen_yet_is_not_done(small: Family, owed: Finding, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    page = client.get(_path("done"), {"finding": owed.finding_id}).content.decode()
    choice = re.search(r'name="what"(?: type="radio")? value="([^"]+)"', page)
    assert choice is not None
    tomorrow = says_day(day_of(now()) + 1)
    answer = client.post(
        _path("done"), {"finding": owed.finding_id, "what": choice[1].replace("&amp;", "&"), "when": tomorrow}
    )
    assert answer.status_code == 422
    assert "today or before" in _text(answer)
    assert tomorrow in answer.content.decode()


def test_nobody_answers_for_another_agency_but_may_ask_it_once_a_day(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    assert client.get(_path(), {"finding": owed.finding_id}).status_code == 200
    refused = client.post(_path("not-needed"), {"finding": owed.finding_id, "reason": "We think not."})
    assert not Entry.objects.filter(kind="finding.explained").exists()
    assert "to answer" in _text(refused)
    first = client.post(_path("ask"), {"finding": owed.finding_id}, follow=True)
    second = client.post(_path("ask"), {"finding": owed.finding_id}, follow=True)
    notice = Notice.objects.get(account__sign_in="social.worker")
    assert "Asked: one person" in _text(first)
    assert "asked today already" in _text(second)
    assert notice.finding == owed.finding_id
    assert owed.said["says"] not in notice.says


@pytest.mark.parametrize("page", ["not-needed", "not-yet", "done", "ask"])
def test_a_form_posted_by_a_stranger_writes_nothing_and_is_audited(
    small: Family, owed: Finding, signed_in: SignedIn, page: str
) -> None:
    entries = Entry.objects.count()
    typed = {"finding": owed.finding_id, "reason": "x", "until": "tomorrow", "what": "kind=concern.weighed"}
    answer = signed_in("mental.health").post(_path(page), typed)
    assert answer.status_code == 404
    assert Entry.objects.count() == entries
    assert not Notice.objects.exists()
    assert Audit.objects.filter(act="refused", sign_in="mental.health").exists()


def test_nothing_is_answered_in_the_past(small: Family, owed: Finding, signed_in: SignedIn) -> None:
    answer = signed_in("social.worker").post(
        f"{_path('not-needed')}?as_of={iso_day(day_of(now()) - 1)}", {"finding": owed.finding_id, "reason": "x"}
    )
    assert answer.status_code == 404
    assert not Entry.objects.filter(kind="finding.explained").exists()


def test_what_has_been_answered_is_not_answered_again(small: Family, owed: Finding, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    for _ in range(2):
        client.post(_path("not-needed"), {"finding": owed.finding_id, "reason": "Considered, and no."})
    assert Entry.objects.filter(kind="finding.explained").count() == 1


def test_an_earlier_moment_shows_what_was_asked_then_with_the_state_that_it_had_then(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    referred = day_of(now()) - 102  # the day of the referral, on which this rests
    after = client.get("/families/small/findings", {"as_of": iso_day(referred + 1)})
    before = client.get("/families/small/findings", {"as_of": iso_day(referred - 1)})
    card = f'id="f-{slug(OWED)}"'
    assert card in after.content.decode()
    assert card not in before.content.decode()
    assert owed.said["says"] not in _text(after)  # it was not past due then
    assert "Was due" not in _text(after)
    one = _text(client.get(_path(), {"finding": OWED, "as_of": iso_day(referred + 1)}))
    assert "Was due" not in one
    assert "Watched since" in one
    assert "Coming up, by" in one


def test_the_page_of_a_family_in_the_past_shows_what_was_asked_then_and_nothing_of_today(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    today = _text(client.get("/families/small/"))
    then = _text(client.get("/families/small/", {"as_of": iso_day(day_of(now()) - 101)}))
    assert owed.said["says"] in today
    assert owed.said["says"] not in then
    assert "What needed an answer then" in then


def test_a_record_too_long_to_be_asked_anew_says_so_and_shows_no_state_of_today(
    small: Family, owed: Finding, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LONGEST", 3)
    client = signed_in("social.worker")
    yesterday = {"as_of": iso_day(day_of(now()) - 1)}
    for path in ("/families/small/findings", "/families/small/", "/families/small/chronology"):
        said = _text(client.get(path, yesterday))
        assert "not worked out" in said
        assert owed.said["says"] not in said
    assert client.get(_path(), {"finding": OWED, **yesterday}).status_code == 404


def test_going_back_to_now_keeps_what_the_page_shows(small: Family, owed: Finding, signed_in: SignedIn) -> None:
    body = signed_in("social.worker").get(_path(), {"finding": OWED, "as_of": iso_day(day_of(now()) - 1)})
    assert f'href="{_path()}?finding={quote(OWED)}"' in body.content.decode()


def test_the_general_form_of_an_explanation_excuses_nothing_that_another_agency_owes(
    small: Family, owed: Finding, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    typed = {"finding": owed.finding_id, "reason": "We looked at it.", "when": "now", "step": "record"}
    answer = client.post("/families/small/record/finding.explained", typed)
    assert answer.status_code == 422
    assert "Another agency owes this answer" in _text(answer)
    assert "We looked at it." in answer.content.decode()
    assert Finding.objects.get(pk=owed.pk).state == "overdue"
    assert not Entry.objects.filter(kind="finding.explained").exists()


def test_an_explanation_of_what_is_hidden_and_of_what_is_not_asked_is_refused_alike(
    small: Family, signed_in: SignedIn
) -> None:
    viewer = Account.objects.get(sign_in="midwife").viewer()
    seen = {each.id for each in queries.family(viewer, "small", "test").findings}
    hidden = sorted({each.finding_id for each in small.findings.all()} - seen)
    assert hidden
    said = set()
    for id in (hidden[0], "no-such-safeguard:nothing"):
        with pytest.raises(Unreadable) as wrong:
            actions.record(viewer, "small", {"kind": "finding.explained", "finding": id, "reason": "x"}, by="x")
        said |= {each.message for each in wrong.value.problems if each.field == "finding"}
    assert said == {"nothing of that name is asked of this family, as far as you may see"}


def test_what_is_past_due_says_when_it_was_due_and_what_is_not_yet_by_when(small: Family, owed: Finding) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    late = next(each for each in seen.findings if each.id == owed.finding_id)
    assert late.due is not None
    assert finding_state(late, seen).lower().endswith(f"was due {says_day(day_of(late.due))}".lower())
    soon = replace(late, state="due_soon")
    assert finding_state(soon, seen).lower().endswith(f"due soon, by {says_day(day_of(late.due))}".lower())
    by = finding_says(soon, seen, by=True)
    assert by.startswith(f"By {says_day(day_of(late.due))}: ")
    assert "watched since" not in by
    hours = replace(late, due=late.due - 600)
    assert finding_state(hours, seen).endswith("at 13:59")


def test_of_what_presses_alike_ones_own_comes_first(small: Family, owed: Finding) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    ours = next(each for each in seen.findings if each.id == owed.finding_id)
    theirs = replace(ours, id="a:1", to=("police",))
    urgent = replace(theirs, id="z:1", severity="urgent")
    assert [each.id for each in in_order([theirs, ours, urgent], seen)] == ["z:1", ours.id, "a:1"]


def test_two_findings_with_one_question_about_one_child_are_one_card(small: Family, owed: Finding) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    found = next(each for each in seen.findings if each.id == owed.finding_id)
    twin = replace(found, id="other:1", safeguard="other")
    elsewhere = replace(found, id="other:2", safeguard="another", about=("somebody",))
    theirs = replace(found, id="other:3", to=("police",))
    cards = folded([found, twin, elsewhere, theirs], seen)
    assert [[card.first.id, *(each.id for each in card.more)] for card in cards] == [
        [found.id, "other:1"], ["other:2"], ["other:3"],
    ]  # fmt: skip
    assert [card.ours for card in cards] == [True, True, False]


# -- what is kept from somebody


def findings_of(sign_in: str, **more: Any) -> dict[str, tuple[str, int | None, object]]:
    """What somebody is shown of each finding: its state, when it falls due, when it was closed."""
    seen = queries.family(Account.objects.get(sign_in=sign_in).viewer(), "small", "test", **more)
    return {each.id: (each.state, each.due, each.said["closed"]) for each in seen.findings}


def midwife_records(kind: str, **more: Any) -> None:
    """An entry that the midwife restricts to her own agency."""
    raw = {"kind": kind, "child": "baby", "label": "restricted", **more}
    actions.record(Account.objects.get(sign_in="midwife").viewer(), "small", raw, by="Mo Bramble", shared=[])


def test_a_date_that_is_restricted_moves_nothing_for_whoever_may_not_see_it(small: Family) -> None:
    theirs, ours = findings_of("social.worker"), findings_of("midwife")
    waiting = [id for id, (state, _, _) in theirs.items() if state == "waiting"]
    assert waiting
    midwife_records("pregnancy.due_changed", due=iso_day(day_of(now()) + 14))
    assert findings_of("midwife") != ours, "whoever recorded it sees what follows"
    stored = {each.finding_id: each.state for each in Finding.objects.filter(family=small)}
    assert any(stored[id] != "waiting" for id in waiting), "the date presses"
    assert findings_of("social.worker") == theirs
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    then = known_then(kept.record(Family.objects.get(key="small")), seen.sight, now(), None)
    due = {each.id: None if each.due is None else each.due.last for each in then}
    assert all(due[id] == each for id, (_, each, _) in theirs.items()), "turning back shows the same"


def test_an_ending_that_is_restricted_is_told_by_no_finding(small: Family) -> None:
    before = findings_of("social.worker")
    midwife_records("pregnancy.ended", outcome="termination", when=iso_day(day_of(now())))
    stored = {each.finding_id: each.state for each in Finding.objects.filter(family=small)}
    excused = {id for id in before if stored.get(id) == "excused" and before[id][0] != "excused"}
    assert excused, "the ending answers something"
    after = findings_of("social.worker")
    assert not excused & set(after), "it is neither asked about nor said to be answered"
    assert all(before[id] == each for id, each in after.items())


def test_a_finding_stands_without_what_is_kept_only_where_it_is_as_open_and_presses_no_more() -> None:
    closed, open_ = ("met", "met_late", "excused"), ("waiting", "due_soon", "overdue", "unknown")
    for state in (*closed, *open_):
        for without in (*closed, *open_):
            alike = (state in closed) == (without in closed)
            presses = state == "waiting" and without != "waiting"
            assert stands(state, without) == (alike and not presses), (state, without)


def test_what_was_recorded_last_is_said_only_of_what_the_reader_sees() -> None:
    said = SMALL | {
        "entries": [
            *SMALL["entries"],
            {"kind": "referral.decided", "id": "z", "of": "ref", "when": "2026-08-14", "agency": "social_care",
             "outcome": "assessment"},
        ]
    }  # fmt: skip
    record = Reader().record(said, "small")
    rules = kept.rules()
    found = findings_at(rules.safeguards, record, now(), None, rules.limits.quorum)
    plain = next(each.plain() for each in found if each.id == "referral-acknowledged:ref")
    assert plain["last"].startswith("a referral is decided, 14 August 2026")
    assert last_seen(plain, fold(record, now())) == plain["last"]
    without = Reader().record(SMALL, "small")
    assert last_seen(plain, fold(without, now())) == "a referral is made, 11 August 2026 (midwifery)"
    nothing = Reader().record(SMALL | {"entries": []}, "small")
    assert last_seen(plain, fold(nothing, now())) == ""


def test_what_was_recorded_last_is_said_as_it_is_kept_to_whoever_sees_it_all(small: Family) -> None:
    seen = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "small", "test")
    assert seen.findings
    for each in seen.findings:
        assert each.last == each.said["last"]
