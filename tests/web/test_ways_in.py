"""Ways in that no single request shows: what is learnt by writing, by asking twice, by being told, by tries at once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.test import Client

from nightlight.access.viewer import Viewer
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account
from nightlight.web.accounts.proof import tried
from nightlight.web.config.clock import now, utc_now
from nightlight.web.demonstration import load
from nightlight.web.oversight import actions as oversight
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Audit, Draft, Family, GlassBroken, Notice
from nightlight.web.store.notices import give_notice
from nightlight.web.store.queries import family, sight_of
from nightlight.web.store.sessions import SessionStore
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]


def viewer(sign_in: str) -> Viewer:
    found: Viewer = Account.objects.get(sign_in=sign_in).viewer()
    return found


def written(sign_in: str, *shared: str, **raw: Any) -> actions.Recorded:
    return actions.record(viewer(sign_in), "small", raw, by=sign_in, shared=shared)


def seen_by(sign_in: str) -> Any:
    return sight_of(viewer(sign_in), Family.objects.get(key="small"), "care", now()).chronology()


def small_with(*more: dict[str, Any], key: str = "small") -> Family:
    """The small family with more entries in its record."""
    said = copy.deepcopy(SMALL)
    said["entries"] += more
    reader = Reader()
    chronology = reader.record(said, key)
    assert not reader.problems, [problem.says() for problem in reader.problems]
    row: Family = load.family(key, "Baby Brook", chronology, now(), teaching=False)
    return row


# -- learnt by writing


def test_whoever_broke_the_glass_tells_their_own_agency_of_nothing_that_it_opened(small: Family) -> None:
    """Else three hours would last for ever, and the whole duty desk would have them."""
    secret = written("midwife", "social_care", kind="observation", person="mother", what="For two agencies.").entry.id
    worry = written("midwife", "social_care", kind="concern.raised", about=["baby"], text="For two agencies.").entry.id
    oversight.break_glass(viewer("police.officer"), "small", "because of something", 1)
    for raw in (
        {"kind": "information.shared", "to": ["police"], "what": "it", "entries": [secret], "text": "why"},
        {
            "kind": "information.shared",
            "to": ["gp", "police"],
            "what": "it",
            "entries": [secret, "worry"],
            "text": "why",
        },
        {"kind": "concern.weighed", "of": worry, "agency": "police", "decision": "x"},
    ):
        try:
            written("police.officer", "police", **raw)
        except Unreadable:
            continue
        assert raw["kind"] != "information.shared"
    written("police.officer", "police", kind="observation", person="baby", what="Well, and with her mother.")
    GlassBroken.objects.all().delete()
    seen = seen_by("police.officer")
    assert secret not in seen
    assert worry not in seen


def test_whoever_works_with_a_family_tells_their_colleagues_also_while_they_broke_the_glass(small: Family) -> None:
    oversight.break_glass(viewer("social.worker"), "small", "because of something", 1)
    told = {"kind": "information.shared", "to": ["midwifery"], "what": "it", "entries": ["sw"], "text": "why"}
    done = written("social.worker", "midwifery", **told)
    assert done.entry.id in seen_by("midwife")


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "observation", "person": "baby", "what": "x", "source": "{}"},
        {"kind": "person.not_same", "person": "mother", "as": "{}", "basis": "x"},
        {"kind": "person.same", "person": "mother", "as": "{}", "basis": "x"},
    ],
)
def test_whoever_guesses_the_key_of_somebody_hidden_learns_no_name_by_writing_it(
    small: Family, raw: dict[str, str]
) -> None:
    """The health visitor was invited to a meeting and knows of the mother and the baby; that there is a father nobody told her."""
    Account.objects.filter(sign_in="health.visitor").update(roles=["practitioner", "safeguarding_lead"])
    meeting = {"kind": "meeting.called", "type": "strategy", "date": "2026-12-01", "invited": ["health_visiting"]}
    written("midwife", "health_visiting", **meeting)
    written("midwife", "health_visiting", kind="observation", person="mother", about=["baby"], what="x")
    answers = []
    for key in ("father", "nobody"):
        try:
            written("health.visitor", **{name: value.format(key) for name, value in raw.items()})
            answers.append("written")
        except Unreadable as wrong:
            answers.append(" ".join(problem.message for problem in wrong.problems))
    assert answers[0] == answers[1]
    assert set(seen_by("health.visitor").people) == {"mother", "baby"}


def test_whoever_sees_somebody_names_them_as_a_source_and_as_the_same(small: Family) -> None:
    done = written("social.worker", "midwifery", kind="observation", person="baby", what="x", source="father")
    same = written(
        "social.worker", "midwifery", **{"kind": "person.not_same", "person": "father", "as": "baby", "basis": "x"}
    )
    seen = seen_by("midwife")
    assert {done.entry.id, same.entry.id} <= {each.id for each in seen.entries}
    assert seen.people["father"].name == "Fen Brook"


def test_whoever_names_an_agency_at_a_guess_learns_nothing_of_what_it_did_before(
    partnership: None, signed_in: SignedIn
) -> None:
    """The drug service works with the mother, and housing does not know; its officer writes that it told them something."""
    small_with(
        {"kind": "worker.assigned", "id": "ho", "when": "2026-08-05", "agency": "housing", "worker": "Hattie Reed",
         "role": "housing", "sign_in": "housing.officer", "shared": {}},
        {"kind": "worker.assigned", "id": "dw", "when": "2026-08-05", "agency": "substance_use", "worker": "Del Betony",
         "role": "other", "sign_in": "drug.worker", "shared": {"midwifery": True}},
        {"kind": "observation", "id": "seen", "when": "2026-08-06", "agency": "midwifery", "person": "mother", "what": "x",
         "shared": {"housing": True, "substance_use": True}},
    )  # fmt: skip
    Audit.objects.create(
        at=utc_now() - timedelta(hours=1), sign_in="drug.worker", agency="substance_use", act="read", family="small"
    )
    looked = signed_in("housing.officer").get("/families/small/looked").content.decode()
    assert "Del Betony" not in looked
    written("housing.officer", kind="observation", person="mother", what="They told us.", source="substance_use")
    assert "Del Betony" not in signed_in("housing.officer").get("/families/small/looked").content.decode()
    assert "substance_use" not in (seen_by("housing.officer").entry("seen").shared or {})
    assert "Del Betony" in signed_in("midwife").get("/families/small/looked").content.decode()


def test_a_correction_is_said_to_go_to_those_alone_of_whom_its_writer_knows(small: Family, signed_in: SignedIn) -> None:
    """Social care told the drug service under a seal; the midwife puts her own entry right."""
    done = written("midwife", "social_care", kind="observation", person="mother", what="x")
    telling = {
        "kind": "information.shared",
        "to": ["substance_use"],
        "what": "it",
        "entries": [done.entry.id],
        "text": "why",
    }
    written("social.worker", "substance_use", label="sealed", **telling)
    client = signed_in("midwife")
    said = {"kind": "observation", "person": "mother", "what": "y", "why": "wrong"}
    form = said | {"step": "record", "when": "now", "shown": "midwifery,social_care"}
    sent = client.post(f"/families/small/entries/{done.entry.id}/correct", form)
    assert sent.status_code == 302
    page = client.get(sent.headers["Location"]).content.decode()
    assert "social care" in page
    assert "Drug and alcohol" not in page
    raw = {
        "kind": "observation",
        "person": "mother",
        "what": "z",
        "replaces": sent.headers["Location"].rpartition("/")[2],
    }
    foreseen = actions.foresee(viewer("midwife"), "small", raw, by="x")
    assert set(foreseen.audience.agencies) == {"midwifery", "social_care"}
    corrected = kept.record(Family.objects.get(key="small")).entries[-1]
    assert "substance_use" in kept.record(Family.objects.get(key="small")).knowing.who(corrected.id)


# -- learnt by asking twice


def test_something_sealed_that_was_written_since_offers_no_earlier_look(small: Family, signed_in: SignedIn) -> None:
    client = signed_in("social.worker")
    client.get("/families/small/")
    written("midwife", kind="observation", person="mother", what="x", label="sealed")
    for _ in range(2):
        assert "?again=yes" not in client.get("/families/small/").content.decode()
    written("midwife", "social_care", kind="observation", person="mother", what="y")
    client.get("/families/small/")
    assert "?again=yes" in client.get("/families/small/").content.decode()


def test_who_can_open_a_family_says_nothing_of_a_sealed_assignment(partnership: None, signed_in: SignedIn) -> None:
    work = {"kind": "worker.assigned", "id": "secret", "when": "2026-08-14", "agency": "social_care", "role": "other"}
    small_with(work | {"worker": "Chris Tansy", "sign_in": "chair", "label": "sealed", "shared": {}})
    assert sight_of(viewer("chair"), Family.objects.get(key="small"), "care", now()).allowed
    assert "Chris Tansy" not in signed_in("midwife").get("/families/small/access").content.decode()
    assert "Chris Tansy" in signed_in("social.worker").get("/families/small/access").content.decode()


def test_the_day_of_a_warning_is_not_moved_by_a_restricted_answer(partnership: None) -> None:
    """Housing has put off what it owes, and let nobody else see that: to the midwife it was past due from its own date."""
    asked = "concern-owned:worry"
    put_off = {"kind": "finding.explained", "when": "2026-08-11", "agency": "housing", "finding": asked, "reason": "x"}
    put_off |= {"until": "2026-09-15"}
    small_with(key="plain")
    small_with(put_off | {"label": "restricted", "shared": {}}, key="kept-back")
    small_with(put_off | {"shared": {"midwifery": True}}, key="told")
    warned = {
        key: next(each.warned for each in family(viewer("midwife"), key, "test").findings if each.id == asked)
        for key in ("plain", "kept-back", "told")
    }
    assert warned["plain"] is not None
    assert warned["kept-back"] == warned["plain"]
    assert warned["told"] == warned["plain"] + 35


@pytest.mark.parametrize("at_once", [0, 10**6])
def test_no_list_is_in_the_order_of_a_date_that_is_hidden(
    partnership: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """A second baby of one family is sealed from the midwife, and due before that of the other."""
    from nightlight.web.families import queries as lists

    monkeypatch.setattr(lists, "ALL_AT_ONCE", at_once)
    baby = {"kind": "person.added", "id": "second", "name": "Second", "role": "unborn", "due": "2026-12-01"}
    small_with(key="a-plain")
    small_with(baby | {"when": "2026-08-20", "agency": "social_care", "label": "sealed", "shared": {}}, key="z-secret")
    Family.objects.filter(key="z-secret").update(title="Zz")

    def order(sign_in: str) -> list[str]:
        page = lists.listed(viewer(sign_in), "mine", sort="due")
        assert page is not None
        assert page.sort == "due"
        return [row.key for row in page.rows]

    assert order("midwife") == ["a-plain", "z-secret"]
    assert order("social.worker") == ["z-secret", "a-plain"]


def test_a_list_of_too_many_families_to_ask_about_is_in_the_order_of_their_names(
    small: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nightlight.web.families import queries as lists

    monkeypatch.setattr(lists, "ALL_AT_ONCE", 0)
    monkeypatch.setattr(lists, "MOST_BY_DATE", 0)
    page = lists.listed(viewer("midwife"), "mine", sort="due")
    assert page is not None
    assert (page.sort, page.by_due, [row.key for row in page.rows]) == ("name", False, ["small"])


def test_a_date_is_not_moved_by_a_day_of_birth_that_is_not_seen(partnership: None) -> None:
    """Social care was told of the pregnancy, not that the scan moved it: a date that is reckoned from it says nothing of the scan."""
    told = {
        "kind": "information.shared",
        "id": "telling",
        "when": "2026-08-12",
        "agency": "midwifery",
        "to": ["social_care"],
        "what": "it",
    }
    scan = {
        "kind": "pregnancy.due_changed",
        "when": "2026-09-01",
        "agency": "midwifery",
        "child": "baby",
        "due": "2027-03-20",
    }
    asked = "parent-seen-again:baby:mother"
    small_with(told | {"entries": ["pregnancy"]}, key="plain")
    small_with(told | {"entries": ["pregnancy"]}, scan | {"shared": {}}, key="kept-back")
    small_with(told | {"entries": ["pregnancy"]}, scan | {"shared": {"social_care": True}}, key="told")
    for as_of in (None, now() - 60 * 24):
        due = {
            key: {each.id: each.due for each in family(viewer("social.worker"), key, "test", as_of=as_of).findings}[
                asked
            ]
            for key in ("plain", "kept-back", "told")
        }
        assert due["plain"] is not None
        assert due["kept-back"] == due["plain"]
        assert due["told"] != due["plain"]


# -- learnt by being told


def test_a_notice_names_no_agency_of_which_its_reader_may_not_know(partnership: None) -> None:
    """The drug service works with the mother, which housing does not know; what housing recorded is asked of it."""
    work = {
        "kind": "worker.assigned",
        "id": "dw",
        "when": "2026-08-05",
        "agency": "substance_use",
        "worker": "Del Betony",
        "role": "other",
    }
    row = small_with(work | {"shared": {"midwifery": True}})
    known = kept.record(row)
    assert "substance_use" in known.knowing.team(now())
    rule = next(each for each in kept.rules().safeguards if not each.escalate or each.severity != "urgent")
    found = SimpleNamespace(
        id="x:worry",
        safeguard=rule,
        state="overdue",
        warned=1,
        stage=0,
        to=("substance_use",),
        because=(known.entry("worry").place,),
    )
    Account.objects.filter(sign_in="housing.officer").update(roles=["safeguarding_lead"])
    assert give_notice(row, [found], known, now())  # type: ignore[list-item]
    told = Notice.objects.get(account__sign_in="housing.officer").says
    assert "rug" not in told
    assert "an agency that can answer" in told


# -- what is read is audited


@pytest.mark.parametrize(
    "path", ["/oversight", "/oversight/glass/{}", "/today/notices", "/today", "/", "/families/small/looked"]
)
def test_no_page_names_a_family_without_a_line_of_the_audit(small: Family, signed_in: SignedIn, path: str) -> None:
    oversight.break_glass(viewer("drug.worker"), "small", "because of something", 1)
    before = Audit.objects.count()
    page = signed_in("social.worker").get(path.format(GlassBroken.objects.get().pk))
    assert "Baby Brook" in page.content.decode()
    new = Audit.objects.order_by("pk")[before:]
    assert [each for each in new if each.family == "small" or "small" in each.more.get("families", ())]


def test_an_auditor_who_asks_by_a_person_reads_which_families_and_not_their_names(
    small: Family, signed_in: SignedIn
) -> None:
    signed_in("social.worker").get("/families/small/")
    page = signed_in("auditor").get("/oversight/looked?sign_in=social.worker").content.decode()
    assert "/oversight/looked?family=small" in page
    assert "Brook" not in page


# -- tries at once, and a screen that is locked


def test_tries_that_are_sent_at_once_are_counted_before_a_password_is_looked_at(
    small: Family, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a password is looked at, which takes long, others are sent: each knows of those before it."""
    cache.clear()
    counted: list[int] = []

    def slow(_: object) -> bool:
        counted.append(cache.get("glass:drug.worker"))
        return False

    monkeypatch.setattr("nightlight.web.oversight.views.proved", slow)
    client = signed_in("drug.worker")
    for _ in range(7):
        client.post("/families/small/glass", {"reason": "because of something", "hours": "1", "password": "x"})
    assert counted == [1, 2, 3, 4, 5]
    cache.clear()


