"""The programme on one page: for whom, what it shows, and what it says that it is not."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, place
from pilin.modules.programme.tests.conftest import at
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]


def test_nobody_enters_who_is_not_signed_in_or_holds_no_role(scene: Stage, client: Any) -> None:
    assert client.get("/programme/").status_code == 302
    assert samples.browser("hu").get("/programme/").status_code == 403


@pytest.mark.usefixtures("scene")
def test_an_empty_programme_says_who_brings_what(read: Read) -> None:
    words = read("/programme/", "li")
    assert "由任一方在名录中公布边界" in words
    assert "尚无结对" in words


@pytest.mark.usefixtures("declared")
def test_the_page_has_the_strip_the_pattern_and_the_same_facts_as_tables(read: Read) -> None:
    words = read("/programme/", "li")
    assert "示意图，非行政区域界线依据" in words
    assert "从西端到海岸的示意条带，上方为金山区，下方为平湖市" in words
    assert "“1+6+4”合作格局" in words
    assert "1 双方党委统一领导 牵头" in words
    assert "6 专门工作组 来源未载明 × 2" in words
    assert "镇 甲镇 乙镇（北乙） 联合巡查 ● 各方均已公布" in words
    assert "甲镇 6.9 平湖市" in words
    assert "乙镇 未核实 7.8 金山区" in words


@pytest.mark.usefixtures("declared")
def test_paired_places_are_joined_on_the_strip() -> None:
    page = samples.browser("li").get("/programme/").content.decode()
    assert page.count('class="strip-pair"') == 1
    assert page.count('class="strip-point doubtful"') == 1


@pytest.mark.usefixtures("declared")
def test_more_places_cost_no_more_queries() -> None:
    more = [place(f"镇{number}", side=US, code=f"{US}10{number}000", chainages=at(number)) for number in range(1, 9)]
    costs_no_more("/programme/", lambda: organisations.declare(entries=more, author=rules.Author(US), at=AT))
