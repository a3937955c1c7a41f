"""One joint meeting: agenda with the positions of both sides, minutes item by item, who has signed, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import queries, rules
from pilin.modules.programme.forms import OUTCOMES
from pilin.modules.programme.rules import MEETING, Record, Value
from pilin.modules.programme.views.common import light_of, record_of, view_of
from pilin.modules.programme.views.council import state_light
from pilin.web import matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Moment, Step, Table, Tone
from pilin.web.languages import apart, bracketed
from pilin.web.sides import Sides, sides_of

OWN_FORMS = ("call_again", "ask_change", "hold", "draft_minutes", "redraft_minutes", "amend_minutes")
SIGN = "sign_minutes"
_WORDS = dict(OUTCOMES)


@dataclass(frozen=True)
class Said:
    """What one side says, under its name."""

    who: str
    lines: Sequence[tuple[str, str]]
    is_changed: bool = False


@dataclass(frozen=True)
class Item:
    """An item of the agenda and of the minutes: what each side holds, and what the minutes of each say."""

    number: str
    title: str
    url: str
    presenter: str
    positions: Sequence[Said]
    texts: Sequence[Said]


@require_GET
@needs(Right.READ)
def show_meeting(request: PageRequest, matter: str) -> HttpResponse:
    """Show a meeting whole."""
    view, sides, day = view_of(request, matter, MEETING), sides_of(request), clock.day_of(request.at)
    record = record_of(view)
    about = queries.about(matter, [row["topic"] for row in rules.agenda_of(record)])
    after = [one for one in about if one.meeting == matter]
    context = {
        "view": view,
        "links": sides.links,
        "record": record,
        "state": state_light(record),
        "chair": sides.name(record.opened_by),
        "place": record.value("place"),
        "turn": matter_pages.turn_line(view, sides.called),
        "steps": steps(view, sides, request),
        "items": items(record, sides, about),
        "decisions": decisions(record, sides, day, rules.by_kind(after, rules.DUTY)),
        "differences": differences(record, sides, day, rules.by_kind(after, rules.DISPUTE)),
        "amendments": amendments(record, sides, day),
        "attendance": _attendance(record),
        "signatures": signatures(view, record, sides),
        "wish": _wish(record, sides),
        "waits_for_chair": _waits(record, after, sides),
        "may_take_over": rules.may_take_over(record, view.matter.clocks, me=facts.me(), day=day),
        "may_act": request.visitor.may(Right.ACT),
        "moments": moments(view, sides),
        "clocks": matter_pages.clocks(view, day),
    }
    return render(request, "programme/meeting.html", context)


@require_GET
@needs(Right.READ)
def show_paper(request: PageRequest, matter: str) -> HttpResponse:
    """Show the minutes as a paper with places for the seals of both sides."""
    record = next((one for one in queries.records([matter]) if one.kind == MEETING), None)
    if record is None:
        raise Http404
    sides, day = sides_of(request), clock.day_of(request.at)
    context = {
        "links": sides.links,
        "record": record,
        "is_agreed": record.state == "agreed",
        "chair": sides.name(record.opened_by),
        "items": items(record, sides, ()),
        "attendance": _attendance(record),
        "decisions": decisions(record, sides, day, None),
        "differences": differences(record, sides, day, None),
        "seals": [sides.name(code) for code in sides.order if code in record.roles.values()],
        "day": record.day,
    }
    return render(request, "programme/paper.html", context)


def steps(view: MatterView, sides: Sides, request: PageRequest) -> list[Step]:
    """Return the steps of our roles; those with a form of their own lead there."""
    return [
        replace(step, url=reverse("programme:step", args=[view.id, step.name])) if step.name in OWN_FORMS else step
        for step in matter_pages.steps(view, sides.called, lacking=request.visitor.refusal)
    ]


def _attendance(record: Record) -> str:
    """Return who was there, by body and in numbers."""
    rows = record.value("attendance") or ()
    return apart(gettext("%(body)s %(count)s 人") % {"body": row["id"], "count": row["count"]} for row in rows)


def moments(view: MatterView, sides: Sides) -> list[Moment]:
    """Return who did what when, with the reasons; agenda and minutes stand above in full."""
    shown = matter_pages.timeline(view, sides.called, me=facts.me())
    reasons = [_reason(told.body) for told in view.timeline]
    return [replace(moment, text=reason) for moment, reason in zip(shown, reasons, strict=True)]


def _reason(body: Mapping[str, Any]) -> str:
    """Return the words for people in a step or a note."""
    fields = body.get("fields", {})
    said = [body.get("text") if "fields" not in body else None, body.get("reason")]
    said.append(fields.get("reason") if isinstance(fields, Mapping) else None)
    return " · ".join(str(words) for words in said if words)


def items(record: Record, sides: Sides, about: Sequence[Record]) -> list[Item]:
    """Return the agenda with what each side holds, and the minutes of each side item by item."""
    topics = {one.id: one for one in about}
    return [_item(row, topics.get(row["topic"]), record, sides) for row in rules.agenda_of(record)]


def _item(row: Mapping[str, str], topic: Record | None, record: Record, sides: Sides) -> Item:
    positions = [_position(topic, code, sides) for code in sides.order if topic and code in topic.roles.values()]
    url = reverse("web:matter", args=[topic.id]) if topic else ""
    texts = _texts(row["topic"], record, sides)
    return Item(row["id"], row["title"], url, row.get("presenter", ""), positions, texts)


def _position(topic: Record, code: str, sides: Sides) -> Said:
    names = {"position": gettext("意见"), "rule": gettext("依据"), "wish": gettext("希望的结果")}
    said = [(title, str(topic.said(name)[code])) for name, title in names.items() if code in topic.said(name)]
    return Said(sides.name(code), said or [("", gettext("尚未表态"))])


def _texts(topic: str, record: Record, sides: Sides) -> list[Said]:
    """Return what the minutes say of an item: what all signed once, else what each side wrote."""
    if "items" in record.agreed:
        return [Said(gettext("双方一致"), _lines(_row(record.agreed["items"], topic)))]
    said = {code: _row(rows, topic) for code, rows in record.said("items").items()}
    differ = any(row != other for row in said.values() for other in said.values())
    return [Said(sides.name(code), _lines(said[code]), is_changed=differ) for code in sides.order if code in said]


def _row(rows: Sequence[Mapping[str, str]], topic: str) -> Mapping[str, str]:
    return next((row for row in rows if row["topic"] == topic), {})


def _lines(row: Mapping[str, str]) -> list[tuple[str, str]]:
    outcome = str(_WORDS.get(row.get("outcome", ""), "—"))
    return [(gettext("结论"), outcome), *([(gettext("议定"), row["text"])] if row.get("text") else [])]


def amendments(record: Record, sides: Sides, day: date) -> list[Table]:
    """Return decisions and differences as another side wrote them, where nothing is signed and its text is not ours."""
    found = []
    for name, shown in (("decisions", decisions), ("differences", differences)):
        said = record.asserted.get(name, {}) if name not in record.agreed else {}
        for role in said:
            if said[role] != said.get(record.opener):
                table = shown(record, sides, day, None, role=role)
                facts_ = {"what": table.caption, "name": sides.name(record.roles[role])}
                found.append(replace(table, caption=gettext("%(what)s（%(name)s的修改）") % facts_))
    return found


def decisions(record: Record, sides: Sides, day: date, after: Sequence[Record] | None, *, role: str = "") -> Table:
    """Return the decisions, and the duties that carry them out where they are there; a paper (None) has none."""
    roles = sides.by_role(record.roles)
    titles = [gettext("编号"), gettext("决定"), *(gettext("%(name)s牵头") % {"name": name} for name in roles.values())]
    rows = record.value("decisions", role) or ()
    said = [
        (row["id"], row["text"], *(row[f"{one}_lead"] for one in roles), row.get("due") or gettext("未定期"))
        for row in rows
    ]
    columns = [*map(Column, titles), Column(gettext("时限"), "short")]
    table = Table(gettext("决定事项"), columns, said, gettext("没有决定事项。"))
    return table if after is None else _with_carriers(table, record, [row["id"] for row in rows], after, day)


def differences(record: Record, sides: Sides, day: date, after: Sequence[Record] | None, *, role: str = "") -> Table:
    """Return the recorded disagreements: each side's text and rule, the interim arrangement, the day of review."""
    roles = sides.by_role(record.roles)
    texts = [gettext("%(name)s文本与依据") % {"name": name} for name in roles.values()]
    columns = [*map(Column, [gettext("编号"), *texts, gettext("临时安排")]), Column(gettext("复议日期"), "day")]
    rows = record.value("differences", role) or ()
    said = [
        (
            row["id"], *(bracketed(row[f"{one}_text"], row[f"{one}_rule"]) for one in roles),
            row["interim"], date.fromisoformat(row["review_on"]),
        )
        for row in rows
    ]  # fmt: skip
    table = Table(gettext("分歧"), columns, said, gettext("没有记录分歧。"))
    return table if after is None else _with_carriers(table, record, [row["id"] for row in rows], after, day)


