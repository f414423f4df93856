"""Locking and unlocking the screen; one's own sign-in."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nightlight.web.accounts import audited
from nightlight.web.accounts.proof import proved, succeeded, tried
from nightlight.web.ui.pages import show

#: After so many wrong passwords a locked screen is signed out.
_TRIES = 5


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Locks the screen: what was open stays, and needs the password again."""
    request.session["locked"] = True
    return HttpResponseRedirect(f"{reverse('unlock')}?next={quote(_next(request))}")


def unlock(request: HttpRequest) -> HttpResponse:
    """Unlocks the screen with the password of whoever is signed in."""
    wrong = ""
    if request.method == "POST" and request.user.is_authenticated:
        who = f"unlock:{request.session.session_key}"
        tries = tried(who, settings.SESSION_LONGEST_HOURS * 3600)
        if tries <= _TRIES and request.user.has_usable_password() and proved(request):
            succeeded(who)
            request.session.pop("locked", None)
            return HttpResponseRedirect(_next(request))
        audited.refused(request.user.sign_in, "wrong password", "unlock")
        if tries >= _TRIES:
            logout(request)
            return HttpResponseRedirect(reverse("account_login"))
        wrong = "That is not your password. Try again."
    errors = [{"field": "password", "text": wrong}] if wrong else []
    return show(
        request, "account/unlock.html", errors=errors, next=_next(request), name=getattr(request.user, "name", "")
    )


def settings_page(request: HttpRequest) -> HttpResponse:
    """One's own sign-in: passkeys, codes, password."""
    return show(request, "account/settings.html")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
