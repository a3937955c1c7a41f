"""The shell's tables: sign-ins that failed of late, and the access log with both of its ends."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

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
