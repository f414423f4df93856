"""Choosing what an agency that joins a family should know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nightlight.chronology.moments import day_of, iso_day
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.recording.summary import newcomers_of, summary
from nightlight.web.store import actions, queries
from nightlight.web.store.models import Audit, Entry, Family
from nightlight.web.store.queries import SeenFamily
from tests.web.told_family import told_family

SignedIn = Callable[[str], Client]

PAGE = "/families/small/share"
WITH = f"{PAGE}?with=health_visiting"


@pytest.fixture
def small(partnership: None) -> Family:
    """The small family, to whose core group health visiting was invited yesterday, with a plan that it was not told of."""
    yesterday = iso_day(day_of(now()) - 1)
    before = iso_day(day_of(now()) - 30)
    return told_family(
        more=[
            {
                "kind": "plan.started",
                "id": "plan",
                "when": before,
                "agency": "social_care",
                "type": "child_in_need",
                "children": ["baby"],
                "shared": {"midwifery": True},
            },
            {
                "kind": "factor.noted",
                "id": "risk",
                "when": before,
                "agency": "social_care",
                "person": "mother",
                "factor": "isolation",
                "shared": {"midwifery": True},
            },
            {
                "kind": "factor.noted",
                "id": "held",
                "when": before,
                "agency": "social_care",
                "person": "mother",
                "factor": "domestic_abuse",
                "label": "restricted",
                "shared": {"midwifery": True},
            },
            {
                "kind": "factor.noted",
                "id": "shut",
                "when": before,
                "agency": "social_care",
                "person": "mother",
                "factor": "mental_health",
                "label": "sealed",
                "shared": {},
            },
            {
                "kind": "observation",
                "id": "seen",
                "when": before,
                "agency": "social_care",
                "person": "mother",
                "what": "She was well.",
                "shared": {},
            },
            {
                "kind": "meeting.called",
                "id": "core",
                "when": yesterday,
                "agency": "social_care",
                "type": "core_group",
                "date": iso_day(day_of(now()) + 9),
                "invited": ["health_visiting", "housing"],
            },
        ]
    )


def _seen(sign_in: str = "social.worker") -> SeenFamily:
    return queries.family(Account.objects.get(sign_in=sign_in).viewer(), "small", "test")


def _ticked(client: Client, path: str = WITH) -> set[str]:
    body = client.get(path).content.decode()
    return set(re.findall(r'name="entries" value="([^"]+)" checked', body))


def _post(client: Client, **typed: Any) -> Any:
    return client.post(WITH, {"entries": ["plan", "risk"], "reason": "It joins the core group."} | typed)


def test_whoever_joined_and_knows_little_is_offered_a_summary_on_the_page_of_the_family(
    small: Family, signed_in: SignedIn
) -> None:
    body = signed_in("social.worker").get("/families/small/").content.decode()
    assert f'href="{WITH}"' in body
    assert "Choose what Health visiting should know" in body


def test_recording_that_an_agency_is_invited_offers_it_too(small: Family, signed_in: SignedIn) -> None:
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    called = {
        "kind": "meeting.called",
        "type": "core_group",
        "date": iso_day(day_of(now()) + 20),
        "invited": ["police"],
    }
    done = actions.record(viewer, "small", called, by="Sam")
    body = signed_in("social.worker").get(f"/families/small/recorded/{done.entry.id}").content.decode()
    assert "share?with=police" in body
    assert "share?with=health_visiting" not in body


def test_what_is_in_force_is_ticked_and_nothing_that_is_held_closely_or_is_over(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    ticked = _ticked(client)
    assert {"plan", "risk"} <= ticked
    assert not {"held", "shut", "seen"} & ticked
    body = client.get(WITH).content.decode()
    for id in ("held", "shut", "seen"):
        assert f'value="{id}"' in body
    assert "learns that it exists and sees it whole" in body
    assert "Restricted: so far only those who are named see it" in body


def test_to_a_setting_nothing_is_proposed_that_it_would_not_see_of_its_own_accord(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    assert not {"plan", "risk"} & _ticked(client, f"{PAGE}?with=housing")
    assert "would not see it, because" in client.get(f"{PAGE}?with=housing").content.decode()


def test_what_is_chosen_is_told_with_its_reason_and_its_basis_and_seen_from_then_on(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("social.worker")
    answer = _post(client, basis="public_task", id="e-one")
    assert answer.status_code == 302
    assert "It has gone to" in client.get(answer.headers["Location"]).content.decode()
    seen = _seen()
    entry = next(each for each in seen.entries if each.kind == "information.shared" and not each.inferred)
    assert (entry.get("to"), entry.get("entries"), entry.get("basis")) == (
        ("health_visiting",),
        ("plan", "risk"),
        "public_task",
    )
    assert entry.text == "It joins the core group."
    assert seen.chronology.knowing.since("plan", "health_visiting") is not None
    assert seen.chronology.knowing.since("seen", "health_visiting") is None
    assert Audit.objects.filter(act="wrote", page="share_summary", why="It joins the core group.").exists()
    assert "health_visiting" not in {each.href.partition("with=")[2] for each in newcomers_of(seen)}
    assert "plan" not in {row.id for group in summary(seen, "health_visiting").groups for row in group.rows}


def test_sending_it_twice_tells_once(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    before = Entry.objects.count()
    for _ in range(2):
        assert _post(client, id="e-one").status_code == 302
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": "  "}, "Say why they need to know"),
        ({"entries": []}, "Choose what they should know"),
        ({"entries": ["nothing"]}, "Choose what"),
    ],
)
def test_without_a_reason_or_a_choice_nothing_is_told_and_what_was_typed_is_kept(
    small: Family, signed_in: SignedIn, typed: dict[str, Any], said: str
) -> None:
    before = Entry.objects.count()
    answer = _post(signed_in("social.worker"), **typed)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert Entry.objects.count() == before
    if "entries" not in typed:
        assert re.search(r'value="plan" checked', body)
    else:
        assert "It joins the core group." in body


def test_nobody_tells_of_what_they_do_not_see_themselves(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    body = client.get(WITH).content.decode()
    assert 'value="shut"' not in body
    assert 'value="check"' not in body
    answer = _post(client, entries=["shut", "check"])
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="information.shared").exists()


def test_an_agency_that_is_hidden_and_one_that_there_is_not_lead_to_the_same_choice(
    small: Family, signed_in: SignedIn
) -> None:
    client = signed_in("midwife")
    bodies = {
        re.sub(r'value="[^"]*"', "", client.get(f"{PAGE}?with={key}").content.decode())
        for key in ("police", "no-such", "midwifery")
    }
    assert len(bodies) == 1


def test_a_stranger_gets_nothing_and_in_the_past_nothing_is_offered(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("mental.health").get(WITH).status_code == 404
    assert signed_in("mental.health").post(WITH, {"entries": ["plan"], "reason": "x"}).status_code == 404
    then = {"as_of": iso_day(day_of(now()) - 1)}
    client = signed_in("social.worker")
    assert "share?with" not in client.get("/families/small/", then).content.decode()
    assert client.post(f"{WITH}&as_of={then['as_of']}", {"entries": ["plan"], "reason": "x"}).status_code == 409
