"""Suggestions of themes, each with the words that caused it, and the decisions of people, which stand over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from nightlight.learning.lexicon import EXCEPT, OUTRIGHT, POINTS, Lexicon, Strength
from nightlight.learning.phrases import Found, Stretches, spans, words_of
from nightlight.learning.taxonomy import Taxonomy

#: How many suggestions are offered.
FIVE: Final = 5
#: Themes less near in meaning than this are not offered (1 is the same, about 0 is unrelated).
NEAR_ENOUGH: Final = 0.25


class Basis(StrEnum):
    """What a suggestion rests on."""

    words = "words"
    """Phrases of the lexicon."""
    kind = "kind"
    """The kind of the item: a strength is good practice."""
    meaning = "meaning"
    """The likeness of its meaning to that of the theme; no word of it need be in the lexicon."""


@dataclass(frozen=True, slots=True)
class Because:
    """Words that caused a suggestion: the slice `start`..`end` of the text, and the phrase of the lexicon that they fit."""

    start: int
    end: int
    phrase: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that is suggested for a text: outright (`shown_first`), or only offered further down.

    `points` are those of the phrases found (strong 3, fair 2, weak 1); for `Basis.meaning` they are none, and `likeness`
    says how near the meaning is (1 is the same).
    """

    theme: str
    shown_first: bool
    basis: Basis = Basis.words
    points: int = 0
    because: tuple[Because, ...] = ()
    likeness: float | None = None


def suggest(text: str, lexicon: Lexicon, kind: str | None = None, limit: int = FIVE) -> tuple[Suggestion, ...]:
    """The themes that the words of a text speak for, the likeliest first; at most `limit`, outright ones always.

    Those that follow from the item's `kind` stand after what its words say outright. Same text, same lexicon, same answer.
    """
    words = words_of(text)
    found = lexicon.finder.find(words)
    held: dict[str, dict[str, list[Found]]] = {}
    for each in found:
        for theme, where in lexicon.lists[each.phrase]:
            held.setdefault(theme, {}).setdefault(where, []).append(each)
    said = []
    for theme, lists in held.items():
        kept = _kept(lists)
        if kept:
            points = sum(POINTS[strength] for strength, _ in kept)
            because = sorted(
                (Because(*span, one.phrase, strength) for strength, one in kept for span in spans(one, words)),
                key=lambda each: (each.start, each.end),
            )
            said.append(Suggestion(theme, points >= OUTRIGHT, Basis.words, points, tuple(because)))
    order = {name: number for number, name in enumerate(lexicon.themes)}
    said.sort(key=lambda each: (-each.points, each.because[0].start, order[each.theme]))
    by_kind = [Suggestion(theme, True, Basis.kind) for theme in lexicon.by_kind.get(kind or "", ())]
    first = [each for each in said if each.shown_first] + by_kind
    by_kind_names = {each.theme for each in by_kind}
    later = [each for each in said if not each.shown_first and each.theme not in by_kind_names]
    return tuple(first + later[: max(0, limit - len(first))])


def _kept(lists: dict[str, list[Found]]) -> list[tuple[Strength, Found]]:
    """The phrases that count, strongest and longest first: each phrase once, no word twice, none that is excepted."""
    excepted = Stretches(lists.get(EXCEPT, ()))
    kept: list[tuple[Strength, Found]] = []
    taken: set[int] = set()
    used: set[str] = set()
    for strength in Strength:
        ones = sorted(lists.get(strength, ()), key=lambda each: (-len(each.words), each.groups, each.phrase))
        for one in ones:
            if one.phrase in used or one.words & taken or excepted.hold(one):
                continue
            kept.append((strength, one))
            taken |= one.words
            used.add(one.phrase)
    return kept


def beside(
    suggestions: Iterable[Suggestion], likeness: Mapping[str, float], limit: int = FIVE, least: float = NEAR_ENOUGH
) -> tuple[Suggestion, ...]:
    """The suggestions, with those by meaning: the nearest `limit` themes by `likeness`, none under `least`.

    What meaning alone speaks for is only ever offered further down, after what words speak for, and is marked
    `Basis.meaning`. Where both speak for a theme the suggestion by words stays, and carries its likeness.
    """
    near = sorted(
        ((value, name) for name, value in likeness.items() if value >= least), key=lambda each: (-each[0], each[1])
    )
    said = [replace(each, likeness=likeness.get(each.theme)) for each in suggestions]
    names = {each.theme for each in said}
    more = [Suggestion(name, False, Basis.meaning, likeness=value) for value, name in near[:limit] if name not in names]
    return (*said, *more)


class Verdict(StrEnum):
    """What a person said of a theme for an item."""

    accepted = "accepted"
    """It was suggested, and is right."""
    refused = "refused"
    """It was suggested, and is not right."""
    added = "added"
    """It is right, whether or not it was suggested."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one theme of one item; `by` is their account or role, `edition` the taxonomy's then."""

    item: str
    theme: str
    verdict: Verdict
    by: str
    at: datetime
    reason: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A theme of an item as it stands: what was suggested, what was decided, and whether it counts.

    `carries` is what counting and searching go by: the decision where there is one, else an outright suggestion.
    `of_old` is the name under which the decision was made, where the theme has been renamed since.
    """

    theme: str
    carries: bool
    suggestion: Suggestion | None = None
    decision: Decision | None = None
    of_old: str | None = None


def settled(
    suggestions: Iterable[Suggestion], decisions: Iterable[Decision], taxonomy: Taxonomy | None = None
) -> tuple[Settled, ...]:
    """The themes of one item: every suggestion, and every decision, which always stands over a suggestion.

    Pass the decisions of one item only; of several on one theme the latest stands. With a `taxonomy`, a decision on a
    theme that was renamed or merged is one on the theme that took its place; of two merged themes one right is
    right. A theme that the taxonomy no longer knows keeps its old name. Raises `ValueError` for decisions of two items.
    """
    made = sorted(decisions, key=lambda each: each.at)
    if len({each.item for each in made}) > 1:
        raise ValueError("decisions of more than one item; pass those of one")
    latest: dict[str, Decision] = {}
    for each in made:
        latest[each.theme] = each
    standing: dict[str, Decision] = {}
    for name, each in latest.items():
        now = _now(name, taxonomy)
        other = standing.get(now)
        if other is None or _rank(each, now) > _rank(other, now):
            standing[now] = each
    found: dict[str, Settled] = {}
    for suggestion in suggestions:
        theme = _now(suggestion.theme, taxonomy)
        if theme not in found:
            found[theme] = _settle(theme, suggestion, standing.get(theme))
    for theme, decision in standing.items():
        if theme not in found:
            found[theme] = _settle(theme, None, decision)
    return tuple(found.values())


def _now(name: str, taxonomy: Taxonomy | None) -> str:
    return name if taxonomy is None else taxonomy.current(name) or name


def _rank(decision: Decision, now: str) -> tuple[bool, bool, datetime]:
    """Which of two decisions on themes that are one theme now stands: one by its present name, then a yes, then the later."""
    return decision.theme == now, decision.verdict is not Verdict.refused, decision.at


def _settle(theme: str, suggestion: Suggestion | None, decision: Decision | None) -> Settled:
    if decision is None:
        return Settled(theme, suggestion is not None and suggestion.shown_first, suggestion)
    of_old = decision.theme if decision.theme != theme else None
    return Settled(theme, decision.verdict is not Verdict.refused, suggestion, decision, of_old)
