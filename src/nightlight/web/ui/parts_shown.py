"""What the living page of parts shows, made from the parts themselves: each macro with its own comment, an example, how to call it.

A part is a macro of `ui/templates/parts/` that pages import. Its comment says when to use it; its example is a template of
`ui/templates/shown/`, rendered with made-up values (`made_up`) and shown as it is written, so that it cannot differ from how the part is
called. What a page needs that is no macro (a table, a refusal) is a template there too, named with a leading underscore.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final, get_args

from django.http import HttpRequest, QueryDict
from django.template import engines
from django.template.context_processors import csrf
from jinja2 import Environment, nodes
from markupsafe import Markup, escape

from nightlight.access.seeing import open_to_learn
from nightlight.chronology.moments import day_of, end_of, iso_day
from nightlight.chronology.reading import Reader
from nightlight.safeguards.finding import State
from nightlight.web.config.clock import now
from nightlight.web.drawings.asked import TreeAsked
from nightlight.web.drawings.present import tree_page
from nightlight.web.reading.asked import Asked
from nightlight.web.reading.turning import turning
from nightlight.web.recording.choices import Option
from nightlight.web.recording.form import Field
from nightlight.web.recording.present import Sharing
from nightlight.web.store import kept
from nightlight.web.store.models import ANSWERED
from nightlight.web.store.queries import FindingSeen, SeenFamily
from nightlight.web.ui.templating import every_page

TEMPLATES: Final = Path(__file__).parent / "templates"
_MACRO: Final = re.compile(
    r"{%-?\s*macro\s+(?P<name>\w+)\((?P<takes>.*?)\)\s*-?%}\s*({#-?\s*(?P<says>.*?)\s*-?#})?", re.DOTALL
)
_FIRST_COMMENT: Final = re.compile(r"\A{#-?\s*(.*?)\s*-?#}\n?", re.DOTALL)
#: The rule from which the made-up findings come.
_RULE: Final = "referral-allocated"


@dataclass(frozen=True)
class Macro:
    """A macro of the folder of parts: its file, its arguments as written, its comment (empty where it has none), and whether it is used
    by other templates (`imported`) or by another macro of its own file (`called`)."""

    file: str
    name: str
    takes: str
    says: str
    imported: bool
    called: bool

    @property
    def example(self) -> str:
        """The name of the template that shows it."""
        return f"shown/{self.file.removesuffix('.html')}.{self.name}.html"


@dataclass(frozen=True)
class Shown:
    """One part on the page: `group` is what its file holds, `source` how it is called."""

    group: str
    name: str
    takes: str
    says: str
    html: Markup
    source: str

    @property
    def when(self) -> Markup:
        """When to use it, with code set as code."""
        words = str(escape(self.says[:1].upper() + self.says[1:]))
        return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", words))  # escaped above

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return "part-" + re.sub(r"[^a-z0-9]+", "-", f"{self.group} {self.name}".lower()).strip("-")


def macros(folder: Path = TEMPLATES) -> tuple[Macro, ...]:
    """Every macro of the folder of parts, file by file."""
    imports = _imports(folder)
    found = []
    for path in sorted((folder / "parts").glob("*.html")):
        source = path.read_text(encoding="utf-8")
        for macro in _MACRO.finditer(source):
            name = macro["name"]
            calls = len(re.findall(rf"\b{name}\(", source)) > 1
            imported = (f"parts/{path.name}", name) in imports
            found.append(Macro(path.name, name, macro["takes"], _line(macro["says"] or ""), imported, calls))
    return tuple(found)


def parts() -> tuple[Macro, ...]:
    """The macros that pages import, or that are there for them to import."""
    return tuple(each for each in macros() if each.imported or each.says or not each.called)


def shown(request: HttpRequest) -> list[tuple[str, list[Shown]]]:
    """Every part with its example, by what its file holds; first what a page is made of that is no macro."""
    values = every_page(request) | csrf(request) | {"request": request} | made_up(request)
    found = [*_patterns(values), *(_of(each, values) for each in parts())]
    return [(group, list(each)) for group, each in groupby(found, key=lambda each: each.group)]


def _of(macro: Macro, values: Mapping[str, Any]) -> Shown:
    source = (TEMPLATES / macro.example).read_text(encoding="utf-8")
    group = _FIRST_COMMENT.match((TEMPLATES / "parts" / macro.file).read_text(encoding="utf-8"))
    holds = re.split(r"[.,(:]", _line(group[1]) if group else macro.file)[0].strip()
    return Shown(holds, macro.name, macro.takes, macro.says, _rendered(macro.example, values), source.strip())


def _patterns(values: Mapping[str, Any]) -> Iterator[Shown]:
    for path in sorted((TEMPLATES / "shown").glob("_*.html")):
        source = path.read_text(encoding="utf-8")
        comment = _FIRST_COMMENT.match(source)
        title, _, says = _line(comment[1] if comment else path.stem).partition(": ")
        html = _rendered(f"shown/{path.name}", values)
        yield Shown("What pages are made of", title, "", says, html, _FIRST_COMMENT.sub("", source).strip())


def _environment() -> Environment:
    made: Environment = engines["jinja2"].env
    return made


def _rendered(template: str, values: Mapping[str, Any]) -> Markup:
    with_blocks = {**values, "block": _block(values)}
    return Markup(_environment().get_template(template).render(with_blocks))  # rendered with escaping on


def _block(values: Mapping[str, Any]) -> Callable[..., Markup]:
    """Renders one block of a page, so that a part of the real page is shown and no copy of it. A page has one heading of the first level:
    one in a block goes down to the fourth."""

    def of(template: str, name: str, **more: Any) -> Markup:
        page = _environment().get_template(template)
        html = "".join(page.blocks[name](page.new_context({**values, **more})))
        return Markup(html.replace("<h1", "<h4").replace("</h1>", "</h4>"))

    return of


@lru_cache(maxsize=1)
def _imports(folder: Path) -> frozenset[tuple[str, str]]:
    """What templates outside the folder of parts, and its files from one another, import: (file, macro)."""
    found = set()
    made = Environment(autoescape=True)
    for path in folder.rglob("*.html"):
        if path.parent.name == "shown":
            continue
        for each in made.parse(path.read_text(encoding="utf-8")).find_all(nodes.FromImport):
            if isinstance(each.template, nodes.Const):
                names = (name if isinstance(name, str) else name[0] for name in each.names)
                found |= {(str(each.template.value), name) for name in names}
    return frozenset(found)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# -- made-up values


def made_up(request: HttpRequest) -> dict[str, Any]:
    """What the examples are given: a family that is in no table, as the real code reads, folds and draws it."""
    seen = _family(request)
    findings = {state: _finding(state, seen) for state in get_args(State)}
    tree = tree_page(seen, TreeAsked())
    return {
        "seen": seen,
        "standing": "",
        "findings": tuple(findings.values()),
        "overdue": findings["overdue"],
        "tree": tree.drawing,
        "turn": turning(QueryDict(), seen, Asked(), None),
        "questions": _questions(),
        "sharing": Sharing(
            "Midwifery, social care and health visiting can see this. Housing cannot.", ("midwifery",), (), ()
        ),
        "facts_told": (
            {"name": "Name", "value": "Mother Example"},
            {"name": "Due", "value": "3 March 2027"},
            {"name": "GP", "value": ""},
        ),
        "errors_made": (
            {"field": "shown-when", "text": "Enter a day that exists, such as 27 March 2026"},
            {"field": "shown-words", "text": "Say what you saw and heard"},
        ),
        "options": (
            {"value": "yes", "text": "Yes"},
            {"value": "no", "text": "No", "hint": "Then say why, so that it is not asked again"},
        ),
    }


def _family(request: HttpRequest) -> SeenFamily:
    today = day_of(now())
    day = {name: iso_day(today - back) for name, back in (("known", 60), ("met", 40), ("worried", 3))}
    due = iso_day(today + 100)
    raw = {
        "agencies": {each: {"type": each} for each in ("social_care", "midwifery", "health_visiting")},
        "people": {
            "mother": {"role": "mother", "sex": "female", "name": "Mother Example"},
            "father": {"role": "father", "sex": "male", "name": "Father Example"},
            "baby": {"role": "unborn", "due": due},
        },
        "entries": [
            {
                "kind": "pregnancy.known",
                "id": "e1",
                "when": day["known"],
                "agency": "midwifery",
                "mother": "mother",
                "child": "baby",
                "due": due,
            },
            {
                "kind": "relation.stated",
                "id": "e2",
                "when": day["met"],
                "agency": "midwifery",
                "person": "mother",
                "to": "father",
                "relation": "partner",
                "tie": "close",
            },
            {
                "kind": "concern.raised",
                "id": "e3",
                "when": day["worried"],
                "agency": "health_visiting",
                "about": ["baby"],
                "text": "Shouting heard at night.",
            },
        ],
    }
    reader = Reader()
    chronology = reader.record(raw, "example")
    if reader.problems:
        raise ValueError("; ".join(problem.says() for problem in reader.problems))
    return SeenFamily(
        key="example",
        title="Baby Example",
        teaching=False,
        nation="england",
        viewer=request.viewer,
        sight=open_to_learn(chronology),
        chronology=chronology,
        now=now(),
        asked_at=now(),
        as_of=now(),
        known_to=None,
        length=len(chronology.entries),
        find=tuple,
    )


def _finding(state: State, seen: SeenFamily) -> FindingSeen:
    rule = kept.rules()[_RULE]
    today = day_of(seen.now)
    due = end_of(today + (3 if state in ("waiting", "due_soon") else -2))
    closed = iso_day(today - 1) if state in ANSWERED else None
    return FindingSeen(
        id=f"{rule.id}:{state}",
        safeguard=rule.id,
        state=state,
        severity="urgent" if state == "overdue" else "warning",
        says="A referral to social care has no allocated social worker on record.",
        ask="Who is keeping this baby in mind until someone is allocated?",
        last="a concern, by health visiting",
        due=due,
        warned=None,
        stage=0,
        to=("social_care",),
        about=("baby",),
        because=(),
        said={"lessons": [str(each) for each in rule.lessons], "closed": closed},
    )


def _questions() -> tuple[Field, ...]:
    """A question of each sort, one of them answered wrongly."""
    few = (Option("home", "At home"), Option("ward", "On the ward"), Option("street", "Somewhere else"))
    asked = Field("shown-where", "Where was it?", "radios", options=few, chosen=("home",))
    return (
        asked,
        replace(asked, name="shown-whom", label="Whom did you see?", sort="checkboxes", chosen=()),
        replace(asked, name="shown-list", label="Which ward?", sort="select"),
        Field("shown-line", "Who told you?", "line", hint="For example the ward clerk."),
        Field("shown-text", "What happened?", "words", hint="Say what you saw and heard, and what you did."),
        Field("shown-number", "How many weeks?", "number", chosen=("many",), error="Enter a number, such as 32"),
        Field("shown-date", "Until when?", "date", hint="For example 27 March 2026."),
        Field("when", "When did it happen?", "when", chosen=("now",)),
    )
