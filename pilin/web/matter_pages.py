"""Matters as pages show them: lists, three columns, whose turn it is, clocks, timeline, and what may be done now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext, pgettext, pgettext_lazy

from pilin.base import money
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import LinkState
from pilin.kernel.matters.queries import MatterRow, MatterView, Page, Reference
from pilin.kernel.matters.queries.single import PROVISIONAL, ClockView, FieldView, StepView
from pilin.kernel.matters.queries.single import Moment as Told
from pilin.kernel.matters.rules.kinds import FieldRule, StepRule, fits
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.organisations.rules import Right
from pilin.web import asking
from pilin.web.access import right_word
from pilin.web.components import (
    Cell,
    Clock,
    Column,
    Computation,
    Light,
    Line,
    LinkTo,
    Moment,
    Said,
    Seal,
    Side,
    Step,
    Table,
    Tone,
    TurnLine,
)
from pilin.web.languages import apart, bracketed, labelled, several, titled
from pilin.web.matter_forms import members_of
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
_CLOCKS = {
    "paused": (Tone.PAUSED, gettext_noop("暂停")),
    "met": (Tone.DONE, gettext_noop("已按期")),
    "expired": (Tone.LATE, gettext_noop("已届满")),
    "late": (Tone.LATE, gettext_noop("超期")),
    "near": (Tone.WARNING, gettext_noop("临期")),
    "running": (Tone.NORMAL, gettext_noop("在期内")),
}
_OUTCOMES = {
    "ratified": pgettext_lazy("answer", "追认"),
    "reversed": pgettext_lazy("answer", "撤销"),
    "disputed": pgettext_lazy("answer", "不同意"),
}


def names(ours: tuple[str, str], links: Sequence[LinkState]) -> dict[str, str]:
    """Return the names of this node (code, name) and its peers by code."""
    return {link.peer: link.name for link in links} | {ours[0]: ours[1]}


def listed(page: Page, *, called: Mapping[str, str], day: date, next_url: str) -> Table:
    """Return a list of matters as a table."""
    titles = (
        pgettext("column", "事项"),
        gettext("类型"),
        gettext("状态"),
        gettext("轮到"),
        gettext("截止"),
        gettext("最近变动"),
    )
    kinds = ("text", "text", "text", "text", "day", "instant")
    columns = [Column(title, kind) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]
    rows = [_row(row, called, day) for row in page.rows]
    empty = gettext("这里将列出双方共同的事项：由任一方依据协议条款发起，双方同时看得到。")
    return Table(gettext("事项"), columns, rows, empty, next_url)


def _row(row: MatterRow, called: Mapping[str, str], day: date) -> Sequence[Cell]:
    holders = several(called.get(code, code) for code in row.turn)
    turn = apart(filter(None, [holders, *asking.in_a_list(row.asked, called)]))
    where = reverse("web:matter", args=[row.id])
    return (LinkTo(row.title, where), titled(row.kind_title), _light(row, day), turn, row.rolled_end, row.moved_at)


def _light(row: MatterRow, day: date) -> Light:
    if row.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    if row.final:
        return Light(Tone.DONE, titled(row.state_title))
    if row.rolled_end and row.rolled_end < day:
        return Light(Tone.LATE, titled(row.state_title))
    near = row.warn_on is not None and row.warn_on <= day
    return Light(Tone.WARNING if near else Tone.NORMAL, titled(row.state_title))


def columns(view: MatterView, called: Mapping[str, str]) -> list[Line]:
    """Return the shared fields in three columns; fields of which nobody has said anything are left out."""
    said = [field for field in view.fields if field.ours is not None or field.theirs or field.agreed is not None]
    return [_line(view, field, called) for field in said]


def _line(view: MatterView, field: FieldView, called: Mapping[str, str]) -> Line:
    rule = view.kind.fields[field.name]
    theirs = [Said(called.get(code, code), _told(view, value, rule)) for code, value in field.theirs.items()]
    agreed = _told(view, field.agreed, rule) if field.agreed is not None else ""
    seal = Seal(Light(Tone.DONE, gettext("各方均已签署")), url=evidence_url(view)) if agreed else None
    ours = _told(view, field.ours, rule) if field.ours is not None else ""
    silence = gettext("以双方签署的为准") if agreed else ""
    is_signed = any(field.name in step.signs_fields for step in view.kind.steps)
    unsigned = "" if is_signed else gettext("这一栏不需会签")
    return Line(titled(field.title), ours, theirs, agreed, seal, silence=silence, unsigned=unsigned)


def _told(view: MatterView, value: Any, rule: FieldRule) -> str:
    """Return a field's value in words; a matter that it names is called by its title, where this node knows it."""
    text = text_of(value, rule)
    for one in view.names if rule.names_matters else ():
        text = text.replace(one.to, _quoted(one.title) if one.title else one.to)
    return text


