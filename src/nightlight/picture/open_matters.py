"""What was agreed, feared and asked, and whether it has been dealt with: actions, concerns, questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from nightlight.chronology.moments import Moment, When, day_of
from nightlight.picture.citing import (
    Cite,
    Said,
    cites,
    happened,
    in_thread,
    is_over,
    latest,
    moment_of,
    roots,
    said,
    text_of,
    when_of,
)  # fmt: skip
from nightlight.picture.identities import identities
from nightlight.picture.selecting import select
from nightlight.picture.states import Opening, State, spells

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody will do by a date. `overdue`: the date has passed and nothing is recorded of it; `late`: it was
    closed after its date.

    `outcome` is what came of it, or why it was dropped. `meeting` is the thread in which it was agreed.
    """

    thread: str
    what: str
    owner: str
    owner_agency: str
    due: When
    state: Literal["open", "done", "dropped"]
    overdue: bool
    late: bool
    closed: When | None
    outcome: str | None
    meeting: str | None
    children: tuple[str, ...]
    factors: tuple[str, ...]
    agreed: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A concern was handed to somebody; it moves only when they accept it, and `None` means that the record does
    not say."""

    to: str
    accepted: bool | None
    when: When
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """A worry about a child. It is open until it is weighed; `answered` is what whoever raised it was told.

    `holder` is who holds it, as far as the record says: its owner, or the last who accepted it. `referrals` are the
    threads that act on it.
    """

    thread: str
    about: tuple[str, ...]
    agency: str
    by: str | None
    text: str | None
    raised: When
    open: bool
    holder: str | None
    passed: tuple[Passed, ...]
    not_referred: tuple[Said, ...]
    referrals: tuple[str, ...]
    weighed: tuple[Said, ...]
    answered: tuple[Said, ...]
    rests_on: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is not known; `ask` is the agency that could say, `answer` what was found."""

    thread: str
    what: str
    ask: str | None
    agency: str
    asked: When
    open: bool
    answer: Said | None
    rests_on: tuple[Cite, ...]


#: A question is open until it is answered. No rule asks for it yet; where one does, this belongs in `states.py`.
QUESTION: Final = State(
    "question", "a question is open", (Opening(select("question.open")),), (select("question.answered"),)
)


def actions(picture: Picture, at: Moment | None = None) -> tuple[Action, ...]:
    """Every action agreed by a moment, those dealt with among them, by the day on which they are due."""
    at = moment_of(picture, at)
    ids = identities(picture)
    lapsed = {fact.root for fact in picture.of("action.lapsed") if day_of(fact.first) < day_of(at)}
    found = []
    for spell in picture.spells("action"):
        fact = spell.fact
        if fact.first > at:
            continue
        ended = spell.ended if is_over(spell, at) else None
        values = fact.values
        state: Literal["open", "done", "dropped"] = "open"
        if ended is not None:
            state = "done" if ended.kind == "action.done" else "dropped"
        found.append(
            Action(
                fact.subject,
                values["what"],
                values["owner"],
                values["owner_agency"],
                values["due"],
                state,
                ended is None and fact.root in lapsed,
                ended is not None and ended.first > values["due"].last,
                when_of(ended) if ended else None,
                (ended.values.get("outcome") or ended.values.get("reason")) if ended else None,
                picture.chronology.root(values["in"]) if "in" in values else None,
                ids.all(values.get("for_children", ())),
                roots(picture, values.get("for_factors")),
                when_of(fact),
                cites(fact, ended),
            )
        )
    return tuple(sorted(found, key=lambda action: (action.due.first, action.thread)))


def concerns(picture: Picture, at: Moment | None = None) -> tuple[Concern, ...]:
    """Every concern raised by a moment, those weighed among them, the oldest first."""
    at = moment_of(picture, at)
    ids = identities(picture)
    root = picture.chronology.root
    referrals = [fact for fact in happened(picture, "referral.made", at) if "concern" in fact.values]
    found = []
    for spell in picture.spells("concern"):
        fact = spell.fact
        if fact.first > at:
            continue
        passed = in_thread(picture, fact.thread, "concern.passed", at)
        weighed = in_thread(picture, fact.thread, "concern.weighed", at)
        answered = in_thread(picture, fact.thread, "concern.answered", at)
        kept = in_thread(picture, fact.thread, "concern.not_referred", at)
        acted = [each for each in referrals if root(each.values["concern"]) == fact.thread]
        taken = latest(each for each in passed if each.values.get("accepted") is True)
        found.append(
            Concern(
                fact.subject,
                ids.all(fact.values["about"]),
                fact.agency,
                said(picture, fact, None).by,
                text_of(picture, fact),
                when_of(fact),
                not is_over(spell, at),
                taken.values["to"] if taken else fact.values.get("owner"),
                tuple(
                    Passed(each.values["to"], each.values.get("accepted"), when_of(each), cites(each))
                    for each in passed
                ),
                tuple(said(picture, each, each.values["reason"]) for each in kept),
                tuple(each.subject for each in acted),
                tuple(said(picture, each, each.values["decision"]) for each in weighed),
                tuple(said(picture, each, each.values["told"]) for each in answered),
                cites(fact, *passed, *weighed, *answered, *kept, *acted),
            )
        )
    return tuple(found)


def questions(picture: Picture, at: Moment | None = None) -> tuple[Question, ...]:
    """Every question opened by a moment, those answered among them, the oldest first."""
    at = moment_of(picture, at)
    found = []
    for spell in spells(picture, QUESTION):
        fact = spell.fact
        if fact.first <= at:
            answer = spell.ended if is_over(spell, at) else None
            found.append(
                Question(
                    fact.subject,
                    fact.values["what"],
                    fact.values.get("ask"),
                    fact.agency,
                    when_of(fact),
                    answer is None,
                    said(picture, answer, answer.values["answer"]) if answer else None,
                    cites(fact, answer),
                )
            )
    return tuple(found)
