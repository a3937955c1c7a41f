"""Pages of matters and documents: form, then action or query, then template."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.agreements import actions as agreeing
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.queries import Hands, MatterView, Wanted
from pilin.kernel.matters.queries.single import PROVISIONAL, StepView
from pilin.kernel.matters.rules.kinds import Kind, StepRule
from pilin.kernel.organisations.rules import Right
from pilin.web import (
    asking,
    document_pages,
    hiding,
    matter_filters,
    matter_lists,
    matter_pages,
    provisional,
    signing,
)
from pilin.web.access import PageRequest, needs, offices_with
from pilin.web.cards import matter_page, opening_page
from pilin.web.choosing import choices_of
from pilin.web.languages import several, titled
from pilin.web.matter_filters import FilterForm
from pilin.web.matter_forms import NoteForm, ReasonForm, StepForm
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import refuse_in, spoken
from pilin.web.views import attempt

LATEST = 100
"""How many moments of a story a page shows at first."""
REMINDER_MAX = 200


@require_GET
@needs(Right.READ)
def show_matters(request: PageRequest) -> HttpResponse:
    """List matters by whose turn it is and by words."""
    hidden = hiding.hidden_from(request.visitor.onlooker)
    wanted = replace(matter_filters.wanted_of(request.GET), hidden=hidden)
    day, me = clock.day_of(request.at), facts.me()
    kinds = queries.known().kinds
    page = queries.matters(me=me, day=day, wanted=wanted, after=request.GET.get("after", ""), kinds=kinds)
    following = f"?{urlencode({**matter_filters.query_of(wanted), 'after': page.after})}" if page.after else ""
    links = federated.links_state(request.at)
    called = _called(links)
    table = matter_lists.listed(page, called=called, day=day, next_url=following)
    narrowed = matter_filters.narrows(wanted)
    if narrowed or wanted.whose:
        table = replace(table, empty=_nothing_found(wanted))
    context = {
        "table": table,
        "counters": queries.counters(me=me, day=day, kinds=kinds, hidden=hidden),
        "links": links,
        "whose": wanted.whose,
        "filters": FilterForm(wanted, kinds=list(kinds.values()), called=called, me=me),
        "narrowed": narrowed,
    }
    return render(request, "web/matters.html", context)


def _nothing_found(wanted: Wanted) -> str:
    if wanted.words:
        return gettext("没有名称中含“%(words)s”、或编号以此开头的事项。请换一个词，或清空后查看全部。") % {
            "words": wanted.words
        }
    if wanted.whose == "noted":
        return gettext("与对方失联时一方先行记下的办理，恢复连通后在这里等另一方追认。现在没有。")
    return gettext("这一类下现在没有事项。")


def _called(links: list[federated.LinkState]) -> dict[str, str]:
    node = settings.NODE.node
    return matter_pages.names((node.code, node.name), links)


@require_GET
@needs(Right.READ)
def show_matter(request: PageRequest, matter: str) -> HttpResponse:
    """Show one matter; of a long story its latest moments, unless all are asked for."""
    view = _view(matter, request)
    latest = None if "all" in request.GET else LATEST
    links = federated.links_state(request.at)
    called, day = _called(links), clock.day_of(request.at)
    context = {
        "view": view,
        "state": view.kind.states[view.matter.state].title,
        "links": links,
        "turn": matter_pages.turn_line(view, called),
        "lines": matter_pages.columns(view, called),
        "clocks": matter_pages.clocks(view, day),
        "related": matter_lists.related(view),
        "moments": matter_pages.timeline(view, called, me=facts.me(), latest=latest),
        "earlier": len(view.timeline) - LATEST if latest and len(view.timeline) > LATEST else 0,
        "steps": matter_pages.steps(view, called, lacking=request.visitor.refusal),
        "half_signed": matter_pages.half_signed(view, called),
        "provisional": provisional.sentences(view, called, day=day),
        "who_may": _who_may(view, called, request),
        "lacks_second_factor": request.visitor.lacks_second_factor,
        "may_act": request.visitor.may(Right.ACT),
        "asked": asking.sentences(view, called),
        "may_ask": asking.may_ask(view, me=facts.me()),
        "notes": [told for told in view.timeline if told.standing == "open"],
        "me": facts.me(),
        "note_form": NoteForm(),
        "evidence": matter_pages.evidence_url(view),
        "own_page": _own_page(view),
    }
    return render(request, "web/matter.html", context)


def _own_page(view: MatterView) -> str:
    """Return the address of the page that a module has for matters of this kind; empty where there is none."""
    name = matter_page(view.kind.name)
    return "" if name == "web:matter" else reverse(name, args=[view.id])


def _who_may(view: MatterView, called: Mapping[str, str], request: PageRequest) -> str:
    """Say what keeps the visitor from a step that he could sign, or who may act where he cannot."""
    if request.visitor.lacks_second_factor and matter_pages.waits_for_a_signature(view):
        return spoken(request.visitor.refusal(Right.SIGN)).sentence
    return matter_pages.who_may(view, called, me=facts.me(), offices=partial(offices_with, at=request.at))


def _view(matter: str, request: PageRequest) -> MatterView:
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    day = clock.day_of(request.at)
    view = queries.matter(matter, me=facts.me(), day=day, hands=hands)
    if view is None or hiding.is_hidden(matter, request.visitor.onlooker, kind=view.kind.name):
        raise Http404
    return hiding.unnamed(view)


@require_GET
@needs(Right.ACT)
def choose_kind(request: PageRequest) -> HttpResponse:
    """List the kinds of matters that may be opened, with the other parties of each."""
    links = federated.links_state(request.at)
    called = _called(links)
    kinds = [
        (kind, several(called.get(code, code) for code in parties if code != facts.me()), _opens(kind))
        for kind, parties, _basis in queries.kinds_agreed()
        if facts.me() in parties
    ]
    return render(request, "web/choose_kind.html", {"kinds": kinds, "links": links})


def _opens(kind: Kind) -> str:
    """Return where a matter of a kind is opened: at its module's own page, else at the shell's."""
    own = opening_page(kind.name)
    return reverse(own) if own else reverse("web:open_matter", args=[kind.digest])


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def open_matter(request: PageRequest, kind: str) -> HttpResponse:
    """Open a matter of an agreed kind with its parties, under the clause that allows it."""
    found = next((item for item in queries.kinds_agreed() if item[0].digest == kind), None)
    if found is None:
        raise Http404
    rule = found[0].steps[0]
    form = StepForm(request.POST if request.method == "POST" else None, kind=found[0], rule=rule, said={})
    if request.method == "POST" and form.is_valid():
        try:
            office = _office(request, joint=False)
            matter = _opened(request, found[0], found[1], form.values(), office)
        except Refused as refused:
            refuse_in(form, _of_the_opening(found[0], refused))
        else:
            messages.success(request, _done(request, matter))
            return redirect("web:matter", matter)
    return render(request, "web/open_matter.html", {"kind": found[0], "form": form})


def _opened(request: PageRequest, kind: Kind, parties: Sequence[str], fields: Mapping[str, Any], office: str) -> str:
    """Open the matter: we take the role that opens, the others theirs in the order of the kind."""
    others = [code for code in parties if code != facts.me()]
    rest = iter(others)
    roles = {role: facts.me() if role == kind.opening_by else next(rest, others[-1]) for role in kind.roles}
    return matters.open_of_kind(kind, roles=roles, fields=fields, office=office, at=request.at)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def take_step(request: PageRequest, matter: str, step: str) -> HttpResponse:
    """Take a step: at once where it asks for nothing, else by its form."""
    view = _view(matter, request)
    found = next((item for item in view.steps if item.rule.name == step), None)
    if found is None:
        raise Http404
    said = {field.name: field.ours if field.ours is not None else field.agreed for field in view.fields}
    asks = bool(found.rule.needs_fields or found.rule.takes or found.rule.joint or found.rule.irreversible)
    filled = request.method == "POST" and (not asks or "filled" in request.POST)
    choices = choices_of(view, step, day=clock.day_of(request.at))
    form = StepForm(request.POST if filled else None, kind=view.kind, rule=found.rule, said=said, choices=choices)
    if (closed := _closed(request, view, found)) and not (filled and form.fields):  # a form with texts keeps them
        return closed
    if filled and form.is_valid():
        try:
            members = {
                "fields": form.values(),
                "office": found.option.office or _office(request, joint=found.rule.joint),
            }
            seen = _seen(request, found.rule)
            matters.take_step(matter=matter, step=step, at=request.at, members=members, seen=seen)
        except Refused as refused:
            refuse_in(form, _in_words(view, refused))
        else:
            messages.success(request, _done(request, matter, found.rule))
            return redirect("web:matter", matter)
    signs = signing.to_sign(view, found.rule, me=facts.me())
    return render(request, "web/step.html", {"view": view, "step": found, "form": form, "signs": signs})


def _seen(request: PageRequest, rule: StepRule) -> str | None:
    """Return which table the visitor looked at. Nobody signs, or does for good, what he has not seen."""
    return request.POST.get("seen", "" if rule.joint or rule.irreversible else None)


def _closed(request: PageRequest, view: MatterView, found: StepView) -> HttpResponse | None:
    """Return a page that says why a step cannot be taken, and who may do what instead; None where it can."""
    links = federated.links_state(request.at)
    called = _called(links)
    steps = matter_pages.steps(view, called, lacking=request.visitor.refusal)
    refusal = next(step.refusal for step in steps if step.name == found.rule.name)
    if not refusal:
        return None
    lacks_right = found.option.refusal is None and not found.has_right
    offices = partial(offices_with, at=request.at)
    context = {
        "view": view,
        "rule": found.rule,
        "refusal": refusal,
        "open": [step for step in steps if not step.refusal],
        "who_may": matter_pages.by_right(found, offices) if lacks_right else _who_may(view, called, request),
        "turn": matter_pages.turn_line(view, called),
        "links": links,
    }
    return render(request, "web/step_closed.html", context, status=409)


def _of_the_opening(kind: Kind, refused: Refused) -> Refused:
    """Return the refusal of an opening with the fields of the kind by their titles."""
    said = {
        name: several(titled(kind.fields[one].title) if one in kind.fields else str(one) for one in value)
        for name, value in refused.facts.items()
        if isinstance(value, (list, tuple))
    }
    return Refused(refused.code, **{**refused.facts, **said})


def _in_words(view: MatterView, refused: Refused) -> Refused:
    """Return a refusal with the names of the kind in words; one of the shell's own names nothing of a kind."""
    if isinstance(refused.code, WebRefusal):
        return refused
    called = _called(federated.links_state(clock.now()))
    return Refused(refused.code, **matter_pages.in_words(view, refused.facts, called))


