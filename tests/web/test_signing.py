"""Signing a matter: who proposes has still to sign, what is signed is on its way, and what comes late is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters.tests.stage import Stage
from pilin.web.tests import samples
from tests.web.test_opening_refused import PLAN

Read = Callable[..., str]
pytestmark = pytest.mark.django_db


def page(account: str, address: str, form: dict[str, str] | None = None) -> str:
    """Open an address, or send a form there; return the words of the page that follows."""
    browser = samples.browser(account)
    answer = browser.get(address) if form is None else browser.post(address, form, follow=True)
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def step(scene: Stage, name: str = "sign") -> str:
    return f"/matters/{scene.matter}/steps/{name}/"


@pytest.fixture
def clause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one clause allow everything: agreements have their own tests."""
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/1"])
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ("wu", "已提出，正在送达对方。还需您以签署人身份办理“签署方案”。"),
        ("zhao", "已提出，正在送达对方。还需我方有“签署”权限的人办理“签署方案”。"),
    ],
)
def test_who_proposes_is_told_that_a_signature_is_missing(scene: Stage, clause: Any, account: str, said: str) -> None:
    kind = scene.agree_kind("plan")
    assert "发起并送出" in page(account, f"/matters/new/{kind}/")
    assert said in page(account, f"/matters/new/{kind}/", PLAN)


def test_what_all_sign_is_said_to_lack_our_signature_until_we_sign(scene: Stage, read: Read) -> None:
    scene.open_plan()
    missing = "“签署方案”要各方都签署才算数，我方还没有签署"
    assert missing in read()
    assert "签署并送出" in page("wu", step(scene))
    assert "已签署，待对方节点纳入后生效。" in page("wu", step(scene), {"filled": "1", "seen": scene.view().table})
    assert missing not in read()


def test_our_signature_on_its_way_is_shown_and_not_asked_for_again(scene: Stage, read: Read) -> None:
    scene.open_plan()
    scene.take("sign")
    said = read(account="wu")
    assert "我方已签署“签署方案”，待金山区的节点纳入后生效；不必再签。" in said
    assert "轮到：金山区" in said
    assert 'value="sign"' not in samples.browser("wu").get(f"/matters/{scene.matter}/").content.decode()
    answer = samples.browser("wu").get(step(scene))
    assert (answer.status_code, "不必再签" in answer.content.decode()) == (409, True)
    scene.meet()
    assert "“签署方案”已由平湖市签署，待金山区签署后生效。" in read(account="wu")


def test_where_only_our_signature_was_missing_it_is_the_node_in_charge_that_is_waited_for(
    scene: Stage, read: Read
) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_take("sign", text=scene.text("sign"))
    scene.meet()
    scene.take("sign")
    assert "轮到：金山区" in read(account="wu")


def test_another_proposal_on_its_way_is_shown_too(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert "已提出，待对方节点纳入后生效。" in page("zhao", step(scene, "withdraw"), {"filled": "1", "reason": "有误"})
    assert "我方已提出“撤回”，待金山区的节点纳入后生效；不必再办。" in read()


def test_a_late_signature_is_refused_with_what_may_be_done_instead(scene: Stage) -> None:
    scene.plan_in_force()
    answer = samples.browser("wu").get(step(scene))
    said = samples.text_of(answer.content.decode())
    assert answer.status_code == 409
    assert "这一步现在不能办：" in said
    assert "签署并送出" not in said
    assert "现在可以办的" in said
    assert "报告里程碑进展" in said.partition("现在可以办的")[2]
    assert f'href="/matters/{scene.matter}/"' in answer.content.decode()


def test_who_may_not_sign_reads_who_may_instead_of_a_form(scene: Stage) -> None:
    scene.open_plan()
    said = page("zhao", step(scene))
    assert "没有“签署”权限" in said
    assert "现有这一权限的部门：desk" in said


def test_what_was_written_into_a_form_that_came_late_is_kept(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_take("decline", fields={"reason": "另行商议"})
    scene.meet()
    html = samples.browser("zhao").post(step(scene, "withdraw"), {"filled": "1", "reason": "数字有误"}).content.decode()
    assert "数字有误" in html
    assert 'role="alert"' in html


def test_the_list_of_what_we_are_to_sign_is_a_tab_of_all_matters(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert "待我签收 1" in read("/matters/")
    assert "待会签" in read("/matters/?whose=sign")
    assert "等我方签署的事项" in read("/documents/", "wu")
