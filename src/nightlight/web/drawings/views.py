"""Pages of drawings. Each is drawn from what the viewer may see, and from nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from nightlight.web.drawings.asked import WAYS, TreeAsked, tree_address
from nightlight.web.drawings.present import around_page, tree_page
from nightlight.web.reading.asked import Asked, page_of
from nightlight.web.reading.queries import more_recorded
from nightlight.web.reading.turning import Turning, turning
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show, standing_pairs


@family_page("genogram")
def genogram(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """The family tree, with ties or without; people can be moved aside, and the address says who was."""
    asked = TreeAsked.read(request.GET, seen.family)
    errors: list[dict[str, str]] = []
    if "way" in request.GET or "who" in request.GET:
        person = seen.family.person(request.GET.get("who", ""))
        way = request.GET.get("way", "")
        if person is not None and way in WAYS:
            return HttpResponseRedirect(tree_address(seen, asked.moved(person.key, way)) + "#drawing")
        if person is None:
            errors.append({"field": "who", "text": "Choose a person"})
        if way not in WAYS:
            errors.append({"field": "way", "text": "Choose where to"})
    elif "draw" in request.GET:
        return HttpResponseRedirect(tree_address(seen, asked) + "#drawing")
    turn = _turning(request, seen)
    if turn.leads_to:
        return HttpResponseRedirect(_here("genogram", seen, turn.leads_to, asked.pairs()))
    return show(
        request,
        "drawings/genogram.html",
        seen,
        page=tree_page(seen, asked),
        ways=[{"value": value, "text": text} for value, text in WAYS.items()],
        sent={"who": request.GET.get("who", ""), "way": request.GET.get("way", "")} if errors else {},
        move_errors=errors,
        keeps=[*standing_pairs(seen), *asked.pairs()],
        **_turned("genogram", request, seen, turn, asked.pairs(), errors),
    )


@family_page("ecomap")
def ecomap(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who is around the family: the household in the middle, agencies, services and other people around it."""
    turn = _turning(request, seen)
    if turn.leads_to:
        return HttpResponseRedirect(_here("ecomap", seen, turn.leads_to, []))
    return show(
        request,
        "drawings/ecomap.html",
        seen,
        page=around_page(seen),
        **_turned("ecomap", request, seen, turn, [], []),
    )


def _turning(request: HttpRequest, seen: SeenFamily) -> Turning:
    return turning(request.GET, seen, Asked(), None)


def _turned(
    name: str,
    request: HttpRequest,
    seen: SeenFamily,
    turn: Turning,
    pairs: list[tuple[str, str]],
    errors: list[dict[str, str]],
) -> dict[str, Any]:
    """What the part that turns to another day shows on this page, and what the page says of what is held back."""
    wrong = [*turn.errors, *errors]
    return {
        "turn": turn,
        "turns": [
            {"words": each.words, "day": each.day, "href": _here(name, seen, each.href, pairs)} for each in turn.turns
        ],
        "back_to_now": _here(name, seen, turn.back, pairs),
        "sent_along": pairs,
        "errors": wrong,
        "more": more_recorded(request.viewer, seen),
        "status": 422 if wrong else 200,
    }


def _here(name: str, seen: SeenFamily, chronology: str, pairs: list[tuple[str, str]]) -> str:
    """This page at the moment at which an address shows the chronology."""
    where = [(key, value) for key, value in parse_qsl(urlsplit(chronology).query) if key in ("as_of", "known_to")]
    return page_of(name, seen, [*where, *pairs])
