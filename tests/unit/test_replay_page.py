"""The page of a replay: what it says, to whom it is open, and what it never says."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from nightlight.cases import reviews
from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds.contact import ContactMade
from nightlight.chronology.kinds.risk import FactorNoted
from nightlight.chronology.moments import When
from nightlight.chronology.record import Chronology
from nightlight.documents.replay_data import CasePage, how_long, page_of
from nightlight.documents.replay_page import replay_page
from nightlight.replay.case import Case, read_case
from nightlight.replay.replay import Replay, replay
from nightlight.rules.pack import pack

# -- reading the page back

_VOID = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Element:
    """An element of the page: its tag, its attributes, what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Every element of that tag in it, in the order of the page."""
        return [each for each in self.walk() if each.tag == tag]

    def walk(self) -> Iterator[Element]:
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def text(self) -> str:
        """Its words, with single spaces."""
        words = " ".join(each if isinstance(each, str) else each.text() for each in self.inside)
        return re.sub(r"\s+", " ", words).strip()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """The page as a tree; an element that is not closed in its place is a mistake."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    assert builder.open == [builder.root]
    return builder.root


@lru_cache(maxsize=1)
def replays() -> tuple[Replay, ...]:
    """The five reviews, the first with its repairs."""
    rules = pack()
    return tuple(
        replay(case, rules.safeguards, repairs=case.name == "baby-a", quorum=rules.limits.quorum) for case in reviews()
    )


@lru_cache(maxsize=1)
def whole() -> str:
    """The page of the five reviews."""
    return replay_page(replays(), pack().safeguards)


@lru_cache(maxsize=1)
def tree() -> Element:
    return read(whole())


def page(name: str) -> CasePage:
    number, found = next((number, each) for number, each in enumerate(replays(), 1) if each.case.name == name)
    return page_of(found, number, pack().safeguards)


def _entry(kind: str, when: str, agency: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "when": when, "agency": agency, **more}


ENTRIES = [
    _entry("pregnancy.known", "2024-01-08", "midwifery", mother="mother", child="baby", due="2024-07-01", weeks=15),
    _entry("worker.assigned", "2024-01-10", "social_care", id="sw", worker="a worker", role="social_worker"),
    _entry("check.made", "2024-01-11", "police", person="mother", check="police", shared={}),
    _entry(
        "contact.emergency",
        "2024-02-01T23:10",
        "ambulance",
        id="call",
        recorded="2024-02-03",
        who=["mother"],
        service="ambulance",
        shared={"social_care": "2024-02-15", "midwifery": None},
        text="Called at night.",
    ),
    _entry("contact.made", "2024-03-01", "midwifery", **{"with": ["mother"], "mode": "phone"}),
    _entry("contact.made", "2024-03-02", "housing", **{"with": ["mother"], "mode": "letter"}),
]


def made_up(**more: object) -> Case:
    """A small case in which one agency hears of something late and another not at all."""
    return read_case(
        {
            "case": "made-up",
            "title": "Made up",
            "source": "made up",
            "dates": "stated",
            "agencies": {
                "social_care": {"type": "social_care", "name": "Children's social care"},
                "midwifery": {"type": "midwifery"},
                "police": {"type": "police"},
                "ambulance": {"type": "ambulance"},
                "housing": {"type": "housing"},
            },
            "people": {"mother": {"role": "mother"}, "baby": {"role": "unborn", "due": "2024-07-01"}},
            "entries": ENTRIES,
            **more,
        }
    )  # fmt: skip


def replayed(case: Case, known_to: str | None = None) -> Replay:
    rules = pack()
    return replay(case, rules.safeguards, known_to=known_to, quorum=rules.limits.quorum)


