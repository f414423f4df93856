"""Reads of who works where: names that every signed-in person may know."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount

from nightlight.access.viewer import Viewer
from nightlight.chronology.agencies import Agency as AgencyOfRecord
from nightlight.web.accounts.models import Account, Agency


def agencies() -> dict[str, AgencyOfRecord]:
    """Every agency of the partnership, by key, as the record has it."""
    return {each.key: each.of_record() for each in Agency.objects.all()}


def calls() -> dict[str, str]:
    """Whom to ring at each agency."""
    return dict(Agency.objects.values_list("key", "call"))


def names(viewer: Viewer, sign_ins: Iterable[str]) -> dict[str, str]:
    """The names of colleagues by their sign-ins: "Asha Green, health visitor"."""
    found = Account.objects.filter(sign_in__in=set(sign_ins)).values_list("sign_in", "name", "title")
    return {sign_in: f"{name}, {title}" if title else name for sign_in, name, title in found}


def tied_to(viewer: Viewer) -> set[str]:
    """The providers of single sign-on to which the viewer's own account is tied."""
    return set(SocialAccount.objects.filter(user__sign_in=viewer.sign_in).values_list("provider", flat=True))
