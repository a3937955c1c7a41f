"""The quarter as tables: ours with both halves, and the public ones in the layouts that 平湖's staff know.

The public tables are those that 平湖 published (pinghu.gov.cn): 2025 一季度 with 分管市长 and 责任单位, of which ★
marks the lead; 2024 前三季度 with 责任单位; 2023 上半年 with 牵头单位. Columns stand as they were published. A plan
does not hold the deputy mayor in charge: that cell says 来源未载明 and is filled in by hand.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pilin.modules.projects.rules.month_tables import planned_amount
from pilin.modules.projects.rules.quarterly import Quarterly, Told
from pilin.wire.sheets.layout import Cell, Column, Kind, Layout, Row, Table

QUARTER, PUBLIC = "季度汇总", "重点工作"
NOT_GIVEN, LEAD_MARK = "来源未载明", "★"
_NUMBERS = "一二三四"


class Form(StrEnum):
    """In which of the published layouts a public table is written, by the year in which it was used."""

    F2025 = "2025"
    F2024 = "2024"
    F2023 = "2023"


def layout(names: Sequence[str]) -> Layout:
    """Return the sheet of a quarter; `names` are the sides from left to right."""
    columns = [
        Column("number", "序号", Kind.COUNT, 6),
        Column("title", "项目名称", width=28),
        Column("field", "项目方面", width=14),
        Column("signed", "双方已签月份", width=14),
        Column("missing", "双方未签月份", width=14),
    ]
    for side, name in enumerate(names):
        columns += [
            Column(f"lead{side}", f"{name}牵头单位", width=20),
            Column(f"done{side}", f"{name}完成情况", width=40),
            Column(f"began{side}", f"{name}期初累计", Kind.PERCENT, 10),
            Column(f"ended{side}", f"{name}期末累计", Kind.PERCENT, 10),
            Column(f"money{side}", f"{name}本年度计划资金（元）", Kind.AMOUNT, 16),
            Column(f"arrived_amount{side}", f"{name}资金累计到位（元）", Kind.AMOUNT, 16),
            Column(f"paid_amount{side}", f"{name}资金累计支付（元）", Kind.AMOUNT, 16),
            Column(f"permits{side}", f"{name}手续办理", width=24),
            Column(f"problems{side}", f"{name}存在问题", width=26),
            Column(f"help{side}", f"{name}需协调事项", width=24),
            Column(f"next{side}", f"{name}下一步计划", width=28),
        ]
    return Layout(QUARTER, tuple(columns))


def written(
    quarter: str, found: Sequence[Quarterly], *, names: Sequence[str], fields: Mapping[str, str]
) -> list[Table]:
    """Return the table of a quarter: both halves of each project, from the months that both signed."""
    rows: list[Row] = []
    for number, one in enumerate(found, start=1):
        row: dict[str, Cell] = {
            "number": number,
            "title": one.plan.title,
            "field": fields.get(one.plan.project_field),
            "signed": "、".join(one.signed),
            "missing": "、".join(one.missing),
        }
        for place, side in enumerate(one.plan.sides):
            row |= _half(one, side, place, int(quarter[:4]))
        rows.append(row)
    lead = (f"{quarter[:4]} 年{_NUMBERS[int(quarter[-1]) - 1]}季度合作项目汇总", "数字取自双方已签月报，不另行填报。")
    return [Table(layout(names), tuple(rows), lead=lead)]


def _half(one: Quarterly, side: str, place: int, year: int) -> dict[str, Cell]:
    told = one.told[side]
    plain = ("began", "ended", "arrived_amount", "paid_amount", "permits", "problems", "help", "next")
    return {
        f"lead{place}": one.plan.leads.get(side),
        f"done{place}": done_in_words(told),
        f"money{place}": planned_amount(one.plan, side, year),
        **{f"{name}{place}": getattr(told, name) for name in plain},
    }


def done_in_words(told: Told) -> str:
    """Return what was done, a line a month, with how far the whole is at the end."""
    lines = [f"{int(month[-2:])}月：{text}" for month, text in told.done]
    return "\n".join([*lines, *([f"累计完成 {told.ended}%"] if told.ended is not None else [])])


def public_layout(form: Form, quarter: str) -> Layout:
    """Return the columns of a published layout, with the period in the words in which it was published."""
    tasks, number = Column("task", "主要工作任务", width=40), Column("number", "序号", Kind.COUNT, 6)
    if form is Form.F2025:
        title = f"{_NUMBERS[int(quarter[-1]) - 1]}季度重点工作完成情况"
        units = Column("units", "责任单位", width=24)
        return Layout(
            PUBLIC, (Column("mayor", "分管市长", width=12), number, tasks, Column("done", title, width=60), units)
        )
    done = Column("done", f"{period_in_words(quarter)}完成情况", width=60)
    units = Column("units", "牵头单位" if form is Form.F2023 else "责任单位", width=24)
    return Layout(PUBLIC, (number, tasks, done, units))


def period_in_words(quarter: str) -> str:
    """Return what a year up to the end of a quarter is called."""
    return ("一季度", "上半年", "前三季度", "全年")[int(quarter[-1]) - 1]


def public(form: Form, quarter: str, found: Sequence[Quarterly], *, side: str, name: str) -> list[Table]:
    """Return the public table of one side: its own half of each project in which both sides signed a month."""
    told = [one for one in found if one.signed and side in one.told]
    rows: list[Row] = [
        {
            "mayor": NOT_GIVEN,
            "number": number,
            "task": _task(one),
            "done": done_in_words(one.told[side]),
            "units": units(one, side, form),
        }
        for number, one in enumerate(told, start=1)
    ]
    period = f"{_NUMBERS[int(quarter[-1]) - 1]}季度" if form is Form.F2025 else period_in_words(quarter)
    lead = (f"{name} {quarter[:4]} 年{period}毗邻合作重点工作完成情况",)
    return [Table(public_layout(form, quarter), tuple(rows), lead=lead)]


def _task(one: Quarterly) -> str:
    return "\n".join((one.plan.title, *(f"· {aim}" for aim in one.plan.aims if aim != NOT_GIVEN)))


def units(one: Quarterly, side: str, form: Form) -> str:
    """Return the duty units: the lead of the side first, in 2025 with its mark; the layout of 2023 names no other."""
    lead = one.plan.leads.get(side) or NOT_GIVEN
    if form is Form.F2023:
        return lead
    others = [one.plan.leads[other] for other in one.plan.sides if other != side and one.plan.leads.get(other)]
    return "\n".join([f"{LEAD_MARK}{lead}" if form is Form.F2025 else lead, *others])
