"""Words in what the room of help between bodies holds: a start that is shut again, an envelope, who opened it."""

from datetime import date
from typing import Any, Protocol

from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US
from pilin.kernel.organisations.tests.samples import AT, an_id
from pilin.modules.care import models

LAST = date(2026, 12, 31)


class Garden(Protocol):
    """Whoever gives out words."""

    def word(self, name: str) -> str:
        """Return a new word for a field."""


def plant(garden: Garden) -> None:
    """Plant all of it; the start is stopped, so that nobody enters."""
    start = models.Start.objects.create(
        id=an_id("start"),
        assessed_on=LAST,
        agreement=CLAUSE,
        peer=THEM,
        ends_on=LAST,
        drafted_at=AT,
        stopped_at=AT,
        **_words(garden, "start", "assessment", "legal_basis", "article", "body_here", "body_there", "drafted_by"),
    )
    models.Approval.objects.create(start=start, at=AT, **_words(garden, "approval", "account", "name", "body"))
    envelope = models.Envelope.objects.create(
        id=an_id("envelope"),
        author=US,
        peer=THEM,
        event="e" * 64,
        basis=CLAUSE,
        delete_on=LAST,
        sent_at=AT,
        proofs={US: garden.word("envelope.proofs")},
        **_words(garden, "envelope", "sender", "receiver", "article"),
    )
    opening = models.Opening.objects.create(
        id=an_id("opening"), envelope=envelope, author=THEM, event="f" * 64, at=AT, is_emergency=False
    )
    models.Session.objects.create(
        envelope=envelope,
        asked_at=AT,
        opening=opening.pk,
        **_words(garden, "session", "reason", "first", "second"),
    )


def _words(garden: Garden, table: str, *names: str) -> dict[str, Any]:
    return {name: garden.word(f"{table}.{name}") for name in names}
