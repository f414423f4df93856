"""Whatever anybody is shown, it holds nothing of an entry that they may not see, and a seal leaves no trace at all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from nightlight import access
from nightlight.access.redaction import redacted
from nightlight.access.viewer import PURPOSES, ROLES
from nightlight.caseloads.lifelike import lifelike_family
from nightlight.caseloads.wild import wild_family
from nightlight.chronology.entry import LABELS, Entry
from nightlight.chronology.knowing import agencies_named, agencies_told
from nightlight.chronology.moments import Moment, When
from nightlight.chronology.record import Chronology, order_of_recording
from nightlight.picture import fold
from nightlight.picture.team import team
from nightlight.rules.pack import pack
from nightlight.safeguards.reference import findings
from tests.access.canaries import families, some_moment, somebody, songs
from tests.access.looking import held

MANY = settings(
    max_examples=700, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
FEW = settings(MANY, max_examples=8)


# -- songs


@MANY
@given(families())
def test_nobody_hears_of_an_entry_that_they_do_not_see_whole(drawn: tuple[Chronology, Random]) -> None:
    """Every text of every entry sings its id: what somebody is shown sings only of what they see whole."""
    record, random = drawn
    for _ in range(6):
        seen = access.visible(
            somebody(random),
            random.choice(PURPOSES),
            record,
            as_of := some_moment(record, random),
            glass=_glass(random, as_of),
        )
        whole = {entry.id for entry in seen.whole}
        assert songs(held(seen)) <= whole
        assert {entry.id for entry in record.entries if seen.of(entry) == "whole"} == whole
        assert _named(held(seen), "person") <= {key for entry in seen.whole for key in _people(entry)}
        stubs = {stub.agency for stub in seen.stubs}
        assert _named(held(seen), "agency") <= {key for entry in seen.whole for key in _agencies(entry)} | stubs | {
            _own(seen)
        }


@FEW
@given(families())
def test_what_is_worked_out_from_what_is_seen_sings_of_nothing_else(drawn: tuple[Chronology, Random]) -> None:
    """The picture and the findings that are worked out from the redacted record know of nothing that is not in it."""
    record, random = drawn
    seen = access.visible(somebody(random), "care", record, as_of := some_moment(record, random))
    picture = fold(seen.chronology(), as_of)
    found = findings(pack().safeguards, seen.chronology(), as_of, None, pack().limits.quorum)
    told = repr([picture.people, team(picture), picture.facts(), [each.plain() for each in found]])
    assert songs(told) <= {entry.id for entry in seen.whole}
    assert all(seen.finding(each.because) for each in found if each.because)


@MANY
@given(families())
def test_a_finding_of_the_whole_record_is_shown_only_where_all_of_it_is_seen(drawn: tuple[Chronology, Random]) -> None:
    """Of places of the whole record, those may be shown that are of entries seen whole, and any other spoils the rest."""
    record, random = drawn
    seen = access.visible(somebody(random), "care", record, some_moment(record, random))
    whole = {entry.place for entry in record.entries if seen.of(entry) == "whole"}
    for entry in record.entries:
        assert seen.finding([entry.place]) is (entry.place in whole)
        assert seen.finding([*whole, entry.place]) is (entry.place in whole)


# -- the law, said again in another way


@MANY
@given(families())
def test_what_is_seen_whole_is_known_and_let_see_and_not_closed_since(drawn: tuple[Chronology, Random]) -> None:
    """For each entry that is seen whole, the agency knows it, and each label, its own and its last correction's, lets it."""
    record, random = drawn
    # A sealed closing takes nobody out of the team for those who may not know of it, so there they know more.
    plain = not any(each.label == "sealed" and each.kind in ("case.closed", "worker.left") for each in record.entries)
    for _ in range(6):
        viewer, as_of = somebody(random), some_moment(record, random)
        for entry in access.visible(viewer, "care", record, as_of).whole:
            since = record.knowing.since(entry.id, viewer.agency)
            last = max(record.versions(record.root(entry.id)), key=order_of_recording)
            assert since is not None or not plain
            assert since is None or since <= as_of
            assert _lets(record, record.entry(entry.id), viewer.agency)
            assert _lets(record, last, viewer.agency)


