"""Matters as pages show them: lists, three columns, whose turn it is, clocks, timeline, and what may be done now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext, pgettext_lazy

from pilin.base import money
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import LinkState
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.queries.single import PROVISIONAL, ClockView, FieldView, StepView
from pilin.kernel.matters.queries.single import Moment as Told
from pilin.kernel.matters.rules.kinds import FieldRule, StepRule, fits
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.rules.turning import pressing
from pilin.kernel.organisations.rules import Right
from pilin.web import asking, clock_lights
from pilin.web.access import right_word
from pilin.web.components import (
    Clock,
    Computation,
    Light,
    Line,
    Moment,
    Said,
    Seal,
    Side,
    Step,
    Tone,
    TurnLine,
)
from pilin.web.inputs import members_of
from pilin.web.languages import apart, bracketed, labelled, several, titled
from pilin.web.sentences import say, spoken

Facts = Mapping[str, object]

_STANDING = {
    "open": (Tone.WARNING, gettext_noop("待对方答复")),
    "ratified": (Tone.DONE, gettext_noop("已追认")),
    "reversed": (Tone.IDLE, gettext_noop("已撤销")),
    "disputed": (Tone.LATE, gettext_noop("有争议")),
    "two_on_one_base": (Tone.LATE, gettext_noop("双方同时代行，有争议")),
}
_ACTIONS = {
    "open": gettext_noop("发起"),
    "expire": gettext_noop("期限届满"),
    "recount": gettext_noop("重新计算期限"),
}
_BESIDE = {
    "matters.note": gettext_noop("附记"),
    PROVISIONAL: gettext_noop("对方离线期间的代行记录"),
    "matters.answer": gettext_noop("对代行记录的答复"),
}
_OUTCOMES = {
    "ratified": pgettext_lazy("answer", "追认"),
    "reversed": pgettext_lazy("answer", "撤销"),
    "disputed": pgettext_lazy("answer", "不同意"),
}


def names(ours: tuple[str, str], links: Sequence[LinkState]) -> dict[str, str]:
    """Return the names of this node (code, name) and its peers by code."""
    return {link.peer: link.name for link in links} | {ours[0]: ours[1]}


def columns(view: MatterView, called: Mapping[str, str]) -> list[Line]:
    """Return the shared fields in three columns; fields of which nobody has said anything are left out."""
    said = [field for field in view.fields if field.ours is not None or field.theirs or field.agreed is not None]
    return [_line(view, field, called) for field in said]


def _line(view: MatterView, field: FieldView, called: Mapping[str, str]) -> Line:
    rule = view.kind.fields[field.name]
    theirs = [Said(called.get(code, code), told_of(view, value, rule)) for code, value in field.theirs.items()]
    agreed = told_of(view, field.agreed, rule) if field.agreed is not None else ""
    seal = Seal(Light(Tone.DONE, gettext("各方均已签署")), url=evidence_url(view)) if agreed else None
    ours = told_of(view, field.ours, rule) if field.ours is not None else ""
    silence = gettext("以双方签署的为准") if agreed else ""
    is_signed = any(field.name in step.signs_fields for step in view.kind.steps)
    unsigned = "" if is_signed else gettext("这一栏不需会签")
    return Line(titled(field.title), ours, theirs, agreed, seal, silence=silence, unsigned=unsigned)


def told_of(view: MatterView, value: Any, rule: FieldRule) -> str:
    """Return a field's value in words; a matter that it names is called by its title, where this node knows it."""
    text = text_of(value, rule)
    for one in view.names if rule.names_matters else ():
        text = text.replace(one.to, _quoted(one.title) if one.title else one.to)
    return text


def _quoted(title: str) -> str:
    """Return a title in quotation marks, unless it begins with some already."""
    return title if title.startswith("“") else gettext("“%(title)s”") % {"title": title}


def evidence_url(view: MatterView) -> str:
    """Return where the signed events of a matter are shown."""
    return f"{reverse('web:evidence')}?subject=matter/{view.id}"


