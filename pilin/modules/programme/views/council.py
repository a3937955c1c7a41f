"""The register of the deliberation: the next meeting, the topic box, meetings, disagreements, duties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import queries, rules
from pilin.modules.programme.queries import Council
from pilin.modules.programme.rules import MEETING, TOPIC, Record
from pilin.modules.programme.views.common import light_of, link_to, trace_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import several
from pilin.web.sides import Sides, sides_of

STATES = {
    "called": (Tone.WARNING, gettext_noop("已召集，待另一方答复")),
    "returned": (Tone.WARNING, gettext_noop("另一方请求调整")),
    "scheduled": (Tone.NORMAL, gettext_noop("已排定")),
    "minuting": (Tone.NORMAL, gettext_noop("已召开，待起草纪要")),
    "minutes": (Tone.WARNING, gettext_noop("纪要待会签")),
    "amended": (Tone.WARNING, gettext_noop("纪要有修改意见")),
    "agreed": (Tone.DONE, gettext_noop("纪要各方已签")),
    "no_minutes": (Tone.IDLE, gettext_noop("未形成纪要")),
    "called_off": (Tone.IDLE, gettext_noop("已取消")),
    "handed_over": (Tone.IDLE, gettext_noop("由另一方接任主持")),
}
_TOPIC_STATES = {
    "raised": gettext_noop("待另一方表态"),
    "stated": gettext_noop("待列入议程"),
    "on_agenda": gettext_noop("已列入议程"),
}


@dataclass(frozen=True)
class Upcoming:
    """The meeting that comes next, how many days are left until its day, whose turn it is."""

    meeting: Record
    light: Light
    days: int | None
    chair: str
    turn: str


@require_GET
@needs(Right.READ)
def show_council(request: PageRequest) -> HttpResponse:
    """Show the register."""
    day, sides, found = clock.day_of(request.at), sides_of(request), queries.council()
    chair = rules.chair_next(found.meetings, list(sides.called))
    kinds = {kind.name: kind.digest for kind, parties, _ in reversed(matters.kinds_agreed()) if facts.me() in parties}
    context = {
        "links": sides.links,
        "upcoming": [_upcoming(meeting, sides, day) for meeting in found.meetings[::-1] if not meeting.is_over],
        "chair": sides.name(chair),
        "is_our_chair": chair == facts.me(),
        "topics": topics(found, sides),
        "meetings": meetings(found.meetings, sides),
        "disputes": disputes([*found.disputes, *rules.by_kind(found.closed, rules.DISPUTE)], sides, day),
        "duties": duties([*found.duties, *rules.by_kind(found.closed, rules.DUTY)], sides, day),
        "may_act": request.visitor.may(Right.ACT),
        "topic_kind": kinds.get(TOPIC),
        "dispute_kind": kinds.get(rules.DISPUTE),
        "may_call": MEETING in kinds,
    }
    return render(request, "programme/council.html", context)


def state_light(meeting: Record) -> Light:
    """Return the state of a meeting as a light; one that the other side did not accept says so."""
    if meeting.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    tone, word = STATES.get(meeting.state, (Tone.IDLE, meeting.state))
    return Light(tone, gettext(word))


def _upcoming(meeting: Record, sides: Sides, day: date) -> Upcoming:
    days = (meeting.day - day).days if meeting.day and not meeting.value("held_on") else None
    return Upcoming(
        meeting, state_light(meeting), days, sides.name(meeting.opened_by), sides.names(meeting.turn) or gettext("无人")
    )


def topics(found: Council, sides: Sides) -> Table:
    """Return the topic box: what waits to be talked about, who brought it, and whose position is still missing."""
    titles = [gettext("议题"), gettext("提出"), gettext("双方意见"), gettext("状态"), gettext("所在会议"), ""]
    agendas, twice = rules.on_agendas(found.meetings), rules.doubled(found.meetings)
    rows = [_topic(topic, agendas.get(topic.id), twice.get(topic.id, ()), sides) for topic in found.topics]
    empty = gettext("议题箱是空的：任一方（含联合党支部）提出议题后，双方在这里看到同一份。")
    return Table(gettext("议题箱"), [Column(title) for title in [*titles[:5], gettext("线索")]], rows, empty)


def _topic(topic: Record, meeting: Record | None, twice: Sequence[str], sides: Sides) -> Sequence[Cell]:
    missing = [code for code in topic.roles.values() if code not in topic.said("position")]
    said = gettext("待%(name)s表态") % {"name": sides.names(missing)} if missing else gettext("双方均已表态")
    where: Cell = link_to(meeting) if meeting else None
    if twice:
        where = Light(Tone.LATE, gettext("重复列入：%(names)s") % {"names": several(twice)})
    state = Light(Tone.NORMAL if topic.state != "raised" else Tone.WARNING, gettext(_TOPIC_STATES[topic.state]))
    raised_by = f"{sides.name(topic.opened_by)} · {topic.value('raised_by') or ''}"
    return (link_to(topic), raised_by, said, state, where, trace_of(topic))


def meetings(found: Sequence[Record], sides: Sides) -> Table:
    """Return the meetings, newest first."""
    titles = [gettext("会议"), gettext("主持"), gettext("日期"), gettext("议题数"), gettext("状态"), gettext("轮到")]
    kinds = ["text", "text", "day", "number", "text", "text"]
    columns = [Column(title, kind) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]
    twice = _same_numbers(found)
    rows = [_meeting(meeting, sides, is_twice=meeting.id in twice) for meeting in found]
    empty = gettext("还没有联席会议：轮到主持的一方召集后，双方在这里看到同一份。")
    return Table(gettext("会议"), columns, rows, empty)


def _same_numbers(found: Sequence[Record]) -> set[str]:
    """Return the meetings that bear the number of another of the same year: both sides called at the same time."""
    numbers: dict[tuple[object, object], list[str]] = {}
    for meeting in found:
        numbers.setdefault((meeting.value("year"), meeting.value("number")), []).append(meeting.id)
    return {name for names in numbers.values() if len(names) > 1 for name in names}


def _meeting(meeting: Record, sides: Sides, *, is_twice: bool) -> Sequence[Cell]:
    title = link_to(meeting)
    if is_twice:
        title = LinkTo(gettext("%(title)s（编号重复）") % {"title": title.text}, title.url)
    agenda = rules.agenda_of(meeting)
    chair = sides.name(meeting.opened_by)
    return (title, chair, meeting.day, len(agenda), state_light(meeting), sides.names(meeting.turn) or None)


def disputes(found: Sequence[Record], sides: Sides, day: date) -> Table:
    """Return the disagreements with their days of review; one may stand for ever, and says so."""
    titles = [
        gettext("分歧"),
        gettext("尚缺文本"),
        gettext("临时安排"),
        gettext("复议日期"),
        gettext("状态"),
        gettext("线索"),
    ]
    kinds = ["text", "text", "text", "day", "text", "text"]
    columns = [Column(title, kind) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]
    empty = gettext("没有分歧。意见不一致时，由纪要或任一方把双方文本、临时安排和复议日期记在这里。")
    return Table(gettext("分歧清单"), columns, [_dispute(one, sides, day) for one in found], empty)


def _dispute(record: Record, sides: Sides, day: date) -> Sequence[Cell]:
    missing = sides.names([code for code in record.roles.values() if code not in record.said("text")])
    interim = record.value("interim")
    return (link_to(record), missing or None, interim, record.day, light_of(record, day), trace_of(record))


def duties(found: Sequence[Record], sides: Sides, day: date) -> Table:
    """Return the duties with the lead of each side, what ends first first."""
    leads = [Column(gettext("%(name)s牵头") % {"name": sides.name(code)}) for code in sides.order]
    columns = [Column(gettext("共同事项")), *leads, Column(gettext("时限"), "day"), Column(gettext("状态"))]
    columns.append(Column(gettext("线索")))
    empty = gettext("没有共同事项。双方签署纪要后，由主持方节点按决定自动开立。")
    return Table(gettext("共同事项"), columns, [_duty(one, sides, day) for one in found], empty)


def _duty(record: Record, sides: Sides, day: date) -> Sequence[Cell]:
    leads: Mapping[str, str] = record.value("leads") or {}
    by_code = {record.roles[role]: lead for role, lead in leads.items() if role in record.roles}
    named = [by_code.get(code) for code in sides.order]
    return (link_to(record), *named, record.day, light_of(record, day), trace_of(record))
