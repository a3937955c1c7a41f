"""Tables for reading: agreements, their versions and the wordings of their clauses.

All of it follows from the agreed documents of the federation, and `audit` derives it again. Nothing here decides.
"""

from django.db import models
from django.db.models import F, Q

ID, HASH, TITLE = 36, 64, 200


class Agreement(models.Model):
    """One agreement as it reads after all its agreed changes; `head` is the version on which the next one builds."""

    id = models.CharField(max_length=ID, primary_key=True)
    title_zh = models.CharField(max_length=TITLE)
    title_en = models.CharField(max_length=TITLE)
    parties = models.JSONField()
    from_day = models.DateField()
    last_day = models.DateField(null=True)
    winding_down_days = models.PositiveIntegerField()
    terminated = models.BooleanField()
    head = models.CharField(max_length=HASH)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("from_day")),
                name="agreement_days_run_forward",
            ),
        ]
        indexes = [models.Index(fields=["from_day"], name="agreement_from_day")]

    def __str__(self) -> str:
        return self.title_zh


class Version(models.Model):
    """One agreed document of an agreement: the agreement itself is number 1, each change builds on the one before."""

    document = models.OneToOneField("federation.Document", on_delete=models.PROTECT, primary_key=True, related_name="+")
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=32)
    base = models.CharField(max_length=HASH, blank=True)
    first_day = models.DateField()
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.type} #{self.number}"


class Clause(models.Model):
    """One wording of a clause: which version gave it, and from which day on it holds; its text is in the document."""

    version = models.ForeignKey("agreements.Version", on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(max_length=12)
    title_zh = models.CharField(max_length=TITLE)
    title_en = models.CharField(max_length=TITLE)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    kinds = models.JSONField()
    winding_down_kinds = models.JSONField()
    matter_kinds = models.JSONField()
    accounts = models.JSONField()
    formulas = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="clause_once_a_version")]

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"
