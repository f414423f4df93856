"""A protected address is read by those alone who are listed for it: in whatever words it was kept, wherever it was written, on whatever
page it comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.oversight import actions as oversight
from nightlight.web.store import actions
from nightlight.web.store.addresses import seal, withheld
from nightlight.web.store.models import Denial, Family, GlassBroken, ProtectedAddress
from nightlight.web.store.scope import of_family

SignedIn = Callable[[str], Client]


def viewer(sign_in: str) -> Viewer:
    found: Viewer = Account.objects.get(sign_in=sign_in).viewer()
    return found


def written(sign_in: str, *shared: str, **raw: Any) -> actions.Recorded:
    return actions.record(viewer(sign_in), "small", raw, by=sign_in, shared=shared or None)


def protect(*may_see: str) -> None:
    with of_family("small"):
        row = ProtectedAddress.objects.create(
            family_id="small", person="mother", cipher=seal("4 Fern Row, ZZ1 1ZZ"), since=utc_now()
        )
        row.may_see.set(Account.objects.filter(sign_in__in=may_see))


def body(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


# -- in whatever words it was kept


@pytest.mark.parametrize(
    "address",
    [
        "4 Fern Row\nZZ1 1ZZ",
        "4, Fern Row, ZZ1 1ZZ",
        "4\nFern Row\nZZ1 1ZZ",
        "4 Fern Row Littletown ZZ1 1ZZ",
        "Flat 2 4 Fern Row ZZ1 1ZZ",
        "2-4 Fern Row",
        "Fern House; 4 Fern Row; Littletown",
    ],
)
def test_a_number_and_its_street_are_taken_out_however_the_address_was_typed(address: str) -> None:
    assert withheld("She is at 4 Fern Row now.", [address]) == "She is at [address withheld] now."
    assert "Fern" not in withheld("She is at 4 fern rd.", [address])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Rose Cottage, Fern Lane, Littletown", "Rose Cottage"),
        ("Haven House\nZZ1 1ZZ", "haven house"),
        ("Wisteria, Fern Lane, Littletown", "Wisteria in Fern Lane".replace(" in", ",")),
        ("Flat 5, Harbour House, 12 Dock Road, Littletown", "Harbour House"),
        ("Flat 5, Harbour House, 12 Dock Road, Littletown", "flat 5"),
    ],
)
def test_a_house_without_a_number_has_a_name_that_tells(address: str, said: str) -> None:
    assert withheld(f"She is at {said}.", [address]) == "She is at [address withheld]."


@pytest.mark.parametrize("said", ["Littletown", "4 the mother", "on 4 May", "at 4 months"])
def test_what_tells_nobody_where_somebody_lives_stays(said: str) -> None:
    kept = ["4 The Crescent, Littletown", "4 May Street, Littletown", "4 Months Lane, Littletown"]
    assert withheld(said, kept) == said


def test_an_address_of_nothing_but_signs_holds_up_no_page() -> None:
    began = time.monotonic()
    withheld("_" * 60 + "x", ["_ " * 12 + "1", "1" + " _" * 12 + " 1 x", "1 " * 30 + "x"])
    withheld("1 " * 5_000, ["1 " * 30 + "x"])
    assert time.monotonic() - began < 0.5


# -- wherever it was written, on whatever page it comes out


def test_the_name_of_a_document_holds_no_address(small: Family, signed_in: SignedIn) -> None:
    said = {"kind": "observation", "person": "baby", "what": "quiet", "ref": "letter to 4 Fern Row, page 2"}
    written("midwife", "social_care", **said)
    assert "4 Fern Row" in body(signed_in("social.worker"), "/families/small/chronology")
    protect("midwife")
    assert "Fern" not in body(signed_in("social.worker"), "/families/small/chronology")


def test_somebody_who_is_known_by_where_they_live_is_not_known_by_it_to_others(
    small: Family, signed_in: SignedIn
) -> None:
    written(
        "midwife", "social_care", kind="person.added", id="p0123456789ab", name="The woman at 4 Fern Row", role="other"
    )
    protect("health.visitor")
    for path in ("", "people", "people/p0123456789ab", "tree", "around", "chronology", "record/observation"):
        assert "Fern" not in body(signed_in("social.worker"), f"/families/small/{path}"), path
    found = signed_in("social.worker").post("/find", {"name": "woman"}).content.decode()
    assert "/families/small/" in found
    assert "Fern" not in found
    assert "Fern" in body(signed_in("midwife"), "/families/small/people")  # her own words


def test_nobody_is_found_by_a_protected_address_that_stands_in_a_name(small: Family, signed_in: SignedIn) -> None:
    written(
        "midwife", "social_care", kind="person.added", id="p0123456789ab", name="The woman at 4 Fern Row", role="other"
    )
    protect("midwife")
    for sign_in in ("social.worker", "midwife"):
        found = signed_in(sign_in).post("/find", {"name": "woman Fern"}).content.decode()
        assert "/families/small/" not in found, sign_in


def test_the_title_of_a_family_holds_no_address(small: Family, signed_in: SignedIn) -> None:
    Family.objects.filter(key="small").update(title="Baby of the woman at 4 Fern Row")
    protect("midwife")
    for path in ("/families/small/", "/", "/today"):
        assert "Fern" not in body(signed_in("social.worker"), path), path


def test_no_paper_has_a_protected_address_whoever_prints_it(small: Family, signed_in: SignedIn) -> None:
    """A copy for court goes to both parents: what may be read on the page by some is on no paper."""
    done = written("social.worker", "midwifery", kind="observation", person="baby", what="Moved to 4 Fern Row.")
    protect("midwife", "social.worker")
    raw = {
        "kind": "observation",
        "person": "baby",
        "what": "Moved.",
        "replaces": done.entry.id,
        "when": done.entry.when.iso(),
    }
    actions.record(viewer("social.worker"), "small", raw, by="x", why_shared="Not to say that it is 4 Fern Row.")
    for sign_in in ("midwife", "social.worker"):
        assert "4 Fern Row" in body(signed_in(sign_in), "/families/small/chronology")
        for preset in ("agency", "court", "rapid_review"):
            paper = body(signed_in(sign_in), f"/families/small/chronology/print?preset={preset}")
            assert "Fern" not in paper, (sign_in, preset)


def test_the_reason_of_a_denial_is_read_without_it(small: Family, signed_in: SignedIn) -> None:
    by = Account.objects.get(sign_in="midwife")
    shut = Account.objects.get(sign_in="gp")
    Denial.objects.create(family_id="small", account=shut, reason="Lives at 4 Fern Row.", set_by=by, set_at=utc_now())
    protect("midwife")
    assert "Lives at [address withheld]" in body(signed_in("social.worker"), "/families/small/access")
    assert "Lives at 4 Fern Row" in body(signed_in("midwife"), "/families/small/access")


def test_what_was_written_of_a_broken_glass_is_read_without_it(small: Family, signed_in: SignedIn) -> None:
    oversight.break_glass(viewer("drug.worker"), "small", "I go to 4 Fern Row now", 1)
    oversight.review_glass(viewer("midwife"), GlassBroken.objects.get().pk, "It was right, 4 Fern Row was on fire")
    protect("health.visitor")
    for path in ("/oversight", "/today/notices", "/families/small/looked"):
        page = body(signed_in("social.worker"), path)
        assert "address withheld" in page, path
        assert "Fern" not in page, path


def test_an_auditor_reads_reasons_without_it(small: Family, signed_in: SignedIn) -> None:
    oversight.break_glass(viewer("drug.worker"), "small", "I go to 4 Fern Row now", 1)
    protect("midwife")
    for asked in ("family=small", "sign_in=drug.worker"):
        page = body(signed_in("auditor"), f"/oversight/looked?{asked}")
        assert "I go to [address withheld] now" in page
        assert "Fern" not in page


# -- how it is kept


def test_only_workers_of_the_family_are_listed_for_an_address_whoever_a_form_names(
    small: Family, signed_in: SignedIn
) -> None:
    """Every agency of the pregnancy may list its colleagues here; a form that is made up cannot list a stranger."""
    client = signed_in("midwife")
    written("midwife", "social_care", kind="observation", person="mother", what="x")
    given = {"kind": "worker.assigned", "agency": "social_care", "worker": "Toni Marram", "role": "other"}
    given |= {"sign_in": "team.manager"}
    actions.record(viewer("social.worker"), "small", given, by="x", shared=["midwifery"])
    said = {"person": "mother", "address": "4 Fern Row, ZZ1 1ZZ", "may_see": ["team.manager", "drug.worker", "auditor"]}
    assert client.post("/families/small/addresses", said).status_code == 302
    with of_family("small"):
        row = ProtectedAddress.objects.get()
        assert set(row.may_see.values_list("sign_in", flat=True)) == {"midwife", "team.manager"}


def test_an_address_is_no_longer_than_an_address(small: Family, signed_in: SignedIn) -> None:
    said = {"person": "baby", "address": "4 Fern Row " * 100}
    answer = signed_in("midwife").post("/families/small/addresses", said)
    assert answer.status_code == 400
    assert "500 letters or fewer" in answer.content.decode()
