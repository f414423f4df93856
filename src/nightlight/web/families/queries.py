"""Reads for lists of families: each family in a list has passed `nightlight.access` like any other page.

The list tables say which families to ask about; what a row shows comes from what the viewer sees whole, and nothing else. A number that
a page shows counts what the viewer may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from nightlight.access.seeing import Sight
from nightlight.access.viewer import WITHOUT_FAMILIES, Viewer
from nightlight.chronology.moments import Day, Moment, When, day_of
from nightlight.documents.entry_words import in_words, title_of
from nightlight.picture import fold
from nightlight.picture.fold import Picture
from nightlight.picture.growth import Growth, growth
from nightlight.picture.team import LEAD_ROLES, involved
from nightlight.safeguards.wording import says_member
from nightlight.web.config.clock import now as this_minute
from nightlight.web.families.present import Looked
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import hidden_from_each, title_as_read, without
from nightlight.web.store.ahead import AT_ONCE, in_turn
from nightlight.web.store.models import (
    NEEDS_AN_ANSWER,
    Family,
    Finding,
    Involvement,
    LastLooked,
    PersonOfFamily,
)
from nightlight.web.store.queries import shows, sight_of
from nightlight.web.store.turned import Turned, Wanted, sliced, turn
from nightlight.web.store.unsealed import known_findings
from nightlight.web.ui.frame import child_line

_FIRST: Final = Wanted()
#: How many families a page of a list shows.
PAGE: Final = 20
#: So many entries of all the families of a list together, and the list is ordered by what needs an answer; of a longer one only the
#: page that is shown is worked out, and its order is by name; or by date, where there are no more than so many families to ask about.
ALL_AT_ONCE: Final = 4000
MOST_BY_DATE: Final = 200
DUE_WITHIN_DAYS: Final = 31
#: A birth that should have happened and is not recorded stays in the list of those due for so long.
LATE_DAYS: Final = 21
BORN_WITHIN_DAYS: Final = 7

#: Roles whose work brings them to every family that their agency works with.
OF_THE_AGENCY: Final = frozenset({"supervisor", "service_manager", "safeguarding_lead", "duty_desk", "chair"})
#: Roles that see to it that every family has a worker.
ALLOCATES: Final = frozenset({"supervisor", "service_manager", "safeguarding_lead", "duty_desk"})


@dataclass(frozen=True)
class Listing:
    """A list that a viewer may ask for."""

    name: str
    words: str
    says: str


MINE: Final = Listing("mine", "Mine", "Families that are given to you, or to somebody whom you cover.")
TEAM: Final = Listing(
    "team", "My team’s", "Families that are given to somebody of your team, or of a team that you supervise."
)
AGENCY: Final = Listing("agency", "My agency’s", "Families that your agency works with.")
DUE: Final = Listing("due", "Due this month", "A baby is due within a month, or was due and no birth is recorded yet.")
BORN: Final = Listing("born", "Born this week", "A baby was born within the last seven days.")
UNALLOCATED: Final = Listing(
    "unallocated", "No allocated worker", "Your agency works with the family, and no worker of yours is recorded."
)


@dataclass(frozen=True)
class Needs:
    """How much needs an answer."""

    urgent: int = 0
    overdue: int = 0
    soon: int = 0
    unknown: int = 0

    def says(self) -> str:
        """In words, the most pressing first."""
        parts = [
            f"{self.urgent} urgent" if self.urgent else "",
            f"{self.overdue} past due" if self.overdue else "",
            f"{self.soon} due soon" if self.soon else "",
            f"{self.unknown} where the record cannot tell" if self.unknown else "",
        ]
        return ", ".join(filter(None, parts)) or "Nothing needs an answer"

    def order(self) -> tuple[int, int, int, int]:
        """The more pressing, the earlier."""
        return (-self.urgent, -self.overdue, -self.soon, -self.unknown)


@dataclass(frozen=True)
class Listed:
    """A family in a list, as one viewer sees it."""

    key: str
    title: str
    children: tuple[str, ...]
    due: Day | None
    needs: Needs
    new: str
    last: str
    lead: str
    born: Day | None = None
    dues: tuple[Day, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page of a list. `whole` says that it can be in the order of what needs an answer, `by_due` in that of due dates; `previous` and
    `next` are what the addresses of the pages beside it ask for."""

    listing: Listing
    rows: tuple[Listed, ...]
    number: int
    previous: str
    next: str
    whole: bool
    by_due: bool
    sort: str


