"""Addresses of lists, of the page of a family, of its people, and of what finds or begins a record."""

from django.urls import path

from nightlight.web.families import views
from nightlight.web.families.concerns import views as concerns
from nightlight.web.families.people import views as people
from nightlight.web.families.search import views as search

urlpatterns = [
    path("", views.home, name="home"),
    path("find", search.find, name="find"),
    path("enquiry", search.enquiry, name="enquiry"),
    path("concern", concerns.concern, name="concern"),
    path("concerns", concerns.concerns, name="concerns"),
    path("concerns/<int:number>", concerns.to_place, name="concern_to_place"),
    path("families/new", people.new_family, name="new_family"),
    path("families/<str:key>/", views.family, name="family"),
    path("families/<str:key>/people", people.people, name="people"),
    path("families/<str:key>/people/add", people.add_person, name="add_person"),
    path("families/<str:key>/people/<key:person>", people.person, name="person"),
]
