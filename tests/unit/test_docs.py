"""The documents: the generated pages can be made, say what they should, and lead nowhere that is not there."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from nightlight.chronology.kinds import KINDS
from nightlight.replay.examples import differences, said_in
from nightlight.rules.lessons import register
from nightlight.rules.pack import pack
from nightlight.safeguards.notation import read_safeguard
from scripts.docs import meaning, modules
from scripts.docs.markdown import anchor
from scripts.make_docs import made, out_of_date, write

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", *sorted(path for path in DOCS.rglob("*.md") if "generated" not in path.parts)]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:src/nightlight|docs|tests|scripts)/[\w./-]+)`")
PURE = ("chronology", "picture", "safeguards", "replay", "drawing")


@cache
def pages() -> dict[str, str]:
    return made()


def without_blocks(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def anchors(text: str) -> set[str]:
    return {anchor(line.lstrip("#")) for line in without_blocks(text).splitlines() if line.startswith("#")}


def leads_somewhere(path: Path, link: str) -> bool:
    """Whether a link of a page leads to a file, and to a heading of it; generated pages as they should be."""
    file, _, place = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    generated = DOCS / "generated"
    if target.is_relative_to(generated):
        held = pages().get(target.relative_to(generated).as_posix())
    elif target.is_file():
        held = target.read_text(encoding="utf-8")
    else:
        return target.is_dir() and not place
    return held is not None and (not place or place in anchors(held))


# -- what is made


@pytest.mark.long
def test_the_same_code_makes_the_same_pages() -> None:
    assert made() == pages()


@pytest.mark.long
def test_there_is_a_page_for_each_safeguard_with_its_examples() -> None:
    for rule in pack().safeguards:
        text = pages()[f"handbook/{rule.id}.md"]
        assert text.count("\n### ") == len(rule.examples)
        assert text.count("\nLooked at on ") == len(rule.examples)
        assert rule.ask in text


@pytest.mark.long
def test_the_data_dictionary_has_every_kind_of_entry() -> None:
    text = pages()["data-dictionary.md"]
    assert [name for name in KINDS if f"### `{name}`" not in text] == []


def test_the_schema_has_every_kind_of_entry() -> None:
    schema = json.loads(pages()["schema.json"])
    assert [each["title"] for each in schema["oneOf"]] == list(KINDS)


def test_a_limit_is_said_in_words() -> None:
    """A limit set by the pregnancy has a unit that is no amount of time: nobody waits for 28 gestations."""
    text = pages()["limits.md"]
    assert "by 28 weeks of pregnancy, watched from when" in text
    assert not re.search(r"\d (?:gestation|before due|after birth)", text)


def test_every_lesson_and_check_is_on_its_page() -> None:
    text = pages()["lessons.md"]
    assert [each.id for each in register().lessons if f"### {each.id}\n" not in text] == []
    assert [each for each in register().checks if f"**{each}**" not in text] == []


def test_every_test_of_the_specification_is_on_its_page() -> None:
    for path in meaning.SPEC.glob("test_*.py"):
        name, text = path.stem.removeprefix("test_"), path.read_text(encoding="utf-8")
        if not meaning.specifies(text):
            continue
        tests = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)]
        count = sum(each.name.startswith("test_") for each in tests)
        assert count > 3
        assert without_blocks(pages()[f"meaning/{name}.md"]).count("\n### ") == count


def test_a_page_of_meaning_shows_the_record_and_what_is_said() -> None:
    text = pages()["meaning/rules_deadline.md"]
    assert text.count("\nAs of ") > 20
    assert "| referral.received" in text


def test_every_command_is_on_its_page() -> None:
    text = pages()["cli.md"]
    commands = {path.stem for path in (ROOT / "src/nightlight/cli").glob("*.py")}
    assert "demo" in commands
    assert {"## nightlight demo", "## nightlight replay", "## nightlight rules"} <= set(text.splitlines())
    assert "`--as-of`" in text


@pytest.mark.parametrize(
    "name", ["lessons.md", "limits.md", "cli.md", "modules.md", "data-dictionary.md", "handbook", "meaning"]
)
def test_links_of_generated_pages_lead_somewhere(name: str) -> None:
    wrong = []
    for page, text in pages().items():
        if page.startswith(name):
            links = LINK.findall(without_blocks(text))
            path = DOCS / "generated" / page
            wrong += [
                f"{page}: {each}" for each in links if not (each.startswith("http") or leads_somewhere(path, each))
            ]
    assert wrong == []


def test_no_generated_page_names_this_machine() -> None:
    assert [name for name, text in pages().items() if str(ROOT) in text] == []


# -- writing and checking


def test_what_was_written_is_up_to_date(tmp_path: Path) -> None:
    some = {"one.md": "a\nb\n", "more/two.md": "c\n"}
    write(some, tmp_path)
    assert out_of_date(some, tmp_path) == []


def test_what_is_out_of_date_is_named(tmp_path: Path) -> None:
    write({"one.md": "a\nb\n", "old.md": "x\n"}, tmp_path)
    said = out_of_date({"one.md": "a\nc\nd\n", "new.md": "y\n"}, tmp_path)
    assert said[0].startswith("one.md: 1 lines go, 2 come")
    assert "+c" in said[0]
    assert said[1:] == ["new.md: it is not there", "old.md: nothing makes it any more"]


def test_what_nothing_makes_is_taken_away(tmp_path: Path) -> None:
    write({"old.md": "x\n"}, tmp_path)
    write({"new.md": "y\n"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new.md"]


# -- what is written by hand


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_links_of_written_pages_lead_somewhere(path: Path) -> None:
    links = LINK.findall(without_blocks(path.read_text(encoding="utf-8")))
    assert [link for link in links if not (link.startswith("http") or leads_somewhere(path, link))] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_files_that_a_written_page_names_are_there(path: Path) -> None:
    named = PATH.findall(without_blocks(path.read_text(encoding="utf-8")))
    missing = [
        each
        for each in named
        if not (ROOT / each).exists()
        and each.removeprefix("docs/generated/") not in pages()
        and not each.startswith("docs/generated")
    ]
    assert missing == []


def test_the_safeguard_of_the_guide_says_what_the_guide_says() -> None:
    """Its blocks, one after another, are a file that can be read, and its example holds."""
    text = (DOCS / "guides/write-a-safeguard.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 2
    rule = read_safeguard("\n".join(blocks), pack().limits, "injury-examined.toml")
    (example,) = rule.examples
    assert differences(example, said_in(rule, example)) == []


def test_the_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (DOCS / "adr").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        text = (DOCS / "adr" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {int(name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), name


def test_every_package_that_we_depend_on_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    text = (DOCS / "adr/0008-dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[\[<>=~]", each)[0] for each in needed]
    assert [name for name in names if name not in text] == []


# -- what the map says of the packages


@pytest.mark.parametrize("package", PURE)
def test_the_pure_packages_need_nothing_but_python(package: str) -> None:
    """A lint contract forbids the packages that we know; this one forbids those that nobody has thought of yet."""
    wrong = set()
    for path in (ROOT / "src/nightlight" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong |= {name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "nightlight"}}
    assert wrong == set()


def test_every_package_is_in_a_layer() -> None:
    assert modules.from_the_ground_up()[0] == "chronology"
    assert modules.from_the_ground_up()[-1] == "cli"
