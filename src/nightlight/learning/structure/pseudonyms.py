"""What a review calls its child: "Baby Elm", or a made-up name that is declared, or that title and text tell of ("Marigold")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from nightlight.learning.reading import Fact
from nightlight.learning.structure.drafts import Found
from nightlight.learning.structure.lexicon import Headings
from nightlight.learning.structure.pieces import Laid
from nightlight.learning.structure.titles import named

Span = tuple[int, int]
#: A name, and where it stands.
Named = tuple[str, int, int]
#: How often each name is told of as one tells of a small child, and how often of nobody else.
Signs = tuple[Counter[str], Counter[str]]

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
#: A name in quotation marks, in a title ("Practice review: ‘Elm’").
_QUOTED: Final = re.compile(rf"(?<!\w)[\"“‘']{_NAME}[\"”’'](?!\w)")
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
#: So many places are looked at for the name of a child; a text where none of them is one has none.
_PLACES: Final = 200
_POSSESSIVE: Final = re.compile(r"(?:\b(?:her|his|their|its)|[’']s)\s+(?:\w+\s+)?$", re.I)
#: How words end that say of what kind a thing is: with one of them a phrase goes on ("Child Sexual Exploitation").
_OF_A_KIND: Final = re.compile(r"(?:al|ive|ing|ed|ion|ment|ic|ity|ary)\Z")
#: What follows a name and no such word: a mark, a possessive, a small word of a sentence.
_NAME_ENDS: Final = re.compile(
    r"\s*(?:[.,;:!?()\[\]|/\"”’'–—-]|\n\s*\n|\Z)"
    r"|\s+(?:and|or|&|is|was|were|has|had|did|died|lived|who|whose|will|would|could|should|to|in|at|on|by"
    r"|with|from|for|as|[a-z]{2,}ed)(?!\w)"
)
_NEXT_WORD: Final = re.compile(r"[ \u00a0]+([A-Z][a-z]{2,})")


def pseudonym(
    text: str,
    laid: Laid,
    found: Found,
    title: Fact | None,
    names: Sequence[Named],
    headings: Headings,
    *,
    of_many: bool,
) -> Iterator[Fact]:
    """The name of the child: first as the title bears it, then as it is declared, then as head and text use it.

    `names` are those that are `declared`.
    """
    heads = [(found.title.start, found.title.end)] if found.title is not None else []
    if title is not None and (title.start, title.end) not in heads:
        heads.append((title.start, title.end))
    for start, end in heads:
        if (fact := _child_called(text, start, end, headings)) is not None:
            yield fact
            return
    for start, end in heads:
        quoted = _QUOTED.search(text, start, end)
        if quoted is not None and _can_be_a_name(quoted.group("name"), headings) and not of_many:
            yield Fact("pseudonym", quoted.group("name"), *quoted.span("name"))
            return
    if not names:
        if not of_many:
            heads += [(piece.start, piece.end) for piece in laid.pieces[:4] if piece.wordy <= 14 and _heads(piece.flat)]
        signs = _signs(text[:_MOST], headings)
        names = _told_of(text[:_MOST], heads, signs)
        if not names and (fact := _child_called(text, 0, len(text), headings)) is not None:
            yield fact
            return
        if not names and not of_many:
            names = _alone(text[:_MOST], signs)
    for name, start, end in names:
        yield Fact("pseudonym", name, start, end)


def _child_called(text: str, start: int, end: int, headings: Headings) -> Fact | None:
    """What a child or a family is called after such a word ("Baby Elm", "Child K"), between two places."""
    for _ in range(_PLACES):
        match = named(text[start:end], headings)
        if match is None:
            return None
        first, last = start + match.start(), start + match.end()
        if _is_name(text, first, last, headings) and _of_this_child(text, first, last):
            break
        start = last
    else:
        return None
    said = " ".join(match.group().split())
    said = said.title() if said.isupper() and len(said.split()[-1]) > 3 else said
    before, _, name = said.partition(" ")
    return Fact("pseudonym", f"{before.capitalize()} {name}", first, last)


def _heads(line: str) -> bool:
    return not line.endswith((".", "!", ":", ","))


def _of_this_child(text: str, start: int, end: int) -> bool:
    """Whether a name is that of the review's child, and not of its brother, nor the first word of a next line."""
    said = text[start:end]
    if said[:1].islower() and said.endswith(" I"):  # "a baby I love"
        return False
    kin = re.match(r"(?:sibling|twin|family)\b", said)
    if kin is not None and _POSSESSIVE.search(text, max(0, start - 24), start):
        return False
    if "\n" in said and said[:1].islower():  # "… by the baby" ends one entry and "Each …" begins the next
        return re.search(rf"(?<=[a-z,] ){re.escape(said.split()[-1])}(?!\w)", text) is not None
    return True


def _is_name(text: str, start: int, end: int, headings: Headings) -> bool:
    """Whether the words at a place are a name by themselves, and not the beginning of a longer phrase of the field."""
    last = text[start:end].split()[-1]
    if len(last) <= 3 or not last[1:].islower():
        return True
    after = _NEXT_WORD.match(text, end)
    goes_on = after is not None and not headings.ordinary(after.group(1).casefold())
    if not goes_on and _OF_A_KIND.search(last) is None:
        return True
    alike = re.compile(rf"(?<!\w){re.escape(text[start:end])}(?!\w)")
    return any(_NAME_ENDS.match(text, each.end()) for each in islice(alike.finditer(text), 200))


def _can_be_a_name(word: str, headings: Headings) -> bool:
    small = word.casefold()
    return small not in _NO_NAMES and small not in headings.family and not headings.ordinary(small)


def _goes_on(text: str, at: int) -> bool:
    """Whether a capitalised word follows, so that the name is only the beginning of a longer one."""
    return re.match(r"[ \u00a0][A-Z][a-z]", text[at : at + 3]) is not None


def declared(text: str, headings: Headings) -> list[Named]:
    """The names that a review says it has given to a child; none where it gives so many that it is about many."""
    text = text[:_MOST]
    made: dict[str, Named] = {}
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


def _told_of(text: str, heads: Sequence[Span], told: Signs) -> list[Named]:
    """The names that a head of the review bears and of which the text tells as one tells of a small child."""
    signs, little = told
    made: dict[str, Named] = {}
    for start, end in heads:
        for word in re.finditer(r"(?<![\w’'-])[A-Z][A-Za-z]{2,14}(?![\w-])", text[start:end]):
            name = word.group().capitalize()
            if name in made or not signs[name] or _is_place(text, name, signs[name]):
                continue
            often = len(re.findall(rf"(?<!\w){name}(?!\w)", text))
            if signs[name] >= 2 or (little[name] and often >= 4):
                made[name] = (name, start + word.start(), start + word.end())
    return list(made.values()) if len(made) <= 2 else []


def _alone(text: str, told: Signs) -> list[Named]:
    """The one name of which a review of one child tells from its first pages on, where no title bears it."""
    signs, little = told
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


def _signs(text: str, headings: Headings) -> Signs:
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
