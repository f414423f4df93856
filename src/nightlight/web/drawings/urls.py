"""Addresses of drawings."""

from django.urls import path

from nightlight.web.drawings import views

urlpatterns = [
    path("families/<str:key>/tree", views.genogram, name="genogram"),
    path("families/<str:key>/around", views.ecomap, name="ecomap"),
]
