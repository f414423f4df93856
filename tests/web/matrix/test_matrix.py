"""Not one canary leaks, hidden and absent cannot be told apart, and nobody writes where their work does not bring them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from itertools import product

import pytest
from django.urls import reverse

from tests.web.matrix.asker import Asker, evened, said
from tests.web.matrix.asking import ADDRESSES, Ask, named_addresses, takes_key
from tests.web.matrix.families import ABSENT, CASES, HIDDEN
from tests.web.matrix.scene import Scene

#: The long part is run in so many pieces, side by side.
PARTS = 8


def test_every_address_is_in_the_matrix() -> None:
    assert named_addresses() == set(ADDRESSES), (
        "an address that is not in the matrix fails the build: add it to ADDRESSES"
    )


def test_some_requests_leak_nothing(asker: Asker) -> None:
    asker.make(200, 20261121)
    assert not asker.wrong, "\n".join(asker.wrong[:20])


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_thousand_requests_leak_nothing(asker: Asker, part: int) -> None:
    number = int(os.environ.get("NIGHTLIGHT_REQUESTS", "50000")) // PARTS + 1
    began = time.monotonic()
    asker.make(number, part)
    seconds = time.monotonic() - began
    answers = ", ".join(f"{count} with {status}" for status, count in sorted(asker.answered.items()))
    print(
        f"\npart {part + 1}: {number} requests of {len(asker.asked)} addresses in {seconds:.0f} s ({number / seconds:.0f} a second): {answers}"
    )
    assert not asker.wrong, "\n".join(asker.wrong[:40])
    assert asker.answered[200] > number // 8, "many requests are answered with a page"
    assert asker.answered[404] > number // 20, "many are refused"


def test_those_who_may_see_do_see(asker: Asker, scene: Scene) -> None:
    """The matrix would pass if every page were empty: what may be seen stands on the page of the chronology."""
    for case in CASES:
        for sign_in in sorted(case.opens):
            shown = ""
            for page in ("1", "2"):
                path = f"{reverse('chronology', kwargs={'key': case.key})}?page={page}&findings=no"
                shown += said(asker.ask(Ask(sign_in, "GET", path, "chronology", case.key)))
            words = [f"zq-{case.key}-{written.name}-kxw" for written in case.entries if "replaces" not in written.more]
            words = [
                word
                for word in words
                if not any(word.endswith(each) for each in ("-opened-later-kxw", "-closed-later-kxw"))
            ]
            missing = [word for word in words if sign_in in scene.may_see[word] and word not in shown]
            assert not missing, (sign_in, case.key, missing)
    assert not asker.wrong, "\n".join(asker.wrong)


#: What stands for an argument of an address beside the family's key.
_BESIDE = {"person": "mother", "kind": "observation", "form": "observation", "entry": "plain-all"}


#: The addresses at which a family is named.
_OF_FAMILIES = sorted(name for name in ADDRESSES if takes_key(name))


def test_a_hidden_family_cannot_be_told_from_an_absent_one(asker: Asker) -> None:
    for address in _OF_FAMILIES:
        _asked_alike(asker, address, ("social.worker",), ("GET",))
    assert not asker.wrong, "\n".join(asker.wrong)


@pytest.mark.long
@pytest.mark.parametrize("address", _OF_FAMILIES)
def test_a_hidden_family_cannot_be_told_from_an_absent_one_whoever_asks_in_whatever_way(
    asker: Asker, address: str
) -> None:
    sign_ins = ("social.worker", "drug.worker", "school", "auditor", "policy.officer", "duty.desk")
    _asked_alike(asker, address, sign_ins, ("GET", "POST", "HEAD", "DELETE"))
    assert not asker.wrong, "\n".join(asker.wrong)


def _asked_alike(asker: Asker, address: str, sign_ins: Iterable[str], methods: Iterable[str]) -> None:
    """That an address answers alike for the hidden family and for the one that there is not."""
    own, _ = ADDRESSES[address]
    arguments = {name: _BESIDE[name] for name in own}
    paths = {key: reverse(address, kwargs={"key": key} | arguments) for key in (HIDDEN, ABSENT)}
    for sign_in, method in product(sign_ins, methods):
        if address == "break_glass" and method == "POST":
            continue  # to open a family that there is in an emergency is what the glass is for; it is told and reviewed
        answers = [evened(asker.ask(Ask(sign_in, method, path, address, key)), key) for key, path in paths.items()]
        assert answers[0] == answers[1], f"{sign_in} {method} {address}"
