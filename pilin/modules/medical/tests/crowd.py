"""Those who come to the gateway at once: visitors at the counter, their messages, and the thread that does them."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import queries
from pilin.modules.medical.actions import institutions
from pilin.modules.medical.gateway import dispatch, together
from pilin.modules.medical.gateway.dispatch import Come
from pilin.modules.medical.gateway.gathering import Gathering, Offer
from pilin.modules.medical.gateway.together import Open
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, SECRET, THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.wire.nhsa import envelope
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.support.neighbour import Neighbour

CALLER = Caller(Credential(Dialect.API_KEY, "his", SECRET, frozenset({CODE})))


def open_the_counter(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything, and the neighbour insure whoever comes as in worked case W4."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()


def visitors(neighbour: Neighbour, number: int, *, first: int = 0) -> list[Hospital]:
    """Let so many visitors stand at the counter with their lines."""
    found = []
    for place in range(first, first + number):
        hospital = Hospital(neighbour.now, person=f"P-1{place:03}", sent=100 * place)
        hospital.registers(f"OP-{place}")
        lines = [hospital.line("1", "XA-0001", "700"), hospital.line("2", "XB-0001", "20", "10")]
        assert hospital.uploads(*lines).head.succeeded
        found.append(hospital)
    return found


def spelled(hospital: Hospital, verb: str, **members: Any) -> bytes:
    """Return the bytes of a message, which nobody carries."""
    busy = dispatch.failed(Refused(MedicalRefusal.GATEWAY_IS_BUSY), hospital.at)
    hospital.carry = lambda _data: busy
    getattr(hospital, verb)(**members)
    hospital.carry = None
    return hospital.last


def come(data: Sequence[bytes], neighbour: Neighbour) -> list[Come]:
    held = institutions.contracts(codes=[CODE], day=day_of(neighbour.now))
    return [dispatch.come(dispatch.read(one, CALLER), held, at=neighbour.now) for one in data]


def begin(data: Sequence[bytes], neighbour: Neighbour) -> list[bytes | Open | None]:
    return together.begin(come(data, neighbour), at=neighbour.now)


def read(reply: bytes | Open | None) -> Any:
    assert isinstance(reply, bytes)
    told = envelope.read_reply(reply)
    return BY_NUMBER["2207"].reply.read(told.output).setlinfo if told.head.succeeded else told.head.err_msg


class Counter:
    """A gathering whose work is done when the test says so, and what it put aside."""

    def __init__(self, neighbour: Neighbour, aside: Callable[[Offer], None] | None = None) -> None:
        self.aside: list[Offer] = []
        self.neighbour = neighbour
        self.gathering = Gathering(aside or self.aside.append, lambda work: work(), now=lambda: neighbour.now)

    def takes(self, *data: bytes) -> list["Future[bytes]"]:
        offers = [Offer(one, CALLER, self.neighbour.now, Future()) for one in data]
        self.gathering.work(offers)
        return [offer.answer for offer in offers]
