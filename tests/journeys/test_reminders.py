"""A clerk who is reminded: a number beside the title, one click to what is late, one page to choose how she is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from pilin.base import clock
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import queries
from pilin.modules.reminders.tests.conftest import Press, mailing, press, theirs
from tests.journeys.conftest import SignIn
from tests.support import axe
from tests.support.chromium import Tab

__all__ = ["mailing", "press", "theirs"]

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

PAGES = ("/reminders/", "/reminders/?pressing=late", "/reminders/settings/", "/reminders/outbox/")


@pytest.fixture
def scene(stage: Stage, address: str) -> Stage:
    """Return the stage of the journeys, whose node is served."""
    return stage


def late(scene: Stage, press: Press, title: str, **members: Any) -> None:
    """Let a matter be late by the clock of the browser."""
    matter, day = press(title, **members), clock.day_of(clock.now())
    ends_on = day - timedelta(days=2)
    type(scene.row()).objects.filter(pk=matter).update(rolled_end=ends_on, warn_on=ends_on - timedelta(days=5))


def number(tab: Tab) -> str:
    """Return the number beside the title of the room."""
    return str(tab.tell("document.querySelector('#count-reminders').innerText"))


def test_from_the_number_to_what_is_late(
    scene: Stage, press: Press, theirs: str, address: str, sign_in: SignIn
) -> None:
    late(scene, press, "明月山塘月报")
    late(scene, press, "廊下共商记录", turn=theirs)
    tab = sign_in("wu")
    assert number(tab) == ""
    tab.open(f"{address}/reminders/?pressing=late")
    assert "明月山塘月报" in tab.words
    assert "已过 2 天" in tab.words
    tab.open(f"{address}/desk/")
    assert number(tab) == "2"
    assert tab.tell("document.cookie").count(settings.COUNTS_COOKIE_NAME) == 0
    assert tab.troubles == []


def test_one_chooses_by_form_and_gets_an_address(
    scene: Stage, press: Press, mailing: Any, address: str, sign_in: SignIn
) -> None:
    late(scene, press, "明月山塘月报")
    tab = sign_in("wu", width=390, is_phone=True)
    tab.open(f"{address}/reminders/settings/")
    tab.tell("document.querySelector('[name=by_mail]').click()")
    tab.submit("main form", address="wu@elsewhere.example")
    assert "提醒只发到本单位的邮箱" in tab.words
    tab.submit("main form", address="wu@office.example")
    assert "已保存" in tab.words
    assert queries.wish_of("wu").address == "wu@office.example"
    tab.submit("form[action$='/feed/make/']")
    assert "只显示这一次" in tab.words
    assert tab.tell("document.querySelector('#feed-address').value").endswith(".ics")
    assert tab.troubles == []


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_fits_and_can_be_used_by_all(
    scene: Stage, press: Press, mailing: Any, address: str, sign_in: SignIn, width: int
) -> None:
    late(scene, press, "明月山塘生态修复与沿线步道共建方案月度报告")
    tab = sign_in("wu", width=width, is_phone=width == 390)
    for page in PAGES:
        tab.open(f"{address}{page}")
        assert tab.overflow() == [], page
        assert axe.broken(tab) == [], page
