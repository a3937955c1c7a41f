"""One of the two nodes: what it does when the benchmark tells it, inside a process that is set up as a node."""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any, TextIO, cast

from django.core.management import call_command
from django.db import connection, connections

from benchmarks.federation import limits
from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import asking, sessions
from pilin.kernel.federation.delivery.courier import Courier, HighWater
from pilin.kernel.federation.http import Desk, Listener
from pilin.kernel.federation.protocol.desk import Applied, Delivered, Outcome
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.transport import HttpsTransport

COUNT, QUESTION, ANSWER = "bench.count", "bench.question", "bench.answer"
BASIS = "bench:"
_LEFT = "SELECT seq - settled FROM federation_outlane WHERE link_id = %s AND lane = 'work'"
_LOOK_SECONDS = 0.005
_PATIENCE_SECONDS = 60.0


def serve(requests: TextIO, answers: TextIO) -> None:
    """Prepare the node; then do what each line asks for until there are no more."""
    call_command("migrate", verbosity=0)
    federation.registry.handle([COUNT, ANSWER], _count)
    federation.registry.handle([QUESTION], _answer)
    federation.registry.basis(BASIS, lambda _event, _at: None)
    federation.init(at=clock.now())
    end = End()
    for line in requests:
        verb, arguments = json.loads(line)
        answers.write(json.dumps(getattr(end, verb)(**arguments)) + "\n")
        answers.flush()


def _count(delivered: Sequence[Delivered], _at: Instant) -> list[Outcome]:
    return [Applied(item.event.hash) for item in delivered]


def _answer(delivered: Sequence[Delivered], at: Instant) -> list[Outcome]:
    for item in delivered:
        if not item.own:
            federation.tell([_draft(ANSWER, {}, item.event.author, lane="ask", re=item.event.hash)], at=at)
    return _count(delivered, at)


def _draft(kind: str, body: dict[str, Json], peer: str, *, lane: str, re: str = "") -> Draft:
    subject = f"bench/{kind}"
    return Draft(kind, "observations", BASIS, body, (peer,), subject=subject, re=re, lane=lane)


class End:
    """The verbs. Times are of the monotonic clock, in seconds; it is the same one in both processes."""

    def __init__(self) -> None:
        self.limit = limits.beside(connection)
        self.courier = Courier(HttpsTransport(federation.credentials()), HighWater())

    def card(self) -> dict[str, Json]:
        return dict(federation.card())

    def introduce(self, card: dict[str, Any]) -> None:
        federation.introduce(card, fingerprint=federation.fingerprints(card)[0])
        self.peer = str(card["code"])

    def offer_charter(self, card: dict[str, Any]) -> str:
        return federation.offer_charter(card, at=clock.now()).decode()

    def sign_charter(self, paper: str) -> str:
        return federation.sign_charter(paper.encode()).decode()

    def listen(self) -> None:
        """Serve frames at the address of the card."""
        desk = Desk(federation.pinned, self.courier.receive, connections.close_all)
        port = int(str(federation.card()["url"]).rpartition(":")[2])
        Listener(host="127.0.0.1", port=port, credentials=federation.credentials(), desk=desk).start()

    def carry(self) -> float:
        """Let the courier begin, as it does when a link that was down is tried again; return when."""
        began = time.monotonic()
        if self.courier.wake not in sessions.wakers:
            sessions.wakers.append(self.courier.wake)
            self.courier.start()
        self.courier.wake()
        return began

    def tell(self, count: int, batch: int) -> float:
        """Tell so many facts in transactions of `batch`; return when the first was begun."""
        began = time.monotonic()
        for first in range(0, count, batch):
            drafts = [_draft(COUNT, _body(first + place), self.peer, lane="work") for place in range(batch)]
            federation.tell(drafts, at=clock.now())
        return began

    def settled(self) -> float:
        """Wait until the peer has decided all that we told it in the lane `work`, and return when we knew it."""
        while not self._is_settled():
            time.sleep(_LOOK_SECONDS)
        return time.monotonic()

    def _is_settled(self) -> bool:
        """Look, without much work of our own beside the courier's."""
        with connection.cursor() as cursor:
            cursor.execute(_LEFT, [self.peer])
            return bool(cursor.fetchone() == (0,))

    def ask(self, count: int) -> list[float]:
        """Ask so many questions one after the other; with 0, ask until everything in the lane `work` is settled.

        Returns the seconds from each question to its stored answer.
        """
        seconds: list[float] = []
        while len(seconds) < count or (not count and not self._is_settled()):
            began = time.monotonic()
            draft = _draft(QUESTION, _body(len(seconds)), self.peer, lane="ask")
            answer = asking.ask(draft, at=clock.now(), wait_seconds=_PATIENCE_SECONDS)
            assert answer is not None, "the question was not answered"
            seconds.append(time.monotonic() - began)
        return seconds

    def rows_limit(self, count: int, batch: int) -> float:
        """Write the last rows once more and do nothing else; return rows a second."""
        return self.limit.rate(count, batch)

    def signatures_limit(self, count: int) -> float:
        """Make and verify the signatures of the last envelopes of the peer; return envelopes a second."""
        return limits.signatures_rate([bytes(line) for line in _last_lines(count)])


def _last_lines(count: int) -> list[bytes]:
    rows = tables.Envelope.objects.filter(lane="work").order_by("-pk")
    return cast("list[bytes]", list(rows.values_list("line", flat=True)[:count]))


def _body(number: int) -> dict[str, Json]:
    """Return a body of the size that a closing or a notice has."""
    digest = canonical.digest(str(number).encode())
    return {
        "number": number,
        "amount_fen": 125_000 + number,
        "month": "2026-03",
        "proof": digest,
        "text": "跨省公交清分",
    }


Verb = Callable[..., Any]
