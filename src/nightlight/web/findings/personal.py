"""Pages of one person: today, their service's list, notices, and how they are told."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nightlight.chronology.moments import says_day
from nightlight.web.families.concerns.queries import concerns_raised, concerns_to_place, takes_in_concerns
from nightlight.web.findings import actions, queries
from nightlight.web.findings.actions import BY_EMAIL
from nightlight.web.findings.today import concerns_waiting, draft_lines, own_concerns, service_list, today_page
from nightlight.web.oversight.queries import glass_of
from nightlight.web.store.turned import wanted
from nightlight.web.ui.pages import show

_HOURS = range(24)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer today."""
    viewer = request.viewer
    day = queries.day_now()
    caseload = queries.mine(viewer)
    page = today_page(caseload.families, queries.over_others(viewer), request.user.name, day)
    told = [each for each in queries.notices(viewer, "today") if not each.is_read and not each.is_over]
    return show(
        request,
        "findings/today.html",
        page=page,
        told=told,
        drafts=draft_lines(queries.drafts(viewer)),
        raised=own_concerns(concerns_raised(viewer), day),
        to_place=concerns_waiting(concerns_to_place(viewer, "today")),
        desk=takes_in_concerns(viewer),
        whole=caseload.whole,
        manages="service_manager" in viewer.roles,
        oversees=bool(viewer.roles & {"supervisor", "service_manager", "safeguarding_lead"}),
    )


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """The service's own daily list: who is pregnant, or has an infant, and is worked with."""
    day = queries.day_now()
    page = queries.service(request.viewer, wanted(request.GET, request.viewer))
    return show(request, "findings/service.html", rows=service_list(page.rows, day), day=says_day(day), page=page)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the viewer was told, unread in front."""
    found = queries.notices(request.viewer)
    return show(
        request,
        "findings/notices.html",
        unread=[each for each in found if not each.is_read],
        read=[each for each in found if each.is_read],
    )


@require_POST
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Marks a notice as read and goes to what it is about."""
    notice = actions.mark_read(request.viewer, number)
    if notice is None or not queries.may_see(request.viewer, notice):
        raise Http404
    if notice.family_id is None:
        return HttpResponseRedirect(reverse("notices"))
    if (glass := glass_of(request.viewer, notice)) is not None:
        return HttpResponseRedirect(reverse("review_glass", kwargs={"number": glass}))
    if not notice.finding:
        return HttpResponseRedirect(reverse("family", kwargs={"key": notice.family_id}))
    query = urlencode({"finding": notice.finding})
    return HttpResponseRedirect(f"{reverse('finding', kwargs={'key': notice.family_id})}?{query}")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks every notice as read."""
    actions.mark_read(request.viewer)
    messages.success(request, "All notices are marked as read.")
    return HttpResponseRedirect(reverse("notices"))


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, secret: str = "") -> HttpResponse:
    """How the viewer is told: by e-mail or not, when, and at which hours not; and their calendar feed."""
    told = queries.how_told(request.viewer)
    chosen = {
        "by_email": told.by_email, "daily_hour": str(told.daily_hour), "quiet_from": str(told.quiet_from),
        "quiet_until": str(told.quiet_until),
    }  # fmt: skip
    errors: list[dict[str, str]] = []
    if request.method == "POST" and not secret:
        chosen |= {name: request.POST.get(name, "") for name in chosen}
        errors = _wrong(chosen)
        if not errors:
            actions.set_how_told(
                request.viewer,
                chosen["by_email"],
                int(chosen["daily_hour"]),
                int(chosen["quiet_from"]),
                int(chosen["quiet_until"]),
            )
            messages.success(request, "Kept. This is how you will be told.")
            return HttpResponseRedirect(reverse("today_settings"))
    address = request.build_absolute_uri(reverse("calendar_feed", kwargs={"secret": secret})) if secret else ""
    return show(
        request,
        "findings/settings.html",
        chosen=chosen,
        errors=errors,
        hours=[{"value": str(hour), "text": f"{hour:02d}:00"} for hour in _HOURS],
        email=request.user.email,
        address=address,
        has_calendar=told.calendar is not None,
        on_duty="duty_desk" in request.viewer.roles,
        status=422 if errors else 200,
    )


def _wrong(chosen: dict[str, str]) -> list[dict[str, str]]:
    errors = []
    if chosen["by_email"] not in BY_EMAIL:
        errors.append({"field": "by_email", "text": "Choose how you want to be told by e-mail"})
    hours = {str(hour) for hour in _HOURS}
    for name, what in (
        ("daily_hour", "at which hour"),
        ("quiet_from", "from which hour"),
        ("quiet_until", "until which hour"),
    ):
        if chosen[name] not in hours:
            errors.append({"field": name, "text": f"Choose {what}"})
    if not errors and actions.quiet_at(
        int(chosen["quiet_from"]), int(chosen["quiet_until"]), int(chosen["daily_hour"])
    ):
        errors.append(
            {
                "field": "daily_hour",
                "text": "The daily message would come in your quiet hours. Choose another hour for one of them",
            }
        )
    return errors


@require_POST
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Makes a new address for the calendar feed, shown once, or ends it."""
    if request.POST.get("what") == "stop":
        actions.stop_calendar(request.viewer)
        messages.success(request, "The calendar feed is closed. Its address opens nothing any more.")
        return HttpResponseRedirect(reverse("today_settings"))
    return settings(request, actions.renew_calendar(request.viewer))
