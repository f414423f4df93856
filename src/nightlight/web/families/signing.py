"""How an entry names whoever records it."""

from __future__ import annotations

from django.http import HttpRequest

from nightlight.web.accounts.queries import names


def signature(request: HttpRequest) -> str:
    """Whoever is signed in, with what they are: "Asha Green, health visitor"."""
    viewer = request.viewer
    return names(viewer, [viewer.sign_in]).get(viewer.sign_in, viewer.sign_in)
