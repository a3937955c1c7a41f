"""The way out: certificates, and what becomes of an exchange when the other side is away, strange or a liar."""

import socket
import ssl
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from urllib3.exceptions import SSLError as PoolSSLError

from pilin.base import clock
from pilin.base.refusal import Refused, Remedy
from pilin.kernel.federation.tests.ends import HOST, End, lying, make_end
from pilin.kernel.federation.transport import (
    Bounds,
    Credentials,
    DirectTransport,
    Incoming,
    LinkDown,
    PeerAddress,
    TransportRefusal,
    _kind_of,
    fingerprint,
    is_plain,
    make_certificate,
)

AT = clock.read("2026-03-04T01:02:03.000000Z")
BOUNDS = Bounds(connect_seconds=0.3, exchange_seconds=0.5, answer_bytes_max=1000)
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def here(tmp_path: Path) -> End:
    return make_end(tmp_path, "330482")


@pytest.fixture
def there(tmp_path: Path) -> End:
    return make_end(tmp_path, "310116")


def failure(here: End, peer: PeerAddress, bounds: Bounds = BOUNDS) -> LinkDown:
    """Exchange a frame that cannot succeed, and return why."""
    transport = here.transport(bounds)
    try:
        with pytest.raises(LinkDown) as caught:
            transport.exchange(peer, b"frame")
    finally:
        transport.close()
    assert caught.value.facts["peer"] == peer.code
    assert caught.value.code.remedy is Remedy.RETRY_LATER
    return caught.value


def told(there: End, here: End, *pieces: bytes) -> LinkDown:
    """Return why an exchange failed with a server that sends these pieces."""
    with lying(there, *pieces) as port:
        return failure(here, there.at(port))


def test_a_certificate_names_its_node_and_covers_a_day_before() -> None:
    _, pem = make_certificate("330482", at=AT, days=30)
    certificate = x509.load_pem_x509_certificate(pem.encode())
    assert certificate.subject == certificate.issuer
    assert certificate.subject.rfc4514_string() == "CN=330482"
    assert certificate.not_valid_before_utc == AT - timedelta(days=1)
    assert certificate.not_valid_after_utc == AT + timedelta(days=30)


def test_a_key_belongs_to_its_certificate() -> None:
    key_pem, pem = make_certificate("330482", at=AT, days=30)
    key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    assert key.public_key() == x509.load_pem_x509_certificate(pem.encode()).public_key()


def test_a_fingerprint_is_the_hash_of_the_der() -> None:
    _, pem = make_certificate("330482", at=AT, days=30)
    assert fingerprint(pem) == sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def test_a_plain_certificate_stands_alone() -> None:
    _, pem = make_certificate("330482", at=AT, days=30)
    others = [pem + pem, f"a note\n{pem}", pem.strip(), pem.replace("\n", "\r\n"), "", "\ud800"]
    assert is_plain(pem)
    assert [is_plain(other) for other in others] == [False] * len(others)


