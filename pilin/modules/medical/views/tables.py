"""Tables of settlements, sums, hospitals and the catalogue; a pick-up code stands where a name would."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from pilin.base.money import Fen
from pilin.modules.medical.queries.lists import Catalogue, Row, Sums
from pilin.modules.medical.rules.contracts import Contract
from pilin.modules.medical.rules.listing import short_code
from pilin.modules.medical.views import words
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.sides import Sides


def settlements(rows: Sequence[Row], scene: Sides, *, caption: str, empty: str, next_url: str = "") -> Table:
    """Return settlements with their amounts and states, each with a link to its page."""
    columns = [
        Column(gettext("取件码"), "short"),
        Column(gettext("提出时间"), "instant"),
        Column(gettext("就医→参保")),
        Column(gettext("就医机构")),
        Column(gettext("险种")),
        Column(gettext("总费用"), "money"),
        Column(gettext("基金支付"), "money"),
        Column(gettext("个人账户"), "money"),
        Column(gettext("状态")),
    ]
    shown = [_settlement(row, scene) for row in rows]
    return Table(caption, columns, shown, empty, next_url, is_story=True)


def _settlement(row: Row, scene: Sides) -> Sequence[Cell]:
    one = row.settlement
    way = gettext("%(care)s→%(insured)s") % {"care": scene.name(one.care), "insured": scene.name(one.insured)}
    return (
        LinkTo(short_code(one.id), reverse("medical:settlement", args=[one.id])),
        row.asked_at,
        way,
        row.institution_name or one.institution,
        words.insurance_word(one.insurance),
        Fen(one.total_fen),
        Fen(one.fund_fen),
        Fen(one.account_fen),
        words.state_light(one, given_up=row.given_up),
    )


def sums(found: Sequence[Sums], scene: Sides, caption: str) -> Table:
    """Return what was settled by direction and insurance: gross, since funds may not be mixed."""
    columns = [
        Column(gettext("就医→参保")),
        Column(gettext("险种")),
        Column(gettext("笔数"), "number"),
        Column(gettext("总费用"), "money"),
        Column(gettext("基金支付"), "money"),
        Column(gettext("个人账户"), "money"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            gettext("%(care)s→%(insured)s") % {"care": scene.name(one.care), "insured": scene.name(one.insured)},
            words.insurance_word(one.insurance),
            one.count,
            Fen(one.total_fen),
            Fen(one.fund_fen),
            Fen(one.account_fen),
        )
        for one in found
    ]
    return Table(caption, columns, rows, gettext("这一时段没有记账的结算；医院上传并结算后，按方向和险种汇总在这里。"))


def institutions(rows: Sequence[Contract], day: date) -> Table:
    """Return our hospitals with their levels and contracts."""
    columns = [
        Column(gettext("医院")),
        Column(gettext("编码"), "short"),
        Column(gettext("级别")),
        Column(gettext("协议起"), "day"),
        Column(gettext("协议止"), "day"),
        Column(gettext("协议")),
    ]
    shown: list[Sequence[Cell]] = [
        (
            LinkTo(one.name, reverse("medical:institution", args=[one.code])),
            one.code,
            words.level_word(one.level),
            one.from_day,
            one.until_day,
            contract_light(one, day),
        )
        for one in rows
    ]
    empty = gettext("还没有登记本方的协议医院。由医保经办机构用 enter_care_place 登记医院、接入程序和目录。")
    return Table(gettext("本方协议医院"), columns, shown, empty, is_titled=True)


def contract_light(one: Contract, day: date) -> Light:
    """Return whether a contract is in force on a day."""
    if one.in_force(day):
        return Light(Tone.NORMAL, gettext("有效"))
    return Light(Tone.IDLE, gettext("尚未生效") if one.from_day > day else gettext("已到期"))


def catalogue(found: Catalogue, *, empty: str, next_url: str) -> Table:
    """Return items of the catalogue; those that nobody published bear the mark 示例."""
    columns = [
        Column(gettext("编码"), "short"),
        Column(gettext("项目")),
        Column(gettext("类别")),
        Column(gettext("先自付"), "number"),
        Column(gettext("限价（元）"), "number"),
        Column(gettext("限制使用")),
        Column(gettext("生效"), "day"),
        Column(gettext("止于（不含）"), "day"),
    ]
    shown: list[Sequence[Cell]] = [
        (
            one.item,
            one.name,
            words.grade_word(one.grade),
            words.percent(one.selfpay_bp) if one.selfpay_bp else None,
            one.price_max,
            gettext("须医院同意") if one.restricted else None,
            one.from_day,
            one.until_day,
        )
        for one in found.rows
    ]
    marks = [gettext("示例") if made_up else "" for made_up in found.illustrative]
    return Table(gettext("有效的目录条目"), columns, shown, empty, next_url, standings=marks, is_titled=True)
