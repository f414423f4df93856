"""Writes of findings: the three answers, asking whoever owes one, reading marks, how one is told, and what is sent."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from nightlight.access.viewer import Viewer
from nightlight.chronology.moments import Day, Moment, day_of, iso_day
from nightlight.web.accounts.models import Account
from nightlight.web.config import environment
from nightlight.web.config.clock import utc_now
from nightlight.web.findings import queries
from nightlight.web.store import audit
from nightlight.web.store.actions import Recorded, record
from nightlight.web.store.models import Family, HowTold, Notice
from nightlight.web.store.notices import ask
from nightlight.web.store.queries import FindingSeen, Refused, SeenFamily, sight_of

log = logging.getLogger("nightlight.worker")

#: A worker that took a message and did not say that it was sent is taken to have died after so long.
_LEASE: Final = timedelta(minutes=15)
BY_EMAIL: Final = ("at_once", "daily", "never")
SUBJECT: Final = "Nightlight"
BODY: Final = "Something in Nightlight waits for you. Sign in: {address}\n"


# -- answers


def explain(seen: SeenFamily, found: FindingSeen, by: str, reason: str, until: Day | None = None) -> Recorded:
    """Records that a finding is not needed, or, with `until`, not yet, with the reason.

    Raises `Refused` where the viewer may not write here, `Unreadable` where something in it is wrong.
    """
    raw = {"kind": "finding.explained", "when": iso_day(day_of(seen.now)), "finding": found.id, "reason": reason}
    if until is not None:
        raw["until"] = iso_day(until)
    return record(seen.viewer, seen.key, raw, by=by, page="finding_not_needed" if until is None else "finding_not_yet")


def ask_them(seen: SeenFamily, found: FindingSeen) -> int | None:
    """Asks the agencies that owe the answer for it: how many people were asked, `None` where it was asked today already.

    Raises `Refused` where the viewer may not see the family any more, or it is a teaching case.
    """
    with transaction.atomic():
        row = Family.objects.select_for_update().filter(key=seen.key, teaching=False).first()
        allowed = row is not None and sight_of(seen.viewer, row, "care", seen.now).allowed
        if row is not None and allowed:
            asked = ask(seen.viewer, row, found, seen.agencies[seen.viewer.agency].says(), seen.now)
            audit.write(seen.viewer, "wrote", seen.key, "finding_ask", finding=found.id, asked=asked or 0)
            return asked
    audit.write(seen.viewer, "refused", seen.key, "finding_ask")
    raise Refused(seen.key)


# -- reading marks


def mark_read(viewer: Viewer, number: int | None = None) -> Notice | None:
    """Marks one notice of a viewer as read, or all of them; the notice, where it is theirs."""
    own = Notice.objects.filter(account__sign_in=viewer.sign_in)
    if number is not None:
        own = own.filter(pk=number)
    own.filter(read_at__isnull=True).update(read_at=utc_now())
    return own.first() if number is not None else None


# -- how somebody is told


def set_how_told(viewer: Viewer, by_email: str, daily_hour: int, quiet_from: int, quiet_until: int) -> None:
    """Keeps how a viewer wants to be told; audited.

    Raises `ValueError` for a way or an hour that there is not.
    """
    if by_email not in BY_EMAIL or not all(0 <= hour <= 23 for hour in (daily_hour, quiet_from, quiet_until)):
        raise ValueError("there is no such way of telling, or no such hour")
    chosen: dict[str, Any] = {
        "by_email": by_email, "daily_hour": daily_hour, "quiet_from": quiet_from, "quiet_until": quiet_until,
    }  # fmt: skip
    with transaction.atomic():
        account = Account.objects.get(sign_in=viewer.sign_in)
        HowTold.objects.update_or_create(account=account, defaults=chosen)
        audit.write(viewer, "set", page="today_settings", **chosen)


def renew_calendar(viewer: Viewer) -> str:
    """A new secret for the calendar feed of a viewer, which is shown once; the one before opens nothing from now on."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        account = Account.objects.get(sign_in=viewer.sign_in)
        HowTold.objects.update_or_create(
            account=account, defaults={"calendar": queries.digest(secret), "calendar_since": utc_now()}
        )
        audit.write(viewer, "set", page="calendar", made=True)
    return secret


def stop_calendar(viewer: Viewer) -> None:
    """Ends the calendar feed of a viewer."""
    with transaction.atomic():
        HowTold.objects.filter(account__sign_in=viewer.sign_in).update(calendar=None, calendar_since=None)
        audit.write(viewer, "set", page="calendar", made=False)


# -- messages: something waits, never what


