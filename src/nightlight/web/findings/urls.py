"""Addresses of findings."""

from django.urls import path

from nightlight.web.findings import views

urlpatterns = [
    path("today", views.today, name="today"),
    path("families/<str:key>/findings", views.findings, name="findings"),
    path("families/<str:key>/finding", views.finding, name="finding"),
    path("families/<str:key>/finding/done", views.done, name="finding_done"),
    path("families/<str:key>/finding/not-needed", views.not_needed, name="finding_not_needed"),
    path("families/<str:key>/finding/not-yet", views.not_yet, name="finding_not_yet"),
]
