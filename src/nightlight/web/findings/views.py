"""Pages of the findings of a family: all of them, one of them, its three answers, and asking whoever owes one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nightlight.chronology.moments import Day, When, day_of
from nightlight.chronology.problems import Unreadable
from nightlight.web.findings import actions
from nightlight.web.findings.answering import options
from nightlight.web.findings.present import (
    OPEN,
    after_answer,
    finding_page,
    findings_page,
    is_ours,
    owing,
    who_will_see,
    whom_to_call,
)
from nightlight.web.recording.dates import CannotRead, read_date
from nightlight.web.recording.writing import recorder
from nightlight.web.store import queries
from nightlight.web.store.queries import FindingSeen, Refused, SeenFamily
from nightlight.web.ui.frame import standing_and
from nightlight.web.ui.pages import family_page, show

Answer = Callable[[HttpRequest, SeenFamily, FindingSeen], HttpResponse]

#: As many letters as a reason may have; nobody reads more, and a slip of the mouse does not fill the record.
_LONGEST = 4000
#: As many days ahead as something can be put off.
_FARTHEST = 366


@require_safe
@family_page("findings")
def findings(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Every finding of a family that the viewer may see."""
    asked = request.GET
    page = findings_page(seen, asked.get("system", ""), asked.get("whose", ""), asked.get("answered") == "yes")
    return show(request, "findings/findings.html", seen, page=page)


