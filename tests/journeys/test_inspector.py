"""The inspector: what others did stands in the log, he filters it, and nothing else opens to him.

Zhao acts, li only reads, hu inspects.
"""

import pytest

from pilin.base import clock
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.web import logbook
from pilin.web.logbook import Event, audit, reading
from pilin.web.tests import samples
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

LOG = "/access-log/"


def events(tab: Tab) -> list[str]:
    """Return the events that the page shows, newest first."""
    return list(tab.tell("[...document.querySelectorAll('tbody tr')].map(row => row.cells[2].innerText)"))


def many_rows() -> None:
    """Write more rows than a page holds, with long subjects among them."""
    for number in range(reading.PAGE_ROWS + 5):
        logbook.record(
            Event.PROTECTED_READ,
            account="li",
            at=clock.now(),
            client="2001:db8:1:2::3",
            subject=f"matter/{'0' * 36}{number}",
            facts={"field": "applicant", "reason": "x" * 60},
        )


def test_what_was_done_and_what_was_refused_stands_in_the_log(stage: Stage, address: str, sign_in: SignIn) -> None:
    samples.inspector()
    samples.browser("zhao").post(f"/diagnostics/{THEM}/maintenance/", {"mode": "paused"})
    assert samples.browser("li").get(LOG).status_code == 403
    tab = sign_in("hu")
    assert tab.tell("location.pathname") == LOG
    assert {"维护连接", "无权限，未放行"} <= set(events(tab))
    tab.submit("form.filters", account="zhao")
    assert events(tab) == ["维护连接"]
    assert audit.findings() == []


def test_older_rows_follow_and_the_newest_are_a_link_away(stage: Stage, address: str, sign_in: SignIn) -> None:
    samples.inspector()
    many_rows()
    tab = sign_in("hu")
    assert len(events(tab)) == reading.PAGE_ROWS
    tab.follow("更早的")
    assert 0 < len(events(tab)) < reading.PAGE_ROWS
    tab.follow("回到最新")
    assert len(events(tab)) == reading.PAGE_ROWS


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_log_fits_its_window_and_is_printed(
    stage: Stage, address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    samples.inspector()
    many_rows()
    tab = sign_in("hu", width=width, is_phone=is_phone)
    assert tab.overflow() == []
    assert tab.troubles == []
    assert tab.printed().startswith(b"%PDF")


def test_a_page_that_is_not_his_says_so(stage: Stage, address: str, sign_in: SignIn) -> None:
    samples.inspector()
    tab = sign_in("hu")
    tab.open(f"{address}/matters/")
    assert "没有“查看”权限" in tab.words
    tab.follow("回到首页")
    assert tab.tell("location.pathname") == LOG
