"""A form that is sent after its session has ended still keeps what was typed, for whoever opened it and for nobody else.

The form carries a signed word: who opened it, for which family, of which form. Only the page that was shown to them holds it, so what
comes with it came from their page. It opens nothing: all that it allows is to put what was typed into their own draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core import signing

_SALT: Final = "nightlight.recording.kept_for"
#: As long as somebody may leave a page open and still find what they typed.
_HOURS: Final = 48


@dataclass(frozen=True)
class KeptFor:
    """Whose words they are, and where they belong."""

    sign_in: str
    key: str
    form: str


def signed(sign_in: str, key: str, form: str) -> str:
    """The word that a form carries."""
    return signing.dumps([sign_in, key, form], salt=_SALT, compress=True)


def read(word: str) -> KeptFor | None:
    """Whose words they are; `None` for a word that we did not sign, or that is too old."""
    try:
        found = signing.loads(word, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        return None
    return (
        KeptFor(*found)
        if isinstance(found, list) and len(found) == 3 and all(isinstance(each, str) for each in found)
        else None
    )
