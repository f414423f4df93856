"""What waits for one person today, by when it falls due; and their service's own daily list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.chronology.kinds import KINDS
from nightlight.chronology.moments import NEVER, Day, Moment, When, day_of, end_of, moment_of, says_day
from nightlight.documents.entry_words import agency_name
from nightlight.picture.citing import when_of
from nightlight.picture.growth import growth
from nightlight.picture.meetings import Meeting, meetings
from nightlight.picture.open_matters import Concern, actions, concerns
from nightlight.picture.plans import Plan, plans
from nightlight.picture.team import involved
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.families.concerns.queries import Raised, ToPlace
from nightlight.web.findings.present import matters
from nightlight.web.findings.queries import DraftLeft, Mine
from nightlight.web.recording.labels import kind_title
from nightlight.web.store.models import NEEDS_AN_ANSWER
from nightlight.web.store.queries import FindingSeen
from nightlight.web.ui.frame import (
    INFANT_DAYS,
    child_line,
    finding_put_off,
    finding_says,
    lower_first,
    past_its_day,
    says_put_off,
)

#: How many findings of a part are shown before "more".
FIRST: Final = 3
_WEEK: Final = 7
#: How far ahead "later" looks, and for how long an answer to a concern stays on the list, in days.
_LATER: Final = 28
_KEPT: Final = 28

_MEETINGS: Final = {
    "initial_conference": "initial conference", "review_conference": "review conference",
    "transfer_in_conference": "transfer-in conference", "preproceedings": "pre-proceedings meeting",
    "strategy": "strategy meeting", "legal_planning": "legal planning meeting",
    "discharge_planning": "discharge planning meeting", "child_in_need": "child in need meeting",
    "prebirth": "pre-birth meeting", "family_group": "family group meeting", "network": "network meeting",
    "professionals": "professionals’ meeting", "unexpected_death": "meeting after an unexpected death",
    "marac": "MARAC", "other": "meeting",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that waits: what, of which family, until when, and the one next step."""

    sort: str
    what: str
    family: str
    title: str
    when: str
    due: Moment | None
    urgent: bool
    step: str
    href: str
    note: str = ""
    anchor: str = ""
    past: bool = False


@dataclass(frozen=True)
class Bucket:
    """What falls due in one stretch of time: the first few findings, those behind "more", and everything else."""

    name: str
    title: str
    first: tuple[Line, ...]
    more: tuple[Line, ...]
    others: tuple[Line, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.first) + len(self.more) + len(self.others)


@dataclass(frozen=True)
class TodayPage:
    """Today, for one person."""

    day: str
    buckets: tuple[Bucket, ...]
    to_read: tuple[Line, ...]
    raised: tuple[Line, ...]
    escalated: tuple[Line, ...]
    families: int

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not (any(each.count for each in self.buckets) or self.to_read or self.raised or self.escalated)


def today_page(mine: Iterable[Mine], over: Iterable[Mine], name: str, today: Day) -> TodayPage:
    """What waits for a person. `name` is theirs, as actions name their owners."""
    mine = list(mine)
    lines = [line for each in mine for line in _dated(each, name, today)]
    now, week, later = end_of(today), end_of(today + _WEEK), end_of(today + _LATER)
    dated = [line for line in lines if line.due is not None]
    undated = [line for line in lines if line.due is None]
    return TodayPage(
        day=says_day(today),
        buckets=(
            _bucket("today", "Today and before", [each for each in dated if _at(each) <= now]),
            _bucket("week", "In the next seven days", [each for each in dated if now < _at(each) <= week]),
            _bucket("later", "Later", [each for each in dated if week < _at(each) <= later]),
            _bucket("questions", "Without a date: the record cannot tell", undated),
        ),
        to_read=tuple(line for each in mine for line in _to_read(each)),
        raised=tuple(line for each in mine for line in _raised(each, today)),
        escalated=tuple(_escalated(over)),
        families=len(mine),
    )


def _at(line: Line) -> Moment:
    return line.due or 0


def _bucket(name: str, title: str, lines: list[Line]) -> Bucket:
    findings = [line for line in lines if line.sort == "finding"]
    others = sorted((line for line in lines if line.sort != "finding"), key=lambda line: (_at(line), line.title))
    findings.sort(key=lambda line: (not line.urgent, _at(line), line.title))
    asked = {(line.family, line.what): line for line in reversed(findings)}.values()
    first = [line for line in findings if line in asked][
        :FIRST
    ]  # one question twice of one family is not two of the first three
    return Bucket(name, title, tuple(first), tuple(line for line in findings if line not in first), tuple(others))


