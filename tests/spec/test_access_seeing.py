"""Who may see what: the agency's remit, a live relationship, and the label of the entry.

Deny by default. A person sees an entry where all three let them: their agency knows it, they themselves have a live
relationship to the family, and every label that binds the entry lets their agency see it. What they may not see leaves
no trace in what they are shown.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from nightlight.chronology.record import Chronology
from tests.access.looking import ALLOCATED, held, sees, sees_as, sight, stubs, told, told_by, viewer
from tests.spec.notation import record

# -- remit, relationship, label


def test_all_three_must_let_a_person_see() -> None:
    """60. A person sees an entry where their agency knows it, they have a live relationship, and its label lets them."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: known, about: baby, shared: [social_care]
        2025-03-04 | midwifery | concern.raised | id: not_known, about: baby, shared: [gp]
        2025-03-04 | midwifery | concern.raised | id: restricted, about: baby, label: restricted, shared: [gp]
    """
    )
    assert sees(family, viewer()) == ["w1", "known"]
    assert sees(family, viewer("social_care", "somebody else")) == []
    assert sees(family, viewer("housing", "worker")) == []
    assert (sees_as(family, viewer(), "not_known"), stubs(family, viewer())) == ("hidden", ["midwifery"])


def test_what_is_ordinary_and_not_known_is_no_stub() -> None:
    """60. An ordinary entry that the agency does not know is not there at all: nobody is told to call for it."""
    family = record(ALLOCATED + "2025-03-04 | police | concern.raised | id: c1, about: baby, shared: [gp]")
    assert (sees_as(family, viewer(), "c1"), stubs(family, viewer())) == ("hidden", [])


def test_nothing_is_shown_where_nothing_lets_a_person_see() -> None:
    """60. Deny by default: without a relationship there is no entry, person, agency, stub or finding."""
    family = record(ALLOCATED + "2025-03-04 | gp | concern.raised | id: c1, about: baby, label: restricted")
    nothing = sight(family, viewer("social_care", "somebody else"))
    assert (nothing.allowed, nothing.whole, nothing.stubs, nothing.relations) == (False, (), (), ())
    assert (nothing.chronology().people, nothing.chronology().agencies, told(nothing, 1)) == ({}, {}, False)
    assert nothing.of(family.chronology.entry("w1")) == "hidden"


def test_an_account_of_another_type_is_not_of_the_agency() -> None:
    """60. An account whose agency is of another type than the agency of that key in the record sees nothing."""
    family = record(ALLOCATED)
    assert sees(family, replace(viewer(), agency_type="social_care")) == ["w1"]
    assert sees(family, replace(viewer(), agency_type="housing")) == []


def test_what_is_recorded_later_is_not_yet_there() -> None:
    """60. What was recorded after the moment of the request is not there."""
    family = record(ALLOCATED + "2025-05-01 | social_care | concern.raised | id: c1, about: baby")
    assert sees(family, viewer(), "2025-04-30") == ["w1"]
    assert sees(family, viewer(), "2025-05-01") == ["w1", "c1"]


def test_an_agency_may_know_an_entry_and_not_its_correction() -> None:
    """61. *Remit*: each version by itself; an agency may know an entry and not its correction."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: first, about: baby, shared: [social_care]
        2025-03-05 | midwifery | concern.raised | id: second, about: baby, replaces: first, shared: [gp]
        2025-03-06 | midwifery | concern.raised | id: third, about: baby, replaces: second, shared: [social_care]
    """
    )
    seen = sight(family, viewer())
    assert sees(family, viewer()) == ["w1", "first", "third"]
    assert [entry.replaces for entry in seen.whole if entry.id == "third"] == ["first"]


def test_a_new_member_sees_from_the_day_on_which_it_joins() -> None:
    """61. *Remit*: a new member of the team sees from the day on which it joins, and what it is told of from before."""
    family = record("""
        2025-03-03 | midwifery   | concern.raised     | id: before, about: baby
        2025-03-04 | midwifery   | concern.raised     | id: chosen, about: baby
        2025-04-01 | social_care | worker.assigned    | id: w1, worker: a social worker, role: social_worker, sign_in: worker
        2025-04-02 | midwifery   | concern.raised     | id: after, about: baby
        2025-04-08 | midwifery   | information.shared | to: social_care, what: a summary, entries: chosen
    """)
    assert sees(family, viewer(), "2025-04-07") == ["w1", "after"]
    assert sees(family, viewer(), "2025-04-08") == ["chosen", "w1", "after"]


def test_an_agency_does_not_see_that_something_is_withheld_from_it() -> None:
    """61. *Remit*: an agency from which something is withheld does not see that, unless it is told by name."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | information.withheld | id: quiet, from: social_care, reason: she asked for it
        2025-03-04 | midwifery | information.withheld | id: open, from: social_care, reason: she asked for it
        | shared: [social_care]
        2025-03-04 | midwifery | information.withheld | id: of_others, from: housing, reason: she asked for it
    """
    )
    assert sees(family, viewer()) == ["w1", "open", "of_others"]
    family = record(
        ALLOCATED + "2025-03-04 | police | information.withheld | from: social_care, reason: a, label: restricted"
    )
    assert stubs(family, viewer()) == []


# -- restricted


def test_a_restricted_entry_is_seen_by_those_whom_it_names() -> None:
    """62. *Restricted*: the recorder, the agencies that the entry's own fields name, and those in its `shared` see it."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | social_care | concern.raised | id: own, about: baby, label: restricted, shared: {}
        2025-03-04 | midwifery   | referral.made  | id: named, to: social_care, label: restricted
        2025-03-04 | midwifery   | concern.raised | id: shared, about: baby, label: restricted, shared: [social_care]
        2025-03-04 | midwifery   | concern.raised | id: team, about: baby, label: restricted
        2025-03-04 | midwifery   | information.withheld | id: against, from: social_care, reason: safety, label: restricted
    """
    )
    assert sees(family, viewer()) == ["w1", "own", "named", "shared"]
    assert sees_as(family, viewer(), "team") == "stub"


def test_others_are_told_that_something_exists_and_whom_to_call() -> None:
    """62. *Restricted*: others with a relationship see one stub for each agency: whom to call, and nothing more."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: c1, about: father, label: restricted, shared: {}
        2025-03-05 | midwifery | concern.raised | id: c2, about: father, label: restricted, shared: [gp]
        2025-03-06 | police    | concern.raised | id: c3, about: father, label: restricted, shared: [gp]
    """
    )
    seen = sight(family, viewer())
    assert stubs(family, viewer()) == ["midwifery", "police"]
    assert seen.stubs[1].says() == "Something more is recorded by the police; call them."
    assert not {"c1", "c2", "c3", "father", "concern"} & set(held(seen).replace("'", " ").replace(".", " ").split())


def test_who_is_told_of_a_restricted_entry_sees_it() -> None:
    """62. *Restricted*: those see it who are told by `information.shared`, where whoever tells may see it."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised     | id: c1, about: baby, label: restricted, shared: [gp]
        2025-03-05 | gp        | information.shared | id: told, to: social_care, what: the worry, entries: c1
        2025-03-06 | midwifery | concern.raised     | id: c2, about: baby, label: restricted, shared: [gp]
        2025-03-07 | police    | information.shared | id: guessed, to: social_care, what: the worry, entries: c2
        2025-03-06 | midwifery | concern.raised     | id: c3, about: baby, label: restricted
        2025-03-07 | midwifery | information.shared | id: quiet, to: social_care, what: the worry, entries: c3, label: sealed
    """
    )
    assert sees(family, viewer()) == ["w1", "c1", "told"]
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised     | id: c1, about: baby, label: restricted
        2025-03-05 | midwifery | information.shared | id: told, to: social_care, what: the worry, entries: c1
    """
    )
    assert [sees_as(family, viewer(), "c1", day) for day in ("2025-03-04", "2025-03-05")] == ["stub", "whole"]


