"""Which records are of one person, as people have found and said, and undone again.

Links are entries (`person.same`, `person.not_same`): a view from before a link does not use it, and the later word
on two records counts. Nothing is ever linked by likeness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightlight.picture.citing import Cite, cites, in_time
from nightlight.picture.facts import Fact

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that somebody found to be of one person; `joined` is false where it is not used, because another
    entry says that two of the people whom it would make one are different people."""

    records: tuple[str, str]
    basis: str
    joined: bool
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who: for each record that was found to be of the same person as another, the record first named."""

    links: tuple[Link, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    _first: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    def of(self, person: str) -> str:
        """The key under which this person was first named; the key itself where no other record is of the same
        person."""
        return self._first.get(person, person)

    def all(self, people: Iterable[str]) -> tuple[str, ...]:
        """The people of several keys, each once, in their order."""
        return tuple(dict.fromkeys(self.of(person) for person in people))

    def records(self, person: str) -> tuple[str, ...]:
        """Every key of one person, the one first named at the front."""
        first = self.of(person)
        return (first, *(key for key, of in self._first.items() if of == first and key != first))

    def names_elsewhere(self, person: str) -> tuple[str, ...]:
        """How records outside this family call the person."""
        records = set(self.records(person))
        return tuple(dict.fromkeys(name for key, name in self.elsewhere if key in records))


def identities(picture: Picture) -> Identities:
    """Who is who in a picture: links are used in the order in which they were found, and never against a
    `person.not_same`.

    What `as` names is a record of this family where it is a key of one, else a record kept elsewhere.
    """
    if not picture.of("person.same"):
        return Identities()
    order = {key: number for number, key in enumerate(picture.people)}
    word: dict[tuple[str, str], Fact] = {}
    elsewhere: dict[tuple[str, str], Fact] = {}
    for fact in in_time((*picture.of("person.same"), *picture.of("person.not_same"))):
        person, other = str(fact.values["person"]), str(fact.values["as"])
        if other in order and person != other:
            pair = (person, other) if order[person] < order[other] else (other, person)
            word.pop(pair, None)
            word[pair] = fact
        elif other not in order:
            elsewhere[person, other] = fact
    apart = [pair for pair, fact in word.items() if fact.kind == "person.not_same"]
    first = {key: key for pair in word for key in pair}
    links = []
    for pair, fact in word.items():
        if fact.kind == "person.not_same":
            continue
        joined = dict(first)
        keep, other = sorted((first[pair[0]], first[pair[1]]), key=lambda key: order[key])
        for key, of in joined.items():
            if of == other:
                joined[key] = keep
        allowed = all(joined[one] != joined[two] for one, two in apart)
        if allowed:
            first = joined
        links.append(Link(pair, str(fact.values["basis"]), allowed, cites(fact)))
    named = tuple(pair for pair, fact in elsewhere.items() if fact.kind == "person.same")
    found = dict(sorted(first.items(), key=lambda item: order[item[0]]))
    return Identities(tuple(links), named, found)
