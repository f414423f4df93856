"""What somebody put off: "not yet, until ...", by whom, until when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightlight.chronology.moments import When
from nightlight.picture.citing import Said, said

if TYPE_CHECKING:
    from nightlight.picture.fold import Picture


@dataclass(frozen=True, slots=True)
class PutOff:
    """That a finding was put off until the end of a day. `said` is who said so and when; its `what` is the reason."""

    until: When
    said: Said


def put_off(finding: str, picture: Picture) -> PutOff | None:
    """The answer that puts a finding off the longest, whether its day has passed or not; `None` where nobody put it off.

    Where several did, the longest counts, as it does for the finding (`docs/semantics.md` 52).
    """
    answers = [
        fact
        for fact in picture.of("finding.explained")
        if fact.values["finding"] == finding and fact.values.get("until") is not None
    ]
    longest = max(answers, key=lambda fact: (fact.values["until"].last_day, fact.key), default=None)
    return (
        None if longest is None else PutOff(longest.values["until"], said(picture, longest, longest.values["reason"]))
    )