# -- sealed


SEALED = """
    2025-03-04 | domestic_abuse_service | contact.made    | id: s1, with: grandmother, mode: phone, label: sealed
    2025-03-05 | domestic_abuse_service | person.added    | id: hidden, name: a hidden name, role: relative, label: sealed
    2025-03-06 | domestic_abuse_service | concern.raised  | id: s2, about: baby, label: sealed, shared: [police]
    2025-03-07 | domestic_abuse_service | referral.made   | id: s3, to: housing, label: sealed
    2025-03-08 | domestic_abuse_service | worker.left     | id: s4, of: w1, label: sealed
"""
OPEN = """
    2025-03-09 | social_care | concern.raised | id: c1, about: baby
    2025-03-10 | midwifery   | concern.raised | id: c2, about: baby, label: restricted
"""


def test_a_sealed_entry_is_seen_by_the_recorder_and_those_with_whom_it_is_shared_by_name() -> None:
    """63. *Sealed*: only the recorder and those in its `shared` see it; to be named in its other fields is not enough."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | social_care | concern.raised | id: own, about: baby, label: sealed
        2025-03-04 | midwifery   | concern.raised | id: shared, about: baby, label: sealed, shared: [social_care]
        2025-03-04 | midwifery   | concern.raised | id: team, about: baby, label: sealed
        2025-03-04 | midwifery   | referral.made  | id: named, to: social_care, label: sealed
    """
    )
    assert sees(family, viewer()) == ["w1", "own", "shared"]
    assert [sees_as(family, viewer(), id) for id in ("team", "named")] == ["hidden", "hidden"]


