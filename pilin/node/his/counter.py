"""The counter of a hospital: how a message is sent, and how one ends whose reply did not come.

No reply says neither yes nor no. Two ways lead out: the same bytes again, which are answered as the first time, or
2601, which takes back whatever the message did or forbids it where it never came. Once in doubt, the counter believes a
"done" to the same bytes; a "no" might mean the second sending alone, so 2601 has the last word.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from pilin.base.clock import Clock
from pilin.base.refusal import Refused
from pilin.node.his.carrier import Carrier
from pilin.node.his.tally import Tally
from pilin.node.his.town import Hospital
from pilin.wire.nhsa import envelope
from pilin.wire.nhsa.envelope import PLAIN, Sender, Spelling
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.reverse import REVERSE, Reversal

ARRIVES, REPLY_IS_LOST, IS_LOST = "arrives", "its reply is lost", "is lost"


@dataclass(frozen=True)
class Sent:
    """A message as its bytes; `insured` is where its person is insured."""

    infno: str
    msgid: str
    insured: str
    data: bytes


@dataclass(frozen=True)
class Answer:
    """A reply: what came out, or why nothing was done."""

    output: Any = None
    error: str | None = None

    @property
    def done(self) -> bool:
        """Tell whether the transaction was done."""
        return self.error is None


@dataclass(frozen=True)
class Patience:
    """How long an unknown outcome is followed up, and how long the counter waits in between."""

    seconds: float = 600.0
    pause_seconds: float = 0.5
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


SEQUENCE = count(1)
"""Numbers of messages within a second, over all counters: two that open one after the other number none alike."""


class Counter:
    """One hospital's counter; several clerks may use it at once."""

    def __init__(
        self,
        hospital: Hospital,
        carrier: Carrier,
        tally: Tally,
        *,
        now: Clock,
        patience: Patience | None = None,
        spelling: Spelling = PLAIN,
    ) -> None:
        self.hospital, self.tally, self.now = hospital, tally, now
        self._carrier, self._patience, self._spelling = carrier, patience or Patience(), spelling
        self._sender = Sender(hospital.code, hospital.name, hospital.side, "op-1", "操作员")

    def write(self, infno: str, body: Any, insured: str) -> Sent:
        """Spell a message with an id of its own."""
        head = self._sender.head(infno, insuplc_admdvs=insured, at=self.now(), sequence=next(SEQUENCE))
        data = envelope.write_request(head, BY_NUMBER[infno].request.write(body), self._spelling)
        return Sent(infno, head.msgid, insured, data)

    def send(self, sent: Sent, fate: str = ARRIVES) -> Answer | None:
        """Send a message once; None where no reply came, whatever became of it. `fate` is what the way does to it."""
        self.tally.asks(sent.infno)
        data = None if fate == IS_LOST else self._carrier.carry(sent.data, sent.infno)
        answer = None if data is None or fate == REPLY_IS_LOST else _read(data, sent.infno)
        if answer is None:
            self.tally.wonders(sent.infno)
        else:
            self.tally.hears(sent.infno, answer.error)
        return answer

    def tell(self, infno: str, body: Any, insured: str, fate: str = ARRIVES) -> Answer:
        """Send what moves no money; where no reply comes, the same bytes again until one does."""
        sent = self.write(infno, body, insured)
        return self.send(sent, fate) or self.again(sent)

    def again(self, sent: Sent) -> Answer:
        """Send the same bytes until they are answered."""
        return self._until(lambda: self.send(sent), f"{sent.infno} again") or Answer(error="no reply")

    def take_back(self, sent: Sent, person: str) -> bool:
        """Take back by 2601 whatever a message did, until that is answered as done; tell whether it ever was."""

        def ask() -> Answer | None:
            body = Reversal(psn_no=person, omsgid=sent.msgid, oinfno=sent.infno)
            answer = self.send(self.write(REVERSE.infno, body, sent.insured))
            return answer if answer is not None and answer.done else None

        return self._until(ask, f"{sent.infno} 2601") is not None

    def _until(self, ask: Callable[[], Answer | None], how: str) -> Answer | None:
        """Ask until there is an answer; one that never comes is trouble."""
        patience = self._patience
        until = patience.clock() + patience.seconds
        while (answer := ask()) is None:
            if patience.clock() >= until:
                self.tally.minds(f"{self.hospital.code} {how}: unknown for {patience.seconds:.0f} s")
                return None
            patience.sleep(patience.pause_seconds)
        self.tally.knows(how)
        return answer


def _read(data: bytes, infno: str) -> Answer | None:
    """Return what bytes say; None where they are no reply, so that nothing is known."""
    try:
        reply = envelope.read_reply(data)
        if not reply.head.succeeded:
            return Answer(error=reply.head.err_msg)
        return Answer(BY_NUMBER[infno].reply.read(reply.output))
    except Refused:
        return None
