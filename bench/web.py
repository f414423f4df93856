"""Measures the pages under load: so many requests a second, nine reads to one write, on SQLite and on PostgreSQL.

A store is filled (`bench.filling`), gunicorn serves it with the workers and threads of the guide, and a dozen people who are signed in
read and write as fast as they are answered. A write is done as a person does it: the form is opened, sent to be checked, recorded, and the
page that says where it went is read; the entry is written by the third of these. One of the dozen leads on safeguarding and opens
families at random among all of them, so that not every record is kept in memory already.

`python -m bench.web --database sqlite --families 500 --seconds 20` measures one database; `make bench` measures both.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

from bench import say

#: What the guide says that a server runs (`docs/guides/running.md`).
WORKERS: Final = 2
THREADS: Final = 4
#: Of a hundred requests so many write an entry; each comes with its form, its check and what is said afterwards.
WRITES: Final = 10
#: The pages that are read beside those, and how often.
PAGES: Final = {"family": 24, "chronology": 15, "findings": 9, "home": 7, "find": 5}
#: Bytes of disk that an entry takes with everything beside it, and microseconds of one processor to write it; measured, and rounded up.
BYTES: Final = {"sqlite": 1000, "postgresql": 1500}
MICROSECONDS: Final = 250
_BLOCKS: Final = 4
#: Among so many families the safeguarding lead opens one or another.
_AMONG: Final = 300
_COLLEAGUES: Final = ("midwifery", "health_visiting", "social_care", "early_help")


@dataclass(frozen=True)
class Load:
    """How much is measured, and for how long."""

    database: str = "sqlite"
    families: int = 500
    each: int = 200
    people: int = 3000
    seconds: float = 20
    clients: int = 8
    workers: int = WORKERS
    patterns: int = 100
    worked: int = _BLOCKS * 20
    folder: str | None = None

    def cost(self) -> str:
        """What it costs in disk and time, in words."""
        entries = self.families * self.each
        gigabytes = entries * BYTES[self.database] / 1e9
        minutes = (
            entries * MICROSECONDS / 1e6 + min(max(self.patterns, self.worked), self.families) * 1.2 + self.seconds
        ) / 60
        return (
            f"{entries:,} entries on {self.database} take about {gigabytes:.1f} GB of disk"
            f" and about {minutes:.0f} minutes of a processor"
        )


@dataclass
class Person:
    """Somebody who is signed in, and the families that they open."""

    sign_in: str
    cookie: str
    own: list[str]
    names: list[str]


@dataclass
class Answers:
    """What came back: of each page how long each answer took in milliseconds; and what was wrong.

    `recorded` are the addresses of what was acknowledged: a form that two clients sent for one person was recorded once.
    """

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    recorded: set[str] = field(default_factory=set)
    looked_first: int = 0

    def add(self, page: str, seconds: float, status: int, right: Sequence[int]) -> bool:
        """Notes an answer; whether it was one that is right."""
        self.took.setdefault(page, []).append(1000 * seconds)
        if status not in right:
            self.wrong[f"{page} answered {status}"] += 1
        return status in right

    def join(self, other: Answers) -> None:
        """Takes in what another saw."""
        for page, took in other.took.items():
            self.took.setdefault(page, []).extend(took)
        self.wrong += other.wrong
        self.recorded |= other.recorded
        self.looked_first += other.looked_first


def measure(load: Load) -> dict[str, Any]:
    """Fills a store, serves it and asks; the figures by name. Sets Django up, so it is for a process of its own.

    Raises `RuntimeError` where the server does not answer, or where what was recorded is not what was acknowledged.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nl-bench-", dir=load.folder)))
        served, disk = stack.enter_context(set_up_store(load.database, folder))
        from bench.filling import fill

        filled = fill(load.families, load.each, load.people, load.worked, load.patterns)
        _progress(
            f"  {filled.entries:,} entries, {filled.people:,} people, {filled.families:,} families written in {filled.seconds:.0f} s"
        )
        people = _people(filled.worked)
        before = _entries()
        from django.db import connection

        connection.close()
        bytes_ = disk()
        address = str(folder / "web.sock")
        with _server(address, served, load.workers, folder) as server:
            _warm(address, people)
            own, cpu = time.process_time(), _processor_of(server)
            answers, seconds = _ask(address, people, load)
            own, cpu = time.process_time() - own, _processor_of(server) - cpu
        gone = [where for where in sorted(answers.recorded) if not _is_there(where)]
        written = _entries() - before
        if gone or written != len(answers.recorded):
            raise RuntimeError(
                f"{len(answers.recorded)} entries were acknowledged and {written} written; not there: {', '.join(gone) or 'none'}"
            )
    asked = sum(map(len, answers.took.values()))
    return {
        "database": load.database, "families": filled.families, "entries": filled.entries, "people": filled.people,
        "filling_seconds": filled.seconds, "filling_cpu": filled.cpu, "filling_pace": filled.pace, "megabytes": bytes_ / 1e6,
        "requests": asked, "seconds": seconds, "recorded": len(answers.recorded), "looked_first": answers.looked_first,
        "wrong": dict(answers.wrong), "pages": {page: spread(took) for page, took in sorted(answers.took.items())},
        "all": spread([each for took in answers.took.values() for each in took]),
        "reads": spread([each for page, took in answers.took.items() if page != "record" for each in took]),
        "server_cpu": cpu, "client_cpu": own,
    }  # fmt: skip


