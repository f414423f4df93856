"""Pages of drawings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


@family_page("genogram")
def genogram(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """The family tree."""
    return show(request, "drawings/genogram.html", seen)


@family_page("ecomap")
def ecomap(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who is around the family."""
    return show(request, "drawings/ecomap.html", seen)
