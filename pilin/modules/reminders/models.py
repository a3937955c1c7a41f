"""What people wish to be told, what they were told, and what is on its way. No other side ever sees any of it."""

from django.db import models
from django.db.models import Q


class Wish(models.Model):
    """What one person wishes; whoever never chose has no row."""

    account = models.CharField(max_length=150, primary_key=True)
    pressures = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    by_mail = models.BooleanField(default=False)
    address = models.CharField(max_length=254, default="", blank=True)
    weekly = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.account


class Feed(models.Model):
    """A private address at which a calendar program reads; of its token the digest stays. An ended one stays too."""

    account = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_from = models.CharField(max_length=43, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at__isnull=True), name="feed_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.made_at:%Y-%m-%d}"


class Round(models.Model):
    """A round took place: a day's or a week's, once, in the transaction that put its messages down."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A message on its way: to a person by mail, or to the group of a robot. It stays when it is sent, or given up."""

    channel = models.CharField(max_length=10)
    account = models.CharField(max_length=150, default="", blank=True)
    round = models.CharField(max_length=20)
    told = models.JSONField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=60, default="", blank=True)
    trouble_facts = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="message_due",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
            models.Index(fields=["-id"], name="message_troubled", condition=~Q(trouble="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "round"], name="message_of_a_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.account} {self.round}"


class Told(models.Model):
    """Somebody was told of a matter, so pressing, by this end: `key` is all of it, so that he is told once."""

    key = models.CharField(max_length=240, primary_key=True)
    message = models.ForeignKey("reminders.Message", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.key
