"""What a review says of itself, each fact where it says it."""

from __future__ import annotations

import pytest

from tests.unit.structure_texts import item, reading, shaped


def _facts(text: str) -> dict[str, str]:
    return {fact.field: fact.value for fact in reversed(reading(text).facts)}


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("What we learnt from the Rapid Review about Baby Elm (a pseudonym):", "rapid_review", "Baby Elm"),
        ("LESSONS OF THE BABY A SERIOUS CASE REVIEW", "serious_case_review", "Baby A"),
        ("Local Child Safeguarding Practice Review: Child AC", "lcspr", "Child AC"),
        ("Concise Child Practice Review: Child 4", "child_practice_review", None),
        ("Learning Review - Baby Rowan", "learning_review", "Baby Rowan"),
        ("Significant Case Review: Child Q", "significant_case_review", "Child Q"),
        ("Case Management Review: Family B", "case_management_review", "Family B"),
        ("Thematic review of injuries to babies", "thematic_review", None),
        ("Adolygiad Ymarfer Plant: Babi D", "child_practice_review", "Babi D"),
        ("SERlOUS CASE REVIEW - CHILD K", "serious_case_review", "Child K"),
    ],
)
def test_a_title_says_the_kind_of_review_and_the_name(title: str, kind: str, name: str | None) -> None:
    found = _facts(f"{title}\n\nBackground\n\nThe baby was hurt in May. The family had moved.\n")

    assert found.get("review_type") == kind
    assert found.get("pseudonym") == name
    assert found["title"].startswith(title.split(" (")[0].rstrip(":"))


def test_the_facts_of_a_review_are_settled_and_keep_their_place() -> None:
    text = (
        "Rapid Review 9 Learning Briefing\n\nThe panel decided to commission a child safeguarding practice review\n\n"
        "Background\n\nFifteen agencies provided reports. The review was carried out in September 2022 after a "
        "serious incident notification. The baby was subject to a child in need plan and an Interim Care Order. A reflective "
        "learning meeting was held with a combined chronology and genogram.\n\nRecommendations\n\n- The East and West Elmshire "
        "Safeguarding Children Partnership to act.\n\nRecommendations to be reviewed by the Practice Subgroup\n\nPublished: 3 May 2023\n"
    )

    found = reading(text)

    assert {fact.field: fact.value for fact in found.facts} == {
        "title": "Rapid Review 9 Learning Briefing",
        "review_type": "rapid_review",
        "publisher": "East and West Elmshire Safeguarding Children Partnership",
        "review_date": "2022-09",
        "published": "2023-05-03",
        "decision": "commission_lcspr",
        "agency_count": "15",
        "method": "reflective_meeting+combined_chronology+genogram",
        "trigger": "serious_incident_notification",
        "plan_status": "child_in_need",
        "legal_status": "interim_care_order",
        "recommendation_forum": "Practice Subgroup",
    }
    spoken = {fact.field: text[fact.start : fact.end] for fact in found.facts}
    assert spoken["agency_count"].startswith("Fifteen agencies")
    assert spoken["review_date"] == "September 2022"


def test_a_decision_not_to_go_on_is_told_from_one_to_go_on() -> None:
    text = "Rapid review: Baby Elm\n\nBackground\n\nThe baby was hurt. The panel decided not to commission a further review.\n"

    assert _facts(text)["decision"] == "no_lcspr"


def test_particulars_in_a_table_are_facts() -> None:
    source = shaped(
        """
        # Learning summary: Baby Elm
        | Type of review | Rapid Review |
        | Date of review | June 2024 |
        | Agencies involved | Nine agencies |
        """
    )

    found = {fact.field: fact.value for fact in reading(source).facts}

    assert (found["review_type"], found["review_date"], found["agency_count"]) == ("rapid_review", "2024-06", "9")


