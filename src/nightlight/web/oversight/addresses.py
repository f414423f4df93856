"""The page of a family's protected addresses (`store/addresses.py` says how they are kept)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account
from nightlight.web.config.clock import utc_now
from nightlight.web.store import audit, kept
from nightlight.web.store.addresses import readable, seal
from nightlight.web.store.lists import list_anew
from nightlight.web.store.models import Family, ProtectedAddress
from nightlight.web.store.queries import Refused, SeenFamily
from nightlight.web.store.scope import of_family
from nightlight.web.ui.pages import show

#: Letters of an address: every text of the family is held against each of its words.
_LONGEST: Final = 500


def may_keep(seen: SeenFamily) -> bool:
    """Who may protect an address: those at work with the family by allocation or answerable for it."""
    return any(
        each.name in ("allocated", "covering", "supervises", "manages", "safeguarding_lead")
        for each in seen.sight.relations
    )


def protect(viewer: Viewer, seen: SeenFamily, person: str, address: str, may_see: Iterable[str]) -> None:
    """Keeps an address that somebody must not learn; whoever keeps it may see it, and of those who are named the family's own workers.
    It leaves the tables of search at once.

    Raises `Refused` where the viewer may not.
    """
    if not may_keep(seen) or seen.family.person(person) is None:
        audit.write(viewer, "refused", seen.key, "addresses")
        raise Refused(seen.key)
    with of_family(seen.key):
        family = Family.objects.select_for_update().get(key=seen.key)
        row = ProtectedAddress.objects.create(family=family, person=person, cipher=seal(address), since=utc_now())
        workers = {each.sign_in for each in _workers(seen)}
        row.may_see.set(Account.objects.filter(sign_in__in={viewer.sign_in, *workers.intersection(may_see)}))
        watch = kept.take_watch(family)
        list_anew(family, watch)
        transaction.on_commit(lambda: kept.give_watch(family, watch))
        audit.write(viewer, "set", seen.key, "addresses", people=row.may_see.count())


def addresses_page(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """The protected addresses that one may see, and keeping another."""
    typed = {name: request.POST.get(name, "") for name in ("person", "address")}
    typed_names = request.POST.getlist("may_see")
    errors = []
    if request.method == "POST" and not seen.teaching:
        if seen.family.person(typed["person"]) is None:
            errors.append({"field": "person", "text": "Whose address is it? Choose one."})
        if len(typed["address"].strip()) < 6:
            errors.append({"field": "address", "text": "Write the address, with its postcode."})
        elif len(typed["address"]) > _LONGEST:
            errors.append({"field": "address", "text": f"Write the address alone, in {_LONGEST} letters or fewer."})
        if not errors:
            protect(request.viewer, seen, typed["person"], typed["address"].strip(), typed_names)
            messages.success(request, "The address is protected. Only those you chose, and you, can see it.")
            return HttpResponseRedirect(reverse("addresses", kwargs={"key": seen.key}))
    return show(
        request,
        "oversight/addresses.html",
        seen,
        readable=[(seen.family.person(person), address) for _, person, address in readable(request.viewer, seen.key)],
        may_keep=may_keep(seen) and not seen.teaching and not seen.in_the_past,
        workers=_workers(seen),
        typed=typed,
        chosen=typed_names,
        errors=errors,
        status=400 if errors else 200,
    )


def _workers(seen: SeenFamily) -> list[Account]:
    sign_ins = {worker.sign_in for agency in seen.family.team.agencies for worker in agency.workers if worker.sign_in}
    return list(
        Account.objects.filter(sign_in__in=sign_ins).exclude(sign_in=seen.viewer.sign_in).select_related("agency")
    )