def test_the_right_password_forgets_the_wrong_ones(small: Family, signed_in: SignedIn) -> None:
    cache.clear()
    client = signed_in("drug.worker")
    said = {"reason": "because of something", "hours": "1"}
    for password in ("x", "x", "nightlight demo"):
        sent = client.post("/families/small/glass", said | {"password": password})
    assert sent.status_code == 302
    assert tried("glass:drug.worker", 1) == 1
    cache.clear()


def test_a_locked_screen_counts_the_tries_of_all_its_windows(small: Family, signed_in: SignedIn) -> None:
    """Each of several answers under way has its own copy of the session: what counts is kept beside it."""
    cache.clear()
    client = signed_in("social.worker")
    client.post("/lock")
    for _ in range(4):
        client.post("/unlock", {"password": "x"})
        session = client.session
        session.pop("unlock_tries", None)  # what another answer, begun before, has written over
        session.save()
    assert client.post("/unlock", {"password": "x"}).headers["Location"].startswith("/sign-in/login/")
    assert "_auth_user_id" not in client.session
    cache.clear()


def test_a_page_that_was_under_way_does_not_unlock_the_screen(db: None) -> None:
    opened = SessionStore()
    opened["somebody"] = "signed in"
    opened.save()
    under_way, locks = SessionStore(opened.session_key), SessionStore(opened.session_key)
    assert under_way["somebody"] == locks["somebody"]
    locks["locked"] = True
    locks.save()
    under_way["said"] = "something"
    under_way.save()
    later = SessionStore(opened.session_key)
    assert (later.get("locked"), later.get("said")) == (True, "something")
    del later["locked"]
    later.save()
    assert "locked" not in SessionStore(opened.session_key)


