"""How like one another two lessons are, by the words, the pairs of words and the themes that they share.

A word that many texts have says little, one that few have says much (TF-IDF). Every likeness names what is shared, so that
a reader can see why; it is a help in finding, and no measure of anything else.

Used for "lessons like this one" and for a lesson's nearest check among the safeguards. The labels are themes there, and
systems here.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from nightlight.learning.phrases import words_of

#: How much of a likeness rests on shared labels, where both sides have any; the rest is words.
OF_LABELS: Final = 0.25
#: Below this two texts are not called alike.
LEAST: Final = 0.1
#: A pair of words that stand together weighs this much of the sum of its two words.
_PAIR: Final = 0.5
#: No more of a text is read: a lesson is a paragraph at most, and one pasted page must not drown the rest.
_MOST_WORDS: Final = 400

#: Words that say nothing of what a lesson is about.
_STOP_WORDS: Final = """
a about after all also an and any are as at be been before being both but by can could did do does during each
for from had has have he her hers him his how i if in into is it its may me might more most must my no nor not
of on or other our ours out over own s same shall she should so some such t than that the their theirs them then
there these they this those through to too under until up us very was we were what when where which while who
whom why will with would you your ensure important importance make made need needs needed case cases within
across well nobody nothing somebody someone anybody anyone everybody everyone else please
"""
_STOP: Final = frozenset(_STOP_WORDS.split())
# In this order: the first that leaves enough of a stem is taken off, after the plural.
_ENDINGS: Final = ("ation", "ment", "ing", "ity", "ive", "ion", "er", "ed", "ly", "al")
#: No ending is taken off where fewer letters than this would be left.
_LEFT: Final = 4
_TWICE: Final = re.compile(r"([bdglmnprt])\1$")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without its ending, roughly: words of one family get one stem.

    >>> stem("assessments") == stem("assessing") == stem("assess")
    True
    """
    bare = word.removesuffix("'s").rstrip("'")
    if bare.endswith("ies") and len(bare) > 4:
        bare = bare[:-3] + "y"
    elif bare.endswith("s") and not bare.endswith(("ss", "us", "is")) and len(bare) > 3:
        bare = bare[:-1]
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _LEFT:
            bare = bare.removesuffix(ending)
            break
    if len(bare) > _LEFT:
        if not bare.endswith("ss"):
            bare = _TWICE.sub(r"\1", bare)
        bare = bare.removesuffix("e").removesuffix("at" if len(bare) > _LEFT + 2 else "\0")
    return bare.removesuffix("y") if len(bare) > _LEFT else bare


def telling_words(text: str) -> int:
    """How many different words of a text say what it is about.

    >>> telling_words("Nobody had seen the father, or any of the fathers.")
    2
    """
    return sum(1 for term in _counted(text) if " " not in term)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that another may be like: `key` names it for the caller; `labels` are its themes, or its system."""

    key: str
    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a candidate is (1 is the same words) and why: the shared words and labels, the weightiest first.

    `words` are spelt as they are in the text that was asked about; two that stand together in both are one ("core group").
    """

    key: str
    likeness: float
    words: tuple[str, ...]
    labels: tuple[str, ...]


