"""Headings that do not decide by themselves, weighed against what stands under them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.bearing import asking, family, leaning
from nightlight.learning.structure.drafts import Open
from nightlight.learning.structure.entries import Entries
from nightlight.learning.structure.leanings import JUDGED, MOST, SURE, SURE_SWAY
from nightlight.learning.structure.lexicon import Meaning
from nightlight.learning.structure.walking import leads

#: What may stand under a heading that asks something of somebody.
_ASKS: Final = frozenset(
    [
        ItemKind.recommendation,
        ItemKind.learning_point,
        ItemKind.practice_implication,
        ItemKind.action_now,
        ItemKind.question,
    ]
)
#: Headings of these say what the part is about, and little of what it says, where they are not sure.
_LOOSE: Final = frozenset(["introduction", "method", "about"])
#: How much the words of a heading pull what stands under it: of one that is known but not surely, of one that is general,
#: of the section around a heading without a meaning, and of one that stands beside it rather than around it.
_WEAK: Final = 2.5
_GENERAL: Final = 1.5
_WITHIN: Final = 2.5
_BESIDE: Final = 0.5
_WHY: Final = re.compile(r"^why\b.*\bmatters?\b", re.I)
#: How much a known section pulls all the parts of it together, and how far on they are looked for.
_HELD: Final = 3.0
_NEAR: Final = 120


class Weighings(Entries):
    """Gives sections the kind that their heading and what stands under it come to together."""

    def _judge_weak(self, at: int, section: Open, meaning: Meaning) -> None:
        """Weighs a heading that is known, but not surely or not for one thing, against what stands under it."""
        held = self._contains(at)
        general = held or self._general(section.heading)
        if not held and self._in_two_tongues(section.heading, section.canonical):
            return
        if section.kind is ItemKind.question and self._no_question(at):
            section.kind, section.sway = None, JUDGED
            self._take(section, self._survey(at, {}))
            return
        if _WHY.search(section.heading) is not None and section.kind is ItemKind.finding and self._found_apart(at):
            judged = self._survey(at, {ItemKind.learning_point: _GENERAL})
            if judged is None or family(judged[0]) is ItemKind.learning_point:
                self._take(section, (ItemKind.learning_point, SURE_SWAY))
            return
        if section.kind is ItemKind.one_thing:
            return  # its words are those of any advice: only the heading can say it
        if section.kind is ItemKind.action_now and general and not held and self._taught_elsewhere(at):
            return
        if section.kind is None or (meaning.score >= SURE and not general) or (meaning.exact and not general):
            return
        loose = section.canonical in _LOOSE
        pulls: dict[ItemKind, float] = (
            {} if held else {section.kind: 0.5 if loose else _GENERAL if general else _WEAK * meaning.score}
        )
        if general and not held and family(section.kind) is ItemKind.learning_point and self._taught_elsewhere(at):
            pulls = {ItemKind.finding: _GENERAL}
        judged = self._survey(at, pulls, says=held or not general)
        if judged is None and ItemKind.finding in pulls:
            judged = (ItemKind.finding, JUDGED)
        asked = section.kind is ItemKind.action_now and general and not held
        if asked and (judged is None or judged[0] not in _ASKS):
            return
        if asked and judged is not None and judged[0] is not ItemKind.recommendation and self._bids(at) < 2:
            return  # one piece of advice is no part of learning
        section.sway = JUDGED
        if held:
            section.kind = None
        elif judged is not None and family(judged[0]) is family(section.kind):
            section.sway = judged[1]
        self._take(section, judged)

    def _found_apart(self, at: int) -> bool:
        """Whether another heading before this one holds what was found: why that matters is then what it teaches."""
        return any(
            head.is_heading
            and head.meaning is not None
            and head.meaning.score >= SURE
            and family(head.meaning.section.kind) is ItemKind.finding
            for head in self.heads[:at]
        )

    def _taught_elsewhere(self, at: int) -> bool:
        """Whether another heading holds the learning for sure, so that a general one may hold what was found."""
        return any(place != at for place in self._taught)

    @cached_property
    def _taught(self) -> frozenset[int]:
        """The headings that hold the learning for sure."""
        return frozenset(
            place
            for place, head in enumerate(self.heads)
            if head.is_heading
            and head.meaning is not None
            and head.meaning.score >= SURE
            and head.meaning.section.kind in (ItemKind.learning_point, ItemKind.practice_implication)
            and not self._general(self.pieces[place].flat)
            and not self._contains(place)
        )

    def _in_two_tongues(self, heading: str, canonical: str) -> bool:
        """Whether a part of a heading that is said twice ("Background / Cefndir") is surely what the whole is taken for."""
        return " / " in heading and any(
            meaning is not None and meaning.score >= SURE and meaning.section.canonical == canonical
            for meaning in (self.headings.meaning(part) for part in heading.split(" / "))
        )

    def _bids(self, at: int) -> int:
        """How many entries under a heading give advice for practice, and ask for nothing to be done with the briefing."""
        held = [each for ahead in self._under(at) for each in self._bearings(*self._span(ahead))]
        return sum(
            ItemKind.learning_point in each.scores() and ItemKind.action_now not in each.scores() for each in held
        )

    def _span(self, at: int) -> tuple[int, int]:
        return self.pieces[at].start, self.pieces[at].end

    def _no_question(self, at: int) -> bool:
        """Whether nothing under a heading asks, or bids the reader think."""
        under = [self.pieces[ahead] for ahead in self._under(at)]
        return (
            bool(under)
            and not any(
                "?" in piece.flat or asking(piece.flat, self.headings) is not None or piece.wordy < 5 for piece in under
            )
            and sum(piece.flat.endswith(".") for piece in under) >= 0.5 * len(under)
        )

    def _judge_within(self, at: int, section: Open, parent: Open, look: tuple[bool, bool, bool]) -> None:
        """Weighs what stands under a heading without a meaning against the section that it seems to stand in."""
        if parent.kind is None:
            return
        beside = parent.look == look and parent.level == section.level and (any(look) or self.laid.plain)
        beside = beside and not leads(section.heading) and "." not in (self.pieces[at].label or "")
        beside = beside and (self.pieces[at].label is None or parent.number is not None)
        pull = _BESIDE if beside or parent.sway < SURE_SWAY else _WITHIN
        within = not beside and parent.known and parent.sway >= SURE_SWAY
        judged = self._together(at, parent.kind) if within else self._survey(at, {parent.kind: pull})
        if judged is None or family(judged[0]) is family(parent.kind):
            section.sway = min(parent.sway, SURE_SWAY if not beside else JUDGED)
            return
        self._take(section, judged)

    def _together(self, at: int, kind: ItemKind) -> tuple[ItemKind, float] | None:
        """What the headings that stand beside one another within a known section hold, all of them weighed as one.

        One of them may tell of what was found and its neighbour say what to do: they are parts of the same thing. A
        heading whose own words say otherwise is weighed by itself.
        """
        own = {} if self.heads[at].explained else self._says(at, surely=True)
        if any(family(each) is not family(kind) for each in own):
            return self._survey(at, {kind: _WITHIN})
        if at not in self.beside:
            places = self._neighbours(at)
            held = [
                each for place in places for ahead in self._under(place) for each in self._bearings(*self._span(ahead))
            ]
            pulled, ahead_by = leaning(held, {kind: _HELD}, ItemKind.case_fact) if held else (kind, JUDGED)
            self.beside |= dict.fromkeys(places, (pulled, min(JUDGED + ahead_by / 2, MOST)))
        return self.beside[at]

    def _neighbours(self, at: int) -> list[int]:
        """The headings without a meaning, from a place on, that look alike and have no other heading between them."""
        first = self.pieces[at]
        found = [at]
        if self.heads[at].explained:
            return found + self._explained_after(at)
        for ahead in range(at + 1, min(at + _NEAR, len(self.pieces))):
            piece, head = self.pieces[ahead], self.heads[ahead]
            if not head.is_heading or head.run_in is not None or piece.bullet:
                continue
            alike = (piece.shape, piece.level, piece.bold, head.caps) == (
                first.shape,
                first.level,
                first.bold,
                self.heads[at].caps,
            )
            if not alike or (head.meaning is not None and head.meaning.score >= SURE):
                break
            found.append(ahead)
        return found

    def _explained_after(self, at: int) -> list[int]:
        """The numbered statements after one, with what each means for practice between them."""
        found: list[int] = []
        for ahead in range(at + 1, min(at + _NEAR, len(self.pieces))):
            head = self.heads[ahead]
            if head.explained:
                found.append(ahead)
            elif head.is_heading and not (head.meaning is not None and head.meaning.section.paired):
                break
        return found

    def _take(self, section: Open, judged: tuple[ItemKind, float] | None) -> None:
        """Gives a section the kind that was judged from what stands under it."""
        if judged is None:
            return
        kind, sway = judged
        section.sway = min(section.sway, sway) if section.kind is not None else sway
        if section.kind is not None and family(kind) is family(section.kind):
            return
        section.kind, section.sway = kind, sway
        section.narrative, section.paired, section.role = kind is ItemKind.case_fact, False, None
        named_so = next((each for each in self.headings.sections if each.kind is kind), None)
        section.canonical = named_so.canonical if named_so is not None else "other"
