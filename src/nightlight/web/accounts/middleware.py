"""Who is signed in, asked anew for every request; nobody without a sign-in gets further than signing in."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

Answer = Callable[[HttpRequest], HttpResponse]

#: Names of addresses that need no sign-in: signing in itself, and what a machine asks.
OPEN = frozenset(
    {
        "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login",
        "openid_connect_callback", "socialaccount_login_error", "socialaccount_login_cancelled",
        "healthy", "ready", "calendar_feed", "accessibility",
        "account_inactive",
    }
)  # fmt: skip
#: Names of addresses that a locked screen still answers.
LOCKED = frozenset({"unlock", "account_logout", "healthy", "ready"})


class SignedIn:
    """Sets `request.viewer`; ends sessions that are too old; keeps a locked screen locked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None
        name = _name(request)
        if request.user.is_authenticated:
            began = request.session.setdefault("began", int(time.time()))
            if time.time() - began > settings.SESSION_LONGEST_HOURS * 3600:
                logout(request)
            elif request.session.get("locked") and name not in LOCKED:
                return HttpResponseRedirect(f"{reverse('unlock')}?next={quote(request.get_full_path())}")
            else:
                request.viewer = request.user.viewer()
        if request.viewer is None and name not in OPEN:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={quote(request.get_full_path())}")
        return self.answer(request)


def _name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
