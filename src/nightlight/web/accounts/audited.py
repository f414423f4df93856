"""What the audit has of signing in: who came in and by what, and who was refused. It names no family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account
from nightlight.web.store import audit

#: Whoever has no sign-in here.
NOBODY: Final = Viewer("", "", "", roles=frozenset())
#: How the audit names the page; an unlocked screen and the provider of single sign-on have their own.
_PAGE: Final = "sign_in"

_BY: Final = {
    "password": "a password",
    "socialaccount": "single sign-on",
    "totp": "a code",
    "recovery_codes": "a spare code",
    "webauthn": "a passkey",
}


def signed_in(request: HttpRequest, account: Account) -> None:
    """Somebody comes in: one line, written before the session is theirs."""
    by = _by(get_authentication_records(request, account))
    audit.write(account.viewer(), "signed_in", page=_PAGE, why=f"with {by}" if by else "")


def _by(records: Iterable[Mapping[str, Any]]) -> str:
    """What somebody came in by, in words: the last thing with which one begins, and what was asked for after it."""
    said: list[str] = []
    for record in records:
        if record["method"] != "mfa" or record.get("passwordless"):
            said = []  # what was begun before and given up
        said.append(_BY.get(record.get("type") or record["method"], record["method"]))
    return " and ".join(said)


def refused(sign_in: str, why: str, page: str = _PAGE) -> None:
    """Somebody was not let in under a sign-in; an empty one where they gave none.

    What was typed for a sign-in that nobody has is not kept: it may be a password in the wrong place. As many questions are asked of
    the database whether somebody has it or not.
    """
    row = Account.objects.filter(sign_in__iexact=sign_in).values_list("sign_in", "agency").first()
    who = NOBODY if row is None else Viewer(row[0], row[1], "", roles=frozenset())
    audit.write(who, "refused", page=page, why=why if row or not sign_in else "nobody has the sign-in that was typed")
