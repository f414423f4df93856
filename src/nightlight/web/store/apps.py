"""The store's place in Django."""

from django.apps import AppConfig


class Store(AppConfig):
    """The tables behind the pure record."""

    name = "nightlight.web.store"
    label = "store"

    def ready(self) -> None:
        """What is read once for a request is forgotten with it."""
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_delete, post_save

        from nightlight.web.accounts.models import Agency
        from nightlight.web.store import kept

        request_started.connect(kept.request_begins, dispatch_uid="nightlight.request_begins")
        request_finished.connect(kept.request_ends, dispatch_uid="nightlight.request_ends")
        for changed in (post_save, post_delete):
            changed.connect(kept.agencies_changed, sender=Agency, dispatch_uid="nightlight.agencies_changed")