def test_a_plain_mistake_has_its_correction_beside_it_and_stays_itself() -> None:
    text = (
        "Rapid review: Baby Elm\n\nLearning points\n\n- Pracitioners from Elmsworth should read the Reviev\n"
        "- Elmsworth nurses should practise with the doll\n"
    )

    wrong, right = item(text, "Prac"), item(text, "Elmsworth")

    assert wrong.text == "Pracitioners from Elmsworth should read the Reviev"
    assert wrong.corrected == "Practitioners from Elmsworth should read the Review"
    assert right.corrected is None


def test_a_text_that_was_cut_short_is_said_to_be() -> None:
    whole = "Rapid review: Baby Elm\n\nFindings\n\n" + "- The baby was not seen by the nurse.\n" * 6
    cut = whole + "- The father was known to the police and"
    unclosed = whole + "- The father was known to the police"

    assert reading(whole).notes == ()
    assert any("middle of a sentence" in note for note in reading(cut).notes)
    assert any("cut short" in note for note in reading(unclosed).notes)


@pytest.mark.parametrize(
    "phrase",
    [
        "Child Sexual Exploitation", "Child Trafficking Guardian", "Family Intervention Project", "Child Dental Neglect",
        "Baby Massage Class", "Child Psychiatric Unit", "Infant Feeding Coordinator",
    ],
)  # fmt: skip
def test_a_longer_phrase_that_begins_with_a_child_is_no_child_s_name(phrase: str) -> None:
    text = (
        f"Learning briefing\n\nKey findings\n\n- The {phrase} was not told of the birth.\n- Nobody rang the {phrase}.\n"
    )

    assert "pseudonym" not in _facts(text)
    assert _facts(f"{text}- Baby Coral was at home.\n")["pseudonym"] == "Baby Coral"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Learning briefing: Baby Elm Northmoor Partnership\n\nBaby Elm was at home.", "Baby Elm"),
        ("Learning briefing: Child Opal", "Child Opal"), ("Family Sterling moved twice.", "Family Sterling"),
        ("Rapid review: Child K3\n\nNobody asked.", "Child K3"), ("Baby Olive was born.", "Baby Olive"),
    ],
)  # fmt: skip
def test_a_name_that_stands_by_itself_is_one_whatever_its_ending(words: str, name: str) -> None:
    assert _facts(words)["pseudonym"] == name


_CASE = (
    "\n\nBackground\n\nThe baby was hurt in the spring. The family had moved twice.\n\nFindings\n\n"
    "- Nobody rang the father.\n- Nobody asked who was at home.\n"
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("This is about a baby we are calling Fern. Fern was seen once.", "Fern"),
        ("A little boy, whom I shall call Otis, died in June. Otis had two sisters.", "Otis"),
        ("Bramble (not his real name) lived with his aunt.", "Bramble"),
        ("Bramble is not his real name. His family chose it.", "Bramble"),
        ("The pseudonym Skye has been chosen by her parents.", "Skye"),
        ("The child (referred to as Skye throughout) was two years old. Skye had an aunt.", "Skye"),
        ("We use the name Otis for the child. Otis had been seen in May.", "Otis"),
        ("A girl, known here as Poppy, was taken to hospital. Nobody had asked about Poppy.", "Poppy"),
    ],
)  # fmt: skip
def test_a_name_that_is_declared_to_be_made_up_is_the_child_s(said: str, name: str) -> None:
    text = f"Learning briefing\n\nBackground\n\n{said}\n\nFindings\n\n- Nobody rang.\n"

    (fact,) = [each for each in reading(text).facts if each.field == "pseudonym"]

    assert (fact.value, text[fact.start : fact.end]) == (name, name)


