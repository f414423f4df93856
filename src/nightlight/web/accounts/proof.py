"""That it is really the person who is signed in: their password again, or a sign-in of the last minutes where they have none."""

from __future__ import annotations

import time
from typing import Final

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

#: In the session: when the provider of single sign-on last asked the person who they are, in seconds since 1970.
ASKED_AT: Final = "single_sign_on_asked_at"


def proved(request: HttpRequest) -> bool:
    """Whether the form has the password of whoever is signed in; somebody who has none (single sign-on, a passkey) must have signed in
    within the last minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`, in seconds).

    A provider that still knew them and let them through unasked proves nothing: what counts is when it last asked.
    """
    if request.user.has_usable_password():
        return bool(request.user.check_password(request.POST.get("password", "")))
    last = 0.0
    for record in get_authentication_records(request, request.user):
        at = record.get("at", 0)
        if record.get("method") == "socialaccount":
            at = min(at, request.session.get(ASKED_AT, 0))
        last = max(last, at)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
