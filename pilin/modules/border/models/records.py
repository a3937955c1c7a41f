"""What lists need of the matters of this room: made by the follower, and made again by `pilin retell`."""

from django.db import models


class Record(models.Model):
    """One matter by its id; `on` is the day that it is about, `day` the end that counts now, `content` what is said."""

    id = models.CharField(max_length=36, primary_key=True)
    kind = models.CharField(max_length=48)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=48)
    is_over = models.BooleanField()
    opened_by = models.CharField(max_length=6)
    on = models.DateField()
    day = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    refused_by = models.CharField(max_length=6, default="", blank=True)
    content = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-on", "id"], name="border_record_on"),
            models.Index(fields=["kind", "is_over", "-on", "id"], name="border_record_over"),
        ]

    def __str__(self) -> str:
        return self.title
