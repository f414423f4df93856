"""Sessions as the database keeps them, written where something in them changed, or once a minute: not with every page that is read.

Every page puts off the end of a session (`SESSION_SAVE_EVERY_REQUEST`). To write that down each time is a commit for each page. Here it
may be written a minute late: whoever was idle is signed out up to a minute early, and never late.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.utils import timezone

#: How much earlier than it could be the end of a session may stand in the database; never more than a tenth of its length.
_SPARE: Final = timedelta(minutes=1)


#: In a session: the screen is locked.
LOCKED: Final = "locked"


class SessionStore(db.SessionStore):
    """A session that knows what of it is in the database."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._there: bytes | None = None
        self._ends: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What the database has of it; nothing where it has ended."""
        row = self._get_session_from_db()
        if row is None:
            return {}
        found: dict[str, Any] = self.decode(row.session_data)
        self._there, self._ends = self._plain(found), row.expire_date
        return found

    def save(self, must_create: bool = False) -> None:
        """Writes it, where it is not there already with an end that is late enough."""
        if not must_create and self.session_key is not None:
            if self._is_there():
                return
            self._stay_locked()
        super().save(must_create)
        self._there, self._ends = self._plain(self._get_session()), timezone.now() + self._length()

    def _stay_locked(self) -> None:
        """A page that was asked for before the screen was locked, and answers after it, must not unlock it by what it writes."""
        if self._there is None or LOCKED in self.serializer().loads(self._there):
            return
        row = self.model.objects.filter(session_key=self.session_key).first()
        if row is not None and LOCKED in self.decode(row.session_data):
            self[LOCKED] = True

    def _is_there(self) -> bool:
        if self._there is None or self._ends is None or self._there != self._plain(self._get_session()):
            return False
        return timezone.now() + self._length() - self._ends < min(_SPARE, self._length() / 10)

    def _length(self) -> timedelta:
        return timedelta(seconds=self.get_expiry_age())

    def _plain(self, found: dict[str, Any]) -> bytes:
        written: bytes = self.serializer().dumps(found)
        return written
