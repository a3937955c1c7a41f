"""An account on its way: invited, in, raised to signer, with a second factor, signing, locked.

Wu signs already and looks after the accounts; zhao acts; chen is invited.
"""

import pyotp
import pytest
from django.conf import settings
from django.contrib.auth.models import User

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

PAGES = ("/account/", "/account/password/", "/account/second-factor/", "/people/", "/people/invite/", "/people/{li}/")
PHRASE = "a phrase of my own"


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


def enter(tab: Tab, account: str, password: str) -> None:
    tab.submit("main form", account=account, password=password)


def raise_on_page(tab: Tab, name: str) -> None:
    """Appoint a person to sign, on the page of people."""
    tab.follow(name)
    tab.submit("form[action$='/appoint/']", right="sign")
    assert "已任命，并记入日志" in tab.words


def test_an_account_is_invited_raised_to_signer_signs_and_is_locked(
    stage: Stage, address: str, sign_in: SignIn
) -> None:
    stage.open_plan()
    stage.meet()
    tab = sign_in("wu")
    link = invited(tab, address)
    tab.open(f"{address}/people/")
    raise_on_page(tab, "陈晨")
    tab.submit("form.band-user")
    comes_in(tab, link, address)
    tab.open(f"{address}/matters/{stage.matter}/steps/sign/")
    tab.submit("main form")
    stage.meet()
    assert stage.view().matter.signed["sign"]
    lock(address, "chen")
    tab.open(f"{address}/matters/")
    assert tab.tell("location.pathname") == "/sign-in/"
    enter(tab, "chen", PHRASE)
    assert "账号和密码不相符" in tab.words
    assert tab.troubles == []


def invited(tab: Tab, address: str) -> str:
    """Invite chen to act and return the link that the page shows."""
    tab.open(f"{address}/people/")
    tab.follow("邀请人员")
    tab.submit("main form", name="陈晨", account="chen", right="act")
    shown = str(tab.tell("document.querySelector('#address').value"))
    return address + shown.removeprefix(settings.NODE.pages.url)


def comes_in(tab: Tab, link: str, address: str) -> None:
    """Let chen open her link, set a password, sign in and set up her second factor."""
    tab.open(link)
    tab.submit("main form", new=PHRASE, again=PHRASE)
    enter(tab, "chen", PHRASE)
    tab.open(f"{address}/account/second-factor/")
    tab.submit("main form", code=code_on(tab), password=PHRASE)


def lock(address: str, account: str) -> None:
    """Let wu lock an account from another browser."""
    number = User.objects.get(username=account).pk
    answer = samples.browser("wu").post(f"/people/{number}/lock/", follow=True)
    assert "账号已锁定" in answer.content.decode()


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
def test_the_pages_of_accounts_fit_their_window(address: str, sign_in: SignIn, width: int, is_phone: bool) -> None:
    tab = sign_in("wu", width=width, is_phone=is_phone)
    found, li = {}, User.objects.get(username="li").pk
    for page in PAGES:
        tab.open(f"{address}{page.format(li=li)}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []
