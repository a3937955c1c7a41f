"""What is said in a case, field by field: in the open, and apart where the visitor may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from pilin.kernel.matters.queries import MatterView
from pilin.web import matter_pages
from pilin.web.languages import titled
from pilin.web.sides import Sides

ORDER = (
    "category", "source", "places", "committee", "parties", "facts", "consent", "guests", "session", "record", "danger",
    "reported", "form", "agreed_facts", "agreed_content", "obligations", "signatures", "effective_on", "confirm_until",
    "perform_until", "performed", "breach", "filing", "ruling", "told_on", "joined_with", "reason",
)  # fmt: skip
"""The fields of a case as its story goes; the text that both signed bears them by name."""

Told = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """A field with what each side says in it: (who, text); nobody is named where all signed one text."""

    title: str
    said: list[tuple[str, str]]


def rows(view: MatterView, scene: Sides, *, told: Told | None, names: Sequence[str] = ()) -> list[Row]:
    """Return the fields in which somebody has said something; `told` are the texts that stand apart, None: closed.

    `names` are the fields that are asked for, in their order; without any, all as their story goes.
    """
    found = [_row(view, scene, name, told) for name in names or ORDER]
    return [row for row in found if row.said]


def _row(view: MatterView, scene: Sides, name: str, told: Told | None) -> Row:
    rule = view.kind.fields[name]
    if rule.sees != ("all",):
        return Row(titled(rule.title), _apart(view, scene, name, told))
    agreed, said = view.matter.agreed.get(name), view.matter.asserted.get(name, {})
    if agreed is not None:
        return Row(titled(rule.title), [("", matter_pages.text_of(agreed, rule))])
    by_node = {view.matter.roles[role]: value for role, value in said.items()}
    shown = [(scene.name(code), matter_pages.text_of(by_node[code], rule)) for code in scene.order if code in by_node]
    return Row(titled(rule.title), shown)


def _apart(view: MatterView, scene: Sides, name: str, told: Told | None) -> list[tuple[str, str]]:
    by_node = {view.matter.roles[role] for role in view.matter.asserted.get(name, {})}
    writers = [code for code in scene.order if code in by_node]
    if told is None:
        return [(scene.name(code), gettext("只有承办调解员和调委会主任看得到（人民调解法 15(4)）")) for code in writers]
    missing = gettext("内容尚未到达，或保存期已过、已经删除")
    return [(scene.name(code), told.get(name, {}).get(code, missing)) for code in writers]
