"""The ledger's tables: accounts, entries, and one balance an account.

Both legs of a posting stand in one row, with a debit and a credit column: then no posting can exist with one leg, its
legs can never differ in amount, and the sum over all accounts is zero by the shape of the table alone. The price is
that an account's statement reads two indexes instead of one.

Entries are append-only: a settlement and a correction are new rows, and the manager knows no other way of writing than
to add. Accounts change once, when they are closed. Balances are kept by the action that adds the entries.
"""

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from pilin.kernel.ledger.rules import AccountKind, Action, State

_ACCOUNT_KINDS = [kind.value for kind in AccountKind]
_ENTRY_KINDS = [kind.value for kind in (*State, *Action)]


class Account(models.Model):
    code = models.CharField(max_length=120)
    kind = models.CharField(max_length=9)
    peer = models.CharField(max_length=6, blank=True, default="")
    limit_fen = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    seal = models.CharField(max_length=56)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="ledger_account_code"),
            models.CheckConstraint(condition=Q(kind__in=_ACCOUNT_KINDS), name="ledger_account_kind"),
        ]
        indexes = [models.Index(fields=["peer"], condition=~Q(peer=""), name="ledger_account_peer")]

    def __str__(self) -> str:
        return self.code


class Additions(models.QuerySet["Entry"]):
    """Rows that are added and never changed or removed."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("entries are append-only: correct them by a new entry")

    def delete(self) -> NoReturn:
        raise TypeError("entries are append-only: correct them by a new entry")


class Entry(models.Model):
    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=7)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    amount_fen = models.BigIntegerField()
    pending = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=64, blank=True, default="")
    subject = models.CharField(max_length=200)
    basis = models.CharField(max_length=200, blank=True, default="")
    event_hash = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    seal = models.CharField(max_length=104)

    objects = Additions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pending"], condition=Q(pending__isnull=False), name="ledger_entry_pending"
            ),
            models.CheckConstraint(condition=Q(kind__in=_ENTRY_KINDS), name="ledger_entry_kind"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ledger_entry_amount_fen"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_entry_accounts"),
        ]
        indexes = [
            models.Index(fields=["debit", "at"], name="ledger_entry_debit_at"),
            models.Index(fields=["credit", "at"], name="ledger_entry_credit_at"),
            models.Index(fields=["subject", "at"], name="ledger_entry_subject_at"),
            models.Index(fields=["reverses"], condition=Q(reverses__isnull=False), name="ledger_entry_reverses"),
            models.Index(fields=["at"], condition=Q(kind=State.PENDING.value), name="ledger_entry_pending_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Balance(models.Model):
    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    debits_posted_fen = models.BigIntegerField(default=0)
    credits_posted_fen = models.BigIntegerField(default=0)
    debits_pending_fen = models.BigIntegerField(default=0)
    credits_pending_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debits_posted_fen__gte=0)
                & Q(credits_posted_fen__gte=0)
                & Q(debits_pending_fen__gte=0)
                & Q(credits_pending_fen__gte=0),
                name="ledger_balance_sums",
            ),
        ]

    def __str__(self) -> str:
        return str(self.account_id)


class Claim(models.Model):
    """What one node says that another owes it under a clause, and what became of it; its postings bear the event."""

    id = models.CharField(max_length=36, primary_key=True)
    asker = models.CharField(max_length=6)
    payer = models.CharField(max_length=6)
    amount_fen = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=120)
    event = models.CharField(max_length=64)
    state = models.CharField(max_length=8)
    entry = models.CharField(max_length=36, blank=True, default="")
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "moved_at"], name="ledger_claim_state")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"
