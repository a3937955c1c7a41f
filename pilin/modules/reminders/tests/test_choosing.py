"""What a person chooses, and the private address of his calendar."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.models import Feed, Message, Round, Told
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import Wish


def test_an_address_that_is_not_ours_is_not_kept(scene: Stage) -> None:
    with pytest.raises(Refused) as refused:
        actions.choose(Wish("li", by_mail=True, address="li@x.example"), domains=["office.example"], at=scene.now)
    assert refused.value.code is ReminderRefusal.ADDRESS_IS_NOT_OF_OUR_MAIL
    assert refused.value.facts == {"domains": "office.example"}
    assert queries.wish_of("li") == Wish("li")


def test_the_week_asks_for_an_address_as_mail_does(scene: Stage) -> None:
    with pytest.raises(Refused):
        actions.choose(Wish("li", weekly=True), domains=["office.example"], at=scene.now)


def test_without_mail_no_address_is_asked_for(scene: Stage) -> None:
    actions.choose(Wish("li", address="kept@anywhere.example"), domains=[], at=scene.now)
    assert queries.wish_of("li").address == "kept@anywhere.example"


def test_a_token_is_long_differs_each_time_and_is_not_kept(scene: Stage) -> None:
    tokens = {actions.make_feed(account="li", at=scene.now) for _ in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}
    digests = {row.digest for row in Feed.objects.all()}
    assert digests == {hashlib.sha256(token.encode()).hexdigest() for token in tokens}


def test_one_address_stands_at_a_time_and_the_old_ones_stay_as_ended(scene: Stage) -> None:
    for _ in range(3):
        actions.make_feed(account="li", at=scene.now)
    actions.make_feed(account="zhao", at=scene.now)
    assert Feed.objects.filter(account="li", ended_at=None).count() == 1
    assert Feed.objects.filter(account="li").exclude(ended_at=None).count() == 2


def test_an_end_is_told_once(scene: Stage) -> None:
    actions.make_feed(account="li", at=scene.now)
    assert actions.end_feed(account="li", at=scene.now)
    assert not actions.end_feed(account="li", at=scene.now)
    assert not actions.note_read(account="li", network="", at=scene.now)


def test_a_read_is_news_once_a_day_and_from_each_new_place(scene: Stage) -> None:
    actions.make_feed(account="li", at=scene.now)
    home, office = "10.0.0.0/24", "10.9.0.0/24"
    times = [(home, 0), (home, 1), (office, 2), (home, 3), (home, 4), (home, 30)]
    news = [
        actions.note_read(account="li", network=network, at=Instant(scene.now + timedelta(hours=hours)))
        for network, hours in times
    ]
    assert news == [True, False, True, True, False, True]


def refused_by_the_table(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return True
    return False


def test_the_tables_themselves_hold_what_must_be_once(scene: Stage) -> None:
    at, kept = scene.now, {"lines": [], "number": 0, "counts": {}}
    actions.make_feed(account="li", at=at)
    Round.objects.create(name="day 2026-03-04", at=at)
    one = Message.objects.create(channel="mail", account="li", round="day x", told=kept, made_at=at, due_at=at)
    Told.objects.create(key="mail|li|1|near|2026-03-04", message=one)
    again = [
        Feed(account="li", digest="0" * 64, made_at=at),
        Round(name="day 2026-03-04", at=at),
        Message(channel="mail", account="li", round="day x", told=kept, made_at=at, due_at=at),
        Told(key="mail|li|1|near|2026-03-04", message=one),
    ]
    assert [refused_by_the_table(row) for row in again] == [True] * 4
    assert not refused_by_the_table(Feed(account="zhao", digest="1" * 64, made_at=at))


def test_rows_are_called_by_what_they_are(scene: Stage) -> None:
    actions.choose(Wish("li"), domains=[], at=scene.now)
    actions.make_feed(account="li", at=scene.now)
    kept = {"lines": [], "number": 0, "counts": {}}
    message = Message.objects.create(
        channel="mail", account="li", round="day x", told=kept, made_at=scene.now, due_at=scene.now
    )
    assert str(message) == "mail li day x"
    assert str(Told(key="k", message=message)) == "k"
    assert str(Round(name="week 2026-W10", at=scene.now)) == "week 2026-W10"
    assert str(Feed.objects.get()).startswith("li 2026-")
