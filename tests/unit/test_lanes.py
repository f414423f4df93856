"""The lanes: where things go, measured on what is drawn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightlight.cases import families, reviews
from nightlight.documents.replay_data import page_of
from nightlight.documents.replay_drawing import lanes_of
from nightlight.drawing.lanes import APART, TALLEST, WIDTH, Lane, Lanes, Link, Mark, Sign, Track, grouped, lay_out
from nightlight.drawing.lettering import broken, cut, width_of
from nightlight.drawing.svg import SIGNS, written, written_sign
from nightlight.drawing.time_axis import FOLD_AFTER_DAYS, TimeAxis
from nightlight.replay.replay import Replay, replay
from nightlight.rules.pack import pack

DAY = date(2024, 3, 1).toordinal()

Box = tuple[float, float, float, float]


def boxes_of(svg: str) -> list[tuple[str, Box]]:
    """The words of an SVG, each with its box (left, top, right, bottom), as the SVG itself states them."""
    found = []
    for text in ET.fromstring(svg).iter("text"):
        left, baseline = float(text.attrib["x"]), float(text.attrib["y"])
        size, width = float(text.attrib["font-size"]), float(text.attrib["textLength"])
        found.append((text.text or "", (left, baseline - 0.76 * size, left + width, baseline + 0.22 * size)))
    return found


def signs_of(svg: str) -> Iterator[Box]:
    """The boxes of the signs that are drawn as a circle or a square."""
    tree = ET.fromstring(svg)
    for circle in tree.iter("circle"):
        x, y, r = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        yield (x - r, y - r, x + r, y + r)
    for square in tree.iter("rect"):
        if square.attrib["class"] == "warned":
            x, y, w, h = (float(square.attrib[name]) for name in ("x", "y", "width", "height"))
            yield (x, y, x + w, y + h)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have more than an edge in common."""
    return (
        one[0] < other[2] - 0.01 and other[0] < one[2] - 0.01 and one[1] < other[3] - 0.01 and other[1] < one[3] - 0.01
    )


def clashes(svg: str) -> list[tuple[str, str]]:
    """The pairs of words that lie over one another, and words that lie over a sign."""
    boxes = boxes_of(svg)
    found = [(one[0], other[0]) for one, other in combinations(boxes, 2) if meet(one[1], other[1])]
    return found + [(words, "a sign") for words, box in boxes for sign in signs_of(svg) if meet(box, sign)]


def outside(svg: str) -> list[str]:
    """The words that reach beyond the drawing."""
    width, height = (float(part) for part in ET.fromstring(svg).attrib["viewBox"].split()[2:])
    return [words for words, box in boxes_of(svg) if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height]


# -- the cases that come with the package


@lru_cache(maxsize=1)
def _replays() -> dict[str, Replay]:
    """The reviews under the whole pack; the long families under every eighth safeguard, so that it stays quick."""
    rules = pack()
    found = {case.name: replay(case, rules.safeguards, quorum=rules.limits.quorum) for case in reviews()}
    for case in families():
        found[case.name] = replay(case, rules.safeguards[::8], quorum=rules.limits.quorum)
    return found


NAMES = [case.name for case in (*reviews(), *families())]


@pytest.mark.parametrize("name", NAMES)
def test_no_words_of_a_case_lie_over_others_and_none_are_cut_off_by_the_edge(name: str) -> None:
    panels = lay_out(lanes_of(page_of(_replays()[name], 1)))
    assert panels
    for number, panel in enumerate(panels):
        svg = written(panel, f"p{number}")
        assert boxes_of(svg), "nothing was measured"
        assert clashes(svg) == []
        assert outside(svg) == []
        assert panel.height <= TALLEST


