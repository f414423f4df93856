"""Pages of recording: what happened, the form of a kind, checking it, what follows from it, corrections, the body map."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from nightlight.chronology.entry import Entry
from nightlight.chronology.kinds import KINDS
from nightlight.drawing.bodymap import written
from nightlight.web.accounts import queries as accounts
from nightlight.web.recording import present, queries, summary
from nightlight.web.recording.labels import kind_title
from nightlight.web.recording.sharing import change_sharing
from nightlight.web.recording.typed import kept, one, source_of, typed_of
from nightlight.web.recording.writing import Writing
from nightlight.web.store import actions
from nightlight.web.store.queries import SeenFamily
from nightlight.web.ui.pages import family_page, show

View = Callable[..., HttpResponse]

#: So many of what somebody recorded last are remembered in their session, to say where it went.
_REMEMBERED: Final = 10


def writable(view: View) -> View:
    """A page on which one writes: not of a teaching case, and only as the record stands now."""

    @wraps(view)
    def answer(request: HttpRequest, seen: SeenFamily, **more: Any) -> HttpResponse:
        if seen.teaching or seen.in_the_past:
            return show(request, "recording/not_here.html", seen, status=409 if request.method == "POST" else 200)
        return view(request, seen, **more)

    return answer


@family_page("record")
@writable
def record(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """What happened?"""
    begun = queries.drafts(seen.viewer, seen.key)
    return show(
        request, "recording/what_happened.html", seen, page=present.what_happened(seen, request.GET.get("q", ""), begun)
    )


@family_page("record_kind")
@writable
def record_kind(request: HttpRequest, seen: SeenFamily, kind: str) -> HttpResponse:
    """The form of a kind; its second page, on which it is checked; and writing it."""
    if kind not in KINDS:
        raise Http404
    writing = Writing(request, seen, kind)
    if request.method == "POST":
        return _answer(request, writing)
    begun = queries.draft(seen.viewer, seen.key, writing.form_name)
    if begun is not None:
        return writing.page(begun.typed, begun=present.moment_words(begun, seen.now))
    filled = kept((name, values) for name, values in request.GET.lists() if name not in ("as_of", "known_to"))
    return writing.page(filled)


@family_page("correct_entry")
@writable
def correct(request: HttpRequest, seen: SeenFamily, entry: str) -> HttpResponse:
    """The form of an entry, filled in, for a correction: both stay."""
    corrected = _entry(seen, entry)
    if corrected not in seen.entries or corrected.agency != seen.viewer.agency:
        later = next(
            (each for each in seen.entries if seen.chronology.root(each.id) == seen.chronology.root(entry)), None
        )
        words_kept = False
        if request.method == "POST" and later is not None and later.agency == seen.viewer.agency:
            writing, typed = Writing(request, seen, later.kind, corrects=later), dict(request.POST.lists())
            if one(typed, "id") == later.id and not writing.says_other(typed, later):
                return HttpResponseRedirect(reverse("recorded", kwargs={"key": seen.key, "entry": later.id}))
            words_kept = bool(writing.keep(request.POST))
        return show(
            request,
            "recording/cannot_correct.html",
            seen,
            entry=corrected,
            later=later,
            words_kept=words_kept,
            **_who(seen, corrected),
        )
    writing = Writing(request, seen, corrected.kind, corrects=corrected)
    if request.method == "POST":
        return _answer(request, writing)
    begun = queries.draft(seen.viewer, seen.key, writing.form_name)
    if begun is not None:
        return writing.page(begun.typed, begun=present.moment_words(begun, seen.now))
    source = source_of(corrected, [key for each in seen.family.people for key in each.records], seen.agencies)
    return writing.page({**typed_of(corrected), **source})


def _answer(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What comes of a form that was sent."""
    done = writing.sent(request.POST)
    if not isinstance(done, actions.Recorded):
        return done
    if not done.again:
        gone = {**request.session.get("recorded", {}), done.entry.id: writing.gone_to(done)}
        request.session["recorded"] = dict(list(gone.items())[-_REMEMBERED:])
    return HttpResponseRedirect(reverse("recorded", kwargs={"key": writing.seen.key, "entry": done.entry.id}))


