"""An app that shows codes, for a test in which somebody is asked for one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from nightlight.web.accounts.models import Account


def app_of(sign_in: str) -> Callable[[], str]:
    """Somebody begins to use codes; what their app shows whenever it is looked at."""
    secret = generate_totp_secret()
    TOTP.activate(Account.objects.get(sign_in=sign_in), secret)

    def shows() -> str:
        return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))

    return shows
