"""What opens the room, the outsides of envelopes, who opened them. There is no table of persons and no content here.

What an envelope says, and who opened it, stands in sealed parts of signed facts, which are erased; what stays for three
years is the outside: number, bodies, dates, article.
"""

from django.db import models
from django.db.models import Q


class Start(models.Model):
    """What somebody wrote so that the room may open, with its impact assessment; kept for three years after its end."""

    id = models.CharField(max_length=36, primary_key=True)
    assessment = models.TextField()
    assessed_on = models.DateField(null=True)
    legal_basis = models.TextField()
    article = models.CharField(max_length=60)
    agreement = models.CharField(max_length=90)
    peer = models.CharField(max_length=6)
    body_here = models.CharField(max_length=60)
    body_there = models.CharField(max_length=60)
    ends_on = models.DateField()
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-drafted_at"], name="start_latest")]

    def __str__(self) -> str:
        return f"{self.body_here} {self.ends_on}"


class Approval(models.Model):
    """One of the two keys: a person of a body approved a start."""

    start = models.ForeignKey("care.Start", on_delete=models.CASCADE, related_name="approvals")
    account = models.CharField(max_length=150)
    name = models.CharField(max_length=60)
    body = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start", "account"], name="start_approved_once_by_one"),
            models.UniqueConstraint(fields=["start", "body"], name="start_approved_once_by_body"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.account}"


class Envelope(models.Model):
    """The outside of an envelope; after its erasure these columns are its tombstone."""

    id = models.CharField(max_length=36, primary_key=True)
    author = models.CharField(max_length=6)
    peer = models.CharField(max_length=6)
    event = models.CharField(max_length=64)
    basis = models.CharField(max_length=90)
    sender = models.CharField(max_length=60)
    receiver = models.CharField(max_length=60)
    article = models.CharField(max_length=60)
    delete_on = models.DateField()
    sent_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    proofs = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)
    kept_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-sent_at"], name="envelope_latest"),
            models.Index(fields=["delete_on"], name="envelope_due", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.id


class Opening(models.Model):
    """An envelope was opened, as its fact says; who and why stands in the part of that fact."""

    id = models.CharField(max_length=36, primary_key=True)
    envelope = models.ForeignKey("care.Envelope", on_delete=models.CASCADE, related_name="openings")
    author = models.CharField(max_length=6)
    event = models.CharField(max_length=64)
    at = models.DateTimeField()
    is_emergency = models.BooleanField()
    review_by = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    was_needed = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="opening_by_time")]

    def __str__(self) -> str:
        return self.id


class Session(models.Model):
    """Somebody of ours asks to open, somebody else joins, and both read until it ends. No other node sees it."""

    envelope = models.ForeignKey("care.Envelope", on_delete=models.CASCADE, related_name="sessions")
    reason = models.CharField(max_length=200)
    first = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    second = models.CharField(max_length=150, default="", blank=True)
    opening = models.CharField(max_length=36, default="", blank=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["envelope", "-asked_at"], name="session_latest")]

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.first}"
