"""Callers over real HTTP who do not prove who they are, come too late or too often, or bring too much."""

from collections.abc import Iterator

import pytest

from pilin.base.clock import after
from pilin.modules.medical import actions, models
from pilin.modules.medical.tests.hospital import CODE, Hospital
from pilin.modules.medical.tests.test_gateway_service import TIF, Door, hospital
from pilin.web import sentences
from pilin.wire.nhsa import addresses, envelope, transport
from pilin.wire.nhsa.transport import Credential, Dialect

__all__ = ["hospital"]

CSB = Credential(Dialect.CSB, "csb", b"the secret of a second program", frozenset({CODE}))
KEY = Credential(Dialect.API_KEY, "key", b"the key of a third program, long", frozenset({CODE}))
TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.fixture
def door(hospital: Hospital) -> Iterator[Door]:
    """Open the gateway with the limits that it has in service."""
    actions.let_in(credential=CSB)
    actions.let_in(credential=KEY)
    found = Door(hospital)
    found.gateway.start()
    yield found
    found.gateway.stop()


def csb(door: Door, *, seconds: float = 0) -> dict[str, str]:
    return transport.sign(CSB, at=after(door.hospital.at, seconds=seconds), api="hs")


def test_ten_megabytes_are_refused_with_a_sentence_and_the_next_call_is_answered(door: Door) -> None:
    for path in ("/CSB", "/hgs/2201"):
        status, answer = door.call(b"[" + b" " * TEN_MEGABYTES + b"]", path=path)
        reply = envelope.read_reply(answer)
        assert (status, reply.head.infcode) == (200, "-1")
        assert sentences.sentences()["message_is_too_large"]["zh"].split("{")[0] in reply.head.err_msg
    assert door.call(b"{}")[0] == 200
    assert models.Answered.objects.count() == 0


@pytest.mark.parametrize("name", ["_api_signature", "_api_name", "_api_version", "_api_access_key", "_api_timestamp"])
def test_a_csb_call_with_another_value_than_it_signed_is_not_let_in(door: Door, name: str) -> None:
    headers = csb(door)
    changed = headers | {name: headers[name][:-1] + ("0" if headers[name][-1] != "0" else "1")}
    assert door.call(b"{}", changed)[0] == 401
    assert door.call(b"{}", {key: value for key, value in headers.items() if key != name})[0] == 401
    assert door.call(b"{}", headers)[0] == 200


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (-1700, 200), (-1900, 401), (1900, 401)])
def test_a_csb_call_is_let_in_for_half_an_hour(door: Door, seconds: float, status: int) -> None:
    assert door.call(b"{}", csb(door, seconds=seconds))[0] == status


def test_a_secret_of_one_does_not_open_for_another(door: Door) -> None:
    borrowed = Credential(Dialect.TIF, TIF.name, CSB.secret, frozenset({CODE}))
    assert door.call(b"{}", transport.sign(borrowed, at=door.hospital.at, nonce="n"))[0] == 401
    assert door.call(b"{}", transport.sign(KEY, at=door.hospital.at) | {"apikey": "wrong"})[0] == 401
    assert door.call(b"{}", transport.sign(KEY, at=door.hospital.at))[0] == 200


def test_a_replayed_message_under_a_new_signature_is_answered_by_its_stored_bytes(door: Door) -> None:
    """A replay of the call is not let in; the same message signed anew changes nothing."""
    one = door.hospital
    one.carry = door.carry
    answer = one.registers()
    headers = door.headers()
    first, again = (door.call(one.last, headers) for _ in range(2))
    assert (first, again[0]) == ((200, answer.data), 401)
    assert models.CareVisit.objects.count() == 1
    other = one.last.replace("内科".encode(), "外科".encode())
    assert envelope.read_reply(door.call(other)[1]).head.infcode == "-1"


@pytest.mark.parametrize("path", ["/hgs/9002", addresses.path_of("2207"), "/a/b/fsi/api/nobody/knows", "/CSB"])
def test_what_is_done_is_told_by_the_number_in_the_body_alone(door: Door, path: str) -> None:
    one = door.hospital
    one.carry = lambda data: door.call(data, path=path)[1]
    assert one.registers().output.mdtrt_id == models.CareVisit.objects.get().number
