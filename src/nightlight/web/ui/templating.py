"""Jinja as our pages use it: escaping always on, dates in words, a strict content policy."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from nightlight.chronology.moments import Day, Moment, When, moment_of, says_day
from nightlight.web.ui import frame, pages

_PARTS = "govuk_frontend_jinja"
#: A telephone number as people write it: ten digits or more from 0 or +, with spaces, brackets or dashes between.
_NUMBER: Final = re.compile(r"(?<![\w+])(?:\+|0|\(0)(?:[ ()-]{0,2}\d){9,14}(?!\w)")


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
        more_menu=frame.more_menu,
        child_lines=frame.child_lines,
        standing_words=frame.standing_words,
        standing_and=frame.standing_and,
        standing_pairs=pages.standing_pairs,
        finding_state=frame.finding_state,
        finding_says=frame.finding_says,
        finding_reason=frame.finding_reason,
        says_put_off=frame.says_put_off,
        errors_by_field=errors_by_field,
        form_errors=form_errors,
        single_sign_on=single_sign_on,
        people_options=people_options,
        account_options=account_options,
        get_messages=get_messages,
    )
    made.filters.update(
        day=day,
        moment=moment,
        instant=instant,
        json_script=json_script,
        words=words,
        agency_names=agency_names,
        slug=frame.slug,
        lower_first=frame.lower_first,
        telephone=telephone,
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


def instant(value: datetime) -> str:
    """An instant of the audit in words, as a clock in London showed it."""
    return When.at(moment_of(value)).says()


def errors_by_field(errors: Any) -> dict[str, str]:
    """The first mistake of each field, for the field to show."""
    found: dict[str, str] = {}
    for error in errors or ():
        found.setdefault(error["field"], error["text"])
    return found


def form_errors(form: Any) -> list[dict[str, str]]:
    """The mistakes of one of Django's forms, as our summary takes them."""
    return [
        {"field": "" if name == "__all__" else name, "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]


def single_sign_on() -> list[dict[str, str]]:
    """The ways of single sign-on that the partnership has set."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [
        {"name": app["name"], "href": reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]})}
        for app in apps
    ]


def people_options(seen: Any) -> list[dict[str, str]]:
    """The people of a family as choices."""
    return [{"value": each.key, "text": each.says(), "hint": words(each.role or "")} for each in seen.family.people]


def account_options(accounts: Any) -> list[dict[str, str]]:
    """Colleagues as choices."""
    return [
        {"value": each.sign_in, "text": each.name, "hint": f"{each.title}, {each.agency.name}"} for each in accounts
    ]


def words(value: object) -> str:
    """A word of the vocabulary as one reads it: `line_of_sight` is "line of sight"."""
    return str(value).replace("_", " ")


def telephone(value: object) -> Markup:
    """Words in which each telephone number can be pressed, on a telephone; everything else as it is."""
    text, made, end = str(value), Markup(), 0
    for found in _NUMBER.finditer(text):
        digits = re.sub(r"(?!^\+)\D", "", found[0])
        made += text[end : found.start()]
        made += Markup('<a class="govuk-link" href="tel:{}">{}</a>').format(digits, found[0])
        end = found.end()
    return made + text[end:]


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
