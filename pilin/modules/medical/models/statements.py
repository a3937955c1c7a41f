"""Tables of statements with hospitals: files on their way, applications for clearing, confirmations of a month."""

from django.db import models

NUMBER, NAME, MONTH, CODE, FLAG = 30, 200, 7, 6, 3


class HospitalFile(models.Model):
    """A file that a hospital sent (9101) or may fetch (9102) until it `ends_at`; sealed, since it names persons.

    `unread` marks bytes that did not read: they stay as they came until then.
    """

    institution = models.ForeignKey("medical.Institution", on_delete=models.PROTECT)
    number = models.CharField(max_length=NUMBER, unique=True)
    name = models.CharField(max_length=NAME)
    content = models.BinaryField()
    came_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    unread = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="medical_file_ends")]

    def __str__(self) -> str:
        return self.number


class Application(models.Model):
    """A hospital's application for clearing (3203): for one category and month; `withdrawn_at` by 3204."""

    institution = models.ForeignKey("medical.Institution", on_delete=models.PROTECT)
    number = models.CharField(max_length=NUMBER, unique=True)
    category = models.CharField(max_length=CODE)
    month = models.CharField(max_length=MONTH)
    begins = models.DateField()
    ends = models.DateField()
    count = models.PositiveIntegerField()
    total_fen = models.BigIntegerField()
    applied_fen = models.BigIntegerField()
    account_fen = models.BigIntegerField()
    applied_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "category", "month"],
                condition=models.Q(withdrawn_at=None),
                name="medical_application_once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class MonthConfirmed(models.Model):
    """A settlement of a month that the hospital confirmed, or left out of it (3261), by its message."""

    institution = models.ForeignKey("medical.Institution", on_delete=models.PROTECT)
    month = models.CharField(max_length=MONTH)
    settlement = models.OneToOneField("medical.CareSettlement", on_delete=models.PROTECT, related_name="confirmed")
    flag = models.CharField(max_length=FLAG)
    msgid = models.CharField(max_length=NUMBER)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["institution", "month"], name="medical_month_confirmed")]

    def __str__(self) -> str:
        return f"{self.month} of {self.institution_id}"
