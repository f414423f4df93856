"""Remnants of markup in a text, and a text in one line without them."""

from __future__ import annotations

import html
import re
from typing import Final

#: A mark that a word processor left before the words: no part of them.
LEADING: Final = re.compile(r"(?:\[bookmark: ?[^\]\n]{0,80}\]|<a (?:id|name)=\"?[^>\n]{0,80}\"?>(?:</a>)?)[ \t]*")
_BOOKMARK: Final = re.compile(r"\[bookmark: ?[^\]\n]{0,80}\]")
_TAG: Final = re.compile(
    r"</?(?:u|b|i|em|strong|span|br|p|sup|sub|font|a|div|mark|s|ins|del|center)(?: [^<>\n]{0,120})? ?/?>", re.I
)
_PICTURE: Final = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
_LINK: Final = re.compile(r"\[([^\[\]]{1,600})\]\(([^()\n]{0,500})\)")
_EMPTY_LINK: Final = re.compile(r"\(#\)")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_STRONG: Final = re.compile(r"(\*{1,3}|__)(?=[^\s*])([^*\n]{1,600}?)(?<=[^\s*])\1(?!\w)")
_SPLIT: Final = re.compile(r"([^\W\d_]{1,30})(?:-|‐)[ \t]*(?:\r\n|\r|\n)[ \t]*([^\W\d_]{1,30})")
_PREFIXES: Final = frozenset(
    [
        "multi",
        "pre",
        "post",
        "non",
        "long",
        "short",
        "self",
        "inter",
        "co",
        "early",
        "high",
        "low",
        "well",
        "one",
        "two",
        "re",
        "anti",
        "ante",
        "full",
        "part",
        "cross",
        "under",
        "over",
        "in",
    ]
)
#: The address of a page, with or without its scheme.
ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S{3,300}|(?<![\w@.])[a-z0-9][a-z0-9-]{0,60}(?:\.[a-z0-9-]{1,60}){0,4}\."
    r"(?:uk|com|org|net|wales|cymru|scot|gov|info|nhs|example|london|eu|io)(?:/\S{0,300})?(?!\w)",
    re.I,
)


_DOT: Final = re.compile(r"\.\w|://")


def address(text: str) -> re.Match[str] | None:
    """The first address of a page in a text, or None."""
    return ADDRESS.search(text) if _DOT.search(text) is not None else None


def unwrapped(text: str) -> str:
    """A text whose words that were broken at the end of a line are whole again; other line ends are left.

    >>> unwrapped("the safe-\\nguarding of a multi-\\nagency team")
    'the safeguarding of a multi-agency team'
    """
    if "-" not in text and "‐" not in text and "\u00ad" not in text:
        return text

    def whole(found: re.Match[str]) -> str:
        first, second = found.group(1), found.group(2)
        keep = first.casefold() in _PREFIXES or second[:1].isupper() or (first[:1].isupper() and len(first) < 3)
        return f"{first}{'-' if keep else ''}{second}"

    return _SPLIT.sub(whole, text).replace("\u00ad", "")


def bare(text: str) -> str:
    """A text without the remnants of markup: tags, links, escapes, entities. Its words stay.

    >>> bare("[Voice of the <u>Child</u>](#) \\\\(toolkit\\\\)")
    'Voice of the Child (toolkit)'
    """
    if "[" in text:
        text = _BOOKMARK.sub("", text)
        text = _PICTURE.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "(#)" in text:
        text = _EMPTY_LINK.sub("", text)
    if "*" in text or "__" in text:
        text = _STRONG.sub(r"\2", text)
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return text


def flat(text: str) -> str:
    """A text in one line: broken words whole, remnants of markup gone, one space between words."""
    if not any(mark in text for mark in "-‐\u00ad[<\\(*_&"):
        return " ".join(text.split())
    return " ".join(bare(unwrapped(text)).split())


def linked(text: str) -> bool:
    """Whether a text holds a link that was left in it as markup."""
    return "](" in text and _LINK.search(text) is not None


def only_link(text: str) -> bool:
    """Whether a text is nothing but a link or an address."""
    trimmed = text.strip().rstrip(".:")
    found = _LINK.fullmatch(trimmed)
    if found is not None:
        return True
    page = ADDRESS.match(trimmed)
    return page is not None and page.end() == len(trimmed)
