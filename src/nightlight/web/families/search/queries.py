"""Reads that find a family. What is hidden and what is absent get the same answer, word for word, and in the same class of time.

Of a search the audit keeps who asked, by which fields, how many families were shown and which, and a digest of the words under the
partnership's own key: whoever asks for the same person again and again can be seen to do so, and no name stands in the audit.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from nightlight.access.enquiry import Involved, enquiry
from nightlight.access.labels import Labels
from nightlight.access.remit import unsealed
from nightlight.access.viewer import WITHOUT_FAMILIES, Viewer
from nightlight.chronology.moments import Day, Moment
from nightlight.chronology.record import Chronology
from nightlight.picture import fold
from nightlight.picture.fold import Picture
from nightlight.picture.growth import growth
from nightlight.picture.people import PersonKnown, people
from nightlight.web.config.clock import now as this_minute
from nightlight.web.families.queries import child_words
from nightlight.web.families.search.asked import Asked
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import hidden_from_each, protected_in_each, title_as_read, withheld, without
from nightlight.web.store.ahead import in_turn, read_ahead
from nightlight.web.store.lists import address_words, nhs_numbers
from nightlight.web.store.models import Family, GlassBroken, Involvement, PersonOfFamily
from nightlight.web.store.named import living_at, named
from nightlight.web.store.names import nearness, plain_words
from nightlight.web.store.queries import denials, sight_of
from nightlight.web.store.scope import searching

#: The answer comes at the end of a step of so many seconds, so that how long it took does not tell hidden from absent.
EVEN_STEP_SECONDS = 0.25
#: Of how many families at most it is asked whether the viewer may see them.
MOST_ASKED: Final = 24
#: A date that is typed may be this many days from the one on record where a name goes with it.
SLACK_DAYS: Final = 14
NEAREST: Final = 1


@dataclass(frozen=True)
class Found:
    """A family that was found: the person whom the search names, and the family's line."""

    key: str
    title: str
    who: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """A person of a family that the viewer may see who may be the one that is about to be added."""

    key: str
    title: str
    person: str
    name: str
    why: str


def find(viewer: Viewer, asked: Asked) -> tuple[Found, ...]:
    """The families that the viewer may see and in which somebody fits what is asked for, the nearest first; audited."""
    began = time.monotonic()
    moment = this_minute()
    rows, near = _candidates(asked)
    with searching():
        reachable = [] if viewer.roles & WITHOUT_FAMILIES else _reachable(viewer, rows, moment, near)
    read_ahead(viewer, reachable, moment)
    keys = [row.key for row in reachable]
    protected = protected_in_each(keys) if asked.address or asked.name else {}
    hidden = hidden_from_each(viewer, keys)
    found: list[tuple[int, Found]] = []
    for row in reachable:
        sight = sight_of(viewer, row, "care", moment)
        if not sight.allowed:
            continue
        picture = fold(sight.chronology(), moment)
        matched = _matches(asked, picture, protected.get(row.key, ()))
        if matched is not None:
            nearest, who = matched
            seen = without(sight.chronology(), hidden.get(row.key, ()), viewer)
            picture = picture if seen is sight.chronology() else fold(seen, moment)
            title = title_as_read(row.title, seen, hidden.get(row.key, ()), viewer)
            children = child_words(growth(picture), picture, title)
            found.append((nearest, Found(row.key, title, _named(who, picture), children)))
    found.sort(key=lambda each: (each[0], each[1].title, each[1].key))
    audit.write(
        viewer,
        "listed",
        page="find",
        by=asked.fields(),
        digest=_digest(asked),
        families=[each.key for _, each in found],
    )
    even_out(began)
    return tuple(each for _, each in found)


def even_out(began: float) -> None:
    """Waits for the end of the step in which an answer falls."""
    if EVEN_STEP_SECONDS:
        time.sleep(EVEN_STEP_SECONDS - (time.monotonic() - began) % EVEN_STEP_SECONDS)


def _digest(asked: Asked) -> str:
    """The same search gives the same digest; without the partnership's key nobody can try names against it."""
    words = "|".join(
        [" ".join(sorted(plain_words(asked.name))), str(asked.day), asked.nhs, " ".join(address_words(asked.address))]
    )
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()[:24]


def _reachable(viewer: Viewer, rows: QuerySet[Family], moment: Moment, near: Sequence[str] = ()) -> list[Family]:
    """Of these families those to which the viewer's agency, or broken glass, could bring them: access is then asked for each.

    Of more than can be asked the first in the order of `near`.
    """
    ours = Exists(Involvement.objects.filter(family=OuterRef("pk"), agency=viewer.agency))
    glass = Exists(
        GlassBroken.objects.filter(
            family=OuterRef("pk"), account__sign_in=viewer.sign_in, opened__lte=moment, until__gte=moment
        )
    )
    order = {key: number for number, key in enumerate(near)}
    keys = rows.filter(Q(ours) | Q(glass)).values_list("key", flat=True)
    first = sorted(keys, key=lambda key: (order.get(key, len(order)), key))[:MOST_ASKED]
    found = Family.objects.in_bulk(first)
    return [found[key] for key in first if key in found]


