"""The themes of reviews: what each means, when to use it, what it belongs to, and the words that suggest it."""

from __future__ import annotations

from collections.abc import Iterator

from nightlight.learning.lexicon import EXCEPT, Lexicon, Strength
from nightlight.learning.taxonomy import Taxonomy, Theme
from nightlight.safeguards.systems import SYSTEMS
from nightlight.taxonomy.themes import lexicon, taxonomy
from scripts.docs.markdown import anchor, bullets, page, table

#: How the lists of the lexicon are headed, in the order in which they are shown.
_LISTS = {
    Strength.strong.value: "Suggested outright by",
    Strength.fair.value: "With another phrase of the theme, by",
    Strength.weak.value: "Beside others",
    EXCEPT: "But not in",
}


def pages() -> dict[str, str]:
    """`themes.md`."""
    themes, words = taxonomy(), lexicon()
    phrases = sum(each.held in _LISTS for each in words.entries)
    lines = [
        f"{len(themes.themes)} themes, edition {themes.edition}; {phrases} phrases that suggest them, edition {words.edition}.",
        "A suggestion is never more than that: a person's decision stands over it. How to change the phrases:"
        " [Themes and the phrases that suggest them](../guides/themes.md).",
        "",
        *table(
            ("theme", "means", "group"),
            ((_link(each), each.means, themes.groups[each.group]) for each in themes.themes.values()),
        ),
    ]
    for group, says in themes.groups.items():
        lines += [f"## {says}", ""]
        for each in themes.of_group(group):
            lines += _theme(each, themes, words)
    lines += ["## Themes of the national panel", ""]
    for panel in themes.panel.values():
        ours = ", ".join(_link(each) for each in themes.themes.values() if panel.name in each.panel)
        lines += bullets([f"**{panel.says}**: {ours}. {panel.source}."])[:-1]
    lines += ["", "## By system of the safeguards", ""]
    lines += table(
        ("system", "themes"),
        (
            (SYSTEMS[name], ", ".join(_link(each) for each in themes.themes.values() if name in each.systems))
            for name in SYSTEMS
        ),
    )
    if themes.renamed:
        lines += ["## Renamed or merged", "", *table(("was", "is"), themes.renamed.items())]
    lines += ["## What changed", "", *bullets([*themes.changed, *(f"Phrases: {each}" for each in words.changed)])]
    return {"themes.md": page("Themes of reviews", "`src/nightlight/taxonomy/themes.toml` and `lexicon.toml`", lines)}


def _link(theme: Theme) -> str:
    return f"[{theme.label}](#{anchor(theme.label)})"


def _theme(theme: Theme, themes: Taxonomy, words: Lexicon) -> Iterator[str]:
    yield from (f"### {theme.label}", "", theme.means, "")
    nearest = _link(themes[theme.nearest])
    yield from bullets(
        [
            f"Use it for: {theme.use}",
            f"Not, or not only, where: {theme.not_when} Then see {nearest}.",
            *(f"For example: {each}" for each in theme.examples),
            f"National panel: {'; '.join(themes.panel[each].says for each in theme.panel)}.",
            f"Systems of the safeguards: {'; '.join(SYSTEMS[each] for each in theme.systems)}.",
            *([f"Every item of the kind {', '.join(theme.by_kind)} carries it."] if theme.by_kind else []),
            *_phrases(theme, words),
            f"In files: `{theme.name}`.",
        ]
    )


def _phrases(theme: Theme, words: Lexicon) -> Iterator[str]:
    for held, says in _LISTS.items():
        found = [f"`{each.phrase.written}`" for each in words.entries if (each.theme, each.held) == (theme.name, held)]
        if found:
            yield f"{says}: {', '.join(found)}."
