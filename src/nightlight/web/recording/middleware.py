"""Keeps what was typed where a form could not be taken: the session had ended, the screen was locked, the page was open for too long."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from nightlight.web.recording import kept_for, queries
from nightlight.web.recording.typed import kept
from nightlight.web.store import actions

Answer = Callable[[HttpRequest], HttpResponse]


class KeepsTyped:
    """Stands before `SignedIn`. A form that no view has seen goes into the draft of whoever opened it, and the answer says so."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if request.method != "POST" or (request.resolver_match is not None and response.status_code != 403):
            return response
        owner = kept_for.read(request.POST.get("kept_for", ""))
        if owner is None:
            return response
        saved = _keep(request, owner)
        if request.path.endswith("/draft"):
            return JsonResponse({"saved": saved, "signed_out": True}, status=401)
        return response


def _keep(request: HttpRequest, owner: kept_for.KeptFor) -> bool:
    account = queries.account_of(owner.sign_in)
    typed = kept(request.POST.lists())
    if account is None or not typed or not queries.is_family(owner.key):
        return False
    try:
        actions.save_draft(account.viewer(), owner.key, owner.form, typed)
    except DatabaseError:
        return False
    request.typed_is_kept = True
    return True