def text_of(value: Any, rule: FieldRule) -> str:
    """Return a field's value in words; what is not of the field's type is shown as it stands."""
    if isinstance(value, Mapping) and "part" in value:
        return gettext("另行保管的内容")
    if not fits(replace(rule, sees=("all",)), value):
        return str(value)
    if rule.type == "choice":
        return titled(rule.choices[value]) if value in rule.choices else str(value)
    if rule.type == "money":
        return money.yuan_text(money.fen(value)) + gettext(" 元")
    if rule.type == "flag":
        return gettext("是") if value else gettext("否")
    return _nested(value, rule)


def _nested(value: Any, rule: FieldRule) -> str:
    if rule.type == "list":
        return apart(_record(item, rule) if rule.members else str(item) for item in value)
    return _record(value, rule) if rule.type == "record" else str(value)


def _record(value: Mapping[str, Any], rule: FieldRule) -> str:
    shown = [(member, value[name]) for name, member in members_of(rule) if name in value]
    if rule.type == "record":
        return apart(labelled(titled(member.title), text_of(inner, member)) for member, inner in shown)
    return " ".join(text_of(inner, member) for member, inner in shown)


def turn_line(view: MatterView, called: Mapping[str, str]) -> TurnLine:
    """Return whose turn it is and by when, by the clock that presses.

    Where our signature is on its way, what is missing is that the node in charge takes it up.
    """
    holders = [called.get(code, code) for code in _holders(view)]
    state = view.kind.states[view.matter.state]
    is_over, pressed = bool(view.refused_by) or state.final, pressing(view.kind, view.matter)
    if pressed is None:
        return TurnLine(holders, is_over=is_over, waits=titled(state.waits) if state.waits else "")
    first = ClockView(*pressed)
    basis = f"{first.rule.statute} {first.rule.article}"
    return TurnLine(
        holders,
        first.state.rolled_end,
        basis,
        first.state.warn_on,
        _computation(view, first),
        is_over=is_over,
        is_agreed=bool(first.rule.until_field),
    )


def _holders(view: MatterView) -> Sequence[str]:
    ours = proposed(view)
    if not any(step.rule.joint and step.rule.name in ours for step in view.steps):
        return view.turn
    return [code for code in view.turn if code != federation.me()] or [orderer(view)]


def orderer(view: MatterView) -> str:
    """Return the node that orders the steps of the present state."""
    return view.matter.roles[view.kind.states[view.matter.state].orderer]


def clocks(view: MatterView, day: date) -> list[Clock]:
    """Return the clocks of a matter with how each was counted."""
    return [_clock(view, clock, day) for clock in view.clocks]


def _clock(view: MatterView, clock: ClockView, day: date) -> Clock:
    basis = f"{clock.rule.statute} {clock.rule.article}"
    light = clock_lights.light_of(view, clock, day)
    return Clock(titled(clock.rule.title), basis, light, clock.state.warn_on, _computation(view, clock))


def _computation(view: MatterView, clock: ClockView) -> Computation:
    state, rule = clock.state, clock.rule
    working = ngettext("%(n)s个工作日", "%(n)s个工作日", rule.length)
    length = working if rule.unit == "working" else ngettext("%(n)s日", "%(n)s日", rule.length)
    calendar = gettext("双方签署的工作日历")
    start = _titles(view).get(rule.start_step or rule.start_state, "")
    return Computation(
        state.start, start, length % {"n": rule.length}, calendar, state.raw_end, state.rolled_end, state.provisional
    )


def timeline(view: MatterView, called: Mapping[str, str], *, me: str, latest: int | None = None) -> list[Moment]:
    """Return the timeline, or its latest moments: ours left, theirs right; what stands in the chain bears its seal."""
    shown = view.timeline if latest is None else view.timeline[-latest:]
    return [_moment(view, told, called, me) for told in shown]


def _moment(view: MatterView, told: Told, called: Mapping[str, str], me: str) -> Moment:
    side = Side.OURS if told.author == me else Side.THEIRS
    seal = Seal(
        Light(Tone.DONE, gettext("已签名")), [(called.get(told.author, told.author), told.at)], evidence_url(view)
    )
    words = [str(told.body[name]) for name in ("reason", "text") if told.body.get(name) and told.action != "step"]
    words += [str(told.body["reason"])] if told.action == "step" and told.body.get("reason") else []
    words += _said(view, told)
    return Moment(
        side,
        told.at,
        _title(told),
        called.get(told.author, told.author),
        " · ".join(words),
        seal,
        is_pending=told.standing == "pending",
    )


