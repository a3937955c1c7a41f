"""How often one address may try to sign in: before a password is hashed, a row is written, or a provider is asked."""

import time
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.web import guard
from pilin.web.accounts import links
from pilin.web.models import AccessRecord, FailedSignIn
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

FEW = 5


@pytest.fixture(autouse=True)
def _few(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an address try five times a minute, and let no time pass."""
    samples.staff()
    settings.NODE = replace(settings.NODE, limits=replace(settings.NODE.limits, sign_ins_per_minute_max=FEW))
    guard.limiter.cache_clear()
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)


def tried(account: str, address: str = "198.51.100.7", password: str = "wrong") -> str:
    client = Client(REMOTE_ADDR=address)
    answer = client.post("/sign-in/", {"account": account, "password": password}, follow=True)
    return samples.text_of(answer.content.decode())


def is_told(words: str) -> bool:
    return say(WebRefusal.SIGN_INS_ARE_TOO_MANY.value, {"seconds": 12}).sentence in words


def test_the_sixth_attempt_is_neither_judged_nor_written() -> None:
    for number in range(FEW):
        assert not is_told(tried(f"name{number}"))
    rows = AccessRecord.objects.count(), FailedSignIn.objects.count()
    assert is_told(tried("wu", password=samples.PASSWORD))
    assert is_told(tried("li", password=samples.PASSWORD))
    assert (AccessRecord.objects.count(), FailedSignIn.objects.count()) == rows


@pytest.mark.parametrize(
    ("others", "mine", "is_mine_too"),
    [
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
    ],
)
def test_it_counts_where_one_comes_from(others: str, mine: str, *, is_mine_too: bool) -> None:
    for number in range(FEW):
        tried(f"name{number}", others)
    assert is_told(tried("li", mine, samples.PASSWORD)) is is_mine_too


def test_looking_at_the_page_counts_for_nothing() -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(FEW * 2):
        client.get("/sign-in/")
    assert not is_told(tried("li", password=samples.PASSWORD))


def test_codes_of_the_second_factor_count_as_well() -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.post("/sign-in/", {"account": "wu", "password": samples.PASSWORD})
    for _ in range(FEW - 1):
        client.post("/sign-in/code/", {"code": "000000"})
    rows = AccessRecord.objects.count()
    assert is_told(samples.text_of(client.post("/sign-in/code/", {"code": "000000"}).content.decode()))
    assert AccessRecord.objects.count() == rows


def test_one_time_links_count_as_well(links_made: str) -> None:
    client = Client(REMOTE_ADDR="198.51.100.7")
    for number in range(FEW):
        tried(f"name{number}")
    answer = client.post(links_made, {"new": "quite another phrase", "again": "quite another phrase"})
    assert is_told(samples.text_of(answer.content.decode()))


@pytest.fixture
def links_made() -> str:
    """Return the path of an invitation."""
    user = User.objects.get(username="hu")
    address = links.make(user, purpose=links.INVITATION, by="wu", at=clock.now())
    return address.removeprefix("https://pages.example")
