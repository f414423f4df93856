"""Drawings and their tables, and the page of parts."""

from __future__ import annotations

import re
from collections.abc import Callable

from nightlight.web.ui.parts_shown import parts
from tests.journeys.person import Person

Someone = Callable[[str], Person]


def test_a_social_worker_looks_at_the_family_tree_without_its_ties_and_at_the_same_as_a_table(
    someone: Someone,
) -> None:
    worker = someone("social.worker")
    worker.opens("/families/brook/").unfolds("More").presses("Family tree").reads("Baby Brook", "How ties are")
    worker.presses("Leave out how ties are").reads("The family tree as a table, without how ties are")
    assert worker.page.url.endswith("?ties=no#drawing")
    worker.presses("The same as a table")
    assert worker.page.url.endswith("#drawing-table")
    assert worker.page.locator("#drawing-table").bounding_box()["y"] < 400
    worker.presses(re.compile("^Bryony Brook$")).reads("mother")
    assert "/people/" in worker.page.url


def test_somebody_is_moved_aside_on_the_family_tree_and_put_back(someone: Someone) -> None:
    worker = someone("midwife")
    worker.opens("/families/brook/tree").unfolds("Move people")
    worker.presses("Move").reads("There is a problem", "Choose a person", "Choose where to")
    worker.page.get_by_label("Who", exact=True).select_option(label="Bryony Brook")
    worker.chooses("A little to the right").presses("Move").reads("Bryony Brook moved right")
    worker.unfolds("Move people").presses("Put everybody back").does_not_read("Bryony Brook moved right")


def test_a_wide_drawing_scrolls_by_itself_and_is_reached_by_keyboard(someone: Someone) -> None:
    worker = someone("social.worker")
    worker.opens("/families/marsh/around").reads("Who is around them, as a table")
    frame = worker.page.locator(".nl-drawing__scroll")
    assert frame.get_attribute("tabindex") == "0"
    assert frame.evaluate("each => each.scrollWidth > each.clientWidth")
    frame.focus()
    worker.page.keyboard.press("ArrowRight")
    worker.page.wait_for_timeout(400)
    assert frame.evaluate("each => each.scrollLeft") > 0


def test_a_newcomer_finds_every_part_on_one_page(someone: Someone) -> None:
    newcomer = someone("health.visitor")
    newcomer.opens("/parts").reads(*(each.name for each in parts()))
    newcomer.unfolds(re.compile("How to call it: facts")).reads('{% from "parts/parts.html" import facts %}')


def test_anybody_reads_what_works_for_whom_without_signing_in(someone: Someone) -> None:
    someone("").opens("/accessibility").reads("What does not work well yet", "Tell us")
