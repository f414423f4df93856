"""Reads across families: what waits for one person today, their service's daily list, their notices, their calendar.

The tables of lists narrow down which families to look at; what is shown of each has passed `nightlight.access`, asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import Final

from django.db.models import F, Q, QuerySet

from nightlight.access.seeing import Sight
from nightlight.access.viewer import Viewer
from nightlight.chronology.moments import Day, Moment, day_of, end_of, iso_day
from nightlight.picture import fold
from nightlight.picture.fold import Picture
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now as this_minute
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import hidden_from_each, title_as_read, withheld, without
from nightlight.web.store.ahead import AT_ONCE, in_turn
from nightlight.web.store.models import (
    ANSWERED,
    Draft,
    Family,
    Finding,
    HowTold,
    Involvement,
    Notice,
    PersonOfFamily,
)
from nightlight.web.store.queries import FindingSeen, finding_seen, shows, sight_of
from nightlight.web.store.turned import Turned, Wanted, turn
from nightlight.web.store.unsealed import known_findings

#: Relationships by which a family is one's own work today, and those by which one looks after the work of others.
OWN: Final = frozenset({"allocated", "covering", "duty", "core_group", "chair"})
OVER: Final = frozenset({"supervises", "manages", "safeguarding_lead"})

#: Roles before which comes what nobody of the agency holds.
DESKS: Final = frozenset({"duty_desk", "safeguarding_lead"})
#: Roles whose work may bring them to any family that their agency works with.
OF_THE_AGENCY: Final = frozenset({"supervisor", "service_manager", "safeguarding_lead", "duty_desk", "chair"})
#: As many families of one's own are looked into; of more, only those in which an answer is owed now or within a week.
MOST: Final = 80
#: How many families a page of the service's list has.
PAGE: Final = 50
#: What a chair's families are found by: a calling within so many days.
_CALLED: Final = "meeting.called"
_CALLED_WITHIN: Final = 200
#: Infants of a service's daily list: up to so many days old. A baby that is so many days past its due date is no longer expected.
_INFANT: Final = 366
_OVERDUE: Final = 42


@dataclass(frozen=True)
class Mine:
    """A family that somebody's work brings them to, as they may see it now."""

    key: str
    title: str
    nation: str
    viewer: Viewer
    moment: Moment
    sight: Sight
    relations: frozenset[str]
    findings: tuple[FindingSeen, ...]
    unheld: bool = False
    #: Protected addresses that the viewer may not know: kept out of every word.
    hidden: tuple[str, ...] = field(default=(), repr=False)

    @property
    def own(self) -> bool:
        """Whether it is their own work, beside any oversight of it: where nobody of the agency holds it, its lead does."""
        return bool(self.relations & OWN) or (self.unheld and "safeguarding_lead" in self.relations)

    @cached_property
    def picture(self) -> Picture:
        """The entries that they see, folded."""
        return fold(
            without(self.sight.chronology(), self.hidden, self.viewer), self.moment, None, kept.rules().limits.quorum
        )


@dataclass(frozen=True)
class Caseload:
    """The families of somebody's own work; `whole` unless they are so many that only those were looked into in which something is
    due."""

    families: tuple[Mine, ...]
    whole: bool


def mine(viewer: Viewer, page: str = "today") -> Caseload:
    """The families of a viewer's own work, with their open findings; audited as a list."""
    moment = this_minute()
    keys = list(_narrowed(viewer, moment).values_list("key", flat=True))
    whole = len(keys) <= MOST
    if not whole:
        pressing = _owing(viewer, Q(family__in=keys), moment)
        keys = [key for key in keys if key in pressing]
    found = tuple(each for each in _seen(viewer, _allowed(viewer, keys, moment), moment) if each.own)
    audit.write(viewer, "listed", page=page, families=[each.key for each in found])
    return Caseload(found, whole)


