"""Tables of reconciliation and clearing: what each side stated of a day, where they differ, batches and advances."""

from django.db import models

from pilin.modules.medical.rules import clearing, day_facts, days

ID, CODE, HASH, WORD, INSURANCE, MONTH = 36, 6, 64, 16, 6, 7


class DayPart(models.Model):
    """One part of what a side (`author`) states about a day with a peer, in a round."""

    peer = models.CharField(max_length=CODE)
    day = models.DateField()
    round = models.PositiveIntegerField()
    author = models.CharField(max_length=CODE)
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()
    on = models.DateField()
    lines = models.JSONField()
    totals = models.JSONField()
    event = models.CharField(max_length=HASH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "day", "round", "author", "part"], name="medical_day_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.author}"


class DayDifference(models.Model):
    """A settlement on which two sides differ since a round of its day (`rules.days`), and what became of it."""

    peer = models.CharField(max_length=CODE)
    day = models.DateField()
    settlement = models.CharField(max_length=ID)
    round = models.PositiveIntegerField()
    sort = models.CharField(max_length=WORD)
    at = models.CharField(max_length=CODE, blank=True, default="")
    care = models.CharField(max_length=CODE)
    lines = models.JSONField()
    turn = models.CharField(max_length=CODE)
    due = models.DateField()
    found_on = models.DateField()
    gone_round = models.PositiveIntegerField(default=0)
    gone_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    corrected = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "day", "settlement", "round"], name="medical_difference_once"),
            models.CheckConstraint(condition=models.Q(sort__in=days.SORTS), name="medical_difference_sort"),
        ]
        indexes = [
            models.Index(
                fields=["due"], condition=models.Q(gone_round=0, accepted_on=None), name="medical_difference_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.settlement}"


class DayRemark(models.Model):
    """What a side said about a difference."""

    peer = models.CharField(max_length=CODE)
    day = models.DateField()
    settlement = models.CharField(max_length=ID)
    round = models.PositiveIntegerField()
    author = models.CharField(max_length=CODE)
    act = models.CharField(max_length=WORD)
    text = models.CharField(max_length=day_facts.TEXT_MAX, blank=True)
    on = models.DateField()
    fund_fen = models.BigIntegerField(default=0)
    account_fen = models.BigIntegerField(default=0)
    event = models.CharField(max_length=HASH, unique=True)

    class Meta:
        indexes = [models.Index(fields=["peer", "day", "settlement"], name="medical_remark_of")]

    def __str__(self) -> str:
        return f"{self.act} of {self.author}"


class Correction(models.Model):
    """What was added to a settlement in our own books after it was posted; `entries` are its postings."""

    settlement = models.ForeignKey("medical.Settlement", on_delete=models.PROTECT, related_name="corrections")
    fund_fen = models.BigIntegerField()
    account_fen = models.BigIntegerField()
    event = models.CharField(max_length=HASH, unique=True)
    entries = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"correction of {self.settlement_id}"


class Batch(models.Model):
    """A month's batch, as its matter (`id`) tells it; `booked` are the postings that paid it, `payments` by code.

    `differs` marks a batch that both confirmed and whose settlements are no more those of our books.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    peer = models.CharField(max_length=CODE)
    month = models.CharField(max_length=MONTH)
    until = models.DateField()
    state = models.CharField(max_length=WORD)
    initiator = models.CharField(max_length=CODE)
    rows = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=HASH, blank=True, default="")
    confirm_by = models.DateField()
    pay_by = models.DateField()
    paid_event = models.CharField(max_length=HASH, blank=True, default="")
    basis = models.CharField(max_length=120)
    payments = models.JSONField(default=dict)
    booked = models.JSONField(default=list)
    differs = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=clearing.STATES), name="medical_batch_state")
        ]
        indexes = [models.Index(fields=["peer", "month"], name="medical_batch_month")]

    def __str__(self) -> str:
        return f"{self.month} with {self.peer}"


class AdvanceCall(models.Model):
    """A call for an advance, as its matter (`id`) tells it; `entry` is the id of the posting of what was received."""

    id = models.CharField(max_length=ID, primary_key=True)
    peer = models.CharField(max_length=CODE)
    payer = models.CharField(max_length=CODE)
    insurance = models.CharField(max_length=INSURANCE)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=WORD)
    due = models.DateField()
    basis = models.CharField(max_length=120)
    event = models.CharField(max_length=HASH)
    entry = models.CharField(max_length=ID, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "entry"], name="medical_advance_open")]

    def __str__(self) -> str:
        return self.id
