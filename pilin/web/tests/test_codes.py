"""Codes by time, spare codes and tokens, as plain values."""

from datetime import UTC, datetime

import pyotp
import pytest

from pilin.base.clock import Instant, after
from pilin.web import codes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = Instant(datetime(2026, 3, 4, 1, 0, 10, tzinfo=UTC))
NOW = int(AT.timestamp()) // codes.STEP_SECONDS


WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in "123456")
"""As a Chinese keyboard writes it."""


def code(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


def test_a_code_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B, the rows of SHA-1 cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, said in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = Instant(datetime.fromtimestamp(seconds, UTC))
        assert codes.step_of(secret, said, at=at, after=-1) == seconds // 30


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_one_step_off(off: int, *, taken: bool) -> None:
    assert codes.step_of(SECRET, code(NOW + off), at=AT, after=0) == (NOW + off if taken else None)


def test_no_code_is_taken_twice_and_none_from_before_the_last() -> None:
    assert codes.step_of(SECRET, code(NOW), at=AT, after=NOW) is None
    assert codes.step_of(SECRET, code(NOW - 1), at=AT, after=NOW) is None
    assert codes.step_of(SECRET, code(NOW + 1), at=AT, after=NOW) == NOW + 1
    assert codes.step_of(SECRET, code(NOW + 1), at=after(AT, seconds=30), after=NOW + 1) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12 34", WIDE])
def test_what_is_no_code_opens_nothing(typed: str) -> None:
    assert codes.step_of(SECRET, typed, at=AT, after=0) is None


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", WIDE, "123\u3000456"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert codes.plain(typed) == "123456"
    assert codes.is_code(codes.plain(typed))


def test_a_secret_and_its_address_are_what_authenticators_take() -> None:
    secret = codes.new_secret()
    assert len(secret) == 32
    assert secret != codes.new_secret()
    address = codes.provisioning(secret, account="wu", issuer="毗邻 平湖市")
    parsed = pyotp.parse_uri(address)
    assert (parsed.secret, parsed.name, parsed.issuer) == (secret, "wu", "毗邻 平湖市")


def test_spare_codes_are_ten_and_differ_and_are_read_back_from_paper() -> None:
    spare = codes.new_spare_codes()
    assert len(set(spare)) == 10
    assert all(codes.is_spare(codes.plain(codes.in_groups(one).lower())) for one in spare)
    assert not any(codes.is_code(one) for one in spare)
    assert codes.in_groups("ABCDEFGH") == "ABCD EFGH"


def test_tokens_differ_and_only_their_digest_is_kept() -> None:
    one, other = codes.new_token(), codes.new_token()
    assert one != other
    assert len(one) >= 43
    assert codes.digest(one) != codes.digest(other)
    assert one not in codes.digest(one)
