"""One matter of the supervision as a sheet: whose turn and by when, its parts in the order of the story, its steps.

A sheet is laid out by the names of fields; their titles are those of the kind that both sides signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from django import forms
from django.http import Http404
from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.kernel.matters.rules.kinds import NOBODY, FieldRule, Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects.actions import Hand
from pilin.modules.projects.rules import records
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.records import HARD_PROBLEM, Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.web import asking, matter_lists, matter_pages
from pilin.web.access import PageRequest
from pilin.web.components import Light, Step, Tone
from pilin.web.languages import titled
from pilin.web.matter_forms import StepForm
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides

Kinds: TypeAlias = Mapping[str, Kind]
Layout: TypeAlias = Sequence[tuple[str, Sequence[str]]]
"""The parts of a sheet: the heading of each, and the fields that stand in it."""

_FIELDS: Mapping[Code, str] = {
    ProjectRefusal.CONDITION_HOLDS_NOTHING: "holds",
    ProjectRefusal.CONDITION_DAY_IS_PAST: "due",
    SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST: "due",
    SupervisionRefusal.NUMBER_IS_TAKEN: "number",
    SupervisionRefusal.DAYS_DO_NOT_FIT_THE_QUARTER: "ends_on",
    SupervisionRefusal.VISIT_LIES_OUTSIDE_ITS_SUPERVISION: "held_on",
    SharingRefusal.EDITION_DOES_NOT_FOLLOW: "from_day",
    SharingRefusal.FORMULA_DOES_NOT_COVER_THE_DAY: "formula",
    SharingRefusal.EXPENSE_LIES_AHEAD: "paid_on",
    SharingRefusal.EXPENSE_AMOUNT_DOES_NOT_FIT: "amount",
    SharingRefusal.VOUCHER_HASH_IS_NOT_ONE: "voucher_hash",
    SharingRefusal.VOUCHER_WAS_ENTERED: "voucher_hash",
    SharingRefusal.CORRECTION_DOES_NOT_FIT_ITS_LINE: "corrects",
    SharingRefusal.WEIGHTS_DO_NOT_FIT_THE_METHOD: "weights.initiator",
    SharingRefusal.USE_DOES_NOT_FIT_THE_FORMULA: "use.payer",
    SharingRefusal.CUT_OFF_DOES_NOT_FIT_THE_QUARTER: "cut_off",
    SharingRefusal.QUARTER_WAS_NETTED: "quarter",
    SharingRefusal.NOTHING_IS_TO_BE_NETTED: "cut_off",
    SharingRefusal.PAYMENT_DAY_DOES_NOT_FIT: "paid_on",
}


@dataclass(frozen=True)
class Said:
    """What a side says in a field (nobody named: what all signed); `url` leads to the matter that it names."""

    who: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A field of a sheet with what is said in it."""

    title: str
    said: Sequence[Said]


@dataclass(frozen=True)
class Part:
    """A part of a sheet; fields of which nobody has said anything are left out."""

    title: str
    rows: Sequence[Row]


def view_of(request: PageRequest, scene: Sides, matter: str, kind: str, *, related: bool = True) -> MatterView:
    """Return a matter of a kind as the visitor sees it, or 404."""
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    view = matters.matter(matter, me=scene.me, day=clock.day_of(request.at), hands=hands, related=related)
    if view is None or view.kind.name != kind:
        raise Http404
    return view


def sheet(request: PageRequest, scene: Sides, view: MatterView, layout: Layout) -> dict[str, Any]:
    """Return what the page of a matter shows, whatever its kind."""
    record, day = records.record_of(view.matter, view.kind, refused_by=view.refused_by), clock.day_of(request.at)
    return {
        "view": view,
        "record": record,
        "state": state_light(record, view.kind, day),
        "holder": "" if record.kind == HARD_PROBLEM or record.is_over else scene.name(record.holder),
        "quarter": record.quarter if "quarter" in view.kind.fields else "",
        "turn": matter_pages.turn_line(view, scene.called),
        "steps": steps(request, scene, view),
        "half_signed": [*asking.sentences(view, scene.called), *matter_pages.half_signed(view, scene.called)],
        "parts": parts(view, scene, layout),
        "clocks": matter_pages.clocks(view, day),
        "related": matter_lists.related(view),
        "moments": matter_pages.timeline(view, scene.called, me=scene.me),
        "evidence": matter_pages.evidence_url(view),
        "links": scene.links,
    }


