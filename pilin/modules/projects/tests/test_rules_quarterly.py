"""A quarter out of signed months: what counts, what is missing, and the tables in the layouts that staff know."""

import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from pilin.modules.projects.rules import quarterly_tables
from pilin.modules.projects.rules.facts import Half, Plan, Report
from pilin.modules.projects.rules.quarterly import Quarterly, Span, Told, last_ended, months_of, quarterly
from pilin.modules.projects.rules.quarterly_tables import LEAD_MARK, Form
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, POND, half, plan, report
from pilin.wire.sheets import reading, writing

QUARTER = "2026-Q2"
MONTHS = ("2026-04", "2026-05", "2026-06")
NAMES = ("平湖市", "金山区")
MONEY = [{"year": 2026, "side": "initiator", "amount": 900_00}]


def halves(percent: int, done: str, **ours: Any) -> dict[str, Half]:
    return {PINGHU: replace(half(percent, **ours), done=done), JINSHAN: half(percent + 1)}


def signed(month: str, percent: int, done: str = "清淤", **ours: Any) -> Report:
    return report(month, halves=halves(percent, done, **ours))


def told(*reports: Report, of: Plan | None = None) -> Quarterly:
    return quarterly(of or plan(), reports, MONTHS)


def rows_of(tables: list[Any]) -> list[list[Any]]:
    """Return what stands in the sheet of a book that is written and opened again."""
    sheet = load_workbook(io.BytesIO(writing.write(tables, explained=False))).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("quarter", "span", "months"),
    [
        ("2026-Q1", Span.QUARTER, ("2026-01", "2026-02", "2026-03")),
        ("2026-Q4", Span.QUARTER, ("2026-10", "2026-11", "2026-12")),
        ("2026-Q1", Span.YEAR, ("2026-01", "2026-02", "2026-03")),
        ("2026-Q2", Span.YEAR, ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")),
    ],
)
def test_a_quarter_has_three_months_and_a_year_goes_up_to_its_end(
    quarter: str, span: Span, months: tuple[str, ...]
) -> None:
    assert months_of(quarter, span) == months


def test_the_quarter_that_is_due_is_the_one_before() -> None:
    assert (last_ended("2026-Q1"), last_ended("2026-Q3")) == ("2025-Q4", "2026-Q2")


def test_what_was_done_is_told_month_by_month() -> None:
    found = told(signed("2026-05", 30, "清淤二段"), signed("2026-04", 20, "清淤一段"))
    assert found.told[PINGHU].done == (("2026-04", "清淤一段"), ("2026-05", "清淤二段"))
    assert (found.signed, found.missing) == (("2026-04", "2026-05"), ("2026-06",))


def test_figures_are_those_of_the_last_signed_month_and_begin_with_the_one_before_the_quarter() -> None:
    before, first, last = signed("2026-02", 10), signed("2026-04", 20), signed("2026-06", 45)
    found = told(before, first, last)
    assert (found.told[PINGHU].began, found.told[PINGHU].ended) == (10, 45)
    assert (found.told[JINSHAN].began, found.told[JINSHAN].ended) == (11, 46)


@pytest.mark.parametrize("state", ["half", "both", "returned", "withdrawn"])
def test_a_month_that_is_not_signed_gives_nothing_and_is_named(state: str) -> None:
    found = told(signed("2026-04", 20), replace(signed("2026-05", 99, "未签"), state=state))
    assert (found.told[PINGHU].ended, found.missing) == (20, ("2026-05", "2026-06"))
    assert "未签" not in repr(found)


def test_a_signed_correction_stands_in_the_place_of_the_month() -> None:
    corrected = replace(signed("2026-04", 25, "更正"), id="z", corrects="report-2026-04")
    found = told(signed("2026-04", 20, "原报"), corrected)
    assert found.told[PINGHU].done == (("2026-04", "更正"),)
    assert found.told[PINGHU].ended == 25


def test_without_a_signed_month_a_side_told_nothing_but_where_it_stood() -> None:
    found = told(signed("2026-03", 15))
    assert found.told[PINGHU] == Told(began=15)
    assert told().told[PINGHU] == Told()
    assert told().missing == MONTHS


def test_money_is_what_was_said_last_and_permits_what_stands_now() -> None:
    first = signed("2026-04", 20, arrived_amount=500, paid_amount=300, permits="预审")
    last = signed("2026-05", 30, arrived_amount=800, permits="已批", problems="雨", help="用地", help_from="镇")
    found = told(first, last).told[PINGHU]
    assert (found.arrived_amount, found.paid_amount, found.permits) == (800, 300, "已批")
    assert (found.problems, found.help) == ("雨", "用地 （镇）")


