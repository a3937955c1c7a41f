"""The layouts as staff know them: which columns stand where, what may be chosen, and what is explained."""

import io
from typing import Any

from openpyxl import load_workbook

from pilin.modules.projects.rules import month_tables, tables
from pilin.modules.projects.rules.month_tables import Known
from pilin.modules.projects.tests.samples import PINGHU, plan
from pilin.modules.projects.tests.test_rules_tables import RICH, WORDS
from pilin.wire.sheets import writing
from pilin.wire.sheets.layout import Kind, Layout

NAMES = ("平湖市", "金山区")


def titles(layout: Layout) -> list[str]:
    return [one.title for one in layout.columns]


def needed(layout: Layout) -> list[str]:
    return [one.title for one in layout.columns if one.needed]


def book_of(made: list[Any]) -> Any:
    return load_workbook(io.BytesIO(writing.write(made)))


def test_the_list_of_projects_has_a_row_a_project() -> None:
    projects = tables.layouts(WORDS)[0]
    assert projects.title == "项目清单"
    assert titles(projects) == [
        "序号",
        "项目名称",
        "项目方面",
        "资源方面",
        "结对",
        "工作组",
        "提出单位",
        "平湖市牵头单位",
        "金山区牵头单位",
        "目标",
        "风险",
    ]
    assert needed(projects) == ["项目名称", "项目方面", "平湖市牵头单位", "金山区牵头单位", "目标"]


def test_milestones_and_money_stand_on_sheets_of_their_own() -> None:
    _projects, milestones, money = tables.layouts(WORDS)
    assert titles(milestones) == [
        "项目名称",
        "编号",
        "里程碑",
        "时限",
        "措施",
        "到此时的计划进度",
    ]
    assert needed(milestones) == ["项目名称", "编号", "里程碑"]
    assert titles(money) == [
        "项目名称",
        "年度",
        "出资方",
        "金额（元）",
    ]
    assert needed(money) == titles(money)


def test_days_amounts_and_percentages_are_typed() -> None:
    _projects, milestones, money = tables.layouts(WORDS)
    kinds = {one.title: one.kind for layout in (milestones, money) for one in layout.columns}
    assert kinds["时限"] is Kind.DAY
    assert kinds["到此时的计划进度"] is Kind.PERCENT
    assert kinds["年度"] is Kind.COUNT
    assert kinds["金额（元）"] is Kind.AMOUNT


OF_A_MONTH = [
    "序号",
    "月份",
    "项目名称",
    "项目方面",
    "平湖市牵头单位",
    "金山区牵头单位",
    "年度目标",
    "本月计划",
    "本月完成",
    "累计完成",
    "本月完成的里程碑",
    "本年度计划资金（元）",
    "资金累计到位（元）",
    "资金累计支付（元）",
    "手续办理",
    "存在问题",
    "需协调事项",
    "请谁协调",
    "下月计划",
    "填报人",
    "审核人",
    "报送日期",
]


def test_the_monthly_table_has_the_fields_of_the_monthly_report() -> None:
    layout = month_tables.layout(NAMES)
    assert layout.title == "月报"
    assert titles(layout) == OF_A_MONTH
    assert needed(layout) == ["月份", "项目名称"]


def test_what_is_not_read_again_says_so() -> None:
    layout = month_tables.layout(NAMES)
    silent = [one.title for one in layout.columns if "导入时不读" in one.note]
    assert silent == [
        "项目方面",
        "平湖市牵头单位",
        "金山区牵头单位",
        "年度目标",
        "本月计划",
        "本年度计划资金（元）",
        "报送日期",
    ]


def test_a_plan_as_it_stands_in_its_book() -> None:
    book = book_of(tables.written([RICH], WORDS))
    assert book.sheetnames == ["项目清单", "里程碑", "资金", "填写说明", "选项"]
    assert [cell.value for cell in book["项目清单"][2]] == [
        1,
        "明月山塘生态修复",
        "生态旅游",
        "生态环境",
        "P7",
        "G1",
        "联合党支部",
        "平湖市水利局",
        "金山区水务局",
        "水质达到三类\n岸线贯通",
        "汛期",
    ]
    assert [cell.value for cell in book["资金"][2]] == ["明月山塘生态修复", 2026, "平湖市", 12345.5]
    assert book["资金"]["D2"].number_format == "#,##0.00"


def test_an_empty_book_has_its_headings_and_its_lists() -> None:
    book = book_of(tables.written([], WORDS))
    assert book["项目清单"].max_row == 1
    offered = book["项目清单"].data_validations.dataValidation
    assert [str(one.sqref) for one in offered] == ["C2:C1001", "D2:D1001"]
    lists = [[cell.value for cell in column if cell.value] for column in book["选项"].columns]
    assert lists == [
        ["项目方面", "生态旅游", "产业发展", "来源未载明"],
        ["资源方面", "生态环境"],
        ["出资方", "平湖市", "金山区"],
    ]


def test_a_project_without_a_report_stands_with_empty_cells_to_be_filled_in() -> None:
    made = month_tables.written("2026-06", [Known(plan())], me=PINGHU, names=NAMES, fields={"f5": "生态旅游"})
    row = [cell.value for cell in book_of(made)["月报"][2]]
    assert row[:6] == [1, "2026-06", "明月山塘生态修复", "生态旅游", "平湖市水利局", "金山区水务局"]
    assert row[6:] == [None] * 16
