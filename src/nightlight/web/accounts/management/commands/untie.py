"""Unties a sign-in from single sign-on: where the provider's own mark of somebody has changed, or it was tied to the wrong person."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from nightlight.access.viewer import Viewer
from nightlight.web.accounts.models import Account
from nightlight.web.store import audit


class Command(BaseCommand):
    """At their next single sign-on the person is tied anew."""

    help = "Unties a sign-in from single sign-on; whoever the provider next names by it is tied to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sign_in", help="Whose.")

    @transaction.atomic
    def handle(self, *arguments: Any, **options: Any) -> None:
        account = Account.objects.filter(sign_in__iexact=options["sign_in"]).first()
        if account is None:
            raise CommandError(f"nobody has {options['sign_in']!r}")
        count, _ = SocialAccount.objects.filter(user=account).delete()
        audit.write(
            Viewer("", "", "", roles=frozenset()), "set", page="single_sign_on", why=f"untied: {account.sign_in}"
        )
        self.stdout.write("Untied." if count else "It was not tied.")
