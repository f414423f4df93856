"""Every clause of the policy is held by a test: with the clause dropped, a page of the specification fails.

The pages are run on copies of the package in each of which one line was changed. A clause that is changed here without a
failing test is one that anybody could drop unseen.
"""

from __future__ import annotations

import inspect
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from nightlight import access
from nightlight.access.relations import ENDINGS
from tests.access import looking
from tests.spec import test_access_relations, test_access_seeing, test_access_sharing

PAGES: Final = (test_access_seeing, test_access_relations, test_access_sharing)
HOME: Final = Path(access.__file__).parent
_COPY: Final = "access_with_a_clause_dropped"
#: The files in the order in which they import one another.
FILES: Final = (
    "viewer", "labels", "relations", "redaction", "remit", "seeing", "enquiry", "circles", "sharing", "knowing", "__init__",
)  # fmt: skip

#: Takes a minute or more.
pytestmark = pytest.mark.long

#: What is dropped: the file, what stands there, and what is put in its place.
CLAUSES: Final[tuple[tuple[str, str, str], ...]] = (
    # remit
    ("remit", "for id in self.known if self._labels", "for id in [e.id for e in self.there.entries] if self._labels"),
    ("remit", "if since is None or since > self.as_of:", "if since is None:"),
    ("remit", "since = self.there.knowing.since(entry.id, self.agency)",
     "since = self.there.known_from(self.there.root(entry.id), self.agency)"),
    ("remit", 'withheld = entry.kind == "information.withheld" and self.agency in entry.get("from")', "withheld = False"),
    ("remit", "return withheld and not self._labels.named(entry, self.agency)", "return withheld"),
    ("remit", "or self._kept_from(entry):", ":"),
    ("remit", "if self._labels.lets_see(self.there.entry(id), self.agency))", ")"),
    ("remit", "self.there = unsealed(chronology, self._labels, agency)", "self.there = chronology"),
    ("remit", "if self._labels.of(each) != SEALED)", ")"),
    ("remit", "self._labels.of(entry) == SEALED or", ""),
    ("remit", "if self._labels.restricts(entry, self.agency):", "if False:"),
    ("remit", "return entry.id in self.known and self._labels.of(entry) != ORDINARY", "return False"),
    ("remit", "kept.issuperset(named_in_finding(self.there.entry(id), self.there))", "True"),
    ("remit", "people={key: declared(chronology, key, ids) for key in chronology.people}", "people=chronology.people"),
    ("remit", "return after.ids - before.ids - {entry.id}", "return frozenset()"),
    ("remit", "return after.ids - before.ids - {entry.id}", "return after.ids - {entry.id}"),
    ("remit", " - {entry.id}", ""),
    # labels
    ("labels", "waiting = [entry, *self._governing(entry)]", "waiting = [entry]"),
    ("labels", "if since is None or each.recorded.first >= since", "if each.recorded.first == since"),
    ("labels", "if version.id not in reached and (", "if False and ("),
    ("labels", "(version.id == id or version in self._governing(version))", "version.id == id"),
    ("labels", "(version.id == id or version in self._governing(version))", "version in self._governing(version)"),
    ("labels", "return entry.label != ORDINARY and not self._lets_see(entry, agency)", "return not self._lets_see(entry, agency)"),
    ("labels", "(entry.label == RESTRICTED and agency in agencies_named(entry))", "agency in agencies_named(entry)"),
    ("labels", "(entry.label == RESTRICTED and agency in agencies_named(entry))", "False"),
    ("labels", "(entry.label == RESTRICTED and agency in agencies_named(entry))", "entry.label == RESTRICTED"),
    ("labels", "named = {entry.agency, *agencies_told(entry)}", "named = {*agencies_told(entry)}"),
    ("labels", "named = {entry.agency, *agencies_told(entry)}", "named = {entry.agency}"),
    ("labels", "if STRICTNESS[corrected.label] >= STRICTNESS[entry.label]:", "if True:"),
    ("labels", "if STRICTNESS[corrected.label] >= STRICTNESS[entry.label]:", "if False:"),
    ("labels", "if telling.label == ORDINARY or self._lets_see(telling, each)", ""),
    ("labels", "and self._lets_see(version, telling.agency)", ""),
    ("labels", 'if entry.get("of"):', "if False:"),
    ("labels", 'if entry.kind == "information.shared":\n        yield', 'if False:\n        yield'),
    ("labels", "yield from named_in_finding(entry, chronology)", "pass"),
    ("labels", "and entry.recorded.first <= self._as_of:", ":"),
    # the redacted record
    ("redaction", "if entry.replaces is not None:\n            changed", "if False:\n            changed"),
    ("redaction", "if agency in self._agencies and self._agencies[agency] <= entry.recorded.first", ""),
    ("redaction", " and self._agencies[agency] <= entry.recorded.first", ""),
    ("redaction", "since = entry.recorded.first if entry.agency == viewed_by else 0", "since = entry.recorded.first"),
    ("redaction", 'changed["body"] = self._body(entry.body)', ""),
    ("redaction", "if named is not None or spec.optional:", "if True:"),
    ("redaction", "if named is not None or spec.optional:", "if named is not None:"),
    ("redaction", "if root not in self._unseen:", "if True:"),
    ("redaction", "not in self._ids)", ")"),
    ("redaction", "return first.id if first is not None else None", "return None"),
    ("redaction", "if spec.type is FieldType.THREAD:\n                changed", "if False:\n                changed"),
    ("redaction", "for key, agency in chronology.agencies.items() if key in agencies}", "for key, agency in chronology.agencies.items()}"),
    ("redaction", "for key in chronology.people if key in named | guessed}", "for key in chronology.people}"),
    ("redaction", "return {key: key in named for key", "return {key: True for key"),
    ("redaction", "if entry.account is None:", "if True:"),
    ("redaction", "elif entry.agency != viewed_by:", "else:"),
    ("redaction", "guessed.add(entry.source)", "pass"),
    ("redaction", "if all(each.id in ids for each in added):", "if True:"),
    ("redaction", "named.add(entry.source)", "pass"),
    # relationships
    ("relations", 'if "setting" in viewer.roles:', "if False:"),
    ("relations", "and glass.open_at(as_of)", ""),
    ("relations", 'if each.get("agency") == self.agency and self.still_open(each)', "if self.still_open(each)"),
    ("relations", 'self.still_open(each) and not self.ended(each, "worker.left")', 'not self.ended(each, "worker.left")'),
    ("relations", 'self.still_open(each) and not self.ended(each, "worker.left")', "self.still_open(each)"),
    ("relations", 'each.get("by_agency") == self.agency', "True"),
    ("relations", "order_of_recording(each) > order_of_recording(entry) and", ""),
    ("relations", "and each.when.last >= entry.when.first", ""),
    ("relations", "in in_force(endings, as_of) if each.kind in ENDINGS", "in self.in_force if each.kind in ENDINGS"),
    ("relations", 'if given.entry.get("sign_in") == ties.viewer.sign_in:\n            yield Relation("allocated"',
     'if True:\n            yield Relation("allocated"'),
    ("relations", "if each.agency == ties.agency]", "]"),
    ("relations", 'if cover is None or cover.get("sign_in") != ties.viewer.sign_in:', "if cover is None:"),
    ("relations", "if until is None or ties.as_of <= until.last:", "if True:"),
    ("relations", 'if each.entry.get("team") and each', "if each"),
    ("seeing", "if not viewer.sign_in.strip():", "if False:"),
    ("relations", 'each.entry.get("team") and each.entry.get("team") in teams', "True"),
    ("relations", 'if ties.has("supervisor") or ties.has("service_manager"):', "if True:"),
    ("relations", 'if ties.has("service_manager"):\n        yield from _because', "if True:\n        yield from _because"),
    ("relations", 'if ties.has("safeguarding_lead"):', "if True:"),
    ("relations", 'if not ties.has("duty_desk"):', "if False:"),
    ("relations", "if ties.within(DUTY_DAYS, since)}", "}"),
    ("relations", "arrival = ties.arrival() if not ties.given else None", "arrival = ties.arrival()"),
    ("relations", "arrival = ties.arrival() if not ties.given else None", "arrival = None"),
    ("relations", "reasons |= {each.id: since for each, since in _told(ties)", "reasons |= {each.id: since for each, since in ()"),
    ("relations", 'for each in ties.of("referral.made") if _waits(ties, each)}', 'for each in ()}'),
    ("relations", 'referral.get("to") == ties.agency\n', "True\n"),
    ("relations", "and ties.still_open(referral)", ""),
    ("relations", '"referral.allocated", "referral.withdrawn")', '"referral.withdrawn")'),
    ("relations", '"referral.allocated", "referral.withdrawn")', '"referral.allocated")'),
    ("relations", 'each.get("outcome") in ANSWERED_WITHOUT_WORKER', "False"),
    ("relations", "if entry.agency != ties.agency and named and known", "if entry.agency != ties.agency and known"),
    ("relations", "if self.agency not in self.chronology.knowing.team(self.as_of):", "if False:"),
    ("relations", "(each for each in own if self.still_open(each))", "own"),
    ("relations", 'if not ties.has("chair"):', "if False:"),
    ("relations", 'called.get("type") not in CONFERENCES or', ""),
    ("relations", "or called.agency != ties.agency or", "or"),
    ("relations", "or not ties.still_open(called):", ":"),
    ("relations", 'if ties.ended(called, "meeting.cancelled"):', "if False:"),
    ("relations", "(sent and ties.as_of <= min(sent)) or", "sent or"),
    ("relations", "(not sent and ties.within(CHAIR_DAYS, held))", "not sent"),
    ("relations", 'plan.get("type") != "child_protection" or', ""),
    ("relations", 'or ties.ended(plan, "plan.ended", "plan.stepped_down"):', ":"),
    ("relations", "if meetings and acting is not None:", "if acting is not None:"),
    ("relations", 'if ties.agency in called.get("invited") or there:', "if True:"),
    ("relations", "and each.account == ties.viewer.sign_in", ""),
    ("relations", 'and ties.root(each.get("of") or "") in threads', ""),
    ("relations", "and ties.still_open(each)\n        and each.recorded", "and each.recorded"),
    ("relations", "and each.recorded.first > _left_at(ties)", ""),
    *(("relations", f'        "{kind}",\n', "") for kind in sorted(ENDINGS)),
    # purposes, roles, denials, glass
    ("seeing", "if any(denial.denies(viewer) for denial in denials):", "if False:"),
    ("seeing", "if ties:\n", "if False:\n"),
    ("seeing", "each.label == ORDINARY and each.agency == viewer.agency", "each.agency == viewer.agency"),
    ("seeing", "each.label == ORDINARY and each.agency == viewer.agency", "each.label == ORDINARY"),
    ("seeing", "and each.until > as_of]", "and each.since <= as_of < each.until]"),
    ("seeing", "and each.until > as_of]", "]"),
    ("seeing", "if viewer.roles & WITHOUT_FAMILIES:", "if False:"),
    ("seeing", "if agency is not None and agency.type != viewer.agency_type:", "if False:"),
    ("seeing", "if purpose not in PURPOSES:", "if False:"),
    ("seeing", "return _nothing(chronology, viewer, NO_RELATION)\n    whole", "found = (Relation('allocated', as_of, ()),)\n    whole"),
    ("seeing", 'whole = remit.ids if any(each.name != "glass" for each in found) else frozenset[str]()', "whole = remit.ids"),
    ("seeing", "whole |= remit.unsealed()", "whole = remit.unsealed()"),
    ("seeing", "return bool(places) and all(", "return all("),
    ("seeing", "all(place in self._places for place in places)", "any(place in self._places for place in places)"),
    ("seeing", "and not any(map(self._unnamed, names))", ""),
    ("seeing", "person = key in self._record.people and key not in own.people", "person = False"),
    ("seeing", "return person or (key in self._record.agencies and key not in own.agencies)", "return person"),
    ("seeing", "if not _made_of_shared(each)]", "]"),
    ("seeing", "[id for id in named if id not in own]", "[]"),
    ("seeing", "[key for key in people if key not in own.people]", "[]"),
    ("seeing", 'people += (entry.get("as"),)', "pass"),
    ("seeing", "if each.kind in DAYS_OF_BIRTH and self.of(each) != \"whole\"]", "if each.kind in DAYS_OF_BIRTH]"),
    ("seeing", "if each.id not in gone and self.of(each) != \"stub\"]", "if self.of(each) != \"stub\"]"),
    ("seeing", "if each.id not in gone and self.of(each) != \"stub\"]", "if each.id not in gone]"),
    ("viewer", "bool(self.reason.strip()) and", ""),
    ("viewer", "min(self.until, self.ends_by())", "self.until"),
    ("viewer", "min(self.until, self.ends_by())", "self.ends_by()"),
    ("viewer", "self.opened <= moment <=", "moment <="),
    ("viewer", "add_hours(self.opened, GLASS_HOURS)", "self.opened + 60 * GLASS_HOURS"),
    ("viewer", "written.strip().casefold() == sign_in.strip().casefold()", "written == sign_in"),
    ("viewer", "if self.sign_in is None and self.agency is None:", "if False:"),
    # whom to call, who will see, who knows
    ("enquiry", "open_to_all = unsealed(chronology, Labels(chronology, as_of), None)", "open_to_all = chronology"),
    ("remit", "recorded = (each for each in chronology.entries if each.recorded.first <= as_of)", "return chronology.knowing.team(as_of)"),
    ("remit", "recorded = (each for each in chronology.entries if each.recorded.first <= as_of)", "recorded = chronology.entries"),
    ("enquiry", "and chronology.root(each.id) not in left]", "]"),
    ("enquiry", '"gp", "school_nursing")', '"gp", "substance_use")'),
    ("sharing", "if label != ORDINARY:", "if False:"),
    ("sharing", "seen = remit.chronology()", "seen = chronology"),
    ("sharing", "team(remit.there, as_of)", "team(chronology, as_of)"),
    ("sharing", "team(remit.there, as_of)", "()"),
    ("sharing", 'if _circle(chronology, key) == "core"', ""),
    ("sharing", "elif key in told:", "elif False:"),
    ("sharing", "if _type(chronology, key) in types:", "if True:"),
    ("sharing", "if kind not in KINDS:", "if False:"),
    ("sharing", "if label not in LABELS:", "if False:"),
    ("circles", "if disclosed:", "if False:"),
    ("circles", "return value is None or value in self.values", "return value in self.values"),
    ("circles", "if kind in SETTINGS_SEE:", "if True:"),
    ("circles", "circles = NARROWER.get(kind) or", "circles ="),
    ("knowing", "if since <= self._as_of and labels.lets_see(version, agency):", "if since <= self._as_of:"),
    ("knowing", "if entry.recorded.first <= as_of:", "if True:"),
    ("knowing", "} - {version.agency}:", "}:"),
)  # fmt: skip


