"""Signatures that are verified together are judged as each would be alone."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.federation.protocol import suite
from pilin.kernel.federation.protocol.suite import Ed25519Signer, PublicKey, check_together

SIGNERS = [Ed25519Signer(bytes([number]) * 32) for number in (1, 2)]
FAULTS = ("none", "none", "none", "other data", "other key", "no base64", "unknown suite")


def case(number: int, fault: str) -> tuple[PublicKey, str, bytes]:
    """Return a check of a signature with a fault, or without one, by a key of its own."""
    signer, data = SIGNERS[number % 2], f"data {number}".encode()
    key = PublicKey("robot" if fault == "unknown suite" else signer.key.suite, signer.key.public)
    signature = SIGNERS[(number + 1) % 2].sign(data) if fault == "other key" else signer.sign(data)
    return key, "?" if fault == "no base64" else signature, b"other" if fault == "other data" else data


@given(st.lists(st.sampled_from(FAULTS), max_size=40))
def test_together_and_alone_find_the_same(faults: list[str]) -> None:
    checks = [case(number, fault) for number, fault in enumerate(faults)]
    check_together(checks)
    found = [key.verifies(signature, data) for key, signature, data in checks]
    assert found == [fault == "none" for fault in faults]
    assert all(key.checked == {} for key, _, _ in checks)  # what was asked for is not remembered


def test_what_was_found_counts_for_these_bytes_alone() -> None:
    checks = [case(number, "none") for number in range(20)]
    check_together(checks)
    key, signature, data = checks[0]
    assert not key.verifies(signature, data + b"!")
    assert not key.verifies(checks[1][1], data)
    assert key.verifies(signature, data)
    assert key.verifies(signature, data)


def test_a_few_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise AssertionError("no thread is needed")

    monkeypatch.setattr(suite, "_threads", none)
    checks = [case(number, "none") for number in range(3)]
    check_together(checks)
    assert [key.verifies(signature, data) for key, signature, data in checks] == [True] * 3


def test_threads_share_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "_CORES", 3)
    names = set()

    def verifies(_public: bytes, _signature: bytes, _data: bytes) -> bool:
        names.add(threading.current_thread().name.partition("_")[0])
        return True

    monkeypatch.setitem(suite.VERIFIERS, "ed25519", verifies)
    check_together([case(number, "none") for number in range(30)])
    assert names == {"MainThread", "signatures"}
