"""Pages of lists and of one family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse

from nightlight.web.families.actions import looked_at
from nightlight.web.families.present import Looked, is_new_since
from nightlight.web.families.present import family_page as presented
from nightlight.web.families.queries import last_look, listed, listings, teaching
from nightlight.web.recording.summary import newcomers_of
from nightlight.web.store import audit
from nightlight.web.store.queries import SeenFamily
from nightlight.web.store.turned import wanted
from nightlight.web.ui.pages import family_page, show

_P = ParamSpec("_P")
#: Where the session keeps the look before the last, so that what was new then can be shown again.
_BEFORE = "looked_before"


def home(request: HttpRequest) -> HttpResponse:
    """The families that the viewer works with."""
    page = listed(
        request.viewer, request.GET.get("list", ""), wanted(request.GET, request.viewer), request.GET.get("sort", "")
    )
    return show(
        request, "families/home.html", page=page, listings=listings(request.viewer), teaching=teaching(request.viewer)
    )


def _together(view: Callable[_P, HttpResponse]) -> Callable[_P, HttpResponse]:
    """What a page keeps is written together with the line of the audit, once the page has been made."""

    @wraps(view)
    def shown(*given: _P.args, **named: _P.kwargs) -> HttpResponse:
        with audit.together():
            return view(*given, **named)

    return shown


@_together
@family_page("family")
def family(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """One family on one screen."""
    looks = not seen.in_the_past and not seen.teaching
    look = last_look(seen.viewer, seen.key) if looks else None
    before = _look_before(request, seen.key)
    again = bool(request.GET.get("again")) and before is not None
    page = presented(seen, before if again else look, again, before is not None)
    response = show(request, "families/family.html", seen, page=page, joined=newcomers_of(seen))
    if looks:
        if look is not None and is_new_since(look, seen):
            request.session[_BEFORE] = {
                **request.session.get(_BEFORE, {}),
                seen.key: [look.length, look.at.isoformat()],
            }
        looked_at(seen)
    return response


def _look_before(request: HttpRequest, key: str) -> Looked | None:
    kept = request.session.get(_BEFORE, {}).get(key)
    return None if kept is None else Looked(kept[0], datetime.fromisoformat(kept[1]))
