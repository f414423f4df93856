"""`nightlight check`: a whole caseload at once, and what it says where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from nightlight.bulk.caseload import Caseload
from nightlight.bulk.columns import write_caseload
from nightlight.bulk.run import check
from nightlight.bulk.summary import summary, write_findings
from nightlight.cases import reviews
from nightlight.chronology.problems import Unreadable
from nightlight.cli.app import every_command
from nightlight.rules.pack import pack
from nightlight.safeguards.reference import findings

PACK = pack()


def run(*words: str) -> tuple[int, str, BaseException | None]:
    """The command run: its exit status, what it printed, and the mistake that it ended with."""
    result = CliRunner().invoke(every_command(), ["check", *words])
    return result.exit_code, result.output, result.exception


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, "it holds no case files"),
        ({"one.yaml": "case: [\n"}, "one.yaml"),
        ({"families.parquet": "no parquet at all"}, "families.parquet"),
    ],
    ids=["an empty folder", "a case file that cannot be read", "columns that are none"],
)
def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path: Path, made: dict[str, str], says: str) -> None:
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    _, _, wrong = run(str(tmp_path))
    assert isinstance(wrong, Unreadable)
    assert any(says in problem.says() for problem in wrong.problems)
    assert not (tmp_path / "findings.parquet").exists()


def test_a_folder_that_is_not_there_and_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    _, _, wrong = run(str(tmp_path / "nowhere"), "--out", str(tmp_path / "found.parquet"))
    assert isinstance(wrong, Unreadable)
    (tmp_path / "case.yaml").write_text("case: x\n", encoding="utf-8")
    _, _, wrong = run(str(tmp_path), "--out", str(tmp_path / "no" / "such" / "found.parquet"))
    assert isinstance(wrong, Unreadable)
    assert "folder that exists" in wrong.problems[0].says()


@pytest.mark.long
def test_a_caseload_is_checked_written_and_summed_up(tmp_path: Path) -> None:
    """A few safeguards over the reviews: the same findings as for each family by itself, with dates as dates."""
    cases = reviews()
    rules = [PACK["referral-allocated"], PACK["core-group-held"], PACK["parent-seen"]]
    as_of = max(case.chronology.last_recorded().last for case in cases)  # type: ignore[union-attr]
    write_caseload((case.chronology for case in cases), tmp_path)
    with Caseload(tmp_path) as caseload:
        check(caseload, rules, as_of, PACK.limits.quorum)
        count = write_findings(caseload, tmp_path / "findings.parquet")
        by_safeguard = {row["name"]: row for row in summary(caseload, "safeguard")}
        by_agency = summary(caseload, "agency")
    rows = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    wanted = {
        (case.name, finding.id): finding
        for case in cases
        for finding in findings(rules, case.chronology, as_of, None, PACK.limits.quorum)
    }
    assert {(row["family"], row["id"]) for row in rows} == wanted.keys()
    assert len(rows) == count > 0
    for row in rows:
        plain = wanted[row["family"], row["id"]].plain()
        for day in ("opened", "warned", "closed", "asked"):
            assert plain[day] == (row[day].isoformat() if row[day] else None)
        assert plain["to"] == row["to"]
        assert plain["state"] == row["state"]
    assert sum(row["warned"] for row in by_safeguard.values()) == sum(row["warned"] is not None for row in rows)
    assert {row["name"] for row in by_agency} == {agency for row in rows for agency in row["to"]}


@pytest.mark.long
def test_the_command_asks_every_safeguard_of_a_folder_of_case_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "cases"
    folder.mkdir()
    source = Path(__file__).parents[2] / "src" / "nightlight" / "cases" / "families" / "ordinary.yaml"
    (folder / "ordinary.yaml").write_bytes(source.read_bytes())
    status, printed, wrong = run(str(folder), "--json")
    assert (status, wrong) == (0, None)
    found = json.loads(printed)
    assert found["families"] == 1
    assert found["findings"] == pq.read_table(folder / "findings.parquet").num_rows
    assert sum(row["warned"] for row in found["by_safeguard"]) == 0
