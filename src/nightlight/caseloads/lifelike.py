"""Families as they are met in practice, quickly made: from the pregnancy to the first birthday, most things done, some not.

A week has its rhythm: visits on working days, a core group every few weeks, supervision every month, calls to the emergency services at
any hour. Nothing here is a real family; how often things happen is made up too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, Final, Literal

from nightlight.caseloads.family import MadeUpFamily
from nightlight.chronology.moments import Day, Moment, When, start_of

Level = Literal["early_help", "child_in_need", "child_protection"]

_FIRST: Final = date(2021, 1, 4).toordinal()
_DAYS: Final = 3 * 365
_MOST: Final = 400
_AGENCIES: Final = (
    "social_care", "midwifery", "maternity_ward", "health_visiting", "gp", "police", "substance_use", "mental_health",
    "early_help", "emergency_department", "housing",
)  # fmt: skip
_FACTORS: Final = (
    "substance_use",
    "mental_health",
    "domestic_abuse",
    "care_experienced",
    "homelessness",
    "poor_home",
    "smoking",
)


def lifelike_family(random: Random, name: str = "family", size: int | None = None) -> MadeUpFamily:
    """A made-up family of 100 to 400 entries, or of so many as are asked for, looked at on its last day.

    The same state of `random` gives the same family. A family that is larger than what happens to it has more calls and visits.

    >>> 100 <= len(lifelike_family(Random(1)).entries) <= 400
    True
    """
    return _Year(random).family(name, size)


class _Year:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.entries: list[tuple[Moment, dict[str, Any]]] = []
        self.named = 0
        self.start: Day = _FIRST + random.randrange(_DAYS)
        self.due: Day = self.start + 7 * random.randint(26, 30)
        self.born: Day = self.due - random.choice((0, 1, 3, 5, 9, 20, 38, -2, -6, -9))
        self.end: Day = self.born + random.choice((270, 320, 365, 365))
        self.level: Level = random.choices(("early_help", "child_in_need", "child_protection"), (3, 4, 3))[0]
        self.done = random.choice((0.8, 0.9, 0.95, 0.99))
        self.adults = [
            "mother",
            *(["father"] if random.random() < 0.85 else []),
            *(["partner"] if random.random() < 0.25 else []),
        ]
        self.siblings = [f"sibling{number}" for number in range(1, random.choice((1, 1, 2, 3)))]
        self.children = ["baby", *self.siblings]

    def family(self, name: str, size: int | None) -> MadeUpFamily:
        people: dict[str, dict[str, Any]] = {
            "mother": {"role": "mother", "sex": "female"},
            "father": {"role": "father", "sex": "male"},
            "partner": {"role": "partner", "sex": "male"},
            "baby": {"role": "unborn", "due": When.on(self.due).iso()},
            **{
                each: {"role": "sibling", "born": When.on(self.start - self.random.randrange(700, 4000)).iso()}
                for each in self.siblings
            },
        }
        for part in (self._pregnancy, self._worries, self._helping, self._birth, self._first_year, self._emergencies):
            part()
        while size is not None and len(self._kept()) < size:
            self._visit(self.at_work(self.random.randint(self.begun, self.end - 3)))
        kept = self._kept()[: size or _MOST]
        agencies = {key: {"type": key} for key in _AGENCIES}
        return MadeUpFamily(name, agencies, people, [entry for _, entry in kept], as_of=When.on(self.end).last)

    def _kept(self) -> list[tuple[Moment, dict[str, Any]]]:
        """What was written by the last day, in the order in which it was written."""
        return sorted((each for each in self.entries if each[0] < start_of(self.end + 1)), key=lambda each: each[0])

    # -- how things are written

    def add(
        self, day: Day, kind: str, agency: str, *, opens: bool = False, at: int | None = None, **fields: Any
    ) -> str:
        """Writes an entry of a day, sometimes a day or a few later; returns its id."""
        self.named += 1
        id = f"e{self.named}"
        when = When.on(day) if at is None else When.at(start_of(day) + at)
        entry: dict[str, Any] = {"kind": kind, "when": when.iso(), "agency": agency}
        entry |= {key.rstrip("_"): value for key, value in fields.items() if value is not None}
        if opens:
            entry["id"] = id
        written = when
        if self.random.random() < 0.06:
            written = When.on(self.at_work(day + self.random.choice((1, 1, 2, 3, 6))))
            entry["recorded"] = written.iso()
        self.entries.append((written.first, entry))
        return id

    def happens(self) -> bool:
        """Whether what should be done is done."""
        return self.random.random() < self.done

    def soon(self, day: Day, days: int) -> Day:
        """A working day within so many days after a day, or, now and then, later."""
        late = 0 if self.happens() else self.random.randint(1, 15)
        return self.at_work(day + self.random.randint(0, days) + late)

    @staticmethod
    def at_work(day: Day) -> Day:
        """The day, or the Monday after where it is a Saturday or Sunday."""
        return day + max(0, 7 - (day - 1) % 7) % 7 if (day - 1) % 7 >= 5 else day

    def every(self, start: Day, end: Day, days: int, do: Callable[[Day], None]) -> None:
        """Does something about every so many days."""
        day = start
        while day < end:
            if self.happens():
                do(self.at_work(day))
            day += days + self.random.randint(-1, 1) * max(days // 7, 0)

    # -- the parts of the story

    def _pregnancy(self) -> None:
        weeks = 40 - (self.due - self.start) // 7
        self.add(
            self.start,
            "pregnancy.known",
            "midwifery",
            mother="mother",
            child="baby",
            due=When.on(self.due).iso(),
            weeks=weeks,
        )
        booked = self.soon(self.start, 10)
        self.add(booked, "pregnancy.booked", "midwifery", mother="mother", weeks=weeks + (booked - self.start) // 7)
        self.add(booked, "worker.assigned", "midwifery", opens=True, worker="a midwife", role="midwife")
        self.add(booked, "check.made", "midwifery", person="mother", check="health")
        for topic in ("domestic_abuse", "smoking", "mental_health", "substance_use"):
            if self.happens():
                self.add(
                    self.soon(booked, 40),
                    "enquiry.made",
                    "midwifery",
                    topic=topic,
                    person="mother",
                    alone=self.happens(),
                    disclosed=False,
                )
        self.every(booked + 14, self.born, 18, self._antenatal)
        for topic in ("safer_sleep", "icon", "smoking", "feeding"):
            if self.happens():
                day = self.at_work(self.born - self.random.randint(15, 60))
                self.add(day, "advice.given", "midwifery", topic=topic, to=self.adults[:2], touchpoint="antenatal")
        for adult in self.adults[1:]:
            if self.happens():
                self.add(self.soon(self.start, 60), "person.identified", "midwifery", person=adult, name_known=True,
                         born_known=True, address_known=self.happens(), parental_responsibility="yes")  # fmt: skip

    def _antenatal(self, day: Day) -> None:
        if self.random.random() < 0.08:
            self.add(day, "contact.missed", "midwifery", with_=["mother"], reason="did_not_attend")
            return
        with_father = self.random.random() < 0.3 and "father" in self.adults
        self.add(day, "contact.made", "midwifery", with_=["mother", *(["father"] if with_father else [])], mode="in_person",
                 purpose="antenatal", place="clinic", at=540 + 15 * self.random.randrange(28))  # fmt: skip

    def _worries(self) -> None:
        day = self.soon(self.start, 20)
        self.factors = [
            self.add(
                day, "factor.noted", "midwifery", opens=True, person=self.random.choice(self.adults), factor=factor
            )
            for factor in self.random.sample(_FACTORS, self.random.choice((1, 2, 3)))
        ]
        self.add(day, "relation.stated", "midwifery", person="father", to="mother", relation="partner", tie="ordinary",
                 contact_with_child="lives_with")  # fmt: skip
        self.add(day, "household.joined", "midwifery", person="mother", household="home")
        to = "early_help" if self.level == "early_help" else "social_care"
        made = self.add(day, "referral.made", "midwifery", opens=True, to=to, for_="assessment", about=["baby"])
        received = self.at_work(day + self.random.randrange(2))
        self.add(received, "referral.received", to, of=made)
        decided = self.soon(received, 1)
        if self.happens():
            self.add(
                decided, "referral.decided", to, of=made, outcome="early_help" if to == "early_help" else "assessment"
            )
        if self.happens():
            self.add(self.soon(received, 1), "referral.allocated", to, of=made, to="a worker")
        if self.happens():
            self.add(self.soon(decided, 3), "referral.answered", to, of=made)
        self.worker = self.add(decided, "worker.assigned", to, opens=True, worker="a first worker",
                               role="lead_practitioner" if to == "early_help" else "social_worker")  # fmt: skip
        self.lead, self.begun = to, decided
        for agency in ("gp", "police", "health_visiting", "mental_health"):
            asked = self.add(
                self.soon(decided, 5), "information.requested", to, opens=True, from_=agency, about=self.adults
            )
            if self.happens():
                self.add(self.soon(decided + 5, 10), "information.received", to, of=asked, from_=agency)

    def _helping(self) -> None:
        """The assessment, the plan with its meetings, and the visits of every week."""
        begun = self.begun
        assessed = self.add(begun, "assessment.commissioned", self.lead, opens=True, about=self.children,
                            type="early_help" if self.level == "early_help" else "prebirth")  # fmt: skip
        self.add(self.soon(begun, 5), "assessment.started", self.lead, of=assessed)
        finished = self.soon(begun + 25, 35)
        if self.happens():
            self.add(finished, "assessment.finished", self.lead, of=assessed, conclusion="help is needed")
            self.add(
                self.soon(finished, 4),
                "assessment.shared",
                self.lead,
                of=assessed,
                to=["midwifery", "health_visiting", "gp"],
            )
        planned = self.soon(finished, 8)
        if self.level == "child_protection":
            self._enquiry(finished)
            planned = self._meeting(self.soon(finished, 14), "initial_conference")
        plan = self.add(planned, "plan.started", self.lead, opens=True, children=self.children, type=self.level)
        for child in self.children:
            if self.happens():
                self.add(self.soon(planned, 8), "plan.section", self.lead, of=plan, child=child, what=f"what {child} needs",
                         for_factors=self.factors[:1])  # fmt: skip
        for agency in ("midwifery", "health_visiting", "gp", "police", "substance_use"):
            if self.happens():
                self.add(self.soon(planned, 1), "plan.acknowledged", agency, of=plan, by_agency=agency)
        until = min(self.end, planned + self.random.choice((200, 300, 500)))
        kind = {"early_help": "team_around_family", "child_in_need": "child_in_need", "child_protection": "core_group"}[
            self.level
        ]
        self.every(self.at_work(planned + 9), until, 35, lambda day: void(self._meeting(day, kind)))
        if self.level == "child_protection":
            self._meeting(self.at_work(planned + 85), "review_conference")
        self.every(planned + 4, until, 7 if self.level == "child_protection" else 11, self._visit)
        self.every(
            planned + 20,
            until,
            28,
            lambda day: void(
                self.add(day, "supervision.held", self.lead, supervisor="a team manager", decision="go on")
            ),
        )
        self.every(planned + 30, until, 21, self._service)
        if self.happens():
            self.add(self.soon(planned + 60, 10), "plan.reviewed", self.lead, of=plan)
        if until < self.end:
            self.add(until, "plan.ended", self.lead, of=plan, reason="the aims are met")
            self.add(
                self.soon(until, 6),
                "case.closed",
                self.lead,
                by_agency=self.lead,
                reason="the plan ended",
                basis="assessed",
            )
        if self.random.random() < 0.4:
            self._change_of_worker(planned + self.random.randint(30, 150))

    def _supervision(self, day: Day) -> None:
        self.add(day, "supervision.held", self.lead, supervisor="a team manager", decision="go on")

    def _enquiry(self, day: Day) -> None:
        self._meeting(self.at_work(day - 3), "strategy")
        opened = self.add(day, "section47.started", "social_care", opens=True, children=self.children, how="joint")
        if self.happens():
            self.add(self.soon(day, 9), "section47.concluded", "social_care", of=opened, outcome="conference")

    def _meeting(self, day: Day, sort: str) -> Day:
        """A meeting, its record and an action or two; returns its day."""
        invited = [
            "social_care",
            "midwifery",
            "health_visiting",
            "police",
            "gp",
            *self.random.sample(("substance_use", "mental_health"), 1),
        ]
        called = self.add(self.at_work(day - self.random.randint(5, 12)), "meeting.called", self.lead, opens=True, type=sort,
                          date=When.on(day).iso(), invited=invited, mode="hybrid")  # fmt: skip
        if not self.happens():
            self.add(day, "meeting.cancelled", self.lead, of=called, reason="a worker is ill")
            day = self.at_work(day + 7)
        present = [agency for agency in invited if self.random.random() < 0.85]
        missing = [agency for agency in invited if agency not in present and self.random.random() < 0.6]
        self.add(day, "meeting.held", self.lead, of=called, present=present, updates_from=missing or None,
                 family_present=self.adults[:2])  # fmt: skip
        if self.happens():
            self.add(self.soon(day, 4), "meeting.recorded", self.lead, of=called, sent_to=invited)
        for _ in range(self.random.choice((0, 1, 1, 2))):
            owner = self.random.choice(invited)
            due = day + self.random.choice((7, 14, 28))
            action = self.add(day, "action.agreed", self.lead, opens=True, in_=called, what="see to it", owner="a worker",
                              owner_agency=owner, due=When.on(due).iso(), for_factors=self.factors[:1])  # fmt: skip
            if self.happens():
                self.add(
                    self.at_work(due - self.random.randint(0, 6)), "action.done", owner, of=action, outcome="it is done"
                )
        return day

    def _visit(self, day: Day) -> None:
        if self.random.random() < 0.1:
            self.add(
                day,
                "contact.missed",
                self.lead,
                with_=["mother"],
                reason=self.random.choice(("no_access", "did_not_attend")),
            )
            return
        born = day > self.born
        met = ["mother", *(each for each in self.adults[1:] if self.random.random() < 0.4)]
        seen = [*met, *(["baby"] if born else []), *(each for each in self.siblings if self.random.random() < 0.6)]
        self.add(day, "contact.made", self.lead, with_=met, seen=seen, mode="in_person", purpose="visit", place="home",
                 announced=self.random.random() < 0.8, awake=self.random.random() < 0.7 if born else None,
                 at=570 + 15 * self.random.randrange(26))  # fmt: skip
        if self.random.random() < 0.15:
            self.add(day, "home.seen", self.lead, condition=self.random.choice(("good", "adequate", "adequate", "poor")),
                     sleeping_place_seen=born and self.happens())  # fmt: skip
        if self.random.random() < 0.12:
            self.add(day, "family.view", self.lead, person=self.random.choice(met), view="how things are")
        if self.random.random() < 0.08:
            self.add(
                day,
                "self_report",
                self.lead,
                person="mother",
                claim=self.random.choice(("well", "coping", "no_concern")),
            )

    def _service(self, day: Day) -> None:
        if not hasattr(self, "service"):
            self.service = self.add(
                day, "service.referred", self.lead, opens=True, service="substance_use", person="mother"
            )
            if self.happens():
                self.add(self.soon(day, 14), "service.accepted", "substance_use", of=self.service)
        elif self.random.random() < 0.3:
            result = self.random.choice(("negative", "negative", "negative", "positive", "missed"))
            self.add(day, "test.result", "substance_use", person="mother", test="urine", result=result)
        else:
            self.add(
                day,
                "contact.made",
                "substance_use",
                with_=["mother"],
                mode=self.random.choice(("in_person", "phone")),
                purpose="appointment",
            )

    def _change_of_worker(self, day: Day) -> None:
        day = self.at_work(day)
        self.add(
            day,
            "handover.given",
            self.lead,
            of=self.worker,
            to="a second worker",
            risks="as in the plan",
            actions="as agreed",
        )
        self.add(day + 1, "worker.left", self.lead, of=self.worker)
        self.add(
            self.at_work(day + 1),
            "worker.assigned",
            self.lead,
            opens=True,
            worker="a second worker",
            role="social_worker",
        )
        if self.happens():
            self.add(self.soon(day, 5), "handover.accepted", self.lead, of=self.worker, who="a second worker")

    def _birth(self) -> None:
        weeks = 40 - (self.due - self.born + 6) // 7
        self.add(self.born, "birth", "maternity_ward", child="baby", weeks=weeks, weight_g=self.random.randrange(2300, 4200),
                 place="hospital", planned_place="hospital", at=self.random.randrange(1440))  # fmt: skip
        stay = self.add(
            self.born, "stay.started", "maternity_ward", opens=True, person="baby", ward="the postnatal ward", at=1439
        )
        for days in range(1, self.random.choice((2, 2, 3, 6))):
            self.add(
                self.born + days,
                "care.observed",
                "maternity_ward",
                person="mother",
                child="baby",
                what="feeding",
                good=True,
            )
        leaves = self.born + self.random.choice((2, 3, 6))
        if self.level == "child_protection":
            self._meeting(leaves, "discharge_planning")
        for topic in ("safer_sleep", "icon"):
            if self.happens():
                self.add(
                    leaves,
                    "advice.given",
                    "maternity_ward",
                    topic=topic,
                    to=self.adults[:2],
                    touchpoint="discharge",
                    by_showing=True,
                )
        self.add(leaves, "stay.fit", "maternity_ward", of=stay)
        self.add(leaves, "stay.ended", "maternity_ward", of=stay, to="home")

    def _first_year(self) -> None:
        first = self.soon(self.born + 10, 4)
        self.add(
            first, "worker.assigned", "health_visiting", opens=True, worker="a health visitor", role="health_visitor"
        )
        for days, touchpoint in ((0, "new_birth_visit"), (32, "six_week"), (80, "three_month")):
            day = self.soon(first + days, 5)
            self.add(day, "contact.made", "health_visiting", with_=["mother"], seen=["mother", "baby"], mode="in_person",
                     purpose="visit", place="home", undressed=self.happens(), sleep_space_seen=self.happens())  # fmt: skip
            for topic in ("safer_sleep", "icon", "feeding"):
                if self.happens():
                    self.add(day, "advice.given", "health_visiting", topic=topic, to=["mother"], touchpoint=touchpoint)
            if self.happens():
                self.add(
                    day,
                    "sleep.assessed",
                    "health_visiting",
                    child="baby",
                    place="own_cot",
                    usual=True,
                    seen=self.happens(),
                )
        self.every(first + 20, self.end, 30, lambda day: void(self.add(day, "contact.made", "health_visiting", with_=["mother"],
                   seen=["mother", "baby"], mode="in_person", purpose="visit", place="clinic")))  # fmt: skip
        self.every(self.born + 42, self.end, 60, lambda day: void(self.add(day, "contact.made", "gp", with_=["mother", "baby"],
                   mode="in_person", purpose="appointment", place="clinic")))  # fmt: skip
        for months, milestone in ((5, "rolling"), (8, "crawling")):
            self.add(
                self.born + 30 * months + self.random.randrange(20),
                "milestone.reached",
                "health_visiting",
                child="baby",
                milestone=milestone,
            )
        if self.random.random() < 0.06:
            self.add(self.born + self.random.randint(20, 150), "injury.seen", "health_visiting", opens=True, child="baby", type="bruise",
                     explained="unclear")  # fmt: skip

    def _emergencies(self) -> None:
        for _ in range(self.random.choice((0, 1, 2, 3, 6))):
            day = self.random.randint(self.start, self.end)
            who = ["baby"] if day > self.born and self.random.random() < 0.5 else ["mother"]
            self.add(
                day,
                "contact.emergency",
                "emergency_department",
                who=who,
                service="emergency_department",
                at=self.random.randrange(1440),
            )
            if self.random.random() < 0.3:
                concern = self.add(day, "concern.raised", "emergency_department", opens=True, about=["baby"])
                if self.happens():
                    self.add(
                        self.soon(day, 9),
                        "concern.weighed",
                        self.lead,
                        of=concern,
                        decision="it is taken into the plan",
                    )
                    self.add(
                        self.soon(day + 9, 3),
                        "concern.answered",
                        self.lead,
                        of=concern,
                        told="the emergency department",
                    )


def void(_: object) -> None:
    """Takes what a step returns where nobody needs it."""