# -- what has a date


def _dated(family: Mine, name: str, today: Day) -> Iterator[Line]:
    agency = family.viewer.agency
    for found in sorted(family.findings, key=matters):
        if agency in found.to:
            yield _finding(family, found, today)
    for action in actions(family.picture):
        if action.state == "open" and action.owner_agency == agency:
            yours = action.owner.strip().casefold() in (name.casefold(), family.viewer.sign_in.casefold())
            day = action.due.last_day
            yield Line(
                "action", action.what, family.key, family.title, _when(day, today), end_of(day), False, "Record the outcome",
                _record(family, "action.done", of=action.thread), "Yours" if yours else f"For {action.owner}", past=day < today,
            )  # fmt: skip
    for meeting in meetings(family.picture):
        if meeting.state == "ahead" and meeting.date is not None and is_ours(meeting, family):
            yield _meeting(family, meeting, today)


def _finding(family: Mine, found: FindingSeen, today: Day) -> Line:
    says = finding_says(found, family)
    due = None if found.due is None or found.state == "unknown" else found.due
    when = "" if due is None else _when(day_of(due), today)
    if (answer := finding_put_off(found, family)) is not None:
        due, when = end_of(answer.until.last_day), f"Put off until {answer.until.says()}"
        says = says_put_off(found, family)
    elif past_its_day(found, family):
        when = "Waiting"
    past = found.state == "overdue"
    href = f"{reverse('finding', kwargs={'key': family.key})}?{urlencode({'finding': found.id})}"
    return Line(
        "finding", found.ask or finding_says(found, family), family.key, family.title, when, end_of(today) if past else due,
        found.severity == "urgent" and found.state in NEEDS_AN_ANSWER, "Answer", href, says if found.ask or answer else "",
        past=past,
    )  # fmt: skip


def is_ours(meeting: Meeting, family: Mine) -> bool:
    """Whether the viewer's agency was invited to a meeting, or called it."""
    called = {entry.id: entry.agency for entry in family.picture.chronology.entries if entry.kind == "meeting.called"}
    return family.viewer.agency in meeting.invited or called.get(meeting.thread) == family.viewer.agency


def _meeting(family: Mine, meeting: Meeting, today: Day) -> Line:
    assert meeting.date is not None
    day = meeting.date.last_day
    due = day <= today
    return Line(
        "meeting", meeting_name(meeting.type), family.key, family.title, _on(meeting, today), end_of(day), False,
        "Record that it was held" if due else "Prepare for it",
        _record(family, "meeting.held", of=meeting.thread) if due else reverse("family", kwargs={"key": family.key}),
        _mode(meeting), anchor=meeting_anchor(family.key, meeting.thread), past=False,
    )  # fmt: skip


def meeting_name(type_: str | None) -> str:
    """What a meeting is called, with its first letter large: "Core group"."""
    words = _MEETINGS.get(type_ or "other") or (type_ or "").replace("_", " ")
    return words[:1].upper() + words[1:]


def meeting_anchor(key: str, thread: str) -> str:
    """Where a meeting stands on the page, in letters that say nothing."""
    return "m" + sha256(f"{key} {thread}".encode()).hexdigest()[:16]


def _on(meeting: Meeting, today: Day) -> str:
    assert meeting.date is not None
    return "Today" if meeting.date.precision == "day" and meeting.date.day == today else meeting.date.says()


def _mode(meeting: Meeting) -> str:
    return {"in_person": "In person", "online": "Online", "hybrid": "In person and online"}.get(meeting.mode or "", "")


def _when(day: Day, today: Day) -> str:
    if day == today:
        return "Due today"
    return f"{'Was due' if day < today else 'Due'} {says_day(day)}"


# -- to read, to sign


