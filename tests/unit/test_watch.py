"""The watch over one family: left and taken up again, entries that come late, a clock that is ahead of whoever writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import When
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.rules.pack import pack
from nightlight.safeguards import reference
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.incremental import Watch
from nightlight.safeguards.rules import Safeguard

RULES = pack().safeguards
QUORUM = pack().limits.quorum

#: A referral that nobody allocated in time, of which the day on which it was warned is known only from what was seen before: it was
#: corrected since.
FAMILY: dict[str, Any] = {
    "agencies": {each: {"type": each} for each in ("social_care", "midwifery", "police")},
    "people": {"mother": {"role": "mother", "name": "Mallow Brook"}, "baby": {"role": "unborn", "due": "2026-12-01"}},
    "entries": [
        {
            "kind": "pregnancy.known", "id": "known", "when": "2026-06-01", "agency": "midwifery", "mother": "mother", "child": "baby",
            "due": "2026-12-01", "weeks": 14,
        },
        {
            "kind": "referral.made", "id": "ref", "when": "2026-06-02", "agency": "midwifery", "to": "social_care", "about": ["baby"],
            "for": "assessment", "text": "Shouting was heard.",
        },
        {
            "kind": "meeting.called", "id": "group", "when": "2026-06-02", "agency": "social_care", "type": "core_group",
            "date": "2026-07-10", "invited": ["midwifery"],
        },
        {"kind": "referral.received", "id": "got", "of": "ref", "when": "2026-06-03", "agency": "social_care"},
        {"kind": "observation", "id": "seen", "when": "2026-06-20", "agency": "midwifery", "person": "mother", "what": "Calm."},
        {
            "kind": "referral.allocated", "id": "given", "of": "ref", "when": "2026-06-03", "recorded": "2026-06-25",
            "agency": "social_care", "to": "a social worker",
        },
        {"kind": "factor.noted", "id": "drugs", "when": "2026-07-01", "agency": "midwifery", "person": "mother", "factor": "substance_use"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def record() -> Chronology:
    reader = Reader()
    made = reader.record(FAMILY, "family")
    assert not reader.problems, [each.says() for each in reader.problems]
    return made


def without(record: Chronology, *ids: str) -> Chronology:
    return like(record, [entry for entry in record.entries if entry.id not in ids])


def like(record: Chronology, entries: Sequence[Entry], **more: Any) -> Chronology:
    said = {"agencies": record.agencies, "people": record.people, "nation": record.nation, **more}
    return Chronology(entries, **said)


def plain(found: Sequence[Finding]) -> list[dict[str, Any]]:
    return [each.plain() for each in found]


def watch_of(record: Chronology, rules: Sequence[Safeguard] = RULES) -> Watch:
    return Watch(rules, record, QUORUM)


def gone_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries that any watch takes from now on."""
    taken: list[str] = []
    take = Watch._take

    def _take(self: Watch, entry: Entry) -> None:
        taken.append(entry.id)
        take(self, entry)

    monkeypatch.setattr(Watch, "_take", _take)
    return taken


# -- left and taken up again