@family_page("recorded")
def recorded(request: HttpRequest, seen: SeenFamily, entry: str) -> HttpResponse:
    """What was recorded, to whom it has gone, and what must happen now."""
    found = _entry(seen, entry)
    known = queries.known(seen)
    page = present.after_recording(seen, found, {**known.partnership, **seen.agencies}, accounts.calls())
    gone = request.session.get("recorded", {}).get(found.id, [])
    return show(
        request, "recording/recorded.html", seen, page=page, gone=gone, joined=summary.newcomers_of(seen, found)
    )


@require_POST
@family_page("draft")
@writable
def draft(request: HttpRequest, seen: SeenFamily, form: str) -> HttpResponse:
    """Keeps what is being typed; says when, and who would see it as it stands."""
    kind = request.POST.get("kind", form)
    if kind not in KINDS:
        raise Http404
    corrects = _entry(seen, form.partition(":")[2]) if ":" in form else None
    writing = Writing(request, seen, kind, corrects=corrects)
    id = request.POST.get("id", "")
    if id in seen.chronology and not writing.says_other(dict(request.POST.lists()), seen.chronology.entry(id)):
        return JsonResponse({"saved": "", "recorded": True})  # it came after the form itself: nothing is left to keep
    at = writing.keep(request.POST)
    return JsonResponse({"saved": at, **writing.audience_now(request.POST)})


@require_POST
@family_page("throw_draft_away")
@writable
def throw_draft_away(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Throws a draft away, on purpose."""
    form = request.POST.get("form", "")
    actions.throw_draft_away(seen.viewer, seen.key, form)
    go = request.POST.get("go", "")
    back = reverse("record", kwargs={"key": seen.key})
    return HttpResponseRedirect(go if go.startswith((back, f"/families/{seen.key}/entries/")) else back)


@family_page("sharing")
@writable
def sharing(request: HttpRequest, seen: SeenFamily, entry: str) -> HttpResponse:
    """Who may see an entry, and changing it with a reason that is recorded."""
    found = _entry(seen, entry)
    done = change_sharing(request, seen, found)
    if isinstance(done, actions.Recorded):
        return HttpResponseRedirect(reverse("recorded", kwargs={"key": seen.key, "entry": done.entry.id}))
    return done


@family_page("share_summary")
@writable
def share_summary(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """What an agency that joined should know: chosen by a person, with a reason that is recorded."""
    done = summary.share_summary(request, seen)
    if not isinstance(done, actions.Recorded):
        return done
    names = [seen.agencies[key].says() for key in done.entry.get("to") if key in seen.agencies]
    request.session["recorded"] = {**request.session.get("recorded", {}), done.entry.id: names}
    return HttpResponseRedirect(reverse("recorded", kwargs={"key": seen.key, "entry": done.entry.id}))


@family_page("bodymap")
def bodymap(request: HttpRequest, seen: SeenFamily) -> HttpResponse:
    """Injuries over time, on an outline of the body and in a list."""
    return show(request, "recording/bodymap.html", seen, bodies=present.bodies(seen), written=written)


def _entry(seen: SeenFamily, id: str) -> Entry:
    """An entry that the viewer sees whole; one that they do not is not there."""
    if id not in seen.chronology or seen.sight.of(seen.chronology.entry(id)) != "whole":
        raise Http404
    return seen.chronology.entry(id)


def _who(seen: SeenFamily, entry: Entry) -> dict[str, Any]:
    agency = seen.agencies.get(entry.agency)
    return {"agency": agency.says() if agency is not None else "", "title": kind_title(entry.kind)}
