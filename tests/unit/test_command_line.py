"""The command line: help that teaches, exit status, what goes where, and screens of every sort."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nightlight.chronology.problems import Unreadable
from nightlight.cli.app import EXIT_STATUS, every_command
from nightlight.safeguards.systems import SYSTEMS

APP = every_command()
COMMANDS = sorted(command.name or getattr(command.callback, "__name__", "") for command in APP.registered_commands)
REVIEW = Path(__file__).parents[2] / "src/nightlight/cases/reviews/baby-a.yaml"
BAD = Path(__file__).parents[1] / "bad_input"

CASE = """\
case: made-up
source: made up
agencies: {midwifery: {type: midwifery}, social_care: {type: social_care}}
people: {mother: {role: mother}, baby: {role: unborn}}
entries:
  - {kind: referral.made, id: r1, when: 2024-01-02, agency: midwifery, to: social_care, text: Worried.}
  - {kind: referral.received, of: r1, when: 2024-01-02, agency: social_care}
  - {kind: referral.allocated, of: r1, when: 2024-01-03, agency: social_care, to: a social worker}
"""


def run(*words: str | Path, columns: int = 80) -> Result:
    """The command in this process; `Unreadable` is what `main` turns into exit status 1."""
    return CliRunner().invoke(APP, [str(word) for word in words], env={"COLUMNS": str(columns), "NO_COLOR": "1"})


def shell(*words: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a person runs it."""
    code = "from nightlight.cli import main; main()"
    environment = {**os.environ, **env}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, env=environment, check=False
    )