@pytest.mark.long
@pytest.mark.parametrize("case", families(), ids=lambda case: case.name)
def test_no_words_of_a_long_family_lie_over_others_under_the_whole_pack(case: object) -> None:
    rules = pack()
    found = replay(case, rules.safeguards, quorum=rules.limits.quorum)  # type: ignore[arg-type]
    for panel in lay_out(lanes_of(page_of(found, 1))):
        assert clashes(written(panel, "p")) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_and_every_warning_is_drawn_once(name: str) -> None:
    page = page_of(_replays()[name], 1)
    lanes = lanes_of(page)
    links = [part for panel in lay_out(lanes) for part in panel.parts if isinstance(part, Link)]
    drawn = sum(
        sign.count or 1 for link in links for sign in link.parts if isinstance(sign, Sign) and len(link.parts) == 1
    )
    assert sum(len(lane.marks) for lane in lanes.lanes) == sum(not row.corrected for row in page.rows)
    assert drawn == sum(len(lane.marks) for lane in (*lanes.lanes, *lanes.outcomes))
    assert {cause.anchor for cause in page.causes} == {
        link.href[1:] for link in links if re.fullmatch(r"#c1-w\d+", link.href)
    }


# -- any lanes at all

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=90)
DAYS = st.one_of(st.integers(DAY, DAY + 200), st.integers(DAY - 9000, DAY + 9000))
MARKS = st.builds(Mark, day=DAYS, says=WORDS, href=st.just("#a"), label=WORDS, key=st.booleans())
LANES = st.builds(Lane, name=WORDS, marks=st.lists(MARKS, max_size=25).map(tuple))


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    opened = draw(DAYS)
    warned = opened + draw(st.integers(0, 300))
    closed = draw(st.none() | st.integers(0, 300).map(lambda more: warned + more))
    return Track(draw(WORDS), opened, warned, closed, draw(st.booleans()), draw(WORDS), "#w")


CHARTS = st.builds(
    Lanes,
    says=WORDS,
    lanes=st.lists(LANES, max_size=20).map(tuple),
    outcomes=st.lists(LANES, max_size=3).map(tuple),
    tracks=st.lists(tracks(), max_size=30).map(tuple),
    end=st.none() | DAYS,
    marked=st.none() | st.tuples(DAYS, WORDS),
)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(CHARTS)
def test_whatever_is_drawn_no_words_lie_over_others(chart: Lanes) -> None:
    for panel in lay_out(chart):
        svg = written(panel, "p")
        assert clashes(svg) == []
        assert outside(svg) == []
        assert panel.height <= TALLEST


@settings(max_examples=40, deadline=None)
@given(CHARTS)
def test_what_is_pressed_is_as_large_as_a_fingertip_and_apart_from_what_is_beside_it(chart: Lanes) -> None:
    for panel in lay_out(chart):
        targets = [part.target for part in panel.parts if isinstance(part, Link)]
        boxes = [(x, y, x + width, y + height) for x, y, width, height in targets]
        assert all(width >= 24 and height >= 24 for _, _, width, height in targets)
        assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]


@given(st.lists(st.floats(236, 1186), max_size=200))
def test_marks_are_far_enough_apart_to_be_hit_and_none_is_lost(places: list[float]) -> None:
    groups = grouped((x, Mark(DAY, "", "#")) for x in places)
    assert sum(len(group.marks) for group in groups) == len(places)
    assert all(after.middle - before.middle >= APART - 1e-6 for before, after in pairwise(groups))


# -- the line of days


