"""Single sign-on, as a partnership sets it (`docs/guides/running.md`, 6)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from nightlight.web.config import environment

#: Where a provider may be asked without TLS: on this machine.
_HERE: Final = ("localhost", "127.0.0.1", "::1")


def providers() -> list[dict[str, Any]]:
    """The provider that is set, as allauth takes it; none where `NIGHTLIGHT_OIDC_SERVER` is empty.

    Raises `ImproperlyConfigured` where what is set cannot work, or is not safe.
    """
    server = environment.text("NIGHTLIGHT_OIDC_SERVER")
    if not server:
        return []
    parts = urlsplit(server)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE)):
        raise ImproperlyConfigured(f"NIGHTLIGHT_OIDC_SERVER is {server!r}; write an address that begins with https://")
    client = environment.text("NIGHTLIGHT_OIDC_CLIENT")
    if not client:
        raise ImproperlyConfigured(
            "NIGHTLIGHT_OIDC_CLIENT is not set; write the name that the provider gave to Nightlight"
        )
    claim = environment.text("NIGHTLIGHT_OIDC_CLAIM") or "preferred_username"
    return [
        {
            "provider_id": environment.text("NIGHTLIGHT_OIDC_ID") or "sso",
            "name": environment.text("NIGHTLIGHT_OIDC_NAME") or "single sign-on",
            "client_id": client,
            "secret": environment.secret("NIGHTLIGHT_OIDC_SECRET", instead=""),
            "settings": {
                "server_url": server,
                "claim": claim,
                "ask_again": environment.flag("NIGHTLIGHT_OIDC_ASK_AGAIN", default=True),
                "scope": environment.text("NIGHTLIGHT_OIDC_SCOPE", "openid profile email").split(),
                "seconds": environment.seconds("NIGHTLIGHT_OIDC_SECONDS", 5) or 5,
            },
        }
    ]
