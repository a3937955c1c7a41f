"""The service over real HTTP on loopback: who is let in, what is read, and worked case W4 from end to end."""

import asyncio
import http.client
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import actions, models, queries
from pilin.modules.medical.gateway import Gateway, service
from pilin.modules.medical.gateway.service import Limits
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, SECRET, THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.web import sentences
from pilin.wire.nhsa import addresses, envelope, transport
from pilin.wire.nhsa.transport import Credential, Dialect
from tests.support.neighbour import Neighbour

TIF = Credential(Dialect.TIF, "his", SECRET, frozenset({CODE}))
Response = tuple[int, bytes]


class Here(Executor):
    """A pool that works in the thread of the test, which alone holds the connection of its transaction."""

    def __init__(self) -> None:
        self.jobs: queue.Queue[tuple[Future[Any], Callable[[], Any]]] = queue.Queue()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.jobs.put((future, lambda: fn(*args, **named)))
        return future

    def work_beside(self, client: threading.Thread) -> None:
        """Do what is submitted until the client has its answer."""
        client.start()
        while client.is_alive():
            try:
                future, work = self.jobs.get(timeout=0.02)
            except queue.Empty:
                continue
            try:
                future.set_result(work())
            except Refused as refused:
                future.set_exception(refused)


class Door:
    """The gateway of a test, and a client that calls it."""

    def __init__(self, hospital: Hospital, **limits: Any) -> None:
        self.pool, self.hospital, self.calls = Here(), hospital, 0
        self.types: list[str] = []
        self.gateway = Gateway(
            host="127.0.0.1", port=0, pool=self.pool, limits=replace(Limits(), **limits), now=lambda: hospital.at
        )

    def headers(self, **changes: Any) -> dict[str, str]:
        self.calls += 1
        return transport.sign(TIF, at=self.hospital.at, nonce=str(self.calls)) | changes

    def call(
        self, data: Any, headers: Mapping[str, str] | None = None, *, path: str = "/CSB", method: str = "POST"
    ) -> Response:
        """Call once, with a signature of its own unless others are given."""
        said = self.headers() if headers is None else headers
        answers: list[Response] = []

        def talk() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=20)
            connection.request(method, path, data, dict(said), encode_chunked=not isinstance(data, bytes))
            response = connection.getresponse()
            answers.append((response.status, response.read()))
            self.types.append(response.getheader("content-type", ""))
            connection.close()

        self.pool.work_beside(threading.Thread(target=talk))
        return answers[0]

    def carry(self, data: bytes) -> bytes:
        """Carry a message of the hospital to where an unmodified program posts it."""
        infno = envelope.read_request(data).head.infno
        status, answer = self.call(data, path=addresses.path_of(infno))
        assert status == 200
        return answer


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr("pilin.modules.medical.gateway.service.close_old_connections", lambda: None)  # the test's own
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()
    actions.let_in(credential=TIF)
    return Hospital(neighbour.now)


@pytest.fixture
def door(hospital: Hospital) -> Iterator[Door]:
    found = Door(hospital, body_bytes_max=100_000)
    found.gateway.start()
    hospital.carry = found.carry
    yield found
    found.gateway.stop()


def test_w4_over_http_from_registration_to_cancel(door: Door, hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    quoted = hospital.quotes().output.setlinfo
    settled = hospital.settles().output.setlinfo
    for info in (quoted, settled):
        paid = (info.fund_pay_sumamt, info.psn_part_amt, info.acct_pay, info.psn_cash_pay)
        assert paid == (28_500, 61_500, 60_000, 1_500)
    assert hospital.cancels(settled.setl_id).output.setlinfo.fund_pay_sumamt == -28_500


def test_a_secret_is_kept_sealed(hospital: Hospital) -> None:
    caller = models.Caller.objects.get()
    assert SECRET not in bytes(caller.secret)
    actions.let_in(credential=replace(TIF, secret=b"another secret, as long"))
    assert models.Caller.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"x-tif-signature": "0" * 64}, "签名不一致"),
        ({"x-tif-paasid": "somebody"}, "非法用户"),
        ({"x-tif-timestamp": "1"}, "签名时间戳超时"),
        ({"x-tif-nonce": ""}, "缺少服务网关的请求头"),
    ],
)
def test_who_does_not_prove_who_he_is_gets_401(door: Door, changes: dict[str, str], said: str) -> None:
    status, answer = door.call(b"{}", door.headers(**changes))
    assert (status, said in answer.decode()) == (401, True)


