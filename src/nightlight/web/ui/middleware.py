"""What every answer carries, and what is said when something fails."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict

from nightlight.web.store.queries import Refused
from nightlight.web.ui import refusals

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("nightlight.web")


#: What no text holds, and PostgreSQL takes into none: whoever pastes one means nothing by it.
_ZERO: Final = "\x00"


class NoZeroBytes:
    """A zero byte is taken out of what a form or an address asks for, so that nothing of it is lost; a path with one leads nowhere."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _ZERO in request.path:
            return refusals.not_found(request)
        if _holds_zero(request.GET):
            request.GET = _without_zero(request.GET)
        if request.method == "POST" and _holds_zero(request.POST):
            request.POST = _without_zero(request.POST)
        return self.answer(request)


def _holds_zero(said: QueryDict) -> bool:
    return any(_ZERO in name or any(_ZERO in each for each in values) for name, values in said.lists())


def _without_zero(said: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True)
    for name, values in said.lists():
        cleaned.setlist(name.replace(_ZERO, ""), [each.replace(_ZERO, "") for each in values])
    cleaned._mutable = False
    return cleaned


class Answers:
    """Nothing that a person was shown is kept by a browser or a proxy; refusals and failures are plain pages, refusals in even time."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        request_id = uuid.uuid4().hex[:12]
        request.request_id = request_id
        response = self.answer(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers["X-Request-ID"] = request_id
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "pattern": match.route if match else "(none)",
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - began) * 1000),
                "request_id": request_id,
            },
        )
        if getattr(request, "refused", False) or (response.status_code == 404 and match and match.kwargs):
            refusals.even_out(began)
        return response

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """A refusal, and a database that cannot be written to, are answered in words; anything else is Django's."""
        if isinstance(wrong, Refused):
            request.refused = True
            return refusals.refused(request)
        if isinstance(wrong, DatabaseError):
            log.error("the database failed", exc_info=wrong, extra={"request_id": getattr(request, "request_id", "")})
            return refusals.not_saved(request)
        return None