def send_messages(moment: Moment) -> int:
    """Sends each person who has something waiting one message that says so and nothing else; how many were sent.

    Each notice is taken by one worker, by compare-and-swap, so that it is sent once however many are at work; where sending fails it
    is given back, and where the worker dies it is taken anew after a quarter of an hour.
    """
    now = utc_now()
    waiting = Notice.objects.filter(sent_at__isnull=True).filter(_free(now))
    people = Account.objects.filter(pk__in=waiting.values("account")).select_related("agency").order_by("pk")
    sent = 0
    for account in people:
        try:
            sent += _send(account, moment, now)
        except Exception:
            log.exception("a message could not be sent")
    return sent


def _send(account: Account, moment: Moment, now: datetime) -> bool:
    told = HowTold.objects.filter(account=account).first() or HowTold(account=account)
    waiting = list(
        Notice.objects.filter(account=account, sent_at__isnull=True).filter(_free(now)).select_related("family")
    )
    due = [each for each in waiting if each.read_at is None and _may_see(account, each, moment)]
    settled = [each.pk for each in waiting if each not in due]
    if not account.is_active or not account.email or told.by_email == "never":
        settled, due = [each.pk for each in waiting], []
    if settled:
        Notice.objects.filter(pk__in=settled, sent_at__isnull=True).update(sent_at=now)
    weekly = [each for each in due if each.weekly] if _weekly_is_due(told, moment) else []
    others = [each for each in due if not each.weekly]
    taken = others if others and _is_due(account, told, others, moment) else []
    if not (taken or weekly):
        return False
    with transaction.atomic():
        mine = Notice.objects.filter(pk__in=[each.pk for each in (*taken, *weekly)], sent_at__isnull=True).filter(
            _free(now)
        )
        keys = list(mine.select_for_update().values_list("pk", flat=True))
        if not keys or mine.filter(pk__in=keys).update(claimed_at=now) != len(keys):
            return False
    try:
        _message(account).send()
    except Exception:
        Notice.objects.filter(pk__in=keys, sent_at__isnull=True).update(claimed_at=None)
        raise
    Notice.objects.filter(pk__in=keys).update(sent_at=utc_now())
    days = {}
    if taken:
        days["daily_on"] = day_of(moment)
    if weekly:
        days["weekly_on"] = day_of(moment)
    HowTold.objects.update_or_create(account=account, defaults=days)
    return True


def _free(now: datetime) -> Q:
    """Notices that no worker has in hand."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - _LEASE)


def _may_see(account: Account, notice: Notice, moment: Moment) -> bool:
    """Whether there is still something for this person to see."""
    return notice.family is None or sight_of(account.viewer(), notice.family, "care", moment).allowed


def _is_due(account: Account, told: HowTold, waiting: list[Notice], moment: Moment) -> bool:
    """Whether a message may go now: at once for what is urgent, daily or at once for the rest, never in quiet hours but to a duty
    desk for what is urgent."""
    urgent = any(each.urgent for each in waiting)
    hour = moment % 1440 // 60
    if is_quiet(told, hour):
        return urgent and "duty_desk" in account.roles
    if urgent or told.by_email == "at_once":
        return True
    return hour >= told.daily_hour and told.daily_on != day_of(moment)


def _weekly_is_due(told: HowTold, moment: Moment) -> bool:
    """Whether the weekly list may be told of: once a week, from Monday on, at the daily hour."""
    hour, day = moment % 1440 // 60, day_of(moment)
    this_week = day - (day - 1) % 7  # day 1 of the calendar was a Monday
    return (
        not is_quiet(told, hour) and hour >= told.daily_hour and (told.weekly_on is None or told.weekly_on < this_week)
    )


def is_quiet(told: HowTold, hour: int) -> bool:
    """Whether an hour of the day is one at which somebody wants to be left in peace; the same hour twice means never."""
    return quiet_at(told.quiet_from, told.quiet_until, hour)


def quiet_at(since: int, until: int, hour: int) -> bool:
    """Whether an hour lies in quiet hours, which may go over midnight.

    >>> quiet_at(19, 8, 23), quiet_at(19, 8, 8), quiet_at(12, 14, 13), quiet_at(0, 0, 3)
    (True, False, True, False)
    """
    return since <= hour < until if since <= until else hour >= since or hour < until


def _message(account: Account) -> EmailMessage:
    return EmailMessage(SUBJECT, BODY.format(address=address()), settings.DEFAULT_FROM_EMAIL, [account.email])


def address() -> str:
    """Where one signs in, as `NIGHTLIGHT_ADDRESS` says; else made of the first host that is answered for."""
    given = environment.text("NIGHTLIGHT_ADDRESS")
    if not given:
        host = next((each for each in settings.ALLOWED_HOSTS if each not in ("*",)), "localhost")
        given = f"{'https' if settings.HTTPS else 'http'}://{host.lstrip('.')}"
    return given.rstrip("/") + reverse("today")