def over_others(viewer: Viewer) -> list[Mine]:
    """Families whose work the viewer looks after (a supervisor, a manager, a safeguarding lead) and in which somebody was warned and
    a step of escalation has passed; with those findings alone."""
    if not viewer.roles & {"supervisor", "service_manager", "safeguarding_lead"}:
        return []
    moment = this_minute()
    involved = Involvement.objects.filter(agency=viewer.agency, family__teaching=False)
    if not viewer.roles & {"service_manager", "safeguarding_lead"}:
        involved = involved.filter(team__in=viewer.supervises)
    late = Finding.objects.filter(family__in=involved.values("family"), state="overdue", stage__gte=1)
    by_family: dict[str, list[Finding]] = {}
    for each in late:
        if viewer.agency in each.said["to"]:
            by_family.setdefault(each.family_id, []).append(each)
    named = Family.objects.filter(pk__in=list(by_family)).order_by("title", "key")
    allowed = _allowed(viewer, list(named.values_list("key", flat=True)), moment)
    found = [each for each in _seen(viewer, allowed, moment, by_family) if each.relations & OVER and each.findings]
    if found:
        audit.write(viewer, "listed", page="escalated", families=[each.key for each in found])
    return found


def service(viewer: Viewer, wanted: Wanted) -> Turned[Mine]:
    """A page of the families with an unborn baby or an infant that the viewer's agency works with and the viewer may see, those in
    which something is past due in front; audited."""
    moment = this_minute()
    today = day_of(moment)
    young = PersonOfFamily.objects.filter(
        Q(role__in=("unborn", "child"), born__gt=today - _INFANT)
        | Q(role="unborn", born__isnull=True) & (Q(due__isnull=True) | Q(due__gt=today - _OVERDUE))
    )
    involved = Involvement.objects.filter(agency=viewer.agency, family__teaching=False)
    if not viewer.roles & OF_THE_AGENCY:
        teams = viewer.supervises | ({viewer.team} if viewer.team else set())
        involved = involved.filter(Q(sign_in__iexact=viewer.sign_in) | Q(team__in=teams))
    rows = Family.objects.filter(pk__in=young.values("family")).filter(pk__in=involved.values("family"))
    titles = dict(rows.values_list("key", "title"))
    late = _owing(viewer, Q(family__in=rows.values("pk"), state="overdue"), moment)
    keys = sorted(titles, key=lambda key: (key not in late, titles[key], key))

    def allowed(some: Sequence[str], first: int) -> Iterator[tuple[Family, Sight]]:
        return _allowed(viewer, some, moment, first)

    page = turn(viewer, keys, allowed, lambda each: each[0].key, wanted, PAGE)
    found = tuple(_seen(viewer, page.rows, moment))
    audit.write(viewer, "listed", page="today_service", families=[each.key for each in found])
    return Turned(found, page.number, page.previous, page.next)


def _narrowed(viewer: Viewer, moment: Moment) -> QuerySet[Family]:
    """The families that may be somebody's own work: access decides; this only spares looking at all of them."""
    involved = Involvement.objects.filter(agency=viewer.agency, family__teaching=False)
    may_be = Q(pk__in=involved.filter(sign_in__iexact=viewer.sign_in).values("family"))
    if "chair" in viewer.roles:
        may_be |= Q(pk__in=involved.values("family")) & Q(pk__in=_with_conference(moment))
    if viewer.roles & DESKS:
        may_be |= Q(pk__in=involved.filter(sign_in="").values("family"))
    if "duty_desk" in viewer.roles:
        may_be |= Q(
            pk__in=_owing(viewer, Q(family__in=involved.values("family"), safeguard__in=_of_referrals()), moment)
        )
    return Family.objects.filter(may_be, teaching=False).order_by("title", "key")


def _owing(viewer: Viewer, among: Q, moment: Moment) -> set[str]:
    """The families among these in which the viewer's agency owes an answer now or within a week, by the table of findings alone."""
    soon = end_of(day_of(moment) + 7)
    pressing = Q(state__in=("overdue", "due_soon")) | Q(due__lte=soon)
    owed = (
        Finding.objects.filter(among).filter(pressing).exclude(state__in=ANSWERED).values_list("family_id", "said__to")
    )
    return {family for family, to in owed if viewer.agency in to}


def _of_referrals() -> list[str]:
    """The rules that a referral sets off: what may be before a duty desk though somebody of the agency holds the family."""
    return [
        rule.id
        for rule in kept.rules().safeguards
        if any(each.kind.startswith("referral.") for each in rule.trigger.selectors)
    ]


