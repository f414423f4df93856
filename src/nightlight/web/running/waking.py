"""The worker: wakes the families of which something falls due, sends what waits to be sent, and clears old sessions once a day.

Any number of workers may run at once; none needs to know of another.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import close_old_connections

from nightlight.chronology.moments import Day, Moment, day_of
from nightlight.web.config.clock import now as this_minute
from nightlight.web.findings.actions import send_messages
from nightlight.web.running.actions import clear_sessions, wake
from nightlight.web.running.queries import fall_due

log = logging.getLogger("nightlight.worker")

#: A family that was woken and has more to come on the same day, or that failed, is left alone for so many minutes.
LEFT_ALONE: Final[Moment] = 10


@dataclass
class Round:
    """What one round did: families woken, findings that changed, people told, families that failed, messages sent."""

    woken: int = 0
    changed: int = 0
    told: int = 0
    failed: int = 0
    sent: int = 0

    def says(self) -> str:
        """One line for whoever watches the worker; no names."""
        return (
            f"families woken: {self.woken}; findings changed: {self.changed}; people told: {self.told}; "
            f"messages sent: {self.sent}; failed: {self.failed}"
        )


class Worker:
    """Wakes and sends, round by round. It remembers only whom it woke just now, and on which day it cleared old sessions."""

    def __init__(self, clock: Callable[[], Moment] = this_minute) -> None:
        self._clock = clock
        self._lately: dict[tuple[str, str], Moment] = {}
        self._cleared_on: Day | None = None

    def round(self) -> Round:
        """Wakes every family that is due, each by itself, then sends messages and, once a day, clears old sessions. One that fails
        never stops the rest."""
        done = Round()
        moment = self._clock()
        self._lately = {each: at for each, at in self._lately.items() if moment - at < LEFT_ALONE}
        for key, head in fall_due(day_of(moment)):
            if (key, head) in self._lately:
                continue
            self._lately[key, head] = moment
            self._wake(key, done)
        try:
            done.sent = send_messages(self._clock())
        except Exception:
            done.failed += 1
            log.exception("messages could not be sent")
        self._clear(day_of(moment), done)
        return done

    def _clear(self, today: Day, done: Round) -> None:
        if self._cleared_on == today:
            return
        try:
            clear_sessions()
            self._cleared_on = today
        except Exception:
            done.failed += 1
            log.exception("old sessions could not be cleared")

    def _wake(self, key: str, done: Round) -> None:
        try:
            woken = wake(key, self._clock())
        except Exception:
            # The key of a family is no personal data, but it is not needed either: the places in the code are.
            done.failed += 1
            log.exception("a family could not be woken")
            return
        if woken is not None:
            done.woken += 1
            done.changed += woken.changed
            done.told += woken.told

    def run(self, pause: float, say: Callable[[Round], None], go_on: Callable[[], bool] = lambda: True) -> None:
        """Round after round, `pause` seconds apart, until told to stop; a database that does not answer is tried again."""
        while go_on():
            close_old_connections()
            try:
                say(self.round())
            except Exception:
                log.exception("a round failed; it is tried again")
            time.sleep(pause)
