"""The people of a family: who they are, as far as the record says, and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nightlight.chronology.moments import Moment, When
from nightlight.chronology.record import CHILD_ROLES
from nightlight.picture.citing import Cite, cites, happened, latest, moment_of, together, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Identified:
    """What the record last said is known of who a person is; `parental_responsibility` is yes, no, unknown, or left
    out."""

    name_known: bool
    born_known: bool
    address_known: bool
    parental_responsibility: str | None
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A need that others must adapt to, what would meet it, and what was done to meet it."""

    need: str
    adaptation: str | None
    since: When
    met_by: tuple[str, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """A person as the record knows them. What is `None` is not recorded.

    `records` are the keys under which the record names them, the first named in front; `also_as` how records
    outside this family do. `differs` names the fields on which those records say different things; the first named
    is shown.
    """

    key: str
    records: tuple[str, ...]
    also_as: tuple[str, ...]
    name: str | None
    role: str | None
    sex: str | None
    born: When | None
    due: When | None
    died: When | None
    named: When
    identified: Identified | None
    needs: tuple[Need, ...]
    differs: tuple[str, ...]
    rests_on: tuple[Cite, ...]

    @property
    def is_child(self) -> bool:
        """A child of the family, born or not."""
        return self.role in CHILD_ROLES

    def says(self) -> str:
        """The name, or the role in words, or the key."""
        return self.name or self.key.replace("_", " ")


#: What is declared of a person, and may differ between two records of one.
_DECLARED: Final = ("name", "role", "sex", "born", "due")


def people(picture: Picture, at: Moment | None = None) -> tuple[PersonKnown, ...]:
    """Everybody whom the record names by a moment, each once, in the order in which they were first named."""
    at = moment_of(picture, at)
    ids = identities(picture)
    found = []
    for key, seen in picture.people.items():
        if ids.of(key) != key:
            continue
        named = [picture.people[record].named for record in ids.records(key)]
        first = seen.named
        if first is not None and any(fact is not None and fact.first <= at for fact in named):
            found.append(_person(picture, ids, key, first, at))
    return tuple(found)


def _person(picture: Picture, ids: Identities, key: str, named: Fact, at: Moment) -> PersonKnown:
    records = ids.records(key)
    own: dict[str, Any] = {}
    differs = []
    for field in _DECLARED:
        said = [value for record in records if (value := getattr(picture.people[record], field)) is not None]
        own[field] = said[0] if said else None
        if any(value != said[0] for value in said[1:]):
            differs.append(field)
    linked = [cite for link in ids.links if link.joined and set(link.records) <= set(records) for cite in link.rests_on]
    added = [fact for fact in happened(picture, "person.added", at) if fact.root in records]
    died = next((f for f in happened(picture, "death", at) if f.values["person"] in records), None)
    return PersonKnown(
        key,
        records,
        ids.names_elsewhere(key),
        died=when_of(died) if died else None,
        named=when_of(named),
        identified=_identified(picture, records, at),
        needs=_needs(picture, records, at),
        differs=tuple(differs),
        rests_on=together(cites(named, died, *added), linked),
        **own,
    )


def _identified(picture: Picture, records: tuple[str, ...], at: Moment) -> Identified | None:
    """The last word on who a person is; what it says of parental responsibility may be older."""
    found = [fact for fact in happened(picture, "person.identified", at) if fact.values["person"] in records]
    last = latest(found)
    if last is None:
        return None
    responsible = latest(fact for fact in found if fact.values.get("parental_responsibility") is not None)
    return Identified(
        last.values["name_known"],
        last.values["born_known"],
        last.values["address_known"],
        responsible.values["parental_responsibility"] if responsible else None,
        when_of(last),
        cites(last, responsible),
    )


def _needs(picture: Picture, records: tuple[str, ...], at: Moment) -> tuple[Need, ...]:
    """Each need once, from when it was first noted; one of no particular sort (`other`) stands by itself."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in happened(picture, "need.noted", at):
        if fact.values["person"] in records:
            need = fact.values["need"]
            groups.setdefault((need, fact.root if need == "other" else ""), []).append(fact)
    made = [fact for fact in happened(picture, "adaptation.made", at) if fact.values["person"] in records]
    found = []
    for (need, _), noted in groups.items():
        said = latest(fact for fact in noted if fact.values.get("adaptation") is not None)
        met = [fact for fact in made if fact.values["need"] == need]
        found.append(
            Need(
                need,
                said.values["adaptation"] if said else None,
                when_of(noted[0]),
                tuple(fact.values["what"] for fact in met),
                cites(*noted, *met),
            )
        )
    return tuple(found)
