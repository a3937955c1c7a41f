"""All transactions by number, and the one way in: the bytes of a request become a head and a typed body.

What is to be done is told by `infno` in the body alone; the address that was called says nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pilin.base.refusal import Refused
from pilin.wire.nhsa import (
    files,
    filing,
    inpatient,
    monthly,
    outpatient,
    person,
    query,
    reverse,
    sign,
    statement,
)
from pilin.wire.nhsa.envelope import Head, Request, read_request
from pilin.wire.nhsa.reading import Unknown
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.transactions import Transaction

TRANSACTIONS: tuple[Transaction[Any, Any], ...] = (
    *sign.TRANSACTIONS,
    *person.TRANSACTIONS,
    *outpatient.TRANSACTIONS,
    *inpatient.TRANSACTIONS,
    *filing.TRANSACTIONS,
    *reverse.TRANSACTIONS,
    *statement.TRANSACTIONS,
    *monthly.TRANSACTIONS,
    *query.TRANSACTIONS,
    *files.TRANSACTIONS,
)
BY_NUMBER: Mapping[str, Transaction[Any, Any]] = {
    number: one for one in TRANSACTIONS for number in (one.infno, *one.aliases)
}
_CARRY_PERSON = frozenset(number for number, one in BY_NUMBER.items() if one.carries_person)


@dataclass(frozen=True, repr=False)
class Message:
    """A request, read: which transaction, and the object of its class."""

    head: Head
    transaction: Transaction[Any, Any]
    body: Any
    unknown: Unknown

    @property
    def fingerprint(self) -> str:
        """Return the digest by which a message that is sent again is known to be the same one.

        It covers the transaction, the institution, where the person is insured, and the body as we would spell it: not
        the times and operators of the head, and not the dialect in which it came.
        """
        said = self.transaction.request.write(self.body)
        key = (self.transaction.infno, self.head.fixmedins_code, self.head.insuplc_admdvs, said)
        return hashlib.sha256("\n".join(key).encode()).hexdigest()


def read(data: bytes) -> Message:
    """Read a request. Raises a refusal that names the path of what is wrong."""
    return body_of(read_request(data))


def body_of(request: Request) -> Message:
    """Read the input of a request whose head is read."""
    number = request.head.infno.upper()
    found = BY_NUMBER.get(number)
    if found is None:
        raise Refused(NhsaRefusal.TRANSACTION_IS_UNKNOWN, path="infno")
    body = found.request.read(request.input, request.unknown)
    if number in _CARRY_PERSON and not request.head.insuplc_admdvs:
        raise Refused(NhsaRefusal.FIELD_IS_MISSING, path="insuplc_admdvs")
    return Message(request.head, found, body, request.unknown)
