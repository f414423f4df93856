"""The living page of parts: every part is on it, with when to use it and an example that works; and what we say of accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from nightlight.web.ui.parts_shown import TEMPLATES, Macro, macros, parts

SignedIn = Callable[[str], Client]


@pytest.mark.parametrize("macro", macros(), ids=lambda each: f"{each.file}:{each.name}")
def test_a_part_says_when_to_use_it(macro: Macro) -> None:
    if macro.imported or not macro.called:
        assert macro.says, (
            f"{macro.file}: write under the macro {macro.name} one line in {{#- -#}} that says when to use it"
        )


@pytest.mark.parametrize("macro", parts(), ids=lambda each: f"{each.file}:{each.name}")
def test_a_part_has_an_example_that_calls_it(macro: Macro) -> None:
    path = TEMPLATES / macro.example
    assert path.is_file(), (
        f"write ui/templates/{macro.example}: how {macro.name} is called, with values of parts_shown.made_up"
    )
    source = path.read_text(encoding="utf-8")
    assert f'from "parts/{macro.file}" import {macro.name}' in source
    assert f"{macro.name}(" in source


def test_an_example_is_of_a_part_that_there_is() -> None:
    wanted = {each.example.removeprefix("shown/") for each in parts()}
    there = {path.name for path in (TEMPLATES / "shown").glob("*.html") if not path.name.startswith("_")}
    assert there == wanted


def test_a_macro_without_a_comment_that_pages_import_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "new.html").write_text(
        "{#- New parts. -#}\n{% macro bare(a, b=(), c={}) %}\n<p>{{ inside(a) }}</p>\n{% endmacro %}\n"
        "{% macro inside(a) %}{#- Something\n   small. -#}{{ a }}{% endmacro %}\n{% macro lost() %}{% endmacro %}\n"
    )
    (tmp_path / "page.html").write_text('{% from "parts/new.html" import bare as it %}{{ it(1) }}')
    found = {each.name: each for each in macros(tmp_path)}
    assert (found["bare"].imported, found["bare"].says, found["bare"].takes) == (True, "", "a, b=(), c={}")
    assert (found["inside"].imported, found["inside"].called, found["inside"].says) == (False, True, "Something small.")
    assert (found["lost"].imported, found["lost"].called) == (False, False)


def test_the_page_shows_every_part_with_how_to_call_it(signed_in: SignedIn) -> None:
    answer = signed_in("midwife").get("/parts")
    html = answer.content.decode()
    assert answer.status_code == 200
    for each in parts():
        assert f">{each.name}</h3>" in html, each.name
    assert html.count("How to call it") == html.count('class="nl-shown"') >= len(parts())
    # A finding in each state; a refusal; a form that came back with what was typed.
    for words in (
        "Coming up",
        "Due soon",
        "Urgent: was due",
        "Recorded as done",
        "Recorded as done, late",
        "Not needed",
        "The record cannot tell",
        "or your work does not bring you to it",
        'value="31 February"',
        "Saved as draft at 23:04",
        "Something more is recorded by the police",
        'class="genogram"',
        'class="nl-timeline"',
    ):
        assert words in html, words


def test_no_two_things_on_the_page_have_one_name_and_every_link_within_it_leads_somewhere(signed_in: SignedIn) -> None:
    html = signed_in("midwife").get("/parts").content.decode()
    html = re.sub(r'<pre class="nl-shown__source">.*?</pre>', "", html, flags=re.DOTALL)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids)), sorted(each for each in set(ids) if ids.count(each) > 1)
    assert html.count("<h1") == 1
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert anchor in ids, anchor


def test_the_page_is_of_the_demonstration_only(signed_in: SignedIn, settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert signed_in("midwife").get("/parts").status_code == 404


def test_what_we_say_of_accessibility_can_be_read_without_signing_in() -> None:
    answer = Client().get("/accessibility")
    html = answer.content.decode()
    assert answer.status_code == 200
    for words in ("What was tested", "What does not work well yet", "Tell us"):
        assert words in html, words
