"""The living page of parts (in the demonstration only), and what we say about accessibility."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from nightlight.web.ui.pages import show
from nightlight.web.ui.parts_shown import shown


def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and what does not yet."""
    return show(request, "accessibility.html")


def parts(request: HttpRequest) -> HttpResponse:
    """Every part that pages are made of."""
    if not settings.DEMONSTRATION:
        raise Http404
    return show(request, "parts.html", groups=shown(request))
