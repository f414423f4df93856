"""Pages of the chronology."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from nightlight.web.reading import actions, printing, queries
from nightlight.web.reading.asked import Asked, address, hidden_fields
from nightlight.web.reading.knowing import KnowingAsked, knowing_page
from nightlight.web.reading.present import chronology_page
from nightlight.web.reading.replaying import framed
from nightlight.web.reading.turning import turning
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show


@family_page("chronology")
def chronology(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Lanes and table of the entries that the viewer may see, at any moment, as known to any agency."""
    asked = Asked.read(request.GET, seen)
    case = queries.case_of(seen)
    turn = turning(request.GET, seen, asked, case)
    if turn.leads_to:
        return HttpResponseRedirect(turn.leads_to)
    found = queries.findings(seen) if asked.findings else ()
    page = chronology_page(
        seen,
        asked,
        found or (),
        queries.safeguards(),
        queries.colleagues(request.viewer, seen),
        case,
    )
    return show(
        request,
        "reading/chronology.html",
        seen,
        page=page,
        turn=turn,
        too_long=found is None,
        errors=turn.errors,
        more=queries.more_recorded(request.viewer, seen),
        sent_along=hidden_fields(seen, page.asked, "agency", "kind", "person", "thread", "significant", "words"),
        sent_turning=[pair for pair in page.asked.pairs() if pair[0] not in ("page", "entry")],
        presets=printing.links(seen, page.asked),
        replay=address("replay", seen) if seen.teaching else "",
    )


@family_page("chronology_print")
def chronology_print(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """The chronology set out for paper, in a preset; that it was made, and by whom, is in the audit."""
    seen = queries.for_paper(seen)
    asked = Asked.read(request.GET, seen)
    case = queries.case_of(seen)
    sheet = printing.sheet(
        seen,
        asked,
        request.GET.get("preset", ""),
        queries.safeguards(),
        queries.colleagues(request.viewer, seen),
        placed=case is not None and case.placed,
    )
    actions.made_for_paper(request.viewer, seen.key, sheet.preset, sheet.number)
    return show(request, "reading/print.html", seen, sheet=sheet, back=address("chronology", seen, asked))


@family_page("knowing")
def knowing(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Who knew what, when."""
    case = queries.case_of(seen)
    page = knowing_page(
        seen, KnowingAsked.read(request.GET, seen), queries.safeguards(), placed=case is not None and case.placed
    )
    return show(request, "reading/knowing.html", seen, page=page, more=queries.more_recorded(request.viewer, seen))


@family_page("replay")
def replay(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """What went wrong in a teaching case, and when somebody would have been warned."""
    if not seen.teaching:
        raise Http404
    return framed(queries.replayed(seen).html, address("chronology", seen))
