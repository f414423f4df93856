"""What `nightlight reviews` prints: reviews, items found, counts, themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nightlight.chronology.problems import printable
from nightlight.cli.app import out
from nightlight.documents.reading_words import audience_words, date_words, format_words, kind_words
from nightlight.exchange.shelf import Alike, Found, Hit, KeptReview, Told
from nightlight.exchange.shelf.counting import Share
from nightlight.exchange.shelf.finding import SHORT
from nightlight.learning.likeness import Likeness
from nightlight.learning.masking import masked
from nightlight.learning.taxonomy import Taxonomy
from nightlight.learning.themes import Settled

#: So many items are printed under a count; JSON has all of them.
_TRACED: Final = 30
#: On a screen that is narrower the name of a theme stands under its label.
_WIDE: Final = 72
#: What suggests a theme where no words do.
_BASIS: Final = {"kind": "by what kind of item it is", "meaning": "by its meaning"}

Label = Callable[[str], str]


def hit_plain(hit: Hit) -> dict[str, Any]:
    """An item that was found, as JSON."""
    found = asdict(hit) | {"kind": hit.kind.value, "words": hit.words}
    found["found"] = [words for words, wanted in hit.parts if wanted]
    del found["parts"]
    return found


def plural(count: int, word: str) -> str:
    """A number and its word: "1 review", "2 reviews"."""
    return f"{count:,} {word}{'s' * (count != 1)}"


def show_review_list(found: Sequence[KeptReview]) -> None:
    """Prints the reviews of a shelf."""
    if not found:
        out.print("There are no reviews on the shelf; `nightlight reviews add FILE…` puts some there.")
        return
    for each in found:
        out.print(
            Text.assemble((each.source[:SHORT], "cyan"), " ", (printable(masked(each.title or each.name)), "bold"))
        )
        by = f"{masked(each.publisher or 'publisher not said')}, {date_words(each.dated)}"
        given = f" ({' and '.join(each.given)} as you said)" if each.given else ""
        sort = f"{format_words(each.media)}, {plural(each.items, 'item')}, {each.tray} in the tray"
        out.print(Padding(printable(f"{by}{given}; {each.name}: {sort}"), (0, 0, 0, 2), expand=False))
    out.print(plural(len(found), "review") + ".")


def show_found(found: Found, label: Label) -> None:
    """Prints what a search found."""
    if found.cut:
        out.print("Only the first words of a long question were looked for.", style="italic")
    if found.any_word:
        out.print("No item holds all of these words; these hold some.", style="italic")
    for hit in found.hits:
        show_hit(hit, label)
    more = f", of which {len(found.hits)} are shown" if len(found.hits) < found.items else ""
    out.print(
        f"{plural(found.items, 'item')}{more}, in {found.reviews:,} of {plural(found.of, 'review')}.", style="bold"
    )


def show_hit(hit: Hit, label: Label, more: str = "") -> None:
    """Prints an item that was found, the words that were asked for in bold."""
    whom = f" for {audience_words(hit.audience)}" if hit.audience else ""
    head = Text.assemble((hit.ref, "cyan"), f" {kind_words(hit.kind)}{whom}")
    head.append(
        printable(f" · {hit.review}, {hit.publisher or 'publisher not said'}, {date_words(hit.dated)}"), style="dim"
    )
    if hit.page is not None:
        head.append(f", page {hit.page}", style="dim")
    out.print(head)
    words = Text()
    for piece, wanted in hit.parts:
        words.append(printable(piece), style="bold reverse" if wanted else "")
    out.print(Padding(words, (0, 0, 0, 2), expand=False))
    said = [label(each) for each in hit.themes]
    below = "; ".join(each for each in (", ".join(said), more) if each)
    if below:
        out.print(Padding(Text(printable(below), style="dim"), (0, 0, 0, 2), expand=False))


def show_alike(found: Sequence[Alike], label: Label) -> None:
    """Prints items that are like another."""
    for each in found:
        shared = [f"“{word}”" for word in each.words] + [label(theme) for theme in each.themes]
        show_hit(each.hit, label, f"likeness {each.likeness:.2f}; both have {', '.join(shared)}")
    if not found:
        out.print(
            "Nothing is near enough: no other review on the shelf has a lesson about the same."
            " What happened and what went well is compared only with --kind."
        )


def show_told(found: Told, counted: str, *, like: bool = False) -> None:
    """Prints how often something was said, and where."""
    what = "Something like it stands" if like else "Told"
    least = "at least " if found.more else ""
    out.print(
        f"{what} in {least}{found.all.reviews:,} of {plural(found.all.of, 'review')}, in {least}{plural(len(found.items), 'item')}.",
        style="bold",
    )
    if like and found.items:
        out.print("Likeness comes from shared words. Read the items before you quote the number.", style="italic")
    out.print(printable(f"Counted: {counted}."))
    if found.cut:
        out.print("Only the first words of a long question were looked for.", style="italic")
    if found.more:
        out.print("The shelf is large, and not every item was compared: more than these may say it.", style="italic")
    if found.first is not None:
        first = f"First in {date_words(found.first)}, last in {date_words(found.last)}"
        undated = sum(1 for each in found.items if each.dated is None)
        out.print(first + (f"; {plural(undated, 'item')} in reviews without a date." if undated else "."))
    elif found.items:
        out.print("None of these reviews has a date.")
    _shares("By year", {str(year or "no date"): each for year, each in found.by_year.items()})
    _shares("By publisher", {masked(name or "not said"): each for name, each in found.by_publisher.items()})
    if len(found.editions) > 1:
        said = "; ".join(f"{plural(times, 'review')} with {edition}" for edition, times in found.editions.items())
        out.print(f"Read with more than one edition, so not to be compared: {said}. Add them again.", style="italic")
    if found.items:
        out.print()
        out.print("The items that were counted", style="bold")
    for _, hits in groupby(found.items[:_TRACED], key=lambda each: each.source):
        _trace(tuple(hits))
    if len(found.items) > _TRACED:
        out.print(f"… and {len(found.items) - _TRACED:,} more; all of them with --json.")
    if not found.items and like:
        out.print(
            "Nothing is near enough to be called the same. `nightlight reviews search` finds what has some of the words."
        )
    elif not found.items:
        out.print(
            "Nothing was counted. `nightlight reviews search` looks in every kind of item, and for some of the words."
        )


def _trace(hits: Sequence[Hit]) -> None:
    """The items of one review, under its name."""
    first = hits[0]
    said = f"{first.review}, {first.publisher or 'publisher not said'}, {date_words(first.dated)}"
    out.print(Text(printable(said), style="dim"))
    for hit in hits:
        page = f" (page {hit.page})" if hit.page is not None else ""
        line = Text.assemble((hit.ref, "cyan"), printable(f" {kind_words(hit.kind)}: {hit.words}"), (page, "dim"))
        out.print(Padding(line, (0, 0, 0, 2), expand=False))


def _shares(title: str, shares: Mapping[str, Share]) -> None:
    """Numbers first: a publisher's name may be as long as a telephone's screen is wide."""
    if not shares:
        return
    out.print()
    out.print(title, style="bold")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for name, each in shares.items():
        table.add_row(f"{each.reviews:,} of {each.of:,}", printable(name))
    out.print(table)


def show_counts(counts: Mapping[str, Share], taxonomy: Taxonomy) -> None:
    """Prints every theme, and in how many reviews it is."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    # The name is typed after --theme: it stands whole.
    name_too = out.width >= _WIDE
    table.add_column("Reviews", justify="right")
    table.add_column("Theme", overflow="fold")
    if name_too:
        table.add_column("Name", no_wrap=True)
    of = next(iter(counts.values())).of if counts else 0
    held = dict.fromkeys(counts) | dict.fromkeys(taxonomy.themes)
    for name in held:
        label = taxonomy.themes[name].label if name in taxonomy.themes else f"{name} (of an earlier edition)"
        times, written = str(counts[name].reviews if name in counts else 0), Text(name, style="cyan")
        if name_too:
            table.add_row(times, label, written)
        else:
            table.add_row(times, Text.assemble(label, "\n", written))
    out.print(table)
    out.print(f"Of {plural(of, 'review')} on the shelf. A theme is counted by its words, or by a person's decision.")


