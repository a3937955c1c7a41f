"""The public pages: where to go, how long it may take, how far it has come by its code; no name and no content."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from pilin.modules.petitions import models, queries
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import DESK, TOLD, UNIT, WHO, Window
from pilin.modules.petitions.views.common import STATES
from pilin.modules.petitions.views.public import PUBLIC_STATES
from pilin.web.public.middleware import limiter
from pilin.web.public.writing import writers
from pilin.web.tests import samples


@pytest.fixture
def reader() -> Client:
    limiter.cache_clear()
    writers.cache_clear()
    return Client(headers={"host": "public.example"})


def asked(reader: Client, code: str, **more: Any) -> str:
    limiter.cache_clear()
    writers.cache_clear()
    body = urlencode({"code": code, **more})
    answer = reader.post("/petitions/ask/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200, answer.content
    return samples.text_of(answer.content.decode())


def test_everybody_reads_periods_addresses_and_that_hours_are_not_stated(window: Window, reader: Client) -> None:
    assert window.stage.matter == ""
    words = samples.text_of(reader.get("/petitions/").content.decode())
    assert "《浙江省信访条例》第 20 条，未核实" in words
    assert "《信访工作条例》第 34 条" in words
    assert "12388" in words
    assert "来源未载明" in words


def test_every_state_has_its_plain_words() -> None:
    assert {*PUBLIC_STATES} == {*STATES}
    office = {word for word in STATES.values() if word not in ("已受理",)}
    assert office & {word for _tone, word in PUBLIC_STATES.values()} == set()


def test_what_is_withdrawn_is_no_address_to_go_to(window: Window, reader: Client) -> None:
    assert window.stage.matter == ""
    words = samples.text_of(reader.get("/petitions/").content.decode())
    assert "信访人撤回" not in words
    assert "有管辖权的仲裁委员会" in words


def test_a_code_tells_state_and_day_and_nothing_else(window: Window, reader: Client) -> None:
    """信访工作条例 18, 21."""
    taken = window.take_in(accused=(UNIT,))
    words = asked(reader, taken.code)
    assert "已登记，正在定由哪一边来办" in words
    assert "收到日期 2026年3月2日" in words
    assert "最迟 2026年3月9日" in words
    for secret in (WHO.name, WHO.contact, TOLD.request, TOLD.official, taken.number):
        assert secret not in words


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "x", "' or 1=1 --", "9" * 40])
def test_an_unknown_code_is_said_to_be_one(window: Window, reader: Client, code: str) -> None:
    window.take_in()
    assert "没有这个查询码" in asked(reader, code)


def test_without_a_code_nothing_is_told(window: Window, reader: Client) -> None:
    window.take_in()
    assert "现在" not in asked(reader, "").partition("办到哪一步了")[2].partition("查询码")[0]
    assert queries.public_state("") is None


def test_after_an_exit_no_period_runs(window: Window, reader: Client) -> None:
    taken = window.take_in()
    models.Case.objects.filter(pk=taken.id).update(state="left", is_over=True)
    words = asked(reader, taken.code)
    assert "不归这里办，已依法转出" in words
    assert "现在没有期限在走" in words


def test_it_is_rated_once_after_the_answer(window: Window, reader: Client) -> None:
    taken = window.take_in()
    assert "现在还不能评价" in asked(reader, taken.code, stars="5")
    models.Case.objects.filter(pk=taken.id).update(state="answered")
    assert "可以评价" in asked(reader, taken.code)
    assert "可以评价" not in asked(reader, taken.code, stars="4")
    assert window.case(taken.id).stars == 4


@pytest.mark.parametrize("stars", ["0", "6", "-1", "best"])
def test_an_odd_rating_is_none(window: Window, reader: Client, stars: str) -> None:
    taken = window.take_in()
    models.Case.objects.filter(pk=taken.id).update(state="answered")
    asked(reader, taken.code, stars=stars)
    assert window.case(taken.id).stars is None


# figures of the quarter


def test_figures_of_a_quarter_are_told_for_both_sides(window: Window) -> None:
    window.transferred()
    window.they_take("accept")
    row = window.only()
    assert (row.transferred_on, row.accepted_on) == (date(2026, 3, 2), date(2026, 3, 2))
    found = queries.figures(start=date(2026, 1, 1), end=date(2026, 4, 1))
    assert [(one.duty, dict(one.by_side)) for one in found] == [
        (6, {"310116": 0, "330482": 1}),
        (6, {"310116": 1, "330482": 0}),
        (6, {"310116": 0, "330482": 0}),
    ]
    assert {one.about_people for one in found} == {True}


@pytest.mark.parametrize(("start", "end"), [("2025-10-01", "2026-01-01"), ("2026-04-01", "2026-07-01")])
def test_another_quarter_has_none_of_it(window: Window, start: str, end: str) -> None:
    window.transferred()
    found = queries.figures(start=date.fromisoformat(start), end=date.fromisoformat(end))
    assert [dict(one.by_side) for one in found] == [{}, {}, {}]


def test_what_was_not_shared_is_in_no_figure(window: Window) -> None:
    window.take_in(Petitioner("孙小美"), office=DESK)
    assert all(not one.by_side for one in queries.figures(start=date(2026, 1, 1), end=date(2026, 4, 1)))
