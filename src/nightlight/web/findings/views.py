"""Pages of findings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


def today(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer today."""
    return show(request, "findings/today.html")


@family_page("findings")
def findings(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Every finding of a family that the viewer may see."""
    return show(request, "findings/findings.html", seen)


@family_page("finding")
def finding(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """One finding, and why it is asked."""
    return show(request, "findings/finding.html", seen)


@family_page("finding_done")
def done(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Done: record it."""
    return show(request, "findings/done.html", seen)


@family_page("finding_not_needed")
def not_needed(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Not needed, because ..."""
    return show(request, "findings/not_needed.html", seen)


@family_page("finding_not_yet")
def not_yet(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Not yet, until ..."""
    return show(request, "findings/not_yet.html", seen)
