"""A worry about a family that one does not work with."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.person import Person

Someone = Callable[[str], Person]


def came_of(officer: Person, whom: str) -> str:
    """What is said of one of the concerns that an officer raised."""
    return officer.page.get_by_role("article").filter(has_text=whom).inner_text()


def test_a_housing_officer_raises_a_concern_about_a_family_that_they_do_not_work_with_and_sees_it_received(
    someone: Someone,
) -> None:
    officer, desk = someone("housing.officer"), someone("duty.desk")
    whom = f"Marina Harbour, and the new baby, by way of the {officer.way} road"
    officer.goes_to("My families").presses("Raise a concern about another family")
    officer.fills("Whom is it about?", whom).fills(
        "What did you see or hear, and when?", "Shouting through the wall last night, and then no sound at all."
    )
    officer.fills("How can the duty desk reach you?", "extension 17, until five").presses("Send it to the duty desk")
    officer.reads("Your concern is with the duty desk", whom)
    assert "Received by" not in came_of(officer, whom)

    desk.opens("/concerns").presses(whom).reads("Shouting through the wall", "extension 17")
    officer.opens("/concerns")
    assert "Received by Dee Sorrel" in came_of(officer, whom)
    desk.fills("Name", "Marina Harbour").presses("Look").presses("Baby Harbour", nth=0)
    desk.chooses("Baby Harbour").presses("Place it here").reads("Placed in the family’s record")
    desk.fills("What are they told?", "The worker was told, and visits today.").presses("Send the answer")

    officer.opens("/concerns")
    assert "The worker was told, and visits today." in came_of(officer, whom)
    officer.opens("/families/harbour/").reads("You cannot open this family")
