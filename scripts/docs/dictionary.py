"""The data dictionary and the JSON Schema: every kind of entry, the threads they open, the states they begin and end."""

from __future__ import annotations

import json
from collections.abc import Iterable

from nightlight.chronology.agencies import AGENCY_TYPES, GROUPS
from nightlight.chronology.kinds import KINDS, THREADS
from nightlight.chronology.schema import data_dictionary, json_schema
from nightlight.picture.facts import EVENTS
from nightlight.picture.selecting import Selector
from nightlight.picture.states import STATES
from nightlight.safeguards.wording import says_selector
from scripts.docs.markdown import sentence, table


def pages() -> dict[str, str]:
    """`data-dictionary.md` and `schema.json`."""
    parts = [data_dictionary().rstrip(), "", *_threads(), *_events(), *_states(), *_agencies()]
    return {
        "data-dictionary.md": "\n".join(parts).rstrip() + "\n",
        "schema.json": _schema(),
    }


def _schema() -> str:
    """The JSON Schema with each kind on a line of its own, so that a difference shows which kind has changed."""
    schema = json_schema()
    kinds = ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in schema.pop("oneOf"))
    rest = json.dumps(schema, indent=1, ensure_ascii=False)
    return f'{rest[:-2]},\n "oneOf": [\n{kinds}\n ]\n}}\n'


def _threads() -> list[str]:
    later = {
        sort: [name for name, kind in KINDS.items() if "of" in kind.specs and kind.specs["of"].opens == sort]
        for sort in THREADS
    }
    rows = [(sort, f"`{opener}`", ", ".join(f"`{each}`" for each in later[sort])) for sort, opener in THREADS.items()]
    says = "Entries on one matter form a thread: one entry opens it and has an `id`, later ones name it with `of`."
    return ["## Threads", "", says, "", *table(("thread", "opened by", "goes on with"), rows)]


def _events() -> list[str]:
    rows = [
        (f"`{name}`", event.help, ", ".join(f"`{spec.name}`" for spec in event.fields))
        for name, event in EVENTS.items()
    ]
    says = "What follows from entries though nobody records it. A rule may be about these as about entries."
    return ["## Events that nobody records", "", says, "", *table(("event", "means", "fields"), rows)]


def _states() -> list[str]:
    rows = []
    for name, state in STATES.items():
        opens = "; ".join(_selectors(opening.selector for opening in state.opens))
        closes = "; ".join(_selectors(state.closes)) or "nothing"
        lasts = f"; after {state.months} months at most" if state.months is not None else ""
        days = ", ".join(f"{word.replace('_', ' ')}: {number} days" for word, number in state.days_by_word)
        rows.append((f"`{name}`", sentence(state.says), opens, closes + lasts + (f"; {days}" if days else "")))
    says = "What is in force, and from when to when; a rule may be limited to these under `while`."
    return ["## States", "", says, "", *table(("state", "means", "begins with", "ends with"), rows)]


def _selectors(selectors: Iterable[Selector]) -> list[str]:
    return [f"`{each.kind}`" + (f" ({says_selector(each)})" if each.filters else "") for each in selectors]


def _agencies() -> list[str]:
    rows = [
        (
            f"`{type_}`",
            says,
            ", ".join(f"`{name}`" for name, types in GROUPS.items() if type_ in types and name != "anyone"),
        )
        for type_, says in AGENCY_TYPES.items()
    ]
    return ["## Types of agency", "", *table(("type", "said as", "in a rule also under"), rows)]