@pytest.mark.parametrize("agency", ["social_care", "housing", "midwifery"])
def test_what_is_sealed_cannot_be_told_from_what_is_absent(agency: str) -> None:
    """63. *Sealed*: for all others everything is as if it were not there: entries, people, agencies, stubs, relationships."""
    roles = ("practitioner", "service_manager", "duty_desk", "safeguarding_lead", "chair")
    sealed, absent = (sight(record(ALLOCATED + more + OPEN), viewer(agency, "worker", *roles)) for more in (SEALED, ""))
    assert [entry.id for entry in sealed.whole] == [entry.id for entry in absent.whole]
    assert sealed.relations == absent.relations
    assert (sealed.why, sealed.stubs) == (absent.why, absent.stubs)
    assert sealed.chronology().people == absent.chronology().people
    assert sealed.chronology().agencies == absent.chronology().agencies
    assert [sealed.number(entry) for entry in sealed.whole] == [absent.number(entry) for entry in absent.whole]


def test_a_seal_is_not_betrayed_by_who_knows_what_came_after() -> None:
    """63. *Sealed*: who was in the team, and so knows what came after, is worked out without what is sealed."""
    family = record("""
        2025-03-04 | police      | referral.made   | id: s1, to: housing, label: sealed
        2025-03-05 | social_care | concern.raised  | id: c1, about: baby
        2025-04-01 | housing     | worker.assigned | id: w2, worker: an officer, role: housing, sign_in: officer
    """)
    assert sees(family, viewer("housing", "officer")) == ["w2"]


# -- what a label binds


def test_the_label_of_a_correction_governs_every_version() -> None:
    """64. The label that a correction sets governs every version: nobody sees the old words of what is now closed."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: c1, about: baby
        2025-03-04 | midwifery | concern.raised | id: c2, about: baby
        2025-03-05 | midwifery | concern.raised | id: c1b, about: baby, replaces: c1, label: sealed
        2025-03-05 | midwifery | concern.raised | id: c2b, about: baby, replaces: c2, label: restricted
    """
    )
    assert [sees_as(family, viewer(), id) for id in ("c1", "c1b", "c2", "c2b")] == ["hidden", "hidden", "stub", "stub"]


def test_turning_back_does_not_open_what_was_closed_later() -> None:
    """64. A label set later than the moment governs too: turning back opens nothing."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: c1, about: baby
        2025-05-05 | midwifery | concern.raised | id: c1b, about: baby, replaces: c1, label: sealed
    """
    )
    assert sees(family, viewer(), "2025-04-01") == ["w1"]


