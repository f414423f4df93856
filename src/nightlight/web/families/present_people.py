"""People on the page of a family: who has been seen, the men and what is not recorded of each, how to reach each adult safely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nightlight.documents.entry_words import agency_name
from nightlight.picture.citing import happened, marker, when_of
from nightlight.picture.contacts import Contact, OnBoard, Tried
from nightlight.picture.family import Family
from nightlight.picture.people import PersonKnown
from nightlight.picture.sets import men as men_of
from nightlight.picture.ties import Tie
from nightlight.safeguards.wording import says_member
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.frame import INFANT_DAYS, capital

#: Qualities of a tie that make it unsafe to ring, write or visit without a thought.
UNSAFE: Final = {"violent": "violent", "controlling": "controlling"}


@dataclass(frozen=True)
class SeenRow:
    """One person's row: when last seen and how; `tried` since. `never`: no meeting in person is recorded."""

    key: str
    name: str
    seen: str
    how: tuple[str, ...]
    tried: str
    never: bool
    matters: bool


@dataclass(frozen=True)
class ManRow:
    """A man, or a partner, in the child's life: who he is, what is recorded, and what is not."""

    key: str
    name: str
    tie: str
    known: tuple[str, ...]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True)
class AdultRow:
    """A grown person: how to reach them, what is not safe, what they need."""

    key: str
    name: str
    tie: str
    careful: tuple[str, ...]
    contact: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def says_something(self) -> bool:
        """Whether the record holds anything of how to reach them or what they need."""
        return bool(self.careful or self.contact or self.needs)


def board(seen: SeenFamily, told: Family) -> tuple[SeenRow, ...]:
    """Who has been seen and who has not, the children first; who has died is left out."""
    infants = {child.child for child in told.children if (child.age_days or 0) < INFANT_DAYS}
    return tuple(_row(row, seen, infants) for row in told.contacts.rows if not row.dead)


def _row(row: OnBoard, seen: SeenFamily, infants: set[str]) -> SeenRow:
    how = []
    if row.seen is not None and row.is_child:
        asked = (
            [("Awake", row.awake), ("Undressed", row.undressed)] if row.person in infants else [("Alone", row.alone)]
        )
        for name, contact in asked:
            how.append(f"{name}: {contact.when.says()}" if contact is not None else f"{name}: not recorded")
        if row.sleep_space is not None:
            how.append(f"Sleeping place seen: {row.sleep_space.when.says()}")
    elif row.alone is not None:
        how.append(f"Alone: {row.alone.when.says()}")
    return SeenRow(
        row.person,
        capital(says_member(row.person, seen.picture)),
        _seen(row, seen),
        tuple(how),
        _tried(row.tried, seen),
        row.never_seen,
        row.in_childs_life,
    )


def _seen(row: OnBoard, seen: SeenFamily) -> str:
    if row.unborn:
        return "Not yet born"
    if row.seen is not None:
        return _contact(row.seen, seen)
    if row.heard is not None:
        return f"Not recorded as seen. Heard from {row.heard.when.says()}, by {agency_name(row.heard.agency, seen.picture)}"
    if row.otherwise is not None:
        words, when, _ = row.otherwise
        return f"No contact recorded. Last in the record: {words}, {when.says()}"
    return "Not recorded as seen"


def _contact(contact: Contact, seen: SeenFamily) -> str:
    who = f"{contact.by}, " if contact.by else ""
    place = {"home": ", at home", "other": "", None: ""}.get(contact.place, f", {_places(contact.place)}")
    unannounced = ", unannounced" if contact.announced is False else ""
    return f"{contact.when.says()}, {who}{agency_name(contact.agency, seen.picture)}{place}{unannounced}"


def _places(place: str | None) -> str:
    return "" if place is None else f"at the {place}"


def _tried(tried: tuple[Tried, ...], seen: SeenFamily) -> str:
    if not tried:
        return ""
    last = tried[-1]
    times = "Tried once" if len(tried) == 1 else f"Tried {len(tried)} times, last"
    reason = last.reason.replace("_", " ")
    return f"{times} on {last.when.says()} by {agency_name(last.agency, seen.picture)}: {reason}"


def men(seen: SeenFamily, told: Family) -> tuple[ManRow, ...]:
    """Each man in the child's life, and each partner, once: what is recorded of him and what is not."""
    found: dict[str, ManRow] = {}
    for member in men_of(seen.picture, marker(told.moment)):
        person = told.person(member.key)
        if person is not None and person.key not in found and person.died is None:
            found[person.key] = _man(person, seen, told)
    return tuple(found.values())


