"""How a view of a family is written: it is given the family as the viewer may see it, and shows that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nightlight.access.viewer import Purpose
from nightlight.chronology.moments import MINUTES_A_DAY, BadDate, Moment, When, day_of, iso_day, iso_moment
from nightlight.web.store import queries
from nightlight.web.store.queries import SeenFamily

View = Callable[..., HttpResponse]


def family_page(name: str, *, purpose: Purpose = "care") -> Callable[[View], View]:
    """Makes a view of one family: `view(request, seen, ...)`.

    The address may say `as_of` (a day or a moment) and `known_to` (an agency): the family as it stood then, as that agency knew
    it. Who may not see it gets the page that says so, and nothing that tells whether there is such a family.
    """

    def of(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, key: str, **more: Any) -> HttpResponse:
            seen = queries.family(
                request.viewer,
                key,
                name,
                purpose=purpose,
                as_of=as_of(request.GET.get("as_of", "")),
                known_to=request.GET.get("known_to") or None,
            )
            return view(request, seen, **more)

        return answer

    return of


def as_of(written: str) -> Moment | None:
    """The moment that an address asks for; a day means its end, and what cannot be read means now."""
    if not written.strip():
        return None
    try:
        return When.read(written).last
    except BadDate:
        return None


def show(request: HttpRequest, template: str, seen: SeenFamily | None = None, **more: Any) -> HttpResponse:
    """A page. A page of a family has its bar, its links and where the viewer stands in time."""
    status = more.pop("status", 200)
    if seen is not None:
        more |= {"seen": seen, "standing": standing(seen), "here_now": _here_now(request)}
    return render(request, template, more, status=status)


def _here_now(request: HttpRequest) -> str:
    """The address of this page as things stand now: what else it asks for is kept."""
    rest = [
        (name, each) for name, values in request.GET.lists() if name not in ("as_of", "known_to") for each in values
    ]
    return f"{request.path}?{urlencode(rest)}" if rest else request.path


def standing(seen: SeenFamily) -> str:
    """Where the viewer stands in time, as it goes into the addresses of other pages of the family: "?as_of=2026-03-27"."""
    where = standing_pairs(seen)
    return f"?{urlencode(where)}" if where else ""


def standing_pairs(seen: SeenFamily) -> list[tuple[str, str]]:
    """Where the viewer stands in time, to the minute where that matters, as names and values of an address."""
    found = []
    if seen.as_of < seen.now:
        found.append(("as_of", written(seen.as_of)))
    if seen.known_to is not None:
        found.append(("known_to", seen.known_to))
    return found


def written(moment: Moment) -> str:
    """A moment as an address says it: the day alone where it is its end."""
    return iso_day(day_of(moment)) if is_end_of_day(moment) else iso_moment(moment)


def is_end_of_day(moment: Moment) -> bool:
    """Whether a moment is the last minute of its day, which is how a whole day is meant."""
    return moment % MINUTES_A_DAY == MINUTES_A_DAY - 1
