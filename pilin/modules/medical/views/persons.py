"""Insured persons at the agency: looked up for a purpose, shown masked, entered and changed; and who looked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical.actions import lookups, persons
from pilin.modules.medical.actions.lookups import Looker, Sought
from pilin.modules.medical.actions.persons import By
from pilin.modules.medical.forms import (
    FILINGS,
    GROUPS,
    PURPOSES,
    ChangeForm,
    ChronicForm,
    EndForm,
    EnterForm,
    FileForm,
    IdentityForm,
    LookupForm,
    RegisterForm,
    WithdrawForm,
)
from pilin.modules.medical.queries import persons as shown
from pilin.modules.medical.queries.persons import PersonPage
from pilin.modules.medical.rules.persons import Purpose
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.views.words import insurance_word
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.sentences import refuse_in

_NUMBER_MAX = 18
WHAT: Mapping[str, str] = {
    persons.ENTERED: gettext_noop("登记身份"),
    persons.CORRECTED: gettext_noop("更正身份"),
    persons.INSURED: gettext_noop("登记参保"),
    persons.ENDED: gettext_noop("终止参保"),
    persons.CHANGED: gettext_noop("变更人员类别"),
    persons.FILED: gettext_noop("登记备案"),
    persons.UNFILED: gettext_noop("撤销备案"),
    persons.ENTITLED: gettext_noop("登记慢特病资格"),
    persons.UNENTITLED: gettext_noop("撤销慢特病资格"),
}


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def look_up(request: PageRequest) -> HttpResponse:
    """Look a person up; the look is written down whatever it finds."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = lookups.look_for_office(
                sought=form.sought(),
                purpose=form.cleaned_data["purpose"],
                reason=form.cleaned_data["reason"],
                looker=looker_of(request),
            )
        except Refused as refused:
            refuse_in(form, refused, field="reason")
        else:
            if row.person_id:
                return redirect("medical:person", row.pk)
            form.add_error("value", gettext("没有找到这位参保人；这次查询已登记。请核对号码，未登记的先登记。"))
    return render(request, "medical/persons/look_up.html", {"form": form})


def looker_of(request: PageRequest) -> Looker:
    """Return who looks: account and name of the visitor."""
    return Looker(request.visitor.account, request.visitor.name, request.at)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def enter(request: PageRequest) -> HttpResponse:
    """Enter a person with an insurance, and open his page: that is a look-up of its own."""
    form = EnterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            persons.enter(entries=[form.entry()], by=By(request.visitor.account, request.at))
        except Refused as refused:
            refuse_in(form, refused)
        else:
            sought, reason = Sought(number=form.cleaned_data["number"]), gettext("登记参保人")
            row = lookups.look(
                sought=sought, purpose=Purpose.ENTERING, reason=reason, looker=looker_of(request)
            )  # fmt: skip
            messages.success(request, gettext("已登记。姓名和证件号码已加密保存，页面只显示遮盖后的内容。"))
            return redirect("medical:person", row.pk)
    return render(request, "medical/persons/enter.html", {"form": form})


@dataclass(frozen=True)
class Verb:
    """What can be entered about a person: title, its form, over which rows, and what is done."""

    title: str
    form: type[forms.Form]
    rows: str
    do: Callable[[Any, Any, By], object]


def _ended(person: Any, form: Any, by: By) -> None:
    row = person.insurances.get(pk=form.cleaned_data["of"])
    persons.end_insurance(insurance=row, last_day=form.cleaned_data["last_day"], by=by)


def _changed(person: Any, form: Any, by: By) -> None:
    row = person.insurances.get(pk=form.cleaned_data["of"])
    persons.change_terms(insurance=row, terms=form.terms(), from_day=form.cleaned_data["from_day"], by=by)


VERBS: Mapping[str, Verb] = {
    "change": Verb(gettext_noop("变更人员类别"), ChangeForm, "insurances", _changed),
    "end": Verb(gettext_noop("终止参保"), EndForm, "insurances", _ended),
    "file": Verb(
        gettext_noop("登记备案"), FileForm, "",
        lambda person, form, by: persons.file(person=person, filing=form.filing(), by=by),
    ),
    "unfile": Verb(
        gettext_noop("撤销备案"), WithdrawForm, "filings",
        lambda person, form, by: persons.withdraw(row=person.filings.get(pk=form.cleaned_data["of"]), by=by),
    ),
    "entitle": Verb(
        gettext_noop("登记慢特病资格"), ChronicForm, "",
        lambda person, form, by: persons.entitle(person=person, entitled=form.entitled(), by=by),
    ),
    "unentitle": Verb(
        gettext_noop("撤销慢特病资格"), WithdrawForm, "entitlements",
        lambda person, form, by: persons.withdraw(row=person.chronics.get(pk=form.cleaned_data["of"]), by=by),
    ),
    "correct": Verb(
        gettext_noop("更正身份"), IdentityForm, "",
        lambda person, form, by: persons.correct_identity(person=person, identity=form.identity(), by=by),
    ),
}  # fmt: skip


@require_GET
@needs(Right.ACT)
def show_person(request: PageRequest, number: str) -> HttpResponse:
    """Show the person whom a look-up found, for half an hour and to who looked."""
    return _shown(request, _key(number))


@require_http_methods(["POST"])
@needs(Right.ACT)
def act(request: PageRequest, number: str, step: str) -> HttpResponse:
    """Enter one thing about the person of a look-up."""
    verb = VERBS.get(step)
    if verb is None:
        raise Http404
    person = lookups.opened(lookup=_key(number), account=request.visitor.account, at=request.at)
    page = shown.page_of(person, persons.identity_of(person))
    form = _form(verb, page, request.POST)
    if form.is_valid():
        try:
            verb.do(person, form, By(request.visitor.account, request.at))
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("已登记，并记入这位参保人的登记记录。"))
            return redirect("medical:person", number)
    return _shown(request, _key(number), {step: form})