class Collection:
    """Candidates, ready to be asked for the nearest to a text.

    A hundred thousand lessons take half a minute to take in, and a tenth of a second to ask; where so many lie in an
    index, let that choose a few hundred by their words, and ask a collection of those.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._all = tuple(candidates)
        counted = [_counted(each.text) for each in self._all]
        self._held: dict[str, int] = Counter(term for terms in counted for term in terms)
        self._labels: dict[str, int] = Counter(label for each in self._all for label in set(each.labels))
        self._where: dict[str, tuple[array[int], array[float]]] = {}
        for number, terms in enumerate(counted):
            for term, weight in self._weighed(terms).items():
                places, weights = self._where.setdefault(term, (array("L"), array("f")))
                places.append(number)
                weights.append(weight)

    def nearest(
        self, text: str, labels: Iterable[str] = (), limit: int = 5, least: float = LEAST, but: Iterable[str] = ()
    ) -> tuple[Likeness, ...]:
        """The candidates most like a text, the likest first; none whose likeness is under `least`, none of the keys `but`."""
        spelt: dict[str, str] = {}
        asked = self._weighed(_counted(text, spelt))
        mine = frozenset(labels)
        shared: dict[int, float] = {}
        for term, weight in asked.items():
            places, weights = self._where.get(term, (array("L"), array("f")))
            for number, other in zip(places, weights, strict=True):
                shared[number] = shared.get(number, 0.0) + weight * other
        left_out = frozenset(but)
        found = []
        for number, by_words in shared.items():
            candidate = self._all[number]
            if candidate.key not in left_out:
                found.append((self._together(by_words, mine, frozenset(candidate.labels)), number))
        found = [each for each in found if each[0] >= least]
        found.sort(key=lambda each: (-each[0], each[1]))
        return tuple(self._explained(value, number, asked, spelt, mine) for value, number in found[: max(0, limit)])

    def _together(self, by_words: float, mine: frozenset[str], others: frozenset[str]) -> float:
        by_words = min(1.0, by_words)
        if not mine or not others:
            return by_words
        whole = sum(self._rare_label(each) for each in mine | others)
        by_labels = sum(self._rare_label(each) for each in mine & others) / whole
        return (1 - OF_LABELS) * by_words + OF_LABELS * by_labels

    def _explained(
        self, value: float, number: int, asked: Mapping[str, float], spelt: Mapping[str, str], mine: frozenset[str]
    ) -> Likeness:
        candidate = self._all[number]
        theirs = self._weighed(_counted(candidate.text))
        both = sorted((term for term in asked if term in theirs), key=lambda each: (-asked[each] * theirs[each], each))
        in_pairs = {part for term in both if " " in term for part in term.split()}
        words = tuple(dict.fromkeys(spelt[term] for term in both if term not in in_pairs))
        labels = sorted(mine & frozenset(candidate.labels), key=lambda each: (-self._rare_label(each), each))
        return Likeness(candidate.key, round(value, 4), words, tuple(labels))

    def _weighed(self, terms: Mapping[str, int]) -> dict[str, float]:
        weights = {
            term: (1 + math.log(times)) * self._rare(term) * (_PAIR if " " in term else 1.0)
            for term, times in terms.items()
        }
        length = math.sqrt(sum(each * each for each in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _rare(self, term: str) -> float:
        return math.log((1 + len(self._all)) / (1 + self._held.get(term, 0))) + 1

    def _rare_label(self, label: str) -> float:
        return math.log((1 + len(self._all)) / (1 + self._labels.get(label, 0))) + 1


def nearest(
    text: str, candidates: Iterable[Candidate], labels: Iterable[str] = (), limit: int = 5, least: float = LEAST
) -> tuple[Likeness, ...]:
    """The candidates most like a text; where many texts are asked about, make one `Collection` and ask that."""
    return Collection(candidates).nearest(text, labels, limit, least)


def _counted(text: str, spelt: dict[str, str] | None = None) -> dict[str, int]:
    """How often each stem, and each pair of neighbouring stems, stands in a text; `spelt` takes how they are written."""
    words = words_of(text)[:_MOST_WORDS]
    kept = [
        (number, stem(word.small), word)
        for number, word in enumerate(words)
        if word.small not in _STOP and not word.small.isdigit()
    ]
    counts: Counter[str] = Counter()
    for _, one, word in kept:
        counts[one] += 1
        if spelt is not None:
            spelt.setdefault(one, word.small)
    for (at, one, word), (after, other, following) in pairwise(kept):
        if after == at + 1 and word.sentence == following.sentence:
            pair = f"{one} {other}"
            counts[pair] += 1
            if spelt is not None:
                spelt.setdefault(pair, f"{word.small} {following.small}")
    return counts
