"""Addresses of the chronology."""

from django.urls import path

from nightlight.web.reading import views

urlpatterns = [
    path("families/<str:key>/chronology", views.chronology, name="chronology"),
    path("families/<str:key>/chronology/print", views.chronology_print, name="chronology_print"),
    path("families/<str:key>/knowing", views.knowing, name="knowing"),
    path("families/<str:key>/replay", views.replay, name="replay"),
]
