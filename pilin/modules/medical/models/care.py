"""The care place: institutions under contract, the catalogue, visits, what hospitals asked and what we answered."""

from django.db import models
from django.db.models import Q

from pilin.modules.medical.rules import visiting

ID, CODE, INSTITUTION, INSURANCE, HASH, WORD = 36, 6, 30, 6, 64, 16
NUMBER, NAME, ITEM = 30, 200, 50


class Institution(models.Model):
    """A hospital of ours with which the agency has a contract, by its national code.

    `level` is 1 to 3, `area` the division where it stands (the place of care of filings); the contract holds from its
    first day until its last one (None: until further notice).
    """

    code = models.CharField(max_length=INSTITUTION, unique=True)
    name = models.CharField(max_length=NAME)
    level = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=CODE)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__in=(1, 2, 3)), name="medical_institution_level")]

    def __str__(self) -> str:
        return self.code


class Caller(models.Model):
    """A program that may speak for institutions at the gateway: one of theirs, or a front-end machine of several.

    `secret` is sealed under a key of the node; `header` is where a relay bears its token.
    """

    dialect = models.CharField(max_length=WORD)
    name = models.CharField(max_length=NAME)
    header = models.CharField(max_length=NAME, default="token")
    secret = models.BinaryField()
    institutions = models.ManyToManyField(Institution, related_name="callers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dialect", "name"], name="medical_caller_once")]

    def __str__(self) -> str:
        return f"{self.dialect} {self.name}"


class CatalogueEntry(models.Model):
    """One item of our catalogue from a day on, until a day (that day excluded; None: until further notice).

    `charge` is the kind of charge (`med_chrgitm_type`); `illustrative` marks what no agency has published.
    """

    item = models.CharField(max_length=ITEM)
    name = models.CharField(max_length=NAME)
    grade = models.CharField(max_length=2)
    charge = models.CharField(max_length=CODE)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    selfpay_bp = models.PositiveIntegerField(default=0)
    price_max = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    restricted = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "from_day"], name="medical_entry_once")]

    def __str__(self) -> str:
        return f"{self.item}@{self.from_day}"


class CareVisit(models.Model):
    """A visit at a hospital of ours: its number (`mdtrt_id`), the hospital's own (`ipt_otp_no`, `ipt_no`), who, how.

    `insured` is the code of the agency that insures the person, `msgid` that of the message that registered it.
    `told` is what its last pre-settlement said that would be paid, and by which policy (`claim.as_told`).
    """

    number = models.CharField(max_length=NUMBER, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    own_number = models.CharField(max_length=NUMBER)
    msgid = models.CharField(max_length=NUMBER)
    person = models.CharField(max_length=NUMBER)
    insured = models.CharField(max_length=CODE)
    insurance = models.CharField(max_length=INSURANCE)
    inpatient = models.BooleanField()
    med_type = models.CharField(max_length=INSURANCE, blank=True, default="")
    diseases = models.JSONField(default=list)
    told = models.JSONField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=WORD)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=visiting.STATES), name="medical_visit_state"),
            models.UniqueConstraint(
                fields=["institution", "own_number"],
                condition=~Q(state=visiting.WITHDRAWN),
                name="medical_visit_once",
            ),
            models.UniqueConstraint(fields=["institution", "msgid"], name="medical_visit_msgid"),
        ]

    def __str__(self) -> str:
        return self.number


class CareSettlement(models.Model):
    """A settlement as the hospital knows it: its number (`setl_id`) and the message that asked for it.

    `settlement` is our own identifier, written before the insured agency is asked: so an answer is found again by the
    hospital's message, whatever happened in between. `cancels` is the one that this takes back.
    """

    settlement = models.CharField(max_length=ID, primary_key=True)
    number = models.CharField(max_length=NUMBER, unique=True)
    visit = models.ForeignKey(CareVisit, on_delete=models.PROTECT, related_name="settlements")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    msgid = models.CharField(max_length=NUMBER)
    cancels = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "msgid"], name="medical_asked_once")]

    def __str__(self) -> str:
        return self.number


class FeeLine(models.Model):
    """A fee line of a visit, split by the entry of the catalogue that was in force on its day; amounts in fen.

    `settled` is the last settlement that it went into; whether it is free again, that settlement says.
    """

    visit = models.ForeignKey(CareVisit, on_delete=models.PROTECT, related_name="lines")
    number = models.CharField(max_length=NUMBER)
    batch = models.CharField(max_length=NUMBER, blank=True, default="")
    day = models.DateField()
    unit_price = models.DecimalField(max_digits=16, decimal_places=6)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    approval = models.CharField(max_length=1)
    original = models.CharField(max_length=NUMBER, blank=True, default="")
    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT)
    amount_fen = models.BigIntegerField()
    full_self_fen = models.BigIntegerField()
    over_limit_fen = models.BigIntegerField()
    prior_self_fen = models.BigIntegerField()
    in_scope_fen = models.BigIntegerField()
    selfpay_bp = models.PositiveIntegerField()
    use_refused = models.BooleanField(default=False)
    settled = models.ForeignKey(CareSettlement, on_delete=models.SET_NULL, null=True, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="medical_line_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.visit_id}"


class Answered(models.Model):
    """A message of an institution, and what we answered, sealed: sent again, it is answered by the same bytes.

    `reply` is None while it is worked on, and empty once it was kept long enough. `reversed_at` is when 2601 took the
    message back, or forbade it before it came (then `body_hash` is empty).
    """

    institution = models.CharField(max_length=INSTITUTION)
    msgid = models.CharField(max_length=NUMBER)
    infno = models.CharField(max_length=CODE)
    body_hash = models.CharField(max_length=HASH, blank=True, default="")
    reply = models.BinaryField(null=True)
    came_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "msgid"], name="medical_answered_once")]
        indexes = [models.Index(fields=["came_at"], name="medical_answered_at")]

    def __str__(self) -> str:
        return self.msgid


class SignIn(models.Model):
    """That an operator of an institution signed in (9001): the number that later messages may bear, until he left."""

    number = models.CharField(max_length=NUMBER, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    operator = models.CharField(max_length=NUMBER)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.number
