"""Pages of recording."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


@family_page("record")
def record(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """What happened?"""
    return show(request, "recording/what_happened.html", seen)
