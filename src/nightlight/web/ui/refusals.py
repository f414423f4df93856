"""Pages for what cannot be shown or done; each says what happened and what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest, key: str) -> HttpResponse:
    """The viewer may not open a family, or there is none: the same page for both, byte for byte but for the address asked for."""
    return render(request, "refused.html", {"key": key}, status=404)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """There is no such page."""
    return render(request, "not_found.html", status=404)


def lost_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: its page was open for too long, or it came from elsewhere. What was typed is in the draft."""
    return render(request, "lost_form.html", status=403)


def not_saved(request: HttpRequest) -> HttpResponse:
    """The database could not be written to; what was typed comes back so that it can be kept."""
    typed = [
        (name, value)
        for name in request.POST
        if name != "csrfmiddlewaretoken"
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    return render(request, "not_saved.html", {"typed": typed}, status=503)


def failed(request: HttpRequest) -> HttpResponse:
    """Something failed that nobody foresaw."""
    return render(request, "failed.html", status=500)
