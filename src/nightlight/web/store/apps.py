"""The store's place in Django."""

from django.apps import AppConfig


class Store(AppConfig):
    """The tables behind the pure record."""

    name = "nightlight.web.store"
    label = "store"
