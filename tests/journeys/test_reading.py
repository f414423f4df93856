"""Reading a record: at another time, through another agency's eyes, and to learn from it."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.beginning import in_days, says
from tests.journeys.person import Person

Someone = Callable[[str], Person]


def test_a_social_worker_opens_the_family_as_it_was_known_to_the_police_on_a_day(someone: Someone) -> None:
    worker = someone("social.worker")
    worker.presses("Baby Harbour").reads("days old").presses("Chronology").presses("Newest first")
    worker.reads("A stay in hospital begins")
    day = in_days(-14)
    worker.unfolds("Look at another day").fills("Day", str(day.day)).fills("Month", str(day.month))
    worker.fills("Year", str(day.year)).selects("As known to", "Police").presses("Show")
    worker.reads(f"as it stood on {says(day)}", "as known to Police").does_not_read("A stay in hospital begins")
    worker.presses("The family").reads("as known to Police", "unborn", "What was recorded later is not shown")
    worker.does_not_read("days old", "Record something")
    worker.presses("Go back to now").reads("days old", "The record as it stands now")


def test_a_newcomer_sees_what_went_wrong_in_a_review_in_three_clicks(someone: Someone) -> None:
    newcomer = someone("")
    newcomer.opens("/sign-in/login/").fills("Your sign-in", "policy.officer").fills("Password", "nightlight demo")
    newcomer.presses("Sign in")
    newcomer.presses("Baby A: a referral without a worker for four and a half months")
    newcomer.presses("See what went wrong, day by day")
    newcomer.reads("Chronology", "a person would have been warned")
