"""Today, for each person: what falls due, what is to be read and signed, notices, preferences, the calendar, the service's list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from nightlight.chronology.kinds.meeting import MeetingCalled
from nightlight.chronology.moments import day_of, iso_day, says_day
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now, utc_now
from nightlight.web.findings.today import meeting_name
from nightlight.web.store.models import Audit, Denial, Draft, Family, Finding, HowTold, Notice
from tests.web.told_family import OWED, told_family

SignedIn = Callable[[str], Client]


def _day(ahead: int) -> str:
    return iso_day(day_of(now()) + ahead)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


#: What comes to the small family beside its first entries: meetings, an action, a plan that changed, a concern that was answered.
MORE: list[dict[str, Any]] = [
    {"kind": "meeting.called", "id": "core", "when": _day(-3), "agency": "social_care", "type": "core_group", "date": _day(4),
     "invited": ["midwifery", "social_care"]},
    {"kind": "meeting.called", "id": "held", "when": _day(-20), "agency": "social_care", "type": "strategy", "date": _day(-10),
     "invited": ["midwifery", "police"]},
    {"kind": "meeting.held", "of": "held", "id": "was-held", "when": _day(-10), "agency": "social_care",
     "present": ["midwifery", "police"]},
    {"kind": "meeting.recorded", "of": "held", "id": "sent", "when": _day(-8), "agency": "social_care", "sent_to": ["midwifery", "police"]},
    {"kind": "action.agreed", "id": "visit", "in": "held", "when": _day(-10), "agency": "social_care", "what": "Visit the grandmother",
     "owner": "Mo Bramble", "owner_agency": "midwifery", "due": _day(2), "shared": {"midwifery": True}},
    {"kind": "plan.started", "id": "plan", "when": _day(-9), "agency": "social_care", "type": "safety", "children": ["baby"]},
    {"kind": "plan.changed", "of": "plan", "id": "changed", "when": _day(-5), "agency": "social_care", "what": "He may not stay at night."},
    {"kind": "plan.told", "of": "plan", "id": "told", "when": _day(-5), "agency": "social_care", "to": "midwifery"},
    {"kind": "concern.raised", "id": "ours", "when": _day(-9), "agency": "midwifery", "about": ["baby"], "text": "She had a bruise."},
    {"kind": "concern.weighed", "of": "ours", "id": "weighed", "when": _day(-6), "agency": "social_care",
     "decision": "An assessment begins.", "shared": {"midwifery": True}},
]  # fmt: skip


@pytest.fixture
def family(partnership: None) -> Family:
    """The small family with meetings, an action and a plan."""
    return told_family(more=MORE)


def test_what_my_agency_owes_stands_under_the_day_on_which_it_falls_due(family: Family, signed_in: SignedIn) -> None:
    found = family.findings.get(finding_id=OWED)
    answer = signed_in("social.worker").get("/today")
    said = _text(answer)
    assert answer.status_code == 200
    assert found.said["ask"] in said
    assert said.index("Today and before") < said.index(found.said["ask"])
    assert f"Was due {says_day(day_of(found.due or 0))}" in said


def test_what_another_agency_owes_is_on_its_list_and_not_on_mine(family: Family, signed_in: SignedIn) -> None:
    found = family.findings.get(finding_id=OWED)
    assert found.said["ask"] not in _text(signed_in("midwife").get("/today"))


def test_actions_meetings_changes_records_and_answers_each_have_one_next_step(
    family: Family, signed_in: SignedIn
) -> None:
    answer = signed_in("midwife").get("/today")
    said, body = _text(answer), answer.content.decode().replace("&amp;", "&")
    for words, step in (
        ("Visit the grandmother", "record/action.done?of=visit"),
        ("Core group", 'href="/families/small/"'),
        ("Safety plan: a change, told to you", "record/plan.acknowledged?of=plan&by_agency=midwifery"),
        ("Record of the strategy meeting", "record/meeting.signed?of=held&by_agency=midwifery"),
        ("Answered", "chronology?entry="),
    ):
        assert words in said
        assert step in body
    assert "An assessment begins." in said


def test_what_was_acknowledged_and_signed_is_no_longer_asked(partnership: None, signed_in: SignedIn) -> None:
    done = [
        {
            "kind": "plan.acknowledged",
            "of": "plan",
            "id": "ack",
            "when": _day(-4),
            "agency": "midwifery",
            "by_agency": "midwifery",
        },
        {
            "kind": "meeting.signed",
            "of": "held",
            "id": "sign",
            "when": _day(-4),
            "agency": "midwifery",
            "by_agency": "midwifery",
        },
        {
            "kind": "action.done",
            "of": "visit",
            "id": "done",
            "when": _day(-1),
            "agency": "midwifery",
            "outcome": "Seen.",
        },
    ]
    told_family(more=[*MORE, *done])
    said = _text(signed_in("midwife").get("/today"))
    for words in ("Visit the grandmother", "a change, told to you", "Record of the strategy meeting"):
        assert words not in said


def test_somebody_without_families_gets_a_calm_page(partnership: None, signed_in: SignedIn) -> None:
    for sign_in in ("mental.health", "auditor", "policy.officer"):
        answer = signed_in(sign_in).get("/today")
        assert answer.status_code == 200
        assert "Nothing waits for you." in _text(answer)


def test_a_family_that_was_denied_is_gone_from_every_list_with_the_next_request(
    family: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    account = Account.objects.get(sign_in="midwife")
    Notice.objects.create(account=account, family=family, cause="c", says="Something that was told.", made_at=utc_now())
    Draft.objects.create(account=account, family=family, form="contact.made", typed={}, saved_at=utc_now())
    assert "Baby Brook" in _text(client.get("/today"))
    Denial.objects.create(family=family, account=account, reason="own sister", set_by=account, set_at=utc_now())
    for page in ("/today", "/today/service", "/today/notices"):
        said = _text(client.get(page))
        assert "Baby Brook" not in said
        assert "Something that was told." not in said


def test_reading_lists_is_written_down(family: Family, signed_in: SignedIn) -> None:
    signed_in("midwife").get("/today")
    signed_in("midwife").get("/today/service")
    pages = set(
        Audit.objects.filter(act="listed", sign_in="midwife", more__families=["small"]).values_list("page", flat=True)
    )
    assert pages == {"today", "today_service"}


def test_those_who_supervise_see_what_has_come_to_them_apart(family: Family, signed_in: SignedIn) -> None:
    found = family.findings.get(finding_id=OWED)
    Finding.objects.filter(pk=found.pk).update(stage=1)
    said = _text(signed_in("team.manager").get("/today"))
    assert said.index("Those you look after") < said.index(found.said["ask"])
    assert "This week’s list" in _text(signed_in("service.manager").get("/today"))
    assert found.said["ask"] not in _text(signed_in("named.midwife").get("/today"))


def test_drafts_lead_back_to_their_form(family: Family, signed_in: SignedIn) -> None:
    account = Account.objects.get(sign_in="midwife")
    Draft.objects.create(account=account, family=family, form="contact.made", typed={}, saved_at=utc_now())
    Draft.objects.create(account=account, family=family, form="correct:ours", typed={}, saved_at=utc_now())
    body = signed_in("midwife").get("/today").content.decode()
    assert "/families/small/record/contact.made" in body
    assert "/families/small/entries/ours/correct" in body


def test_the_service_list_says_baby_plan_next_and_last_contact(family: Family, signed_in: SignedIn) -> None:
    said = _text(signed_in("midwife").get("/today/service"))
    for words in ("Baby Brook", "unborn, 25 weeks and 5 days", "Safety", "Mo Bramble", "Not recorded"):
        assert words in said
    assert "Baby Brook" not in _text(signed_in("mental.health").get("/today/service"))


# -- notices


def test_a_notice_is_opened_once_and_then_read(family: Family, signed_in: SignedIn) -> None:
    account = Account.objects.get(sign_in="social.worker")
    notice = Notice.objects.create(
        account=account, family=family, finding=OWED, cause="c", says="Past its date.", made_at=utc_now()
    )
    client = signed_in("social.worker")
    assert "You were told" in _text(client.get("/today"))
    answer = client.post(f"/today/notices/{notice.pk}")
    assert answer.headers["Location"] == "/families/small/finding?finding=prebirth-started%3Aref"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "You were told" not in _text(client.get("/today"))


def test_nobody_opens_or_reads_the_notices_of_another(family: Family, signed_in: SignedIn) -> None:
    account = Account.objects.get(sign_in="social.worker")
    notice = Notice.objects.create(account=account, family=family, cause="c", says="Past its date.", made_at=utc_now())
    other = signed_in("midwife")
    assert other.post(f"/today/notices/{notice.pk}").status_code == 404
    other.post("/today/notices/read")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_notice_of_a_finding_that_is_hidden_now_is_not_shown(family: Family, signed_in: SignedIn) -> None:
    account = Account.objects.get(sign_in="midwife")
    Finding.objects.filter(finding_id="check-read:check").update(state="overdue")
    Notice.objects.create(
        account=account, family=family, finding="check-read:check", cause="c", says="Past.", made_at=utc_now()
    )
    hidden = Finding.objects.get(finding_id="check-read:check")
    said = _text(signed_in("midwife").get("/today/notices"))
    assert hidden.said["ask"] not in said
    assert "Past." not in said


# -- how one is told


def test_preferences_are_kept_and_what_is_wrong_stands_beside_its_field(partnership: None, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    wrong = client.post(
        "/today/settings", {"by_email": "owl", "daily_hour": "9", "quiet_from": "25", "quiet_until": "8"}
    )
    assert wrong.status_code == 422
    assert "from which hour" in _text(wrong)
    clash = client.post(
        "/today/settings", {"by_email": "daily", "daily_hour": "7", "quiet_from": "19", "quiet_until": "8"}
    )
    assert "in your quiet hours" in _text(clash)
    assert not HowTold.objects.exists()
    client.post("/today/settings", {"by_email": "at_once", "daily_hour": "9", "quiet_from": "20", "quiet_until": "7"})
    told = HowTold.objects.get(account__sign_in="midwife")
    assert (told.by_email, told.quiet_from, told.quiet_until) == ("at_once", 20, 7)


# -- the calendar


def _feed(client: Client) -> str:
    body = client.post("/today/calendar", {"what": "renew"}).content.decode()
    found = re.search(r"http://testserver(/calendar/[^<]+\.ics)", body)
    assert found is not None
    return found[1]


def test_a_calendar_feed_needs_no_sign_in_and_names_nobody(family: Family, signed_in: SignedIn) -> None:
    address = _feed(signed_in("midwife"))
    answer = Client().get(address)
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert answer["Content-Type"].startswith("text/calendar")
    assert str(event["SUMMARY"]) == "Core group"
    assert event["DTSTART"].dt.isoformat() == _day(4)
    assert str(event["URL"]).startswith("http://testserver/today#m")
    for words in (b"Brook", b"Mallow", b"small", b"midwife", b"core_group"):
        assert words not in answer.content


def test_a_new_address_closes_the_old_one_and_closing_ends_both(family: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    first, second = _feed(client), _feed(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post("/today/calendar", {"what": "stop"})
    assert Client().get(second).status_code == 404


def test_the_secret_of_a_calendar_is_kept_nowhere(family: Family, signed_in: SignedIn) -> None:
    secret = _feed(signed_in("midwife")).rpartition("/")[2].removesuffix(".ics")
    told = HowTold.objects.get(account__sign_in="midwife")
    assert secret not in f"{told.calendar}"
    assert secret not in signed_in("midwife").get("/today/settings").content.decode()


def test_the_feed_of_somebody_who_has_left_is_closed(family: Family, signed_in: SignedIn) -> None:
    address = _feed(signed_in("midwife"))
    Account.objects.filter(sign_in="midwife").update(is_active=False)
    assert Client().get(address).status_code == 404


def test_every_type_of_meeting_has_a_name() -> None:
    for word in MeetingCalled.specs["type"].words:
        name = meeting_name(word)
        assert name[:1].isupper()
        assert "_" not in name
