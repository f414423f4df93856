"""The families of the matrix, and who may see what of each: by hand, from `docs/semantics.md` 60 to 75."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from nightlight.chronology.moments import day_of
from nightlight.web.config.clock import now

#: Every canary begins so and ends in letters that nobody types into a search.
SIGN: Final = "zq"


def canary(*parts: str) -> str:
    """Words that stand nowhere else: `zq-plain-lane-kxw`."""
    return f"{SIGN}-{'-'.join(parts)}-kxw"


def ago(days: int) -> str:
    """A date so many days ago: long enough for what a duty desk may look at to be over."""
    return date.fromordinal(day_of(now()) - days).isoformat()


@dataclass(frozen=True)
class Written:
    """An entry of a family of the matrix: who recorded it, with whom it is shared, how it is labelled.

    `more` are its fields where it is no observation; the canary of its name stands for `{canary}`. `seen_by` names the agencies that may
    see it where that is not those that know it.
    """

    name: str
    agency: str
    shared: tuple[str, ...] | None
    label: str = "ordinary"
    person: str = "mother"
    more: dict[str, Any] = field(default_factory=dict)
    days: int = 100
    seen_by: tuple[str, ...] | None = None

    @property
    def knows(self) -> frozenset[str]:
        """The agencies that may see it."""
        return frozenset({self.agency, *(self.shared or ())} if self.seen_by is None else self.seen_by)


@dataclass(frozen=True)
class Case:
    """A family: its entries, its workers, and the sign-ins whose work brings them to it."""

    key: str
    entries: tuple[Written, ...]
    works: tuple[dict[str, Any], ...]
    may_open: frozenset[str]
    #: Those who broke the glass, and see what is ordinary or restricted of every agency.
    glass: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    #: Entries that nobody whose glass is broken sees either, beside those that are sealed themselves.
    held_with: frozenset[str] = frozenset()

    def may_see(self, written: Written, agencies: dict[str, str]) -> frozenset[str]:
        """The sign-ins that may see an entry; `agencies` has the agency of each sign-in."""
        found = {each for each in self.may_open if agencies[each] in written.knows}
        if written.label != "sealed" and written.name not in self.held_with:
            found |= self.glass
        return frozenset(found - self.denied)

    @property
    def opens(self) -> frozenset[str]:
        """Everybody who can open the family's pages."""
        return (self.may_open | self.glass) - self.denied


def _works(agency: str, sign_in: str, team: str = "", id: str = "") -> dict[str, Any]:
    found = {"kind": "worker.assigned", "id": id or f"w-{sign_in}", "agency": agency, "worker": "a worker", "role": "other",
             "sign_in": sign_in, "when": ago(200), "shared": {}}  # fmt: skip
    return found | ({"team": team} if team else {})


def _entries(agencies: tuple[str, ...]) -> tuple[Written, ...]:
    """For agencies that work with one family: what all know, what one keeps, what is held closely, a person whom only one knows."""
    first, second, *rest = agencies
    last = rest[-1] if rest else second
    home = {
        "kind": "household.joined",
        "person": "mother",
        "household": "home",
        "address": "12 {canary} Street, ZZ9 9ZZ",
    }
    due = {"kind": "action.agreed", "what": "{canary}", "owner": "{canary}", "owner_agency": last, "due": ago(-20)}
    return (
        Written("all", first, agencies[1:]),
        Written("own", first, ()),
        Written("two", second, (first,)),
        Written("far", last, ()),
        Written("restricted", second, (first,), "restricted"),
        Written("restricted-own", last, (), "restricted"),
        Written("sealed", first, (), "sealed"),
        Written("sealed-two", second, (last,), "sealed"),
        Written("person", last, (), person="only-known-here"),
        Written("person-sealed", first, (), "sealed", person="sealed-person"),
        Written("home", last, (), more=home),
        Written("shelter", first, (), "sealed", more=home | {"household": "shelter"}),
        Written("action", first, (last,), more=due),
        Written("action-restricted", first, (), "restricted", more=due | {"owner_agency": first}),
        Written("worry", second, (first,), more={"kind": "concern.raised", "about": ["baby"], "owner": "{canary}"}),
    )


