"""The calendar feed: when somebody's meetings are, and nothing of whom they are about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from nightlight.chronology.moments import When, unwall
from nightlight.picture.meetings import meetings
from nightlight.web.config.clock import utc_now
from nightlight.web.findings.queries import mine, reader_of
from nightlight.web.findings.today import is_ours, meeting_anchor, meeting_name

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings ahead of whoever holds the secret, each as "Core group" with a link behind sign-in."""
    viewer = reader_of(secret)
    if viewer is None:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", "-//Nightlight//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Nightlight")
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"value": "DURATION"})
    today = request.build_absolute_uri(reverse("today"))
    for family in mine(viewer, page="calendar_feed").families:
        for meeting in meetings(family.picture):
            if meeting.state == "ahead" and meeting.date is not None and is_ours(meeting, family):
                anchor = meeting_anchor(family.key, meeting.thread)
                calendar.add_component(_event(meeting_name(meeting.type), meeting.date, anchor, f"{today}#{anchor}"))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(name: str, when: When, anchor: str, link: str) -> Event:
    event = Event()
    event.add("uid", f"{anchor}@nightlight")
    event.add("dtstamp", utc_now())
    event.add("summary", name)
    event.add("url", link)
    event.add("description", f"Sign in to see it: {link}")
    event.add("class", "PRIVATE")
    if when.precision == "minute":
        event.add("dtstart", _EPOCH + timedelta(minutes=unwall(when.first) - 1440))
        event.add("duration", timedelta(hours=1))
    else:
        event.add("dtstart", date.fromordinal(when.day))
        event.add("dtend", date.fromordinal(when.last_day + 1))
    return event
