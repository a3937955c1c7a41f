"""The gallery: every component with plain values, on one page that tests render and people may look at."""

from datetime import date
from typing import Any

from django.template import engines

from pilin.base.clock import Instant, after
from pilin.base.money import Fen
from pilin.kernel.federation.tests.links import AT
from pilin.web.components import (
    Clock,
    Column,
    Computation,
    Light,
    Line,
    LinkTo,
    Moment,
    Said,
    Seal,
    Side,
    Step,
    Table,
    Tone,
    TurnLine,
)
from pilin.web.forms import SignInForm

LIGHTS = [
    Light(Tone.NORMAL, "正常"),
    Light(Tone.WARNING, "预警"),
    Light(Tone.LATE, "滞后"),
    Light(Tone.PAUSED, "暂停"),
    Light(Tone.IDLE, "未启动"),
    Light(Tone.DONE, "已销号"),
    Light(Tone.NORMAL, "正常", against=Light(Tone.LATE, "滞后")),
]
SOUND = Seal(
    Light(Tone.NORMAL, "签名有效"), [("平湖市", AT), ("金山区", after(AT, seconds=60))], "/evidence/?subject=matter/1"
)
COMPUTED = Computation(date(2026, 2, 4), "收到请求", "20 个工作日", "上海市 2026", date(2026, 3, 4), date(2026, 3, 4))
ROLLED = Computation(
    date(2026, 9, 11), "立项", "20 日", "浙江省 2026", date(2026, 10, 1), date(2026, 10, 8), provisional=True
)
LINES = [
    Line("项目名称", "明月山塘", [Said("金山区", "明月山塘")], "明月山塘", SOUND),
    Line("完成日期", "2026 年 6 月 30 日前", [Said("金山区", "2026 年 9 月 30 日前")], ""),
    Line("牵头单位", "", [Said("金山区", "廊下镇")], "", standing="未核实"),
    Line("长度", "10 里", [Said("金山区", "10 里"), Said("嘉善县", "8 里")], "", standing="示例"),
    Line("说明", "", [], ""),
]
TURN = TurnLine(
    ["金山区·廊下镇"],
    date(2026, 3, 4),
    "《行政许可法》第 34 条",
    date(2026, 3, 2),
    COMPUTED,
    Light(Tone.WARNING, "预警"),
)
CLOCKS = [
    Clock("答复期限", "《行政许可法》第 34 条", Light(Tone.WARNING, "预警"), date(2026, 3, 2), COMPUTED),
    Clock("办结期限", "合作框架协议第五条", Light(Tone.PAUSED, "暂停"), date(2026, 9, 28), ROLLED),
]


def moment(side: Side, hours: int, title: str, who: str, **members: Any) -> Moment:
    """Return a moment so many hours after the first one."""
    return Moment(side, Instant(after(AT, seconds=3600 * hours)), title, who, **members)


MOMENTS = [
    moment(Side.OURS, 0, "提出项目方案", "平湖市·广陈镇 张伟", seal=SOUND),
    moment(Side.THEIRS, 5, "退回一处节点", "金山区·廊下镇", text="汛期不宜施工，建议第二节点顺延至十月。"),
    moment(Side.OURS, 8, "修改节点", "平湖市·广陈镇 张伟", is_pending=True),
    moment(Side.AGREED, 24, "双方签署项目方案", "平湖市、金山区", seal=SOUND),
]
STEPS = [
    Step("note", "添加备注", "/x"),
    Step("sign", "签署方案", "/x", is_main=True),
    Step("close", "销号", "/x", is_irreversible=True, consequence="销号后事项不再接受任何修改，只能另立新事项。"),
    Step("extend", "延长期限", refusal="延长只能一次，已于 2026-02-01 延长过。"),
    Step("transfer", "转交", refusal="这一步由金山区办理。"),
]
TABLE = Table(
    "合作项目",
    [
        Column("项目"),
        Column("状态"),
        Column("金额", "money"),
        Column("截止", "day"),
        Column("最近更新", "instant"),
        Column("附件", "number"),
    ],
    [
        [LinkTo("明月山塘", "/x"), LIGHTS[0], Fen(123456789), date(2026, 3, 4), AT, 3],
        [LinkTo("边界法治示范路", "/x"), LIGHTS[2], Fen(0), None, None, 0],
    ],
    empty="这里将列出合作项目：由双方在框架协议下共同立项。",
    next_url="?after=x",
    standings=["", "示例"],
)
NOTHING = Table("结算", [Column("月份")], [], empty="这里将列出每月结算：由双方月底各自签署。")

_PAGE = """{% extends "web/base.html" %}{% load components words %}
{% block title %}组件{% endblock %}{% block heading %}明月山塘特色小镇{% endblock %}
{% block actions %}{% steps steps %}{% endblock %}
{% block content %}
{% turn turn %}
{% columns lines %}
<h2>时间线</h2>{% timeline moments %}
<h2>计时</h2>{% clocks clocks %}
<h2>灯</h2><p>{% for one in lights %}{% light one %} {% endfor %}</p>
{% table table %}{% table nothing %}
<h2>表单</h2><form class="narrow">{% field form.account %}{% field form.password %}</form>
<p class="message error">{% refusal "amount_is_not_yuan" %}</p>
<div>{{ day|day_in_words }} · {% seal seal %}</div>
{% timeline none %}{% clocks none %}{% turn ended %}
{% endblock %}"""


def values() -> dict[str, Any]:
    """Return what the page shows."""
    form = SignInForm({"account": "", "password": "x"})
    shown = {"turn": TURN, "lines": LINES, "moments": MOMENTS, "clocks": CLOCKS, "lights": LIGHTS, "steps": STEPS}
    rest = {"table": TABLE, "nothing": NOTHING, "form": form, "seal": SOUND, "none": [], "ended": TurnLine([])}
    return shown | rest | {"day": date(2026, 3, 4)}


def render(request: Any = None, **changes: Any) -> str:
    """Return the gallery as a page; `changes` replace some of its values."""
    return engines["django"].from_string(_PAGE).render(values() | changes, request)
