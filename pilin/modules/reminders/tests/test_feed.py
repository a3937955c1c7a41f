"""The calendar that programs read: whole days that stay under their ids, in both languages, and nothing beside them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from icalendar import Calendar

from pilin.base.clock import day_of
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions
from pilin.modules.reminders.rules.wishes import Wish
from pilin.modules.reminders.tests.conftest import Press
from pilin.modules.reminders.views import feed


def read(scene: Stage, wish: Wish = Wish("li")) -> Any:  # noqa: B008 - a frozen value
    return Calendar.from_ical(feed.calendar(wish, at=scene.now))


def events(scene: Stage, wish: Wish = Wish("li")) -> list[Any]:  # noqa: B008 - a frozen value
    return list(read(scene, wish).walk("VEVENT"))


def test_an_empty_calendar_is_one(scene: Stage) -> None:
    found = read(scene)
    assert (str(found["VERSION"]), str(found["X-WR-CALNAME"])) == ("2.0", "平湖市期限")
    assert events(scene) == []


def test_an_end_is_a_whole_day_on_which_nobody_is_busy(press: Press, scene: Stage) -> None:
    press(days=3)
    (event,) = events(scene)
    day = day_of(scene.now) + timedelta(days=3)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day, day + timedelta(days=1))
    assert type(event.decoded("DTSTART")) is date
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_an_end_that_moves_keeps_its_id(press: Press, scene: Stage) -> None:
    matter = press(days=3)
    (before,) = events(scene)
    type(scene.row()).objects.filter(pk=matter).update(rolled_end=day_of(scene.now) + timedelta(days=30))
    (after,) = events(scene)
    assert str(before["UID"]) == str(after["UID"])
    assert before.decoded("DTSTART") != after.decoded("DTSTART")


def test_what_is_over_is_gone(press: Press, scene: Stage) -> None:
    matter = press(days=3)
    type(scene.row()).objects.filter(pk=matter).update(final=True)
    assert events(scene) == []


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish("li"), {"我方", "对方", "走访"}),
        (Wish("li", (Pressure.NEAR,)), {"我方", "走访"}),
        (Wish("li", (Pressure.THEIRS,)), {"对方"}),
        (Wish("li", kinds=("visit",)), {"走访"}),
        (Wish("li", (Pressure.LATE,)), set()),
    ],
)
def test_it_bears_what_its_owner_wishes(
    press: Press, scene: Stage, theirs: str, wish: Wish, expected: set[str]
) -> None:
    press("我方", days=3)
    press("对方", days=3, turn=theirs)
    press("走访", days=3, kind="visit")
    assert {str(event["SUMMARY"]).rpartition("：")[2] for event in events(scene, wish)} == expected


def test_commas_lines_and_marks_in_a_title_break_nothing(press: Press, scene: Stage) -> None:
    title = "甲,乙;丙\\丁\r\nBEGIN:VEVENT\r\nX:1"
    press(title, days=3)
    (event,) = events(scene)
    assert "BEGIN:VEVENT" in str(event["SUMMARY"])
    assert "X" not in event


def test_a_citizen_number_in_a_title_is_masked(press: Press, scene: Stage) -> None:
    press("关于 11010519491231002X 的来信", days=3)
    (event,) = events(scene)
    assert "11010519491231002X" not in str(event["SUMMARY"])


def test_it_speaks_english_where_its_owner_does(press: Press, scene: Stage, theirs: str) -> None:
    press("水质会商", days=3, turn=theirs)
    with translation.override("en"):
        found = read(scene)
    (event,) = found.walk("VEVENT")
    assert str(found["X-WR-CALNAME"]) == "平湖市 deadlines"
    assert "：" not in str(event["SUMMARY"])


def test_it_is_read_in_few_queries_however_much_is_in_it(
    press: Press, client: Client, scene: Stage, django_assert_max_num_queries: Any
) -> None:
    token = actions.make_feed(account="li", at=scene.now)
    for number in range(40):
        press(days=number)
    client.get(f"/reminders/feed/{token}.ics")
    with django_assert_max_num_queries(12):
        answer = client.get(f"/reminders/feed/{token}.ics")
    assert answer.content.decode().count("BEGIN:VEVENT") == 40
    assert not answer.cookies


def test_the_public_host_serves_no_calendar(client: Client, scene: Stage) -> None:
    token = actions.make_feed(account="li", at=scene.now)
    assert client.get(f"/reminders/feed/{token}.ics", headers={"host": "public.example"}).status_code == 404


@pytest.mark.parametrize("token", ["a" * 42, "a" * 44, "a" * 42 + "%00", "../../etc/passwd", "<script>"])
def test_an_address_of_another_form_is_none(client: Client, scene: Stage, token: str) -> None:
    assert client.get(f"/reminders/feed/{token}.ics").status_code in {400, 404}
