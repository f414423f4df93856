"""Inside a family that somebody may open: what is hidden from them there cannot be told from what is absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import now
from nightlight.web.store import actions
from nightlight.web.store.models import Family, Finding, PersonOfFamily
from nightlight.web.store.queries import sight_of
from nightlight.web.store.unsealed import known_findings
from tests.web.matrix.asker import Asker, difference, evened, said
from tests.web.matrix.asking import ADDRESSES, Ask
from tests.web.matrix.families import CASES, ago, canary
from tests.web.matrix.scene import Scene, nhs_number

#: Takes a minute or more.
pytestmark = pytest.mark.long

#: Names in a query that take the id of an entry, and those that take a person.
_TAKES_ENTRY = ("thread", "entry", "of", "entries", "replaces")
_TAKES_PERSON = ("person", "about")


def hidden_entries() -> Iterator[tuple[str, str, str]]:
    """Of each family an entry that somebody who opens it may not see: family, sign-in, id."""
    agencies = {"social.worker": "social_care", "midwife": "midwifery", "health.visitor": "health_visiting", "gp": "gp",
                "housing.officer": "housing", "chair": "social_care"}  # fmt: skip
    for case in CASES:
        for sign_in in sorted(case.may_open - case.denied):
            if sign_in not in agencies:
                continue
            unseen = [each for each in case.entries if agencies[sign_in] not in each.knows]
            for written in {unseen[0].name: unseen[0], unseen[-1].name: unseen[-1]}.values() if unseen else ():
                yield case.key, sign_in, f"{case.key}-{written.name}"


def same(
    asker: Asker, sign_in: str, method: str, name: str, family: str, hidden: str, path: Any, data: Any = None
) -> None:
    """That a page answers alike for what is hidden and for what is absent, of as many letters."""
    absent = "x" * len(hidden)
    answers = [
        evened(asker.ask(Ask(sign_in, method, path(each), name, family, data(each) if data else {})), each)
        for each in (hidden, absent)
    ]
    assert answers[0] == answers[1], f"{sign_in} {method} {path(hidden)}: {difference(*answers)}"


@pytest.mark.parametrize(
    "name",
    sorted(name for name, (own, beside) in ADDRESSES.items() if "entry" in own or set(beside) & set(_TAKES_ENTRY)),
)
def test_a_hidden_entry_cannot_be_told_from_an_absent_one(asker: Asker, name: str) -> None:
    own, beside = ADDRESSES[name]
    for family, sign_in, hidden in hidden_entries():
        if "entry" in own:
            for method in ("GET", "POST"):
                same(
                    asker,
                    sign_in,
                    method,
                    name,
                    family,
                    hidden,
                    lambda each, key=family: reverse(name, kwargs={"key": key, "entry": each}),
                )
        for parameter in [each for each in beside if each in _TAKES_ENTRY]:
            arguments = {"key": family} | ({"kind": "concern.answered"} if "kind" in own else {})
            same(
                asker,
                sign_in,
                "GET",
                name,
                family,
                hidden,
                lambda each, p=parameter, a=arguments: f"{reverse(name, kwargs=a)}?{p}={each}",
            )
    assert not asker.wrong, "\n".join(asker.wrong[:5])


def test_a_hidden_entry_cannot_be_told_from_an_absent_one_by_what_one_writes(asker: Asker) -> None:
    for family, sign_in, hidden in hidden_entries():
        for kind, field in (
            ("concern.answered", "of"),
            ("information.shared", "entries"),
            ("finding.explained", "finding"),
        ):

            def form(each: str, kind: str = kind, field: str = field) -> dict[str, object]:
                value = f"concern-weighed:{each}" if field == "finding" else each
                return {
                    field: value,
                    "told": "x",
                    "to": ["police"],
                    "what": "x",
                    "reason": "x",
                    "when": ago(1),
                    "step": "save",
                    "kind": kind,
                }

            for name, argument in (("record_kind", {"kind": kind}), ("draft", {"form": kind})):
                path = reverse(name, kwargs={"key": family} | argument)
                same(asker, sign_in, "POST", name, family, hidden, lambda _, path=path: path, form)
    assert not asker.wrong, "\n".join(asker.wrong[:5])


def test_a_hidden_person_cannot_be_told_from_an_absent_one(asker: Asker, scene: Scene) -> None:
    for case in CASES:
        for person in ("only-known-here", "sealed-person"):
            may = scene.may_see.get(canary(case.key, "name", person))
            for sign_in in sorted(case.opens - may) if may is not None else ():
                same(
                    asker,
                    sign_in,
                    "GET",
                    "person",
                    case.key,
                    person,
                    lambda each, key=case.key: reverse("person", kwargs={"key": key, "person": each}),
                )
                for name in ("chronology", "chronology_print"):
                    same(
                        asker,
                        sign_in,
                        "GET",
                        name,
                        case.key,
                        person,
                        lambda each, n=name, k=case.key: f"{reverse(n, kwargs={'key': k})}?person={each}",
                    )
                path = reverse("record_kind", kwargs={"key": case.key, "kind": "observation"})
                same(asker, sign_in, "POST", "record_kind", case.key, person, lambda _, path=path: path,
                     lambda each: {"person": each, "what": "x", "when": ago(1), "step": "save"})  # fmt: skip
                path = reverse("declare_conflict", kwargs={"key": case.key})
                same(asker, sign_in, "POST", "declare_conflict", case.key, person, lambda _, path=path: path,
                     lambda each: {"person": each, "reason": "a relative"})  # fmt: skip
    assert not asker.wrong, "\n".join(asker.wrong[:5])


def test_a_hidden_finding_cannot_be_told_from_an_absent_one(asker: Asker, scene: Scene) -> None:
    asked = 0
    for case in CASES:
        row = Family.objects.get(key=case.key)
        for sign_in in sorted(case.opens):
            sight = sight_of(Account.objects.get(sign_in=sign_in).viewer(), row, "care", now())
            stored = list(Finding.objects.filter(family=row))
            # What stands without what is kept from somebody is shown as it stands then, on what they see (`docs/semantics.md` 74).
            known = known_findings(row, sight, now(), stored)
            shown = {each.finding_id for each in known if sight.finding(each.said["because"])}
            unseen = [each.finding_id for each in stored if each.finding_id not in shown]
            assert all(not sight.finding(each.said["because"]) for each in stored if each.finding_id in unseen[:1])
            for hidden in unseen[:1]:
                for name in ("finding", "finding_done", "finding_not_needed", "finding_not_yet"):
                    asked += 1
                    same(
                        asker,
                        sign_in,
                        "GET",
                        name,
                        case.key,
                        hidden,
                        lambda each, n=name, k=case.key: f"{reverse(n, kwargs={'key': k})}?finding={each}",
                    )
                path = reverse("finding_ask", kwargs={"key": case.key})
                same(
                    asker,
                    sign_in,
                    "POST",
                    "finding_ask",
                    case.key,
                    hidden,
                    lambda _, path=path: path,
                    lambda each: {"finding": each},
                )
    assert asked > 20, "there are findings to hide"
    assert not asker.wrong, "\n".join(asker.wrong[:5])


def search(asker: Asker, sign_in: str, **typed: str) -> HttpResponseBase:
    """What a search answers."""
    return asker.ask(Ask(sign_in, "POST", "/find", "find", None, typed))


def found(answer: HttpResponseBase) -> list[str]:
    """The families to which a list or a search leads."""
    return sorted(set(re.findall(r'href="/families/([^/"?]+)/', said(answer))))


def test_a_search_for_what_is_hidden_answers_like_one_for_what_is_absent(asker: Asker, scene: Scene) -> None:
    others = {"nhs": nhs_number(99_999), "name": "zqnobody", "address": "zqnowhere Street"}
    for case in CASES:
        for person in ("mother", "only-known-here", "sealed-person"):
            may = scene.may_see.get(canary(case.key, "name", person))
            if may is None:
                continue
            for sign_in in sorted(({"drug.worker", "police.officer", "duty.desk"} | case.opens) - may):
                answer = search(asker, sign_in, nhs=scene.nhs[case.key, person])
                assert case.key not in found(answer), (sign_in, case.key, person, "by NHS number")
        for name in ("home", "shelter"):
            word = canary(case.key, name)
            if word not in scene.may_see:
                continue
            for sign_in in sorted(({"drug.worker", "police.officer"} | case.opens) - scene.may_see[word]):
                assert case.key not in found(search(asker, sign_in, address=f"12 {word} Street")), (sign_in, word)
            seen_by = sorted(scene.may_see[word] & case.may_open)
            if name == "home" and seen_by:
                assert case.key in found(search(asker, seen_by[0], address=f"12 {word} Street")), (seen_by[0], word)
    assert found(search(asker, "social.worker", **others)) == []


def test_a_protected_address_is_not_found_not_even_by_whoever_may_read_it(asker: Asker) -> None:
    for case in CASES:
        for sign_in in sorted(case.opens):
            assert found(search(asker, sign_in, address=f"7 {canary(case.key, 'address')} Row")) == []


def test_the_number_of_a_hidden_person_shows_nobody_a_duplicate(asker: Asker, scene: Scene) -> None:
    for sign_in in ("drug.worker", "police.officer", "social.worker"):
        numbers = (scene.nhs["elsewhere", "mother"], nhs_number(99_999))
        answers = [
            asker.ask(Ask(sign_in, "POST", "/families/plain/people/add", "add_person", "plain", {"name": "Zqx Yqw", "role": "other", "nhs_number": each, "nhs": each}))
            for each in numbers
        ]  # fmt: skip
        assert answers[0].status_code == answers[1].status_code
        assert found(answers[0]) == found(answers[1])


@pytest.mark.parametrize("list_", ["mine", "team", "agency", "due", "born", "unallocated"])
def test_a_list_says_nothing_by_which_families_are_in_it_or_in_which_order(
    asker: Asker, scene: Scene, list_: str
) -> None:
    """Two families are alike but for what is sealed in one: whoever may not know of it finds both in a list, or neither."""
    open_, secret = twins(scene)
    for sign_in in ("social.worker", "team.manager", "service.manager", "midwife", "named.midwife"):
        for sort in ("", "due", "name"):
            answer = asker.ask(Ask(sign_in, "GET", f"/?list={list_}&sort={sort}", "home"))
            there = [each for each in found(answer) if each in (open_.key, secret.key)]
            assert len(there) in (0, 2), (sign_in, list_, sort, there)
    for path in ("/today", "/today/service"):
        for sign_in in ("social.worker", "service.manager", "midwife"):
            shown = said(asker.ask(Ask(sign_in, "GET", path, "today")))
            there = [each.key for each in (open_, secret) if f"families/{each.key}" in shown]
            assert len(there) in (0, 2), (sign_in, path, there, re.findall(r"[^>]*families/twin[^<]*<", shown))


def test_a_seal_leaves_no_trace_on_any_page(asker: Asker, scene: Scene) -> None:
    """Of two families that are alike but for what is sealed in one, every page is the same byte for byte, but for their keys."""
    open_, secret = twins(scene)
    shown = 0
    for name, (own, _) in sorted(ADDRESSES.items()):
        arguments = {
            each: {"person": "mother", "kind": "observation", "form": "observation", "entry": "e1"}.get(each)
            for each in own
        }
        if name in ("replay", "draft", "throw_draft_away") or None in arguments.values():
            continue
        for sign_in in ("social.worker", "midwife", "named.midwife"):
            try:
                paths = [reverse(name, kwargs={"key": row.key} | arguments) for row in (open_, secret)]
            except Exception:
                break
            pages = [
                asker.ask(Ask(sign_in, "GET", path, name, row.key))
                for path, row in zip(paths, (open_, secret), strict=True)
            ]
            first, second = (evened(page, row.key) for page, row in zip(pages, (open_, secret), strict=True))
            assert first == second, f"{sign_in} {name}: {difference(first, second)}"
            shown += pages[0].status_code == 200
    assert shown > 60, "the pages are shown"


def twins(scene: Scene) -> tuple[Family, Family]:
    """Two families that are alike, but that one has sealed entries of the drug service: a pregnancy that is due soon, a birth, a
    person, a household, an action, a plan, a worker."""
    rows = []
    for key in ("twin-one", "twin-two"):
        row = Family.objects.filter(key=key).first()
        if row is None:
            row = actions.start_family(key, "zq-twin")
            actions.append(row, _entries(key == "twin-two"), now())
        rows.append(row)
    assert (
        PersonOfFamily.objects.filter(family="twin-two").count()
        > PersonOfFamily.objects.filter(family="twin-one").count()
    )
    return rows[0], rows[1]


def _entries(secret: bool) -> Any:
    from nightlight.chronology.reading import Reader
    from nightlight.web.accounts.queries import agencies

    shared = {"social_care": True, "midwifery": True}
    raws: list[dict[str, Any]] = [
        {"kind": "person.added", "id": "mother", "name": "zq twin mother", "role": "mother", "when": ago(210), "agency": "midwifery", "shared": shared},
        {"kind": "person.added", "id": "baby", "name": "zq twin baby", "role": "unborn", "due": ago(-120), "when": ago(210), "agency": "midwifery", "shared": shared},
        {"kind": "worker.assigned", "id": "w1", "agency": "social_care", "worker": "a worker", "role": "social_worker", "sign_in": "social.worker",
         "team": "assessment-team", "when": ago(200), "shared": shared},
        {"kind": "worker.assigned", "id": "w2", "agency": "midwifery", "worker": "a worker", "role": "midwife", "sign_in": "midwife",
         "team": "community-midwives", "when": ago(200), "shared": shared},
        {"kind": "observation", "id": "e1", "person": "mother", "what": "zq-twin-words", "when": ago(100), "agency": "social_care", "shared": shared},
    ]  # fmt: skip
    if secret:
        held: dict[str, Any] = {"agency": "substance_use", "label": "sealed", "shared": {}, "when": ago(60)}
        raws += [
            {
                "kind": "person.added",
                "id": "second",
                "name": "zq second baby",
                "role": "unborn",
                "due": ago(-9),
                **held,
            },
            {"kind": "person.added", "id": "third", "name": "zq third baby", "role": "child", "born": ago(2), **held},
            {"kind": "person.added", "id": "man", "name": "zq man", "role": "father", **held},
            {
                "kind": "worker.assigned",
                "id": "w3",
                "worker": "x",
                "role": "substance_use_worker",
                "sign_in": "hidden.worker",
                **held,
            },
            {
                "kind": "household.joined",
                "id": "h1",
                "person": "mother",
                "household": "home",
                "address": "3 zq Lane",
                **held,
            },
            {"kind": "observation", "id": "o1", "person": "mother", "what": "zq", **held},
            {
                "kind": "action.agreed",
                "id": "a1",
                "what": "zq",
                "owner": "x",
                "owner_agency": "social_care",
                "due": ago(30),
                **held,
            },
            {"kind": "concern.raised", "id": "c1", "about": ["baby"], "text": "zq", **held},
            {
                "kind": "meeting.called",
                "id": "m1",
                "type": "strategy",
                "date": ago(-4),
                "invited": ["social_care", "midwifery"],
                **held,
            },
        ]
    reader = Reader()
    reader.agencies = agencies()
    reader._names(raws)
    entries = [reader.entry(raw, number) for number, raw in enumerate(raws, 1)]
    assert not reader.problems, [problem.says() for problem in reader.problems]
    return [each for each in entries if each is not None]
