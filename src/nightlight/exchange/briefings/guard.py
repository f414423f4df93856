"""What is looked at before a document is read: its size, its kind, and whether it is safe to open.

Nothing of a document is unpacked or parsed until it has passed here. The limits are far above any briefing and far below
what hurts a small machine; time and memory are held by the process that reads (`apart.py`).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

from lxml import etree

from nightlight.exchange.briefings.refused import Refused, Why, damaged

#: Bytes of a file: a briefing with many pictures has ten million or so.
MOST_BYTES: Final = 60_000_000
#: Bytes of a web page or a text: these hold no pictures.
MOST_TEXT_BYTES: Final = 10_000_000
#: Parts within a Word or slides file.
MOST_MEMBERS: Final = 5_000
#: What all parts may unpack to, and one part of text by itself.
MOST_UNPACKED: Final = 500_000_000
MOST_PART: Final = 40_000_000
#: How many times its packed size a part may unpack to. Text in XML packs 10 to 50 times; only a bomb packs 300.
MOST_RATIO: Final = 300
_RATIO_FROM: Final = 2_000_000
#: The list of parts at the end of the file, which has to be read before they can be counted.
_MOST_DIRECTORY: Final = 2_000_000

_ZIP_END: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"\0\0\1\0", b"8BPS")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_MACROS: Final = re.compile(r"vbaproject|vbadata|(?:^|/)macrosheets/", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PAGE: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|main|article|h[1-6]|p|table|ul|ol)[\s>/]", re.IGNORECASE
)

_AS_DOCX: Final = "save it as .docx and read that"
_AS_PPTX: Final = "save it as .pptx and read that"


class Format(StrEnum):
    """The kinds of documents that are read."""

    docx = "docx"
    pptx = "pptx"
    pdf = "pdf"
    html = "html"
    txt = "txt"


MEDIA: Final = {
    Format.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.pdf: "application/pdf",
    Format.html: "text/html",
    Format.txt: "text/plain",
}
ENDINGS: Final = {
    "docx": Format.docx, "dotx": Format.docx, "pptx": Format.pptx, "ppsx": Format.pptx, "potx": Format.pptx, "pdf": Format.pdf,
    "html": Format.html, "htm": Format.html, "xhtml": Format.html, "txt": Format.txt, "text": Format.txt, "md": Format.txt,
    "markdown": Format.txt,
}  # fmt: skip


def kind_of(data: bytes, name: str) -> Format:
    """The kind of a document: by what is in it, then, for texts, by the ending of its name.

    Raises `Refused` for what is not read, saying what it is and what to save it as.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            name,
            f"it is larger than {MOST_BYTES // 10**6} MB, which is more than any briefing",
            "save it with smaller pictures, or without them",
            Why.large,
        )
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise Refused(name, "it is empty", "fetch it again from where it was published", Why.empty)
    if data.startswith(b"PK"):
        return _in_zip(data, name)
    # Some programs put a few bytes before the mark of a PDF; readers look for it in the first 1,024.
    if b"%PDF-" in data[:1024]:
        return Format.pdf
    _refuse_by_mark(data, name)
    return _text_kind(data, name)


def _refuse_by_mark(data: bytes, name: str) -> None:
    start = data[:4096]
    if data.startswith(_OLE):
        raise _old_office(data, name)
    if data.startswith(b"{\\rtf"):
        raise Refused(name, "it is a rich text file (.rtf)", _AS_DOCX, Why.kind)
    if data.startswith(_PICTURES) or data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise Refused(
            name,
            "it is a picture or a film, which holds no text",
            "ask who published it for the document itself",
            Why.kind,
        )
    if data.startswith(_ARCHIVES):
        raise Refused(name, "it is a packed archive", "unpack it and read the files in it", Why.kind)
    if data.startswith(_PROGRAMS):
        raise Refused(name, "it is a program", "do not open it; ask who sent it what it is", Why.kind)
    if re.match(rb"(?:[\w-]+:[^\r\n]*\r?\n)*mime-version:", start, re.IGNORECASE):
        raise Refused(
            name,
            "it is an e-mail or a web page saved with its pictures (.mht)",
            "save it as a web page, HTML only",
            Why.kind,
        )
    if b"pkg:package" in start or b'progid="Word.Document"' in start:
        raise Refused(name, "it is Word's text in one XML file", _AS_DOCX, Why.kind)


