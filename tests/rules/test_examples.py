"""Every worked example of every safeguard says what it says it does."""

from __future__ import annotations

from nightlight.chronology.problems import Unreadable
from nightlight.replay.examples import differences, said_in
from nightlight.rules.pack import pack
from nightlight.safeguards.reference import reads_findings
from nightlight.safeguards.rules import Example, Safeguard
from tests.each import for_each

PACK = pack()


@for_each(PACK.safeguards, lambda rule: rule.id)
def test_its_examples_hold(rule: Safeguard) -> None:
    assert not (wrong := [f"{each.name}: {line}" for each in rule.examples for line in _wrong(rule, each)]), "\n".join(
        wrong
    )


def _wrong(rule: Safeguard, example: Example) -> list[str]:
    try:
        found = said_in(rule, example, PACK.safeguards if reads_findings(rule) else (), PACK.limits.quorum)
    except Unreadable as wrong:
        return [str(problem) for problem in wrong.problems]
    return list(differences(example, found))


@for_each(PACK.safeguards, lambda rule: rule.id)
def test_it_has_three_examples_of_three_kinds(rule: Safeguard) -> None:
    """Met on the last permitted day, warned on the first day after, and excused, absent or not applicable."""
    assert len(rule.examples) >= 3
    states = [example.expect.get("state", "none" if example.expect.get("none") else "") for example in rule.examples]
    quiet = {"met", "waiting", "due_soon", "none", "excused", "unknown"}
    assert any(example.expect.get("warned") for example in rule.examples), "an example in which it warns, with the day"
    assert (
        sum(
            state in quiet and not example.expect.get("warned")
            for state, example in zip(states, rule.examples, strict=True)
        )
        >= 2
    )


@for_each(PACK.safeguards, lambda rule: rule.id)
def test_each_check_that_it_cites_has_an_example(rule: Safeguard) -> None:
    cited = {lesson for lesson in rule.lessons if "/" in lesson}
    shown = {check for example in rule.examples for check in example.checks}
    assert cited <= shown, f"no example for {sorted(cited - shown)}"
    assert shown <= cited, f"{sorted(shown - cited)} are not among its lessons"