def test_what_is_opened_again_is_open_from_then_on() -> None:
    """64. A correction that opens a sealed entry opens what it says itself, and not the words that were sealed."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: c1, about: father, label: sealed
        2025-03-05 | midwifery | concern.raised | id: c2, about: baby, replaces: c1, shared: [social_care]
        2025-03-06 | midwifery | concern.weighed | id: c3, of: c1, decision: to wait, shared: [social_care]
    """
    )
    seen = sight(family, viewer())
    assert [(entry.id, entry.replaces) for entry in seen.whole] == [("w1", None), ("c2", None)]


def test_who_knew_an_entry_while_it_was_open_is_not_named_once_it_is_closed() -> None:
    """64. Who is named for an open entry is not named for the correction that closes it; for a closed one they are."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised | id: open, about: baby, shared: [social_care]
        2025-03-05 | midwifery | concern.raised | id: closed, about: baby, replaces: open, label: sealed
        2025-03-04 | midwifery | concern.raised | id: held, about: baby, label: sealed, shared: [social_care]
        2025-03-05 | midwifery | concern.raised | id: corrected, about: baby, replaces: held, label: sealed
    """
    )
    assert sees(family, viewer()) == ["w1", "held", "corrected"]


@pytest.mark.parametrize(("label", "seen"), [("sealed", "hidden"), ("restricted", "stub")])
def test_a_quotation_inherits_the_label(label: str, seen: str) -> None:
    """64. What belongs to a thread, tells of an entry or explains a finding is held as closely as what it speaks of."""
    family = record(
        ALLOCATED
        + f"""
        2025-03-04 | midwifery | concern.raised     | id: c1, about: baby, label: {label}, shared: {{}}
        2025-03-05 | midwifery | concern.weighed    | id: weighed, of: c1, decision: to wait
        2025-03-05 | gp        | information.shared | id: telling, to: social_care, what: a worry, entries: c1
        2025-03-05 | midwifery | finding.explained  | id: explained, finding: 'concern-weighed:c1', reason: it was weighed
    """
    )
    assert {id: sees_as(family, viewer(), id) for id in ("weighed", "telling", "explained")} == {
        "weighed": seen,
        "telling": seen,
        "explained": seen,
    }


def test_a_correction_that_belongs_to_a_sealed_thread_closes_what_it_corrects() -> None:
    """64. A correction that moves an entry into a closed thread closes every version of it."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised  | id: open, about: baby
        2025-03-04 | midwifery | concern.raised  | id: closed, about: baby, label: sealed
        2025-03-05 | midwifery | concern.weighed | id: v1, of: open, decision: to wait
        2025-03-06 | midwifery | concern.weighed | id: v2, of: closed, decision: to wait, replaces: v1
    """
    )
    assert sees(family, viewer()) == ["w1", "open"]


def test_what_belongs_to_a_thread_that_was_closed_later_is_closed_with_it() -> None:
    """64. What belongs to a thread is held by the label that a correction of its opener set, and by that which it had."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised  | id: c1, about: baby
        2025-03-05 | midwifery | concern.weighed | id: v1, of: c1, decision: to wait
        2025-03-06 | midwifery | concern.raised  | id: c1b, about: baby, replaces: c1, label: sealed
        2025-03-04 | midwifery | concern.raised  | id: c2, about: baby, label: sealed
        2025-03-05 | midwifery | concern.weighed | id: v2, of: c2, decision: to wait, shared: [social_care]
        2025-03-06 | midwifery | concern.raised  | id: c2b, about: baby, replaces: c2, shared: [social_care]
    """
    )
    assert sees(family, viewer()) == ["w1", "c2b"]


# -- the redacted record


def test_what_explains_a_finding_that_is_not_seen_is_not_seen() -> None:
    """65. What explains a finding is seen where the entry after which the finding is named is seen."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised    | id: gone, about: baby, shared: [gp]
        2025-03-04 | midwifery | concern.raised    | id: seen, about: baby
        2025-03-05 | midwifery | finding.explained | id: x1, finding: 'concern-weighed:gone', reason: it was weighed
        2025-03-05 | midwifery | finding.explained | id: x2, finding: 'concern-weighed:seen:mother', reason: it was weighed
    """
    )
    assert sees(family, viewer()) == ["w1", "seen", "x2"]