def _office(request: PageRequest, *, joint: bool) -> str:
    """Return the office in which the visitor acts; a signature for the side needs the right to sign."""
    right = Right.SIGN if joint else Right.ACT
    request.visitor.must(right)
    return request.visitor.offices(right)[0]


def _done(request: PageRequest, matter: str, rule: StepRule | None = None) -> str:
    """Say what came of an opening or a step: on its way, and whether our side has still to sign."""
    view = _view(matter, request)
    if rule is not None and rule.name in matter_pages.proposed(view):
        return gettext("已签署，待对方节点纳入后生效。") if rule.joint else gettext("已提出，待对方节点纳入后生效。")
    left = several(matter_pages.unsigned(view))
    if not left:
        return gettext("已发起并签名，正在送达对方。") if rule is None else gettext("已办理并签名，正在送达对方。")
    if request.visitor.may(Right.SIGN):
        return gettext("已提出，正在送达对方。还需您以签署人身份办理“%(step)s”。") % {"step": left}
    return gettext("已提出，正在送达对方。还需我方有“签署”权限的人办理“%(step)s”。") % {"step": left}


@require_POST
@needs(Right.ACT)
def write_note(request: PageRequest, matter: str) -> HttpResponse:
    """Write a note beside the chain."""
    _view(matter, request)
    form = NoteForm(request.POST)
    back = reverse("web:matter", args=[matter])
    if not form.is_valid():
        messages.error(request, gettext("附记没有写内容，未保存。"))
        return redirect(back)
    verb = partial(matters.note, matter=matter, text=form.cleaned_data["text"], at=request.at)
    return attempt(request, verb, done=gettext("附记已签名保存。"), back=back)


