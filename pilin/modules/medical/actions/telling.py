"""How this node speaks of settlements: what the rules say becomes facts on the ask lane."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Draft, Event
from pilin.kernel.federation.queries import facts
from pilin.modules.medical.rules.settlement import Saying


class Teller:
    """How the rules speak on this node over a batch of facts: what they say is told when the batch is written."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        """Hear which of the batch's facts we have answered already, by one query for each kind of answer."""
        self._events = [event.hash for event in events]
        self._replied: dict[str, set[str]] = {}
        self._said: list[Saying] = []

    @property
    def code(self) -> str:
        """Return this node's code."""
        return facts.me()

    def say(self, saying: Saying, at: Instant) -> None:
        """Keep a fact to be told."""
        self._said.append(saying)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""
        if kind not in self._replied:
            self._replied[kind] = federation.replied_of(self._events, kind)
        return re in self._replied[kind]

    def tell(self, at: Instant, *, hurried: bool = True) -> None:
        """Tell what was said, in the running transaction; what is not `hurried` goes with what is told next."""
        if self._said:
            federation.tell([draft_of(saying) for saying in self._said], at=at, hurried=hurried)
        self._said = []


def draft_of(saying: Saying) -> Draft:
    """Return what the federation tells."""
    one = saying.settlement
    subject = f"settlement/{one.id}"
    return Draft(
        saying.kind, "ledger", one.basis, saying.body, (saying.to,),
        subject=subject, re=saying.re, lane="ask", contents=tuple(saying.contents),
    )  # fmt: skip
