"""Pages that find a family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from nightlight.access.viewer import WITHOUT_FAMILIES
from nightlight.chronology.moments import day_of
from nightlight.web.accounts.queries import agencies, calls
from nightlight.web.config.clock import now
from nightlight.web.families.search.asked import Mistake, read
from nightlight.web.families.search.queries import MOST_ASKED, who_to_call
from nightlight.web.families.search.queries import find as found_for
from nightlight.web.ui.pages import show

_FIELDS = ("name", "day", "nhs", "address")


def find(request: HttpRequest) -> HttpResponse:
    """Finding a family or a person. The words of a search are posted, so that they stand in no address, history or log."""
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    sees_none = bool(request.viewer.roles & WITHOUT_FAMILIES)
    if request.method != "POST" or sees_none:
        return show(request, "families/find.html", typed=typed, errors=[], found=None, sees_none=sees_none)
    asked, mistakes = read(typed, day_of(now()))
    if mistakes:
        return show(request, "families/find.html", typed=typed, errors=_errors(mistakes), found=None, status=422)
    return show(
        request, "families/find.html", typed=typed, errors=[], found=found_for(request.viewer, asked), most=MOST_ASKED
    )


def enquiry(request: HttpRequest) -> HttpResponse:
    """A setting asks whether anyone is involved with a family, and whom to call."""
    typed = {name: request.POST.get(name, "") for name in ("name", "day", "nhs")}
    if "setting" not in request.viewer.roles:
        return show(request, "families/enquiry_not_yours.html", status=403)
    if request.method != "POST":
        return show(request, "families/enquiry.html", typed=typed, errors=[])
    asked, mistakes = read(typed, day_of(now()))
    if not mistakes and not asked.nhs and (asked.day is None or len(asked.name.split()) < 2):
        if len(asked.name.split()) < 2:
            mistakes.append(Mistake("name", "Enter the first name and the surname, or the NHS number"))
        if asked.day is None:
            mistakes.append(Mistake("day", "Enter the date of birth"))
    if mistakes:
        return show(request, "families/enquiry.html", typed=typed, errors=_errors(mistakes), status=422)
    answer = who_to_call(request.viewer, asked)
    names = {key: agency.says() for key, agency in agencies().items()}
    numbers = [(names.get(each.agency, each.agency), calls().get(each.agency, "")) for each in answer.call]
    return show(request, "families/enquiry.html", typed=typed, errors=[], answer=answer.says(names), numbers=numbers)


def _errors(mistakes: list[Mistake]) -> list[dict[str, str]]:
    return [{"field": each.field, "text": each.text} for each in mistakes]
