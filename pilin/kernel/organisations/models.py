"""Tables: what each side said, for ever (`Statement`), what holds now (one table a kind), and our people and roles.

The tables of entries bear the columns by which we search; `content` is the whole entry as canonical text. Entries name
each other by id without foreign keys, because what they name may arrive later.
"""

from django.db import models
from django.db.models import F, Q


class Statement(models.Model):
    """One version of an entry as it was said; append-only. Without `event_hash` it is our own and not yet signed."""

    entry = models.CharField(max_length=36)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    side = models.CharField(max_length=6)
    digest = models.CharField(max_length=64)
    event_hash = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "version", "event_hash"], name="statement_is_recorded_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="statement_version_is_positive"),
        ]
        indexes = [models.Index(fields=["side", "entry", "version"], name="statement_by_side")]

    def __str__(self) -> str:
        return f"{self.entry} v{self.version}"


class Current(models.Model):
    """What every table of entries has: the highest version said."""

    id = models.CharField(max_length=36, primary_key=True)
    version = models.PositiveIntegerField()
    side = models.CharField(max_length=6)
    name = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    event_hash = models.CharField(max_length=64, blank=True)
    content = models.TextField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="%(class)s_version_is_positive"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_validity_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["side"], name="%(class)s_by_side")]

    def __str__(self) -> str:
        return self.name or self.id


class Border(Current):
    key = models.CharField(max_length=13)
    length_m = models.PositiveIntegerField()

    class Meta(Current.Meta):
        constraints = [
            *Current.Meta.constraints,
            models.CheckConstraint(condition=Q(length_m__gt=0), name="border_has_a_length"),
        ]


class Place(Current):
    level = models.CharField(max_length=10)
    code = models.CharField(max_length=12, blank=True)
    parent = models.CharField(max_length=36, blank=True)

    class Meta(Current.Meta):
        constraints = [
            *Current.Meta.constraints,
            models.CheckConstraint(
                condition=Q(level__in=["county", "town", "village", "site"]), name="place_level_is_known"
            ),
        ]
        indexes = [*Current.Meta.indexes, models.Index(fields=["code"], name="place_by_code")]


class Body(Current):
    sort = models.CharField(max_length=40)
    parent = models.CharField(max_length=36, blank=True)
    place = models.CharField(max_length=36, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)

    class Meta(Current.Meta):
        pass


class Office(Current):
    body = models.CharField(max_length=36)

    class Meta(Current.Meta):
        indexes = [*Current.Meta.indexes, models.Index(fields=["body"], name="office_by_body")]


class PairHalf(Current):
    pair = models.CharField(max_length=40)
    level = models.CharField(max_length=10)

    class Meta(Current.Meta):
        indexes = [*Current.Meta.indexes, models.Index(fields=["pair"], name="pairhalf_by_pair")]


class Group(Current):
    pattern = models.CharField(max_length=40)
    part = models.CharField(max_length=40)
    position = models.PositiveIntegerField()

    class Meta(Current.Meta):
        indexes = [*Current.Meta.indexes, models.Index(fields=["pattern", "position"], name="group_by_pattern")]


class PlaceChainage(models.Model):
    """Where a place lies along a border, in metres from its start."""

    place = models.ForeignKey("organisations.Place", on_delete=models.CASCADE, related_name="lies_at")
    border = models.CharField(max_length=13)
    chainage_m = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "border"], name="place_lies_once_on_a_border")]
        indexes = [models.Index(fields=["border", "chainage_m"], name="placechainage_along_border")]

    def __str__(self) -> str:
        return f"{self.border} {self.chainage_m} m"


class PairMember(models.Model):
    """A member of a half of a pair: the id of a place or a body."""

    half = models.ForeignKey("organisations.PairHalf", on_delete=models.CASCADE, related_name="joins")
    member = models.CharField(max_length=36)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["half", "member"], name="pair_half_names_a_member_once")]
        indexes = [models.Index(fields=["member"], name="pairmember_by_member")]

    def __str__(self) -> str:
        return self.member


class Person(models.Model):
    """One of our own staff; never exchanged. `account` is the name of sign-in."""

    id = models.CharField(max_length=36, primary_key=True)
    account = models.CharField(max_length=60)
    display_name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account"], name="person_account_is_unique")]

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """A person holds an office from `starts` until `ends` (exclusive); who gave it and who ended it stand beside."""

    id = models.CharField(max_length=36, primary_key=True)
    person = models.ForeignKey("organisations.Person", on_delete=models.PROTECT, related_name="roles")
    office = models.ForeignKey("organisations.Office", on_delete=models.PROTECT, related_name="roles")
    right = models.CharField(max_length=7)
    starts = models.DateField()
    ends = models.DateField(null=True)
    appointed_by = models.CharField(max_length=60, blank=True)
    appointed_at = models.DateTimeField()
    dismissed_by = models.CharField(max_length=60, blank=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(right__in=["read", "act", "sign", "inspect"]), name="role_right_is_known"
            ),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="role_runs_forward"),
        ]
        indexes = [models.Index(fields=["right", "starts"], name="role_by_right")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.right} {self.office_id}"
