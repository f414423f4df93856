"""The handbook: a page for each safeguard, with its worked examples and what is said of them, and an index by system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nightlight.chronology.entry import ENVELOPE, Entry
from nightlight.chronology.moments import When, says_day
from nightlight.documents.entry_words import Detail, agency_name, details_of, title_of
from nightlight.picture import Picture, fold
from nightlight.replay.examples import case_of, said_in
from nightlight.rules.lessons import Register, register
from nightlight.rules.pack import Pack, pack
from nightlight.safeguards.finding import STATES, Finding
from nightlight.safeguards.limits_used import limits_of
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import Example, Limit, Safeguard
from nightlight.safeguards.systems import SYSTEMS
from nightlight.safeguards.wording import listed, says_amount, says_due, says_member, says_rule, says_types
from scripts.docs.limits import runs
from scripts.docs.markdown import bullets, page, sentence, table

#: What a reader does with a warning of each severity.
SEVERITY = {
    "info": "information: something to think of at the next contact",
    "warning": "a warning: somebody acts in the next days",
    "urgent": "urgent: somebody acts today",
}
FOLDER = "handbook"
#: What an example shows of the fields that every entry may have, beside when, by whom and what.
SHOWN_OF_ALL = (
    "until",
    "noted",
    "source",
    "basis_of_knowledge",
    "about",
    "text",
    "voice",
    "significant",
    "shared",
    "replaces",
)


def pages() -> dict[str, str]:
    """`handbook/index.md`, and `handbook/<id>.md` for each safeguard."""
    whole, lessons = pack(), register()
    made = {f"{FOLDER}/{rule.id}.md": _page(rule, whole, lessons) for rule in whole.safeguards}
    return {f"{FOLDER}/index.md": _index(whole), **made}


def _index(whole: Pack) -> str:
    lines = [f"{len(whole.safeguards)} safeguards, by system of practice.", ""]
    for system, title in SYSTEMS.items():
        chosen = [rule for rule in whole.safeguards if rule.system == system]
        if chosen:
            rows = [(f"[{rule.title}]({rule.id}.md)", rule.severity, rule.kind) for rule in chosen]
            lines += [f"## {title}", "", *table(("safeguard", "severity", "kind of rule"), rows)]
    none = [title for system, title in SYSTEMS.items() if not any(rule.system == system for rule in whole.safeguards)]
    if none:
        lines += [
            "## Not watched",
            "",
            "These have no safeguard: they are about what is done with learning, not about a family.",
            "",
        ]
        lines += bullets(none)
    return page("Handbook of safeguards", "`src/nightlight/rules/england/`", lines)


def _page(rule: Safeguard, whole: Pack, lessons: Register) -> str:
    asks = [f"> {rule.ask}", ""] if rule.ask else []
    lines = [says_rule(rule), "", *([f"*{rule.why}*", ""] if rule.why else []), *asks]
    lines += table(("", ""), _facts(rule))
    for limit in limits_of(rule):
        lines += _limit(limit)
    if rule.lessons:
        lines += ["## Lessons", "", *bullets(_lesson(each, lessons) for each in rule.lessons)]
    if rule.sources:
        lines += ["## Sources", "", *bullets(rule.sources)]
    notes = [rule.notes, f"It seldom warns: {rule.fires_in}" if rule.fires_in else ""]
    if any(notes):
        lines += ["## Notes", "", *bullets(each for each in notes if each)]
    lines += ["## Worked examples", ""]
    for example in rule.examples:
        lines += _example(rule, example, whole)
    return page(rule.title, f"`src/nightlight/rules/england/{rule.id}.toml`", lines)


def _facts(rule: Safeguard) -> Iterator[tuple[str, str]]:
    yield "Says", rule.says
    yield "Owed by", says_types(rule.owes)
    yield "How pressing", SEVERITY[rule.severity]
    yield "System", SYSTEMS[rule.system]
    yield "Kind of rule", f"[{rule.kind}](../meaning/rules_{rule.kind}.md)"
    if rule.warn_before is not None:
        yield "Due soon", f"{says_amount(rule.warn_before)} before"
    for step in rule.escalate:
        yield "Goes on to", f"the {step.to}, {says_amount(step.after)} after it was due"


def _limit(limit: Limit) -> Iterator[str]:
    yield f"## Limit: {limit.says.lower() if limit.says.isupper() else limit.says}"
    yield ""
    local = " **Set this locally.**" if limit.set_locally else ""
    yield f"{sentence(runs(limit))}.{local}"
    yield ""
    yield f"Edition: {limit.edition}. Confidence: {limit.confidence}. [More](../limits.md#{limit.name})"
    yield ""
    yield from bullets(limit.source)
    yield from table(
        ("area", "its own value", "source"), ((each.area, each.value, each.source) for each in limit.local)
    )


def _lesson(name: str, lessons: Register) -> str:
    lesson = next(each for each in lessons.lessons if each.id == name.partition("/")[0])
    check = lessons.checks.get(name)
    link = f"[{name}](../lessons.md#{lesson.id.lower()})"
    return f"{link}: {lesson.says}" + (f" To be watched: {check.says}." if check else "")


def _example(rule: Safeguard, example: Example, whole: Pack) -> Iterator[str]:
    case = case_of(rule, example)
    moment = When.read(example.as_of)
    found = said_in(rule, example, whole.safeguards if reads_findings(rule) else (), whole.limits.quorum)
    picture = fold(case.chronology, moment.last, None, whole.limits.quorum)
    yield f"### {sentence(example.name)}"
    yield ""
    entries = sorted(case.chronology.entries, key=lambda each: each.place)
    yield from table(("", "when", "recorded by", "entry"), (_row(each, picture) for each in entries))
    yield f"Looked at on {moment.says()}:"
    yield ""
    yield from bullets(_said(each, picture) for each in found) if found else ["- nothing is said.", ""]
    if example.checks:
        yield f"It shows {', '.join(example.checks)}."
        yield ""


def _row(entry: Entry, picture: Picture) -> tuple[str, str, str, str]:
    details = "; ".join(f"{each.name}: {_detail(each)}" for each in details_of(entry, picture))
    when = entry.when.says()
    if entry.recorded.iso() != entry.when.iso():
        when += f" (recorded {entry.recorded.says()})"
    rest = [details] if details else []
    rest += [f"{name.replace('_', ' ')}: {value}" for name in SHOWN_OF_ALL if (value := _of_all(entry, name, picture))]
    words = f"{title_of(entry)} (`{entry.kind}`)" + (f": {'; '.join(rest)}" if rest else "")
    return str(entry.place), when, agency_name(entry.agency, picture), words


def _of_all(entry: Entry, name: str, picture: Picture) -> str:
    """A field that every entry may have, in words; nothing where it was left out."""
    value = getattr(entry, ENVELOPE[name].attribute)
    match value:
        case None | ():
            return ""
        case When():
            return value.says()
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return (
                ", ".join(agency_name(each, picture) for each, since in value.items() if since is not None)
                or "nobody else"
            )
        case tuple():
            return listed(says_member(each, picture) for each in value)
    return str(value).replace("_", " ")


def _detail(detail: Detail) -> str:
    numbers = ", ".join(str(place) for place in detail.entries)
    return " ".join(part for part in (detail.words, f"entry {numbers}" if numbers else "") if part)


def _said(finding: Finding, picture: Picture) -> str:
    days = [f"due {says_due(finding)}"] if finding.due is not None else []
    for name in ("warned", "closed", "asked"):
        day = getattr(finding, name)
        if day is not None:
            days.append(f"{name} {says_day(day)}")
    to = ", ".join(agency_name(each, picture) for each in finding.to)
    return f"**{STATES[finding.state]}** ({'; '.join([*days, f'to {to}' if to else 'to nobody'])}). {finding.says}"
