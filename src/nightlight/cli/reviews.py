"""`nightlight reviews`: a shelf of reviews that were read, to be searched, compared and counted."""

from __future__ import annotations

import getpass
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from nightlight.chronology.moments import BadDate, When
from nightlight.chronology.problems import did_you_mean, printable, shown
from nightlight.cli.app import EXIT_STATUS, app, err, out
from nightlight.cli.documents_in import Files, Reader
from nightlight.cli.reading_json import one_line
from nightlight.cli.reviews_shown import (
    hit_plain,
    plural,
    show_alike,
    show_counts,
    show_found,
    show_review_list,
    show_themes,
    show_told,
    show_watched,
)
from nightlight.cli.suggesting import Suggesting
from nightlight.exchange.shelf import Editions, Filters, Shelf, usual_shelf
from nightlight.learning.masking import masked
from nightlight.learning.reading import ItemKind
from nightlight.learning.themes import Verdict
from nightlight.taxonomy import headings

reviews = typer.Typer(
    help="A shelf of reviews, kept in one file on this machine: search them, and count how often we have been told.",
    epilog="Start here: nightlight reviews add FOLDER · nightlight reviews search WORDS · nightlight reviews told THEME\n\n"
    + EXIT_STATUS,
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(reviews, name="reviews")

ShelfFile = Annotated[
    Path | None,
    typer.Option("--shelf", help="The file of the shelf; else `NIGHTLIGHT_SHELF`, else your own.", metavar="FILE"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Limit = Annotated[int, typer.Option("--limit", help="So many at most.", min=1, max=10_000, metavar="N")]
Theme = Annotated[
    str | None, typer.Option("--theme", help="Items that carry this theme; `themes` lists them.", metavar="THEME")
]
Audience = Annotated[
    str | None,
    typer.Option("--audience", help="Items that address these: practitioners, managers, midwives …", metavar="WHOM"),
]
Kind = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", help="Items of this kind: recommendation, learning_point …; may be repeated.", metavar="KIND"
    ),
]
Publisher = Annotated[
    str | None, typer.Option("--publisher", help="Reviews whose publisher's name has this in it.", metavar="NAME")
]
Year = Annotated[
    str | None,
    typer.Option("--year", help="Reviews of this year, or of years: 2021-2024, 2021-, -2019.", metavar="YEAR"),
]
Decide = Annotated[
    Verdict | None,
    typer.Option(
        "--decide", help="What you decide about --theme: accepted, refused (suggested, and not right), added."
    ),
]


@cache
def _suggesting() -> Suggesting:
    return Suggesting()


def _open(shelf: Path | None, *, make: bool = False) -> Shelf:
    return Shelf.open(shelf or usual_shelf(), make=make)


def _who() -> str:
    """The sign-in on this machine; a machine need not have one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "not said"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@reviews.command()
def add(
    files: Files,
    publisher: Annotated[
        str | None,
        typer.Option("--publisher", help="Who published them, where they do not say so themselves.", metavar="NAME"),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", help="When they were published, where they do not say: 2024, 2024-05.", metavar="DATE"),
    ] = None,
    shelf: ShelfFile = None,
) -> None:
    """Reads reviews and puts them on the shelf.

    The same file twice is one review. A file that was read before is read anew, and what people decided about its
    themes is kept. What you say with --publisher and --date stands over what the review says.

    Examples:

      nightlight reviews add reviews/

      nightlight reviews add briefing.pdf --publisher "Northmoor Safeguarding Children Partnership" --date 2023-04
    """
    given = {"publisher": publisher, "date": _date(date)}
    reader = Reader(files)
    suggesting = _suggesting()
    counted: dict[str, int] = {}
    with _open(shelf, make=True) as kept:
        for file, reading in reader.readings():
            added = kept.add(
                reading,
                suggesting.themes(reading),
                Editions(suggesting.taxonomy.edition, suggesting.lexicon.edition),
                _now(),
                suggesting.taxonomy,
                {key: value for key, value in given.items() if value},
            )
            counted[added.outcome] = counted.get(added.outcome, 0) + 1
            tray = f", {added.tray} in the tray" if added.tray else ""
            out.print(printable(f"{file}: {added.outcome}; {plural(added.items, 'item')}{tray}"), soft_wrap=True)
            for note in (*reading.document.notes, *reading.notes):
                err.print(printable(f"{file}: {note}"), soft_wrap=True)
            for name in added.twins:
                err.print(printable(f"{file}: its words are those of {name}; the two count as one"), soft_wrap=True)
            for text in added.lost:
                message = f"{file}: a decision was made about words that are no item any more: {shown(masked(text))}"
                err.print(printable(message), soft_wrap=True)
    if counted:
        said = ", ".join(f"{times} {outcome}" for outcome, times in counted.items())
        where = printable(str((shelf or usual_shelf()).resolve()))
        out.print(f"{said}. The shelf is {where}.", soft_wrap=True)
        out.print("Next, one of these:")
        for words in ("list", "search WORDS", "told THEME"):
            out.print(f"  nightlight reviews {words}")
    reader.end()


def _date(written: str | None) -> str | None:
    if written is None:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", written):
        raise typer.BadParameter(f"{shown(written)} is no date such as 2024 or 2024-05", param_hint="--date")
    try:
        When.read(written)
    except BadDate as bad:
        raise typer.BadParameter(printable(str(bad)), param_hint="--date") from None
    return written


@reviews.command("list")
def list_(shelf: ShelfFile = None, as_json: AsJson = False) -> None:
    """Lists the reviews on the shelf, the latest first: their names, who published them, when, how much was read.

    For example: `nightlight reviews list`
    """
    with _open(shelf) as kept:
        found = kept.reviews()
    if as_json:
        _json([asdict(each) | {"added_at": each.added_at.isoformat()} for each in found])
    else:
        show_review_list(found)


@reviews.command()
def remove(
    review: Annotated[str, typer.Argument(help="Its name in `list`, or the name of its file.", metavar="REVIEW")],
    shelf: ShelfFile = None,
) -> None:
    """Takes a review off the shelf, with what people decided about it.

    For example: `nightlight reviews remove 3f9a1c2b7d`
    """
    with _open(shelf) as kept:
        gone = kept.remove(review)
    out.print(f"{printable(gone.name)} is off the shelf.", soft_wrap=True)


@reviews.command()
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help='Words, "words that stand together" in quotation marks, beginnings with a star: assess*',
            metavar="WORDS",
        ),
    ] = None,
    theme: Theme = None,
    audience: Audience = None,
    kind: Kind = None,
    publisher: Publisher = None,
    year: Year = None,
    limit: Limit = 20,
    shelf: ShelfFile = None,
    as_json: AsJson = False,
) -> None:
    """Finds items by their words, theme, audience, kind, publisher and year; the best first.

    Words are found in whatever form they stand (assess, assessment), accents and capitals apart. Where no item holds all of them,
    those that hold some are shown, and it is said. Without words it lists what the other options leave.

    Examples:

      nightlight reviews search father "pre-birth assessment"

      nightlight reviews search sofa* --kind recommendation --year 2022-2025

      nightlight reviews search --theme safer_sleep --audience practitioners
    """
    filters = _filters(theme, audience, kind, publisher, year)
    with _open(shelf) as kept:
        _known(kept, audience)
        found = kept.search(_typed(words or []), filters, limit)
    if as_json:
        _json(asdict(found) | {"hits": [hit_plain(each) for each in found.hits]})
    else:
        show_found(found, _suggesting().label)


@reviews.command()
def similar(
    what: Annotated[
        list[str],
        typer.Argument(help="A text, or the name of an item as `search` shows it: 3f9a1c2b7d/i12.", metavar="TEXT"),
    ],
    theme: Theme = None,
    audience: Audience = None,
    kind: Kind = None,
    publisher: Publisher = None,
    year: Year = None,
    limit: Limit = 10,
    shelf: ShelfFile = None,
    as_json: AsJson = False,
) -> None:
    """Lessons like this one, of other reviews, each with the words and themes that both have.

    Examples:

      nightlight reviews similar 3f9a1c2b7d/i12

      nightlight reviews similar "Nobody asked who else lived in the home."
    """
    filters = _filters(theme, audience, kind, publisher, year)
    with _open(shelf) as kept:
        _known(kept, audience)
        text = " ".join(what)
        found = kept.similar(text, filters, limit, _suggesting().of_text(text))
    if as_json:
        _json(
            [
                hit_plain(each.hit) | {"likeness": each.likeness, "words": each.words, "shared": each.themes}
                for each in found
            ]
        )
    else:
        show_alike(found, _suggesting().label)


@reviews.command()
def told(
    what: Annotated[
        list[str], typer.Argument(help="A theme (`themes` lists them), or words as in `search`.", metavar="WHAT")
    ],
    like: Annotated[
        bool, typer.Option("--like", help="Count what says much the same as a text, or as an item (3f9a1c2b7d/i12).")
    ] = False,
    audience: Audience = None,
    kind: Kind = None,
    publisher: Publisher = None,
    year: Year = None,
    shelf: ShelfFile = None,
    as_json: AsJson = False,
) -> None:
    """How often have we been told this? In how many of the reviews, by year and by publisher, first and last, and where.

    Counted are items that tell something to be learnt: findings, themes, lessons, recommendations, questions. What happened in
    a case, and what was done well, is not, unless --kind asks for it. Of two files with the same words one counts.

    Examples:

      nightlight reviews told safer_sleep

      nightlight reviews told '"was not brought"' --year 2020-

      nightlight reviews told --like "Fathers were not seen or assessed before the birth."
    """
    filters = _filters(None, audience, kind, publisher, year)
    asked = " ".join(what)
    name = None if like else _theme_called(asked)
    with _open(shelf) as kept:
        _known(kept, audience)
        if like:
            found, counted = kept.told_like(asked, filters, _suggesting().of_text(asked)), f"items like {shown(asked)}"
        elif name is not None:
            found = kept.told_theme(_suggesting().names(name), filters)
            counted = (
                f"items that carry the theme “{_suggesting().label(name)}”, by its words or by a person's decision"
            )
        else:
            found, counted = kept.told_words(_typed(what), filters), f"items with all of the words {shown(asked)}"
    if as_json:
        _json(asdict(found) | {"counted": counted, "items": [hit_plain(each) for each in found.items]})
    else:
        show_told(found, counted, like=like)


@reviews.command()
def watched(
    what: Annotated[
        list[str],
        typer.Argument(help="A text, or the name of an item as `search` shows it: 3f9a1c2b7d/i12.", metavar="TEXT"),
    ],
    limit: Limit = 3,
    shelf: ShelfFile = None,
    as_json: AsJson = False,
) -> None:
    """Is this lesson watched already? The checks among the safeguards that come nearest to it, and the words that they share.

    What is near is a place to look, and no promise that it watches the lesson; `nightlight rules ID` says what it does.

    For example: `nightlight reviews watched 3f9a1c2b7d/i12`
    """
    from nightlight.rules.lessons import register
    from nightlight.rules.nearest_check import safeguards_as_texts
    from nightlight.rules.pack import pack

    rules = pack()
    themes = _suggesting().taxonomy.themes
    systems = {each.name: each.systems for each in themes.values()}
    with _open(shelf) as kept:
        text = " ".join(what)
        near = safeguards_as_texts(rules, register())
        found = kept.watched(text, near, systems, limit, _suggesting().of_text(text))
        said = kept.item(text).words if kept.is_item(text) else text
    if as_json:
        _json([asdict(each) | {"title": rules[each.key].title} for each in found])
    else:
        show_watched(said, [(each, rules[each.key].title) for each in found])


@reviews.command()
def themes(
    item: Annotated[
        str | None,
        typer.Argument(
            help="An item, as `search` names it; left out: every theme, and how many reviews have it.", metavar="ITEM"
        ),
    ] = None,
    decide: Decide = None,
    theme: Annotated[
        str | None, typer.Option("--theme", help="The theme that you decide about.", metavar="THEME")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who decides: a role, or your sign-in on this machine.", metavar="WHO")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words.", metavar="WORDS")] = "",
    shelf: ShelfFile = None,
    as_json: AsJson = False,
) -> None:
    """Themes: how many reviews have each; or those of one item, with the words that suggest them, and what people decided.

    A suggestion stays one. A decision stands over it, is kept beside it, and stays when the review is read anew.

    Examples:

      nightlight reviews themes

      nightlight reviews themes 3f9a1c2b7d/i12

      nightlight reviews themes 3f9a1c2b7d/i12 --decide refused --theme housing_and_environment --by "policy officer"
    """
    suggesting = _suggesting()
    if decide is not None and (item is None or theme is None):
        raise typer.BadParameter("name the item, and its --theme", param_hint="--decide")
    if decide is None and theme is not None:
        raise typer.BadParameter("say with --decide what you decide about it", param_hint="--theme")
    with _open(shelf) as kept:
        if item is None:
            counts = kept.themes()
            if as_json:
                _json({name: {"reviews": each.reviews, "of": each.of} for name, each in counts.items()})
            else:
                show_counts(counts, suggesting.taxonomy)
            return
        if decide is not None and theme is not None:
            name = _theme(theme)
            kept.decide(item, name, decide, by or _who(), _now(), suggesting.taxonomy, reason)
        hit, found = kept.item(item), kept.themes_of(item, suggesting.taxonomy)
    if as_json:
        _json(hit_plain(hit) | {"themes": [_settled(each) for each in found]})
    else:
        show_themes(hit, found, suggesting.label)


def _settled(each: Any) -> dict[str, Any]:
    found = asdict(each)
    if each.decision is not None:
        found["decision"] = asdict(each.decision) | {"at": each.decision.at.isoformat()}
        found["decision"].pop("item")
    return found


# -- what was asked


def _typed(words: list[str]) -> str:
    """The words as they were typed: what the shell took for one word, with spaces in it, stood in quotation marks."""
    return " ".join(
        f'"{each}"' if len(words) > 1 and re.search(r"\s", each) and '"' not in each else each for each in words
    )


def _theme_called(written: str) -> str | None:
    """The theme that somebody means by its name or by its label; None where it is neither."""
    taxonomy = _suggesting().taxonomy
    plain = re.sub(r"[\W_]+", " ", written.casefold()).strip()
    for name, each in taxonomy.themes.items():
        if plain in (name.replace("_", " "), re.sub(r"[\W_]+", " ", each.label.casefold()).strip()):
            return name
    return taxonomy.current(written)


def _theme(written: str) -> str:
    name = _theme_called(written)
    if name is None:
        hint = did_you_mean(written, _suggesting().taxonomy.themes) or "; `nightlight reviews themes` lists them"
        raise typer.BadParameter(printable(f"{shown(written)} is no theme{hint}"), param_hint="--theme")
    return name


def _filters(
    theme: str | None, audience: str | None, kinds: list[str] | None, publisher: str | None, year: str | None
) -> Filters:
    since, until = _years(year)
    found = Filters((), _whom(audience), tuple(_kind(each) for each in kinds or ()), publisher, since, until)
    return replace(found, themes=_suggesting().names(_theme(theme))) if theme is not None else found


def _whom(written: str | None) -> str | None:
    """Those whom a person names, in the words of the field (midwifery, health visitor), by the name that the shelf has for them."""
    if written is None:
        return None
    plain = re.sub(r"[\W_]+", "_", written.casefold()).strip("_")
    meant = headings().audience(plain.replace("_", " "))
    return meant[0] if len(meant) == 1 else plain


def _known(kept: Shelf, audience: str | None) -> None:
    """Says so where nothing on the shelf addresses those that were named: an empty answer would look like a true one."""
    names = kept.audiences()
    if audience is not None and _whom(audience) not in names:
        hint = did_you_mean(audience, names, few=20)
        message = f"nothing on the shelf addresses {shown(audience)}{hint}"
        raise typer.BadParameter(printable(message), param_hint="--audience")


def _kind(written: str) -> ItemKind:
    plain = re.sub(r"[\W_]+", "_", written.casefold()).strip("_")
    try:
        return ItemKind(plain)
    except ValueError:
        hint = did_you_mean(plain, [each.value for each in ItemKind], few=20)
        raise typer.BadParameter(printable(f"{shown(written)} is no kind of item{hint}"), param_hint="--kind") from None


def _years(written: str | None) -> tuple[int | None, int | None]:
    if written is None:
        return None, None
    found = re.fullmatch(r"\s*((?:19|20)\d\d)?\s*(-?)\s*((?:19|20)\d\d)?\s*", written)
    if found is None or not (found[1] or found[3]) or (found[3] and not found[2]):
        message = f"{shown(written)} is no year and no span of years such as 2021-2024"
        raise typer.BadParameter(printable(message), param_hint="--year")
    first, last = (int(each) if each else None for each in (found[1], found[3]))
    return (first, last) if found[2] else (first, first)


def _json(value: object) -> None:
    print(one_line(value, _plain))  # noqa: T201


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple | set | frozenset) else str(value)


for _command in reviews.registered_commands:
    _command.epilog = EXIT_STATUS
