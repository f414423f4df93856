"""What an address of the family tree asks for: ties on or off, whom it is about, who was moved; and addresses that ask for it.

Everything is in the address, so that what one colleague sees can be shown to another, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, unquote

from nightlight.picture.family import Family
from nightlight.web.reading.asked import Query, page_of
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import standing_pairs

#: How far one press moves a person, in pixels: a little more than a third of the way to a neighbour.
STEP: Final = 40
#: Nobody is moved further than this, in pixels, either way.
FARTHEST: Final = 4000
#: Nobody moves more people than this by one address.
_MOST_MOVED: Final = 60
#: The ways in which a person can be moved, by the word of the form, each as a person reads it.
WAYS: Final = {"left": "A little to the left", "right": "A little to the right", "back": "Put back where they were"}


@dataclass(frozen=True)
class TreeAsked:
    """What is asked for. What an address says that cannot be is passed over, so that an old address still opens.

    `about` is the key of the person whom the tree is about (empty: the child of the latest pregnancy); `moves` says for each person by how
    many pixels they stand to the right (less than 0: to the left) of where they would.
    """

    ties: bool = True
    about: str = ""
    moves: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Query, told: Family) -> TreeAsked:
        """What an address asks for of a family as the viewer sees it: nobody else can be named by it."""
        about = told.person(str(query.get("about", "")))
        return cls(
            query.get("ties") != "no", "" if about is None else about.key, _moves(str(query.get("move", "")), told)
        )

    @property
    def pins(self) -> dict[str, tuple[float, float]]:
        """The moves as the drawing takes them."""
        return {key: (float(by), 0.0) for key, by in self.moves.items()}

    def moved(self, key: str, way: str) -> TreeAsked:
        """The same with a person moved one step, or put back."""
        moves = dict(self.moves)
        by = {"left": -STEP, "right": STEP}.get(way)
        now = 0 if by is None else _within(moves.get(key, 0) + by)
        if now:
            moves[key] = now
        else:
            moves.pop(key, None)
        return replace(self, moves=moves)

    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, as it goes into an address."""
        moves = ",".join(f"{quote(key, safe='')}:{by}" for key, by in self.moves.items())
        found = [("ties", "" if self.ties else "no"), ("about", self.about), ("move", moves)]
        return [(name, value) for name, value in found if value]


def tree_address(seen: SeenFamily, asked: TreeAsked, **changed: Any) -> str:
    """The address of the family tree with what is asked for, but for what is `changed`."""
    return page_of("genogram", seen, [*standing_pairs(seen), *replace(asked, **changed).pairs()])


def _moves(written: str, told: Family) -> dict[str, int]:
    """`mother:40,father:-40`, each of a person whom the viewer sees."""
    found: dict[str, int] = {}
    for part in written.split(",")[:_MOST_MOVED]:
        name, _, by = part.rpartition(":")
        person = told.person(unquote(name))
        digits = by.removeprefix("-")
        if person is not None and digits.isascii() and digits.isdecimal() and len(digits) < 6 and int(by):
            found[person.key] = _within(int(by))
    return found


def _within(by: int) -> int:
    return max(-FARTHEST, min(FARTHEST, by))