def _said(view: MatterView, told: Told) -> list[str]:
    """Return what a step said, field by field; an opening says everything in the columns already."""
    if told.action not in ("step", "proposal", PROVISIONAL):
        return []
    said = told.body.get("fields", {})
    if not isinstance(said, Mapping):
        return [str(said)]
    fields = [(rule, said[name]) for name, rule in view.kind.fields.items() if name in said]  # in the kind's order
    return [labelled(titled(rule.title), told_of(view, value, rule)) for rule, value in fields]


def _title(told: Told) -> str:
    if asking.is_asking(told):
        return gettext("催办")
    if told.action in _BESIDE:
        word = _STANDING.get(told.standing, (None, ""))[1]
        outcome = str(_OUTCOMES.get(str(told.body.get("outcome")), ""))
        extra = [part for part in (titled(told.title), outcome, gettext(word) if word else "") if part]
        return bracketed(gettext(_BESIDE[told.action]), gettext("，").join(extra))
    return gettext(_ACTIONS[told.action]) if told.action in _ACTIONS else titled(told.title)


def proposed(view: MatterView) -> set[str]:
    """Return the steps that we have taken and that the node in charge has not taken up yet."""
    pending = (told for told in view.timeline if told.standing == "pending" and told.author == federation.me())
    return {str(told.body.get("step")) for told in pending}


def steps(view: MatterView, called: Mapping[str, str], *, lacking: Callable[[Right], Refused]) -> list[Step]:
    """Return every step of our roles: those that the visitor may take now, the others with the reason.

    `lacking` says why the visitor lacks a right. What we have signed is closed until it is taken up.
    """
    table = view.table
    ours = proposed(view)
    return [
        Step(
            name=step.rule.name,
            label=titled(step.title),
            url=reverse("web:step", args=[view.id, step.rule.name]),
            refusal=_on_its_way(view, step.rule, called)
            if step.rule.joint and step.rule.name in ours
            else _refusal(view, step, called, lacking),
            is_main=_is_awaited(view, step.rule),
            is_irreversible=step.rule.irreversible,
            consequence=gettext("签署后不能撤回；要改变只能由各方再签新的内容。") if step.rule.irreversible else "",
            seen=table,
        )
        for step in view.steps
    ]


def _is_awaited(view: MatterView, rule: StepRule) -> bool:
    """Tell whether a signature is what a matter waits for: its text lies there, or others have signed."""
    lies_there = rule.signs_of and not view.kind.states[view.matter.state].agreed
    return rule.joint and bool(lies_there or view.matter.signed.get(rule.name))


def _refusal(view: MatterView, step: StepView, called: Mapping[str, str], lacking: Callable[[Right], Refused]) -> str:
    if step.option.refusal:
        return say(step.option.refusal.code, in_words(view, step.option.refusal.facts, called)).sentence
    return "" if step.has_right else spoken(lacking(_right(step))).sentence


def _on_its_way(view: MatterView, rule: StepRule, called: Mapping[str, str]) -> str:
    facts = {"step": titled(rule.title), "orderer": called.get(orderer(view), orderer(view))}
    if rule.joint:
        return gettext("我方已签署“%(step)s”，待%(orderer)s的节点纳入后生效；不必再签。") % facts
    return gettext("我方已提出“%(step)s”，待%(orderer)s的节点纳入后生效；不必再办。") % facts


def half_signed(view: MatterView, called: Mapping[str, str]) -> list[str]:
    """Return a sentence for each step that has some signatures and lacks others: what is on its way, who is missing."""
    if view.refused_by or view.kind.states[view.matter.state].final:
        return []
    ours = proposed(view)
    said = [_on_its_way(view, step.rule, called) for step in view.steps if step.rule.name in ours]
    roles = view.matter.roles
    half = [(rule, view.matter.signed[rule.name]) for rule in view.kind.steps if view.matter.signed.get(rule.name)]
    known = [
        {
            "step": titled(rule.title),
            "by": _parties([roles[role] for role in signed], called),
            "others": _parties([node for role, node in roles.items() if role not in signed], called),
        }
        for rule, signed in half
        if rule.name not in ours
    ]
    said += [gettext("“%(step)s”已由%(by)s签署，待%(others)s签署后生效。") % one for one in known]
    return said + [
        gettext("“%(step)s”要各方都签署才算数，我方还没有签署：由有“签署”权限的人在本页办理。") % {"step": title}
        for title in unsigned(view)
    ]


