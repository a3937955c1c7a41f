"""Two sides deliberate, told in the browser: from an agenda to a duty that is done, and a disagreement that stays one.

Zhao acts and wu signs for us; the neighbour is played by the test.
"""

from collections.abc import Sequence

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.programme.tests.council import CALL, HELD, OPINION
from pilin.modules.programme.tests.table import Table
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

COUNCIL = "/programme/council/"
LAMPS = {
    "title": "山塘桥夜间照明",
    "question": "两岸路灯由谁出资、谁维护",
    "raised_by": "沪浙山塘联合党支部",
    "domain": "d1",
    "position": "各装各的一岸，同一款式",
    "rule": "无",
    "wish": "国庆前亮灯",
}


@pytest.fixture
def table(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Return both sides at one table, with our node served."""
    assert address
    return Table(stage, monkeypatch)


def tick(tab: Tab, names: Sequence[str]) -> None:
    """Tick boxes by their names."""
    for name in names:
        tab.tell(f"document.getElementsByName('{name}')[0].checked = true")


def only(table: Table, kind: str) -> str:
    (found,) = table.of_kind(kind)
    return found.id


def meeting_page(address: str, meeting: str) -> str:
    return f"{address}{COUNCIL}meetings/{meeting}/"


def raise_and_call(table: Table, address: str, tab: Tab) -> str:
    """Raise a topic and call a meeting about it, as a clerk does; return the meeting."""
    tab.open(f"{address}{COUNCIL}")
    tab.follow("提出议题")
    tab.submit("main form", **LAMPS)
    assert "待另一方表态" in tab.words
    table.stage.meet()
    table.they_take(only(table, "topic"), "answer", OPINION)
    tab.open(f"{address}{COUNCIL}")
    tab.follow("召集联席会议")
    tick(tab, [tab.tell("document.querySelector('.topic-row [type=checkbox]').name")])
    tab.submit("main form", planned_on="2026-03-20", place="广陈镇政府")
    table.stage.meet()
    return only(table, "meeting")


def hold(table: Table, address: str, tab: Tab, meeting: str) -> None:
    """Let the other side accept, the day come, and enter that the meeting was held."""
    table.they_take(meeting, "accept_agenda")
    tab.open(meeting_page(address, meeting))
    tab.tell("[...document.querySelectorAll('.steps button')].find(one => one.value === 'hold').click()")
    tab.settle()
    attended = {"bodies-0-body": "广陈镇", "bodies-0-count": "4", "bodies-1-body": "廊下镇", "bodies-1-count": "3"}
    today = table.stage.now.strftime("%Y-%m-%d")
    tab.submit("main form", **{"held_on": today, **attended})
    table.stage.meet()


def draft(table: Table, address: str, tab: Tab, meeting: str, **text: str) -> None:
    tab.open(f"{meeting_page(address, meeting)}steps/draft_minutes/")
    tab.submit("main form", **text)
    table.stage.meet()


def test_from_a_topic_to_a_duty_that_is_done(table: Table, address: str, sign_in: SignIn) -> None:
    tab = sign_in("wu")
    meeting = raise_and_call(table, address, tab)
    assert OPINION["position"] in tab.words
    hold(table, address, tab, meeting)
    decision = {"decisions-0-text": "两岸同款路灯", "decisions-0-due": "2026-12-31"}
    leads = {"decisions-0-chair_lead": "广陈镇", "decisions-0-partner_lead": "廊下镇"}
    draft(table, address, tab, meeting, **{"items-0-text": "同款，各装一岸", **decision, **leads})
    table.they_take(meeting, "sign_minutes")
    tab.open(meeting_page(address, meeting))
    assert "平湖市 ▲ 待签署 金山区 ✓ 已签署" in tab.words
    tab.tell("[...document.querySelectorAll('.steps button')].find(one => one.value === 'sign_minutes').click()")
    tab.settle()
    assert "签署的就是这些内容" in tab.words
    tab.submit("main form")
    tab.follow("本类事项的办理页")
    assert "平湖市 ‖ 已签署 待对方节点纳入后生效" in tab.words
    table.stage.meet()
    tab.open(meeting_page(address, meeting))
    assert "纪要各方已签" in tab.words
    table.carry_out()
    finish_duty(table, address, tab, meeting)
    assert tab.troubles == []


def finish_duty(table: Table, address: str, tab: Tab, meeting: str) -> None:
    """Report the result on our side, confirm on both, and follow the thread from the duty back to the topic."""
    duty = only(table, "duty")
    tab.open(f"{address}/matters/{duty}/steps/report_result/")
    tab.submit("main form", result="两岸全线亮灯")
    table.stage.meet()
    table.they_take(duty, "confirm_done")
    tab.open(f"{address}/matters/{duty}/steps/confirm_done/")
    tab.submit("main form")
    table.stage.meet()
    tab.open(f"{address}{COUNCIL}")
    assert "两岸同款路灯 广陈镇 廊下镇 2026-12-31 ✓ 已完成" in tab.words
    tab.open(f"{address}{COUNCIL}trace/{duty}/")
    for said in (LAMPS["title"], "2026年第1次联席会议", "决1 · 两岸同款路灯", "两岸全线亮灯"):
        assert said in tab.words
    tab.follow(LAMPS["title"])
    assert "已由纪要议定" in tab.words
    assert table.same(duty, meeting, only(table, "topic"))


def test_a_disagreement_that_stays_one(table: Table, address: str, sign_in: SignIn) -> None:
    tab = sign_in("wu")
    meeting = raise_and_call(table, address, tab)
    hold(table, address, tab, meeting)
    texts = {"items-0-interim": "先装桥头两盏", "items-0-review_on": "2026-10-15"}
    draft(table, address, tab, meeting, **{"items-0-outcome": "differs", **texts})
    table.they_take(meeting, "sign_minutes")
    table.take(meeting, "sign_minutes")
    table.carry_out()
    dispute = only(table, "dispute")
    table.they_take(dispute, "state_text", {"text": OPINION["position"], "rule": OPINION["rule"]})
    tab.open(f"{address}/matters/{dispute}/steps/escalate/")
    tab.submit("main form", line="嘉兴市住建局", line_on="2026-04-01")
    table.stage.meet()
    table.they_take(dispute, "escalate", {"line": "上海市住建委", "line_on": "2026-05-06"})
    tab.open(f"{address}/matters/{dispute}/")
    for said in (LAMPS["position"], OPINION["position"], "嘉兴市住建局", "上海市住建委", "分歧存续", "2026-10-15"):
        assert said in tab.words
    tab.open(f"{address}{COUNCIL}")
    assert "山塘桥夜间照明 — 先装桥头两盏 2026-10-15" in tab.words
    assert table.same(dispute, meeting)
    assert tab.troubles == []


def test_minutes_that_the_other_side_amends_while_we_signed(table: Table, address: str, sign_in: SignIn) -> None:
    lamps, bus = table.topics()
    meeting = table.called(lamps, bus)
    table.they_take(meeting, "accept_agenda")
    table.take(meeting, "hold", HELD)
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    table.take(meeting, "sign_minutes")
    table.they_take(meeting, "amend_minutes", {**table.minutes(lamps, bus), "decisions": [], "reason": "经费未定"})
    tab = sign_in("wu")
    tab.open(meeting_page(address, meeting))
    assert "平湖市 ■ 签署已作废 金山区修改了文本" in tab.words
    tab.open(f"{meeting_page(address, meeting)}steps/redraft_minutes/")
    tab.follow("以金山区修改后的文本为底稿")
    tab.submit("main form")
    table.stage.meet()
    assert table.record(meeting).value("decisions") == []
    assert table.record(meeting).state == "minutes"


def test_a_chair_whose_node_is_silent_is_stood_in_for(table: Table, address: str, sign_in: SignIn) -> None:
    lamps, bus = table.topics()
    absent = table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    table.take(absent, "accept_agenda")
    tab = sign_in("wu")  # whose clock is the machine's: the day of the meeting is long past
    tab.open(meeting_page(address, absent))
    tab.follow("接任主持，另行召集")
    assert "由我方接任主持，代替“2026年第1次联席会议”" in tab.words
    tab.submit("main form")
    assert "已召集并签名" in tab.words
    table.carry_out()
    assert table.record(lamps).state == "on_agenda"


def test_a_meeting_is_called_by_keyboard_alone(table: Table, address: str, sign_in: SignIn) -> None:
    table.topics()
    tab = sign_in("zhao")
    tab.open(f"{address}{COUNCIL}")
    until(tab, "召集联席会议")
    tab.press("Enter")
    tab.settle()
    assert tab.tell("location.pathname").endswith("/meetings/new/")
    until(tab, name="planned_on")
    tab.tell("document.activeElement.value = '2026-03-20'")  # a day is typed in the order of the browser's language
    until(tab, name="place")
    tab.ask("Input.insertText", text="广陈镇")
    until(tab, name="-chosen")
    space = {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32}
    tab.ask("Input.dispatchKeyEvent", type="keyDown", text=" ", **space)
    tab.ask("Input.dispatchKeyEvent", type="keyUp", **space)
    until(tab, "签名并送出")
    tab.press("Enter")
    tab.settle()
    assert "已召集并签名" in tab.words


def until(tab: Tab, words: str = "", *, name: str = "") -> None:
    """Press Tab until something that bears these words, or this name, has the focus."""
    seen: list[str] = []
    while len(seen) < 60:
        tab.press("Tab")
        seen.append(f"{tab.focused} {tab.tell('document.activeElement.name || String()')}")
        if (words or name) in seen[-1]:
            return
    raise AssertionError(seen)


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_of_the_deliberation_fit_their_window(
    table: Table, address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    meeting, *_ = table.signed()
    table.carry_out()
    other = table.called(*table.topics(), number=2)
    tab = sign_in("wu", width=width, is_phone=is_phone)
    pages = ["", "meetings/new/", f"meetings/{meeting}/", f"meetings/{meeting}/paper/", f"trace/{meeting}/"]
    pages += [f"meetings/{other}/steps/{name}/" for name in ("hold", "call_again")]
    found = {}
    for page in pages:
        tab.open(f"{address}{COUNCIL}{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []


def test_minutes_are_printed_with_places_for_two_seals(table: Table, address: str, sign_in: SignIn) -> None:
    meeting, *_ = table.signed()
    tab = sign_in("wu", width=680)
    tab.open(f"{meeting_page(address, meeting)}paper/")
    assert tab.printed().startswith(b"%PDF")
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert tab.words.count("（盖章）") == 2
    assert "回到会议" not in tab.words
    assert tab.overflow() == []
