"""Where one thing goes wrong in a well-run family, the safeguards of that thing warn, and no other does."""

from __future__ import annotations

from functools import cache

import pytest

from nightlight.cases import breaks, broken_family, families
from nightlight.chronology.moments import When
from nightlight.chronology.problems import Unreadable
from nightlight.exchange.yaml_text import read_yaml
from nightlight.replay.breaks import Break, broken, missed, read_breaks, stray
from nightlight.replay.case import Case
from nightlight.rules.pack import pack
from nightlight.safeguards.finding import Finding
from tests.cases import WELL_RUN, gone_through, in_words, last_recording

BREAKS = {each.id: each for each in breaks()}
#: A few of them, each on another family in turn, so that a mistake shows before the long tests do.
SAMPLE = [(name, WELL_RUN[place % len(WELL_RUN)]) for place, name in enumerate([*BREAKS][::10])]


@cache
def said_when_broken(name: str, family: str) -> tuple[list[Finding], list[Finding]]:
    """What is said at the end, and what was warned of at any time."""
    case = broken_family(family, BREAKS[name])
    watch, warned = gone_through(pack().safeguards, case.chronology, last_recording(case))
    return watch.findings(), warned


def assert_it_shows(name: str, family: str) -> None:
    at_the_end, on_the_way = said_when_broken(name, family)
    assert not missed(BREAKS[name], at_the_end), f"{family}: {BREAKS[name].what}"
    strays = stray(BREAKS[name], [*on_the_way, *at_the_end])
    assert not [in_words(each) for each in strays], f"{family}: {BREAKS[name].what}"


# -- the thirty


def test_there_are_thirty() -> None:
    assert len(BREAKS) == 30


def test_they_name_safeguards_of_the_pack() -> None:
    known = {rule.id for rule in pack().safeguards}
    named = {safeguard for each in BREAKS.values() for safeguard in (*each.warns, *each.also)}
    assert not named - known


def test_they_reach_most_of_what_is_watched() -> None:
    reached = {safeguard for each in BREAKS.values() for safeguard in each.warns}
    assert len(reached) >= 30
    assert len({pack()[safeguard].system for safeguard in reached}) >= 20


def test_few_other_safeguards_are_let_off() -> None:
    assert all(len(each.also) <= 2 for each in BREAKS.values())


@pytest.mark.parametrize("family", WELL_RUN)
def test_each_fits_each_family_and_changes_it(family: str) -> None:
    (well_run,) = (case for case in families() if case.name == family)
    for each in BREAKS.values():
        case = broken_family(family, each)
        assert case.chronology.entries != well_run.chronology.entries, each.id


@pytest.mark.long
@pytest.mark.parametrize(("name", "family"), SAMPLE)
def test_a_break_shows_and_nothing_else_does(name: str, family: str) -> None:
    assert_it_shows(name, family)


@pytest.mark.long
@pytest.mark.parametrize("name", BREAKS)
def test_each_break_shows_in_each_family_and_nothing_else_does(name: str) -> None:
    for family in WELL_RUN:
        assert_it_shows(name, family)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name, each in BREAKS.items() if each.also])
def test_whatever_may_warn_with_it_does_so_somewhere(name: str) -> None:
    """`also` lets a safeguard off only where it is needed."""
    found = [finding for family in WELL_RUN for finding in said_when_broken(name, family)[0]]
    warned = {finding.safeguard.id for finding in found if finding.warned is not None}
    assert {*BREAKS[name].also} <= warned


# -- reading them

