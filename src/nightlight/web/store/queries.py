"""Reads. The viewer comes first and has no default; whatever leaves here has passed `nightlight.access` and is in the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from nightlight.access.seeing import Sight, open_to_learn, visible
from nightlight.access.viewer import Denial as DenialOfRecord
from nightlight.access.viewer import Glass, Purpose, Viewer
from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, day_of, end_of
from nightlight.chronology.record import Chronology
from nightlight.picture import fold
from nightlight.picture.family import Family as FamilyPictured
from nightlight.picture.family import family as pictured
from nightlight.picture.fold import Picture
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.web.config.clock import now as this_minute
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import hidden_from, title_as_read, withheld, without
from nightlight.web.store.last_seen import last_seen
from nightlight.web.store.models import Denial, Family, Finding, GlassBroken
from nightlight.web.store.models import Entry as EntryOfChain
from nightlight.web.store.scope import reading
from nightlight.web.store.unsealed import known_findings, known_then

#: As many entries as every safeguard is asked about anew for an earlier moment: it takes a second or so.
LONGEST: Final = 400


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
    due: Moment | None
    warned: int | None
    stage: int
    to: tuple[str, ...]
    about: tuple[str, ...]
    because: tuple[int, ...]
    said: Mapping[str, Any] = field(repr=False)
    #: What was recorded last of the matter, as far as the viewer sees it; on the pages of a family only.
    last: str = ""

    def owed_by(self, agency: str) -> bool:
        """Whether an agency owes the answer, or nobody in particular does; only then may it say that it is not needed, or not yet."""
        return not self.to or agency in self.to

    @property
    def is_warning(self) -> bool:
        """Whether something is past due, or true that should not be, and nobody has answered."""
        return self.state == "overdue"


@dataclass(frozen=True)
class SeenFamily:
    """A family as one viewer may see it. `chronology` holds only the entries that this viewer sees whole: everything that a page
    shows is folded from it, so nothing else can leak.

    `as_of` and `known_to` are where the viewer stands in time: the record as it stood then, as one agency knew it. `now` is the
    latest moment at which one can stand: of a teaching case the end of the last day that its story tells. `asked_at` is when the
    viewer asked, which is what a page that leaves says of when it was made.
    """

    key: str
    title: str
    teaching: bool
    nation: str
    viewer: Viewer
    sight: Sight
    chronology: Chronology
    now: Moment
    asked_at: Moment
    as_of: Moment
    known_to: str | None
    length: int
    find: Callable[[], tuple[FindingSeen, ...] | None] = field(repr=False, compare=False)
    explain: Callable[[], Mapping[str, str]] = field(default=dict, repr=False, compare=False)

    @property
    def in_the_past(self) -> bool:
        """Whether the viewer looks at an earlier moment than now, or through another agency's eyes."""
        return self.as_of < self.now or self.known_to is not None

    @cached_property
    def findings_told(self) -> tuple[FindingSeen, ...] | None:
        """The findings that the viewer may see, as they stood where the viewer stands in time; kept for this request alone.

        `None` where they are not worked out for that moment, because the record is too long (`LONGEST`): a page then says so.
        """
        found = self.find()
        return found and tuple(replace(each, last=last_seen(each.said, self.picture)) for each in found)

    @property
    def findings(self) -> tuple[FindingSeen, ...]:
        """The same; none where they are not worked out."""
        return self.findings_told or ()

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """Why an entry was corrected, or is held more closely: by the id of the entry that corrects, for those who see both."""
        return self.explain()

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
    now = _end_of_story(seen, moment) if row.teaching else moment
    at = now if as_of is None else min(as_of, now)

    def find() -> tuple[FindingSeen, ...] | None:
        if at < now or known_to is not None:
            return _findings_then(row, sight, hidden, at, known_to)
        return tuple(_findings(row, sight, hidden, moment))

    return SeenFamily(
        key=row.key,
        title=title_as_read(row.title, seen, hidden, viewer),
        teaching=row.teaching,
        nation=row.nation,
        viewer=viewer,
        sight=sight,
        chronology=seen,
        now=now,
        asked_at=moment,
        as_of=at,
        known_to=known_to,
        length=row.length,
        find=find,
        explain=lambda: _reasons(row, seen, hidden, viewer),
    )


def _reasons(row: Family, seen: Chronology, hidden: Sequence[str], viewer: Viewer) -> dict[str, str]:
    """The reasons beside entries that correct others, where both are seen; without addresses that are hidden from the viewer."""
    with reading(row.key):
        kept_ = list(EntryOfChain.objects.filter(family=row, why__isnull=False).values_list("entry_id", "why"))
    record = kept.record(row)
    found = {}
    for id, why in kept_:
        entry = record.entry(id)
        if id in seen and entry.replaces is not None and entry.replaces in seen:
            found[id] = why if entry.account == viewer.sign_in else withheld(why, hidden)
    return found