def listings(viewer: Viewer) -> tuple[Listing, ...]:
    """The lists that a viewer may ask for; none for a role that sees no family."""
    if viewer.roles & WITHOUT_FAMILIES:
        return ()
    found = [MINE]
    if viewer.team is not None or viewer.supervises:
        found.append(TEAM)
    if viewer.roles & OF_THE_AGENCY:
        found.append(AGENCY)
    found += [DUE, BORN]
    if viewer.roles & ALLOCATES:
        found.append(UNALLOCATED)
    return tuple(found)


def listed(viewer: Viewer, name: str = "", wanted: Wanted = _FIRST, sort: str = "") -> Page | None:
    """A page of a list: by name, by the first that the viewer has; `None` where their role sees no family. The read is audited."""
    offered = listings(viewer)
    if not offered:
        return None
    listing = next((each for each in offered if each.name == name), None) or _first(viewer, offered)
    moment = this_minute()
    rows = _candidates(viewer, listing, day_of(moment))
    whole = (rows.aggregate(entries=Sum("length"))["entries"] or 0) <= ALL_AT_ONCE
    keys = list(rows.order_by("title", "key").values_list("key", flat=True))
    by_due = whole or len(keys) <= MOST_BY_DATE
    if sort != "name" and not (sort == "due" and by_due) and not (sort == "needs" and whole):
        sort = "due" if listing == DUE and by_due else "needs" if whole else "name"
    if whole:
        every = sorted(_shown(viewer, list(_belonging(viewer, keys, moment, listing)), moment), key=_ORDER[sort])
        page = sliced(every, wanted.number, PAGE)
    elif sort == "due":
        # The tables know of babies who are hidden from the viewer: an order by their dates would tell of them.
        dated = sorted(_belonging(viewer, keys, moment, listing), key=lambda each: each.by_due)
        some = sliced(dated, wanted.number, PAGE)
        page = Turned(tuple(_shown(viewer, some.rows, moment)), some.number, some.previous, some.next)
    else:

        def belonging(some: Sequence[str], first: int) -> Iterator[_Allowed]:
            return _belonging(viewer, some, moment, listing, first)

        some = turn(viewer, keys, belonging, lambda each: each.row.key, wanted, PAGE)
        page = Turned(tuple(_shown(viewer, some.rows, moment)), some.number, some.previous, some.next)
    audit.write(viewer, "listed", page=f"home:{listing.name}", families=[row.key for row in page.rows])
    return Page(listing, page.rows, page.number, page.previous, page.next, whole, by_due, sort)


_ORDER: Final = {
    "needs": lambda row: (row.needs.order(), row.due or 10**9, row.title, row.key),
    "due": lambda row: (row.due or 10**9, row.title, row.key),
    "name": lambda row: (row.title, row.key),
}


def _first(viewer: Viewer, offered: Sequence[Listing]) -> Listing:
    """The list to begin with: one's own where one has any, else the widest of one's work."""
    if Involvement.objects.filter(sign_in=viewer.sign_in, family__teaching=False).exists():
        return MINE
    return next((each for each in (AGENCY, TEAM) if each in offered), MINE)