def _with_conference(moment: Moment) -> QuerySet[Finding, dict[str, str]]:
    """Families of which the findings tell that a meeting was called not long ago: those of the rules that a calling sets off."""
    rules = [
        rule.id for rule in kept.rules().safeguards if any(each.kind == _CALLED for each in rule.trigger.selectors)
    ]
    since = iso_day(day_of(moment) - _CALLED_WITHIN)
    return Finding.objects.filter(safeguard__in=rules, said__opened__gte=since).values("family")


def _allowed(
    viewer: Viewer, keys: Sequence[str], moment: Moment, first: int = AT_ONCE
) -> Iterator[tuple[Family, Sight]]:
    """Of these families those that the viewer may see now, in their order; `first` are looked at for sure."""
    for row in in_turn(viewer, keys, moment, first):
        sight = sight_of(viewer, row, "care", moment)
        if sight.allowed:
            yield row, sight


def _seen(
    viewer: Viewer,
    allowed: Iterable[tuple[Family, Sight]],
    moment: Moment,
    given: dict[str, list[Finding]] | None = None,
) -> Iterator[Mine]:
    """These families with their open findings; `given` are those of them that are asked for, where not all are."""
    allowed = iter(allowed)
    while some := list(islice(allowed, AT_ONCE)):
        keys = [row.key for row, _ in some]
        open_ = given if given is not None else _open_findings(keys)
        hidden_ = hidden_from_each(viewer, keys)
        nobodys = Involvement.objects.filter(agency=viewer.agency, sign_in="", family__in=keys)
        unheld = set(nobodys.values_list("family_id", flat=True))
        for row, sight in some:
            hidden = hidden_.get(row.key, ())
            known = known_findings(row, sight, moment, open_.get(row.key, ()))
            asked = (
                each for each in known if each.state not in ANSWERED and (given is None or _escalated(viewer, each))
            )
            findings = tuple(finding_seen(each, sight, hidden) for each in asked if shows(sight, each.said))
            names = frozenset(each.name for each in sight.relations)
            title = title_as_read(row.title, sight.chronology(), hidden, viewer)
            yield Mine(row.key, title, row.nation, viewer, moment, sight, names, findings, row.key in unheld, hidden)


def _escalated(viewer: Viewer, each: Finding) -> bool:
    """Whether a step of escalation has passed on what the viewer's agency owes."""
    return each.state == "overdue" and each.stage >= 1 and viewer.agency in each.said["to"]


