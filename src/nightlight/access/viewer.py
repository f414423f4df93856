"""Who looks, what for, and what an account may be given or refused beside what the record says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from nightlight.chronology.moments import Moment, add_hours

Role = Literal[
    "practitioner",
    "supervisor",
    "service_manager",
    "duty_desk",
    "safeguarding_lead",
    "chair",
    "policy_officer",
    "setting",
    "auditor",
]
Purpose = Literal["care", "supervision", "duty", "enquiry", "audit", "glass"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

#: Roles that see no family's entries, whatever else the account may do: who checks the looking does not look.
WITHOUT_FAMILIES: Final[frozenset[Role]] = frozenset({"policy_officer", "auditor"})
#: Roles to which nothing is opened in an emergency: those, and a setting (`relations.OF_A_SETTING`).
WITHOUT_GLASS: Final[frozenset[Role]] = WITHOUT_FAMILIES | {"setting"}

#: For how long glass may be broken, in elapsed hours.
GLASS_HOURS: Final = 3


@dataclass(frozen=True)
class Viewer:
    """A person who looks, by their sign-in, for one agency.

    `agency` is the key of the agency in the families' records and `agency_type` its type; `team` is the key of the viewer's own
    team, `supervises` the keys of the teams whose work they supervise.
    """

    sign_in: str
    agency: str
    agency_type: str
    team: str | None = None
    roles: frozenset[Role] = frozenset({"practitioner"})
    supervises: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Glass:
    """Break-glass: somebody without a relationship opens one family's record, with a reason, for at most three hours.

    `opened` and `until` are London minutes; `until` is the last minute. Where it is later than three hours after `opened`, the
    three hours count. The reason is kept for the review and is shown to nobody here.
    """

    opened: Moment
    until: Moment
    reason: str

    def open_at(self, moment: Moment) -> bool:
        """Whether it is open at a moment; never without a reason."""
        return bool(self.reason.strip()) and self.opened <= moment <= min(self.until, self.ends_by())

    def ends_by(self) -> Moment:
        """The last minute at which it can be open, whatever was asked for; hours of a night on which clocks change are real ones."""
        return add_hours(self.opened, GLASS_HOURS)


@dataclass(frozen=True)
class Denial:
    """An explicit denial for one family: a person, an agency, or a person of an agency. It beats everything.

    Raises `ValueError` where it names neither.
    """

    sign_in: str | None
    agency: str | None
    reason: str

    def __post_init__(self) -> None:
        if self.sign_in is None and self.agency is None:
            raise ValueError("a denial names a sign-in, an agency, or both")

    def denies(self, viewer: Viewer) -> bool:
        """Whether it is about this viewer. Sign-ins are compared without regard to case, so that a slip denies no less."""
        return (self.sign_in is None or same_sign_in(self.sign_in, viewer.sign_in)) and self.agency in (
            None,
            viewer.agency,
        )


def same_sign_in(written: str, sign_in: str) -> bool:
    """Whether two sign-ins may be of one person, for refusing: case and space around are passed over."""
    return written.strip().casefold() == sign_in.strip().casefold()
