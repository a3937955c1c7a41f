"""The explanation of a settlement as a paper for the patient: what the page says, on one A4 where the lines are few."""

from collections.abc import Sequence

from django.utils.translation import gettext

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.modules.medical.views.statement import Half, Statement
from pilin.web import paper
from pilin.web.components import Column, Table
from pilin.web.languages import labelled


def paper_of(made: Statement, *, issuer: str, address: str, at: Instant) -> paper.Paper:
    """Return an explanation as a paper: the same content and time make the same bytes."""
    blocks: list[paper.Block] = [
        paper.Text(made.answer or gettext("还没有参保地的计算；金额以答复为准。")),
        paper.Facts(made.facts[1:]),  # the code stands in the head
        paper.Grid(made.lines, widths=(5, 9, 3, 3), foot=made.lines_foot),
        paper.Grid(made.steps, widths=(8, 3, 3, 5)),
        paper.Grid(_sums(made.sums), widths=(6, 2)),
        _halves(made.halves),
        paper.Notes([gettext("两半各由计算的一方签名，任何一方不能单独改动。纸面不印姓名和证件号码，凭取件码核对。")]),
    ]
    return paper.Paper(
        title=gettext("结算说明"),
        produced=at,
        blocks=blocks,
        issuer=issuer,
        number=labelled(gettext("取件码"), made.code),
        mark=labelled(gettext("示例"), made.mark) if made.mark else "",
        digest=made.digest,
        address=address,
    )


def _sums(sums: Sequence[tuple[str, Fen]]) -> Table:
    columns = [Column(gettext("合计")), Column(gettext("金额"), "money")]
    return Table(gettext("合计"), columns, [*sums], gettext("还没有参保地的计算。"), is_titled=True)


def _halves(halves: Sequence[Half]) -> paper.Facts:
    return paper.Facts([(labelled(half.side, half.did), f"sha256 {half.digest}") for half in halves])
