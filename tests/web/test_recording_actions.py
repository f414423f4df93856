"""Writing to a family's record: what goes in together, what may not go in, and who is told that somebody else was first."""

from __future__ import annotations

import pytest

from nightlight.access.viewer import Viewer
from nightlight.chronology.problems import Unreadable
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.store import actions, kept
from nightlight.web.store.models import Audit, Entry, Family
from nightlight.web.store.queries import Refused, sight_of

CONCERN = {"kind": "concern.raised", "about": ["baby"], "text": "The cot was full of clothes."}


def viewer(sign_in: str) -> Viewer:
    found: Viewer = Account.objects.get(sign_in=sign_in).viewer()
    return found


def test_a_family_begins_with_its_people_and_is_open_to_whoever_began_it(partnership: None) -> None:
    raws: list[dict[str, object]] = [
        {"kind": "person.added", "id": "mother", "name": "Mere Sallow", "role": "mother"},
        {"kind": "person.added", "id": "baby", "name": "Baby Sallow", "role": "unborn"},
        {"kind": "pregnancy.known", "mother": "mother", "child": "baby", "due": "2027-03-01"},
        {"kind": "worker.assigned", "worker": "Mo Bramble", "role": "midwife", "sign_in": "midwife"},
        {"kind": "referral.made", "id": "ref", "to": "social_care", "about": ["baby"]},
    ]
    row, done = actions.begin(viewer("midwife"), "Baby Sallow", raws, by="Mo Bramble")
    assert [entry.kind for entry in done.entries] == [raw["kind"] for raw in raws]
    assert row.length == len(raws) == Entry.objects.filter(family=row).count()
    assert sight_of(viewer("midwife"), row, "care", now()).allowed
    assert not sight_of(viewer("police.officer"), row, "care", now()).allowed
    assert row.findings.filter(state__in=("waiting", "due_soon")).exists()


def test_a_family_that_its_writer_could_not_open_is_not_begun(partnership: None) -> None:
    raws: list[dict[str, object]] = [
        {"kind": "person.added", "id": "mother", "name": "Mere Sallow", "role": "mother"},
        {"kind": "concern.raised", "about": ["mother"], "text": "x"},
    ]
    with pytest.raises(Unreadable):
        actions.begin(viewer("midwife"), "Sallow", raws, by="Mo Bramble")
    assert not Family.objects.exists()


def test_what_was_wrong_with_any_of_several_entries_keeps_all_of_them_out(small: Family) -> None:
    with pytest.raises(Unreadable) as wrong:
        actions.record(
            viewer("midwife"),
            "small",
            {"kind": "concern.raised", "about": ["aunt", "nobody-of-that-name"]},
            by="x",
            first=[{"kind": "person.added", "id": "aunt", "name": "Aunt"}],
        )
    assert [problem.field for problem in wrong.value.problems] == ["about"]
    assert Entry.objects.filter(family=small).count() == small.length


def test_somebody_not_on_record_comes_into_it_with_the_entry_that_names_them(small: Family) -> None:
    done = actions.record(
        viewer("midwife"),
        "small",
        {"kind": "concern.raised", "about": ["aunt"], "text": "x"},
        by="x",
        first=[{"kind": "person.added", "id": "aunt", "name": "Aunt"}],
    )
    assert [entry.kind for entry in done.entries] == ["person.added", "concern.raised"]
    kept.forget()
    assert "aunt" in kept.record(Family.objects.get(key="small")).people


def test_what_is_hidden_from_a_writer_cannot_be_named_and_is_refused_like_what_is_not_there(small: Family) -> None:
    """The police's check was shared with social care alone."""
    said = []
    for id in ("check", "no-such-entry"):
        raw = {"kind": "information.shared", "to": ["midwifery"], "what": "the check", "entries": [id]}
        with pytest.raises(Unreadable) as wrong:
            actions.record(viewer("midwife"), "small", raw, by="x")
        said.append([problem.says().replace(id, "ID").split(";")[0] for problem in wrong.value.problems])
    assert said[0] == said[1]


