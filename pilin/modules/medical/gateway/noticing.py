"""Fields that no class knows, counted by institution and transaction: a program that says more than is read is noticed.

They are passed over, and nobody is refused for them; whoever connects a hospital finds them in the log of the gateway.
"""

import logging
import threading
from collections import Counter

from pilin.base.masking import mask_personal
from pilin.wire.nhsa.registry import Message

log = logging.getLogger(__name__)
KEYS_MAX = 10_000
"""How many pairs of institution and transaction are counted; those beyond it are passed over uncounted."""


class Noticed:
    """How many messages bore unknown fields. The first, tenth, hundredth and so on of a kind is told to the log."""

    def __init__(self) -> None:
        self.messages: Counter[tuple[str, str]] = Counter()
        self.fields: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def note(self, message: Message) -> None:
        """Count the unknown fields of a message, if it has any. What stood in them is neither kept nor told."""
        unknown, key = message.unknown, (message.head.fixmedins_code, message.transaction.infno)
        if not unknown.count:
            return
        with self._lock:
            if key not in self.messages and len(self.messages) >= KEYS_MAX:
                return
            self.messages[key] += 1
            self.fields[key] += unknown.count
            number = self.messages[key]
        if str(number).strip("0") == "1":
            names = mask_personal(", ".join(unknown.names)).text
            log.info("%s %s: message %d with fields that nobody knows: %s", *key, number, names)
