"""Pages of oversight."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nightlight.chronology.problems import Unreadable
from nightlight.web.accounts.proof import TYPED, lately, proved, succeeded, tried, ways
from nightlight.web.oversight import actions, queries
from nightlight.web.oversight.addresses import addresses_page
from nightlight.web.store import audit
from nightlight.web.store.queries import Refused, SeenFamily
from nightlight.web.ui.pages import family_page, show

_SHORTEST_REASON = 15
#: Wrong passwords at the glass before it stays shut for a while.
_TRIES = 5
_SHUT_SECONDS = 900


def oversight(request: HttpRequest) -> HttpResponse:
    """What somebody answerable looks after: glasses to review; for an auditor, the audit."""
    return show(
        request,
        "oversight/oversight.html",
        glass=queries.glass_to_review(request.viewer),
        auditor="auditor" in request.viewer.roles,
    )


def audit_of(request: HttpRequest) -> HttpResponse:
    """The audit of a family or of a sign-in, for an auditor."""
    family, sign_in = request.GET.get("family", "").strip(), request.GET.get("sign_in", "").strip()
    lines = queries.audit_of(request.viewer, family=family, sign_in=sign_in) if family or sign_in else None
    if lines is None and "auditor" not in request.viewer.roles:
        raise Refused("")
    return show(request, "oversight/audit_of.html", lines=lines, family=family, sign_in=sign_in)


def break_glass(request: HttpRequest, key: str) -> HttpResponse:
    """Opening a family in an emergency: show that it is you, give a reason, for three hours at most.

    Whoever has a password gives it with the reason; whoever has none shows who they are first, and what they typed is kept meanwhile.
    """
    typed = _typed(request)
    errors = []
    if request.method == "POST":
        errors = _glass_errors(request, typed)
        if not errors:
            request.session.pop(TYPED, None)
            try:
                actions.break_glass(request.viewer, key, typed["reason"].strip(), int(typed["hours"]))
            except Refused:
                return show(request, "oversight/glass_refused.html", status=404)
            return HttpResponseRedirect(reverse("family", kwargs={"key": key}))
    has_password = request.user.has_usable_password()
    first = not has_password and not lately(request)
    other = ways(request, request.path) if first else ()
    if first and request.method == "POST":
        request.session[TYPED] = {"page": request.path, **typed}
    return show(
        request,
        "oversight/break_glass.html",
        key=key,
        typed=typed,
        errors=errors,
        has_password=has_password,
        first=first,
        ways=other,
        by_provider=any(way.send for way in other),
        status=400 if errors else 200,
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed: now, or on this page before somebody went to show that it is they."""
    said = request.POST
    if request.method != "POST" and (before := request.session.get(TYPED, {})).get("page") == request.path:
        said = before
    return {"reason": said.get("reason", ""), "hours": said.get("hours", "1")}


def _glass_errors(request: HttpRequest, typed: dict[str, str]) -> list[dict[str, str]]:
    errors = []
    if len(typed["reason"].strip()) < _SHORTEST_REASON:
        errors.append({"field": "reason", "text": "Say why you need to open it now: what you know, and what you fear."})
    if typed["hours"] not in ("1", "2", "3"):
        errors.append({"field": "hours", "text": "Choose for how long: 1, 2 or 3 hours."})
    if not request.user.has_usable_password():
        if not proved(request):
            audit.write(request.viewer, "refused", page="break_glass", why="it was not shown who it is")
            # Alone: what is wrong with the reason can be said when the reason is there to be seen.
            errors = [{"field": "proof", "text": "Show that it is you, then send it. What you typed has been kept."}]
        return errors
    shut = f"glass:{request.viewer.sign_in}"
    if tried(shut, _SHUT_SECONDS) > _TRIES:
        errors.append(
            {
                "field": "password",
                "text": "There were too many wrong passwords. Wait a quarter of an hour, or ring the duty desk.",
            }
        )
    elif not proved(request):
        audit.write(request.viewer, "refused", page="break_glass", why="wrong password")
        errors.append({"field": "password", "text": "That is not your password. Try again."})
    else:
        succeeded(shut)
    return errors


