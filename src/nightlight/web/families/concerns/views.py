"""Pages of concerns about a family that one does not work with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nightlight.chronology.problems import Unreadable
from nightlight.web.families.concerns import actions
from nightlight.web.families.concerns.queries import (
    colleagues,
    concern_to_place,
    concerns_raised,
    concerns_to_place,
    takes_in,
    takes_in_concerns,
)
from nightlight.web.families.people.queries import family_to_place_in
from nightlight.web.families.search.asked import Asked
from nightlight.web.families.search.queries import find
from nightlight.web.families.signing import signature
from nightlight.web.ui.pages import show

_MOST_LETTERS = 10_000


def concern(request: HttpRequest) -> HttpResponse:
    """Raise a concern about a family that one does not work with."""
    desks = takes_in()
    typed = {name: request.POST.get(name, "").strip()[:_MOST_LETTERS] for name in ("who", "happened", "contact", "to")}
    errors = []
    if request.method == "POST":
        wanted = {
            "who": "Say whom it is about, as well as you know it",
            "happened": "Say what you saw or heard, and when",
            "contact": "Say how the duty desk can reach you",
        }
        errors = [{"field": name, "text": text} for name, text in wanted.items() if not typed[name]]
        to = typed["to"] or (desks[0].key if desks else "")
        if to not in {each.key for each in desks}:
            errors.append({"field": "to", "text": "Choose to whom it goes"})
        if not errors:
            actions.raise_concern(request.viewer, to, typed["who"], typed["happened"], typed["contact"][:200])
            messages.success(
                request, "Your concern is with the duty desk. You can see here when it is received and answered."
            )
            return HttpResponseRedirect(reverse("concerns"))
    elif request.method == "GET":
        typed["contact"] = request.user.email
    return show(
        request,
        "families/concern.html",
        typed=typed,
        errors=errors,
        desks=desks,
        options=[{"value": each.key, "text": each.name} for each in desks],
        status=422 if errors else 200,
    )


def concerns(request: HttpRequest) -> HttpResponse:
    """The concerns that one raised; for a duty desk, those that wait to be placed."""
    return show(
        request,
        "families/concerns.html",
        raised=concerns_raised(request.viewer),
        waiting=concerns_to_place(request.viewer),
        desk=takes_in_concerns(request.viewer),
    )


def to_place(request: HttpRequest, number: int) -> HttpResponse:
    """One concern at the duty desk: found a family for it, placed, answered."""
    concern = concern_to_place(request.viewer, number)
    actions.receive(request.viewer, number)
    errors: list[dict[str, str]] = []
    looking = request.POST.get("do") == "look"
    if request.method == "POST" and not looking:
        errors = _post(request, number)
        if not errors:
            return HttpResponseRedirect(reverse("concern_to_place", kwargs={"number": number}))
    name = request.POST.get("name", "").strip()[:200] if looking else ""
    key = request.POST.get("key") or request.GET.get("family", "")
    more: dict[str, Any] = {"typed": request.POST, "asked": name, "errors": errors, "concern": concern}
    more["colleagues"] = colleagues(request.viewer)
    more["found"] = find(request.viewer, Asked(name=name)) if name else ()
    if key and not concern.family:
        more["family"] = family_to_place_in(request.viewer, key)
    return show(request, "families/concern_to_place.html", **more, status=422 if errors else 200)


def _post(request: HttpRequest, number: int) -> list[dict[str, str]]:
    by = signature(request)
    if request.POST.get("do") == "answer":
        told = request.POST.get("told", "").strip()[:_MOST_LETTERS]
        if not told:
            return [{"field": "told", "text": "Say what they were told"}]
        actions.answer(request.viewer, number, told, by=by)
        messages.success(request, "Answered.")
        return []
    if request.POST.get("do") == "pass":
        to = request.POST.get("to", "")
        if not to:
            return [{"field": "to", "text": "Choose to whom it goes"}]
        actions.pass_on(request.viewer, number, to)
        messages.success(request, "Passed on. They have been told.")
        return []
    about = request.POST.getlist("about")
    if not about:
        return [{"field": "about", "text": "Choose whom it is about"}]
    try:
        actions.place(request.viewer, number, request.POST.get("key", ""), about, by=by)
    except Unreadable as wrong:
        return [{"field": problem.field or "", "text": problem.message} for problem in wrong.problems]
    messages.success(request, "Placed in the family’s record.")
    return []
