"""How far a child has come: weeks of pregnancy and the due date, or age. One line for each child of the family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.gestation import Gestation, gestation_on
from nightlight.chronology.moments import Day, Moment, When, day_of, says_day
from nightlight.picture.citing import Cite, cites, happened, moment_of, when_of
from nightlight.picture.facts import Fact
from nightlight.picture.identities import Identities, identities

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture

#: What has become of a child; `unknown` where the record has neither a birth nor a pregnancy of theirs.
Stage = Literal["unborn", "living", "stillborn", "pregnancy_ended", "died", "unknown"]

#: A baby born before so many completed weeks is early.
TERM_WEEKS: Final = 37
#: From this age an age is said in weeks, in months, in years (days; a month is 30.44 days, a year 365.25).
_IN_WEEKS, _IN_MONTHS, _IN_YEARS = 14, 84, 730


@dataclass(frozen=True, slots=True)
class Growth:
    """One child's line. `due` is a day; `gestation` is that of the moment, for a baby not yet born; `age_days` (at
    death, for a child who died) is `None` where the day of birth is not known. `weeks_at_birth` are completed
    weeks, as recorded or, where `reckoned`, by the due date; `weight_g` is at birth, in grams. `mobile` is `None`
    for a child of whom it is not asked: not yet born, over one, or dead.
    """

    child: str
    stage: Stage
    due: Day | None
    gestation: Gestation | None
    born: When | None
    age_days: int | None
    weeks_at_birth: int | None
    reckoned: bool
    weight_g: float | None
    mobile: bool | None
    ended: When | None
    rests_on: tuple[Cite, ...]

    @property
    def early(self) -> bool | None:
        """Born before 37 completed weeks; `None` where the record cannot tell."""
        return None if self.weeks_at_birth is None else self.weeks_at_birth < TERM_WEEKS

    def says(self) -> str:
        """The line in words: `unborn, 23 weeks and 4 days, due 12 May 2025`; `5 weeks old, born at 35 weeks`."""
        match self.stage:
            case "unborn":
                return self._unborn()
            case "living":
                early = f", born at {self.weeks_at_birth} weeks" if self.early else ""
                return self._age() + early
            case "died":
                return f"died {self.ended.says() if self.ended else ''}".strip() + self._at_death()
            case "stillborn":
                return f"stillborn {self.ended.says() if self.ended else ''}".strip()
            case "pregnancy_ended":
                return f"the pregnancy ended {self.ended.says() if self.ended else ''}".strip()
            case _:
                return "age not recorded"

    def _unborn(self) -> str:
        if self.due is None or self.gestation is None:
            return "unborn, due date not recorded"
        if self.gestation.weeks >= 42:
            return f"was due {says_day(self.due)}; no birth on record"
        if self.gestation.weeks < 0:
            return f"unborn, due {says_day(self.due)}"
        return f"unborn, {self.gestation.says()}, due {says_day(self.due)}"

    def _at_death(self) -> str:
        return f", {self._age()}" if self.age_days is not None else ""

    def _age(self) -> str:
        if self.age_days is None:
            return f"born {self.born.says()}" if self.born else "age not recorded"
        days = self.age_days
        if days < _IN_WEEKS:
            words = _count(days, "day")
        elif days < _IN_MONTHS:
            words = _count(days // 7, "week")
        elif days < _IN_YEARS:
            words = _count(int(days / 30.44), "month")
        else:
            words = _count(int(days / 365.25), "year")
        about = "about " if self.born is not None and self.born.loose else ""
        return f"{about}{words} old"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def due_of(picture: Picture, ids: Identities, child: str) -> Day | None:
    """The day on which a child is due, by whichever of its records has it."""
    return next((due for key in ids.records(child) if (due := picture.due_of(key)) is not None), None)


def birth_of(picture: Picture, ids: Identities, child: str, at: Moment) -> Fact | None:
    """The event that a child was born alive by a moment (`child.living`); `None` where the record has none."""
    found = [born for key in ids.records(child) if (born := picture.born_on(key)) is not None and born.first <= at]
    return min(found, key=lambda fact: fact.key, default=None)


def growth(picture: Picture, at: Moment | None = None) -> tuple[Growth, ...]:
    """A line for each child of the family whom the record names by a moment, in the order in which they were named."""
    at = moment_of(picture, at)
    ids = identities(picture)
    children = ids.all(key for key in picture.people if key in picture.children)
    named = {ids.of(key) for key, seen in picture.people.items() if seen.named is not None and seen.named.first <= at}
    return tuple(_growth(picture, ids, child, at) for child in children if child in named)


def _growth(picture: Picture, ids: Identities, child: str, at: Moment) -> Growth:
    records = ids.records(child)
    births = [fact for fact in happened(picture, "birth", at) if fact.values["child"] in records]
    living = birth_of(picture, ids, child, at)
    lost = next((f for f in happened(picture, "pregnancy.ended", at) if f.values["child"] in records), None)
    died = next((f for f in happened(picture, "death", at) if f.values["person"] in records), None)
    due = due_of(picture, ids, child)
    stage: Stage
    if died is not None:
        stage = "died"
    elif living is not None:
        stage = "living"
    elif births:
        stage = "stillborn"
    elif lost is not None:
        stage = "pregnancy_ended"
    else:
        unborn = any(spell.holds(at, at) and spell.fact.root in records for spell in picture.spells("unborn"))
        stage = "unborn" if unborn else "unknown"
    birth = births[0] if births else None
    born = when_of(living) if living else None
    weeks, reckoned = _weeks_at_birth(births, born, due)
    ended = {"died": died, "stillborn": birth, "pregnancy_ended": lost}.get(stage)
    named = picture.people[child].named
    said = [
        fact
        for kind in ("pregnancy.known", "pregnancy.due_changed")
        for fact in happened(picture, kind, at)
        if fact.values["child"] in records
    ]
    return Growth(
        child,
        stage,
        due,
        gestation_on(due, day_of(at)) if stage == "unborn" and due is not None else None,
        born,
        _age_days(born, died, stage, at),
        weeks,
        reckoned,
        next((fact.values["weight_g"] for fact in births if "weight_g" in fact.values), None),
        _mobile(picture, records, stage, at),
        when_of(ended) if ended else None,
        cites(*births, lost, died, *said) or cites(named),
    )


def _age_days(born: When | None, died: Fact | None, stage: Stage, at: Moment) -> int | None:
    """Days of age at the moment or, of a child who has died, at the death; `None` where either day is not known."""
    if born is None or born.day != born.last_day or stage not in ("living", "died"):
        return None
    if died is None:
        return day_of(at) - born.day
    return (
        day_of(died.first) - born.day if day_of(died.first) == day_of(died.last) and died.last >= born.first else None
    )


def _weeks_at_birth(births: list[Fact], born: When | None, due: Day | None) -> tuple[int | None, bool]:
    recorded = next((fact.values["weeks"] for fact in births if "weeks" in fact.values), None)
    if recorded is not None:
        return recorded, False
    if born is None or due is None or born.day != born.last_day:
        return None, False
    weeks = gestation_on(due, born.day).weeks
    # A due date of another pregnancy, or a slip of the pen, says nothing of this birth.
    return (weeks, True) if 20 <= weeks <= 44 else (None, False)


def _mobile(picture: Picture, records: tuple[str, ...], stage: Stage, at: Moment) -> bool | None:
    if stage != "living":
        return None
    young = any(spell.holds(at, at) and spell.fact.root in records for spell in picture.spells("under_one"))
    still = any(spell.holds(at, at) and spell.fact.root in records for spell in picture.spells("not_mobile"))
    return (not still) if young else None