# -- nothing from elsewhere


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    for each in tree().walk():
        assert each.tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
        assert "src" not in each.attributes
        assert "style" not in each.attributes, "the content policy would drop it"
        assert not any(name.startswith("on") for name in each.attributes)
        assert each.attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import|expression\(", tree().all("style")[0].text())


def test_its_content_policy_allows_its_own_style_sheet_and_nothing_else() -> None:
    (policy,) = [
        each.attributes["content"]
        for each in tree().all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    (style,) = re.findall(r"<style>(.*?)</style>", whole(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


# -- a page that everybody can read


def test_every_link_leads_somewhere_and_every_name_is_used_once() -> None:
    names = [each.attributes["id"] for each in tree().walk() if "id" in each.attributes]
    assert len(names) == len(set(names))
    targets = {each.attributes["href"][1:] for each in tree().all("a")}
    assert targets <= set(names)
    labelled = {each.attributes["aria-labelledby"] for each in tree().walk() if "aria-labelledby" in each.attributes}
    assert labelled <= set(names)


def test_headings_go_down_one_step_at_a_time_and_start_with_one_title() -> None:
    steps = [int(each.tag[1]) for each in tree().walk() if re.fullmatch(r"h[1-6]", each.tag)]
    assert steps[0] == 1
    assert steps.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(steps))


def test_every_table_has_a_caption_heads_with_a_scope_and_as_many_cells_as_heads() -> None:
    tables = tree().all("table")
    assert len(tables) > 20
    for table in tables:
        (caption,) = table.all("caption")
        assert caption.text()
        assert all(head.attributes.get("scope") in ("col", "row") for head in table.all("th"))
        heads, *rows = table.all("tr")
        width = len(heads.all("th"))
        for row in rows:
            cells = [each for each in row.inside if isinstance(each, Element)]
            assert len(cells) == width
            # A narrow page sets rows as blocks, which drops the table's own roles.
            assert {each.attributes.get("role") for each in cells} <= {"cell", "rowheader"}


def test_it_says_its_language_and_can_be_skipped_through_and_scrolled_by_keyboard() -> None:
    (html,) = tree().all("html")
    assert html.attributes["lang"] == "en-GB"
    first = tree().all("body")[0].all("a")[0]
    assert first.attributes == {"class": "skip", "href": "#main"}
    regions = [each for each in tree().walk() if each.attributes.get("class") == "scroll"]
    assert regions
    assert all(each.attributes.get("tabindex") == "0" and each.attributes["aria-label"] for each in regions)
    labels = [each.attributes["aria-label"] for each in regions]
    assert len(labels) == len(set(labels))


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_its_colours_can_be_told_from_its_grounds(scheme: int) -> None:
    style = tree().all("style")[0].text()
    roots = re.findall(r":root \{([^}]*)\}", style)
    assert len(roots) == 3
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[scheme]))
    if scheme == 2:
        colours = {**dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[0])), **colours}
    for ground in ("paper", "panel"):
        for words in ("ink", "soft", "link", "matters"):
            assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
        for sign in ("warned", "done", "edge", "focus"):
            assert contrast(colours[sign], colours[ground]) >= 3, (sign, ground)


def test_no_colour_of_it_is_a_red_alarm() -> None:
    for colour in re.findall(r"#[0-9a-f]{6}\b", tree().all("style")[0].text()):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert not (red > 150 and green < 80 and blue < 80), colour


# -- what it says of a case


@pytest.mark.parametrize("name", [case.name for case in reviews()])
def test_a_case_is_told_in_its_sources_own_words_and_the_harm_once(name: str) -> None:
    found = page(name)
    case = found.replay.case
    article = next(each for each in tree().all("article") if each.attributes["id"] == found.id)
    words = article.text()
    assert case.harm is not None
    assert words.count(case.harm.what) == 1
    assert case.source in words
    assert re.sub(r"\s+", " ", case.preventability.strip()) in words
    for each in case.controls:
        assert each.what in words
    for missing in case.beyond:
        assert missing.what in words
        assert missing.why in words
    for gap in case.expect:
        assert gap.what in words


@pytest.mark.parametrize("name", [case.name for case in reviews()])
def test_each_warning_has_its_sentence_its_question_its_reason_and_its_dates(name: str) -> None:
    found = page(name)
    for finding in found.replay.findings:
        if finding.warned is None:
            continue
        row = next(row for cause in found.causes for row in cause.findings if row.finding is finding)
        block = next(each for each in tree().walk() if each.attributes.get("id") == row.anchor)
        words = block.text()
        assert re.sub(r"\s+", " ", row.says) in words
        assert re.sub(r"\s+", " ", finding.ask) in words
        assert finding.last in words
        for lesson in finding.safeguard.lessons:
            assert lesson in words
        for date in (row.watched, row.due, row.warned, row.outcome):
            assert date in words
        linked = {link.text() for link in block.all("a")}
        assert {str(place) for place in finding.because} <= linked
    assert sum(len(cause.findings) for cause in found.causes) == sum(
        each.warned is not None for each in found.replay.findings
    )
    assert len(found.causes) == found.replay.warnings


@pytest.mark.parametrize("name", [case.name for case in reviews()])
def test_what_was_done_in_time_is_folded_and_nothing_is_left_out(name: str) -> None:
    found = page(name)
    folded = {
        row.attributes["id"]
        for article in tree().all("article")
        if article.attributes["id"] == found.id
        for details in article.all("details")
        for row in details.all("tr")
        if "id" in row.attributes
    }
    assert len(folded) == sum(each.warned is None for each in found.replay.findings)
    assert len(found.done) == sum(
        each.warned is None and each.state in ("met", "met_late") for each in found.replay.findings
    )


def test_every_entry_by_the_moment_of_the_replay_is_a_row_and_no_later_one_is() -> None:
    found = page("child-ac")
    shown = {row.number for row in found.rows}
    entries = found.replay.case.chronology.entries
    assert shown == {entry.place for entry in entries if entry.recorded.first <= found.replay.as_of.last}
    assert any(entry.place not in shown for entry in entries)