@pytest.mark.parametrize(
    "said",
    [
        "Her mother, whom we call Anna, was 20. Anna was born in the north.",
        "The mother (Beth, not her real name) was 19. Beth was seen twice.",
        "The service is known as Lantern. Lantern was asked for help.",
        "Her twin Rowan was seen once, and her twin Rowan was well.",
        "Northmoor was chosen. Northmoor's parents were asked. Parents in Northmoor wrote to us.",
        "Anna and Ben were her parents. Ben was born in 1999. Ben lived with Anna. Ben's mother lived near.",
        "Who would I trust with a baby I love?",
        "The plan was for the baby\nEach worker began again.",
    ],
)
def test_a_name_of_somebody_or_something_else_is_not_the_child_s(said: str) -> None:
    assert "pseudonym" not in _facts(f"Learning briefing\n\nBackground\n\n{said}\n\nFindings\n\n- Nobody rang.\n")


@pytest.mark.parametrize(
    "title",
    ["Remembering Fern", "FERN: LEARNING FROM A RAPID REVIEW", "“Fern” – a safeguarding review", "Fern’s story"],
)
def test_a_name_that_stands_alone_in_the_title_is_the_child_s_where_the_text_tells_of_one(title: str) -> None:
    told = "Fern was seven weeks old when she died. Fern's mother lived in Northmoor. Northmoor was busy."
    rest = "\n\nFindings\n\n- Nobody asked about Fern.\n"

    assert _facts(f"{title}\n\nBackground\n\n{told}{rest}")["pseudonym"] == "Fern"
    assert "pseudonym" not in _facts(f"{title}\n\nBackground\n\nThe moor was busy and fern grew on it.{rest}")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Issue 12 - Mar 2023", "published", "2023-03"),
        ("Elmshire SCP • October 2022", "published", "2022-10"),
        ("Version 2 | 14/06/2024", "published", "2024-06-14"),
        ("Edition 3, Summer 2024", "published", "2024"),
        ("Elmshire Safeguarding Children Partnership | 2024", "published", "2024"),
        ("Learning from a rapid review     May 2022", "published", "2022-05"),
        ("Rapid Review – March 2021", "review_date", "2021-03"),
        ("Date of rapid review meeting: 12 February 2025", "review_date", "2025-02-12"),
    ],
)
def test_a_line_at_the_head_that_is_no_sentence_dates_the_review(line: str, field: str, value: str) -> None:
    text = f"Learning briefing: Baby Elm\n\n{line}{_CASE}"

    (fact,) = [each for each in reading(text).facts if each.field in ("published", "review_date")]

    assert (fact.field, fact.value) == (field, value)
    assert text[fact.start : fact.end] in line


@pytest.mark.parametrize(
    "line",
    [
        "Baby Elm, born March 2021", "Period under review: April 2021 to May 2022", "Date of death: 3 May 2021",
        "Review date: May 2026",
        "Next review: May 2026", "Learning from incidents in June 2022", "Neglect Strategy, 2024",
        "Children Act 1989", "Annual figures 2022–2023",
    ],
)  # fmt: skip
def test_the_date_of_something_else_at_the_head_dates_no_review(line: str) -> None:
    found = _facts(f"Learning briefing: Baby Elm\n\n{line}{_CASE}")

    assert not {"published", "review_date"} & found.keys()


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "Elmshire Safeguarding Children Partnership\n\nFern: your questions answered",
            "Fern: your questions answered",
        ),
        (
            "Practitioner Briefing – Child K\nLearning from a rapid review     May 2022",
            "Practitioner Briefing – Child K",
        ),
    ],
)
def test_a_line_that_says_only_who_or_when_is_not_the_title_where_one_beside_it_names_the_review(
    head: str, title: str
) -> None:
    assert _facts(head + _CASE)["title"] == title


@pytest.mark.parametrize("head", ["Elmshire Safeguarding Children Partnership", "Rapid review, May 2023"])
def test_no_title_is_told_where_nothing_but_who_or_when_stands_at_the_head(head: str) -> None:
    assert "title" not in _facts(f"{head}\n\nIntroduction: why we looked{_CASE}")


