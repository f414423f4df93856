"""The chronology as one reads it: filters, zoom, time travel, who knew what, paper; what one may not see leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from nightlight.cases import reviews
from nightlight.chronology.moments import When
from nightlight.chronology.reading import Reader
from nightlight.web.config.clock import now
from nightlight.web.demonstration import load
from nightlight.web.reading.rows import anchor
from nightlight.web.store.models import Audit, Family
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]

#: Rows on a page, in these tests.
ROWS = 10


def family_of(entries: list[dict[str, Any]], key: str = "told", **more: Any) -> Family:
    """A live family with these entries after those of the small one."""
    reader = Reader()
    chronology = reader.record({**SMALL, **more, "entries": [*SMALL["entries"], *entries]}, key)
    assert not reader.problems, [problem.says() for problem in reader.problems]
    row: Family = load.family(key, "Baby Brook", chronology, now(), teaching=False)
    return row


def page(client: Client, address: str) -> str:
    """The words of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def rows(html: str) -> list[str]:
    """The places of the rows of the table, in order."""
    return re.findall(r'<tr class="nl-table__row nl-entry[^"]*" role="row" id="([^"]+)"', html)


def said(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# -- the table


def test_every_seen_entry_has_a_row_in_the_order_in_which_it_happened(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/chronology")
    # What came before the referral and was not shared is the midwife's own.
    assert rows(html)[-3:] == [anchor(id) for id in ("got", "sw", "check")]
    assert "Called to the address twice." in html


def test_a_mark_of_the_drawing_leads_to_a_row_of_the_page(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/chronology?findings=no")
    drawing = html[html.index('<svg class="lanes"') : html.index("</svg>")]
    led_to = re.findall(r'href="#([^"]+)"', drawing)
    assert led_to
    assert set(led_to) <= set(rows(html))


def test_a_stranger_gets_none_of_the_pages(small: Family, signed_in: SignedIn) -> None:
    stranger = signed_in("mental.health")
    for address in ("chronology", "chronology/print?preset=court", "knowing", "replay"):
        assert stranger.get(f"/families/small/{address}").status_code == 404
    assert not Audit.objects.filter(act="exported").exists()
    assert Audit.objects.filter(act="refused", sign_in="mental.health").count() == 4


def test_what_an_agency_may_not_see_is_in_no_filter_no_drawing_and_no_number(
    partnership: None, signed_in: SignedIn
) -> None:
    family_of(
        [
            {
                "kind": "concern.raised",
                "id": "held",
                "when": "2026-08-14",
                "agency": "police",
                "label": "sealed",
                "about": ["father"],
                "text": "Canary about a warrant.",
                "shared": {},
            }
        ]
    )
    client = signed_in("social.worker")
    for address in (
        "chronology",
        "chronology?words=canary",
        "chronology?thread=held",
        "chronology?entry=held",
        "chronology?kind=concern.raised",
        "knowing",
        "knowing?entry=held",
        "chronology/print?preset=rapid_review",
    ):
        html = page(client, f"/families/told/{address}")
        assert "warrant" not in html, address
        assert anchor("held") not in html, address
    # An entry that is not seen is asked for with the same answer as one that there is not.
    hidden = page(client, "/families/told/chronology?entry=held&thread=held").replace("held", "")
    absent = page(client, "/families/told/chronology?entry=none&thread=none").replace("none", "")
    assert _steady(hidden) == _steady(absent)


def _steady(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", html)


def test_a_restricted_entry_of_another_agency_says_whom_to_call_and_nothing_more(
    partnership: None, signed_in: SignedIn
) -> None:
    family_of(
        [
            {
                "kind": "concern.raised",
                "id": "held",
                "when": "2026-08-14",
                "agency": "police",
                "label": "restricted",
                "about": ["father"],
                "text": "Canary about a warrant.",
                "shared": {},
            }
        ]
    )
    html = page(signed_in("social.worker"), "/families/told/chronology")
    assert "Something more is recorded by Police" in said(html)
    assert re.search(r"Call them: the duty desk, extension \d+", said(html))
    assert "warrant" not in html


# -- filters


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("agency=social_care", {"got", "sw"}),
        ("kind=check.made", {"check"}),
        ("kind=group:workers", {"sw"}),
        ("person=father", {"check"}),
        ("words=called+ADDRESS", {"check"}),
        ("words=nobody+said+this", set()),
        ("kind=no.such.kind&agency=check.made&words=twice", {"check"}),
    ],
)
def test_a_filter_leaves_what_fits_it(small: Family, signed_in: SignedIn, query: str, ids: set[str]) -> None:
    found = rows(page(signed_in("social.worker"), f"/families/small/chronology?{query}"))
    assert set(found) & {anchor(id) for id in ("got", "sw", "check")} == {anchor(id) for id in ids}


def test_words_are_found_whatever_their_accents(partnership: None, signed_in: SignedIn) -> None:
    family_of(
        [
            {
                "kind": "concern.raised",
                "id": "name",
                "when": "2026-08-14",
                "agency": "social_care",
                "about": ["father"],
                "text": "He is called Ștefan by his friends.",
            }
        ]
    )
    assert rows(page(signed_in("social.worker"), "/families/told/chronology?words=stefan")) == [anchor("name")]


def test_everything_about_one_matter_is_at_one_address(small: Family, signed_in: SignedIn) -> None:
    assert rows(page(signed_in("midwife"), "/families/small/chronology?thread=ref")) == [anchor("ref"), anchor("got")]


def test_a_window_shows_its_days_and_leads_to_the_one_before(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("midwife")
    before = page(client, "/families/small/chronology?zoom=month&from=2026-07")
    assert rows(before) == []
    assert 'href="/families/small/chronology?zoom=month&amp;from=2026-08-01"' in before
    inside = page(client, "/families/small/chronology?zoom=month&from=2026-08")
    assert anchor("worry") in rows(inside) or anchor("ref") in rows(inside)
    assert "1 August 2026 to 31 August 2026" in inside


# -- pages


@pytest.fixture
def long(partnership: None, monkeypatch: pytest.MonkeyPatch) -> Family:
    """A family of more entries than go on a page, with short pages."""
    for module in ("selection", "present"):
        monkeypatch.setattr(f"nightlight.web.reading.{module}.ROWS", ROWS)
    first = date(2026, 8, 14)
    return family_of(
        [
            {
                "kind": "contact.made",
                "id": f"c{number}",
                "when": (first + timedelta(days=number)).isoformat(),
                "agency": "social_care",
                "with": ["mother"],
                "mode": "phone",
                "text": f"Call number {number}.",
            }
            for number in range(ROWS * 2)
        ],
        "long",
    )


def test_a_link_to_an_entry_opens_it_on_the_page_where_it_is(long: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    assert anchor("c18") not in rows(page(client, "/families/long/chronology"))
    html = page(client, "/families/long/chronology?entry=c18")
    row = html[html.index(f'id="{anchor("c18")}"') :]
    assert "<details" in row
    assert re.search(r"<details[^>]*\bopen>", row[: row.index("</tr>")])


def test_every_mark_leads_to_the_page_that_holds_its_row(long: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    html = page(client, "/families/long/chronology?findings=no")
    drawing = html[html.index('<svg class="lanes"') : html.rindex("</svg>")]
    elsewhere = re.findall(r'href="(/families/long/chronology\?[^"#]*)#([^"]+)"', drawing)
    assert elsewhere
    for address, place in elsewhere:
        assert place in rows(page(client, address.replace("&amp;", "&")))


def test_newest_first_turns_the_table_round(long: Family, signed_in: SignedIn) -> None:
    assert rows(page(signed_in("social.worker"), "/families/long/chronology?order=newest"))[0] == anchor(
        f"c{ROWS * 2 - 1}"
    )


def test_numbers_have_no_gaps_where_something_is_hidden(partnership: None, signed_in: SignedIn) -> None:
    family_of(
        [
            {
                "kind": "concern.raised",
                "id": "held",
                "when": "2026-08-14",
                "agency": "police",
                "label": "sealed",
                "about": ["father"],
                "shared": {},
            },
            {
                "kind": "contact.made",
                "id": "after",
                "when": "2026-08-15",
                "agency": "social_care",
                "with": ["mother"],
                "mode": "phone",
            },
        ]
    )
    html = page(signed_in("social.worker"), "/families/told/chronology")
    numbers = [int(each) for each in re.findall(r'data-label="Number">(\d+)<', html)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


# -- corrections, late recording


CORRECTED = [
    {
        "kind": "concern.raised",
        "id": "first",
        "when": "2026-08-14",
        "agency": "social_care",
        "about": ["father"],
        "text": "He was drunk.",
        "by": "Worker One",
        "recorded": "2026-08-23",
    },
    {
        "kind": "concern.raised",
        "id": "second",
        "when": "2026-08-14",
        "agency": "social_care",
        "about": ["father"],
        "text": "He was tired.",
        "by": "Worker Two",
        "recorded": "2026-08-30",
        "replaces": "first",
    },
]


def test_a_correction_shows_both_versions_and_who_put_it_right_when(partnership: None, signed_in: SignedIn) -> None:
    family_of(CORRECTED)
    html = page(signed_in("social.worker"), "/families/told/chronology")
    assert anchor("second") in rows(html)
    assert anchor("first") not in rows(html)
    assert "Corrected on 30 August 2026 by Worker Two" in said(html)
    assert "He was drunk." in html
    assert "He was tired." in html


def test_what_was_written_down_late_says_so(partnership: None, signed_in: SignedIn) -> None:
    family_of(CORRECTED[:1])
    assert "written down 9 days later" in said(page(signed_in("social.worker"), "/families/told/chronology"))


# -- time travel


def test_the_record_as_it_stood_holds_nothing_that_was_recorded_later(partnership: None, signed_in: SignedIn) -> None:
    family_of(CORRECTED)
    client = signed_in("social.worker")
    before = page(client, "/families/told/chronology?as_of=2026-08-20")
    assert "He was" not in before
    between = page(client, "/families/told/chronology?as_of=2026-08-25")
    assert "He was drunk." in between
    assert "He was tired." not in between
    assert "Corrected on" not in between


def test_a_finding_of_the_past_says_nothing_of_what_came_after(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("midwife"), "/families/small/chronology?as_of=2026-08-05")
    assert not re.search(r"(?:warned|done on|asked about from|Watched from) (?:[6-9]|[123]\d) August 2026", html)


def test_every_link_of_a_row_keeps_where_one_stands(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("midwife"), "/families/small/chronology?as_of=2026-08-12&known_to=social_care")
    kept = re.findall(r'href="(/families/small/(?:chronology|knowing)\?[^"]*)"', html)
    gone_back = [each for each in kept if "as_of=" not in each]
    assert len(kept) > len(gone_back)
    assert all("turn" not in each for each in gone_back)
    row = html[html.index('<tr class="nl-table__row nl-entry') :]
    assert all(
        "as_of=2026-08-12" in each and "known_to=social_care" in each
        for each in re.findall(r'href="([^"]*)"', row[: row.index("</tbody>")])
    )


def test_the_form_leads_to_an_address_that_can_be_shared(small: Family, signed_in: SignedIn) -> None:
    answer = signed_in("midwife").get(
        "/families/small/chronology",
        {
            "turn": "yes",
            "day": "12",
            "month": "August",
            "year": "2026",
            "time": "9:05",
            "known_to": "social_care",
            "words": "call",
        },
    )
    assert answer.status_code == 302
    assert (
        answer.headers["Location"]
        == "/families/small/chronology?as_of=2026-08-12T09%3A05&known_to=social_care&words=call"
    )


@pytest.mark.parametrize(
    ("day", "month", "year", "time", "wrong"),
    [
        ("31", "2", "2026", "", "Enter a day that exists"),
        ("12", "Smarch", "2026", "", "Enter a day that exists"),
        ("12", "8", "2026", "25:00", "Enter a time such as 23:10"),
        ("12", "8", "2099", "", "Enter today or a day before it"),
        ("", "", "", "10:00", "Enter the day that this time is on"),
    ],
)
def test_what_cannot_be_a_day_comes_back_beside_what_was_typed(
    small: Family, signed_in: SignedIn, day: str, month: str, year: str, time: str, wrong: str
) -> None:
    answer = signed_in("midwife").get(
        "/families/small/chronology", {"turn": "yes", "day": day, "month": month, "year": year, "time": time}
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count(wrong) == 2
    for typed in (day, month, year, time):
        assert f'value="{typed}"' in html


# -- who knew what, when


def test_who_could_see_was_told_and_acknowledged_is_kept_apart(small: Family, signed_in: SignedIn) -> None:
    words = said(page(signed_in("midwife"), "/families/small/knowing?entry=ref"))
    assert "recorded it, 11 August 2026" in words
    assert re.search(
        r"social care 11 August 2026, the same day 11 August 2026, the same day 11 August 2026, the same day", words
    )


def test_how_long_after_is_said_in_days(partnership: None, signed_in: SignedIn) -> None:
    family_of(
        [
            {
                "kind": "concern.raised",
                "id": "worry2",
                "when": "2026-08-14",
                "agency": "social_care",
                "about": ["father"],
                "shared": {},
                "significant": True,
            },
            {
                "kind": "information.shared",
                "id": "tell",
                "when": "2026-08-17",
                "agency": "social_care",
                "to": ["midwifery"],
                "what": "The concern.",
                "entries": ["worry2"],
            },
        ]
    )
    words = said(page(signed_in("social.worker"), "/families/told/knowing?entry=worry2"))
    assert "17 August 2026, 3 days later" in words
    assert "not on record" in words


def test_an_agency_named_only_in_what_is_hidden_is_nowhere(partnership: None, signed_in: SignedIn) -> None:
    agencies = {**SMALL["agencies"], "probation": {"type": "probation"}}
    family_of(
        [
            {
                "kind": "check.made",
                "id": "held",
                "when": "2026-08-14",
                "agency": "probation",
                "label": "sealed",
                "person": "father",
                "check": "probation",
                "result": "Canary.",
                "shared": {},
            }
        ],
        agencies=agencies,
    )
    for address in ("knowing", "knowing?agency=probation", "chronology", "chronology/print?preset=rapid_review"):
        assert "robation" not in page(signed_in("social.worker"), f"/families/told/{address}"), address


# -- paper


@pytest.mark.parametrize("preset", ["agency", "court", "rapid_review"])
def test_a_copy_for_paper_names_whom_it_is_for_and_is_in_the_audit(
    small: Family, signed_in: SignedIn, preset: str
) -> None:
    words = said(page(signed_in("social.worker"), f"/families/small/chronology/print?preset={preset}"))
    assert re.search(r"Made for [^.]*Children’s social care, on \d{1,2} \w+ 20\d\d", words)
    line = Audit.objects.get(act="exported")
    assert (line.sign_in, line.family, line.more["preset"]) == ("social.worker", "small", preset)
    assert line.more["entries"] > 0


def test_a_copy_for_court_has_numbered_paragraphs_and_no_findings(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/chronology/print?preset=court")
    numbers = re.findall(r'data-label="Number">(\d+)<', html)
    assert numbers == [str(each) for each in range(1, len(numbers) + 1)]
    words = said(html).lower()
    for never in ("watched", "warned", "overdue", "past due", "others need to know"):
        assert never not in words


def test_a_copy_holds_the_entries_that_were_chosen(small: Family, signed_in: SignedIn) -> None:
    html = page(signed_in("social.worker"), "/families/small/chronology/print?preset=court&kind=check.made")
    assert "Called to the address twice." in html
    assert "worker is assigned" not in html


# -- teaching


@pytest.fixture
def review(partnership: None) -> Family:
    """One of the reviews, as a teaching case."""
    case = next(each for each in reviews() if each.name == "baby-a")
    row: Family = load.family(case.name, case.title, case.chronology, When.read("2026-11-01").first, teaching=True)
    return row


def test_a_review_says_why_it_was_held_and_every_warning_of_the_drawing_has_its_sentence(
    review: Family, signed_in: SignedIn
) -> None:
    html = page(signed_in("midwife"), "/families/baby-a/chronology")
    assert "What this review was held for." in html
    assert 'href="/families/baby-a/replay"' in html
    warned = set(re.findall(r'href="#(warned-\d+)"', html))
    assert len(warned) > 2
    assert all(f'id="{each}"' in html for each in warned)


def test_the_replay_of_a_review_runs_no_script_and_its_own_style_alone(review: Family, signed_in: SignedIn) -> None:
    answer = signed_in("midwife").get("/families/baby-a/replay")
    policy = answer.headers["Content-Security-Policy"]
    hash_ = re.search(r"style-src '(sha256-[^']+)'", answer.content.decode())
    assert answer.status_code == 200
    assert hash_ is not None
    assert f"style-src '{hash_[1]}'" in policy
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_live_family_has_no_replay(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("social.worker").get("/families/small/replay").status_code == 404