@MANY
@given(families())
def test_a_stranger_sees_nothing_at_all(drawn: tuple[Chronology, Random]) -> None:
    """Whoever has neither an assignment, nor a cover, nor a role, nor has written, sees nothing; nor does a denied person."""
    record, random = drawn
    as_of = some_moment(record, random)
    viewer = replace(somebody(random), sign_in="stranger", team=None, roles=frozenset({"practitioner"}))
    everybody = replace(somebody(random), roles=frozenset(ROLES) - {"auditor", "policy_officer", "setting"})
    denial = access.Denial(everybody.sign_in, None, "a reason")
    for nothing in (
        access.visible(viewer, "care", record, as_of),
        access.visible(
            everybody, "glass", record, as_of, glass=access.Glass(as_of, as_of, "a reason"), denials=[denial]
        ),
    ):
        assert (nothing.allowed, nothing.whole, nothing.stubs) == (False, (), ())
        assert not songs(held(nothing))
        assert (nothing.chronology().people, nothing.chronology().agencies) == ({}, {})


@MANY
@given(families())
def test_glass_shows_all_but_what_is_sealed(drawn: tuple[Chronology, Random]) -> None:
    """Under glass everything that was recorded is seen but what a seal binds."""
    record, random = drawn
    as_of = some_moment(record, random)
    viewer = access.Viewer("stranger", "housing", "housing")
    if any(each.kind == "conflict.declared" and each.get("who") == "stranger" for each in record.entries):
        return
    seen = access.visible(viewer, "glass", record, as_of, glass=access.Glass(as_of, as_of, "a reason"))
    sealed = {record.root(each.id) for each in record.entries if each.label == "sealed"}
    whole = {entry.id for entry in seen.whole}
    for entry in record.entries:
        # What explains a finding that is named after something recorded later is not there either.
        there = entry.recorded.first <= as_of and entry.kind != "finding.explained"
        if there and entry.label != "sealed" and not _touches(record, entry, sealed):
            assert entry.id in whole
        if entry.label == "sealed":
            assert entry.id not in whole


@MANY
@given(families())
def test_what_is_seen_in_full_is_unchanged(drawn: tuple[Chronology, Random]) -> None:
    """Of a record of which nothing is hidden, nothing is changed but the sharing with agencies that nobody names."""
    record, _ = drawn
    whole = redacted(record, {entry.id for entry in record.entries}, "gp")
    assert [replace(each, shared=None) for each in whole.entries] == [
        replace(each, shared=None) for each in record.entries
    ]
    assert all(whole.people[key] == record.people[key] for key in whole.people)
    assert [whole.thread(each) for each in whole.entries] == [record.thread(each) for each in record.entries]


# -- a seal leaves no trace


@MANY
@given(families())
def test_what_is_sealed_leaves_no_trace(drawn: tuple[Chronology, Random]) -> None:
    """With sealed entries of another agency put in, everybody else is shown exactly what they were shown before."""
    record, random = drawn
    more = _with_sealed(record, random)
    for _ in range(6):
        viewer, purpose, as_of = somebody(random), random.choice(PURPOSES), some_moment(record, random)
        if viewer.agency == "police":
            continue
        before, after = (
            access.visible(viewer, purpose, each, as_of, glass=_glass(random, as_of, 1)) for each in (record, more)
        )
        assert held(after) == held(before)
        assert [after.number(each) for each in after.whole] == [before.number(each) for each in before.whole]
        assert access.enquiry(more, as_of) == access.enquiry(record, as_of)
        kind, label = random.choice(sorted(access.sharing.KINDS)), random.choice(LABELS)
        assert access.audience(kind, label, more, as_of, viewer.agency) == access.audience(
            kind, label, record, as_of, viewer.agency
        )


