"""How the tests of access look at a family: who looks, when, and what they see.

Everything goes through `access`, one name, so that the same tests can be run on a policy in which a clause was dropped
(`test_no_clause_is_idle`).
"""

from __future__ import annotations

from typing import Any, Final

from nightlight import access
from nightlight.chronology.entry import Entry
from nightlight.chronology.moments import Moment, When
from nightlight.chronology.record import Chronology
from nightlight.replay.case import Case

#: The day on which the families are looked at, where a test does not say otherwise.
TODAY: Final = "2025-06-02"

#: A social worker to whom the family is given, as the first line of a record.
ALLOCATED: Final = """
    2025-03-03 | social_care | worker.assigned | id: w1, worker: a social worker, role: social_worker, sign_in: worker, team: north
"""


def moment(written: str = TODAY) -> Moment:
    """The end of a day, or a minute."""
    return When.read(written).last


def viewer(agency: str = "social_care", sign_in: str = "worker", *roles: Any, **more: Any) -> access.Viewer:
    """Somebody of an agency; a practitioner where no role is given."""
    kept = {"roles": frozenset(roles)} if roles else {}
    return access.Viewer(sign_in, agency, agency, **kept, **more)


def sight(
    family: Case | Chronology, who: access.Viewer, on: str = TODAY, purpose: access.Purpose = "care", **more: Any
) -> access.Sight:
    """What somebody may see of a family."""
    return access.visible(who, purpose, _chronology(family), moment(on), **more)


def sees(
    family: Case | Chronology, who: access.Viewer, on: str = TODAY, purpose: access.Purpose = "care", **more: Any
) -> list[str]:
    """The ids of what somebody sees whole, those that were given none left out."""
    return [entry.id for entry in sight(family, who, on, purpose, **more).whole if not entry.id.startswith("#")]


def sees_as(family: Case | Chronology, who: access.Viewer, id: str, on: str = TODAY, **more: Any) -> access.Seen:
    """How somebody sees an entry: whole, as a stub, or not at all."""
    return sight(family, who, on, **more).of(_chronology(family).entry(id))


def stubs(family: Case | Chronology, who: access.Viewer, on: str = TODAY) -> list[str]:
    """The agencies that somebody is told to call for more."""
    return [stub.agency for stub in sight(family, who, on).stubs]


def ties(
    family: Case | Chronology, who: access.Viewer, on: str = TODAY, purpose: access.Purpose = "care", **more: Any
) -> list[str]:
    """The names of somebody's live relationships to a family."""
    return [relation.name for relation in sight(family, who, on, purpose, **more).relations]


def told(sight: access.Sight, *places: int) -> bool:
    """Whether a finding that rests on these places may be shown."""
    return sight.finding(places)


def told_by(chronology: Chronology, entry: Entry, agency: str, on: str = TODAY) -> frozenset[str]:
    """The ids of what an entry would tell an agency of beyond itself."""
    return access.told_by(chronology, entry, agency, moment(on))


def held(sight: access.Sight) -> str:
    """Everything that the redacted record holds, as text, to be searched for what must not be there."""
    record = sight.chronology()
    said = [sight.why, sight.relations, sight.stubs, sight.whole, record.entries, record.people, record.agencies]
    return repr([*said, *(stub.says() for stub in sight.stubs)])


def may_call(family: Case | Chronology, on: str = TODAY) -> access.Involved:
    """The answer to a setting that asks whether anyone is involved."""
    return access.enquiry(_chronology(family), moment(on))


def will_see(
    family: Case | Chronology,
    kind: str,
    label: str = "ordinary",
    recorder: str = "social_care",
    on: str = TODAY,
    **more: Any,
) -> access.Audience:
    """Who will see a new entry."""
    return access.audience(kind, label, _chronology(family), moment(on), recorder, **more)


def degree(
    family: Case | Chronology, id: str, agency: str, on: str = TODAY
) -> tuple[str | None, str | None, str | None]:
    """From which day an agency could see an entry, was told of it, and acknowledged it."""
    found = next(each for each in access.degrees(_chronology(family), id, moment(on)) if each.agency == agency)
    return tuple(
        None if each is None else When.at(each).iso()[:10] for each in (found.could_see, found.told, found.acknowledged)
    )  # type: ignore[return-value]


def _chronology(family: Case | Chronology) -> Chronology:
    return family.chronology if isinstance(family, Case) else family
