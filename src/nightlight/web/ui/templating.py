"""Jinja as our pages use it: escaping always on, dates in words, a strict content policy."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from nightlight.chronology.moments import Day, Moment, When, says_day
from nightlight.web.ui import frame

_PARTS = "govuk_frontend_jinja"


def environment(**options: Any) -> Environment:
    """The environment that Django makes every page with."""
    options["undefined"] = ChainableUndefined  # the parts of govuk-frontend ask for options that nobody gave
    options["autoescape"] = True
    ours = options.pop("loader")
    made = Environment(
        loader=ChoiceLoader([ours, PackageLoader(_PARTS)]), trim_blocks=True, lstrip_blocks=True, **options
    )
    made.globals.update(
        static=static,
        url=url,
        menu=frame.menu,
        family_menu=frame.family_menu,
        child_lines=frame.child_lines,
        standing_words=frame.standing_words,
        standing_and=frame.standing_and,
        finding_state=frame.finding_state,
    )
    made.filters.update(
        day=day, moment=moment, words=words, agency_names=agency_names, slug=frame.slug, lower_first=frame.lower_first
    )
    return made


def url(name: str, **arguments: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, kwargs=arguments)


def day(value: Day | When | None) -> str:
    """A day in words: `27 March 2026`; nothing where there is none."""
    if value is None:
        return ""
    return value.says() if isinstance(value, When) else says_day(value)


def moment(value: Moment | None) -> str:
    """A moment in words: `27 March 2026 at 23:10`."""
    return "" if value is None else When.at(value).says()


def words(value: object) -> str:
    """A word of the vocabulary as one reads it: `line_of_sight` is "line of sight"."""
    return str(value).replace("_", " ")


def agency_names(keys: Any, agencies: Any) -> list[str]:
    """The names of agencies by their keys."""
    return [agencies[key].says() if key in agencies else words(key) for key in keys]


def every_page(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "account": request.user if viewer is not None else None,
        "nonce": str(getattr(request, "csp_nonce", "")),
        "demonstration": settings.DEMONSTRATION,
        "path": request.path,
    }