def _open_findings(keys: Sequence[str]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for each in Finding.objects.filter(family__in=keys).exclude(state__in=ANSWERED).order_by("due", "finding_id"):
        found.setdefault(each.family_id, []).append(each)
    return found


# -- notices


@dataclass(frozen=True)
class NoticeSeen:
    """A notice as its reader may see it now. `found` is the finding that it is about, where they may still see it."""

    id: int
    says: str
    urgent: bool
    weekly: bool
    made_at: datetime
    is_read: bool
    family: str | None
    title: str
    found: FindingSeen | None

    @property
    def is_over(self) -> bool:
        """Whether what it told of has been answered since."""
        return self.found is not None and self.found.state in ANSWERED


def notices(viewer: Viewer, page: str = "notices", most: int = 60) -> list[NoticeSeen]:
    """The notices of a viewer, unread ones in front, the latest first; audited as a list where one is about a family.

    One that is about a family which they may no longer see, or about a finding that is not there for them, is left out.
    """
    moment = this_minute()
    rows = list(
        Notice.objects.filter(account__sign_in=viewer.sign_in)
        .select_related("family")
        .order_by(F("read_at").desc(nulls_first=True), "-made_at", "-pk")[: most * 2]
    )
    rows.sort(key=lambda each: (each.read_at is not None, not each.urgent, -each.made_at.timestamp(), -each.pk))
    families = sorted({row.family_id for row in rows if row.family_id is not None})
    sights = {row.key: sight_of(viewer, row, "care", moment) for row in in_turn(viewer, families, moment)}
    hidden = hidden_from_each(viewer, [key for key in families if sights[key].allowed])
    stored = {
        (each.family_id, each.finding_id): each
        for each in Finding.objects.filter(
            family__in={row.family_id for row in rows}, finding_id__in={row.finding for row in rows if row.finding}
        )
    }
    shown = []
    for row in rows:
        if row.family is not None and not sights[row.family_id].allowed:
            continue
        found = _as_known(row, sights, moment, stored) if row.finding and row.family is not None else None
        if row.finding and (found is None or not shows(sights[row.family_id], found.said)):
            continue
        kept_back = hidden.get(row.family_id or "", ())
        title = ""
        if row.family is not None:
            title = title_as_read(row.family.title, sights[row.family_id].chronology(), kept_back, viewer)
        shown.append(
            NoticeSeen(
                row.pk, withheld(row.says, kept_back), row.urgent, row.weekly, row.made_at, row.read_at is not None,
                row.family_id, title, None if found is None else finding_seen(found, sights[found.family_id], kept_back),
            )
        )  # fmt: skip
    shown = shown[:most]
    if told_of := sorted({each.family for each in shown if each.family is not None}):
        audit.write(viewer, "listed", page=page, families=told_of)
    return shown


def _as_known(
    notice: Notice, sights: dict[str, Sight], moment: Moment, stored: dict[tuple[str | None, str], Finding]
) -> Finding | None:
    """The finding that a notice is about, as it stands for its reader."""
    kept_ = stored.get((notice.family_id, notice.finding))
    assert notice.family is not None
    known = known_findings(notice.family, sights[notice.family.key], moment, () if kept_ is None else (kept_,))
    return next((each for each in known if each.finding_id == notice.finding), None)


def may_see(viewer: Viewer, notice: Notice) -> bool:
    """Whether what a notice is about is still there for its reader: neither a family's key nor a finding's name is told to anybody else."""
    if notice.family is None:
        return True
    moment = this_minute()
    sight = sight_of(viewer, notice.family, "care", moment)
    if not notice.finding or not sight.allowed:
        return sight.allowed
    rows = Finding.objects.filter(family=notice.family, finding_id=notice.finding)
    stored = {(each.family_id, each.finding_id): each for each in rows}
    found = _as_known(notice, {notice.family.key: sight}, moment, stored)
    return found is not None and shows(sight, found.said)


# -- drafts


@dataclass(frozen=True)
class DraftLeft:
    """A form that somebody began and did not record."""

    form: str
    family: str | None
    title: str
    saved_at: datetime


def drafts(viewer: Viewer) -> list[DraftLeft]:
    """The drafts that a viewer left, the latest first; none of a family that they may no longer see."""
    moment = this_minute()
    rows = list(Draft.objects.filter(account__sign_in=viewer.sign_in).select_related("family").order_by("-saved_at"))
    families = sorted({row.family_id for row in rows if row.family_id is not None})
    open_ = {row.key: sight for row, sight in _allowed(viewer, families, moment)}
    hidden = hidden_from_each(viewer, list(open_))
    titles = {
        row.family_id: title_as_read(
            row.family.title, open_[row.family_id].chronology(), hidden.get(row.family_id, ()), viewer
        )
        for row in rows
        if row.family is not None and row.family_id in open_
    }
    return [
        DraftLeft(row.form, row.family_id, titles.get(row.family_id, ""), row.saved_at)
        for row in rows
        if row.family is None or row.family.key in open_
    ]


# -- how somebody is told


def how_told(viewer: Viewer) -> HowTold:
    """How a viewer wants to be told; the default where they never said."""
    account = Account.objects.get(sign_in=viewer.sign_in)
    return HowTold.objects.filter(account=account).first() or HowTold(account=account)


def reader_of(secret: str) -> Viewer | None:
    """Whose calendar feed a secret opens; `None` where nobody's, or theirs is closed."""
    if not secret:
        return None
    row = (
        HowTold.objects.filter(calendar=digest(secret), account__is_active=True)
        .select_related("account__agency")
        .first()
    )
    return None if row is None else row.account.viewer()


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def day_now() -> Day:
    """Today in London."""
    return day_of(this_minute())