def _candidates(asked: Asked) -> tuple[QuerySet[Family], list[str]]:
    """The families in which the table has somebody who fits, and their keys, the nearest first."""
    rows = Family.objects.filter(teaching=False)
    near: list[str] = []
    if asked.name or asked.day is not None or asked.nhs:
        near = list(dict.fromkeys(_persons(asked)))
        rows = rows.filter(pk__in=near)
    return living_at(address_words(asked.address), rows), near


def _persons(asked: Asked) -> list[str]:
    """The families of the rows of the table that fit, the nearest first; what is shown is asked of the record again."""
    rows = PersonOfFamily.objects.filter(family__teaching=False)
    if asked.nhs:
        rows = rows.filter(nhs_number=asked.nhs)
    if asked.day is not None:
        around = SLACK_DAYS if asked.name else 0
        # No index is to be used for "no birth on record", which is true of every baby before its birth: the dates narrow it down.
        rows = rows.alias(birth=Coalesce("born", 0))
        rows = rows.filter(
            Q(born=asked.day) | Q(due__gte=asked.day - around, due__lte=asked.day + around, birth=0) | Q(due=asked.day)
        )
    if asked.name:
        return [family for _, _, family in named(asked.name, rows)]
    return list(rows.values_list("family_id", flat=True)[:2000])


def _matches(asked: Asked, picture: Picture, protected: Sequence[str]) -> tuple[int, str] | None:
    """How near a family that the viewer sees comes to what is asked for, and who of it, by their key; `None` where nobody whom they see
    fits. Nothing that is protected is looked at: there may be people who are known by where they live."""
    numbers = nhs_numbers(picture)
    dues = {child.child: child.due for child in growth(picture)}
    births = {child.child: child.born.day for child in growth(picture) if child.born is not None}
    if asked.address and not _lives_at(asked.address, picture, protected):
        return None
    if not (asked.name or asked.day is not None or asked.nhs):
        return 0, ""
    best: tuple[int, str] | None = None
    for person in people(picture):
        near = 0
        if asked.name:
            found = nearness(asked.name, withheld(person.name or "", protected))
            if found is None:
                continue
            near = found
        if asked.nhs and asked.nhs not in {numbers.get(record) for record in person.records}:
            continue
        born = births.get(person.key) or (
            person.born.day if person.born is not None and person.key not in dues else None
        )
        if asked.day is not None and not _fits(asked, born, dues.get(person.key)):
            continue
        if best is None or near < best[0]:
            best = near, person.key
    return best


def _fits(asked: Asked, born: Day | None, due: Day | None) -> bool:
    around = SLACK_DAYS if asked.name else 0
    return asked.day == born or (asked.day is not None and due is not None and abs(due - asked.day) <= around)


def _named(key: str, picture: Picture) -> str:
    """Somebody of a family in a line, by their key; nothing where it is nobody's."""
    return next((_who(each) for each in people(picture) if each.key == key), "")


def _who(person: PersonKnown) -> str:
    return f"{person.name or 'Name not recorded'}{f', {person.role}' if person.role else ''}"


def _lives_at(address: str, picture: Picture, protected: Sequence[str]) -> bool:
    """Whether a household of the record as it is seen has these words in its address; a protected one is never looked at."""
    wanted = address_words(address)
    for fact in picture.of("household.joined"):
        written = str(fact.values.get("address") or "")
        if written and withheld(written, protected) == written and set(wanted) <= set(address_words(written)):
            return True
    return False


# -- possible duplicates


def alike(
    viewer: Viewer, name: str, born: Day | None, due: Day | None, nhs: str = "", but: str = ""
) -> tuple[Alike, ...]:
    """People of other families that the viewer may see who may be this person: by NHS number, or by name with a date. Audited."""
    began = time.monotonic()
    moment = this_minute()
    rows = Family.objects.filter(pk__in=_alike_keys(name, born, due, nhs)).exclude(pk=but)
    found: list[Alike] = []
    reachable = _reachable(viewer, rows, moment)
    read_ahead(viewer, reachable, moment)
    hidden = hidden_from_each(viewer, [row.key for row in reachable])
    for row in reachable:
        sight = sight_of(viewer, row, "care", moment)
        if not sight.allowed:
            continue
        picture = fold(sight.chronology(), moment)
        seen = without(sight.chronology(), hidden.get(row.key, ()), viewer)
        shown = picture if seen is sight.chronology() else fold(seen, moment)
        title = title_as_read(row.title, seen, hidden.get(row.key, ()), viewer)
        found += [
            Alike(row.key, title, person.key, _named(person.key, shown), why)
            for person in people(picture)
            if (why := likeness(person, picture, name, born, due, nhs))
        ]
    audit.write(viewer, "listed", page="possible_duplicates", families=sorted({each.key for each in found}))
    even_out(began)
    return tuple(found)