def _quoted(title: str) -> str:
    """Return a title in quotation marks, unless it begins with some already."""
    return title if title.startswith("“") else gettext("“%(title)s”") % {"title": title}


def related(view: MatterView) -> Table:
    """Return the matters that this one names and those that name it."""
    titles = (gettext("关系"), pgettext("column", "事项"), gettext("类型"), gettext("状态"))
    rows = [_related(titled(view.kind.fields[one.field].title), one.to, one) for one in view.names]
    rows += [_related(gettext("引用本事项"), one.matter, one) for one in view.named_by]
    return Table(gettext("关联事项"), [Column(title) for title in titles], rows, gettext("没有关联事项。"))


def _related(relation: str, matter: str, one: Reference) -> Sequence[Cell]:
    if one.kind_title is None or one.state_title is None:
        return (relation, matter, None, Light(Tone.IDLE, gettext("本节点没有这一事项")))
    state = Light(Tone.DONE if one.final else Tone.NORMAL, titled(one.state_title))
    return (relation, LinkTo(one.title, reverse("web:matter", args=[matter])), titled(one.kind_title), state)


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
    """Return whose turn it is and by when, by the running clock that ends first."""
    holders = [called.get(code, code) for code in view.turn]
    running = [clock for clock in view.clocks if clock.state.status == "running"]
    is_over = bool(view.refused_by) or view.kind.states[view.matter.state].final
    if not running:
        return TurnLine(holders, is_over=is_over)
    first = min(running, key=lambda clock: clock.state.rolled_end)
    basis = f"{first.rule.statute} {first.rule.article}"
    return TurnLine(
        holders, first.state.rolled_end, basis, first.state.warn_on, _computation(view, first), is_over=is_over
    )


def clocks(view: MatterView, day: date) -> list[Clock]:
    """Return the clocks of a matter with how each was counted."""
    return [_clock(view, clock, day) for clock in view.clocks]


def _clock(view: MatterView, clock: ClockView, day: date) -> Clock:
    late, near = clock.state.rolled_end < day, clock.state.warn_on <= day
    running = "late" if late else "near" if near else "running"
    tone, word = _CLOCKS[running if clock.state.status == "running" else clock.state.status]
    basis = f"{clock.rule.statute} {clock.rule.article}"
    light = Light(tone, gettext(word))
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
    return [labelled(titled(rule.title), _told(view, value, rule)) for rule, value in fields]


def _title(told: Told) -> str:
    if asking.is_asking(told):
        return gettext("催办")
    if told.action in _BESIDE:
        word = _STANDING.get(told.standing, (None, ""))[1]
        outcome = str(_OUTCOMES.get(str(told.body.get("outcome")), ""))
        extra = [part for part in (titled(told.title), outcome, gettext(word) if word else "") if part]
        return bracketed(gettext(_BESIDE[told.action]), gettext("，").join(extra))
    return gettext(_ACTIONS[told.action]) if told.action in _ACTIONS else titled(told.title)


