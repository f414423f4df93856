"""The tables. Entries and the audit are append-only: triggers of the database refuse anything else (`migrations/`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import connection, models, transaction

from nightlight.access.viewer import Denial as DenialOfRecord
from nightlight.access.viewer import Glass
from nightlight.chronology.chain import BEGINNING, Link
from nightlight.web.accounts.models import Account, Agency
from nightlight.web.store.names import LONGEST_WORD, lived_words, words_to_find
from nightlight.web.store.scope import of_family

if TYPE_CHECKING:
    from nightlight.web.store.ahead import Ahead

#: States of a finding (`safeguards.finding.STATES`): those in which somebody is to answer it, and those in which it has been answered.
NEEDS_AN_ANSWER: Final = ("overdue", "due_soon", "unknown")
ANSWERED: Final = ("met", "met_late", "excused")


class Families(models.Manager):
    """The families without the state of their watch, which is read where it is asked for: a page or a list never needs it."""

    def get_queryset(self) -> models.QuerySet:
        """Every family."""
        return super().get_queryset().defer("watch_state")


class Family(models.Model):
    """A family: the head of its chain, and when its findings next change by themselves.

    `declared` has the people that a case file declares beside its entries; in live use people are entries. `teaching` marks a
    replayed review or a made-up case: it is never watched by the clock. `watch_state` is what the watch over it remembers
    (`store/kept.py`), written together with the findings; without it the watch goes through every entry again.
    """

    key = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200, blank=True)
    nation = models.CharField(max_length=20, default="england")
    teaching = models.BooleanField(default=False)
    declared = models.JSONField(default=dict, blank=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=BEGINNING)
    next_change_on = models.IntegerField(null=True)
    watch_state = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    #: Beside the row, where a list reads many families together (`store/ahead.py`).
    ahead: Ahead | None = None

    objects = Families()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "next_change_on", name="family_wakes", condition=models.Q(teaching=False, next_change_on__isnull=False)
            )
        ]


class Entry(models.Model):
    """One entry as a link of its family's chain (`nightlight.chronology.chain`).

    `why` stands beside the chain: the reason that was given where the entry corrects another, or holds it more closely. It is
    erased with the words.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    entry_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    agency = models.CharField(max_length=60)
    recorded = models.BigIntegerField(help_text="Minutes of London time, as the record counts.")
    facts = models.JSONField()
    digests = models.JSONField()
    words = models.JSONField(null=True)
    salt = models.CharField(max_length=64, null=True)
    why = models.TextField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["family_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "number"], name="one_entry_a_number"),
            models.UniqueConstraint(fields=["family", "entry_id"], name="one_entry_an_id"),
        ]

    def link(self) -> Link:
        """The entry as the chain has it."""
        return Link(self.number, self.facts, self.digests, self.words, self.salt, self.previous, self.hash)


