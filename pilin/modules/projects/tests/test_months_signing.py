"""A month is signed as it was read: a signature of the other side that comes meanwhile changes no word of it."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.modules.projects import queries
from pilin.modules.projects.tests.play import HALF, Play
from pilin.modules.projects.tests.test_views_months import seen
from pilin.web.sentences import say
from pilin.web.tests import samples

MONTH = "2026-03"


@pytest.fixture
def plan(play: Play) -> str:
    """Return a project of which both sides reported March and neither signed it."""
    made = play.plan()
    play.report(made, MONTH)
    play.they_add(percent=30)
    return made


def they_sign(play: Play) -> None:
    play.stage.they_take("sign", text=play.stage.text("sign"))
    play.stage.meet()


def they_amend(play: Play) -> None:
    play.stage.they_take("return", fields={"reason": "数据不符"})
    play.stage.meet()
    play.stage.they_take("amend", fields={"half": {**HALF, "percent": 90}})
    play.stage.meet()


def signed(plan: str, text: str) -> str:
    """Send what was read of the month to be signed; return the words of the page that follows."""
    sent = {"step": "sign", "seen": text}
    answer = samples.browser("wu").post(f"/projects/{plan}/months/{MONTH}/", sent, follow=True)
    return samples.text_of(answer.content.decode())


def test_what_we_read_before_they_signed_is_signed_by_us(play: Play, plan: str) -> None:
    read_before = seen(plan, MONTH)
    they_sign(play)
    assert [*play.stage.ours.matter.signed["sign"]] == ["responder"]
    words = signed(plan, read_before)
    assert "✓ 双方已签" in words
    assert say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence not in words
    play.stage.meet()
    assert (play.stage.ours.matter.state, play.stage.same()) == ("joint", True)


def test_what_was_signed_and_then_returned_and_amended_must_be_read_anew(play: Play, plan: str) -> None:
    read_before = seen(plan, MONTH)
    they_sign(play)
    they_amend(play)
    assert say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence in signed(plan, read_before)
    assert play.stage.ours.matter.signed == {}
    signed(plan, seen(plan, MONTH))
    assert [*play.stage.ours.matter.signed["sign"]] == ["initiator"]


def test_a_change_between_our_look_and_our_signature_is_not_signed(
    play: Play, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: Callable[[str], Any] = queries.report

    def late(report: str) -> Any:
        """Give the report as it stands, and let the neighbour change it in the next moment."""
        monkeypatch.setattr(queries, "report", looked)
        found = looked(report)
        they_amend(play)
        return found

    text = seen(plan, MONTH)
    monkeypatch.setattr(queries, "report", late)
    assert say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence in signed(plan, text)
    assert play.stage.ours.matter.signed == {}


@pytest.mark.parametrize("they_too", [False, True])
def test_a_form_that_is_sent_twice_signs_once(play: Play, plan: str, *, they_too: bool) -> None:
    text = seen(plan, MONTH)
    if they_too:
        they_sign(play)
    signed(plan, text)
    chain = play.stage.ours.chain
    signed(plan, text)
    assert play.stage.ours.chain == chain
    assert play.stage.ours.matter.state == ("joint" if they_too else "both")


@pytest.mark.parametrize("text", ["", "0" * 64, "<script>alert(1)</script>"])
def test_what_nobody_read_is_not_signed(play: Play, plan: str, text: str) -> None:
    words = signed(plan, text)
    assert say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence in words
    assert "alert(1)" not in words
    assert play.stage.ours.matter.signed == {}
