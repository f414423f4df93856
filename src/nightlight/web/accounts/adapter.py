"""How allauth signs people in here: nobody signs up; single sign-on is tied to an account that the partnership made."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from nightlight.web.accounts.models import Account

#: Messages that would stand above somebody's work and say what they see.
_PLAIN_ALREADY: Final = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the partnership, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *arguments: Any, **more: Any
    ) -> None:
        """What allauth has to say; but not that somebody is signed in or out, which every page shows already."""
        if message_template not in _PLAIN_ALREADY:
            super().add_message(request, level, message_template, *arguments, **more)

    def is_safe_url(self, url: str | None) -> bool:
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None) and str(url).startswith("/")


class SingleSignOn(DefaultSocialAccountAdapter):
    """Ties a single sign-on to the account whose sign-in the provider's `preferred_username` names; never by e-mail alone.

    The first time only: from then on the provider's own subject counts. An account that is tied already is not tied to another, so
    that a name which the provider gives to somebody new does not open the account of whoever had it before; the partnership
    unties it. Somebody who is signed in ties nothing.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(render(request, "account/not_known.html", status=403))
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        named = str(claims.get("preferred_username") or "")
        # Two accounts that differ in capitals alone: the provider does not say which.
        found = list(Account.objects.filter(sign_in__iexact=named)[:2]) if named else []
        account = found[0] if len(found) == 1 and found[0].is_active else None
        if account is None or SocialAccount.objects.filter(user=account).exists():
            raise ImmediateHttpResponse(render(request, "account/not_known.html", status=403))
        sociallogin.connect(request, account)
