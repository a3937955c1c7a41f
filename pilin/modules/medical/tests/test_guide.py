"""The residents' guide on the public site: hospitals under contract, how to file, and nothing besides the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.base import clock
from pilin.modules.medical import models
from pilin.modules.medical.queries import lists
from pilin.web.public.fields import FieldIsNotPublicError
from pilin.web.tests import samples as pages

pytestmark = [pytest.mark.usefixtures("fresh"), pytest.mark.django_db]

WHERE = "/medical/guide/"


def enters(code: str = "H33048200001", **members: Any) -> None:
    plain: dict[str, Any] = {"name": f"医院 {code}", "level": 2, "area": "330482", "from_day": date(2025, 1, 1)}
    models.Institution.objects.create(code=code, **plain | members)


def words() -> str:
    answer = Client(headers={"host": "public.example"}).get(WHERE)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert pages.faults_of(html) == []
    assert "<script" not in html
    return pages.text_of(html)


def test_the_guide_lists_hospitals_with_their_level_and_the_end_of_their_contract() -> None:
    enters(until_day=date(2099, 12, 31))
    enters("H33048200002", level=3)
    said = words()
    assert "医院 H33048200001 二级医院 2099-12-31" in said
    assert "医院 H33048200002 三级医院 未定止期" in said


@pytest.mark.parametrize(("from_days", "until_days", "listed"), [(0, 0, True), (1, 2, False), (-2, -1, False)])
def test_only_hospitals_under_contract_today_are_listed(from_days: int, until_days: int, *, listed: bool) -> None:
    today = clock.day_of(clock.now())
    enters(from_day=today + timedelta(days=from_days), until_day=today + timedelta(days=until_days))
    assert ("医院 H33048200001" in words()) is listed


def test_without_hospitals_it_says_who_brings_them() -> None:
    assert "医保经办机构登记协议医院后，名单列在这里" in words()


def test_it_tells_how_to_file_and_that_nobody_verified_it() -> None:
    said = words()
    for kind in ("异地长期居住，已备案", "转诊，已备案", "急诊抢救", "临时外出，没有备案"):
        assert kind in said
    assert "未核实 依据医保发" in said


def test_the_guide_leads_to_the_estimate_and_stands_in_the_navigation() -> None:
    html = Client(headers={"host": "public.example"}).get(WHERE).content.decode()
    assert 'href="/medical/"' in html
    assert html.count(f'href="{WHERE}"') >= 1


def test_what_is_not_on_the_list_does_not_leave() -> None:
    enters()
    (one,) = lists.public_institutions(clock.day_of(clock.now()))
    assert one.name
    with pytest.raises(FieldIsNotPublicError):
        _ = one.code


def test_a_name_is_shown_as_it_was_entered_and_runs_nothing() -> None:
    enters(name="<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in words()
