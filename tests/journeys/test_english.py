"""A reader who switches to English at the door: every page fits, a plan is signed, and the way back is one button.

Wu signs; the neighbour is played by the test. That no Chinese is left is read in `tests/web/test_in_english.py`.
"""

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.federation.tests import links
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import OPINION, POND, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, EVENT, border
from pilin.web.tests import samples
from tests.journeys.conftest import SignIn
from tests.journeys.test_programme import BOTH, declared
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/desk/", "/desk/?whose=sign", "/desk/agreements/", f"/desk/agreements/{texts.ID}/", "/desk/directory/",
    "/desk/ledger/", "/desk/search/?words=山塘", "/matters/", "/matters/open/", "/documents/", "/programme/",
    "/diagnostics/", "/diagnostics/dead-letters/", "/nowhere/",
)  # fmt: skip
WIDTHS = pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])


def switch(tab: Tab) -> None:
    """Press the one button of the switch."""
    tab.submit(".band-language")


def in_english(sign_in: SignIn, address: str, *, width: int = 1440, is_phone: bool = False) -> Tab:
    """Sign wu in and let her switch to English."""
    tab = sign_in("wu", width=width, is_phone=is_phone)
    switch(tab)
    assert tab.tell("location.href") == f"{address}/desk/"
    return tab


def labels_that_stand_out(tab: Tab) -> list[str]:
    """Return the labels of cells that are longer than their cell is high: on a phone they would cover the next."""
    higher = "cell => cell.scrollHeight > cell.clientHeight + 4"
    return list(
        tab.tell(f"[...document.querySelectorAll('.grid td')].filter({higher}).map(cell => cell.dataset.label)")
    )


def furnished(stage: Stage) -> None:
    """Put something onto every page: a plan sent back, an agreement, an offer, towns and pairs, an alarm."""
    stage.open_plan()
    stage.meet()
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    stage.agree(texts.agreement().as_json())
    stage.they_offer(kit.document("petition"))
    line = border("样例边界", side=US, sides=BOTH, length_m=57_030, starts_at="西端", ends_at="海岸")
    organisations.declare(entries=[line, *declared(US)], author=rules.Author(US), at=AT)
    organisations.take(entries=declared(THEM), author=rules.Author(THEM), event_hash=EVENT, at=AT)
    links.alarm("clock_skew", peer=THEM, facts={"seconds": 300})


def test_at_the_door_one_switches_and_it_holds_after_signing_in(stage: Stage, address: str, sign_in: SignIn) -> None:
    tab = sign_in("li")
    tab.submit(".band-user")
    switch(tab)
    assert tab.tell("document.documentElement.lang") == "en"
    assert tab.tell("location.pathname") == "/sign-in/"
    tab.submit("main form", account="li", password=samples.PASSWORD)
    assert tab.tell("[location.pathname, document.documentElement.lang]") == ["/desk/", "en"]
    assert "Waits for us" in tab.words
    assert tab.troubles == []


def test_a_plan_is_signed_in_english_and_reads_the_same_in_chinese(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_take("sign", text=stage.text("sign"))
    stage.meet()
    tab = in_english(sign_in, address)
    tab.follow(POND)
    assert "“Sign the plan” has been signed by 金山区 and takes effect once 平湖市 has signed." in tab.words
    tab.submit(".steps form")
    assert "This is what is signed" in tab.words
    tab.submit("main form")
    stage.meet()
    tab.open(f"{address}/matters/{stage.matter}/")
    assert "State: In force" in tab.words
    switch(tab)
    assert tab.tell("location.pathname") == f"/matters/{stage.matter}/"
    assert "双方已签，执行中" in tab.words


@WIDTHS
def test_english_words_fit_the_window(stage: Stage, address: str, sign_in: SignIn, width: int, is_phone: bool) -> None:
    furnished(stage)
    tab = in_english(sign_in, address, width=width, is_phone=is_phone)
    found = {}
    matter = f"/matters/{stage.matter}/"
    for page in (*PAGES, matter, f"{matter}steps/offer_again/", f"/evidence/?subject=matter/{stage.matter}"):
        tab.open(f"{address}{page}")
        assert tab.tell("document.documentElement.lang") == "en"
        found[page] = tab.overflow() + labels_that_stand_out(tab)
    assert {page: culprits for page, culprits in found.items() if culprits} == {}


def test_the_switch_is_reached_by_keyboard_before_the_navigation(stage: Stage, address: str, sign_in: SignIn) -> None:
    tab = sign_in("wu")
    seen = []
    while tab.focused != "English":
        tab.press("Tab")
        seen.append(tab.focused)
        assert len(seen) < 6, seen
    tab.press("Enter")
    tab.settle()
    assert tab.tell("document.documentElement.lang") == "en"
