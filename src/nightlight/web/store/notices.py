"""What people are told of findings: one cause, one message, in the application and by e-mail without names.

A notice holds no words of a record: it names the finding, whose words are read when it is shown, and only for whoever may see
them then. That one person is told of one cause once is kept by the database (`one_cause_one_message`), whoever else is at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from nightlight.access.viewer import Viewer
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, day_of
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.wording import listed
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.store.models import Family, Notice
from nightlight.web.store.queries import FindingSeen, sight_of

#: What a notice says of itself: why it came, never what it is about.
PAST_DUE: Final = "This is past its date, and nothing is recorded."
STEP: Final = "Nobody has answered this yet, so it now comes to you as {to}."
UNREACHED: Final = "Nobody at {agencies} can see what this rests on, so it comes to you: who there should be told?"
ASKED: Final = "{agency} asks you for an answer to this."

Of = Callable[[Account], bool]


def _in_role(role: str) -> Of:
    return lambda account: role in account.roles


#: The words that rules use for a step's reader, and the role that stands for it here.
_LEADS: Final = frozenset({"safeguarding lead", "named professional", "named doctor"})
_WEEKLY: Final = "director"


def give_notice(row: Family, changed: Iterable[Finding], chronology: Chronology, moment: Moment) -> int:
    """Tells those who owe an answer that a finding is past due, and each step of its escalation once; how many notices were made.

    Steps that were passed since anybody last looked are each given, so that nobody is left out where the worker was down. A
    finding that was put off ("not yet, until ...") and is past that day is told of again.
    """
    if row.teaching:
        return 0
    made = 0
    for finding in changed:
        if finding.state == "overdue" and finding.warned is not None and finding.warned <= day_of(moment):
            audience, unreached = _audience(row, finding, chronology, moment)
            until = put_off_until(finding.id, chronology, moment)
            for step in range(finding.stage + 1):
                to = finding.safeguard.escalate[step - 1].to if step else ""
                weekly = to == _WEEKLY
                notice = _Notice(
                    row,
                    finding.id,
                    _cause(row.key, finding.id, str(step), until),
                    STEP.format(to=to) if to else PAST_DUE,
                    finding.safeguard.severity == "urgent" and not weekly,
                    weekly,
                )
                for account in audience.of_step(to) if to else audience.at_work():
                    told = (
                        replace(notice, says=audience.unreached(account, finding.to))
                        if unreached and not to
                        else notice
                    )
                    made += told.give(account)
    return made


def _audience(row: Family, finding: Finding, chronology: Chronology, moment: Moment) -> tuple[_Audience, bool]:
    """Who is to be told: those who owe the answer; where none of them can see what it rests on (`True`), those who recorded that.

    No warning may reach nobody.
    """
    owing = _Audience(row, finding.to, finding.because, chronology, moment)
    if owing.at_work():
        return owing, False
    places = set(finding.because)
    recorders = [
        entry.agency for entry in chronology.entries if entry.place in places and entry.agency not in finding.to
    ]
    return _Audience(row, dict.fromkeys(recorders), finding.because, chronology, moment), True


def ask(viewer: Viewer, row: Family, found: FindingSeen, named: str, moment: Moment) -> int | None:
    """Asks those who owe an answer for it, once a day for each agency that asks; how many people were asked.

    `named` is what the asking agency is called. `None` where the agency has asked today already. 0 where nobody there could be.
    """
    cause = _cause(row.key, found.id, f"asked by {viewer.agency}", str(day_of(moment)))
    if Notice.objects.filter(cause=cause).exists():
        return None
    audience = _Audience(row, found.to, found.because, None, moment)
    notice = _Notice(row, found.id, cause, ASKED.format(agency=named), found.severity == "urgent")
    return sum(notice.give(account) for account in audience.at_work())


def put_off_until(id: str, chronology: Chronology, moment: Moment) -> str:
    """The day to which a finding was last put off, as it is written; empty where it never was."""
    held = (
        each.entry for each in chronology.held() if each.entry.kind == "finding.explained" and each.in_force(moment)
    )
    days = [each.get("until").last_day for each in held if each.get("finding") == id and each.get("until") is not None]
    return str(max(days)) if days else ""


@dataclass(frozen=True)
class _Notice:
    """What somebody is to be told, once."""

    row: Family
    finding: str
    cause: str
    says: str
    urgent: bool
    weekly: bool = False

    def give(self, account: Account) -> bool:
        """Tells one person; whether they had not been told of this cause before."""
        said = {
            "family": self.row, "finding": self.finding, "says": self.says, "urgent": self.urgent, "weekly": self.weekly,
            "made_at": utc_now(),
        }  # fmt: skip
        _, new = Notice.objects.get_or_create(account=account, cause=self.cause, defaults=said)
        return new


def _cause(*parts: str) -> str:
    """A name for a cause that fits into its field however long the ids of the record are."""
    whole = ":".join(part for part in parts if part)
    return whole if len(whole) <= 200 else f"{whole[:130]}:{sha256(whole.encode()).hexdigest()}"


class _Audience:
    """Who is to be told of one finding: those at work first, then whoever stands behind them; only who may see it."""

    def __init__(
        self,
        row: Family,
        agencies: Iterable[str],
        because: Iterable[int],
        chronology: Chronology | None,
        moment: Moment,
    ) -> None:
        self._row = row
        self._agencies = tuple(agencies)
        self._because = tuple(because)
        self._moment = moment
        self._covering = set(_covering(chronology, self._agencies)) if chronology is not None else set()
        self._sees: dict[str, bool] = {}
        self._accounts = list(
            Account.objects.filter(is_active=True, agency__in=self._agencies)
            .select_related("agency")
            .order_by("sign_in")
        )

    def at_work(self) -> list[Account]:
        """The workers of the agencies that owe the answer and who covers for them; for each that has none, its duty desk or lead."""
        involved = list(
            self._row.involved.filter(agency__in=self._agencies).exclude(sign_in="").values_list("sign_in", flat=True)
        )
        found: list[Account] = []
        for agency in self._agencies:
            here = [account for account in self._accounts if account.agency_id == agency]
            found += self._first_of(
                here,
                lambda account: account.sign_in in involved or account.sign_in in self._covering,
                _in_role("duty_desk"),
                _in_role("safeguarding_lead"),
                _in_role("supervisor"),
                _in_role("service_manager"),
            )
        return found

    def of_step(self, to: str) -> list[Account]:
        """Those to whom a step of escalation goes; where nobody is of that role, the nearest who can act."""
        teams = set(
            self._row.involved.filter(agency__in=self._agencies).exclude(team="").values_list("team", flat=True)
        )
        over_them = set(Account.objects.filter(is_active=True, supervises__in=teams).values_list("pk", flat=True))
        lead, manager = _in_role("safeguarding_lead"), _in_role("service_manager")

        def supervisor(account: Account) -> bool:
            return account.pk in over_them and "service_manager" not in account.roles

        supervisors = (supervisor, _in_role("supervisor"))
        if to == "conference chair":
            chairs = [
                each
                for each in Account.objects.filter(is_active=True).select_related("agency")
                if "chair" in each.roles
            ]
            found = self._first_of(chairs, _in_role("chair"))
            return found or self._first_of(self._accounts, *supervisors, lead, manager)
        if to in _LEADS:
            return self._first_of(self._accounts, lead, *supervisors, manager)
        if to in ("service manager", _WEEKLY):
            return self._first_of(self._accounts, manager, *supervisors, lead)
        return self._first_of(self._accounts, *supervisors, lead, manager)

    def unreached(self, account: Account, to: Iterable[str]) -> str:
        """What somebody is told where none of those who owe the answer can see what it rests on: it names those of whom they may know."""
        known = sight_of(account.viewer(), self._row, "care", self._moment).chronology().agencies
        names = [known[each].says() for each in to if each in known]
        return UNREACHED.format(agencies=listed(names or ["an agency that can answer"]))

    def _first_of(self, accounts: list[Account], *sorts: Of) -> list[Account]:
        """Those of the first sort of which anybody may see the finding."""
        for of in sorts:
            found = [account for account in accounts if of(account) and self._may_see(account)]
            if found:
                return found
        return []

    def _may_see(self, account: Account) -> bool:
        if account.sign_in not in self._sees:
            sight = sight_of(account.viewer(), self._row, "care", self._moment)
            self._sees[account.sign_in] = sight.allowed and sight.finding(self._because)
        return self._sees[account.sign_in]


def _covering(chronology: Chronology, agencies: Iterable[str]) -> Iterator[str]:
    """Sign-ins of those who ever covered for a worker; whether they do now is settled by what they may see."""
    covers: Iterable[Entry] = (
        each for each in chronology.entries if each.kind == "worker.covered" and each.agency in agencies
    )
    yield from (str(each.get("sign_in")) for each in covers if each.get("sign_in"))
