"""How allauth signs people in here: nobody signs up; single sign-on is tied to an account that the partnership made."""

from __future__ import annotations

import logging
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException

from nightlight.web.accounts import audited
from nightlight.web.accounts.asking import Asking
from nightlight.web.accounts.models import Account
from nightlight.web.accounts.proof import ASKED_AT, TYPED
from nightlight.web.accounts.tokens import NotTrusted
from nightlight.web.store import audit

log = logging.getLogger("nightlight.web")

#: Messages that would stand above somebody's work and say what they see.
_PLAIN_ALREADY: Final = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")
#: How the audit names this page.
_PAGE: Final = "single_sign_on"


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

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A password that does not fit is in the audit."""
        audited.refused(str(credentials.get("username") or ""), "wrong password")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A sign-in that was shut, and whoever came with the right password or passkey of it."""
        audited.refused(user.sign_in, "the sign-in is shut")
        return super().respond_user_inactive(request, user)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Lets somebody in who has shown everything that is asked, by whichever way; the audit has it first."""
        audited.signed_in(request, user)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Keeps when the provider of single sign-on last asked somebody who they are (`proof.proved`)."""
        by = (more.get("signal_kwargs") or {}).get("sociallogin")
        if by is not None:
            request.session[ASKED_AT] = by.account.extra_data["userinfo"]["asked_at"]
            if TYPED in by.state:
                request.session[TYPED] = by.state[TYPED]
        return super().post_login(request, user, **more)


class SingleSignOn(DefaultSocialAccountAdapter):
    """Ties a single sign-on to the account whose sign-in the provider's `preferred_username` names, or another claim that the
    partnership has chosen; where that is `email`, to the one account that has the address, and only where the provider has checked it.

    The first time only: from then on the provider's own subject counts. An account that is tied already is not tied to another, so
    that a name which the provider gives to somebody new does not open the account of whoever had it before; the partnership
    unties it (the command `untie`). Somebody who is signed in ties nothing.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_requests_session(self) -> Asking:
        """How allauth asks the provider; as patient as we are."""
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return Asking(min((app["settings"].get("seconds", 5) for app in apps), default=5))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets in whom we know, ties whom we come to know, and refuses everybody else."""
        sociallogin.token = None  # used once; it is not kept with a sign-in that waits for a code
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise self._refused(request, sociallogin, "shut", "account/account_inactive.html")
            if sociallogin.user == request.user and TYPED in request.session:
                sociallogin.state[TYPED] = request.session[TYPED]  # the session ends before they are signed in anew
            return
        if request.user.is_authenticated:
            raise self._refused(request, sociallogin, "signed in already")
        said = sociallogin.account.extra_data["userinfo"]
        with transaction.atomic():
            account = self._account(said["claim"], said["named"])
            if account is None:
                why = "not known"
            elif not said["checked"]:
                why = "not checked"
            elif not account.is_active:
                why = "shut"
            elif (tied := self._tied(account, sociallogin)) is not None and tied.uid == said["sub"]:
                # Two windows at once: the other one came first.
                sociallogin.user, tied.extra_data, sociallogin.account = account, sociallogin.account.extra_data, tied
                return
            elif tied is not None:
                why = "tied to another"
            else:
                sociallogin.connect(request, account)
                audit.write(account.viewer(), "set", page=_PAGE, why="tied to single sign-on", subject=said["sub"])
                return
        page = "account/account_inactive.html" if why == "shut" else "account/not_known.html"
        raise self._refused(request, sociallogin, why, page)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """A page that says in plain words what happened and what to do; the log has what it was."""
        name, status = provider.app.name, 401
        if isinstance(exception, NotTrusted):
            why, kind = str(exception), "not trusted"
            audit.write(
                audited.NOBODY, "refused", page=_PAGE, why=f"not trusted: {why}", provider=provider.app.provider_id
            )
        elif isinstance(exception, RequestException):
            why, kind, status = f"no answer: {type(exception).__name__}", "no answer", 503
        elif error == AuthError.CANCELLED:
            why, kind = "given up", "given up"
        elif exception is not None:
            why, kind = "the code was not taken", "not taken"
        elif "state" in (extra_context or {}):
            why, kind = "the provider sent an error", "not taken"
        else:
            why, kind = "a state that is not of this session", "too late"
        log.warning("single sign-on refused: %s", why)
        page = render(request, "socialaccount/authentication_error.html", {"kind": kind, "name": name}, status=status)
        raise ImmediateHttpResponse(page)

    def _tied(self, account: Account, sociallogin: Any) -> SocialAccount | None:
        """What an account is tied to at this provider; a provider that the partnership has left counts for nothing."""
        return SocialAccount.objects.filter(user=account, provider=sociallogin.account.provider).first()

    def _account(self, claim: str, named: str) -> Account | None:
        """The one account that a name is of, locked; none where it is nobody's, or more than one person's."""
        if not named:
            return None
        field = "email__iexact" if claim == "email" else "sign_in__iexact"
        # Two accounts that differ in capitals alone, or have one address: the provider does not say which.
        found = list(Account.objects.select_for_update().filter(**{field: named})[:2])
        return found[0] if len(found) == 1 else None

    def _refused(
        self, request: HttpRequest, sociallogin: Any, why: str, page: str = "account/not_known.html"
    ) -> ImmediateHttpResponse:
        said = sociallogin.account.extra_data["userinfo"]
        audit.write(
            audited.NOBODY,
            "refused",
            page=_PAGE,
            why=f"{why}: {said['named'][:80]}",
            subject=said["sub"],
            provider=sociallogin.account.provider,
        )
        log.warning("single sign-on refused: %s", why)
        return ImmediateHttpResponse(render(request, page, {"why": why}, status=403))
