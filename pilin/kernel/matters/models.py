"""Tables of matters: the fold and what lists need of it, the chain, pending proposals, notes, and refusals by parties.

Every row can be made again from the signed events; `audit` does so.
"""

from django.db import models
from django.db.models import Q

HASH, NAME = 64, 48


class Matter(models.Model):
    """One matter: its fold as JSON, and columns that lists and counters read.

    `turn` holds the codes of the nodes that may act now, a comma before, between and after them, so that one text
    search finds a node. `clock` and `rolled_end` are of the clock that presses (`turning.pressing`), which may have run
    out; `warn_on` and `provisional` of the running one that ends first.
    """

    id = models.CharField(max_length=36, primary_key=True)
    kind = models.CharField(max_length=HASH)
    kind_name = models.CharField(max_length=NAME)
    basis = models.CharField(max_length=120)
    parties = models.JSONField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=NAME)
    final = models.BooleanField()
    n = models.PositiveIntegerField()
    head = models.CharField(max_length=HASH)
    fold = models.JSONField()
    dropped = models.JSONField(default=list)
    refused_by = models.CharField(max_length=6, default="", blank=True)
    turn = models.TextField(default="", blank=True)
    clock = models.CharField(max_length=NAME, default="", blank=True)
    warn_on = models.DateField(null=True)
    rolled_end = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rolled_end", "id"], name="matter_next", condition=Q(final=False)),
            models.Index(
                fields=["refused_by", "id"], name="matter_provisional", condition=Q(final=False, provisional=True)
            ),
            models.Index(fields=["-moved_at", "id"], name="matter_moved"),
            models.Index(fields=["-moved_at", "id"], name="matter_open_moved", condition=Q(final=False)),
            models.Index(fields=["kind", "state"], name="matter_kind"),
            models.Index(fields=["kind_name", "-moved_at", "id"], name="matter_kind_moved"),
        ]

    def __str__(self) -> str:
        return self.title


class Reference(models.Model):
    """A matter names another in a field, which this node may not know; `key` is all three, so that it stands once."""

    key = models.CharField(max_length=130, primary_key=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=NAME)
    to = models.CharField(max_length=36)

    class Meta:
        indexes = [models.Index(fields=["to", "field"], name="reference_to")]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One link of a chain: the ordered event as the fold took it, what carried it, and who orders after it."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    hash = models.CharField(max_length=HASH)
    carrier = models.CharField(max_length=HASH)
    orderer_after = models.CharField(max_length=6)
    ordered = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "n"], name="entry_once")]
        indexes = [
            models.Index(fields=["hash"], name="entry_hash"),
            models.Index(fields=["carrier"], name="entry_carrier"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.n}"


class Proposal(models.Model):
    """A step of a party that does not order: it stands until the orderer carries it in or refuses it."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    base = models.CharField(max_length=HASH)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.hash[:8]}"


class PartyRefusal(models.Model):
    """A party refused an event: it, and what was built on it, is in no chain."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    by = models.CharField(max_length=6)

    def __str__(self) -> str:
        return f"{self.by} {self.hash[:8]}"


class Note(models.Model):
    """What stands beside a chain: notes, provisional notes with the step they anticipate, and answers to those."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=NAME)
    author = models.CharField(max_length=6)
    re = models.CharField(max_length=HASH, default="", blank=True)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["matter", "at"], name="note_matter"),
            models.Index(fields=["re"], name="note_re", condition=~Q(re="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hash[:8]}"


class Progress(models.Model):
    """How far the worker is with its last long round of clocks: one row, of which people see the progress.

    It is no fact: what is left to do stands in the matters themselves, and a round that was cut short goes on with it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    began_at = models.DateTimeField()
    done = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
