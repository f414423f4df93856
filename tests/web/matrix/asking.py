"""What is asked: every address, with every argument worth trying, by everybody, with every method."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nightlight.chronology.kinds import KINDS
from tests.web.matrix.families import ABSENT, CASES, ago, canary
from tests.web.matrix.scene import FEED, PEOPLE, Scene

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_TURNED: Final = ("as_of", "known_to")
_SHOWN: Final = (
    *_TURNED,
    "agency",
    "kind",
    "person",
    "thread",
    "significant",
    "words",
    "zoom",
    "from",
    "order",
    "findings",
    "page",
    "entry",
)

#: Every address by name, with what its own arguments are filled from (besides `key`, a family) and the names that its query takes. An
#: address that is not here fails the build.
ADDRESSES: Final[dict[str, tuple[dict[str, str], tuple[str, ...]]]] = {
    "home": ({}, ("list", "sort", "page")),
    "find": ({}, ()),
    "enquiry": ({}, ()),
    "concern": ({}, ()),
    "concerns": ({}, ()),
    "concern_to_place": ({"number": "number"}, ()),
    "new_family": ({}, ("concern",)),
    "family": ({}, (*_TURNED, "again")),
    "people": ({}, _TURNED),
    "add_person": ({}, _TURNED),
    "person": ({"person": "person"}, _TURNED),
    "chronology": ({}, (*_SHOWN, "turn")),
    "chronology_print": ({}, (*_SHOWN, "preset")),
    "knowing": ({}, (*_TURNED, "agency", "kind", "words", "page")),
    "replay": ({}, ()),
    "record": ({}, ("q", *_TURNED)),
    "throw_draft_away": ({}, ()),
    "record_kind": ({"kind": "kind"}, ("of", "person", "about", "finding", "entries", "replaces", *_TURNED)),
    "draft": ({"form": "form"}, ()),
    "recorded": ({"entry": "entry"}, _TURNED),
    "correct_entry": ({"entry": "entry"}, _TURNED),
    "sharing": ({"entry": "entry"}, _TURNED),
    "share_summary": ({}, ("with", *_TURNED)),
    "bodymap": ({}, _TURNED),
    "today": ({}, ()),
    "today_service": ({}, ()),
    "notices": ({}, ()),
    "notices_read": ({}, ()),
    "notice_open": ({"number": "number"}, ()),
    "today_settings": ({}, ()),
    "calendar_renew": ({}, ()),
    "calendar_feed": ({"secret": "secret"}, ()),
    "findings": ({}, (*_TURNED, "system", "whose", "answered")),
    "finding": ({}, ("finding", *_TURNED)),
    "finding_done": ({}, ("finding", *_TURNED)),
    "finding_not_needed": ({}, ("finding", *_TURNED)),
    "finding_not_yet": ({}, ("finding", *_TURNED)),
    "finding_ask": ({}, ("finding", *_TURNED)),
    "genogram": ({}, (*_TURNED, "page")),
    "ecomap": ({}, _TURNED),
    "oversight": ({}, ()),
    "review_glass": ({"number": "number"}, ()),
    "audit_of": ({}, ("family", "sign_in")),
    "break_glass": ({}, ()),
    "who_looked": ({}, ()),
    "who_may": ({}, _TURNED),
    "deny": ({}, _TURNED),
    "declare_conflict": ({}, _TURNED),
    "addresses": ({}, _TURNED),
    "lock": ({}, ()),
    "unlock": ({}, ()),
    "account_settings": ({}, ()),
    "healthy": ({}, ()),
    "ready": ({}, ()),
    "accessibility": ({}, ()),
    "parts": ({}, ()),
}

#: What a name in a query may be given. What depends on the family (an entry, a finding) is in `_value`.
_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "list": ("mine", "team", "agency", "due", "born", "unallocated", "no"),
    "sort": ("due", "name", "needs", "-title"),
    "page": ("2", "999", "x", "0"),
    "as_of": (ago(50), ago(95), ago(205), f"{ago(60)} 10:00", "no day"),
    "known_to": ("police", "nobody", "housing", "social_care", "substance_use"),
    "agency": ("police", "social_care", "housing", "substance_use", "midwifery"),
    "kind": ("observation", "person.added", "group:risk", "worker.assigned", "household.joined"),
    "significant": ("yes",),
    "words": ("zq", "zq-plain", "said", "moved", "%", "Row"),
    "zoom": ("year", "quarter", "month"),
    "from": (ago(210), ago(101), "x"),
    "order": ("newest", "oldest"),
    "findings": ("no",),
    "turn": ("earlier", "later", "before", "after", "yes"),
    "preset": ("court", "agency", "rapid_review", "x"),
    "q": ("visit", "zq", "hit", "%", "' OR 1=1 --"),
    "again": ("yes",),
    "with": ("police", "nobody", "housing", "social_care", "substance_use", "midwifery"),
    "system": ("1", "nobody", "plans"),
    "whose": ("ours", "theirs", "police"),
    "answered": ("yes",),
    "family": (*(case.key for case in CASES), ABSENT),
    "sign_in": ("midwife", "hidden.worker", "nobody"),
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One request."""

    sign_in: str
    method: str
    path: str
    address: str
    family: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