class Finding(models.Model):
    """A finding as it stood when it last changed. Who may see it is settled when it is read, from what it rests on."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="findings")
    finding_id = models.CharField(max_length=300)
    safeguard = models.CharField(max_length=80)
    state = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    due = models.BigIntegerField(null=True, help_text="The last permitted moment.")
    warned = models.IntegerField(null=True)
    stage = models.PositiveSmallIntegerField(default=0)
    said = models.JSONField(help_text="The finding as the replay's JSON has it.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["family", "finding_id"], name="one_finding_an_id")]
        indexes: ClassVar = [models.Index("state", "due", name="finding_falls_due")]


class Persons(models.QuerySet):
    """People of families for lists and search; the words of their names and of where they live are written with them."""

    def bulk_create(self, objs: Iterable[PersonOfFamily], *args: Any, **kwargs: Any) -> list[PersonOfFamily]:
        """Writes rows with their words."""
        with transaction.atomic(using=self.db):
            written: list[PersonOfFamily] = super().bulk_create(objs, *args, **kwargs)
            _with_words(written)
        return written


class PersonOfFamily(models.Model):
    """For lists and search: who is in which family. Made from entries; can be dropped and made again at any time."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="persons")
    person = models.CharField(max_length=120)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, blank=True)
    born = models.IntegerField(null=True, db_index=True)
    due = models.IntegerField(null=True, db_index=True)
    nhs_number = models.CharField(max_length=10, blank=True, db_index=True)
    address = models.TextField(
        blank=True, default="", help_text="Words of where they live; never of a protected address."
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["family", "person"], name="one_row_a_person")]

    objects = Persons.as_manager()

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Writes the row, and its words; also where a backup is read."""
        with transaction.atomic():
            super().save_base(*args, **kwargs)
            others = PersonOfFamily.objects.filter(family_id=self.family_id).exclude(pk=self.pk)
            with of_family(self.family_id):
                WordOfName.objects.filter(person=self).delete()
                WordOfAddress.objects.filter(family_id=self.family_id).delete()
                WordOfAddress.objects.bulk_create(_words_of_addresses(self.family_id, others))
            _with_words([self])


class NotKept(models.Manager):
    """None of the rows: what a backup asks for, which needs none of a table that is written again with another."""

    def get_queryset(self) -> models.QuerySet:
        """Nothing."""
        return super().get_queryset().none()


class WordOfName(models.Model):
    """For search: a word of a person's name (`store/names.py`), by its first letter and its sound, so that few rows are compared.

    Made with the row of the person and gone with it, in no backup. On PostgreSQL a search says that it is one (`store/scope.py`).
    """

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(PersonOfFamily, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=200)
    initial = models.CharField(max_length=1)
    heard = models.CharField(max_length=200)

    not_kept = NotKept()
    objects = models.Manager()

    class Meta:
        # The family stands in them for PostgreSQL, which asks of every row whose it is.
        indexes: ClassVar = [
            models.Index("initial", "word", "family", name="word_by_letter"),
            models.Index("heard", "word", "family", name="word_by_sound"),
        ]


class WordOfAddress(models.Model):
    """For search: a word of where somebody of a family lives or lived (`PersonOfFamily.address`), once for each family.

    Made with the rows of the people, in no backup; read and written as the words of names are.
    """

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=LONGEST_WORD)

    not_kept = NotKept()
    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["family", "word"], name="one_word_a_family")]
        indexes: ClassVar = [models.Index("word", "family", name="word_by_itself")]


def _with_words(persons: Iterable[PersonOfFamily]) -> None:
    """Writes the words of people whose rows are new."""
    by_family: dict[str, list[PersonOfFamily]] = {}
    for person in persons:
        by_family.setdefault(person.family_id, []).append(person)
    if connection.vendor != "postgresql":
        _write_words(by_family)
        return
    for key, rows in by_family.items():
        with of_family(key):
            _write_words({key: rows})


def _write_words(by_family: dict[str, list[PersonOfFamily]]) -> None:
    WordOfName.objects.bulk_create(
        WordOfName(family_id=key, person=person, word=word, initial=initial, heard=heard)
        for key, rows in by_family.items()
        for person in rows
        for word, initial, heard in words_to_find(person.name)
    )
    lived = [word for key, rows in by_family.items() for word in _words_of_addresses(key, rows)]
    WordOfAddress.objects.bulk_create(lived, ignore_conflicts=True)


def _words_of_addresses(key: str, persons: Iterable[PersonOfFamily]) -> list[WordOfAddress]:
    return [WordOfAddress(family_id=key, word=word) for word in lived_words(person.address for person in persons)]


class Involvement(models.Model):
    """For lists: which agency, and which sign-in, is at work with which family now. Made from entries; access never reads it."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="involved")
    agency = models.CharField(max_length=60, db_index=True)
    sign_in = models.CharField(max_length=80, blank=True, db_index=True)
    team = models.CharField(max_length=60, blank=True)


class Draft(models.Model):
    """What somebody is typing: kept as it is typed, for them alone, until it is recorded or thrown away."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="drafts", null=True)
    form = models.CharField(max_length=200)
    typed = models.JSONField()
    seen = models.PositiveIntegerField(default=0, help_text="How long the chain was when the form was opened.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "family", "form"], name="one_draft_a_form"),
            models.UniqueConstraint(
                fields=["account", "form"], name="one_draft_without_a_family", condition=models.Q(family__isnull=True)
            ),
        ]


class Denial(models.Model):
    """Somebody, or an agency, may not see a family, whatever else holds (`access.md` 7)."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="denials")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True)
    reason = models.TextField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="denials_set")
    set_at = models.DateTimeField()

    def of_record(self) -> DenialOfRecord:
        """The denial as access asks for it."""
        return DenialOfRecord(None if self.account is None else self.account.sign_in, self.agency_id, self.reason)


