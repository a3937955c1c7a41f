"""The lines that sides have signed, read from their documents and parsed once a process."""

from functools import lru_cache

from pilin.base import canonical
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Boundary


def signed_boundaries() -> dict[str, Boundary]:
    """Return the lines in force by their key, such as "310116-330482": of each the one signed last; one query."""
    found: dict[str, Boundary] = {}
    for row in facts.agreed_documents(rules.BOUNDARY):
        boundary = _read(canonical.encode(row.text))
        found.setdefault(boundary.key, boundary)
    return found


@lru_cache(maxsize=8)
def _read(text: bytes) -> Boundary:
    return rules.boundary_of(canonical.decode(text))  # type: ignore[arg-type]
