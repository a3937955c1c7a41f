"""The journey of an information request in the browser: from the other side's catalogue to the end of its use."""

import re

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border import queries
from pilin.modules.border.rules.records import REQUEST
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import GRANT, RECEIPT
from tests.journeys.conftest import SignIn
from tests.support import axe
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

ASKED = {"wanted": "三月界河保洁班次", "scene": "联合保洁排班", "asked_by": "平湖市水利局河道岗", "until": "2026-12-31"}


@pytest.fixture
def desk(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Let both sides agree on the kinds; the pages are made at the stage's own time."""
    assert address
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Desk(stage)


def test_an_information_request_from_the_catalogue_to_the_end_of_its_use(
    desk: Desk, address: str, sign_in: SignIn
) -> None:
    desk.they_list(days=3)
    tab = sign_in("wu")
    _asked(desk, tab, address)
    _answered_and_received(desk, tab, address)
    tab.open(f"{address}/matters/{desk.stage.matter}/steps/report_ended/")
    tab.submit("main form", end_how="deleted")
    tab.open(f"{address}/matters/{desk.stage.matter}/steps/confirm_ended/")
    tab.submit("main form")
    desk.stage.meet()
    desk.they_take("confirm_ended")
    tab.open(f"{address}/border/sharing/?over")
    assert "双方确认已停用" in tab.words
    assert desk.stage.same()  # both nodes hold the same chain and the same fold
    assert tab.troubles == []


def _asked(desk: Desk, tab: Tab, address: str) -> None:
    """Go from the catalogue to the form, be refused for a ground that is none, and ask with an article."""
    tab.open(f"{address}/border/sharing/")
    assert "河道保洁台账" in tab.words
    tab.open(tab.tell("document.querySelector('a[href*=\"?item=\"]').href"))
    tab.submit("main form", **ASKED, article="依法")
    assert "“依法”没有写明第几条" in tab.words
    assert queries.records(REQUEST) == []
    assert axe.broken(tab) == []
    tab.submit("main form", article="上海市数据条例第 39 条")
    assert "已签名，正在送达对方" in tab.words
    desk.stage.meet()
    (found,) = re.findall(r"/border/sharing/([0-9a-f-]{36})/", tab.tell("location.pathname"))
    desk.stage.matter = found
    assert "2026-03-05" in tab.words
    assert axe.broken(tab) == []


def _answered_and_received(desk: Desk, tab: Tab, address: str) -> None:
    """Let the neighbour answer in time and write its receipt, and both sign it."""
    page = f"{address}/border/sharing/{desk.stage.matter}/"
    desk.they_take("grant", **GRANT)
    desk.they_take("deliver", **RECEIPT)
    tab.open(page)
    assert "双方签收后生效" in tab.words
    tab.open(f"{address}/matters/{desk.stage.matter}/steps/receive/")
    tab.submit("main form")
    desk.stage.meet()
    desk.they_take("receive")
    tab.open(page)
    for said in ("2026-03-02 按期答复", "三月班次表一份", "2026-06-30", "金山区水务局信息岗", "双方已签"):
        assert said in tab.words
    assert axe.broken(tab) == []
    assert tab.overflow() == []
