"""What the room reads: wishes of those who may still be told, what presses, whose a feed is, and what failed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.models import Message
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import Wish
from pilin.modules.reminders.tests.conftest import Press
from pilin.web.tests import samples

DOMAINS = ["office.example"]


def wish(scene: Stage, account: str = "li", **members: Any) -> Wish:
    said = replace(Wish(account, by_mail=True, address=f"{account}@office.example"), **members)
    actions.choose(said, domains=DOMAINS, at=scene.now)
    return said


def mailed(scene: Stage) -> list[str]:
    return [one.account for one in queries.mailed(day=day_of(scene.now))]


def weekly(scene: Stage) -> list[str]:
    return [one.account for one in queries.weekly(day=day_of(scene.now))]


def test_who_never_chose_is_told_of_all_on_the_page_and_nothing_by_mail(scene: Stage) -> None:
    assert queries.wish_of("li") == Wish("li", tuple(Pressure))
    assert (mailed(scene), weekly(scene)) == ([], [])


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"pressures": (Pressure.LATE, Pressure.THEIRS)},
        {"kinds": ("visit", "plan")},
        {"weekly": True, "by_mail": False},
        {"language": "en"},
    ],
)
def test_what_was_chosen_is_read_as_it_was(scene: Stage, members: dict[str, Any]) -> None:
    assert wish(scene, **members) == queries.wish_of("li")


def test_a_later_choice_takes_the_place_of_the_earlier(scene: Stage) -> None:
    wish(scene, weekly=True)
    wish(scene, by_mail=False)
    assert not queries.wish_of("li").by_mail
    assert not queries.wish_of("li").weekly


def test_mail_and_week_are_chosen_apart(scene: Stage) -> None:
    wish(scene)
    wish(scene, "zhao", weekly=True)
    wish(scene, "wu", weekly=True, by_mail=False)
    assert (mailed(scene), weekly(scene)) == (["li", "zhao"], ["wu", "zhao"])


def test_who_holds_no_role_today_is_told_nothing(scene: Stage) -> None:
    for account in ("li", "hu"):
        wish(scene, account, weekly=True)
    assert (mailed(scene), weekly(scene)) == (["li"], ["li"])
    roles = apps.get_model("organisations.Role").objects.filter(person__account="li")
    roles.update(ends=day_of(scene.now) + timedelta(days=1))
    assert mailed(scene) == ["li"]
    roles.update(ends=day_of(scene.now))
    assert (mailed(scene), weekly(scene)) == ([], [])


def test_who_only_inspects_is_told_nothing(scene: Stage) -> None:
    samples.inspector()
    wish(scene, "hu")
    assert mailed(scene) == []


def test_a_closed_account_is_told_nothing(scene: Stage) -> None:
    wish(scene)
    User.objects.filter(username="li").update(is_active=False)
    assert mailed(scene) == []


def test_it_takes_three_queries_for_any_number(scene: Stage, django_assert_num_queries: Any) -> None:
    for account in ("li", "zhao", "wu"):
        wish(scene, account)
    with django_assert_num_queries(3):
        queries.mailed(day=day_of(scene.now))


def test_all_that_presses_is_read_in_pages(press: Press, scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.pressing, "_AT_ONCE", 3)
    wanted = [press(f"第 {number} 件", days=-number) for number in range(8)]
    press("远", days=60)
    found = queries.everything(day=day_of(scene.now))
    assert [one.id for one in found] == wanted[::-1]


def test_a_page_opens_where_it_is_asked_to(press: Press, scene: Stage, theirs: str) -> None:
    press("快了", days=3)
    press("他们", days=3, turn=theirs)
    page = queries.page(Wish("li"), wanted="theirs", at=scene.now)
    assert (page.pressure, [one.title for one in page.rows]) == (Pressure.THEIRS, ["他们"])
    page = queries.page(Wish("li"), wanted="x", at=scene.now)
    assert (page.pressure, [one.title for one in page.rows]) == (Pressure.NEAR, ["快了"])


def test_a_page_shows_only_what_is_wished(press: Press, scene: Stage) -> None:
    press("快了", days=3)
    press("晚了", days=-3)
    page = queries.page(Wish("li", (Pressure.LATE,)), wanted="near", at=scene.now)
    assert dict(page.counts) == {Pressure.LATE: 1}
    assert page.pressure is Pressure.LATE


def test_the_number_is_what_the_page_shows(press: Press, scene: Stage, theirs: str) -> None:
    press("快了", days=3)
    press("晚了", days=-3, kind="visit")
    press("他们", days=3, turn=theirs)
    assert queries.counted("li", scene.now) == 3
    wish(scene, pressures=(Pressure.LATE, Pressure.THEIRS))
    assert queries.counted("li", scene.now) == 2
    wish(scene, kinds=("visit",))
    assert queries.counted("li", scene.now) == 1


def test_a_calendar_looks_three_months_ahead(press: Press, scene: Stage, theirs: str) -> None:
    press("远", days=queries.pressing.FEED_DAYS)
    press("太远", days=queries.pressing.FEED_DAYS + 1)
    press("他们", days=30, turn=theirs)
    found = queries.feed_lines(Wish("li"), day=day_of(scene.now))
    assert [(one.title, one.pressure) for one in found] == [("他们", Pressure.THEIRS), ("远", Pressure.NEAR)]


def test_kinds_are_known_by_name_and_calendars_by_party(press: Press) -> None:
    assert queries.kinds_known()["petition"]["en"]
    (calendar,) = queries.calendars_of_ours()
    assert {*calendar.years} == {"2025", "2026"}


def test_only_the_token_itself_leads_to_its_owner(scene: Stage) -> None:
    day, token = day_of(scene.now), actions.make_feed(account="li", at=scene.now)
    found = queries.owner_of(token, day=day)
    assert found is not None
    assert found.account == "li"
    for other in ("", token[:-1], token + "x", token.swapcase()):
        assert queries.owner_of(other, day=day) is None


def test_the_owner_reads_when_it_was_read_last(scene: Stage) -> None:
    assert queries.feed_of("li") is None
    actions.make_feed(account="li", at=scene.now)
    state = queries.feed_of("li")
    assert state is not None
    assert (state.made_at, state.read_at) == (scene.now, None)
    actions.note_read(account="li", network="10.0.0.0/24", at=scene.now)
    state = queries.feed_of("li")
    assert state is not None
    assert (state.read_at, state.read_from) == (scene.now, "10.0.0.0/24")


def test_failures_stand_the_latest_first_and_are_cut(scene: Stage, press: Press) -> None:
    kept = {"lines": [], "number": 0, "counts": {}}
    at, shown_max = scene.now, queries.outbox.SHOWN_MAX
    Message.objects.bulk_create(
        Message(
            channel="mail",
            account=f"a{n}",
            round="day x",
            told=kept,
            made_at=at,
            due_at=at,
            trouble="mail_server_refused",
        )
        for n in range(shown_max + 5)
    )
    found = queries.troubled()
    assert (len(found), found[0].account) == (shown_max, f"a{shown_max + 4}")
    assert queries.backlog() == shown_max + 5


def test_what_failed_says_why(scene: Stage, press: Press) -> None:
    wish(scene)
    press()
    actions.collect(channels=["mail"], at=scene.now)
    (one,) = actions.claim(channels=["mail"], at=scene.now)
    long = Refused(ReminderRefusal.ROBOT_IS_OUT_OF_REACH, reason="x" * 1000, channel="mail")
    actions.failed(one, long, at=scene.now)
    (found,) = queries.troubled()
    assert found.facts == {"reason": "x" * 200, "channel": "mail"}
    assert (found.tries, found.is_given_up) == (1, False)
    assert (found.due_at - scene.now).total_seconds() == 60
