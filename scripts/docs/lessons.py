"""The register of lessons: each lesson, its checks, the safeguards that watch them, the examples that show them."""

from __future__ import annotations

from collections.abc import Iterator

from nightlight.rules.lessons import LESSON_KINDS, PLACES, SOURCES, Check, Lesson, Place, Register, register
from nightlight.rules.pack import pack
from nightlight.safeguards.rules import Safeguard
from nightlight.safeguards.systems import SYSTEMS
from scripts.docs.markdown import anchor, bullets, page, sentence, table


def pages() -> dict[str, str]:
    """`lessons.md`."""
    rules, found = pack().safeguards, register()
    lines = [*_count(found, rules)]
    for source, says in SOURCES.items():
        lines += [f"## {says}", ""]
        for lesson in found.lessons:
            if lesson.source == source:
                lines += _lesson(lesson, found, rules)
    if found.unwatched:
        lines += ["## Checks that no record could show", ""]
        lines += table(
            ("check", "why"), ((f"{each}: {found.checks[each].says}", why) for each, why in found.unwatched.items())
        )
    rows = ((f"{each}: {part}", why) for each, parts in found.partly.items() for part, why in parts)
    lines += ["## Parts that no safeguard looks at", "", *table(("check, and the part of it", "why"), rows)]
    lines += ["## Safeguards beyond the register", "", "They come from guidance, not from one of the five reviews.", ""]
    lines += bullets(_link(rule) for rule in rules if not rule.lessons)
    return {
        "lessons.md": page("Lessons, and where each lives", "`src/nightlight/rules/lessons.toml` and the rules", lines)
    }


def _count(found: Register, rules: tuple[Safeguard, ...]) -> Iterator[str]:
    watched = {name for rule in rules for name in rule.lessons}
    places = [place for lesson in found.lessons for place in lesson.places]
    there = sum(place.is_there for place in places)
    yield (
        f"{len(found.lessons)} lessons of {len(SOURCES)} reviews. They ask for {len(found.checks)} checks on every open case; "
        f"{len(watched & set(found.checks))} are watched, by {sum(bool(rule.lessons) for rule in rules)} safeguards. "
        f"They ask for {len(places)} other places (records, flows, views, outputs); {there} are there, "
        "and the others are marked *not there yet*."
    )
    yield ""


def _lesson(lesson: Lesson, found: Register, rules: tuple[Safeguard, ...]) -> Iterator[str]:
    yield f"### {lesson.id}"
    yield ""
    yield f"{lesson.says}"
    yield ""
    yield f"*{sentence(LESSON_KINDS[lesson.kind])}; {SYSTEMS[lesson.system]}.*"
    yield ""
    for check in lesson.checks:
        yield from _check(check, found, rules)
    also = [rule for rule in rules if lesson.id in rule.lessons]
    yield from bullets([f"Also from this lesson: {', '.join(_link(rule) for rule in also)}"] if also else [])
    yield from bullets(_place(each) for each in lesson.places)


def _check(check: Check, found: Register, rules: tuple[Safeguard, ...]) -> Iterator[str]:
    yield f"**{check.id}** {check.says}"
    yield ""
    if check.id in found.unwatched:
        yield from bullets([f"Not watched: {found.unwatched[check.id]}"])
    for rule in rules:
        if check.id in rule.lessons:
            shown = [
                f"[{each.name}](handbook/{rule.id}.md#{anchor(each.name)})"
                for each in rule.examples
                if check.id in each.checks
            ]
            yield f"- {_link(rule)}: {'; '.join(shown)}"
    for part, why in found.partly.get(check.id, ()):
        yield f"- Not looked at: {part}. {why}"
    yield ""


def _place(place: Place) -> str:
    words = f"{sentence(PLACES[place.sort])}: {place.says}"
    if place.kinds:
        return f"{words} ({', '.join(f'`{each}`' for each in place.kinds)})"
    if place.field:
        return f"{words} (`{place.field}`, on every entry)"
    return f"{words} (`nightlight {place.command}`)" if place.command else f"{words} (*not there yet*)"


def _link(rule: Safeguard) -> str:
    return f"[{rule.title}](handbook/{rule.id}.md)"
