"""The register of our committees."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.mediation import actions, queries
from pilin.modules.mediation.forms import CommitteeForm
from pilin.modules.mediation.views.common import hand_of, lacking
from pilin.web import marks
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.languages import several
from pilin.web.sentences import refuse_in
from pilin.web.sides import sides_of


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
@marks.told_in_the_field
def show_committees(request: PageRequest) -> HttpResponse:
    """Show the committees of our side, and let who signs enter one.

    A chair reads what the parties told (人民调解法 15(4)): who names one decides who reads it.
    """
    form = CommitteeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        request.visitor.must(Right.SIGN)
        marks.tell(request, form)
        if form.is_valid():
            try:
                actions.enter_committee(form.cleaned_data["name"], form.members(), by=hand_of(request, Right.SIGN))
            except Refused as refused:
                refuse_in(form, refused)
            else:
                messages.success(request, gettext("调委会已登记。"))
                return redirect("mediation:committees")
    context = {"table": _table(), "form": form, "links": sides_of(request).links}
    context["lacking"] = lacking(request, Right.SIGN)
    return render(request, "mediation/committees.html", context)


def _table() -> Table:
    titles = [gettext("调委会"), gettext("主任"), gettext("委员"), gettext("人数"), gettext("女性委员")]
    columns = [Column(title, "number" if number > 2 else "text") for number, title in enumerate(titles)]
    rows = [
        (
            one.name,
            several(member.name for member in one.members if member.is_chair),
            several(member.name for member in one.members if not member.is_chair),
            len(one.members),
            sum(member.is_woman for member in one.members),
        )
        for one in queries.committees()
    ]
    empty = gettext("还没有登记本方的人民调解委员会：登记后才能指派调解员，才能打开案件的内容。")
    return Table(gettext("本方人民调解委员会"), columns, rows, empty, is_titled=True)