def _text_kind(data: bytes, name: str) -> Format:
    ending = ENDINGS.get(_ending(name))
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not wide:
        raise _not_one(name, ending)
    if len(data) > MOST_TEXT_BYTES:
        raise Refused(
            name,
            f"it is {len(data) // 10**6} MB of text; a briefing is at most {MOST_TEXT_BYTES // 10**6} MB",
            "read the part that is the briefing",
            Why.large,
        )
    if ending in (Format.docx, Format.pptx, Format.pdf):
        raise _not_one(name, ending)
    if ending is Format.html:
        return Format.html
    if ending is Format.txt:
        return Format.txt
    start = data[:4096].replace(b"\0", b"") if wide else data[:4096]
    if _PAGE.search(start) and start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return Format.html
    if not _ending(name):
        return Format.txt
    raise _not_one(name, None)


def _not_one(name: str, ending: Format | None) -> Refused:
    if ending in (Format.docx, Format.pptx, Format.pdf):
        return Refused(
            name,
            f"its name ends in .{_ending(name)} but it is no such file, or its beginning is lost",
            "fetch it again from where it was published",
            Why.damaged,
        )
    if ending is not None:
        return Refused(name, "it is not text", "name a Word, PDF, slides, web page or text file", Why.kind)
    return Refused(name, "it is not a kind of file that is read", "read a .docx, .pdf, .pptx, .html or .txt", Why.kind)


def _ending(name: str) -> str:
    before, dot, after = name.rpartition(".")
    return after.lower() if dot and before and len(after) <= 8 and after.isalnum() else ""


def _old_office(data: bytes, name: str) -> Refused:
    """What an Office file of the kind before 2007 is, by the names of its streams."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return Refused(
            name, "it is protected with a password", "save it without the password and read that", Why.locked
        )
    if holds("WordDocument"):
        return Refused(name, "it is a Word file of the old kind (.doc)", _AS_DOCX, Why.kind)
    if holds("PowerPoint Document"):
        return Refused(name, "it is a slides file of the old kind (.ppt)", _AS_PPTX, Why.kind)
    if holds("Workbook") or holds("Book"):
        return Refused(name, "it is a spreadsheet", "a briefing is a document; read a .docx, .pdf or .pptx", Why.kind)
    if holds("__nameid_version1.0"):
        return Refused(name, "it is an e-mail", "save what is attached to it and read that", Why.kind)
    return Refused(name, "it is an Office file of an old kind", "save it as .docx or .pptx and read that", Why.kind)


def _in_zip(data: bytes, name: str) -> Format:
    archive = opened(data, name)
    names = {each.filename.replace("\\", "/").lstrip("/").lower() for each in archive.infolist()}
    if any(each.startswith("word/") for each in names):
        return Format.docx
    if any(each.startswith("ppt/") for each in names):
        return Format.pptx
    if any(each.startswith("xl/") for each in names):
        raise Refused(name, "it is a spreadsheet", "a briefing is a document; read a .docx, .pdf or .pptx", Why.kind)
    if "mimetype" in names:
        what, do = _by_mimetype(archive)
        raise Refused(name, what, do, Why.kind)
    if any(each.startswith("index/") or each.endswith(".iwa") for each in names):
        raise Refused(name, "it is a Pages or Keynote file", "export it as .docx or .pptx and read that", Why.kind)
    if "[content_types].xml" in names or _ending(name) in ("docx", "pptx"):
        raise damaged(name, "it is a Word or slides file without its text")
    raise Refused(name, "it is a packed archive (.zip)", "unpack it and read the files in it", Why.kind)


def _by_mimetype(archive: zipfile.ZipFile) -> tuple[str, str]:
    try:
        with archive.open("mimetype") as stream:
            said = stream.read(100).decode("ascii", "replace")
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError):
        said = ""
    if "epub" in said:
        return "it is an e-book (.epub)", "read the PDF or Word file that it was made from"
    if "presentation" in said:
        return "it is a LibreOffice presentation (.odp)", _AS_PPTX
    if "opendocument" in said:
        return "it is a LibreOffice document (.odt)", _AS_DOCX
    return "it is a packed archive of a kind that is not read", "read a .docx, .pdf, .pptx, .html or .txt"


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The parts of a Word or slides file, counted and measured; none has been unpacked.

    Raises `Refused` for what is broken, has a password, a program, two parts of one name, or unpacks to too much.
    """
    _measure_directory(data, name)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, struct.error, OSError, ValueError, EOFError):
        # UnicodeDecodeError is a ValueError: a part's name that is no text.
        raise damaged(name, "it is damaged or was not fetched to its end") from None
    if len(members) > MOST_MEMBERS:
        raise Refused(name, f"it holds {len(members):,} parts; no document has so many", "do not open it", Why.large)
    if sum(each.file_size for each in members) > MOST_UNPACKED:
        raise Refused(name, f"it unpacks to more than {MOST_UNPACKED // 10**6} MB", "do not open it", Why.large)
    seen: set[str] = set()
    for each in members:
        _check_member(each, seen, name)
    return archive