def _flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case file whose name has spaces and characters of other languages."""
    file = tmp_path / "a cäse 家 [red].yaml"
    file.write_text(CASE, encoding="utf-8")
    return file


def test_the_help_lists_every_command_and_what_the_exit_status_means() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)
    assert EXIT_STATUS in _flat(result.stdout)


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in ("demo", "check")])
def test_the_help_of_each_command_has_an_example_and_the_exit_status(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"nightlight {command} " in result.stdout.split("Example", 1)[1]
    assert EXIT_STATUS in _flat(result.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_fits_a_narrow_screen(command: str) -> None:
    result = run(command, "--help", columns=40)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 40


def test_what_is_right_ends_with_0(case: Path) -> None:
    result = run("validate", case, REVIEW)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{case}: in order; case made-up, 3 entries"
    assert result.stderr == ""


def test_what_is_to_be_put_right_is_listed_on_standard_error_and_ends_with_1(case: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    found = shell("validate", case, missing, BAD / "case.yaml", tmp_path)
    assert found.returncode == 1
    assert found.stdout.decode() == f"{case}: in order; case made-up, 3 entries\n"
    lines = found.stderr.decode().splitlines()
    assert any(str(missing) in line and "check the name" in line for line in lines)
    assert any(line.startswith(f"{BAD / 'case.yaml'}:5: ") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} things to put right. Nothing was changed."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rules", "referal-allocated"], "did you mean 'referral-allocated'?"),
        (["rules", "slep"], "did you mean 'sleep'?"),
        (["rules", "\x1b[31mzzzzzz"], "`nightlight rules` lists them"),
        (["rules", "a", "b"], "unexpected extra argument"),
        (["ruls"], "Did you mean 'rules'?"),
        (["validate"], "Missing argument"),
        (["validate", "--no-such-option"], "No such option"),
        (["replay", str(REVIEW), "--as-of", "2024-13"], "has no month 13"),
        (["replay", str(REVIEW), "--known-to", "polic"], "did you mean 'police'?"),
        (["verify", "a.jsonl", "--head", "3f1c"], "64 hexadecimal digits"),
        (["verify", "a.jsonl", "b.jsonl", "--head", "0" * 64], "belongs to one file"),
        (["seal", str(REVIEW), "--to", str(REVIEW)], "this one is the case itself"),
    ],
)
def test_a_command_that_was_written_wrongly_ends_with_2(words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in _flat(result.stderr)
    assert "\x1b" not in result.stderr
    assert result.stdout == ""


def test_json_is_all_that_stands_on_standard_output(case: Path) -> None:
    result = run("replay", REVIEW, "--json")
    assert json.loads(result.stdout)["case"] == "baby-a"
    several = run("replay", REVIEW, case, "--json")
    assert [each["case"] for each in json.loads(several.stdout)] == ["baby-a", "made-up"]


def test_the_handbook_says_all_that_it_holds_on_a_narrow_screen() -> None:
    narrow = run("rules", "sleep", columns=40)
    assert narrow.exit_code == 0
    assert "…" not in narrow.stdout
    assert max(map(len, narrow.stdout.splitlines())) <= 40
    one = run("rules", "referral-allocated", columns=40)
    assert "…" not in one.stdout
    assert "Liverpool" in one.stdout


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_has_its_list_or_says_that_nothing_watches_it(system: str) -> None:
    result = run("rules", system, columns=200)
    assert result.exit_code == 0
    assert SYSTEMS[system] in result.stdout


def test_a_limit_of_low_confidence_is_to_be_set_locally() -> None:
    assert "set this locally" in _flat(run("rules", "silence-escalated", columns=200).stdout)


def test_a_chronology_is_sealed_and_verified(case: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "a séaled 家.jsonl"
    head = run("seal", case, "--to", sealed).stdout.split("Head: ")[1].strip()
    assert (
        run("verify", sealed, "--head", head).stdout == f"{sealed}: 3 entries, none changed, moved, added or missing\n"
    )
    lines = sealed.read_text(encoding="utf-8").splitlines()
    sealed.write_text("\n".join([lines[0].replace("Worried", "Glad"), *lines[1:]]), encoding="utf-8")
    result = run("verify", sealed, sealed)
    assert isinstance(result.exception, Unreadable)
    says = [problem.says() for problem in result.exception.problems]
    assert says[0].startswith(f"{sealed}:1: number 1 (referral.made, r1): its words (text) were changed")


def test_words_that_were_erased_are_told_of(case: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.jsonl"
    run("seal", case, "--to", sealed)
    links = [json.loads(line) for line in sealed.read_text(encoding="utf-8").splitlines()]
    links[0] |= {"words": None, "salt": None}
    sealed.write_text("".join(json.dumps(link) + "\n" for link in links), encoding="utf-8")
    assert "the words of 1 were erased" in run("verify", sealed).stdout


def test_examples_of_a_safeguard_that_do_not_hold_are_named(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "src/nightlight/rules/england/referral-allocated.toml"
    good = tmp_path / source.name
    good.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("validate", good).exit_code == 0
    text = good.read_text(encoding="utf-8")
    good.write_text(text.replace('kind = "referral.allocated", of', 'kind = "referral.alocated", of'), encoding="utf-8")
    result = run("validate", good)
    assert isinstance(result.exception, Unreadable)
    says = [problem.says() for problem in result.exception.problems]
    assert all(each.startswith(f"{good}: example ") for each in says)
    assert any("did you mean 'referral.allocated'?" in each for each in says)


# -- as a person runs it


def test_nothing_but_text_goes_into_a_pipe() -> None:
    found = shell("rules", "--help", TERM="xterm-256color")
    assert found.returncode == 0
    assert b"\x1b" not in found.stdout


def test_what_a_screen_cannot_show_is_shown_as_an_escape(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"odd\xff.yaml")
    odd.write_text(CASE, encoding="utf-8")
    found = shell("validate", odd, tmp_path / "家.yaml", PYTHONIOENCODING="ascii")
    assert b"Traceback" not in found.stderr
    assert b"odd\\udcff.yaml: in order" in found.stdout
    assert b"check the name" in found.stderr
    assert found.returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        pytest.param("rules", marks=pytest.mark.long),
        pytest.param(f"replay '{REVIEW}'", marks=pytest.mark.long),
        pytest.param(f"replay '{REVIEW}' --json", marks=pytest.mark.long),
        pytest.param(" ".join(["validate", *[f"'{REVIEW}'"] * 200]), marks=pytest.mark.long),
    ],
    ids=lambda words: words.split("'")[0],
)
def test_a_pipe_that_closes_early_is_no_matter(words: str) -> None:
    code = "from nightlight.cli import main; main()"
    line = f"'{sys.executable}' -c '{code}' {words} | head -1"
    found = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert found.stderr == b""


def test_a_disk_that_is_full_is_said_without_a_traceback() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no such device here")
    code = "from nightlight.cli import main; main()"
    with full.open("w") as nowhere:
        words = [sys.executable, "-c", code, "validate", str(REVIEW)]
        found = subprocess.run(words, stdout=nowhere, stderr=subprocess.PIPE, check=False)
    assert found.returncode == 1
    assert found.stderr.startswith(b"What was to be printed could not be written")
    assert b"Traceback" not in found.stderr