def test_money_that_nobody_said_is_not_nothing() -> None:
    found = told(signed("2026-04", 20)).told[PINGHU]
    assert (found.arrived_amount, found.paid_amount) == (None, None)
    assert told(signed("2026-04", 20, paid_amount=0)).told[PINGHU].paid_amount == 0


def test_our_table_bears_both_halves_and_the_months() -> None:
    one = told(
        signed("2026-04", 20, "清淤一段", arrived_amount=500_00),
        signed("2026-05", 30, "清淤二段"),
        of=plan(particulars={"money": MONEY}),
    )
    title, said, head, row = rows_of(quarterly_tables.written(QUARTER, [one], names=NAMES, fields={"f5": "生态旅游"}))
    assert title[0] == "2026 年二季度合作项目汇总"
    assert said[0] == "数字取自双方已签月报，不另行填报。"
    cells = dict(zip(head, row, strict=True))
    assert (cells["项目名称"], cells["项目方面"]) == (POND, "生态旅游")
    assert (cells["双方已签月份"], cells["双方未签月份"]) == ("2026-04、2026-05", "2026-06")
    assert cells["平湖市完成情况"] == "4月：清淤一段\n5月：清淤二段\n累计完成 30%"
    assert (cells["平湖市本年度计划资金（元）"], cells["平湖市资金累计到位（元）"]) == (900, 500)
    assert (cells["平湖市期末累计"], cells["金山区期末累计"]) == (0.3, 0.31)
    assert (cells["平湖市牵头单位"], cells["金山区牵头单位"]) == ("平湖市水利局", "金山区水务局")


@pytest.mark.parametrize(
    ("form", "quarter", "heads"),
    [
        (Form.F2025, "2025-Q1", ["分管市长", "序号", "主要工作任务", "一季度重点工作完成情况", "责任单位"]),
        (Form.F2025, "2026-Q2", ["分管市长", "序号", "主要工作任务", "二季度重点工作完成情况", "责任单位"]),
        (Form.F2024, "2024-Q3", ["序号", "主要工作任务", "前三季度完成情况", "责任单位"]),
        (Form.F2023, "2023-Q2", ["序号", "主要工作任务", "上半年完成情况", "牵头单位"]),
        (Form.F2024, "2026-Q4", ["序号", "主要工作任务", "全年完成情况", "责任单位"]),
    ],
)
def test_a_public_table_has_the_columns_as_they_were_published(form: Form, quarter: str, heads: list[str]) -> None:
    assert [one.title for one in quarterly_tables.public_layout(form, quarter).columns] == heads


@pytest.mark.parametrize(
    ("form", "units"),
    [
        (Form.F2025, f"{LEAD_MARK}平湖市水利局\n金山区水务局"),
        (Form.F2024, "平湖市水利局\n金山区水务局"),
        (Form.F2023, "平湖市水利局"),
    ],
)
def test_a_star_marks_the_lead_in_the_layout_of_2025(form: Form, units: str) -> None:
    assert quarterly_tables.units(told(signed("2026-04", 20)), PINGHU, form) == units


def test_the_lead_is_that_of_the_side_whose_table_it_is() -> None:
    found = told(signed("2026-04", 20))
    assert quarterly_tables.units(found, JINSHAN, Form.F2025) == f"{LEAD_MARK}金山区水务局\n平湖市水利局"
    assert quarterly_tables.units(told(of=plan(leads={})), PINGHU, Form.F2025) == f"{LEAD_MARK}来源未载明"


def test_a_public_table_holds_the_own_half_of_signed_projects_alone() -> None:
    silent = told(of=plan(title="没有月报的项目"))
    one = told(signed("2026-04", 20, "清淤一段"), of=plan(aims=("水清", "来源未载明")))
    found = rows_of(quarterly_tables.public(Form.F2025, QUARTER, [silent, one], side=PINGHU, name="平湖市"))
    title, _head, *rows = found
    assert title[0] == "平湖市 2026 年二季度毗邻合作重点工作完成情况"
    done = "4月：清淤一段\n累计完成 20%"
    assert rows == [["来源未载明", 1, f"{POND}\n· 水清", done, f"{LEAD_MARK}平湖市水利局\n金山区水务局"]]
    assert "21%" not in repr(rows)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    one = told(signed("2026-04", 20, "=1+1"), of=plan(title="=cmd()"))
    (row,) = rows_of(quarterly_tables.public(Form.F2023, QUARTER, [one], side=PINGHU, name="平湖市"))[2:]
    assert row[1] == "=cmd()"
    written = writing.write(quarterly_tables.written(QUARTER, [one], names=NAMES, fields={}))
    read = reading.read(written, [quarterly_tables.layout(NAMES)])
    assert read.findings == ()