def steps(request: PageRequest, scene: Sides, view: MatterView) -> list[Step]:
    """Return the steps of our roles; what ends a matter without its purpose is never the main one."""
    found = matter_pages.steps(view, scene.called, lacking=request.visitor.refusal)
    return [replace(step, is_main=step.is_main and not step.is_irreversible) for step in found]


def parts(view: MatterView, scene: Sides, layout: Layout) -> list[Part]:
    """Return the parts of a sheet in which somebody has said something."""
    found = [
        Part(gettext(title), [row for name in names for row in _rows(view, scene, name)]) for title, names in layout
    ]
    told = [replace(part, rows=[row for row in part.rows if row.said]) for part in found]
    return [part for part in told if part.rows]


def _rows(view: MatterView, scene: Sides, name: str) -> list[Row]:
    """Return a field as a row, a record as one for each member; what an older kind does not know is left out."""
    rule = view.kind.fields.get(name)
    if rule is None:
        return []
    agreed, said = view.matter.agreed.get(name), view.matter.asserted.get(name, {})
    by_node = {view.matter.roles[role]: value for role, value in said.items()}
    told = {"": agreed} if agreed is not None else {node: by_node[node] for node in sorted(by_node, reverse=True)}
    if rule.type == "record":
        members = {one: {node: value[one] for node, value in told.items() if one in value} for one in rule.members}
        return [_row(view, scene, rule.members[one], held) for one, held in members.items()]
    return [_row(view, scene, rule, told)]


def _row(view: MatterView, scene: Sides, rule: FieldRule, told: Mapping[str, Any]) -> Row:
    only_one = len(told) == 1
    shown = [_said(view, rule, value, "" if only_one else scene.name(node)) for node, value in told.items()]
    return Row(titled(rule.title), shown)


def _said(view: MatterView, rule: FieldRule, value: Any, who: str) -> Said:
    if rule.type == "matter":
        named = next((one for one in view.names if one.to == value), None)
        return Said(who, named.title if named and named.title else str(value), str(value))
    return Said(who, matter_pages.text_of(value, rule))


def state_light(record: Record, kind: Kind | None, day: date) -> Light:
    """Return how a matter stands on a day, as a light in the words of its kind."""
    if record.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    state = kind.states.get(record.state) if kind else None
    word = titled(state.title) if state else record.state
    if state is not None and (state.final or state.awaits == NOBODY):
        return Light(Tone.DONE if state.agreed else Tone.IDLE, word)
    if records.is_late(record, day):
        return Light(Tone.LATE, word)
    return Light(Tone.WARNING if records.is_near(record, day) else Tone.NORMAL, word)


def hand_of(request: PageRequest, right: Right) -> Hand:
    """Return by which office the visitor acts. Raises RIGHT_IS_NOT_HELD or SECOND_FACTOR_IS_NEEDED."""
    request.visitor.must(right)
    return Hand(request.visitor.offices(right)[0], Instant(request.at))


def kinds_of(scene: Sides) -> dict[str, Kind]:
    """Return by name the newest kinds that we and some other side agreed on."""
    found: dict[str, Kind] = {}
    for kind, parties, _basis in matters.kinds_agreed():
        if scene.me in parties:
            found.setdefault(kind.name, kind)
    return found


def opening_form(
    data: Any, kind: Kind, *, given: Sequence[str], said: Mapping[str, Any], long: Sequence[str]
) -> StepForm:
    """Return the form by which a matter is opened, without the fields that are `given` by the room itself."""
    rule = kind.steps[0]
    rule = replace(rule, needs_fields=tuple(name for name in rule.needs_fields if name not in given))
    form = StepForm(data, kind=kind, rule=rule, said=said)
    for name in long:
        if name in form.fields:
            form.fields[name].widget = forms.Textarea(attrs={"rows": 3})
    return form


def refuse_at(form: forms.Form, refused: Refused) -> None:
    """Put a refusal at the field that it is about; at the top of the form where it is about none."""
    field = _FIELDS.get(refused.code, "")
    refuse_in(form, refused, field=field if field in form.fields else None)
