"""Opening the room: somebody writes why and under what law, two others of two bodies approve, who signs stops it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.care import models, queries, rules
from pilin.modules.care.queries import Keeper


@dataclass(frozen=True)
class Drafted:
    """What is written before the room opens."""

    assessment: str
    assessed_on: date
    legal_basis: str
    article: str
    agreement: str
    peer: str
    body_here: str
    body_there: str
    ends_on: date


def draft_start(drafted: Drafted, *, by: Keeper, at: Instant) -> models.Start:
    """Write down what a start needs, without its approvals. Raises the first thing that it lacks."""
    with transaction.atomic():
        row = models.Start.objects.create(id=ids.new_id(at), drafted_by=by.account, drafted_at=at, **vars(drafted))
        found = [one for one in queries.lacking(row, at=at) if one.code is not rules.CareRefusal.APPROVALS_ARE_MISSING]
        if found:
            raise Refused(found[0].code, **found[0].facts)
    return row


def approve(*, start: str, by: Keeper, at: Instant) -> None:
    """Turn one of the two keys. Raises APPROVER_WROTE_THE_START or APPROVERS_ARE_OF_ONE_BODY."""
    with transaction.atomic():
        row = models.Start.objects.select_for_update().filter(pk=start, stopped_at=None).first()
        if row is None:
            raise Refused(rules.CareRefusal.START_IS_OVER)
        rules.check_approval(queries.start_of(row), rules.Approval(by.account, by.body))
        models.Approval.objects.create(start=row, account=by.account, name=by.name, body=by.body, at=at)


def stop(*, start: str, at: Instant) -> None:
    """Shut the room; what is under way is closed and erased by its days. Nothing opens this start again."""
    models.Start.objects.filter(pk=start, stopped_at=None).update(stopped_at=at)