def _threads(first: str, second: str) -> tuple[Written, ...]:
    """What is held as closely as what it speaks of, and labels that a correction changed (64)."""
    return (
        Written("all", first, (second,)),
        Written("closed-later", first, (second,), seen_by=(first,)),
        Written("closed-by", first, (), "sealed", days=50, more={"kind": "observation", "replaces": "closed-later"}),
        Written("opened-later", first, (), "sealed"),
        Written("opened-by", first, (second,), days=50, more={"kind": "observation", "replaces": "opened-later"}),
        Written("secret", first, (), "sealed", more={"kind": "concern.raised", "about": ["baby"]}),
        Written("answer", first, (second,), days=40, seen_by=(first,), more={"kind": "concern.answered", "of": "secret", "told": "{canary}"}),
        Written("plain-worry", first, (second,), more={"kind": "concern.raised", "about": ["baby"]}),
        Written("plain-answer", first, (second,), days=40, more={"kind": "concern.answered", "of": "plain-worry", "told": "{canary}"}),
        Written("why-sealed", first, (second,), days=30, seen_by=(first,),
                more={"kind": "finding.explained", "finding": "concern-weighed:{id:secret}", "reason": "{canary}"}),
        Written("why", first, (second,), days=30,
                more={"kind": "finding.explained", "finding": "concern-weighed:{id:plain-worry}", "reason": "{canary}"}),
        Written("kept-from", first, (), days=30, more={"kind": "information.withheld", "from": [second], "reason": "{canary}"}),
    )  # fmt: skip


#: Those whom the work of social care, midwifery and housing brings to a family in which the first two have given it to somebody.
_ALLOCATED = frozenset(
    {"social.worker", "team.manager", "service.manager", "midwife", "named.midwife", "housing.officer"}
)
_SOCIAL_CARE = frozenset({"social.worker", "team.manager", "service.manager"})
_MIDWIFERY = frozenset({"midwife", "named.midwife"})
_SOCIAL_WORKER = _works("social_care", "social.worker", "assessment-team")
_MIDWIFE = _works("midwifery", "midwife", "community-midwives")
_HEALTH_VISITOR = _works("health_visiting", "health.visitor", "health-visitors")

