"""Reads. The viewer comes first and has no default; whatever leaves here has passed `nightlight.access` and is in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nightlight.access.seeing import Sight, open_to_learn, visible
from nightlight.access.viewer import Denial as DenialOfRecord
from nightlight.access.viewer import Glass, Purpose, Viewer
from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment
from nightlight.chronology.record import Chronology
from nightlight.picture import fold
from nightlight.picture.family import Family as FamilyPictured
from nightlight.picture.family import family as pictured
from nightlight.picture.fold import Picture
from nightlight.web.config.clock import now as this_minute
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import hidden_from, withheld, without
from nightlight.web.store.models import Denial, Family, Finding, GlassBroken


class Refused(Exception):
    """The viewer may not see the family, or there is none: the two cannot be told apart."""


@dataclass(frozen=True)
class FindingSeen:
    """A finding that the viewer may see, with the entries on which it rests."""

    id: str
    safeguard: str
    state: str
    severity: str
    says: str
    ask: str
    last: str
    due: Moment | None
    warned: int | None
    stage: int
    to: tuple[str, ...]
    about: tuple[str, ...]
    because: tuple[int, ...]
    said: Mapping[str, Any] = field(repr=False)

    @property
    def is_warning(self) -> bool:
        """Whether something is past due, or true that should not be, and nobody has answered."""
        return self.state == "overdue"


@dataclass(frozen=True)
class SeenFamily:
    """A family as one viewer may see it. `chronology` holds only the entries that this viewer sees whole: everything that a page
    shows is folded from it, so nothing else can leak.

    `as_of` and `known_to` are where the viewer stands in time: the record as it stood then, as one agency knew it.
    """

    key: str
    title: str
    teaching: bool
    nation: str
    viewer: Viewer
    sight: Sight
    chronology: Chronology
    now: Moment
    as_of: Moment
    known_to: str | None
    length: int
    findings: tuple[FindingSeen, ...]

    @property
    def in_the_past(self) -> bool:
        """Whether the viewer looks at an earlier moment than now, or through another agency's eyes."""
        return self.as_of < self.now or self.known_to is not None

    @property
    def agencies(self) -> Mapping[str, Agency]:
        """The agencies that the seen entries name."""
        return self.chronology.agencies

    @cached_property
    def picture(self) -> Picture:
        """The seen entries, folded."""
        return fold(self.chronology, self.as_of, self.known_to, kept.rules().limits.quorum)

    @cached_property
    def family(self) -> FamilyPictured:
        """The whole picture that the viewer may see."""
        return pictured(self.picture)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The seen entries that are in force at the moment, in the order in which they happened."""
        held = (each.entry for each in self.chronology.held(self.known_to) if each.in_force(self.as_of))
        return tuple(sorted(held, key=lambda entry: (entry.when.first, entry.place)))


def family(
    viewer: Viewer,
    key: str,
    page: str,
    *,
    purpose: Purpose = "care",
    as_of: Moment | None = None,
    known_to: str | None = None,
) -> SeenFamily:
    """A family as a viewer may see it now, at `as_of` and as `known_to` an agency knew it; the read is audited.

    Raises `Refused`, audited too, where the viewer may not see it or there is none.
    """
    row = Family.objects.filter(key=key).first()
    moment = this_minute()
    sight = None if row is None else sight_of(viewer, row, purpose, moment)
    if row is None or sight is None or not sight.allowed:
        audit.write(viewer, "refused", key[:40], page)
        raise Refused(key)
    audit.write(viewer, "read", key, page, why="; ".join(each.name for each in sight.relations))
    hidden = hidden_from(viewer, key)
    seen = without(sight.chronology(), hidden, viewer)
    if known_to is not None and known_to not in seen.agencies:
        known_to = None
    return SeenFamily(
        key=row.key,
        title=row.title,
        teaching=row.teaching,
        nation=row.nation,
        viewer=viewer,
        sight=sight,
        chronology=seen,
        now=moment,
        as_of=moment if as_of is None else min(as_of, moment),
        known_to=known_to,
        length=row.length,
        findings=tuple(_findings(row, sight, hidden)),
    )


def sight_of(viewer: Viewer, row: Family, purpose: Purpose, moment: Moment) -> Sight:
    """What a viewer may see of a family at a moment, asked anew each time."""
    if row.teaching:
        return open_to_learn(kept.record(row))
    glass = (
        GlassBroken.objects.filter(family=row, account__sign_in=viewer.sign_in, opened__lte=moment, until__gte=moment)
        .order_by("-until")
        .first()
    )
    return visible(
        viewer,
        "glass" if glass is not None and purpose == "care" else purpose,
        kept.record(row),
        moment,
        glass=None if glass is None else Glass(glass.opened, glass.until, glass.reason),
        denials=denials(row),
    )


def denials(row: Family) -> list[DenialOfRecord]:
    """Who may not see a family, whatever else holds."""
    return [
        DenialOfRecord(sign_in, agency, reason)
        for sign_in, agency, reason in Denial.objects.filter(family=row).values_list("account__sign_in", "agency_id", "reason")
    ]


def shows(sight: Sight, said: Mapping[str, Any]) -> bool:
    """Whether a finding, by its plain values, may be shown: whoever it is about is named by something that is seen, too."""
    return sight.finding(said["because"], (*said["about"], *filter(None, [said["member"]])))


def owes(sight: Sight, said: Mapping[str, Any]) -> tuple[str, ...]:
    """The agencies that owe an answer, without those of which the viewer may not know that they are there."""
    known = sight.chronology().agencies
    return tuple(key for key in said["to"] if key in known)


def _findings(row: Family, sight: Sight, hidden: Sequence[str]) -> Iterable[FindingSeen]:
    for each in Finding.objects.filter(family=row).order_by("finding_id"):
        said = each.said
        if shows(sight, said):
            yield FindingSeen(
                id=each.finding_id,
                safeguard=each.safeguard,
                state=each.state,
                severity=each.severity,
                says=withheld(said["says"], hidden),
                ask=said["ask"],
                last=withheld(said["last"], hidden),
                due=each.due,
                warned=each.warned,
                stage=each.stage,
                to=owes(sight, said),
                about=tuple(said["about"]),
                because=tuple(said["because"]),
                said=said,
            )
