"""What a form asks of a family as it is, and what it will not take: a worry without words, an unborn baby as a mother, a baby not yet
born seen awake."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from nightlight.web.store.models import Entry, Family

SignedIn = Callable[[str], Client]
PAGE = "/families/small/record"


def front(answer: HttpResponse) -> str:
    """The questions that stand in front of the first "More"."""
    return answer.content.decode().split("<main", 1)[-1].split("More about what happened")[0]


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the form carries beside its questions."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in found if name in ("id", "after", "kept_for", "shown", "kind")}


def test_a_worry_without_words_is_not_recorded_and_what_was_chosen_stays(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    address = f"{PAGE}/concern.raised"
    form = {**hidden(client.get(address)), "about": "mother", "when": "now", "step": "record"}
    answer = client.post(address, form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Answer “What are you worried about?”" in text
    assert 'href="#text"' in text
    assert re.search(r'name="about"[^>]*value="mother"[^>]*checked', text)
    assert client.post(address, {**form, "voice": "She said that she is afraid."}).status_code == 302
    assert Entry.objects.filter(family=small, kind="concern.raised").count() == 2


def test_an_unborn_baby_is_not_offered_as_a_mother(small: Family, signed_in: SignedIn) -> None:
    page = signed_in("midwife").get(f"{PAGE}/pregnancy.known").content.decode()
    offered = re.findall(r'name="mother"[^>]*value="([^"]+)"', page)
    assert "mother" in offered
    assert "baby" not in offered


def test_where_no_child_is_born_a_visit_does_not_ask_at_once_whether_the_baby_was_awake(
    small: Family, signed_in: SignedIn
) -> None:
    answer = signed_in("midwife").get(f"{PAGE}/contact.made")
    assert 'name="awake"' not in front(answer)
    assert 'name="undressed"' not in front(answer)
    assert 'name="sleep_space_seen"' in front(answer)  # where a baby will sleep is looked at before the birth
    assert 'name="awake"' in answer.content.decode()  # whoever needs it finds it behind "More"


def test_somebody_who_may_not_open_a_family_is_told_how_to_raise_a_concern(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("school").get("/families/no-such-family/")
    assert answer.status_code == 404
    assert 'href="/concern"' in answer.content.decode()
