"""What was read in a review: its facts, sections and items, each a slice of the document, and what found no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from nightlight.learning.document import Document


class ItemKind(StrEnum):
    """What an item is. The value is its name in files; the sentence under it is its help."""

    case_fact = "case_fact"
    """What happened to the child and the family, or how the review was done."""
    finding = "finding"
    """What the review found."""
    area_for_development = "area_for_development"
    """What needs to get better, found by the review."""
    complicating_factor = "complicating_factor"
    """What made the work harder."""
    theme_local = "theme_local"
    """What this review shares with others of the same partnership."""
    theme_national = "theme_national"
    """What this review shares with national reviews."""
    strength = "strength"
    """What was done well."""
    learning_point = "learning_point"
    """What is to be learnt."""
    practice_implication = "practice_implication"
    """What a lesson means for one's own practice; `parent` is the lesson."""
    one_thing = "one_thing"
    """The one thing to do, if only one."""
    recommendation = "recommendation"
    """What is to be changed, by whom."""
    recommendation_governance = "recommendation_governance"
    """Who follows the recommendations up."""
    question = "question"
    """A question to reflect on."""
    resource = "resource"
    """Where to read more: guidance, a link, a tool."""
    action_now = "action_now"
    """What a reader is asked to do now."""
    contact = "contact"
    """Whom to ask. Shown masked: it may name a person."""
    scope_note = "scope_note"
    """To whom what follows applies."""
    boilerplate = "boilerplate"
    """What stands in every such briefing: what a review is for, how to read it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the review itself: title, review_type, publisher, review_date, pseudonym, decision, agency_count …

    `value` is in a settled form ("rapid_review", "2022-09", "15"); `start`..`end` is where the document says it.
    """

    field: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the review under one heading; `canonical` is what the heading means, `audience` whom it addresses.

    `start`..`end` is the heading itself; `until` is where the part ends.
    """

    canonical: str
    heading: str
    start: int
    end: int
    until: int
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the review says; `text` equals `document.text[start:end]`, always.

    `norm` is the same in one line (wraps joined, marks of the markup gone). `corrected` is what a mistake of the source
    was plainly meant to be; the source's own words stay in `text`. `section` is the canonical section, `heading` its
    words as they stand. `number` is the item's own number; `parent` the id of the item that it belongs to. `owner` is
    who is to do it and `forum` who follows it up, in the document's words. `displaced` says that it stood elsewhere on
    the page than its number says; `personal` that it names a person and is shown masked. `role` is "group" for an
    item that heads others, "mnemonic" for a box such as a mnemonic, "conclusion", "decision".
    """

    id: str
    kind: ItemKind
    start: int
    end: int
    text: str
    norm: str
    section: str = ""
    heading: str = ""
    audience: tuple[str, ...] = ()
    number: str | None = None
    parent: str | None = None
    owner: str | None = None
    forum: str | None = None
    corrected: str | None = None
    role: str | None = None
    displaced: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Text that found no place among the items, and why. Nothing of a document is dropped: it is an item, a heading, or here."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A review as it was read. Every character that is no white space lies in an item, a section's heading, a mark, or the tray.

    `order` is not needed: items stand in the order in which they are meant to be read (numbered items by their number),
    which may differ from that of `start`. `notes` say what the reader should know ("it ends in the middle of a sentence").
    """

    document: Document
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    tray: tuple[Left, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def fact(self, name: str) -> str | None:
        """The first value of a fact, such as "publisher"; None where the review does not say it."""
        return next((each.value for each in self.facts if each.field == name), None)
