"""The ledger's audit: the book by its seals and sums, the claims by the signed events that made them."""

from pilin.base.refusal import Finding
from pilin.kernel.ledger.audit import book, claims

__all__ = ["findings"]


def findings() -> list[Finding]:
    """Return everything in the ledger's tables that does not fit; `where` names table and row, a fact the column."""
    return [*book.findings(), *claims.findings()]
