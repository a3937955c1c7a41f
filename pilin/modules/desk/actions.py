"""What a person does at the desk: she keeps filters under names, and offers next year's calendar to the other side."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.modules.desk import rules
from pilin.modules.desk.models import SavedFilter
from pilin.modules.desk.rules import DeskRefusal
from pilin.wire.workdays import Day


def save_filter(*, account: str, name: str, query: Mapping[str, str], at: Instant) -> None:
    """Keep a filter of an account. Raises FILTER_NAME_IS_TAKEN, FILTERS_ARE_TOO_MANY."""
    with transaction.atomic():
        held = _names(account)
        rules.check_new(name, held.values())
        SavedFilter.objects.create(account=account, name=name, query=dict(query), saved_at=at)


def rename_filter(*, account: str, number: int, name: str) -> bool:
    """Rename a filter of an account; tell whether there is one. Raises FILTER_NAME_IS_TAKEN."""
    with transaction.atomic():
        held = _names(account)
        rules.check_renamed(name, [other for key, other in held.items() if key != number])
        return SavedFilter.objects.filter(pk=number, account=account).update(name=name) == 1


def delete_filter(*, account: str, number: int) -> SavedFilter | None:
    """Let a filter of an account go; return what it was, so that it may be kept again."""
    with transaction.atomic():
        row = SavedFilter.objects.select_for_update().filter(pk=number, account=account).first()
        if row is not None:
            SavedFilter.objects.filter(pk=row.pk).delete()
        return row


OFFER = "document.offer"


def offer_year(*, days: Sequence[Day], year: int, source: str, peers: Sequence[str], at: Instant) -> int:
    """Offer to each peer the calendar in force with it and one year more; return to how many. All or nothing.

    Raises NO_CLAUSE_ALLOWS_A_CALENDAR where no clause with any peer allows to offer documents.
    """
    offered = 0
    with transaction.atomic():
        for peer in peers:
            parties = sorted((facts.me(), peer))
            bases = agreements.bases_for(OFFER, parties=parties, day=clock.day_of(at))
            if bases:
                old = facts.agreed_text("calendar", matters.calendar_of(parties))
                text = rules.with_year(old, days, year=year, source=source)
                federation.offer(text, basis=bases[0], parties=parties, at=at)
                offered += 1
    if not offered:
        raise Refused(DeskRefusal.NO_CLAUSE_ALLOWS_A_CALENDAR)
    return offered


def set_aside(data: bytes, *, reason: str, at: Instant) -> None:
    """Keep bytes that were no calendar in quarantine, as our own node's, encrypted; they expire with the others."""
    cellar.quarantine(facts.me(), reason, data, at)


def _names(account: str) -> dict[int, str]:
    """Return the names of an account's filters by number, locked until the transaction ends."""
    rows = SavedFilter.objects.select_for_update().filter(account=account)
    return dict(rows.values_list("pk", "name"))