def steps(view: MatterView, called: Mapping[str, str], *, lacking: Callable[[Right], Refused]) -> list[Step]:
    """Return every step of our roles: those that the visitor may take now, the others with the reason.

    `lacking` says why the visitor lacks a right.
    """
    table = view.table
    return [
        Step(
            name=step.rule.name,
            label=titled(step.title),
            url=reverse("web:step", args=[view.id, step.rule.name]),
            refusal=_refusal(view, step, called, lacking),
            is_main=step.rule.joint,
            is_irreversible=step.rule.irreversible,
            consequence=gettext("签署后不能撤回；要改变只能由各方再签新的内容。") if step.rule.irreversible else "",
            seen=table,
        )
        for step in view.steps
    ]


def to_sign(view: MatterView, rule: StepRule, *, me: str) -> list[tuple[str, str]]:
    """Return what a step signs, field by field with its title: as the party asserts it whose text is signed."""
    author = view.matter.roles.get(rule.signs_of, "")
    said = {one.name: one.ours if author == me else one.theirs.get(author) for one in view.fields}
    found = [(view.kind.fields[name], said.get(name)) for name in rule.signs_fields]
    return [(titled(field.title), _told(view, value, field) if value is not None else "") for field, value in found]


def half_signed(view: MatterView, called: Mapping[str, str]) -> list[str]:
    """Return a sentence for each step that some have signed and others have not: who has, and who has not."""
    if view.kind.states[view.matter.state].final:
        return []
    roles = view.matter.roles
    half = [(rule, view.matter.signed[rule.name]) for rule in view.kind.steps if view.matter.signed.get(rule.name)]
    facts = [
        {
            "step": titled(rule.title),
            "by": _parties([roles[role] for role in signed], called),
            "others": _parties([node for role, node in roles.items() if role not in signed], called),
        }
        for rule, signed in half
    ]
    return [gettext("“%(step)s”已由%(by)s签署，待%(others)s签署后生效。") % fact for fact in facts]


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


def _refusal(view: MatterView, step: StepView, called: Mapping[str, str], lacking: Callable[[Right], Refused]) -> str:
    if step.option.refusal:
        return say(step.option.refusal.code, in_words(view, step.option.refusal.facts, called)).sentence
    return "" if step.has_right else spoken(lacking(_right(step))).sentence


def waits_for_a_signature(view: MatterView) -> bool:
    """Tell whether a step of ours could be signed now by somebody who may sign."""
    return any(step.rule.joint and step.option.refusal is None and not step.has_right for step in view.steps)


def _right(step: StepView) -> Right:
    """Return the right that a step needs."""
    return Right.SIGN if step.rule.joint else Right.ACT


def who_may(view: MatterView, called: Mapping[str, str], *, me: str, offices: Callable[[Right], Sequence[str]]) -> str:
    """Return who may act where the visitor cannot, in a sentence: an office of ours, else a party; empty where he can.

    `offices` gives the names of our offices in which somebody holds a right.
    """
    ended = view.refused_by or view.kind.states[view.matter.state].final
    if ended or any(step.is_open for step in view.steps):
        return ""
    ours = next((step for step in view.steps if step.option.refusal is None), None)
    if ours is not None:
        right = _right(ours)
        held = several(offices(right)) or gettext("尚无")
        facts = {"step": titled(ours.title), "right": right_word(right), "offices": held}
        return gettext("“%(step)s”由我方有“%(right)s”权限的人办理，现有这一权限的部门：%(offices)s。") % facts
    barred = next((step for step in view.steps if _is_barred(step)), None)
    if barred is not None:
        facts = {"step": titled(barred.title), "offices": several(offices(_right(barred)))}
        return gettext("“%(step)s”须由我方未经办过的部门办理，有权限的部门：%(offices)s。") % facts
    others = several(called.get(code, code) for code in view.turn if code != me)
    if others:
        return gettext("我方现在没有可办的步骤；现在可以办理的是%(others)s。") % {"others": others}
    return gettext("我方现在没有可办的步骤，原因见下。")


def _is_barred(step: StepView) -> bool:
    """Tell whether another office of ours might take a step: this visitor's have to withdraw from it."""
    return step.option.refusal is not None and step.option.refusal.code is MatterRefusal.ACTOR_MUST_BE_ANOTHER