def test_what_is_gone_leaves_no_name_behind() -> None:
    """65. A field that named an entry which is not seen names its first version that is, or nothing."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | concern.raised   | id: gone, about: baby, shared: [gp]
        2025-03-05 | midwifery | referral.made    | id: r1, to: social_care, concern: gone
        2025-03-06 | midwifery | concern.weighed  | id: c2, of: gone, decision: to wait, shared: [social_care]
        2025-03-07 | midwifery | concern.answered | id: c3, of: gone, told: a landlord, shared: [social_care]
        2025-03-08 | midwifery | concern.passed   | id: unseen-3, of: gone, to: a nurse, shared: [social_care]
        2025-03-09 | midwifery | section47.concluded | id: c5, of: s47, outcome: help, shared: [social_care]
        2025-03-08 | midwifery | section47.started | id: s47, children: baby, shared: [gp]
        2025-03-08 | midwifery | decision.made    | id: c4, of: m1, what: to wait, cites: [gone, r1], shared: [social_care]
        2025-03-08 | midwifery | meeting.called   | id: m1, type: network, date: 2025-03-08, invited: [gp], shared: [gp]
    """
    )
    seen = sight(family, viewer())
    assert "gone" not in held(seen)
    assert seen.chronology().entry("unseen-3").get("of") == "unseen-1"
    threads = {id: seen.chronology().entry(id).get("of") for id in ("c2", "c3", "c5", "c4")}
    assert threads == {"c2": "unseen-1", "c3": "unseen-1", "c5": "unseen-2", "c4": "unseen-4"}
    assert seen.chronology().entry("r1").get("concern") is None
    assert seen.chronology().entry("c4").get("cites") == ("r1",)


def test_only_those_whom_the_seen_entries_name_are_there() -> None:
    """65. The redacted record has only the people and agencies whom the entries seen name; sharing names nobody."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp     | concern.raised | id: gone, about: grandmother, shared: {}
        2025-03-05 | social_care | contact.made | id: c1, with: mother, mode: phone, shared: [gp, police], source: father
        2025-03-06 | social_care | referral.made | id: r1, to: housing, shared: {}
    """
    )
    seen = sight(family, viewer())
    assert list(seen.chronology().people) == ["mother", "father"]
    assert sorted(seen.chronology().agencies) == ["housing", "social_care"]
    assert seen.chronology().entry("c1").shared == {}


def test_a_source_that_was_written_under_a_sign_in_is_words_and_tells_of_nobody() -> None:
    """65. Whoever guesses the key of somebody whom they do not see learns no name by naming them as a source, nor does anybody else."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | contact.made | id: gone, with: father, mode: phone, shared: {}
        2025-03-05 | social_care | contact.made | id: c1, with: mother, mode: phone, source: father, account: worker, shared: [midwifery]
        2025-03-05 | midwifery   | worker.assigned | id: w2, worker: a midwife, role: midwife, sign_in: midwife, shared: {}
    """
    )
    assert list(sight(family, viewer()).chronology().people) == ["mother"]
    others = sight(family, viewer("midwifery", "midwife")).chronology().people
    assert family.chronology.people["father"].role is not None
    assert [(key, each.role) for key, each in others.items() if key != "mother"] == [("father", None)]


def test_an_agency_that_ones_own_alone_has_named_is_spoken_of_from_then_on() -> None:
    """65. Whoever names an agency at a guess learns nothing of what was shared with it before; another's word is enough for all time."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery   | contact.made  | id: before, with: mother, mode: phone, shared: [social_care, housing, police, gp]
        2025-03-05 | social_care | referral.made | id: guess, to: housing, shared: [midwifery]
        2025-03-06 | midwifery   | contact.made  | id: after, with: mother, mode: phone, shared: [social_care, housing, police, gp]
        2025-03-07 | midwifery   | referral.made | id: said, to: police, shared: [social_care]
    """
    )
    seen = sight(family, viewer()).chronology()
    assert sorted(seen.entry("before").shared or ()) == ["police", "social_care"]
    assert sorted(seen.entry("after").shared or ()) == ["housing", "police", "social_care"]