def _to_read(family: Mine) -> Iterator[Line]:
    for plan in plans(family.picture):
        if plan.in_force and (said := unacknowledged(plan, family.viewer.agency)):
            yield Line(
                "acknowledge", f"{_capital(plan.type.replace('_', ' '))} plan: {said}", family.key, family.title, "", None, False,
                "Acknowledge it", _record(family, "plan.acknowledged", of=plan.thread, by_agency=family.viewer.agency),
            )  # fmt: skip
    for meeting in meetings(family.picture):
        if (
            family.viewer.agency in meeting.unsigned
            and family.viewer.agency in meeting.sent_to
            and meeting.sent is not None
        ):
            held = meeting.held[-1].when.says() if meeting.held else ""
            yield Line(
                "sign", f"Record of the {meeting_name(meeting.type).lower()}{f' of {held}' if held else ''}", family.key, family.title,
                f"Sent {meeting.sent.says()}", None, False, "Sign it",
                _record(family, "meeting.signed", of=meeting.thread, by_agency=family.viewer.agency),
            )  # fmt: skip


def unacknowledged(plan: Plan, agency: str) -> str:
    """Of what an agency was told about a plan, by others, and has not acknowledged since, in words; empty where nothing waits."""
    told = [each for each in plan.told if each.what == agency and each.agency != agency]
    if not told:
        return ""
    last = max(told, key=lambda each: each.when.first)
    if any(each.what == agency and each.when.last >= last.when.first for each in plan.acknowledged):
        return ""
    changes = [each for each in plan.changed if each.when.first <= last.when.last]
    if changes:
        return f"a change, told to you {last.when.says()}"
    return f"told to you {last.when.says()}"


# -- concerns raised


def _raised(family: Mine, today: Day) -> Iterator[Line]:
    for concern in concerns(family.picture):
        if concern.agency == family.viewer.agency and (line := _concern(family, concern, today)) is not None:
            yield line


def _concern(family: Mine, concern: Concern, today: Day) -> Line | None:
    answer = concern.answered[-1] if concern.answered else (concern.weighed[-1] if concern.weighed else None)
    if answer is not None and answer.when.day < today - _KEPT:
        return None
    entry = next((each.root for each in concern.rests_on), concern.thread)
    href = f"{reverse('chronology', kwargs={'key': family.key})}?{urlencode({'entry': entry})}"
    said = (
        "Not answered yet" if answer is None else f"Answered {answer.when.says()}: {answer.what or 'no words recorded'}"
    )
    return Line(
        "concern", concern.text or "A concern", family.key, family.title, f"Raised {concern.raised.says()}", None, False,
        "Read it", href, said,
    )  # fmt: skip


def own_concerns(raised: Iterable[Raised], today: Day) -> list[Line]:
    """The concerns that a person raised about families that they do not work with: those not answered, and answers for a while."""
    lines = []
    for each in raised:
        last = each.steps[-1]
        if each.answered and last.at is not None and day_of(moment_of(last.at)) < today - _KEPT:
            continue
        said = f"Answered: {each.answer}" if each.answer else last.says
        when = f"Raised {says_day(day_of(moment_of(each.raised_at)))}"
        lines.append(
            Line("concern", each.who, "", "", when, None, False, "See how far it is", reverse("concerns"), said)
        )
    return lines


def concerns_waiting(waiting: Iterable[ToPlace]) -> list[Line]:
    """The concerns that wait to be placed with a person's duty desk, or that were passed to them, the oldest first."""
    return [
        Line(
            "concern", each.who, "", "", f"Raised {When.at(moment_of(each.raised_at)).says()}", None, False,
            "Answer it" if each.family else "Place it", reverse("concern_to_place", kwargs={"number": each.number}),
            f"From: {each.by}. {_how_far(each)}",
        )
        for each in waiting
    ]  # fmt: skip


def _how_far(concern: ToPlace) -> str:
    if concern.family:
        return "Placed; not yet answered."
    if concern.passed_to:
        return f"Passed to {concern.passed_to}; not yet placed."
    return f"Received by {concern.opened_by}; not yet placed." if concern.opened_by else "Nobody has opened it yet."


# -- those who look after others' work


def _escalated(over: Iterable[Mine]) -> list[Line]:
    lines = []
    for family in over:
        for found in sorted(family.findings, key=matters):
            href = f"{reverse('finding', kwargs={'key': family.key})}?{urlencode({'finding': found.id})}"
            since = "" if found.due is None else f"Was due {says_day(day_of(found.due))}"
            lines.append(
                Line("finding", found.ask or found.says, family.key, family.title, since, found.due, found.severity == "urgent",
                     "See who has it", href, found.says if found.ask else "", past=True)
            )  # fmt: skip
    return sorted(lines, key=lambda line: (not line.urgent, _at(line), line.title))


# -- the service's own list


