"""The parts of a Word or slides file and what they say of one another."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from nightlight.exchange.briefings import guard
from nightlight.exchange.briefings.refused import Refused, Why, damaged

RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: What all the parts that are read may come to together.
MOST_READ: Final = 120_000_000

#: The stricter edition of the format says the same under other names.
_STRICT: Final = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/presentationml/main": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "http://purl.oclc.org/ooxml/drawingml/chart": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://purl.oclc.org/ooxml/drawingml/picture": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/math": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": OFFICE,
}


_TOLD_OF: Final = re.compile(
    r"word/(?:styles|numbering|footnotes|endnotes)\d*\.xml|ppt/(?:slides|notesslides)/[^/]+\.xml|(?:word|ppt)/diagrams/data\d*\.xml"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part says of another: `type` is the last word of its kind ("footnotes"), `target` a part, or an address
    where `outside`."""

    type: str
    target: str
    outside: bool


class Package:
    """A Word or slides file, its parts unpacked and parsed only when they are asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._archive = guard.opened(data, name)
        self._members: dict[str, zipfile.ZipInfo] = {
            each.filename.replace("\\", "/").lstrip("/").lower(): each for each in self._archive.infolist()
        }
        self._roots: dict[str, Any] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._read = 0
        self._refuse_programs()
        self._refuse_orphans()

    def holds(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self._members

    def root(self, part: str) -> Any:
        """The parsed part.

        Raises `Refused` where it is missing or broken: a document is read whole or not at all.
        """
        found = self._roots.get(part.lower())
        if found is None:
            found = self._roots[part.lower()] = _one_edition(guard.parsed(self._bytes(part), part, self.name))
        return found

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part says of others, by the ids that its text uses; "" is the file itself."""
        found = self._relations.get(part.lower())
        if found is None:
            folder, file = posixpath.split(part)
            where = posixpath.join(folder, "_rels", f"{file}.rels")
            found = self._relations[part.lower()] = self._read_relations(where, folder) if self.holds(where) else {}
        return found

    def first(self, part: str, type_: str) -> str | None:
        """The part of a kind that another names; None where it names none.

        Raises `Refused` where it names one that is not there.
        """
        for each in self.relations(part).values():
            if each.type == type_ and not each.outside:
                if not self.holds(each.target):
                    raise damaged(self.name, f"its part {each.target} is missing")
                return each.target
        return None

    def named(self, part: str, id_: str | None, type_: str) -> str:
        """The part that an id in a text stands for.

        Raises `Refused` where there is none: the words in it would be lost without a sign.
        """
        relation = self.relations(part).get(id_ or "")
        if relation is None or relation.outside or relation.type != type_ or not self.holds(relation.target):
            raise damaged(self.name, f"a part that its text needs ({type_}) is missing")
        return relation.target

    def main(self, usual: str) -> str:
        """The part with which reading begins; where the file does not say, the one that office programs write."""
        found = self.first("", "officeDocument")
        if found is None and self.holds(usual):
            found = usual
        if found is None:
            raise damaged(self.name, "its text is missing")
        return found

    def _bytes(self, part: str) -> bytes:
        member = self._members.get(part.lower())
        if member is None:
            raise damaged(self.name, f"its part {part} is missing")
        self._read += member.file_size
        if self._read > MOST_READ:
            raise Refused(
                self.name,
                f"its text unpacks to more than {MOST_READ // 10**6} MB",
                "read the part that is the briefing",
                Why.large,
            )
        return guard.unpacked(self._archive, member, self.name)

    def _read_relations(self, where: str, folder: str) -> dict[str, Relation]:
        found = {}
        for each in self.root(where).iterfind(f"{{{RELATIONS}}}Relationship"):
            target = each.get("Target") or ""
            outside = each.get("TargetMode") == "External"
            if not outside:
                path = unquote(target.replace("\\", "/"))
                path = path if path.startswith("/") else posixpath.join("/", folder, path)
                target = posixpath.normpath(path).lstrip("/")
            type_ = (each.get("Type") or "").rstrip("/").rpartition("/")[2]
            found[each.get("Id") or ""] = Relation(type_, target, outside)
        return found

    def _refuse_orphans(self) -> None:
        """A part with words, or that says what words are, and that nothing names any more: the file lost what named it.

        Reading on would give a document without its footnotes, or with lists that lost their numbers, and no sign of it.
        """
        orphans = {each for each in self._members if _TOLD_OF.fullmatch(each)}
        if not orphans:
            return
        for each in self._members:
            folder, _, file = each.rpartition("/")
            if folder.endswith("_rels") and file.endswith(".rels"):
                part = posixpath.join(folder.removesuffix("_rels").rstrip("/"), file.removesuffix(".rels"))
                orphans -= {tie.target.lower() for tie in self.relations(part).values() if not tie.outside}
        if orphans:
            raise damaged(self.name, f"it has lost the thread to its part {min(orphans)}")

    def _refuse_programs(self) -> None:
        """A program may go under any name; the list of kinds then says that it is one."""
        if not self.holds("[content_types].xml"):
            return
        for each in self.root("[Content_Types].xml"):
            kind = (each.get("ContentType") or "").lower()
            if "macroenabled" in kind or "vbaproject" in kind:
                raise Refused(
                    self.name,
                    "it holds a program (macros), and a published briefing needs none",
                    "save it as .docx or .pptx, which keeps the text and drops the program, and read that",
                    Why.program,
                )


def local(element: Any) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def whole(said: str | None, least: int, most: int) -> int | None:
    """The whole number that an attribute states; None where it states none within the bounds.

    >>> whole("7", 0, 8), whole("ten", 0, 8), whole("99999999999", 0, 8)
    (7, None, None)
    """
    try:
        found = int(said) if said is not None and len(said) < 16 else None
    except ValueError:
        return None
    return found if found is not None and least <= found <= most else None


def _one_edition(root: Any) -> Any:
    """The part with the names of the usual edition, where it was written in the stricter one."""
    if not any(each in _STRICT for each in root.nsmap.values()):
        return root
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        space, _, name = element.tag[1:].rpartition("}") if element.tag.startswith("{") else ("", "", element.tag)
        if space in _STRICT:
            element.tag = f"{{{_STRICT[space]}}}{name}"
        for key, value in list(element.attrib.items()):
            space, _, name = key[1:].rpartition("}") if key.startswith("{") else ("", "", key)
            if space in _STRICT:
                del element.attrib[key]
                element.attrib[f"{{{_STRICT[space]}}}{name}"] = value
    return root
