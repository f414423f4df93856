"""What an entry is: by its section first, then by its own shape and words."""

from __future__ import annotations

import re
from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.markup import address, linked, only_link
from nightlight.learning.structure.owners import body, for_the_reader, owner
from nightlight.learning.structure.words import straight, words

_EMAIL: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE: Final = re.compile(r"(?<![\d/.-])(?:\+44[\s(0)]{0,6}\d|0\d)(?:[\s()-]{0,2}\d){7,10}(?![\d/])")
_HANDLE: Final = re.compile(r"(?:^|\s)@\w{2,30}|(?:x|twitter|facebook|instagram|linkedin|youtube)\.com/\S+", re.I)
_QUESTION: Final = re.compile(r"\?[\"'”’)\]]{0,3}$")

#: A question, and after it in few words how to go about it ("… in this team? Try it out loud").
_PROMPTED: Final = re.compile(
    r"(?:what|who|whom|whose|how|when|where|which|why|is|are|do|does|did|has|have|can|could|would|will|should)\b[^?]{8,200}\?"
    r" (?:try|talk|walk|discuss|share|write|think|say|work|list|note|go|give|explain|describe|compare)\b[^?.]{0,50}\.?",
    re.I,
)
#: Under these a short line with the address of a page is where to read more.
_LISTED: Final = frozenset(
    [
        ItemKind.recommendation,
        ItemKind.question,
        ItemKind.learning_point,
        ItemKind.finding,
        ItemKind.case_fact,
        ItemKind.one_thing,
    ]
)
#: Under these an entry stays what it is, though it recommends something.
_KEEPS: Final = frozenset(
    [
        ItemKind.question,
        ItemKind.resource,
        ItemKind.contact,
        ItemKind.recommendation,
        ItemKind.action_now,
        ItemKind.one_thing,
    ]
)
#: Kinds that ask nobody to do anything: an entry that does is of another.
_NOT_ASKING: Final = frozenset(
    [
        ItemKind.strength,
        ItemKind.case_fact,
        ItemKind.finding,
        ItemKind.area_for_development,
        ItemKind.complicating_factor,
        ItemKind.theme_local,
        ItemKind.theme_national,
    ]
)
#: Of these an entry is none that says what a body should do: its heading was lost.
_NEVER_ASKS: Final = frozenset([ItemKind.strength, ItemKind.complicating_factor, ItemKind.case_fact])
#: Under these a sentence that says what a body should do is a recommendation.
_FOUND: Final = frozenset([ItemKind.finding, ItemKind.theme_local, ItemKind.theme_national, ItemKind.strength])
#: Under these it may be said who follows up what was recommended.
_FOLLOWED: Final = frozenset([ItemKind.recommendation, ItemKind.action_now])
_FOLLOWS_UP: Final = (
    r"(?:overs(?:ee|een|ees)|monitor\w*|track\w*|review\w*|check\w*|scrutinis\w*|report\w*|follow\w* up|sign\w* off)"
)
_SPOKEN_OF: Final = re.compile(_FOLLOWS_UP)
_WHAT: Final = r"(?:plan|progress|actions?|recommendations?|delivery|implementation|these|they|them|this work|it)"
_FORUM: Final = (
    r"(?:group|hub|unit|team|chair|board|committee|panel|executive|sub-?group|partnership|forum|partners|council)"
)
_GOVERNS: Final = (
    re.compile(
        rf"^(?:the |this |these |all |our |its )?(?:\w+ ){{0,3}}{_WHAT} (?:\w+ ){{0,5}}?(?:is|are|will|to) (?:be )?(?:\w+ )?{_FOLLOWS_UP}\b"
    ),
    re.compile(
        rf"^(?:the |our |a )?(?:[\w&'-]+ ){{0,8}}{_FORUM} (?:will )?(?:also )?{_FOLLOWS_UP} (?:\w+ ){{0,6}}?{_WHAT}\b"
    ),
    re.compile(
        rf"^(?:both|all|each|they|these|partners|agencies) (?:of them )?will report (?:\w+ ){{0,3}}to"
        rf" (?:[\w&'-]+ ){{0,9}}{_FORUM}\b"
    ),
    re.compile(rf"^(?:to be )?reported (?:\w+ ){{0,3}}to (?:[\w&'-]+ ){{0,9}}{_FORUM}\b"),
)
#: A bidding to ask somebody something, with the words to ask ("At each visit ask one question: who is here?").
_BIDS_ASK: Final = re.compile(r"\bask (?!yourself|yourselves|each other)[^:?]{1,60}: ?[^:?]+\?\W*$", re.I)
_NOT_RECOMMENDED: Final = re.compile(r"\b(?:not|no longer|never) (?:\w+ )?recommend")
_REGRETS: Final = re.compile(r"\b(?:should|must|could|would|will) (?:not )?have\b")
#: A sentence that tells how things are, and how they will go on ("He has had one operation and will need another").
_GOES_ON: Final = re.compile(r"\b(?:has|have|had|is|are|was|were)\b[^.;]{0,160} and will\b")
#: A bidding, and after it a question that goes with it ("Choose one family. Who is with the baby at night?").
_BIDS_THEN_ASKS: Final = re.compile(r"[A-Z][^.?!]{8,}\. [^?]+\?\W*$")
#: Under these an entry that ends with a question mark is a question for the reader.
_REFLECTIVE: Final = frozenset(
    [
        "learning_points",
        "lessons",
        "practice_implications",
        "actions_now",
        "system_messages",
        "other",
        "key_findings",
        "one_thing",
        "areas_for_development",
    ]
)


