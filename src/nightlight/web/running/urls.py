"""Addresses for machines."""

from django.urls import path

from nightlight.web.running import views

urlpatterns = [path("healthy", views.healthy, name="healthy"), path("ready", views.ready, name="ready")]
