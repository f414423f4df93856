"""Addresses of recording."""

from django.urls import path

from nightlight.web.recording import views

urlpatterns = [
    path("families/<str:key>/record", views.record, name="record"),
]
