"""Reviews are read by a process of its own, structure and all: as here, within limits, and nothing in them is made up."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from nightlight import taxonomy
from nightlight.chronology.problems import Unreadable
from nightlight.cli.app import every_command
from nightlight.exchange.briefings import Apart, Limits, Refused, ReviewsApart, Why, apart, read_here
from nightlight.exchange.briefings.crossing import reading_of, reading_said
from nightlight.learning.structure import read
from nightlight.taxonomy import heading_lists, headings
from tests.unit.test_briefing_pdf import drawn, lines

OPEN = Path(__file__).parents[1] / "briefings" / "open"
REVIEW = "Learning briefing: Baby Larch\n\nKey findings\n\n- Nobody asked who was at home.\n"

#: Children that go wrong: what is put before the usual one is run.
ENDLESS = """
from nightlight.learning import structure
usual = structure.read
def endless(document, headings):
    while "endless" in document.text:
        pass
    return usual(document, headings)
structure.read = endless
"""
GREEDY = """
from nightlight.learning import structure
usual = structure.read
def greedy(document, headings):
    held = []
    while "greedy" in document.text:
        held.append(bytes(1_000_000))
    return usual(document, headings)
structure.read = greedy
"""
ALWAYS_MORE_PAGES = """
from nightlight.exchange.briefings import pace
def on(data, name):
    while True:
        time.sleep(0.01)
        pace.done(10**400)
child.read_here = on
child._Time.more = lambda time, pages: None
"""
SLOW_PAGES = """
from nightlight.exchange.briefings import pdf
usual = pdf.sheet_of
def slow(*given):
    time.sleep(0.5)
    return usual(*given)