@given(st.lists(DAYS, min_size=1, max_size=60))
def test_a_later_day_never_lies_before_an_earlier_one(days: list[int]) -> None:
    axis = TimeAxis(days, 200, 1000)
    places = [axis.x(day) for day in range(min(days) - 3, max(days) + 4, max((max(days) - min(days)) // 100, 1))]
    assert all(before <= after for before, after in pairwise(places))
    assert all(200 <= place <= 1000 for place in places)


@given(st.lists(DAYS, min_size=1, max_size=60))
def test_the_dates_on_the_line_do_not_touch_and_there_is_always_one(days: list[int]) -> None:
    ticks = TimeAxis(days, 200, 1000).ticks(12)
    assert ticks
    assert all(before.left + width_of(before.words, 12) < after.left for before, after in pairwise(ticks))


def test_a_silence_of_months_keeps_its_length_and_one_of_years_is_folded() -> None:
    assert TimeAxis([DAY, DAY + 300], 0, 1000).folds() == []
    folded = TimeAxis([DAY, DAY + FOLD_AFTER_DAYS + 1, DAY + FOLD_AFTER_DAYS + 60], 0, 1000)
    assert len(folded.folds()) == 1
    assert folded.x(DAY + 100) == folded.x(DAY + 300) == folded.folds()[0]


def test_four_and_a_half_months_without_an_entry_take_more_than_half_of_a_line_of_eight_months() -> None:
    axis = TimeAxis([DAY, DAY + 135, DAY + 240], 0, 1000)
    assert axis.x(DAY + 135) - axis.x(DAY) == pytest.approx(1000 * 135 / 240, abs=1)


def test_a_year_of_entries_is_dated_by_month() -> None:
    words = [tick.words for tick in TimeAxis([DAY, DAY + 365], 236, 1186).ticks(12)]
    assert "Mar 2024" in words
    assert "Dec 2024" in words


# -- words and signs


@given(WORDS, st.floats(6, 20), st.floats(20, 400))
def test_what_is_cut_fits(words: str, size: float, width: float) -> None:
    assert width_of(cut(words, size, width), size) <= width + 0.02


@given(WORDS, st.integers(1, 4))
def test_what_is_broken_fits_and_loses_no_word_without_saying_so(words: str, lines: int) -> None:
    found = broken(words, 12, 120, lines)
    assert len(found) <= lines
    assert all(width_of(line, 12) <= 120.02 for line in found)
    assert "…" in "".join(found) or " ".join(found).split() == words.split()


def test_signs_can_be_told_apart_without_colour() -> None:
    shapes = set()
    for shape in SIGNS:
        tree = ET.fromstring(written_sign(shape))
        shapes.add(
            tuple(
                (part.tag, *sorted((key, value) for key, value in part.attrib.items() if key != "class"))
                for part in tree.iter()
                if part.tag not in ("svg", "text")
            )
        )
    dashed = 1  # "watching" is a ring like others, but dashed by its class and smaller
    assert len(shapes) >= len(SIGNS) - dashed + 1


def test_a_warning_shows_when_it_was_watched_warned_and_met_by_three_signs_and_in_words() -> None:
    track = Track("Allocated", DAY, DAY + 20, DAY + 90, True, "Watched from then, warned later, done", "#w1")
    (panel,) = lay_out(Lanes("One", (), tracks=(track,)))
    (link,) = [part for part in panel.parts if isinstance(part, Link)]
    svg = written(panel, "p")
    assert [part.shape for part in link.parts if isinstance(part, Sign)] == ["warned", "met"]
    assert 'class="watched"' in svg
    assert "Watched from then, warned later, done" in svg
    (still,) = lay_out(Lanes("One", (), tracks=(replace(track, closed=None),), end=DAY + 100))
    assert 'class="open"' in written(still, "p")
    assert 'class="met"' not in written(still, "p")


def test_hostile_words_stay_words() -> None:
    bad = "</text><script>alert(1)</script>\" onload='x' &amp; \x00\x1b"
    lanes = Lanes(bad, (Lane(bad, (Mark(DAY, bad, f"#{bad}", bad, True),)),), marked=(DAY, bad))
    (panel,) = lay_out(lanes)
    svg = written(panel, bad)
    tree = ET.fromstring(svg)
    assert not list(tree.iter("script"))
    assert all(not name.startswith("on") for part in tree.iter() for name in part.attrib)


def test_many_marks_on_one_day_are_one_mark_with_their_number() -> None:
    lane = Lane("Police", tuple(Mark(DAY, "seen", "#a") for _ in range(12_000)))
    (panel,) = lay_out(Lanes("Many", (lane,)))
    svg = written(panel, "p")
    assert ">12k<" in svg
    assert clashes(svg) == []
    assert panel.width == WIDTH


def test_nothing_to_draw_is_no_drawing() -> None:
    assert lay_out(Lanes("Empty", (Lane("Police", ()),))) == []
