"""Writes of oversight: breaking the glass, reviewing it, denying, declaring a conflict of interest."""

from __future__ import annotations

from django.db import transaction

from nightlight.access.seeing import visible
from nightlight.access.viewer import GLASS_HOURS, Glass, Viewer
from nightlight.chronology.moments import add_hours, iso_moment
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now as this_minute
from nightlight.web.config.clock import utc_now
from nightlight.web.oversight import queries
from nightlight.web.oversight.answerable import answerable
from nightlight.web.store import actions, audit, kept
from nightlight.web.store.addresses import hidden_from, withheld
from nightlight.web.store.models import Denial, Family, GlassBroken, Notice
from nightlight.web.store.queries import Refused, SeenFamily, denials, sight_of


def break_glass(viewer: Viewer, key: str, reason: str, hours: int) -> None:
    """Opens a family to somebody without a relationship, for at most three hours; those who work with it are told in the same write.

    Raises `Refused` where there is no such family, or a denial holds: the two cannot be told apart.
    """
    moment = this_minute()
    glass = Glass(moment, add_hours(moment, min(max(hours, 1), GLASS_HOURS)), reason)
    row = Family.objects.filter(key=key, teaching=False).first()
    allowed = (
        row is not None
        and visible(viewer, "glass", kept.record(row), moment, glass=glass, denials=denials(row)).allowed
    )
    if row is None or not allowed:
        audit.write(viewer, "refused", key[:40], "break_glass")
        raise Refused(key)
    with transaction.atomic():
        account = Account.objects.get(sign_in=viewer.sign_in)
        told = _to_tell(row, account)
        made = GlassBroken.objects.create(
            family=row,
            account=account,
            opened=glass.opened,
            until=glass.until,
            reason=reason,
            told=[each.sign_in for each, _ in told],
        )
        opened = f"{account.name} ({account.title or account.agency.name}) opened this family in an emergency."
        for each, reviews in told:
            why = f" Why: {withheld(reason, hidden_from(each.viewer(), row.key))}" if reviews else ""
            Notice.objects.get_or_create(
                account=each,
                cause=f"{row.key}:glass:{made.pk}",
                defaults={
                    "family": row,
                    "says": opened + why,
                    "urgent": True,
                    "made_at": utc_now(),
                },
            )
        audit.write(viewer, "broke_glass", key, "break_glass", reason, hours=hours, told=len(told))


def _to_tell(row: Family, breaker: Account) -> list[tuple[Account, bool]]:
    """The family's own workers, and those who lead on safeguarding for an agency that is at work with it; never the breaker. Each with
    whether they may review it: only they are told the reason."""
    moment = this_minute()
    working = row.involved.exclude(sign_in="").values("sign_in")
    agencies = row.involved.values("agency")
    some = Account.objects.filter(is_active=True).exclude(pk=breaker.pk).select_related("agency", "team")
    found = list(some.filter(sign_in__in=working)) + [
        account
        for account in some.filter(agency__in=agencies).exclude(sign_in__in=working)
        if "safeguarding_lead" in account.roles or "supervisor" in account.roles
    ]
    sights = [(account, sight_of(account.viewer(), row, "care", moment)) for account in found]
    return [(account, answerable(sight)) for account, sight in sights if sight.allowed]


class Reviewed(Exception):
    """A broken glass has been reviewed already; by whom."""


def review_glass(viewer: Viewer, number: int, review: str) -> None:
    """Writes down what came of a broken glass.

    Raises `Refused` where the viewer may not review it, `Reviewed` where somebody else was first: what they wrote stays.
    """
    queries.glass(viewer, number)
    with transaction.atomic():
        row = GlassBroken.objects.select_for_update().get(pk=number)
        if row.reviewed_at is not None:
            raise Reviewed(row.reviewed_by.name if row.reviewed_by else "")
        row.reviewed_by = Account.objects.get(sign_in=viewer.sign_in)
        row.reviewed_at = utc_now()
        row.review = review
        row.save(update_fields=["reviewed_by", "reviewed_at", "review"])
        audit.write(viewer, "reviewed_glass", row.family_id, "review_glass", glass=number)


def deny(viewer: Viewer, seen: SeenFamily, sign_in: str, reason: str) -> bool:
    """Shuts somebody out of a family; `False` where nobody has that sign-in.

    Raises `Refused` where the viewer is not answerable for work with the family.
    """
    if not queries.may_ask_who_looked(seen):
        audit.write(viewer, "refused", seen.key, "deny")
        raise Refused(seen.key)
    account = Account.objects.filter(sign_in__iexact=sign_in.strip()).first()
    if account is None:
        return False
    with transaction.atomic():
        Denial.objects.get_or_create(
            family_id=seen.key,
            account=account,
            defaults={"reason": reason, "set_by": Account.objects.get(sign_in=viewer.sign_in), "set_at": utc_now()},
        )
        audit.write(viewer, "set", seen.key, "deny", reason, denied=account.sign_in)
    return True


def declare_conflict(viewer: Viewer, seen: SeenFamily, person: str, reason: str, by: str) -> None:
    """Records that the viewer has a tie to somebody of the family: from then on the family is closed to them.

    Raises `Unreadable` with what is wrong with what was typed.
    """
    raw = {
        "kind": "conflict.declared",
        "when": iso_moment(this_minute()),
        "who": viewer.sign_in,
        "person": person,
        "reason": reason,
    }
    actions.record(viewer, seen.key, raw, by=by, page="declare_conflict")
