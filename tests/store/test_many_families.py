"""Lists of many families: how often the database is asked does not depend on how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from nightlight.access.viewer import Viewer
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.config.clock import now, utc_now
from nightlight.web.demonstration import load
from nightlight.web.families import queries as lists
from nightlight.web.families.search import queries as searching
from nightlight.web.store import ahead, kept
from nightlight.web.store.addresses import hidden_from, hidden_from_each, protected_in_each, seal
from nightlight.web.store.models import (
    Audit,
    Denial,
    Draft,
    Entry,
    Family,
    Finding,
    GlassBroken,
    LastLooked,
    Notice,
    ProtectedAddress,
)
from nightlight.web.store.queries import sight_of
from nightlight.web.store.scope import of_family, reading_several
from nightlight.web.store.turned import Wanted
from tests.web.conftest import SMALL

SignedIn = Callable[[str], Client]
FEW, MANY = 4, 24


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "EVEN_STEP_SECONDS", 0)


def begun(number: int) -> Family:
    """A family like the small one, with its own people."""
    said: dict[str, Any] = SMALL | {
        "people": SMALL["people"] | {"mother": {"role": "mother", "sex": "female", "name": f"Mallow {_word(number)}"}}
    }
    reader = Reader()
    key = f"many-{number}"
    chronology = reader.record(said, key)
    assert not reader.problems
    return load.family(key, f"Baby {_word(number)}", chronology, now(), teaching=False)


def _word(number: int) -> str:
    return "Fen" + "".join("abcdefghij"[int(digit)] for digit in str(number))


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every statement that goes to the database."""
    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield asked


def asked_by(client: Client, path: str, body: dict[str, str] | None = None, *, cold: bool) -> list[str]:
    """The statements of a page: with the records in memory already, or not."""
    ask = (lambda: client.get(path)) if body is None else (lambda: client.post(path, body))
    assert ask().status_code == 200
    if cold:
        kept.forget()
    with counting() as asked:
        assert ask().status_code == 200
    return asked


PAGES = [
    ("midwife", "/"), ("midwife", "/?list=team"), ("duty.desk", "/?list=agency"), ("duty.desk", "/?list=agency&sort=name"),
    ("duty.desk", "/?list=agency&sort=due"), ("midwife", "/?list=due"), ("midwife", "/today"), ("service.manager", "/today"),
    ("service.manager", "/today/service"), ("midwife", "/today/notices"),
]  # fmt: skip


def told(family: Family) -> None:
    """A notice and a draft of the midwife's about a family, an address that is kept from her, and findings that were passed on."""
    midwife, social_worker = Account.objects.get(sign_in="midwife"), Account.objects.get(sign_in="social.worker")
    with of_family(family.key):
        Finding.objects.filter(family=family).update(state="overdue", stage=1)
        found = Finding.objects.filter(family=family).order_by("pk").first()
        Notice.objects.create(
            account=midwife, family=family, cause=f"c{family.key}", says="Told.", made_at=utc_now(),
            finding="" if found is None else found.finding_id,
        )  # fmt: skip
        Draft.objects.create(account=midwife, family=family, form="observation", typed={}, saved_at=utc_now())
        LastLooked.objects.create(account=midwife, family=family, length=3, at=utc_now())
        row = ProtectedAddress.objects.create(
            family=family, person="mother", cipher=seal("4 Fern Row"), since=utc_now()
        )
        row.may_see.set([social_worker])


