"""Who looked, and who broke the glass."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.beginning import begins_a_record
from tests.journeys.person import Person

Someone = Callable[[str], Person]


def test_a_stranger_is_refused_breaks_the_glass_and_is_seen_to_have(someone: Someone) -> None:
    worker = someone("social.worker")
    begins_a_record(worker, "Wren", role="social worker")
    family = worker.page.url.removeprefix(worker.site)

    stranger = someone("housing.officer")
    stranger.opens(family).reads("You cannot open this family").does_not_read("Wren")
    stranger.presses("Open it in an emergency").fills("Why do you need to open it now?", "Too short")
    stranger.fills("Your password", "nightlight demo").presses("Open it, and tell them")
    stranger.reads("Say why you need to open it now").does_not_read("Wren")
    reason = f"A child cries next door and nobody opens ({worker.way})"
    stranger.fills("Why do you need to open it now?", reason).chooses("2 hours")
    stranger.fills("Your password", "nightlight demo").presses("Open it, and tell them")
    stranger.reads("You broke the glass to open this family", "Wren")

    worker.opens("/today").reads("Hattie Reed (housing officer) opened this family in an emergency")
    worker.opens(f"{family}looked").reads("broke the glass", reason)
    manager = someone("team.manager")
    manager.goes_to("Oversight").reads("To be reviewed by", reason)
    number = manager.page.locator("article", has_text=reason).get_by_role("link").get_attribute("href")
    assert number is not None
    manager.opens(number).presses("What they looked at").reads("broke the glass", "Hattie Reed", "was refused")
    manager.opens(number).fills("What did you find?", "It was right: nobody could be reached that night.")
    manager.presses("Write the review down").reads("Your review is written down", "Reviewed by")


def test_a_manager_reads_who_has_looked(someone: Someone) -> None:
    worker = someone("social.worker")
    begins_a_record(worker, "Linnet", role="social worker")
    family = worker.page.url.removeprefix(worker.site)
    someone("housing.officer").opens(family).reads("You cannot open this family")

    manager = someone("team.manager")
    manager.opens(family).unfolds("More").presses("Who has looked")
    manager.reads("Sam Fennel", "recorded something", "Hattie Reed", "was refused", "Toni Marram", "opened")
    manager.presses("Who can open it now").reads("Sam Fennel", "Nobody.")
