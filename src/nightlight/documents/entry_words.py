"""Entries in words: what a kind of entry says happened, and its fields, made from the kinds themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from nightlight.chronology.entry import Entry
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, NAMES_THREADS, FieldSpec, FieldType
from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import When
from nightlight.picture import Picture
from nightlight.safeguards.wording import listed, says_member

#: As many letters as a label of a drawing may have before its word is left out.
_LABEL_LETTERS: Final = 44
_ARTICLES: Final = ("a ", "an ", "the ")
#: Words of the vocabulary that one reads otherwise than with blanks for their strokes.
_READ: Final = {"gp": "GP", "marac": "MARAC", "prebirth": "pre-birth"}


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of an entry in words; `entries` are the places of the entries that it names, `ids` their ids."""

    name: str
    words: str
    entries: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()


def title_of(entry: Entry) -> str:
    """What the entry says happened, as a short sentence without its full stop: "A referral is received"."""
    clause = KINDS[entry.kind].says
    return clause[:1].upper() + clause[1:]


def label_of(entry: Entry) -> str:
    """The same in few words, with the word that tells one such entry from another: "injury seen: bruise"."""
    words = KINDS[entry.kind].says
    for article in _ARTICLES:
        words = words.removeprefix(article)
    for verb in (" is ", " are "):
        words = words.replace(verb, " ", 1)
    word = _telling_word(entry)
    longer = f"{words}: {word}" if word else words
    return longer if len(longer) <= _LABEL_LETTERS else words


def _telling_word(entry: Entry) -> str:
    """The word of the entry's `type`, else of its first field that holds one."""
    words = {spec.name: str(value) for spec, value in entry.body.filled() if spec.type is FieldType.WORD}
    chosen = words.get("type") or next(iter(words.values()), "")
    return "" if chosen == "other" else in_words(chosen)


def in_words(word: str) -> str:
    """A word of the vocabulary as one reads it within a sentence: "social worker", "GP"."""
    return _READ.get(word, word.replace("_", " "))


def details_of(entry: Entry, picture: Picture) -> list[Detail]:
    """Every field of the entry's kind that was filled in, in the order in which they are declared."""
    return [_detail(spec, value, picture) for spec, value in entry.body.filled()]


def _detail(spec: FieldSpec, value: Any, picture: Picture) -> Detail:
    name = spec.name.replace("_", " ")
    values = value if isinstance(value, tuple) else (value,)
    if spec.type in NAMES_THREADS or spec.type in (FieldType.ENTRY, FieldType.ENTRIES):
        named = [picture.chronology.entry(each) for each in values if each in picture.chronology]
        places = tuple(entry.place for entry in named if entry.place)
        return Detail("concerning" if name == "of" else name, "", places, tuple(entry.id for entry in named))
    words = listed(_words(spec, each, picture) for each in values)
    return Detail(name, words or ("nobody" if spec.type in NAMES_PEOPLE else "none"))


def _words(spec: FieldSpec, value: Any, picture: Picture) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case When():
            return value.says()
        case float():
            return f"{value:g}"
    text = str(value)
    if spec.type in NAMES_PEOPLE:
        return says_member(text, picture)
    if spec.type in NAMES_AGENCIES:
        return agency_name(text, picture)
    return in_words(text) if spec.type in (FieldType.WORD, FieldType.WORDS) else text


def agency_name(key: str, picture: Picture) -> str:
    """The name of an agency, or its type in words; the key itself where it is not declared."""
    agency = picture.agencies.get(key)
    return agency.says() if agency is not None else key.replace("_", " ")
