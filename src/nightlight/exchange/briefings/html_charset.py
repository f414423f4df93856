"""In which alphabet a web page is kept."""

from __future__ import annotations

import codecs
import re
from typing import Final

from nightlight.exchange.briefings.plain import decoded

_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:-]{2,40})",
    re.IGNORECASE,
)
#: What pages are kept in; other names of Python's are no alphabets of pages, and some are slow or change more than letters.
_ALPHABETS: Final = re.compile(
    r"utf-8|cp125\d|iso8859-\d+|mac-roman|koi8-[ru]|ascii|big5|gb\w+|shift_jis|euc_\w+|iso2022_jp"
)
_MARKED: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def page_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a page and what is to be said of it: by its first bytes, by what it declares, else UTF-8, else cp1252.

    Raises `Refused` where the bytes are no text.
    """
    found = None if data.startswith(_MARKED) else _DECLARED.search(data[:4096])
    if found is not None:
        declared = (found[1] or found[2]).decode("ascii", "replace")
        try:
            code = codecs.lookup(declared).name
            # Browsers read both of these as the Windows alphabet, which fills their gaps.
            code = "cp1252" if code in ("iso8859-1", "ascii") else code
            if _ALPHABETS.fullmatch(code) and not (code == "cp1252" and _is_utf8(data)):
                return data.decode(code).replace("\0", ""), ()
        except (LookupError, UnicodeDecodeError):
            pass
    text, notes = decoded(data, name)
    return text.replace("\0", ""), notes


def _is_utf8(data: bytes) -> bool:
    """Whether bytes with accents are UTF-8: pages that say otherwise are wrong about themselves more often than by chance."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
