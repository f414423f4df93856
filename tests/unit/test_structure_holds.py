"""Whatever a text is, it is read without an error, in time, and nothing of it is lost or made up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightlight.learning.document import Document
from nightlight.learning.reading import Reading
from nightlight.learning.structure import read, unaccounted
from nightlight.learning.structure.lines import lines
from nightlight.taxonomy import headings
from tests.unit.structure_texts import plain, reading, shaped

_LINES = [
    "Learning from the rapid review about Baby Elm",
    "LESSONS LEARNED",
    "Key findings:",
    "Recommendations",
    "What are the practice implications for me?",
    "Questions for reflection",
    "Where to read more",
    "Get in touch",
    "If you do one thing……",
    "Contents",
    "-----",
    "=====",
    "",
    "   ",
    "\f",
    "•",
    "· ",
    "- See the baby awake, and write down what you saw",
    "• [bookmark: _Hlk1]Ask who lives there",
    "1. The Trust should see each father.",
    "3. The Council to count the visits.",
    "(a) ring first",
    "Recommendation 2",
    "Finding One: Men are not seen",
    "R3 Police to share what they know",
    "Elm was born in May. Elm was hurt in June, e.g. at home. Dr. Oak saw him.",
    "the nurse did not know who",
    "had been in the house and",
    "Page 2 of 6",
    "HALT stands",
    "for:",
    "Recommendations will be monitored by the Practice Subgroup",
    "These lessons are for ALL agencies",
    "Please share this in your teams.",
    "[Information sharing](#)",
    "made.up@elmshire.example 01632 960000",
    "Learning: Ring first.",
    "**Think.** Who rings?",
    "<u>Elm</u> \\(a name\\)",
    "Published by Elmshire Safeguarding Children Partnership, May 2024",
    "Who sees the father?",
    "a" * 90,
    "| Recommendation | Lead | By when |",
    "|---|---|---|",
    "| Ask him. | The Trust | May |",
    "What happened\tElm was hurt.",
    "What went well\tThe nurse rang.",
]
_TEXTS = st.one_of(
    st.text(max_size=400),
    st.builds(
        lambda chosen, end: end.join(chosen),
        st.lists(st.sampled_from(_LINES), max_size=40),
        st.sampled_from(["\n", "\n\n", "\r\n", "\n \n", "\r"]),
    ),
    st.builds(
        "".join, st.lists(st.sampled_from([*_LINES, "\n", " ", "•", "\u2028", "1.", ":", "?", "*"]), max_size=60)
    ),
)


def _sound(document: Document, found: Reading) -> None:
    assert unaccounted(found) == []
    text = document.text
    spans = sorted((each.start, each.end) for each in found.items)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for each in found.items:
        assert each.text == text[each.start : each.end]
        assert each.text.strip() == each.text != ""
        assert each.parent is None or each.parent in {other.id for other in found.items}
    assert [each.id for each in found.items] == [f"i{number}" for number in range(1, len(found.items) + 1)]
    for left in found.tray:
        assert left.text == text[left.start : left.end]
        assert left.reason
    for fact in found.facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.value


def _nothing_lost(document: Document, found: Reading) -> None:
    """Every letter lies in an item, a heading or the tray, but for marks and numbers before words."""
    covered = bytearray(len(document.text))
    for start, end in (
        *((each.start, each.end) for each in found.items),
        *((each.start, each.end) for each in found.sections),
        *((each.start, each.end) for each in found.tray),
    ):
        covered[start:end] = b"\x01" * (end - start)
    for line in lines(document.text, 0, len(document.text), headings()):
        covered[line.at : line.start] = b"\x01" * (line.start - line.at)
    lost = "".join(letter for letter, held in zip(document.text, covered, strict=True) if not held and letter.isalnum())
    assert lost == ""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
def test_any_text_is_read_whole(text: str) -> None:
    document = plain(text)

    found = read(document, headings())

    _sound(document, found)
    _nothing_lost(document, found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                *(line for line in _LINES if line.strip() and not line.startswith(("#", "|", "{", "["))),
                "# Serious case review: Child A",
                "## Recommendations",
                "### Safer sleep",
                "* See the baby.",
                "2. Ask him.",
                "| Recommendation | Lead |",
                "| Ask him. | The Trust |",
                "| What happened | Elm was hurt. Elm is well. |",
                "[box]",
                "[/box]",
                "{foot} Page 2",
                "{note} Ask the group.",
                "{link} The full report",
                "**Learning**",
            ]
        ),
        max_size=30,
    )
)
def test_any_document_with_blocks_is_read_whole(source: list[str]) -> None:
    document = shaped("\n".join(source))

    found = read(document, headings())

    _sound(document, found)


def test_the_same_document_is_read_the_same_twice() -> None:
    text = "\n".join(_LINES)

    assert reading(text) == reading(text)


def test_what_is_wrong_with_a_reading_is_said() -> None:
    document = plain("Elm was born in May and nobody wrote down who his father was.")

    assert unaccounted(Reading(document)) == [f"nothing holds {document.text!r}"]


@pytest.mark.long
@pytest.mark.parametrize(
    "unit",
    [
        "See the baby awake and write down what you saw. ",
        "Recommendations\n",
        "1. Ask him\n",
        "a\n",
        "\n",
        "[a](",
        "<u ",
        "**a ",
        "Dr. ",
        "A's ",
        "((",
        "a-\n",
        "AbC",
        "Page 2\n",
        "1 May 2020 ",
        "a.b@c.d ",
        "Practitioners should:\nsee\n",
        "These lessons are for all agencies\n",
        "the\n\n",
    ],
)
def test_a_hundred_thousand_characters_are_read_whole_whatever_they_are(unit: str) -> None:
    """A pattern that goes back over what it has read would take minutes here, and never end on more."""
    document = plain((unit * (100_000 // len(unit) + 1))[:100_000])

    found = read(document, headings())

    assert unaccounted(found) == []
