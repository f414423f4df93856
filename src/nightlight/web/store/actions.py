"""Writes. Each is one transaction with the findings that it changes and a line of the audit, or nothing at all."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from nightlight.access.labels import STRICTNESS, Labels
from nightlight.access.remit import told_by
from nightlight.access.seeing import Sight
from nightlight.access.sharing import RECORDS, Audience, Line, audience
from nightlight.access.viewer import Viewer
from nightlight.chronology.entry import Entry as EntryOfRecord
from nightlight.chronology.fields import NAMES_AGENCIES, NAMES_PEOPLE, NAMES_THREADS
from nightlight.chronology.kinds import KINDS, Kind
from nightlight.chronology.moments import Moment, When, iso_moment
from nightlight.chronology.problems import Problem, Unreadable
from nightlight.chronology.reading import Reader
from nightlight.chronology.record import Chronology
from nightlight.safeguards.finding import Finding as FindingOfRecord
from nightlight.safeguards.incremental import Change, Watch
from nightlight.web.config.clock import now as this_minute
from nightlight.web.config.clock import utc_now
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import WITHHELD, as_read, hidden_from, words_of
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Draft, Entry, Family, Finding
from nightlight.web.store.notices import give_notice
from nightlight.web.store.queries import Refused, finding_seen, shows, sight_of
from nightlight.web.store.record import rows
from nightlight.web.store.scope import of_family
from nightlight.web.store.unsealed import known_findings, row_of

#: What a form never says: it follows from who writes, and when.
_OURS = ("agency", "account", "recorded", "by")
#: Under `shared`: known as soon as it is recorded.
_AT_ONCE = When(0, 0, "day")
#: Why a finding cannot be explained by whoever writes.
OWED_BY_ANOTHER = "another agency owes this answer, so only it can say that it is not needed; you can ask it"
#: Why a correction is refused that has taken the words for a hidden address for words of the record.
NOT_SHOWN: Final = (
    f"“{WITHHELD}” stands for an address kept from you. Leave these words as they were, or write only what you know"
)
#: Why whoever broke the glass may not write something.
KEPT_BY_GLASS: Final = (
    "it would tell your own agency of what you see only because you opened this record in an emergency; ask those who work with the "
    "family to share it with you"
)
#: Why an agency sees a correction.
KNEW = "it knows what this corrects"


@dataclass(frozen=True)
class Recorded:
    """What a write did: the entry (of several, the last), the findings that changed, and the agencies that can see it.

    `entries` are all that it added. `again`: the same form had been recorded before, and nothing was added now.
    """

    entry: EntryOfRecord
    changed: tuple[FindingOfRecord, ...]
    gone: tuple[str, ...]
    audience: Audience
    entries: tuple[EntryOfRecord, ...] = ()
    again: bool = False


class Overtaken(Exception):
    """While somebody was writing, others recorded of the same matter: `entries`, which the writer may see. Nothing was written."""

    def __init__(self, entries: Sequence[EntryOfRecord]) -> None:
        self.entries = tuple(entries)
        super().__init__(", ".join(each.id for each in entries))


def new_id() -> str:
    """A name for an entry: nobody can guess it, and it says nothing."""
    return f"e{secrets.token_hex(8)}"


def record(
    viewer: Viewer,
    key: str,
    raw: Mapping[str, Any],
    *,
    by: str,
    page: str = "record",
    shared: Sequence[str] | None = None,
    why_shared: str = "",
    draft: Draft | None = None,
    first: Sequence[Mapping[str, Any]] = (),
    after: str | None = None,
) -> Recorded:
    """Adds one entry to a family's record, with its findings and its line of the audit.

    `shared` names the agencies that may see it, where somebody chose otherwise than its kind and label say; `why_shared` is the
    reason, which is kept: of a correction beside the entry, for everybody who may see it. A draft from which it came is thrown away
    in the same transaction. `first` are entries that it rests on and that come before it (a person who was not on record). `after` is
    the last entry that the writer had seen on opening the form: what others have recorded of the same matter since then stops the
    write, so that it can be read first.

    An id that the form was given makes it safe to send twice: what was recorded under it stays, and nothing is added.

    Raises `Refused` where the viewer may not write here, `Unreadable` with every mistake in what was typed, and `Overtaken`; then
    nothing is written.
    """
    with transaction.atomic():
        row = Family.objects.select_for_update().filter(key=key).first()
        moment = this_minute()
        sight = None if row is None or row.teaching else sight_of(viewer, row, "care", moment)
        if row is not None and sight is not None and sight.allowed:
            done = _earlier(viewer, sight, raw)
            if done is None:
                if after is not None and (since := overtaking(sight, viewer, raw, after)):
                    hidden = hidden_from(viewer, key)
                    raise Overtaken([as_read(entry, sight.chronology(), hidden, viewer) for entry in since])
                why = why_shared if raw.get("replaces") else ""
                done = _add(viewer, row, sight, [*first, raw], by, moment, shared, why)
                _write_down(viewer, key, page, done, why_shared)
            if draft is not None:
                draft.delete()
            return done
    audit.write(viewer, "refused", key[:40], page)
    raise Refused(key)


def _write_down(viewer: Viewer, key: str, page: str, done: Recorded, why: str = "") -> None:
    """A line of the audit for each entry."""
    for entry in done.entries:
        audit.write(viewer, "wrote", key, page, why, entry=entry.id, kind=entry.kind, shared=sorted(entry.shared or ()))


def begin(
    viewer: Viewer, title: str, raws: Sequence[Mapping[str, Any]], *, by: str, **more: Any
) -> tuple[Family, Recorded]:
    """A family that had no record: the family and its first entries, in one transaction, or nothing.

    The entries may name one another by the ids that the caller gives them (a `person.added` is the person). Among them must be one
    that lets the viewer see the family again: most often `worker.assigned` with their own sign-in.

    Raises `Unreadable` with every mistake, and where the viewer could not open the family afterwards; then nothing is written.
    """
    with transaction.atomic():
        row = start_family(f"f{secrets.token_hex(6)}", title, **more)
        moment = this_minute()
        done = _add(viewer, row, sight_of(viewer, row, "care", moment), raws, by, moment, None)
        if not sight_of(viewer, row, "care", moment).allowed:
            raise Unreadable(
                [Problem("this family", "nobody of yours is named as working with it, so you could not open it again")]
            )
        _write_down(viewer, row.key, "begin", done)
    return row, done


def _earlier(viewer: Viewer, sight: Sight, raw: Mapping[str, Any]) -> Recorded | None:
    """What the same form recorded before, where it was sent twice."""
    known = sight.chronology()
    if raw.get("id") is None or raw["id"] not in known:
        return None
    entry = known.entry(raw["id"])
    if entry.account != viewer.sign_in or entry.kind != raw.get("kind"):
        return None
    return Recorded(entry, (), (), Audience((), ()), again=True)


def overtaking(sight: Sight, viewer: Viewer, raw: Mapping[str, Any], after: str) -> tuple[EntryOfRecord, ...]:
    """What others have recorded since an entry, as far as the viewer may see it, that bears on what they are about to record.

    It belongs to the same thread, corrects the same entry, explains the same finding, or is of the same kind about one of the same
    people. An empty `after` means that the record held nothing when the form was opened.
    """
    known = sight.chronology()
    since = known.entry(after).place if after in known else 0
    kind = KINDS.get(str(raw.get("kind")))
    roots = {known.root(str(raw[name])) for name in ("of", "replaces") if raw.get(name)}
    if kind is not None:
        roots |= {
            known.root(id)
            for name in kind.specs
            if kind.specs[name].type in NAMES_THREADS
            for id in _each(raw.get(name))
        }
    people = {key for name in _people_of(kind) for key in _each(raw.get(name))}
    found = []
    for entry in sight.whole:
        if entry.place <= since or entry.account == viewer.sign_in:
            continue
        same_thread = bool(roots & {known.root(entry.id), known.thread(entry)})
        same_finding = entry.kind == "finding.explained" == raw.get("kind") and entry.get("finding") == raw.get(
            "finding"
        )
        same_event = entry.kind == raw.get("kind") and bool(people & set(entry.people()))
        if same_thread or same_finding or same_event:
            found.append(entry)
    return tuple(found)


def _people_of(kind: type[Kind] | None) -> tuple[str, ...]:
    own = () if kind is None else tuple(name for name, spec in kind.specs.items() if spec.type in NAMES_PEOPLE)
    return (*own, "about")


def _each(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def foresee(
    viewer: Viewer, key: str, raw: Mapping[str, Any], *, by: str, first: Sequence[Mapping[str, Any]] = ()
) -> Recorded:
    """What `record` would do, without doing it: the entry as it would stand, and who would see it. No finding is worked out.

    Raises what `record` raises, but for `Overtaken`.
    """
    row = Family.objects.filter(key=key).first()
    moment = this_minute()
    sight = None if row is None or row.teaching else sight_of(viewer, row, "care", moment)
    if row is None or sight is None or not sight.allowed:
        audit.write(viewer, "refused", key[:40], "foresee")
        raise Refused(key)
    earlier = _earlier(viewer, sight, raw)
    if earlier is not None:
        return earlier
    entries, seen_by = _read(viewer, row, sight, [*first, raw], by, moment, None)
    if any(entry.replaces for entry in entries):
        hidden = hidden_from(viewer, row.key)
        entries = [as_read(entry, kept.record(row), hidden, viewer) for entry in entries]
    return Recorded(entries[-1], (), (), seen_by, tuple(entries))


def _add(
    viewer: Viewer,
    row: Family,
    sight: Sight,
    raws: Sequence[Mapping[str, Any]],
    by: str,
    moment: Moment,
    shared: Sequence[str] | None,
    why: str = "",
) -> Recorded:
    """Adds entries that belong together, with what follows from them; `why` stands beside the last."""
    entries, seen_by = _read(viewer, row, sight, raws, by, moment, shared)
    change, watch = append(row, entries, moment, {entries[-1].id: why})
    give_notice(row, change.changed, watch.chronology, moment)
    return Recorded(entries[-1], change.changed, change.gone, seen_by, tuple(entries))


def _read(
    viewer: Viewer,
    row: Family,
    sight: Sight,
    raws: Sequence[Mapping[str, Any]],
    by: str,
    moment: Moment,
    shared: Sequence[str] | None,
) -> tuple[list[EntryOfRecord], Audience]:
    """Entries that belong together, and who would see the last; of what they name, only what the viewer sees counts as there."""
    known = kept.record(row)
    reader = Reader.following(sight.chronology())
    reader.agencies = dict(known.agencies)
    named = [_ours(viewer, _with_words_not_shown(viewer, row, sight, raw), by, moment) for raw in raws]
    reader._names(named, row.length + 1)
    so_far = Chronology(known.entries, family=row.key, nation=row.nation, agencies=reader.agencies, people=known.people)
    found: list[EntryOfRecord] = []
    seen_by = Audience((), ())
    for number, said in enumerate(named, row.length + 1):
        entry = reader.entry(said, number)
        if entry is None:
            continue
        reader.problems.extend(_not_the_words(known, entry))
        reader.problems.extend(_not_theirs(viewer, sight, entry, {each["id"] for each in named}))
        reader.problems.extend(_not_to_excuse(viewer, row, sight, entry, moment))
        reader.problems.extend(not_to_give(viewer, sight, entry, begins=row.length == 0))
        reader.problems.extend(_not_to_keep(viewer, sight, so_far, entry, moment))
        if entry.kind == "person.added":
            so_far.people.setdefault(entry.id, reader.people[entry.id])
        seen_by = foreseen(so_far, entry, moment)
        if entry.replaces is not None and not held_closer(so_far, entry):
            seen_by = _as_far_as_known(seen_by, sight, entry.replaces)
        own = shared if said is named[-1] else None
        if entry.replaces is None or own is not None or held_closer(so_far, entry):
            chosen = seen_by.agencies if own is None else own
            entry = replace(entry, shared={agency: _AT_ONCE for agency in chosen if agency != entry.agency})
        found.append(entry)
        so_far.extend([entry])
    if reader.problems:
        raise Unreadable(reader.problems)
    return found, seen_by


def _ours(viewer: Viewer, raw: Mapping[str, Any], by: str, moment: Moment) -> dict[str, Any]:
    """What was said, with what follows from who says it and when."""
    said = {name: value for name, value in raw.items() if name not in _OURS or (name == "agency" and value)}
    said.setdefault("id", new_id())
    said.setdefault("when", iso_moment(moment))
    agency = said.get("agency", viewer.agency)
    if agency != viewer.agency:
        raise Unreadable([Problem("this entry", "it can only be recorded for your own agency", "agency")])
    return said | {"agency": agency, "account": viewer.sign_in, "by": by, "recorded": iso_moment(moment)}


def _with_words_not_shown(viewer: Viewer, row: Family, sight: Sight, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A correction with the words that its writer was not shown, a protected address, as what it corrects has them.

    Whoever holds an entry more closely, or puts another field of it right, must not put the words for a hidden address in its place.
    """
    id = raw.get("replaces")
    if not isinstance(id, str) or id not in sight.chronology() or not (hidden := hidden_from(viewer, row.key)):
        return raw
    known = kept.record(row)
    before = known.entry(id)
    written, shown = words_of(before), words_of(as_read(before, known, hidden, viewer))
    kept_back = {name: text for name, text in shown.items() if text != written[name]}
    return {
        name: written[name] if name in kept_back and _same_words(value, kept_back[name]) else value
        for name, value in raw.items()
    }