@require_POST
@needs(Right.ACT)
def ask_again(request: PageRequest, matter: str) -> HttpResponse:
    """Ask the other side again for what it is to do."""
    _view(matter, request)
    text = request.POST.get("text", "").strip()[:REMINDER_MAX]
    verb = partial(matters.ask_again, matter=matter, text=text, at=request.at)
    return attempt(request, verb, done=gettext("催办已签名，正在送达对方。"), back=reverse("web:matter", args=[matter]))


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def note_provisionally(request: PageRequest, matter: str, step: str) -> HttpResponse:
    """Note a step that we take alone while the other side is out of reach."""
    view = _view(matter, request)
    found = next((item for item in view.steps if item.rule.name == step), None)
    if found is None:
        raise Http404
    choices = choices_of(view, step, day=clock.day_of(request.at))
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, kind=view.kind, rule=found.rule, said={}, choices=choices)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        words = reason.cleaned_data["reason"]
        try:
            _office(request, joint=found.rule.joint)
            matters.note_provisionally(matter=matter, step=step, reason=words, fields=form.values(), at=request.at)
        except Refused as refused:
            refuse_in(form, _in_words(view, refused))
        else:
            messages.success(request, gettext("代行记录已签名保存；对方恢复后由对方追认或提出不同意见。"))
            return redirect("web:matter", matter)
    context = {"view": view, "step": found, "form": form, "reason": reason, "provisional": True}
    return render(request, "web/step.html", context)


