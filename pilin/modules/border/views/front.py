"""The front page: the parts of the room, each with the joint duty that it serves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.kernel.organisations.rules import Right
from pilin.modules.border.queries.duties import SERVED_BY
from pilin.web.access import PageRequest, needs
from pilin.web.cards import cards
from pilin.web.components import Cell, Column, LinkTo, Table

DUTIES = {
    1: gettext_noop("组织体系联合"),
    2: gettext_noop("工作机制联建"),
    3: gettext_noop("警力支援联动"),
    4: gettext_noop("治安巡查联防"),
    5: gettext_noop("矛盾纠纷联调"),
    6: gettext_noop("信访难题联处"),
    7: gettext_noop("信息资源联享"),
    8: gettext_noop("特殊人群联管"),
    9: gettext_noop("道口检查联手"),
    10: gettext_noop("法治宣传联谊"),
}
"""平安边界“十联” (2012), in the words and the order in which the neighbours name them."""


@dataclass(frozen=True)
class Part:
    """One part of the room: the duty that it serves (`number`), the URL name of its page, and a sentence on it."""

    number: int
    page: str
    hint: str


PARTS: tuple[Part, ...] = (
    Part(1, "border:standing", gettext_noop("市、镇、村三级的联系和值班，每天有岗有电话；不写姓名。")),
    Part(2, "border:standing", gettext_noop("逐级提升、联席会议、联合演练。")),
    Part(7, "border:sharing", gettext_noop("共享目录、限时答复的请求、双方签的回执；文件走正式渠道。")),
    Part(10, "border:law", gettext_noop("法治示范路的站点、活动和问答；只记数字，不记是谁。")),
    Part(3, "border:supports", gettext_noop("请求支援、限时答复、双方确认结果；不写部署。")),
    Part(4, "border:patrols", gettext_noop("联合巡查的月计划、打卡、覆盖和双方投入；对得上才算数。")),
    Part(9, "border:crossings", gettext_noop("路障、联合检查日程和当日分类合计；摄像头和调阅的登记簿。")),
)
"""The parts that stand: each adds a line of its own, its sentence in `gettext_noop`."""

ELSEWHERE = {
    5: gettext_noop("有自己的一室：两边的人民调解委员会一起调，一案一码。"),
    6: gettext_noop("有自己的一室：只转送一次，有异议的上联席会议。"),
    8: gettext_noop("有自己的一室：默认关闭，双方依规定批准后才启用。"),
}
"""The duties that another room serves, each with a sentence on it."""


@require_GET
@needs(Right.READ)
def show_border(request: PageRequest) -> HttpResponse:
    """Show which parts the room has."""
    return render(request, "border/border.html", {"table": _parts(PARTS)})


def _parts(parts: Sequence[Part]) -> Table:
    columns = [Column(gettext("序号"), "number"), Column(gettext("联合事项")), Column(gettext("这里做什么"))]
    rows: list[tuple[int, Cell, str]] = [
        (one.number, LinkTo(gettext(DUTIES[one.number]), reverse(one.page)), gettext(one.hint))
        for one in sorted(parts, key=lambda one: one.page)
    ]
    rows = sorted([*rows, *_elsewhere()], key=lambda row: row[0])
    return Table(gettext("十项联合事项"), columns, rows, gettext("这里还没有开办的事项；双方签署后逐项列出。"))


def _elsewhere() -> list[tuple[int, Cell, str]]:
    """Return the duties of other rooms: a link where the room stands on this node, a sentence where it does not."""
    homes = {card.label: card.home for card in cards()}
    absent = gettext("本节点没有开办这一室；由系统管理员在节点配置中加入。")
    rows: list[tuple[int, Cell, str]] = []
    for number, hint in ELSEWHERE.items():
        name, home = gettext(DUTIES[number]), homes.get(SERVED_BY[number], "")
        rows.append((number, LinkTo(name, reverse(home)), gettext(hint)) if home else (number, name, absent))
    return rows