def test_a_watch_is_taken_up_again_without_going_through_any_entry(
    record: Chronology, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watch_of(record)
    taken = gone_through(monkeypatch)
    again = Watch.resume(RULES, record, watch.state(), QUORUM)
    assert taken == []
    assert plain(again.findings()) == plain(watch.findings())


def test_what_was_warned_of_before_it_was_answered_is_remembered(record: Chronology) -> None:
    watch = watch_of(record)
    state = watch.state()
    (allocated,) = [each for each in watch.findings() if each.id == "referral-allocated:ref"]
    assert allocated.warned is not None
    again = {each.id: each for each in Watch.resume(RULES, record, state, QUORUM).findings()}
    forgotten = {each.id: each for each in Watch.resume(RULES, record, {**state, "warned": []}, QUORUM).findings()}
    assert again[allocated.id].warned == allocated.warned
    assert forgotten[allocated.id].warned is None


def test_a_state_is_plain_values_and_holds_no_words_of_the_record(record: Chronology) -> None:
    state = watch_of(record).state()
    written = json.dumps(state)
    assert json.loads(written) == state
    for words in ("Mallow", "Brook", "Shouting", "Calm", "a social worker"):
        assert words not in written


def _of_other_rules(record: Chronology) -> Any:
    return watch_of(record, RULES[:-1]).state()


def _of_other_words(record: Chronology) -> Any:
    return watch_of(record, [replace(RULES[0], says="Another sentence."), *RULES[1:]]).state()


def _of_another_quorum(record: Chronology) -> Any:
    return Watch(RULES, record, {}).state()


def _of_fewer_entries(record: Chronology) -> Any:
    return watch_of(without(record, "drugs")).state()


def _of_an_agency_of_another_type(record: Chronology) -> Any:
    agencies = record.agencies | {"social_care": Agency("social_care", "housing")}
    return watch_of(like(record, record.entries, agencies=agencies)).state()


def _before_its_own_entries(record: Chronology) -> Any:
    return watch_of(record).state() | {"as_of": record.entries[0].recorded.first}


@pytest.mark.parametrize(
    "other",
    [
        _of_other_rules, _of_other_words, _of_another_quorum, _of_fewer_entries, _of_an_agency_of_another_type,
        _before_its_own_entries, lambda record: None, lambda record: {}, lambda record: {"warned": 3},
        lambda record: watch_of(record).state() | {"warned": [["referral-allocated:ref", "", "soon"]]},
    ],
)  # fmt: skip
def test_a_state_that_does_not_fit_is_made_anew_from_the_entries(
    record: Chronology, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: Mapping[str, Any] | None = other(record)
    whole = watch_of(record)
    taken = gone_through(monkeypatch)
    again = Watch.resume(RULES, record, state, QUORUM)
    assert taken == [each.id for each in sorted(record.entries, key=order_of_recording)]
    assert plain(again.findings()) == plain(whole.findings())
    assert again.state() == whole.state()


def test_an_agency_that_joins_the_partnership_and_not_the_family_changes_nothing(record: Chronology) -> None:
    more = record.agencies | {"a school": Agency("a school", "school")}
    assert watch_of(like(record, record.entries, agencies=more)).state() == watch_of(record).state()


def test_a_family_with_no_entries_is_taken_up_again_too(record: Chronology) -> None:
    nothing = like(record, [])
    again = Watch.resume(RULES, nothing, watch_of(nothing).state(), QUORUM)
    first = watch_of(nothing)
    for entry in sorted(record.entries, key=order_of_recording):
        assert again.record(entry) == first.record(entry)
    assert plain(again.findings()) == plain(first.findings())


# -- entries that come late, a clock that is ahead


def test_an_entry_that_comes_late_says_what_is_gone_and_not_again_what_stays(record: Chronology) -> None:
    watch = watch_of(without(record, "given"))
    before = {each.id: each for each in watch.findings()}
    withdrawn = record.entry("given")
    change = watch.record(withdrawn)
    after = {each.id: each for each in watch.findings()}
    assert {each.id for each in change.changed} == {id for id in after if after[id] != before.get(id)}
    assert set(change.gone) == before.keys() - after.keys()
    assert change.changed
    assert len(change.changed) < len(after)


def test_a_correction_that_comes_late_takes_away_what_no_longer_follows(record: Chronology) -> None:
    corrected = {
        **FAMILY["entries"][6],
        "id": "not drugs",
        "replaces": "drugs",
        "recorded": "2026-07-02",
        "factor": "smoking",
    }
    last = {**FAMILY["entries"][4], "id": "later", "when": "2026-07-10"}
    reader = Reader()
    made = reader.record({**FAMILY, "entries": [*FAMILY["entries"], corrected, last]}, "family")
    assert not reader.problems, [each.says() for each in reader.problems]
    watch = watch_of(without(made, "not drugs"))
    before = {each.id for each in watch.findings()}
    change = watch.record(made.entry("not drugs"))
    after = {each.id for each in watch.findings()}
    assert set(change.gone) == before - after
    assert change.gone
    assert plain(watch.findings()) == plain(watch_of(made).findings())


def test_an_entry_of_a_moment_before_the_clock_says_what_was_known_then(record: Chronology) -> None:
    """Two processes whose clocks differ: what fell due by the one that is ahead had not fallen due when the other wrote."""
    watch = watch_of(without(record, "seen", "given", "drugs"))
    lapsed = watch.at(When.read("2026-09-01").last)
    assert any(each.id == "core-group-missed:group" for each in lapsed.changed)
    watch.record(record.entry("seen"))
    moment = record.entry("seen").recorded.first
    known = without(record, "given", "drugs")
    assert plain(watch.findings()) == plain(reference.findings(RULES, known, moment, None, QUORUM))


def test_whom_a_thread_is_about_is_learnt_from_what_opened_it_and_was_written_down_last() -> None:
    """A closing names no child; the pre-proceedings that it belongs to name two, and come on record a year after it."""
    closed = {
        "kind": "case.closed", "of": "start", "when": "2026-06-03", "agency": "social_care", "by_agency": "social_care", "reason": "moved",
    }  # fmt: skip
    opened = {
        "kind": "legal.preproceedings", "id": "start", "when": "2026-05-01", "recorded": "2026-09-01", "agency": "midwifery",
        "children": ["baby", "sibling"],
    }  # fmt: skip
    seen = {"kind": "observation", "when": "2026-06-02", "agency": "midwifery", "person": "sibling", "what": "At home."}
    people = {**FAMILY["people"], "sibling": {"role": "sibling", "sex": "female", "born": "2020-01-01"}}
    reader = Reader()
    record = reader.record(
        {**FAMILY, "people": people, "entries": [*FAMILY["entries"], seen, closed, opened]}, "family"
    )
    assert not reader.problems, [each.says() for each in reader.problems]

    watch = watch_of(record)

    said = {each.id: each.about for each in watch.findings() if each.safeguard.id == "closing-overseen"}
    assert list(said.values()) == [("baby", "sibling")]
    assert plain(watch.findings()) == plain(reference.findings(RULES, record, watch.picture.as_of, None, QUORUM))
