"""The word lists that a review is read with: what headings mean, and by what words an entry is known.

The lists are data (`nightlight.taxonomy`); they come here as text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from nightlight.learning.reading import ItemKind
from nightlight.learning.structure.words import DOZEN, Phrases, Vocabulary, plain, singular, words

#: A heading has at most so many words.
LONGEST_HEADING: Final = 20
LONGEST_LINE: Final = 300
#: So many lines are kept with what they mean: a line is asked about several times on the way through a document.
KEPT: Final = 32_768
#: Words whose absence changes nothing.
_ARTICLES: Final = frozenset({"the", "a", "an", "of", "this", "our", "your"})
_POSSESSIVE: Final = re.compile(r"(?<!\w)[A-Z][\w-]{0,24}(?:['’]s|s['’])(?!\w)")
_SMALL_WEIGHT, _COMMON_WEIGHT, _TOPIC_WEIGHT = 0.4, 0.8, 0.6
#: What joins the parts of a heading that names more than one thing, and how sure each of them must be.
_JOINED: Final = re.compile(r"\s+(?:and|a|ac|&|\+)\s+|\s*[,/]\s*(?:and\s+)?|\s+[–—-]\s+")
_PART: Final = 0.85
_PAIRED: Final = 0.95
#: How surely a word of the same verb in another tense ("told", "tells"), or another word for a briefing, is meant.
_KIN: Final = 0.96
#: How much a word that no wording has takes from one that fits, and from one that is a single word.
_STRANGE, _STRANGER = 0.55, 0.75


class BadHeadings(ValueError):
    """A word list that cannot be used. Says which entry, and why."""


@dataclass(frozen=True, slots=True)
class SectionKind:
    """What a heading may mean: an entry of `headings.toml`."""

    canonical: str
    kind: ItemKind
    narrative: bool = False
    paired: bool = False
    closing: bool = False
    role: str | None = None
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a heading mean, and how sure: `score` is 1 where every word of it fits."""

    section: SectionKind
    score: float
    weight: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """Words by which an entry is known, under every heading or where none says what it is."""

    kind: ItemKind
    pattern: Phrases | None
    """None: by its form alone, as a question is."""
    anywhere: bool
    not_under: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Wording:
    section: int
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    spelt: tuple[str, ...]
    """Its words as they are written: "the headline" is one thing, "the headlines" are findings."""


class _Said:
    """The words of a line, ready to be held against wordings."""

    __slots__ = ("cost", "cost_alone", "places", "total", "total_alone")

    def __init__(self, near: list[dict[str, float]], cost: list[float], cost_alone: list[float]) -> None:
        self.places: dict[str, list[tuple[int, float]]] = {}
        for at, each in enumerate(near):
            for stem, sure in each.items():
                self.places.setdefault(stem, []).append((at, sure))
        self.cost, self.cost_alone = cost, cost_alone
        self.total, self.total_alone = sum(cost), sum(cost_alone)