FAMILY = """
case: small
agencies: {social_care: {type: social_care}, police: {type: police}}
people: {mother: {role: mother}, baby: {role: unborn}}
entries:
  - {kind: pregnancy.known, id: known, when: 2025-01-06, agency: social_care, mother: mother, child: baby,
     due: 2025-08-01}
  - {kind: meeting.called, id: called, when: 2025-02-03T09:30, recorded: 2025-02-04, agency: social_care,
     type: core_group, date: 2025-02-10, invited: [police], mode: online}
  - {kind: meeting.held, id: held, of: called, when: 2025-02-10, agency: social_care, present: [social_care, police]}
  - {kind: contact.made, id: vague, when: 2025-02, agency: social_care, with: [mother], mode: phone}
expect:
  - {system: core, what: Nothing recorded, before: 2025-08-01}
"""
NEW = "kind: contact.missed, id: new, agency: police, with: [mother], reason: no_access"


def one(edits: str) -> Break:
    text = f"- {{id: one, what: Something goes wrong., warns: [core-group-held], also: [], edits: {edits}}}"
    (found,) = read_breaks(read_yaml(text))
    return found


def after(edits: str) -> Case:
    return broken(read_yaml(FAMILY), one(edits), "small.yaml")


def problems_of(text: str) -> str:
    with pytest.raises(Unreadable) as wrong:
        read_breaks(read_yaml(text), "breaks.yaml")
    return str(wrong.value)


def test_what_is_removed_was_never_made() -> None:
    assert [each.id for each in after("{remove: [held, vague]}").chronology.entries] == ["known", "called"]


def test_what_is_removed_takes_with_it_what_the_source_says() -> None:
    """The places of the entries are no longer those that the source meant."""
    assert after("{remove: [vague]}").expect == ()


def test_later_moves_all_of_its_times_and_keeps_the_hour() -> None:
    called = after("{later: {called: 3}}").chronology.entry("called")
    assert called.when == When.read("2025-02-06T09:30")
    assert called.recorded == When.read("2025-02-07")


def test_set_changes_a_field_and_null_takes_it_out() -> None:
    case = after("{set: {held: {present: [social_care]}, called: {mode: null}}}")
    assert case.chronology.entry("held").get("present") == ("social_care",)
    assert case.chronology.entry("called").get("mode") is None


def test_added_entries_are_dated_from_another() -> None:
    case = after(f"{{add: [{{when: {{after: held, days: -2}}, {NEW}}}]}}")
    assert case.chronology.entry("new").when == When.read("2025-02-08")


def test_a_break_that_does_not_fit_says_so() -> None:
    with pytest.raises(Unreadable, match=r"small\.yaml: break one: .*no entry with the id 'helt'; did you mean 'held'"):
        after("{remove: [helt]}")
    with pytest.raises(Unreadable, match="no entry with the id 'caled'"):
        after(f"{{add: [{{when: {{after: caled, days: 1}}, {NEW}}}]}}")


def test_an_entry_without_a_day_cannot_come_some_days_later() -> None:
    with pytest.raises(Unreadable, match="'2025-02' is no day"):
        after("{later: {vague: 2}}")


def test_what_is_left_must_hold_together() -> None:
    with pytest.raises(Unreadable, match="there is no thread 'called'"):
        after("{remove: [called]}")


def test_every_mistake_in_a_list_of_breaks_is_told() -> None:
    said = problems_of(
        """
- {id: one, what: Something., warns: [], edits: {remove: [a]}}
- {id: one, what: Something., warns: [x], also: [x], edits: {removed: [a]}}
- {id: two, warns: [x], edits: {}}
- {id: three, what: Something., warns: [x], edits: {later: {a: soon}, set: {a: 3}, add: {a: 3}}}
- words
"""
    )
    for part in (
        "breaks.yaml:2: break one, warns: name a safeguard",
        "break 2, id: the id 'one' stands twice",
        "break one, also: 'x' must warn",
        "break one, removed: there is no field 'removed' here; did you mean 'remove'?",
        "break two, what: say in one sentence",
        "break two, edits: say what is otherwise",
        "break three, later: 'soon' is no whole number of days",
        "break three, set: say which fields of 'a'",
        "break three, add: list the new entries",
        "break 5: a break has",
    ):
        assert part in said


def test_a_list_is_needed() -> None:
    assert "list the breaks" in problems_of("id: one")