def _check_member(member: zipfile.ZipInfo, seen: set[str], name: str) -> None:
    part = member.filename.replace("\\", "/").lstrip("/").lower()
    if part in seen:
        raise damaged(name, f"it has two parts of one name ({part})")
    seen.add(part)
    if _MACROS.search(part):
        raise Refused(
            name,
            "it holds a program (macros), and a published briefing needs none",
            "save it as .docx or .pptx, which keeps the text and drops the program, and read that",
            Why.program,
        )
    if member.flag_bits & 0x1:
        raise Refused(name, "it is protected with a password", "save it without the password and read that", Why.locked)
    if member.file_size > _RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise Refused(name, f"its part {part} unpacks to {member.file_size // 10**6} MB", "do not open it", Why.large)


def _measure_directory(data: bytes, name: str) -> None:
    """Refuses a list of parts that by its size alone is no document's, before Python makes an object of each."""
    at = data.rfind(_ZIP_END, max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        raise damaged(name, "it is damaged or was not fetched to its end")
    size = struct.unpack_from("<L", data, at + 12)[0]
    if size > _MOST_DIRECTORY:
        raise Refused(name, "it holds more parts than any document has", "do not open it", Why.large)


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, most: int = MOST_PART) -> bytes:
    """The bytes of one part, checked against its checksum.

    Raises `Refused` where it is broken, or larger than `most`, whatever it says of its own size.
    """
    if member.file_size > most:
        raise Refused(
            name,
            f"its part {member.filename} unpacks to {member.file_size // 10**6} MB",
            "read the part that is the briefing",
            Why.large,
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(name, f"its part {member.filename} is packed in a way that no office program uses")
    try:
        with archive.open(member) as stream:
            found = stream.read(most + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        struct.error,
    ):
        raise damaged(name, f"its part {member.filename} is damaged") from None
    if len(found) > most:
        raise Refused(name, f"its part {member.filename} is too large", "read the part that is the briefing", Why.large)
    return found


def parsed(data: bytes, part: str, name: str) -> Any:
    """The root of an XML part. Nothing that it names elsewhere is fetched and no entity is put in.

    Raises `Refused` where it is broken, nested deeper than 256, or brings a document type with it (none may).
    """
    head = data[:4096]
    if _DOCTYPE.search(head) or _DOCTYPE.search(head.replace(b"\0", b"")):
        raise damaged(name, f"its part {part} defines words of its own (a document type), as no office program does")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        if any(each.type_name == "ERR_NO_MEMORY" for each in parser.error_log):
            raise MemoryError from None
        if any("DEPTH" in str(each.message).upper() for each in parser.error_log):
            raise damaged(name, f"its part {part} is nested too deeply") from None
        raise damaged(name, f"its part {part} is damaged") from None
    if root is None:
        raise damaged(name, f"its part {part} is damaged")
    if root.getroottree().docinfo.doctype:
        raise damaged(name, f"its part {part} defines words of its own (a document type), as no office program does")
    return root
