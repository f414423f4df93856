"""What a sentence leans to by its own words: its tense, its modal verb, whom it addresses, whether it praises or regrets.

A judge of single sentences, used where a heading does not say what stands under it. Every leaning has its grounds, so
that it can be said why an item got its kind. The words and their weights are data (`[[bearing]]` of the cues).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.lexicon import KEPT, Headings
from nightlight.learning.structure.owners import for_the_reader, owner, unopened
from nightlight.learning.structure.words import straight, words

#: No more of a text than this is weighed: a sentence that is longer is none.
_WEIGHED: Final = 1200
_QUESTION: Final = re.compile(r"\?[\"'”’)\]]{0,3}$")
#: What a sentence may begin with before it says what it says.
_OPENER: Final = re.compile(
    r"^(?:(?:first|second|third|fourth|last|final)(?:ly)?|also|and|in addition|for (?:its|their|our) part|finally),? +",
    re.I,
)
_LABELLED: Final = re.compile(r"^[A-Z][\w’' ]{1,40}: +(?=\S)")
_RUN_IN_LABEL: Final = re.compile(r"^(?P<who>[A-Z][\w’']+(?: [a-z][\w’']*){0,5}) (?=[A-Z][a-z])")
_CLAUSE: Final = re.compile(
    r"^(?:if|when|where|once|before|after|at|in|as soon as|whenever|for|with|on)\b[^.;?!]{3,160}?, (?P<verb>\w+)", re.I
)
_NEGATED: Final = re.compile(
    r"\b(?:not|never|nobody|no one|none|neither|nor|nothing)\b|n't\b|\bno (?!longer\b)[a-z]+\b"
)
_REGRET: Final = re.compile(r"\b(?:(?:should|could|would|might|ought to) have|should not have)\b")
_MODAL: Final = re.compile(r"\b(?:should|must|ought to|needs? to|has to|have to|can help|may be|may also|can be)\b")
_READER: Final = re.compile(r"\b(?:you|your|yourself|yours)\b")
#: A promise, or a proposal: "… will require …", "We are adding …", "… have agreed to …", "That commissioners fund …".
_PROMISED: Final = re.compile(
    r"\bwill (?:not |no longer |also |now )?[a-z]{2,}|\b(?:is|are) to (?:be )?[a-z-]{3,}"
    r"|\b(?:has|have) (?:agreed|undertaken|committed|promised) to\b"
    r"|\b(?:is|are) (?:asked|required|expected|requested|invited|urged) to\b"
    r"|\bwe are (?!writing|publishing|sharing|asking)\w+ing\b"
    r"|^that (?:the|all|each|every|any|commissioners|agencies|partners|services)\b"
)
#: Who is told of and makes no promise.
_TOLD_OF: Final = frozenset(
    ["it", "you", "if", "when", "a", "an", "who", "what", "there", "this", "babies", "children", "some"]
)
#: The briefing itself, as something to be shown, shared, signed.
_OF_THIS: Final = re.compile(
    r"\b(?:this (?:briefing|bulletin|newsletter|letter|note|page|sheet|poster|leaflet|episode|summary|resource|guide|slide|"
    r"learning|message|workbook|document|issue|card|film|email|pack|update|memo|post|report|review|flyer|circular)"
    r"|this (?:up|on|out|round|around|with|to your)|sign below|return it to"
    r"|your next (?:\w+ ){0,2}(?:meeting|day|huddle|supervision|session|handover))\b"
)
_TELLS_OF: Final = re.compile(
    r"\b(?:about|of|to|concerning|involving|regarding) (?:an? |the )?(?:(?:[\w-]+ ){0,4}(?:baby|child|boy|girl|infant|teenager)"
    r"|(?:Baby|Child|Infant) \w+|[A-Z][a-z]+),? (?:aged [^,]{1,24},? )?who"
    r" (?:was|were|is|had|has|died|lived|experienced|suffered|sustained)\b"
)
_TELLS_FIRST: Final = re.compile(r"^(?:he|she|they|his|her|their|the|a|an)\b")
_ASKS_OR_BIDS: Final = frozenset([ItemKind.learning_point, ItemKind.recommendation])
_JOINING: Final = frozenset(
    [
        "who",
        "what",
        "when",
        "where",
        "which",
        "how",
        "why",
        "whether",
        "if",
        "that",
        "whom",
        "whose",
        "and",
        "until",
        "as",
        "so",
    ]
)
_BEFORE_A_VERB: Final = frozenset(["will", "to", "should", "must", "can", "may", "shall", "would"])
_AUXILIARY: Final = frozenset(
    ["be", "is", "are", "been", "being", "to", "has", "have", "not", "and", "or", "a", "the", "very", "get"]
)
_NO_PAST: Final = frozenset(
    [
        "need",
        "needed",
        "indeed",
        "bed",
        "shed",
        "feed",
        "speed",
        "exceed",
        "proceed",
        "succeed",
        "breed",
        "seed",
        "red",
        "unnamed",
        "shared",
        "agreed",
    ]
)

_TELLERS: Final = frozenset(
    ["i", "we", "he", "she", "they", "it", "you", "who", "his", "her", "mother", "father", "parents"]
)

#: What kinds are weighed as one: those that differ by their section only.
_FAMILY: Final[Mapping[ItemKind, ItemKind]] = {
    ItemKind.area_for_development: ItemKind.finding,
    ItemKind.complicating_factor: ItemKind.finding,
    ItemKind.practice_implication: ItemKind.learning_point,
    ItemKind.one_thing: ItemKind.learning_point,
}


def family(kind: ItemKind) -> ItemKind:
    """The kind that stands for all that a sentence's own words cannot tell apart."""
    return _FAMILY.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a sentence leans to a kind: `because` are its words, or a name for how it is made ("past tense")."""

    kind: ItemKind
    weight: float
    because: str
    bids: bool = False
    """The words are a verb that bids the reader do something."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """All that a sentence's words say of what it is."""

    grounds: tuple[Ground, ...]

    def scores(self) -> dict[ItemKind, float]:
        """The weight for each kind that has any."""
        found: dict[ItemKind, float] = {}
        for ground in self.grounds:
            found[ground.kind] = found.get(ground.kind, 0.0) + ground.weight
        return found

    def plainly(self, least: float = 3.0, margin: float = 1.5) -> ItemKind | None:
        """The kind that the words say plainly, whatever the heading; None where they do not."""
        ranked = sorted(self.scores().items(), key=lambda each: -each[1])
        if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < margin):
            return None
        return ranked[0][0]


