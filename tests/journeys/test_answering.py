"""A question is answered in one of three ways."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.beginning import begins_a_record, in_days, says
from tests.journeys.person import Person

Someone = Callable[[str], Person]
ASKED = "Who holds this baby tonight?"


@pytest.fixture
def asked(someone: Someone, request: pytest.FixtureRequest) -> Person:
    """A midwife who is asked something of a family of this journey's own, at what she has just recorded."""
    midwife = someone("midwife")
    first = request.node.originalname.rsplit("_", 1)[-1].capitalize()
    mother = begins_a_record(midwife, first)
    midwife.presses("Record something", nth=1).presses("I am worried about something")
    midwife.chooses(re.compile(f"^{mother}")).fills("What are you worried about?", "Nobody has food in the flat.")
    midwife.chooses("Another day, or about then").fills("On which day", says(in_days(-21)))
    midwife.presses("Record this").reads("Urgent: was due", ASKED)
    return midwife


def test_a_worker_answers_done(asked: Person) -> None:
    asked.presses(re.compile("^Done: record it")).chooses(re.compile("^A referral is made")).fills(
        "When did it happen?", says(in_days(-20))
    )
    asked.presses("Continue to the form").reads("This may answer")
    asked.unfolds("Another agency").chooses("Children’s social care", "To whom?").presses("Check before you record")
    asked.presses("Record this").reads("What it answers")
    asked.presses("What needs an answer").does_not_read(ASKED)


def test_a_worker_answers_not_needed(asked: Person) -> None:
    asked.presses(re.compile("^Not needed, because")).presses("Record that it is not needed")
    asked.reads("Say why it is not needed").fills("Why is it not needed?", "Another worry of the same day holds it.")
    asked.presses("Record that it is not needed").reads("Another worry of the same day holds it.")
    asked.presses("What needs an answer").does_not_read(ASKED)


def test_a_worker_answers_not_yet(asked: Person) -> None:
    day = in_days(10)
    asked.presses(re.compile("^Not yet, until")).fills("Until when?", "in ten days")
    asked.fills("What does it wait for?", "The visit of the health visitor; her mother stays with them until then.")
    asked.presses("Record that it waits").reads(says(day), "It is asked again the day after")