def copy_of_access(changes: tuple[tuple[str, str, str], ...] = ()) -> ModuleType:
    """The package as it would be with these changes, under a name of its own.

    Raises `AssertionError` where what a change is to replace does not stand there, exactly once.
    """
    _forget()
    package = ModuleType(_COPY)
    package.__path__ = []
    sys.modules[_COPY] = package
    for name in FILES:
        text = (HOME / f"{name}.py").read_text(encoding="utf-8")
        for file, old, new in changes:
            if file == name:
                assert text.count(old) == 1, f"{file}: {old!r} stands there {text.count(old)} times"
                text = text.replace(old, new)
        text = text.replace("nightlight.access", _COPY)
        module = package
        if name != "__init__":
            module = ModuleType(f"{_COPY}.{name}")
            sys.modules[module.__name__] = module
            setattr(package, name, module)
        exec(compile(text, f"{name} with a clause dropped", "exec"), module.__dict__)
    return package


def _forget() -> None:
    for name in [name for name in sys.modules if name == _COPY or name.startswith(f"{_COPY}.")]:
        del sys.modules[name]


def sentences() -> Iterator[tuple[str, Callable[[], None]]]:
    """Every test of the pages with every value of its parameters."""
    for page in PAGES:
        for name, test in inspect.getmembers(page, inspect.isfunction):
            if name.startswith("test_"):
                for values in _parameters(test):
                    yield name, lambda test=test, values=values: test(**values)  # type: ignore[misc]


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    for chosen in itertools.product(*(mark.args[1] for mark in marks)):
        values: dict[str, Any] = {}
        for mark, given in zip(marks, chosen, strict=True):
            names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
            values |= dict(zip(names, [given] if isinstance(mark.args[0], str) else given, strict=True))
        yield values


def first_failing() -> str | None:
    """The name of the first test of the pages that fails; `None` where all pass."""
    for name, test in sentences():
        try:
            test()
        except (AssertionError, pytest.fail.Exception):
            return name
    return None


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    _forget()


def test_the_pages_pass_on_a_copy_in_which_nothing_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a failing page below fails for the clause that was dropped, and for nothing else."""
    monkeypatch.setattr(looking, "access", copy_of_access())
    assert len(list(sentences())) > 100
    assert first_failing() is None


@pytest.mark.parametrize(
    "clause", CLAUSES, ids=lambda clause: f"{clause[0]}: {' '.join(clause[1].split())[:60]} -> {clause[2][:30]}"
)
def test_no_clause_can_be_dropped_unseen(clause: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a clause of the policy dropped, some page of the specification fails."""
    monkeypatch.setattr(looking, "access", copy_of_access((clause,)))
    assert first_failing() is not None
