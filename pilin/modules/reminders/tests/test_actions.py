"""Rounds and the outbox: each person is told once, whatever crashes, and nothing that failed is lost."""

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from pilin.base import clock
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.models import Message, Round, Told
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import MAIL, WECOM, Wish
from pilin.modules.reminders.tests.conftest import Press

DOMAINS = ["office.example"]


def wish(scene: Stage, account: str = "li", **members: Any) -> None:
    said = replace(Wish(account, by_mail=True, address=f"{account}@office.example"), **members)
    actions.choose(said, domains=DOMAINS, at=scene.now)


def collect(scene: Stage, *channels: str) -> int:
    return actions.collect(channels=channels or [MAIL], at=scene.now)


def told(account: str = "li") -> list[list[str]]:
    rows = Message.objects.filter(account=account).order_by("id")
    return [sorted(line["title"] for line in row.told["lines"]) for row in rows]


def test_each_is_told_once_of_what_presses_anew(scene: Stage, press: Press) -> None:
    wish(scene)
    press("一")
    press("远", days=30)
    assert (collect(scene), collect(scene)) == (1, 0)
    scene.later(days=1)
    press("二", days=-2)
    collect(scene)
    assert told() == [["一"], ["一", "二"]]  # 一 was near, and is due today
    scene.later(days=1)
    collect(scene)
    assert told()[2:] == [["一"]]  # it is late now
    scene.later(days=1)
    assert collect(scene) == 0


def test_an_end_that_moved_is_told_again(scene: Stage, press: Press) -> None:
    wish(scene)
    matter = press("一", days=3)
    collect(scene)
    scene.later(days=1)
    ends_on = day_of(scene.days(20))
    type(scene.row()).objects.filter(pk=matter).update(rolled_end=ends_on)
    assert collect(scene) == 1


def test_each_is_told_what_he_wishes(scene: Stage, press: Press, theirs: str) -> None:
    wish(scene, pressures=(Pressure.THEIRS,))
    wish(scene, "zhao", kinds=("visit",))
    wish(scene, "wu", by_mail=False, weekly=True)
    press("我方")
    press("对方", turn=theirs)
    press("走访", kind="visit")
    assert collect(scene) == 2
    assert (told(), told("zhao"), told("wu")) == ([["对方"]], [["走访"]], [])


def test_nobody_is_told_who_may_not_read_any_more(scene: Stage, press: Press) -> None:
    for account in ("li", "zhao", "hu"):
        wish(scene, account)  # hu holds no role
    press()
    User.objects.filter(username="zhao").update(is_active=False)
    apps.get_model("organisations.Role").objects.filter(person__account="li").update(ends=clock.day_of(scene.now))
    assert collect(scene) == 0


def test_a_round_is_not_held_at_night_or_without_a_way_out(scene: Stage, press: Press) -> None:
    wish(scene)
    press()
    assert actions.collect(channels=[], at=scene.now) == 0
    assert actions.collect(channels=[MAIL], at=Instant(scene.now.replace(hour=23))) == 0
    assert not Round.objects.exists()


def test_a_crash_within_a_round_leaves_nothing_and_the_next_holds_it(
    scene: Stage, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(scene)
    wish(scene, "zhao")
    press()

    def crash(*_args: Any, **_members: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(Told.objects, "bulk_create", crash)
        with pytest.raises(RuntimeError):
            collect(scene)
    assert (Round.objects.count(), Message.objects.count()) == (0, 0)
    assert collect(scene) == 2


def test_the_week_is_told_whole_and_once(scene: Stage, press: Press) -> None:
    wish(scene, weekly=True)
    scene.later(days=(7 - clock.day_of(scene.now).weekday()) % 7)  # a Monday
    press("一")
    assert collect(scene) == 2
    assert collect(scene) == 0
    assert [row.round.split()[0] for row in Message.objects.order_by("id")] == ["day", "week"]
    scene.later(days=7)
    collect(scene)
    assert [row.told["counts"] for row in Message.objects.filter(round__startswith="week").order_by("id")] == [
        {"near": 1},
        {"late": 1},
    ]


def test_robots_are_told_of_everything_and_have_no_week(scene: Stage, press: Press, theirs: str) -> None:
    scene.later(days=(7 - clock.day_of(scene.now).weekday()) % 7)
    press("一")
    press("二", turn=theirs)
    assert collect(scene, WECOM) == 1
    assert (told(""), collect(scene, WECOM)) == ([["一", "二"]], 0)


def claimed(scene: Stage, *, minutes: float = 0) -> list[actions.Sending]:
    return actions.claim(channels=[MAIL], at=clock.after(scene.now, seconds=minutes * 60))


def test_of_two_workers_one_sends(scene: Stage, press: Press) -> None:
    wish(scene)
    press("一")
    collect(scene)
    (one,) = claimed(scene)
    assert one.told.lines[0].title == "一"
    assert claimed(scene, minutes=9) == []
    (again,) = claimed(scene, minutes=11)  # the worker that held it has crashed
    assert (again.number, again.tries) == (one.number, 2)
    actions.sent(again, at=scene.now)
    assert claimed(scene, minutes=99) == []


def test_what_failed_is_tried_again_and_given_up_after_three_days(scene: Stage, press: Press) -> None:
    wish(scene)
    press()
    collect(scene)
    refused, minutes, tries = Refused(ReminderRefusal.MAIL_SERVER_IS_OUT_OF_REACH, reason="x"), 0.0, 0
    while queries.backlog():
        for one in claimed(scene, minutes=minutes):
            tries += 1
            actions.failed(one, refused, at=clock.after(scene.now, seconds=minutes * 60))
        minutes += 1
    assert 15 <= tries <= 20
    (found,) = queries.troubled()
    assert (found.is_given_up, found.code, found.facts) == (True, "mail_server_is_out_of_reach", {"reason": "x"})
    assert minutes > 3 * 24 * 60


def test_what_is_refused_for_good_is_sent_on_by_hand(scene: Stage, press: Press) -> None:
    wish(scene)
    press()
    collect(scene)
    (one,) = claimed(scene)
    actions.failed(one, Refused(ReminderRefusal.MAIL_SERVER_REFUSED, reason="550"), at=scene.now)
    assert (queries.backlog(), claimed(scene, minutes=999)) == (0, [])
    assert actions.send_on(number=one.number, at=scene.now)
    (again,) = claimed(scene)
    actions.sent(again, at=scene.now)
    assert queries.troubled() == []
    assert not actions.send_on(number=one.number, at=scene.now)
    assert not actions.send_on(number=one.number + 1, at=scene.now)
