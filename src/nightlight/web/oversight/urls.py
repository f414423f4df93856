"""Addresses of oversight."""

from django.urls import path

from nightlight.web.oversight import views

urlpatterns = [
    path("oversight", views.oversight, name="oversight"),
    path("oversight/glass/<int:number>", views.review_glass, name="review_glass"),
    path("oversight/looked", views.audit_of, name="audit_of"),
    path("families/<str:key>/glass", views.break_glass, name="break_glass"),
    path("families/<str:key>/looked", views.who_looked, name="who_looked"),
    path("families/<str:key>/access", views.who_may, name="who_may"),
    path("families/<str:key>/access/deny", views.deny, name="deny"),
    path("families/<str:key>/conflict", views.declare_conflict, name="declare_conflict"),
    path("families/<str:key>/addresses", views.addresses, name="addresses"),
]
