"""What the pages of recording say, worked out from the family as the viewer may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from nightlight.access.sharing import Audience
from nightlight.chronology.agencies import Agency
from nightlight.chronology.entry import Entry
from nightlight.chronology.fields import FieldType
from nightlight.chronology.kinds import GROUPS, KINDS
from nightlight.chronology.moments import Moment, When, day_of, moment_of, says_day
from nightlight.chronology.record import Chronology
from nightlight.drawing.bodymap import BodyMap, Mark, bodymap
from nightlight.picture.fold import Picture
from nightlight.safeguards.wording import listed, says_member
from nightlight.web.findings.present import Alike, folded
from nightlight.web.recording.labels import capital, kind_title, label_of, word_text
from nightlight.web.recording.layout import Shortcut, field_for_thread, next_kinds, shortcuts
from nightlight.web.recording.lexicon import kinds_for
from nightlight.web.recording.queries import Begun
from nightlight.web.store.models import ANSWERED
from nightlight.web.store.queries import FindingSeen, SeenFamily

#: States of a finding that still asks for something, the most pressing first.
_OPEN: Final = {"overdue": 0, "due_soon": 1, "waiting": 2, "unknown": 3}
#: So many of what comes up later are shown with an entry; the rest are on the page of findings.
_LATER: Final = 5

#: Whom to ring first, and how many at most are named.
_RING: Final = ("social_care", "police", "paediatrics", "hospital", "maternity_ward", "midwifery", "health_visiting")
_RUNG: Final = 3

_GROUP_WORDS: Final = {
    "people": "People, homes and ties",
    "pregnancy_and_birth": "Pregnancy and birth",
    "risk": "Risks, strengths and open questions",
    "contact": "Visits, calls and what was seen",
    "concern_and_referral": "Concerns and referrals",
    "information": "Sharing information",
    "harm": "Injuries, incidents and allegations",
    "section47": "Section 47 enquiries",
    "assessment": "Assessments",
    "meeting": "Meetings, decisions and actions",
    "plan": "Plans",
    "workers": "Workers, handover and supervision",
    "services": "Other services",
    "legal": "Court and legal",
    "hospital": "Hospital",
    "escalation": "Challenge and escalation",
    "placement": "Where the child lives",
    "review": "Reviews",
    "oversight": "Closing and explaining",
}


# -- what happened?


@dataclass(frozen=True)
class KindLink:
    """A kind with its form."""

    kind: str
    title: str
    help: str
    href: str


@dataclass(frozen=True)
class DraftLink:
    """Something that the viewer began and did not record."""

    title: str
    when: str
    href: str
    discard: str


@dataclass(frozen=True)
class WhatHappened:
    """The page "What happened?"."""

    query: str
    found: tuple[KindLink, ...]
    shortcuts: tuple[Shortcut, ...]
    groups: tuple[tuple[str, tuple[KindLink, ...]], ...]
    drafts: tuple[DraftLink, ...]


def what_happened(seen: SeenFamily, query: str, begun: Iterable[Begun]) -> WhatHappened:
    """The page on which a kind is found."""
    found = tuple(kind_link(seen, kind) for kind in kinds_for(query)) if query.strip() else ()
    groups = tuple(
        (
            group_words(name := module.__name__.rsplit(".", 1)[-1]),
            tuple(kind_link(seen, kind) for kind, made in KINDS.items() if made.group == name),
        )
        for module in GROUPS
    )
    drafts = tuple(draft_link(seen, each) for each in begun)
    return WhatHappened(query, found, tuple(shortcuts(seen.viewer.agency_type)), groups, drafts)


def group_words(group: str) -> str:
    """What a group of the vocabulary is called."""
    return _GROUP_WORDS.get(group, capital(group.replace("_", " ")))


def kind_link(seen: SeenFamily, kind: str, **filled: str) -> KindLink:
    """A link to the form of a kind, with fields filled in beforehand."""
    more = f"?{urlencode(filled)}" if filled else ""
    return KindLink(
        kind,
        kind_title(kind),
        KINDS[kind].help(),
        f"{reverse('record_kind', kwargs={'key': seen.key, 'kind': kind})}{more}",
    )


def draft_link(seen: SeenFamily, begun: Begun) -> DraftLink:
    """A draft with its form and how to throw it away."""
    what, _, rest = begun.form.partition(":")
    if rest:
        kind = begun.typed.get("kind", [""])[0]
        href = reverse("correct_entry", kwargs={"key": seen.key, "entry": rest})
        title = f"Correcting: {kind_title(kind)}" if kind in KINDS else "A correction"
    else:
        href = reverse("record_kind", kwargs={"key": seen.key, "kind": what})
        title = kind_title(what) if what in KINDS else what
    return DraftLink(title, moment_words(begun, seen.now), href, reverse("throw_draft_away", kwargs={"key": seen.key}))


def moment_words(begun: Begun, now: Moment) -> str:
    """When a draft was last kept: "today at 23:04", "3 March 2026 at 23:04"."""
    at = moment_of(begun.saved_at)
    time = f"{at % 1440 // 60:02d}:{at % 60:02d}"
    return f"today at {time}" if day_of(at) == day_of(now) else f"{says_day(day_of(at))} at {time}"


# -- an entry in words


@dataclass(frozen=True)
class Line:
    """One thing that an entry says."""

    name: str
    value: str
    whole: bool = False


def lines(entry: Entry, picture: Picture, agencies: Mapping[str, Agency], added: Mapping[str, str]) -> tuple[Line, ...]:
    """What an entry says, each with the question that it answers; `added` are the names of people who come into the record with it."""
    words = _Words(entry, picture, agencies, added)
    found = [Line("When", capital(entry.when.says()) + (f", until {entry.until.says()}" if entry.until else ""))]
    for spec, value in entry.body.filled():
        found.append(
            Line(label_of(entry.kind, spec), words.of(spec.name, spec.type, value), spec.type is FieldType.TEXT)
        )
    for name, value in (("text", entry.text), ("voice", entry.voice)):
        if value:
            found.append(Line("In your words" if name == "text" else "Their voice", value, True))
    if entry.about:
        found.append(Line("About", listed(words.person(key) for key in entry.about)))
    if entry.source:
        found.append(Line("Who told you", words.anybody(entry.source)))
    if entry.basis_of_knowledge:
        found.append(Line("How it is known", entry.basis_of_knowledge))
    if entry.significant:
        found.append(Line("Key event", "Yes"))
    if entry.label != "ordinary":
        found.append(Line("How closely it is held", capital(entry.label)))
    if entry.ref:
        found.append(Line("Document and page", entry.ref))
    return tuple(found)


class _Words:
    def __init__(
        self, entry: Entry, picture: Picture, agencies: Mapping[str, Agency], added: Mapping[str, str]
    ) -> None:
        self.entry, self.picture, self.agencies, self.added = entry, picture, agencies, added

    def of(self, name: str, type_: FieldType, value: object) -> str:
        """A value in words."""
        match type_:
            case FieldType.PERSON | FieldType.PEOPLE:
                return listed(self.person(key) for key in _each(value)) or "Nobody"
            case FieldType.AGENCY | FieldType.AGENCIES:
                return listed(self.agency(key) for key in _each(value)) or "None"
            case FieldType.WORD | FieldType.WORDS:
                return listed(word_text(self.entry.kind, name, word) for word in _each(value))
            case FieldType.THREAD | FieldType.THREADS | FieldType.ENTRIES:
                return listed(entry_in_short(self.picture.chronology, key) for key in _each(value))
            case FieldType.FLAG:
                return "Yes" if value else "No"
        if isinstance(value, When):
            return value.says()
        return f"{value:g}" if isinstance(value, float) else str(value)

    def person(self, key: str) -> str:
        return self.added.get(key) or capital(says_member(key, self.picture))

    def agency(self, key: str) -> str:
        found = self.agencies.get(key)
        return capital(found.says()) if found is not None else key

    def anybody(self, key: str) -> str:
        if key == "anonymous":
            return "Somebody who did not give a name"
        return self.agency(key) if key in self.agencies else self.person(key) if key in self.picture.people else key


def _each(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def entry_in_short(record: Chronology, id: str) -> str:
    """An entry in a few words: "the referral of 3 March 2026"."""
    if id not in record:
        return "something of this record"
    entry = record.entry(id)
    return f"{kind_title(entry.kind)}, {entry.when.says()}"


# -- who will see it


@dataclass(frozen=True)
class Sharing:
    """Who will see an entry, in words and as something to choose from."""

    says: str
    agencies: tuple[str, ...]
    sees: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str, str], ...]


def sharing(audience: Audience, names: Mapping[str, str], partnership: Iterable[str]) -> Sharing:
    """An audience in words; `others` are those who will not see it, each with why, those of the team in front."""
    sees = tuple((each.agency, capital(names.get(each.agency, each.agency))) for each in audience.sees)
    not_ = {each.agency: each.why for each in audience.not_}
    rest = [key for key in partnership if key not in not_ and key not in audience.agencies]
    others = [(key, capital(names.get(key, key)), why) for key, why in not_.items()]
    others += sorted(((key, capital(names.get(key, key)), "") for key in rest), key=lambda each: each[1])
    return Sharing(audience.says(names) if audience.sees else "", audience.agencies, sees, tuple(others))


# -- after saving


@dataclass(frozen=True)
class AfterRecording:
    """What was recorded, what must happen now, what it answers, and what may come next."""

    entry: Entry
    title: str
    number: int
    lines: tuple[Line, ...]
    now: tuple[Alike, ...]
    later: tuple[Alike, ...]
    answered: tuple[FindingSeen, ...]
    calls: tuple[tuple[str, str], ...]
    next: tuple[KindLink, ...]
    mine: bool


def after_recording(
    seen: SeenFamily, entry: Entry, agencies: Mapping[str, Agency], calls: Mapping[str, str]
) -> AfterRecording:
    """The page after an entry was saved: the findings that rest on it, the urgent ones first."""
    resting = [each for each in seen.findings if entry.place in each.because]
    open_ = sorted((each for each in resting if each.state in _OPEN), key=_pressing)
    now = tuple(each for each in open_ if each.severity == "urgent" or each.state in ("overdue", "due_soon"))
    owing = dict.fromkeys(
        agency for each in now if each.severity == "urgent" for agency in each.to if agency != seen.viewer.agency
    )
    owing = dict.fromkeys(sorted(owing, key=lambda key: _rung(agencies, key))[:_RUNG])
    names = {key: each.says() for key, each in agencies.items()}
    filled: dict[str, str] = {}
    links = []
    for kind in next_kinds(entry.kind):
        field = field_for_thread(kind, entry.body.opens) if entry.body.opens else None
        filled = {field: seen.chronology.root(entry.id)} if field else {}
        links.append(kind_link(seen, kind, **filled))
    said = lines(entry, seen.picture, agencies, {})
    if why := seen.reasons.get(entry.id):
        said += (Line("Why it was corrected", why, True),)
    return AfterRecording(
        entry,
        kind_title(entry.kind),
        seen.sight.number(entry),
        said,
        folded(now, seen),
        folded((each for each in open_ if each not in now), seen)[:_LATER],
        tuple(each for each in resting if each.state in ANSWERED),
        tuple((capital(names.get(key, key)), calls[key]) for key in owing if calls.get(key)),
        tuple(links),
        entry.agency == seen.viewer.agency,
    )


def _rung(agencies: Mapping[str, Agency], key: str) -> int:
    type_ = agencies[key].type if key in agencies else "other"
    return _RING.index(type_) if type_ in _RING else len(_RING)


def _pressing(found: FindingSeen) -> tuple[bool, int, int, str]:
    return (found.severity != "urgent", _OPEN[found.state], found.due or 10**12, found.id)


@dataclass(frozen=True)
class Between:
    """An entry that somebody else recorded while the viewer was writing."""

    title: str
    who: str
    when: str
    lines: tuple[Line, ...]


def between(seen: SeenFamily, entries: Sequence[Entry], agencies: Mapping[str, Agency]) -> tuple[Between, ...]:
    """What others recorded of the same matter meanwhile, in words."""
    found = []
    for entry in entries:
        agency = agencies.get(entry.agency)
        who = ", ".join(part for part in (entry.by or "", agency.says() if agency else "") if part)
        found.append(
            Between(kind_title(entry.kind), who, entry.recorded.says(), lines(entry, seen.picture, agencies, {}))
        )
    return tuple(found)


# -- injuries on the body


@dataclass(frozen=True)
class InjuryRow:
    """One injury in the list that says what the drawing says."""

    number: int
    anchor: str
    title: str
    site: str
    when: str
    by: str
    explanation: str
    explained: str
    examined: tuple[str, ...]
    why_not_drawn: str
    entry: int


@dataclass(frozen=True)
class Body:
    """The injuries of one child."""

    child: str
    name: str
    drawn: BodyMap
    rows: tuple[InjuryRow, ...]


def bodies(seen: SeenFamily) -> tuple[Body, ...]:
    """A body map for each child of whom an injury is recorded, the earliest injury first."""
    found: dict[str, list[Entry]] = {}
    for entry in seen.entries:
        if entry.kind == "injury.seen":
            found.setdefault(entry.get("child"), []).append(entry)
    return tuple(_body(seen, child, entries) for child, entries in found.items())


def _body(seen: SeenFamily, child: str, entries: list[Entry]) -> Body:
    marks = [
        Mark(
            number,
            entry.get("site"),
            f"{word_text(entry.kind, 'type', entry.get('type')).lower()}, {entry.when.says()}",
            f"#injury-{_anchor(entry)}",
        )
        for number, entry in enumerate(entries, 1)
    ]
    drawn = bodymap(marks)
    why = {mark.number: reason for mark, reason in drawn.unplaced}
    rows = tuple(_row(seen, number, entry, why.get(number, "")) for number, entry in enumerate(entries, 1))
    return Body(child, capital(says_member(child, seen.picture)), drawn, rows)


def _anchor(entry: Entry) -> str:
    return entry.id.strip("#")


def _row(seen: SeenFamily, number: int, entry: Entry, why: str) -> InjuryRow:
    root = seen.chronology.root(entry.id)
    examined = tuple(
        f"Examined {each.when.says()}: {_opinion(each)}"
        for each in seen.entries
        if each.kind == "injury.examined" and each.get("of") and seen.chronology.root(each.get("of")) == root
    )
    agency = seen.agencies.get(entry.agency)
    return InjuryRow(
        number,
        _anchor(entry),
        word_text(entry.kind, "type", entry.get("type")),
        entry.get("site") or "",
        entry.when.says(),
        agency.says() if agency else "",
        entry.get("explanation") or "",
        word_text(entry.kind, "explained", entry.get("explained")) if entry.get("explained") else "",
        examined,
        why,
        seen.sight.number(entry),
    )


def _opinion(examined: Entry) -> str:
    opinion = examined.get("opinion")
    return word_text(examined.kind, "opinion", opinion).lower() if opinion else "no opinion recorded"
