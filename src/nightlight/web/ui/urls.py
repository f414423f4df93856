"""Addresses of the page of parts and of what we say about accessibility."""

from django.urls import path

from nightlight.web.ui import views

urlpatterns = [
    path("accessibility", views.accessibility, name="accessibility"),
    path("parts", views.parts, name="parts"),
]