def review_glass(request: HttpRequest, number: int) -> HttpResponse:
    """Reviewing a broken glass."""
    glass = queries.glass(request.viewer, number)
    review = request.POST.get("review", "")
    errors = []
    if request.method == "POST":
        if len(review.strip()) < _SHORTEST_REASON:
            errors.append({"field": "review", "text": "Say what you found: was it right to open it, and what follows?"})
        else:
            try:
                actions.review_glass(request.viewer, number, review.strip())
                messages.success(request, "Your review is written down.")
            except actions.Reviewed as first:
                messages.success(request, f"{first} has reviewed this already. Their review stays; yours was not kept.")
            return HttpResponseRedirect(reverse("oversight"))
    return show(
        request, "oversight/review_glass.html", glass=glass, review=review, errors=errors, status=400 if errors else 200
    )


def who_looked(request: HttpRequest, key: str) -> HttpResponse:
    """Who has looked at this family."""
    seen, lines = queries.who_looked(request.viewer, key)
    return show(request, "oversight/who_looked.html", seen, lines=lines)


@family_page("who_may")
def who_may(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who can open this family now, who is shut out, and why you yourself can."""
    answerable = queries.may_ask_who_looked(seen)
    return show(
        request,
        "oversight/who_may.html",
        seen,
        answerable=answerable,
        colleagues=queries.colleagues(seen) if answerable and not seen.teaching else [],
        denials=queries.denials(request.viewer, seen.key) if answerable else [],
    )


@family_page("deny")
def deny(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Shutting somebody out of a family."""
    if seen.teaching or not queries.may_ask_who_looked(seen):
        audit.write(request.viewer, "refused", seen.key, "deny")
        raise Refused(seen.key)
    typed = {"sign_in": request.POST.get("sign_in", ""), "reason": request.POST.get("reason", "")}
    errors = []
    if request.method == "POST":
        if not typed["sign_in"].strip():
            errors.append({"field": "sign_in", "text": "Whom? Give their sign-in."})
        if len(typed["reason"].strip()) < _SHORTEST_REASON:
            errors.append({"field": "reason", "text": "Say why, so that whoever asks later can see it."})
        if not errors and not actions.deny(request.viewer, seen, typed["sign_in"], typed["reason"].strip()):
            errors.append({"field": "sign_in", "text": "Nobody has that sign-in. Check its spelling."})
        if not errors:
            messages.success(request, "That person can no longer open this family, whatever else holds.")
            return HttpResponseRedirect(reverse("who_may", kwargs={"key": seen.key}))
    return show(request, "oversight/deny.html", seen, typed=typed, errors=errors, status=400 if errors else 200)


@family_page("declare_conflict")
def declare_conflict(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Declaring that one has a tie to somebody of the family."""
    typed = {"person": request.POST.get("person", ""), "reason": request.POST.get("reason", "")}
    errors = []
    if request.method == "POST" and not seen.teaching:
        if seen.family.person(typed["person"]) is None:
            errors.append({"field": "person", "text": "To whom do you have a tie? Choose one."})
        if not typed["reason"].strip():
            errors.append({"field": "reason", "text": "Say what the tie is: a relative, a neighbour, a friend."})
        if not errors:
            try:
                actions.declare_conflict(
                    request.viewer, seen, typed["person"], typed["reason"].strip(), request.user.name
                )
            except Unreadable as wrong:
                errors += [{"field": problem.field or "reason", "text": problem.message} for problem in wrong.problems]
            else:
                messages.success(
                    request,
                    "It is written down. This family is closed to you from now on; your manager sees that it needs somebody else.",
                )
                return HttpResponseRedirect(reverse("home"))
    return show(request, "oversight/conflict.html", seen, typed=typed, errors=errors, status=400 if errors else 200)


addresses = family_page("addresses")(addresses_page)