def test_where_the_days_are_placed_no_number_of_days_is_said() -> None:
    for each in replays():
        found = page(each.case.name)
        assert found.placed
        said = [gap.how_long for gap in found.gaps]
        said += [after for row in found.knowing for _, _, after in row.later]
        said += [row.recorded for row in found.rows]
        assert all(not re.search(r"\d+ days?", words) for words in said), said
    assert len(re.findall("The days on this page are placed", whole())) == len(replays())


def test_where_the_days_are_stated_they_are_said_and_nothing_is_called_placed() -> None:
    html = replay_page([replayed(made_up())], pack().safeguards)
    assert "12 days later" not in html
    assert "14 days later" in html
    assert "placed" not in read(html).all("main")[0].text()


@pytest.mark.parametrize(
    ("days", "placed", "words"),
    [
        (0, False, "0 days later"),
        (1, False, "1 day later"),
        (27, False, "27 days later"),
        (28, False, "4 weeks later (28 days)"),
        (204, False, "29 weeks later (204 days)"),
        (3, True, "days later"),
        (7, True, "about 1 week later"),
        (204, True, "about 29 weeks later"),
    ],
)
def test_how_long_is_said(days: int, placed: bool, words: str) -> None:
    assert how_long(days, placed=placed, then="later") == words


def test_a_gap_says_what_its_repair_would_have_closed() -> None:
    found = page("baby-a")
    allocated = next(gap for gap in found.gaps if "stood without a social worker" in gap.what)
    assert [each.words for each in allocated.gone or ()]
    assert allocated.repair[0].title == "Referral allocated"
    assert allocated.repair[0].instead_of is not None
    assert "With this on record there is no warning by" in whole()


def test_it_shows_no_score_no_blame_and_no_alarm() -> None:
    words = read(replay_page([replayed(made_up())])).all("main")[0].text().lower()
    for word in (
        "failed",
        "failure",
        "should have",
        "fault",
        "!",
        "%",
        "risk score",
        "would have lived",
        "preventable",
    ):
        assert word not in words


def test_where_a_child_died_no_sentence_calls_a_safeguard_not_needed_from_that_day() -> None:
    assert "not needed, from" not in whole()
    article = next(each for each in tree().all("article") if each.attributes["id"] == page("baby-a").id)
    assert "not on record when it was due" in article.text()


# -- who knew what


def _row(
    found: CasePage, entry: str
) -> tuple[tuple[str, ...], list[tuple[str, str]], tuple[str, ...], tuple[str, ...]]:
    row = next(each for each in found.knowing if each.row.entry.id == entry)
    return row.at_once, [(name, after) for name, _, after in row.later], row.not_told, row.came_later


def test_it_says_who_knew_who_heard_later_who_was_not_told_and_who_came_in_later() -> None:
    found = page_of(replayed(made_up()), 1, pack().safeguards)
    at_once, later, not_told, came_later = _row(found, "call")
    assert at_once == ()
    assert later == [("the ambulance service", "2 days later"), ("Children's social care", "14 days later")]
    assert not_told == ("midwifery", "the police")
    assert came_later == ("housing",)


def test_a_telling_that_stands_under_shared_is_no_row_of_its_own() -> None:
    found = page_of(replayed(made_up()), 1, pack().safeguards)
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5, 6]
    assert len(found.replay.case.chronology.entries) == 7


def test_at_an_earlier_moment_what_was_told_afterwards_is_not_yet_known() -> None:
    rules = pack()
    found = replay(made_up(), rules.safeguards, as_of=When.read("2024-02-10"), quorum=rules.limits.quorum)
    _, later, not_told, came_later = _row(page_of(found, 1, rules.safeguards), "call")
    assert later == [("the ambulance service", "2 days later")]
    assert "Children's social care" in not_told
    assert came_later == ()


def test_what_an_agency_did_not_know_is_not_in_its_page() -> None:
    html = replay_page([replayed(made_up(), "midwifery")], pack().safeguards)
    assert "as midwifery knew it" in html
    assert "Called at night." not in html
    assert "the ambulance service" not in html.lower()
    assert "Called at night." in replay_page([replayed(made_up(), "social_care")], pack().safeguards)


