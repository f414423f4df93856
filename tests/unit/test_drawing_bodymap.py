"""The body map: words of a site are put where they say, and nowhere else."""

from __future__ import annotations

from math import hypot
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightlight.drawing.bodymap import (
    BADGE,
    HEIGHT,
    NO_SIDE,
    NO_SITE,
    NOT_KNOWN,
    REGIONS,
    SITES,
    WIDTH,
    Mark,
    bodymap,
    places,
    written,
)


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("left cheek", ["left cheek"]),
        ("Cheek, left", ["left cheek"]),
        ("L cheek and chest", ["left cheek", "chest"]),
        ("both cheeks", ["left cheek", "right cheek"]),
        ("left and right thighs", ["left thigh", "right thigh"]),
        ("on the back of the head", ["back of the head"]),
        ("back of her right hand", ["right back of the hand"]),
        ("right hand", ["right hand"]),
        ("lower back", ["lower back"]),
        ("his back", ["upper back"]),
        ("left buttock", ["left buttock"]),
        ("right forearm", ["right forearm"]),
        ("right arm", ["right upper arm"]),
        ("behind the left ear", ["left behind the ear"]),
        ("right ear", ["right ear"]),
        ("left side of face", ["left cheek"]),
        ("abdomen", ["tummy"]),
        ("torn frenulum", ["mouth"]),
        ("left leg, right foot", ["left thigh", "right foot"]),
        ("right collar bone", ["right collarbone"]),
        ("ribs on the left", ["left ribs"]),
        ("soles of both feet", ["left heel", "right heel"]),
    ],
)  # fmt: skip
def test_words_are_put_where_they_say(site: str, expected: list[str]) -> None:
    assert sorted(place.says() for place in places(site)) == sorted(expected)


@pytest.mark.parametrize(
    ("site", "why"),
    [(None, NO_SITE), ("  ", NO_SITE), ("cheek", NO_SIDE), ("bruised", NOT_KNOWN), ("see photograph 4", NOT_KNOWN)],
)
def test_what_names_no_place_is_not_guessed_at(site: str | None, why: str) -> None:
    drawn = bodymap([Mark(1, site, "a bruise", "#m1")])
    assert not drawn.front
    assert not drawn.back
    assert [reason for _, reason in drawn.unplaced] == [why]


def test_every_site_that_a_form_offers_has_exactly_its_own_place() -> None:
    for site in SITES:
        assert len(places(site)) == 1, site
    assert len({places(site)[0] for site in SITES}) == len(SITES)


def test_the_childs_left_is_on_the_right_from_the_front_and_on_the_left_from_behind() -> None:
    assert places("left cheek")[0].x > WIDTH / 2 > places("right cheek")[0].x
    assert places("left buttock")[0].x < WIDTH / 2 < places("right buttock")[0].x


def test_numbers_in_one_place_do_not_cover_one_another_and_stay_on_the_drawing() -> None:
    drawn = bodymap(Mark(number, "left cheek", "a bruise", f"#m{number}") for number in range(1, 25))
    for one in drawn.front:
        assert BADGE <= one.x <= WIDTH - BADGE
        assert BADGE <= one.y <= HEIGHT - BADGE
        for other in drawn.front:
            assert one is other or hypot(one.x - other.x, one.y - other.y) >= 2 * BADGE


@given(st.lists(st.text(max_size=40) | st.sampled_from(SITES), max_size=12))
def test_every_mark_is_drawn_or_listed_as_not_placed_and_the_drawing_is_well_formed(sites: list[str]) -> None:
    marks = [Mark(number, site, f"<b>{site}&", f"#m{number}") for number, site in enumerate(sites, 1)]
    drawn = bodymap(marks)
    shown = {badge.mark.number for badge in (*drawn.front, *drawn.back)} | {mark.number for mark, _ in drawn.unplaced}
    assert shown == {mark.number for mark in marks}
    for view, badges in (("front", drawn.front), ("back", drawn.back)):
        text = written(badges, "front" if view == "front" else "back")
        ElementTree.fromstring(text)
        assert text.count("<a ") == len(badges)


def test_the_drawing_names_every_side_and_no_region_lies_outside_it() -> None:
    for region in REGIONS:
        assert 0 < region.x < WIDTH
        assert 0 < region.y < HEIGHT
    assert ">left<" in written((), "front")
    assert ">right<" in written((), "back")
