"""Leaving the programme: what suspensions and exits there are, and one exit task by task."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_POST

from pilin.base.refusal import Refused
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as shown
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import actions, queries
from pilin.modules.programme.queries import Leaving
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.modules.programme.rules import leaving as rules
from pilin.web import hiding, matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import titled
from pilin.web.sentences import spoken
from pilin.web.views import attempt

_DIGEST = re.compile(r"[0-9a-f]{64}")
_TASKS = {
    rules.HAND_BACK: (gettext_noop("事项交回"), gettext_noop("未了结的事项逐件列明由谁接办，双方签署。")),
    rules.NET: (gettext_noop("往来轧差"), gettext_noop("双方账簿相互差额为零、没有待入账的分录，双方签署。")),
    rules.ERASE: (gettext_noop("个人信息清除"), gettext_noop("各方清除分存的个人内容，写明证明；两份证明应当相同。")),
    rules.SEAL: (gettext_noop("封存"), gettext_noop("各方导出全部事项的封存卷，写明索引摘要，自行保管。")),
    rules.END: (gettext_noop("确认退出完成"), gettext_noop("以上都已完成，双方签署，合作即告结束。")),
}


@require_GET
@needs(Right.READ)
def show_leaving(request: PageRequest) -> HttpResponse:
    """List what there is about suspension and exit, and where one is begun."""
    kinds = {kind.name: kind for kind, parties, _ in shown.kinds_agreed() if facts.me() in parties}
    begun = [
        LinkTo(titled(kinds[name].title), reverse("web:open_matter", args=[kinds[name].digest]))
        for name in rules.LEAVING
        if name in kinds
    ]
    found = [LinkTo(title, reverse("web:matter", args=[matter])) for matter, title in queries.leavings()]
    context = {"begun": begun, "found": found, "may_act": request.visitor.may(Right.ACT)}
    return render(request, "programme/leaving.html", {**context, "links": federated.links_state(request.at)})


@require_GET
@needs(Right.READ)
def show_exit(request: PageRequest, matter: str) -> HttpResponse:
    """Show one exit: what is to be done, who has done it, and what this node still shares."""
    found = _found(request, matter)
    links = federated.links_state(request.at)
    node = settings.NODE.node
    called = matter_pages.names((node.code, node.name), links)
    roles = found.view.matter.roles
    mine = next(role for role in rules.ROLES if roles[role] == facts.me())
    listed = {row["matter"] for row in found.view.matter.asserted.get("handed_back", {}).get("initiator", ())}
    left_out = {one: title for one, title in found.open_matters.items() if one not in listed and one != matter}
    hidden = hiding.hidden_among(left_out, request.visitor.onlooker)
    open_steps = {step.rule.name for step in found.view.steps if step.is_open}
    context = {
        "found": found,
        "view": found.view,
        "state": found.view.kind.states[found.view.matter.state].title,
        "turn": matter_pages.turn_line(found.view, called),
        "half_signed": matter_pages.half_signed(found.view, called),
        "steps": [
            step
            for step in matter_pages.steps(found.view, called, lacking=request.visitor.refusal)
            if step.name not in _own_steps(mine)
        ],
        "lines": matter_pages.columns(found.view, called),
        "tasks": _tasks(rules.tasks(found.view.matter), roles, called),
        "left_out": [_left_out(one, title, hidden) for one, title in left_out.items()],
        "may_list": "list_duties" in open_steps,
        "to_erase": f"erase_{mine}" in open_steps,
        "lacking": "" if request.visitor.may(Right.SIGN) else spoken(request.visitor.refusal(Right.SIGN)).sentence,
        "may_seal": f"seal_{mine}" in open_steps,
        "links": links,
    }
    return render(request, "programme/exit.html", context)


def _left_out(matter: str, title: str, hidden: Collection[str]) -> LinkTo:
    """Return a matter that is not listed yet: it counts for everybody, and is called by its name for who may see it."""
    if matter in hidden:
        return LinkTo(gettext("不向您公开的事项"), "")
    return LinkTo(title, reverse("web:matter", args=[matter]))


def _own_steps(role: str) -> set[str]:
    """Return the steps that this page takes by forms of its own, or that belong to the other side alone."""
    return {"list_duties", *(f"{verb}_{one}" for verb in (rules.ERASE, rules.SEAL) for one in {*rules.ROLES, role})}


def _tasks(tasks: Sequence[rules.Task], roles: Mapping[str, str], called: Mapping[str, str]) -> Table:
    titles = (gettext("要办的事"), gettext("状态"), gettext("已办的一方"), gettext("怎样才算办完"))
    rows = [_task(task, roles, called) for task in tasks]
    return Table(gettext("收尾"), [Column(title) for title in titles], rows, "")


def _task(task: rules.Task, roles: Mapping[str, str], called: Mapping[str, str]) -> Sequence[Cell]:
    """Return a task in words: its name, its light, which sides have done their part, and what it takes."""
    name, takes = (gettext(words) for words in _TASKS[task.name])
    done_by = "、".join(called.get(roles[role], roles[role]) for role in task.done_by)
    if task.is_done:
        return name, Light(Tone.DONE, gettext("已完成")), done_by, takes
    light = Light(Tone.NORMAL, gettext("一方已办")) if done_by else Light(Tone.IDLE, gettext("未办"))
    return name, light, done_by or gettext("尚无"), takes


def _found(request: PageRequest, matter: str) -> Leaving:
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    found = queries.leaving(matter, hands=hands, at=request.at)
    if found is None:
        raise Http404
    return found


def _exit(request: PageRequest, matter: str) -> MatterView:
    """Return the matter of an exit, or 404."""
    found = queries.exit_of(matter, at=request.at)
    if found is None:
        raise Http404
    return found[0]


def _step(request: PageRequest, matter: str, step: str, fields: Mapping[str, Any], done: str) -> HttpResponse:
    members = {"fields": fields, "office": request.visitor.offices(Right.ACT)[0]}
    verb = partial(matters.take_step, matter=matter, step=step, at=request.at, members=members)
    return attempt(request, verb, done=done, back=reverse("programme:exit", args=[matter]))


@require_POST
@needs(Right.ACT)
def list_duties(request: PageRequest, matter: str) -> HttpResponse:
    """Offer the list of duties: every open matter, each side keeping its own part; it can be changed by its step."""
    found = _found(request, matter)
    rows = rules.hand_back_list(list(found.open_matters.items()), matter)
    return _step(request, matter, "list_duties", {"handed_back": rows}, gettext("清单已提出，请双方核对后签署。"))


@require_POST
@needs(Right.SIGN)
def erase_parts(request: PageRequest, matter: str) -> HttpResponse:
    """Erase the personal parts, once the person has ticked that it cannot be undone.

    No step of a matter destroys anything else: so it takes the right to sign and with it the second factor, though
    the kind calls it a step of one side (architecture, 5 and 8).
    """
    _exit(request, matter)
    back = reverse("programme:exit", args=[matter])
    if request.POST.get("sure") != "yes":
        return attempt(request, _unsure, back=back)
    verb = partial(actions.erase, matter=matter, office=request.visitor.offices(Right.SIGN)[0], at=request.at)
    return attempt(request, verb, done=gettext("个人内容已清除，证明已签名写入。"), back=back)


@require_POST
@needs(Right.ACT)
def state_seal(request: PageRequest, matter: str) -> HttpResponse:
    """State the digest of the sealed collection that the operator has exported."""
    view = _exit(request, matter)
    role = next(role for role in rules.ROLES if view.matter.roles[role] == facts.me())
    digest = request.POST.get("collection", "").strip().lower()
    if not _DIGEST.fullmatch(digest):
        return attempt(request, _no_digest, back=reverse("programme:exit", args=[matter]))
    return _step(request, matter, f"seal_{role}", {"collection": digest}, gettext("封存卷摘要已签名写入。"))


def _unsure() -> None:
    raise Refused(ProgrammeRefusal.ERASURE_IS_NOT_CONFIRMED)


def _no_digest() -> None:
    raise Refused(ProgrammeRefusal.DIGEST_IS_NOT_ONE)