def _candidates(viewer: Viewer, listing: Listing, today: Day) -> QuerySet[Family]:
    """The families to ask about: by the list tables, which access never reads."""
    rows = Family.objects.filter(teaching=False)
    match listing:
        case Listing(name="mine"):
            return rows.filter(_involving(sign_in=viewer.sign_in))
        case Listing(name="team"):
            return rows.filter(_involving(team__in=[*viewer.supervises, *filter(None, [viewer.team])]))
        case Listing(name="agency"):
            return rows.filter(_involving(agency=viewer.agency))
        case Listing(name="unallocated"):
            given = Involvement.objects.filter(family=OuterRef("pk"), agency=viewer.agency).exclude(sign_in="")
            return rows.filter(_involving(agency=viewer.agency), ~Exists(given))
        case Listing(name="born"):
            persons = PersonOfFamily.objects.filter(born__gt=today - BORN_WITHIN_DAYS, born__lte=today)
        case _:
            persons = PersonOfFamily.objects.filter(
                born__isnull=True, due__gte=today - LATE_DAYS, due__lte=today + DUE_WITHIN_DAYS
            )
    return rows.filter(_own(viewer), Exists(persons.filter(family=OuterRef("pk"))))


def _own(viewer: Viewer) -> Q:
    """The families that the viewer's work may bring them to."""
    if viewer.roles & OF_THE_AGENCY:
        return Q(_involving(agency=viewer.agency))
    teams = [*viewer.supervises, *filter(None, [viewer.team])]
    return Q(_involving(sign_in=viewer.sign_in)) | Q(_involving(team__in=teams))


def _involving(**at_work: object) -> Exists:
    return Exists(Involvement.objects.filter(family=OuterRef("pk"), **at_work))


@dataclass(frozen=True)
class _Allowed:
    """A family that the viewer may see; its entries are folded where something of them is asked for."""

    row: Family
    sight: Sight
    moment: Moment

    @cached_property
    def picture(self) -> Picture:
        """The seen entries, folded."""
        return fold(self.sight.chronology(), self.moment, None, kept.rules().limits.quorum)

    def told(self, hidden: Sequence[str], viewer: Viewer) -> Picture:
        """The same without addresses that are hidden from the viewer."""
        seen = without(self.sight.chronology(), hidden, viewer)
        if seen is self.sight.chronology():
            return self.picture
        return fold(seen, self.moment, None, kept.rules().limits.quorum)

    @cached_property
    def children(self) -> tuple[Growth, ...]:
        """Every child of the picture, born or not."""
        return tuple(growth(self.picture))

    @property
    def dues(self) -> tuple[Day, ...]:
        """The days on which babies are due who are not born."""
        return tuple(each.due for each in self.children if each.stage == "unborn" and each.due is not None)

    @property
    def by_due(self) -> tuple[int, str, str]:
        """Where it stands in the order of the days on which babies are due: those of which the viewer may know."""
        return min(self.dues, default=10**9), self.row.title, self.row.key

    @property
    def born(self) -> Day | None:
        """The day on which the last child was born."""
        days = (each.born.day for each in self.children if each.born is not None and each.stage != "unborn")
        return max(days, default=None)


def _belonging(
    viewer: Viewer, keys: Sequence[str], moment: Moment, listing: Listing, first: int = AT_ONCE
) -> Iterator[_Allowed]:
    """Of these families those that the viewer may see and that belong in a list, in their order; `first` are looked at for sure."""
    for row in in_turn(viewer, keys, moment, first):
        sight = sight_of(viewer, row, "care", moment)
        if sight.allowed and _belongs(each := _Allowed(row, sight, moment), listing, day_of(moment)):
            yield each


class _WithBabies(Protocol):
    @property
    def dues(self) -> tuple[Day, ...]: ...
    @property
    def born(self) -> Day | None: ...


def _belongs(row: _WithBabies, listing: Listing, today: Day) -> bool:
    """Whether a family is in a list by what the viewer sees of it: the tables also know of a baby who is sealed from them."""
    if listing is DUE:
        return any(today - LATE_DAYS <= each <= today + DUE_WITHIN_DAYS for each in row.dues)
    return listing is not BORN or (row.born is not None and today - BORN_WITHIN_DAYS < row.born <= today)


