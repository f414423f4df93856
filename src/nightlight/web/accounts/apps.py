"""The place of `accounts` in Django."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """See the package."""

    name = "nightlight.web.accounts"
    label = "accounts"
