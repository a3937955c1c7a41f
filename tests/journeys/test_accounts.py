"""An account on its way: the second factor is set up, asked for at the door, and opens the right to sign.

Zhao acts and is raised to signer; wu signs already.
"""

import pyotp
import pytest
from django.conf import settings

from pilin.base import clock
from pilin.kernel.matters.tests.stage import Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.models import SecondFactor
from pilin.web.tests import samples
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

OWN = ("/account/", "/account/password/", "/account/second-factor/")


def raise_to_signer(account: str) -> None:
    wanted = rules.Appointment(account=account, office=an_id("desk"), right=Right.SIGN, starts=samples.LONG_AGO)
    organisations.appoint(appointments=[wanted], side=settings.NODE.node.code, by="wu", at=clock.now())


def code_on(tab: Tab) -> str:
    """Return the code that a telephone shows which has read the page."""
    secret = str(tab.tell("document.querySelector('.secret').innerText")).replace(" ", "")
    return pyotp.TOTP(secret).at(clock.now())


def move_to(tab: Tab, words: str) -> None:
    """Press Tab until something that bears words has the focus."""
    seen: list[str] = []
    while words not in (seen or [""])[-1]:
        tab.press("Tab")
        seen.append(str(tab.tell("document.activeElement.innerText || document.activeElement.labels?.[0].innerText")))
        assert len(seen) < 40, seen


def test_a_new_signer_is_told_sets_up_the_second_factor_and_signs(stage: Stage, address: str, sign_in: SignIn) -> None:
    stage.open_plan()
    stage.meet()
    raise_to_signer("zhao")
    tab = sign_in("zhao")
    tab.open(f"{address}/matters/{stage.matter}/")
    assert "没有通过第二验证，因此现在不能签署" in tab.words
    tab.follow("我的账号")
    tab.follow("设置第二验证")
    tab.submit("main form", code=code_on(tab), password=samples.PASSWORD)
    assert tab.tell("document.querySelectorAll('.spare-codes li').length") == 10
    tab.open(f"{address}/matters/{stage.matter}/")
    tab.submit(".steps form")
    tab.submit("main form")
    stage.meet()
    assert stage.view().matter.signed["sign"]
    assert tab.troubles == []


def test_it_is_set_up_by_keyboard_alone(stage: Stage, address: str, sign_in: SignIn) -> None:
    tab = sign_in("zhao")
    tab.open(f"{address}/account/second-factor/")
    for label, text in (("六位验证码", code_on(tab)), ("现在的密码", samples.PASSWORD)):
        move_to(tab, label)
        tab.ask("Input.insertText", text=text)
    move_to(tab, "确认并启用")
    tab.press("Enter")
    tab.settle()
    assert "请抄下备用码" in tab.words
    assert SecondFactor.objects.filter(user__username="zhao").exists()


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_of_ones_own_account_fit_their_window(
    address: str, sign_in: SignIn, width: int, is_phone: bool
) -> None:
    tab = sign_in("wu", width=width, is_phone=is_phone)
    found = {}
    for page in OWN:
        tab.open(f"{address}{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []
