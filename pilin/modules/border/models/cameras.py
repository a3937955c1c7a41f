"""The registers of cameras and of look-ups, ours alone: no picture, no address of a stream, no angle, no person sought.

Entries of cameras are added and never changed but for `is_last`; of a look-up each column is written once.
"""

from django.db import models
from django.db.models import Q

TEXT, NAME, ACCOUNT = 120, 60, 150


class CameraEntry(models.Model):
    """What was entered of a camera, version by version; `late_from` is the first day on which a duty is not kept."""

    camera = models.CharField(max_length=36)
    version = models.PositiveIntegerField()
    is_last = models.BooleanField(default=True)
    place = models.CharField(max_length=NAME)
    at_m = models.PositiveIntegerField()
    operator = models.CharField(max_length=NAME)
    purpose = models.CharField(max_length=TEXT)
    used_from = models.DateField()
    has_sign = models.BooleanField()
    storage_days = models.PositiveIntegerField()
    first_office = models.CharField(max_length=NAME)
    second_office = models.CharField(max_length=NAME)
    complain_to = models.CharField(max_length=TEXT)
    filing_number = models.CharField(max_length=NAME, default="", blank=True)
    filed_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_off = models.BooleanField(default=False)
    late_from = models.DateField(null=True)
    written_by = models.CharField(max_length=ACCOUNT)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camera", "version"], name="cameraentry_version"),
            models.UniqueConstraint(fields=["camera"], condition=Q(is_last=True), name="cameraentry_has_one_last"),
            models.UniqueConstraint(
                fields=["at_m", "place"], condition=Q(is_last=True, is_off=False), name="cameraentry_stands_once"
            ),
        ]
        indexes = [models.Index(fields=["at_m", "camera"], condition=Q(is_last=True), name="cameraentry_along")]

    def __str__(self) -> str:
        return f"{self.place} {self.version}"


class LookUp(models.Model):
    """One look into the stored pictures of a camera: asked for, answered by another person, closed with its result."""

    camera = models.CharField(max_length=36)
    first = models.DateTimeField()
    last = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    article = models.CharField(max_length=TEXT)
    paper = models.CharField(max_length=NAME, default="", blank=True)
    asked_by = models.CharField(max_length=ACCOUNT)
    unit = models.CharField(max_length=TEXT)
    asked_at = models.DateTimeField()
    answered_by = models.CharField(max_length=ACCOUNT, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    closed_by = models.CharField(max_length=ACCOUNT, default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, default="", blank=True)
    was_copied = models.BooleanField(default=False)
    destroy_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)
    destroyed_by = models.CharField(max_length=ACCOUNT, default="", blank=True)
    late_from = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="lookup_latest"),
            models.Index(fields=["camera", "late_from"], name="lookup_late"),
        ]

    def __str__(self) -> str:
        return f"{self.camera} {self.asked_at}"