pdf.sheet_of = slow
"""


@pytest.fixture
def child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import time\nfrom nightlight.exchange.briefings import child\n{request.param}\nchild.main()"
    monkeypatch.setattr(apart, "_CHILD", ("-c", code))


@pytest.mark.parametrize(
    "file", sorted(each for each in OPEN.iterdir() if each.suffix != ".json"), ids=lambda file: file.name
)
def test_a_review_is_read_apart_as_it_is_here(file: Path) -> None:
    with ReviewsApart(heading_lists()) as reviews:
        found = reviews.read_file(file)

    assert found == read(read_here(file.read_bytes(), file.name), headings())
    assert found.items


@pytest.mark.long
@pytest.mark.parametrize("child", [ENDLESS], indirect=True)
def test_a_structure_that_is_never_found_is_refused_in_time_and_the_next_review_is_read(child: None) -> None:
    data = f"{REVIEW}- endless\n".encode()
    with Apart(Limits(seconds=4)) as documents:
        assert documents.read(data, "a.txt").text == data.decode()
    with ReviewsApart(heading_lists(), Limits(seconds=4)) as reviews:
        with pytest.raises(Refused, match=r"^a\.txt: reading it takes longer than 4 seconds; ") as refused:
            reviews.read(data, "a.txt")

        assert refused.value.why is Why.time
        assert [each.text for each in reviews.read(REVIEW.encode(), "b.txt").items] == ["Nobody asked who was at home."]
        assert reviews.started == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("child", [GREEDY], indirect=True)
def test_a_structure_that_takes_too_much_memory_is_refused_and_the_next_review_is_read(child: None) -> None:
    with ReviewsApart(heading_lists(), Limits(memory=300_000_000)) as reviews:
        with pytest.raises(Refused, match="too much memory") as refused:
            reviews.read(f"{REVIEW}- greedy\n".encode(), "a.txt")

        assert refused.value.why is Why.memory
        assert reviews.read(REVIEW.encode(), "b.txt").items
        assert reviews.peak < 300_000_000


@pytest.mark.long
@pytest.mark.parametrize("child", [ENDLESS], indirect=True)
def test_a_command_says_which_review_took_too_long_and_reads_the_others(
    child: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, more in (("a", ""), ("b", "- endless\n"), ("c", "- Nobody wrote it down.\n")):
        (tmp_path / f"{name}.txt").write_text(REVIEW + more, encoding="utf-8")
    with ReviewsApart(heading_lists(), Limits(seconds=4)) as reviews:
        monkeypatch.setattr(apart, "_shared", {(os.getpid(), heading_lists()): reviews})

        found = CliRunner().invoke(every_command(), ["read", "--json", str(tmp_path)])
        kept = CliRunner().invoke(
            every_command(), ["reviews", "add", str(tmp_path), "--shelf", str(tmp_path / "a.shelf")]
        )
        listed = CliRunner().invoke(
            every_command(), ["reviews", "list", "--json", "--shelf", str(tmp_path / "a.shelf")]
        )

    assert [json.loads(line)["name"] for line in found.stdout.splitlines()] == ["a.txt", "c.txt"]
    assert "b.txt: reading it takes longer than 4 seconds" in found.stderr
    assert "1 of 3 could not be read." in found.stderr
    assert (found.exit_code, kept.exit_code) == (1, 1)
    assert "a.txt" in listed.stdout
    assert "b.txt" not in listed.stdout


@pytest.mark.long
@pytest.mark.parametrize("child", [SLOW_PAGES], indirect=True)
def test_a_long_document_gets_more_time_for_every_page_that_was_read(child: None) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(8):
            lines(canvas, [f"What was learned, part {number}"])
            canvas.showPage()

    data = drawn(draw)
    with Apart(Limits(seconds=3, page=2)) as documents:
        assert documents.read(data, "long.pdf").pages == 8
    with Apart(Limits(seconds=3, page=0)) as documents, pytest.raises(Refused, match="takes longer than 3 seconds"):
        documents.read(data, "long.pdf")


@pytest.mark.long
@pytest.mark.parametrize("child", [ALWAYS_MORE_PAGES], indirect=True)
def test_no_document_gets_more_time_than_the_most(child: None) -> None:
    with (
        Apart(Limits(seconds=1.0, page=1.0, longest=3.0)) as documents,
        pytest.raises(Refused, match="takes longer than 3 seconds") as refused,
    ):
        documents.read(b"Text", "a.txt")
    assert refused.value.why is Why.time


def test_what_a_child_makes_up_is_not_believed() -> None:
    said = json.loads(json.dumps(reading_said(read(read_here(REVIEW.encode(), "a.txt"), headings()))))
    forged = {**said, "items": [{**said["items"][0], "text": "Made up."}]}
    beyond = {**said, "items": [{**said["items"][0], "end": len(REVIEW) + 1}]}
    unknown = {**said, "items": [{**said["items"][0], "kind": "verdict"}]}

    assert reading_of(forged, "a.txt").items[0].text == "Nobody asked who was at home."
    for each in (beyond, unknown, {"document": 1}, {}):
        with pytest.raises(Refused, match="answered nonsense") as refused:
            reading_of(each, "a.txt")
        assert refused.value.why is Why.fault


BROKEN = {
    "no TOML": ("headings.toml", "\n[[section]]\n", "\n[[section\n", r"headings\.toml:(\d+): the file: it is not TOML"),
    "an unknown kind": ("cues.toml", '\nkind = "', '\nkind = "x', r"cues\.toml:(\d+): the entry that begins here: .*not a valid"),
    "a missing value": (
        "cues.toml", "\n[decision]\nphrases", "\n[decision]\nphrase", r"cues\.toml:(\d+): the entry that begins here: .*phrases",
    ),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_which_word_list_is_broken_and_where_is_said_once_for_any_number_of_reviews(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, sound, broken, expected = BROKEN[name]
    usual = taxonomy._text
    monkeypatch.setattr(
        taxonomy, "_text", lambda asked: usual(asked).replace(sound, broken, 1) if asked == file else usual(asked)
    )
    monkeypatch.setattr(taxonomy, "heading_lists", taxonomy.heading_lists.__wrapped__)
    monkeypatch.setattr(taxonomy, "headings", taxonomy.headings.__wrapped__)
    monkeypatch.setattr(apart, "_shared", {})
    for each in "abc":
        (tmp_path / f"{each}.txt").write_text(REVIEW, encoding="utf-8")

    found = CliRunner().invoke(every_command(), ["read", str(tmp_path)])

    assert isinstance(found.exception, Unreadable)
    (problem,) = found.exception.problems
    said = re.match(expected, problem.says())
    assert said is not None, problem.says()
    assert abs(int(said[1]) - usual(file)[: usual(file).index(sound)].count("\n") - 2) <= 1
    assert "a.txt" not in found.output


def test_a_child_that_blames_sound_word_lists_spoils_its_own_document_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "from nightlight.exchange.briefings import child\nusual = child._answer\n"
    code += "child._answer = lambda data, *more: {'lists': 'broken'} if b'endless' in data else usual(data, *more)\nchild.main()"
    monkeypatch.setattr(apart, "_CHILD", ("-c", code))
    monkeypatch.setattr(apart, "_shared", {})
    for name, more in (("a", "- endless\n"), ("b", "")):
        (tmp_path / f"{name}.txt").write_text(REVIEW + more, encoding="utf-8")

    found = CliRunner().invoke(every_command(), ["read", "--json", str(tmp_path)])

    assert [json.loads(line)["name"] for line in found.stdout.splitlines()] == ["b.txt"]
    assert "1 of 2 could not be read." in found.stderr
