"""对账单: the statement of a netting as PDF with places for both seals, and as a table for the finance offices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.kernel.organisations.rules import Right
from pilin.modules.projects.rules.netting import Line
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.views import netting as pages
from pilin.web import paper
from pilin.web.access import PageRequest, needs
from pilin.web.components import Table
from pilin.web.languages import bracketed, labelled
from pilin.web.sides import Sides
from pilin.web.templatetags.words import day_in_words
from pilin.wire.sheets import layout, writing
from pilin.wire.sheets.layout import Kind, Layout, Row

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs(Right.READ)
def print_statement(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out the statement of a netting as PDF."""
    shown = pages.shown_netting(request, matter)
    record, scene, lines = shown["record"], shown["scene"], shown["lines"]
    sides = sorted(record.roles.values(), reverse=True)
    rows = pages.rows_of(lines, shown["held"], sides, scene)
    table = Table(gettext("计入的支出"), pages.columns_of(sides, scene), rows, gettext("没有。"))
    places = [paper.Place(bracketed(scene.name(one), gettext("财政部门")), gettext("日期：")) for one in sides]
    blocks: list[paper.Block] = [
        paper.Facts(_facts(shown)),
        paper.Grid(table, (1, 2, 4, 2, 2, 2, 2, 2), pages.totals_of(lines, sides)),
        paper.Seals(*places),
    ]
    told = gettext("事项编号 %(number)s。纸质件供归档，以双方签名的电子记录为准。")
    blocks.append(paper.Notes([told % {"number": record.id}]))
    name = gettext("共同费用对账单")
    made = paper.Paper(
        title=name,
        produced=request.at,
        blocks=blocks,
        issuer=scene.name(scene.me),
        number=record.quarter,
        digest=shown["view"].matter.head,
        address=paper.page_of(request, reverse("projects:netting_statement", args=[matter])),
    )
    return paper.answer(made, name=f"{name}-{record.quarter}")


def _facts(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the head of the statement; one that is not signed by both says so."""
    record: Record = shown["record"]
    day = record.done.get("sign")
    signed = day_in_words(date.fromisoformat(day)) if day else gettext("双方尚未签署，仅供核对，不作结算依据。")
    paid = [(gettext("付款"), shown["payment"])] if shown["payment"] else []
    return [
        (gettext("季度"), record.quarter),
        (gettext("截止日"), record.text("cut_off")),
        (gettext("双方签署日期"), signed),
        (gettext("轧差结果"), shown["sentence"]),
        *paid,
    ]


@require_GET
@needs(Right.READ)
def export_statement(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out the statement of a netting as a table."""
    shown = pages.shown_netting(request, matter)
    record, scene, lines = shown["record"], shown["scene"], shown["lines"]
    sides = sorted(record.roles.values(), reverse=True)
    made = layout.Table(
        _layout(sides, scene),
        tuple(_row(number, line, shown["held"].get(line.expense), scene) for number, line in enumerate(lines, 1)),
        lead=tuple(labelled(title, said) for title, said in _facts(shown)),
        totals={"title": gettext("合计"), **{side: pages.sum_of(lines, side) for side in sides}},
        foot=tuple(bracketed(scene.name(side), gettext("财政部门")) for side in sides),
    )
    name = f'attachment; filename="netting-{record.quarter}.xlsx"'
    return HttpResponse(
        writing.write([made], explained=False), content_type=_TYPE, headers={"Content-Disposition": name}
    )


def _layout(sides: Sequence[str], scene: Sides) -> Layout:
    plain = (
        layout.Column("number", gettext("序号"), Kind.COUNT, 6),
        layout.Column("paid_on", gettext("支出日期"), Kind.DAY, 12),
        layout.Column("title", gettext("支出事由"), width=30),
        layout.Column("voucher", gettext("凭证号")),
        layout.Column("paid_by", gettext("支出方"), width=12),
        layout.Column("amount", gettext("金额"), Kind.AMOUNT),
    )
    due = (layout.Column(side, gettext("%(side)s应付") % {"side": scene.name(side)}, Kind.AMOUNT) for side in sides)
    return Layout(gettext("对账单"), (*plain, *due))


def _row(number: int, line: Line, held: Record | None, scene: Sides) -> Row:
    payer = next(side for side in (scene.me, *scene.peers) if side == line.paid_by)
    owing = {} if held is None else {held.roles["sharer"]: int(line.due_fen)}
    known: Row = {"title": gettext("本方尚未收到这笔支出")} if held is None else _known(held)
    return {"number": number, "paid_by": scene.name(payer), **known, **owing}


def _known(held: Record) -> Row:
    paid_on = date.fromisoformat(held.text("paid_on"))
    texts = {"title": held.title, "voucher": held.text("voucher")}
    return {"paid_on": paid_on, "amount": int(held.value("amount")), **texts}