def _same_words(one: Any, other: str) -> bool:
    """Whether two texts are the same but for the space between words: a browser sends other line ends than it was given."""
    return str(one).split() == other.split()


def _not_the_words(known: Chronology, entry: EntryOfRecord) -> list[Problem]:
    """A correction does not hold the words that stand for a hidden address, where what it corrects does not."""
    if entry.replaces is None or entry.replaces not in known:
        return []
    before = words_of(known.entry(entry.replaces))
    return [
        Problem("this entry", NOT_SHOWN, name)
        for name, text in words_of(entry).items()
        if WITHHELD in text and WITHHELD not in before.get(name, "")
    ]


def _not_theirs(viewer: Viewer, sight: Sight, entry: EntryOfRecord, beside: set[str]) -> list[Problem]:
    """What an entry may not say: of what its writer does not see, or in the place of another agency's words."""
    found = []
    seen = sight.chronology()
    people = {*seen.people, *beside}
    if [id for id in sight.unseen(entry) if id not in beside and id not in people]:
        field = "finding" if entry.kind == "finding.explained" else None
        found.append(Problem("this entry", "it names something that is not in this record", field))
    if entry.replaces is not None and entry.replaces in seen:
        corrected = seen.entry(entry.replaces)
        if corrected.agency != viewer.agency:
            found.append(
                Problem(
                    "this entry", "only the agency that recorded an entry corrects it; record a challenge", "replaces"
                )
            )
        elif corrected.kind != entry.kind:
            found.append(Problem("this entry", "a correction is of the same kind as what it corrects", "kind"))
    return found


