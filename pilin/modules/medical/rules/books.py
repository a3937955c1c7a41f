"""What two agencies compare of their books: per kind of insurance, what stands between them, said by roles. Pure.

A line means the same on both nodes: the place of care, the place of insurance, and their settlements. So the books of
two nodes are equal where their lines are, byte for byte.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pilin.modules.medical.rules import settlement as rules


class Held(NamedTuple):
    """What of a settlement counts in the books."""

    care: str
    insured: str
    insurance: str
    state: str
    total_fen: int
    fund_fen: int
    account_fen: int


class Paid(NamedTuple):
    """What a cleared month paid of one way."""

    care: str
    insured: str
    insurance: str
    paid_fen: int


class Line(NamedTuple):
    """What stands of one way: settlements that count, what funds and accounts pay, what is booked, what is open.

    `booked_fen` is the position in the ledger, `pending_fen` is what of it is pending; `paid_fen` is what cleared
    months have paid of it.
    """

    care: str
    insured: str
    insurance: str
    standing: int = 0
    fund_fen: int = 0
    account_fen: int = 0
    booked_fen: int = 0
    pending_fen: int = 0
    paid_fen: int = 0
    open: int = 0

    @property
    def agrees(self) -> bool:
        """Tell whether the ledger holds what the settlements say, and nothing is pending."""
        due = self.fund_fen + self.account_fen - self.paid_fen
        return self.booked_fen == due and not (self.pending_fen or self.open)


def lines(held: Iterable[Held], booked: Iterable[Line], paid: Iterable[Paid] = ()) -> Sequence[Line]:
    """Return a line for each way, in order. A cancel counts against what it takes back; what is void does not count."""
    found = {line[:3]: line for line in booked}
    for one in held:
        line = found.get(one[:3], Line(*one[:3]))
        if one.state == rules.POSTED:
            sign = (one.total_fen > 0) - (one.total_fen < 0)
            fund, account = line.fund_fen + one.fund_fen, line.account_fen + one.account_fen
            line = line._replace(standing=line.standing + sign, fund_fen=fund, account_fen=account)
        elif one.state in (rules.ASKED, rules.PENDING):
            line = line._replace(open=line.open + 1)
        found[one[:3]] = line
    for part in paid:
        line = found.get(part[:3], Line(*part[:3]))
        found[part[:3]] = line._replace(paid_fen=line.paid_fen + part.paid_fen)
    return [found[way] for way in sorted(found)]
