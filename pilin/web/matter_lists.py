"""Lists of matters as pages show them: how each stands, whose turn it is, until when, what names it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from pilin.kernel.matters.queries import MatterRow, MatterView, Page, Reference
from pilin.web import asking
from pilin.web.cards import acting_page, matter_page
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import apart, bracketed, several, titled

_RESTING = ("suspended", "resting")
"""States in which kinds, by custom, let what all parties signed rest."""


def listed(page: Page, *, called: Mapping[str, str], day: date, next_url: str, to_act: bool = False) -> Table:
    """Return a list of matters as a table; `to_act`: each leads to where its steps are taken."""
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
    where = acting_page if to_act else matter_page
    rows = [_row(row, called, day, reverse(where(row.kind), args=[row.id])) for row in page.rows]
    empty = gettext("这里将列出双方共同的事项：由任一方依据协议条款发起，双方同时看得到。")
    return Table(gettext("事项"), columns, rows, empty, next_url)


def _row(row: MatterRow, called: Mapping[str, str], day: date, where: str) -> Sequence[Cell]:
    holders = several(called.get(code, code) for code in row.turn)
    turn = apart(filter(None, [holders, *asking.in_a_list(row.asked, called)]))
    return (LinkTo(row.title, where), titled(row.kind_title), _light(row, day), turn, row.rolled_end, row.moved_at)


def _light(row: MatterRow, day: date) -> Light:
    """Return how a matter stands: what is late or near its end says so beside its state."""
    word = titled(row.state_title)
    if row.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    if not row.final and row.rolled_end and row.rolled_end < day:
        return Light(Tone.LATE, bracketed(word, gettext("超期")))
    if not row.final and row.warn_on is not None and row.warn_on <= day:
        return Light(Tone.WARNING, bracketed(word, gettext("临期")))
    return state_light(row.state, word, final=row.final, agreed=row.agreed)


def state_light(state: str, word: str, *, final: bool, agreed: bool) -> Light:
    """Return a state as a light: green is only what all parties agreed to, and done only what they agreed to end."""
    if not agreed:
        return Light(Tone.IDLE, word)
    if final:
        return Light(Tone.DONE, word)
    return Light(Tone.PAUSED if state in _RESTING else Tone.NORMAL, word)


def related(view: MatterView) -> Table:
    """Return the matters that this one names and those that name it."""
    titles = (gettext("关系"), pgettext("column", "事项"), gettext("类型"), gettext("状态"))
    rows = [_related(titled(view.kind.fields[one.field].title), one.to, one) for one in view.names]
    rows += [_related(gettext("引用本事项"), one.matter, one) for one in view.named_by]
    return Table(gettext("关联事项"), [Column(title) for title in titles], rows, gettext("没有关联事项。"))


def _related(relation: str, matter: str, one: Reference) -> Sequence[Cell]:
    if one.kind_title is None or one.state_title is None:
        word = gettext("只在这类事项的办理页显示") if one.title else gettext("本节点没有这一事项")
        return (relation, one.title or matter, None, Light(Tone.IDLE, word))
    state = state_light(one.state, titled(one.state_title), final=one.final, agreed=one.agreed)
    where = reverse(matter_page(one.kind_name), args=[matter])
    return (relation, LinkTo(one.title, where), titled(one.kind_title), state)
