"""The statement of a batch for both finance offices: a book of tables, and a paper with places for two seals."""

from collections.abc import Sequence
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base.money import Fen
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical import queries
from pilin.modules.medical.queries import BatchRow
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.clearing import Row
from pilin.modules.medical.views import batches, words
from pilin.web import paper
from pilin.web.access import PageRequest, needs
from pilin.web.languages import bracketed
from pilin.web.sides import Sides, sides_of
from pilin.web.templatetags.words import day_in_words, yuan
from pilin.wire.sheets import layout
from pilin.wire.sheets.layout import Column, Kind, Layout, Table
from pilin.wire.sheets.writing import write

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs(Right.READ)
def sheet_of_batch(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out a batch as a book: what each owes of each fund, and every settlement without persons."""
    scene, one = sides_of(request), batches.batch_or_404(matter)
    response = HttpResponse(book(one, scene), content_type=_XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_name(one))}.xlsx"
    return response


def _name(one: BatchRow) -> str:
    return f"{gettext('跨省医保清算单')}-{one.month}"


def book(one: BatchRow, scene: Sides) -> bytes:
    """Return the book of a batch."""
    lead = (_title(one, scene), gettext("结算日期截至 %(day)s") % {"day": one.until.isoformat()})
    foot = tuple(gettext("%(side)s（盖章）") % {"side": scene.name(code)} for code in _order(one, scene))
    summary = Table(_summary(), tuple(_summed(row, scene) for row in one.rows), lead, _totals(one.rows), foot)
    return write([summary, Table(_details(), tuple(_detailed(one, scene)))], explained=False)


def _title(one: BatchRow, scene: Sides) -> str:
    facts = {"month": one.month, "sides": scene.names(_order(one, scene))}
    return gettext("%(month)s 跨省医保清算单：%(sides)s") % facts


def _order(one: BatchRow, scene: Sides) -> list[str]:
    return [code for code in scene.order if code in (scene.me, one.peer)]


def _summary() -> Layout:
    titles = {"payer": gettext("付款方"), "insurance": gettext("险种基金")}
    money = {"fund": gettext("基金支付"), "account": gettext("个人账户支付"), "pays": gettext("应付合计")}
    return Layout(
        gettext("汇总"),
        (
            *(Column(name, title) for name, title in titles.items()),
            Column("count", gettext("笔数"), Kind.COUNT),
            *(Column(name, title, Kind.AMOUNT) for name, title in money.items()),
        ),
    )


def _summed(row: Row, scene: Sides) -> layout.Row:
    return {
        "payer": scene.name(row.payer),
        "insurance": words.insurance_word(row.insurance),
        "count": row.count,
        "fund": row.fund_fen,
        "account": row.account_fen,
        "pays": row.pays_fen,
    }


def _totals(rows: Sequence[Row]) -> layout.Row:
    """Return only the number of settlements: amounts of different payers and funds are not added up."""
    return {"payer": gettext("笔数合计"), "count": sum(row.count for row in rows)}


def _details() -> Layout:
    money = {"fund": gettext("基金支付"), "account": gettext("个人账户支付"), "pays": gettext("应付合计")}
    return Layout(
        gettext("明细"),
        (
            Column("settlement", gettext("结算编号"), width=38),
            Column("day", gettext("结算日期"), Kind.DAY),
            Column("payer", gettext("付款方")),
            Column("insurance", gettext("险种基金")),
            Column("institution", gettext("医疗机构编码")),
            *(Column(name, title, Kind.AMOUNT) for name, title in money.items()),
        ),
    )


def _detailed(one: BatchRow, scene: Sides) -> list[layout.Row]:
    return [
        {
            "settlement": each.settlement,
            "day": each.day,
            "payer": scene.name(each.payer),
            "insurance": words.insurance_word(each.insurance),
            "institution": each.institution,
            "fund": each.fund_fen,
            "account": each.account_fen,
            "pays": each.fund_fen + each.account_fen,
        }
        for each in queries.listed_in(one.id)
    ]


@require_GET
@needs(Right.READ)
def print_batch(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out a batch as PDF, with places for two seals."""
    scene, one = sides_of(request), batches.batch_or_404(matter)
    payer, owed = rules.net(one.rows, (scene.me, one.peer))
    left, right = (paper.Place(scene.name(code), gettext("日期：")) for code in _order(one, scene))
    light = batches.light_of(one)
    blocks: list[paper.Block] = [
        paper.Facts(
            [
                (gettext("清算月份"), one.month),
                (gettext("结算日期截至"), day_in_words(one.until)),
                (gettext("结算笔数"), str(one.count)),
                (gettext("拨付期限"), day_in_words(one.pay_by)),
                (gettext("状态"), f"{light.shape} {light.word}"),
                (gettext("轧差参考"), bracketed(yuan(Fen(owed)), gettext("%(who)s付") % {"who": scene.name(payer)})),
            ]
        ),
        paper.Heading(gettext("分基金应付")),
        paper.Grid(batches.rows_table(one.rows, scene), widths=(3, 4, 2, 3, 3, 3)),
        paper.Seals(left, right),
        paper.Notes([
            gettext("基金不得混用，每行单独拨付；轧差数只供参考。"),
            gettext("清单以双方账簿和签名的摘要值为准，明细见随附表格。"),
        ]),
    ]  # fmt: skip
    made = paper.Paper(
        title=gettext("跨省医保清算单"), produced=request.at, blocks=blocks, issuer=scene.names(_order(one, scene)),
        number=one.month, digest=one.digest, address=paper.page_of(request, reverse("medical:batch", args=[one.id])),
    )  # fmt: skip
    return paper.answer(made, name=_name(one))