def alike_hidden(viewer: Viewer, name: str, born: Day | None, due: Day | None, nhs: str, but: str) -> bool:
    """Whether there is such a person in a family that the viewer may not see: for the duty desk to look at, never for the viewer."""
    moment = this_minute()
    rows = Family.objects.filter(pk__in=_alike_keys(name, born, due, nhs)).exclude(pk=but)
    keys = list(rows.order_by("key").values_list("key", flat=True)[:MOST_ASKED])
    return any(not sight_of(viewer, row, "care", moment).allowed for row in in_turn(viewer, keys, moment))


def _alike_keys(name: str, born: Day | None, due: Day | None, nhs: str) -> set[str]:
    """Families in which somebody has the NHS number, or the name with the day of birth, or the name with a baby due about then."""
    rows = PersonOfFamily.objects.filter(family__teaching=False)
    keys = set(rows.filter(nhs_number=nhs).values_list("family_id", flat=True)) if nhs else set()
    if not name or (born is None and due is None):
        return keys
    dated = Q()
    if born is not None:
        dated |= Q(born=born)
    if due is not None:
        about = PersonOfFamily.objects.filter(
            family=OuterRef("family"), due__gte=due - SLACK_DAYS, due__lte=due + SLACK_DAYS
        )
        dated |= Q(Exists(about))
    return keys | {family for _, _, family in named(name, rows.filter(dated))}


def likeness(person: PersonKnown, picture: Picture, name: str, born: Day | None, due: Day | None, nhs: str) -> str:
    """Why somebody may be the one who is asked about, in words; empty where nothing says so."""
    numbers = nhs_numbers(picture)
    if nhs and nhs in {numbers.get(record) for record in person.records}:
        return "the same NHS number"
    near = nearness(name, person.name or "")
    if near is None:
        return ""
    said = {0: "the same name", 1: "a name that sounds alike", 2: "a name spelt nearly alike"}[near]
    if born is not None and person.born is not None and person.born.day == born:
        return f"{said} and the same date of birth"
    dues = [child.due for child in growth(picture) if child.due is not None]
    if due is not None and not person.is_child and any(abs(each - due) <= SLACK_DAYS for each in dues):
        return f"{said} and a baby due about then"
    return ""


def alike_here(picture: Picture, name: str, born: Day | None, nhs: str) -> list[tuple[PersonKnown, str]]:
    """People of this family who may be the one that is about to be added: here a name that is near is enough to ask."""
    numbers = nhs_numbers(picture)
    found = []
    for person in people(picture):
        near = nearness(name, person.name or "") if name else None
        if nhs and nhs in {numbers.get(record) for record in person.records}:
            found.append((person, "the same NHS number"))
        elif near is not None:
            found.append((person, ("the same name", "a name that sounds alike", "a name spelt nearly alike")[near]))
        elif born is not None and person.born is not None and person.born.day == born:
            found.append((person, "the same date of birth"))
    return found


# -- what a setting may ask


def who_to_call(viewer: Viewer, asked: Asked) -> Involved:
    """Whether anyone is involved with the family of a person, and whom to call: that and nothing else; audited.

    It needs an NHS number, or a full name with the date of birth. Nobody by that name, nobody involved, and what is sealed or closed
    to whoever asks get the same answer.
    """
    began = time.monotonic()
    moment = this_minute()
    answer = Involved(False)
    rows = Family.objects.filter(pk__in=set(_persons(asked))).order_by("key")
    for row in in_turn(viewer, list(rows.values_list("key", flat=True)[:MOST_ASKED]), moment):
        record = kept.record(row)
        if any(denial.denies(viewer) for denial in denials(row)) or not _named_openly(asked, record, moment):
            continue
        found = enquiry(record, moment)
        if found.involved and not answer.call:
            answer = found
    audit.write(viewer, "listed", page="enquiry", by=asked.fields(), digest=_digest(asked), involved=answer.involved)
    even_out(began)
    return answer


def _named_openly(asked: Asked, record: Chronology, moment: Moment) -> bool:
    """Whether somebody of a record without its sealed entries is the person who is asked about, exactly."""
    picture = fold(unsealed(record, Labels(record, moment), None), moment)
    numbers = nhs_numbers(picture)
    births = {child.child: child.born.day for child in growth(picture) if child.born is not None}
    for person in people(picture):
        if asked.nhs:
            if asked.nhs in {numbers.get(each) for each in person.records}:
                return True
            continue
        born = births.get(person.key) or (person.born.day if person.born is not None else None)
        near = nearness(asked.name, person.name or "")
        if born is not None and born == asked.day and near is not None and near <= NEAREST:
            return True
    return False
