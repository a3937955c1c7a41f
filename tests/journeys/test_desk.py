"""A clerk at the desk: what waits for her, one click to the matter, one page before she signs, and it waits no more.

Wu signs, li only reads; the neighbour is played by the test.
"""

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import OPINION, POND, Stage
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

FILTERS = ("/desk/?whose=ours&kind=plan", "/desk/filters/", "/documents/", "/matters/?kind=plan")
PAGES = ("/desk/", "/desk/?whose=sign", "/desk/agreements/", f"/desk/agreements/{texts.ID}/", "/desk/directory/")
BOOKS = ("/desk/ledger/", "/desk/search/?words=山塘")


def counts(tab: Tab) -> dict[str, int]:
    """Return the five counts by their words, as the desk shows them."""
    shown = "[...document.querySelectorAll('.count')].map(one => one.innerText.split(/\\s+/))"
    return {words: int(number) for number, words in tab.tell(shown)}


def half_signed(stage: Stage) -> None:
    """Let the neighbour sign our plan first: it waits for us."""
    stage.open_plan()
    stage.meet()
    stage.they_take("sign", text=stage.text("sign"))
    stage.meet()


def test_from_the_count_to_the_signature_in_three_pages(stage: Stage, address: str, sign_in: SignIn) -> None:
    half_signed(stage)
    tab = sign_in("wu")
    assert tab.tell("location.pathname") == "/desk/"
    assert counts(tab) == {"待我处理": 1, "待我签收": 1, "等对方": 0, "临期": 0, "超期": 0}
    tab.follow(POND)
    assert "“签署方案”已由金山区签署，待平湖市签署后生效。" in tab.words
    tab.submit(".steps form")
    assert "签署的就是这些内容" in tab.words
    assert stage.row().state == "offered"  # looking signs nothing
    tab.submit("main form")
    stage.meet()
    tab.open(f"{address}/matters/{stage.matter}/")
    assert "双方已签，执行中" in tab.words
    assert stage.row().state == "in_force"
    assert tab.troubles == []


def test_what_we_sent_waits_for_the_other_side_until_it_comes_back(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    stage.take("sign")
    stage.meet()
    tab = sign_in("wu")
    assert counts(tab)["等对方"] == 1
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    tab.open(f"{address}/desk/")
    assert (counts(tab)["待我处理"], counts(tab)["等对方"]) == (1, 0)
    assert "退回修改" in tab.words


def test_a_document_of_the_other_side_is_signed_from_the_desk(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.they_offer(kit.document("plan"))
    tab = sign_in("wu")
    assert counts(tab)["待我签收"] == 1
    tab.open(f"{address}/desk/?whose=sign")
    tab.follow("一项一策")
    assert tab.tell("location.hash").startswith("#document-")
    tab.submit("main form")
    tab.open(f"{address}/desk/")
    assert counts(tab)["待我签收"] == 0


def test_a_filter_is_kept_from_the_desk_and_opened_again(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    stage.meet()
    tab = sign_in("wu")
    tab.tell("document.querySelector('.narrowing').open = true")
    change = "kind.value = 'plan'; kind.dispatchEvent(new Event('change', {bubbles: true}));"
    tab.tell(f"{{ const kind = document.querySelector('.narrowing [name=kind]'); {change} }}")
    tab.wait_for("location.search.includes('kind=plan') && document.querySelector('.keep-filter') !== null")
    tab.submit(".keep-filter", name="我的方案")
    assert "已保存筛选“我的方案”" in tab.words
    tab.open(f"{address}/desk/filters/")
    tab.follow("我的方案")
    assert POND in tab.words
    assert tab.troubles == []


def test_the_other_side_is_asked_again_from_the_matter(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    stage.meet()
    tab = sign_in("wu")
    tab.open(f"{address}/matters/{stage.matter}/")
    tab.submit(".ask-again", text="请在本周内会签")
    assert "平湖市已催办 1 次" in tab.words
    tab.submit(".ask-again", text="再催")
    assert "每个工作日只能催办一次" in tab.words
    stage.meet()
    assert stage.same()


def test_who_only_reads_sees_the_desk_and_may_not_sign(stage: Stage, address: str, sign_in: SignIn) -> None:
    half_signed(stage)
    tab = sign_in("li")
    tab.follow(POND)
    assert tab.tell("document.querySelectorAll('.steps form').length") == 0
    assert "由我方有“签署”权限的人办理" in tab.words


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_of_the_desk_fit_their_window(
    stage: Stage, address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    half_signed(stage)
    stage.agree(texts.agreement().as_json())
    tab = sign_in("li", width=width, is_phone=is_phone)
    found = {}
    for page in (*PAGES, *BOOKS, *FILTERS):
        tab.open(f"{address}{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []


def test_the_desk_is_worked_by_keyboard_alone(stage: Stage, address: str, sign_in: SignIn) -> None:
    half_signed(stage)
    tab = sign_in("wu")
    tab.press("Tab")
    assert tab.focused == "跳到正文"
    tab.press("Enter")
    seen: list[str] = []
    while POND not in (seen or [""])[-1]:
        tab.press("Tab")
        seen.append(tab.focused)
        assert len(seen) < 20, seen
    assert [words.split()[-1] for words in seen[:5]] == ["待我处理", "待我签收", "等对方", "临期", "超期"]
    tab.press("Enter")
    tab.settle()
    assert tab.tell("location.pathname") == f"/matters/{stage.matter}/"


def test_the_desk_is_printed_without_its_navigation(stage: Stage, address: str, sign_in: SignIn) -> None:
    half_signed(stage)
    tab = sign_in("wu")
    assert tab.printed().startswith(b"%PDF")
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert POND in tab.words
    assert tab.tell("getComputedStyle(document.querySelector('.navigation')).display") == "none"