def test_what_others_needed_to_know_comes_from_the_vocabulary_and_the_safeguards() -> None:
    entries: list[dict[str, object]] = [
        {"kind": "concern.raised", "id": "k1", "about": ["baby"]},
        {"kind": "factor.noted", "id": "k2", "person": "mother", "factor": "smoking"},
        {"kind": "injury.seen", "id": "k3", "child": "baby", "type": "bruise"},
        {"kind": "plan.started", "id": "plan", "type": "safety", "children": ["baby"]},
        {"kind": "plan.changed", "id": "k4", "of": "plan", "what": "a visit more"},
        {"kind": "test.result", "id": "k5", "person": "mother", "test": "hair", "result": "positive"},
        {"kind": "contact.emergency", "id": "k6", "who": ["mother"], "service": "ambulance"},
        {"kind": "incident", "id": "k7", "place": "home", "type": "collapse", "people": ["baby"]},
        {"kind": "contact.made", "id": "no", "with": ["mother"], "mode": "phone"},
        {"kind": "contact.made", "id": "marked", "with": ["mother"], "mode": "phone", "significant": True},
        {"kind": "factor.noted", "id": "unmarked", "person": "mother", "factor": "other", "significant": False},
    ]
    dated: list[dict[str, object]] = [{"when": "2024-02-01", "agency": "midwifery", **entry} for entry in entries]
    dated.append(
        {"kind": "contact.made", "when": "2024-02-02", "agency": "police", "with": ["mother"], "mode": "phone"}
    )
    found = page_of(replayed(made_up(entries=dated)), 1, pack().safeguards)
    matters = {row.row.entry.id for row in found.knowing}
    assert {"k1", "k2", "k3", "k4", "k5", "k6", "k7", "marked"} <= matters
    assert not {"no", "unmarked"} & matters


# -- what comes from outside

HOSTILE = (
    "</style></title><script>alert(1)</script><img src=x onerror=alert(1)> \"quoted\" 'single' {{ 7 * 7 }} &lt;b&gt;"
)


def hostile() -> Case:
    """A case whose every word is hostile."""
    word = "x" * 400
    words = {"text": HOSTILE, "voice": HOSTILE, "by": HOSTILE}
    return made_up(
        case=HOSTILE,
        title=HOSTILE,
        source=HOSTILE,
        preventability=HOSTILE,
        harm={"when": "2024-04-01", "what": HOSTILE},
        agencies={"midwifery": {"type": "midwifery", "name": HOSTILE}, "police": {"type": "police", "name": word}},
        entries=[
            _entry("factor.noted", "2024-02-01", "midwifery", id=HOSTILE, person="mother", factor="smoking", **words),
            _entry("concern.raised", "2024-02-02", "police", id=word, about=["baby"], text=word, owner=HOSTILE),
        ],
        controls=[{"system": "sharing", "what": HOSTILE}],
        beyond=[{"what": HOSTILE, "why": HOSTILE}],
        expect=[{"system": "risk", "what": HOSTILE, "before": "2024-04-01"}],
    )  # fmt: skip


def test_hostile_words_are_shown_as_they_are_and_do_nothing() -> None:
    html = replay_page([replayed(hostile())], pack().safeguards)
    found = read(html)
    tags = {each.tag for each in found.walk()}
    assert not {"script", "img"} & tags
    assert not any(name.startswith("on") for each in found.walk() for name in each.attributes)
    assert "<script" not in html
    assert "49" not in {each.text() for each in found.walk()}
    shown = re.sub(r"\s+", " ", HOSTILE)
    assert shown in found.all("h2")[0].text()
    assert found.all("main")[0].text().count(shown) >= 10


def test_half_a_surrogate_does_not_stop_the_page() -> None:
    case = made_up(title="A title \ud800 with half a character")
    assert "A title ? with half a character" in replay_page([replayed(case)], pack().safeguards)


def test_five_thousand_entries_are_a_page_in_seconds() -> None:
    case = made_up()
    body = ContactMade(with_=("mother",), mode="phone")
    factor = FactorNoted(person="mother", factor="smoking")
    start = When.read("2024-01-12").day
    days = [When.on(start + number // 20) for number in range(5001)]
    entries = [
        Entry(f"e{n}", factor if n % 10 == 0 else body, days[n], days[n], "midwifery", place=n) for n in range(1, 5001)
    ]
    record = case.chronology
    long = Chronology(entries, agencies=record.agencies, people=record.people)
    found = Replay(
        Case(case.name, case.title, case.source, case.dates, None, long),
        When.on(start + 300), None, (), (), {}, 0, 43.0,
    )  # fmt: skip
    began = time.process_time()
    html = replay_page([found], pack().safeguards)
    assert time.process_time() - began < 10
    assert html.count('<tr role="row" id="c1-e') == 5000


def test_a_record_of_which_nothing_is_known_yet_is_a_page_too() -> None:
    rules = pack()
    early = replay(made_up(), rules.safeguards, as_of=When.read("2023-01-01"), quorum=rules.limits.quorum)
    found = read(replay_page([early], rules.safeguards))
    assert "Nobody would have been warned." in found.text()
    assert "0 entries" in found.text()


def test_the_same_replays_give_the_same_page() -> None:
    assert replay_page(replays(), pack().safeguards) == whole()
