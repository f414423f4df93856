"""What of a document is neither heading nor item: the page's own lines, the publisher's name, a contents list."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import zip_longest
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.heads import Head
from nightlight.learning.structure.judge import has_address, is_question, kind_of
from nightlight.learning.structure.partings import blank, greets, masthead, signs, takes_leave
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import named, review_type
from nightlight.learning.structure.walking import Walking, leads
from nightlight.learning.structure.words import DOZEN, straight, words
from nightlight.learning.structure.wraps import ends

_PAGE_NUMBER: Final = re.compile(
    r"(?:page |tudalen |- ?|\| ?)?\d{1,3}(?: ?(?:of|/|o) ?\d{1,3})?(?: ?[-|] ?(?:page)?)?", re.I
)
_PAGE_AT_END: Final = re.compile(r"\b(?:page|tudalen) ?\d{1,3} ?(?:of|/|o) ?\d{1,3}$", re.I)
_SAID: Final = (
    r"(?:recommendations|actions|findings|themes|lessons|points|questions|areas|messages|changes|things|strategies"
    r"|priorities|principles|lines of enquiry)"
)
_SET_OUT: Final = (
    r"(?:below|here|in turn|as follows|set out|listed|described|given|presented|summarised|outlined|explained|discussed"
    r"|taken forward|grouped|arranged|organised|divided|brought together|structured)"
)
#: Where the rest of a sentence leads elsewhere it is worth keeping ("… are set out in the full report").
_NO_PLACE: Final = r"(?![^.]*\b(?:report|website|page \d|annex|appendix|policy|procedures?)\b)(?: [\w’',&-]+){0,12}"
#: A page's number after a gap, or after what stands between the parts of a line at its foot.
_PAGE_APART: Final = re.compile(r"(?:\t|\s{3}|[|·–—]\s*)(?:page|tudalen) ?\d{1,3}$", re.I)
#: A sentence that only says how many entries follow ("The partners have agreed four actions.").
_HOW_MANY: Final = re.compile(
    rf"\b(?:\d{{1,2}}|{'|'.join(DOZEN[1:])}|several|a number of|the following)"
    rf" (?:[a-z-]+ ){{0,2}}{_SAID}(?: (?:stood out|stand out|emerged|came out|came up|recurred))?"
    r"(?:,? (?:(?:each of |all of )?(?:which|that|and) )?(?:they )?(?:are|is|have been|has been|will be) (?:\w+ )?"
    rf"{_SET_OUT}{_NO_PLACE})?\W*$"
)
#: A sentence that only says that what was learnt follows, or in what order ("The learning has been grouped by role.").
_IN_ORDER: Final = (
    re.compile(
        rf"^(?:(?:in order )?to [^,.;]{{3,90}}, )?the following (?:\w+ ){{0,3}}(?:learning|{_SAID})"
        r" (?:was|were|is|are|has been|have been) (?:\w+ )?"
        rf"(?:identified|agreed|made|found|drawn|noted|highlighted|recognised|developed){_NO_PLACE}\W*$"
    ),
    re.compile(
        rf"^(?:the|this|these|our|its) (?:\w+ ){{0,3}}(?:learning|{_SAID}) (?:is|are|has been|have been) (?:\w+ )?"
        r"(?:set out|listed|summarised|outlined|grouped|arranged|organised|divided|brought together|structured|below|as follows)"
        rf"(?: (?:below|here|under|by|for|into|according|in|as|around)\b{_NO_PLACE})?\W*$"
    ),
    re.compile(
        r"^(?:the|this|our|all|we) (?:[\w'&-]+ ){0,6}(?:(?:has|have) )?(?:\w+ )?(?:accepted|agreed|adopted|made|endorsed"
        rf"|approved|identified)(?: all| each)?(?: of)? the following(?: (?:[a-z-]+ ){{0,2}}(?:learning|{_SAID}))?\W*$"
    ),
    re.compile(rf"^(?:each|all|every one|they|these)(?: of (?:them|these))? (?:is|are) followed by\b{_NO_PLACE}\W*$"),
)
#: A clause that begins so and asks nothing is no sentence: a line under a title does ("What the four have in common").
_CLAUSE: Final = re.compile(r"(?:what|how|why|who|when|where)\b[^?]*$", re.I)
#: How a briefing is to be used, close under its title ("Take ten minutes.", "Use this page in supervision.").
_TO_USE: Final = re.compile(
    r"(?:please )?(?:(?:use|read|keep|print|pin) (?:this|it|these)\b(?! with your)"
    r"|(?:grab|take|set aside|spend|allow|find|make)\b.{0,40}\b(?:minutes?|moment|coffee|cuppa|tea)\b)"
)
#: What somebody said ends so, and under it may stand who it was.
_QUOTED: Final = re.compile(r"[.?!][\"'”’]?$")
_CAPITALISED: Final = re.compile(r"[A-Z][a-z]{0,14}(?!\w)")
#: A name that is told so often is that of the child or of somebody about it.
_TOLD_OF: Final = 3
_NAME: Final = re.compile(r"[–—-]? ?[A-Z][a-z]{1,14}(?: [A-Z][a-z]{0,14})?")
#: A sentence that only says what follows has no more words.
_LONGEST_LEAD: Final = 24
#: A motto above the title has so many words at most.
_MOTTO: Final = 14
#: A contents list has no more letters, an entry of it no more words, and so many of them begin with the same word;
#: a line of more blanks holds several.
_LONGEST_LIST: Final = 4000
_LONGEST_LISTED: Final = 20
_ONE_ENTRY: Final = 13
_MANY: Final = 40
_REPEATED = "it stands on every page"
_PAGE = "a page number"
FOLLOWS: Final = "it says only how many follow"


def says_how_many(text: str) -> bool:
    """Whether a sentence says only how many entries follow, or in what order."""
    line = straight(text)
    return text.count(" ") < _LONGEST_LEAD and (
        _HOW_MANY.search(line) is not None or any(pattern.match(line) is not None for pattern in _IN_ORDER)
    )


def _numbers_a_paragraph(piece: Piece) -> bool:
    """Whether a piece is a paragraph with its number ("3.1"), and no entry of a list."""
    return piece.label is not None and "." in piece.label and not piece.bullet and not piece.coded


def _exact(head: Head) -> bool:
    return head.meaning is not None and head.meaning.exact


class Asides(Walking):
    """Tells what is set aside, and why."""

    def _aside(self, at: int, piece: Piece, head: Head) -> str | None:
        if piece.shape is Shape.furniture:
            return _REPEATED
        if piece.shape is Shape.note:
            return "a note of the speaker, or at the foot of the page"
        if not piece.flat:
            return None if piece.label is not None else "a mark by itself"
        if self.menu and head.is_heading and self._listed_before(piece):
            self.menu = False
        if self.menu:
            if (
                piece.marked
                or not (head.is_heading or piece.wordy > 14)
                or self._lists_headings(piece)
                or re.search(r"\.{4,}|\t\d+$|…{2,}", piece.text)
            ):
                return "a list of the document's own headings"
            self.menu = False
        if not any(letter.isalnum() for letter in piece.flat):
            return "no words"
        if (
            self.title is not None
            and at > self.title
            and piece.flat == self.pieces[self.title].flat
            and not piece.marked
            and self.found.drafts
        ):
            return _REPEATED
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        numbers = piece.table is not None and after is not None and (after.table, after.row) == (piece.table, piece.row)
        if blank(piece.flat) and not numbers and not (piece.coded or (piece.table is None and head.is_heading)):
            return "a place to write in"
        if masthead(piece, self.headings) and at != self.title:
            return "it belongs to the page or the message, not to the review"
        if greets(piece, self.headings) and at != self.title:
            self.signing = takes_leave(piece, self.headings)
            return "how a letter begins or ends"
        if self.signing:
            if signs(piece, self.headings) and not (head.clear and head.is_heading and piece.level is not None):
                return "who signed the letter"
            self.signing = has_address(piece.flat)
        if (
            piece.wordy <= 16
            and not piece.marked
            and (_PAGE_AT_END.search(piece.flat) or _PAGE_APART.search(piece.text))
        ):
            return _PAGE
        if _PAGE_NUMBER.fullmatch(piece.flat) and not piece.marked and piece.table is None:
            return _PAGE
        if re.search(r"\.{5,} ?\d{1,3}$", piece.flat):
            return "a list of the document's own headings"
        line = straight(piece.flat)
        if not piece.marked and self.headings.running.search(line) and piece.wordy <= 60:
            return "it belongs to the page or the message, not to the review"
        if says_how_many(piece.flat) and ends(piece.flat) and _numbers_a_paragraph(piece) and piece.table is None:
            return FOLLOWS
        if at == self.title or piece.marked or piece.table is not None:
            return None
        if (
            re.sub(r"\d+", "#", piece.flat) in self.repeated
            and not head.clear
            and not (piece.wordy > 3 and head.is_heading)
        ):
            return _REPEATED
        if piece.wordy <= 24 and self.headings.imprint.search(line) and not is_question(piece.flat):
            self.found.imprint.append((piece.start, piece.end))
            return "who published the review, and when"
        if (piece.wordy <= 14 and self.headings.count_only.search(line)) or (
            ends(piece.flat) and says_how_many(piece.flat)
        ):
            return FOLLOWS
        if piece.wordy <= 12 and not head.clear and self._date_or_name(piece.flat):
            self.found.imprint.append((piece.start, piece.end))
            return "who published the review, and when"
        before = self.pieces[at - 1] if at else None
        if before is not None and not head.is_heading and _QUOTED.search(before.flat) and self._only_a_name(piece):
            return "who said what stands before it"
        if self._under_title(at, piece, head) or self._tagline(at, piece, head):
            return "a line beside the title"
        return None

    def _listed_before(self, piece: Piece) -> bool:
        """Whether a heading stands in the contents list before it: the list is over, and the part begins."""
        listed = self.text[self.listed_from : min(piece.at, self.listed_from + _LONGEST_LIST)]
        for line in listed.splitlines():
            entry = " ".join(line.split()).strip(" .·…0123456789")
            if entry == piece.flat or (piece.flat in entry and entry.count(" ") > _ONE_ENTRY):
                return True
        return False

    def _lists_headings(self, piece: Piece) -> bool:
        """Whether a piece is nothing but headings of the document, two or more, run together as a column of them is."""
        rest, count = piece.flat, 0
        while rest and len(piece.flat) <= _LONGEST_LIST:
            known = self._headings_by_word.get(rest.split(" ", 1)[0], ())
            found = max((each for each in known if rest.startswith(each)), key=len, default=None)
            if found is None:
                return False
            rest, count = rest[len(found) :].lstrip(" .·\t0123456789"), count + 1
        return count > 1 and not rest

    @cached_property
    def _headings_by_word(self) -> dict[str, list[str]]:
        """The headings, each under its first word."""
        found: dict[str, list[str]] = {}
        for piece, head in zip(self.pieces, self.heads, strict=True):
            if head.is_heading and piece.flat and piece.wordy <= _LONGEST_LISTED:
                under = found.setdefault(piece.flat.split(" ", 1)[0], [])
                if len(under) < _MANY and piece.flat not in under:
                    under.append(piece.flat)
        return found

    def _under_title(self, at: int, piece: Piece, head: Head) -> bool:
        """Whether a short line before the first section says nothing of the case."""
        if (
            self.current is None
            and self.title is not None
            and 0 < at - self.title <= 2
            and piece.wordy <= 5
            and named(piece.flat, self.headings) is not None
        ):
            return not ends(piece.flat) and not leads(piece.flat)
        if (
            self.current is not None
            or piece.wordy > 14
            or (head.is_heading and not self.laid.plain)
            or piece.flat.endswith((".", "?", ":", "!"))
            or head.clear
            or (head.alone and head.is_heading and self.title is not None and at > self.title + 1)
            or piece.coded
        ):
            return False
        if self.title is None or at > self.title + 3 or self._has_verb(piece.flat):
            return False
        return (
            kind_of(
                piece.flat, piece.text, section="", default=ItemKind.case_fact, listed=False, headings=self.headings
            )
            is ItemKind.case_fact
        )

    def _only_a_name(self, piece: Piece) -> bool:
        """Whether a line is nothing but the name of somebody of whom the text tells again and again."""
        return (
            _NAME.fullmatch(piece.flat) is not None
            and not any(self.headings.ordinary(word) for word in words(piece.flat))
            and all(self._capitalised[word] > _TOLD_OF for word in _CAPITALISED.findall(piece.flat))
        )

    @cached_property
    def _capitalised(self) -> Counter[str]:
        return Counter(_CAPITALISED.findall(self.text))

    def _has_verb(self, text: str) -> bool:
        """Whether a line has a word that makes a sentence; "May" before a year is a month."""
        said = words(text)
        return any(
            word in self.headings.verbs
            and not (word in self.headings.facts["months"] and after is not None and after.isdigit())
            for word, after in zip_longest(said, said[1:])
        )

    def _tagline(self, at: int, piece: Piece, head: Head) -> bool:
        """Whether a paragraph close to the title says nothing but what the document is, by whom and of when.

        Before it may stand a motto, set as large as itself ("Look twice. Say it out loud.").
        """
        if self.title is not None and max(0, self.title - 2) <= at < self.title and not self.found.drafts:
            told = self.pieces[self.title]
            large = (piece.bold and not told.bold) or (piece.size or 0.0) > (told.size or 0.0)
            told_of = any(word in self.headings.past for word in words(piece.flat))
            return large and piece.wordy <= _MOTTO and not told_of and not (head.clear and head.is_heading)
        if (
            self.current is not None
            or self.title is None
            or not self.title < at <= self.title + 3
            or any(not section.silent for section in self.found.sections)
            or self.found.drafts
            or piece.wordy > 30
            or piece.shape is Shape.heading
            or (head.is_heading and head.clear and (self.laid.plain or piece.bold or _exact(head)))
            or head.run_in is not None
        ):
            return False
        parts = [piece.flat[first:last] for first, last in sentences(piece.flat, 0, len(piece.flat), self.headings)]
        return all(self._says_nothing(part, stopped=ends(part)) for part in parts)

    def _says_nothing(self, text: str, *, stopped: bool) -> bool:
        said = words(text)
        if _CLAUSE.match(text) or self._date_or_name(text) or _TO_USE.match(straight(text)):
            return True
        if self.headings.imprint.search(straight(text)):
            return True
        finite = self._has_verb(text) or any(
            word in self.headings.past or word in self.headings.present
            for word in said
            if word not in self.headings.facts["months"]
        )
        told = any(len(word) > 4 and word.endswith("ed") for word in said)
        kind = review_type(text, self.headings) is not None and len(said) <= 16
        return (kind or not stopped) and not finite and not told and len(said) <= 16

    def _date_or_name(self, text: str) -> bool:
        """Whether a line is nothing but a date, or the name of a publisher."""
        said = words(text)
        months, seasons = self.headings.facts["months"], self.headings.facts["seasons"]
        if len(said) == 2 and said[0] in seasons and said[1].isdigit():
            return True
        if said and all(
            word in months or word.isdigit() or re.fullmatch(r"\d{1,2}(st|nd|rd|th)", word) for word in said
        ):
            return any(word in months for word in said) or bool(
                re.fullmatch(r"\W*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\W*|\W*(19|20)\d\d\W*", text)
            )
        while said and (said[-1] in months or said[-1] in seasons or said[-1].isdigit()):
            said.pop()
        joined = " ".join(said)
        return joined.endswith(self.headings.publishers) and not any(word in self.headings.verbs for word in said)
