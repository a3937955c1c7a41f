"""Who calls: four dialects, each with everything that a wrong or a sly caller may send."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.wire.nhsa import transport
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.transport import Caller, Credential, Credentials, Dialect, Nonce, Nonces, Windows
from tests.wire.nhsa.messages import AT

SECRET, OTHER = b"a secret of a test", b"another one of a test"
HOSPITAL = frozenset({"H31011600001"})
TIF = Credential(Dialect.TIF, "hospital-1", SECRET, HOSPITAL)
CSB = Credential(Dialect.CSB, "hospital-2", SECRET, HOSPITAL)
KEY = Credential(Dialect.API_KEY, "hospital-3", b"the key of a front-end", HOSPITAL)
RELAY = Credential(Dialect.RELAY, "relay-1", b"the token of a relay", HOSPITAL, header="X-Relay")
KNOWN = Credentials([TIF, CSB, KEY, RELAY])
EACH = pytest.mark.parametrize("credential", [TIF, CSB, KEY, RELAY], ids=lambda one: one.dialect)
SIGNED = pytest.mark.parametrize("credential", [TIF, CSB], ids=lambda one: one.dialect)


def headers(credential: Credential, *, seconds: float = 0, **said: str) -> dict[str, str]:
    """Return the headers of a call that was made so many seconds after AT."""
    return transport.sign(credential, at=after(AT, seconds=seconds), nonce="n1", api="hisservice") | said


def code(call: Callable[[], object]) -> Any:
    with pytest.raises(Refused) as refused:
        call()
    assert not any("secret" in str(fact) for fact in refused.value.facts.values())
    return refused.value.code


def refusal(given: dict[str, str], **more: Any) -> Any:
    return code(lambda: transport.verify(given, KNOWN, at=AT, **more))


@EACH
def test_a_caller_is_known_by_the_headers_that_he_makes(credential: Credential) -> None:
    caller = transport.verify(headers(credential), KNOWN, at=AT)
    assert caller.credential is credential


@EACH
def test_names_of_headers_come_in_any_case(credential: Credential) -> None:
    given = {name.title(): f" {value} " for name, value in headers(credential).items()}
    assert transport.verify(given, KNOWN, at=AT).credential is credential


def test_the_signature_of_tif_is_the_hash_of_time_secret_nonce_and_time() -> None:
    made = headers(TIF)
    expected = hashlib.sha256(b"1772415000" + SECRET + b"n1" + b"1772415000").hexdigest()
    assert made == {
        "x-tif-paasid": "hospital-1",
        "x-tif-timestamp": "1772415000",
        "x-tif-nonce": "n1",
        "x-tif-signature": expected,
    }
    assert transport.verify(made | {"x-tif-signature": expected.upper()}, KNOWN, at=AT).credential is TIF


def test_the_signature_of_csb_is_over_the_four_others_in_their_order() -> None:
    signed = {"_api_version": "1", "_api_name": "b", "_api_timestamp": "2", "_api_access_key": "a"}
    assert transport.csb_signature(b"key", signed) == "aiGvwtcoBBpm9Crje0pkmAMnYzs="


@pytest.mark.parametrize("timestamp", ["1772415000", "1772415000000"])
def test_csb_tells_seconds_or_milliseconds(timestamp: str) -> None:
    signed = {name: value for name, value in headers(CSB).items() if name != "_api_signature"}
    signed["_api_timestamp"] = timestamp
    given = signed | {"_api_signature": transport.csb_signature(SECRET, signed)}
    assert transport.verify(given, KNOWN, at=AT).credential is CSB


@SIGNED
def test_another_secret_signs_otherwise(credential: Credential) -> None:
    forger = Credential(credential.dialect, credential.name, OTHER, HOSPITAL)
    assert refusal(headers(forger)) is CallerRefusal.CALL_IS_NOT_SIGNED_SO


@SIGNED
def test_every_signed_header_is_signed(credential: Credential) -> None:
    made = headers(credential)
    for name in {"x-tif-timestamp", "x-tif-nonce", "_api_timestamp", "_api_name", "_api_version"} & set(made):
        changed = made[name][:-1] + ("1" if made[name][-1] != "1" else "2")
        assert refusal(made | {name: changed}) is CallerRefusal.CALL_IS_NOT_SIGNED_SO, name


@EACH
def test_an_unknown_caller_stays_outside(credential: Credential) -> None:
    stranger = Credential(credential.dialect, "nobody", OTHER, HOSPITAL, header=credential.header)
    assert refusal(headers(stranger)) is CallerRefusal.CALLER_IS_UNKNOWN


def test_the_name_of_one_dialect_opens_no_other() -> None:
    crossed = Credential(Dialect.TIF, CSB.name, SECRET, HOSPITAL)
    assert refusal(headers(crossed)) is CallerRefusal.CALLER_IS_UNKNOWN
    assert refusal({"apikey": RELAY.secret.decode()}) is CallerRefusal.CALLER_IS_UNKNOWN


@SIGNED
def test_every_header_is_needed(credential: Credential) -> None:
    made = headers(credential)
    for name in made:
        lacking = {other: value for other, value in made.items() if other != name}
        assert refusal(lacking) is CallerRefusal.CALL_LACKS_ITS_HEADERS
        assert refusal(made | {name: " "}) is CallerRefusal.CALL_LACKS_ITS_HEADERS


def test_nothing_is_no_call() -> None:
    assert refusal({}) is CallerRefusal.CALL_LACKS_ITS_HEADERS
    assert refusal({"token": "x", "authorization": "Bearer x"}) is CallerRefusal.CALL_LACKS_ITS_HEADERS
    assert refusal({"apikey": ""}) is CallerRefusal.CALLER_IS_UNKNOWN


@pytest.mark.parametrize(("credential", "window"), [(TIF, 300), (CSB, 1800)], ids=["tif", "csb"])
def test_a_clock_may_be_off_by_the_window_and_no_more(credential: Credential, window: int) -> None:
    for seconds in (-window, window):
        assert transport.verify(headers(credential, seconds=seconds), KNOWN, at=AT).credential is credential
    for seconds in (-window - 1, window + 1):
        assert refusal(headers(credential, seconds=seconds)) is CallerRefusal.CALL_IS_OUT_OF_TIME
    narrow = Windows(tif_seconds=1, csb_seconds=1)
    assert refusal(headers(credential, seconds=2), windows=narrow) is CallerRefusal.CALL_IS_OUT_OF_TIME


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1" * 40, "1e9", "\u0661", "1772415000.5"])
def test_what_is_no_time_is_out_of_time(timestamp: str) -> None:
    assert refusal(headers(TIF) | {"x-tif-timestamp": timestamp}) is CallerRefusal.CALL_IS_OUT_OF_TIME


def test_a_nonce_is_taken_once() -> None:
    taken = Nonces()
    caller = transport.verify(headers(TIF), KNOWN, at=AT, taken=taken)
    assert caller.nonce == Nonce("hospital-1/n1", after(AT, seconds=600))
    taken.remember(caller.nonce, at=AT)
    assert refusal(headers(TIF), taken=taken) is CallerRefusal.CALL_CAME_BEFORE
    assert transport.verify(headers(TIF), KNOWN, at=AT, windows=Windows(nonces_count=False), taken=taken).nonce is None


def test_nonces_of_two_callers_are_two() -> None:
    other = Credential(Dialect.TIF, "hospital-9", SECRET, HOSPITAL)
    known = Credentials([TIF, other])
    taken = {"hospital-1/n1"}
    assert transport.verify(headers(other), known, at=AT, taken=taken).credential is other


def test_a_nonce_that_fills_the_memory_is_refused() -> None:
    made = transport.sign(TIF, at=AT, nonce="n" * 65)
    assert refusal(made) is CallerRefusal.CALL_CAME_BEFORE


def test_a_nonce_is_remembered_as_long_as_its_time_could_be_sent_again() -> None:
    """The latest moment at which the same headers pass is a window after the earliest, which is two."""
    early = transport.verify(headers(TIF, seconds=300), KNOWN, at=AT)
    assert early.nonce is not None
    taken = Nonces()
    taken.remember(early.nonce, at=AT)
    late = after(AT, seconds=600)
    taken.remember(None, at=late)
    with pytest.raises(Refused):
        transport.verify(headers(TIF, seconds=300), KNOWN, at=late, taken=taken)


def test_the_memory_of_nonces_forgets_in_time_and_is_bounded() -> None:
    taken = Nonces(most=3)
    for number in range(5):
        taken.remember(Nonce(f"n{number}", after(AT, seconds=number)), at=AT)
    assert [f"n{number}" in taken for number in range(5)] == [False, False, True, True, True]
    taken.remember(None, at=after(AT, seconds=3.5))
    assert len(taken) == 1


def test_a_caller_speaks_for_his_institutions_alone() -> None:
    caller = Caller(TIF)
    caller.speaks_for("H31011600001")
    assert code(lambda: caller.speaks_for("H33048200001")) is CallerRefusal.CALLER_SPEAKS_FOR_ANOTHER


def test_a_credential_does_not_tell_its_secret() -> None:
    assert "secret" not in repr(TIF)
    assert "secret" not in repr(transport.verify(headers(TIF), KNOWN, at=AT))


def test_a_short_secret_is_none() -> None:
    with pytest.raises(AssertionError):
        Credential(Dialect.API_KEY, "hospital", b"short", HOSPITAL)


NAMES = st.sampled_from(
    ["x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature", "apikey", "x-relay"]
    + ["_api_access_key", "_api_name", "_api_timestamp", "_api_version", "_api_signature", "token"]
)
WORDS = st.text(max_size=20) | st.sampled_from(["hospital-1", "hospital-2", "1772415000", "n1", "\ud800"])


@given(st.dictionaries(NAMES, WORDS, max_size=8))
def test_any_headers_are_refused_in_words(given_headers: dict[str, str]) -> None:
    assert isinstance(refusal(given_headers), CallerRefusal)
