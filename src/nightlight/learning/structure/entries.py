"""The pieces that are no headings: paragraphs, list entries, addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.asides import FOLLOWS, says_how_many
from nightlight.learning.structure.bearing import bearing, leaning
from nightlight.learning.structure.drafts import Draft
from nightlight.learning.structure.judge import another_kind, cued, decides, has_address, kind_of, personal
from nightlight.learning.structure.leanings import JUDGED, SURE, SURE_SWAY, bids, own_kind
from nightlight.learning.structure.lines import numeral
from nightlight.learning.structure.markup import ADDRESS, flat
from nightlight.learning.structure.of_the_review import OVER_A_STORY, OfTheReview
from nightlight.learning.structure.owners import owner, owner_in_brackets
from nightlight.learning.structure.pieces import Piece, without
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import named
from nightlight.learning.structure.words import DOZEN, straight, words

#: An answer that says nothing by itself.
ANSWER: Final = re.compile(r"(?:yes|no|none|possibly|perhaps|n/a|not applicable)[.!]?", re.I)
#: A line that answers so, with no more words than these, leads to the list that follows it.
_ANSWERS: Final = re.compile(r"(?:yes|no|very much(?: so)?|absolutely|certainly|definitely|of course)\b", re.I)
_SHORT_ANSWER: Final = 10
#: After the label of an entry, whom it is for.
_FOR_WHOM: Final = re.compile(r"\((?i:for|to|lead|owner)(?::| )\s*(?P<who>[^()]{2,80})\)[ \t]*[.:–-]?\s+(?=\S)")
SAYS_NOTHING: Final = "it says nothing by itself"
#: The names on one line that strokes set apart ("Thresholds guide | Neglect strategy").
_PARTED: Final = re.compile(r"[^|\s](?:[^|]*[^|\s])?")
_NEXT: Final = re.compile(r"[.,;]?\s+[A-Z]")
#: The briefing itself, which is nothing of the case.
_OF_THE_BRIEFING: Final = re.compile(
    r"^(?:this|the|our) (?:briefing|bulletin|newsletter|summary|document|note|page|sheet|leaflet|guide|resource|slide|letter)"
    r"|\bthank(?:s|ed)?\b|\bgrateful\b|^it (?:is|has been|was) (?:written|produced|prepared|designed|intended|based)\b|^names\b"
)
#: What goes on about reviews where they were spoken of: what they are for, and what they do.
_OF_REVIEWS: Final = re.compile(
    r"^(?:they|these|such reviews|(?:their|its|the) (?:purpose|aim|focus|task)) (?:also |only )?(?:is|are|do|does|takes?|looks?"
    r"|focus|brings?|can|seeks?|aims?|try|tries|may|asks?|considers?|examines?)\b(?! now\b)"
)
#: So many items back it is asked whether anything but the story has been told.
_TOLD: Final = 60
#: What tells of one child and those about it.
_OF_A_CHILD: Final = re.compile(
    r"\b(?:baby|babies|boy|girl|son|daughter|twins?|newborn|(?:days|weeks|months|years) old"
    r"|(?:his|her|their) (?:\w+ )?(?:mother|father|mum|dad|parents|brother|sister|grandmother|grandfather)"
    r"|[A-Z][a-z]+[’']s (?:mother|father|mum|dad|parents|family))\b"
)
#: What is listed to turn to has a name of so many words; a line of an address seldom has.
_NAME: Final = 5
#: When it was, at the beginning of an entry: a day that is counted or a date, and a sign after it.
_WHEN: Final = re.compile(
    r"(?:(?:day|week|month|year|age|aged) \d{1,3}(?: (?:days|weeks|months|years))?"
    r"|(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:early |mid-? ?|late )?(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?: (?:19|20)\d\d)?|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|(?:19|20)\d\d)"
    r"(?: ?[–—:]| -) +\S",
    re.I,
)
#: So many lines about one are looked at to tell a list from paragraphs.
_RUN: Final = 8
#: An entry of one of these stays one though it is a link.
_STAYS: Final = frozenset([ItemKind.contact, ItemKind.question, ItemKind.boilerplate])
_ASKED_FOR: Final = frozenset([ItemKind.recommendation, ItemKind.action_now])
#: Kinds that are judged by the words of an entry where its heading does not decide.
_BY_WORDS: Final = frozenset(
    [
        ItemKind.case_fact,
        ItemKind.finding,
        ItemKind.strength,
        ItemKind.learning_point,
        ItemKind.recommendation,
    ]
)
#: A paragraph that begins as one of these is one to its end.
_WHOLE: Final = frozenset([ItemKind.boilerplate, ItemKind.scope_note, ItemKind.recommendation_governance])
#: Among these a paragraph may praise, and is then of the practice that it praises.
_TAUGHT: Final = frozenset([ItemKind.learning_point, ItemKind.practice_implication])
LESSONS: Final = frozenset(
    [ItemKind.learning_point, ItemKind.finding, ItemKind.theme_local, ItemKind.area_for_development]
)
#: Kinds that are said to somebody, and how long the label may be that says to whom.
_ADDRESSING: Final = frozenset(
    [ItemKind.learning_point, ItemKind.practice_implication, ItemKind.question, ItemKind.action_now]
)
_LABEL: Final = 50
_OWNED: Final = frozenset([ItemKind.recommendation, ItemKind.area_for_development, ItemKind.action_now])
#: A heading that names recommendations beside something else.
_ASKS: Final = re.compile(r"\b(?:recommendations?|actions?|argymhellion)\b", re.I)


class Entries(OfTheReview):
    """Reads entries under the section that is open."""

    def _entry(self, at: int, piece: Piece) -> int:
        """Reads a piece that is no heading, and what belongs to it; gives the place of the next piece."""
        self.box_filled = True
        cluster = self._address(at)
        if cluster > at + 1:
            self._contact(piece.start, self.pieces[cluster - 1].end)
            for each in self.pieces[at + 1 : cluster]:
                if each.start > each.at:
                    self.found.marks.append((each.at, each.start))
            return cluster
        self._returns(piece)
        if ANSWER.fullmatch(piece.flat) is not None or self._only_answers(at, piece):
            self.found.left.append((piece.start, piece.end, SAYS_NOTHING))
            return at + 1
        piece = self._for_whom(piece)
        if self._particular(at, piece):
            return at + 1
        if self._hoped(piece):
            self.found.left.append((piece.at, piece.end, "what is hoped to come of what stands before it"))
            return at + 1
        before_list = self._before_list(at, piece)
        if before_list or self._story_first(piece):
            for start, end in sentences(self.text, piece.start, piece.end, self.headings):
                own = flat(self.text[start:end])
                about = ItemKind.boilerplate in bearing(own, self.headings).scores()
                about = about or _OF_THE_BRIEFING.search(straight(own)) is not None
                kind = ItemKind.boilerplate if about and not before_list else ItemKind.case_fact
                self._add(kind, start, end, listed=False, piece=piece)
                self.found.drafts[-1].forerunner = True
            return at + 1
        if self._before_its_lesson(at, piece):
            self._add(ItemKind.finding, piece.start, piece.end, listed=False, piece=piece)
            return at + 1
        told = (
            piece.label is not None
            and "." in piece.label
            and not piece.bullet
            and (self.current is None or self.current.narrative)
        )
        told = told or (
            piece.label is not None
            and not piece.bullet
            and not piece.holes
            and not piece.coded
            and self._recommended_in(piece.start, piece.end, self.current) is not None
        )
        cell = piece.shape is Shape.cell and not (self.current is not None and self.current.narrative)
        if not cell and not piece.bullet and not piece.holes and self._asked_one_by_one(piece):
            return at + 1
        tells = self.current is not None and self.current.narrative and not piece.marked
        if (
            (piece.marked and not told)
            or cell
            or self._dated(at)
            or (self._in_run(at) and not (tells and self._several(at)))
        ):
            self._put(piece.start, piece.end, listed=True, piece=piece)
        else:
            self._paragraph(piece.start, piece.end, piece)
        self._groups(at, piece)
        return at + 1

    def _for_whom(self, piece: Piece) -> Piece:
        """A piece without the brackets after its label that say whom it is for ("Recommendation 3 (For the Trust) …")."""
        found = _FOR_WHOM.match(piece.text) if piece.coded and not piece.holes else None
        if found is None or self.headings.owner_words.isdisjoint(words(found.group("who"))):
            return piece
        rest = piece.start + found.end()
        self.found.left.append((piece.start, rest, "whom it is for"))
        self.for_whom[rest] = " ".join(found.group("who").split())
        return replace(piece, start=rest, text=self.text[rest : piece.end], flat=flat(self.text[rest : piece.end]))

    def _only_answers(self, at: int, piece: Piece) -> bool:
        """Whether a line only says yes or no to the question above it, and a list says the rest."""
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        return (
            at > 0
            and after is not None
            and after.marked
            and not piece.marked
            and piece.wordy <= _SHORT_ANSWER
            and self.heads[at - 1].is_heading
            and self.pieces[at - 1].flat.endswith("?")
            and _ANSWERS.match(piece.flat) is not None
        )

    def _links(self, start: int, last: int, piece: Piece) -> bool:
        """Reads a line that holds several links, each with its name; False where it does not."""
        if self.current is None or self.current.kind is not ItemKind.resource or piece.holes:
            return False
        text = self.text[start:last]
        parts = list(_PARTED.finditer(text))
        if not piece.bullet and len(parts) > 1 and all(len(words(part.group())) > 1 for part in parts):
            for number, part in enumerate(parts):
                self._put(start + part.start(), start + part.end(), listed=True, piece=piece if not number else None)
            self.found.marks += [
                (start + one.end(), start + other.start()) for one, other in pairwise(parts)
            ]  # the lines drawn between them
            return True
        if text.count("www.") + text.count("://") < 2:
            return False
        ends_at = [
            found.end()
            for found in ADDRESS.finditer(text)
            if _NEXT.match(text, found.end()) or found.end() == len(text)
        ]
        if len(ends_at) < 2:
            return False
        at = 0
        for end in [*ends_at[:-1], len(text)]:
            self._put(start + at, start + end, listed=True, piece=piece if not at else None)
            at = end
        return True

    def _asked_one_by_one(self, piece: Piece) -> bool:
        """Reads a paragraph that asks for several things, each by itself; False where it does not."""
        if self.current is None:
            return False
        first, _ = self._counted(piece.start, piece.end)
        apart = self._asks_apart(first, piece.end, self.current)
        if apart is None:
            return False
        self._count_only(piece.start, piece.end)
        for start, end, kind in apart:
            self._add(kind, start, end, listed=False, piece=piece if start == piece.start else None)
        return True

    def _dated(self, at: int) -> bool:
        """Whether a line is an entry of a list of dates: it begins with when it was, and so does one beside it."""
        if self.pieces[at].marked or _WHEN.match(self.pieces[at].flat) is None:
            return False
        beside = self.pieces[max(0, at - 1) : at] + self.pieces[at + 1 : at + 2]
        return any(not piece.marked and _WHEN.match(piece.flat) is not None for piece in beside)

    def _several(self, at: int) -> bool:
        """Whether the lines that stand close together at a place are paragraphs: most of them are several sentences."""
        run = [piece for piece in self._close_about(at) if piece.flat and not piece.marked]
        several = [piece for piece in run if len(list(sentences(self.text, piece.start, piece.end, self.headings))) > 1]
        return 2 * len(several) >= len(run)

    def _close_about(self, at: int) -> Sequence[Piece]:
        """The lines about a place that no blank line sets apart, from the one under the heading on."""
        first = last = at
        while (
            first > 0 and at - first < _RUN and not self.pieces[first].blanks and not self.heads[first - 1].is_heading
        ):
            first -= 1
        while last + 1 < len(self.pieces) and last - at < _RUN and not self.pieces[last + 1].blanks:
            last += 1
        return self.pieces[first : last + 1]

    def _in_run(self, at: int) -> bool:
        """Whether lines without marks stand together as a list does, in a text whose paragraphs stand apart."""
        if not self.laid.airy or self.pieces[at].new_page:
            return False
        piece = self.pieces[at]
        before = self.pieces[at - 1] if at else None
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        with_before = (
            before is not None
            and not piece.blanks
            and not before.ruled
            and not self.heads[at - 1].is_heading
            and not before.marked
        )
        with_after = after is not None and not after.blanks and not after.marked and not self.heads[at + 1].is_heading
        return bool(with_before or with_after)

    def _before_list(self, at: int, piece: Piece) -> bool:
        """Whether a paragraph under findings tells the story before the list of findings begins."""
        current = self.current
        if (
            current is None
            or current.kind is not ItemKind.finding
            or current.role
            or piece.marked
            or piece.shape is Shape.cell
            or piece.wordy < 12
        ):
            return False
        if any(draft.under is current and not draft.forerunner for draft in self.found.drafts[-6:]):
            return False
        telling = self.headings.telling.search(straight(piece.flat)) is not None
        for ahead in range(at + 1, min(at + 6, len(self.pieces))):
            piece_ahead, head = self.pieces[ahead], self.heads[ahead]
            if piece_ahead.marked:
                return telling
            if head.is_heading or self._lead(ahead, piece_ahead):
                return telling or (
                    piece_ahead.flat.endswith(":")
                    and head.clear
                    and head.meaning is not None
                    and head.meaning.section.kind is ItemKind.finding
                )
        return telling

    def _story_first(self, piece: Piece) -> bool:
        """Whether a paragraph tells what happened under a heading of learning, where no other part of the review does."""
        current = self.current
        if (
            current is None
            or current.kind not in OVER_A_STORY
            or current.role
            or current.paired
            or piece.marked
            or piece.holes
            or piece.table is not None
            or any(
                draft.under is not current if draft.forerunner else draft.kind is not ItemKind.case_fact
                for draft in self.found.drafts[-_TOLD:]
            )
            or self._told_apart()
        ):
            return False
        said = [each for each in self._bearings(piece.start, piece.end) if ItemKind.boilerplate not in each.scores()]
        past = sum(any(ground.because == "past tense" for ground in each.grounds) for each in said)
        own = [each.plainly(3.0) for each in said]
        other = sum(kind not in (None, ItemKind.case_fact) for kind in own)
        if len(said) < 2 or 3 * past < 2 * len(said) or 2 * other > len(said):
            return False
        begun = bool(self.found.drafts) and self.found.drafts[-1].forerunner and self.found.drafts[-1].under is current
        return begun or _OF_A_CHILD.search(piece.flat) is not None

    def _told_apart(self) -> bool:
        """Whether a part of the review, by its heading or before all headings, tells what happened."""
        return self._story_headed or sum(each.under is None for each in self.found.drafts[:_RUN]) > 1

    @cached_property
    def _story_headed(self) -> bool:
        """Whether a part of the review tells, by its heading, what happened."""
        return any(
            place != self.title
            and head.is_heading
            and head.meaning is not None
            and head.meaning.section.kind is ItemKind.case_fact
            and head.meaning.score >= SURE
            and any(self.pieces[ahead].table is None for ahead in self._under(place))
            for place, head in enumerate(self.heads)
        )

    def _returns(self, piece: Piece) -> None:
        """After what a lesson means for practice, the next number is the next lesson."""
        current = self.current
        if current is None or not current.paired or current.enclosing is None or piece.label is None or piece.bullet:
            return
        number = numeral(piece.label)
        numbers = [
            numeral(draft.number)
            for draft in self.found.drafts[-60:]
            if draft.number and draft.under is not None and not draft.under.paired
        ]
        own = any(draft.under is current and draft.number for draft in self.found.drafts[-4:])
        if number is not None and not own and (number - 1 in numbers):
            self.current = current.enclosing

    def _paragraph(self, start: int, end: int, piece: Piece) -> None:
        current = self.current
        whole = flat(self.text[start:end]) if not piece.holes else piece.flat
        section = current.canonical if current is not None else ""
        default = current.kind if current is not None else ItemKind.case_fact
        narrative = current.narrative if current is not None else True
        if current is not None and current.kind is None:
            judged = kind_of(whole, piece.text, section="other", default=None, listed=False, headings=self.headings)
            narrative = judged is ItemKind.case_fact
        if self._links(start, end, piece):
            return
        counted = 0 if piece.holes else self._count_only(start, end)
        if counted and says_how_many(flat(self.text[counted:end])):
            self.found.left.append((counted, end, FOLLOWS))
            return
        if counted:
            self._paragraph(counted, end, replace(piece, label=None))
            return
        if not piece.holes and self._tells_within(start, end, piece, section, default):
            return
        told = 0 if piece.holes or piece.marked else self._held(start, end)
        if told:
            for first, last in sentences(self.text, start, told, self.headings):
                self._add(ItemKind.case_fact, first, last, listed=False, piece=piece if first == start else None)
            if told < end:
                self._paragraph(told, end, replace(piece, label=None))
            return
        if not piece.holes:
            asked = self._recommended_in(start, end, current)
            if asked is not None:
                for first, last, recommends in asked:
                    own = piece if first == start else None
                    if recommends:
                        self._add(ItemKind.recommendation, first, last, listed=False, piece=own)
                    else:
                        self._paragraph(first, last, own or replace(piece, label=None))
                return
        if not piece.holes and current is not None:
            each_asked = self._each_question(start, end) or self._asks_apart(start, end, current)
            if each_asked is not None:
                for first, last, kind in each_asked:
                    self._add(kind, first, last, listed=False, piece=None if first > start else piece)
                return
        opening = flat(self.text[start : next(sentences(self.text, start, end, self.headings), (start, end))[1]])
        if kind_of(opening, "", section=section, default=default, listed=False, headings=self.headings) in _WHOLE:
            self._put(start, end, listed=False, piece=piece)
            return
        unsure = current is None or current.kind is None or current.sway < SURE_SWAY
        if unsure and not piece.holes and (current is None or current.kind not in _ASKED_FOR):
            apart = self._parts(start, end, current)
            if apart is not None:
                for first, last, kind in apart:
                    self._put(first, last, listed=False, piece=None if first > start else piece, judged=kind)
                return
        parts = list(sentences(self._bridged(piece), start, end, self.headings))
        if not narrative or len(parts) < 2:
            self._put(start, end, listed=False, piece=piece)
            return
        begins = flat(self.text[parts[0][0] : parts[0][1]])
        judged = kind_of(begins, "", section=section, default=default, listed=False, headings=self.headings)
        if judged in (ItemKind.boilerplate, ItemKind.scope_note, ItemKind.recommendation_governance):
            self._put(start, end, listed=False, piece=piece)
            return
        for first, last in parts:
            self._put(first, last, listed=False, piece=None if first > start else piece, alone=False)

    def _bridged(self, piece: Piece) -> str:
        """The text, with nothing but white space where the foot of a page stands within a piece."""
        made = self.text
        for first, last in piece.holes:
            made = made[:first] + " " * (last - first) + made[last:]
        return made

    def _said(self, start: int, end: int) -> str:
        """A slice of the text in one line, without the foot of a page that stands within it."""
        holes = self._holes[bisect_left(self._holes, (start, start)) : bisect_left(self._holes, (end, end))]
        return flat(without(self.text, start, end, holes) if holes else self.text[start:end])

    @cached_property
    def _holes(self) -> Sequence[tuple[int, int]]:
        """Where a page's own lines stand within pieces."""
        return sorted(hole for piece in self.pieces for hole in piece.holes)

    def _counted(self, start: int, end: int) -> tuple[int, list[tuple[int, int]]]:
        """Where a paragraph begins after the sentences that say only how many follow, and those sentences."""
        found: list[tuple[int, int]] = []
        for first, last in sentences(self.text, start, end, self.headings):
            if last >= end or not says_how_many(flat(self.text[first:last])):
                return first, found
            found.append((first, last))
        return start, []

    def _count_only(self, start: int, end: int) -> int:
        """Leaves aside the first sentences of a paragraph that say only how many follow; where the rest begins, or 0."""
        rest, counting = self._counted(start, end)
        self.found.left += [(first, last, FOLLOWS) for first, last in counting]
        return rest if counting else 0

    def _tells_within(self, start: int, end: int, piece: Piece, section: str, default: ItemKind | None) -> bool:
        """Reads a paragraph that begins with what such reviews are for and goes on to tell of this one; False if none does."""
        parts = list(sentences(self.text, start, end, self.headings))
        current = self.current
        about = default is ItemKind.boilerplate
        opening = flat(self.text[parts[0][0] : parts[0][1]]) if parts else ""
        said = kind_of(opening, "", section=section, default=default, listed=False, headings=self.headings)
        if not parts or said is not ItemKind.boilerplate:
            return False
        tells = next((at for at, (first, last) in enumerate(parts) if self._tells(flat(self.text[first:last]))), None)
        if tells is None or (tells == 0 and not about):
            return False
        if tells:
            self._add(ItemKind.boilerplate, start, parts[tells - 1][1], listed=False, piece=piece)
        if about and current is not None:
            self.current = replace(
                current, canonical="context", kind=ItemKind.case_fact, narrative=True, silent=True, sway=SURE_SWAY
            )
        self._paragraph(parts[tells][0], end, piece if not tells else replace(piece, label=None))
        self.current = current
        return True

    def _tells(self, said: str) -> bool:
        """Whether a sentence tells of this case or this review, and not of reviews or of the briefing."""
        found = bearing(said, self.headings)
        if _OF_REVIEWS.match(straight(said)) is not None:
            return False
        if ItemKind.boilerplate in found.scores() or cued(said, "", self.headings, anywhere=True) is not None:
            return False
        if named(said, self.headings) is not None and _OF_THE_BRIEFING.search(straight(said)) is None:
            return True
        return (
            any(each.because == "past tense" for each in found.grounds)
            and _OF_THE_BRIEFING.search(straight(said)) is None
        )

    def _put(
        self,
        start: int,
        end: int,
        *,
        listed: bool,
        piece: Piece | None = None,
        alone: bool = True,
        judged: ItemKind | None = None,
    ) -> Draft:
        current = self.current
        said = self._said(start, end)
        default = current.kind if current is not None else ItemKind.case_fact if not listed else None
        section = current.canonical if current is not None else ""
        if piece is not None and piece.said and piece.coded:
            kind = ItemKind(piece.said)
            if kind is ItemKind.action_now and default is ItemKind.recommendation:
                kind = default  # "Action 2" says that something is to be done; whose it is, its heading says
        else:
            raw = self.text[start:end]
            asks = current is not None and _ASKS.search(current.heading) is not None
            kind = kind_of(
                said,
                raw,
                section=section,
                default=default,
                listed=listed,
                headings=self.headings,
                asks=asks,
                alone=alone,
            )
            if (kind in _BY_WORDS or kind is default) and not decides(said, self.headings):
                kind = self._weighed(start, end, kind, listed=listed, judged=judged)
            if current is not None and current.unsure and current.sway >= SURE_SWAY and kind is default:
                kind = another_kind(said, kind, self.headings) or kind
            link = piece is not None and (piece.target is not None or piece.shape is Shape.link)
            keeps = kind in _STAYS or (kind is ItemKind.action_now and listed)
            if piece is not None and link and not keeps and owner(said, self.headings) is None:
                kind = ItemKind.contact if has_address(said) or "mailto:" in (piece.target or "") else ItemKind.resource
        return self._add(kind, start, end, listed=listed, piece=piece)

    def _weighed(self, start: int, end: int, kind: ItemKind, *, listed: bool, judged: ItemKind | None) -> ItemKind:
        """The kind of an entry by its own words, where its section's heading does not decide."""
        current = self.current
        if current is not None and current.sway >= SURE_SWAY and current.kind is not None:
            if current.kind is ItemKind.recommendation and kind is current.kind:
                own = [each.plainly(3.5) for each in self._bearings(start, end)]
                if own and own[0] is ItemKind.action_now and not any(each not in (own[0], None) for each in own):
                    return ItemKind.action_now  # it speaks to the reader of the briefing, and of it
                last = self.found.drafts[-1] if self.found.drafts else None
                beside = last is not None and last.under is current and last.kind is ItemKind.action_now
                if beside and bids(self._bearings(start, end)):
                    return ItemKind.action_now  # and so does the entry before it
            may_praise = current.kind is ItemKind.finding or (not listed and current.kind in _TAUGHT)
            if may_praise and kind is current.kind and not current.role:
                said = [each.plainly(3.0) for each in self._bearings(start, end)]
                if said and said[0] is ItemKind.strength and all(each in (ItemKind.strength, None) for each in said):
                    return ItemKind.strength
            return kind
        if judged is not None:
            return judged
        holds = 0.0 if current is None else current.sway if listed else min(current.sway, JUDGED)
        pulls = self._pulled(current, holds)
        if current is None:
            pulls = self._titled() if listed else {ItemKind.case_fact: self._opening()}
        held = self._bearings(start, end)
        if not listed and len(held) == 1 and ItemKind.case_fact in pulls:
            least = self._opening() if current is None else JUDGED
            return own_kind(held[0], ItemKind.case_fact, least)
        otherwise = ItemKind.finding if listed and current is not None else ItemKind.case_fact
        kind = leaning(held, pulls, otherwise)[0]
        bidden = current is not None and current.kind is ItemKind.action_now and not self._general(current.heading)
        return ItemKind.action_now if bidden and kind is ItemKind.learning_point and bids(held) else kind

    def _add(self, kind: ItemKind, start: int, end: int, *, listed: bool, piece: Piece | None) -> Draft:
        current = self.current
        words_of = self.text[start:end]
        start, end = start + len(words_of) - len(words_of.lstrip()), end - len(words_of) + len(words_of.rstrip())
        said = self._said(start, end)
        if piece is not None and piece.holes and (start, end) == (piece.start, piece.end):
            said = piece.flat
        draft = Draft(kind, start, end, said, current, listed=listed)
        if current is not None:
            draft.audience = self._said_to(said, kind) or current.audience
            if current.role and kind is current.kind:
                draft.role = current.role
            if (
                current.number
                and current.kind is kind
                and not any(each.under is current for each in self.found.drafts[-3:])
            ):
                draft.number = current.number
            if current.paired and kind is ItemKind.practice_implication:
                draft.parent = self.lesson
        if piece is not None:
            draft.number = piece.label or draft.number
            if draft.number is not None and draft.number.casefold() in DOZEN:
                draft.number = str(numeral(draft.number))
            draft.indent, draft.coded = piece.indent, piece.coded
        if kind in (ItemKind.recommendation, ItemKind.finding) and decides(said, self.headings):
            draft.role = "decision"
        if kind is ItemKind.contact:
            draft.personal = personal(self.text[start:end], self.headings)
        if kind in _OWNED:
            found = owner(said, self.headings)
            draft.owner = self.for_whom.get(draft.start) or (found[0] if found is not None else None)
            if draft.owner is None and kind is ItemKind.recommendation:
                draft.owner = owner_in_brackets(said, self.headings)
        if re.match(r"^\W{0,3}[A-Z]{3,10}\.? stands for\b", said):
            draft.kind, draft.role = ItemKind.resource, "mnemonic"
        self.found.drafts.append(draft)
        if kind in LESSONS:
            self.lesson = draft
        elif kind is not ItemKind.practice_implication:
            self.lesson = None
        return draft

    def _said_to(self, said: str, kind: ItemKind) -> tuple[str, ...]:
        """Whom an entry addresses by its own label ("GPs: code repeat admissions", "For midwives: …"); () where none."""
        label, colon, _ = said[:_LABEL].partition(": ")
        if not colon or kind not in _ADDRESSING or not self.headings.only_audience(label):
            return ()
        return self.headings.audience(label)

    def _groups(self, at: int, piece: Piece) -> None:
        """An entry that ends with a colon heads the entries after it that are set in more, or share its words."""
        draft = self.found.drafts[-1] if self.found.drafts else None
        if draft is None:
            return
        if draft.norm.endswith(":") and at + 1 < len(self.pieces) and self.pieces[at + 1].marked and draft.listed:
            draft.role = draft.role or "group"
            self.group = draft
            return
        group = self.group
        if group is None or draft is group or draft.under is not group.under:
            self.group = None
            return
        shared = {word for word in words(group.norm) if len(word) > 4} & {
            word for word in words(draft.norm) if len(word) > 4
        }
        if draft.indent > group.indent or shared:
            draft.parent = group
        else:
            self.group = None

    def _address(self, at: int) -> int:
        """The end of a run of short lines that together say whom to ask; `at` itself where there is none."""
        piece = self.pieces[at]
        section = self.current.canonical if self.current is not None else ""
        if section == "resources" and self._list_of_names(at):
            return at
        if piece.marked or piece.wordy > 24 or (self.heads[at].is_heading and self.heads[at].clear):
            return at
        end = at + 1
        held = has_address(piece.flat)
        while end < len(self.pieces) and end - at < 10:
            after = self.pieces[end]
            if (
                after.blanks
                or after.marked
                or after.wordy > 16
                or (self.heads[end].clear and self.heads[end].is_heading)
                or after.table != piece.table
                or not after.flat
            ):
                break
            if not self.laid.plain:
                break
            if section == "contact" and ADDRESS.fullmatch(after.flat):
                break
            held = held or has_address(after.flat)
            end += 1
        return end if held and end > at + 1 else at

    def _list_of_names(self, at: int) -> bool:
        """Whether the lines that stand close together at a place are a list of things to turn to, each with its name."""
        run = self._close_about(at)
        return len(run) > 1 and all(piece.wordy >= _NAME for piece in run if not ADDRESS.fullmatch(piece.flat))

    def _contact(self, start: int, end: int) -> None:
        self._add(ItemKind.contact, start, end, listed=False, piece=None)
