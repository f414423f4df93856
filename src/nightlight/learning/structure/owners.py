"""Who is to do something, in the words of the entry itself."""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.words import words

_MODAL: Final = re.compile(
    r"^(?P<who>[^.;:?!]{2,160}?)\s+(?P<modal>to|should|must|will|need to|needs to|shall|are to|is to)\s+(?P<rest>\w+)"
)
_IN_BRACKETS: Final = re.compile(r"[(\[](?P<label>[A-Za-z ]{2,24}):\s*(?P<who>[^()\[\]]{2,120})[)\]]\s*\.?$")
#: Whom it is for, and perhaps by when.
_BRACKETED: Final = re.compile(r"[(\[](?P<who>[^()\[\]:,;]{2,80})(?:[,;] [^()\[\]]{2,40})?[)\]]\s*\.?$")
_BRACKETED_WORDS: Final = 10
_AT_END: Final = re.compile(r"(?:^|[.;]\s+)(?P<label>[A-Z][A-Za-z ]{2,24}):\s*(?P<who>[^.:;]{2,120})\.?$")
_RECOMMENDS: Final = re.compile(r"^.{0,60}?\brecommend(?:s|ed)? that (?P<rest>.*)", re.S)
_OPENER: Final = re.compile(
    r"^(?:(?:first|second|third|fourth|fifth|last|final)(?:ly)?|also|in addition|finally),? +(?=[a-z])", re.I
)
#: An owner has no more words than this.
_LONGEST: Final = 16


def unopened(text: str, opener: re.Pattern[str]) -> str:
    """A sentence without the words that join it to those before it ("Secondly, the Trust …"), its first letter large."""
    found = opener.match(text)
    if found is None or found.end() == len(text):
        return text
    return text[found.end()].upper() + text[found.end() + 1 :]


def for_the_reader(who: str, headings: Headings) -> bool:
    """Whether an owner is the reader of the briefing and no body: "practitioners", "team managers", "all staff"."""
    said = words(who)
    return bool(said) and (said[-1] in headings.readers or said[0] in headings.readers)


def body(who: str, headings: Headings) -> bool:
    """Whether an owner is a body ("the Elm Trust", "commissioners") and not people at work ("health visitors")."""
    return any(word in headings.bodies for word in words(who))


def owner(text: str, headings: Headings) -> tuple[str, str] | None:
    """The owner that an entry names and the word that asks it ("to", "should", "must", "will"), or None.

    "Elm Trust to look at its records" is for the Elm Trust; "There is a need to review" is for nobody.
    """
    text = unopened(text, _OPENER)
    for pattern in (_IN_BRACKETS, _AT_END):
        found = pattern.search(text)
        if (
            found is not None
            and " ".join(words(found.group("label"))) in headings.owner_labels
            and len(words(found.group("who"))) <= _LONGEST
        ):
            return found.group("who").strip(), "label"
    said_of = _RECOMMENDS.match(text)
    if said_of is not None:
        who = _before_verb(said_of.group("rest"), headings)
        return (who, "recommended") if who is not None else None
    found = _MODAL.match(text)
    if found is None:
        return None
    who = found.group("who").strip().rstrip(",")
    said = words(who)
    if not who[0].isupper():
        return None
    if len(said) > 1 and said[0] in headings.imperatives and said[1] in headings.after_a_verb:
        return None  # "Check that your team knows what to do"
    if (
        not said
        or len(said) > _LONGEST
        or said[0] in headings.not_owner
        or (said[0].endswith("ing") and said[0] not in ("nursing", "housing"))
    ):
        return None
    if any(
        word in headings.verbs or word == "not" or (word.endswith("ed") and word not in headings.owner_words)
        for word in said
    ):
        return None
    acronym = any(part.isupper() and len(part) >= 2 for part in re.findall(r"[A-Za-z]+", who))
    if acronym or any(word in headings.owner_words for word in said):
        return who, found.group("modal").split()[0]
    return None


def owner_in_brackets(text: str, headings: Headings) -> str | None:
    """The owner that stands in brackets at the end of a recommendation ("… (the Elm Trust, by May 2026)"), or None."""
    found = _BRACKETED.search(text)
    if found is None:
        return None
    who = found.group("who").strip()
    said = words(who)
    return who if len(said) <= _BRACKETED_WORDS and any(word in headings.owner_words for word in said) else None


def _before_verb(text: str, headings: Headings) -> str | None:
    """Who is to do it, where no modal verb says so: "the Trust introduces …" is for the Trust."""
    modal = re.match(r"(?P<who>[^.;:?!]{2,120}?) (?:should|must|to|needs?|will)\b", text)
    parts = (modal.group("who") if modal is not None else text[:120]).split(" ")
    last = 0
    for at, part in enumerate(parts[:_LONGEST], 1):
        word = part.strip(",").casefold()
        if word in headings.owner_words:
            last = at
        elif last and word not in ("and", "of", "for", "the", "&") and not part[:1].isupper():
            break
    return " ".join(parts[:last]).strip(",") if last else None
