"""Pages of people: everybody of a family, one person, adding somebody, beginning a record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nightlight.access.viewer import WITHOUT_FAMILIES
from nightlight.chronology.moments import day_of
from nightlight.chronology.problems import Unreadable
from nightlight.web.config.clock import now
from nightlight.web.families import actions
from nightlight.web.families.concerns.queries import concern_to_place
from nightlight.web.families.people.forms import PERSON_FIELDS, RECORD_FIELDS, new_person, new_record, typed, words_of
from nightlight.web.families.people.present import people_page, person_page
from nightlight.web.families.search.queries import alike, alike_here
from nightlight.web.families.signing import signature
from nightlight.web.store.actions import new_id
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show

#: What whoever begins a record most likely is, by the sort of their agency.
_LIKELY_ROLE = {
    "midwifery": "midwife",
    "specialist_midwifery": "specialist_midwife",
    "health_visiting": "health_visitor",
    "gp": "gp",
    "social_care": "social_worker",
    "police": "police",
    "substance_use": "substance_use_worker",
    "housing": "housing",
}


@family_page("people")
def people(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Everybody of a family."""
    return show(request, "families/people.html", seen, people=people_page(seen))


@family_page("person")
def person(request: HttpRequest, seen: SeenFamily, person: str) -> HttpResponse:
    """Everything recorded of one person; two records said to be of one person, or never."""
    page = person_page(seen, person)
    if page is None:
        raise Http404
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _say_same(request, seen, set(page.person.records))
        if not errors:
            return HttpResponseRedirect(reverse("person", kwargs={"key": seen.key, "person": page.person.key}))
    return show(
        request,
        "families/person.html",
        seen,
        page=page,
        errors=errors,
        typed=request.POST,
        status=422 if errors else 200,
    )


def _say_same(request: HttpRequest, seen: SeenFamily, records: set[str]) -> list[dict[str, str]]:
    one, other, basis = (request.POST.get(name, "").strip() for name in ("person", "other", "basis"))
    same = request.POST.get("do") == "same"
    if not other or (one not in records and other not in records):
        return [{"field": "other", "text": "Choose the other record"}]
    if not basis:
        return [{"field": "basis", "text": "Say how you know"}]
    try:
        actions.say_same(seen, one, other, basis[:1000], same=same, by=signature(request))
    except Unreadable as wrong:
        return _errors(wrong)
    messages.success(
        request,
        "They are shown as one person now." if same else "They are kept apart now, and will not be linked again.",
    )
    return []


def _errors(wrong: Unreadable) -> list[dict[str, str]]:
    return [{"field": problem.field or "", "text": problem.message} for problem in wrong.problems]


@family_page("add_person")
def add_person(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Somebody is added; first it is asked whether the record, or another that one may see, names them already."""
    form = typed(request.POST, (*PERSON_FIELDS, "id", "asked"))
    form.values["id"] = form.values["id"] or new_id()
    more: dict[str, Any] = {}
    if request.method == "POST":
        new = new_person(form, form.values["id"], day_of(seen.now))
        if not form.errors:
            here = alike_here(seen.picture, new.name, new.born, new.nhs)
            there = alike(seen.viewer, new.name, new.born, new.due, new.nhs, but=seen.key)
            if not (here or there) or form.values["asked"]:
                same, never = _answers(request, form)
                if not form.errors:
                    try:
                        added = actions.add_person(seen, new.raw, same, never, by=signature(request))
                    except Unreadable as wrong:
                        form.errors += _errors(wrong)
                    else:
                        messages.success(request, f"{new.name} is in the record now.")
                        return HttpResponseRedirect(reverse("person", kwargs={"key": seen.key, "person": added}))
            more = {"here": here, "there": there}
    return show(
        request,
        "families/add_person.html",
        seen,
        form=form,
        typed=form.values,
        posted=request.POST,
        errors=form.errors,
        roles=words_of("person.added", "role"),
        sexes=words_of("person.added", "sex"),
        status=422 if form.errors else 200,
        **more,
    )


def _answers(request: HttpRequest, form: Any) -> tuple[dict[str, str], dict[str, str]]:
    """What was answered of each who looks alike: the same, never the same, or neither."""
    same: dict[str, str] = {}
    never: dict[str, str] = {}
    for name, answer in request.POST.items():
        if not name.startswith("alike-") or answer not in ("same", "never"):
            continue
        other = name.removeprefix("alike-")
        basis = request.POST.get(f"basis-{other}", "").strip()[:1000]
        if not basis:
            form.wrong(f"basis-{other}", "Say how you know")
        (same if answer == "same" else never)[other] = basis
    return same, never


def new_family(request: HttpRequest) -> HttpResponse:
    """Begins the record of a pregnancy."""
    viewer = request.viewer
    if viewer.roles & WITHOUT_FAMILIES:
        raise Http404
    number = request.GET.get("concern", "")
    concern = concern_to_place(viewer, int(number)) if number.isdecimal() and len(number) < 9 else None
    form = typed(request.POST, (*RECORD_FIELDS, "asked"))
    more: dict[str, Any] = {}
    if request.method == "POST":
        ids = {name: new_id() for name in ("mother", "baby", "father", "pregnancy", "worker")}
        worker = {"worker": request.user.name, "sign_in": viewer.sign_in, "team": viewer.team, "agency": viewer.agency}
        new = new_record(form, ids, worker, day_of(now()))
        if not form.errors:
            found = alike(viewer, new.mother, new.born, new.due, new.nhs)
            if found and not form.values["asked"]:
                more = {"found": found}
            else:
                try:
                    key = actions.begin_record(
                        viewer,
                        new,
                        by=signature(request),
                        concern=concern.number if concern else None,
                        about=ids["baby"],
                    )
                except Unreadable as wrong:
                    form.errors += _errors(wrong)
                else:
                    messages.success(request, f"The record of {new.title} is begun.")
                    return HttpResponseRedirect(reverse("family", kwargs={"key": key}))
    else:
        form.values["role"] = _LIKELY_ROLE.get(viewer.agency_type, "")
        form.values["why"] = concern.happened if concern else ""
    return show(
        request,
        "families/new.html",
        typed=form.values,
        errors=form.errors,
        concern=concern,
        roles=words_of("worker.assigned", "role"),
        status=422 if form.errors else 200,
        **more,
    )
