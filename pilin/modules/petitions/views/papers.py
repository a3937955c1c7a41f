"""Papers of a petition: written with their required contents, masked, sent sealed; handed out as PDF."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.petitions import actions, queries
from pilin.modules.petitions.forms import PARTS, SORTS, PaperForm
from pilin.modules.petitions.queries import OneCase
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.papers import OPINION
from pilin.modules.petitions.views.common import case_of, eyes
from pilin.web import marks, paper
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, LinkTo, Table
from pilin.web.languages import several
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of
from pilin.web.templatetags.words import day_in_words


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
@marks.told_in_the_field
def write_paper(request: PageRequest, case: str) -> HttpResponse:
    """Show the papers of both sides and who opened the name; write a paper."""
    if request.method == "POST":
        request.visitor.must(Right.ACT)
    found, sides = case_of(request, case), sides_of(request)
    data = request.POST if request.method == "POST" else None
    sort = request.GET.get("sort", "contact")
    form = PaperForm(data, sort=sort if sort in dict(SORTS) else "contact")
    marks.tell(request, form)
    if data is not None and form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("text", *OPINION)}
        try:
            kept = actions.write_paper(found.row, form.cleaned_data["sort"], texts, eyes=eyes(request), at=request.at)
        except Refused as refused:
            refuse_in(form, _in_words(refused))
        else:
            told = gettext("文书已签名，密封送达对方。")
            if kept.places:
                told += gettext("其中 %(places)s 处像身份证号、电话或车牌，签名之前已经隐去。") % {
                    "places": kept.places
                }
            messages.success(request, told)
            return redirect("petitions:case", case)
    context = {
        "form": form if found.is_handled_here and found.row.matter and request.visitor.may(Right.ACT) else None,
        "found": found,
        "links": sides.links,
        "papers": _papers(found, sides),
        "openings": _openings(found),
    }
    return render(request, "petitions/write.html", context)


def _in_words(refused: Refused) -> Refused:
    if refused.code is not PetitionRefusal.PAPER_LACKS_CONTENTS:
        return refused
    lacking = several(str(PARTS.get(name, name)) for name in cast("list[str]", refused.facts["lacking"]))
    return Refused(refused.code, lacking=lacking)


@require_GET
@needs(Right.READ)
def print_paper(request: PageRequest, case: str, digest: str) -> HttpResponse:
    """Hand out a paper as PDF, with the number of the petition and without the petitioner's name."""
    found, sides = case_of(request, case), sides_of(request)
    told = queries.papers_of(found.row) if found.is_handled_here else []
    row, said = next(((one, said) for one, said in told if one.event == digest), (None, {}))
    if row is None:
        raise Http404
    title = str(dict(SORTS).get(row.sort, row.sort))
    blocks: list[paper.Block] = [
        paper.Facts(
            [
                (gettext("信访事项编号"), found.row.number),
                (gettext("出具方"), sides.name(row.author)),
                (gettext("日期"), day_in_words(clock.day_of(clock.instant(row.at)))),
            ]
        )
    ]
    for name, text in said.items():
        blocks += [paper.Heading(str(PARTS.get(name, name))), paper.Text(str(text))]
    notes = [gettext("信访人姓名不在本件上，由承办岗位送达时填写。")]
    if row.sort == "opinion":
        notes.append(gettext("不服本意见的，收到之日起三十日内可以请求复查（信访工作条例第35条）。"))
    if row.sort == "review_opinion":
        notes.append(gettext("不服本意见的，收到之日起三十日内可以请求复核（信访工作条例第36条）。"))
    blocks.append(paper.Notes(notes))
    made = paper.Paper(
        title=title,
        produced=request.at,
        blocks=blocks,
        issuer=sides.name(row.author),
        number=found.row.number,
        digest=row.event,
        address=paper.page_of(request, reverse("petitions:case", args=[case])),
    )
    return paper.answer(made, name=f"{title}-{found.row.number}")


def _papers(found: OneCase, sides: Sides) -> Table:
    sorts = dict(SORTS)
    told = queries.papers_of(found.row) if found.is_handled_here else []
    rows = [
        (
            LinkTo(str(sorts.get(one.sort, one.sort)), reverse("petitions:paper", args=[found.row.pk, one.event])),
            sides.name(one.author),
            clock.day_of(clock.instant(one.at)),
            gettext("；").join(str(text) for text in said.values())[:200] or gettext("内容已到期清除或尚未送达"),
        )
        for one, said in told
    ]
    columns = [
        Column(gettext("文书")),
        Column(gettext("出具方")),
        Column(gettext("日期"), "day"),
        Column(gettext("内容")),
    ]
    empty = gettext("这里将列出双方的异议理由、会议纪要和意见书，由承办岗位出具。")
    return Table(gettext("文书"), columns, rows, empty, is_titled=True)


def _openings(found: OneCase) -> Table:
    told = found.is_handled_here  # a reason may say something of the content
    rows = [
        (
            clock.day_of(clock.instant(one.at)),
            one.account,
            found.offices.get(one.office, one.office),
            one.reason if told else None,
        )
        for one in queries.openings_of(found.row)
    ]
    columns = [
        Column(gettext("日期"), "day"),
        Column(gettext("账号")),
        Column(gettext("岗位")),
        Column(gettext("理由")),
    ]
    return Table(gettext("打开信访人姓名的登记"), columns, rows, gettext("还没有人打开过姓名。"), is_titled=True)
