"""The page of a replay as an answer: it brings its own style sheet, so it gets a content policy of its own."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from typing import Final

from csp.constants import NONE
from django.http import HttpResponse

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_TOP: Final = '<div class="page">\n'


def framed(page: str, back: str) -> HttpResponse:
    """The page with a way back to the family. Its one style sheet is allowed by its hash; no script runs and nothing is fetched."""
    link = f'<p><a href="{escape(back, quote=True)}">Back to the chronology</a></p>\n'
    response = HttpResponse(page.replace(_TOP, _TOP + link, 1))
    response._csp_replace = {  # what django-csp's decorator sets, which knows no hash beforehand
        "default-src": [NONE],
        "style-src": [f"'sha256-{_hash(page)}'"],
        "script-src": [NONE],
        "img-src": [NONE],
        "font-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
    }
    return response


def _hash(page: str) -> str:
    styles = _STYLE.findall(page)
    if len(styles) != 1:
        raise ValueError(f"the page of a replay has one style sheet, and this one {len(styles)}")
    return base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
