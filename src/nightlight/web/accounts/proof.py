"""That it is really the person who is signed in: their password again, or a sign-in of the last minutes where they have none."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


def proved(request: HttpRequest) -> bool:
    """Whether the form has the password of whoever is signed in; somebody who has none (single sign-on, a passkey) must have signed in
    within the last minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`, in seconds)."""
    if request.user.has_usable_password():
        return bool(request.user.check_password(request.POST.get("password", "")))
    last = max((record.get("at", 0) for record in get_authentication_records(request)), default=0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