def leaning(
    bearing_of: Iterable[Bearing], pulls: Mapping[ItemKind, float], otherwise: ItemKind
) -> tuple[ItemKind, float]:
    """The kind to which sentences lean together, with what a heading pulls to, and by how much it is ahead.

    Weights are averaged over the sentences, so that a long paragraph is not surer than a short one.
    """
    found: dict[ItemKind, float] = {}
    count = 0
    for each in bearing_of:
        count += 1
        for kind, weight in each.scores().items():
            found[kind] = found.get(kind, 0.0) + weight
    total = {kind: weight / max(count, 1) for kind, weight in found.items()}
    for kind, pull in pulls.items():
        total[family(kind)] = total.get(family(kind), 0.0) + pull
    total[otherwise] = total.get(otherwise, 0.0) + 0.4
    ranked = sorted(total.items(), key=lambda each: -each[1])
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
    best = ranked[0][0]
    return next((kind for kind in pulls if family(kind) is best), best), ahead


@lru_cache(maxsize=KEPT)
def bearing(text: str, headings: Headings) -> Bearing:
    """What one sentence (in one line) leans to, and on what grounds."""
    text = text[:_WEIGHED]
    text = unopened(text, _OPENER)
    line = straight(text)
    grounds: list[Ground] = []
    for kind, weight, pattern in headings.bearings:
        found = pattern.search(line)
        if found is not None:
            grounds.append(Ground(kind, weight, found.group()))
    for cue in headings.cues:
        if cue.anywhere or cue.pattern is None or cue.kind is ItemKind.learning_point:
            continue
        found = cue.pattern.search(line)
        if found is not None:
            grounds.append(Ground(cue.kind, 3.0 if cue.kind is ItemKind.recommendation else 2.0, found.group()))
    if _TELLS_OF.search(text) is not None:
        # "This page tells of Elm, who was …": what befell the child, though it begins with the page.
        grounds = [each for each in grounds if each.kind is not ItemKind.boilerplate]
        grounds.append(Ground(ItemKind.case_fact, 4.0, "whom it tells of"))
    negated = any(
        each.kind is ItemKind.finding and _NEGATED.search(each.because) for each in grounds if each.weight > 1
    )
    made = _made(text, line, headings, negated=negated)
    if any(each.kind in _ASKS_OR_BIDS and each.weight >= 2.0 for each in made) or (
        _NEGATED.search(line) and _MODAL.search(line)
    ):
        # What should be is no praise of what was, and what must not be no finding of what was not.
        grounds = [
            each if each.kind is not ItemKind.finding else Ground(each.kind, each.weight / 2, each.because)
            for each in grounds
            if each.kind is not ItemKind.strength
        ]
    if any(each.kind is ItemKind.action_now and each.weight >= 4.0 for each in grounds):
        made = [each for each in made if each.kind is not ItemKind.learning_point]
    if any(each.because == "present tense" for each in made):
        grounds = [
            Ground(each.kind, each.weight * 0.4, each.because) if each.kind is ItemKind.strength else each
            for each in grounds
        ]
        # What holds in general is a lesson more often than a finding, though it says what is not.
        grounds = [
            Ground(each.kind, each.weight * 0.6, each.because) if each.kind is ItemKind.finding else each
            for each in grounds
        ]
    grounds += made
    return Bearing(tuple(grounds))