def _man(person: PersonKnown, seen: SeenFamily, told: Family) -> ManRow:
    row = told.contacts.row(person.key)
    met = row.seen if row is not None else None
    who = person.identified
    lives = [house for house in told.households if any(each.person == person.key for each in house.living)]
    own = [tie for tie in told.ties if person.key in tie.people and not tie.ended]
    with_child = next((tie.contact_with_child for tie in own if tie.contact_with_child), None)
    children = {child.child for child in told.children}
    tied = [tie for tie in own if tie.people & children]
    checks = [
        fact for fact in happened(seen.picture, "check.made", told.moment) if fact.values["person"] in person.records
    ]
    identity: list[str] = []
    missing: list[str] = []
    for words, is_known in (
        ("name", bool(person.name) or (who is not None and who.name_known)),
        ("date of birth", person.born is not None or (who is not None and who.born_known)),
        ("where he lives", bool(lives) or (who is not None and who.address_known)),
    ):
        (identity if is_known else missing).append(words)
    known = [f"Known: {', '.join(identity)}"] if identity else []
    responsible = who.parental_responsibility if who is not None else None
    if responsible in ("yes", "no"):
        known.append("Has parental responsibility" if responsible == "yes" else "Has no parental responsibility")
    elif person.role in ("father", "partner") or any(tie.relation in ("parent", "adoptive_parent") for tie in tied):
        missing.append("parental responsibility")
    if met is not None:
        known.append(f"Met {met.when.says()}, by {agency_name(met.agency, seen.picture)}")
    else:
        missing.append("any meeting with him")
    if with_child is not None and with_child != "unknown":
        known.append(f"Contact with a child: {with_child.replace('_', ' ')}")
    else:
        missing.append("what contact he has with the children")
    if checks:
        last = checks[-1]
        known.append(f"Looked up in {last.values['check'].replace('_', ' ')} records {when_of(last).says()}")
    else:
        missing.append("any check of what agencies hold about him")
    if not tied:
        missing.append("how he is tied to the children")
    return ManRow(
        person.key,
        capital(says_member(person.key, seen.picture)),
        tie_words(person, seen, told),
        tuple(known),
        tuple(missing),
    )


def tie_words(person: PersonKnown, seen: SeenFamily, told: Family) -> str:
    """What somebody is to the family: their role, else their first tie in words."""
    if person.role not in (None, "other", "relative"):
        return str(person.role)
    for tie in told.ties:
        if tie.person == person.key:
            return f"{tie.relation.replace('_', ' ')} of {says_member(tie.to, seen.picture)}"
        if tie.to == person.key and tie.relation in ("partner", "former_partner", "friend", "relative", "sibling"):
            return f"{tie.relation.replace('_', ' ')} of {says_member(tie.person, seen.picture)}"
    return person.role or ""


def adults(seen: SeenFamily, told: Family) -> tuple[AdultRow, ...]:
    """Each grown person in the child's life, or of whom a need or a wish is noted; those of whom something is recorded in front."""
    children = {child.child for child in told.children}
    rows = []
    for person in told.people:
        on_board = told.contacts.row(person.key)
        if person.died is not None or person.key in children or person.is_child:
            continue
        made = _adult(person, seen, told)
        if made.says_something or (on_board is not None and on_board.in_childs_life):
            rows.append(made)
    return tuple(sorted(rows, key=lambda row: not row.says_something))


def _adult(person: PersonKnown, seen: SeenFamily, told: Family) -> AdultRow:
    return AdultRow(
        person.key,
        capital(says_member(person.key, seen.picture)),
        tie_words(person, seen, told),
        tuple(_careful(tie, person, seen) for tie in told.ties if tie.quality in UNSAFE and person.key in tie.people),
        wishes(person, seen, told),
        needs(person),
    )


def _careful(tie: Tie, person: PersonKnown, seen: SeenFamily) -> str:
    other = next(key for key in (tie.person, tie.to) if key != person.key)
    return (
        f"The tie with {says_member(other, seen.picture)} is recorded as {UNSAFE[str(tie.quality)]}. "
        "Before you ring, write or visit, think who else may see or hear it."
    )


def wishes(person: PersonKnown, seen: SeenFamily, told: Family) -> tuple[str, ...]:
    """How somebody would like to be met and reached, and how it is safe: the last word on each matter in front."""
    found: dict[str, str] = {}
    for fact in happened(seen.picture, "preference.noted", told.moment):
        if fact.values["person"] in person.records:
            said = f"{fact.values['what']} ({agency_name(fact.agency, seen.picture)}, {when_of(fact).says()})"
            matter = fact.values["of_what"]
            found[matter if matter != "other" else fact.root] = said
    return tuple(reversed(found.values()))


def needs(person: PersonKnown) -> tuple[str, ...]:
    """What somebody needs, what would meet it, and what was done."""
    found = []
    for need in person.needs:
        words = capital(need.need.replace("_", " "))
        if need.adaptation:
            words += f": {need.adaptation}"
        done = "What was done to meet it is not recorded"
        if need.met_by:
            done = f"Done: {'. '.join(capital(each.rstrip('.')) for each in need.met_by)}"
        found.append(f"{words.rstrip('.')}. {done}.")
    return tuple(found)
