"""The front page of the border room: for whom, what it lists, and what it says where nothing stands yet."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.views import front
from pilin.modules.border.views.front import DUTIES, Part
from pilin.web.tests import samples

Read = Callable[..., str]


def test_nobody_enters_who_is_not_signed_in_or_holds_no_role(scene: Stage, client: Any) -> None:
    assert client.get("/border/").status_code == 302
    assert samples.browser("hu").get("/border/").status_code == 403


def test_the_ten_duties_are_those_of_2012_in_their_order() -> None:
    assert list(DUTIES) == list(range(1, 11))
    assert (DUTIES[1], DUTIES[10]) == ("组织体系联合", "法治宣传联谊")
    assert len(set(DUTIES.values())) == 10


def test_parts_stand_by_the_number_of_their_duty(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    two = (Part(9, "border:border", "道口"), Part(3, "border:border", "支援"))
    monkeypatch.setattr(front, "PARTS", two)
    words = read("/border/", "li")
    assert words.index("3 警力支援联动 支援") < words.index("9 道口检查联手 道口")


def test_a_room_without_parts_says_what_will_stand_there(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PARTS", ())
    monkeypatch.setattr(front, "ELSEWHERE", {})
    assert "这里还没有开办的事项" in read("/border/", "li")
    assert "不记位置" in read("/border/", "li")


def test_all_ten_duties_stand_on_the_front_page_in_their_order(read: Read) -> None:
    words = read("/border/", "li")
    places = [words.index(f"{number} {name}") for number, name in DUTIES.items()]
    assert places == sorted(places)


def test_the_duties_of_other_rooms_lead_there(scene: Stage) -> None:
    html = samples.browser("li").get("/border/").content.decode()
    for home in ("mediation:cases", "petitions:cases", "care:care", "border:duties", "border:which_side"):
        assert f'<a href="{reverse(home)}">' in html


def test_where_another_room_does_not_stand_that_is_said(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "cards", list)
    assert read("/border/", "li").count("本节点没有开办这一室") == 3


def test_every_part_leads_to_a_page_that_stands(read: Read) -> None:
    assert all(read(reverse(one.page), "li") for one in front.PARTS)
    assert {one.number for one in front.PARTS} <= DUTIES.keys()
