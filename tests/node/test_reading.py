"""Readers of single values of a node's file: what each takes, what it makes of it, and what it expects instead."""

from pathlib import Path

import pytest

from pilin.node import reading
from pilin.node.reading import Reader


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (reading.text, "平湖市", "平湖市"),
        (reading.matching("[a-z]+"), "abc", "abc"),
        (reading.whole(1, 3), 1, 1),
        (reading.whole(1, 3), 3, 3),
        (reading.path, "var/x", Path("var/x")),
        (reading.address, "https://office.example", "https://office.example"),
        (reading.address, "https://office.example/", "https://office.example"),
        (reading.address, "https://office.example:8443", "https://office.example:8443"),
        (reading.address, "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        (reading.address, "http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        (reading.address, "http://public.pinghu.localhost:8001", "http://public.pinghu.localhost:8001"),
        (reading.issuer, "https://sso.office.example/realm", "https://sso.office.example/realm"),
        (reading.issuer, "http://localhost:9000/realm", "http://localhost:9000/realm"),
        (reading.https, "https://office.example:9001", "https://office.example:9001"),
        (reading.loopback, "::1", "::1"),
        (reading.loopback, "localhost", "localhost"),
    ],
)
def test_what_fits_is_read(reader: Reader, value: object, expected: object) -> None:
    assert reader(value) == expected


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        *((reading.text, value) for value in ("", "  ", 1, None, ["x"])),
        *((reading.matching("[a-z]+"), value) for value in ("", "Abc", "abc ", 1)),
        *((reading.whole(1, 3), value) for value in (0, 4, True, 1.0, "1", None)),
        *((reading.path, value) for value in ("", 1)),
        *((reading.address, value) for value in ("", "office.example", "https://", "ftp://office.example", 1)),
        *((reading.address, value) for value in ("https://u@office.example", "https://office.example/x")),
        *((reading.address, value) for value in ("https://office.example?x", "https://office.example:99999")),
        *((reading.address, value) for value in ("http://office.example", "http://127.0.0.1.example")),
        *((reading.issuer, value) for value in ("https://sso.example/", "https://sso.example/x?y", "sso.example")),
        *((reading.issuer, value) for value in ("http://sso.example/x", "https://u@sso.example/x")),
        *((reading.https, value) for value in ("http://127.0.0.1:9001", "https://", 9001)),
        *((reading.loopback, value) for value in ("0.0.0.0", "10.0.0.1", "", "127.0.0.1.example")),
    ],
)
def test_what_does_not_fit_says_what_was_expected(reader: Reader, value: object) -> None:
    with pytest.raises(ValueError, match=r"expected|must match|Port"):
        reader(value)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("public.pinghu.localhost", True),
        ("localhost.example", False),
        ("xlocalhost", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_what_leads_to_this_machine(host: str, expected: bool) -> None:
    assert reading.on_this_machine(host) is expected


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert (reading.bracketed("::1"), reading.bracketed("127.0.0.1")) == ("[::1]", "127.0.0.1")
