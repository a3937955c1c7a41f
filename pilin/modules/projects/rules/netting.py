"""季度轧差: what both agreed by a cut-off and did not net before, netted to one amount that each books for itself.

Both nodes work out the same from the same signed lines; neither signs another sum than its own. What was agreed after
the cut-off, and what is disputed, is in none and waits for the next quarter.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from pilin.base import clock, ids
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger.rules import Account, AccountKind, Posting
from pilin.modules.projects.rules import quarters
from pilin.modules.projects.rules.records import Record, Value
from pilin.modules.projects.rules.sharing import AGREED
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal

NETTED = "netted"
STANDING = ("offered", NETTED)
CUT_OFF_DAYS_MAX = 31
"""Until how many days after a quarter its cut-off may lie: illustrative, like every period of ours without a law."""


@dataclass(frozen=True)
class Line:
    """One agreed line of a netting: `paid_by` paid, and the other side owes it `due_fen`."""

    expense: str
    paid_by: str
    due_fen: Fen


def lines_of(expenses: Iterable[Record], sides: Collection[str], *, cut_off: date) -> list[Line]:
    """Return the lines between two sides that both agreed by a day, in the order in which they were entered."""
    found = [
        Line(one.id, one.roles["payer"], Fen(one.value("shares")["sharer"]))
        for one in expenses
        if one.state == AGREED and {*one.roles.values()} == {*sides} and one.done["agree"] <= cut_off.isoformat()
    ]
    return sorted(found, key=lambda line: line.expense)


def net_fen(lines: Iterable[Line], side: str) -> Fen:
    """Return what is due to a side after netting; negative where it owes."""
    return Fen(sum(line.due_fen if line.paid_by == side else -line.due_fen for line in lines))


def check_quarter(quarter: str, cut_off: date, nettings: Iterable[Record], *, day: date) -> None:
    """Refuse a cut-off that is not past or not soon after the quarter, and a second netting of it between two sides."""
    if any(one.quarter == quarter for one in nettings):
        raise Refused(SharingRefusal.QUARTER_WAS_NETTED, quarter=quarter)
    ends = quarters.last_day(quarter) if quarters.is_quarter(quarter) else date.max
    if not ends <= cut_off < day or (cut_off - ends).days > CUT_OFF_DAYS_MAX:
        raise Refused(SharingRefusal.CUT_OFF_DOES_NOT_FIT_THE_QUARTER, quarter=quarter, days=CUT_OFF_DAYS_MAX)


def standing(nettings: Iterable[Record], sides: Collection[str], *, but: str = "") -> list[Record]:
    """Return the nettings between two sides that stand: for one that is to be signed, those signed or opened earlier.

    Where both sides offer at once, the one that was opened first is signed and the other declined.
    """
    found = [one for one in nettings if {*one.roles.values()} == {*sides} and not one.refused_by]
    if not but:
        return [one for one in found if one.state in STANDING]
    return [one for one in found if one.id != but and (one.state == NETTED or (one.state in STANDING and one.id < but))]


def written(lines: Sequence[Line], roles: Mapping[str, str]) -> dict[str, Any]:
    """Return lines and net as a netting's event carries them. Raises NOTHING_IS_TO_BE_NETTED."""
    if not lines:
        raise Refused(SharingRefusal.NOTHING_IS_TO_BE_NETTED)
    by_node = {node: role for role, node in roles.items()}
    told = [
        {"id": str(number), "expense": line.expense, "paid_by": by_node[line.paid_by], "due": int(line.due_fen)}
        for number, line in enumerate(lines, start=1)
    ]
    return {"lines": told, "net": int(net_fen(lines, roles["initiator"]))}


def check_same(netting: Record, ours: Mapping[str, Value]) -> None:
    """Refuse to sign a netting that is not, line by line, what this node works out."""
    said = {name: netting.value(name) for name in ("lines", "net")}
    if said != ours:
        theirs, right = ({one["expense"] for one in told["lines"]} for told in (said, ours))
        raise Refused(SharingRefusal.NETTING_DIFFERS_FROM_OURS, missing=len(right - theirs), more=len(theirs - right))


def netted_lines(netting: Record) -> list[Line]:
    """Return the lines of a netting as it says them."""
    said = netting.value("lines")
    return [Line(one["expense"], netting.roles[one["paid_by"]], Fen(one["due"])) for one in said]


def posting_id(matter: str, purpose: str = "netting") -> str:
    """Return the id of the posting of a matter: the same whenever it is asked for, so that it is booked once."""
    milliseconds = UUID(matter).int >> 80
    at = clock.instant(datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds))
    digest = hashlib.sha256(f"{purpose}/{matter}".encode()).digest()
    return ids.new_id(at, lambda length: digest[:length])


@dataclass(frozen=True)
class Booked:
    """What a matter that both signed is in the ledger of one side: a posting, and the accounts that it moves."""

    accounts: tuple[Account, Account]
    posting: Posting


def accounts_with(peer: str) -> tuple[Account, Account]:
    """Return the accounts of what a peer owes us for shared costs, and of what we owe it."""
    return (
        Account(f"peer/{peer}/shares/owes-us", AccountKind.ASSET, peer),
        Account(f"peer/{peer}/shares/we-owe", AccountKind.LIABILITY, peer),
    )


def booked(netting: Record, *, me: str, basis: str, event_hash: str) -> Booked:
    """Return what a signed netting, of which the net is not zero, is in the ledger of a side.

    The side that is owed books a claim towards the other, the side that owes a debt: the same amount with opposite
    signs.
    """
    mine = net_fen(netted_lines(netting), me)
    peer = next(code for code in netting.roles.values() if code != me)
    claim, debt = accounts_with(peer)
    if mine > 0:
        debit, credit = claim, Account("shares/recovered", AccountKind.INCOME)
    else:
        debit, credit = Account("shares/borne", AccountKind.EXPENSE), debt
    posting = Posting(
        id=posting_id(netting.id),
        debit=debit.code,
        credit=credit.code,
        amount_fen=Fen(abs(mine)),
        subject=f"netting/{netting.id}",
        basis=basis,
        event_hash=event_hash,
    )
    return Booked((debit, credit), posting)
