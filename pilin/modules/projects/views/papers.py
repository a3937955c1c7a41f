"""督办单 and 催办单 as PDF: what the printed page says, with the digest of the signed chain on each sheet."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.kernel.organisations.rules import Right
from pilin.modules.projects.rules.records import ORDER, URGING, Record
from pilin.modules.projects.views import orders
from pilin.modules.projects.views.sheets import Part, Said
from pilin.web import paper
from pilin.web.access import PageRequest, needs
from pilin.web.components import Clock, Column, Table
from pilin.web.languages import bracketed, labelled
from pilin.web.templatetags.words import day_in_words


@require_GET
@needs(Right.READ)
def print_order(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out a 督办单 as PDF."""
    return _printed(request, matter, ORDER)


@require_GET
@needs(Right.READ)
def print_urging(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out a 催办单 as PDF."""
    return _printed(request, matter, URGING)


def _printed(request: PageRequest, matter: str, kind: str) -> HttpResponse:
    shown = orders.paper_of(request, matter, kind)
    record: Record = shown["record"]
    (sender, sends), (receiver, receives) = shown["seals"]
    received: date | None = shown["received_on"]
    blocks: list[paper.Block] = [
        paper.Facts(
            [
                (gettext("事项"), record.title),
                (gettext("发出日期"), day_in_words(shown["sent_on"]) if shown["sent_on"] else ""),
                (gettext("签收日期"), day_in_words(received) if received else gettext("待签收")),
                (gettext("状态"), f"{shown['state'].shape} {shown['state'].word}"),
            ]
        )
    ]
    for part in shown["parts"]:
        blocks += [paper.Heading(part.title), _facts(part)]
    if shown["clocks"]:
        blocks.append(_clocks(shown["clocks"]))
    blocks.append(paper.Seals(_place(sender, sends), _place(receiver, receives)))
    told = gettext("事项编号 %(number)s。纸质件供归档，以双方签名的电子记录为准。")
    blocks.append(paper.Notes([told % {"number": record.id}]))
    made = paper.Paper(
        title=shown["name"],
        produced=request.at,
        blocks=blocks,
        issuer=sender,
        number=record.number,
        digest=shown["view"].matter.head,
        address=paper.page_of(request, shown["back"]),
    )
    return paper.answer(made, name=f"{shown['name']}-{record.number}")


def _place(party: str, role: str) -> paper.Place:
    return paper.Place(bracketed(party, role), gettext("日期："))


def _facts(part: Part) -> paper.Facts:
    """Return a part of the sheet: each field with what is said in it, with the side where both say something."""
    return paper.Facts([(row.title, "\n".join(_text(said) for said in row.said)) for row in part.rows])


def _text(said: Said) -> str:
    return labelled(said.who, said.text) if said.who else said.text


def _clocks(clocks: Sequence[Clock]) -> paper.Grid:
    columns = [
        Column(gettext("时限")),
        Column(gettext("依据")),
        Column(gettext("截止"), "day"),
        Column(gettext("状态")),
    ]
    rows = [(one.title, one.basis, one.computation.rolled_end, one.light) for one in clocks]
    return paper.Grid(Table(gettext("时限"), columns, rows, ""), widths=(3, 5, 2, 2))
