"""Asking again on the page of a matter: where the button stands, what it does, and what both sides then read."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters import models
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, US, Stage
from pilin.web.tests import samples

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"


def ask(scene: Stage, text: str = "", account: str = "zhao") -> Any:
    return samples.browser(account).post(f"/matters/{scene.matter}/ask-again/", {"text": text}, follow=True)


def asked() -> list[str]:
    return [row.body["text"] for row in models.Note.objects.filter(body__has_key="asks").order_by("at")]


def test_who_may_act_asks_again_where_the_other_side_is_to_act(scene: Stage, read: Read) -> None:
    scene.open_petition()
    assert "催办：请对方尽快办理" in read()
    page = ask(scene, "  请在本周内受理  ").content.decode()
    assert "催办已签名" in page
    assert asked() == ["请在本周内受理"]
    words = read()
    assert "平湖市已催办 1 次，最近一次在" in words
    assert "请在本周内受理" in words.partition("经过")[2]
    assert "催办" in words.partition("经过")[2]


def test_where_we_are_to_act_there_is_nobody_to_ask(scene: Stage, read: Read) -> None:
    scene.open_plan()
    models.Matter.objects.update(turn=f",{US},")
    assert "催办：" not in read()
    assert "无人可催" in ask(scene).content.decode()


def test_a_second_time_on_one_day_is_refused_in_a_sentence(scene: Stage) -> None:
    scene.open_petition()
    ask(scene)
    assert "同一方每个工作日只能催办一次" in ask(scene).content.decode()
    assert len(asked()) == 1
    scene.later(days=1)
    assert "催办已签名" in ask(scene).content.decode()


def test_who_only_reads_does_not_ask(scene: Stage, read: Read) -> None:
    scene.open_petition()
    assert "催办：" not in read(account="li")
    assert ask(scene, account="li").status_code == 403
    assert asked() == []


def test_what_they_ask_stands_on_our_page_until_something_happens(scene: Stage, read: Read) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_tell(chain.asking(scene.theirs, SCRIPT, basis=CLAUSE, calendar=""))
    scene.meet()
    html = samples.browser("zhao").get(f"/matters/{scene.matter}/").content.decode()
    assert "金山区已催办 1 次" in html
    assert "<script" not in samples.foreign(html)
    scene.take("sign")
    scene.meet()
    assert "金山区已催办" not in read()
    assert "催办" in read().partition("经过")[2]


def test_a_matter_that_is_not_there_is_refused_in_a_sentence(scene: Stage) -> None:
    scene.open_plan()
    models.Matter.objects.update(final=True)
    assert "没有催办" in ask(scene).content.decode()


@pytest.mark.parametrize("text", ["长" * 500, "", "两行\n文字"])
def test_a_long_text_is_cut_and_none_is_needed(scene: Stage, text: str) -> None:
    scene.open_petition()
    ask(scene, text)
    assert asked() == [text.strip()[:200]]