def _not_to_excuse(viewer: Viewer, row: Family, sight: Sight, entry: EntryOfRecord, moment: Moment) -> list[Problem]:
    """Nobody answers for another agency's silence: whoever owes an answer says that it is not needed, or not yet."""
    if entry.kind != "finding.explained":
        return []
    stored = Finding.objects.filter(family=row, finding_id=entry.get("finding"))
    known = known_findings(row, sight, moment, stored)
    found = next((each for each in known if each.finding_id == entry.get("finding") and shows(sight, each.said)), None)
    if found is None:
        return [Problem("this entry", "nothing of that name is asked of this family, as far as you may see", "finding")]
    if finding_seen(found, sight, ()).owed_by(viewer.agency):
        return []
    return [Problem("this entry", OWED_BY_ANOTHER, "finding")]


#: Relationships that let a person say to whom of their agency a family is given, and who covers (`docs/adr/0015-access.md`).
GIVES: Final = frozenset({"allocated", "covering", "supervises", "manages", "duty", "safeguarding_lead"})
#: Kinds that end or change what another entry gave: of the agency's own workers only.
_OF_OWN_WORKERS: Final = frozenset({"worker.left", "worker.absent", "worker.covered"})


def not_to_give(viewer: Viewer, sight: Sight, entry: EntryOfRecord, *, begins: bool) -> list[Problem]:
    """What an entry may not say of who works with a family: that gives access, and takes it away.

    Everybody speaks of their own agency's workers alone. `begins` where the record is begun with the entry, so that nobody has a
    relationship yet.
    """
    from nightlight.web.accounts.models import Account, Team

    found = []
    if entry.kind in ("worker.assigned", "worker.covered"):
        sign_in, team = entry.get("sign_in"), entry.get("team") if entry.kind == "worker.assigned" else None
        own = Account.objects.filter(agency_id=viewer.agency, is_active=True)
        if sign_in and not own.filter(sign_in=sign_in).exists():
            found.append(
                Problem(
                    "this entry", "nobody of your agency has this sign-in; each agency names its own workers", "sign_in"
                )
            )
        if team and not Team.objects.filter(key=team, agency_id=viewer.agency).exists():
            found.append(Problem("this entry", "your agency has no team of that name", "team"))
        gives = begins or any(each.name in GIVES for each in sight.relations)
        if (sign_in or team) and not gives:
            told = "your work with this family does not let you say who works with it; ask whoever it is given to, or your manager"
            found.append(Problem("this entry", told, "sign_in" if sign_in else "team"))
    if entry.kind in _OF_OWN_WORKERS:
        seen = sight.chronology()
        of = entry.get("of")
        if of in seen and seen.entry(of).kind == "worker.assigned" and seen.entry(of).get("agency") != viewer.agency:
            found.append(Problem("this entry", "this is a worker of another agency, which records it itself", "of"))
    if entry.kind == "case.closed" and entry.get("by_agency") != viewer.agency:
        found.append(
            Problem("this entry", "only an agency itself says that it stops working with a family", "by_agency")
        )
    return found