def show_themes(hit: Hit, found: Sequence[Settled], label: Label) -> None:
    """Prints the themes of one item: suggestions with their words, and decisions."""
    show_hit(hit, label)
    for each in found:
        line = Text.assemble("  ", (label(each.theme), "bold" if each.carries else ""))
        line.append(f" ({each.theme})", style="cyan")
        if each.suggestion is not None:
            words = dict.fromkeys(" ".join(hit.text[why.start : why.end].split()) for why in each.suggestion.because)
            basis = each.suggestion.basis.value
            why = f"by {', '.join(f'“{word}”' for word in words)}" if words else _BASIS.get(basis, f"by its {basis}")
            line.append(printable(f": {'suggested' if each.suggestion.shown_first else 'may also be'}, {why}"))
        if each.decision is not None:
            reason = f": {each.decision.reason}" if each.decision.reason else ""
            day = date_words(each.decision.at.date().isoformat())
            line.append(
                printable(f"; {each.decision.verdict.value} by {each.decision.by}, {day}{reason}"), style="bold"
            )
        out.print(line)
    if not found:
        out.print("  No theme is suggested, and nobody added one.")


def show_watched(text: str, found: Sequence[tuple[Likeness, str]]) -> None:
    """Prints the checks nearest to a lesson."""
    out.print(Padding(printable(masked(text)), (0, 0, 0, 2), expand=False))
    if not found:
        out.print("No check is near: as far as words tell, nothing watches this.", style="bold")
        return
    for each, title in found:
        both = ", ".join([*(f"“{word}”" for word in each.words), *(f"system {label}" for label in each.labels)])
        out.print(
            Text.assemble(
                (each.key, "cyan"), f" {title} ", (f"(likeness {each.likeness:.2f}; both have {both})", "dim")
            )
        )
    out.print(f"A place to look: `nightlight rules {found[0][0].key}` says what it really watches.")