@dataclass(frozen=True)
class Listed:
    """A family of the service's list."""

    key: str
    title: str
    babies: tuple[str, ...]
    plans: str
    due: str
    urgent: bool
    held_by: str
    last_ours: str
    last_any: str


def service_list(mine: Iterable[Mine], today: Day) -> list[Listed]:
    """The families of a service with a baby that is expected or under one, those in which something is past due in front."""
    rows = [(each, babies) for each in mine if (babies := _babies(each))]
    listed_ = [(_first_due(each), _row(each, babies, today)) for each, babies in rows]
    return [row for _, row in sorted(listed_, key=lambda pair: (pair[0], pair[1].title))]


def _babies(family: Mine) -> tuple[str, ...]:
    """Each baby that is expected, or under one, in a line."""
    return tuple(
        child_line(says_member(each.child, family.picture), each.says(), family.title)
        for each in growth(family.picture, family.moment)
        if each.stage == "unborn"
        or (each.stage == "living" and each.age_days is not None and each.age_days < INFANT_DAYS)
    )


def _first_due(family: Mine) -> tuple[bool, bool, Moment]:
    """Where a family stands in the list: what is past due and urgent in front, then by what falls due first."""
    owed = [each for each in family.findings if family.viewer.agency in each.to and each.due is not None]
    first = min(owed, key=matters, default=None)
    if first is None:
        return (True, True, NEVER)
    late = first.state == "overdue"
    return (not late, not (late and first.severity == "urgent"), first.due or 0)


def _row(family: Mine, babies: tuple[str, ...], today: Day) -> Listed:
    agency = family.viewer.agency
    owed = sorted((each for each in family.findings if agency in each.to and each.state != "unknown"), key=matters)
    in_force = dict.fromkeys(
        plan.type.replace("_", " ") for plan in plans(family.picture) if plan.in_force and not plan.overtaken
    )
    given = [each.worker for each in involved(family.picture) if each.agency == agency and each.until is None]
    made = sorted(
        (each for each in family.picture.of("contact.made") if each.first <= family.moment), key=lambda fact: fact.key
    )
    ours = next((fact for fact in reversed(made) if fact.agency == agency), None)
    last = made[-1] if made else None
    first = owed[0] if owed else None
    return Listed(
        family.key,
        family.title,
        babies,
        _capital(listed(in_force)) if in_force else "None in force on record",
        _says_due(first, family, today),
        first is not None and first.severity == "urgent" and first.state in NEEDS_AN_ANSWER,
        listed(dict.fromkeys(given)),
        when_of(ours).says() if ours is not None else "",
        f"{when_of(last).says()}, {agency_name(last.agency, family.picture)}" if last is not None else "",
    )


def _says_due(found: FindingSeen | None, family: Mine, today: Day) -> str:
    if found is None:
        return "Nothing is asked of you"
    when = "" if found.due is None else f" ({lower_first(_when(day_of(found.due), today))})"
    if (answer := finding_put_off(found, family)) is not None:
        when = f" (put off until {answer.until.says()})"
    return f"{found.ask or finding_says(found, family)}{when}"


def _record(family: Mine, kind: str, **fields: str) -> str:
    return f"{reverse('record', kwargs={'key': family.key})}/{kind}?{urlencode(fields)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# -- drafts


@dataclass(frozen=True)
class DraftLine:
    """A form that was begun, with the way back to it."""

    what: str
    title: str
    saved_at: str
    href: str


def draft_lines(drafts: Iterable[DraftLeft]) -> list[DraftLine]:
    """The drafts that somebody left, each with the way back to its form."""
    return [
        DraftLine(
            _form_name(each.form),
            each.title,
            When.at(moment_of(each.saved_at)).says(),
            _form(each),
        )
        for each in drafts
    ]


_CORRECTS: Final = "correct:"


def _form_name(form: str) -> str:
    if form.startswith(_CORRECTS):
        return "A correction"
    return kind_title(form) if form in KINDS else _capital(form.replace("_", " "))


def _form(draft: DraftLeft) -> str:
    if draft.family is None:
        return reverse("home")
    if draft.form.startswith(_CORRECTS):
        return reverse("correct_entry", kwargs={"key": draft.family, "entry": draft.form.removeprefix(_CORRECTS)})
    record = reverse("record", kwargs={"key": draft.family})
    return f"{record}/{draft.form}" if draft.form in KINDS else record
