"""Asking a provider of single sign-on something, so that one that is slow, or answers without end, holds nobody up."""

from __future__ import annotations

import time
from typing import Any, Final

import requests
from urllib3.exceptions import HTTPError

#: Letters of an answer; a provider's keys are a few thousand.
_LONGEST: Final = 1_000_000


class Asking(requests.Session):
    """Asks, waits for so many `seconds` in all, and follows nobody elsewhere."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def request(self, *arguments: Any, **more: Any) -> requests.Response:
        """An answer, read whole.

        Raises `requests.RequestException` where there is none in time, or it is too long.
        """
        until = time.monotonic() + self._seconds
        more |= {"timeout": self._seconds, "stream": True, "allow_redirects": False}
        answer = super().request(*arguments, **more)
        body = bytearray()
        try:
            while part := answer.raw.read1(65_536, decode_content=True):
                body += part
                if len(body) > _LONGEST:
                    raise requests.RequestException("the answer is too long")
                if time.monotonic() > until:
                    raise requests.Timeout("the answer took too long")
        except requests.RequestException:
            raise
        except (HTTPError, OSError) as wrong:
            raise requests.ConnectionError("the answer broke off") from wrong
        finally:
            answer.close()
        answer._content = bytes(body)
        answer._content_consumed = True
        return answer