def test_a_call_that_came_before_and_one_without_headers_get_401(door: Door) -> None:
    headers = door.headers()
    assert [door.call(b"{}", headers)[0] for _ in range(2)] == [200, 401]
    assert door.call(b"{}", {})[0] == 401
    door.hospital.at = after(door.hospital.at, seconds=301)
    assert door.call(b"{}", headers)[0] == 401


def test_a_message_of_an_institution_that_is_not_the_callers_gets_401(door: Door, hospital: Hospital) -> None:
    contract("H33048200002")
    hospital.code, hospital.carry = "H33048200002", lambda data: b'{"infcode":-1}'
    hospital.registers()
    assert door.call(hospital.last)[0] == 401
    assert models.CareVisit.objects.count() == 0


def test_what_is_no_address_of_the_interface_is_not_found(door: Door) -> None:
    assert door.call(b"{}", path="/somewhere")[0] == 404
    assert door.call(b"", method="GET")[0] == 404


def test_a_body_is_read_no_further_than_it_may_be_long(door: Door) -> None:
    status, answer = door.call(b"{" * 100_001)
    assert status == 200
    assert sentences.sentences()["message_is_too_large"]["zh"].split("{")[0] in answer.decode()


def test_too_many_at_once_are_told_to_come_again(hospital: Hospital) -> None:
    """`gateway_is_busy`: nothing is read of a request for which there is no room."""
    crowded = Door(hospital, requests_max=0)
    crowded.gateway.start()
    status, answer = crowded.call(b"{}")
    crowded.gateway.stop()
    assert (status, "本节点暂时繁忙" in answer.decode()) == (200, True)


def test_secrets_that_do_not_open_are_told_and_let_nobody_in(door: Door) -> None:
    """`sealed_data_cannot_be_read`: the key of the node was exchanged."""
    models.Caller.objects.update(secret=b"another key sealed this")
    status, answer = door.call(b"{}")
    assert (status, envelope.read_reply(answer).head.infcode) == (200, "-1")
    assert sentences.sentences()["sealed_data_cannot_be_read"]["zh"] in answer.decode()


@pytest.mark.parametrize(
    ("dialect", "header"), [(Dialect.CSB, "token"), (Dialect.API_KEY, "token"), (Dialect.RELAY, "x-his")]
)
def test_every_dialect_is_let_in(door: Door, hospital: Hospital, dialect: Dialect, header: str) -> None:
    other = Credential(dialect, "other", b"one more secret, long enough", frozenset({CODE}), header)
    actions.let_in(credential=other)
    signed = transport.sign(other, at=hospital.at, api="hs")
    hospital.carry = lambda data: door.call(data, signed)[1]
    assert hospital.registers().head.succeeded


def test_a_caller_who_is_entered_later_is_known_after_a_while(hospital: Hospital) -> None:
    models.Caller.objects.all().delete()
    hasty = Door(hospital, known_seconds=0.0)
    hasty.gateway.start()
    assert hasty.call(b"{}")[0] == 401
    actions.let_in(credential=TIF)
    assert hasty.call(b"{}")[0] == 200
    hasty.gateway.stop()


def test_a_body_that_does_not_come_is_not_waited_for(hospital: Hospital) -> None:
    slow = Door(hospital, body_seconds=0.05)
    slow.gateway.start()
    answers: list[bytes] = []

    def talk() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", slow.gateway.port, timeout=20)
        connection.putrequest("POST", "/CSB")
        for name, value in {**slow.headers(), "content-length": "10"}.items():
            connection.putheader(name, value)
        connection.endheaders(b"{")
        answers.append(connection.getresponse().read())
        connection.close()

    slow.pool.work_beside(threading.Thread(target=talk))
    slow.gateway.stop()
    assert envelope.read_reply(answers[0]).head.infcode == "-1"


