"""Readers of single values of a node's file: each returns what it read, or says by a ValueError what it expected."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

Reader = Callable[[object], object]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def text(value: object) -> str:
    """Read a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text expected")
    return value


def matching(pattern: str) -> Reader:
    """Return what reads a text of a pattern."""

    def read(value: object) -> str:
        if not re.fullmatch(pattern, text(value)):
            raise ValueError(f"must match {pattern}")
        return text(value)

    return read


def whole(smallest: int, largest: int) -> Reader:
    """Return what reads a whole number within bounds."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= largest:
            raise ValueError(f"a whole number from {smallest} to {largest} expected")
        return value

    return read


def path(value: object) -> Path:
    """Read a path."""
    return Path(text(value))


def address(value: object) -> str:
    """Read where something is served: scheme, host and port; https, or plain http on this machine only."""
    said = text(value).rstrip("/")
    parts = urlsplit(said)
    port = f":{parts.port}" if parts.port else ""  # urlsplit itself refuses a port that is none
    plain = f"{parts.scheme}://{bracketed(parts.hostname or '')}{port}"
    if said != plain or not parts.hostname or parts.scheme not in {"http", "https"}:
        raise ValueError("an address like https://host:port expected")
    if parts.scheme == "http" and not on_this_machine(parts.hostname):
        raise ValueError("https expected; plain http only on this machine")
    return said


def on_this_machine(host: str) -> bool:
    """Tell whether a host name leads to this machine only; RFC 6761, 6.3 reserves every name below `localhost`."""
    return host in LOOPBACK or host.endswith(".localhost")


def issuer(value: object) -> str:
    """Read an address with a path, as providers name themselves: https, or plain http on this machine only."""
    said = text(value)
    parts = urlsplit(said)
    plain = parts.hostname and not (parts.query or parts.fragment or parts.username or said.endswith("/"))
    if not plain or parts.scheme not in {"https", "http"}:
        raise ValueError("an address like https://host/path expected, without a slash at its end")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("https expected; plain http only on this machine")
    return said


def bracketed(host: str) -> str:
    """Return a host as addresses bear it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def https(value: object) -> str:
    """Read an address of https."""
    said = address(value)
    if not said.startswith("https://"):
        raise ValueError("https expected")
    return said


def loopback(value: object) -> str:
    """Read a host of this machine alone."""
    if text(value) not in LOOPBACK:
        raise ValueError("an address of this machine alone expected: 127.0.0.1, ::1 or localhost")
    return text(value)
