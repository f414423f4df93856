"""The matrix finds what it is there to find: with one seam of the policy cut, it reports a leak.

Each seam is cut where the code would really be wrong: in what access returns, in what a query leaves out, in what a page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Exists, OuterRef
from django.urls import reverse

from nightlight.access import labels, relations, remit, seeing
from nightlight.web.families import queries as lists
from nightlight.web.families.search import queries as searching
from nightlight.web.findings import queries as findings
from nightlight.web.oversight import queries as oversight
from nightlight.web.store import addresses, kept, queries
from nightlight.web.store.models import Involvement
from tests.web.matrix.asker import Asker
from tests.web.matrix.asking import ADDRESSES, Ask, takes_key
from tests.web.matrix.families import CASES
from tests.web.matrix.scene import Scene

#: Takes a minute or more.
pytestmark = pytest.mark.long

Cut = Callable[[pytest.MonkeyPatch], None]


def asks(scene: Scene) -> Iterator[Ask]:
    """A small matrix: every page of every family, asked for by a few people in turn; searches, lists and glasses besides."""
    asking = ("midwife", "social.worker", "mental.health", "drug.worker", "housing.officer")
    for case in CASES:
        for name in ("chronology", "people", "who_looked", "addresses"):
            own, _ = ADDRESSES[name]
            if takes_key(name) and not own:
                for sign_in in asking:
                    yield Ask(sign_in, "GET", reverse(name, kwargs={"key": case.key}), name, case.key)
    for sign_in in asking:
        for path in ("/", "/?list=agency", "/today", "/today/notices", "/oversight", "/concerns"):
            yield Ask(sign_in, "GET", path, path)
        for nhs in scene.nhs.values():
            yield Ask(sign_in, "POST", "/find", "find", None, {"nhs": nhs})
        for number in scene.numbers["review_glass"]:
            yield Ask(sign_in, "GET", f"/oversight/glass/{number}", "review_glass")
        for number in scene.numbers["concern_to_place"]:
            yield Ask(sign_in, "GET", f"/concerns/{number}", "concern_to_place")


def first_leak(asker: Asker) -> str | None:
    """The first that the small matrix finds; `None` where it finds nothing."""
    for ask in asks(asker.scene):
        asker.ask(ask)
        # Of a search what was typed comes back: it is no leak.
        wrong = [
            each for each in asker.wrong if "failed with" not in each and not (" /find: " in each and ", 999" in each)
        ]
        if wrong:
            return wrong[0]
    return None


def _everything(patch: pytest.MonkeyPatch) -> None:
    def visible(viewer: Any, purpose: Any, chronology: Any, as_of: Any, **more: Any) -> seeing.Sight:
        return seeing.open_to_learn(chronology)

    patch.setattr(queries, "visible", visible)


def _denials_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queries, "denials", lambda row: [])


def _conflicts_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seeing, "conflicts", lambda chronology, as_of: [])


def _no_seal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(labels.Labels, "hides", lambda self, entry, agency: False)
    patch.setattr(labels.Labels, "lets_see", lambda self, entry, agency: True)
    patch.setattr(remit.Remit, "_knows", lambda self, entry: True)


def _stubs_shown_whole(patch: pytest.MonkeyPatch) -> None:
    own = remit.Remit.unsealed
    patch.setattr(remit.Remit, "ids", property(own))


def _remit_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(remit.Remit, "_knows", lambda self, entry: True)


def _labels_of_threads_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(labels, "quoted", lambda entry, chronology: ())
    patch.setattr(remit, "named_in_finding", lambda entry, chronology: [])


def _later_labels_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(labels.Labels, "_governing", lambda self, entry: [entry])


def _one_relation_for_everybody(patch: pytest.MonkeyPatch) -> None:
    made = relations._MAKE | {"team": lambda ties: iter([relations.Relation("team", ties.as_of, ())])}
    patch.setattr(relations, "_MAKE", made)


def _endings_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(relations._Ties, "ended", lambda self, entry, *kinds: [])
    patch.setattr(relations._Ties, "still_open", lambda self, entry: True)


def _glass_opens_seals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(remit, "SEALED", "no such label")
    patch.setattr(labels.Labels, "hides", lambda self, entry, agency: False)


def _people_not_redacted(patch: pytest.MonkeyPatch) -> None:
    own = seeing.Sight.chronology

    def chronology(self: seeing.Sight) -> Any:
        seen = own(self)
        seen.people.update(self._record.people)
        return seen

    patch.setattr(seeing.Sight, "chronology", chronology)


def _findings_not_filtered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queries, "shows", lambda sight, said: True)


def _addresses_not_withheld(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queries, "hidden_from", lambda viewer, key: [])


def _every_address_readable(patch: pytest.MonkeyPatch) -> None:
    from nightlight.web.oversight import addresses as page
    from nightlight.web.store.models import ProtectedAddress

    def readable(viewer: Any, key: str) -> list[tuple[int, str, str]]:
        rows = ProtectedAddress.objects.filter(family_id=key)
        return [(row.pk, row.person, addresses.unseal(row.cipher)) for row in rows]

    patch.setattr(page, "readable", readable)


def _search_not_filtered(patch: pytest.MonkeyPatch) -> None:
    def sight_of(*asked: Any) -> seeing.Sight:
        found = queries.sight_of(*asked)
        return found if found.allowed else seeing.open_to_learn(kept.record(asked[1]))

    patch.setattr(searching, "sight_of", sight_of)
    patch.setattr(searching, "_reachable", lambda viewer, rows, moment, near=(): list(rows))


def _list_not_filtered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lists, "sight_of", lambda viewer, row, purpose, moment: seeing.open_to_learn(kept.record(row)))
    patch.setattr(lists, "_involving", lambda **at_work: Exists(Involvement.objects.filter(family=OuterRef("pk"))))


def _audit_not_filtered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(oversight, "_tellable", lambda rows, seen: rows)


def _anybody_reviews(patch: pytest.MonkeyPatch) -> None:
    from nightlight.web.store.models import GlassBroken

    every = lambda viewer: [oversight._glass(row, row.family.title, [], viewer) for row in GlassBroken.objects.all()]  # noqa: E731
    patch.setattr(oversight, "_to_review", every)


def _notices_not_filtered(patch: pytest.MonkeyPatch) -> None:
    def sight_of(*asked: Any) -> seeing.Sight:
        found = queries.sight_of(*asked)
        return found if found.allowed else seeing.open_to_learn(kept.record(asked[1]))

    patch.setattr(findings, "sight_of", sight_of)


def _concerns_for_everybody(patch: pytest.MonkeyPatch) -> None:
    from nightlight.web.families.concerns import queries as concerns
    from nightlight.web.store.models import ConcernToPlace

    patch.setattr(concerns, "theirs", lambda viewer: ConcernToPlace.objects.all())


#: A finding's words quote no entry, so nothing but the difference of hidden and absent betrays one (`test_inside.py`).
CUTS: tuple[Cut, ...] = (
    _everything, _denials_forgotten, _conflicts_forgotten, _no_seal, _stubs_shown_whole, _remit_forgotten, _labels_of_threads_forgotten,
    _later_labels_forgotten, _one_relation_for_everybody, _endings_forgotten, _glass_opens_seals, _people_not_redacted,
    _addresses_not_withheld, _every_address_readable, _search_not_filtered, _list_not_filtered, _audit_not_filtered, _anybody_reviews,
    _notices_not_filtered, _concerns_for_everybody,
)  # fmt: skip


def test_the_small_matrix_finds_nothing_where_nothing_is_wrong(asker: Asker) -> None:
    assert first_leak(asker) is None
    assert asker.answered[200] > 200


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.__name__.strip("_"))
def test_a_policy_with_a_seam_cut_is_found_out(asker: Asker, cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch)
    assert first_leak(asker) is not None


def test_findings_that_are_not_filtered_are_found_out(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web.matrix.test_inside import test_a_hidden_finding_cannot_be_told_from_an_absent_one as hidden_findings

    _findings_not_filtered(monkeypatch)
    with pytest.raises(AssertionError):
        hidden_findings(asker, asker.scene)