def test_a_body_of_unknown_length_is_cut_off_too(door: Door) -> None:
    chunks = (b"x" * 10_000 for _ in range(20))
    status, answer = door.call(chunks)
    assert (status, envelope.read_reply(answer).head.infcode) == (200, "-1")


def test_an_address_that_is_taken_is_said(door: Door) -> None:
    with pytest.raises(Refused) as caught:
        Gateway(host="127.0.0.1", port=door.gateway.port).start()
    assert caught.value.code is MedicalRefusal.GATEWAY_CANNOT_BE_BOUND


def test_an_answer_is_json_and_says_so(door: Door) -> None:
    status, _ = door.call(b"{}")
    assert (status, door.types) == (200, ["application/json; charset=utf-8"])
    assert service._json(b"PK archive").content_type == "application/octet-stream"


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_body_may_come_after_its_head_and_in_pieces(door: Door, pieces: int) -> None:
    """Its last piece decides: one that is too long is refused, however it comes."""
    for length, said in ((90_000, "message_is_not_json"), (100_001, "message_is_too_large")):
        size = -(-length // pieces)
        body = [b"x" * min(size, length - at) for at in range(0, length, size)]
        headers = {**door.headers(), "content-length": str(length)}
        _, answer = door.call(iter(body), headers) if pieces > 1 else door.call(b"".join(body), headers)
        assert sentences.sentences()[said]["zh"].split("{")[0] in answer.decode()


# The thread at the counter, and the answers that it gives


def test_a_connection_of_ones_own_is_looked_after_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    at, looked, done = [100.0], [], []
    monkeypatch.setattr(service, "monotonic", lambda: at[0])
    monkeypatch.setattr(service, "close_old_connections", lambda: looked.append(at[0]))
    own = service._Own()
    for moment in (100.0, 100.5, 100.9, 101.0, 101.5):
        at[0] = moment
        own(lambda: done.append(at[0]))
    assert (looked, len(done)) == ([100.0, 101.0], 5)


def test_a_connection_is_looked_after_at_once_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(service, "close_old_connections", lambda: looked.append(1))
    own = service._Own()

    def breaks() -> None:
        raise OperationalError

    for _ in range(2):
        with pytest.raises(OperationalError):
            own(breaks)
    own(lambda: None)
    own(lambda: None)
    assert len(looked) == 3


def test_answers_that_come_together_wake_the_loop_once() -> None:
    async def waits() -> None:
        loop, answers = asyncio.get_running_loop(), service._Answers()
        promises: list[Future[bytes]] = [Future() for _ in range(4)]
        waiters = [answers.of(promise) for promise in promises]
        with mock.patch.object(loop, "call_soon_threadsafe", wraps=loop.call_soon_threadsafe) as woken:
            promises[0].set_result(b"one")
            promises[1].set_exception(Refused(MedicalRefusal.GATEWAY_IS_BUSY))
            promises[2].set_result(b"three")
            waiters[2].cancel()
            assert await waiters[0] == b"one"
        assert woken.call_count == 1
        with pytest.raises(Refused):
            await waiters[1]
        promises[3].set_result(b"four")
        assert await waiters[3] == b"four"

    asyncio.run(waits())


def test_who_is_answered_after_the_end_is_told_nothing() -> None:
    answers, promise = service._Answers(), Future[bytes]()

    async def goes() -> None:
        answers.of(promise)

    asyncio.run(goes())
    with mock.patch("concurrent.futures._base.LOGGER.exception") as logged:
        promise.set_result(b"late")
    assert not logged.called


def test_who_lends_a_pool_has_all_work_done_in_it_and_nobody_else(door: Door) -> None:
    assert isinstance(Gateway(host="127.0.0.1", port=0)._gathering._run, service._Own)
    assert not isinstance(door.gateway._gathering._run, service._Own)
