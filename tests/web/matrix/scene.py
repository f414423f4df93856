"""Writes the families of the matrix into the tables, with a canary wherever words can stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nightlight.chronology.moments import add_hours
from nightlight.chronology.reading import Reader
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.accounts.queries import agencies
from nightlight.web.config.clock import now, utc_now
from nightlight.web.demonstration import load
from nightlight.web.demonstration.people import PASSWORD
from nightlight.web.findings.queries import digest
from nightlight.web.store import actions, audit, scope
from nightlight.web.store.addresses import seal
from nightlight.web.store.models import (
    ConcernToPlace,
    Denial,
    Draft,
    Family,
    Finding,
    GlassBroken,
    HowTold,
    Notice,
    ProtectedAddress,
)
from tests.web.matrix.families import CASES, Case, Written, ago, canary

#: Whoever may ask who has looked, and review a broken glass: for those whose work it is, or who answer for it.
ANSWERABLE = frozenset(
    {"social.worker", "team.manager", "service.manager", "midwife", "named.midwife", "health.visitor", "gp"}
)
#: A secret of a calendar feed that is somebody's.
FEED = "feed-of-the-health-visitor"
#: The people of a family of the matrix, with the role of each.
PEOPLE = (("mother", "mother"), ("baby", "unborn"), ("only-known-here", "other"), ("sealed-person", "other"))


@dataclass
class Scene:
    """Who may see which canary, and what there is to ask for: ids of entries and findings by family, numbers by address, NHS numbers."""

    may_see: dict[str, frozenset[str]] = field(default_factory=dict)
    entries: dict[str, list[str]] = field(default_factory=dict)
    findings: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    nhs: dict[tuple[str, str], str] = field(default_factory=dict)

    def leaked(self, sign_in: str, said: str) -> list[str]:
        """The canaries in what was said that this person may not see."""
        return [each for each, may in self.may_see.items() if each in said and sign_in not in may]

    def may(self, word: str, sign_ins: frozenset[str]) -> str:
        """A canary with those who may see it."""
        self.may_see[word] = sign_ins
        return word


def build() -> Scene:
    """The partnership, the families, and everything else that holds words."""
    load.people()
    for type_ in ("social_care", "midwifery", "police", "housing", "health_visiting", "gp", "substance_use"):
        Agency.objects.get_or_create(key=type_, defaults={"type": type_, "name": type_})
    scene = Scene()
    # Somebody whose very name may be known to colleagues and the audit only: the agency that works in secret.
    name = scene.may(canary("colleague"), frozenset({"hidden.worker", "drug.worker", "auditor"}))
    Account.objects.create_user(
        "hidden.worker", PASSWORD, name=name, title="drug worker", agency_id="substance_use", roles=["practitioner"]
    )
    of = dict(Account.objects.values_list("sign_in", "agency_id"))
    for case in CASES:
        _family(case, scene, of)
    _beside(scene)
    return scene


def nhs_number(number: int) -> str:
    """A valid NHS number of the range that is given to nobody."""
    while True:
        nine = f"999{number:06d}"
        check = -sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{nine}{check}"
        number += 100_000


def _family(case: Case, scene: Scene, of: dict[str, str]) -> None:
    row = actions.start_family(case.key, scene.may(canary(case.key, "title"), case.opens))
    raws: list[dict[str, Any]] = []
    for place, (person, role) in enumerate(PEOPLE):
        first = next((each for each in case.entries if each.person == person), None)
        if person in ("mother", "baby"):
            first = case.entries[0]
        if first is None:
            continue
        number = nhs_number(CASES.index(case) * 10 + place)
        scene.nhs[case.key, person] = number
        spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
        may = case.may_see(first, of)
        raws.append({"kind": "person.added", "id": person, "name": scene.may(canary(case.key, "name", person), may), "role": role,
                     "when": ago(210), "agency": first.agency, "shared": dict.fromkeys(first.shared or (), True), "label": first.label,
                     "nhs_number": scene.may(number, scene.may_see.setdefault(spaced, may))}
                    | ({"due": ago(-120)} if person == "baby" else {"born": ago(9000 + place)}))  # fmt: skip
    for each in case.works:
        word = canary(case.key, "works", each["agency"])
        if "{canary}" in each["worker"]:
            scene.may(word, frozenset({"hidden.worker"}))
        raws.append(each | {"worker": each["worker"].replace("{canary}", word)})
    for written in case.entries:
        raws.append(_raw(case, written))
        scene.may(canary(case.key, written.name), case.may_see(written, of))
    whys: dict[str, str] = {}
    for written in case.entries:
        corrected = next((each for each in case.entries if each.name == written.more.get("replaces")), None)
        if corrected is not None:  # the reason is for those who see both
            both = case.may_see(written, of) & case.may_see(corrected, of)
            whys[f"{case.key}-{written.name}"] = scene.may(canary(case.key, "why", written.name), both)
    if "midwife" in case.denied:
        reason = scene.may(canary(case.key, "conflict"), frozenset({"named.midwife"}))
        raws.append({"kind": "conflict.declared", "id": "c1", "who": "midwife", "person": "mother", "reason": reason, "when": ago(2),
                     "agency": "midwifery", "shared": {}})  # fmt: skip
    reader = Reader()
    reader.agencies = agencies()
    reader._names(raws)
    entries = [reader.entry(raw, number) for number, raw in enumerate(raws, 1)]
    assert not reader.problems, [problem.says() for problem in reader.problems]
    actions.append(row, [each for each in entries if each is not None], now(), whys)
    scene.entries[case.key] = [each.id for each in entries if each is not None]
    scene.findings[case.key] = list(Finding.objects.filter(family=row).values_list("finding_id", flat=True))
    answerable = case.opens & ANSWERABLE
    for sign_in in case.denied - {"midwife"}:
        reason = scene.may(canary(case.key, "denial"), answerable)
        Denial.objects.create(family=row, account=Account.objects.get(sign_in=sign_in), reason=reason,
                              set_by=Account.objects.get(sign_in="team.manager"), set_at=utc_now())  # fmt: skip
    for sign_in in case.glass:
        # Whoever broke the glass knows the reason; the family's own people review it, nobody their own.
        reason = scene.may(canary(case.key, "glass"), answerable | {sign_in, "auditor"})
        review = scene.may(canary(case.key, "review"), answerable)
        GlassBroken.objects.create(family=row, account=Account.objects.get(sign_in=sign_in), opened=now(), until=add_hours(now(), 3),
                                   reason=reason, review=review)  # fmt: skip
        audit.write(Account.objects.get(sign_in=sign_in).viewer(), "broke_glass", case.key, "break_glass", reason)
    _address(case, row, scene)


def _address(case: Case, row: Family, scene: Scene) -> None:
    """An address of which the health visitor alone may know, kept by itself; a colleague wrote it into an entry that all know."""
    address = scene.may(canary(case.key, "address"), frozenset({"health.visitor"}) & case.opens)
    with scope.of_family(case.key):
        kept = ProtectedAddress.objects.create(
            family=row, person="mother", cipher=seal(f"7 {address} Row"), since=utc_now()
        )
        kept.may_see.set(Account.objects.filter(sign_in="health.visitor"))


def _raw(case: Case, written: Written) -> dict[str, Any]:
    word = canary(case.key, written.name)
    base: dict[str, Any] = {
        "id": f"{case.key}-{written.name}",
        "agency": written.agency,
        "label": written.label,
        "when": ago(written.days),
    }
    if written.shared is not None:
        base["shared"] = dict.fromkeys(written.shared, True)
    # What a colleague wrote: the protected address in the middle of a text that others read.
    slipped = (
        f" They have moved to 7 {canary(case.key, 'address')} Row."
        if written.name in ("all", "before", "worry")
        else ""
    )
    spoken = {"kind": "observation", "person": written.person, "what": word + slipped, "voice": word}
    more = {name: _filled(value, word, case) for name, value in written.more.items()} or spoken
    if more["kind"] == "observation":
        more = spoken | more
    return base | {"text": f"Said: {word}{slipped}", "ref": word} | more


def _filled(value: Any, word: str, case: Case) -> Any:
    """A field with its canary; what names another entry of the family, named by its id."""
    if not isinstance(value, str):
        return value
    value = value.replace("{canary}", word)
    for each in case.entries:
        value = value.replace(f"{{id:{each.name}}}", f"{case.key}-{each.name}")
        if value == each.name:
            return f"{case.key}-{each.name}"
    return value


def _beside(scene: Scene) -> None:
    """What stands beside the records: drafts, notices, concerns that wait, a calendar feed, a line of the audit."""
    for sign_in in ("social.worker", "health.visitor"):
        account = Account.objects.get(sign_in=sign_in)
        family = "plain" if sign_in == "social.worker" else "elsewhere"
        typed, says = (scene.may(canary(sort, sign_in), frozenset({sign_in})) for sort in ("draft", "notice"))
        Draft.objects.create(
            account=account,
            family_id=family,
            form="observation",
            typed={"what": [typed], "text": [typed]},
            saved_at=utc_now(),
        )
        _notice(scene, account, family, says)
        # Notices and drafts of families that are no longer one's own show nothing, not even where one is led.
        gone = scene.may(canary("gone", sign_in), frozenset())
        Draft.objects.create(account=account, family_id="glass" if sign_in == "social.worker" else "plain", form="observation",
                             typed={"what": [gone]}, saved_at=utc_now())  # fmt: skip
        _notice(scene, account, "closed" if sign_in == "social.worker" else "plain", gone)
    word = scene.may(canary("concern"), frozenset({"housing.officer", "duty.desk"}))
    waiting = ConcernToPlace.objects.create(raised_by=Account.objects.get(sign_in="housing.officer"), raised_at=utc_now(), to_id="social_care",
                                            who=word, happened=word, contact=word)  # fmt: skip
    scene.numbers["concern_to_place"] = [waiting.pk]
    scene.numbers["review_glass"] = list(GlassBroken.objects.values_list("pk", flat=True))
    secret = Account.objects.get(sign_in="hidden.worker").viewer()
    audit.write(secret, "read", "secret-agency", "family", why="allocated")
    audit.write(secret, "wrote", "secret-agency", "record", entry="secret-agency-treated", kind="observation")
    HowTold.objects.create(
        account=Account.objects.get(sign_in="health.visitor"), calendar=digest(FEED), calendar_since=utc_now()
    )


def _notice(scene: Scene, account: Account, family: str, says: str) -> None:
    made = Notice.objects.create(account=account, family_id=family, cause=f"x-{says}", says=says, made_at=utc_now())
    scene.numbers.setdefault("notice_open", []).append(made.pk)
