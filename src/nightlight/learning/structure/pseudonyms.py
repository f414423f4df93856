"""A child's made-up name that stands by itself ("Marigold"): one that is declared, or that title and text tell of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from nightlight.learning.structure.lexicon import Headings

Span = tuple[int, int]

_NAME: Final = r"(?P<name>[A-Z][a-z]{2,14})(?![\w-])(?![’'](?!s\b)\w)"
_QUOTE: Final = r"[\"“‘'*_]{0,2}"
#: "Jay (not his real name)", "the pseudonym Jay".
_MADE_UP: Final = re.compile(
    rf"(?<!\w){_NAME}{_QUOTE}[,\s]{{0,4}}[(\[–—-]?\s{{0,4}}(?:(?:(?:this|which)\s+)?is\s+)?(?:not\s+(?:(?:his|her|their|its)"
    rf"|the\s+\w+[’']s)\s+(?:real|own)\s+name"
    r"|(?:a|his|her|their)\s+(?:pseudonym|made[ -]up\s+name)|(?<=[(\[])pseudonym\b|name\s+(?:has\s+been\s+)?changed)"
    rf"|(?:\b[Pp]seudonym|\bmade[ -]up name)(?:\s+(?:of|is|was|used is|used:"
    rf"|chosen is))?\s*:?\s*{_QUOTE}{_NAME.replace('name', 'after')}"
)
#: "a baby we are calling Jay", "known here as Jay", "whom I shall call Jay".
_CALLED: Final = re.compile(
    r"(?<!\w)(?:call(?:ed|ing)?|nam(?:ed|ing)|(?:give[ns]?|gave|us(?:e|es|ed|ing)|chosen?)\s+the\s+name(?:\s+of)?"
    r"|(?:known|referr?(?:ed|ing)?\s+to|spoken\s+of)(?:\s+(?:here|throughout|hereafter|below|only|to us"
    r"|(?:in|for)\s+(?:(?:the|this|our)\s+)?(?:purposes\s+of\s+)?(?:this|the|our)?\s*\w+))?\s+as"
    r"|refer\s+to\s+(?:him|her|them|the\s+\w+|this\s+\w+)(?:\s+(?:here|throughout|in this \w+))?\s+as)"
    rf"(?:\s+(?:him|her|them|(?:the|this)\s+(?:baby|child|infant|boy|girl)))?\s+{_QUOTE}{_NAME}"
)
#: "We use the name Jay for the child".
_FOR_THE_CHILD: Final = re.compile(
    r"[\"”’'*_]{0,2}\s+(?:for|when\s+speaking\s+of)\s+(?:the|this|our)\s+(?:baby|child|infant|boy|girl)\b"
)
#: Who a sentence speaks of before a name is given: a child, or somebody grown up or another child.
_PERSON: Final = re.compile(
    r"\b(?:(?P<child>baby|child|infant|newborn|boy|girl|son|daughter|toddler|bab[yi]|plentyn)"
    r"|(?P<they>he|she|him|her|they|them)|(?P<other>mother|father|mum|dad|parents?|partner|uncle|aunt"
    r"|grand\w+|step\w+|"
    r"brothers?|sisters?|siblings?|half\w*|cousin|twin|man|woman|boyfriend|girlfriend|lover|friend|worker"
    r"|nurse|midwife"
    r"|visitor|officer|doctor|family|dog|scheme|project|service|charity|programme|model|tool|approach|operation))\b",
    re.I,
)
_AGE: Final = (
    r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty"
    r"|thirty)(?:[ -]\w+)?"
)
#: What is said of a small child and of hardly anybody else, after its name.
_OF_A_BABY: Final = re.compile(
    rf"(?<![\w’'-]){_NAME}{_QUOTE}(?:,?\s+(?:who\s+)?(?:was|is|were)\s+(?:(?:only|just|then|nearly|about"
    rf"|aged|not quite)\s+)*{_AGE}[\s-]+(?:hour|day|week|month)s?\b(?!\s+(?:late|away|long|over|early|before|after|behind))"
    r"|,?\s+(?:who\s+)?was\s+(?:(?:the|a|an|their|his|her)\s+(?:\w+\s+)?(?:baby|child|infant|boy|girl"
    r"|twin)|born(?!\s+in\s+(?:19|20|[A-Z]))|found\s+(?:dead|unresponsive|not)|taken\s+to\s+hospital)\b"
    rf"|,\s+(?:then\s+)?(?:a|an|the)\s+(?:[\w-]+\s+){{0,4}}(?:baby|boy|girl|infant)\b"
    rf"|,?\s+(?:then\s+)?aged\s+{_AGE}[\s-]+(?:day|week|month)"
    r"|\s+(?:died|weighed|survived|was\s+shaken|lived\s+with|lives\s+with|suffered|had\s+been\s+(?:born"
    r"|shaken|seen)|has\s+(?:recovered|made))\b"
    r"|[’']s\s+(?:\w+\s+)?(?:mother|father|mum|mam|dad|parents|birth|death|injur(?:y|ies)|story|cot"
    r"|weight|bottle|sister|brother|siblings?|grand\w+)\b)"
)
#: Of these the ones that say so of nobody else.
_LITTLE: Final = re.compile(r"(?:hour|day|week|month)s?$|(?:baby|infant|boy|girl|child)$", re.I)
#: Words that begin a sentence and are told of like a name.
_NO_NAMES: Final = frozenset(
    {
        "he", "she", "her", "his", "him", "they", "their", "them", "we", "our", "you", "your", "one", "the",
        "this", "that", "these", "those",
        "mother", "father", "mum", "mam", "mums", "mothers", "fathers", "dads", "dad", "mummy", "daddy", "gran",
        "nan", "nana", "grandmother",
        "grandfather", "grandma", "grandad", "aunt", "auntie", "uncle", "sister", "brother", "sibling", "siblings",
        "twin", "twins", "partner",
        "stepfather", "stepmother", "parent", "parents", "someone", "somebody", "nobody", "everyone", "each",
        "both", "neither", "another", "every", "any", "all",
        "most", "many", "some", "several", "half", "such", "other", "others", "eldest", "youngest", "older",
        "younger", "premature", "born", "son", "daughter", "girl", "boy", "man", "men", "woman", "women",
        "newborn", "toddler", "new",
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "christmas", "easter",
        "england", "wales", "scotland", "ireland",
        "mrs", "miss", "doctor", "name", "age", "aged", "story", "cymru", "here", "there", "then", "when", "while",
        "what", "who", "not",
    }
)  # fmt: skip
_MOST: Final = 200_000
#: So many places that say how a child is called are looked at.
_TRIES: Final = 100


def _can_be_a_name(word: str, headings: Headings) -> bool:
    small = word.casefold()
    return small not in _NO_NAMES and small not in headings.family and not headings.ordinary(small)


def _goes_on(text: str, at: int) -> bool:
    """Whether a capitalised word follows, so that the name is only the beginning of a longer one."""
    return re.match(r"[ \u00a0][A-Z][a-z]", text[at : at + 3]) is not None


def declared(text: str, headings: Headings) -> list[tuple[str, int, int]]:
    """The names that a review says it has given to a child; none where it gives so many that it is about many."""
    text = text[:_MOST]
    made: dict[str, tuple[str, int, int]] = {}
    for found in islice(_MADE_UP.finditer(text), _TRIES):
        group = "name" if found.group("name") else "after"
        start, end = found.span(group)
        if _can_be_a_name(found.group(group), headings) and not _goes_on(text, end) and not _of_another(text, start):
            made.setdefault(found.group(group), (found.group(group), start, end))
    of_babies: Counter[str] | None = None
    for found in islice(_CALLED.finditer(text), _TRIES):
        name = found.group("name")
        if not _can_be_a_name(name, headings) or _goes_on(text, found.end("name")):
            continue
        before = text[max(0, found.start() - 90) : found.start("name")]
        before = before[max(before.rfind(". "), before.rfind("\n\n"), before.rfind("; ")) + 1 :]
        who = list(_PERSON.finditer(before))
        spoken_of = next((each.lastgroup for each in reversed(who)), None)
        if not who and _FOR_THE_CHILD.match(text, found.end("name")):
            spoken_of = "child"
        if spoken_of == "they":  # "We have called him Jay": of whom, the rest of the text must say
            of_babies = _signs(text, headings)[0] if of_babies is None else of_babies
            spoken_of = "child" if of_babies[name] else None
        if spoken_of == "child" and len(re.findall(rf"(?<!\w){name}(?!\w)", text)) > 1:
            made.setdefault(name, (name, *found.span("name")))
    return list(made.values()) if len(made) <= 2 else []


def _of_another(text: str, start: int) -> bool:
    """Whether the word right before a name says that it is somebody else's: "her mother, Jay (not her real name)"."""
    near = list(_PERSON.finditer(text, max(0, start - 30), start))
    return bool(near) and near[-1].lastgroup == "other"


