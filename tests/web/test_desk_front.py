"""What stands quietly on the front page: envelopes refused of late, and from November next year's calendar."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.rules.clocks import parse_calendar
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import REPORT, THEM, US, Stage
from pilin.modules.desk import queries
from pilin.web.tests import samples

Read = Callable[..., str]
CALENDAR = kit.document("calendar")


def on(month: int, day: int = 2) -> Instant:
    """Return the morning of a day of 2026 in China."""
    return Instant(datetime(2026, month, day, 2, tzinfo=UTC))


def lacking(month: int, peers: tuple[str, ...] = (THEM,)) -> list[str]:
    return list(queries.desk(me=US, at=on(month), wanted=Wanted(), peers=dict.fromkeys(peers, "")).lacking)


def with_year(year: int) -> dict[str, Any]:
    """Return the sample calendar with one more year, of which nothing is known but that it was published."""
    return {**CALENDAR, "years": {**CALENDAR["years"], str(year): {"holidays": [], "workdays": []}}}


@pytest.mark.parametrize(("month", "says"), [(1, []), (10, []), (11, [THEM]), (12, [THEM])])
def test_from_november_a_calendar_without_next_year_is_missed(stage: Stage, month: int, says: list[str]) -> None:
    stage.agree(CALENDAR)
    assert lacking(month) == says


def test_without_any_calendar_it_is_missed_too(stage: Stage) -> None:
    assert lacking(11) == [THEM]
    assert lacking(11, peers=()) == []


def test_an_agreed_year_is_missed_no_more_but_for_other_peers(stage: Stage) -> None:
    stage.agree(with_year(2027))
    assert parse_calendar(with_year(2027)).years["2027"] == {"holidays": (), "workdays": ()}
    assert lacking(12) == []
    assert lacking(12, peers=(THEM, "330421")) == ["330421"]


def test_an_offer_alone_is_no_calendar(stage: Stage) -> None:
    stage.offer(with_year(2027))
    assert lacking(12) == [THEM]


@pytest.mark.parametrize("days", [0, 260])
def test_the_banner_says_what_is_missing_and_with_whom(scene: Stage, read: Read, days: int) -> None:
    scene.agree(CALENDAR)
    scene.later(days=days)  # from the second of March into November
    words = read("/desk/", "li")
    assert ("明年的工作日历尚未签署（2027 年，与金山区）" in words) is (days > 0)


# Dead letters


def refused_one(scene: Stage) -> None:
    """Let the neighbour refuse one of our envelopes for good."""
    scene.plan_in_force()
    scene.they_refuse(scene.take("report_milestone", fields=REPORT))
    scene.meet()


def test_without_refused_letters_the_desk_says_nothing_of_them(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert "拒收" not in read("/desk/", "li")


def test_a_refused_letter_stands_on_the_desk_and_leads_to_the_letters(scene: Stage, read: Read) -> None:
    refused_one(scene)
    assert "近 30 天有 1 封信件被对方拒收" in read("/desk/", "li")
    assert 'href="/diagnostics/dead-letters/"' in samples.browser("li").get("/desk/").content.decode()


def test_after_a_month_it_stands_with_the_letters_only(scene: Stage, read: Read) -> None:
    refused_one(scene)
    federation.Envelope.objects.filter(outcome="refused").update(stored_at=scene.now - timedelta(days=31))
    assert "拒收" not in read("/desk/", "li")
    assert "没有。对方正式拒收" not in read("/diagnostics/dead-letters/", "li")
