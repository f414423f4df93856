"""What a machine asks: is the process alive, can it serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def healthy(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("healthy\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too; 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM store_family LIMIT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
