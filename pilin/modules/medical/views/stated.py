"""Tables of a hospital's own reconciliation: what it applied for, which months it confirmed, which files it sent."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop

from pilin.base.money import Fen
from pilin.modules.medical.queries import stated as queries
from pilin.modules.medical.queries.stated import Applied, Confirmed, Sent
from pilin.web.components import Cell, Column, Light, Table, Tone

_CATEGORIES: Mapping[str, str] = {"11": gettext_noop("门诊"), "21": gettext_noop("住院")}


def of(institution: str) -> Sequence[Table]:
    """Return the tables of a hospital; three queries for any number of rows."""
    return (
        confirmed(queries.months(institution)),
        applications(queries.applications(institution)),
        files(queries.files(institution)),
    )


def confirmed(rows: Sequence[Confirmed]) -> Table:
    """Return the months of which a hospital said which settlements it confirms."""
    columns = [
        Column(gettext("月份")),
        Column(gettext("确认笔数"), "number"),
        Column(gettext("未纳入笔数"), "number"),
        Column(gettext("最近一次确认"), "instant"),
    ]
    shown: list[Sequence[Cell]] = [(one.month, one.confirmed, one.left_out, one.said_at) for one in rows]
    empty = gettext("医院还没有确认过跨区域月度清分；医院用 3261 确认后，按月列在这里。")
    return Table(gettext("清分确认"), columns, shown, empty, is_story=True)


def applications(rows: Sequence[Applied]) -> Table:
    """Return what a hospital applied for; the agency's books hold the same, or it would have been refused."""
    columns = [
        Column(gettext("月份")),
        Column(gettext("清算类别")),
        Column(gettext("笔数"), "number"),
        Column(gettext("总费用"), "money"),
        Column(gettext("申请基金"), "money"),
        Column(gettext("个人账户"), "money"),
        Column(gettext("申请时间"), "instant"),
        Column(gettext("状态")),
    ]
    shown: list[Sequence[Cell]] = [
        (
            one.month,
            gettext(_CATEGORIES[one.category]) if one.category in _CATEGORIES else one.category,
            one.count,
            Fen(one.total_fen),
            Fen(one.fund_fen),
            Fen(one.account_fen),
            one.applied_at,
            Light(Tone.IDLE, gettext("已撤回")) if one.withdrawn else Light(Tone.NORMAL, gettext("已受理")),
        )
        for one in rows
    ]
    empty = gettext("医院还没有申请清算；医院用 3203 申请后列在这里。")
    return Table(gettext("清算申请"), columns, shown, empty, is_story=True)


def files(rows: Sequence[Sent]) -> Table:
    """Return the files that a hospital sent for its detailed reconciliation."""
    columns = [
        Column(gettext("文件号")),
        Column(gettext("收到时间"), "instant"),
        Column(gettext("保存至"), "instant"),
        Column(gettext("状态")),
    ]
    shown: list[Sequence[Cell]] = [
        (
            one.number,
            one.came_at,
            one.ends_at,
            Light(Tone.LATE, gettext("读不出来，已退回医院")) if one.unread else Light(Tone.NORMAL, gettext("已收到")),
        )
        for one in rows
    ]
    empty = gettext("没有保存中的对账明细文件；总额不平时，医院用 9101 上传，保存七天。")
    return Table(gettext("对账明细文件"), columns, shown, empty, is_story=True)