def test_what_is_declared_of_a_person_goes_with_the_entry_that_declares_it() -> None:
    """65. Of somebody whom an entry added that is not seen, the record has the key and nothing more."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery   | person.added | id: sealed, name: a sealed name, role: relative, label: sealed
        2025-03-04 | midwifery   | person.added | id: renamed, name: an old name, role: relative
        2025-03-05 | midwifery   | person.added | id: renamed2, name: a new name, role: carer, replaces: renamed, shared: [gp]
        2025-03-06 | social_care | contact.made | id: c1, with: [sealed, renamed], mode: phone
    """
    )
    people = dict(family.chronology.people) | {
        "renamed": replace(family.chronology.people["renamed"], name="a new name")
    }
    kept = family.chronology
    live = Chronology(kept.entries, agencies=kept.agencies, people=people)
    seen = sight(live, viewer()).chronology().people
    assert (seen["sealed"].name, seen["sealed"].role) == (None, None)
    assert (seen["renamed"].name, seen["renamed"].role) == ("an old name", "relative")


def test_ids_places_and_times_stay() -> None:
    """65. Ids, places and recorded times stay; a page shows the number of an entry, which has no gaps."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | concern.raised | id: c1, about: baby, shared: {}
        2025-03-05 | social_care | concern.raised | id: c2, about: baby, recorded: 2025-03-08
    """
    )
    seen = sight(family, viewer())
    assert [(each.id, each.place, each.recorded.iso()) for each in seen.whole] == [
        ("w1", 1, "2025-03-03"),
        ("c2", 3, "2025-03-08"),
    ]
    assert [seen.number(each) for each in seen.whole] == [1, 2]


def test_what_is_written_may_name_only_what_is_seen() -> None:
    """65. An entry that is about to be saved must name nothing that its writer does not see."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | plan.started      | id: p1, type: safety, children: sibling, shared: {}
        2025-03-05 | social_care | plan.acknowledged | id: guessed, of: p1, by_agency: social_care, about: [sibling, mother]
        2025-03-05 | social_care | contact.made      | id: c1, with: mother, mode: phone
        2025-03-05 | social_care | information.shared | id: telling, to: gp, what: a call, entries: [c1, p1]
    """
    )
    before = [each for each in family.chronology.entries if each.id not in ("guessed", "telling")]
    kept = family.chronology
    seen = sight(Chronology(before, agencies=kept.agencies, people=kept.people), viewer())
    assert seen.unseen(kept.entry("guessed")) == ("p1", "sibling")
    assert seen.unseen(kept.entry("telling")) == ("p1",)
    assert seen.unseen(kept.entry("c1")) == ()


def test_nobody_is_said_to_be_the_same_as_somebody_who_is_not_seen() -> None:
    """65. A link between two people names both, so that its writer must see both."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | observation     | id: gone, person: grandmother, what: tired, shared: {}
        2025-03-05 | social_care | contact.made    | id: c1, with: mother, mode: phone, about: [sibling]
        2025-03-05 | social_care | person.not_same | id: guessed, person: mother, as: grandmother, basis: a guess
        2025-03-05 | social_care | person.same     | id: link, person: mother, as: sibling, basis: a slip
    """
    )
    kept = family.chronology
    before = [each for each in kept.entries if each.id not in ("guessed", "link")]
    seen = sight(Chronology(before, agencies=kept.agencies, people=kept.people), viewer())
    assert seen.unseen(kept.entry("guessed")) == ("grandmother",)
    assert seen.unseen(kept.entry("link")) == ()


