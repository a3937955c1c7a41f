"""What came late says so in a sentence with its days, beside the light: on a case under way and on one that is over."""

from collections.abc import Callable

import pytest

from pilin.modules.petitions import queries
from pilin.modules.petitions.tests.test_views import page
from pilin.modules.petitions.tests.window import DESK, Window

pytestmark = pytest.mark.django_db
Read = Callable[..., str]


def test_what_is_in_time_says_nothing_of_lateness(window: Window, read: Read) -> None:
    row = window.transferred()
    said = read(page(row))
    assert "仍未办结" not in said
    assert "才办结" not in said


def test_what_is_overdue_says_since_when_and_by_what_article(window: Window, read: Read) -> None:
    """信访工作条例 23(3): fifteen days from 2 March."""
    row = window.transferred()
    window.stage.later(days=20)
    assert "“决定受理并告知”应于 2026-03-17 前办结（《信访工作条例》第23(3)条），已超期 5 日，仍未办结。" in read(
        page(row)
    )


def test_what_was_done_late_keeps_its_sentence(window: Window, read: Read) -> None:
    row = window.transferred()
    window.stage.later(days=20)
    row = window.they_take("accept")
    said = read(page(row))
    assert "“决定受理并告知”应于 2026-03-17 前办结（《信访工作条例》第23(3)条），2026-03-22 才办结，迟了 5 日。" in said
    window.stage.later(days=3)
    assert "迟了 5 日" in read(page(row))


def test_only_the_promise_is_told_and_not_every_act_that_is_stricter_elsewhere(window: Window) -> None:
    """Zhejiang's five working days bind who handles it there: in Shanghai they are no promise."""
    row = window.transferred()
    window.stage.later(days=9)
    found = queries.one(window.eyes(DESK), row.pk)
    assert found is not None
    told = [(run.period.key, run.period.area) for run in queries.overstepped(found, window.day)]
    assert told == [("object", "CN")]
