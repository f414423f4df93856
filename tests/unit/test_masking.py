"""However a review writes a telephone number or an e-mail address of a person, and wherever its lines break, it is not shown."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nightlight.cli.app import every_command
from nightlight.learning.masking import HIDDEN, contacts_in, masked, shown, with_cut_contacts_hidden
from tests.unit.readings_by_hand import reading

NUMBERS = [
    "01632 960123", "01632 960 123", "(01632) 960123", "(01632)960-123", "01632-960-123", "01632.960.123", "0163 296 0123",
    "016 32 96 01 23", "01 632 960 123", "+44 1632 960123", "+44 (0)1632 960123", "+44(0)1632 960123", "0044 1632 960123",
    "00441632960123", "44 1632 960123", "(+44) 1632 960123", "+44-1632-960-123", "+44.1632.960.123", "07700900123",
    "077 0090 0123", "+447700900123", "020 7946 0123", "(020) 7946 0123", "0 7 7 0 0 9 0 0 1 2 3", "(0)1632 960123",
    "O1632 960123", "01632\u2011960\u2011123", "01632 – 960123", "01632 — 960123", "01632 − 960123", "01632 · 960123",
    "０１６３２ ９６０１２３", "01632\u200b960123", "01632\t960123", "01632  960   123", "01632/960123",
    "01632\n960123", "01632 960\n123", "01632 96-\n0123", "01632-\n960123", "(01632)\n960123", "07700\n    900123",
    "07700 900\r\n123", "0770\n0900 123", "+44\n7700 900123", "+44 7700\n900 123", "077-\n00900123", "0\n7700 900123",
    "07700\n900\n123", "07700 9\n00123", "020 7946\n0123",
]  # fmt: skip
ADDRESSES = [
    "a.worker@example.org", "a.worker@\nexample.org", "a.worker\n@example.org", "a.worker\n  @example.org", "a.worker@\r\nexample.org",
    "a.wor-\nker@example.org", "a.worker@exam-\nple.org", "a.worker@exam\nple.org", "a.worker@example.\norg", "a.worker@example\n.org",
    "a.worker @ example . org", "a.worker(at)example.org", "a.worker [AT] example [dot] org", "a.worker at example dot org",
    "a.\nworker@example.org", "a.worker@sub.\nexample.org", "a.worker＠example.org", "a.worker@exam\u00adple.org",
    "a.worker@\u200bexample.org", "a.worker&#64;example.org", "a.worker%40example.org", "a.worker@example",
]  # fmt: skip


@pytest.mark.parametrize("contact", [*NUMBERS, *ADDRESSES])
def test_a_number_or_an_address_is_masked_whole_however_it_is_written(contact: str) -> None:
    text = f"Ask {contact} before Friday"

    assert masked(text) == "Ask [not shown] before Friday"
    assert contacts_in(text) == [(4, 4 + len(contact))]


@pytest.mark.parametrize("before", ["Tel.", "Tel:", "tel:", "Tel"])
def test_a_number_that_touches_the_word_before_it_is_masked(before: str) -> None:
    assert masked(f"{before}01632960123") == f"{before}[not shown]"


@pytest.mark.parametrize("text", ["Ring 01632 96", "Ring (01632) 960", "Ring 07700 900 1", "Ring a.worker@"])
def test_a_number_that_is_cut_off_at_the_end_of_an_item_is_masked(text: str) -> None:
    assert masked(text) == "Ring [not shown]"


@pytest.mark.parametrize(
    "text",
    [
        "Ring 0800 1111.", "03000 123 456", "It was 01 - 02 in week 30.", "seen on 01.02.2020 - 03.04.2020 at home",
        "aged 0 – 5, 6 – 10 and 11 – 16", "in 2019 – 2020 – 2021", "01\n02\n03\n04\n05\n06\n07\n08\n09\n10", "page 1\n0\n2",
        "0.25 0.5 0.75 0.125", "2020-01-02 10:30:00", "£10,000,000", "Look at home. Nobody was at work.", "available at example.org",
        "44 families in 2019 and 2020", "44 1989 2004 2018", "The plan was shared.\nThe nurse rang 111.", "3.01632960123",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["0\n" * 300_000, "a-\n" * 300_000, "44 " * 300_000, "a@b.\n" * 200_000, "0123 " * 200_000, "x%40" * 200_000]
)  # fmt: skip
def test_the_work_of_looking_grows_with_the_text_and_no_faster(text: str) -> None:
    began = time.process_time()
    contacts_in(text)
    assert time.process_time() - began < 5


def test_an_item_that_begins_within_a_number_is_hidden() -> None:
    made = reading("split.txt", [("finding", "Ring the ward on 01632\n960123 at any time"), ("finding", "Nobody rang")])
    whole, other = made.items
    parts = [whole.text[:22], whole.text[23:]]
    first = replace(whole, id="a", end=whole.start + 22, text=parts[0], norm=parts[0])
    second = replace(whole, id="b", start=whole.start + 23, text=parts[1], norm=parts[1])

    found = with_cut_contacts_hidden(replace(made, items=(first, second, other)))

    assert parts == ["Ring the ward on 01632", "960123 at any time"]
    assert [shown(each) for each in found.items] == ["Ring the ward on [not shown]", HIDDEN, "Nobody rang"]


@pytest.mark.parametrize("contact", ["01632\n960123", "07700 900\n123", "a.worker@\nexample.org", "01632-\n960123"])
@pytest.mark.parametrize("mark", ["- ", ""])
def test_what_is_read_printed_and_kept_holds_no_contact_in_clear(mark: str, contact: str, tmp_path: Path) -> None:
    review = f"Learning briefing: Baby Larch\n\nKey findings\n\n{mark}Nobody asked who was at home, or rang {contact} to say so.\n"
    (tmp_path / "a.txt").write_text(f"{review}{mark}Nobody wrote it down.\n", encoding="utf-8")
    shelf = str(tmp_path / "a.shelf")

    plain = CliRunner().invoke(every_command(), ["read", str(tmp_path / "a.txt")])
    made = CliRunner().invoke(every_command(), ["read", "--json", str(tmp_path / "a.txt")])
    added = CliRunner().invoke(every_command(), ["reviews", "add", str(tmp_path / "a.txt"), "--shelf", shelf])

    assert (plain.exit_code, made.exit_code, added.exit_code) == (0, 0, 0)
    with sqlite3.connect(shelf) as kept:
        indexed = [*kept.execute("SELECT shown, '' FROM items"), *kept.execute("SELECT norm, heading FROM fulltext")]
    said = f"{plain.output} {json.loads(made.stdout)} {added.output} {indexed}"
    assert "Nobody" in said
    for piece in contact.split("\n"):
        assert piece not in said
