"""How good the suggestions of themes are, on labelled items: `python -m tests.briefings.themes [--each] [--meaning]`.

The labelled items stand beside the checkout (`shared/seed-gold/themes.jsonl`), never in it. What is printed:

- outright: micro precision, recall and F1 of what is suggested outright, over the themes that the labels know. A theme
  that the labellers had no name for (vulnerability of babies, say) can be neither right nor wrong; a second line counts
  each such suggestion as wrong.
- without `good_practice`, which follows from the item's kind alone.
- first: how often the suggestion shown first is right, among the items that got one outright. Five: how many of the
  labels are among the five offered.
- as first written: the lexicon without every phrase that was added or moved after looking at any review.
- leave one review out: each review is measured with `Lexicon.without(review)`: what was added or moved after looking at
  that review and at no other is undone. What another review asked for as well stays. The cut-off (three points) and the
  points of a strength were settled before any review was looked at.
- by meaning, where the extra is installed: what the nearest definitions add further down.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nightlight.exchange.meaning import ThemesByMeaning, absent
from nightlight.learning.lexicon import Lexicon
from nightlight.learning.themes import Suggestion, beside, suggest
from nightlight.taxonomy.themes import lexicon, taxonomy

LABELLED: Final = Path(__file__).parents[3] / "shared" / "seed-gold" / "themes.jsonl"
#: The reviews of the labelled items by number, under the names that the lexicon's `seen` uses.
REVIEWS: Final = ("ALEX", "FRAC", "RR16", "AC", "BABYA")
BY_KIND: Final = "good_practice"


@dataclass(frozen=True)
class Labelled:
    """An item and the themes that a person gave it."""

    id: str
    review: str
    kind: str
    text: str
    labels: frozenset[str]


@dataclass
class Score:
    """Counts of right, spurious and missed themes, by theme; and how the ranking did."""

    right: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    first_right: int = 0
    first_of: int = 0
    five_right: int = 0
    five_of: int = 0

    def f1(self, *, unknown: bool = False, but: str = "") -> float:
        """Micro F1; with `unknown`, themes that the labels have no name for count as wrong; `but` leaves a theme out."""
        right, spurious, missed = (c.total() - c[but] for c in (self.right, self.spurious, self.missed))
        spurious += self.unknown.total() if unknown else 0
        return 2 * right / (2 * right + spurious + missed) if right else 0.0

    def line(self, name: str) -> str:
        """One line of the figures."""
        right, spurious, missed = self.right.total(), self.spurious.total(), self.missed.total()
        return (
            f"{name:34} P {right / max(1, right + spurious):.3f}  R {right / max(1, right + missed):.3f}  F1 {self.f1():.3f}"
            f"  counting unnamed {self.f1(unknown=True):.3f}  without {BY_KIND} {self.f1(but=BY_KIND):.3f}"
            f"  first {self.first_right / max(1, self.first_of):.3f} (n {self.first_of})"
            f"  five {self.five_right / max(1, self.five_of):.3f}"
        )


def labelled(path: Path = LABELLED) -> tuple[Labelled, ...]:
    """The labelled items.

    Raises `FileNotFoundError` where they are not beside the checkout.
    """
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return tuple(
        Labelled(each["id"], REVIEWS[each["seed"]], each["kind"], each["text"], frozenset(each["labels"]))
        for each in rows
    )


Suggesting = Callable[[Labelled], tuple[Suggestion, ...]]


def by_words(words: Lexicon) -> Suggesting:
    """Suggestions from the lexicon."""
    return lambda item: suggest(item.text, words, item.kind)


def score(items: Iterable[Labelled], known: frozenset[str], suggesting: Suggesting, into: Score | None = None) -> Score:
    """The figures of a way of suggesting, over items; `known` are the themes that the labellers could name."""
    result = into or Score()
    for item in items:
        offered = suggesting(item)
        outright = [each.theme for each in offered if each.shown_first]
        result.unknown.update(each for each in outright if each not in known)
        named = {each for each in outright if each in known}
        result.right.update(named & item.labels)
        result.spurious.update(named - item.labels)
        result.missed.update(item.labels - named)
        # What follows from the kind is no guess: the first guess is the first that rests on words.
        ranked = [each.theme for each in offered if each.theme in known and each.theme != BY_KIND]
        guessed = [each for each in outright if each in known and each != BY_KIND]
        if guessed:
            result.first_of += 1
            result.first_right += guessed[0] in item.labels
        wanted = item.labels - {BY_KIND}
        result.five_of += len(wanted)
        result.five_right += len(wanted & set(ranked[:5]))
    return result


def leaving_out(items: Iterable[Labelled], known: frozenset[str], way: Callable[[str], Suggesting]) -> Score:
    """The figures of each review under a way that knows nothing of it, added up."""
    total = Score()
    by_review: dict[str, list[Labelled]] = defaultdict(list)
    for item in items:
        by_review[item.review].append(item)
    for review, ones in by_review.items():
        score(ones, known, way(review), total)
    return total


def named(items: Iterable[Labelled]) -> frozenset[str]:
    """The themes that the labels know."""
    return frozenset(label for item in items for label in item.labels)


def _print(*lines: str) -> None:
    print(*lines, sep="\n")  # noqa: T201


def main(arguments: list[str]) -> int:
    """Prints the figures; returns 1 where the labelled items are not there."""
    if not LABELLED.is_file():
        _print(f"the labelled items are not beside this checkout ({LABELLED.name})")
        return 1
    items, words = labelled(), lexicon()
    known = named(items)
    every = score(items, known, by_words(words))
    _print(
        f"{len(items)} items, {sum(len(each.labels) for each in items)} labels of {len(known)} themes;"
        f" {len(words.entries)} phrases for {len(words.themes)} themes, edition {words.edition}",
        score(items, known, by_words(words.untaught())).line("lexicon as first written"),
        every.line("lexicon"),
        leaving_out(items, known, lambda review: by_words(words.without(review))).line("lexicon, leave one review out"),
    )
    for review in REVIEWS:
        ones = [each for each in items if each.review == review]
        _print(score(ones, known, by_words(words.without(review))).line(f"  left out: {review}"))
    if "--meaning" in arguments:
        _meaning(items, known, words)
    _print("", f"{'theme':40} right spurious missed")
    for theme in sorted(known, key=lambda each: (-(every.right + every.missed)[each], each)):
        _print(f"{theme:40} {every.right[theme]:5} {every.spurious[theme]:8} {every.missed[theme]:6}")
    _print(
        "",
        "suggested, but no label has a name for it: " + ", ".join(f"{k} {n}" for k, n in every.unknown.most_common()),
    )
    if "--each" in arguments:
        _each(items, words)
    return 0


def _meaning(items: Sequence[Labelled], known: frozenset[str], words: Lexicon) -> None:
    """Meaning knows no review: it has what each theme means and when to use it, so nothing is to be left out of it."""
    said = absent()
    if said is not None:
        _print("", said)
        return
    nearness = ThemesByMeaning(taxonomy()).likeness([each.text for each in items])
    near = {item.id: likeness for item, likeness in zip(items, nearness, strict=True)}

    def alone(item: Labelled) -> tuple[Suggestion, ...]:
        return beside((), {name: value for name, value in near[item.id].items() if name in known})

    def both(review: str) -> Suggesting:
        return lambda item: beside(suggest(item.text, words.without(review), item.kind), near[item.id])

    by_itself = score(items, known, alone)
    labelled_ones = [each for each in items if each.labels - {BY_KIND}]
    right = sum(one.theme in item.labels for item in labelled_ones for one in alone(item)[:1])
    offered = wanted = 0
    for item in items:
        wanted += len(item.labels - {BY_KIND})
        offered += len((item.labels - {BY_KIND}) & {each.theme for each in both(item.review)(item)})
    _print(
        "",
        f"meaning alone: nearest right {right / len(labelled_ones):.3f} (n {len(labelled_ones)}),"
        f" five {by_itself.five_right / by_itself.five_of:.3f}",
        leaving_out(items, known, both).line("leave one out, five of both"),
        f"leave one out, words' five and meaning's beside: {offered / wanted:.3f} of the labels are offered",
    )


def _each(items: Iterable[Labelled], words: Lexicon) -> None:
    for item in items:
        offered = by_words(words)(item)
        outright = {each.theme for each in offered if each.shown_first}
        if outright == item.labels:
            continue
        _print("", f"{item.id} {item.review} {item.kind}: {item.text}")
        for each in offered:
            mark = (
                ("+" if each.theme in item.labels else "!")
                if each.shown_first
                else ("?" if each.theme in item.labels else " ")
            )
            _print(f"  {mark} {each.theme} {each.points} {[b.phrase for b in each.because]}")
        for missed in item.labels - {each.theme for each in offered}:
            _print(f"  - {missed}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
