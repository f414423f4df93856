"""Addresses of oversight."""

from django.urls import path

from nightlight.web.oversight import views

urlpatterns = [
    path("oversight", views.oversight, name="oversight"),
    path("families/<str:key>/glass", views.break_glass, name="break_glass"),
    path("families/<str:key>/looked", views.who_looked, name="who_looked"),
]
