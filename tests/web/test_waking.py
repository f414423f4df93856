"""The worker: what falls due is told of once, whoever is at work and however late; messages say nothing but that something waits."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMessage

from nightlight.chronology.moments import Moment, When, day_of, iso_day
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.config.logs import JsonLines
from nightlight.web.findings.actions import send_messages, set_how_told
from nightlight.web.running import waking
from nightlight.web.running.actions import wake
from nightlight.web.running.queries import fall_due
from nightlight.web.running.waking import Worker
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Family, Finding, Notice
from nightlight.web.store.notices import give_notice
from tests.web.told_family import OWED, told_family


def _at(written: str) -> Moment:
    return When.read(written).last


#: When the small family's last entry was written, before anything that social care owes fell due; and long after.
BEFORE, LONG_AFTER = _at("2026-08-14T09:00"), _at("2026-11-20T10:00")


@pytest.fixture
def family(partnership: None) -> Family:
    """The small family as it stood in August, with nothing woken since."""
    return told_family(at=BEFORE)


def _told(finding: str) -> Counter[str]:
    """How often each person was told of a finding."""
    return Counter(Notice.objects.filter(finding=finding).values_list("account__sign_in", flat=True))


def test_what_falls_due_though_nobody_writes_is_found_warned_of_and_moved_on(family: Family) -> None:
    due = Finding.objects.get(finding_id=OWED)
    assert due.state == "waiting"
    assert due.due is not None
    day_after = due.due + 600
    while (key := next((key for key, _ in fall_due(day_of(day_after))), None)) is not None:
        woken = wake(key, day_after)
        assert woken is not None
        if woken.next_change_on is None or woken.next_change_on > day_of(day_after):
            break
    due.refresh_from_db()
    assert due.state == "overdue"
    assert _told(OWED) == {"social.worker": 1}


def test_a_worker_that_was_down_for_months_gives_each_step_of_escalation_once(family: Family) -> None:
    for _ in range(3):
        wake("small", LONG_AFTER)
        Family.objects.filter(key="small").update(next_change_on=day_of(LONG_AFTER))
    late = list(Finding.objects.filter(state="overdue", stage__gte=1, warned__gt=day_of(BEFORE)))
    assert late, "the family is to have a finding with a step of escalation behind it"
    for found in late:
        steps = Counter(Notice.objects.filter(finding=found.finding_id).values_list("account__sign_in", "cause"))
        assert set(steps.values()) == {1}
        assert len({cause for _, cause in steps}) == found.stage + 1, (found.finding_id, steps)


def test_what_is_told_holds_no_words_of_the_record(family: Family) -> None:
    wake("small", LONG_AFTER)
    said = " ".join(Notice.objects.values_list("says", flat=True))
    for words in ("Mallow", "Fen", "Shouting", "Brook"):
        assert words not in said


def test_a_family_that_another_worker_has_woken_is_left_alone(family: Family) -> None:
    assert wake("small", LONG_AFTER) is not None
    Family.objects.filter(key="small").update(next_change_on=day_of(LONG_AFTER) + 1)
    assert wake("small", LONG_AFTER) is None


def test_a_teaching_case_is_never_woken(family: Family) -> None:
    Family.objects.filter(key="small").update(teaching=True)
    assert fall_due(day_of(LONG_AFTER)) == []
    assert wake("small", LONG_AFTER) is None


def test_waking_finds_what_writing_at_the_same_moment_would_have_found(family: Family) -> None:
    wake("small", LONG_AFTER)
    woken = {each.finding_id: each.said for each in Finding.objects.filter(family="small")}
    kept.forget()
    other = told_family("other", at=LONG_AFTER)
    assert {each.finding_id: each.said for each in other.findings.all()} == woken


def test_no_warning_reaches_nobody_where_those_who_owe_it_cannot_see_what_it_rests_on(small: Family) -> None:
    # Social care owes it, and was never told of the pregnancy on which it rests; the midwives were, since they recorded that.
    Finding.objects.all().delete()
    Family.objects.update(watch_state={})
    kept.forget()
    row = Family.objects.get(key="small")
    watch = kept.take_watch(row)
    change = watch.at(LONG_AFTER)
    give_notice(row, change.changed, watch.chronology, LONG_AFTER)
    notice = Notice.objects.get(finding=OWED)
    assert notice.account.sign_in == "midwife"
    assert "social care can see what this rests on" in notice.says


def test_what_was_put_off_is_told_of_again_after_its_day(family: Family) -> None:
    wake("small", LONG_AFTER)
    before = _told(OWED)
    until = day_of(LONG_AFTER) + 5
    row = Family.objects.get(key="small")
    raw = {
        "kind": "finding.explained", "id": "later", "finding": OWED, "reason": "The clinic opens then.", "until": iso_day(until),
        "when": iso_day(day_of(LONG_AFTER)), "recorded": iso_day(day_of(LONG_AFTER)) + "T11:00", "agency": "social_care",
    }  # fmt: skip
    reader = Reader.following(kept.record(row))
    entry = reader.following_entry(raw, row.length + 1)
    assert entry is not None, reader.problems
    actions.append(row, [entry], LONG_AFTER + 120)
    row.save()
    assert Finding.objects.get(finding_id=OWED).state == "waiting"
    after = (until + 1) * 1440 + 600
    wake("small", after)
    assert Finding.objects.get(finding_id=OWED).state == "overdue"
    assert _told(OWED)["social.worker"] == before["social.worker"] + 1


def test_one_family_that_fails_stops_nobody_and_is_logged_without_names(
    partnership: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("one", "two", "three"):
        told_family(key, at=BEFORE)
    real = waking.wake

    def fails(key: str, moment: Moment) -> object:
        if key == "one":
            raise RuntimeError("Mallow Brook of 3 Hill Street")
        return real(key, moment)

    monkeypatch.setattr(waking, "wake", fails)
    with caplog.at_level(logging.ERROR):
        done = Worker(lambda: LONG_AFTER).round()
    line = JsonLines().format(next(each for each in caplog.records if each.name == "nightlight.worker"))
    assert (done.woken, done.failed) == (2, 1)
    assert set(Finding.objects.filter(finding_id=OWED, state="overdue").values_list("family", flat=True)) == {
        "two",
        "three",
    }
    assert json.loads(line)["error"] == "RuntimeError"
    assert "Mallow" not in line


def test_a_family_that_fails_is_tried_again_later_and_not_at_once(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Moment] = []
    clock = [LONG_AFTER]

    def fails(key: str, moment: Moment) -> None:
        tried.append(moment)
        raise RuntimeError

    monkeypatch.setattr(waking, "wake", fails)
    worker = Worker(lambda: clock[0])
    for minute in (0, 1, 5, 10, 11):
        clock[0] = LONG_AFTER + minute
        worker.round()
    assert tried == [LONG_AFTER, LONG_AFTER + 10]


# -- messages


def _notice(sign_in: str = "social.worker", *, urgent: bool = False, weekly: bool = False, cause: str = "c") -> Notice:
    account = Account.objects.get(sign_in=sign_in)
    return Notice.objects.create(
        account=account, cause=cause, says="x", urgent=urgent, weekly=weekly, made_at=utc_now()
    )


#: A Friday, by the hour.
def _friday(hour: int) -> Moment:
    return _at("2026-11-20T00:00") + hour * 60 + 5


def _session(expires: timedelta) -> str:
    session = SessionStore()
    session["recorded"] = {"e1": ["Police"]}
    session.set_expiry(expires)
    session.save()
    return str(session.session_key)


def test_sessions_that_have_ended_are_cleared_once_a_day_and_the_others_stay(partnership: None) -> None:
    clock = [LONG_AFTER]
    worker = Worker(lambda: clock[0])
    old, open_ = _session(timedelta(minutes=-1)), _session(timedelta(minutes=30))
    worker.round()
    assert set(Session.objects.values_list("session_key", flat=True)) == {open_}
    later = _session(timedelta(minutes=-1))
    worker.round()
    assert Session.objects.filter(session_key=later).exists(), "once a day is enough"
    clock[0] += 1440
    worker.round()
    assert set(Session.objects.values_list("session_key", flat=True)) == {open_}
    assert old not in (open_, later)


def test_sessions_that_could_not_be_cleared_stop_nothing_and_are_tried_again(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fails() -> None:
        tried.append(1)
        raise RuntimeError("locked")

    monkeypatch.setattr(waking, "clear_sessions", fails)
    worker = Worker(lambda: LONG_AFTER)
    first = worker.round()
    worker.round()
    assert first.woken == 1
    assert first.failed == 1
    assert len(tried) == 2


def test_a_message_says_that_something_waits_and_nothing_else(family: Family) -> None:
    wake("small", LONG_AFTER)
    sent = send_messages(_friday(10))
    assert sent == len(mail.outbox) == Notice.objects.values("account").distinct().count()
    for message in mail.outbox:
        assert re.fullmatch(r"Something in Nightlight waits for you\. Sign in: http://\S+/today\n", str(message.body))
        assert message.subject == "Nightlight"


def test_one_person_gets_one_message_however_much_waits(partnership: None) -> None:
    for number in range(5):
        _notice(cause=f"c{number}", urgent=number == 3)
    assert send_messages(_friday(10)) == 1
    assert send_messages(_friday(11)) == 0


@pytest.mark.parametrize(
    ("sign_in", "urgent", "hour", "sent"),
    [
        ("social.worker", False, 8, 0),
        ("social.worker", False, 9, 1),
        ("social.worker", True, 8, 1),
        ("social.worker", True, 7, 0),
        ("social.worker", True, 19, 0),
        ("social.worker", True, 23, 0),
        ("duty.desk", True, 23, 1),
        ("duty.desk", True, 3, 1),
        ("duty.desk", False, 23, 0),
    ],
)
def test_quiet_hours_are_kept_but_for_what_is_urgent_on_a_duty_desk(
    partnership: None, sign_in: str, urgent: bool, hour: int, sent: int
) -> None:
    _notice(sign_in, urgent=urgent)
    assert send_messages(_friday(hour)) == sent


def test_what_came_after_the_daily_message_waits_for_the_next_day(partnership: None) -> None:
    _notice(cause="first")
    assert send_messages(_friday(9)) == 1
    _notice(cause="second")
    assert send_messages(_friday(15)) == 0
    assert send_messages(_friday(9) + 1440) == 1


def test_a_weekly_list_is_told_of_once_a_week_and_never_pushed(partnership: None) -> None:
    _notice("service.manager", weekly=True, cause="one")
    assert send_messages(_friday(10)) == 1
    _notice("service.manager", weekly=True, cause="two")
    assert send_messages(_friday(10) + 1440) == 0
    assert send_messages(_friday(10) + 3 * 1440) == 1


def test_who_wants_no_mail_gets_none(partnership: None) -> None:
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    set_how_told(viewer, "never", 9, 19, 8)
    _notice(urgent=True)
    assert send_messages(_friday(10)) == 0


def test_nobody_is_written_to_about_a_family_that_they_may_no_longer_see(family: Family) -> None:
    stranger = Account.objects.get(sign_in="mental.health")
    Notice.objects.create(account=stranger, family=family, cause="c", says="x", made_at=utc_now())
    assert send_messages(_friday(10)) == 0


def test_a_message_that_could_not_be_sent_is_sent_later(partnership: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _notice()

    def fails(self: EmailMessage, fail_silently: bool = False) -> int:
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", fails)
        assert send_messages(_friday(10)) == 0
    assert send_messages(_friday(10)) == 1


def test_a_worker_that_died_in_the_middle_leaves_its_message_to_another(partnership: None) -> None:
    notice = _notice()
    now = utc_now()
    Notice.objects.filter(pk=notice.pk).update(claimed_at=now)
    assert send_messages(_friday(10)) == 0
    Notice.objects.filter(pk=notice.pk).update(claimed_at=now - timedelta(minutes=20))
    assert send_messages(_friday(10)) == 1


# -- two at once

_SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from nightlight.web.demonstration import load
from tests.web.told_family import told_family
from nightlight.web.store.models import HowTold, Notice
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.chronology.moments import When
load.people()
for number in range(FAMILIES):
    told_family(f"family{number}", at=When.read("2026-08-14T09:00").last)
for account in Account.objects.all():
    HowTold.objects.create(account=account, by_email="at_once", quiet_from=0, quiet_until=0)
    if not FAMILIES:
        Notice.objects.create(account=account, cause="c", says="x", made_at=utc_now())
"""
_WAKE = """
import sys
from nightlight.cli.app import main
sys.argv = ["nightlight", "wake", "--once"]
main()
"""
_COUNT = """
import django; django.setup()
import json
from nightlight.web.store.models import Finding, Notice, Entry
print(json.dumps({
    "told": sorted(Notice.objects.values_list("family_id", "account__sign_in", "cause")),
    "late": sorted(Finding.objects.filter(state="overdue").values_list("family_id", "finding_id")),
    "unsent": Notice.objects.filter(sent_at__isnull=True).count(),
}))
"""


