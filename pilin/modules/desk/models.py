"""What a person keeps for herself at the desk: filters under names of her own. No other side ever sees it."""

from django.db import models


class SavedFilter(models.Model):
    """A filter of the desk under a name: the query of its address, as plain members."""

    account = models.CharField(max_length=150)
    name = models.CharField(max_length=40)
    query = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="savedfilter_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.name}"
