"""How often one address may ask, and who shares a bucket."""

import pytest

from pilin.web.public.limits import Limiter, counted_as

ONE, OTHER = "203.0.113.7", "203.0.113.8"


def test_a_full_bucket_is_a_minutes_worth_and_then_one_waits() -> None:
    limiter = Limiter(60)
    assert [limiter.wait_seconds(ONE, now=0.0) for _ in range(60)] == [0] * 60
    assert limiter.wait_seconds(ONE, now=0.0) == 1
    assert limiter.wait_seconds(OTHER, now=0.0) == 0


def test_tokens_come_back_with_time_and_never_more_than_a_bucket_holds() -> None:
    limiter = Limiter(6)
    for _ in range(6):
        limiter.wait_seconds(ONE, now=0.0)
    assert limiter.wait_seconds(ONE, now=1.0) == 9
    assert limiter.wait_seconds(ONE, now=10.5) == 0
    assert [limiter.wait_seconds(ONE, now=9_999.0) for _ in range(7)] == [0] * 6 + [10]


def test_waiting_as_long_as_said_is_long_enough() -> None:
    limiter = Limiter(7)
    while not (seconds := limiter.wait_seconds(ONE, now=0.0)):
        pass
    assert limiter.wait_seconds(ONE, now=float(seconds)) == 0


def test_many_addresses_take_no_more_room_than_there_is() -> None:
    limiter = Limiter(1, addresses_max=3)
    for number in range(50):
        limiter.wait_seconds(f"198.51.100.{number}", now=0.0)
    assert len(limiter) == 3
    assert limiter.wait_seconds("198.51.100.49", now=0.0) > 0


def test_who_keeps_asking_is_not_forgotten_before_who_does_not() -> None:
    limiter = Limiter(1, addresses_max=2)
    for address in (ONE, OTHER, ONE, "198.51.100.1"):
        limiter.wait_seconds(address, now=0.0)
    assert limiter.wait_seconds(ONE, now=0.0) > 0


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        (ONE, ONE),
        ("::ffff:203.0.113.7", ONE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_the_address_that_counts(address: str, counted: str) -> None:
    assert counted_as(address) == counted
