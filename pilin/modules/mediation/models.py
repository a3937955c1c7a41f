"""Tables of mediation: our committees, who of them is in charge of which case, and cases as lists show them.

`Case` is derived: every row follows from the fold of its matter, and `retell` makes it again. What the parties told
stands in no table of this room: it lies in detached parts of the signed facts.
"""

from django.db import models
from django.db.models import Q


class Committee(models.Model):
    """A committee of people's mediation of our side."""

    id = models.CharField(max_length=36, primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A member of a committee; `account` is empty where he has none on this node."""

    committee = models.ForeignKey("mediation.Committee", on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=40)
    account = models.CharField(max_length=150, blank=True)
    is_chair = models.BooleanField(default=False)
    is_woman = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "name"], name="member_is_once")]
        indexes = [models.Index(fields=["account"], name="member_account")]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A member of our committee is in charge of a case, by the number of its matter."""

    case = models.CharField(max_length=36)
    member = models.ForeignKey("mediation.Member", on_delete=models.PROTECT, related_name="assignments")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="assignment_is_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.case}"


class Case(models.Model):
    """One mediation as lists show it."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="+")
    code = models.CharField(max_length=14, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=48)
    is_over = models.BooleanField()
    category = models.CharField(max_length=24)
    opened_on = models.DateField()
    effective_on = models.DateField(null=True)
    due = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    next_due = models.DateField(null=True)
    moved_on = models.DateField()
    refused_by = models.CharField(max_length=6, default="", blank=True)
    content = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["due", "matter"], name="case_open", condition=Q(is_over=False)),
            models.Index(fields=["opened_on", "matter"], name="case_opened"),
            models.Index(fields=["next_due"], name="case_owed", condition=Q(next_due__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One sweep as lists show it; derived, as cases are."""

    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, primary_key=True, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=48)
    is_over = models.BooleanField()
    from_day = models.DateField()
    to_day = models.DateField()
    found = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["to_day", "matter"], name="round_by_day")]

    def __str__(self) -> str:
        return self.title