def _end_of_story(record: Chronology, moment: Moment) -> Moment:
    """The end of the last day on which something was recorded; of an empty record the moment itself."""
    last = record.last_recorded()
    return moment if last is None else min(end_of(day_of(last.last)), moment)


def sight_of(viewer: Viewer, row: Family, purpose: Purpose, moment: Moment, record: Chronology | None = None) -> Sight:
    """What a viewer may see of a family at a moment, asked anew each time.

    `record` is its record without what is sealed from whoever asks about the viewer, where it is not the viewer who asks.
    """
    record = kept.record(row) if record is None else record
    if row.teaching:
        return open_to_learn(record)
    glass = _glass(viewer, row, moment)
    return visible(
        viewer,
        "glass" if glass is not None and purpose == "care" else purpose,
        record,
        moment,
        glass=glass,
        denials=denials(row),
    )


def _glass(viewer: Viewer, row: Family, moment: Moment) -> Glass | None:
    """The viewer's broken glass, of several that which is open longest."""
    if row.ahead is not None and (row.ahead.viewer, row.ahead.moment) == (viewer, moment):
        return row.ahead.glass
    broken = GlassBroken.objects.filter(family=row, account__sign_in=viewer.sign_in)
    found = broken.filter(opened__lte=moment, until__gte=moment).order_by("-until").first()
    return None if found is None else found.of_record()


def denials(row: Family) -> list[DenialOfRecord]:
    """Who may not see a family, whatever else holds."""
    if row.ahead is not None:
        return list(row.ahead.denials)
    return [each.of_record() for each in Denial.objects.filter(family=row).select_related("account")]


def shows(sight: Sight, said: Mapping[str, Any]) -> bool:
    """Whether a finding, by its plain values, may be shown: whoever it is about is named by something that is seen, too."""
    return sight.finding(said["because"], (*said["about"], *filter(None, [said["member"]])))


def owes(sight: Sight, said: Mapping[str, Any]) -> tuple[str, ...]:
    """The agencies that owe an answer, without those of which the viewer may not know that they are there."""
    known = sight.chronology().agencies
    return tuple(key for key in said["to"] if key in known)


def _findings(row: Family, sight: Sight, hidden: Sequence[str], moment: Moment) -> Iterable[FindingSeen]:
    """The findings as they stand now, as they are kept."""
    for each in known_findings(row, sight, moment, Finding.objects.filter(family=row).order_by("finding_id")):
        if shows(sight, each.said):
            yield finding_seen(each, sight, hidden)


def _findings_then(
    row: Family, sight: Sight, hidden: Sequence[str], at: Moment, known_to: str | None
) -> tuple[FindingSeen, ...] | None:
    """The findings as they stood at an earlier moment, or as one agency could have known them, in the order of their ids.

    The whole record is asked anew, as it is for those that are kept, and of its answers those are given of which the viewer sees
    every entry that they rest on: asked of the redacted record, what was answered where the viewer does not see it would read as
    not recorded.
    """
    record = sight.without_what_is_sealed or kept.record(row)
    if len(record.entries) > LONGEST:
        return None
    found = known_then(record, sight, at, known_to)
    return tuple(_as_seen(each, sight, hidden) for each in found if shows(sight, each.plain()))


def finding_seen(each: Finding, sight: Sight, hidden: Sequence[str]) -> FindingSeen:
    """A finding that is kept and that may be shown (`shows`), without the addresses that are hidden from the viewer."""
    return _seen(each.said, each.severity, each.due, each.warned, sight, hidden)


def _as_seen(each: FindingOfRecord, sight: Sight, hidden: Sequence[str]) -> FindingSeen:
    due = None if each.due is None else each.due.last
    return _seen(each.plain(), each.safeguard.severity, due, each.warned, sight, hidden)


def _seen(
    said: Mapping[str, Any], severity: str, due: Moment | None, warned: int | None, sight: Sight, hidden: Sequence[str]
) -> FindingSeen:
    return FindingSeen(
        id=said["id"],
        safeguard=said["safeguard"],
        state=said["state"],
        severity=severity,
        says=withheld(said["says"], hidden),
        ask=said["ask"],
        due=due,
        warned=warned,
        stage=said["stage"],
        to=owes(sight, said),
        about=tuple(said["about"]),
        because=tuple(said["because"]),
        said=said,
    )
