"""Pages of the room in English, with texts of a neighbour that would be more than texts, and which side in between."""

from typing import Any

import pytest
from django.conf import settings

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, border
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import CHECK, PLAN, TOTALS, a_round
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.web.tests import samples

WICKED = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ settings.SECRET_KEY }}", "</title><h1>甲"]


def english(address: str, **sent: Any) -> str:
    """Return the words of a page as who reads English sees them."""
    browser = samples.browser("zhao")
    browser.cookies[f"pilin_language_{settings.NODE.node.code}"] = "en"
    answer = browser.post(address, sent) if sent else browser.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def whole(address: str) -> str:
    """Return the words of a page, which must be whole and hold nothing that a text asked for."""
    html = samples.browser("zhao").get(address).content.decode()
    assert samples.faults_of(html) == []
    assert "<script>alert" not in html
    assert "<img" not in html
    return samples.text_of(html)


def test_a_month_is_told_in_english(beat: Beat) -> None:
    matter = beat.month(rounds=[a_round(1, "2026-03-02"), a_round(2, "2026-03-02")])
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.keep("r2", at="2026-03-02 10:00")
    beat.they_tell({"day": "2026-03-02", "starts": "20:00"})
    words = english(f"/border/patrols/{matter}/")
    assert "Rounds planned: 2, met: 0." in words
    assert "both recorded, not met, does not count" in words
    assert "no record" in words


def test_a_double_tick_is_answered_in_english(beat: Beat) -> None:
    address = f"/border/on-site/{beat.month(rounds=[a_round(1, '2026-03-02')])}/"
    sent = {"item": "r1", "day": "2026-03-02", "starts": "08:00", "minutes": "9", "people": "2", "vehicles": "0"}
    sent |= {"cost": "0", "phone_id": "0b0e2b0e-44aa-4a0e-9c53-2f6f0d8e1b77"}
    browser = samples.browser("zhao")
    browser.cookies[f"pilin_language_{settings.NODE.node.code}"] = "en"
    told = [browser.post(address, sent, headers={"X-Phone": "1"}).json()["sentence"] for _ in range(2)]
    assert told == ["Taken.", "It was taken before and was not entered twice."]


@pytest.mark.parametrize("text", WICKED)
def test_what_a_neighbour_plans_is_text_on_every_page(beat: Beat, text: str) -> None:
    rounds = [a_round(1, "2026-03-02", id=text, planner_village=text, partner_squad=text)]
    matter = beat.they_open(PATROLS, {**PLAN, "title": text, "rounds": rounds})
    beat.both("sign")
    assert whole(f"/border/patrols/{matter}/").count(text) >= 3
    assert text in whole(f"/border/on-site/{matter}/")
    assert text in whole("/border/patrols/?month=2026-03")


@pytest.mark.parametrize("text", WICKED)
def test_names_of_crossings_and_roads_of_a_neighbour_are_texts(beat: Beat, text: str) -> None:
    beat.they_open(ROADBLOCK, {**BLOCK, "title": text})
    beat.they_open(JOINT_CHECK, {**CHECK, "title": text})
    beat.both("sign")
    beat.they_take("tell_totals", totals=TOTALS)
    assert whole("/border/crossings/").count(text) == 3


def test_coordinates_in_the_address_are_no_question(lined: Stage, read: Read) -> None:
    assert lined.matter == ""
    words = read("/border/side/?longitude=121.1&latitude=30.7&system=wgs84", "li")
    assert "无法确定" not in words
    assert "归我方" not in words
    assert samples.browser("hu").get("/border/side/").status_code == 403


def test_of_two_borders_the_one_that_is_named_answers(lined: Stage, read: Read) -> None:
    other = border("丙边界", side=US, sides=("330421", US), length_m=9_000, starts_at="丙端", ends_at="丁端")
    assert organisations.declare(entries=[other], author=rules.Author(US), at=AT) == []
    assert "双方共同负责：金山区、平湖市" in read(f"/border/side/?km=9.001&border={THEM}-{US}", "li")
    assert "这条边界的两端之外" in read(f"/border/side/?km=9.001&border={other.key}", "li")
    assert "两端之外" not in read("/border/side/?km=9.001&border=nowhere", "li")
