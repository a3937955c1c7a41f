"""轧差付款: what a netting came to is paid by the side that owes it, once and whole, and told with its voucher.

The payer says so; the position goes back to zero in both ledgers only when the other side has signed that it came.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger.rules import Account, AccountKind, Posting
from pilin.modules.projects.rules import netting, sharing
from pilin.modules.projects.rules.netting import NETTED, Booked
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal

CONFIRMED = "confirmed"
STANDING = ("paid", "contested", CONFIRMED)
_PURPOSE = "netting_payment"


def owed(netted: Record | None, payer: str) -> Fen:
    """Return what a side owes by a netting that both signed; zero where it owes nothing."""
    if netted is None or netted.state != NETTED or netted.refused_by or payer not in netted.roles.values():
        return Fen(0)
    return Fen(max(0, -netting.net_fen(netting.netted_lines(netted), payer)))


def standing(payments: Iterable[Record], payer: str, *, but: str = "") -> list[Record]:
    """Return the payments of a side that stand: for one that is to be confirmed, those confirmed or told earlier."""
    found = [one for one in payments if one.state in STANDING and one.opened_by == payer and not one.refused_by]
    return [one for one in found if not but or one.state == CONFIRMED or one.id < but]


def check_payment(
    fields: Mapping[str, Any], netted: Record | None, others: Iterable[Record], *, payer: str, day: date
) -> None:
    """Refuse what is not owed, what is paid already, another sum than is owed, and a day out of place."""
    amount = owed(netted, payer)
    if netted is None or not amount:
        raise Refused(SharingRefusal.NOTHING_IS_TO_BE_PAID)
    if any(others):
        raise Refused(SharingRefusal.NETTING_WAS_PAID, quarter=netted.quarter)
    if fields["amount"] != amount:
        raise Refused(SharingRefusal.PAYMENT_IS_NOT_WHAT_IS_OWED, quarter=netted.quarter)
    if not date.fromisoformat(netted.done["sign"]) <= date.fromisoformat(str(fields["paid_on"])) <= day:
        raise Refused(SharingRefusal.PAYMENT_DAY_DOES_NOT_FIT, signed=netted.done["sign"])
    sharing.check_digest(fields)


def booked(payment: Record, *, me: str, basis: str, event_hash: str) -> Booked:
    """Return what a confirmed payment is in the ledger of a side: its debt or its claim goes, and so does the money.

    It is the counterpart of the posting of its netting, so that the position of the two sides is back at zero.
    """
    peer = next(code for code in payment.roles.values() if code != me)
    claim, debt = netting.accounts_with(peer)
    money = Account("shares/money", AccountKind.ASSET)
    debit, credit = (debt, money) if payment.opened_by == me else (money, claim)
    posting = Posting(
        id=posting_id(payment.id),
        debit=debit.code,
        credit=credit.code,
        amount_fen=Fen(payment.value("amount")),
        subject=f"{_PURPOSE}/{payment.id}",
        basis=basis,
        event_hash=event_hash,
    )
    return Booked((debit, credit), posting)


def posting_id(payment: str) -> str:
    """Return the id of the posting of a payment."""
    return netting.posting_id(payment, _PURPOSE)
