"""How people are tied to one another, and how each tie is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nightlight.chronology.moments import Moment, When
from nightlight.picture.citing import Cite, cites, happened, in_time, is_past, latest, moment_of, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities
from nightlight.picture.sets import PARENTS

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: Relations of which a later one between the same two people takes the place of an earlier one.
_SORTS: Final[dict[str, str]] = {
    "partner": "couple",
    "former_partner": "couple",
    "sibling": "siblings",
    "half_sibling": "siblings",
    "relative": "kin",
    "friend": "acquaintance",
    "visitor": "acquaintance",
}
#: Relations that read the same from either side.
_MUTUAL: Final = frozenset({"couple", "siblings", "kin", "acquaintance"})
#: Relations that say by themselves that they are over.
_OVER: Final = frozenset({"former_partner"})


@dataclass(frozen=True, slots=True)
class Tie:
    """`person` is the `relation` of `to`: a parent of a child, a partner of a mother.

    `since` and `until` are as stated, `stated` is when the last word on it was said. `ended` means that the record
    says so; `None` that it says until when and that date has not surely passed. `quality` (close, violent ...) and
    `contact_with_child` are the last that were filled in. `assumed`: nobody stated it; a father or mother of the
    record is taken for the parent of its unborn and its children. `before` are the earlier relations of the two of
    this sort, the oldest first.
    """

    person: str
    to: str
    relation: str
    since: When | None
    until: When | None
    stated: When | None
    ended: bool | None
    quality: str | None
    contact_with_child: str | None
    assumed: bool
    before: tuple[str, ...]
    rests_on: tuple[Cite, ...]

    @property
    def people(self) -> frozenset[str]:
        """The two people."""
        return frozenset((self.person, self.to))


def ties(picture: Picture, at: Moment | None = None) -> tuple[Tie, ...]:
    """Every tie that the record knows by a moment, those that are over among them, in the order in which they were
    first stated."""
    at = moment_of(picture, at)
    ids = identities(picture)
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in in_time(happened(picture, "relation.stated", at)):
        person, to = ids.of(fact.values["person"]), ids.of(fact.values["to"])
        if person == to:
            continue
        sort = _SORTS.get(fact.values["relation"], fact.values["relation"])
        one, two = sorted((person, to)) if sort in _MUTUAL else (person, to)
        groups.setdefault((sort, one, two), []).append(fact)
    stated = [_tie(ids, facts, at) for facts in groups.values()]
    return tuple(stated + _assumed(picture, ids, stated, at))


def _tie(ids: Identities, facts: list[Fact], at: Moment) -> Tie:
    last = facts[-1]
    relation = last.values["relation"]
    same = [fact for fact in facts if fact.values["relation"] == relation]
    since, until = _last_filled(same, "since"), _last_filled(same, "until")
    quality, contact = _last_filled(facts, "tie"), _last_filled(facts, "contact_with_child")
    ended: bool | None = relation in _OVER
    if not ended and until is not None:
        end: When = until.values["until"]
        ended = True if is_past(end, at) else None if end.first <= at else False
    return Tie(
        ids.of(last.values["person"]),
        ids.of(last.values["to"]),
        relation,
        since.values["since"] if since else None,
        until.values["until"] if until else None,
        when_of(last),
        ended,
        quality.values["tie"] if quality else None,
        contact.values["contact_with_child"] if contact else None,
        False,
        tuple(dict.fromkeys(fact.values["relation"] for fact in facts if fact.values["relation"] != relation)),
        cites(*facts),
    )


def _last_filled(facts: list[Fact], field: str) -> Fact | None:
    return latest(fact for fact in facts if field in fact.values)


def _assumed(picture: Picture, ids: Identities, stated: list[Tie], at: Moment) -> list[Tie]:
    """The parents of the children of the record, unless a tie says otherwise (`case-format.md`, names)."""
    known = {key: fact for key, seen in picture.people.items() if (fact := seen.named) is not None and fact.first <= at}
    children = ids.all(key for key in known if picture.people[key].role in ("unborn", "child"))
    parents = {key: str(picture.people[key].role) for key in ids.all(known) if picture.people[key].role in PARENTS}
    mothers = _mothers(picture, ids, at)
    found = []
    for child in children:
        for parent, role in parents.items():
            tied = any(tie.people == {parent, child} for tie in stated)
            others = [
                tie
                for tie in stated
                if tie.relation == "parent" and tie.to == child and _could_be(picture, tie.person, role)
            ]
            told = mothers.get(child)
            if tied or others or (role == "mother" and told is not None and ids.of(told.values["mother"]) != parent):
                continue
            rests = cites(told) if role == "mother" and told is not None else cites(known[parent], known[child])
            assumed = not (role == "mother" and told is not None)
            found.append(Tie(parent, child, "parent", None, None, None, False, None, None, assumed, (), rests))
    return found


def _mothers(picture: Picture, ids: Identities, at: Moment) -> dict[str, Fact]:
    """For each child the entry that says who its mother is."""
    return {ids.of(fact.values["child"]): fact for fact in happened(picture, "pregnancy.known", at)}


def _could_be(picture: Picture, person: str, role: str) -> bool:
    """Whether somebody who is stated as a parent stands in the place of the one of that role."""
    known = picture.people.get(person)
    if known is None:
        return False
    sex = {"mother": "female", "father": "male"}[role]
    return known.role == role or (known.role not in PARENTS and known.sex == sex)
