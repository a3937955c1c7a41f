"""Two clerks and a month: the year's list is chosen and signed, a month is reported by both sides, once by keyboard.

Zhao acts, wu signs, li reads; the neighbour is played by the test.
"""

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.modules.projects import queries
from pilin.modules.projects.rules import months
from pilin.modules.projects.tests.play import Play
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

LAMPS = "南北山塘共同亮灯"


@pytest.fixture
def play(stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Let both sides agree on what projects need; the pages are made at the stage's own time."""
    monkeypatch.setattr("pilin.base.clock.now", lambda: stage.now)
    return Play(stage)


def month_of(play: Play) -> str:
    return months.month_of(day_of(play.stage.now))


def test_the_list_of_a_year_is_chosen_and_signed_by_both(play: Play, address: str, sign_in: SignIn) -> None:
    play.plan()
    play.plan(title=LAMPS)
    tab = sign_in("wu")
    tab.open(f"{address}/projects/lists/new/")
    for box in tab.tell("[...document.querySelectorAll('.ticks input[type=checkbox]')].map(one => one.id)"):
        tab.tell(f"document.getElementById('{box}').click()")
    tab.submit("main form")
    assert "待会签" in tab.words
    play.stage.matter = tab.tell("location.pathname").strip("/").split("/")[-1]
    play.stage.meet()
    tab.submit(".steps form")
    assert "签署的就是这些内容" in tab.words
    tab.submit("main form")
    play.stage.meet()
    play.stage.they_take("sign", text=play.stage.text("sign"))
    play.stage.meet()
    tab.open(f"{address}/projects/lists/{play.stage.matter}/")
    assert "双方已签，执行中" in tab.words
    assert len(queries.yearly(play.stage.matter).signed) == 2  # type: ignore[union-attr]
    assert tab.troubles == []


def test_a_month_is_reported_by_both_sides_and_signed(play: Play, address: str, sign_in: SignIn) -> None:
    plan, month = play.plan(), month_of(play)
    tab = sign_in("wu")
    tab.open(f"{address}/projects/")
    tab.follow(POND)
    tab.follow(f"{month} 月报")
    tab.follow("填报本方")
    tab.submit("main form", done="清淤一段", percent="20", next="清淤二段")
    assert "轮到：金山区" in tab.words
    play.stage.meet()
    report = queries.report_at_hand(plan, month)
    assert report is not None
    play.stage.matter = report.id
    play.they_add(done="护岸一段", percent=30)
    tab.open(f"{address}/projects/{plan}/months/{month}/")
    assert all(words in tab.words for words in ("清淤一段", "护岸一段", "签的就是上面双方所报的内容"))
    tab.submit(".acts form")
    play.stage.meet()
    play.stage.they_take("sign", text=play.stage.text("sign"))
    play.stage.meet()
    tab.open(f"{address}/projects/{plan}/months/{month}/")
    assert "✓ 双方已签" in tab.words
    assert tab.troubles == []


def reach(tab: Tab, words: str, *, within: int = 80) -> None:
    """Press the tab key until something of these words has the focus."""
    for _ in range(within):
        tab.press("Tab")
        if words in tab.focused:
            return
    raise AssertionError(f"{words} is not reached by keyboard")


def test_a_half_is_written_by_keyboard_alone(play: Play, address: str, sign_in: SignIn) -> None:
    plan, month = play.plan(), month_of(play)
    tab = sign_in("zhao")
    tab.open(f"{address}/projects/")
    reach(tab, POND)
    tab.press("Enter")
    tab.settle()
    reach(tab, f"{month} 月报")
    tab.press("Enter")
    tab.settle()
    reach(tab, "填报本方")
    tab.press("Enter")
    tab.settle()
    assert tab.tell("location.pathname") == f"/projects/{plan}/months/{month}/report/"
    for name, text in (("id_done", "清淤一段"), ("id_percent", "20")):
        while tab.tell("document.activeElement.id") != name:
            tab.press("Tab")
        tab.ask("Input.insertText", text=text)
    reach(tab, "签名并送出")
    tab.press("Enter")
    tab.settle()
    assert "清淤一段" in tab.words
    assert queries.report_at_hand(plan, month) is not None


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_of_projects_fit_their_window(
    play: Play, address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    plan, month = play.plan(particulars={"domain": "d6", "risks": ["汛期"]}), month_of(play)
    play.month(plan, month, ours={"help": "用地审批"}, theirs={})
    play.they_open(
        "yearly_list", {"title": "清单", "year": 2026, "aimed": 12, "items": [{"id": "1", "plan": plan, "title": POND}]}
    )
    below = ("", f"{plan}/", f"{plan}/history/", f"{plan}/months/{month}/", f"{plan}/months/{month}/correct/")
    tab = sign_in("wu", width=width, is_phone=is_phone)
    found = {}
    for page in (*below, "wall/", "gantt/", "lists/", f"lists/{play.stage.matter}/", "lists/new/", "article/", "new/"):
        tab.open(f"{address}/projects/{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []


def test_a_month_is_printed_with_both_halves_and_without_forms(play: Play, address: str, sign_in: SignIn) -> None:
    plan, month = play.plan(), month_of(play)
    play.report(plan, month)
    play.they_add(done="护岸一段")
    tab = sign_in("wu")
    tab.open(f"{address}/projects/{plan}/months/{month}/")
    assert tab.printed().startswith(b"%PDF")
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert "护岸一段" in tab.words
    assert tab.tell("getComputedStyle(document.querySelector('.acts')).display") == "none"


def test_the_wall_refreshes_itself_keeps_what_is_chosen_and_prints_on_a3(
    play: Play, address: str, sign_in: SignIn
) -> None:
    play.plan()
    tab = sign_in("li", width=1920)
    tab.open(f"{address}/projects/wall/?rows=25")
    assert tab.tell("parseFloat(getComputedStyle(document.querySelector('.wall-leads')).fontSize)") >= 24
    tab.tell("document.querySelector('.wall-choosing summary').click()")
    tab.tell("document.getElementById('wall-sheet').dataset.old = '1'")
    play.plan(title=LAMPS)
    tab.tell("htmx.ajax('GET', location.href, {source: '#wall-sheet', select: '#wall-sheet', swap: 'outerHTML'})")
    tab.wait_for("!document.getElementById('wall-sheet').dataset.old")
    assert LAMPS in tab.words
    assert tab.tell("document.querySelector('.wall-choosing').open")
    assert tab.tell("location.search") == "?rows=25"
    assert b"/MediaBox [0 0 1191" in tab.printed()
    assert tab.troubles == []