def _form(verb: Verb, page: PersonPage, data: Any = None) -> Any:
    if not verb.rows:
        return verb.form(data, prefix=None, auto_id=f"{verb.form.__name__}_%s")
    offered = [(row.key, _named(row)) for row in getattr(page, verb.rows) if not getattr(row, "withdrawn", False)]
    return verb.form(data, offered=offered, auto_id=f"{verb.form.__name__}_{verb.rows}_%s")  # type: ignore[call-arg]


def _named(row: Any) -> str:
    what = getattr(row, "disease", "") or getattr(row, "area", "") or insurance_word(row.insurance)
    return f"{what} {row.from_day.isoformat()}"


def _key(number: str) -> int:
    return int(number) if len(number) <= _NUMBER_MAX else 0


def _shown(request: PageRequest, lookup: int, bound: Mapping[str, Any] | None = None) -> HttpResponse:
    person = lookups.opened(lookup=lookup, account=request.visitor.account, at=request.at)
    page = shown.page_of(person, persons.identity_of(person))
    verbs = []
    for step, verb in VERBS.items():
        form = (bound or {}).get(step) or _form(verb, page)
        if not verb.rows or form.fields["of"].choices:
            verbs.append((step, gettext(verb.title), form))
    context = {
        "page": page,
        "lookup": lookup,
        "tables": [_insurances(page), _filings(page), _entitlements(page), _entries(page)],
        "verbs": verbs,
    }
    return render(request, "medical/persons/person.html", context)


def _insurances(page: PersonPage) -> Table:
    columns = [
        Column(gettext("险种")), Column(gettext("人员类别")), Column(gettext("公务员补助")),
        Column(gettext("起始日"), "day"), Column(gettext("截止日"), "day"), Column(gettext("个人账户"), "money"),
    ]  # fmt: skip
    words = {code: str(word) for code, word in GROUPS}
    rows = [
        (
            insurance_word(one.insurance), words.get(one.type[:2], one.type),
            gettext("是") if one.civil_servant else gettext("否"), one.from_day, one.until_day, Fen(one.account_fen),
        )
        for one in page.insurances
    ]  # fmt: skip
    return Table(gettext("参保"), columns, rows, gettext("还没有参保记录。由本机构登记或导入。"))


def _state(row: Any) -> str:
    return gettext("已撤销") if row.withdrawn else gettext("有效")


def _filings(page: PersonPage) -> Table:
    columns = [
        Column(gettext("备案类型")), Column(gettext("就医地")), Column(gettext("险种")),
        Column(gettext("起始日"), "day"), Column(gettext("截止日"), "day"), Column(gettext("状态")),
    ]  # fmt: skip
    rows = [
        (
            str(FILINGS[Filing(one.kind)]), one.area, insurance_word(one.insurance) if one.insurance else None,
            one.from_day, one.until_day, _state(one),
        )
        for one in page.filings
    ]  # fmt: skip
    return Table(gettext("异地就医备案"), columns, rows, gettext("还没有备案。由本机构登记，或由医院转诊时登记。"))


def _entitlements(page: PersonPage) -> Table:
    columns = [
        Column(gettext("病种")), Column(gettext("险种")), Column(gettext("起始日"), "day"),
        Column(gettext("截止日"), "day"), Column(gettext("状态")),
    ]  # fmt: skip
    rows = [
        (
            f"{one.disease} {one.name}".strip(), insurance_word(one.insurance), one.from_day, one.until_day, _state(one)
        )
        for one in page.entitlements
    ]  # fmt: skip
    return Table(gettext("门诊慢特病资格"), columns, rows, gettext("还没有慢特病资格。由本机构或认定医院登记。"))


def _entries(page: PersonPage) -> Table:
    columns = [Column(gettext("时间"), "instant"), Column(gettext("登记人")), Column(gettext("事项"))]
    rows = [(one.at, one.by, gettext(WHAT[one.what]) if one.what in WHAT else one.what) for one in page.entries]
    return Table(gettext("登记记录，新的在前"), columns, rows, gettext("还没有登记记录。"), is_story=True)


@require_GET
@needs(Right.INSPECT)
def show_register(request: PageRequest) -> HttpResponse:
    """Show the register of look-ups to who inspects."""
    form = RegisterForm(request.GET)
    asked = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    before = request.GET.get("before", "")
    since = int(before) if before.isascii() and before.isdigit() and len(before) <= _NUMBER_MAX else None
    rows, following = shown.lookups(before=since, **asked)
    older = f"?{urlencode({**asked, 'before': following})}" if following else ""
    context = {"form": form, "table": _register(rows, older), "is_first": since is None}
    return render(request, "medical/persons/register.html", context)


def _register(rows: Sequence[shown.Looked], older: str) -> Table:
    columns = [
        Column(gettext("编号"), "number"), Column(gettext("时间"), "instant"), Column(gettext("查询人")),
        Column(gettext("账号")), Column(gettext("机构")), Column(gettext("用途")), Column(gettext("事由")),
        Column(gettext("查到的人员编号")),
    ]  # fmt: skip
    cells = [
        (
            one.number, one.at, one.name, one.account, f"{one.node} {one.place}".strip(),
            str(PURPOSES[Purpose(one.purpose)]), one.reason or None, one.person or None,
        )
        for one in rows
    ]  # fmt: skip
    empty = gettext("还没有查询。有人查询参保人时，会逐条记在这里。")
    return Table(gettext("查询登记，新的在前"), columns, cells, empty, older, is_story=True)
