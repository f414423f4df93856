"""Ordinary words lead to the right kind; dates are read as people write them; the data files name only what there is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.entry import ENVELOPE
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.moments import When
from nightlight.web.recording.dates import CannotRead, read_date, read_time
from nightlight.web.recording.labels import all_labels, hint_of, kind_title, label_of
from nightlight.web.recording.layout import ASKED, data, field_for_thread, layout_of, next_kinds, shortcuts
from nightlight.web.recording.lexicon import kinds_for, read

TODAY = date(2026, 11, 21).toordinal()  # a Saturday

#: What people say, and the kind that they mean: it is among the first three.
SAID = """
bruise on his arm | injury.seen
there's a wee mark by her ear | injury.seen
scald on the tummy | injury.seen
bleeding from the mouth | injury.seen
fracure | injury.seen
she didn't turn up | contact.missed
DNA'd clinic again | contact.missed
nobody answered the door | contact.missed
they weren't in | contact.missed
baby wasn't brought to the appointment | contact.missed
mum won't let me in | contact.missed
can't get hold of her | contact.missed
999 call last night | contact.emergency
ambulance came | contact.emergency
took him to A and E | contact.emergency
police were called to a row | contact.emergency
dad drunk on the ward | incident
found asleep on the sofa with baby | incident
he threw a plate | incident
visitor was aggressive to staff | incident
baby stopped breathing | incident
left the baby alone in the car | incident
I'm worried about this baby | concern.raised
something doesn't feel right | concern.raised
anonymous caller says there is shouting | concern.raised
did a home visit | contact.made
rang mum today | contact.made
went round to see them | contact.made
house was filthy and no heating | home.seen
where baby sleeps at night | sleep.assessed
bedsharing every night | sleep.assessed
she has found a new partner | person.added
new boyfriend on the scene | person.added
how are they related | relation.stated
he has moved out | household.left
brother moved in with them | household.joined
got an eviction notice | housing.notice
they've moved to another area | area.moved
she's pregnant | pregnancy.known
booking appointment done | pregnancy.booked
due date has changed | pregnancy.due_changed
she miscarried | pregnancy.ended
baby born this morning | birth
she has started rolling over | milestone.reached
the baby has died | death
positive urine test | test.result
using drugs again | factor.noted
mental health is worse | factor.noted
a strength is the grandmother's help | protective.noted
says she is coping fine | self_report
asked her alone about domestic abuse | enquiry.made
child said daddy hits mummy | allegation.made
gave safer sleep advice | advice.given
explained our worries to the parents | concerns.explained
refused consent | agreement
needs an interpreter | need.noted
referral to social care | referral.made
referral has arrived with us | referral.received
decided no further action | referral.decided
passed it on to my manager | concern.passed
decided not to refer | concern.not_referred
strategy meeting was held | meeting.held
core group didn't happen | meeting.cancelled
inviting people to a conference | meeting.called
sent out the minutes | meeting.recorded
an action is finished | action.done
safety plan drawn up | plan.started
told housing about the plan | plan.told
stepping down to child in need | plan.stepped_down
section 47 started | section47.started
parenting assessment is finished | assessment.finished
letter before proceedings | legal.letter
interim care order | legal.ordered
placed in foster care | placement.started
admitted to hospital | stay.started
self-discharged against advice | stay.ended
I disagree with their decision | escalation.raised
something in the record is not true | challenge.raised
social worker is on sick leave | worker.absent
handover to the new worker | handover.given
new health visitor allocated | worker.assigned
closing our case | case.closed
police check on the partner | check.made
we don't know who the father is | question.open
not at school this week | attendance.noted
she is my cousin | conflict.declared
same person under two names | person.same
""".strip().splitlines()


@pytest.mark.parametrize("line", SAID)
def test_ordinary_words_lead_to_the_kind_among_the_first_three(line: str) -> None:
    said, _, kind = (part.strip() for part in line.partition("|"))
    assert kind in kinds_for(said)[:3], kinds_for(said)


def test_every_kind_is_found_first_by_its_own_title() -> None:
    for kind in KINDS:
        assert kind in kinds_for(kind_title(kind))[:3], kind


def test_every_kind_is_reached_by_a_line_of_the_lexicon_and_every_line_names_kinds() -> None:
    lines = read("words.toml")["words"]
    assert {kind for kinds in lines.values() for kind in kinds} == set(KINDS)
    for line, kinds in lines.items():
        assert set(kinds) & set(kinds_for(line)[:3]), line


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(text: str) -> None:
    assert set(kinds_for(text)) <= set(KINDS)


def test_what_fits_nothing_finds_nothing() -> None:
    assert kinds_for("xyzzy") == []
    assert kinds_for("") == []


# -- dates


@pytest.mark.parametrize(
    ("written", "iso", "about"),
    [
        ("27 March 2026", "2026-03-27", False),
        ("27th of march 2026", "2026-03-27", False),
        ("27/3/26", "2026-03-27", False),
        ("27.03.2026", "2026-03-27", False),
        ("2026-03-27", "2026-03-27", False),
        ("March 27, 2026", "2026-03-27", False),
        ("Sept 2025", "2025-09", False),
        ("3/2026", "2026-03", False),
        ("2024", "2024", False),
        ("about 3 May 2026", "2026-05-03", True),
        ("around March 2026", "2026-03", False),
        ("in March", "2026-03", False),
        ("27 march", "2026-03-27", False),
        ("25 December", "2025-12-25", False),
        ("today", "2026-11-21", False),
        ("Yesterday", "2026-11-20", False),
        ("last Tuesday", "2026-11-17", False),
        ("saturday", "2026-11-14", False),
        ("3 days ago", "2026-11-18", False),
        ("two weeks ago", "2026-11-07", False),
        ("a month ago", "2026-10-21", False),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, iso: str, about: bool) -> None:
    found = read_date(written, TODAY)
    assert (found.iso, found.about) == (iso, about)


def test_a_day_to_come_without_its_year_is_the_next_one() -> None:
    assert read_date("3 February", TODAY, past=False).iso == "2027-02-03"
    assert read_date("in 6 weeks", TODAY, past=False).iso == "2027-01-02"
    assert read_date("next monday", TODAY, past=False).iso == "2026-11-23"


@pytest.mark.parametrize(
    "written", ["", "soon", "31 February 2026", "13/13/2026", "1 Marble 2026", "5", "27 March 1026"]
)
def test_what_is_no_date_says_so(written: str) -> None:
    with pytest.raises(CannotRead):
        read_date(written, TODAY)


@given(st.text(max_size=30), st.booleans())
def test_whatever_is_written_is_a_date_of_the_record_or_is_said_to_be_none(text: str, past: bool) -> None:
    try:
        found = read_date(text, TODAY, past=past)
    except CannotRead:
        return
    assert When.read(found.iso).iso() == found.iso


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_in_words_is_read_back(day: date) -> None:
    assert read_date(When.on(day).says(), TODAY).iso == day.isoformat()


@pytest.mark.parametrize(
    ("written", "time"),
    [("23:05", "23:05"), ("11.05 pm", "23:05"), ("2305", "23:05"), ("9am", "09:00"), ("12 am", "00:00")],
)
def test_a_time_is_read_as_it_is_written(written: str, time: str) -> None:
    assert read_time(written) == time


@pytest.mark.parametrize("written", ["25:00", "13pm", "late", "7:75"])
def test_what_is_no_time_says_so(written: str) -> None:
    with pytest.raises(CannotRead):
        read_time(written)


# -- the data files


def test_every_line_of_the_labels_names_something_that_there_is() -> None:
    labels = all_labels()
    fields = {spec.name for kind in KINDS.values() for spec in kind.specs.values()} | set(ENVELOPE)
    for part in ("fields", "hints"):
        for line in labels[part]:
            assert line in fields or _is_field(line), line
    assert set(labels["kinds"]) <= set(KINDS)
    for line in labels["words"]:
        field, word = line.rsplit(".", 1)
        assert _has_word(field, word), line


def _is_field(line: str) -> bool:
    if line.startswith("of:"):
        return line[3:] in THREADS
    if line.startswith("envelope."):
        return line[9:] in ENVELOPE
    kind, _, field = line.rpartition(".")
    return kind in KINDS and (field in KINDS[kind].specs or field in ENVELOPE)


def _has_word(field: str, word: str) -> bool:
    kind, _, name = field.rpartition(".")
    made = [KINDS[kind]] if kind else KINDS.values()
    return any(name in each.specs and word in each.specs[name].words for each in made)


def test_every_form_asks_each_field_of_its_kind_once_and_says_what_it_asks() -> None:
    for kind, made in KINDS.items():
        layout = layout_of(kind)
        asked = [*layout.front, *layout.more, *layout.envelope]
        assert len(asked) == len(set(asked)), kind
        assert set(made.specs) <= set(asked), kind
        assert set(ASKED) - set(made.specs) <= set(asked), kind
        assert {"when", "text"} <= set(asked), kind
        assert all(not made.specs[name].optional for name in made.specs if name not in (*layout.front, *layout.more)), (
            kind
        )
        for spec in made.specs.values():
            assert label_of(kind, spec)[:1].isupper(), (kind, spec.name)
            assert "_" not in label_of(kind, spec) + hint_of(kind, spec)


def test_what_the_layout_names_is_there() -> None:
    for kind, form in data()["forms"].items():
        assert set(form.get("front", ())) | set(form.get("more", ())) <= set(KINDS[kind].specs) | set(ENVELOPE), kind
        assert set(form.get("next", ())) <= set(KINDS), kind
    for name in data()["nobody"]:
        kind, field = name.rsplit(".", 1)
        assert KINDS[kind].specs[field].many, name


def test_everybody_has_their_five_shortcuts_and_something_else() -> None:
    for type_ in AGENCY_TYPES:
        found = shortcuts(type_)
        assert len(found) == 5, type_
        assert {each.kind for each in found} <= set(KINDS)


def test_what_comes_next_names_the_thread_that_was_opened() -> None:
    assert field_for_thread("referral.made", "concern") == "concern"
    assert field_for_thread("injury.examined", "injury") == "of"
    for kind in KINDS:
        assert set(next_kinds(kind)) <= set(KINDS)
