"""allauth's forms for codes and passkeys, with what the audit has of those that did not fit."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError

from nightlight.web.accounts import audited

_WRONG_CODE: Final = "a code that does not fit"
_WRONG_PASSKEY: Final = "a passkey that does not fit"


class _Codes:
    """What the forms for codes have in common."""

    user: Any

    def clean_code(self) -> str:
        """The code, where it fits."""
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            audited.refused(self.user.sign_in, _WRONG_CODE)
            raise


class Code(_Codes, AuthenticateForm):
    """A code at signing in."""


class CodeAgain(_Codes, ReauthenticateForm):
    """A code of somebody who is signed in."""


class _Passkeys:
    """What the forms for passkeys have in common."""

    user: Any

    def clean_credential(self) -> Any:
        """The passkey, where it fits."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            audited.refused("" if self.user is None else self.user.sign_in, _WRONG_PASSKEY)
            raise


class Passkey(_Passkeys, AuthenticateWebAuthnForm):
    """A passkey after a password."""


class PasskeyAlone(_Passkeys, LoginWebAuthnForm):
    """A passkey and nothing else."""


class PasskeyAgain(_Passkeys, ReauthenticateWebAuthnForm):
    """A passkey of somebody who is signed in."""