def test_only_the_agency_that_recorded_an_entry_corrects_it(small: Family) -> None:
    raw = CONCERN | {"replaces": "worry"}
    with pytest.raises(Unreadable) as wrong:
        actions.record(viewer("midwife"), "small", raw, by="x")
    assert [problem.field for problem in wrong.value.problems] == ["replaces"]


def test_a_correction_goes_to_those_who_knew_and_both_stay(small: Family) -> None:
    first = actions.record(viewer("midwife"), "small", CONCERN, by="x", shared=["social_care"])
    mended = actions.record(
        viewer("midwife"), "small", CONCERN | {"text": "One blanket.", "replaces": first.entry.id}, by="x"
    )
    record = kept.record(Family.objects.get(key="small"))
    assert set(record.knowing.who(mended.entry.id)) == {"midwifery", "social_care"} == set(mended.audience.agencies)
    assert first.entry.id in record


def test_the_same_form_sent_twice_is_recorded_once(small: Family) -> None:
    raw = CONCERN | {"id": actions.new_id()}
    first = actions.record(viewer("midwife"), "small", raw, by="x")
    second = actions.record(viewer("midwife"), "small", raw, by="x")
    assert second.again
    assert second.entry.id == first.entry.id
    assert Entry.objects.filter(family=small).count() == small.length + 1


def test_nothing_is_written_to_a_teaching_case(small: Family) -> None:
    Family.objects.filter(key="small").update(teaching=True)
    with pytest.raises(Refused):
        actions.record(viewer("midwife"), "small", CONCERN, by="x")
    assert Audit.objects.filter(act="refused", family="small").exists()


def test_a_stranger_writes_nothing_and_that_is_written_down(small: Family) -> None:
    with pytest.raises(Refused):
        actions.record(viewer("mental.health"), "small", CONCERN, by="x")
    assert Entry.objects.filter(family=small).count() == small.length
    assert Audit.objects.filter(act="refused", sign_in="mental.health").exists()


def test_whoever_writes_of_what_somebody_else_has_just_recorded_is_told_first(small: Family) -> None:
    concern = actions.record(viewer("midwife"), "small", CONCERN, by="x").entry.id
    actions.record(
        viewer("social.worker"), "small", {"kind": "concern.weighed", "of": concern, "decision": "x"}, by="x"
    )
    mine = {"kind": "concern.passed", "of": concern, "to": "x"}
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.record(viewer("midwife"), "small", mine, by="x", after=concern)
    assert [entry.kind for entry in overtaken.value.entries] == ["concern.weighed"]
    newest = overtaken.value.entries[-1].id
    assert actions.record(viewer("midwife"), "small", mine, by="x", after=newest).entry.kind == "concern.passed"


def test_two_who_write_of_the_same_thing_about_the_same_child_are_told_of_one_another(small: Family) -> None:
    actions.record(viewer("social.worker"), "small", CONCERN, by="x")
    with pytest.raises(actions.Overtaken):
        actions.record(viewer("midwife"), "small", CONCERN, by="x", after="sw")


def test_what_somebody_else_recorded_of_another_matter_stops_nobody(small: Family) -> None:
    raw = {"kind": "household.joined", "person": "father", "household": "home"}
    actions.record(viewer("social.worker"), "small", raw, by="x")
    assert actions.record(viewer("midwife"), "small", CONCERN, by="x", after="sw").entry


def test_a_worker_is_given_a_sign_in_only_of_the_agency_that_they_work_for(small: Family) -> None:
    raw = {"kind": "worker.assigned", "worker": "x", "role": "midwife", "sign_in": "housing.officer"}
    with pytest.raises(Unreadable) as wrong:
        actions.record(viewer("midwife"), "small", raw, by="x")
    assert [problem.field for problem in wrong.value.problems] == ["sign_in"]