def is_question(text: str) -> bool:
    """Whether an entry ends as a question does."""
    return _QUESTION.search(text[-6:]) is not None or _PROMPTED.fullmatch(text) is not None


def has_address(text: str) -> bool:
    """Whether a text holds an e-mail address, a telephone number or a name on a network."""
    if "@" in text and (_EMAIL.search(text) is not None or _HANDLE.search(text) is not None):
        return True
    if "0" in text and _PHONE.search(text) is not None:
        return True
    return ".com/" in text.casefold() and _HANDLE.search(text) is not None


def email(text: str) -> str | None:
    """The first e-mail address of a text."""
    found = _EMAIL.search(text)
    return found.group() if found is not None else None


def _is_contact(text: str, section: str, headings: Headings) -> bool:
    """Whether an entry tells whom to ask: an address, with little beside it."""
    if not has_address(text) and not (section == "contact" and address(text)):
        return False
    count = len(words(text))
    if section == "contact":
        return count <= 60
    said = headings.contact_words.search(straight(text)) is not None
    return count <= 14 or (said and count <= 45)


def cued(text: str, section: str, headings: Headings, *, anywhere: bool) -> ItemKind | None:
    """The kind whose words an entry begins with or holds; `anywhere` asks only for those that hold under any heading."""
    line = straight(text)
    for cue in headings.cues:
        if cue.anywhere != anywhere or section in cue.not_under:
            continue
        if cue.kind is ItemKind.question and cue.pattern is None:
            if is_question(text):
                return cue.kind
        elif cue.pattern is not None and cue.pattern.search(line):
            return cue.kind
    return None


def _is_resource(raw: str, flat: str) -> bool:
    """Whether an entry is a link, or little more."""
    return only_link(raw) or (linked(raw) and len(words(flat)) <= 40)


def decides(text: str, headings: Headings) -> bool:
    """Whether a sentence says what was decided about a review, as a line of its own."""
    return headings.formal_decision.search(straight(text)) is not None


def governs(line: str) -> bool:
    """Whether a sentence (in `straight` letters) says who follows recommendations up, or when."""
    return _SPOKEN_OF.search(line) is not None and any(pattern.search(line) is not None for pattern in _GOVERNS)


def recommends(text: str, kind: ItemKind | None, headings: Headings, *, told: bool = False) -> bool:
    """Whether a sentence recommends something by its own words, where its section is of another kind.

    "It is recommended that …" does everywhere. Where findings are told in paragraphs, so does a body with what it
    should do ("The Trust should …"); a lesson may say that of anybody, and the story of a case tells what others once
    recommended.
    """
    if decides(text, headings):
        return False
    line = straight(text)
    if headings.recommends.search(line) is not None:
        return _NOT_RECOMMENDED.search(line) is None
    if kind is None or kind is ItemKind.case_fact:
        return False
    if headings.recommended.search(line) is not None:
        return True
    if not told:
        return False
    who = owner(text, headings)
    if who is None or kind not in _FOUND or who[1] not in ("should", "must", "will", "need", "needs"):
        return False
    said = words(who[0])
    tells = len(said) > 12 or any(word in headings.past or word in headings.present for word in said)
    return not tells and not _REGRETS.search(line) and body(who[0], headings)


