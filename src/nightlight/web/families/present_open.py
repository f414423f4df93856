"""What is open in a family: questions, concerns that nobody has weighed, actions that nobody has closed."""

from __future__ import annotations

from dataclasses import dataclass

from nightlight.documents.entry_words import agency_name
from nightlight.picture.family import Family
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.store.queries import SeenFamily


@dataclass(frozen=True)
class Matter:
    """An open matter: what it is, and beside it who holds it and since when. `late`: its day has passed."""

    words: str
    beside: str
    late: bool = False


def open_matters(seen: SeenFamily, told: Family) -> tuple[tuple[Matter, ...], tuple[Matter, ...], tuple[Matter, ...]]:
    """Open questions, concerns and actions, in that order."""

    def agency(key: str) -> str:
        return agency_name(key, seen.picture)

    questions = tuple(
        Matter(
            each.what,
            f"asked by {agency(each.agency)}, {each.asked.says()}{f'; {agency(each.ask)} could say' if each.ask else ''}",
        )
        for each in told.questions
        if each.open
    )
    concerns = tuple(
        Matter(
            each.text or f"About {listed(says_member(key, seen.picture) for key in each.about)}",
            f"raised by {agency(each.agency)}, {each.raised.says()}; "
            + (f"held by {each.holder}" if each.holder else "who holds it is not recorded"),
        )
        for each in told.concerns
        if each.open
    )
    actions = tuple(
        Matter(each.what, f"{each.owner}, {agency(each.owner_agency)}, by {each.due.says()}", each.overdue)
        for each in told.actions
        if each.state == "open"
    )
    return questions, concerns, actions
