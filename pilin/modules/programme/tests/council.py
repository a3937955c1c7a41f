"""The deliberation as tests play it: what each side says, and records made from folds of the kinds themselves."""

from typing import Any

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme import rules
from pilin.modules.programme.rules import Record

BRIDGE, BUS, LAMPS = (f"019d0000-0000-7000-8000-00000000000{n}" for n in range(1, 4))
MEETING = "019d0000-0000-7000-8000-0000000000a1"
LATER_MEETING = "019d0000-0000-7000-8000-0000000000a2"

TOPIC = {
    "title": "一桥两山塘的夜间照明",
    "question": "两岸路灯由谁出资、谁维护",
    "raised_by": "沪浙山塘联合党支部",
    "domain": "d1",
    "position": "各装各的一岸，同一款式",
    "rule": "无",
    "wish": "国庆前亮灯",
}
OPINION = {"position": "同意同款，维护费分摊", "rule": "金山区市政设施管理办法", "wish": "明确维护分摊"}

AGENDA = [
    {"id": "1", "topic": LAMPS, "title": "一桥两山塘的夜间照明", "presenter": "广陈镇"},
    {"id": "2", "topic": BUS, "title": "廊下2路延伸"},
]
CALL = {
    "title": "2026年第1次联席会议",
    "year": 2026,
    "number": 1,
    "planned_on": "2026-03-20",
    "place": "广陈镇政府",
    "agenda": AGENDA,
}
HELD = {"held_on": "2026-03-20", "attendance": [{"id": "广陈镇", "count": 4}, {"id": "廊下镇", "count": 3}]}
DECISION = {
    "id": "决1",
    "topic": LAMPS,
    "text": "两岸同款路灯，各装一岸",
    "chair_lead": "广陈镇",
    "partner_lead": "廊下镇",
    "due": "2026-09-30",
}
DIFFERENCE = {
    "id": "异2",
    "topic": BUS,
    "chair_text": "延伸到山塘村",
    "partner_text": "客流不足，先调查",
    "chair_rule": "无",
    "partner_rule": "上海市公共汽车和电车客运管理条例",
    "interim": "周末试开两班",
    "review_on": "2026-10-15",
    "chair_line": "嘉兴市交通运输局",
}
TEXT: dict[str, Any] = {
    "items": [
        {**{name: AGENDA[0][name] for name in ("id", "topic", "title")}, "outcome": "agreed", "text": "同款，各装一岸"},
        {**{name: AGENDA[1][name] for name in ("id", "topic", "title")}, "outcome": "differs"},
    ],
    "decisions": [DECISION],
    "differences": [DIFFERENCE],
}


def opened(kind: str, fields: dict[str, Any], *, matter: str = "", nodes: tuple[str, str] = (US, THEM)) -> Case:
    """Return a matter of a kind, opened by the first of the nodes."""
    parsed = kit.kind(kind)
    case = Case(parsed, nodes=dict(zip(parsed.roles, nodes, strict=True)))
    found = fold.opened(case.kind, case.opening(fields=fields, matter=matter or MEETING), case.calendars)
    assert isinstance(found, fold.Matter), found
    case.matter = found
    return case


def record(case: Case) -> Record:
    return rules.record_of(case.matter, case.kind)


def held(*, nodes: tuple[str, str] = (US, THEM), matter: str = MEETING, **changes: Any) -> Case:
    """Return a meeting that was called, accepted and held."""
    case = opened("meeting", {**CALL, **changes}, matter=matter, nodes=nodes)
    return case.take("accept_agenda", "partner").on("2026-03-20").take("hold", "chair", fields=HELD)


def agreed(text: dict[str, Any] = TEXT, **options: Any) -> Case:
    """Return a meeting whose minutes both sides signed."""
    case = held(**options).take("draft_minutes", "chair", fields=text)
    return case.take("sign_minutes", "chair").take("sign_minutes", "partner")
