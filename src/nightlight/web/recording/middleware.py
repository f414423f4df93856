"""Keeps what was typed where a form could not be taken: the session had ended, the screen was locked, the page was open for too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from nightlight.web.recording import kept_for, queries
from nightlight.web.recording.typed import kept
from nightlight.web.store import actions

Answer = Callable[[HttpRequest], HttpResponse]


#: The addresses of forms that are kept; a draft is sent beside its form.
_FORMS: Final = re.compile(r"/families/[^/]+/(record/[^/]+|entries/[^/]+/correct|share)(?P<draft>/draft)?")


class KeepsTyped:
    """Stands before `SignedIn`. A form that no view has seen goes into the draft of whoever opened it, and the answer says so.

    Where that cannot be, what was typed comes back to be copied: nothing of it is lost in silence.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        form = _FORMS.fullmatch(request.path) if request.method == "POST" else None
        if form is None or (request.resolver_match is not None and response.status_code != 403):
            return response
        typed = kept(request.POST.lists())
        owner = kept_for.read(request.POST.get("kept_for", ""))
        saved = owner is not None and _keep(owner, typed)
        if form["draft"]:
            return JsonResponse({"saved": saved, "signed_out": True}, status=401)
        if saved:
            return response
        words = [
            (name, value) for name, values in typed.items() if name not in ("id", "after", "kind") for value in values
        ]
        lost = render(
            request, "recording/lost.html", {"typed": words}, status=403 if response.status_code == 403 else 401
        )
        return lost if words else response


def _keep(owner: kept_for.KeptFor, typed: dict[str, list[str]]) -> bool:
    account = queries.account_of(owner.sign_in)
    if account is None or not typed or not queries.is_family(owner.key):
        return False
    try:
        actions.save_draft(account.viewer(), owner.key, owner.form, typed)
    except DatabaseError:
        return False
    return True
