"""What people are told of findings: one cause, one message, in the application and by e-mail without names."""

from __future__ import annotations

from collections.abc import Iterable

from nightlight.access.seeing import visible
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.store.models import Family, Notice


def give_notice(row: Family, changed: Iterable[Finding], chronology: Chronology, moment: Moment) -> int:
    """Tells those who owe an answer that a finding is past due, once for each step of its escalation; how many were told."""
    if row.teaching:
        return 0
    warned = [each for each in changed if each.state == "overdue" and each.warned is not None and each.warned <= day_of(moment)]
    made = 0
    for finding in warned:
        for account in _whom(row, finding):
            sight = visible(account.viewer(), "care", chronology, moment)
            if sight.allowed and sight.finding(finding.because):
                _, new = Notice.objects.get_or_create(
                    account=account,
                    cause=f"{row.key}:{finding.id}:{finding.stage}",
                    defaults={
                        "family": row,
                        "says": finding.says,
                        "urgent": finding.safeguard.severity == "urgent",
                        "made_at": utc_now(),
                    },
                )
                made += new
    return made


def _whom(row: Family, finding: Finding) -> list[Account]:
    """The workers of the agencies that owe the answer; from the first step of escalation on, those who supervise them too."""
    workers = list(
        Account.objects.filter(
            is_active=True, sign_in__in=row.involved.filter(agency__in=finding.to).exclude(sign_in="").values("sign_in")
        ).select_related("agency", "team")
    )
    if finding.stage:
        teams = {account.team_id for account in workers if account.team_id}
        workers += list(
            Account.objects.filter(is_active=True, supervises__in=teams).exclude(pk__in=[each.pk for each in workers]).distinct()
        )
    return workers
