"""Addresses of signing in. What allauth offers and we do not (signing up, e-mail addresses, resetting by e-mail) is shut by its path."""

from django.urls import include, path, re_path

from nightlight.web.accounts import single_sign_on, views
from nightlight.web.ui import refusals

#: Accounts, and passwords that were forgotten, are the partnership's affair; nothing here may be reached.
_SHUT = (
    r"^sign-in/(signup|email|confirm-email|password/set|password/reset|login/code|social|3rdparty/signup|3rdparty/?$)"
)

urlpatterns = [
    re_path(_SHUT, refusals.not_found),
    path("sign-in/oidc/<str:provider_id>/login/", single_sign_on.start, name="openid_connect_login"),
    path("sign-in/oidc/<str:provider_id>/login/callback/", single_sign_on.back, name="openid_connect_callback"),
    path("sign-in/", include("allauth.urls")),
    path("lock", views.lock, name="lock"),
    path("unlock", views.unlock, name="unlock"),
    path("your-sign-in", views.settings_page, name="account_settings"),
]
