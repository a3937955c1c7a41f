"""Ask and answer in one round trip: a question that is told, sent at once, and waited for.

The question and its answer are envelopes like any other: who stops waiting loses nothing, and finds the answer stored
later. Only the waiting is here; what the answer means is the caller's matter.
"""

from collections.abc import Sequence
from time import monotonic, sleep

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.queries.prepared import Prepared

_LOOK_SECONDS = 0.004
_HEARD = "SELECT coalesce(sum(seq), 0) FROM federation_inlane"


def _said(questions: list[str], us: str) -> QuerySet[tables.Envelope]:
    """Return what peers said to events of ours, the first of it first."""
    return tables.Envelope.objects.filter(re__in=questions).exclude(re="").exclude(author=us).order_by("pk")


_LINES = Prepared(lambda questions, us: _said(questions, us).values_list("re", "line"))
_LENGTHS = Prepared(lambda questions, us: _said(questions, us).values_list("re", Length("line")))


def ask(draft: Draft, *, at: Instant, wait_seconds: float) -> Event | None:
    """Tell a question in a transaction of its own and wait for what a peer says to it: its answer or its refusal.

    None after `wait_seconds`; the answer may still come. To be called outside a transaction, since a question that is
    not committed is not sent. Raises what `tell` raises.
    """
    assert not connection.in_atomic_block, "a question that is not committed is not sent"
    (question,) = sessions.tell([draft], at=at)
    until = monotonic() + wait_seconds
    while (found := answer_to(question.hash)) is None and monotonic() < until:
        sleep(_LOOK_SECONDS)
    return found


def heard() -> int:
    """Return how many envelopes of peers stand here; who waits for answers looks for them when it changes.

    It is one small statement, for it is asked every few milliseconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEARD)
        return int(cursor.fetchone()[0])


def answer_to(question: str) -> Event | None:
    """Return what the first peer said to an event of ours, given by its hash; None while nobody has."""
    return answers_to([question]).get(question)


def answers_to(questions: Sequence[str]) -> dict[str, Event]:
    """Return by question, each given by its hash, what the first peer said to it; one query for any number.

    Those that nobody answered yet are not there.
    """
    lines: dict[str, bytes] = {}
    for re, line in _LINES(questions, sessions.code()):
        lines.setdefault(re, bytes(line))
    return {re: envelopes.parse(line, versions=(1, 2))[0].event for re, line in lines.items() if line}


def answered(questions: Sequence[str]) -> set[str]:
    """Return those questions that `answers_to` finds an answer to; none is read."""
    lengths: dict[str, int] = {}
    for re, length in _LENGTHS(questions, sessions.code()):
        lengths.setdefault(re, length)
    return {re for re, length in lengths.items() if length}