@pytest.mark.parametrize(
    "pem", ["", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_text_that_is_no_certificate_has_no_fingerprint(pem: str) -> None:
    with pytest.raises(Refused) as caught:
        fingerprint(pem)
    assert caught.value.code is TransportRefusal.CERTIFICATE_IS_NOT_READABLE


@pytest.mark.parametrize(
    ("answer", "frame"),
    [
        (OK + b"Content-Length: 5\r\n\r\nreply", b"reply"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nrep\r\n2\r\nly\r\n0\r\n\r\n", b"reply"),
        (OK + b"Content-Length: 0\r\n\r\n", b""),
        (OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 1000, b"x" * 1000),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
def test_an_answer_is_returned(here: End, there: End, answer: bytes, frame: bytes) -> None:
    transport = here.transport(BOUNDS)
    with lying(there, answer) as port:
        assert transport.exchange(there.at(port), b"frame", lane="ask") == frame
    transport.close()


def test_nobody_listens(here: End, there: End) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
    down = failure(here, there.at(port))
    assert down.code is TransportRefusal.PEER_IS_UNREACHABLE
    assert down.facts["reason"] == "Connection refused"


@pytest.mark.parametrize(
    ("host", "port"), [("no.such.host.invalid", 1), ("a" * 70, 1), ("", 1), (HOST, 99_999), ("[", 1)]
)
def test_an_address_that_is_none(here: End, there: End, host: str, port: int) -> None:
    down = failure(here, PeerAddress(there.code, host, port, (there.certificate,)))
    assert down.code is TransportRefusal.PEER_IS_UNREACHABLE


def test_a_peer_that_does_not_shake_hands_times_out(here: End, there: End) -> None:
    with socket.create_server((HOST, 0)) as server:
        down = failure(here, there.at(server.getsockname()[1]))
    assert down.code is TransportRefusal.PEER_TIMED_OUT


@pytest.mark.parametrize(
    "pieces",
    [
        [b""] * 30,
        [b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: y\r\n"] * 30],
        [OK + b"Content-Length: 100\r\n\r\n", *[b"x"] * 30],
        [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 30],
    ],
)
def test_a_peer_that_is_silent_or_drips_times_out(here: End, there: End, pieces: list[bytes]) -> None:
    with lying(there, *pieces, pause_seconds=0.02) as port:
        assert failure(here, there.at(port)).code is TransportRefusal.PEER_TIMED_OUT


def test_a_peer_that_does_not_read_times_out(here: End, there: End) -> None:
    transport = here.transport(BOUNDS)
    with lying(there, *[b""] * 30, pause_seconds=0.02) as port, pytest.raises(LinkDown) as caught:
        transport.exchange(there.at(port), b"x" * 20_000_000)
    transport.close()
    assert caught.value.code is TransportRefusal.PEER_TIMED_OUT


def test_another_certificate_of_the_same_name_is_wrong(here: End, there: End, tmp_path: Path) -> None:
    impostor = make_end(tmp_path, there.code, "-impostor")
    with lying(impostor, OK + b"Content-Length: 0\r\n\r\n") as port:
        down = failure(here, there.at(port))
    assert down.code is TransportRefusal.PEER_CERTIFICATE_IS_WRONG


def test_an_expired_certificate_is_wrong(here: End, tmp_path: Path) -> None:
    old = make_end(tmp_path, "310116", days=0)
    with lying(old, OK) as port:
        down = failure(here, old.at(port))
    assert down.code is TransportRefusal.PEER_CERTIFICATE_IS_WRONG
    assert "expired" in str(down.facts["reason"])


def test_a_pinned_certificate_vouches_for_no_other(here: End, there: End, tmp_path: Path) -> None:
    """There signs a second certificate with the pinned one's key."""
    child = make_end(tmp_path, "310117")
    signer = serialization.load_pem_private_key(there.credentials.key_file.read_bytes(), password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    parent = x509.load_pem_x509_certificate(there.certificate.encode())
    own = x509.load_pem_x509_certificate(child.certificate.encode())
    issued = (
        x509.CertificateBuilder(parent.subject, own.subject, own.public_key(), own.serial_number)
        .not_valid_before(own.not_valid_before_utc)
        .not_valid_after(own.not_valid_after_utc)
        .sign(signer, hashes.SHA256())
    )
    child.credentials.certificate_file.write_bytes(issued.public_bytes(serialization.Encoding.PEM))
    with lying(child, OK) as port:
        assert failure(here, there.at(port)).code is TransportRefusal.PEER_CERTIFICATE_IS_WRONG


@pytest.mark.parametrize("pins", [(), ("rubbish",), ("废话",)])
def test_a_peer_without_a_readable_certificate_is_not_trusted(here: End, there: End, pins: tuple[str, ...]) -> None:
    with lying(there, OK) as port:
        down = failure(here, PeerAddress(there.code, HOST, port, pins))
    assert down.code is TransportRefusal.PEER_CERTIFICATE_IS_WRONG


def test_both_certificates_are_good_while_a_peer_replaces_its_own(here: End, there: End, tmp_path: Path) -> None:
    new = make_end(tmp_path, there.code, "-new")
    transport = here.transport(BOUNDS)
    for end in (there, new):
        with lying(end, OK + b"Content-Length: 1\r\n\r\n!") as port:
            assert (
                transport.exchange(PeerAddress("310116", HOST, port, (there.certificate, new.certificate)), b"f")
                == b"!"
            )
    transport.close()


@pytest.mark.parametrize("broken", ["absent", "rubbish", "another's"])
def test_an_own_certificate_that_cannot_be_used(here: End, there: End, tmp_path: Path, broken: str) -> None:
    texts = {"absent": None, "rubbish": "rubbish", "another's": there.credentials.key_file.read_text()}
    here.credentials.key_file.unlink()
    if (text := texts[broken]) is not None:
        here.credentials.key_file.write_text(text)
    assert failure(here, there.at(1)).code is TransportRefusal.OWN_CERTIFICATE_IS_UNUSABLE


def test_an_own_certificate_that_is_absent_is_named(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "key", tmp_path / "certificate")
    with pytest.raises(Refused) as caught:
        credentials.certificate_pem()
    assert caught.value.code is TransportRefusal.OWN_CERTIFICATE_IS_UNUSABLE
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (b'HTTP/1.1 413 X\r\nContent-Length: 28\r\n\r\n{"code":"body_is_too_large"}', 413, "body_is_too_large"),
        (b"HTTP/1.1 302 X\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, ""),
        (b"HTTP/1.1 500 X\r\nContent-Length: 3\r\n\r\noh!", 500, ""),
        (b'HTTP/1.1 503 X\r\nContent-Length: 19\r\n\r\n{"code":"<script>"}', 503, ""),
        (b"HTTP/1.1 503 X\r\nContent-Length: 2\r\n\r\n[]", 503, ""),
        (b"HTTP/1.1 500 X\r\nContent-Length: 99999999\r\n\r\n" + b"[" * 5000, 500, ""),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 200, ""),
    ],
)
def test_another_status_is_named(here: End, there: End, answer: bytes, status: int, code: str) -> None:
    down = told(there, here, answer)
    assert down.code is TransportRefusal.PEER_ANSWERED_WITH_A_STATUS
    assert (down.facts["status"], down.facts["told"]) == (status, code)


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 1001\r\n\r\n",
        OK + b"Content-Length: 99999999999\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"64\r\n" + (b"x" * 100 + b"\r\n64\r\n") * 100,
        OK + b"\r\n" + b"x" * 5000,
    ],
)
def test_an_answer_that_is_too_large_is_not_read(here: End, there: End, answer: bytes) -> None:
    assert told(there, here, answer).code is TransportRefusal.PEER_ANSWER_IS_TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00" * 100,
        b"SSH-2.0-OpenSSH\r\n",
        OK + b"Content-Length: 100\r\n\r\nhalf",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nwhich",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"X: y" * 30_000,
        OK + b"X: y\r\n" * 1000,
    ],
)
def test_an_answer_that_is_none(here: End, there: End, answer: bytes) -> None:
    assert told(there, here, answer).code is TransportRefusal.PEER_IS_UNREACHABLE


def test_a_server_without_tls(here: End, there: End) -> None:
    with socket.create_server((HOST, 0)) as server:
        client = socket.create_connection(server.getsockname())
        served, _ = server.accept()
        with client, served:
            transport = here.transport(BOUNDS)
            with pytest.raises(LinkDown) as caught:
                transport.exchange(there.at(client.getsockname()[1]), b"frame")
            transport.close()
    assert caught.value.code is TransportRefusal.PEER_IS_UNREACHABLE


@pytest.mark.parametrize("alert", ["TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA"])
def test_a_peer_that_says_that_our_certificate_is_wrong_is_understood(alert: str) -> None:
    told = ssl.SSLError(1, alert)
    told.reason = alert
    assert _kind_of(PoolSSLError(told)) is TransportRefusal.PEER_CERTIFICATE_IS_WRONG


def test_proxies_of_the_environment_are_not_asked(here: End, there: End, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    transport = here.transport(BOUNDS)
    with lying(there, OK + b"Content-Length: 1\r\n\r\n!") as port:
        assert transport.exchange(there.at(port), b"frame") == b"!"
    transport.close()


def test_a_frame_goes_directly() -> None:
    arrived: list[Incoming] = []

    def receive(batch: Sequence[Incoming]) -> Sequence[bytes]:
        arrived.extend(batch)
        return [b"reply" for _ in batch]

    transport = DirectTransport("330482", {"310116": receive})
    assert transport.exchange(PeerAddress("310116", HOST, 1, ()), b"frame", lane="bulk") == b"reply"
    assert arrived == [Incoming("330482", b"frame", "bulk")]


@pytest.mark.parametrize("code", ["310116", "330421"])
def test_a_direct_peer_that_is_down_or_unknown(code: str) -> None:
    transport = DirectTransport("330482", {"310116": lambda batch: [b"" for _ in batch]}, down={"310116"})
    with pytest.raises(LinkDown) as caught:
        transport.exchange(PeerAddress(code, HOST, 1, ()), b"frame")
    assert caught.value.code is TransportRefusal.PEER_IS_UNREACHABLE
