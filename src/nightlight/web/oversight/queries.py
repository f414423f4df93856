"""Reads of oversight: who has looked, whose glass waits to be reviewed, who may see a family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from nightlight.access.viewer import Viewer
from nightlight.chronology.calendar import working_days
from nightlight.chronology.moments import Day, Moment, day_of
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now as this_minute
from nightlight.web.oversight.answerable import answerable
from nightlight.web.store import audit
from nightlight.web.store.addresses import hidden_from, withheld
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
    """One line of who has looked: when, who, what they did, and the relationship by which they might."""

    at: datetime
    who: str
    agency: str
    did: str
    page: str
    why: str


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
    return seen, list(_lines(_tellable(Audit.objects.filter(family=key), seen), hidden_from(viewer, key)))


#: Pages that are opened only where something was recorded: which of them somebody opened is not told.
_AFTER_RECORDING = {"recorded": "record", "sharing": "record", "correct_entry": "record", "record_kind": "record"}


def _tellable(rows: QuerySet[Audit], seen: SeenFamily) -> QuerySet[Audit]:
    """Lines that tell of nothing that is hidden from the viewer: an auditor sees all of them.

    Left out are lines of agencies of which the viewer may not know that they are there (but for whoever was refused or broke the
    glass), of entries that the viewer does not see, and of who keeps a protected address.
    """
    known = rows.filter(Q(agency__in=list(seen.agencies)) | Q(act__in=("refused", "broke_glass", "reviewed_glass")))
    hidden = [
        pk
        for pk, entry in known.filter(act="wrote").values_list("pk", "more__entry")
        if entry is not None and entry not in seen.chronology
    ]
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
    return list(_lines(rows))


def _lines(rows: QuerySet[Audit], hidden: Sequence[str] = ()) -> Iterator[Looked]:
    found = list(rows.order_by("-at", "-pk")[:500])
    names = dict(Account.objects.filter(sign_in__in={row.sign_in for row in found}).values_list("sign_in", "name"))
    agencies = dict(Account.objects.filter(sign_in__in=names).values_list("sign_in", "agency__name"))
    for row in found:
        yield Looked(
            row.at,
            names.get(row.sign_in, row.sign_in),
            agencies.get(row.sign_in, row.agency),
            _ACTS.get(row.act, row.act),
            _page(row.page),
            withheld(_right(row.why), hidden),
        )


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
    """Broken glasses that the viewer may review: of families for which they are answerable, never one's own; open ones in front."""
    found = []
    rows = GlassBroken.objects.select_related("family", "account", "reviewed_by").exclude(
        account__sign_in=viewer.sign_in
    )
    here = rows.filter(family__involved__agency=viewer.agency).distinct()
    # What waits comes first, so that old reviews never push it out.
    for row in here.order_by(F("reviewed_at").asc(nulls_first=True), "-opened")[:200]:
        sight = sight_of(viewer, row.family, "care", this_minute())
        if answerable(sight):
            found.append(_glass(row, hidden_from(viewer, row.family_id)))
    return sorted(found, key=lambda each: (each.reviewed is not None, -each.opened))


def glass_of(viewer: Viewer, notice: Notice) -> int | None:
    """The number of the broken glass that a notice tells of, where the viewer may review it and nobody has; `None` otherwise."""
    _, told, number = notice.cause.rpartition(":glass:")
    if not told or not number.isdecimal():
        return None
    return next(
        (each.number for each in glass_to_review(viewer) if each.number == int(number) and not each.reviewed), None
    )


def glass(viewer: Viewer, number: int) -> Glass:
    """One broken glass that the viewer may review.

    Raises `Refused` where there is none, or it is not for them.
    """
    found = next((each for each in glass_to_review(viewer) if each.number == number), None)
    if found is None:
        audit.write(viewer, "refused", "", "review_glass")
        raise Refused(str(number))
    return found


def _glass(row: GlassBroken, hidden: Sequence[str]) -> Glass:
    return Glass(
        row.pk,
        row.family_id,
        row.family.title,
        f"{row.account.name}, {row.account.title or row.account.agency.name}",
        row.opened,
        row.until,
        withheld(row.reason, hidden),
        working_days(row.family.nation).add(day_of(row.opened), REVIEW_WORKING_DAYS),
        row.reviewed_by.name if row.reviewed_by else None,
        row.review,
    )


def denials(key: str) -> list[Denial]:
    """Who may not see a family, whatever else holds."""
    return list(Denial.objects.filter(family_id=key).select_related("account", "agency", "set_by").order_by("set_at"))


def colleagues(seen: SeenFamily) -> list[Account]:
    """Everybody who can open the family now, by asking for each: for the few who may set who may."""
    row = Family.objects.get(key=seen.key)
    agencies = {agency.key for agency in seen.family.team.agencies}
    moment = this_minute()
    accounts = Account.objects.filter(agency__in=agencies, is_active=True).select_related("agency", "team")
    return [account for account in accounts if sight_of(account.viewer(), row, "care", moment).allowed]