CASES: Final = (
    Case(
        "plain",
        # The police were told, long ago, and recorded nothing: they are not in the team.
        _entries(("social_care", "midwifery", "police", "housing")),
        (_SOCIAL_WORKER, _MIDWIFE),
        _ALLOCATED,
    ),
    Case("elsewhere", _entries(("health_visiting", "gp")), (_HEALTH_VISITOR,), frozenset({"health.visitor", "gp"})),
    Case(
        "closed",
        (
            *_entries(("social_care", "health_visiting")),
            Written("left", "social_care", (), days=90, more={"kind": "worker.left", "of": "w-social.worker"}),
            Written("shut", "social_care", (), days=90, more={"kind": "case.closed", "by_agency": "social_care", "reason": "{canary}"}),
        ),
        (_SOCIAL_WORKER, _HEALTH_VISITOR),
        frozenset({"health.visitor"}),
    ),
    Case(
        "left",
        # The worker has left; the case is not closed: whoever manages the service still looks, the worker and the team do not.
        (
            *_entries(("social_care", "health_visiting")),
            Written("gone", "social_care", (), days=90, more={"kind": "worker.left", "of": "w-social.worker", "reason": "{canary}"}),
        ),
        (_SOCIAL_WORKER, _HEALTH_VISITOR),
        # The duty desk: the agency is in the team, and the family is given to nobody there (68).
        frozenset({"health.visitor", "service.manager", "duty.desk"}),
    ),
    Case(
        "shut-out",
        _entries(("social_care", "midwifery", "police", "housing")),
        (_SOCIAL_WORKER, _MIDWIFE),
        _ALLOCATED,
        denied=frozenset({"social.worker", "midwife"}),
    ),
    Case(
        "glass",
        _entries(("health_visiting", "gp")),
        (_HEALTH_VISITOR,),
        frozenset({"health.visitor", "gp"}),
        glass=frozenset({"mental.health"}),
    ),
    Case(
        "threads",
        _threads("social_care", "midwifery"),
        (_SOCIAL_WORKER, _MIDWIFE),
        _SOCIAL_CARE | _MIDWIFERY,
        glass=frozenset({"mental.health"}),
        held_with=frozenset({"closed-later", "answer", "why-sealed"}),
    ),
    Case(
        "referred",
        (
            Written("before", "midwifery", ()),
            Written("sent", "midwifery", ("social_care",), days=60,
                    more={"kind": "referral.made", "to": "social_care", "about": ["baby"], "for": "assessment"}),
        ),
        (_MIDWIFE,),
        # A referral to social care is open and given to nobody: its duty desk looks, and whoever manages the service.
        _MIDWIFERY | {"duty.desk", "service.manager"},
    ),
    Case(
        "conference",
        (
            Written("before", "social_care", ()),
            Written("hidden-from-chair", "midwifery", ()),
            Written("called", "social_care", ("midwifery", "health_visiting"), days=20, seen_by=("social_care", "midwifery", "health_visiting"),
                    more={"kind": "meeting.called", "type": "initial_conference", "date": ago(-3), "invited": ["midwifery", "health_visiting"]}),
        ),
        (_SOCIAL_WORKER, _MIDWIFE),
        # The agency of the chair called a conference whose record has not been sent out.
        _SOCIAL_CARE | _MIDWIFERY | {"chair"},
    ),
    Case(
        "core-group",
        (
            Written("before", "social_care", ()),
            Written("plan", "social_care", ("health_visiting",), days=60,
                    more={"kind": "plan.started", "type": "child_protection", "children": ["baby"], "when_to_call": "{canary}"}),
            Written("group", "social_care", ("health_visiting",), days=50,
                    more={"kind": "meeting.called", "type": "core_group", "date": ago(40), "invited": ["health_visiting"]}),
            Written("signed", "health_visiting", ("social_care",), days=39,
                    more={"kind": "meeting.signed", "of": "group", "by_agency": "health_visiting", "account": "health.visitor"}),
            Written("visit", "health_visiting", (), days=39),
        ),
        (_SOCIAL_WORKER,),
        # The health visitor wrote for the agency in the core group while the plan is in force; nobody gave the family to her.
        _SOCIAL_CARE | {"health.visitor"},
    ),
    Case(
        "covered",
        (
            Written("before", "social_care", ()),
            Written("away", "social_care", (), days=9, more={"kind": "worker.absent", "of": "w-social.worker", "until": ago(-5), "reason": "{canary}"}),
            Written("cover", "social_care", (), days=9, more={"kind": "worker.covered", "of": "w-social.worker", "worker": "{canary}", "sign_in": "chair"}),
        ),
        (_SOCIAL_WORKER,),
        _SOCIAL_CARE | {"chair"},
    ),
    Case(
        "secret-agency",
        # That the drug service works with the family is sealed: for everybody else it is not there.
        (Written("before", "social_care", ("midwifery",)), Written("treated", "substance_use", (), "sealed")),
        (_SOCIAL_WORKER, _MIDWIFE, _works("substance_use", "hidden.worker") | {"label": "sealed", "worker": "{canary}"}),
        _SOCIAL_CARE | _MIDWIFERY | {"hidden.worker"},
    ),
)  # fmt: skip

#: A key that is nobody's, as long as that of a family that is hidden from many, so that answers must be of one length.
HIDDEN: Final = "elsewhere"
ABSENT: Final = "nowhereat"
