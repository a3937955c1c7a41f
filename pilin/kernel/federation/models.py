"""Tables of the federation: this node, its links and lanes, every envelope, keys, documents, parts and alarms.

An envelope's line is the evidence; every other column of its row can be derived from it or from rows around it, and
`audit` does so. Nothing here decides.
"""

from django.db import models
from django.db.models import Q

CODE, HASH, NAME = 6, 64, 64


class NodeState(models.Model):
    """This node: incarnation, mode, and the nonce of a running recovery. One row."""

    inc = models.PositiveIntegerField(default=1)
    mode = models.CharField(max_length=16, default="open")
    nonce = models.CharField(max_length=32, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.mode} #{self.inc}"


class Link(models.Model):
    """One peer: its card from the key ceremony and what the protocol remembers of it.

    `introduced` is the digest of the card whose key fingerprint people compared last; none on links older than it.
    """

    peer = models.CharField(max_length=CODE, primary_key=True)
    name = models.CharField(max_length=NAME)
    url = models.CharField(max_length=200)
    certificate = models.TextField()
    mode = models.CharField(max_length=16, default="introduced")
    charter = models.CharField(max_length=80, default="", blank=True)
    introduced = models.CharField(max_length=HASH, default="", blank=True)
    inc = models.PositiveIntegerField(default=1)
    nonce = models.CharField(max_length=48, default="", blank=True)
    speaks_low = models.PositiveSmallIntegerField(default=1)
    speaks_high = models.PositiveSmallIntegerField(default=1)
    kid = models.CharField(max_length=32, default="", blank=True)
    peer_kid = models.CharField(max_length=32, default="", blank=True)
    fenced = models.PositiveIntegerField(default=0)
    alarm_since = models.DateTimeField(null=True)
    skew_seconds = models.IntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    pull_at = models.DateTimeField(null=True)
    fetch_at = models.DateTimeField(null=True)
    commit_at = models.DateTimeField(null=True)
    committed = models.CharField(max_length=HASH, default="", blank=True)
    receipt = models.BinaryField(default=b"")
    bisect = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.peer}"


class OutLane(models.Model):
    """Our half of a lane to a peer."""

    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+")
    lane = models.CharField(max_length=8)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=HASH)
    acked = models.PositiveBigIntegerField(default=0)
    settled = models.PositiveBigIntegerField(default=0)
    running = models.JSONField(default=dict)
    claim = models.JSONField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=64, default="", blank=True)
    recovered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "lane"], name="out_lane_once")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.lane} {self.seq}"


class InLane(models.Model):
    """A peer's half of a lane to us."""

    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+")
    lane = models.CharField(max_length=8)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=HASH)
    decided = models.PositiveBigIntegerField(default=0)
    running = models.JSONField(default=dict)
    put = models.PositiveBigIntegerField(default=0)
    stored_at = models.DateTimeField(null=True)
    recovered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "lane"], name="in_lane_once")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.lane} {self.seq}"


class Envelope(models.Model):
    """One stored envelope, ours or a peer's: its exact line, what it names, and what became of it.

    `line` is empty only where a text held an identity number: then the hash alone is kept.
    """

    peer = models.CharField(max_length=CODE)
    lane = models.CharField(max_length=8)
    author = models.CharField(max_length=CODE)
    seq = models.PositiveBigIntegerField()
    inc = models.PositiveIntegerField()
    hash = models.CharField(max_length=HASH)
    event_hash = models.CharField(max_length=HASH)
    event_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=48)
    scope = models.CharField(max_length=16)
    subject = models.CharField(max_length=120)
    re = models.CharField(max_length=HASH)
    line = models.BinaryField()
    stored_at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    code = models.CharField(max_length=64)
    effect = models.CharField(max_length=HASH)
    running = models.CharField(max_length=HASH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "lane", "author", "seq"], name="envelope_once")]
        indexes = [
            models.Index(fields=["event_hash"], name="envelope_event"),
            models.Index(fields=["event_id"], name="envelope_event_id"),
            models.Index(fields=["subject"], name="envelope_subject"),
            models.Index(fields=["peer", "lane", "author", "scope", "seq"], name="envelope_running"),
            models.Index(fields=["re", "author", "kind"], name="envelope_reply", condition=~Q(re="")),
            models.Index(
                fields=["peer", "lane", "author", "seq"],
                name="envelope_undecided",
                condition=Q(outcome__in=("pending", "waiting", "failed")),
            ),
            models.Index(fields=["stored_at"], name="envelope_refused", condition=Q(outcome="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.lane}/{self.seq}"


class LostEnvelope(models.Model):
    """Our own envelopes that a restore took out of a lane; their events went into new ones where they still count."""

    peer = models.CharField(max_length=CODE)
    lane = models.CharField(max_length=8)
    seq = models.PositiveBigIntegerField()
    inc = models.PositiveIntegerField()
    event_hash = models.CharField(max_length=HASH)
    line = models.BinaryField()
    stored_at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    effect = models.CharField(max_length=HASH)
    resolved = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["event_hash"], name="lost_event")]

    def __str__(self) -> str:
        return f"{self.peer} {self.lane}/{self.seq} #{self.inc}"


class Key(models.Model):
    """A public key that speaks for a node on one link; `until` holds the last number of each lane that it may sign."""

    node = models.CharField(max_length=CODE)
    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+")
    kid = models.CharField(max_length=32)
    suite = models.CharField(max_length=16)
    public = models.CharField(max_length=200)
    until = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "link", "kid"], name="key_once")]

    def __str__(self) -> str:
        return f"{self.node} {self.kid}"


