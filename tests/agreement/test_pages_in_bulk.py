"""The whole specification, asked of the engine for whole caseloads.

Every question that the pages put to the reference engine is put to the bulk engine too, all of them in one caseload, and the
answers are compared. That takes minutes, so it is done in the long tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from bench.agreement import Said, for_bulk, said_in_rows
from nightlight.bulk.caseload import Caseload
from nightlight.bulk.columns import write_caseload
from nightlight.bulk.run import check
from nightlight.bulk.run import findings as findings_in_bulk
from nightlight.chronology.moments import Moment, When
from nightlight.replay.case import Case
from nightlight.safeguards import reference
from nightlight.safeguards.finding import Finding
from nightlight.safeguards.rules import Safeguard
from tests.spec import notation
from tests.spec.notation import QUORUM, Engine

PAGES = Path(__file__).parents[1] / "spec"

#: So many questions the pages put at least; fewer would mean that they were not all asked.
AT_LEAST = 500


Question = tuple[tuple[Safeguard, ...], Case, Moment]


def _every_question(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Everything that the pages ask of the reference engine: they are run once more, and what they ask is noted."""
    asked: list[Question] = []
    really = notation.findings

    def noting(
        engine: Engine, rules: Safeguard | Iterable[Safeguard], case: Case, as_of: str, known_to: str | None = None
    ) -> list[Finding]:
        if known_to is None:
            of = (rules,) if isinstance(rules, Safeguard) else tuple(rules)
            asked.append((of, case, When.read(as_of).last))
        return really(engine, rules, case, as_of, known_to)

    monkeypatch.setattr(notation, "findings", noting)
    # The plugin for Django can set up a process only once, and the pages do not need it; without it, its options are unknown ones.
    without = ["-o", "addopts=", "-W", "ignore::pytest.PytestConfigWarning", "-p", "no:django", "-p", "no:xdist"]
    run = pytest.main([str(PAGES), "-q", "-k", "reference", "--no-header", "-p", "no:cacheprovider", *without])
    assert run == pytest.ExitCode.OK
    return asked


@pytest.mark.long
def test_the_bulk_engine_says_of_every_question_of_the_pages_what_the_reference_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = _every_question(monkeypatch)
    assert len(questions) >= AT_LEAST
    write_caseload((case.chronology for _, case, _ in questions), tmp_path)
    groups: dict[tuple[Safeguard, ...], list[int]] = {}
    for number, (rules, _, _) in enumerate(questions, 1):
        groups.setdefault(rules, []).append(number)
    differences = []
    with Caseload(tmp_path) as caseload:
        for rules, numbers in groups.items():
            check(caseload, rules, {number: questions[number - 1][2] for number in numbers}, QUORUM)
            said = said_in_rows(findings_in_bulk(caseload).to_pylist())
            for number in numbers:
                _, case, as_of = questions[number - 1]
                wanted = for_bulk(reference.findings(rules, case.chronology, as_of, None, QUORUM))
                if said.get(number, {}) != wanted:
                    differences.append(_in_words(rules, case, wanted, said.get(number, {})))
    assert not differences, "\n\n".join(differences)


def _in_words(rules: Iterable[Safeguard], case: Case, wanted: Said, said: Said) -> str:
    """A difference: the record, the rules, and what each engine says of it."""
    record = "\n".join(f"  {entry.when.iso()} {entry.agency} {entry.body}" for entry in case.chronology.entries)
    trigger = "\n".join(f"  {rule.kind} {rule.trigger} {rule.condition} {rule.needs}" for rule in rules)
    return f"{record}\n{trigger}\n  reference: {wanted}\n  bulk:      {said}"