def test_a_session_that_has_ended_is_not_brought_back_by_a_page_that_was_under_way(db: None) -> None:
    opened = SessionStore()
    opened["somebody"] = "signed in"
    opened.save()
    under_way = SessionStore(opened.session_key)
    assert under_way["somebody"]
    SessionStore(opened.session_key).delete()
    under_way["said"] = "something"
    with pytest.raises(UpdateError):
        under_way.save()
    assert not SessionStore().exists(opened.session_key)


# -- what no database can keep


def test_a_zero_byte_loses_nothing_that_was_typed_and_leads_nowhere(small: Family, signed_in: SignedIn) -> None:
    """PostgreSQL takes no zero byte into a text: a form that held one would come back unsaved, and a page would fail."""
    client = signed_in("midwife")
    client.post("/families/small/record/observation/draft", {"what": "Tired\x00 today", "id": ""})
    assert Draft.objects.get().typed["what"] == ["Tired today"]
    for path in ("/families/%00/", "/families/small/people/%00", "/calendar/%00.ics", "/sign-in/oidc/%00/login/"):
        assert client.get(path).status_code == 404, path
    for path in (
        "/families/small/chronology?words=%00&person=%00&entry=%00",
        "/families/small/?as_of=%00&known_to=%00",
        "/?list=%00",
    ):
        assert client.get(path).status_code == 200, path
    assert signed_in("auditor").get("/oversight/looked?family=%00small&sign_in=").status_code == 200


def test_a_form_with_a_zero_byte_still_needs_its_token(small: Family) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Account.objects.get(sign_in="social.worker"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.post("/families/small/access/deny", {"sign_in": "midwife\x00", "reason": "x" * 20}).status_code == 403
