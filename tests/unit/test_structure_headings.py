"""What a heading opens, what it takes from the section around it, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.unit.structure_texts import item, items, reading, shaped

_TITLE = "Learning from the rapid review about Baby Elm\n\n"


def _sections(source: str) -> list[tuple[str, str]]:
    return [(each.canonical, each.heading) for each in reading(source).sections]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What happened", "case_fact"),
        ("Findings", "finding"),
        ("Good practice", "strength"),
        ("Areas for improvement", "area_for_development"),
        ("What made it harder", "complicating_factor"),
        ("National themes", "theme_national"),
        ("Key themes", "theme_local"),
        ("Lessons learnt", "learning_point"),
        ("So what?", "practice_implication"),
        ("Recommendations", "recommendation"),
        ("Reflective questions", "question"),
        ("What you can do", "action_now"),
        ("Further reading", "resource"),
        ("One thing to remember", "one_thing"),
    ],
)
@pytest.mark.parametrize("look", ["{0}", "{0}:", "## {0}", "**{0}**", "{0}\n-------", "3. {0}"])
def test_a_heading_in_any_look_gives_its_entries_their_kind(heading: str, kind: str, look: str) -> None:
    text = _TITLE + look.format(heading) + "\n\n- The plan named a box that was not there\n- The visits came late"

    found = items(text)

    assert found == [(kind, "The plan named a box that was not there"), (kind, "The visits came late")]


def test_a_heading_on_the_line_of_its_text_is_no_part_of_the_item() -> None:
    text = _TITLE + "Learning: Visit when the father is at home.\n\nGood practice: The nurse rang him at work."

    found = items(text)

    assert found == [
        ("learning_point", "Visit when the father is at home."),
        ("strength", "The nurse rang him at work."),
    ]


def test_a_bold_heading_may_end_with_a_full_stop_on_the_line_of_its_text() -> None:
    text = _TITLE + "**What worked well.** The nurse rang him at work.\n\n**Think.** Who rings the father?"

    found = items(text)

    assert found == [("strength", "The nurse rang him at work."), ("question", "Who rings the father?")]


def test_headings_say_whom_they_address_and_subheadings_say_it_anew() -> None:
    source = shaped(
        """
        # Learning summary: Baby Elm
        ## Key learning for practitioners
        * See the baby awake.
        ### Managers
        * Read two records a month.
        """
    )

    found = {each.norm: each.audience for each in reading(source).items}

    assert found == {"See the baby awake.": ("practitioners",), "Read two records a month.": ("managers",)}


def test_a_note_on_whom_the_lessons_are_for_holds_for_each_of_them() -> None:
    text = _TITLE + "LESSONS LEARNED\n\nThese lessons are for ALL agencies\n\n1. See the baby.\n\n2. Ask the father."

    found = [(str(each.kind), each.audience) for each in reading(text).items]

    assert found == [
        ("scope_note", ()),
        ("learning_point", ("all_agencies",)),
        ("learning_point", ("all_agencies",)),
    ]


def test_a_subheading_of_any_words_keeps_the_section_of_its_level() -> None:
    source = shaped(
        """
        # Case review: Baby Elm
        ## Recommendations
        ### Safer sleep
        1. The Trust should give each family a sleep plan.
        ## A day in June
        Elm was carried to the car. Nobody saw who drove.
        """
    )

    found = [(str(each.kind), each.section) for each in reading(source).items]

    assert found == [("recommendation", "recommendations"), ("case_fact", "other"), ("case_fact", "other")]


def test_seven_minute_numbers_are_headings_and_numbers_of_entries_are_not() -> None:
    text = (
        "7 Minute Briefing: Baby Elm\n"
        "1. What happened?\nElm was hurt. Elm is well now.\n"
        "2. The wider picture\nThere were four such cases in a year.\n"
        "3. Recommendations\n1. The Trust to see each father.\n2. The Council to count the visits.\n"
        "4. Think\nWho sees the father?\n"
    )

    found = reading(text)

    assert [(str(each.kind), each.number) for each in found.items if each.kind.value == "recommendation"] == [
        ("recommendation", "1"),
        ("recommendation", "2"),
    ]
    assert [each.heading for each in found.sections][1:] == [
        "What happened?",
        "The wider picture",
        "Recommendations",
        "Think",
    ]


def test_a_sentence_with_the_word_is_no_heading() -> None:
    text = _TITLE + "Background\n\nThe recommendations of 2019 had not been met\nThe baby was born in May."

    found = _sections(text)

    assert [canonical for canonical, _ in found] == ["title", "introduction"]


def test_what_a_review_is_for_stands_apart_from_what_happened() -> None:
    text = _TITLE + (
        "The purpose of a rapid review is to learn. It is not to blame anybody.\n\n"
        "Introduction\n\nElm was born in May. Elm was hurt in June."
    )

    found = items(text)

    assert [kind for kind, _ in found] == ["boilerplate", "case_fact", "case_fact"]


def test_findings_told_as_a_story_before_their_list_are_what_happened() -> None:
    text = _TITLE + (
        "Key findings:\n"
        "This briefing summarises what is known of Elm, who was hurt. The family had moved twice.\n"
        "In short the issues found were:\n"
        "· The move was not known\n· The father was not seen\n"
    )

    found = [kind for kind, _ in items(text)]

    assert found == ["case_fact", "case_fact", "finding", "finding"]


def test_a_line_that_leads_to_a_list_says_what_the_list_is() -> None:
    text = _TITLE + (
        "What happened\n\nElm was hurt.\n\nThe review identified the following areas of good practice:\n\n- A nurse rang.\n\n"
        "Practitioners should:\n\n- ring the father\n- write it down\n\nIt is recommended that:\n\n- the Trust pays for it\n"
    )

    found = [kind for kind, _ in items(text)]

    assert found == ["case_fact", "strength", "learning_point", "learning_point", "recommendation"]


def test_a_list_of_the_documents_own_headings_is_set_aside() -> None:
    text = _TITLE + "Contents\n- What happened\n- Findings\n\nWhat happened\n\nElm was hurt. Elm is well."

    found = reading(text)

    assert [str(each.kind) for each in found.items] == ["case_fact", "case_fact"]
    assert [each.text for each in found.tray] == ["What happened", "Findings"]


def test_every_page_s_own_lines_are_set_aside() -> None:
    page = "Elmshire Safeguarding Children Partnership          Page {0} of 3\n"
    text = (
        _TITLE
        + page.format(1)
        + "Findings\n\n- The move was not known.\n"
        + page.format(2)
        + "- He was not seen.\n"
        + page.format(3)
    )

    found = reading(text)

    assert [each.norm for each in found.items] == ["The move was not known.", "He was not seen."]
    assert len(found.tray) == 3


def test_an_entry_tells_its_own_kind_where_no_heading_does() -> None:
    source = shaped(
        """
        # Learning review: Baby Elm
        ## Elm's cot
        * The partnership should seek assurance that cots are looked at.
        * Have you looked at the cot?
        * The cot was not seen, and this was a missed opportunity.
        * Ask to see the cot.
        * Good practice: a nurse asked to see the cot.
        """
    )

    found = [str(each.kind) for each in reading(source).items]

    assert found == ["recommendation", "question", "finding", "learning_point", "strength"]


def test_who_is_to_do_it_is_named_where_the_entry_names_somebody() -> None:
    text = _TITLE + (
        "Recommendations\n\n- Acute Trust to review its records.\n- There is a need to review the records.\n"
        "- The Elmshire Council and the police should agree a form.\n- Further promotion of the campaign to reach fathers.\n"
    )

    found = [each.owner for each in reading(text).items]

    assert found == ["Acute Trust", None, "The Elmshire Council and the police", None]


def test_who_follows_the_recommendations_up_is_said_of_each() -> None:
    text = _TITLE + (
        "Recommendations\n\n- Acute Trust to review its records.\n\n"
        "The recommendations will be monitored by the Elmshire Practice Subgroup\n"
    )

    found = [(str(each.kind), each.forum) for each in reading(text).items]

    assert found == [
        ("recommendation", "Elmshire Practice Subgroup"),
        ("recommendation_governance", "Elmshire Practice Subgroup"),
    ]


def test_an_address_is_one_contact_and_a_person_s_is_marked() -> None:
    text = _TITLE + (
        "Contact\n\nMade Up\nPolicy Officer\nemail: made.up@elmshire.example\ntelephone: 01632 960000\n\n"
        "business.unit@elmshire.example\n"
    )

    found = [(str(each.kind), each.personal) for each in reading(text).items]

    assert found == [("contact", True), ("contact", False)]


def test_please_share_is_for_now_and_a_link_is_to_read_wherever_they_stand() -> None:
    text = _TITLE + (
        "What you can do\n\n- Ring the father.\n\n[The protocol](#)\n\nPlease share this page with your team.\n"
    )

    assert item(text, "The protocol").kind.value == "resource"
    assert item(text, "Please share").kind.value == "action_now"
    assert item(text, "Ring").kind.value == "action_now"
