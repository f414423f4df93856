"""That it is really the person who is signed in: their password, or for whoever has none that they showed it in the last minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from nightlight.web.accounts.queries import tied_to

#: In the session: when the provider of single sign-on last asked the person who they are, in seconds since 1970.
ASKED_AT: Final = "single_sign_on_asked_at"
#: In the session: what somebody typed before they went to show that it is they. It outlives signing in anew, of the same person only.
TYPED: Final = "typed_before_proof"


def tried(who: str, within: int) -> int:
    """How often somebody has tried within so many seconds of the last try, this one with it.

    It counts before the password is looked at, which takes long: many tries sent at once are many tries.
    """
    count = int(cache.get(who, 0)) + 1
    cache.set(who, count, within)
    return count


def succeeded(who: str) -> None:
    """Forgets the tries of somebody who knew the password."""
    cache.delete(who)


@dataclass(frozen=True)
class Way:
    """A way to show once more that one is who one is: a link, or an address to which a form is sent."""

    text: str
    href: str
    send: bool = False


def proved(request: HttpRequest) -> bool:
    """Whether the form has the password of whoever is signed in; somebody who has none must have shown who they are `lately`."""
    if request.user.has_usable_password():
        return bool(request.user.check_password(request.POST.get("password", "")))
    return lately(request)


def lately(request: HttpRequest) -> bool:
    """Whether whoever is signed in showed within the last minutes who they are (`ACCOUNT_REAUTHENTICATION_TIMEOUT`, in seconds).

    A provider that still knew them and let them through unasked proves nothing: what counts is when it last asked.
    """
    last = 0.0
    for record in get_authentication_records(request, request.user):
        at = record.get("at", 0)
        if record.get("method") == "socialaccount":
            at = min(at, request.session.get(ASKED_AT, 0))
        last = max(last, at)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ways(request: HttpRequest, back: str) -> tuple[Way, ...]:
    """How somebody without a password can show who they are, now, and come `back` to a page; none where only signing in anew will do."""
    user, there = request.user, f"?next={quote(back)}"
    found = []
    if is_mfa_enabled(user, types=[Authenticator.Type.WEBAUTHN]):
        found.append(Way("Use your passkey", f"{reverse('mfa_reauthenticate_webauthn')}{there}"))
    tied = tied_to(request.viewer)
    found += [
        Way(
            f"Sign in again with {app['name']}",
            f"{reverse('openid_connect_login', kwargs={'provider_id': app['provider_id']})}{there}",
            send=True,
        )
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        if app["provider_id"] in tied
    ]
    if is_mfa_enabled(user, types=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]):
        found.append(Way("Type a code", f"{reverse('mfa_reauthenticate')}{there}"))
    return tuple(found)
