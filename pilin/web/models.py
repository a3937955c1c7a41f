"""The shell's tables: sign-ins that failed of late, the access log with both of its ends, and what accounts need.

Accounts are Django's; the person and his roles stand in the organisations room under the same account name.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from pilin.base.refusal import Refused
from pilin.web.refusals import WebRefusal


class FailedSignIn(models.Model):
    """How often signing in to an account failed in a row.

    Only a digest of the account's name is kept: people sometimes type their password where the name belongs.
    """

    account_digest = models.CharField(max_length=64, primary_key=True)
    times = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="failedsignin_last_at")]

    def __str__(self) -> str:
        return f"{self.account_digest[:8]} {self.times}"


class AppendOnly(models.QuerySet["AccessRecord"]):
    """Rows that may be added and read. The database says the same by its triggers (migration 0002)."""

    def update(self, **_columns: object) -> NoReturn:
        """Refuse."""
        raise Refused(WebRefusal.LOG_IS_APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Refused(WebRefusal.LOG_IS_APPEND_ONLY)

    def bulk_update(self, *_rows: object, **_options: object) -> NoReturn:
        """Refuse."""
        raise Refused(WebRefusal.LOG_IS_APPEND_ONLY)

    def forget(self, *, up_to: int) -> None:
        """Remove the rows up to the anchor: the retention's verb, and the only removal that the database takes."""
        super().filter(number__lte=up_to)._raw_delete(self.db)  # noqa: SLF001 - the plain DELETE, without our refusal


class AccessRecord(models.Model):
    """One row of the access log; append-only, each chained to the one before (`logbook.rules.digest`).

    A later migration that lets Django make this table anew on SQLite must make its triggers anew as well.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=30)
    account = models.CharField(max_length=60, blank=True)
    client = models.CharField(max_length=43, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    facts = models.TextField()
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="accessrecord_is_numbered")]
        indexes = [
            models.Index(fields=["event", "number"], name="accessrecord_by_event"),
            models.Index(fields=["account", "number"], name="accessrecord_by_account"),
            models.Index(fields=["at"], name="accessrecord_by_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"

    def save(self, **options: Any) -> None:
        """Write a new row; refuse to write one again."""
        if not self._state.adding:
            raise Refused(WebRefusal.LOG_IS_APPEND_ONLY)
        super().save(**options)

    def delete(self, *_args: object, **_options: object) -> NoReturn:
        """Refuse."""
        raise Refused(WebRefusal.LOG_IS_APPEND_ONLY)


class AccessEnds(models.Model):
    """Both ends of the log: the anchor is the last row that went, the head the last that was written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    anchor_number = models.BigIntegerField(default=0)
    anchor_digest = models.CharField(max_length=64)
    head_number = models.BigIntegerField(default=0)
    head_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="accessends_stand_once"),
        ]

    def __str__(self) -> str:
        return f"{self.anchor_number}-{self.head_number}"


class SecondFactor(models.Model):
    """The authenticator of an account: its secret, encrypted (see `strongbox`), and the last step of time taken."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed = models.BinaryField()
    last_step = models.BigIntegerField()
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.confirmed_at}"


class SpareCode(models.Model):
    """A code that opens once where the authenticator is lost; of the code only a digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="spare_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest[:8]}"


class OneTimeLink(models.Model):
    """An address by which the owner of an account sets a password once: an invitation, or the end of a recovery."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="one_time_links")
    purpose = models.CharField(max_length=10)
    recovery = models.ForeignKey("web.Recovery", on_delete=models.CASCADE, null=True, related_name="links")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=["invitation", "recovery"]), name="onetimelink_purpose"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="onetimelink_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class AccountLock(models.Model):
    """An account was locked by another person, and perhaps unlocked again; kept for ever."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="locks")
    locked_by = models.CharField(max_length=60)
    locked_at = models.DateTimeField()
    unlocked_by = models.CharField(max_length=60, blank=True)
    unlocked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(unlocked_at__isnull=True), name="accountlock_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} by {self.locked_by}"


class Recovery(models.Model):
    """A forgotten password or a lost second factor is to be set anew: asked for, approved by two, done or run out.

    Who asks is shown a word, who approves last a link; one opens nothing without the other. Of the word a digest stays.
    """

    id = models.CharField(max_length=36, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recoveries")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    word_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="recovery_runs_forward"),
        ]
        indexes = [models.Index(fields=["done_at", "expires_at"], name="recovery_by_end")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at}"


class Approval(models.Model):
    """One person approved a recovery; `signs` says whether he could sign when he did."""

    recovery = models.ForeignKey("web.Recovery", on_delete=models.CASCADE, related_name="approvals")
    account = models.CharField(max_length=60)
    signs = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recovery", "account"], name="approval_is_given_once")]

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.account}"


class OpenSession(AbstractBaseSession):
    """A session, under the digest of its key. What its owner sees of it stands in columns.

    One that was ended keeps its row, without content, until it runs out: so that one reads why to sign in again.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    client = models.CharField(max_length=43, blank=True)
    device = models.CharField(max_length=40, blank=True)
    ended_why = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "used_at"], name="opensession_by_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.session_key[:8]}"
