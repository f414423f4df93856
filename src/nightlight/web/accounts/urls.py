"""Addresses of signing in."""

from django.urls import include, path

from nightlight.web.accounts import views

urlpatterns = [
    path("sign-in/", include("allauth.urls")),
    path("lock", views.lock, name="lock"),
    path("unlock", views.unlock, name="unlock"),
    path("your-sign-in", views.settings_page, name="account_settings"),
]