def _not_to_keep(
    viewer: Viewer, sight: Sight, known: Chronology, entry: EntryOfRecord, moment: Moment
) -> list[Problem]:
    """What was opened by breaking the glass shuts again: nobody tells their own agency meanwhile of what it did not know."""
    if not any(each.name == "glass" for each in sight.relations) or not told_by(known, entry, viewer.agency, moment):
        return []
    return [Problem("this entry", KEPT_BY_GLASS, "entries" if entry.get("entries") else "of")]


def foreseen(known: Chronology, entry: EntryOfRecord, moment: Moment) -> Audience:
    """Who will see an entry that is about to be added: those whom its kind, its label and its words let see it.

    A correction goes to those who see what it corrects; one that holds it more closely, to those alone whom it names.
    """
    if entry.replaces is not None and entry.replaces in known and not held_closer(known, entry):
        before = known.versions(known.root(entry.replaces))[-1]
        labels = Labels(known, moment)
        who = (each for each in known.knowing.who(before.id) if labels.lets_see(before, each))
        others = [each for each in who if each != entry.agency]
        return Audience((Line(entry.agency, RECORDS), *(Line(each, KNEW) for each in others)), ())
    fields = {spec.name: value for spec, value in entry.body.filled()} | (
        {"of": entry.get("of")} if entry.get("of") else {}
    )
    return audience(entry.kind, entry.label, known, moment, entry.agency, named=named_in(entry), fields=fields)


