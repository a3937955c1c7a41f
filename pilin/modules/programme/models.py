"""The table of the deliberation: what lists show of topics, meetings, disagreements and duties.

It is derived: every row follows from the fold of its matter, and `retell` makes it again.
"""

from django.db import models
from django.db.models import Q


class Record(models.Model):
    """One matter as lists show it. `is_carried_out`: what the minutes of this meeting ask for has been opened."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=48)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=48)
    is_over = models.BooleanField()
    opened_by = models.CharField(max_length=6)
    meeting = models.CharField(max_length=36, default="", blank=True)
    item = models.CharField(max_length=40, default="", blank=True)
    topic = models.CharField(max_length=36, default="", blank=True)
    day = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    refused_by = models.CharField(max_length=6, default="", blank=True)
    content = models.JSONField()
    is_carried_out = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "day", "matter"], name="record_open", condition=Q(is_over=False)),
            models.Index(fields=["kind", "-matter"], name="record_kind"),
            models.Index(fields=["meeting", "kind", "item"], name="record_meeting", condition=~Q(meeting="")),
            models.Index(fields=["opened_by"], name="record_to_do", condition=Q(is_carried_out=False, kind="meeting")),
        ]

    def __str__(self) -> str:
        return self.title
