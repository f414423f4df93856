"""What the page of a family says, in the order in which a worker asks."""

from __future__ import annotations

from dataclasses import dataclass

from nightlight.web.store.queries import FindingSeen, SeenFamily

#: Findings in the order in which they matter: what is past due in front, urgent before the rest.
_ORDER = {"overdue": 0, "unknown": 3, "due_soon": 1, "waiting": 2}


@dataclass(frozen=True)
class FamilyPage:
    """The parts of the page."""

    first: tuple[FindingSeen, ...]
    rest: tuple[FindingSeen, ...]


def family_page(seen: SeenFamily) -> FamilyPage:
    """The page of a family as the viewer may see it."""
    open_ = sorted(
        (each for each in seen.findings if each.state in _ORDER),
        key=lambda each: (_ORDER[each.state], each.severity != "urgent", each.due or 0, each.id),
    )
    return FamilyPage(tuple(open_[:3]), tuple(open_[3:]))
