"""The family tree and who is around a family: drawn from what the viewer sees, changed by the address alone, said in words below."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
from nightlight.web.drawings.asked import FARTHEST, TreeAsked
from nightlight.web.store import queries
from nightlight.web.store.models import Audit, Family
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]
TREE = "/families/kin/tree"
AROUND = "/families/kin/around"


def stated(id: str, person: str, to: str, relation: str, **more: Any) -> dict[str, Any]:
    """An entry that says how two people are related; by social care on 14 August 2026 unless it says otherwise."""
    said = {"kind": "relation.stated", "id": id, "when": "2026-08-14", "agency": "social_care"}
    return said | {"person": person, "to": to, "relation": relation} | more


#: After the entries of the small family: a tie, a half-sister; and what the police keep to themselves.
KIN: list[dict[str, Any]] = [
    stated("tie", "father", "mother", "partner", tie="conflict"),
    stated("half", "sister", "baby", "half_sibling"),
    stated("held", "stranger", "mother", "former_partner", tie="violent", agency="police", label="sealed", shared={}),
]


def kin(more: list[dict[str, Any]] | None = None, **people: dict[str, Any]) -> Family:
    """A live family with a tie, a half-sister, and somebody whom only the police know."""
    everybody = {
        **SMALL["people"],
        "sister": {"role": "sibling", "sex": "female", "name": "Iris Brook", "born": "2020-05-01"},
        "stranger": {"role": "other", "sex": "male", "name": "Canary Stranger"},
        **people,
    }
    raw = {**SMALL, "people": everybody, "entries": [*SMALL["entries"], *KIN, *(more or [])]}
    reader = Reader()
    chronology = reader.record(raw, "kin")
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return load.family("kin", "Baby Brook", chronology, now(), teaching=False)


def page(client: Client, address: str, **asked: str) -> str:
    answer = client.get(f"{address}?{urlencode(asked)}" if asked else address)
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def places(html: str) -> dict[str, float]:
    """Where each person of a drawing stands: the middle of the first word under them, in pixels from the left."""
    found = {}
    for part in html.split('<g class="person"')[1:]:
        key = re.search(r'data-person="([^"]+)"', part)
        x = re.search(r'<text class="name" x="([\d.]+)"', part)
        assert key is not None
        assert x is not None
        found[unescape(key[1])] = float(x[1])
    return found


def twin(html: str) -> list[str]:
    """The rows of the table twin, in words."""
    table = re.search(r'<table class="nl-table nl-twin".*?</table>', html, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr.*?</tr>", table[0], re.DOTALL)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row))).strip() for row in rows]


# -- what is drawn


def test_the_tree_draws_everybody_whom_the_viewer_sees_and_says_the_same_in_a_table(
    partnership: None, signed_in: SignedIn
) -> None:
    kin()
    html = page(signed_in("social.worker"), TREE)
    assert set(places(html)) == {"mother", "father", "baby", "sister"}
    rows = twin(html)
    assert len(rows) == 1 + 4
    assert any("Fen Brook" in row and "in conflict with Mallow Brook" in row for row in rows)
    assert any("Iris Brook" in row and "half-sister" in row for row in rows)


def test_whom_the_viewer_does_not_see_is_in_no_drawing_no_table_and_no_form(
    partnership: None, signed_in: SignedIn
) -> None:
    kin()
    for address in (
        TREE,
        AROUND,
        f"{TREE}?about=stranger",
        f"{TREE}?move=stranger:40",
        f"{TREE}?known_to=police",
    ):
        html = page(signed_in("social.worker"), address)
        assert "Canary" not in html, address
        assert "stranger" not in re.sub(r'value="[^"]*"', "", html), address
    assert "Canary Stranger" in page(signed_in("police.officer"), TREE) + page(signed_in("police.officer"), AROUND)


def test_asking_for_a_hidden_person_is_answered_like_asking_for_nobody(partnership: None, signed_in: SignedIn) -> None:
    kin()
    client = signed_in("social.worker")
    for asked in ("about={}", "move={}:40", "who={}&way=left"):
        hidden = client.get(f"{TREE}?{asked.format('stranger')}")
        absent = client.get(f"{TREE}?{asked.format('nobody')}")
        assert hidden.status_code == absent.status_code, asked
        assert _steady(hidden.content.decode()) == _steady(absent.content.decode()), asked


def _steady(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"| at \d\d:\d\d|stranger|nobody', "", html)


@pytest.mark.parametrize("address", [TREE, AROUND])
def test_somebody_whose_work_does_not_bring_them_there_gets_no_drawing(
    partnership: None, signed_in: SignedIn, address: str
) -> None:
    kin()
    answer = signed_in("school").get(address)
    assert answer.status_code == 404
    assert b"<svg xmlns" not in answer.content
    assert Audit.objects.filter(act="refused", family="kin").exists()


def test_a_row_rests_on_the_entries_by_the_numbers_that_the_viewer_reads(
    partnership: None, signed_in: SignedIn
) -> None:
    hidden = {"kind": "concern.raised", "id": "after", "when": "2026-08-16", "agency": "police", "label": "sealed"}
    kin(
        more=[
            hidden | {"about": ["father"], "text": "Kept.", "shared": {}},
            stated("later", "mother", "sister", "parent", when="2026-08-17"),
        ]
    )
    client = signed_in("social.worker")
    chronology = page(client, "/families/kin/chronology")
    html = page(client, TREE)
    row = next(each for each in html.split('<tr class="nl-table__row"')[1:] if "/people/sister" in each)
    links = re.findall(r'href="([^"]*entry=(\w+)[^"]*)">(\d+)<', row)
    assert {"half", "later"} <= {id for _, id, _ in links}
    for href, id, number in links:
        anchor = href.rpartition("#")[2]
        shown = re.search(rf'id="{anchor}">\s*<td[^>]*>(\d+)<', chronology)
        assert shown is not None, id
        assert shown[1] == number, id


def test_people_are_links_to_their_pages_that_keep_where_one_stands_in_time(
    partnership: None, signed_in: SignedIn
) -> None:
    kin()
    client = signed_in("social.worker")
    html = page(client, TREE, as_of="2026-08-20", known_to="social_care")
    hrefs = {unescape(each) for each in re.findall(r'<a href="(/families/kin/people/mother[^"]*)" aria-label', html)}
    assert hrefs == {"/families/kin/people/mother?as_of=2026-08-20&known_to=social_care"}
    assert client.get(hrefs.pop()).status_code == 200


def test_a_key_that_no_address_can_hold_breaks_no_page(partnership: None, signed_in: SignedIn) -> None:
    odd = "aunt, a:b/c & 100%"
    kin(more=[stated("odd", odd, "mother", "sibling")], **{odd: {"role": "relative", "name": "Aunt <b>Odd</b>"}})
    client = signed_in("social.worker")
    html = page(client, TREE)
    assert odd in places(html)
    assert "<b>Odd" not in html
    assert page(client, AROUND)
    moved = client.get(f"{TREE}?{urlencode({'who': odd, 'way': 'right'})}")
    assert moved.status_code == 302
    after = page(client, moved["Location"].partition("#")[0])
    assert "Odd" in after
    assert "moved right" in after


# -- ties


def test_the_tree_without_ties_has_the_same_people_in_the_same_places(partnership: None, signed_in: SignedIn) -> None:
    kin()
    client = signed_in("social.worker")
    with_ties, without = page(client, TREE), page(client, TREE, ties="no")
    assert 'data-style="conflict"' in with_ties
    assert 'data-style="conflict"' not in without
    assert "in conflict with" not in without
    assert list(places(without)) == list(places(with_ties))
    assert f'href="{TREE}?ties=no#drawing"' in with_ties
    assert f'href="{TREE}#drawing"' in without


def test_where_no_tie_is_recorded_none_can_be_left_out(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/tree")
    assert "how ties are" not in re.sub(r"Not recorded of anybody:[^<]*", "", html).lower()


# -- moving people


def test_a_person_is_moved_by_the_address_alone(partnership: None, signed_in: SignedIn) -> None:
    kin()
    client = signed_in("social.worker")
    answer = client.get(f"{TREE}?who=mother&way=right&ties=no&as_of=2026-09-01")
    assert answer.status_code == 302
    assert answer["Location"] == f"{TREE}?as_of=2026-09-01&ties=no&move=mother%3A40#drawing"
    before = places(page(client, TREE, ties="no", as_of="2026-09-01"))
    after = places(page(client, answer["Location"].partition("#")[0]))
    assert after["mother"] - before["mother"] != 0
    # Somebody else opens the address, and sees the same.
    assert places(page(signed_in("midwife"), TREE, move="mother:40")).keys() <= before.keys()


def test_moves_add_up_and_are_put_back(partnership: None, signed_in: SignedIn) -> None:
    kin()
    client = signed_in("social.worker")
    further = client.get(f"{TREE}?move=mother:40,father:-40&who=mother&way=right")
    assert further["Location"].startswith(f"{TREE}?move=mother%3A80%2Cfather%3A-40")
    back = client.get(f"{TREE}?move=mother:80,father:-40&who=mother&way=back")
    assert back["Location"].startswith(f"{TREE}?move=father%3A-40")
    none = client.get(f"{TREE}?move=father:-40&who=father&way=right")
    assert none["Location"] == f"{TREE}#drawing"
    assert f'href="{TREE}">Put everybody back' in page(client, TREE, move="mother:40")


@pytest.mark.parametrize(
    ("written", "moves"),
    [
        ("mother:40", {"mother": 40}),
        ("mother:40,father:-40", {"mother": 40, "father": -40}),
        ("mother:99999", {"mother": FARTHEST}),
        ("mother:-99999", {"mother": -FARTHEST}),
        ("mother:1e9", {}),
        ("mother:999999", {}),
        ("mother:٤٠", {}),
        ("mother:--4", {}),
        ("mother:", {}),
        ("mother", {}),
        ("mother:0", {}),
        ("nobody:40", {}),
        (",,:,mother:40,", {"mother": 40}),
        ("mother:40," * 5000, {"mother": 40}),
    ],
)
def test_what_cannot_be_a_move_is_passed_over(
    partnership: None, signed_in: SignedIn, written: str, moves: dict[str, int]
) -> None:
    kin()
    client = signed_in("social.worker")
    html = page(client, TREE, move=written)
    chosen = re.search(r'name="move" value="([^"]*)"', html)
    assert (chosen[1] if chosen else "") == ",".join(f"{key}:{by}" for key, by in moves.items())


def test_moving_nobody_and_nowhere_says_what_to_choose_and_keeps_what_was_chosen(
    partnership: None, signed_in: SignedIn
) -> None:
    kin()
    client = signed_in("social.worker")
    answer = client.get(f"{TREE}?who=mother&way=up&move=father:40")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in html
    assert 'href="#way">Choose where to' in html
    assert '<option value="mother" selected>' in html
    assert 'name="move" value="father:40"' in html
    assert 'href="#who">Choose a person' in client.get(f"{TREE}?who=&way=left").content.decode()


# -- whom it is about, and when


def test_the_tree_can_be_about_another_child(partnership: None, signed_in: SignedIn) -> None:
    kin()
    client = signed_in("social.worker")
    answer = client.get(f"{TREE}?about=sister&draw=yes&ties=no")
    assert answer["Location"] == f"{TREE}?ties=no&about=sister#drawing"
    rows = twin(page(client, TREE, about="sister"))
    assert [row for row in rows if "whom this is about" in row] == [row for row in rows if row.startswith("Iris Brook")]
    assert page(client, TREE, about="nobody at all")


@pytest.mark.parametrize("address", [TREE, AROUND])
def test_a_drawing_turns_to_another_day_and_keeps_what_is_asked_for(
    partnership: None, signed_in: SignedIn, address: str
) -> None:
    kin()
    client = signed_in("social.worker")
    answer = client.get(f"{address}?turn=yes&day=13&month=8&year=2026&time=&known_to=social_care")
    assert answer["Location"] == f"{address}?as_of=2026-08-13&known_to=social_care"
    html = page(client, answer["Location"])
    assert "13 August 2026" in html
    assert "Iris Brook" not in html
    wrong = client.get(f"{address}?turn=yes&day=31&month=2&year=2026&time=&known_to=")
    assert wrong.status_code == 422
    assert "Enter a day that exists" in wrong.content.decode()
    if address == TREE:
        kept = client.get(f"{TREE}?turn=yes&day=20&month=8&year=2026&time=&known_to=&ties=no&move=mother:40")
        assert kept["Location"] == f"{TREE}?as_of=2026-08-20&ties=no&move=mother%3A40"


@pytest.mark.parametrize("address", ["/families/small/tree", "/families/small/around"])
def test_before_anybody_was_named_the_page_says_so(small: Family, signed_in: SignedIn, address: str) -> None:
    html = page(signed_in("social.worker"), address, as_of="2019-01-01")
    assert "Nobody is named in the record by then" in html
    assert "<svg xmlns" not in html


# -- who is around


def test_who_is_around_a_family_is_drawn_and_said_in_a_table(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/around")
    rows = twin(html)
    assert any(row.startswith("Midwifery agency in the team") or "Community midwives" in row for row in rows), rows
    assert any("Sam Fennel" in row for row in rows), rows
    assert 'class="ecomap"' in html


def test_an_asked_for_tree_reads_back_from_its_own_address(partnership: None, signed_in: SignedIn) -> None:
    kin()
    told = queries.family(Account.objects.get(sign_in="social.worker").viewer(), "kin", "genogram").family
    asked = TreeAsked(ties=False, about="sister", moves={"mother": 40, "father": -120})
    assert TreeAsked.read(dict(asked.pairs()), told) == asked  # type: ignore[arg-type]
