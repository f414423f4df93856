"""How allauth signs people in here: nobody signs up; single sign-on is tied to an account that the partnership made."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from nightlight.web.accounts.models import Account


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the partnership, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and url.startswith("/") and not url.startswith(("//", "/\\"))


class SingleSignOn(DefaultSocialAccountAdapter):
    """Ties a single sign-on to the account whose sign-in the provider's `preferred_username` names; never by e-mail alone."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        named = str(claims.get("preferred_username") or "")
        account = Account.objects.filter(sign_in__iexact=named, is_active=True).first() if named else None
        if account is None:
            raise ImmediateHttpResponse(render(request, "account/not_known.html", status=403))
        sociallogin.connect(request, account)
