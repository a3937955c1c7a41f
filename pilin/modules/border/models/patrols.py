"""What the squads of our side recorded of joint patrols: no place but the planned round, no names of people."""

from django.db import models


class SquadRecord(models.Model):
    """A record by the id that a phone made, of one round of a signed month; `told_at` once it stands in a step of ours.

    `account` is who sent it here, which no other side sees; `cost` is in fen.
    """

    id = models.CharField(max_length=36, primary_key=True)
    month = models.CharField(max_length=36)
    round = models.CharField(max_length=48)
    day = models.DateField()
    starts = models.CharField(max_length=5)
    minutes = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    vehicles = models.PositiveIntegerField()
    cost = models.BigIntegerField()
    account = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["month", "day", "id"], name="squadrecord_month")]

    def __str__(self) -> str:
        return f"{self.day} {self.round}"