def _as_far_as_known(seen_by: Audience, sight: Sight, corrected: str) -> Audience:
    """Of those who see a correction those of whom its writer may know that they see what it corrects: whoever was told of that by an
    entry which the writer does not see is not spoken of. They see the correction all the same."""
    seen = sight.chronology()
    who = seen.knowing.who(corrected) if corrected in seen else {}
    return Audience(tuple(line for line in seen_by.sees if line.agency in who or line.why == RECORDS), seen_by.not_)


def held_closer(known: Chronology, entry: EntryOfRecord) -> bool:
    """Whether a correction holds an entry more closely than it was held: who knew it is then not named for it any more."""
    if entry.replaces is None or entry.replaces not in known:
        return False
    before = known.versions(known.root(entry.replaces))[-1]
    return STRICTNESS[entry.label] > STRICTNESS[before.label]


def append(
    row: Family, entries: Iterable[EntryOfRecord], moment: Moment, whys: Mapping[str, str] = MappingProxyType({})
) -> tuple[Change, Watch]:
    """Adds entries to a family's chain and brings its findings up to the moment; to be called inside a transaction.

    `whys` are the reasons that stand beside entries, by id.
    """
    entries = [replace(entry, place=number) for number, entry in enumerate(entries, row.length + 1)]
    watch = kept.take_watch(row)
    added = rows(row, entries, row.head, row.length, whys)
    with of_family(row.key):
        Entry.objects.bulk_create(added)
    change = Change((), (), None)
    for entry in entries:
        change = _both(change, watch.record(entry))
    if moment > max(entry.recorded.first for entry in entries):
        change = _both(change, watch.at(moment))
    row.length, row.head = added[-1].number, added[-1].hash
    keep(row, watch, change)
    list_anew(row, watch)
    transaction.on_commit(lambda: kept.give_watch(row, watch))
    return change, watch