def spread(took: Sequence[float]) -> dict[str, float]:
    """How many there were, the middle one, the one that 95 of 100 are within, and the longest."""
    in_order = sorted(took) or [0.0]
    return {
        "count": len(took),
        "median": statistics.median(in_order),
        "p95": in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))],
        "most": in_order[-1],
    }


def _progress(words: str) -> None:
    """Says how far it is beside the figures, which go to the standard output."""
    sys.stderr.write(f"{words}\n")


# -- the store and its server


@contextmanager
def set_up_store(database: str, folder: Path) -> Iterator[tuple[dict[str, str], Callable[[], int]]]:
    """An empty store that Django is set up for: the environment of whoever serves it, and how many bytes it takes."""
    os.environ |= {
        "NIGHTLIGHT_DEMONSTRATION": "yes",
        "NIGHTLIGHT_DATA": str(folder),
        "NIGHTLIGHT_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "nightlight.web.config.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    if database == "sqlite":
        _set_up()
        yield dict(os.environ), lambda: sum(each.stat().st_size for each in folder.glob("nightlight.sqlite3*"))
        return
    from tests import postgres

    with postgres.server() as server:
        # Whoever fills it is bound by nothing; those who serve it are bound by row-level security, as the guide has it.
        os.environ["DATABASE_URL"] = server.url("postgres")
        _set_up()
        server.sql(
            "GRANT USAGE ON SCHEMA public TO nightlight; "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO nightlight; "
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO nightlight"
        )
        try:
            yield (
                os.environ | {"DATABASE_URL": server.url("nightlight")},
                lambda: int(server.sql("SELECT pg_database_size('nightlight')")),
            )
        finally:
            from django.db import connections

            connections.close_all()


def _set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def _server(address: str, environment: dict[str, str], workers: int, folder: Path) -> Iterator[int]:
    """gunicorn on a socket of this machine; the number of its first process."""
    command = [
        sys.executable, "-m", "gunicorn", "nightlight.web.config.wsgi:application", "--bind", f"unix:{address}",
        "--workers", str(workers), "--threads", str(THREADS), "--timeout", "120", "--log-level", "error",
    ]  # fmt: skip
    errors = folder / "server.log"
    with errors.open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(600):
                if server.poll() is not None:
                    raise RuntimeError(f"the server ended: {errors.read_text()[-2000:]}")
                if Path(address).exists() and _get(address, "/ready", "")[0] == 200:
                    break
                time.sleep(0.1)
            else:
                raise RuntimeError("the server did not answer within a minute")
            yield server.pid
        finally:
            server.terminate()
            server.wait(30)
    if said := errors.read_text():
        _progress(f"  the server said: {said[-2000:]}")


def _processor_of(server: int) -> float:
    """The seconds of processor that a process and its children have taken; 0 where the machine does not say (`/proc`)."""
    found = 0.0
    for said in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, after = said.parent.name, said.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if server in (int(number), int(after[1])):
            found += (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")
    return found


def _entries() -> int:
    """How many entries the audit says were written through the pages."""
    from nightlight.web.store.models import Audit

    found: int = Audit.objects.filter(act="wrote").count()
    return found


def _is_there(where: str) -> bool:
    """Whether the store holds the entry whose page is at `/families/KEY/recorded/ENTRY`."""
    from nightlight.web.store.models import Entry

    _, _, key, _, entry = where.split("?")[0].split("/")
    return bool(Entry.objects.filter(family_id=key, entry_id=entry).exists())


def _people(worked: Sequence[str]) -> list[Person]:
    """A dozen people with the families that they work with: workers of the first blocks, and one who leads on safeguarding."""
    from django.conf import settings
    from django.test import Client

    from nightlight.web.accounts.models import Account
    from nightlight.web.config.clock import now
    from nightlight.web.store.models import Family, Involvement, PersonOfFamily
    from nightlight.web.store.queries import sight_of

    found: list[Person] = []
    for block in range(_BLOCKS):
        for agency in _COLLEAGUES:
            sign_in = f"{agency.replace('_', '.')}.{block}"
            rows = Involvement.objects.filter(sign_in=sign_in, family__in=worked).values_list("family_id", flat=True)
            if own := sorted(set(rows)):
                found.append(Person(sign_in, "", own, []))
    every = sorted(Family.objects.values_list("key", flat=True))
    found = [*found[:11], Person("midwifery.lead", "", Random(1).sample(every, min(_AMONG, len(every))), [])]
    moment = now()
    for person in found:
        account = Account.objects.get(sign_in=person.sign_in)
        rows_ = Family.objects.filter(key__in=person.own).order_by("key")
        person.own = [row.key for row in rows_ if sight_of(account.viewer(), row, "care", moment).allowed]
        client = Client(headers={"host": "localhost"})
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        person.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        named = PersonOfFamily.objects.filter(family__in=person.own[:40]).exclude(name="")
        person.names = list(named.values_list("name", flat=True))
    return [person for person in found if person.own]


# -- asking


class _Connection(http.client.HTTPConnection):
    """A connection to a socket of this machine; one for each request, as behind nginx."""

    def __init__(self, address: str) -> None:
        super().__init__("localhost", timeout=120)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(120)
        self.sock.connect(self.address)


def _get(address: str, path: str, cookie: str, body: Sequence[tuple[str, str]] | None = None) -> tuple[int, str, str]:
    """The status, the text, and where it sends one to or the cookies that it sets."""
    connection = _Connection(address)
    try:
        headers = {"Cookie": cookie, "Origin": "http://localhost"} if body is not None else {"Cookie": cookie}
        sent = None if body is None else urlencode(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", path, sent, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        more = answer.headers.get("Location") or "; ".join(
            each.split(";")[0] for each in answer.headers.get_all("Set-Cookie", [])
        )
        return answer.status, text, more
    except (OSError, http.client.HTTPException) as wrong:
        return 0, repr(wrong), ""
    finally:
        connection.close()


class _Form(HTMLParser):
    """What a form would send as it stands: its hidden fields and what is chosen; and the first choice of each question."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = False
        self.sent: list[tuple[str, str]] = []
        self.first: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("class") == "nl-form"
        name, value, type_ = said.get("name", ""), said.get("value", ""), said.get("type", "text")
        if not self.inside or tag != "input" or not name:
            return
        if type_ == "hidden" or (type_ in ("checkbox", "radio") and "checked" in said) or (type_ == "text" and value):
            self.sent.append((name, value))
        elif type_ in ("checkbox", "radio") and value:
            self.first.setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def _warm(address: str, people: Sequence[Person]) -> None:
    """Has each process make its pages once: what a server does only after its start is not measured."""
    for _ in range(3):
        for person in people[:4]:
            for path in (
                "/",
                f"/families/{person.own[0]}/",
                f"/families/{person.own[0]}/chronology",
                f"/families/{person.own[0]}/findings",
            ):
                _get(address, path, person.cookie)


def _ask(address: str, people: Sequence[Person], load: Load) -> tuple[Answers, float]:
    """Asks with so many clients for so long."""
    ends = time.perf_counter() + load.seconds
    found = [Answers() for _ in range(load.clients)]
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(address, people, number, ends, found[number]))
        for number in range(load.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    whole = Answers()
    for each in found:
        whole.join(each)
    return whole, seconds


def _client(address: str, people: Sequence[Person], number: int, ends: float, answers: Answers) -> None:
    random = Random(number)
    # Of every four requests of a write one records: so that of a hundred requests WRITES do, a write is begun as often as this.
    begins = WRITES / (100 - 3 * WRITES)
    pages, often = list(PAGES), list(PAGES.values())
    while time.perf_counter() < ends:
        person = random.choice(people)
        key = random.choice(person.own)
        if random.random() < begins:
            _record(address, person, key, random, answers)
            continue
        page = random.choices(pages, often)[0]
        if page == "find":
            _find(address, person, random, answers)
            continue
        path = "/" if page == "home" else f"/families/{key}/{'' if page == 'family' else page}"
        began = time.perf_counter()
        status, _, _ = _get(address, path, person.cookie)
        answers.add(page, time.perf_counter() - began, status, (200,))


def _find(address: str, person: Person, random: Random, answers: Answers) -> None:
    token = "b" * 32
    body = [("csrfmiddlewaretoken", token), ("name", random.choice(person.names))]
    began = time.perf_counter()
    status, _, _ = _get(address, "/find", f"{person.cookie}; csrftoken={token}", body)
    answers.add("find", time.perf_counter() - began, status, (200,))


def _record(address: str, person: Person, key: str, random: Random, answers: Answers) -> None:
    """Opens the form of an observation or a contact, has it checked, records it, and reads where it went."""
    kind = random.choice(("observation", "contact.made"))
    path = f"/families/{key}/record/{kind}"

    def ask(
        page: str, body: Sequence[tuple[str, str]] | None, cookie: str, right: Sequence[int], path: str = path
    ) -> tuple[int, str, str]:
        began = time.perf_counter()
        found = _get(address, path, cookie, body)
        if not answers.add(page, time.perf_counter() - began, found[0], right) and os.environ.get(
            "NIGHTLIGHT_BENCH_SHOW"
        ):
            Path(os.environ["NIGHTLIGHT_BENCH_SHOW"]).write_text(f"{page} {found[0]} {path} {body}\n{found[1]}")
        return found

    status, text, cookies = ask("form", None, person.cookie, (200,))
    if status != 200:
        return
    form = _Form(text)
    cookie = f"{person.cookie}; {cookies}"
    sent = [each for each in form.sent if each[0] != "step"]
    if kind == "observation":
        sent += [
            ("person", form.first.get("person", "")),
            ("what", f"Made up: sat in the kitchen, {random.randrange(1000)}"),
        ]
    else:
        sent += [
            ("with", form.first.get("with", "")),
            ("mode", "phone"),
            ("text", f"Made up: rang, {random.randrange(1000)}"),
        ]
    # 409: the same person recorded the same form on another screen, and is shown what it says.
    status, text, cookies = ask("check", [*sent, ("step", "check")], cookie, (200, 409))
    if status not in (200, 409):
        return
    checked = _Form(text)
    status, _, where = ask("record", [*checked.sent, ("step", "record")], cookie, (302, 409))
    if status == 302:
        answers.recorded.add(where)
        ask("recorded", None, person.cookie, (200,), where)
    elif status == 409:
        answers.looked_first += 1


# -- by itself


def says(found: dict[str, Any]) -> list[str]:
    """The figures in lines."""
    of, requests, seconds = found["database"], found["requests"], found["seconds"]
    lines = [
        f"{of}: {found['families']:,} families, {found['entries']:,} entries, {found['people']:,} people, {found['megabytes']:,.0f} MB;"
        f" filled in {found['filling_seconds']:.0f} s, {found['filling_cpu']:.0f} s of processor,"
        f" {found['filling_pace']:,.0f} entries a second of it where a family is told again",
        f"{of}: {requests / seconds:.1f} requests a second, median {found['all']['median']:.0f} ms, 95 of 100 within"
        f" {found['all']['p95']:.0f} ms; {sum(found['wrong'].values())} wrong; {found['recorded']} entries recorded,"
        f" {found['looked_first']} had to look at what others recorded first",
        f"{of}: the server took {1000 * found['server_cpu'] / requests:.0f} ms of processor a request, who asked"
        f" {1000 * found['client_cpu'] / requests:.1f} ms; load {os.getloadavg()[0]:.1f}",
    ]
    for page, said in found["pages"].items():
        lines.append(
            f"  {page:12} {100 * said['count'] / requests:5.1f} %  median {said['median']:7.0f} ms  95 of 100 within"
            f" {said['p95']:7.0f} ms  most {said['most']:7.0f} ms"
        )
    return lines + [f"  wrong: {what}, {times} times" for what, times in found["wrong"].items()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures one database and prints the figures; 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    shipped = asdict(Load())
    parser.add_argument("--database", choices=list(BYTES), default="sqlite")
    for name, help_ in (
        ("families", "so many families"), ("each", "entries of each"), ("people", "people of all of them together"),
        ("clients", "so many ask at once"), ("workers", "processes of the server"), ("patterns", "families that differ in what happens"),
        ("worked", "families that somebody works with"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=shipped[name], help=help_, metavar="N")
    parser.add_argument("--seconds", type=float, default=shipped["seconds"], help="for so long", metavar="N")
    parser.add_argument("--folder", default=None, help="where the temporary folder is made", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    asked = vars(parser.parse_args(arguments))
    as_json = asked.pop("json")
    load = Load(**asked)
    say(load.cost())
    found = measure(load)
    for line in [json.dumps(found)] if as_json else says(found):
        say(line)
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
