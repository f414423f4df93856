"""Pages of oversight."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


def oversight(request: HttpRequest) -> HttpResponse:
    """What a manager or safeguarding lead looks after."""
    return show(request, "oversight/oversight.html")


def break_glass(request: HttpRequest, key: str) -> HttpResponse:
    """Opening a family in an emergency."""
    return show(request, "oversight/break_glass.html", key=key)


@family_page("who_looked", purpose="audit")
def who_looked(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who has looked at this family."""
    return show(request, "oversight/who_looked.html", seen)
