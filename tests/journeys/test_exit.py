"""The end of a programme, told on one node with the neighbour played by the test: proposed, wound up, sealed, signed.

Wu signs for our side. Whatever is a step of the other side the neighbour takes.
"""

from typing import Any

import pytest

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters import models
from pilin.kernel.matters.tests.stage import CLAUSE, POND, THEM, Stage
from tests.journeys.conftest import SignIn
from tests.support.chromium import Tab

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

FORM = "main form.step-form"
EXIT = {"title": "合作期满退出", "agreement": "A5", "last_day": "2026-12-31", "reason": "期满，双方另订新约"}


class Parting:
    """Wu at her browser, and the neighbour."""

    def __init__(self, stage: Stage, address: str, tab: Tab) -> None:
        self.stage, self.address, self.tab = stage, address, tab

    def propose(self) -> None:
        """Propose the exit from the page about suspension and exit."""
        self.tab.open(f"{self.address}/programme/")
        self.tab.follow("中止与退出")
        self.tab.follow("退出合作")
        self.tab.submit(FORM, **EXIT)
        self.stage.matter = models.Matter.objects.get(kind_name="exit").pk
        self.stage.meet()

    def show(self) -> str:
        self.tab.open(f"{self.address}/programme/leaving/{self.stage.matter}/")
        return self.tab.words

    def take(self, step: str, **values: str) -> None:
        """Take a step by its form."""
        self.tab.open(f"{self.address}/matters/{self.stage.matter}/steps/{step}/")
        self.tab.submit(FORM, **values)
        self.stage.meet()

    def they_take(self, step: str, **fields: Any) -> None:
        rule = next(rule for rule in self.stage.view().kind.steps if rule.name == step)
        signing = {"text": self.stage.text(step)} if rule.joint else {}
        self.stage.they_take(step, fields=fields, **signing)
        self.stage.meet()

    def both(self, step: str) -> None:
        self.take(step)
        self.they_take(step)

    def press(self, verb: str, **values: str) -> None:
        """Press one of the buttons of the exit's own page."""
        self.show()
        self.tab.submit(f"form[action$='/{verb}/']", **values)
        self.stage.meet()

    def erase(self) -> None:
        """Tick that erasing cannot be undone, and erase."""
        self.show()
        self.tab.tell("document.querySelector('input[name=sure]').checked = true")
        self.tab.submit("form[action$='/parts/']")
        self.stage.meet()


@pytest.fixture
def parting(stage: Stage, address: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Parting:
    """Let both sides share an open plan and have agreed on how one leaves; wu has signed in."""
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    stage.open_plan()
    stage.agree_kind("exit")
    return Parting(stage, address, sign_in("wu"))


def wound_up(parting: Parting) -> None:
    """Go as far as both sides have handed back and netted."""
    parting.propose()
    parting.both("sign")
    parting.press("duties")
    parting.both("hand_back")
    parting.take("state_netting", **{"netting.payer": "nobody", "netting.amount_fen": "0"})
    parting.both("net")


def test_a_programme_is_left_in_order(parting: Parting) -> None:
    wound_up(parting)
    assert "往来轧差 ✓ 已完成" in parting.show()
    parting.erase()
    proof = federation.shared_parts(peer=THEM)
    parting.they_take("erase_responder", erased={"parts": proof.parts, "digest": proof.digest, "own": 2})
    parting.press("seal", collection="ab" * 32)
    assert "封存 ● 一方已办 平湖市" in parting.show()
    parting.they_take("seal_responder", collection="cd" * 32)
    parting.both("end")
    assert "状态：已退出" in parting.show()
    assert parting.stage.same()
    assert parting.tab.troubles == []


def test_a_matter_that_was_left_out_holds_the_signature_back(parting: Parting) -> None:
    parting.propose()
    parting.both("sign")
    assert POND not in parting.show().partition("我方现在的情况")[0]
    assert "未列入清单的未了结事项 1" in parting.tab.words
    parting.stage.take("list_duties", fields={"handed_back": []})
    parting.stage.meet()
    parting.take("hand_back")
    assert "还有 1 件未了结的事项不在清单上" in parting.tab.words
    assert "hand_back" not in parting.stage.view().matter.signed


def test_both_may_decide_to_go_on_together(parting: Parting) -> None:
    parting.propose()
    parting.both("sign")
    parting.both("go_on")
    assert "状态：双方同意继续合作" in parting.show()


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_the_pages_fit_their_window(parting: Parting, width: int, is_phone: bool) -> None:
    wound_up(parting)
    parting.tab.width(width, is_phone=is_phone)
    parting.show()
    assert parting.tab.overflow() == []
    parting.tab.open(f"{parting.address}/programme/leaving/")
    assert parting.tab.overflow() == []
    assert EXIT["title"] in parting.tab.words


def test_an_exit_is_printed_with_its_tasks(parting: Parting) -> None:
    parting.propose()
    parting.both("sign")
    parting.show()
    assert parting.tab.printed().startswith(b"%PDF")
    parting.tab.ask("Emulation.setEmulatedMedia", media="print")
    assert "事项交回" in parting.tab.words
    assert parting.tab.tell("getComputedStyle(document.querySelector('.navigation')).display") == "none"
