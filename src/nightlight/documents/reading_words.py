"""The names that a reading uses in files, in words for a person: kinds of item, facts, formats, dates."""

from __future__ import annotations

from typing import Final

from nightlight.chronology.moments import BadDate, When
from nightlight.learning.reading import Fact, ItemKind

_SHORT: Final = {
    "lcspr": "local child safeguarding practice review",
    "iro": "independent reviewing officer",
    "gp": "GP",
}
#: Kinds whose name alone does not say to a reader what they are.
_KINDS: Final = {
    ItemKind.theme_local: "local theme", ItemKind.theme_national: "national theme", ItemKind.one_thing: "the one thing",
    ItemKind.recommendation_governance: "follow-up of recommendations", ItemKind.action_now: "to do now",
    ItemKind.scope_note: "for whom this is",
}  # fmt: skip
_FORMATS: Final = (
    ("wordprocessing", "Word"), ("presentation", "slides"), ("pdf", "PDF"), ("html", "web page"), ("plain", "plain text"),
)  # fmt: skip
_DATES: Final = ("published", "review_date", "incident_date")
_FIELDS: Final = {
    "review_type": "Kind of review", "review_date": "Date of the review", "agency_count": "Agencies that took part",
    "publisher_hint": "May be published by", "recommendation_forum": "Who follows the recommendations up",
    "method": "How it was done", "plan_status": "Plan", "legal_status": "Order of a court", "pseudonym": "The child is called",
}  # fmt: skip


def in_words(name: str) -> str:
    """A name of a file in words, with the abbreviations that it holds written out.

    >>> in_words("no_lcspr")
    'no local child safeguarding practice review'
    """
    return " ".join(_SHORT.get(each, each) for each in name.split("_"))


def kind_words(kind: ItemKind) -> str:
    """What an item is, as a reader is told.

    >>> kind_words(ItemKind.area_for_development)
    'area for development'
    """
    return _KINDS.get(kind) or in_words(kind.value)


def audience_words(audience: tuple[str, ...]) -> str:
    """Whom an item addresses: "managers, senior leaders"; nothing where the review does not say."""
    return ", ".join(in_words(each) for each in audience)


def fact_words(fact: Fact) -> tuple[str, str]:
    """A fact of a review: its name and its value, both in words.

    >>> fact_words(Fact("review_date", "2022-09", 0, 0))
    ('Date of the review', 'September 2022')
    """
    name = _FIELDS.get(fact.field) or in_words(fact.field).capitalize()
    if fact.field in _DATES:
        return name, date_words(fact.value)
    if fact.field in ("review_type", "decision", "method", "plan_status", "legal_status", "trigger"):
        said = ", ".join(in_words(each) for each in fact.value.split("+"))
        return name, said[:1].upper() + said[1:]
    return name, fact.value


def date_words(dated: str | None) -> str:
    """A date as it is known: "2022", "September 2022", "14 October 2024"; "no date" where there is none."""
    if not dated:
        return "no date"
    try:
        return When.read(dated).says()
    except BadDate:
        return dated


def format_words(media: str) -> str:
    """What sort of file a document is."""
    return next((words for sign, words in _FORMATS if sign in media), media)