def _with_carriers(table: Table, record: Record, items: Sequence[str], after: Sequence[Record], day: date) -> Table:
    """Return a table with a last column: the matter that carries each row out, and how it stands."""
    carriers = {one.item: one for one in after}
    rows = [(*row, _carried(record, carriers.get(item), day)) for row, item in zip(table.rows, items, strict=True)]
    return replace(table, columns=[*table.columns, Column(gettext("办理"))], rows=rows)


def _carried(record: Record, carrier: Record | None, day: date) -> Cell:
    if carrier is not None:
        light = light_of(carrier, day)
        return LinkTo(f"{light.shape} {light.word}", reverse("web:matter", args=[carrier.id]), light)
    return Light(Tone.IDLE, gettext("待开立") if record.state == "agreed" else gettext("签署后开立"))


def signatures(view: MatterView, record: Record, sides: Sides) -> list[tuple[str, Light, str]]:
    """Return how each side's signature of the minutes stands: it holds, it was voided and by whom, it is awaited."""
    told = [
        (str(one.body.get("name")), one.author)
        for one in view.timeline
        if one.standing == "in_chain" and one.action == "step"
    ]
    known = {signature.node: signature for signature in rules.signatures(told)}
    is_open = record.state in ("minutes", "amended")
    if not known and not is_open:
        return []
    offered = [one.author for one in view.timeline if one.standing == "pending" and one.body.get("step") == SIGN]
    shown = [(code, _signature(code, known.get(code), sides, is_open=is_open)) for code in sides.order]
    waits = gettext("待对方节点纳入后生效")
    return [
        (sides.name(code), Light(Tone.PAUSED, gettext("已签署")), waits) if code in offered else line
        for code, line in shown
        if code in view.parties
    ]