class Charter(models.Model):
    """A link charter that both nodes signed: the basis of messages about the link, documents and agreements."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField()
    text = models.BinaryField()
    signatures = models.JSONField()

    def __str__(self) -> str:
        return f"{self.link_id} #{self.serial}"


class Part(models.Model):
    """A detached part, encrypted under its own key. Erasure empties `key`, `salt` and `cipher`; the fact stays."""

    event_hash = models.CharField(max_length=HASH)
    name = models.CharField(max_length=NAME)
    author = models.CharField(max_length=CODE)
    readers = models.JSONField()
    purpose = models.CharField(max_length=120)
    keep_until = models.DateField()
    salt = models.CharField(max_length=32)
    key = models.BinaryField()
    cipher = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_hash", "name"], name="part_once")]
        indexes = [models.Index(fields=["keep_until"], name="part_keep_until", condition=Q(erased_at=None))]

    def __str__(self) -> str:
        return f"{self.name} of {self.event_hash[:8]}"


class Blob(models.Model):
    """An attachment by content hash: how much of it is here, who may read it, and what the scanner said."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    size = models.PositiveBigIntegerField()
    have = models.PositiveBigIntegerField(default=0)
    source = models.CharField(max_length=CODE, default="", blank=True)
    readers = models.JSONField(default=list)
    verdict = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["source"], name="blob_wanted", condition=Q(verdict=""))]

    def __str__(self) -> str:
        return f"{self.hash[:8]} {self.have}/{self.size}"


class Document(models.Model):
    """A text that parties sign: agreement, kind, calendar, rule. `answers` says who signed or declined."""

    hash = models.CharField(max_length=HASH, primary_key=True)
    type = models.CharField(max_length=32)
    text = models.JSONField()
    basis = models.CharField(max_length=120)
    parties = models.JSONField()
    offered_by = models.CharField(max_length=CODE)
    offer = models.CharField(max_length=HASH)
    answers = models.JSONField()
    withdrawn = models.BooleanField(default=False)
    state = models.CharField(max_length=8)
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["offer"], name="document_offer"),
            models.Index(fields=["type", "state", "offered_at"], name="document_type"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.hash[:8]}"


class Commitment(models.Model):
    """A signed digest of one side at a cut, and what the comparison said."""

    event_hash = models.CharField(max_length=HASH, primary_key=True)
    peer = models.CharField(max_length=CODE)
    author = models.CharField(max_length=CODE)
    cut = models.JSONField()
    cut_hash = models.CharField(max_length=HASH)
    digests = models.JSONField()
    result = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["peer", "author", "result", "at"], name="commitment_result"),
            models.Index(fields=["peer", "author", "cut_hash"], name="commitment_cut"),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.result} {self.at}"


class Alarm(models.Model):
    """Something that people must see: counted while it is open, never repeated."""

    code = models.CharField(max_length=64)
    peer = models.CharField(max_length=CODE, default="", blank=True)
    facts = models.JSONField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=NAME, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "peer"], condition=Q(closed_at=None), name="alarm_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.peer}"


class Quarantine(models.Model):
    """Bytes that could not be taken, encrypted, with the reason; they expire, and two persons open them."""

    peer = models.CharField(max_length=CODE)
    reason = models.CharField(max_length=64)
    hash = models.CharField(max_length=HASH)
    size = models.PositiveBigIntegerField()
    cipher = models.BinaryField()
    at = models.DateTimeField()
    opened_by = models.CharField(max_length=2 * NAME, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "hash"], name="quarantine_once")]
        indexes = [models.Index(fields=["at"], name="quarantine_at")]

    def __str__(self) -> str:
        return f"{self.reason} {self.peer}"