def _shown(viewer: Viewer, families: Sequence[_Allowed], moment: Moment) -> list[Listed]:
    """These families as a list shows them."""
    keys = [each.row.key for each in families]
    looked = {
        each.family_id: each for each in LastLooked.objects.filter(account__sign_in=viewer.sign_in, family__in=keys)
    }
    stored: dict[str, list[Finding]] = {}
    for found in Finding.objects.filter(family__in=keys, state__in=NEEDS_AN_ANSWER):
        stored.setdefault(found.family_id, []).append(found)
    hidden = hidden_from_each(viewer, keys)
    rows = []
    for each in families:
        known = known_findings(each.row, each.sight, moment, stored.get(each.row.key, ()))
        needing = [found for found in known if found.state in NEEDS_AN_ANSWER]
        rows.append(_listed(each, needing, looked.get(each.row.key), viewer, hidden.get(each.row.key, ())))
    return rows


def _listed(
    family: _Allowed, findings: Iterable[Finding], looked: LastLooked | None, viewer: Viewer, hidden: Sequence[str]
) -> Listed:
    sight, entries = family.sight, family.sight.whole
    told = family.told(hidden, viewer)
    title = title_as_read(family.row.title, sight.chronology(), hidden, viewer)
    new = (
        0 if looked is None else sum(each.place > looked.length and each.account != viewer.sign_in for each in entries)
    )
    last = max(entries, key=lambda entry: (entry.recorded.first, entry.place), default=None)
    return Listed(
        family.row.key,
        title,
        child_words(growth(told), told, title),
        min(family.dues, default=None),
        _needs(each for each in findings if shows(sight, each.said)),
        "You have not looked yet"
        if looked is None
        else f"{new} new since you looked"
        if new
        else "Nothing new since you looked",
        "" if last is None else f"{title_of(last)}, {When.on(day_of(last.recorded.first)).says()}",
        _lead(told),
        family.born,
        family.dues,
    )


def child_words(children: Iterable[Growth], picture: Picture, title: str = "") -> tuple[str, ...]:
    """Each baby, born or not, in a line under the title of the family; where there is none, each child."""
    lines = {each.child: child_line(says_member(each.child, picture), each.says(), title) for each in children}
    young = [each for each in children if each.stage == "unborn" or (each.age_days is not None and each.age_days < 730)]
    return tuple(lines[each.child] for each in young) or tuple(lines.values())


def _needs(findings: Iterable[Finding]) -> Needs:
    urgent = overdue = soon = unknown = 0
    for each in findings:
        if each.state == "unknown":
            unknown += 1
        elif each.state == "due_soon":
            soon += 1
        elif each.severity == "urgent":
            urgent += 1
        else:
            overdue += 1
    return Needs(urgent, overdue, soon, unknown)


def _lead(picture: Picture) -> str:
    """The worker who holds the threads together, else the social worker, else the first who is at work."""
    at_work = [each for each in involved(picture) if each.until is None]
    order = (*LEAD_ROLES, "social_worker")
    lead = min(at_work, key=lambda each: order.index(each.role) if each.role in order else len(order), default=None)
    return "" if lead is None else f"{lead.worker}, {in_words(lead.role)}"


# -- teaching cases


@dataclass(frozen=True)
class Teaching:
    """A review to learn from."""

    key: str
    title: str


def teaching(viewer: Viewer) -> tuple[Teaching, ...]:
    """The reviews, which are open to everybody who is signed in."""
    rows = Family.objects.filter(teaching=True).order_by("title").values_list("key", "title")
    return tuple(Teaching(key, title) for key, title in rows)


# -- the last look


def last_look(viewer: Viewer, key: str) -> Looked | None:
    """When the viewer last looked at a family's page, and how long the record was then."""
    row = LastLooked.objects.filter(account__sign_in=viewer.sign_in, family_id=key).first()
    return None if row is None else Looked(row.length, row.at)
