"""What is not read, each said in one sentence with what to do; and the process that reads, held to its limits."""

from __future__ import annotations

import io
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nightlight.exchange.briefings import (
    Apart,
    Limits,
    Refused,
    Why,
    guard,
    package,
    read_document,
    read_file,
    read_here,
)
from nightlight.exchange.briefings.tidy import tidy
from nightlight.learning.document import Document
from tests.unit.briefing_files import p, packed, slide_shape, slides_parts, word, word_parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(stream: str) -> bytes:
    return OLE + b"\0" * 1000 + stream.encode("utf-16-le") + b"\0" * 100


def with_part(name: str, content: str | bytes = b"x") -> bytes:
    return packed({**word_parts(p("Text")), name: content})


def encrypted() -> bytes:
    data = bytearray(word(p("Text")))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def doubled() -> bytes:
    held = io.BytesIO(word(p("Text")))
    with zipfile.ZipFile(held, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    return held.getvalue()


def macro_kind() -> bytes:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    kinds = f"<Types xmlns='x'><Override PartName='/word/document.xml' ContentType='{kind}'/></Types>"
    return with_part("[Content_Types].xml", kinds)


def lying_size() -> bytes:
    """A file whose part says that it unpacks to little and unpacks to much."""
    data = bytearray(packed({**word_parts(p("Text")), "word/document.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if data[at + 46 :].startswith(b"word/document.xml"):
            data[at + 24 : at + 28] = struct.pack("<L", 1000)
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


REFUSED = [
    ("empty.txt", b"", Why.empty, "it is empty"),
    ("blank.txt", b"\xef\xbb\xbf \r\n\t\n", Why.empty, "it is empty"),
    ("nulls.docx", b"\0" * 100, Why.empty, "it is empty"),
    ("old.doc", ole("WordDocument"), Why.kind, r"Word file of the old kind \(.doc\); save it as .docx"),
    ("old.ppt", ole("PowerPoint Document"), Why.kind, "save it as .pptx"),
    ("old.xls", ole("Workbook"), Why.kind, "spreadsheet"),
    ("mail.msg", ole("__nameid_version1.0"), Why.kind, "e-mail"),
    ("some.ole", ole("Something"), Why.kind, "Office file of an old kind"),
    ("locked.docx", ole("EncryptedPackage"), Why.locked, "protected with a password"),
    ("locked-parts.docx", encrypted(), Why.locked, "protected with a password"),
    ("rich.doc", b"{\\rtf1 text}", Why.kind, "rich text"),
    ("picture.docx", b"\x89PNG\r\n\x1a\n", Why.kind, "picture"),
    ("film.mp4", b"\0\0\0\x18ftypmp42", Why.kind, "picture or a film"),
    ("many.gz", b"\x1f\x8b\x08\0text", Why.kind, "packed archive"),
    ("many.zip", packed({"a.docx": word(p("Text"))}), Why.kind, "unpack it and read the files in it"),
    ("run.txt", b"MZ\x90\0", Why.kind, "a program"),
    ("page.mht", b"From: a\r\nMIME-Version: 1.0\r\n\r\n<html>", Why.kind, "e-mail or a web page"),
    ("flat.xml", b'<?xml version="1.0"?><pkg:package xmlns:pkg="x">', Why.kind, "save it as .docx"),
    ("open.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"}), Why.kind, r"\(.odt\); save it as .docx"),
    ("open.odp", packed({"mimetype": "application/vnd.oasis.opendocument.presentation"}), Why.kind, "save it as .pptx"),
    ("book.epub", packed({"mimetype": "application/epub+zip"}), Why.kind, "e-book"),
    ("sheet.xlsx", packed({"xl/workbook.xml": "<x/>"}), Why.kind, "spreadsheet"),
    ("notes.pages", packed({"Index/Document.iwa": "x"}), Why.kind, "Pages or Keynote"),
    ("no-text.docx", packed({"[Content_Types].xml": "<Types/>"}), Why.damaged, "without its text"),
    ("words.docx", b"only words", Why.damaged, "no such file, or its beginning is lost"),
    ("words.xyz", b"only words", Why.kind, "not a kind of file that is read"),
    ("bytes.txt", b"a\0b\0\0c", Why.kind, "it is not text"),
    ("bytes2.txt", bytes(range(1, 256)), Why.damaged, "it is not text, or is damaged"),
    ("half.docx", word(p("Text"))[:-30], Why.damaged, "not fetched to its end"),
    ("macros.docm", with_part("word/vbaProject.bin"), Why.program, r"a program \(macros\)"),
    ("renamed.docx", macro_kind(), Why.program, r"a program \(macros\)"),
    ("doubled.docx", None, Why.damaged, "two parts of one name"),
    ("bomb.docx", with_part("word/media/a.xml", b"\0" * 30_000_000), Why.large, "unpacks to 30 MB; do not open it"),
    ("many-parts.docx", packed({**word_parts(p("x")), **{f"word/{n}": "" for n in range(6000)}}), Why.large, "6,004 parts"),
    ("lying.docx", lying_size(), Why.damaged, "is damaged"),
    ("bzip.docx", packed(word_parts(p("Text")), method=zipfile.ZIP_BZIP2), Why.damaged, "no office program uses"),
    ("deep.docx", word("<w:sdt><w:sdtContent>" * 200 + p("x") + "</w:sdtContent></w:sdt>" * 200), Why.damaged, "nested too deeply"),
    ("broken.docx", with_part("word/document.xml", "<w:document"), Why.damaged, "word/document.xml is damaged"),
    (
        "entity.docx",
        with_part("word/document.xml", "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>"),
        Why.damaged,
        "a document type",
    ),
    (
        "entity16.docx",
        with_part("word/document.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a SYSTEM "file:///x"><a/>'.encode("utf-16")),
        Why.damaged,
        "a document type",
    ),
    (
        "late-entity.docx",
        with_part("word/document.xml", "<!--" + "x" * 5000 + "--><!DOCTYPE a SYSTEM 'file:///x'><a/>"),
        Why.damaged,
        "a document type",
    ),
    ("silent.pptx", packed(slides_parts(slide_shape(""))), Why.empty, "no words in it"),
    ("silent.html", b"<html><body><img src=a></body></html>", Why.empty, r"no words in it \(1 picture was not read\)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "why", "said"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_not_read_is_refused_in_one_sentence(name: str, data: bytes | None, why: Why, said: str) -> None:
    data = doubled() if data is None else data

    with pytest.raises(Refused, match=said) as refused:
        read_here(data, name)

    assert refused.value.why is why
    assert str(refused.value) == f"{name}: {refused.value.what}; {refused.value.do}"
    assert "\n" not in str(refused.value)


def test_limits_on_size_are_held_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = word(p("Text " * 100))
    for limit, said in (
        ("MOST_BYTES", "MB, which is more than any briefing"),
        ("MOST_UNPACKED", "unpacks to more than"),
        ("_MOST_DIRECTORY", "parts"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(guard, limit, 100)
            with pytest.raises(Refused, match=said) as refused:
                read_here(data, "large.docx")
            assert refused.value.why is Why.large
    monkeypatch.setattr(package, "MOST_READ", 100)
    with pytest.raises(Refused, match="text unpacks to more"):
        read_here(data, "large.docx")


def test_a_text_larger_than_any_briefing_is_refused() -> None:
    with pytest.raises(Refused, match="of text; a briefing is at most"):
        read_here(b"word " * 3_000_000, "large.txt")


def test_the_kind_goes_by_what_is_in_a_file_before_its_name() -> None:
    assert read_here(word(p("Text")), "misnamed.pdf").media == guard.MEDIA[guard.Format.docx]
    assert read_here(packed(slides_parts(slide_shape("Text"))), "misnamed.docx").media == guard.MEDIA[guard.Format.pptx]
    assert read_here(b"<!doctype html><p>Text", "page").media == "text/html"
    assert read_here(b"<!doctype html><p>Text", "page.txt").text == "<!doctype html><p>Text"
    assert read_here(b"# Text", "notes.md").text == "# Text"


def test_a_program_within_a_file_within_a_file_is_never_opened() -> None:
    document = read_here(with_part("word/embeddings/inner.docm", with_part("word/vbaProject.bin")), "outer.docx")

    assert document.text == "Text"


def test_a_refusal_survives_being_sent_and_keeps_its_words_on_one_line() -> None:
    refused = pickle.loads(
        pickle.dumps(Refused("a\nb\x1b.doc" + "x" * 500, "it is damaged", "fetch it again", Why.damaged))
    )

    assert "\n" not in str(refused)
    assert "\x1b" not in str(refused)
    assert len(str(refused)) < 200


def test_lines_of_nothing_but_blanks_are_settled_in_linear_time() -> None:
    assert tidy("a" + "\t" * 200_000 + "b" + " " * 200_000 + "c") == "a" + "\t" * 200_000 + "b c"


# Files


def test_a_file_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "briefing.txt"
    path.write_bytes(b"Key learning\n")

    assert read_file(path).name == "briefing.txt"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, said in (
        (tmp_path / "missing.docx", "no such file"),
        (tmp_path, "it is a folder"),
        (tmp_path / "pipe.txt", "it is no file"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (Path("a\0b"), "cannot be read"),
    ):
        with pytest.raises(Refused, match=said) as refused:
            read_file(path)
        assert refused.value.why is Why.missing


# Apart


def test_reading_apart_gives_the_same_document_as_reading_here() -> None:
    for data, name in (
        (word(p("Text")), "a.docx"),
        (packed(slides_parts(slide_shape("One"), notes={1: "n"})), "b.pptx"),
        ("é\f☃".encode(), "c.txt"),
    ):
        assert read_document(data, name) == read_here(data, name)


def test_one_process_reads_many_files_and_outlives_refusals() -> None:
    with Apart() as reading:
        for _ in range(3):
            assert reading.read(b"Text", "a.txt").text == "Text"
            with pytest.raises(Refused, match="old kind"):
                reading.read(ole("WordDocument"), "b.doc")
        assert reading.started == 1
        assert 0 < reading.peak < 200_000_000


def test_a_process_is_replaced_after_so_many_files() -> None:
    with Apart(Limits(files=2)) as reading:
        for _ in range(5):
            reading.read(b"Text", "a.txt")

        assert reading.started == 3


def slow() -> bytes:
    """Quick to check and slow to read: a hundred thousand lists, each in a place of its own."""
    return word("".join(p(f"entry {n}") for n in range(150_000)))


def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    with Apart(Limits(seconds=2)) as reading:
        with pytest.raises(Refused, match="takes longer than") as refused:
            reading.read(slow(), "slow.docx")
        assert refused.value.why is Why.time
        assert reading.read(b"Text", "a.txt").text == "Text"
        assert reading.started == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count a process's time for it")
def test_a_document_that_takes_too_much_of_the_processor_is_refused() -> None:
    with (
        Apart(Limits(seconds=60, processor=0)) as reading,
        pytest.raises(Refused, match="takes longer than") as refused,
    ):
        reading.read(slow(), "slow.docx")
    assert refused.value.why is Why.time


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_document_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    with Apart(Limits(memory=150_000_000)) as reading:
        with pytest.raises(Refused) as refused:
            reading.read(slow(), "huge.docx")
        assert refused.value.why is Why.memory
        assert reading.read(b"Text", "a.txt").text == "Text"
        assert reading.peak < 150_000_000


def test_a_reader_that_ends_in_the_middle_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    with Apart() as reading:
        reading.read(b"Text", "a.txt")
        process = reading._process
        assert process is not None
        process.kill()
        process.wait()

        assert reading.read(b"Text", "a.txt").text == "Text"
        assert reading.started == 2


def test_an_interrupt_leaves_nothing_that_answers_the_next_question_with_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Apart() as reading:
        with monkeypatch.context() as patch:

            def interrupted(*_: object) -> Document:
                raise KeyboardInterrupt

            patch.setattr("nightlight.exchange.briefings.apart._exchange", interrupted)
            with pytest.raises(KeyboardInterrupt):
                reading.read(b"First", "a.txt")

        assert reading.read(b"Second", "b.txt").text == "Second"


def test_a_fault_of_our_own_is_a_refusal_that_says_so() -> None:
    """In the child, whatever goes wrong with one file ends in a sentence, and the process is replaced."""
    code = (
        "import sys; from nightlight.exchange.briefings import child, read, guard\n"
        "def broken(data, name): raise KeyError(name)\n"
        "read.READERS[guard.Format.txt] = broken\n"
        "print(child._answer(b'Text', 'a.txt'))\n"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "our reader failed on it (KeyError)" in said
    assert "fault" in said