def _signature(code: str, signature: rules.Signature | None, sides: Sides, *, is_open: bool) -> tuple[str, Light, str]:
    if signature is not None and signature.standing == "holds":
        return sides.name(code), Light(Tone.DONE, gettext("已签署")), ""
    if signature is not None:
        words = gettext("%(by)s修改了文本，原签署作废，须对新文本重新签署。") % {"by": sides.name(signature.by)}
        return sides.name(code), Light(Tone.LATE, gettext("签署已作废")), words
    return sides.name(code), Light(Tone.WARNING if is_open else Tone.IDLE, gettext("待签署")), ""


def _wish(record: Record, sides: Sides) -> str:
    """Return what the other side asked for, where the meeting waits for the chair's answer to it."""
    if record.state != "returned":
        return ""
    said: dict[str, Value] = dict(record.said("wished_on"))
    facts_ = [{"name": sides.name(code), "day": day} for code, day in said.items()]
    return apart(gettext("%(name)s希望改在%(day)s") % fact for fact in facts_)


def _waits(record: Record, after: Sequence[Record], sides: Sides) -> str:
    """Return that minutes are signed and what they ask for is not opened yet, and by whose node it will be."""
    there = {(one.kind, one.item) for one in after}
    missing = [one for one in rules.openings(record) if (one.kind, one.item) not in there]
    named: dict[str, Any] = {"name": sides.name(record.opened_by), "count": len(missing)}
    text = gettext("纪要已由双方签署；%(count)s件事项由%(name)s节点自动开立，对方离线时待其恢复后开立，不会重复。")
    return text % named if missing else ""
