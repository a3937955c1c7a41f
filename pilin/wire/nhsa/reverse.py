"""2601, the way out of an unknown outcome: it names the sender's own message and takes back what that one did."""

from pilin.wire.nhsa.fields import C6, C30, ExpContent, node
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

REVERSIBLE = frozenset({"2207", "2208", "2304", "2305", "2401"})
"""What may be reversed; with the aliases of `registry`. Two more (2102, 2103) belong to pharmacies."""


@node
class Reversal:
    """Input of 2601: the message id and the number of what is reversed."""

    psn_no: C30
    omsgid: C30
    oinfno: C6
    exp_content: ExpContent = ""


REVERSE = Transaction("2601", Shape(Reversal, "data"), NO_OUTPUT)
TRANSACTIONS = (REVERSE,)