def _python(folder: Path, *arguments: str, settings: str = "nightlight.web.config.settings") -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ, "NIGHTLIGHT_DEMONSTRATION": "yes", "NIGHTLIGHT_DATA": str(folder), "NIGHTLIGHT_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen([sys.executable, *arguments], cwd=root, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[int], Path]:
    """A database in a file, with so many families that wait to be woken."""

    def of(families: int) -> Path:
        done = _python(tmp_path, "-c", _SET_UP.replace("FAMILIES", str(families)), settings="tests.web.settings")
        done.communicate()
        assert done.returncode == 0
        return tmp_path

    return of


def _two_workers(folder: Path) -> list[str]:
    workers = [_python(folder, "-c", _WAKE) for _ in range(2)]
    said = [worker.communicate()[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    return said


@pytest.mark.long
def test_two_workers_at_once_warn_nobody_twice_and_leave_nobody_out(folder: Callable[[int], Path]) -> None:
    where = folder(3)
    said = _two_workers(where)
    found = json.loads(_python(where, "-c", _COUNT).communicate()[0])
    told = [tuple(each) for each in found["told"]]
    by_family = Counter(family for family, _, _ in told)
    assert len(told) == len(set(told))
    assert set(by_family) == {"family0", "family1", "family2"}
    assert len(set(by_family.values())) == 1, "each family is the same, so that the same people are told of each"
    counted = sum(int(number) for each in said for number in re.findall(r"people told: (\d+)", each))
    assert counted == len(told)
    assert found["unsent"] == 0


@pytest.mark.long
def test_two_workers_at_once_send_each_person_one_message(folder: Callable[[int], Path]) -> None:
    where = folder(0)
    said = "".join(_two_workers(where))
    sent_to = Counter(re.findall(r"^To: (.+)$", said, flags=re.MULTILINE))
    assert len(sent_to) > 10
    assert set(sent_to.values()) == {1}
