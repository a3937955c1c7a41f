"""Persons of the insured place: who they are, sealed; how they are insured; what they filed; who looked them up.

Everything else in this room knows a person by the number of the insured place (`psn_no`) alone. Name and identity
number stand in `Identity` and nowhere else: sealed under a key of the node, found by a keyed hash. Entries and look-ups
are added and never changed; the database says the same by its triggers (migration 0003). A later migration that lets
Django make these two tables anew on SQLite must make their triggers anew as well.
"""

from django.db import models
from django.db.models import Q

from pilin.modules.medical.rules import persons as rules

CODE, INSURANCE, WORD, HASH = 6, 6, 16, 64
NUMBER, ACCOUNT, NAME = 30, 60, 200


class Person(models.Model):
    """An insured person by the number of the insured place."""

    number = models.CharField(max_length=NUMBER, unique=True)

    def __str__(self) -> str:
        return self.number


class Identity(models.Model):
    """Who a person is, sealed (`rules.persons.Identity`); a correction is a new row, and the last one holds.

    `handle` is the keyed hash of kind and number of the certificate, `card` that of a social-security card's number.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    sealed = models.BinaryField()
    handle = models.CharField(max_length=HASH)
    card = models.CharField(max_length=HASH, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["handle"], name="medical_handle"),
            models.Index(fields=["card"], condition=~Q(card=""), name="medical_card"),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk} of {self.person_id}"


class Insurance(models.Model):
    """One insurance of a person, with the personal account that belongs to it.

    `type` is the person type (`psn_type`), `identities` are those that a layer may ask for (`psn_idet_type`). An
    insurance holds from its first day until its last one (None: until further notice). `earlier` are the terms that
    held before, each with its last day (`rules.persons.terms_on`).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="insurances")
    insurance = models.CharField(max_length=INSURANCE)
    type = models.CharField(max_length=INSURANCE)
    civil_servant = models.BooleanField(default=False)
    identities = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    account_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "insurance", "from_day"], name="medical_insurance_once"),
            models.CheckConstraint(condition=Q(account_fen__gte=0), name="medical_account_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.insurance} of {self.person_id}"


class Filing(models.Model):
    """A filing (备案) of care away from home: its kind, the division where care is sought, and its days.

    `insurance` is blank where it is for every kind. `number` is what a hospital that filed it was told, `sealed` what
    it said of the illness. One that was withdrawn counts no more.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=WORD)
    area = models.CharField(max_length=CODE)
    insurance = models.CharField(max_length=INSURANCE, blank=True, default="")
    number = models.CharField(max_length=NUMBER, blank=True, default="")
    sealed = models.BinaryField(null=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="medical_filing_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Chronic(models.Model):
    """That a person is entitled to outpatient care of a chronic disease (门诊慢特病), by its code."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chronics")
    insurance = models.CharField(max_length=INSURANCE)
    disease = models.CharField(max_length=NUMBER)
    name = models.CharField(max_length=300, blank=True, default="")
    number = models.CharField(max_length=NUMBER, blank=True, default="")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="medical_chronic_number"),
        ]

    def __str__(self) -> str:
        return f"{self.disease} of {self.person_id}"


class PersonEntry(models.Model):
    """What somebody entered about a person, in order: the account or institution, what, and the facts of it.

    No name and no identity number stand here; whether an identity was entered or corrected is all that is said.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.CharField(max_length=ACCOUNT)
    what = models.CharField(max_length=WORD)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Lookup(models.Model):
    """That somebody looked for a person: when, who by name and account, from where, why, and who was found.

    `place` is an institution's code, or blank for a page of ours; `node` the agency at which he looked.
    """

    at = models.DateTimeField()
    account = models.CharField(max_length=ACCOUNT)
    name = models.CharField(max_length=NAME)
    node = models.CharField(max_length=CODE)
    place = models.CharField(max_length=NUMBER, blank=True, default="")
    purpose = models.CharField(max_length=WORD)
    reason = models.CharField(max_length=NAME, blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="lookups")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=[one.value for one in rules.Purpose]), name="medical_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