def _with_sealed(record: Chronology, random: Random) -> Chronology:
    """The record with sealed entries of the police put in, of kinds that it has, which correct nothing and tell nobody."""
    made: list[Entry] = []
    like = [each for each in record.entries if each.kind not in ("conflict.declared", "information.shared")]
    for number in range(random.randrange(1, 6) if like else 0):
        entry = random.choice(like)
        body: Any = entry.body
        if "agency" in entry.body.specs:
            body = replace(body, agency="police")
        when = random.choice(record.entries).recorded
        made.append(replace(entry, id=f"sealed{number}", body=body, agency="police", label="sealed", shared={}, replaces=None,
                            when=when, recorded=when, place=1000 + number))  # fmt: skip
    entries = sorted([*record.entries, *made], key=order_of_recording)
    return Chronology(
        entries, family=record.family, nation=record.nation, agencies=record.agencies, people=record.people
    )


# -- families of the caseloads


@pytest.mark.parametrize("seed", range(6))
def test_families_as_they_are_met_are_held_to_the_same(seed: int) -> None:
    """In families as they are met in practice, and in wild ones, what is seen sings of nothing that is hidden."""
    random = Random(seed)
    made = (lifelike_family if seed % 2 else wild_family)(random, size=60)
    record = _singing(made.record(), random)
    as_of = some_moment(record, random)
    for agency in record.agencies.values():
        viewer = access.Viewer("stranger", agency.key, agency.type, roles=frozenset({"service_manager", "duty_desk"}))
        seen = access.visible(viewer, "care", record, as_of)
        hidden = {f"song-{entry.place}-" for entry in record.entries if seen.of(entry) != "whole"}
        hidden -= {f"song-{entry.place}-" for entry in seen.whole}
        assert not [song for song in hidden if song in held(seen)]


def _singing(record: Chronology, random: Random) -> Chronology:
    entries = [
        replace(each, text=f"song-{each.place}-", label=random.choice(("ordinary", "ordinary", *LABELS)))
        for each in record.entries
    ]
    return Chronology(entries, nation=record.nation, agencies=record.agencies, people=record.people)


# -- said again, plainly


def _lets(record: Chronology, entry: Entry, agency: str) -> bool:
    """Whether a label lets an agency see, as the law says it: by its own entry, and by whoever told of it."""
    if entry.label == "ordinary":
        return True
    named = {entry.agency, *agencies_told(entry)}
    if entry.label == "restricted":
        named |= set(agencies_named(entry))
    for other in record.entries:
        told = (other.kind == "information.shared" and other.get("entries")) or ()
        if any(record.root(id) == record.root(entry.id) for id in told):
            named |= set(other.get("to"))
    if entry.shared is None and entry.replaces is not None:
        before = record.entry(entry.replaces)
        if LABELS.index(before.label) >= LABELS.index(entry.label):
            return agency in named or _lets(record, before, agency)
    return agency in named


def _touches(record: Chronology, entry: Entry, roots: set[str]) -> bool:
    """Whether an entry, a version of it, or what it speaks of, however far off, is one of these."""
    reached, waiting = {record.root(entry.id)}, [record.root(entry.id)]
    while waiting:
        for version in record.versions(waiting.pop()):
            said = [version.get("of"), *(version.get("entries") or () if version.kind == "information.shared" else ())]
            if version.kind == "finding.explained":
                said += version.get("finding").split(":")
            new = {record.root(id) for id in said if id and id in record} - reached
            reached |= new
            waiting.extend(new)
    return bool(reached & roots)


@cache
def _keys(kind: str) -> tuple[str, ...]:
    return tuple(access.sharing.KINDS[kind].agency_fields)


def _people(entry: Entry) -> set[str | None]:
    named = {*entry.people(), entry.source}
    return named | {entry.get("as")} if entry.kind in ("person.same", "person.not_same") else named


def _agencies(entry: Entry) -> set[str | None]:
    found = {entry.agency, entry.source}
    for attribute in _keys(entry.kind):
        value = getattr(entry.body, attribute)
        found.update((value,) if isinstance(value, str) else value or ())
    return found


def _named(text: str, what: str) -> set[str]:
    return set(re.findall(rf"{what}-of-([a-z0-9_]+)", text))


def _own(seen: access.Sight) -> str | None:
    return next(
        (key for key in seen.chronology().agencies if not any(key in _agencies(each) for each in seen.whole)), None
    )


def _glass(random: Random, as_of: Moment, chance: float = 0.5) -> access.Glass | None:
    return access.Glass(as_of, When.at(as_of).last, "a reason") if random.random() < chance else None