def test_what_an_entry_would_tell_an_agency_of_is_known_before_it_is_saved() -> None:
    """73. What broken glass shows is not kept: what an entry would open to an agency beyond itself can be asked."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | contact.made       | id: c1, with: mother, mode: phone, shared: {}
        2025-03-04 | gp          | contact.made       | id: c2, with: mother, mode: phone, shared: [social_care]
        2025-03-05 | social_care | information.shared | id: telling, to: [social_care], what: a call, entries: [c1, c2]
        2025-03-05 | social_care | contact.made       | id: c3, with: mother, mode: phone
    """
    )
    kept = family.chronology
    before = Chronology(
        [each for each in kept.entries if each.id not in ("telling", "c3")], agencies=kept.agencies, people=kept.people
    )
    assert told_by(before, kept.entry("telling"), "social_care") == {"c1"}
    assert told_by(before, kept.entry("c3"), "social_care") == set()


def test_days_of_birth_that_are_not_seen_are_left_out_where_dates_are_reckoned() -> None:
    """74. Where the viewer does not see when a baby is due or was born, dates are as they would stand without that."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | pregnancy.known       | id: p1, mother: mother, child: baby, due: 2025-09-01, shared: [social_care]
        2025-03-05 | midwifery | contact.made          | id: c1, with: mother, mode: phone, shared: [gp]
        2025-03-05 | midwifery | contact.made          | id: c2, with: mother, mode: phone, label: restricted, shared: [gp]
    """
    )
    assert sight(family, viewer()).without_unseen_days_of_birth is None
    scan = record(
        ALLOCATED
        + """
        2025-03-04 | midwifery | pregnancy.known       | id: p1, mother: mother, child: baby, due: 2025-09-01, shared: [social_care]
        2025-03-05 | midwifery | pregnancy.due_changed | id: p2, child: baby, due: 2025-09-20, shared: [gp]
        2025-03-05 | midwifery | contact.made          | id: c1, with: mother, mode: phone, shared: [gp]
        2025-03-05 | midwifery | contact.made          | id: c2, with: mother, mode: phone, label: restricted, shared: [gp]
    """
    )
    without = sight(scan, viewer()).without_unseen_days_of_birth
    assert without is not None
    assert [each.id for each in without.entries] == ["w1", "p1", "c1"]


# -- findings


def test_a_finding_is_shown_to_those_who_see_all_that_it_rests_on() -> None:
    """29, 74. A finding is shown only to those who see every entry that it rests on; one that rests on nothing, to nobody."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | concern.raised | id: c1, about: baby, shared: {}
        2025-03-05 | social_care | concern.raised | id: c2, about: baby
    """
    )
    seen = sight(family, viewer())
    assert (told(seen, 1, 3), told(seen, 3)) == (True, True)
    assert (told(seen, 1, 2), told(seen, 2), told(seen, 4), told(seen)) == (False, False, False, False)


def test_a_finding_is_not_shown_where_it_names_somebody_whom_nothing_that_is_seen_names() -> None:
    """74. A finding about the baby of whom all know, and about a man or an agency whom only a sealed entry names."""
    family = record(
        ALLOCATED
        + """
        2025-03-04 | gp          | person.added | id: man, name: x, role: father, label: sealed, shared: {}
        2025-03-05 | housing     | observation  | person: baby, what: x, label: sealed, shared: {}
        2025-03-06 | social_care | observation  | person: baby, what: x
    """
    )
    seen = sight(family, viewer())
    assert seen.finding((1,), ("baby", "social_care"))
    assert not seen.finding((1,), ("baby", "man"))
    assert not seen.finding((1,), ("baby", "housing"))
    assert seen.finding((1,), ("a word of the rule",))


def test_what_stands_for_a_later_date_under_shared_does_not_hide_a_finding() -> None:
    """74. What a later date under `shared` stands for has the place of its entry, and hides no finding that rests on it."""
    family = record("""
        2025-03-04 | midwifery   | worker.assigned | id: w1, worker: a midwife, role: midwife, sign_in: midwife
        2025-03-05 | social_care | contact.made    | with: mother, mode: phone, shared: {midwifery: true, gp: 2025-04-01}
    """)
    seen = sight(family, viewer("midwifery", "midwife"))
    assert [entry.place for entry in seen.whole] == [1, 2]
    assert told(seen, 2)
