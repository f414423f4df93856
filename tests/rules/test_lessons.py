"""Each check of the lessons register is watched and shown; each safeguard speaks in histories not written for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nightlight.cases import breaks, broken_family, families, reviews
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, When
from nightlight.chronology.problems import Unreadable
from nightlight.chronology.record import Chronology
from nightlight.cli.app import every_command
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.case import Case
from nightlight.replay.examples import case_of
from nightlight.rules.lessons import read_register, register
from nightlight.rules.pack import pack
from nightlight.safeguards.reads import kinds_read
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import Safeguard
from tests.cases import WELL_RUN, gone_through
from tests.each import for_each

REGISTER = register()
RULES = pack().safeguards
#: The register that ours was made from lies beside the project where the project is worked on.
SHARED = Path(__file__).parents[3] / "shared" / "lessons.yaml"


# -- the register


def test_it_has_every_lesson_of_the_five_reviews() -> None:
    assert len(REGISTER.lessons) == 148
    assert len(REGISTER.checks) == 88
    assert len({lesson.source for lesson in REGISTER.lessons}) == 5


@for_each(REGISTER.checks)
def test_a_check_is_watched_and_shown_or_has_a_reason_and_never_both(check: str) -> None:
    cited = [rule.id for rule in RULES if check in rule.lessons]
    shown = [rule.id for rule in RULES for example in rule.examples if check in example.checks]
    if check in REGISTER.unwatched:
        assert not cited
        assert not shown
    else:
        assert cited, "no safeguard names it, and no reason says why not"
        assert set(cited) == set(shown), "a safeguard that names it has an example for it, and no other has"


@for_each(RULES, lambda rule: rule.id)
def test_what_a_safeguard_names_is_in_the_register(rule: Safeguard) -> None:
    assert set(rule.lessons) <= REGISTER.names


def test_a_part_that_is_not_looked_at_belongs_to_a_check_that_is_watched() -> None:
    cited = {name for rule in RULES for name in rule.lessons}
    assert set(REGISTER.partly) <= cited


def test_a_lesson_has_a_check_or_another_place() -> None:
    assert [lesson.id for lesson in REGISTER.lessons if not lesson.checks and not lesson.places] == []


def test_the_commands_that_show_a_lesson_are_there() -> None:
    commands = {info.name or getattr(info.callback, "__name__", "") for info in every_command().registered_commands}
    named = {place.command for lesson in REGISTER.lessons for place in lesson.places if place.command}
    assert named
    assert named <= commands


@pytest.mark.skipif(not SHARED.is_file(), reason="the register that ours was made from is not beside this checkout")
def test_it_agrees_with_the_register_that_it_was_made_from() -> None:
    theirs = {each["id"]: each for each in read_yaml(SHARED.read_text(encoding="utf-8"), SHARED.name)["lessons"]}
    assert [lesson.id for lesson in REGISTER.lessons] == list(theirs)
    for lesson in REGISTER.lessons:
        their = theirs[lesson.id]
        assert (lesson.source, lesson.kind, lesson.system) == (their["source"], their["kind"], their["system"])
        told = [each.partition(": ") for each in their["does"]]
        assert [check.says for check in lesson.checks] == [says for sort, _, says in told if sort == "check"]
        assert [(place.sort, place.says) for place in lesson.places] == [
            (sort, says) for sort, _, says in told if sort != "check"
        ]


def test_every_mistake_in_a_register_is_told() -> None:
    with pytest.raises(Unreadable) as wrong:
        read_register(
            """
            unwatched = [{ check = "AC-01/2", reason = "" }]
            [[lesson]]
            id = "ALEX-01"
            source = "AC"
            kind = "gaps"
            system = "sleep"
            says = "Something."
            checks = ["it is done"]
            colour = "red"
            places = [{ record = "a word", kinds = ["birht"] }, { picture = "a page" }]
            """
        )
    said = str(wrong.value)
    for part in (
        "lesson 1, colour: there is no key 'colour'",
        "lesson 1, id: ALEX-01 is none of AC",
        "lesson 1, kind: 'gaps' is not known; did you mean 'gap'?",
        "'birht' is no kind of entry; did you mean 'birth'?",
        "a place is one of record, flow, view, output",
        "unwatched 1, check: 'AC-01/2' is not known; did you mean",
        "unwatched 1, reason: write reason in words",
    ):
        assert part in said


# -- safeguards speak in histories that were not written for them


def said_of(rules: Iterable[Safeguard], record: Chronology, as_of: Moment) -> set[str]:
    """The safeguards that warned of a record at some time up to a moment, whether or not it still stands then."""
    return {finding.safeguard.id for finding in gone_through(rules, record, as_of)[1]}


def with_entries(record: Chronology, entries: Iterable[Entry]) -> Chronology:
    """A record of the same family with other entries."""
    return Chronology(
        list(entries), family=record.family, nation=record.nation, agencies=record.agencies, people=record.people
    )


def last_moment(case: Case) -> Moment:
    """The end of the day on which a case is looked at: that of the harm, or of the last recording."""
    last = case.harm.when if case.harm is not None else case.chronology.last_recorded()
    assert last is not None
    return last.last


def otherwise(record: Chronology) -> Iterator[tuple[str, str, Chronology]]:
    """A record with everything of one kind otherwise: the kind, what is otherwise, and the record.

    Nobody recorded it; or all of it came four weeks later; or it was told to nobody. No rule is looked at for this.
    """
    for kind in sorted({entry.kind for entry in record.entries}):
        named = {entry.id for entry in record.entries if entry.kind == kind}
        without = [each for each in record.entries if not named & {each.id, each.of, each.replaces}]
        yield kind, "left out", with_entries(record, without)
        yield kind, "late", with_entries(record, [_late(each) if each.id in named else each for each in record.entries])
        hidden = [replace(each, shared={}) if each.id in named else each for each in record.entries]
        yield kind, "told to nobody", with_entries(record, hidden)


def _late(entry: Entry) -> Entry:
    return replace(entry, when=_four_weeks_after(entry.when), recorded=_four_weeks_after(entry.recorded), noted=None)


def _four_weeks_after(when: When) -> When:
    return When.on(when.last_day + 28)


def test_a_history_that_is_otherwise_differs_only_there() -> None:
    (case,) = (case for case in families() if case.name == "ordinary")
    changed = {(kind, how): record for kind, how, record in otherwise(case.chronology)}
    visits = [entry for entry in case.chronology.entries if entry.kind == "contact.made"]
    assert len(visits) > 2
    assert not [each for each in changed["contact.made", "left out"].entries if each.kind == "contact.made"]
    later = [each for each in changed["contact.made", "late"].entries if each.kind == "contact.made"]
    assert sorted(each.when.day for each in later) == sorted(each.when.last_day + 28 for each in visits)
    others = [each for each in case.chronology.entries if each.kind != "contact.made"]
    assert [each for each in changed["contact.made", "late"].entries if each.kind != "contact.made"] == others


def test_a_warning_that_a_birth_ends_has_been_given_all_the_same() -> None:
    """The police were asked about each man four weeks late; at the birth another clock took the place of the first."""
    (case,) = (case for case in families() if case.name == "family-heath")
    (late,) = (record for kind, how, record in otherwise(case.chronology) if (kind, how) == ("check.made", "late"))
    (rule,) = (rule for rule in RULES if rule.id == "carer-checked")
    watch, warned = gone_through([rule], late, last_moment(case))
    assert {(finding.member, finding.state) for finding in warned} == {("uncle", "overdue"), ("former", "overdue")}
    assert not [finding.id for finding in watch.findings() if finding.warned is not None]


@pytest.mark.long
def test_a_safeguard_speaks_in_two_histories_not_written_for_it_or_says_why_not() -> None:
    """The reviews, the well-run families with one thing gone wrong, the worked examples of other safeguards, and the
    cases with one kind of entry otherwise."""
    speaks: dict[str, set[str]] = defaultdict(set)
    left = {rule.id: rule for rule in RULES}

    def count(name: str, warned: set[str]) -> None:
        for each in warned:
            speaks[each].add(name)
            if len(speaks[each]) >= 2:
                left.pop(each, None)

    for case in reviews():
        count(case.name, said_of(RULES, case.chronology, last_moment(case)))
    for each in breaks():
        for family in WELL_RUN:
            asked = [rule for rule in left.values() if rule.id in (*each.warns, *each.also)]
            broken = broken_family(family, each)
            count(f"{family}, {each.id}", said_of(asked, broken.chronology, last_moment(broken)) if asked else set())
    for rule in RULES:
        for example in rule.examples:
            others = [each for each in left.values() if each.id != rule.id]
            record, as_of = case_of(rule, example).chronology, When.read(example.as_of).last
            count(f"{rule.id}: {example.name}", said_of(others, record, as_of))
    explained = {rule.id for rule in RULES if rule.fires_in}
    assert not explained - set(left), "these speak in two histories by now: take their `fires_in` away"
    for case in (*families(), *reviews()):
        for kind, how, record in otherwise(case.chronology):
            asked = [
                rule
                for id, rule in left.items()
                if id not in explained and not reads_findings(rule) and kind in kinds_read(rule)
            ]
            if asked:
                count(f"{case.name}, {kind} {how}", said_of(asked, record, last_moment(case)))
    assert sorted(set(left) - explained) == []
