"""How a message travels: four dialects that a gateway proves, the addresses they post to, and what comes of silence."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.his import carrier
from pilin.node.his.carrier import Http
from pilin.node.his.town import Hospital
from pilin.node.refusals import NodeRefusal
from pilin.wire.nhsa import addresses, transport
from pilin.wire.nhsa.transport import Credentials, Dialect, Nonces
from tests.his import people

DIALECTS = list(Dialect)


class Desk(BaseHTTPRequestHandler):
    """Proves who calls, as a gateway does, and answers with what it was sent and where."""

    credentials = Credentials([people.hospital(dialect=dialect).credential for dialect in DIALECTS])
    nonces = Nonces()
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.status
        try:
            at = clock.now()
            caller = transport.verify(dict(self.headers), self.credentials, at=at, taken=self.nonces)
            self.nonces.remember(caller.nonce, at=at)
        except Refused:
            status = addresses.UNAUTHORIZED
        said = f"{self.path} {self.headers['Content-Type']} ".encode() + body
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Desk, "status", 200)
    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def at(gateway: str, dialect: Dialect) -> Hospital:
    return people.hospital(dialect=dialect, gateway=gateway)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_gateway_knows_the_hospital_in_each_dialect_call_after_call(gateway: str, dialect: Dialect) -> None:
    http = Http(at(gateway, dialect), now=clock.now)
    said = [http.carry(b"{}", "2207") for _ in range(3)]
    assert said[0] is not None
    assert said == [said[0]] * 3
    assert said[0].split()[0].decode() == carrier.path(dialect, "2207")
    assert addresses.is_ingress(carrier.path(dialect, "2207"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_who_is_not_let_in_says_so(gateway: str, dialect: Dialect) -> None:
    hospital = at(gateway, dialect)
    wrong = replace(hospital, credential=replace(hospital.credential, secret=b"another secret, as long"))
    with pytest.raises(Refused) as caught:
        Http(wrong, now=clock.now).carry(b"{}", "2207")
    assert caught.value.code is NodeRefusal.HIS_IS_NOT_LET_IN
    assert caught.value.facts["dialect"] == dialect.value


@pytest.mark.parametrize("status", [404, 500, 502, 503])
def test_any_other_status_is_no_reply(gateway: str, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr(Desk, "status", status)
    assert Http(at(gateway, Dialect.CSB), now=clock.now).carry(b"{}", "2207") is None


def test_nobody_there_is_no_reply() -> None:
    assert Http(at("http://127.0.0.1:1", Dialect.TIF), now=clock.now).carry(b"{}", "2207") is None


def test_a_gateway_that_never_answers_is_no_reply() -> None:
    with HTTPServer(("127.0.0.1", 0), Desk) as silent:  # it listens and serves nobody
        hospital = at(f"http://127.0.0.1:{silent.server_port}", Dialect.API_KEY)
        assert Http(hospital, now=clock.now, timeout_seconds=0.2).carry(b"{}", "2207") is None


@pytest.mark.parametrize("infno", ["2201", "2207", "2601", "9001"])
def test_each_dialect_posts_where_its_programs_do(infno: str) -> None:
    said = {carrier.path(dialect, infno) for dialect in DIALECTS}
    assert len(said) == 4
    assert all(map(addresses.is_ingress, said))


def test_messages_are_called_text_by_one_dialect_and_json_by_the_others() -> None:
    said = [carrier.content_type(dialect).partition(";")[0] for dialect in DIALECTS]
    assert said == ["text/plain", *["application/json"] * 3]
