"""The headings: what section each opens, and what it takes from the one that it stands in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Final

from nightlight.learning.document import Shape
from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.bearing import family
from nightlight.learning.structure.drafts import Open
from nightlight.learning.structure.entries import ANSWER, LESSONS, SAYS_NOTHING
from nightlight.learning.structure.heads import CLEAR, Head
from nightlight.learning.structure.judge import kind_of
from nightlight.learning.structure.leanings import JUDGED, SURE, SURE_SWAY
from nightlight.learning.structure.lexicon import Meaning, SectionKind
from nightlight.learning.structure.lines import numeral
from nightlight.learning.structure.markup import flat
from nightlight.learning.structure.pieces import Piece
from nightlight.learning.structure.sentences import sentences
from nightlight.learning.structure.titles import named, review_type
from nightlight.learning.structure.walking import leads
from nightlight.learning.structure.weighings import Weighings
from nightlight.learning.structure.words import straight, words

#: What a sentence within the story may say that follows.
_FOLLOWING: Final = frozenset(
    [ItemKind.finding, ItemKind.learning_point, ItemKind.recommendation, ItemKind.question, ItemKind.strength]
)
#: In a section of these, a line that leads to a list changes nothing.
_SETTLED: Final = frozenset(
    [
        ItemKind.recommendation,
        ItemKind.question,
        ItemKind.action_now,
        ItemKind.resource,
        ItemKind.strength,
        ItemKind.contact,
        ItemKind.one_thing,
        ItemKind.theme_local,
        ItemKind.theme_national,
    ]
)
#: What follows these under a heading of its own has nothing to do with them.
_SHUT: Final = frozenset({"about", "contact"})
#: Sections that say what somebody should do: a line that leads to a list of it leaves their entries what they are.
_ADVISING: Final = frozenset(
    [
        ItemKind.recommendation,
        ItemKind.learning_point,
        ItemKind.practice_implication,
        ItemKind.action_now,
        ItemKind.one_thing,
        ItemKind.question,
        ItemKind.resource,
    ]
)
#: So many sections back a heading is compared with those that are known.
_LAST: Final = 40
#: Named beside themes, it says what the themes are of.
_THEMES_OF: Final = frozenset([ItemKind.learning_point, ItemKind.finding])
#: What may be named together and mean the same ("Recommendations and next steps").
_ASKS_ALIKE: Final = frozenset([ItemKind.recommendation, ItemKind.action_now])
_SYSTEM: Final = ("system",)
#: What is made better, and addressed by nobody ("Improving systems and practice").
_IMPROVED: Final = re.compile(r"\b(?:improv|chang|strengthen|develop)\w* (?:\w+ ){0,3}systems?\b", re.I)
#: A line that leads to a list of what somebody should do.
_ADVICE: Final = re.compile(r"\b(?:should|must|needs? to|are asked to|can|could|dylai \w+)\W*$")


class Openings(Weighings):
    """Opens sections."""

    def _title(self, piece: Piece) -> None:
        section = Open("title", piece.flat, piece.start, piece.end, level=0, known=False, silent=True)
        self.found.sections.append(section)
        self.found.title = section
        if not self.laid.plain or self.current is None or self.current.silent:
            self.current = None
        self.current = None
        self.levels = []
        self.group = None

    def _label_alone(self, piece: Piece) -> None:
        kind = ItemKind(piece.said) if piece.said else None
        self._open_labelled(piece, kind, self.text[piece.at : piece.end].strip() or piece.label or "")

    def _open_labelled(self, piece: Piece, kind: ItemKind | None, heading: str) -> None:
        base = self._base(piece)
        section = self._like(base, heading, piece)
        if base is not None and base.paired and base.enclosing is not None and kind is ItemKind.theme_local:
            base = base.enclosing
            section = self._like(base, heading, piece)
        if kind is ItemKind.theme_local and base is not None and base.known and base.kind in LESSONS:
            kind = base.kind  # "Theme 2" under "Learning" is a part of the learning
        if kind is not None and (base is None or base.kind is not kind):
            match = base if base is not None and base.kind is kind else None
            named = next((each for each in self.headings.sections if each.kind is kind), None)
            section.kind = kind
            section.canonical = (
                match.canonical if match is not None else named.canonical if named is not None else "other"
            )
            section.narrative = kind is ItemKind.case_fact
            section.paired = False
        section.number, section.holder = piece.label, base
        section.known = base.known if base is not None else True
        if kind is not None:
            section.sway = SURE_SWAY
        self._open(section, piece)

    def _base(self, piece: Piece) -> Open | None:
        """The section that a labelled part belongs to: the one above it, or that of the label before it."""
        if piece.level is not None and self.levels:
            above = [each for each in self.levels if (each.level or 99) < piece.level]
            if above:
                return above[-1]
        sibling = self._next_number(piece)
        return sibling.holder if sibling is not None else self.current

    def _like(self, base: Open | None, heading: str, piece: Piece) -> Open:
        if base is None:
            return Open("other", heading, piece.at, piece.end)
        return Open(
            base.canonical,
            heading,
            piece.at,
            piece.end,
            base.kind,
            base.narrative,
            base.paired,
            base.closing,
            base.role,
            base.audience,
            enclosing=base.enclosing,
            sway=base.sway,
        )

    def _open(self, section: Open, piece: Piece) -> None:
        section.level = piece.level if section.level is None else section.level
        self.found.sections.append(section)
        self.current = section
        if section.level is not None:
            while self.levels and (self.levels[-1].level or 99) >= section.level:
                self.levels.pop()
            self.levels.append(section)
        self.group = None
        self.box_headed = True

    def _heads(self, at: int, piece: Piece, head: Head) -> bool:
        table = self.tables.get(piece.table) if piece.table is not None else None
        if table is not None and table.named:
            return piece.column == 0 or (head.clear and head.is_heading)
        if self._lead(at, piece):
            return True
        if not head.is_heading:
            return False
        if piece.asks:
            return True
        section = self.current.canonical if self.current is not None else ""
        found = kind_of(
            piece.flat, piece.text, section=section, default=ItemKind.case_fact, listed=False, headings=self.headings
        )
        sure = head.meaning.score if head.meaning is not None else 0.0
        if found is ItemKind.resource and sure < 0.85 and not piece.ruled and piece.shape is not Shape.heading:
            return False
        if self._same_again(at, piece, head):
            return False
        if found is ItemKind.scope_note and not (head.meaning is not None and head.meaning.exact):
            return False
        if found in (ItemKind.scope_note, ItemKind.recommendation_governance, ItemKind.contact) and not (
            head.clear and piece.wordy <= 6
        ):
            return False
        if (
            found is not ItemKind.case_fact
            and not head.clear
            and piece.shape is not Shape.heading
            and not piece.ruled
            and not (head.alone and found is ItemKind.question)
        ):
            return False
        if (
            self.current is not None
            and self.current.closing
            and sure < 0.8
            and self.laid.plain
            and not piece.ruled
            and not piece.bold
        ):
            if self._next_number(piece) is not None:
                return True
            after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
            apart = self.laid.airy and head.clear and after is not None and bool(after.blanks)
            return bool(piece.blanks) and (
                head.caps or apart or head.alone or (head.clear and piece.flat.endswith(":"))
            )
        return True

    def _same_again(self, at: int, piece: Piece, head: Head) -> bool:
        """Whether a line says only what its section is called anyway: an entry such as "Practice guidance"."""
        current, meaning = self.current, head.meaning
        if current is None or meaning is None or meaning.section.canonical != current.canonical or not self.laid.plain:
            return False
        if (
            (meaning.exact and piece.blanks)
            or piece.flat.endswith(":")
            or piece.ruled
            or head.caps
            or piece.level is not None
        ):
            return False
        return current.canonical == "resources"

    def _heading(self, at: int, piece: Piece, head: Head) -> None:
        if (
            self.title is not None
            and at < self.title <= at + 2
            and not self.found.drafts
            and not (head.meaning is not None and head.meaning.exact)
        ):
            self.found.sections.append(Open("title", piece.flat, piece.start, piece.end, silent=True))
            return
        if self._title_goes_on(at, piece, head) or self._subtitle(at, piece):
            self.found.sections.append(Open("title", piece.flat, piece.start, piece.end, silent=True))
            return
        if (
            self.title is not None
            and at == self.title + 1
            and not (head.meaning is not None and head.meaning.score >= 0.75)
            and not piece.marked
            and not piece.asks
            and not piece.flat.endswith(":")
            and piece.wordy <= 14
            and self.pieces[at + 1 : at + 2]
            and self.laid.plain
        ):
            self.found.sections.append(Open("title", piece.flat, piece.start, piece.end, silent=True))
            return
        if " ".join(words(piece.flat)) in self.headings.menus:
            self.found.sections.append(Open("menu", piece.flat, piece.start, piece.end, silent=True))
            self.menu, self.listed_from = True, piece.end
            return
        start = piece.start
        if leads(piece.flat) and not head.clear:
            start = self._before_lead(piece)
        meaning = head.meaning
        opens = self._opens_with(piece.flat) if meaning is None or meaning.score < SURE else None
        if opens is not None and head.clear and self._lead(at, piece):
            meaning = opens
        elif not head.clear and self._lead(at, piece):
            opens = self._opens_with(flat(self.text[start : piece.end]))
            meaning = opens or self._said_in(flat(self.text[start : piece.end])) or meaning
            if opens is None and meaning is not None and self.current is not None and self.current.kind in _SETTLED:
                meaning = None
        heading = flat(self.text[start : piece.end])
        before, colon, after = heading.partition(": ")
        if colon and after and not piece.said and not (meaning is not None and meaning.score >= SURE):
            labelled = self.headings.label_kind(before)
            if labelled:  # "Learning theme: Language and voice"
                self._open_labelled(piece, ItemKind(labelled), heading)
                return
        if piece.said and piece.coded:
            self._open_labelled(piece, ItemKind(piece.said), flat(self.text[piece.at : piece.end]))
            return
        if (
            meaning is None
            and leads(heading)
            and _ADVICE.search(straight(heading))
            and (self.current is None or self.current.kind not in _ADVISING)
        ):
            section = self._of(self.headings.by_name["learning_points"], heading, piece, start)
            section.audience = self.headings.audience(heading)
            self._open(section, piece)
            return
        self._open_meant(at, piece, head, meaning, heading, start if start > piece.start else piece.at)

    def _subtitle(self, at: int, piece: Piece) -> bool:
        """Whether a line stands close under the title, in a text whose headings stand apart."""
        return (
            self.laid.airy
            and self.title is not None
            and at in (self.title + 1, self.title + 2)
            and not piece.blanks
            and piece.label is None
            and not piece.asks
            and not leads(piece.flat)
            and not self.found.drafts
        )

    def _title_goes_on(self, at: int, piece: Piece, head: Head) -> bool:
        """Whether a heading right after the title only says more of what the review is: its kind, the child's name."""
        if (
            self.title is None
            or at <= self.title
            or at > self.title + 2
            or self.found.drafts
            or piece.table is not None
        ):
            return False
        if (
            piece.label is not None
            or piece.flat.endswith("?")
            or any(not section.silent for section in self.found.sections)
            or (head.meaning is not None and head.meaning.exact)
        ):
            return False
        return review_type(piece.flat, self.headings) is not None or named(piece.flat, self.headings) is not None

    def _open_meant(self, at: int, piece: Piece, head: Head, meaning: Meaning | None, heading: str, start: int) -> None:
        audience = self.headings.audience(heading)
        if not piece.asks:
            self.addressed = audience if self.headings.only_audience(heading) else ()
        look = (head.caps, piece.ruled, piece.bold)
        if (
            self.headings.only_audience(heading)
            and self.current is not None
            and self.current.kind is not None
            and not (meaning is not None and meaning.exact)
        ):
            section = self._like(self.current, heading, piece)
            section.audience, section.known = audience, self.current.known
            section.level = piece.level
            section.start = start
            self._open(section, piece)
            return
        usable = meaning is not None and (
            meaning.score >= CLEAR
            or (
                meaning.score >= 0.48
                and meaning.weight >= 0.9
                and (piece.shape is Shape.heading or piece.ruled or head.caps or heading.endswith(":"))
            )
        )
        if meaning is not None and meaning.section.canonical in _SHUT and meaning.score < SURE:
            usable = False
        if usable and meaning is not None and not self._only_a_topic(meaning, heading, piece):
            section = self._of(meaning.section, heading, piece, start)
            if audience == _SYSTEM and _IMPROVED.search(heading):
                audience = ()
            section.audience = audience or (self.addressed if piece.asks else ()) or meaning.section.audience
            if meaning.section.paired and self.current is not None:
                section.enclosing = self.current.enclosing if self.current.paired else self.current
            elif (
                heading.endswith(":")
                and not audience
                and self.current is not None
                and self.current.canonical == section.canonical
            ):
                section.audience = self.current.audience
            section.look = look
            if not self._names_several(at, section, meaning, heading) and not section.paired:
                self._judge_weak(at, section, meaning)
            self._open(section, piece)
            return
        if not re.search(
            r"\b(?:for|to|i|ar gyfer)\b|^(?:if|when|where) you\b", heading, re.I
        ) and not self.headings.only_audience(heading):
            audience = ()  # "Where the system let him down" addresses nobody
        if piece.asks:
            audience = audience or self.addressed
        parent = self._parent(piece, look)
        if parent is not None:
            section = self._like(parent, heading, piece)
            section.known = False
            section.audience = audience or parent.audience
            section.holder = parent
            only_leads = (
                not head.clear
                and parent.kind in _SETTLED
                and piece.shape is not Shape.heading
                and not (piece.bold or piece.ruled or head.caps)
                and self._lead(at, piece)
            )
            if not only_leads or self._says(at, surely=True):
                self._judge_within(at, section, parent, look)
            section.unsure = (
                piece.level is None and piece.label is None and self.laid.plain and not heading.endswith(":")
            )
        else:
            section = Open("other", heading, piece.at, piece.end, sway=0.0)
            section.audience = audience
            self._take(section, self._survey(at, {}))
        section.number = piece.label
        section.start, section.look = start, look
        self._open(section, piece)

    def _names_several(self, at: int, section: Open, meaning: Meaning, heading: str) -> bool:
        """Gives a section all the kinds that its heading names; False where it names one."""
        parts = self.headings.several(heading)
        kinds = list(dict.fromkeys(each.section.kind for each in parts))
        taught = next((each.section for each in parts if each.section.kind in _THEMES_OF), None)
        of_themes = taught is not None and {ItemKind.theme_local, taught.kind} == set(kinds)
        if of_themes and taught is not None and not self._taught_within(at):
            # "Key themes and learning": its themes are those of the learning, and not what reviews have in common.
            section.canonical, section.kind, section.role, section.sway = taught.canonical, taught.kind, None, SURE_SWAY
            section.narrative = section.paired = False
            return True
        if len({family(kind) for kind in kinds}) < 2 or (meaning.exact and _ASKS_ALIKE.issuperset(kinds)):
            return False
        section.kind, section.also, section.sway = kinds[0], tuple(kinds[1:]), JUDGED
        section.narrative = section.paired = False
        section.role = next((each.section.role for each in parts if each.section.kind is kinds[0]), None)
        return True

    def _taught_within(self, at: int) -> bool:
        """Whether a part of its own under a heading holds the learning, before the next heading that stands as high."""
        level = self.pieces[at].level
        for ahead in range(at + 1, len(self.pieces)):
            piece, head = self.pieces[ahead], self.heads[ahead]
            if level is not None and piece.level is not None and piece.level <= level and head.is_heading:
                return False
            known = head.meaning is not None and head.meaning.score >= SURE
            if known and head.meaning is not None and (head.is_heading or head.run_in is not None):
                if family(head.meaning.section.kind) is ItemKind.learning_point and not head.meaning.section.paired:
                    return True
                if level is None and not head.meaning.section.paired:
                    return False
        return False

    def _of(self, kind: SectionKind, heading: str, piece: Piece, start: int) -> Open:
        return Open(
            kind.canonical,
            heading,
            start,
            piece.end,
            kind.kind,
            kind.narrative,
            kind.paired,
            kind.closing,
            kind.role,
            kind.audience,
            known=True,
        )

    def _next_number(self, piece: Piece) -> Open | None:
        """The section whose number comes before that of a heading ("1. Interpreters", …, "2. Moves"); None if there is none."""
        number = numeral(piece.label) if piece.label is not None and not piece.bullet else None
        if number is None:
            return None
        return next(
            (
                each
                for each in reversed(self.found.sections[-_LAST:])
                if each.number is not None and each.holder is not None and numeral(each.number) == number - 1
            ),
            None,
        )

    def _parent(self, piece: Piece, look: tuple[bool, bool, bool]) -> Open | None:
        """The section that a heading without a known meaning stands in, or None where it begins one of its own."""
        if piece.level is not None:
            above = [each for each in self.levels if (each.level or 99) < piece.level]
            if above:
                return above[-1] if above[-1].kind is not None else None
            if self.levels:
                return None
        current = self.current
        sibling = self._next_number(piece)
        if sibling is not None:
            return sibling.holder
        if current is not None and current.holder is not None and not current.known and current.look == look:
            current = current.holder  # beside another of its kind, and not within it
        if current is None or current.kind is None or current.canonical in _SHUT:
            return None
        if (look[0] or look[1]) and not any(current.look[:2]) and self._looks_like_a_part(look):
            return None
        if (look[0] or look[1]) and current.known and current.look[:2] == look[:2]:
            return None
        return current

    def _looks_like_a_part(self, look: tuple[bool, bool, bool]) -> bool:
        """Whether the headings of the parts that are surely known look so, and no other heading does."""
        return any(each.known and each.look[:2] == look[:2] for each in self.found.sections[-_LAST:])

    def _only_a_topic(self, meaning: Meaning, heading: str, piece: Piece) -> bool:
        """Whether a heading that could open a part of the story only names a subject within lessons or findings."""
        current = self.current
        if current is None or current.kind is None:
            return False
        above = [each for each in self.levels if piece.level is not None and (each.level or 99) < piece.level]
        holder = above[-1] if above else None
        topical = " ".join(words(heading)) in self.headings.topics or meaning.score < 0.8
        if holder is not None and holder.kind is not None and not holder.narrative:
            return topical or meaning.section.narrative
        if current.narrative:
            return False
        return meaning.section.narrative and topical and piece.level is None and not heading.endswith(":")

    def _before_lead(self, piece: Piece) -> int:
        """Where the last sentence of a paragraph that leads to a list begins; what is before it is read as it stands."""
        parts = list(sentences(self.text, piece.start, piece.end, self.headings))
        if len(parts) < 2:
            return piece.start
        for start, end in parts[:-1]:
            if ANSWER.fullmatch(self.text[start:end]) is not None:
                self.found.left.append((start, end, SAYS_NOTHING))
            else:
                self._put(start, end, listed=False)
        return parts[-1][0]

    def _said_in(self, heading: str) -> Meaning | None:
        """What a line that leads to a list says of it, wherever in the line it says so; the last words weigh most."""
        said = words(heading)[-24:]
        best: Meaning | None = None
        for size in (4, 3, 2, 1):
            for at in range(len(said) - size, -1, -1):
                meaning = self.headings.meaning(" ".join(said[at : at + size]))
                if (
                    (
                        meaning is not None
                        and meaning.score >= 0.9
                        and meaning.weight >= 0.95
                        and not meaning.section.narrative
                    )
                    and meaning.section.canonical not in ("contact", "about")
                    and (best is None or meaning.weight > best.weight)
                ):
                    best = meaning
        return best

    def _says_what_follows(self, at: int, piece: Piece) -> bool:
        """Opens what a sentence within the story says that follows ("The panel made two recommendations."); False if none.

        A list must follow it, so that a story which goes on after such a sentence stays one.
        """
        after = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        told = self.current is not None and self.current.narrative and self.current.known
        if not told or piece.marked or piece.table is not None or after is None or not after.marked:
            return False
        meaning = self._said_in(piece.flat)
        if meaning is None or meaning.section.kind not in _FOLLOWING:
            return False
        self._open(self._of(meaning.section, piece.flat, piece, piece.start), piece)
        return True

    def _said_again(self, words_of: str) -> bool:
        """Whether a heading on the line of its text stands so several times."""
        return self._run_ins[straight(words_of)] > 1

    @cached_property
    def _run_ins(self) -> Counter[str]:
        return Counter(straight(head.words) for head in self.heads if head.run_in is not None)

    def _run_in_unsure(self, at: int, piece: Piece, head: Head, begin: int) -> None:
        """Opens a section whose heading, on the line of its text, is set apart and does not say what it heads."""
        judged = self._survey(at, {})
        section = Open("other", head.words, piece.at, begin, sway=0.0)
        while self.text[section.end - 1 : section.end].isspace():
            section.end -= 1
        section.audience = self.headings.audience(head.words)
        self._take(section, judged)
        self._open(section, piece)
        self._paragraph(begin, piece.end, piece)

    def _run_in(self, at: int, piece: Piece, head: Head) -> None:
        meaning, begin = head.meaning, head.run_in
        if begin is None:
            return
        holder = self.current
        if meaning is None or meaning.score < CLEAR:
            self._run_in_unsure(at, piece, head, begin)
            return
        if (
            holder is not None
            and holder.kind is ItemKind.resource
            and holder.kind is meaning.section.kind
            and " " not in head.words
        ):
            self._entry(at, piece)  # "E-learning: …" among resources is one of them
            return
        if (
            piece.bullet
            and holder is not None
            and holder.kind is not None
            and not holder.narrative
            and holder.kind is not ItemKind.finding
        ):
            self._entry(at, piece)
            return
        kind_of_part = meaning.section
        if kind_of_part.kind is ItemKind.action_now and holder is not None and self._said_again(head.words):
            # "What you should do:" under each lesson is what that lesson means for practice.
            kind_of_part = self.headings.by_name.get("practice_implications", kind_of_part)
        section = self._of(kind_of_part, head.words, piece, piece.at)
        section.end = begin
        section.audience = self.headings.audience(head.words) or meaning.section.audience
        section.enclosing = holder
        labelled = holder is not None and holder.number is not None and holder.kind in LESSONS
        last = self.found.drafts[-1] if self.found.drafts and self.found.drafts[-1].under is holder else None
        while self.text[section.end - 1 : section.end].isspace():
            section.end -= 1
        if not section.paired and not piece.bullet:
            self._judge_weak(at, section, meaning)
        if piece.bullet:
            self.found.sections.append(section)
            self.current = section
        else:
            self._open(section, piece)
        first = len(self.found.drafts)
        self._paragraph(begin, piece.end, piece)
        if labelled and last is not None and holder is not None:
            for draft in self.found.drafts[first:]:
                if draft.kind is not last.kind:
                    draft.parent, draft.number = last, draft.number or holder.number
        if piece.bullet:
            self.current = holder
