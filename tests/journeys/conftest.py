"""The demonstration, served as `make demo` serves it, and a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.person import Person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys take minutes, and need a browser."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.enable_socket)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of these tests' own."""
    folder = tmp_path_factory.mktemp("demonstration")
    command = [str(Path(sys.executable).with_name("nightlight")), "serve", "--port", "0", "--data", str(folder)]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "NIGHTLIGHT_", "DATABASE_"))
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment | {"COLUMNS": "200"}
        )
        assert process.stdout is not None
        address = ""
        for line in process.stdout:
            if found := re.search(r"Nightlight is at (http://\S+)", line):
                address = found[1]
                break
        assert address, (folder / "log").read_text()
        yield address
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def looked() -> set[tuple[str, str, str]]:
    """The pages that have been held to what every page must be."""
    return set()


@pytest.fixture(params=["wide", "phone", "keyboard"])
def someone(
    request: pytest.FixtureRequest, browser: Browser, site: str, looked: set[tuple[str, str, str]]
) -> Iterator[Callable[[str], Person]]:
    """Makes people: `someone("midwife")` is the midwife, signed in; `someone("")` has not signed in."""
    made: list[Person] = []
    pictures = os.environ.get("NIGHTLIGHT_PICTURES")
    folder = Path(pictures) if pictures else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)

    def of(sign_in: str) -> Person:
        person = Person(browser, site, request.param, sign_in, folder, looked)
        made.append(person)
        return person.signs_in(sign_in) if sign_in else person

    yield of
    for person in made:
        person.closes()
