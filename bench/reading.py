"""Measures the reading of reviews: documents a second in each format, and questions to a shelf of 100,000 items.

The documents are the made-up briefings of `tests/briefings/open`, read as `nightlight read` reads them: in a process of its own,
structure and themes with it. The items on the shelf are made up of sentences put together from the words of those
briefings, so that words are as frequent, and as rare, as they are there.

`python -m bench.reading --items 100000 --times 60`
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from bench import say
from bench.web import spread
from nightlight.exchange.briefings import ReviewsApart
from nightlight.exchange.shelf import Editions, Filters, Shelf
from nightlight.learning.document import Block, Document
from nightlight.learning.phrases import words_of
from nightlight.learning.reading import Fact, Item, ItemKind, Reading
from nightlight.learning.themes import suggest
from nightlight.taxonomy import heading_lists
from nightlight.taxonomy.themes import lexicon, taxonomy

BRIEFINGS: Final = Path("tests") / "briefings" / "open"
#: Items of a review, as many as the open briefings have.
_EACH: Final = 40
_KINDS: Final = tuple(kind for kind in ItemKind if kind is not ItemKind.contact)
_EDITIONS: Final = Editions("bench", "bench")
_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """How much is read and searched."""

    items: int = 100_000
    times: int = 60
    seconds: float = 3.0
    folder: str | None = None


def documents() -> list[Path]:
    """The made-up briefings."""
    return sorted(each for each in BRIEFINGS.iterdir() if each.suffix != ".json")


def of_documents(seconds: float) -> dict[str, dict[str, float]]:
    """For each format: documents a second, of how many characters, and how long one took in milliseconds."""
    phrases = lexicon()
    found: dict[str, dict[str, float]] = {}
    with ReviewsApart(heading_lists()) as apart:
        for path in documents():
            data = path.read_bytes()
            took: list[float] = []
            # The first of each format waits for its parser to be loaded.
            apart.read(data, path.name)
            began = time.perf_counter()
            while time.perf_counter() - began < seconds or len(took) < 5:
                start = time.perf_counter()
                made = apart.read(data, path.name)
                for item in made.items:
                    suggest(item.text, phrases, item.kind.value)
                took.append(1000 * (time.perf_counter() - start))
            characters = len(made.document.text)
            found[path.suffix[1:]] = spread(took) | {"a second": 1000 * len(took) / sum(took), "characters": characters}
    return found


def sentences(random: Random) -> Callable[[], str]:
    """Makes sentences of the words of the briefings: three to six runs of words as they stand there, put together."""
    texts = []
    with ReviewsApart(heading_lists()) as apart:
        for path in documents():
            made = apart.read_file(path)
            texts += [[each.written for each in words_of(item.norm)] for item in made.items]
    texts = [each for each in texts if len(each) > 4]

    def one() -> str:
        said: list[str] = []
        for _ in range(random.randint(3, 6)):
            text = random.choice(texts)
            at = random.randrange(len(text) - 3)
            said += text[at : at + random.randint(2, 5)]
        return " ".join(said).capitalize() + "."

    return one


def made_reviews(items: int, random: Random) -> Iterator[Reading]:
    """Reviews of made-up items, so many in all, of some publishers and twenty years."""
    sentence = sentences(random)
    publishers = [
        f"{name} Safeguarding Children Partnership" for name in ("Northmoor", "Southmoor", "Eastmoor", "Westmoor")
    ]
    for number in range(-(-items // _EACH)):
        text, blocks, made = "", [], []
        for place in range(min(_EACH, items - number * _EACH)):
            words = sentence()
            start, text = len(text), text + words + "\n"
            end = start + len(words)
            blocks.append(Block(start, end))
            made.append(
                Item(f"i{place + 1}", random.choice(_KINDS), start, end, words, words, audience=("practitioners",))
            )
        facts = (
            Fact("publisher", random.choice(publishers), 0, 1),
            Fact("published", f"{2005 + random.randrange(20)}-{1 + random.randrange(12):02}", 0, 1),
        )
        source = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
        document = Document(f"review-{number}.txt", "text/plain", source, text, tuple(blocks))
        yield Reading(document, facts, items=tuple(made))


def questions(shelf: Shelf, random: Random) -> dict[str, Callable[[], int]]:
    """What somebody asks: each draws other words each time, and gives how many items were found."""
    lines = [each.words for each in shelf.search("", limit=2_000).hits]
    refs = [each.ref for each in shelf.search("", limit=200).hits]
    common = ["baby", "mother", "health", "plan", "visit", "professionals"]

    def words(count: int) -> str:
        said = [each.written for each in words_of(random.choice(lines)) if len(each.written) > 3]
        return " ".join(said[:count])

    def phrase() -> str:
        said = [each.written for each in words_of(random.choice(lines))]
        return '"' + " ".join(said[:3]) + '"'

    return {
        "one word": lambda: shelf.search(words(1)).items,
        "one of the most frequent words": lambda: shelf.search(random.choice(common)).items,
        "three words": lambda: shelf.search(words(3)).items,
        "a phrase": lambda: shelf.search(phrase()).items,
        "the beginning of a word": lambda: shelf.search(words(1)[:4] + "*").items,
        "words, a kind and years": lambda: (
            shelf.search(words(2), Filters(kinds=(ItemKind.recommendation,), since=2015, until=2020)).items
        ),
        "a theme, newest first": lambda: shelf.search("", Filters(themes=("fathers_and_men",))).items,
        "a sentence that no item holds": lambda: shelf.search("zebra " + random.choice(lines)).items,
        "lessons like this one": lambda: len(shelf.similar(random.choice(refs))),
        "how often were we told this (theme)": lambda: len(shelf.told_theme(["fathers_and_men"]).items),
        "how often were we told this (like)": lambda: len(shelf.told_like(random.choice(refs)).items),
        "how often were we told this (words)": lambda: len(shelf.told_words(words(2)).items),
    }


def of_shelf(items: int, times: int, folder: str | None) -> dict[str, Any]:
    """A shelf of so many made-up items: how long it took to fill, how large it is, how long each sort of question takes."""
    random, phrases, known = Random(7), lexicon(), taxonomy()
    with tempfile.TemporaryDirectory(prefix="nl-bench-", dir=folder) as made:
        path = Path(made) / "bench.shelf"
        adding: list[float] = []
        with Shelf.open(path) as shelf:
            for reading in made_reviews(items, random):
                themes = {each.id: suggest(each.text, phrases, each.kind.value) for each in reading.items}
                start = time.perf_counter()
                shelf.add(reading, themes, _EDITIONS, _NOW, known)
                adding.append(1000 * (time.perf_counter() - start))
        megabytes = path.stat().st_size / 1e6
        with Shelf.open(path, make=False) as shelf:
            found = {}
            for what, ask in questions(shelf, random).items():
                took, hits = [], 0
                for _ in range(times):
                    start = time.perf_counter()
                    hits += ask()
                    took.append(1000 * (time.perf_counter() - start))
                found[what] = spread(took) | {"found": hits / times}
    return {"items": items, "megabytes": megabytes, "adding": spread(adding), "questions": found}


def measure(asked: Asked) -> dict[str, Any]:
    """Both. For a process of its own."""
    return {"documents": of_documents(asked.seconds), "shelf": of_shelf(asked.items, asked.times, asked.folder)}


def says(found: dict[str, Any]) -> list[str]:
    """The figures in lines."""
    lines = []
    for kind, said in found["documents"].items():
        lines.append(
            f"  {kind:6} {said['a second']:7.1f} documents a second  median {said['median']:6.0f} ms"
            f"  95 of 100 within {said['p95']:6.0f} ms  ({said['characters']:,} characters)"
        )
    shelf = found["shelf"]
    lines.append(
        f"a shelf of {shelf['items']:,} items, {shelf['megabytes']:,.0f} MB; a review of {_EACH} items added in"
        f" {shelf['adding']['median']:.0f} ms (95 of 100 within {shelf['adding']['p95']:.0f} ms)"
    )
    for what, said in shelf["questions"].items():
        lines.append(
            f"  {what:38} median {said['median']:6.1f} ms  95 of 100 within {said['p95']:6.1f} ms  {said['found']:9.1f} items"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    usual = Asked()
    parser.add_argument("--items", type=int, default=usual.items, metavar="N")
    parser.add_argument("--times", type=int, default=usual.times, help="how often each question is asked", metavar="N")
    parser.add_argument(
        "--seconds", type=float, default=usual.seconds, help="for so long each format is read", metavar="N"
    )
    parser.add_argument("--folder", default=None, help="where the temporary shelf is made", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = vars(parser.parse_args(arguments))
    as_json = asked.pop("json")
    found = measure(Asked(**asked))
    for line in [json.dumps(found)] if as_json else says(found):
        say(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