@require_POST
@needs(Right.ACT)
def answer_note(request: PageRequest, matter: str, note: str) -> HttpResponse:
    """Ratify, reverse or dispute a provisional note: by the right that the step needs which it anticipates."""
    view = _view(matter, request)
    told = next((one for one in view.timeline if (one.event, one.action) == (note, PROVISIONAL)), None)
    signs = told is not None and any(rule.joint for rule in view.kind.steps if rule.name == told.body.get("step"))
    request.visitor.must(Right.SIGN if signs else Right.ACT)
    outcome = request.POST.get("outcome", "")
    reason = request.POST.get("reason", "")[:1000]
    named = note if told is not None else ""  # one of another matter is none of this page
    verb = partial(matters.answer_note, note=named, outcome=outcome, reason=reason, at=request.at)
    return attempt(request, verb, done=gettext("答复已签名，正在送达对方。"), back=reverse("web:matter", args=[matter]))


@require_GET
@needs(Right.READ)
def show_documents(request: PageRequest) -> HttpResponse:
    """List the documents that wait for a signature."""
    links = federated.links_state(request.at)
    shown = document_pages.shown(facts.open_documents(), called=_called(links), calendars=queries.known().calendars)
    context: dict[str, Any] = {"open": shown, "links": links}
    if not request.visitor.may(Right.SIGN):
        context |= {"lacking": spoken(request.visitor.refusal(Right.SIGN))}
    return render(request, "web/documents.html", context)


def _answer(found: facts.Document, request: PageRequest) -> Callable[[], object]:
    """Return what signs or declines a document; agreements have rules of their own about what may be signed."""
    signing, reason = request.POST.get("answer") == "sign", request.POST.get("reason", "")[:1000]
    if found.type.partition(".")[0] == "agreement":
        if signing:
            return partial(agreeing.sign, document_hash=found.hash, at=request.at)
        return partial(agreeing.decline, document_hash=found.hash, reason=reason, at=request.at)
    if signing:
        return partial(federation.sign, found, at=request.at)
    return partial(federation.decline, found, reason_code="party_does_not_agree", reason=reason, at=request.at)


@require_POST
@needs(Right.SIGN)
def answer_document(request: PageRequest, document: str) -> HttpResponse:
    """Sign or decline a document that the other side offered."""
    found = facts.document(document)
    if found is None:
        raise Http404
    verb = _answer(found, request)
    return attempt(request, verb, done=gettext("已签名答复，正在送达对方。"), back=reverse("web:documents"))
