"""Pages of lists and of one family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.web.families.present import family_page as presented
from nightlight.web.families.queries import mine
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


def home(request: HttpRequest) -> HttpResponse:
    """The families that the viewer works with."""
    return show(request, "families/home.html", families=mine(request.viewer))


def find(request: HttpRequest) -> HttpResponse:
    """Finding a family or a person."""
    return show(request, "families/find.html")


@family_page("family")
def family(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """One family on one screen."""
    return show(request, "families/family.html", seen, page=presented(seen))
