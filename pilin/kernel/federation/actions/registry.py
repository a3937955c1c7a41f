"""Where the rooms above register with the federation at start-up. The arrow points down: nothing here knows them.

A room registers, in its `apps.py`: handlers of message kinds, listeners for refusals, owners of document types,
checkers of bases (charters and clauses), and for the audit what the effects of a scope must have been.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilin.base.clock import Instant
from pilin.kernel.federation.protocol.desk import Declined, Delivered, Outcome, Waiting
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event

Handler = Callable[[Sequence[Delivered], Instant], Sequence[Outcome]]
RefusalListener = Callable[[Event, Instant], None]
TextCheck = Callable[[Mapping[str, Any], Sequence[str]], Declined | Waiting | None]
AgreedListener = Callable[[Document, Instant], None]
BasisCheck = Callable[[Event, Instant], Declined | Waiting | None]
Sealer = Callable[..., Iterator[bytes]]
Effect = Callable[[Mapping[str, Any]], str | None]
"""How a room says which effect an applied fact must have had: its hash, or None where that cannot be told."""


@dataclass
class Registry:
    """Everything that was registered. A second registration for one name is a programmer's error."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    refusal_listeners: list[RefusalListener] = field(default_factory=list)
    text_checks: dict[str, TextCheck] = field(default_factory=dict)
    agreed_listeners: dict[str, AgreedListener] = field(default_factory=dict)
    basis_checks: dict[str, BasisCheck] = field(default_factory=dict)
    effects: dict[str, Callable[[], Effect]] = field(default_factory=dict)
    sealers: list[Sealer] = field(default_factory=list)

    def handle(self, kinds: Sequence[str], handler: Handler) -> None:
        """Register the handler of message kinds: events of one kind in, one outcome each out."""
        for kind in kinds:
            assert kind not in self.handlers, f"{kind} has a handler"
            self.handlers[kind] = handler

    def on_refusal(self, listener: RefusalListener) -> None:
        """Register a listener for refusals by peers: it is given the `link.refusal` event."""
        self.refusal_listeners.append(listener)

    def documents(self, kind: str, *, check: TextCheck, agreed: AgreedListener) -> None:
        """Register the owner of a document type: it checks offered texts and hears of agreed ones."""
        assert kind not in self.text_checks, f"{kind} has an owner"
        self.text_checks[kind] = check
        self.agreed_listeners[kind] = agreed

    def basis(self, prefix: str, check: BasisCheck) -> None:
        """Register the checker of bases that begin with a prefix, e.g. `clause:`."""
        assert prefix not in self.basis_checks, f"{prefix} has a checker"
        self.basis_checks[prefix] = check

    def audits(self, scope: str, effects: Callable[[], Effect]) -> None:
        """Register who derives the effects of a scope again; it is asked once an audit for its `Effect`."""
        assert scope not in self.effects, f"{scope} has who derives its effects"
        self.effects[scope] = effects

    def seals(self, sealer: Sealer) -> None:
        """Register who writes sealed bundles: the audit, which lies above the actions."""
        assert not self.sealers, "one way to seal is enough"
        self.sealers.append(sealer)


registry = Registry()


def sealed(subject: str, *, at: Instant) -> Iterator[bytes]:
    """Return the sealed bundle of a subject line by line, without the contents of detached parts.

    Raises SUBJECT_HAS_NO_EVIDENCE or EVIDENCE_IS_DAMAGED, before the first line.
    """
    return registry.sealers[0](subject, at=at)
