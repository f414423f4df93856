"""Keys of a record in addresses: a record read from a case file may call a person or an entry anything."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from django.urls import register_converter

#: What would end a part of an address or be taken out of it; with `%`, so that nothing is read as quoted that was not.
_NOT_PLAIN: Final = re.compile(r"[%/\\\x00-\x1f\x7f]|^\.+$")


class KeyConverter:
    """A key as one part of an address: what an address cannot hold is quoted once more than addresses are.

    >>> KeyConverter().to_url("partner/2"), KeyConverter().to_python("partner%2F2")
    ('partner%2F2', 'partner/2')
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The key of a part of an address."""
        return unquote(value)

    def to_url(self, value: str) -> str:
        """The part of an address for a key."""
        return _NOT_PLAIN.sub(lambda found: "".join(f"%{ord(each):02X}" for each in found[0]), value)


def register() -> None:
    """Makes `<key:...>` known to addresses; to be called before they are read, and once."""
    register_converter(KeyConverter, "key")
