"""A quarter in the browser: a plan both sign, a visit, a contested finding struck off; a request, and a hard problem.

Wu acts and signs at our node; the neighbour is played by the test. At every turn both nodes hold the same.
"""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.tests.test_finding_kind import DONE
from pilin.modules.projects.tests.test_order_kinds import RECEIVED
from pilin.modules.projects.tests.test_problem_kind import CLAIM, PROBLEM, UP
from pilin.modules.projects.tests.test_supervision_kinds import VISIT
from pilin.modules.projects.tests.watch import SAID, Watch
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

GATE = "界河闸门"
PLAN = {"content": "进度、资金、手续", "scope": "两镇交界", "ours": "广陈镇督查岗", "theirs": "廊下镇督查岗"}


@pytest.fixture
def watch(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Let both sides agree on what the supervision needs; the pages are made at the stage's own time."""
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Watch(stage)


def sent(watch: Watch, tab: Tab) -> None:
    """Let both sides hear of what the page that is open shows, and hold the same of it."""
    watch.stage.meet()
    watch.stage.matter = str(tab.tell("location.pathname")).strip("/").split("/")[-1]
    assert watch.stage.same()


def step(watch: Watch, tab: Tab, address: str, name: str, **values: str) -> None:
    """Take a step by its form, as the page of a matter leads there."""
    tab.open(f"{address}/matters/{watch.stage.matter}/")
    tab.submit(f".steps form[action$='/{name}/']")
    tab.submit("main form", **values)
    watch.stage.meet()
    assert watch.stage.same()


def planned(watch: Watch, tab: Tab, address: str) -> str:
    """Offer the supervision of the quarter by its form and let both sign it; return its page."""
    tab.open(f"{address}/projects/supervision/new/")
    tab.submit("main form", **PLAN, their_objects=GATE)
    sent(watch, tab)
    step(watch, tab, address, "sign")
    watch.they_take("sign")
    return f"{address}/projects/supervision/{watch.stage.matter}/"


def test_a_quarter_goes_from_its_plan_to_a_strike_off(watch: Watch, address: str, sign_in: SignIn) -> None:
    tab = sign_in("wu")
    tab.open(planned(watch, tab, address))
    tab.follow("记录走访")
    tab.submit("main form", **{name: VISIT[name] for name in ("present", "planned", "seen")})
    sent(watch, tab)
    tab.follow("就本次走访登记问题")
    tab.submit("main form", **SAID)
    sent(watch, tab)
    finding = watch.stage.matter
    watch.they_take("object", objection="二标段三月一日已进场")
    step(watch, tab, address, "uphold", answer="进场单日期为三月九日")
    watch.they_take("ask_strike_off", **DONE)
    step(watch, tab, address, "strike_off")
    tab.open(f"{address}/projects/findings/{finding}/")
    assert "待复核销号" in tab.words  # one signature closes nothing
    watch.they_take("strike_off")
    tab.open(f"{address}/projects/supervision/")
    assert "双方确认，已销号" in tab.words
    assert "DC-2026-330482-0001" in tab.words.partition("基础台账")[2]
    assert tab.troubles == []


def test_a_request_and_a_hard_problem_on_two_lines(watch: Watch, address: str, sign_in: SignIn) -> None:
    order = watch.they_order()
    tab = sign_in("wu")
    tab.open(f"{address}/desk/")
    assert "界河北岸清障" in tab.words  # it stands on the desk, with whose turn and by when
    step(watch, tab, address, "sign_for", **RECEIVED)
    step(watch, tab, address, "decline", reason="属海事部门职权")
    tab.open(f"{address}/projects/orders/")
    assert "属海事部门职权" in tab.words
    tab.open(f"{address}/projects/orders/{order}/paper/")
    assert tab.printed().count(b"/Type /Page\n") == 1  # one sheet of A4
    tab.open(f"{address}/projects/problems/new/")
    tab.submit("main form", **PROBLEM)
    sent(watch, tab)
    watch.they_take("claim_theirs", **CLAIM, due_other="2026-06-30")
    watch.they_take("escalate", **UP)
    step(watch, tab, address, "escalate", rung="county", line="平湖市交通局", line_on="2026-03-02")
    tab.open(f"{address}/projects/problems/{watch.stage.matter}/")
    ladders = tab.words.partition("平湖市上报阶梯")[2]
    assert "平湖市交通局" in ladders.partition("金山区上报阶梯")[0]
    assert "金山区交通委" in ladders.partition("金山区上报阶梯")[2]
    assert tab.troubles == []
