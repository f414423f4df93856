"""Pages of the chronology."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.documents.entry_words import details_of, title_of
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


@family_page("chronology")
def chronology(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Every entry that the viewer may see, in order."""
    rows = [(entry, title_of(entry), details_of(entry, seen.picture)) for entry in seen.entries]
    return show(request, "reading/chronology.html", seen, rows=rows)


@family_page("knowing")
def knowing(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who knew what, when."""
    return show(request, "reading/knowing.html", seen)