def named_addresses() -> set[str]:
    """The names of every address of ours; those of signing in are shut or hold nobody's record."""

    def walk(patterns: list[URLPattern | URLResolver], where: str = "") -> Iterator[str]:
        for each in patterns:
            here = where + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, here)
            elif not here.startswith(("sign-in/", "^sign-in/")):
                yield str(each.name)

    return set(walk(get_resolver().url_patterns))


def asks(scene: Scene, people: list[str], chance: random.Random) -> Iterator[Ask]:
    """Requests without end, each address as often as any other; who asks, how and of which family by chance."""
    names = sorted(ADDRESSES)
    while True:
        chance.shuffle(names)
        for name in names:
            yield _ask(name, scene, people, chance)


def _ask(name: str, scene: Scene, people: list[str], chance: random.Random) -> Ask:
    own, beside = ADDRESSES[name]
    method = chance.choices(METHODS, (12, 2, 8, 1, 1, 1, 1))[0]
    values: dict[str, Any] = {}
    family = None
    sign_in = chance.choice(people)
    if takes_key(name):
        family = values["key"] = chance.choice([*(case.key for case in CASES), ABSENT])
        case = next((each for each in CASES if each.key == family), None)
        if case is not None and chance.random() < 0.5:
            # Whoever may open the family leaks more than whoever may not: half of the requests are theirs.
            sign_in = chance.choice(sorted(case.opens))
    for argument, sort in own.items():
        values[argument] = _argument(sort, name, family, scene, chance)
    asked = chance.sample(beside, min(len(beside), chance.choice((0, 0, 1, 1, 2, 3)))) if beside else []
    query = {each: _value(each, family, scene, chance) for each in asked}
    if "finding" in beside and chance.random() < 0.8:
        query["finding"] = _value("finding", family, scene, chance)
    path = reverse(name, kwargs=values) + (f"?{urlencode(query)}" if query else "")
    return Ask(
        sign_in, method, path, name, family, _data(family, scene, chance) if method in ("POST", "PUT", "PATCH") else {}
    )


def takes_key(name: str) -> bool:
    """Whether an address is of a family."""
    return any("key" in names for each in get_resolver().reverse_dict.getlist(name) for _, names in each[0])


def _value(name: str, family: str | None, scene: Scene, chance: random.Random) -> str:
    match name:
        case "entry" | "thread" | "of" | "entries" | "replaces":
            return str(_argument("entry", name, family, scene, chance))
        case "person" | "about":
            return str(_argument("person", name, family, scene, chance))
        case "finding":
            return chance.choice([*scene.findings.get(family or "", []), "visit-kept:plain-own", "x:y"])
        case "concern":
            return str(chance.choice([*scene.numbers["concern_to_place"], 7]))
        case _:
            return chance.choice(_VALUES[name])


def _argument(sort: str, name: str, family: str | None, scene: Scene, chance: random.Random) -> Any:
    match sort:
        case "number":
            return chance.choice([*scene.numbers.get(name, [1]), 1, 999_999])
        case "person":
            return chance.choice([*(person for person, _ in PEOPLE), "nobody"])
        case "kind":
            return chance.choice([*KINDS, "no.such", "observation", "observation"])
        case "form":
            entry = chance.choice(scene.entries.get(family or "", ["none"]))
            return chance.choice(["observation", "concern.raised", f"correct:{entry}", "no.such"])
        case "entry":
            return chance.choice([*scene.entries.get(family or "", ["none"]), *scene.entries["plain"][:3], "none"])
        case _:
            return chance.choice([FEED, "0" * 32])


def _data(family: str | None, scene: Scene, chance: random.Random) -> dict[str, Any]:
    """Something for every form: what each understands it takes."""
    word = canary("typed", "x").removesuffix("kxw")
    entry = _argument("entry", "", family, scene, chance)
    return {
        "what": word, "text": word, "reason": f"{word} and fifteen letters more", "person": _value("person", family, scene, chance),
        "about": ["baby"], "when": chance.choice(["now", ago(3), "yesterday"]), "shared": ["police"], "label": "ordinary",
        "sign_in": chance.choice(["midwife", "gp", "nobody"]), "to": chance.choice(["social_care", "police"]), "of": entry, "entries": [entry],
        "hours": "1", "password": chance.choice(["nightlight demo", "no"]), "review": f"{word} and fifteen letters",
        "address": chance.choice([f"9 {word} Lane, ZZ2 2ZZ", "Street", "ZZ9 9ZZ"]), "name": chance.choice(["zq name", "mother", "zq plain name mother kxw"]),
        "day": chance.choice(["", "1 January 2026"]), "nhs": "", "born": "2026-01-01", "due": ago(-100), "weeks": "12", "who": word,
        "happened": word, "contact": word, "finding": _value("finding", family, scene, chance), "until": ago(-10), "family": "plain",
        "key": chance.choice(["plain", "elsewhere", ABSENT]), "do": chance.choice(["place", "answer", "pass", "search", "same", "not_same"]),
        "step": chance.choice(["record", "check", "save", "tell"]), "outcome": word, "told": word, "other": "sealed-person", "basis": word,
        "may_see": ["police.officer"], "answer": word, "next": "//elsewhere.invalid", "go": "//elsewhere.invalid", "role": "mother",
        "mother": "zq name", "kind": "observation", "form": "observation", "by_email": "never", "daily_hour": "9", "quiet_from": "19", "quiet_until": "8",
    }  # fmt: skip
