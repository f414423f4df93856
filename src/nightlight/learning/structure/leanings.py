"""Which kind stands under a heading that does not say it, judged by the sentences under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.asides import Asides
from nightlight.learning.structure.bearing import Bearing, bearing, family, leaning
from nightlight.learning.structure.drafts import Open
from nightlight.learning.structure.judge import governs, recommends
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.owners import for_the_reader, owner
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import named
from nightlight.learning.structure.words import singular, straight, words

#: So many entries under a heading are looked at.
_LOOKED_AT: Final = 30
#: From so sure a meaning on, a heading decides.
SURE: Final = 0.72
#: Before the first heading a review tells what happened, unless the words say otherwise.
_OPENING: Final = 3.0
#: Where no heading of the whole review holds what was found, its findings stand in the story.
_OPENING_OF_ALL: Final = 2.0
#: From here on a heading decides by itself.
SURE_SWAY: Final = 9.0
#: How much an entry's section pulls it, where the section itself was only judged.
JUDGED: Final = 2.0
MOST: Final = 2.75
#: How much words in a heading pull that do not make it known ("We were proud that …", "Haven't we heard this before?").
_SAYS: Final = 2.0
#: How much more likely a part tells what happened before any part is known.
_FIRST: Final = 0.5
#: Parts that tell what happened, or come after it was told.
_TELLING: Final = frozenset([ItemKind.case_fact, ItemKind.finding, ItemKind.strength, ItemKind.learning_point])
#: How much more likely past tense tells what was found, where what happened has been told.
_TOLD: Final = 1.0
_ADVISES: Final = re.compile(r"\b(?:should|must|needs? to|can)\W*$")
_ASKED: Final = frozenset([ItemKind.recommendation, ItemKind.action_now])
#: Under these nothing is recommended, whatever the words.
_NO_ASKING: Final = frozenset([ItemKind.question, ItemKind.resource, ItemKind.contact])
#: How much a heading that names several things pulls to each.
NAMED: Final = 1.5
_SHOULD_BE: Final = re.compile(
    r"(?P<what>(?:The|A|An|Each|Every|All|[A-Z]\w+s) [^,.;:]{3,80}?) (?:should|must) (?:also )?be [a-z]+"
)
#: Who is to do something is named in so many words at most.
_NAMED: Final = 14
#: So many sentences tell a story.
_STORY: Final = 4
#: A sentence that names who is to do it, though nothing tells that the name is a body's ("Oak Homes should train …").
_NAMES_WHO: Final = re.compile(
    r"(?!(?:This|These|It|They|Such|The|He|She|There|That|Those|We|You|If|When)\b)[A-Z][^,.;:]{2,80}?"
    r" (?:should|must) (?!have (?!an?\b|the\b|one\b))[a-z]+"
)
#: A sentence that goes on with a recommendation.
_ELABORATES: Final = re.compile(r"(?:this|these|it|they|such \w+|the \w+) (?:should|must|will|would|may|could)\b", re.I)

#: What says only who is to do it, or by when ("By 31 May 2026.", "Lead: Head of Housing").
_WHO_OR_WHEN: Final = re.compile(
    r"(?:by|due|from|before|(?:by when|when|deadline|timescale|target date|due date|completion date|date|status):)"
    r" [^.;:]{2,40}\.?$",
    re.I,
)


#: A heading that ends so says when the reader is to do it, and is not general.
_AT_ONCE: Final = re.compile(r"\bdo (?:now|next|today|tomorrow|this week)\W*$")


class Leanings(Asides):
    """Weighs what stands under a heading."""

    def _under(self, at: int) -> list[int]:
        """The pieces under the heading at a place, up to the next heading."""
        found: list[int] = []
        for ahead in range(at + 1, min(at + 1 + 2 * _LOOKED_AT, len(self.pieces))):
            piece, head = self.pieces[ahead], self.heads[ahead]
            if piece.shape in (Shape.furniture, Shape.note) or not piece.flat:
                continue
            if head.is_heading and head.run_in is None and self.headings.only_audience(piece.flat):
                continue
            if head.run_in is not None or (head.is_heading and not piece.bullet) or self._lead(ahead, piece):
                break
            found.append(ahead)
            if len(found) >= _LOOKED_AT:
                break
        return found

    def _bearings(self, start: int, end: int) -> list[Bearing]:
        """What each sentence of a slice leans to."""
        return [
            bearing(flat(self.text[first:last]), self.headings)
            for first, last in sentences(self.text, start, end, self.headings)
        ]

    def _survey(self, at: int, pulls: dict[ItemKind, float], *, says: bool = True) -> tuple[ItemKind, float] | None:
        """The kind of most that stands under a heading, and how much it pulls each entry; None where nothing is plain."""
        found = [
            each
            for ahead in self._under(at)
            for each in self._bearings(self.pieces[ahead].start, self.pieces[ahead].end)
        ]
        begin = self.heads[at].run_in
        if begin is not None:
            found += self._bearings(begin, self.pieces[at].end)
        if not found:
            said = self._says(at) if says else {}
            return (max(said, key=lambda kind: said[kind]), JUDGED) if said else None
        pulls = dict(pulls)
        for kind, weight in self._says(at).items() if says else ():
            pulls[kind] = pulls.get(kind, 0.0) + weight
        pulls[ItemKind.finding] = pulls.get(ItemKind.finding, 0.0) + self._told_before(at)
        if not any(section.known for section in self.found.sections):
            pulls[ItemKind.case_fact] = pulls.get(ItemKind.case_fact, 0.0) + _FIRST
        under = self._under(at)
        listed = sum(self.pieces[ahead].marked for ahead in under) * 2 > len(under)
        kind, ahead_by = leaning(found, pulls, ItemKind.finding if listed else ItemKind.case_fact)
        if kind is ItemKind.learning_point and pulls.get(ItemKind.action_now, 0.0) >= _SAYS and bids(found):
            return ItemKind.action_now, JUDGED  # what a reader is bidden is one or the other by its heading only
        return (kind, min(JUDGED + ahead_by / 2, MOST)) if ahead_by >= 0.25 else None

    def _says(self, at: int, *, surely: bool = False) -> dict[ItemKind, float]:
        """What the words of a heading pull to though it is not known for one; `surely` leaves out what it is near to."""
        head = self.heads[at]
        found: dict[ItemKind, float] = {}
        said = head.words or self.pieces[at].flat
        line = straight(said)
        for each in bearing(said.rstrip(" :"), self.headings).grounds:
            if each.weight >= 4.0 and each.kind is not ItemKind.question:
                found[each.kind] = _SAYS
        if _ADVISES.search(line):
            found[ItemKind.learning_point] = 2 * _SAYS
        for kind, weight, pattern in self.headings.heading_says:
            if pattern.search(line):
                found[kind] = found.get(kind, 0.0) + weight
        if surely:
            return found
        if head.meaning is not None and head.meaning.score < SURE and not head.meaning.section.narrative:
            kind = family(head.meaning.section.kind)
            found[kind] = found.get(kind, 0.0) + 1.5 * head.meaning.score
        return found

    def _told_before(self, at: int) -> float:
        """How much what happened has been told before a place: under a heading that says so, or before all headings."""
        if self.told_until is None:
            self.told_until = next(
                (
                    place
                    for place, head in enumerate(self.heads)
                    if place != self.title
                    and head.is_heading
                    and not head.presents
                    and head.meaning is not None
                    and head.meaning.score >= SURE
                    and family(head.meaning.section.kind) in _TELLING
                    and head.meaning.section.canonical not in ("introduction", "method")
                    and not self._general(head.words or self.pieces[place].flat)
                ),
                len(self.heads),
            )
        if at > self.told_until:
            return _TOLD
        opened = sum(each.under is None and each.kind is ItemKind.case_fact for each in self.found.drafts[:6])
        return _TOLD / 2 if opened >= 3 else 0.0

    def _opening(self) -> float:
        """How much what stands before the first heading is held to tell what happened."""
        if self._findings_apart:
            return _OPENING
        told = sum(each.under is None and each.kind is ItemKind.case_fact for each in self.found.drafts[:_STORY])
        return _OPENING_OF_ALL - (_TOLD if told >= _STORY else 0.0)

    @cached_property
    def _findings_apart(self) -> bool:
        """Whether a part of the review, by its heading, holds what was found."""
        return any(
            head.is_heading
            and head.meaning is not None
            and head.meaning.score >= SURE
            and family(head.meaning.section.kind) is ItemKind.finding
            for head in self.heads
        )

    def _titled(self) -> dict[ItemKind, float]:
        """What the title pulls a list to that stands right under it ("Seven things that we learned")."""
        return self._says(self.title) if self.title is not None else {}

    def _general(self, heading: str) -> bool:
        """Whether a heading leaves open what stands under it."""
        line = straight(heading)
        return self.headings.general.search(line) is not None and _AT_ONCE.search(line) is None

    def _contains(self, at: int) -> bool:
        """Whether a heading holds parts of different kinds, as the title of a story in a newsletter does."""
        level = self.pieces[at].level
        if level is None:
            return False
        own = self.heads[at].meaning
        kinds: set[ItemKind] = set()
        for ahead in range(at + 1, len(self.pieces)):
            piece, head = self.pieces[ahead], self.heads[ahead]
            if not head.is_heading or piece.level is None:
                continue
            if piece.level <= level:
                break
            if head.meaning is not None and head.meaning.score >= SURE and head.meaning.section.kind:
                kinds.add(family(head.meaning.section.kind))
        if own is not None:
            kinds.discard(family(own.section.kind))
        return len(kinds) >= 3 or (len(kinds) >= 2 and named(self.pieces[at].flat, self.headings) is not None)

    def _pulled(self, current: Open | None, most: float = SURE_SWAY) -> dict[ItemKind, float]:
        """What the section that is open pulls an entry to, and how much; to each thing alike where it names several."""
        if current is None or current.kind is None:
            return {}
        if current.also:
            return dict.fromkeys((current.kind, *current.also), NAMED)
        return {current.kind: min(current.sway, most)}

    def _recommended_in(self, start: int, end: int, current: Open | None) -> list[tuple[int, int, bool]] | None:
        """A paragraph of another kind in parts, each of its recommendations by itself; None where it holds none.

        What goes on with a recommendation ("This should include …") is a part of it.
        """
        kind = current.kind if current is not None else ItemKind.case_fact
        if kind in _ASKED or kind in _NO_ASKING:
            return None
        made: list[tuple[int, int, bool]] = []
        for first, last in sentences(self.text, start, end, self.headings):
            said = flat(self.text[first:last])
            asks = recommends(said, kind, self.headings, told=True)
            goes_on = bool(made) and made[-1][2] and _ELABORATES.match(said) is not None
            if made and not asks and (goes_on or not made[-1][2]):
                made[-1] = (made[-1][0], last, made[-1][2])
            else:
                made.append((first, last, asks))
        return made if any(asks for _, _, asks in made) else None

    def _parts(self, start: int, end: int, current: Open | None) -> list[tuple[int, int, ItemKind]] | None:
        """A paragraph in parts of one kind each, where its sentences are of different kinds; None where they are not."""
        parts = list(sentences(self.text, start, end, self.headings))
        if len(parts) < 2:
            return None
        held = [bearing(flat(self.text[first:last]), self.headings) for first, last in parts]
        pull = {ItemKind.case_fact: self._opening()} if current is None else self._pulled(current, JUDGED)
        top, _ = leaning(held, pull, ItemKind.case_fact)
        holds = self._opening() if top is ItemKind.case_fact else 2.0
        kinds = [own_kind(each, top, holds) for each in held]
        if all(kind is top for kind in kinds) and top is not ItemKind.case_fact and top not in _ASKED:
            return [(parts[0][0], parts[-1][1], top)]
        made: list[tuple[int, int, ItemKind]] = []
        for (first, last), kind, each in zip(parts, kinds, held, strict=True):
            own = each.plainly()
            asks = each.scores().get(ItemKind.recommendation, 0.0)
            alone = (
                kind is ItemKind.case_fact
                or (kind is ItemKind.question and own is kind)
                or (kind is ItemKind.recommendation and asks >= 2.0 and asks == max(each.scores().values()))
            )
            if made and made[-1][2] is kind and not alone:
                made[-1] = (made[-1][0], last, kind)
            else:
                made.append((first, last, kind))
        return made

    def _who_or_when(self, said: str) -> bool:
        """Whether a sentence says no more than who is to do what stands before it, or by when."""
        asked = any(word in self.headings.verbs or word in self.headings.present for word in words(said))
        if _WHO_OR_WHEN.match(said) is not None and any(letter.isdigit() for letter in said) and not asked:
            return True
        label, colon, who = said.partition(":")
        return bool(colon) and " ".join(words(label)) in self.headings.owner_labels and len(words(who)) <= _NAMED

    def _asks_for_more(self, before: tuple[int, int], sentence: tuple[int, int]) -> bool:
        """Whether a sentence asks for another thing than the one before it, which it does not speak of."""
        said = flat(self.text[sentence[0] : sentence[1]])
        found = _SHOULD_BE.match(said)
        if found is None or _ELABORATES.match(said) is not None:
            return False
        subject = {word for word in words(found.group("what")) if len(word) > 3}
        spoken = {singular(word) for word in words(flat(self.text[before[0] : before[1]]))}
        return bool(subject) and not any(singular(word) in spoken for word in subject)

    def _each_question(self, start: int, end: int) -> list[tuple[int, int, ItemKind]] | None:
        """A paragraph that is nothing but questions, each by itself; None where it is not."""
        parts = list(sentences(self.text, start, end, self.headings))
        if len(parts) < 2 or any(not self.text[first:last].endswith("?") or last - first < 12 for first, last in parts):
            return None
        return [(first, last, ItemKind.question) for first, last in parts]

    def _asks_apart(self, start: int, end: int, current: Open) -> list[tuple[int, int, ItemKind]] | None:
        """The recommendations of one paragraph, each by itself, and before them why they are made."""
        parts = list(sentences(self.text, start, end, self.headings))
        if len(parts) < 2 or current.kind not in _ASKED:
            return None
        held = [bearing(flat(self.text[first:last]), self.headings) for first, last in parts]
        least = 3.0 if current.sway >= SURE_SWAY else 2.0
        plain = [each.plainly(least, 0.5 if current.sway < SURE_SWAY else 1.5) for each in held]
        said = [flat(self.text[first:last]) for first, last in parts]
        governing = [governs(straight(each)) for each in said]
        named_each = all(over or _NAMES_WHO.match(each) for over, each in zip(governing, said, strict=True))
        for at in range(len(parts)):
            if governing[at]:
                plain[at] = ItemKind.recommendation_governance
                continue
            if at and self._who_or_when(said[at]):
                plain[at] = None
                continue
            if named_each and plain[at] in (None, ItemKind.learning_point):
                plain[at] = ItemKind.recommendation
            who = owner(said[at], self.headings) if plain[at] is None else None
            owned = who is not None and not for_the_reader(who[0], self.headings)
            more = at > 0 and plain[at] in (None, ItemKind.learning_point)
            if owned or (more and self._asks_for_more(parts[at - 1], parts[at])):
                plain[at] = ItemKind.recommendation
        asked = [at for at, kind in enumerate(plain) if kind is ItemKind.recommendation]
        if not asked or (len(asked) == 1 and asked[0] == 0 and ItemKind.recommendation_governance not in plain):
            return None
        made: list[tuple[int, int, ItemKind]] = []
        for at, ((first, last), kind) in enumerate(zip(parts, plain, strict=True)):
            if at < asked[0]:
                kind = ItemKind.finding
            if kind is ItemKind.recommendation or kind is ItemKind.recommendation_governance or not made:
                made.append((first, last, kind or current.kind))
            elif kind is ItemKind.finding and made[-1][2] is not ItemKind.finding and at < asked[0]:
                made.append((first, last, kind))
            else:
                made[-1] = (made[-1][0], last, made[-1][2])
        return made


def bids(held: Sequence[Bearing]) -> bool:
    """Whether sentences bid their reader do something, most of them."""
    bidden = sum(any(ground.bids for ground in each.grounds) for each in held)
    return 2 * bidden > len(held)


def own_kind(found: Bearing, top: ItemKind, holds: float) -> ItemKind:
    """The kind of one sentence of a paragraph that leans to `top`: its own where it says so plainly."""
    scores = found.scores()
    if scores.get(ItemKind.boilerplate, 0.0) >= 4.0 and not scores.get(ItemKind.action_now):
        return ItemKind.boilerplate
    own = found.plainly()
    if own is None or own is family(top):
        return top
    if own is ItemKind.case_fact and family(top) in (ItemKind.finding, ItemKind.strength, ItemKind.learning_point):
        return top  # what a finding rests on is part of it
    return own if scores.get(own, 0.0) - scores.get(family(top), 0.0) >= max(2.0, holds) else top
