"""Every address, each with its name. One that is not in the matrix of who may see what fails the build (`tests/web/matrix`)."""

from django.urls import include, path

from nightlight.web.ui import keys, refusals

keys.register()  # before any address is read

handler404 = refusals.not_found
handler500 = refusals.failed

urlpatterns = [
    path("", include("nightlight.web.families.urls")),
    path("", include("nightlight.web.reading.urls")),
    path("", include("nightlight.web.recording.urls")),
    path("", include("nightlight.web.findings.urls")),
    path("", include("nightlight.web.drawings.urls")),
    path("", include("nightlight.web.oversight.urls")),
    path("", include("nightlight.web.accounts.urls")),
    path("", include("nightlight.web.running.urls")),
    path("", include("nightlight.web.ui.urls")),
]
