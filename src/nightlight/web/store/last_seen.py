"""The last thing on record of the matter of a finding, as far as somebody sees it (`docs/semantics.md` 74).

A finding is found from everybody's record, and may be shown to somebody who does not see what was recorded last of its matter: that
does not belong to the entries that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nightlight.picture.events import DERIVED
from nightlight.picture.facts import Fact
from nightlight.picture.fold import Picture
from nightlight.safeguards.wording import says_last


def last_seen(said: Mapping[str, Any], picture: Picture) -> str:
    """The words of a finding for what was recorded last, where they are of something in this picture; else those for the last thing of
    its matter that is. Empty where the picture holds nothing of it."""
    known = sorted(_matter(said, picture), key=lambda fact: fact.key)
    words = [says_last(fact, picture) for fact in known]
    last = str(said["last"])
    return last if last in words else words[-1] if words else ""


def _matter(said: Mapping[str, Any], picture: Picture) -> Iterator[Fact]:
    """What the picture holds of the thread that a finding is about, and of what it rests on; what nobody recorded and follows too."""
    recorded = picture.facts()
    subject = said["subject"]
    threads = {subject, *(fact.thread for fact in recorded if fact.root == subject)} - {None}
    for fact in (*recorded, *(fact for kind in DERIVED for fact in picture.of(kind))):
        if fact.root == subject or fact.thread in threads or _rests_on(fact, said):
            yield fact


def _rests_on(fact: Fact, said: Mapping[str, Any]) -> bool:
    return bool(fact.places) and set(fact.places) <= set(said["because"])
