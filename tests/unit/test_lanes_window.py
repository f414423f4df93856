"""A window of the lanes: only its days are drawn, and what goes on beyond them is cut at the edge."""

from __future__ import annotations

from nightlight.drawing.lanes import Label, Lane, Lanes, Line, Link, Mark, Panel, Sign, Track, lay_out

BEGIN, END = 739_000, 739_030


def mark(day: int) -> Mark:
    return Mark(day, f"day {day}", f"#d{day}", f"day {day}", True)


def track(opened: int, warned: int, closed: int | None) -> Track:
    return Track("A thing is done", opened, warned, closed, True, "watched and warned", "#w1")


def windowed(
    *marks: int, tracks: tuple[Track, ...] = (), marked: tuple[int, str] | None = None, begin: int | None = BEGIN
) -> list[Panel]:
    return lay_out(Lanes("Lanes", (Lane("Police", tuple(mark(day) for day in marks)),), (), tracks, END, marked, begin))


def links(panels: list[Panel]) -> list[Link]:
    return [part for panel in panels for part in panel.parts if isinstance(part, Link)]


def signs(panels: list[Panel]) -> list[Sign]:
    return [part for link in links(panels) for part in link.parts if isinstance(part, Sign)]


def test_marks_outside_the_window_are_not_drawn() -> None:
    assert [each.href for each in links(windowed(BEGIN - 1, BEGIN, END, END + 1))] == [f"#d{BEGIN}", f"#d{END}"]


def test_without_a_start_every_mark_is_drawn() -> None:
    assert len(links(windowed(BEGIN - 300, BEGIN, END + 300, begin=None))) == 3


def test_a_window_runs_from_its_first_day_to_its_last_though_nothing_happened_there() -> None:
    (panel,) = windowed(BEGIN + 15)
    (found,) = signs([panel])
    lane = next(part for part in panel.parts if isinstance(part, Line) and part.role == "lane")
    assert found.x == (lane.x1 + lane.x2) / 2


def test_a_track_that_was_over_before_the_window_is_left_out() -> None:
    assert links(windowed(tracks=(track(BEGIN - 20, BEGIN - 10, BEGIN - 1),))) == []


def test_a_track_that_begins_after_the_window_is_left_out() -> None:
    assert links(windowed(tracks=(track(END + 1, END + 10, None),))) == []


def test_a_track_warned_before_and_answered_after_is_a_line_through_the_window_that_stays_open() -> None:
    found = windowed(tracks=(track(BEGIN - 20, BEGIN - 10, END + 10),))
    assert [each.shape for each in signs(found)] == ["open"]
    assert not [part for link in links(found) for part in link.parts if isinstance(part, Line) and part.role == "begun"]


def test_a_track_that_is_warned_of_only_after_the_window_shows_no_warning_in_it() -> None:
    assert signs(windowed(tracks=(track(BEGIN + 5, END + 10, None),))) == []


def test_a_track_inside_the_window_has_its_warning_and_its_answer() -> None:
    found = windowed(tracks=(track(BEGIN + 5, BEGIN + 10, BEGIN + 20),))
    assert [each.shape for each in signs(found)] == ["warned", "met"]


def test_a_marked_day_outside_the_window_is_not_marked() -> None:
    inside, outside = windowed(BEGIN, marked=(BEGIN + 3, "born")), windowed(BEGIN, marked=(END + 3, "born"))
    words = [[part.words for part in panels[0].parts if isinstance(part, Label)] for panels in (inside, outside)]
    assert "born" in words[0]
    assert "born" not in words[1]