def _made(text: str, line: str, headings: Headings, *, negated: bool) -> list[Ground]:
    """What the way in which a sentence is made says: its mark, its tense, its verbs, the one whom it addresses."""
    if _QUESTION.search(text[-6:]):
        return [Ground(ItemKind.question, 6.0, "a question mark")]
    grounds: list[Ground] = []
    said = words(text)
    past = _past(said, headings)
    now = any(word in headings.present for word in said)
    asks = None if past and _TELLS_FIRST.match(line) else asking(text, headings)
    who = _asked(text, headings)
    of_this = asks is not None and _OF_THIS.search(line) is not None
    please = asks is not None and line.startswith("please ")
    if asks:
        grounds.append(Ground(ItemKind.learning_point, 1.0 if of_this or please else 3.0, asks, bids=True))
    if please and not of_this:
        grounds.append(Ground(ItemKind.action_now, 3.5, "please"))
    if _REGRET.search(line):
        grounds.append(Ground(ItemKind.finding, 2.0, "what should have been"))
    promised = _PROMISED.search(line) if who is None and not asks and not past else None
    if promised is not None and said[0] not in headings.family and said[0] not in _TOLD_OF:
        reader = said[0] in headings.readers and said[0] != "we"
        kind = ItemKind.learning_point if reader else ItemKind.recommendation
        grounds.append(Ground(kind, 3.0, promised.group().strip()))
    if said[:1] == ["to"] and said[1:2] and said[1] in headings.imperatives and said[1] not in headings.to_read:
        grounds.append(Ground(ItemKind.recommendation, 2.5, f"to {said[1]}"))
    if of_this:
        grounds.append(Ground(ItemKind.action_now, 3.5, "it asks for something to be done with the briefing"))
    if who is not None and not asks:
        if who[1] in ("to", "will", "label") or not (for_the_reader(who[0], headings) or past):
            grounds.append(Ground(ItemKind.recommendation, 3.0, f"{who[0]} {who[1]}"))
        elif not past:
            grounds.append(Ground(ItemKind.learning_point, 3.0, f"{who[0]} {who[1]}"))
    elif not past and _MODAL.search(line):
        grounds.append(Ground(ItemKind.learning_point, 2.0, "what should be"))
    if past and not asks:
        grounds.append(Ground(ItemKind.case_fact, 1.0, "past tense"))
        service = next((word for word in said[:6] if word in headings.owner_words), None)
        if service is not None and said[0] not in headings.family:
            grounds.append(Ground(ItemKind.finding, 1.0, service))
        if said[0] in headings.family:
            grounds.append(Ground(ItemKind.case_fact, 0.5, said[0]))
        if _NEGATED.search(line) and not negated:
            grounds.append(Ground(ItemKind.finding, 2.0, "what was not"))
    elif now and not asks:
        grounds.append(Ground(ItemKind.learning_point, 1.0, "present tense"))
    elif not now and not asks and len(said) <= 14 and not text.endswith("."):
        grounds.append(Ground(ItemKind.resource, 1.0, "no verb"))
    if _READER.search(line):
        grounds.append(Ground(ItemKind.learning_point, 1.0, "said to the reader"))
    return grounds


def _asked(text: str, headings: Headings) -> tuple[str, str] | None:
    """Who is to do something by a sentence, and the word that asks it; no one who tells ("We met the police to …")."""
    found = owner(text, headings)
    if found is None or found[1] == "label":
        return found
    said = words(found[0])
    tells = said[0] in _TELLERS or any(word in headings.past or word in headings.present for word in said)
    return None if tells or len(said) > 12 else found


def asking(text: str, headings: Headings) -> str | None:
    """The verb with which a sentence asks its reader to do something; None where it does not.

    "Ask who is there.", "Midwives: ask who is there.", "When a baby is in hospital, ring the ward."
    """
    label = _LABELLED.match(text)
    if label is not None and headings.only_audience(label.group().strip(" :")):
        text = text[label.end() :]
    run_in = _RUN_IN_LABEL.match(text)
    if run_in is not None and headings.only_audience(run_in.group("who")):
        text = text[run_in.end() :]
    said = words(text[:200])
    if said[:1] == ["please"]:
        said = said[1:]
    if said and said[0] in headings.imperatives and not _noun(said):
        return said[0]
    clause = _CLAUSE.match(text)
    if clause is not None and clause.group("verb").casefold() in headings.imperatives:
        return clause.group("verb").casefold()
    return None


def _noun(said: list[str]) -> bool:
    """Whether the first word is a name and no verb: "Work that …", "Plan drift was …", "Contact had been lost"."""
    if any(word in ("is", "are", "has", "that", "of", "which", "should") for word in said[1:2]):
        return True
    for word in said[1:8]:
        if word in _JOINING:
            return False
        if word in ("was", "were", "had", "did", "is", "are", "has", "became", "took"):
            return True
    return False


def _past(said: list[str], headings: Headings) -> bool:
    """Whether a sentence tells of what is over."""
    for at, word in enumerate(said):
        if word in headings.past and not (at and said[at - 1] in _BEFORE_A_VERB):
            return True
        if len(word) > 3 and word.endswith("ed") and word not in _NO_PAST and at and said[at - 1] not in _AUXILIARY:
            return True
    return False
