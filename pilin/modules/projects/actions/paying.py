"""轧差付款: who owes tells that it paid, the other side confirms, and each then books it in its own ledger."""

from collections.abc import Mapping
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries as books
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import netting, paying, records
from pilin.modules.projects.rules.records import NETTING_PAYMENT


@telling.alone()
def tell_payment(netted: str, title: str, fields: Mapping[str, Any], *, by: Hand) -> str:
    """Tell the other side that we paid what a netting came to; return the payment's id. Raises what is against it."""
    me = federation.me()
    found = queries.records([netted]).get(netted)
    said = {**fields, "title": title, "netting": netted, "amount": int(paying.owed(found, me))}
    others = paying.standing(queries.payments(netted), me)
    paying.check_payment(said, found, others, payer=me, day=day_of(by.at))
    assert found is not None, "a netting that is not there owes nothing"
    peer = next(code for code in found.roles.values() if code != me)
    return open_under_a_clause(NETTING_PAYMENT, said, peer=peer, by=by)


def object_to_payment(attempt: Attempt, at: Instant) -> None:
    """Refuse to confirm what is not owed by a netting of ours, or was confirmed already."""
    if attempt.step != "confirm":
        return
    payment = records.record_of(attempt.matter, attempt.kind)
    netted = payment.text("netting")
    said = {name: payment.value(name) for name in ("amount", "paid_on", "voucher_hash")}
    others = paying.standing(queries.payments(netted), payment.opened_by, but=payment.id)
    found = queries.records([netted]).get(netted)
    paying.check_payment(said, found, others, payer=payment.opened_by, day=day_of(at))


def book_payments(*, at: Instant) -> int:
    """Book what both signed as paid and does not stand in our ledger yet; return how many. The worker calls it.

    The netting is booked first: what is not in the ledger cannot be paid off there.
    """
    found = [one for one in queries.payments() if one.state == paying.CONFIRMED]
    signed = {paying.posting_id(one.id): one for one in found}
    owed = {netting.posting_id(one.text("netting")) for one in found}
    held = books.entries(ids=[*signed, *owed]).keys() if signed else set()
    missing = sorted(
        name for name, one in signed.items() if name not in held and netting.posting_id(one.text("netting")) in held
    )
    for name in missing:
        view = matters.matter(signed[name].id, me=federation.me(), day=day_of(at), related=False, story=False)
        assert view is not None, "a record has its matter"
        booked = paying.booked(signed[name], me=federation.me(), basis=view.basis, event_hash=view.matter.head)
        ledger.open_accounts(accounts=booked.accounts, at=at)
        ledger.post(postings=[booked.posting], at=at)
    return len(missing)
