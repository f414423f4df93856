"""Addresses of lists and of the page of a family."""

from django.urls import path

from nightlight.web.families import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find", views.find, name="find"),
    path("families/<str:key>/", views.family, name="family"),
]
