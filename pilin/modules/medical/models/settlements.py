"""Settlements as both agencies hold them, and what the insured place computed of each.

What was claimed and computed stands in detached parts of the signed facts, encrypted, and is read from there.
"""

from django.db import models
from django.db.models import Q

from pilin.modules.medical.rules import settlement as rules

ID, CODE, INSTITUTION, INSURANCE, HASH, WORD = 36, 6, 30, 6, 64, 16
NUMBER, BASIS = 30, 120
_STATES = (rules.ASKED, rules.PENDING, rules.DECLINED, rules.POSTED, rules.VOIDED)


class Settlement(models.Model):
    """One settlement as `rules.settlement` says it; `given_up` where we, the care side, stopped waiting.

    `entries` are the ids of its postings in the ledger, pending ones first; `reason` is the code of a refusal.
    `settled_on` is the day of its identifier, `batch` the clearing batch that takes it, empty until one does.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    care = models.CharField(max_length=CODE)
    insured = models.CharField(max_length=CODE)
    institution = models.CharField(max_length=INSTITUTION)
    insurance = models.CharField(max_length=INSURANCE)
    day = models.DateField()
    total_fen = models.BigIntegerField()
    cancels = models.CharField(max_length=ID, blank=True, default="")
    basis = models.CharField(max_length=BASIS)
    event = models.CharField(max_length=HASH)
    state = models.CharField(max_length=WORD)
    fund_fen = models.BigIntegerField(default=0)
    account_fen = models.BigIntegerField(default=0)
    cancelled_by = models.CharField(max_length=ID, blank=True, default="")
    answer = models.CharField(max_length=HASH, blank=True, default="")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    given_up = models.BooleanField(default=False)
    entries = models.JSONField(default=list)
    settled_on = models.DateField()
    batch = models.CharField(max_length=ID, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=_STATES), name="medical_settlement_state")]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=(rules.ASKED, rules.PENDING)), name="medical_open"),
            models.Index(fields=["insured", "insurance", "moved_at"], name="medical_settled"),
            models.Index(fields=["settled_on", "care"], name="medical_settled_on"),
            models.Index(fields=["batch", "settled_on"], name="medical_in_batch"),
        ]

    def __str__(self) -> str:
        return self.id


class Year(models.Model):
    """What counts over a policy year for one insurance of a person (`rules.accumulators`), by name."""

    insurance = models.ForeignKey("medical.Insurance", on_delete=models.PROTECT, related_name="years")
    starts_on = models.DateField()
    sums = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["insurance", "starts_on"], name="medical_year_once")]

    def __str__(self) -> str:
        return f"{self.starts_on} of {self.insurance_id}"


class Computation(models.Model):
    """What a settlement brings to a year and takes from an account, at the insured place.

    `counts` tells whether it counts now: what takes from the year counts from the answer on, so that two claims can
    never both have it; what gives back counts when it is posted.
    """

    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, primary_key=True)
    insurance = models.ForeignKey("medical.Insurance", on_delete=models.PROTECT)
    year = models.ForeignKey(Year, on_delete=models.PROTECT)
    visit = models.CharField(max_length=NUMBER)
    sums = models.JSONField()
    account_fen = models.BigIntegerField()
    deductible_fen = models.BigIntegerField()
    amounts = models.JSONField()
    counts = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["insurance", "visit"], name="medical_visit")]

    def __str__(self) -> str:
        return str(self.settlement_id)