@pytest.mark.parametrize(
    "at_once",
    [pytest.param(True, id="all at once"), pytest.param(False, id="a page at a time")],
)
@pytest.mark.long
def test_a_list_asks_the_database_as_often_for_many_families_as_for_few(
    partnership: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(lists, "ALL_AT_ONCE", 0)
    monkeypatch.setattr(lists, "DUE_WITHIN_DAYS", 10_000)
    clients = {sign_in: signed_in(sign_in) for sign_in, _ in PAGES}
    counts: list[dict[tuple[str, str, bool], int]] = []
    for size in (range(FEW), range(FEW, MANY)):
        for number in size:
            told(begun(number))
        asked = {
            (*page, cold): asked_by(clients[page[0]], page[1], cold=cold) for page in PAGES for cold in (True, False)
        }
        counts.append({name: len(each) for name, each in asked.items()})

    few, many = counts

    assert few == many


def test_the_home_page_has_more_than_one_page_of_many_families(
    partnership: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "ALL_AT_ONCE", 0)
    for number in range(MANY):
        begun(number)
    viewer = Account.objects.get(sign_in="midwife").viewer()

    first, second = (lists.listed(viewer, "mine", Wanted(number), "name") for number in (1, 2))

    assert first is not None
    assert second is not None
    assert (len(first.rows), bool(first.next)) == (lists.PAGE, True)
    assert (len(second.rows), bool(second.next)) == (MANY - lists.PAGE, False)
    keys = [row.key for row in (*first.rows, *second.rows)]
    assert keys == list(Family.objects.order_by("title", "key").values_list("key", flat=True))


def test_a_search_asks_the_database_as_often_for_many_families_as_for_few(
    partnership: None, signed_in: SignedIn
) -> None:
    midwife = signed_in("midwife")
    counts = []
    for size in (range(FEW), range(FEW, searching.MOST_ASKED)):
        for number in size:
            told(begun(number))
        words = ({"name": "Malow Fen"}, {"name": "Mallow Fen", "address": "Fern Row"}, {"day": "1 March 2027"})
        counts.append([len(asked_by(midwife, "/find", body, cold=cold)) for body in words for cold in (True, False)])

    assert counts[0] == counts[1]


def test_what_is_read_ahead_says_of_each_family_what_it_says_alone(partnership: None) -> None:
    for number in range(FEW):
        begun(number)
    moment = now()
    sign_ins = ("midwife", "social.worker", "police.officer", "housing.officer", "drug.worker", "duty.desk")
    rows = {row.key: row for row in Family.objects.all()}
    accounts = {each.sign_in: each for each in Account.objects.filter(sign_in__in=sign_ins)}
    by = accounts["duty.desk"]
    Denial.objects.create(family=rows["many-0"], account=accounts["midwife"], reason="tie", set_by=by, set_at=utc_now())
    Denial.objects.create(family=rows["many-1"], agency_id="police", reason="tie", set_by=by, set_at=utc_now())
    for until in (moment + 30, moment + 60):
        GlassBroken.objects.create(
            family=rows["many-2"], account=accounts["drug.worker"], opened=moment - 5, until=until, reason="At the door"
        )
    GlassBroken.objects.create(
        family=rows["many-3"], account=accounts["drug.worker"], opened=moment - 50, until=moment - 5, reason="Then"
    )

    for sign_in in sign_ins:
        viewer = accounts[sign_in].viewer()
        for row in ahead.in_turn(viewer, sorted(rows), moment):
            together, alone = sight_of(viewer, row, "care", moment), sight_of(viewer, rows[row.key], "care", moment)
            assert (together.allowed, together.why, together.relations) == (alone.allowed, alone.why, alone.relations)
            assert together.whole == alone.whole
            assert together.stubs == alone.stubs

    assert _allowed(accounts["midwife"].viewer(), rows["many-1"]) and not _allowed(  # noqa: PT018
        accounts["midwife"].viewer(), rows["many-0"]
    )
    assert _allowed(accounts["drug.worker"].viewer(), rows["many-2"])
    assert not _allowed(accounts["drug.worker"].viewer(), rows["many-3"])


def _allowed(viewer: Viewer, row: Family) -> bool:
    return sight_of(viewer, row, "care", now()).allowed


def test_glass_that_was_read_ahead_is_nobody_else_s(partnership: None) -> None:
    begun(0)
    moment = now()
    drug_worker, ward_nurse = (Account.objects.get(sign_in=each).viewer() for each in ("drug.worker", "ward.nurse"))
    GlassBroken.objects.create(
        family_id="many-0", account=Account.objects.get(sign_in="drug.worker"), opened=moment - 5, until=moment + 60,
        reason="At the door",
    )  # fmt: skip

    row = next(ahead.in_turn(drug_worker, ["many-0"], moment))

    assert sight_of(drug_worker, row, "care", moment).allowed
    assert not sight_of(ward_nurse, row, "care", moment).allowed


def test_a_denial_counts_with_the_next_request_and_hangs_on_no_row_that_is_read_alone(small: Family) -> None:
    midwife = Account.objects.get(sign_in="midwife")
    assert _allowed(midwife.viewer(), small)
    Denial.objects.create(family=small, account=midwife, reason="tie", set_by=midwife, set_at=utc_now())
    assert not _allowed(midwife.viewer(), small)


def test_records_that_are_read_together_are_those_that_are_read_alone(partnership: None) -> None:
    for number in range(FEW):
        begun(number)
    rows = list(Family.objects.order_by("key"))
    kept.forget()
    alone = {row.key: kept.record(row) for row in rows}
    kept.forget()

    kept.records(rows)

    with counting() as asked:
        together = {row.key: kept.record(row) for row in rows}
    assert not [sql for sql in asked if "store_entry" in sql]
    for key, record in together.items():
        assert record is not alone[key]
        assert record.entries == alone[key].entries
        assert record.people == alone[key].people
        assert record.agencies == alone[key].agencies


def test_addresses_of_several_families_are_hidden_as_those_of_each(partnership: None) -> None:
    for number in range(FEW):
        begun(number)
    told(Family.objects.get(key="many-1"))
    keys = [f"many-{number}" for number in range(FEW)]
    for sign_in, hidden in (("midwife", ("4 Fern Row",)), ("social.worker", ())):
        viewer = Account.objects.get(sign_in=sign_in).viewer()
        found = hidden_from_each(viewer, keys)
        assert found.get("many-1", ()) == hidden
        assert all(tuple(hidden_from(viewer, key)) == found.get(key, ()) for key in keys)
    assert protected_in_each(keys) == {"many-1": ["4 Fern Row"]}


def test_the_records_of_several_families_are_read_together_and_of_no_other(
    partnership: None, on_postgresql: bool
) -> None:
    for number in range(3):
        begun(number)
    if not on_postgresql:
        pytest.skip("SQLite has no second line: the access rules carry it alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('nightlight.family', '', false)")

    with reading_several(["many-0", "many-2"]):
        seen = set(Entry.objects.values_list("family_id", flat=True))
        changed = Entry.objects.filter(family_id="many-0").update(words=None, salt=None)

    assert seen == {"many-0", "many-2"}
    assert changed == 0
    assert not Entry.objects.exists()


def test_a_key_that_would_name_two_families_is_refused() -> None:
    with pytest.raises(ValueError, match="separator"), reading_several(["many-0\x1fmany-1"]):
        pass


# -- one request


def test_the_agencies_are_read_once_for_a_request(small: Family, signed_in: SignedIn) -> None:
    asked = asked_by(signed_in("midwife"), "/families/small/", cold=True)
    whole = [sql for sql in asked if '"accounts_agency"."type"' in sql and "WHERE" not in sql]
    assert len(whole) == 1


def test_an_agency_that_comes_is_known_to_the_next_request_and_to_the_one_that_added_it(small: Family) -> None:
    kept.request_begins()
    try:
        before = kept.partnership()
        Agency.objects.create(key="hospice", type="hospital", name="The hospice")
        assert "hospice" in kept.partnership()
        assert "hospice" not in before
        with counting() as asked:
            kept.partnership()
            kept.partnership()
        assert not asked
    finally:
        kept.request_ends()
    with counting() as asked:
        kept.partnership()
        kept.partnership()
    assert len(asked) == 2


def test_the_line_of_the_audit_and_the_last_look_are_written_in_one_transaction(
    small: Family, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("midwife")
    assert client.get("/families/small/").status_code == 200
    lines = Audit.objects.count()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(LastLooked.objects, "bulk_create", fails)
    client.raise_request_exception = False
    assert client.get("/families/small/").status_code == 500
    assert Audit.objects.count() == lines
    monkeypatch.undo()

    asked = asked_by(client, "/families/small/", cold=False)
    written = [n for n, sql in enumerate(asked) if sql.startswith(("INSERT", "UPDATE")) and "django_session" not in sql]
    assert [("store_audit" in asked[n], "store_lastlooked" in asked[n]) for n in written] == [
        (True, False),
        (False, True),
    ]
    begun_at = max(n for n, sql in enumerate(asked[: written[0]]) if sql.startswith("SAVEPOINT"))
    ended_at = min(n for n, sql in enumerate(asked) if n > written[0] and sql.startswith("RELEASE"))
    assert begun_at < written[0] < written[1] < ended_at


def test_a_page_that_fails_is_no_look_and_stands_in_the_audit(
    small: Family, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("nightlight.web.families.views.show", fails)
    client = signed_in("midwife")
    client.raise_request_exception = False

    assert client.get("/families/small/").status_code == 500

    assert Audit.objects.filter(act="read", family="small", sign_in="midwife").count() == 1
    assert not LastLooked.objects.exists()


def test_a_stranger_s_refusal_on_the_page_of_a_family_is_in_the_audit(small: Family, signed_in: SignedIn) -> None:
    assert signed_in("drug.worker").get("/families/small/").status_code == 404
    assert Audit.objects.filter(act="refused", family="small", sign_in="drug.worker").count() == 1
    assert not LastLooked.objects.exists()