def told_of(text: str, heads: Sequence[Span], headings: Headings) -> list[tuple[str, int, int]]:
    """The names that a head of the review bears and of which the text tells as one tells of a small child."""
    text = text[:_MOST]
    signs, little = _signs(text, headings)
    made: dict[str, tuple[str, int, int]] = {}
    for start, end in heads:
        for word in re.finditer(r"(?<![\w’'-])[A-Z][A-Za-z]{2,14}(?![\w-])", text[start:end]):
            name = word.group().capitalize()
            if name in made or not signs[name] or _is_place(text, name, signs[name]):
                continue
            often = len(re.findall(rf"(?<!\w){name}(?!\w)", text))
            if signs[name] >= 2 or (little[name] and often >= 4):
                made[name] = (name, start + word.start(), start + word.end())
    return list(made.values()) if len(made) <= 2 else []


def alone(text: str, headings: Headings) -> list[tuple[str, int, int]]:
    """The one name of which a review of one child tells from its first pages on, where no title bears it."""
    text = text[:_MOST]
    signs, little = _signs(text, headings)
    ranked = [(name, count) for name, count in signs.most_common(3) if not _is_place(text, name, count)]
    if not ranked or ranked[0][1] < 3 or not little[ranked[0][0]]:
        return []
    name, count = ranked[0]
    if any(other * 3 > count or little[rival] for rival, other in ranked[1:]):
        return []
    first = re.search(rf"(?<!\w){name}(?!\w)", text)
    if first is None or first.start() > max(3000, len(text) // 4):
        return []
    return [(name, first.start(), first.end())]


def _signs(text: str, headings: Headings) -> tuple[Counter[str], Counter[str]]:
    signs: Counter[str] = Counter()
    little: Counter[str] = Counter()
    for found in _OF_A_BABY.finditer(text):
        name = found.group("name")
        if _can_be_a_name(name, headings):
            signs[name] += 1
            little[name] += _LITTLE.search(found.group()) is not None
    return signs, little


def _is_place(text: str, name: str, signs: int) -> bool:
    """Whether things lie in what has the name at least half as often as it is told of like a child."""
    return 2 * len(re.findall(rf"(?<!\w)(?:in|at|across|near)\s+{name}(?![\w’'])", text)) >= signs
