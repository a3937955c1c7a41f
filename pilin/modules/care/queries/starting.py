"""Whether the room is open, what it lacks, and who of our people belongs to its lawful body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Finding, Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import queries as organisations
from pilin.modules.care import models, rules
from pilin.modules.care.rules import CareRefusal, Sent

Start = models.Start
"""What views hand on without looking into tables."""


@dataclass(frozen=True)
class Keeper:
    """A person of ours at work in the room: account, name, the body by which he acts, and the start that is latest."""

    account: str
    name: str
    body: str
    start: models.Start | None = None


def keeper(account: str, name: str, offices: Sequence[str], start: models.Start | None) -> Keeper:
    """Return who somebody is in this room: the lawful body where he has an office there, else his first; one query."""
    bodies = [body for body, _ in organisations.offices_called(offices).values() if body]
    lawful = start.body_here if start is not None else ""
    return Keeper(account, name, lawful if lawful in bodies else next(iter(sorted(bodies)), ""), start)


def latest() -> models.Start | None:
    """Return the start that was written last, with its approvals."""
    return models.Start.objects.prefetch_related("approvals").order_by("-drafted_at", "-pk").first()


def start_of(row: models.Start) -> rules.Start:
    """Return a start as the rules read it."""
    return rules.Start(
        assessment=row.assessment,
        assessed_on=row.assessed_on,
        legal_basis=row.legal_basis,
        article=row.article,
        agreement=row.agreement,
        body_here=row.body_here,
        body_there=row.body_there,
        ends_on=row.ends_on,
        drafted_by=row.drafted_by,
        drafted_on=day_of(Instant(row.drafted_at)),
        approvals=tuple(rules.Approval(one.account, one.body) for one in row.approvals.all()),
    )


def bases(peer: str, *, day: date) -> list[str]:
    """Return the clauses in force under which envelopes go between us and a peer."""
    return agreements.bases_for(rules.SENT, parties=sorted([facts.me(), peer]), day=day)


def lacking(row: models.Start | None, *, at: Instant) -> list[Finding]:
    """Return what keeps the room shut now; a start that was stopped lacks everything."""
    day = day_of(at)
    if row is None or row.stopped_at is not None:
        return rules.lacking(None, in_force=False, day=day)
    return rules.lacking(start_of(row), in_force=row.agreement in bases(row.peer, day=day), day=day)


def started(*, at: Instant) -> models.Start:
    """Return the start under which the room is open. Raises the first thing that it lacks."""
    row = latest()
    found = lacking(row, at=at)
    if row is None or found:
        raise Refused(found[0].code, **found[0].facts)
    return row


def check_bodies(said: Sent, *, at: Instant) -> None:
    """Raise CARE_IS_FOR_THE_LAWFUL_BODY where an envelope names others than our start, and what our room lacks."""
    row = started(at=at)
    ours = said.author == facts.me()
    named = (said.sender, said.receiver) if ours else (said.receiver, said.sender)
    if named != (row.body_here, row.body_there):
        raise Refused(CareRefusal.CARE_IS_FOR_THE_LAWFUL_BODY, body=named[0])