def unsigned(view: MatterView) -> list[str]:
    """Return the titles of steps whose text lies there for all to sign, that nobody has signed, and we can sign now."""
    if view.refused_by or view.kind.states[view.matter.state].agreed:
        return []
    known = {*view.matter.signed, *proposed(view)}
    able = (step for step in view.steps if step.rule.signs_of and step.option.refusal is None)
    return [titled(step.title) for step in able if step.rule.name not in known]


def _parties(nodes: Sequence[str], called: Mapping[str, str]) -> str:
    return several(dict.fromkeys(called.get(node, node) for node in nodes))


def in_words(view: MatterView, facts: Facts, called: Mapping[str, str]) -> Facts:
    """Return the facts of a refusal with states, steps, clocks, fields and roles by the names that people know."""
    titles = _titles(view) | {role: called.get(node, node) for role, node in view.matter.roles.items()}
    words = {
        name: [titles.get(str(one), str(one)) for one in (value if isinstance(value, (tuple, list)) else [value])]
        for name, value in facts.items()
    }
    return {name: several(said) for name, said in words.items()}


def _titles(view: MatterView) -> dict[str, str]:
    """Return the names of states, fields, steps and clocks of a matter's kind, as people know them."""
    kind = view.kind
    named: list[tuple[str, Any]] = [*kind.fields.items(), *kind.states.items()]
    named += [(rule.name, rule) for rule in kind.steps] + [(rule.name, rule) for rule in kind.clocks]
    return {name: titled(rule.title) for name, rule in named} | {"open": gettext("发起")}


def waits_for_a_signature(view: MatterView) -> bool:
    """Tell whether a step of ours could be signed now by somebody who may sign."""
    ours = proposed(view)
    able = (step for step in view.steps if step.option.refusal is None and step.rule.name not in ours)
    return any(step.rule.joint and not step.has_right for step in able)


def _right(step: StepView) -> Right:
    """Return the right that a step needs."""
    return Right.SIGN if step.rule.joint else Right.ACT


def who_may(view: MatterView, called: Mapping[str, str], *, me: str, offices: Callable[[Right], Sequence[str]]) -> str:
    """Return who may act where the visitor cannot, in a sentence: an office of ours, else a party; empty where he can.

    `offices` gives the names of our offices in which somebody holds a right.
    """
    ended = view.refused_by or view.kind.states[view.matter.state].final
    ours = proposed(view)
    left = [step for step in view.steps if not (step.rule.joint and step.rule.name in ours)]
    if ended or any(step.is_open for step in left):
        return ""
    able = next((step for step in left if step.option.refusal is None), None)
    if able is not None:
        return by_right(able, offices)
    barred = next((step for step in left if _is_barred(step)), None)
    if barred is not None:
        facts = {"step": titled(barred.title), "offices": several(offices(_right(barred)))}
        return gettext("“%(step)s”须由我方未经办过的部门办理，有权限的部门：%(offices)s。") % facts
    others = several(called.get(code, code) for code in _holders(view) if code != me)
    if others:
        return gettext("我方现在没有可办的步骤；现在可以办理的是%(others)s。") % {"others": others}
    return gettext("我方现在没有可办的步骤，原因见下。")


def by_right(step: StepView, offices: Callable[[Right], Sequence[str]]) -> str:
    """Return which offices of ours give the right that a step needs, in a sentence."""
    held = several(offices(_right(step))) or gettext("尚无")
    facts = {"step": titled(step.title), "right": right_word(_right(step)), "offices": held}
    return gettext("“%(step)s”由我方有“%(right)s”权限的人办理，现有这一权限的部门：%(offices)s。") % facts


def _is_barred(step: StepView) -> bool:
    """Tell whether another office of ours might take a step: this visitor's have to withdraw from it."""
    return step.option.refusal is not None and step.option.refusal.code is MatterRefusal.ACTOR_MUST_BE_ANOTHER
