"""Writing minutes: the chair drafts and redrafts, the other side amends; rows of plain inputs, more rows by asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from pilin.base.refusal import Refused
from pilin.kernel.matters.queries import MatterView
from pilin.modules.programme import forms as drafts
from pilin.modules.programme import queries, rules
from pilin.modules.programme.forms import DecisionRow, ItemRow
from pilin.modules.programme.rules import AGREED, DIFFERS, Record, Value
from pilin.modules.programme.views.common import record_of, step_of, take
from pilin.web.access import PageRequest
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides

_ROWS = 3


class Reason(forms.Form):
    """Why the text is changed."""

    reason = drafts.line("")


@dataclass(frozen=True)
class Draft:
    """Minutes as a form: what stands at its top, a row an item of the agenda, rows of decisions."""

    top: forms.Form
    items: Sequence[ItemRow]
    decisions: Sequence[DecisionRow]
    agenda: Sequence[Mapping[str, str]]

    @property
    def is_valid(self) -> bool:
        """Tell whether every input can be read; what it says the rules judge."""
        return drafts.all_valid([self.top], self.items, self.decisions)

    def text(self, roles: Sequence[str]) -> dict[str, Value]:
        """Return the minutes that a valid form says: items, the decisions that are written, differences."""
        said = [drafts.written(form) for form in self.items]
        pairs = list(zip(self.agenda, said, strict=True))
        items = [_item(row, written) for row, written in pairs]
        numbered = enumerate((written for _, written in drafts.filled(self.decisions)), start=1)
        decisions = [{"id": gettext("决%(number)s") % {"number": number}, **written} for number, written in numbered]
        differences = [_difference(row, written, roles) for row, written in pairs if written["outcome"] == DIFFERS]
        return {"items": items, "decisions": decisions, "differences": differences}


def write(request: PageRequest, view: MatterView, name: str, sides: Sides) -> HttpResponse:
    """Show the minutes as a form, and take the step once it is filled in and nothing is wrong."""
    step = step_of(view, name)
    record = record_of(view)
    data = request.POST if "filled" in request.POST or "more" in request.POST else None
    more = data is not None and "more" in data
    draft = _draft(record, sides, data, source=request.GET.get("from", ""))
    if data is not None and not more and draft.is_valid and not _faults(draft, record, needs_reason=_asks(name)):
        fields = draft.text(tuple(record.roles)) | drafts.written(draft.top)
        try:
            take(request, view, step, fields, sides)
        except Refused as refused:
            refuse_in(draft.top, refused)
        else:
            messages.success(request, gettext("文本已签名送出，对方可以签署或修改。"))
            return redirect("programme:meeting", view.id)
    if more:
        draft = _draft(record, sides, None, shown=(draft, data or {}))
    context = {
        "view": view, "step": step, "links": sides.links, "draft": draft, "asks_reason": _asks(name),
        "rows": list(zip(draft.agenda, draft.items, strict=True)), "record": record,
        "other": _other(record, name, sides),
    }  # fmt: skip
    return render(request, "programme/minutes.html", context)


def _asks(name: str) -> bool:
    return name == "amend_minutes"


def _other(record: Record, name: str, sides: Sides) -> str:
    """Return whose amendment the chair may take over as it stands; empty where there is none."""
    amended = [role for role in record.asserted.get("items", {}) if role != record.opener]
    return sides.name(record.roles[amended[0]]) if name == "redraft_minutes" and amended else ""


def _faults(draft: Draft, record: Record, *, needs_reason: bool) -> bool:
    """Put what the rules have against a draft at its places; tell whether there is anything."""
    filled = [(form, written) for form, written in drafts.filled(draft.decisions)]
    text = draft.text(tuple(record.roles))
    for form, written in filled:
        if not written.get("text"):
            form.add_error("text", gettext("这一行写了牵头单位或时限，却没有写决定内容；请写明，或清空这一行。"))
    topics = {row["topic"] for row in draft.agenda}
    rows = {"items": draft.items, "decisions": [form for form, _ in filled]}
    drafts.put(rules.faults_of(text, topics=topics, roles=tuple(record.roles)), rows, draft.top)
    if needs_reason and not draft.top.cleaned_data.get("reason"):
        draft.top.add_error("reason", gettext("请写明为什么修改，对方据此重拟或请你方收回。"))
    return any(form.errors for form in [draft.top, *draft.items, *draft.decisions])


def _draft(
    record: Record, sides: Sides, data: Any, *, source: str = "", shown: tuple[Draft, Mapping[str, Any]] | None = None
) -> Draft:
    """Return the form: as sent, as shown before with more rows, or filled with the text on the table."""
    agenda = rules.agenda_of(record)
    names = sides.by_role(record.roles)
    topics = [(row["topic"], f"{row['id']} {row['title']}") for row in agenda]
    said = _before(shown) if shown else _on_the_table(record, agenda, source)
    count = drafts.count_of(shown[1] if shown else data or {}, "decisions", len(said["decisions"]) + _ROWS)
    only = {"topic": topics[0][0]} if len(topics) == 1 else {}
    decided = [*said["decisions"], *[only] * count]
    items = [
        ItemRow(data, prefix=f"items-{number}", sides=names, initial=said["items"][number])
        for number in range(len(agenda))
    ]
    decisions = [
        DecisionRow(data, prefix=f"decisions-{number}", sides=names, topics=topics, initial=decided[number])
        for number in range(count)
    ]
    top = Reason(data, initial=said["top"])
    top.fields["reason"].label = gettext("修改理由")
    return Draft(top, items, decisions, agenda)


def _before(shown: tuple[Draft, Mapping[str, Any]]) -> dict[str, Any]:
    draft, data = shown
    rows = {
        name: [drafts.raw(data, form) for form in forms_]
        for name, forms_ in (("items", draft.items), ("decisions", draft.decisions))
    }
    return {**rows, "top": drafts.raw(data, draft.top)}


def _on_the_table(record: Record, agenda: Sequence[Mapping[str, str]], source: str) -> dict[str, Any]:
    """Return what the form starts with: the chair's text or that of the side named, else what the topics say."""
    role = source if source in record.roles else record.opener
    topics = {topic.id: topic for topic in queries.records([row["topic"] for row in agenda])}
    written = {row["topic"]: row for row in record.asserted.get("items", {}).get(role, ())}
    differ = {row["topic"]: row for row in record.asserted.get("differences", {}).get(role, ())}
    items = [
        {
            **_positions(topics.get(row["topic"]), record),
            **differ.get(row["topic"], {}),
            **written.get(row["topic"], {}),
        }
        for row in agenda
    ]
    return {"items": items, "decisions": list(record.asserted.get("decisions", {}).get(role, ())), "top": {}}


def _positions(topic: Record | None, record: Record) -> dict[str, str]:
    """Return what each side holds of a topic, as the text and the rule that a disagreement would record."""
    if topic is None:
        return {}
    named = {"text": topic.said("position"), "rule": topic.said("rule")}
    return {
        f"{role}_{name}": said[code]
        for role, code in record.roles.items()
        for name, said in named.items()
        if code in said
    }


def _item(row: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    text = {"text": written["text"]} if written["outcome"] == AGREED and written.get("text") else {}
    return {"id": row["id"], "topic": row["topic"], "title": row["title"], "outcome": written["outcome"], **text}


def _difference(row: Mapping[str, str], written: Mapping[str, str], roles: Sequence[str]) -> dict[str, str]:
    names = (*(f"{role}_{name}" for role in roles for name in ("text", "rule", "line")), "interim", "review_on")
    said = {name: written[name] for name in names if name in written}
    return {"id": gettext("异%(number)s") % {"number": row["id"]}, "topic": row["topic"], **said}