def kind_of(
    text: str,
    raw: str,
    *,
    section: str,
    default: ItemKind | None,
    listed: bool,
    headings: Headings,
    asks: bool = False,
    alone: bool = True,
) -> ItemKind:
    """The kind of an entry. `default` is what its section says, None where there is no known section.

    `alone` says that it is no sentence among others of a paragraph. `asks` says that the heading speaks of
    recommendations or actions too ("Findings and recommendations").
    """
    if alone and default is not ItemKind.finding and decides(text, headings):
        return ItemKind.recommendation
    found = cued(text, section, headings, anywhere=True)
    if found is not None and not (
        found is ItemKind.resource and default is ItemKind.case_fact and listed and not linked(raw) and not address(raw)
    ):
        if found is ItemKind.resource and _is_contact(text, section, headings) and not address(raw):
            return ItemKind.contact
        return found
    if default in _LISTED and len(words(text)) <= 16 and address(raw) is not None and not has_address(text):
        return ItemKind.resource
    if (
        default is not ItemKind.contact
        and _is_resource(raw, text)
        and default is not ItemKind.question
        and not (
            default in (ItemKind.action_now, ItemKind.recommendation, ItemKind.learning_point)
            and listed
            and not only_link(raw)
        )
    ):
        return ItemKind.contact if _HANDLE.search(text) and section == "contact" else ItemKind.resource
    if _is_contact(text, section, headings):
        return ItemKind.contact
    bidden = default is ItemKind.action_now and _bids_first(text, headings)
    reflects = section in _REFLECTIVE and (listed or default is None) and not bidden
    if reflects and is_question(text) and not _BIDS_ASK.search(text):
        return ItemKind.question
    line = straight(text)
    if default in _FOLLOWED and governs(line):
        return ItemKind.recommendation_governance
    if default is None:
        own = cued(text, section, headings, anywhere=False)
        who = owner(text, headings)
        if listed and own in (None, ItemKind.finding) and " will " in line[:120]:
            return ItemKind.recommendation
        if (
            own in (None, ItemKind.finding, ItemKind.learning_point)
            and who is not None
            and who[1] in ("to", "will", "label")
            and listed
        ):
            return ItemKind.recommendation
        if own is not None:
            return own
        return ItemKind.finding if listed else ItemKind.case_fact
    if asks and default in (
        ItemKind.finding,
        ItemKind.learning_point,
        ItemKind.area_for_development,
        ItemKind.theme_local,
    ):
        who = owner(text, headings)
        if (
            who is not None
            and who[1] in ("to", "should", "must", "will", "label")
            and not for_the_reader(who[0], headings)
        ):
            return ItemKind.recommendation
    if default not in _KEEPS and recommends(text, default, headings):
        return ItemKind.recommendation
    if listed and default in _NEVER_ASKS and not _REGRETS.search(line):
        who = owner(text, headings)
        if who is not None and who[1] in ("should", "must") and body(who[0], headings):
            return ItemKind.recommendation
    if default is ItemKind.action_now:
        who = owner(text, headings)
        asked = who is not None and who[1] in ("to", "will", "should", "label") and not for_the_reader(who[0], headings)
        if asked or cued(text, section, headings, anywhere=False) is ItemKind.recommendation:
            return ItemKind.recommendation
    return default


def _bids_first(text: str, headings: Headings) -> bool:
    """Whether an entry bids its reader do something before it asks."""
    first = words(text[:40])[:1]
    return bool(first) and first[0] in headings.imperatives and _BIDS_THEN_ASKS.match(text) is not None


def another_kind(text: str, default: ItemKind, headings: Headings) -> ItemKind | None:
    """What an entry plainly is by its own words, other than what the part of the review suggests in which it stands.

    For a part whose heading is not known: it may go on with the part above, or begin something else.
    """
    own = cued(text, "other", headings, anywhere=False)
    who = owner(text, headings)
    tells = default is ItemKind.case_fact and _GOES_ON.search(straight(text)) is not None
    promised = (" will " in straight(text)[:120] and not tells) or (who is not None and who[1] in ("to", "label"))
    if is_question(text):
        return ItemKind.question
    if promised and default in _NOT_ASKING and not (who is not None and for_the_reader(who[0], headings)):
        return ItemKind.recommendation
    if default is ItemKind.strength and own in (ItemKind.finding, ItemKind.learning_point, ItemKind.recommendation):
        return own
    if default is ItemKind.case_fact and own in (ItemKind.learning_point, ItemKind.recommendation):
        return own
    return own if default in (ItemKind.question, ItemKind.resource) else None


def personal(text: str, headings: Headings) -> bool:
    """Whether an address seems to be a person's: a name on a line of its own, or a name in the e-mail address."""
    found = email(text)
    if found is not None:
        local = found.split("@", 1)[0].casefold()
        parts = [part for part in re.split(r"[._-]", local) if part]
        named = (
            len(parts) >= 2
            and all(part.isalpha() for part in parts)
            and not any(part in headings.role_words for part in parts)
        )
        if named and not any(part in headings.owner_words or part in headings.field_words for part in parts):
            return True
    for line in text.splitlines():
        said = line.strip().split()
        if 2 <= len(said) <= 3 and all(re.fullmatch(r"[A-Z][a-z’'-]+", word) for word in said):
            small = [word.casefold() for word in said]
            if not any(
                word in headings.role_words or word in headings.owner_words or word in headings.field_words
                for word in small
            ):
                return True
    return False
