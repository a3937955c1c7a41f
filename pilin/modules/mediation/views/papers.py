"""Papers of a case: the slip with its code, the agreement for signature, and the whole file (人民调解法 27)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base.refusal import Refused
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.organisations.rules import Right
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules import cases
from pilin.modules.mediation.rules.cases import WITHOUT_AGREEMENT, Case
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.views import parts
from pilin.modules.mediation.views.advice import sentence
from pilin.modules.mediation.views.common import view_of
from pilin.web import matter_pages, paper
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.languages import labelled, titled
from pilin.web.sides import Sides, sides_of

_AGREEMENT = ("parties", "form", "agreed_facts", "agreed_content", "signatures", "effective_on")


@require_GET
@needs(Right.READ)
def print_slip(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out the slip that a party takes home: the code, and the page that it opens. It bears no name."""
    scene = sides_of(request)
    view = view_of(request, scene, matter)
    code = cases.code_of(view.id)
    blocks = [
        paper.Text(gettext("一案一码，两地同一个。扫码或在公开网站输入编码，可以看到办到哪一步、轮到谁、最迟哪一天。")),
        paper.Facts([(gettext("编码"), code)]),
        paper.Notes([gettext("网页上不显示姓名、村和事由。调解自愿、免费。")]),
    ]
    made = _paper(gettext("联调编码"), code, blocks, request, scene, public_url(code))
    return paper.answer(made, name=code)


@require_GET
@needs(Right.READ)
def print_agreement(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out the agreement for the signatures of the parties and the mediators, and the seals of both committees."""
    scene = sides_of(request)
    view, told = _opened(request, scene, matter)
    shown = _facts(view, scene, told, _AGREEMENT)
    blocks = [shown, paper.Grid(_obligations(view)), *_seals(view, scene)]
    blocks.append(paper.Notes([sentence("effect"), sentence("confirmation")]))
    code = cases.code_of(view.id)
    made = _paper(gettext("人民调解协议书"), code, blocks, request, scene, public_url(code))
    return paper.answer(made, name=f"{gettext('人民调解协议书')}-{code}")


@require_GET
@needs(Right.READ)
def print_file(request: PageRequest, matter: str) -> HttpResponse:
    """Hand out the file of a case: what was entered, recorded and agreed, how it ended, and every step."""
    scene = sides_of(request)
    view, told = _opened(request, scene, matter)
    case = cases.case_of(view.matter, view.kind, refused_by=view.refused_by)
    state = titled(view.kind.states[view.matter.state].title)
    blocks = [
        paper.Facts([(gettext("纠纷"), view.title), (gettext("状态"), state)]),
        paper.Heading(gettext("登记与办理")),
        _facts(view, scene, told, tuple(name for name in parts.ORDER if name != "record")),
        paper.Heading(gettext("调解记录")),
        *_records(view),
        paper.Grid(_obligations(view)),
        *_ending(case),
        paper.Heading(gettext("经过")),
        paper.Grid(_story(view, scene), widths=(2, 1, 3)),
    ]
    address = paper.page_of(request, reverse("mediation:case", args=[view.id]))
    made = _paper(gettext("人民调解卷宗"), case.code, blocks, request, scene, address)
    return paper.answer(made, name=f"{gettext('人民调解卷宗')}-{case.code}")


def public_url(code: str) -> str:
    """Return the page that everybody with the code may open; empty without a public site."""
    public = settings.NODE.public
    where = reverse("mediation:case", args=[code], urlconf=settings.PUBLIC_URLCONF)
    return f"{public.url.rstrip('/')}{where}" if public and public.url else ""


def _opened(request: PageRequest, scene: Sides, matter: str) -> tuple[MatterView, parts.Told]:
    """Return a case with what the parties told. Raises CASE_IS_KEPT_BY_ITS_MEDIATORS for anybody else."""
    view = view_of(request, scene, matter)
    if not queries.in_charge(matter).may_open(request.visitor.account):
        raise Refused(MediationRefusal.CASE_IS_KEPT_BY_ITS_MEDIATORS)
    return view, queries.told(view)


def _paper(title: str, number: str, blocks: Any, request: PageRequest, scene: Sides, address: str) -> paper.Paper:
    issuer = scene.name(scene.me)
    return paper.Paper(title=title, produced=request.at, blocks=blocks, issuer=issuer, number=number, address=address)


def _facts(view: MatterView, scene: Sides, told: parts.Told, names: tuple[str, ...]) -> paper.Facts:
    found = parts.rows(view, scene, told=told, names=names)
    return paper.Facts(
        [(row.title, "\n".join(labelled(who, text) if who else text for who, text in row.said)) for row in found]
    )


def _obligations(view: MatterView) -> Table:
    """Return what comes from whom by when, as both committees signed it."""
    rule = view.kind.fields["obligations"]
    rows: list[Mapping[str, Any]] = view.matter.agreed.get("obligations", [])
    columns = [Column(titled(rule.members[name].title)) for name in ("id", "by", "what", "due")]
    cells = [
        [matter_pages.text_of(row[name], rule.members[name]) for name in ("id", "by", "what", "due")] for row in rows
    ]
    return Table(titled(rule.title), columns, cells, gettext("没有约定履行义务。"))


def _seals(view: MatterView, scene: Sides) -> list[paper.Block]:
    """Return places for the parties and their mediators, and for the seals of both committees, each side its own."""
    said = {view.matter.roles[role]: str(name) for role, name in view.matter.asserted.get("committee", {}).items()}
    left, right = [said.get(code) or scene.name(code) for code in scene.order if code in view.parties][:2]
    party, seal = gettext("当事人、调解员签名，日期："), gettext("（盖章）")
    return [paper.Seals(paper.Place(left, f"{party}{seal}"), paper.Place(right, f"{party}{seal}"))]


def _records(view: MatterView) -> list[paper.Block]:
    rule = view.kind.fields["session"]
    found = queries.records_of(view)
    none = paper.Text(gettext("没有登记联合调解。"))
    return [paper.Facts([(matter_pages.text_of(session, rule), record)]) for session, record in found] or [none]


def _ending(case: Case) -> list[paper.Block]:
    """Return what the parties are told where it ended without an agreement (人民调解法 26)."""
    if case.state not in WITHOUT_AGREEMENT:
        return []
    return [paper.Heading(gettext("终止与告知")), paper.Text(sentence("other_ways"))]


def _story(view: MatterView, scene: Sides) -> Table:
    columns = [Column(gettext("时间"), "instant"), Column(gettext("哪一方")), Column(gettext("办理"))]
    shown = matter_pages.timeline(view, scene.called, me=scene.me)
    return Table(gettext("经过"), columns, [(one.at, one.who, one.title) for one in shown], "")