class GlassBroken(models.Model):
    """Somebody broke the glass: opened a family without a relationship, for a reason, for a while, to be reviewed."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="glass")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="glass")
    opened = models.BigIntegerField()
    until = models.BigIntegerField()
    reason = models.TextField()
    told = models.JSONField(default=list, help_text="The sign-ins that were told.")
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="glass_reviewed")
    reviewed_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True)

    def of_record(self) -> Glass:
        """The glass as access asks for it."""
        return Glass(self.opened, self.until, self.reason)


class ProtectedAddress(models.Model):
    """An address that somebody must not learn: encrypted, with its own list of who may see it; never searched or counted."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="addresses")
    person = models.CharField(max_length=120)
    cipher = models.BinaryField()
    may_see = models.ManyToManyField(Account, related_name="addresses")
    since = models.DateTimeField()


class Audit(models.Model):
    """Every read, write, decision and refusal, written before the answer leaves. Append-only."""

    at = models.DateTimeField(db_index=True)
    sign_in = models.CharField(max_length=80, db_index=True)
    agency = models.CharField(max_length=60)
    act = models.CharField(max_length=30)
    family = models.CharField(max_length=40, blank=True, db_index=True)
    page = models.CharField(max_length=60, blank=True)
    why = models.TextField(blank=True)
    more = models.JSONField(default=dict)


class Notice(models.Model):
    """Something that a person is to be told once: in the application, and by e-mail without names.

    `finding` names the finding that it is about, whose words are read when it is shown, and only for whoever may see them then.
    `weekly` goes into a weekly list and is never pushed. `sent_at` is when it was settled: sent, or found to need no e-mail;
    `claimed_at` when a worker last took it to send.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, null=True)
    finding = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=300)
    says = models.TextField()
    urgent = models.BooleanField(default=False)
    weekly = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "cause"], name="one_cause_one_message")]
        indexes: ClassVar = [models.Index("made_at", name="notice_to_send", condition=models.Q(sent_at__isnull=True))]


class LastLooked(models.Model):
    """How long the chain of a family was when somebody last looked at its page: for "what changed since you last looked"."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="looked")
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="looked")
    length = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "family"], name="one_last_look")]


class HowTold(models.Model):
    """How somebody wants to be told: by e-mail or not, when, at which hours not; and the secret of their calendar feed.

    Hours are London hours of the day. `calendar` is a digest of the secret: the secret itself is shown once and kept nowhere.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="how_told")
    by_email = models.CharField(
        max_length=10, default="daily", help_text="at_once, daily or never; what is urgent goes at once."
    )
    daily_hour = models.PositiveSmallIntegerField(default=9)
    quiet_from = models.PositiveSmallIntegerField(default=19)
    quiet_until = models.PositiveSmallIntegerField(default=8)
    daily_on = models.IntegerField(null=True, help_text="The day of the last daily message.")
    weekly_on = models.IntegerField(null=True, help_text="The day of the last weekly message.")
    calendar = models.CharField(max_length=64, null=True, unique=True)
    calendar_since = models.DateTimeField(null=True)


class ConcernToPlace(models.Model):
    """A concern that somebody raised about a family that they do not work with, on its way to that family's record.

    It waits with the duty desk of `to`, which places it (`family`, `entry_id`), passes it to a colleague who works with the family
    (`passed_to`), or answers it. The words stay here for whoever raised it, for that duty desk and that colleague alone; once it is
    placed, the entry says who may see it.
    """

    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="concerns_raised")
    raised_at = models.DateTimeField()
    to = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="concerns_to_place")
    who = models.TextField(help_text="Whom it is about, in words.")
    happened = models.TextField(help_text="What was seen or heard.")
    contact = models.CharField(max_length=200, help_text="How whoever raised it can be reached.")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="concerns_opened")
    opened_at = models.DateTimeField(null=True)
    passed_to = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="concerns_passed_to")
    passed_at = models.DateTimeField(null=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, related_name="concerns_placed")
    entry_id = models.CharField(max_length=120, blank=True)
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="concerns_placed")
    placed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="What whoever raised it was told.")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("raised_at", name="concern_to_place", condition=models.Q(answered_at__isnull=True))
        ]
