"""What the two nodes say about an envelope; bodies say when and which bodies, sealed parts say what and who. Pure.

care.sent      {envelope, sender, receiver, article, delete_on}    part `content`, until delete_on
care.opened    {envelope, opening, emergency}                      part `who`, kept for three years
care.reviewed  {envelope, opening, needed}                         by the receiver, about an emergency
care.closed    {envelope}                                          by either side: the purpose is reached
care.erased    {envelope, digest}                                  by each side: its proof
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from pilin.base.ids import is_id
from pilin.base.masking import mask_personal
from pilin.base.refusal import Refused
from pilin.modules.care.rules.codes import CareRefusal

SENT, OPENED, REVIEWED = "care.sent", "care.opened", "care.reviewed"
CLOSED, ERASED = "care.closed", "care.erased"
MESSAGES = (SENT, OPENED, REVIEWED, CLOSED, ERASED)
CONTENT, WHO = "content", "who"
"""Names of the sealed parts."""
_NAME_MAX = 60
_DIGEST = 64


class Fact(Protocol):
    """A signed fact as the rules read it."""

    @property
    def author(self) -> str:
        """Return who signed it."""

    @property
    def parties(self) -> Sequence[str]:
        """Return whom it concerns."""

    @property
    def body(self) -> Mapping[str, Any]:
        """Return what it says."""


@dataclass(frozen=True)
class Sent:
    """An envelope as its fact names it; what it says is in no fact."""

    envelope: str
    author: str
    peer: str
    sender: str
    receiver: str
    article: str
    delete_on: date

    @classmethod
    def of(cls, fact: Fact) -> "Sent":
        """Read a fact. Raises ENVELOPE_IS_MALFORMED: other members, names of persons, or days that are none."""
        names = ("sender", "receiver", "article")
        texts = [fact.body.get(name) for name in names]
        peers = [party for party in fact.parties if party != fact.author]
        if not all(map(_is_name, texts)) or len(peers) != 1 or {*fact.body} != {"envelope", "delete_on", *names}:
            raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
        try:
            day = date.fromisoformat(str(fact.body["delete_on"]))
        except ValueError:
            raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED) from None
        sender, receiver, article = map(str, texts)
        return cls(named(fact), fact.author, peers[0], sender, receiver, article, day)


@dataclass(frozen=True)
class Opened:
    """An opening as its fact names it: which, and whether one person opened alone because life was in danger."""

    envelope: str
    opening: str
    emergency: bool

    @classmethod
    def of(cls, fact: Fact) -> "Opened":
        """Read a fact. Raises ENVELOPE_IS_MALFORMED."""
        return cls(named(fact), named(fact, "opening"), fact.body.get("emergency") is True)


def _is_name(text: object) -> bool:
    """Tell whether something names a body or an article, and nobody."""
    return isinstance(text, str) and 0 < len(text) <= _NAME_MAX and not mask_personal(text).places


def named(fact: Fact, member: str = "envelope") -> str:
    """Return the id that a fact names. Raises ENVELOPE_IS_MALFORMED."""
    found = fact.body.get(member)
    if not isinstance(found, str) or not is_id(found):
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    return found


def proof_in(fact: Fact) -> str:
    """Return the digest that proves an erasure. Raises ENVELOPE_IS_MALFORMED."""
    found = fact.body.get("digest")
    if not isinstance(found, str) or len(found) != _DIGEST or not {*found} <= {*"0123456789abcdef"}:
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    return found
