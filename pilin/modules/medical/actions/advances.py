"""Advances of a fund: called for by the place of care, paid by the insured place, booked once both found them here."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from pilin.base import ids
from pilin.base.clock import Instant, day_of
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.rules import Account, AccountKind, Posting
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as known
from pilin.kernel.matters.actions import Moved
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import advances as rules
from pilin.modules.medical.rules.codes import MedicalRefusal


def call(*, peer: str, insurance: str, amount_fen: int, why: str, due: date, at: Instant) -> str:
    """Call for an advance of a fund of a peer; return its matter. Raises ADVANCE_IS_NOT_AGREED: no terms name it."""
    terms, me = queries.terms_with(peer, day_of(at)), facts.me()
    if terms is None or not any((one.payer, one.insurance) == (peer, insurance) for one in terms.advances):
        raise Refused(MedicalRefusal.ADVANCE_IS_NOT_AGREED, insurance=insurance)
    kind = known.kind_named(rules.KIND, {me, peer})
    title = f"{kind.title['zh']} {insurance}" if kind else insurance
    fields = {"title": title, "insurance": insurance, "amount_fen": amount_fen, "why": why, "due": due.isoformat()}
    return matters.open_under_a_clause(rules.KIND, roles={"payee": me, "payer": peer}, fields=fields, at=at)


def follow_advances(moved: Sequence[Moved], _at: Instant) -> None:
    """Keep the table of calls."""
    for one in moved:
        found = rules.call_of(one.matter, refused=bool(one.refused_by))
        models.AdvanceCall.objects.update_or_create(
            pk=found.id,
            defaults={
                "peer": found.payee if found.payer == facts.me() else found.payer,
                "payer": found.payer,
                "insurance": found.insurance,
                "amount_fen": found.amount_fen,
                "state": found.state,
                "due": found.due,
                "basis": one.basis,
                "event": one.matter.head,
            },
        )


def book_advances(*, at: Instant) -> int:
    """Book advances that both found here and that are not booked yet; return how many. A duty."""
    rows = models.AdvanceCall.objects.filter(state=rules.RECEIVED, entry="")
    for row in rows:
        with transaction.atomic():
            locked = models.AdvanceCall.objects.select_for_update().get(pk=row.pk)
            if not locked.entry:
                locked.entry = _book(locked, at)
                locked.save(update_fields=["entry"])
    return len(rows)


def _book(row: models.AdvanceCall, at: Instant) -> str:
    """Post an advance: with its payer a claim against the bank of the fund, with its payee a debt."""
    pays = row.payer == facts.me()
    code, _ = rules.codes(row.peer, row.payer, row.insurance)
    towards = Account(code, AccountKind.ASSET if pays else AccountKind.LIABILITY, row.peer)
    bank = Account(f"medical/bank/{row.insurance}", AccountKind.ASSET)
    ledger.open_accounts(accounts=[towards, bank], at=at)
    debit, credit = (towards, bank) if pays else (bank, towards)
    posting = Posting(
        id=ids.new_id(at), debit=debit.code, credit=credit.code, amount_fen=Fen(row.amount_fen),
        subject=f"advance/{row.pk}", basis=row.basis, event_hash=row.event,
    )  # fmt: skip
    return ledger.post(postings=[posting], at=at)[0].id
