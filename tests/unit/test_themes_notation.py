"""The notation of phrases, and the files of themes and phrases: what is read, and what is said of a mistake."""

from __future__ import annotations

import pytest

from nightlight.chronology.problems import Unreadable
from nightlight.learning.lexicon import Lexicon, read_lexicon
from nightlight.learning.phrases import Finder, NotAPhrase, read_phrase, spans, words_of
from nightlight.learning.taxonomy import Taxonomy, read_taxonomy

HEAD = 'edition = "test"\ndate = 2026-11-21\nchanged = []\n'
THEME = """
[groups]
all = "All"
[panel.babies]
says = "Babies"
source = "Annual report"
[theme.neglect]
label = "Neglect"
group = "all"
means = "Needs unmet."
use = "Needs."
not = "The home."
nearest = "sleep"
examples = ["One."]
panel = ["babies"]
[theme.sleep]
label = "Sleep"
group = "all"
means = "Sleep."
use = "Sleep."
not = "Crying."
nearest = "neglect"
examples = ["One."]
"""


def found(phrase: str, text: str) -> list[str]:
    """The slices of a text that a phrase finds."""
    words = words_of(text)
    return [
        " … ".join(text[start:end] for start, end in spans(each, words))
        for each in Finder([read_phrase(phrase)]).find(words)
    ]


def taxonomy() -> Taxonomy:
    return read_taxonomy(HEAD + THEME)


def lexicon(text: str) -> Lexicon:
    return read_lexicon(HEAD + text, taxonomy())