def keep(row: Family, watch: Watch, change: Change) -> None:
    """Writes the row of a family as its watch now has it, the findings that changed, and takes away those that are gone.

    Where what is there was found by other rules, limits or code, every finding is written anew.
    """
    changed, gone = change.changed, change.gone
    state = kept.state_of(watch, row.head)
    if not kept.made_alike(row.watch_state, state):
        changed = tuple(watch.findings())
        there = set(Finding.objects.filter(family=row).values_list("finding_id", flat=True))
        gone = tuple(there - {each.id for each in changed})
    row.watch_state, row.next_change_on = state, change.next_change_on
    row.save(update_fields=["length", "head", "watch_state", "next_change_on"])
    if gone:
        Finding.objects.filter(family=row, finding_id__in=gone).delete()
    Finding.objects.bulk_create(
        [row_of(row, each) for each in changed],
        update_conflicts=True,
        unique_fields=["family", "finding_id"],
        update_fields=["safeguard", "state", "severity", "due", "warned", "stage", "said"],
    )


def _both(first: Change, then: Change) -> Change:
    """Two changes, one after the other, as one."""
    changed = {each.id: each for each in first.changed} | {each.id: each for each in then.changed}
    gone = {*first.gone, *then.gone} - {each.id for each in then.changed}
    return Change(
        tuple(each for id, each in changed.items() if id not in gone), tuple(sorted(gone)), then.next_change_on
    )


def named_in(entry: EntryOfRecord) -> tuple[str, ...]:
    """The agencies that an entry's own fields name: they see it whatever its kind."""
    return tuple(dict.fromkeys(key for name in entry.body.agency_fields for key in _each(getattr(entry.body, name))))


def named_by(kind: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of an entry that is still being written, by its plain values."""
    specs = KINDS[kind].specs.values()
    return tuple(
        dict.fromkeys(key for spec in specs if spec.type in NAMES_AGENCIES for key in _each(raw.get(spec.name)))
    )


# -- drafts


def save_draft(viewer: Viewer, key: str | None, form: str, typed: Mapping[str, Any], seen: int = 0) -> Draft:
    """Keeps what somebody is typing; the same form of the same family has one draft."""
    from nightlight.web.accounts.models import Account

    draft, _ = Draft.objects.update_or_create(
        account=Account.objects.get(sign_in=viewer.sign_in),
        family_id=key,
        form=form,
        defaults={"typed": dict(typed), "saved_at": utc_now()},
        create_defaults={"typed": dict(typed), "saved_at": utc_now(), "seen": seen},
    )
    return draft


def throw_draft_away(viewer: Viewer, key: str | None, form: str) -> None:
    """Throws away what somebody typed and does not want to record."""
    Draft.objects.filter(account__sign_in=viewer.sign_in, family_id=key, form=form).delete()


def start_family(key: str, title: str = "", **more: Any) -> Family:
    """A new family with an empty record.

    Raises `ValueError` for a key that could not stand in an address.
    """
    if re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,39}", key) is None:
        raise ValueError(f"{key!r} cannot be a family's key: letters, figures, - and _ alone, and 40 of them at most")
    return Family.objects.create(key=key, title=title, created_at=utc_now(), **more)
