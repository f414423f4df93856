"""A made-up partnership and family for the tests of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import Any

import pytest
from django.test import Client

from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config import clock
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Family


@pytest.fixture(scope="module", autouse=True)
def still_clock() -> Iterator[None]:
    """The clock stands still, so that two answers that are compared are told of the same minute."""
    instant = clock.utc_now()

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return instant.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Still)
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.forget()


@pytest.fixture
def partnership(db: None) -> None:
    """The demonstration's agencies, teams and sign-ins."""
    load.people()


@pytest.fixture
def signed_in(partnership: None) -> Callable[[str], Client]:
    """A browser in which somebody is signed in."""

    def of(sign_in: str) -> Client:
        client = Client()
        client.force_login(
            Account.objects.get(sign_in=sign_in), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return of


#: A small family with five agencies in it: an unborn baby, an open concern, a social worker and a midwife at work.
SMALL: dict[str, Any] = {
    "agencies": {each: {"type": each} for each in ("social_care", "midwifery", "health_visiting", "police", "housing")},
    "people": {
        "mother": {"role": "mother", "sex": "female", "name": "Mallow Brook"},
        "father": {"role": "father", "sex": "male", "name": "Fen Brook"},
        "baby": {"role": "unborn", "due": "2027-03-01"},
    },
    "entries": [
        {"kind": "pregnancy.known", "id": "pregnancy", "when": "2026-08-03", "agency": "midwifery", "mother": "mother", "child": "baby", "due": "2027-03-01", "weeks": 10},
        {"kind": "worker.assigned", "id": "mw", "when": "2026-08-04", "agency": "midwifery", "worker": "Mo Bramble", "role": "midwife", "sign_in": "midwife", "team": "community-midwives"},
        {"kind": "concern.raised", "id": "worry", "when": "2026-08-10", "agency": "housing", "about": ["baby"], "text": "Shouting heard at night."},
        {"kind": "referral.made", "id": "ref", "when": "2026-08-11", "agency": "midwifery", "to": "social_care", "about": ["baby"], "for": "assessment"},
        {"kind": "referral.received", "id": "got", "of": "ref", "when": "2026-08-11", "agency": "social_care"},
        {"kind": "worker.assigned", "id": "sw", "when": "2026-08-12", "agency": "social_care", "worker": "Sam Fennel", "role": "social_worker", "sign_in": "social.worker", "team": "assessment-team"},
        {"kind": "check.made", "id": "check", "when": "2026-08-13", "agency": "police", "person": "father", "check": "police", "result": "Called to the address twice.", "shared": {"social_care": True}},
    ],
}  # fmt: skip


@pytest.fixture
def small(partnership: None) -> Family:
    """A small family, live: its key is `small`."""
    reader = Reader()
    chronology = reader.record(SMALL, "small")
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return load.family("small", "Baby Brook", chronology, now(), teaching=False)


__all__ = ["SMALL", "actions"]