# -- phrases


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("father", "The Father, the fathers", ["Father"]),
        ("father*", "The father's fathers' FATHERS", ["father's", "fathers", "FATHERS"]),
        ("father|dad", "dad and father", ["dad", "father"]),
        ("core group*", "a core\n  group and core groups", ["core\n  group", "core groups"]),
        ("core group", "the core. Group work", []),
        (
            "pre-birth",
            "pre-birth, pre birth, prebirth, pre\u2011birth",
            ["pre-birth", "pre birth", "prebirth", "pre\u2011birth"],
        ),
        ("re-book*|missed", "rebooked, re-booking, missed", ["rebooked", "re-booking", "missed"]),
        ("mother's partner", "the mother’s partner", ["mother’s partner"]),
        ("ICON", "ICON, an icon, Icon", ["ICON"]),
        ("section 47", "section 47", ["section 47"]),
        ("A&E", "went to A&E", ["A&E"]),
        ("father* NEAR/2 seen", "the father was not seen", ["father … seen"]),
        ("father* NEAR/1 seen", "the father was not seen", []),
        ("father* NEAR/2 seen", "seen by the father", ["seen … father"]),
        ("father* NEAR/5 seen", "No father. Seen by whom?", []),
        ("not NEAR/0 seen", "was not seen", ["not seen"]),
        ("health visitor* NEAR/3 told|asked", "the health visitors were never asked", ["health visitors … asked"]),
        ("café", "the CAFÉ", ["CAFÉ"]),
        ("safeguard*", "safe-\n  guarding", ["safe-\n  guarding"]),
        ("pre-birth", "pre-\nbirth", ["pre-\nbirth"]),
        ("overlay*", "over\u00adlaying", ["over\u00adlaying"]),
        ("difficult*", "di\ufb03cult", ["di\ufb03cult"]),
        ("father", "- Father\n- mother", ["Father"]),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("  ", "no words"),
        ("as*ess", "at the end of a word"),
        ("*ess", "at the end of a word"),
        ("ab*", "at least 3 letters"),
        ("father NEAR assess", "needs a number"),
        ("father NEAR/99 assess", "too far"),
        ("a NEAR/2 b NEAR/2 c", "more than one NEAR"),
        ("NEAR/2 father", "stands between two phrases"),
        ("father||dad", "without spaces"),
        ("social | care", "without spaces"),
        ("what? (then)", "is no word"),
        ("one two three four five six seven eight nine ten eleven", "at most 10"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused_with_what_to_write(phrase: str, says: str) -> None:
    with pytest.raises(NotAPhrase, match=says):
        read_phrase(phrase)


# -- the lexicon


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[theme.neglec]\nstrong = ["neglect"]', "did you mean 'neglect'"),
        ('[theme.neglect]\nstrng = ["neglect"]', "did you mean 'strong'"),
        ('[theme.neglect]\nstrong = ["ne*glect"]', "theme neglect, strong: 'ne*glect'"),
        ('[theme.neglect]\nstrong = "neglect"', "needs a list of phrases"),
        ('[theme.neglect]\nstrong = ["neglect"]\nweak = ["neglect"]', "twice, in 'strong' and 'weak'"),
        ('[theme.neglect]\nstrong = [{ phrase = "x", seem = ["AC"] }]', "did you mean 'seen'"),
        ('[theme.neglect]\nstrong = [{ phrase = "xy", was = "fair" }]', "needs `seen`"),
        ('[theme.neglect]\ndropped = [{ phrase = "xy", seen = ["AC"] }]', "needs `was`"),
        ("[theme.neglect]\nstrong = [1]", "needs a text"),
        ("[theme", "it is not TOML"),
        ("[themes.neglect]", "did you mean 'theme'"),
    ],
)
def test_a_mistake_in_the_lexicon_is_told_with_its_file_its_place_and_the_right_word(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        lexicon(text)

    assert says in str(wrong.value)
    assert str(wrong.value).startswith("lexicon.toml: ")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(Unreadable) as wrong:
        lexicon('[theme.neglect]\nstrong = ["a*", "b*"]\n[theme.slep]\nweak = []')

    assert len(wrong.value.problems) == 3


MARKED = """
[theme.neglect]
strong = ["neglect*", { phrase = "unmet", seen = ["AC"] }, { phrase = "unkempt", seen = ["AC", "FRAC"] }]
fair = [{ phrase = "hungry", seen = ["AC"], was = "strong" }]
dropped = [{ phrase = "dirty", seen = ["FRAC"], was = "weak" }]
"""


def lists(of: Lexicon) -> dict[str, str]:
    return {each.phrase.written: each.held for each in of.entries if each.held != "dropped"}


def test_leaving_a_review_out_undoes_what_was_done_after_looking_at_it_alone() -> None:
    whole = lexicon(MARKED)

    assert lists(whole) == {"neglect*": "strong", "unmet": "strong", "unkempt": "strong", "hungry": "fair"}
    assert lists(whole.without("AC")) == {"neglect*": "strong", "unkempt": "strong", "hungry": "strong"}
    assert lists(whole.without("FRAC")) == {**lists(whole), "dirty": "weak"}
    assert lists(whole.untaught()) == {"neglect*": "strong", "hungry": "strong", "dirty": "weak"}


# -- the taxonomy


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('nearest = "sleep"', 'nearest = "slep"', "theme neglect, nearest: there is no 'slep'; did you mean 'sleep'?"),
        ('label = "Neglect"', 'labl = "Neglect"', "did you mean 'label'"),
        ('group = "all"\nmeans = "N', 'group = "al"\nmeans = "N', "theme neglect, group"),
        ('panel = ["babies"]', 'panel = ["babes"]', "did you mean 'babies'"),
        ('examples = ["One."]\npanel', "examples = []\npanel", "two or three examples"),
        ("date = 2026-11-21", 'date = "soon"', "it needs a date such as 2026-11-21"),
        ("[groups]", '[renamed]\nsleep = "neglect"\n[groups]', "is a theme still"),
        ("[groups]", '[renamed]\nslumber = "slep"\n[groups]', "did you mean 'sleep'"),
    ],
)
def test_a_mistake_in_the_taxonomy_is_told_with_its_place_and_the_right_word(old: str, new: str, says: str) -> None:
    text = (HEAD + THEME).replace(old, new, 1)
    assert text != HEAD + THEME

    with pytest.raises(Unreadable) as wrong:
        read_taxonomy(text)

    assert says in str(wrong.value)


def test_a_theme_that_was_renamed_is_found_by_its_old_name_in_a_lexicon_too() -> None:
    renamed = read_taxonomy((HEAD + THEME).replace("[groups]", '[renamed]\nslumber = "sleep"\n[groups]', 1))

    lexical = read_lexicon(HEAD + '[theme.slumber]\nstrong = ["sleep*"]', renamed)

    assert renamed["slumber"].label == "Sleep"
    assert [each.theme for each in lexical.entries] == ["sleep"]


def test_a_theme_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="did you mean 'neglect'"):
        taxonomy()["neglekt"]


def test_renamings_in_a_ring_lead_nowhere_and_are_told() -> None:
    with pytest.raises(Unreadable, match="is no theme"):
        read_taxonomy((HEAD + THEME).replace("[groups]", '[renamed]\na = "b"\nb = "a"\n[groups]', 1))
