"""What the page of a family says, in the order in which a worker asks at eleven at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import When, day_of, moment_of
from nightlight.documents.entry_words import agency_name, title_of
from nightlight.picture.family import Family
from nightlight.picture.growth import Growth
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.families.present_force import Force, in_force
from nightlight.web.families.present_open import Matter, open_matters
from nightlight.web.families.present_people import AdultRow, ManRow, SeenRow, adults, board, men
from nightlight.web.families.present_team import AgencyRow, involved
from nightlight.web.findings.present import COMING_UP, Alike, folded, in_order
from nightlight.web.reading.rows import anchor
from nightlight.web.store.models import NEEDS_AN_ANSWER
from nightlight.web.store.queries import FindingSeen, SeenFamily
from nightlight.web.ui.frame import INFANT_DAYS, capital, standing_and

#: How many findings are shown in front, and how many changes before the rest is folded away.
FIRST_FINDINGS = 3
FIRST_CHANGES = 6


@dataclass(frozen=True)
class Baby:
    """A child not yet born, or under two: how far it has come, and what the record says makes it vulnerable."""

    name: str
    line: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """What makes a child less safe, or safer, as recorded: in words, of whom, by whom and when."""

    words: str
    of: str
    by: str
    href: str


@dataclass(frozen=True)
class Change:
    """An entry that came since the viewer last looked."""

    words: str
    when: str
    by: str
    href: str


@dataclass(frozen=True)
class Changes:
    """What changed since the viewer last looked. `since` is empty on the first look; `again` where an earlier look is shown again."""

    since: str
    first: tuple[Change, ...]
    rest: tuple[Change, ...]
    again: bool
    can_show_again: bool

    @property
    def count(self) -> int:
        """How many entries came."""
        return len(self.first) + len(self.rest)


@dataclass(frozen=True)
class Looked:
    """When the viewer last looked, and how long the record was then."""

    length: int
    at: datetime


@dataclass(frozen=True)
class FamilyPage:
    """The parts of the page."""

    babies: tuple[Baby, ...]
    others: tuple[str, ...]
    first: tuple[Alike, ...]
    rest: tuple[FindingSeen, ...]
    asked: int
    coming: tuple[FindingSeen, ...]
    force: Force
    changes: Changes | None
    risks: tuple[Held, ...]
    strengths: tuple[Held, ...]
    seen: tuple[SeenRow, ...]
    seen_others: tuple[SeenRow, ...]
    men: tuple[ManRow, ...]
    adults: tuple[AdultRow, ...]
    questions: tuple[Matter, ...]
    concerns: tuple[Matter, ...]
    actions: tuple[Matter, ...]
    team: tuple[AgencyRow, ...]
    gone: tuple[str, ...]
    story_ended: str


def family_page(
    seen: SeenFamily, looked: Looked | None = None, again: bool = False, kept_look: bool = False
) -> FamilyPage:
    """The page of a family as the viewer may see it. `looked` is the look since which changes are shown; `again` says that it is an
    earlier one; `kept_look` that there is one that can be shown again."""
    told = seen.family
    needs = in_order((each for each in seen.findings if each.state in NEEDS_AN_ANSWER), seen)
    first = foremost(needs, seen)
    shown = {each.id for card in first for each in (card.first, *card.more)}
    now = not seen.in_the_past
    rows = board(seen, told)
    questions, concerns, actions = open_matters(seen, told)
    team, gone = involved(seen, told)
    return FamilyPage(
        babies=tuple(_baby(child, seen, told) for child in told.children if _is_infant(child)),
        others=tuple(f"{_name(child.child, seen)}: {child.says()}" for child in told.children if not _is_infant(child)),
        first=first,
        rest=tuple(each for each in needs if each.id not in shown),
        asked=len(needs),
        coming=tuple(in_order((each for each in seen.findings if each.state in COMING_UP), seen)),
        force=in_force(seen, told),
        changes=_changes(seen, looked, again, kept_look) if now and not seen.teaching else None,
        risks=_risks(seen, told),
        strengths=_strengths(seen, told),
        seen=tuple(row for row in rows if row.matters),
        seen_others=tuple(row for row in rows if not row.matters),
        men=men(seen, told),
        adults=adults(seen, told),
        questions=questions,
        concerns=concerns,
        actions=actions,
        team=team,
        gone=gone,
        story_ended=When.on(day_of(seen.now)).says() if seen.teaching else "",
    )


def foremost(needs: Sequence[FindingSeen], seen: SeenFamily) -> tuple[Alike, ...]:
    """The cards that matter first, of findings in the order in which they matter; those alike fold into one, and what the record
    cannot tell never stands before what is past due."""
    return tuple(sorted(folded(needs, seen), key=lambda card: card.first.state == "unknown"))[:FIRST_FINDINGS]


def entry_href(id: str, seen: SeenFamily) -> str:
    """The address of an entry in the chronology."""
    return f"{reverse('chronology', kwargs={'key': seen.key})}{standing_and(seen, entry=id)}#{anchor(id)}"


def _is_infant(child: Growth) -> bool:
    if child.stage in ("died", "stillborn", "pregnancy_ended"):
        return True
    return child.stage == "unborn" or (child.age_days is not None and child.age_days < INFANT_DAYS)


def _name(key: str, seen: SeenFamily) -> str:
    return capital(says_member(key, seen.picture))


def _baby(child: Growth, seen: SeenFamily, told: Family) -> Baby:
    facts = []
    if child.stage == "living":
        if child.weeks_at_birth is not None:
            by = " by the due date" if child.reckoned else ""
            facts.append(f"Born at {child.weeks_at_birth} weeks{by}{', early' if child.early else ''}")
        if child.weight_g is not None:
            facts.append(f"{child.weight_g:,.0f} g at birth")
        if child.mobile is False:
            facts.append("Not yet mobile: any mark is told to a paediatrician and to social care at once")
    here = next((stay for stay in told.stays if stay.person == child.child and stay.open), None)
    if here is not None:
        facts.append(f"In hospital since {here.since.says()}: {here.ward}")
    return Baby(_name(child.child, seen), capital(child.says()), tuple(facts))


def _risks(seen: SeenFamily, told: Family) -> tuple[Held, ...]:
    found = []
    for factor in told.factors:
        if not factor.present:
            continue
        last = factor.notings[-1]
        agencies = listed(dict.fromkeys(agency_name(each.agency, seen.picture) for each in factor.notings))
        words = capital(factor.factor.replace("_", " "))
        if factor.eased is not None and factor.contradicted_by:
            words += " (said to be less; something recorded since speaks against that)"
        elif factor.eased is not None and factor.eased.what != "claimed":
            words += f" (said to be {factor.eased.what} on {factor.eased.when.says()})"
        by = f"noted by {agencies}, since {factor.since.says()}"
        found.append(Held(words, _name(factor.person, seen), by, entry_href(last.rests_on[0].root, seen)))
    return tuple(found)


def _strengths(seen: SeenFamily, told: Family) -> tuple[Held, ...]:
    return tuple(
        Held(
            each.what,
            _name(each.person, seen),
            f"{agency_name(each.agency, seen.picture)}, {each.when.says()}",
            entry_href(each.rests_on[0].root, seen),
        )
        for each in told.protective
    )


def _changes(seen: SeenFamily, looked: Looked | None, again: bool, kept_look: bool) -> Changes:
    if looked is None:
        return Changes("", (), (), False, kept_look)
    new = sorted(
        (entry for entry in seen.chronology.entries if _since(entry, looked, seen)),
        key=lambda entry: (entry.recorded.first, entry.place),
        reverse=True,
    )
    made = [_change(entry, seen) for entry in new]
    since = When.at(moment_of(looked.at)).says()
    return Changes(since, tuple(made[:FIRST_CHANGES]), tuple(made[FIRST_CHANGES:]), again, kept_look and not again)


def is_new_since(looked: Looked, seen: SeenFamily) -> bool:
    """Whether anything came since the viewer last looked, of what they see and from others: how long the whole record is must not show."""
    return any(_since(entry, looked, seen) for entry in seen.chronology.entries)


def _since(entry: Entry, looked: Looked, seen: SeenFamily) -> bool:
    """Whether an entry came after the viewer last looked, and not from the viewer."""
    return entry.place > looked.length and entry.account != seen.viewer.sign_in


def _change(entry: Entry, seen: SeenFamily) -> Change:
    who = f"{entry.by}, " if entry.by else ""
    title = title_of(entry)
    if entry.replaces is not None:
        title = f"Corrected: {title[:1].lower()}{title[1:]}"
    return Change(
        title, entry.when.says(), f"{who}{agency_name(entry.agency, seen.picture)}", entry_href(entry.id, seen)
    )
