"""What somebody put off, as the picture has it."""

from __future__ import annotations

from nightlight.chronology.reading import Reader
from nightlight.picture import fold
from nightlight.picture.fold import Picture
from nightlight.picture.put_off import put_off


def picture(*answers: dict[str, object]) -> Picture:
    raw = {
        "agencies": {"social_care": {"type": "social_care"}},
        "people": {"baby": {"role": "unborn", "due": "2027-03-01"}},
        "entries": [
            {"kind": "finding.explained", "finding": "a:b", "reason": "Because.", "agency": "social_care"} | each
            for each in answers
        ],
    }
    reader = Reader()
    record = reader.record(raw, "family")
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return fold(record, record.last_recorded().last)  # type: ignore[union-attr]


def test_an_answer_with_a_day_puts_its_finding_off_and_no_other() -> None:
    found = picture({"when": "2026-08-03", "until": "2026-09-01", "reason": "The clinic opens then.", "by": "worker"})
    answer = put_off("a:b", found)
    assert answer is not None
    assert answer.until.says() == "1 September 2026"
    assert (answer.said.what, answer.said.by, answer.said.agency) == ("The clinic opens then.", "worker", "social_care")
    assert put_off("a:c", found) is None


def test_of_several_the_longest_counts_whichever_came_last() -> None:
    found = picture(
        {"when": "2026-08-03", "until": "2026-10-01", "reason": "Long."},
        {"when": "2026-08-04", "until": "2026-09-01", "reason": "Short."},
    )
    answer = put_off("a:b", found)
    assert answer is not None
    assert answer.said.what == "Long."


def test_not_needed_puts_nothing_off() -> None:
    assert put_off("a:b", picture({"when": "2026-08-03"})) is None


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    found = picture(
        {"id": "one", "when": "2026-08-03", "until": "2026-10-01"},
        {"id": "two", "when": "2026-08-03", "recorded": "2026-08-05", "until": "2026-09-01", "replaces": "one"},
    )
    answer = put_off("a:b", found)
    assert answer is not None
    assert answer.until.says() == "1 September 2026"
