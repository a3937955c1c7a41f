"""What moved of a plan: the baseline that both signed first beside what stands now, or beside what is proposed."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock, money
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects.rules import moving, versions
from pilin.modules.projects.rules.moving import MoneyMove, Shift
from pilin.modules.projects.rules.versions import Version
from pilin.modules.projects.views.history import steps_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, Table, Tone
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_moved(request: PageRequest, plan: str) -> HttpResponse:
    """Show what moved from one text of a plan to another: `from` and `to` are numbers of versions."""
    scene = sides_of(request)
    view = matters.matter(plan, me=scene.me, day=clock.day_of(request.at))
    if view is None or view.kind.name != "plan":
        raise Http404
    steps = steps_of(view)
    signed, proposed = versions.versions_of(steps), versions.proposed_of(steps)
    texts = {one.number: one for one in [*signed, *([proposed] if proposed else [])]}
    context = {"plan": plan, "title": view.title, "links": scene.links, "is_comparable": len(texts) > 1}
    if len(texts) > 1:
        first = _chosen(request, "from", texts, min(texts))
        last = _chosen(request, "to", texts, max(texts))
        roles = view.matter.roles
        moves = moving.money_moves(first.money, last.money)
        context |= {
            "choices": [(number, _name(one, proposed)) for number, one in texts.items()],
            "chosen": {"from": first.number, "to": last.number},
            "names": (_name(first, proposed), _name(last, proposed)),
            "milestones": _milestones(moving.shifts(first.milestones, last.milestones)),
            "money": _money([*moves, *moving.totals(moves)], roles, scene),
        }
    return render(request, "projects/compared.html", context)


def _chosen(request: PageRequest, name: str, texts: dict[int, Version], otherwise: int) -> Version:
    said = request.GET.get(name, "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else otherwise
    return texts.get(number, texts[otherwise])


def _name(one: Version, proposed: Version | None) -> str:
    facts = {"number": one.number, "day": one.day.isoformat()}
    if proposed is not None and one.number == proposed.number:
        return gettext("提出的修改，%(day)s（未签署）") % facts
    return gettext("第 %(number)s 版，%(day)s 双方签署") % facts


def _milestones(found: Sequence[Shift]) -> Table:
    columns = [Column(gettext("编号")), Column(gettext("里程碑")), Column(gettext("原时限"), "day")]
    columns += [Column(gettext("现时限"), "day"), Column(gettext("变动"))]
    rows: list[Sequence[Cell]] = [(one.id, one.title, one.was, one.due, _how(one)) for one in found]
    return Table(gettext("里程碑的变动"), columns, rows, gettext("两个文本都没有里程碑。"))


def _how(one: Shift) -> Light:
    days = {"days": abs(one.days or 0)}
    return {
        "added": Light(Tone.IDLE, gettext("新增")),
        "removed": Light(Tone.IDLE, gettext("删去")),
        "later": Light(Tone.WARNING, gettext("推后 %(days)s 天") % days),
        "earlier": Light(Tone.NORMAL, gettext("提前 %(days)s 天") % days),
        "dated": Light(Tone.NORMAL, gettext("定了时限")),
        "undated": Light(Tone.WARNING, gettext("改为未定期")),
        "worded": Light(Tone.IDLE, gettext("时限未变，文字有改")),
        "same": Light(Tone.IDLE, gettext("未变")),
    }[one.how]


def _money(found: Sequence[MoneyMove], roles: Mapping[str, str], scene: Sides) -> Table:
    columns = [Column(gettext("年度")), Column(gettext("出资方")), Column(gettext("原金额"), "money")]
    columns += [Column(gettext("现金额"), "money"), Column(gettext("差额"), "money")]
    rows: list[Sequence[Cell]] = [
        (
            str(one.year) if one.year else gettext("合计"),
            scene.name(roles.get(one.side, one.side)),
            *(money.fen(amount) for amount in (one.was, one.now, one.more)),
        )
        for one in found
    ]
    return Table(gettext("资金的变动"), columns, rows, gettext("两个文本都没有写资金。"))
