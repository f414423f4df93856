"""Addresses of recording."""

from django.urls import path

from nightlight.web.recording import views

urlpatterns = [
    path("families/<str:key>/record", views.record, name="record"),
    path("families/<str:key>/record/throw-draft-away", views.throw_draft_away, name="throw_draft_away"),
    path("families/<str:key>/record/<str:kind>", views.record_kind, name="record_kind"),
    path("families/<str:key>/record/<key:form>/draft", views.draft, name="draft"),
    path("families/<str:key>/recorded/<key:entry>", views.recorded, name="recorded"),
    path("families/<str:key>/entries/<key:entry>/correct", views.correct, name="correct_entry"),
    path("families/<str:key>/entries/<key:entry>/sharing", views.sharing, name="sharing"),
    path("families/<str:key>/share", views.share_summary, name="share_summary"),
    path("families/<str:key>/bodymap", views.bodymap, name="bodymap"),
]