@require_safe
@family_page("finding")
def finding(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """One finding, and why it is asked."""
    found = _named(request.GET.get("finding", ""), seen)
    if found is None:
        return show(request, "findings/not_there.html", seen, status=404)
    return show(request, "findings/finding.html", seen, page=finding_page(found, seen))


@require_http_methods(["GET", "HEAD", "POST"])
@family_page("finding_done")
def done(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Done: choose what was done and when, then the form of that kind, filled in."""
    return _answer(request, seen, _done)


@require_http_methods(["GET", "HEAD", "POST"])
@family_page("finding_not_needed")
def not_needed(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Not needed, because ..."""
    return _answer(request, seen, _not_needed)


@require_http_methods(["GET", "HEAD", "POST"])
@family_page("finding_not_yet")
def not_yet(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Not yet, until ..."""
    return _answer(request, seen, _not_yet)


@require_POST
@family_page("finding_ask")
def ask(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Asks the agency that owes the answer."""
    return _answer(request, seen, _ask)


def _named(id: str, seen: SeenFamily) -> FindingSeen | None:
    """A finding that the viewer sees, by its id; one that is hidden and one that is not there are the same."""
    return next((each for each in seen.findings if each.id == id), None)


def _answer(request: HttpRequest, seen: SeenFamily, answer: Answer) -> HttpResponse:
    if request.method == "POST" and (seen.in_the_past or seen.teaching):
        raise Refused(seen.key)
    found = _named((request.POST if request.method == "POST" else request.GET).get("finding", ""), seen)
    if found is None:
        return show(request, "findings/not_there.html", seen, status=404)
    if seen.in_the_past or seen.teaching:
        return _back(seen, found)
    if found.state not in OPEN:
        messages.success(request, "This has been answered already.")
        return _back(seen, found)
    return answer(request, seen, found)


def _done(request: HttpRequest, seen: SeenFamily, found: FindingSeen) -> HttpResponse:
    offered = options(found, seen)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        chosen = next((each for each in offered if each.value == request.POST.get("what")), None)
        if chosen is None:
            errors.append({"field": "what", "text": "Choose what was done"})
        when = (
            _day(request, "when", day_of(seen.now), errors, past=True) if request.POST.get("when", "").strip() else None
        )
        if when is not None and when > day_of(seen.now):
            later = "It must have happened today or before. If it is still to come, answer “Not yet, until …”"
            errors.append({"field": "when", "text": later})
        if chosen is not None and not errors:
            return HttpResponseRedirect(chosen.href(seen, found.id, when))
    return _form(request, "findings/done.html", seen, found, errors, options=offered, what=request.POST.get("what", ""))


def _not_needed(request: HttpRequest, seen: SeenFamily, found: FindingSeen) -> HttpResponse:
    errors: list[dict[str, str]] = []
    if request.method == "POST" and _may_excuse(found, seen):
        reason = _reason(request, errors, "Say why it is not needed")
        if not errors:
            answer = _explained(request, seen, found, reason, None, errors)
            if answer is not None:
                return answer
    return _form(request, "findings/not_needed.html", seen, found, errors)


def _not_yet(request: HttpRequest, seen: SeenFamily, found: FindingSeen) -> HttpResponse:
    errors: list[dict[str, str]] = []
    if request.method == "POST" and _may_excuse(found, seen):
        today = day_of(seen.now)
        until = _day(request, "until", today, errors, past=False)
        if until is not None and until <= today:
            errors.append({"field": "until", "text": "Choose a day after today"})
        elif until is not None and until > today + _FARTHEST:
            errors.append(
                {
                    "field": "until",
                    "text": "Choose a day within a year. What will never be needed is “Not needed, because …”",
                }
            )
        reason = _reason(request, errors, "Say what it waits for")
        if not errors and until is not None:
            answer = _explained(request, seen, found, reason, until, errors)
            if answer is not None:
                return answer
    return _form(request, "findings/not_yet.html", seen, found, errors)


def _day(request: HttpRequest, name: str, today: Day, errors: list[dict[str, str]], *, past: bool) -> Day | None:
    """The whole day that was typed; where it is none, what to do is added to the errors."""
    if not request.POST.get(name, "").strip():
        errors.append({"field": name, "text": "Say until when. Write it as 27 March 2026, or as in two weeks"})
        return None
    try:
        written = read_date(request.POST.get(name, ""), today, past=past)
    except CannotRead as wrong:
        errors.append({"field": name, "text": str(wrong)})
        return None
    if len(written.iso) != len("2026-03-27"):
        errors.append(
            {"field": name, "text": "Write a day, such as 27 March 2026: a month alone does not say when to ask again"}
        )
        return None
    return When.read(written.iso).day


def _reason(request: HttpRequest, errors: list[dict[str, str]], missing: str) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        errors.append({"field": "reason", "text": missing})
    elif len(reason) > _LONGEST:
        errors.append({"field": "reason", "text": f"Say it in {_LONGEST} letters or fewer; it has {len(reason)}"})
    return reason


def _may_excuse(found: FindingSeen, seen: SeenFamily) -> bool:
    """Only those who owe an answer say that it is not needed, or not yet: nobody answers for another agency's silence."""
    return is_ours(found, seen)


def _explained(
    request: HttpRequest,
    seen: SeenFamily,
    found: FindingSeen,
    reason: str,
    until: Day | None,
    errors: list[dict[str, str]],
) -> HttpResponse | None:
    try:
        actions.explain(seen, found, recorder(request), reason, until)
    except Unreadable as wrong:
        errors.extend({"field": each.field or "reason", "text": each.message} for each in wrong.problems)
        return None
    after = queries.family(seen.viewer, seen.key, "finding_answered")
    now = _named(found.id, after)
    messages.success(request, after_answer(now, after))
    return _back(after, now)


def _ask(request: HttpRequest, seen: SeenFamily, found: FindingSeen) -> HttpResponse:
    if is_ours(found, seen):
        return _back(seen, found)
    asked = actions.ask_them(seen, found)
    if asked is None:
        said = "Your agency has asked today already. They have not answered yet."
    elif asked:
        said = f"Asked: {'one person' if asked == 1 else f'{asked} people'} at {owing(found, seen)}."
    else:
        numbers = "; ".join(f"{name}: {call}" for name, call in whom_to_call(found, seen) if call)
        said = f"Nobody at {owing(found, seen)} can be asked here." + (
            f" Ring them: {numbers}." if numbers else " Ring them."
        )
    messages.success(request, said)
    return _back(seen, found)


def _form(
    request: HttpRequest, template: str, seen: SeenFamily, found: FindingSeen, errors: list[dict[str, str]],
    **more: object,
) -> HttpResponse:  # fmt: skip
    return show(
        request,
        template,
        seen,
        page=finding_page(found, seen),
        found=found,
        errors=errors,
        typed=request.POST,
        reason=request.POST.get("reason", ""),
        who_sees=who_will_see(seen),
        may_excuse=_may_excuse(found, seen),
        status=422 if errors else 200,
        **more,
    )


def _back(seen: SeenFamily, found: FindingSeen | None) -> HttpResponse:
    if found is None:
        return HttpResponseRedirect(reverse("findings", kwargs={"key": seen.key}))
    return HttpResponseRedirect(reverse("finding", kwargs={"key": seen.key}) + standing_and(seen, finding=found.id))
