"""The monthly report as a table: a row a project, of which we fill in our half; what is known stands in it already."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.base.refusal import Finding, Refused
from pilin.modules.projects.rules import checks
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import AMOUNTS, TEXTS, Half, Plan, Report
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.rules.tables import TITLE, fault
from pilin.wire.sheets.layout import Cell, Column, Kind, Layout, Line, Row, Table

MONTH = "月报"
_READ_ONLY = "导出时已填好，导入时不读"
_REACHED = re.compile(r"(\S{1,20})\s+(\d{4}-\d{2}-\d{2})")
_FILLED = ("done", "percent", *AMOUNTS, *TEXTS)
_CARRIED = (*AMOUNTS, "written_by", "checked_by")
"""What a table begins with from the month before: a row that holds nothing else says nothing."""


@dataclass(frozen=True)
class Known:
    """A project in force: its plan, our last half before the month, and the report of the month that is at hand."""

    plan: Plan
    last: Half | None = None
    report: Report | None = None

    def ours(self, me: str) -> Half | None:
        """Return our half of the month, if it is written."""
        return self.report.halves.get(me) if self.report else None

    def carried(self, me: str) -> dict[str, Cell]:
        """Return what goes on from the month before: amounts that are counted from the beginning, and who writes."""
        is_new = self.last is not None and self.ours(me) is None
        return {name: getattr(self.last, name) for name in _CARRIED} if is_new else {}


@dataclass(frozen=True)
class Told:
    """Our half of a month that a table holds, and where its row begins."""

    place: str
    plan: Plan
    month: str
    half: Mapping[str, Any]


def layout(names: Sequence[str]) -> Layout:
    """Return the sheet of a month; `names` are the sides from left to right."""
    return Layout(
        MONTH,
        (
            Column("number", "序号", Kind.COUNT, 6),
            Column("month", "月份", width=10, needed=True, length_max=7, note="写成 2026-10"),
            Column("title", TITLE, width=28, needed=True, length_max=200, note="与双方已签方案的名称一致"),
            Column("field", "项目方面", width=14, note=_READ_ONLY),
            *(Column(f"lead{n}", f"{name}牵头单位", width=20, note=_READ_ONLY) for n, name in enumerate(names)),
            Column("aims", "年度目标", width=30, note=_READ_ONLY),
            Column("planned", "本月计划", width=26, note=_READ_ONLY),
            Column("done", "本月完成", width=36, note="我方本月完成的工作（形象进度）"),
            Column("percent", "累计完成", Kind.PERCENT, 10, note="例如 45%"),
            Column("reached", "本月完成的里程碑", width=22, note="一行一个：编号 空格 完成日期，例如 m1 2026-10-20"),
            Column("money", "本年度计划资金（元）", Kind.AMOUNT, 16, note=_READ_ONLY),
            Column("arrived_amount", "资金累计到位（元）", Kind.AMOUNT, 16, note="我方自方案生效起"),
            Column("paid_amount", "资金累计支付（元）", Kind.AMOUNT, 16, note="我方自方案生效起"),
            Column("permits", "手续办理", width=26),
            Column("problems", "存在问题", width=30),
            Column("help", "需协调事项", width=26),
            Column("help_from", "请谁协调", width=16, length_max=200),
            Column("next", "下月计划", width=30),
            Column("written_by", "填报人", width=18, length_max=200, note="单位与岗位，不写姓名"),
            Column("checked_by", "审核人", width=18, length_max=200, note="单位与岗位，不写姓名"),
            Column("reported_on", "报送日期", Kind.DAY, 12, note=_READ_ONLY),
        ),
    )


def written(
    month: str, known: Sequence[Known], *, me: str, names: Sequence[str], fields: Mapping[str, str]
) -> list[Table]:
    """Return the table of a month with what is known: what was planned, and our half where it is written."""
    rows: list[Row] = []
    for number, one in enumerate(known, start=1):
        plan, ours = one.plan, one.ours(me)
        filled: dict[str, Cell] = {name: getattr(ours, name) for name in _FILLED} if ours else {}
        reached = "\n".join(f"{name} {day}" for name, day in ours.reached.items()) if ours else ""
        rows.append(
            {
                "number": number,
                "month": month,
                "title": plan.title,
                "field": fields.get(plan.project_field),
                **{f"lead{n}": plan.leads.get(side) for n, side in enumerate(plan.sides)},
                "aims": "\n".join(plan.aims),
                "planned": one.last.next if one.last else None,
                "money": planned_amount(plan, me, int(month[:4])),
                "reached": reached,
                "reported_on": one.report.days.get(me) if one.report else None,
                **one.carried(me),
                **filled,
            }
        )
    return [Table(layout(names), tuple(rows))]


def planned_amount(plan: Plan, side: str, year: int) -> int | None:
    """Return what a side pays in a year by the plan, in fen; None where the plan names nothing."""
    role = "initiator" if side == plan.initiator else "responder"
    money = plan.particulars.get("money") or ()
    named = [int(one["amount"]) for one in money if (one["year"], one["side"]) == (year, role)]
    return sum(named) if named else None


def told(
    lines: Sequence[Line], known: Mapping[str, Mapping[str, Known]], *, me: str, day: date
) -> tuple[list[Told], list[Told], list[Finding]]:
    """Return the halves that are new, those that stand already, and what does not fit.

    `known` holds by month and title what may be reported. A row of which nothing was filled in says nothing.
    """
    new: list[Told] = []
    same: list[Told] = []
    faults: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        month, title = str(line.cells.get("month") or ""), str(line.cells.get("title") or "")
        one = known.get(month, {}).get(title)
        if not _speaks(line.cells, one.carried(me) if one else {}):
            continue
        found = [*_against(line, one, me, day)]
        if (month, title) in seen:
            found.append(fault(line, "title", TableRefusal.PROJECT_STANDS_TWICE, title=title))
        seen.add((month, title))
        faults += found
        if one is not None and not found:
            half = _half(line.cells)
            place = Told(line.places["title"], one.plan, month, half)
            (same if half == _as_told(one.ours(me)) else new).append(place)
    return new, same, faults


def _speaks(cells: Row, carried: Mapping[str, Cell]) -> bool:
    """Tell whether a row holds more than what stood in it when it was handed out."""
    filled = {name: cells.get(name) for name in (*_FILLED, "reached")}
    return any(cell not in (None, "", carried.get(name)) for name, cell in filled.items())


def _against(line: Line, one: Known | None, me: str, day: date) -> Iterator[Finding]:
    """Yield what speaks against the half of a row, at the cell where it stands."""
    title = str(line.cells.get("title") or "")
    for name in ("done", "percent"):
        if line.cells.get(name) in (None, ""):
            yield fault(line, name, TableRefusal.HALF_IS_NOT_WHOLE, title=title)
    wrong = [one for one in str(line.cells.get("reached") or "").splitlines() if not _reads(one, day)]
    if wrong:
        yield fault(line, "reached", TableRefusal.REACHED_DOES_NOT_READ, text=wrong[0][:40])
    if one is None:
        yield fault(line, "title", TableRefusal.PROJECT_IS_NOT_IN_FORCE_HERE, title=title)
    elif not wrong:
        yield from _against_the_plan(line, one, me, day)


def _against_the_plan(line: Line, one: Known, me: str, day: date) -> Iterator[Finding]:
    month, half = str(line.cells.get("month") or ""), _half(line.cells)
    try:
        checks.check_month(month, one.plan, day)
    except Refused as refused:
        yield fault(line, "month", refused.code, **refused.facts)
        return
    try:
        checks.check_half({"percent": 0, **half}, one.plan)
    except Refused as refused:
        below = next((name for name in AMOUNTS if half.get(name, 0) < 0), "reached")
        yield fault(line, below, refused.code, **refused.facts)
    if not checks.our_step(one.report, me) and _as_told(one.ours(me)) != half:
        yield fault(line, "month", ProjectRefusal.MONTH_CANNOT_BE_WRITTEN_NOW, month=month)


def _reads(text: str, day: date) -> bool:
    """Tell whether a line names a milestone and a day that has come."""
    match = _REACHED.fullmatch(text.strip())
    try:
        return match is not None and date.fromisoformat(match[2]) <= day
    except ValueError:
        return False


def _half(cells: Row) -> dict[str, Any]:
    """Return a half as a report's event carries it, without what was left empty."""
    plain = {name: cells.get(name) for name in _FILLED if cells.get(name) not in (None, "")}
    pairs = (_REACHED.fullmatch(one.strip()) for one in str(cells.get("reached") or "").splitlines())
    reached = [{"id": match[1], "day": match[2]} for match in pairs if match]
    return {**plain, **({"reached": reached} if reached else {})}


def _as_told(half: Half | None) -> dict[str, Any] | None:
    if half is None:
        return None
    cells: dict[str, Cell] = {name: getattr(half, name) for name in _FILLED}
    return _half({**cells, "reached": "\n".join(f"{name} {day}" for name, day in half.reached.items())})
