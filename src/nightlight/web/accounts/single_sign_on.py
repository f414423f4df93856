"""Going to the provider of single sign-on and coming back, checked further than allauth does.

allauth brings the flow: state, PKCE, the exchange of the code. Added here: a nonce, the signature and the issuer of the ID token, that
the details are of the same person, and pages of ours for everything that can go wrong.
"""

from __future__ import annotations

import secrets
from typing import Any, Final
from urllib.parse import quote, quote_plus

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from requests import RequestException

from nightlight.web.accounts import tokens
from nightlight.web.accounts.asking import Asking
from nightlight.web.accounts.tokens import NotTrusted

#: How long one answer of the provider may take, where nothing is set.
_SECONDS: Final = 5.0


class ProviderOfOurs(OpenIDConnectOAuth2Adapter):
    """The provider that is set, and what it says of whoever comes back from it."""

    nonce = ""
    #: Whether the provider was told to ask whoever it is, also where it still knew them.
    told_to_ask = False

    def get_provider(self) -> Any:
        """The provider, as allauth goes to it; and it comes back here for what it needs to know."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = ProviderOfOurs
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, checked; asked once for a request."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            found = self._ask(provider.server_url)
            self._openid_config = tokens.configuration(found, provider.app.settings["server_url"])
        return self._openid_config

    @property
    def basic_auth(self) -> bool:
        """Whether our secret goes into a header: what is meant where the provider does not say."""
        methods = self.openid_config.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_post" not in methods

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: Any = None) -> Any:
        """The tokens for the code that came."""
        if (
            self.basic_auth
        ):  # RFC 6749, 2.3.1: each half as in a form, so that a colon in one does not part them elsewhere
            client.consumer_key, client.consumer_secret = quote_plus(app.client_id), quote_plus(app.secret)
        try:
            found = super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("the answer for the code cannot be read") from wrong
        if not isinstance(found, dict) or not isinstance(found["access_token"], str):
            raise NotTrusted("the answer for the code is not one")
        # For how long the access token is good is nothing to us: it is used once and not kept.
        return {name: found[name] for name in ("access_token", "id_token") if name in found}

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        """Who came back, where everything that was said of them can be trusted.

        Raises `NotTrusted`.
        """
        document = self.openid_config
        claims = tokens.identity(
            more["response"].get("id_token"),
            self._ask(document["jwks_uri"]),
            issuer=document["issuer"],
            client=app.client_id,
            nonce=self.nonce,
        )
        if "userinfo_endpoint" in document:
            claims = tokens.with_details(claims, self._ask(document["userinfo_endpoint"], token.token))
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": _kept(claims, app.settings, self.told_to_ask)}
        )

    def _ask(self, address: str, access: str = "") -> Any:
        with Asking(self.get_provider().app.settings.get("seconds", _SECONDS)) as asking:
            answer = asking.request("GET", address, headers={"Authorization": f"Bearer {access}"} if access else {})
        answer.raise_for_status()
        return answer.json()


def _kept(claims: dict[str, Any], said: dict[str, Any], told_to_ask: bool) -> dict[str, Any]:
    """Of all that the provider tells, only what ties the person to a sign-in.

    `checked` is whether the name may be relied on: an e-mail address may where the provider says that it is the person's; a name that
    is that address too may not where the provider says that it is not.
    """
    claim = said.get("claim", "preferred_username")
    named, email = str(claims.get(claim) or "").strip(), str(claims.get("email") or "").strip()
    verified = claims.get("email_verified")
    is_email = claim == "email"
    denied = verified is not None and verified is not True and named.lower() == email.lower()
    asked_at = claims.get("auth_time")
    if not isinstance(asked_at, int | float):
        # It asked anew, if it was told to; otherwise nobody knows when it last did.
        asked_at = claims["iat"] if told_to_ask else 0
    return {
        "sub": claims["sub"],
        "iss": claims["iss"],
        "named": named[:254],
        "claim": claim,
        "checked": verified is True if is_email else not denied,
        "asked_at": asked_at,
    }


class _Back(OAuth2CallbackView):
    """Coming back; the nonce, and whether the provider was told to ask, are kept with the state, in the session of whoever set out."""

    adapter: ProviderOfOurs

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = str(state.get("nonce") or "")
            self.adapter.told_to_ask = state.get("told_to_ask") is True
        return state, answer


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sets out to the provider. Only with our form, so that no other site sends anybody off; a link leads to the page of signing in.

    Somebody who is signed in already goes there to show that it is they: the provider is told to ask, whatever is set.
    """
    _, provider = _provider(request, provider_id)
    wanted = get_next_redirect_url(request)
    if request.method != "POST":
        there = reverse("account_login")
        return HttpResponseRedirect(f"{there}?next={quote(wanted)}" if wanted else there)
    nonce = secrets.token_urlsafe(24)
    # What the address or the form asks for beside the page that is wanted is not passed on.
    more = {"nonce": nonce, "max_age": str(settings.SESSION_LONGEST_HOURS * 3600)}
    told_to_ask = bool(provider.app.settings.get("ask_again")) or request.user.is_authenticated
    if told_to_ask:
        more |= {"prompt": "login", "max_age": "0"}
    try:
        answer = provider.redirect(
            request, AuthProcess.LOGIN, next_url=wanted, auth_params=more, nonce=nonce, told_to_ask=told_to_ask
        )
    except (OAuth2Error, RequestException) as wrong:
        return render_authentication_error(request, provider, exception=wrong)
    # Not a redirect: our policy lets a form lead nowhere but here, also where it is sent on from here.
    return render(request, "socialaccount/going.html", {"there": answer["Location"], "name": provider.app.name})


@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Comes back from the provider: signed in, or a page that says why not."""
    adapter, provider = _provider(request, provider_id)
    try:
        view = _Back()
        view.request, view.adapter = request, adapter
        return view.dispatch(request)
    except ImmediateHttpResponse as said:
        return said.response
    except (OAuth2Error, RequestException) as wrong:
        return render_authentication_error(request, provider, exception=wrong)


def _provider(request: HttpRequest, provider_id: str) -> tuple[ProviderOfOurs, Any]:
    adapter = ProviderOfOurs(request, provider_id)
    try:
        return adapter, adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
