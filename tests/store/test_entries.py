"""Entries in their tables: only ever added, in one transaction with what follows from them, readable as they were written."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from nightlight.chronology.chain import verify
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.writing import plain
from nightlight.web.accounts.models import Account
from nightlight.web.accounts.queries import agencies
from nightlight.web.config.clock import now
from nightlight.web.running.actions import wake
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Audit, Entry, Family, Finding, Involvement, PersonOfFamily
from nightlight.web.store.queries import Refused, family
from nightlight.web.store.record import read

OBSERVED = {
    "kind": "observation",
    "person": "father",
    "what": "Tired, and kind with the children.",
    "when": "2026-09-01",
}


def recorded(small: Family, sign_in: str = "social.worker", **more: object) -> actions.Recorded:
    """Records an observation in the small family."""
    return actions.record(Account.objects.get(sign_in=sign_in).viewer(), small.key, OBSERVED | more, by="Sam Fennel")


def test_what_was_written_is_read_again_as_it_was_written(small: Family) -> None:
    written = recorded(small, text="Ich weiß; “curly”, naïve, 日本, a line\nand another, \u2028 and \u0001.").entry
    kept.forget()
    small.refresh_from_db()
    again = kept.record(small).entry(written.id)
    assert plain(again) == plain(written)


def test_the_chain_of_a_family_holds_and_ends_at_its_head(small: Family) -> None:
    for _ in range(5):
        recorded(small)
    small.refresh_from_db()
    links = [each.link() for each in small.entries.all()]
    assert len(links) == small.length
    assert verify(links, small.head) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_entry SET words = '{}' WHERE number = 1",
        "UPDATE store_entry SET agency = 'police' WHERE number = 1",
        "UPDATE store_entry SET words = NULL, salt = NULL, kind = 'birth' WHERE number = 1",
        "UPDATE store_entry SET number = 99 WHERE number = 1",
        "UPDATE store_entry SET why = 'another reason' WHERE number = 1",
        "UPDATE store_entry SET words = NULL, salt = NULL, why = 'another reason' WHERE number = 1",
        "DELETE FROM store_entry WHERE number = 1",
        "UPDATE store_audit SET sign_in = 'somebody.else'",
        "DELETE FROM store_audit",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(small: Family, statement: str) -> None:
    recorded(small)
    before = list(Entry.objects.values_list("number", "agency", "words"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Entry.objects.values_list("number", "agency", "words")) == before


def test_replacing_a_row_whole_is_refused_too(small: Family) -> None:
    if connection.vendor != "sqlite":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE store_entry CASCADE")
        return
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO store_entry (id, family_id, number, entry_id, kind, agency, recorded, facts, digests, previous, hash) "
            "SELECT id, family_id, number, entry_id, kind, 'police', recorded, facts, digests, previous, hash FROM store_entry LIMIT 1"
        )


def test_words_that_must_go_go_with_their_salt_and_the_chain_holds(small: Family) -> None:
    written = recorded(small).entry
    Entry.objects.filter(entry_id=written.id).update(words=None, salt=None)
    kept.forget()
    small.refresh_from_db()
    assert verify([each.link() for each in small.entries.all()], small.head) == []
    again = read(small, (each.link() for each in small.entries.all()), agencies()).entry(written.id)
    assert again.get("what") == "[erased]"


def test_the_reason_for_a_correction_goes_with_the_words_and_cannot_stay_behind(small: Family) -> None:
    first = recorded(small).entry.id
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    mended = OBSERVED | {"what": "Tired.", "replaces": first}
    second = actions.record(viewer, small.key, mended, by="Sam Fennel", why_shared="He asked me to.").entry.id
    rows = Entry.objects.filter(entry_id=second)
    assert rows.get().why == "He asked me to."
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(words=None, salt=None)
    rows.update(words=None, salt=None, why=None)
    small.refresh_from_db()
    assert verify([each.link() for each in small.entries.all()], small.head) == []
    kept.forget()
    assert dict(family(viewer, small.key, "test").reasons) == {}


def test_whoever_erases_words_nothing_of_them_stays_in_what_was_kept_of_the_watch_and_all_is_found_anew(
    small: Family,
) -> None:
    written = recorded(small).entry
    Finding.objects.filter(family=small).update(state="met")
    assert Family.objects.get(key=small.key).watch_state != {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE store_entry SET words = NULL, salt = NULL WHERE entry_id = %s", [written.id])
    row = Family.objects.get(key=small.key)
    assert row.watch_state == {}
    assert row.next_change_on == 0
    assert wake(small.key, now()) is not None
    assert Family.objects.get(key=small.key).watch_state["head"] == row.head
    assert Finding.objects.filter(family=small).exclude(state="met").exists()


def test_an_entry_and_what_follows_from_it_are_written_together_or_not_at_all(
    small: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (Entry.objects.count(), Finding.objects.count(), Audit.objects.filter(act="wrote").count())

    def fails(*_: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("nightlight.web.store.actions.list_anew", fails)
    with pytest.raises(RuntimeError):
        recorded(small)
    monkeypatch.undo()
    assert (Entry.objects.count(), Finding.objects.count(), Audit.objects.filter(act="wrote").count()) == before
    recorded(small)
    small.refresh_from_db()
    assert verify([each.link() for each in small.entries.all()], small.head) == []


def test_an_entry_that_cannot_be_read_is_not_written_and_every_mistake_is_named(small: Family) -> None:
    with pytest.raises(Unreadable) as wrong:
        recorded(small, person="nobody", when="2026-13-01")
    assert {problem.field for problem in wrong.value.problems} == {"person", "when"}
    small.refresh_from_db()
    assert small.length == len(small.entries.all())


def test_somebody_without_a_relationship_writes_nothing_and_that_is_in_the_audit(small: Family) -> None:
    with pytest.raises(Refused):
        recorded(small, "mental.health")
    assert Audit.objects.filter(act="refused", sign_in="mental.health", family="small").exists()
    assert not Entry.objects.filter(kind="observation").exists()


def test_nobody_writes_in_another_agency_s_name(small: Family) -> None:
    with pytest.raises(Unreadable):
        recorded(small, agency="police")
    written = recorded(small, by="somebody else", account="midwife", recorded="2020-01-01").entry
    assert (written.agency, written.account, written.by) == ("social_care", "social.worker", "Sam Fennel")
    assert written.recorded.iso() > "2026"


def test_a_write_changes_the_findings_that_rest_on_it(small: Family) -> None:
    viewer = Account.objects.get(sign_in="social.worker").viewer()
    done = actions.record(
        viewer,
        small.key,
        {"kind": "injury.seen", "child": "baby", "type": "bruise", "when": "2026-11-01", "id": "mark"},
        by="Sam Fennel",
    )
    assert done.changed
    stored = {each.finding_id: each.state for each in small.findings.all()}
    assert all(stored[each.id] == each.state for each in done.changed)


def test_the_small_tables_for_lists_follow_the_record(small: Family) -> None:
    assert set(PersonOfFamily.objects.filter(family=small).values_list("person", flat=True)) >= {
        "mother",
        "father",
        "baby",
    }
    assert set(Involvement.objects.filter(family=small).exclude(sign_in="").values_list("sign_in", flat=True)) == {
        "midwife",
        "social.worker",
    }


def test_what_is_read_comes_with_a_line_in_the_audit_before_it_leaves(small: Family) -> None:
    seen = family(Account.objects.get(sign_in="social.worker").viewer(), "small", "a page")
    assert seen.entries
    line = Audit.objects.filter(act="read", family="small", page="a page").get()
    assert "allocated" in line.why


def test_a_session_that_names_no_family_sees_no_entries_on_postgresql(small: Family, on_postgresql: bool) -> None:
    recorded(small)
    if not on_postgresql:
        pytest.skip("SQLite has no second line: the access rules carry it alone")
    assert Entry.objects.exists()
    for named in ("", "another"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('nightlight.family', %s, false)", [named])
        assert not Entry.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.bulk_create(
                [
                    Entry(
                        family=small,
                        number=999,
                        entry_id="x",
                        kind="birth",
                        agency="gp",
                        recorded=0,
                        facts={},
                        digests={},
                        previous="",
                        hash="",
                    )
                ]
            )


def test_reading_one_family_leaves_no_door_open_to_it(small: Family, on_postgresql: bool) -> None:
    if not on_postgresql:
        pytest.skip("SQLite has no second line: the access rules carry it alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('nightlight.family', '', false)")
    kept.forget()
    assert family(Account.objects.get(sign_in="social.worker").viewer(), "small", "a page").entries
    assert not Entry.objects.exists()
