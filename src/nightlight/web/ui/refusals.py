"""Pages for what cannot be shown or done; each says what happened and what to do next."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nightlight.access.viewer import WITHOUT_GLASS

log = logging.getLogger("nightlight.web")


def refused(request: HttpRequest) -> HttpResponse:
    """The viewer may not open a family, or there is none: the same page for both, byte for byte but for the address asked for."""
    viewer = getattr(request, "viewer", None)
    roles = frozenset() if viewer is None else viewer.roles
    # To these nothing is ever opened so; to send them there would cost minutes that count.
    more = {"may_break_glass": not roles & WITHOUT_GLASS, "may_enquire": "setting" in roles}
    return render(request, "refused.html", {"key": family_asked_for(request), **more}, status=404)


def family_asked_for(request: HttpRequest) -> str:
    """The key of the family that an address names; empty where it is the address of no family."""
    match = request.resolver_match
    return "" if match is None else str(match.kwargs.get("key", ""))


def even_out(began: float) -> None:
    """Waits for the end of the step in which an answer falls, counted from the `time.monotonic` at which the request began.

    A hidden family costs reading its record, an absent one nothing: whoever measures finds the same (`REFUSAL_SECONDS`).
    """
    step = settings.REFUSAL_SECONDS
    if step:
        time.sleep(step - (time.monotonic() - began) % step)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """There is no such page."""
    return render(request, "not_found.html", status=404)


def lost_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: its page was open for too long, or it came from elsewhere. What was typed is in the draft."""
    return render(request, "lost_form.html", status=403)


def not_saved(request: HttpRequest) -> HttpResponse:
    """The database could not be written to; what was typed comes back so that it can be kept, but for a password."""
    typed = [
        (name, value)
        for name in request.POST
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    return render(request, "not_saved.html", {"typed": typed}, status=503)


def failed(request: HttpRequest) -> HttpResponse:
    """Something failed that nobody foresaw; in plain words where even the frame of a page cannot be made."""
    try:
        return render(request, "failed.html", status=500)
    except Exception as wrong:
        log.error("the page that says that something failed cannot be made", exc_info=wrong)
        return HttpResponse(
            "Something went wrong on our side. Try again in a few minutes.\n", content_type="text/plain", status=500
        )
