"""Finding the kind of entry by ordinary words: "bruise", "didn't turn up", "drunk on the ward".

It reads the lexicon (`words.toml`), and each kind's own words: its sentence, its help, its fields and their words. No dictionary, no
model: what is typed and what it leads to can be read in one file and changed there.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from math import log
from typing import Any, Final

from nightlight.chronology.kinds import KINDS
from nightlight.web.recording.labels import kind_title, label_of, word_text

#: How much a word counts by where a kind has it.
_TITLE, _HELP, _WORD, _FIELD = 3.0, 2.0, 1.5, 0.6
#: What a line of the lexicon counts: so much, and so much again for each of its words; less for the second kind than for the first.
_LINE, _LINE_WORD = 8.0, 5.0
_LESS: Final = (1.0, 0.8, 0.65, 0.5)
#: What scores less than this part of the best is not worth reading.
_TAIL = 0.25
#: A word that is on no list is taken for the nearest one of at least so many letters.
_LETTERS, _NEAR = 5, 0.82

_CONTRACTED: Final = re.compile(
    r"\b(did|was|were|do|does|would|could|should|has|have|had|is|are|ca|can|wo)n[’']?t\b|\bcannot\b"
)
_WHOLE: Final = {"ca": "can", "wo": "will", "can": "can"}
#: Words that say nothing of what happened; a line of the lexicon may still ask for them ("not in").
_PASSED_OVER_TEXT: Final = (
    "a about after again and an at are as be been but by did do does for from had has have he her him his i in is it its me my "
    "not of on or our out she so some somebody something that the their them there they this to up was we were what when which "
    "who will with would you your"
)
_PASSED_OVER: Final = frozenset(_PASSED_OVER_TEXT.split())


@dataclass(frozen=True)
class _Index:
    """The words of every kind, and the lines of the lexicon by their words."""

    weights: Mapping[str, Mapping[str, float]]
    lines: tuple[tuple[frozenset[str], tuple[str, ...]], ...]
    known: frozenset[str]


def read(name: str) -> dict[str, Any]:
    """A data file of this folder."""
    return tomllib.loads((resources.files("nightlight.web.recording") / name).read_text(encoding="utf-8"))


def kinds_for(typed: str, most: int = 8) -> list[str]:
    """The kinds that somebody may mean, the likeliest first; none where nothing fits.

    >>> kinds_for("didn't turn up")[0]
    'contact.missed'
    """
    index = _index()
    words = [_mended(word, index) for word in stems(typed)]
    scores: dict[str, float] = defaultdict(float)
    for word in dict.fromkeys(words):
        if word not in _PASSED_OVER:
            for kind, weight in index.weights.get(word, {}).items():
                scores[kind] += weight
    there = set(words)
    for line, kinds in index.lines:
        if line <= there:
            for place, kind in enumerate(kinds):
                scores[kind] += (_LINE + _LINE_WORD * len(line)) * _LESS[min(place, len(_LESS) - 1)]
    found = sorted(scores, key=lambda kind: (-scores[kind], list(KINDS).index(kind)))
    enough = _TAIL * scores[found[0]] if found else 0.0
    return [kind for kind in found if scores[kind] >= enough][:most]


def stems(text: str) -> list[str]:
    """The words of a text without their endings: "didn't visited" is did, not, visit."""
    plain = _CONTRACTED.sub(_written_out, text.lower().replace("’", "'")).replace("'", "")
    return [_stem(word) for word in re.findall(r"[a-z0-9]+", plain)]


def _written_out(found: re.Match[str]) -> str:
    verb = found[1]
    return "can not" if verb is None else f"{_WHOLE.get(verb, verb)} not"


def _stem(word: str) -> str:
    if word in _PASSED_OVER or len(word) < 4 or word.isdigit():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _mended(word: str, index: _Index) -> str:
    if word in index.known or len(word) < _LETTERS:
        return word
    near = get_close_matches(word, index.known, 1, _NEAR)
    return near[0] if near else word


@lru_cache(maxsize=1)
def _index() -> _Index:
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name in KINDS:
        for text, weight in _texts(name):
            for word, times in Counter(stems(text)).items():
                if word not in _PASSED_OVER:
                    weights[word][name] = max(weights[word][name], weight * min(times, 2) ** 0.5)
    rare = {word: log(1 + len(KINDS) / len(kinds)) for word, kinds in weights.items()}
    weighed = {word: {kind: weight * rare[word] for kind, weight in kinds.items()} for word, kinds in weights.items()}
    lines = [(frozenset(stems(line)), tuple(kinds)) for line, kinds in read("words.toml")["words"].items()]
    # A title that was typed as it stands is a line too.
    lines += [(frozenset(stems(kind_title(name))) - _PASSED_OVER, (name,)) for name in KINDS]
    known = frozenset(weighed) | {word for line, _ in lines for word in line}
    return _Index(weighed, tuple(lines), known)


def _texts(name: str) -> Iterable[tuple[str, float]]:
    """What a kind says of itself, each text with what its words count."""
    kind = KINDS[name]
    yield kind_title(name), _TITLE
    yield kind.says, _TITLE
    yield kind.help(), _HELP
    yield kind.group.replace("_", " "), _FIELD
    for spec in kind.specs.values():
        yield f"{label_of(name, spec)} {spec.help}", _FIELD
        for word in spec.words:
            if word != "other":
                yield word_text(name, spec.name, word), _WORD
