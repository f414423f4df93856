"""Whether what a provider of single sign-on says of a person can be trusted (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

#: Signatures with a pair of keys only: one that is made with a shared secret could be made from what the provider publishes.
_SIGNED_BY: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
#: By how many seconds two clocks may differ.
_CLOCKS: Final = 30
_LONGEST_SUBJECT: Final = 191
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotTrusted(OAuth2Error):
    """What came from the provider is not what it must be; the words are for the log and the audit, and hold nothing of a person."""


def configuration(found: Any, server: str) -> dict[str, Any]:
    """The provider's document of itself, checked: it speaks for `server` and names what is needed.

    Raises `NotTrusted`.
    """
    if not isinstance(found, dict):
        raise NotTrusted("the document of the provider is not one")
    wanted = ("issuer", *_ENDPOINTS, *(["userinfo_endpoint"] if "userinfo_endpoint" in found else []))
    for name in wanted:
        if not isinstance(found.get(name), str) or not urlsplit(found[name]).hostname:
            raise NotTrusted(f"the document of the provider has no {name}")
        if urlsplit(server).scheme == "https" and urlsplit(found[name]).scheme != "https":
            raise NotTrusted(f"the {name} of the provider is without TLS")
    if _plain(found["issuer"]) != _plain(server.partition("/.well-known/")[0]):
        raise NotTrusted("the document is another provider's")
    return found


def identity(token: Any, keys: Any, *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """What an ID token says, checked: signed by the provider, for us, for this sign-in, and still good.

    Raises `NotTrusted`.
    """
    if not isinstance(token, str):
        raise NotTrusted("no ID token")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=_SIGNED_BY,
            audience=client,
            issuer=issuer,
            leeway=_CLOCKS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.ExpiredSignatureError:
        raise NotTrusted("an expired token") from None
    except jwt.InvalidAudienceError:
        raise NotTrusted("a token for another audience") from None
    except jwt.InvalidIssuerError:
        raise NotTrusted("a token of another issuer") from None
    except jwt.InvalidSignatureError:
        raise NotTrusted("a wrong signature") from None
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError):
        raise NotTrusted("a token that cannot be read or is not allowed") from None
    audience = claims["aud"]
    if claims.get("azp", client) != client or (
        isinstance(audience, list) and len(audience) > 1 and "azp" not in claims
    ):
        raise NotTrusted("a token for another audience")
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise NotTrusted("a wrong nonce")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise NotTrusted("a token of nobody")
    return claims


def with_details(claims: Mapping[str, Any], details: Any) -> dict[str, Any]:
    """An ID token's claims, and beside them what the provider tells of the same person when asked.

    Raises `NotTrusted` where it tells of another.
    """
    if not isinstance(details, dict) or details.get("sub") != claims["sub"]:
        raise NotTrusted("details of another person")
    if "email" in claims and details.get("email") != claims["email"]:
        details = {name: each for name, each in details.items() if name != "email_verified"}
    return {**details, **claims}


def _key(token: str, keys: Any) -> jwt.PyJWK:
    """The key that a token names among those that the provider publishes; the only one, where it names none."""
    kid = jwt.get_unverified_header(token).get("kid")
    found = [each for each in jwt.PyJWKSet.from_dict(keys).keys if each.public_key_use in (None, "sig")]
    named = [each for each in found if each.key_id == kid] if kid is not None else found
    if len(named) != 1:
        raise NotTrusted("a key that the provider does not publish")
    return named[0]


def _plain(address: str) -> tuple[str, str | None, int | None, str]:
    parts = urlsplit(address)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, port, parts.path.rstrip("/")
