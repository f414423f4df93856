"""Agencies, their teams, and the people who sign in."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from nightlight.access.viewer import Role, Viewer
from nightlight.chronology.agencies import AGENCY_TYPES
from nightlight.chronology.agencies import Agency as AgencyOfRecord


class Agency(models.Model):
    """An agency of the partnership. `call` is whom to ring: a duty desk, never a person's own number."""

    key = models.SlugField(max_length=60, primary_key=True)
    type = models.CharField(max_length=40, choices=[(each, each) for each in AGENCY_TYPES])
    name = models.CharField(max_length=120)
    call = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def of_record(self) -> AgencyOfRecord:
        """The agency as the record has it."""
        return AgencyOfRecord(self.key, self.type, self.name)


class Team(models.Model):
    """A team of an agency: whose cover and supervision go together."""

    key = models.SlugField(max_length=60, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Makes sign-ins."""

    def create_user(self, sign_in: str, password: str | None = None, **more: Any) -> Account:
        """A new sign-in; without a password it can only be used through single sign-on."""
        account: Account = self.model(sign_in=sign_in, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of a sign-in, whichever letters are capitals."""
        return self.get(sign_in__iexact=username)


class Account(AbstractBaseUser):
    """One person's sign-in, tied to the worker in the chronology by `sign_in`. `roles` are words of `nightlight.access`."""

    sign_in = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True, help_text="What the person is, in words: health visitor.")
    email = models.EmailField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="accounts", null=True, blank=True)
    supervises = models.ManyToManyField(Team, related_name="supervisors", blank=True)
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "sign_in"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = Accounts()

    def __str__(self) -> str:
        return self.name

    def viewer(self) -> Viewer:
        """Who looks, as `nightlight.access` asks; read anew for every request."""
        return Viewer(
            sign_in=self.sign_in,
            agency=self.agency_id,
            agency_type=self.agency.type,
            team=self.team_id,
            roles=frozenset(each for each in self.roles if each in get_args(Role)),
            supervises=frozenset(self.supervises.values_list("key", flat=True)) if self.pk else frozenset(),
        )


def display(account: Account) -> str:
    """How allauth names somebody."""
    return account.name
