"""Makes the requests, looks at every byte of the answers, and undoes what was written."""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from typing import Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from nightlight.web.accounts.models import Account
from nightlight.web.store.models import Denial, Family, ProtectedAddress
from tests.web.matrix.asking import Ask, asks
from tests.web.matrix.families import CASES
from tests.web.matrix.scene import Scene

_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def people() -> list[str]:
    """Everybody who can sign in, and somebody who has not."""
    return ["", *Account.objects.order_by("pk").values_list("sign_in", flat=True)]


class Asker:
    """Makes requests as anybody. `wrong` says what was wrong with the answers; `answered` counts them by status, `asked` by address."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.clients: dict[str, Client] = {}
        self.outsiders = {case.key: set(people()) - case.opens for case in CASES}
        self.wrong: list[str] = []
        self.answered: Counter[int] = Counter()
        self.asked: Counter[str] = Counter()

    def client(self, sign_in: str) -> Client:
        """The browser of somebody."""
        if sign_in not in self.clients:
            client = Client(raise_request_exception=False)
            if sign_in:
                client.force_login(Account.objects.get(sign_in=sign_in), backend=_BACKEND)
            self.clients[sign_in] = client
        return self.clients[sign_in]

    def ask(self, ask: Ask) -> HttpResponseBase:
        """Makes one request and looks at everything that comes back."""
        cache.clear()
        client = self.client(ask.sign_in)
        with transaction.atomic():
            point = transaction.savepoint()
            before = _state(ask)
            if ask.method in ("POST", "PUT", "PATCH"):
                form = urlencode(ask.data, doseq=True)
                answer = client.generic(ask.method, ask.path, form, content_type="application/x-www-form-urlencoded")
            else:
                answer = client.generic(ask.method, ask.path)
            words = said(answer)
            after = _state(ask)
            transaction.savepoint_rollback(point)
        if ask.address in ("lock", "unlock"):
            self.clients.pop(ask.sign_in, None)
        self.answered[answer.status_code] += 1
        self.asked[ask.address] += 1
        who = ask.sign_in or "nobody"
        for leaked in self.scene.leaked(ask.sign_in, words):
            self.wrong.append(f"{who} {ask.method} {ask.path}: {answer.status_code}, {leaked}")
        if answer.status_code >= 500:
            self.wrong.append(f"{who} {ask.method} {ask.path}: failed with {answer.status_code}")
        if ask.family in self.outsiders and ask.sign_in in self.outsiders[ask.family] and before != after:
            self.wrong.append(
                f"{who} {ask.method} {ask.path}: wrote to a family that their work does not bring them to"
            )
        if "//elsewhere.invalid" in answer.headers.get("Location", "").removeprefix("http://testserver").split("?")[0]:
            self.wrong.append(f"{who} {ask.method} {ask.path}: leads to another site")
        return answer

    def make(self, number: int, seed: int) -> None:
        """So many requests, chosen by chance."""
        source = asks(self.scene, people(), random.Random(seed))
        for _ in range(number):
            self.ask(next(source))


def _state(ask: Ask) -> tuple[object, ...]:
    if ask.family is None or ask.method in ("GET", "HEAD", "OPTIONS"):
        return ()
    row = Family.objects.filter(key=ask.family).values_list("length", "head", "title").first()
    return (
        row,
        Denial.objects.filter(family=ask.family).count(),
        ProtectedAddress.objects.filter(family=ask.family).count(),
    )


def said(answer: HttpResponseBase) -> str:
    """Every byte of an answer: its body and its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + "\n".join(f"{name}: {value}" for name, value in answer.items())


def evened(answer: HttpResponseBase, asked_for: str) -> tuple[int, str, list[str]]:
    """An answer without what tells nothing: what was asked for, and what differs with every request."""
    words = re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]*"|nonce-[^\s\';]+|X-Request-ID: \w+|nonce="[^"]*"|(?i:set-cookie): .*',
        "",
        said(answer),
    )
    words = re.sub(r'(name="(?:id|kept_for)" value=|data-saved[^=]*=)"[^"]*"', "", words)
    return (
        answer.status_code,
        words.replace(asked_for, "WHAT-WAS-ASKED-FOR"),
        sorted(name for name, _ in answer.items()),
    )


def difference(first: tuple[int, str, list[str]], second: tuple[int, str, list[str]]) -> str:
    """In what two answers differ, in a few lines."""
    lines = difflib.unified_diff(first[1].splitlines(), second[1].splitlines(), lineterm="", n=0)
    told = [f"{first[0]} and {second[0]}"] if first[0] != second[0] else []
    return "\n".join([*told, *(line[:200] for line in lines)][:14])
