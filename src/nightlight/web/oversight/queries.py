"""Reads of oversight: who has looked, whose glass waits to be reviewed, who may see a family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from nightlight.access.redaction import named_since
from nightlight.access.viewer import Viewer
from nightlight.chronology.calendar import working_days
from nightlight.chronology.moments import Day, Moment, day_of, moment_of
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.config.clock import now as this_minute
from nightlight.web.oversight.answerable import answerable
from nightlight.web.store import audit
from nightlight.web.store.addresses import hidden_from, hidden_from_each, title_as_read, withheld
from nightlight.web.store.models import Audit, Denial, Family, GlassBroken, Notice
from nightlight.web.store.queries import Refused, SeenFamily, family, sight_of

#: A broken glass is reviewed by the end of the next working day (`access.md` 10).
REVIEW_WORKING_DAYS = 1

#: Acts in words.
_ACTS: Final = {
    "read": "opened",
    "listed": "saw it in a list",
    "wrote": "recorded something",
    "refused": "was refused",
    "broke_glass": "broke the glass",
    "reviewed_glass": "reviewed a broken glass",
    "shared": "changed who may see something",
    "exported": "printed or exported",
    "signed_in": "signed in",
    "set": "changed who may see this family",
}
#: Relationships in words (`access.relations`), as they stand beside somebody's name.
_RIGHTS: Final = {
    "allocated": "the family is given to them",
    "covering": "covers for whom it is given to",
    "team": "it is given to their team",
    "supervises": "supervises the team",
    "manages": "manages a service at work with it",
    "duty": "it is with their duty desk",
    "safeguarding_lead": "leads on safeguarding",
    "chair": "chairs its conference",
    "core_group": "in its core group",
    "glass": "broke the glass",
    "learning": "a review to learn from",
}
#: Pages in words, where the name of the address does not say it.
_PAGES: Final = {
    "family": "the family",
    "record": "recording",
    "findings": "what needs an answer",
    "finding": "one question",
    "finding_ask": "asking another agency",
    "finding_done": "answering a question",
    "finding_not_needed": "answering a question",
    "finding_not_yet": "answering a question",
    "knowing": "who knew what, when",
    "genogram": "family tree",
    "ecomap": "who is around them",
    "bodymap": "injuries on the body",
    "chronology_print": "chronology, to print",
    "who_looked": "who has looked",
    "who_may": "who can open this",
    "deny": "who can open this",
    "addresses": "protected addresses",
    "declare_conflict": "a tie to the family",
    "share_summary": "what a new agency should know",
    "review_glass": "oversight",
    "audit_of": "who looked at what",
    "today_service": "the service’s daily list",
    "escalated": "Today",
    "find": "finding a family",
    "throw_draft_away": "recording",
    "draft": "recording",
}


@dataclass(frozen=True)
class Looked:
    """One line of who has looked: when, who, what they did, and the relationship by which they might. `family` is the reference of
    the family, for an auditor who asks by a person: never its name, nor anything of its record."""

    at: datetime
    who: str
    agency: str
    did: str
    page: str
    why: str
    family: str = ""


@dataclass(frozen=True)
class ShutOut:
    """A denial as those who are answerable read it: who, why, by whom and when it was set."""

    account: Account | None
    agency: Agency | None
    reason: str
    set_by: Account
    set_at: datetime


@dataclass(frozen=True)
class Glass:
    """A glass that somebody broke."""

    number: int
    family: str
    title: str
    who: str
    opened: Moment
    until: Moment
    reason: str
    review_by: Day
    reviewed: str | None
    review: str

    @property
    def late(self) -> bool:
        """Whether the review is past its day."""
        return self.reviewed is None and day_of(this_minute()) > self.review_by


def may_ask_who_looked(seen: SeenFamily) -> bool:
    """Whether the viewer is answerable for work with the family, and may ask who has looked."""
    return answerable(seen.sight)


def who_looked(viewer: Viewer, key: str) -> tuple[SeenFamily, list[Looked]]:
    """Everybody who opened, wrote to, was refused or broke the glass for a family, the latest in front.

    Raises `Refused` for those who may not ask.
    """
    seen = family(viewer, key, "who_looked")
    if not may_ask_who_looked(seen):
        audit.write(viewer, "refused", key, "who_looked")
        raise Refused(key)
    return seen, _lines(viewer, _tellable(Audit.objects.filter(family=key), seen))


#: Pages that are opened only where something was recorded: which of them somebody opened is not told.
_AFTER_RECORDING = {"recorded": "record", "sharing": "record", "correct_entry": "record", "record_kind": "record"}


#: Acts that are told of whoever did them.
_OF_EVERYBODY: Final = ("refused", "broke_glass", "reviewed_glass")


def _tellable(rows: QuerySet[Audit], seen: SeenFamily) -> QuerySet[Audit]:
    """Lines that tell of nothing that is hidden from the viewer: an auditor sees all of them.

    Left out are lines of agencies of which the viewer may not know that they are there (but for whoever was refused or broke the
    glass), of entries that the viewer does not see, and of who keeps a protected address.
    """
    known = rows.filter(Q(agency__in=list(seen.agencies)) | Q(act__in=_OF_EVERYBODY))
    hidden = [
        pk
        for pk, entry in known.filter(act="wrote").values_list("pk", "more__entry")
        if entry is not None and entry not in seen.chronology
    ]
    # Whoever names an agency at a guess must not learn by it that it had been here before.
    since = {key: at for key, at in named_since(seen.sight.chronology(), seen.viewer.agency).items() if at}
    guessed = known.filter(agency__in=list(since)).exclude(act__in=_OF_EVERYBODY).values_list("pk", "agency", "at")
    hidden += [pk for pk, agency, at in guessed if moment_of(at) < since[agency]]
    own = Q(sign_in=seen.viewer.sign_in)
    return known.filter(own | ~Q(act="set", page="addresses")).exclude(pk__in=hidden)


def audit_of(viewer: Viewer, *, family: str = "", sign_in: str = "") -> list[Looked]:
    """Lines of the audit for an auditor: of a family by its reference, or of a sign-in. An auditor sees no family's entries.

    Raises `Refused` for anybody else.
    """
    if "auditor" not in viewer.roles:
        audit.write(viewer, "refused", family[:40], "audit_of")
        raise Refused(family)
    audit.write(viewer, "read", family[:40], "audit_of", sign_in=sign_in)
    rows = Audit.objects.all()
    if family:
        rows = rows.filter(family=family)
    if sign_in:
        rows = rows.filter(sign_in__iexact=sign_in)
    return _lines(viewer, rows)


def _lines(viewer: Viewer, rows: QuerySet[Audit]) -> list[Looked]:
    """The last of these lines, without addresses that are hidden from the viewer, but for what they wrote themselves."""
    found = list(rows.order_by("-at", "-pk")[:500])
    hidden = hidden_from_each(viewer, sorted({row.family for row in found if row.family and row.why}))
    names = dict(Account.objects.filter(sign_in__in={row.sign_in for row in found}).values_list("sign_in", "name"))
    agencies = dict(Account.objects.filter(sign_in__in=names).values_list("sign_in", "agency__name"))
    return [
        Looked(
            row.at,
            names.get(row.sign_in, row.sign_in),
            agencies.get(row.sign_in, row.agency),
            _ACTS.get(row.act, row.act),
            _page(row.page),
            withheld(_right(row.why), () if row.sign_in == viewer.sign_in else hidden.get(row.family, ())),
            row.family,
        )
        for row in found
    ]


def _page(name: str) -> str:
    """A page in words."""
    name = _AFTER_RECORDING.get(name, name)
    if name.startswith("home:"):
        return "My families"
    return _PAGES.get(name, name.replace("_", " "))


def _right(why: str) -> str:
    """Why somebody might look, in words; a reason that somebody gave stays as they gave it."""
    names = why.split("; ")
    return "; ".join(_RIGHTS[name] for name in names) if all(name in _RIGHTS for name in names) else why


def glass_to_review(viewer: Viewer) -> list[Glass]:
    """Broken glasses that the viewer may review: of families for which they are answerable, never one's own; open ones in front.
    Audited as a list."""
    found = _to_review(viewer)
    if found:
        audit.write(viewer, "listed", page="oversight", families=sorted({each.family for each in found}))
    return found


def _to_review(viewer: Viewer) -> list[Glass]:
    found = []
    rows = GlassBroken.objects.select_related("family", "account", "reviewed_by").exclude(
        account__sign_in=viewer.sign_in
    )
    here = rows.filter(family__involved__agency=viewer.agency).distinct()
    # What waits comes first, so that old reviews never push it out.
    for row in here.order_by(F("reviewed_at").asc(nulls_first=True), "-opened")[:200]:
        sight = sight_of(viewer, row.family, "care", this_minute())
        if answerable(sight):
            hidden = hidden_from(viewer, row.family_id)
            found.append(
                _glass(row, title_as_read(row.family.title, sight.chronology(), hidden, viewer), hidden, viewer)
            )
    return sorted(found, key=lambda each: (each.reviewed is not None, -each.opened))


def glass_of(viewer: Viewer, notice: Notice) -> int | None:
    """The number of the broken glass that a notice tells of, where the viewer may review it and nobody has; `None` otherwise."""
    _, told, number = notice.cause.rpartition(":glass:")
    if not told or not number.isdecimal():
        return None
    return next((each.number for each in _to_review(viewer) if each.number == int(number) and not each.reviewed), None)


def glass(viewer: Viewer, number: int) -> Glass:
    """One broken glass that the viewer may review; audited.

    Raises `Refused` where there is none, or it is not for them.
    """
    found = next((each for each in _to_review(viewer) if each.number == number), None)
    if found is None:
        audit.write(viewer, "refused", "", "review_glass")
        raise Refused(str(number))
    audit.write(viewer, "read", found.family, "review_glass", glass=number)
    return found


def _glass(row: GlassBroken, title: str, hidden: Sequence[str], viewer: Viewer) -> Glass:
    return Glass(
        row.pk,
        row.family_id,
        title,
        f"{row.account.name}, {row.account.title or row.account.agency.name}",
        row.opened,
        row.until,
        withheld(row.reason, hidden),
        working_days(row.family.nation).add(day_of(row.opened), REVIEW_WORKING_DAYS),
        row.reviewed_by.name if row.reviewed_by else None,
        row.review
        if row.reviewed_by is not None and row.reviewed_by.sign_in == viewer.sign_in
        else withheld(row.review, hidden),
    )


def denials(viewer: Viewer, key: str) -> list[ShutOut]:
    """Who may not see a family, whatever else holds; the reasons without addresses that are hidden from the viewer."""
    hidden = hidden_from(viewer, key)
    rows = Denial.objects.filter(family_id=key).select_related("account", "agency", "set_by").order_by("set_at")
    return [
        ShutOut(
            row.account,
            row.agency,
            row.reason if row.set_by.sign_in == viewer.sign_in else withheld(row.reason, hidden),
            row.set_by,
            row.set_at,
        )
        for row in rows
    ]


def colleagues(seen: SeenFamily) -> list[Account]:
    """Everybody who can open the family now, by asking for each: for the few who may set who may. What is sealed from the viewer lets
    nobody in here: that somebody is given the family by it would tell of it."""
    row = Family.objects.get(key=seen.key)
    agencies = {agency.key for agency in seen.family.team.agencies}
    moment = this_minute()
    accounts = Account.objects.filter(agency__in=agencies, is_active=True).select_related("agency", "team")
    there = seen.sight.without_what_is_sealed
    return [account for account in accounts if sight_of(account.viewer(), row, "care", moment, there).allowed]