class Headings:
    """The word lists, ready for use: `Headings(headings_text, cues_text)`.

    Raises `BadHeadings` where a list is no TOML, or lacks what is needed.
    """

    def __init__(self, headings: str, cues: str) -> None:
        try:
            data: Mapping[str, Any] = tomllib.loads(headings)
            found: Mapping[str, Any] = tomllib.loads(cues)
        except tomllib.TOMLDecodeError as wrong:
            raise BadHeadings(f"a word list is not TOML: {wrong}") from wrong
        try:
            self._take_cues(found)
            self._take_headings(data)
        except (KeyError, TypeError, AttributeError, ValueError) as wrong:
            raise BadHeadings(f"a word list lacks something: {wrong!r}") from wrong

    def _take_headings(self, data: Mapping[str, Any]) -> None:
        self.edition: str = data["edition"]
        self._small = frozenset(word for each in data["small"] for word in words(each))
        self._common = frozenset(singular(word) for each in data["common"] for word in words(each))
        self._beside = frozenset(data["beside_audience"])
        self.asking = frozenset(data["asking"])
        self.of_the_paper = frozenset(data["of_the_paper"])
        self._telling_apart = frozenset(singular(word) for word in data.get("telling_apart", ()))
        kin = [tuple(singular(word) for word in each) for each in data.get("kin", ())]
        self._kin: Mapping[str, tuple[str, ...]] = {
            word: tuple(other for other in each if other != word) for each in kin for word in each
        }
        topics = {plain(each) for each in data.get("topics", ())}
        self.sections = tuple(
            SectionKind(
                each["canonical"],
                ItemKind(each["kind"]),
                bool(each.get("narrative")),
                bool(each.get("paired")),
                bool(each.get("closing")),
                each.get("role"),
                tuple(each.get("audience", ())),
            )
            for each in data["section"]
        )
        self.by_name: Mapping[str, SectionKind] = {each.canonical: each for each in self.sections}
        self.topics = frozenset(topics)
        self._audience: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        addressed = [
            (tuple(singular(word) for word in words(form)), name)
            for name, forms in data["audience"].items()
            for form in (name.replace("_", " "), *forms)
        ]
        for stems, name in sorted(addressed, key=lambda each: -len(each[0])):
            self._audience.setdefault(stems[0], []).append((stems, name))
        self.labels: Mapping[str, str] = {plain(word): kind for word, kind in data["label"].items()}
        self._columns: Mapping[str, str] = {
            plain(form): name for name, forms in data["column"].items() for form in forms
        }
        self._wordings: list[_Wording] = []
        for number, each in enumerate(data["section"]):
            for form in each["words"]:
                self._wordings.append(self._wording(number, form, plain(form) in topics))
        self._by_word: dict[str, list[int]] = {}
        telling: dict[str, list[int]] = {}
        for number, wording in enumerate(self._wordings):
            for stem in set(wording.stems):
                self._by_word.setdefault(stem, []).append(number)
            # A wording fits no line that has none of its words but small ones.
            own = {stem for stem in wording.stems if stem not in self._small} or set(wording.stems)
            for stem in own:
                telling.setdefault(stem, []).append(number)
        self._by_telling_word: Mapping[str, list[int]] = telling
        self._audience_words = frozenset(stem for stems, _ in addressed for stem in stems)
        label_words = {word for label in self.labels for word in label.split()}
        self._vocabulary = Vocabulary(
            {*self._by_word, *self._small, *self._common, *self._audience_words, *label_words, *self._kin},
            self.misread,
            {*self.family, *self.past, *self.present, *self.imperatives, *self.verbs, *self.owner_words},
        )
        self.meaning = lru_cache(maxsize=KEPT)(self._meaning)

    def _wording(self, section: int, form: str, topic: bool) -> _Wording:
        spelt = tuple(words(form))
        stems = tuple(singular(word) for word in spelt)
        bare = all(stem in self._small for stem in stems)
        weights = tuple(
            _TOPIC_WEIGHT
            if topic
            else 0.7
            if bare
            else _SMALL_WEIGHT
            if stem in self._small
            else _COMMON_WEIGHT
            if stem in self._common
            else 1.0
            for stem in stems
        )
        return _Wording(section, stems, weights, spelt)

    def _take_cues(self, data: Mapping[str, Any]) -> None:
        self.abbreviations = frozenset(data["abbreviations"])
        self.may_end = frozenset(data["may_end"])
        self.unfinished = frozenset(data["unfinished"])
        begin = "|".join(re.escape(word) for word in data["begins"])
        self.begins = re.compile(rf"(?:{begin})(?!\w)")
        self.verbs = frozenset(data["verbs"])
        self.misread: tuple[tuple[str, str], ...] = tuple((each["read"], each["meant"]) for each in data["misread"])
        self.cues = tuple(
            Cue(
                ItemKind(each["kind"]),
                Phrases(each["phrases"]) if each.get("phrases") else None,
                bool(each.get("anywhere")),
                frozenset(each.get("not_under", ())),
            )
            for each in data["cue"]
        )
        self.decision = Phrases(data["decision"]["phrases"])
        self.formal_decision = Phrases(data["decision"]["formal"])
        self.negative = Phrases(data["decision"]["negative"])
        self.recommended = Phrases(data["recommended"]["phrases"])
        self.recommends = Phrases(data["recommended"].get("everywhere", ()))
        self.telling = Phrases(data["telling"]["phrases"])
        self.count_only = Phrases(data["count_only"]["phrases"])
        held: Mapping[str, Any] = data.get("held", {})
        self.held, self.held_on = Phrases(held.get("phrases", ())), Phrases(held.get("goes_on", ()))
        self.imprint = Phrases(data["imprint"]["phrases"])
        self.running = Phrases(data["furniture"]["phrases"])
        self.menus = frozenset(plain(each) for each in data["furniture"]["menus"])
        self.contact_words = Phrases(data["contact"]["phrases"])
        self.contact_lead_in = Phrases(data["contact"]["lead_in"])
        self.role_words = frozenset(data["contact"]["role_words"])
        self.owner_words = frozenset(data["owner"]["words"])
        self.not_owner = frozenset(data["owner"]["not_owner"])
        self.after_a_verb = frozenset(data["owner"]["after_a_verb"])
        self.bodies = frozenset(data["owner"].get("bodies", ()))
        self.readers = frozenset(data["owner"]["readers"])
        self.owner_labels: tuple[str, ...] = tuple(data["owner"]["labels"])
        self.facts: Mapping[str, Any] = data["fact"]
        self.publishers = tuple(plain(name) for name in self.facts["publisher"])
        self.bearings = tuple(
            (ItemKind(each["kind"]), float(each["weight"]), Phrases(each["phrases"]))
            for each in data.get("bearing", ())
        )
        grammar: Mapping[str, Any] = data.get("grammar", {})
        self.imperatives = frozenset(grammar.get("imperatives", ()))
        self.to_read = frozenset(grammar.get("to_read", ()))
        self.past = frozenset(grammar.get("past", ()))
        self.present = frozenset(grammar.get("present", ()))
        self.heading_says = tuple(
            (ItemKind(each["kind"]), float(each.get("weight", 2.0)), Phrases(each["phrases"]))
            for each in data.get("heading_says", ())
        )
        self.family = frozenset(grammar.get("family", ()))
        self.general = Phrases(data.get("general", {}).get("phrases", ()))
        parting: Mapping[str, Any] = data.get("parting", {})
        self.parting = Phrases(parting.get("phrases", ()))
        self.closing = Phrases(parting.get("closing", ()))
        self.mast = Phrases(parting.get("mast", ()))
        self.field_words = frozenset(data["field"]["words"])

    # --- what a heading means ----------------------------------------------------------------------------------------

    def _meaning(self, text: str) -> Meaning | None:
        if len(text) > LONGEST_LINE:
            return None
        said = words(text)
        if not 1 <= len(said) <= LONGEST_HEADING:
            return None
        near = [dict(self._vocabulary.near(word)) for word in said]
        spoken = self._addressed(near)
        for each in near:
            for stem, sure in list(each.items()):
                for other in self._kin.get(stem, ()):
                    each.setdefault(other, sure * _KIN)
        names = {plain(name) for name in _POSSESSIVE.findall(text)}
        spoken = [
            is_spoken or (word in names and not each) for is_spoken, word, each in zip(spoken, said, near, strict=True)
        ]
        tried = {number for each in near for stem in each for number in self._by_telling_word.get(stem, ())}
        line = _Said(near, self._cost(said, near, spoken, _STRANGE), self._cost(said, near, spoken, _STRANGER))
        best: tuple[float, float, bool, int] | None = None
        as_written = tuple(said)
        for number in tried:
            score, weight = self._fit(self._wordings[number], line)
            if score >= 0.35:
                found = (score, weight, self._wordings[number].spelt == as_written, -number)
                best = found if best is None or found > best else best
        if best is None or best[0] < _PART:
            joined_up = self._joined_up(text)
            if joined_up is not None and (best is None or joined_up.score > best[0]):
                return joined_up
        if best is None or best[0] < _PART:
            whole = self._whole(said)
            again = self.meaning(whole) if whole else None
            if again is not None and again.score >= _PART and (best is None or again.score > best[0]):
                return Meaning(again.section, again.score * _KIN, again.weight, False)
        if best is None:
            return None
        wording = self._wordings[-best[3]]
        exact = wording.stems == tuple(singular(word) for word in said)
        return Meaning(self.sections[wording.section], best[0], best[1], exact)

    def _whole(self, said: list[str]) -> str:
        """A line with a word put together again that a reader of pages broke in two ("W hat", "Back ground"); else ""."""
        for at in range(len(said) - 1):
            one, other = said[at], said[at + 1]
            broken = not self._is_word(one) or (not self._is_word(other) and len(other) > 2)
            if broken and one.isalpha() and other.isalpha() and self._is_word(one + other):
                return " ".join([*said[:at], one + other, *said[at + 2 :]])
        return ""

    def _is_word(self, word: str) -> bool:
        return word in self._small or singular(word) in self._by_word or singular(word) in self._common

    def several(self, text: str) -> tuple[Meaning, ...]:
        """What the parts of a heading mean that names more than one thing ("Conclusion and next steps").

        Empty where it does not: a part is not known, or all of them mean the same.
        """
        if len(text) > LONGEST_LINE or not _JOINED.search(text):
            return ()
        for parts in (_JOINED.split(text), _JOINED.split(text, maxsplit=1)):
            found = [self.meaning(part.strip(" :")) for part in parts]
            sure = [each for each in found if each is not None and each.score >= _PART and each.weight >= _PART]
            if len(sure) == len(parts) and len({each.section.kind for each in sure}) > 1:
                return tuple(sure)
        return ()

    def _joined_up(self, text: str) -> Meaning | None:
        """What a heading means whose parts mean the same kind of thing ("Barriers and challenges")."""
        parts = [part for part in _JOINED.split(text) if part.strip(" :")]
        if not 2 <= len(parts) <= 4:
            return None
        found = [self.meaning(part.strip(" :")) for part in parts]
        sure = [each for each in found if each is not None and each.score >= _PART]
        if len(sure) < len(parts) or len({each.section.kind for each in sure}) > 1:
            return None
        score, weight = min(each.score for each in sure), sum(each.weight for each in sure)
        return Meaning(sure[0].section, score * _PAIRED, weight, False)

    def _cost(self, said: list[str], near: list[dict[str, float]], spoken: list[bool], strange: float) -> list[float]:
        """How much each word of a line takes from a wording that does not have it."""
        return [
            strange
            if singular(word) in self._telling_apart
            else 0.12
            if word in self._small or any(stem in self._small or stem in self._common for stem in known)
            else 0.06
            if is_spoken
            else 0.1
            if word.isdigit() or word in DOZEN
            else 0.25
            if len(word) <= 2
            else strange
            for word, known, is_spoken in zip(said, near, spoken, strict=True)
        ]

    def _fit(self, wording: _Wording, line: _Said) -> tuple[float, float]:
        """How well a wording fits a line, and how much of it does."""
        weight = missing = 0.0
        sure = 1.0
        place = 0
        lost = 0
        used: list[int] = []
        for stem, worth in zip(wording.stems, wording.weights, strict=True):
            at, how_sure = -1, 0.0
            for found in line.places.get(stem, ()):
                if found[0] >= place:
                    at, how_sure = found
                    break
            if at < 0:
                if stem in self._telling_apart:
                    return 0.0, 0.0
                if worth >= 0.7:
                    lost += 1
                    if lost > 1 or len(wording.stems) < 4:
                        return 0.0, 0.0
                missing += 0.1 if stem in _ARTICLES else worth
                continue
            weight += worth * how_sure
            sure = min(sure, how_sure)
            used.append(at)
            place = at + 1
        if not weight or missing > 0.36 * weight:
            return 0.0, 0.0
        if weight >= 1.5:
            extra = missing + line.total - sum(line.cost[at] for at in used)
        else:
            extra = missing + line.total_alone - sum(line.cost_alone[at] for at in used)
        return weight / (weight + extra) * (0.85 + 0.15 * sure), weight

    def _addressed(self, near: list[dict[str, float]]) -> list[bool]:
        found = [False] * len(near)
        for at in range(len(near)):
            hit = self._address_at(near, at)
            if hit is not None:
                found[at : at + len(hit[0])] = [True] * len(hit[0])
        return found

    def _address_at(self, near: list[dict[str, float]], at: int) -> tuple[tuple[str, ...], str] | None:
        """The words that address somebody at a place among words, the longest."""
        hits = [
            (stems, name)
            for first in near[at]
            for stems, name in self._audience.get(first, ())
            if at + len(stems) <= len(near)
            and all(near[at + step].get(stem, -1.0) >= _least(stem) for step, stem in enumerate(stems))
        ]
        return max(hits, key=lambda each: len(each[0]), default=None)

    def audience(self, text: str) -> tuple[str, ...]:
        """Whom the words of a heading or a note address, in the order in which it names them."""
        near = [dict(self._vocabulary.near(word)) for word in words(text[:600])[:60]]
        found: list[str] = []
        at = 0
        while at < len(near):
            hit = self._address_at(near, at)
            if hit is not None and hit[1] not in found:
                found.append(hit[1])
            at += len(hit[0]) if hit is not None else 1
        return tuple(found)

    def only_audience(self, text: str) -> bool:
        """Whether a heading says nothing but whom it addresses ("For managers:", "If you work in a school")."""
        said = words(text[:LONGEST_LINE])[:LONGEST_HEADING]
        near = [dict(self._vocabulary.near(word)) for word in said]
        spoken = self._addressed(near)
        if not any(spoken):
            return False
        return all(spoken[at] or said[at] in self._beside or said[at] in self._small for at in range(len(said)))

    def ordinary(self, word: str) -> bool:
        """Whether a word is the field's own, and so nobody's name."""
        base = singular(word)
        return (
            base in self._common or word in self._small or word in self.field_words or base in self.field_words or base in self._by_word
            or base in self._audience_words or word in self.owner_words or word in self.verbs
        )  # fmt: skip

    def column(self, text: str) -> str | None:
        """What a column holds by its header, beside what headings mean: "owner", "due", "number", "progress"."""
        return self._columns.get(plain(text))

    def label_kind(self, text: str) -> str | None:
        """The kind that a word before a number stands for; "" where it tells nothing; None where it is no label."""
        said = words(text)
        if not 1 <= len(said) <= 4:
            return None
        exact = self.labels.get(" ".join(said))
        if exact is not None:
            return exact
        near = [dict(self._vocabulary.near(word)) for word in said]
        for label, kind in self.labels.items():
            parts = label.split()
            if len(parts) != len(said) or len(label) <= 4:
                continue
            if all(singular(part) in near[at] or part in near[at] for at, part in enumerate(parts)):
                return kind
        return None


def _least(stem: str) -> float:
    """How surely a word must be one that addresses somebody: of three letters no other word is a slip ("Ira", "IRO")."""
    return 1.0 if len(stem) <= 3 else 0.0


def joined(parts: Iterable[str]) -> str:
    """Parts of a line as one line."""
    return " ".join(" ".join(parts).split())
