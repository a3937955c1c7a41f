"""Tables of petitions. No column says what a petition is about or of whom: that is sealed."""

from django.db import models
from django.db.models import Q

ID, CODE, WORD, HASH, NAME = 36, 6, 24, 64, 150


class Case(models.Model):
    """One petition. `matter` and `handling` are its matters between the sides, empty before they are opened.

    A number that we gave stands once: it bears a code. `content` and `petitioner` are sealed; of a petition that came
    from the other side they are parts of the event. `is_readable`: who is excluded is known here; before that nobody is
    shown it. `same` finds the same person on the same thing again without anybody reading a name.
    """

    id = models.CharField(max_length=ID, primary_key=True)
    number = models.CharField(max_length=200)
    code_digest = models.CharField(max_length=HASH, blank=True, default="")
    peer = models.CharField(max_length=CODE, blank=True, default="")
    sender = models.CharField(max_length=CODE)
    is_readable = models.BooleanField(default=True)
    received_on = models.DateField()
    channel = models.CharField(max_length=WORD, blank=True, default="")
    domain = models.CharField(max_length=WORD, blank=True, default="")
    urgent = models.BooleanField(default=False)
    people = models.PositiveIntegerField(default=1)
    office = models.CharField(max_length=ID, blank=True, default="")
    state = models.CharField(max_length=48, default="registered")
    is_over = models.BooleanField(default=False)
    way_out = models.CharField(max_length=WORD, blank=True, default="")
    turn = models.CharField(max_length=40, blank=True, default="")
    matter = models.CharField(max_length=ID, blank=True, default="")
    handling = models.CharField(max_length=ID, blank=True, default="")
    handler = models.CharField(max_length=CODE, blank=True, default="")
    transferred_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    course = models.JSONField(default=dict)
    same = models.CharField(max_length=HASH, blank=True, default="")
    event = models.CharField(max_length=HASH, blank=True, default="")
    content = models.BinaryField(default=b"")
    petitioner = models.BinaryField(default=b"")
    stars = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="petition_number_once", condition=~Q(code_digest=""))
        ]
        indexes = [
            models.Index(fields=["is_over", "-urgent", "received_on", "id"], name="petition_open"),
            models.Index(fields=["same"], name="petition_same", condition=~Q(same="")),
            models.Index(fields=["matter"], name="petition_matter"),
            models.Index(fields=["handling"], name="petition_handling"),
            models.Index(fields=["code_digest"], name="petition_code"),
            models.Index(fields=["transferred_on"], name="petition_transferred"),
        ]

    def __str__(self) -> str:
        return self.number


class Exclusion(models.Model):
    """A body for whose people a petition does not exist."""

    case = models.ForeignKey("petitions.Case", on_delete=models.CASCADE, related_name="exclusions")
    body = models.CharField(max_length=ID)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "body"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body}"


class Recusal(models.Model):
    """An account that withdrew from a petition, or was made to."""

    case = models.ForeignKey("petitions.Case", on_delete=models.CASCADE, related_name="recusals")
    account = models.CharField(max_length=NAME)
    told_by = models.CharField(max_length=NAME)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "account"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.account}"


class Opening(models.Model):
    """The name of a petitioner was opened: by whom, in which office, why. Never changed, never deleted."""

    case = models.ForeignKey("petitions.Case", on_delete=models.PROTECT, related_name="openings")
    account = models.CharField(max_length=NAME)
    office = models.CharField(max_length=ID)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.account}"


class Paper(models.Model):
    """A paper of either side, by the event that bears it; its text is a sealed part."""

    event = models.CharField(max_length=HASH, primary_key=True)
    case = models.ForeignKey("petitions.Case", on_delete=models.CASCADE, related_name="papers")
    sort = models.CharField(max_length=WORD)
    author = models.CharField(max_length=CODE)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.sort}"