@pytest.mark.parametrize("kind", ["Thematic review of injuries", "Multi-agency audit of bruises"])
def test_a_child_of_whom_a_review_of_many_tells_does_not_give_it_its_name(kind: str) -> None:
    told = "Otis was six weeks old. Otis's parents were young. Otis died at home."

    assert "pseudonym" not in _facts(f"{kind}\n\nBackground\n\n{told}\n\nFindings\n\n- Nobody rang.\n")
    assert _facts(f"A learning briefing\n\nBackground\n\n{told}\n\nFindings\n\n- Nobody rang.\n")["pseudonym"] == "Otis"


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("Northmoor NHS Foundation Trust\n\nLearning from a death", "Northmoor NHS Foundation Trust"),
        ("The Standing Panel on Infant Deaths\n\nLearning from a death", "The Standing Panel on Infant Deaths"),
        ("LEARNING FROM A DEATH\n\nElmshire and Northmoor LSCP | May 2024", "Elmshire and Northmoor LSCP"),
        ("Bwrdd Diogelu Plant Glan Afon\n\nLearning from a death", "Bwrdd Diogelu Plant Glan Afon"),
    ],
)
def test_a_body_that_a_line_at_the_head_names_is_the_publisher(head: str, publisher: str) -> None:
    assert _facts(head + _CASE)["publisher"] == publisher


def test_a_body_that_a_sentence_names_is_no_publisher() -> None:
    found = _facts(f"Learning from a death\n\nFather was known to Northmoor Trust{_CASE}")

    assert not {"publisher", "publisher_hint"} & found.keys()


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("Reports were received from nine agencies.", "9"), ("It drew on information from 11 agencies.", "11"),
        ("We met with ten agencies around the table.", "10"), ("We heard from the seven services that knew her.", "7"),
        ("The review was carried out by six agencies.", "6"),
        ("Agencies taking part: Police, Health, Housing and Probation", "4"),
    ],
)  # fmt: skip
def test_the_agencies_that_a_review_heard_are_counted(said: str, count: str) -> None:
    text = f"Learning briefing: Baby Elm\n\n{said}{_CASE}"

    assert _facts(text)["agency_count"] == count


@pytest.mark.parametrize(
    "said",
    [
        "The family moved between four agencies.",
        "Information from two agencies was lost.",
        "Services involved: Police, Health and Social Care, Housing",
    ],
)
def test_agencies_that_are_not_counted_as_heard_are_no_fact(said: str) -> None:
    assert "agency_count" not in _facts(f"Learning briefing: Baby Elm\n\nBackground\n\n{said}{_CASE}")


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ("The panel agreed that a local child safeguarding practice review was not needed.", "no_lcspr"),
        ("It was concluded that a further review was not warranted.", "no_lcspr"),
        ("A rapid review took place and the decision was that an LCSPR would add little.", "no_lcspr"),
        ("The partners agreed that there was little to be gained from an LCSPR.", "no_lcspr"),
        (
            "The panel decided that a local child safeguarding practice review should be carried out.",
            "commission_lcspr",
        ),
        ("The chair decided that the criteria for a serious case review were met.", "commission_serious_case_review"),
        ("It was agreed that the review would look at two years.", None),
        ("The panel decided that the review should include the father.", None),
        ("The team decided not to carry out CPR.", None),
        ("It was decided that a child protection review conference would not be held.", None),
    ],
)
def test_a_decision_is_told_where_a_sentence_says_yes_or_no_to_a_review(said: str, decision: str | None) -> None:
    text = f"Learning briefing: Baby Elm\n\nBackground\n\nThe baby was hurt in the spring. {said}\n\nFindings\n\n- Nobody rang.\n"

    assert _facts(text).get("decision") == decision


def test_a_group_that_oversees_reviews_names_no_kind_of_review() -> None:
    text = f"Baby Elm\n\nReported to the Case Review Group in June.{_CASE}\n\nThis was a rapid review.\n"

    assert _facts(text)["review_type"] == "rapid_review"
    assert "review_type" not in _facts(text.replace("rapid review", "talk"))
