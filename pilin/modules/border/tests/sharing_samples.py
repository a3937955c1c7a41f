"""Samples of information, law and the standing organisation, as their openings say them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    LAW_EVENT,
    LAW_STOP,
    REQUEST,
    ROSTER,
    Record,
)
from pilin.modules.border.tests.samples import JINSHAN, PINGHU

KINDS = (CATALOGUE, REQUEST, LAW_EVENT, LAW_STOP, ROSTER, ESCALATION, DRILL)
ITEM = "019d0000-0000-7000-8000-00000000c001"


def a_shift(number: int, day_first: str, day_last: str, **members: str) -> dict[str, str]:
    """Return a shift as a roster carries it."""
    plain = {
        "id": f"s{number}",
        "day_first": day_first,
        "day_last": day_last,
        "post": "平安办值班岗",
        "phone": "0573-85000000",
    }
    return {**plain, **members}


SHIFTS = [a_shift(1, "2026-03-01", "2026-03-15"), a_shift(2, "2026-03-16", "2026-03-31", post="综治中心值班岗")]
FIELDS: dict[str, dict[str, Any]] = {
    CATALOGUE: {
        "title": "河道保洁台账",
        "body": "金山区水务局",
        "content": "保洁班次和水面面积，按月",
        "category": "conditional",
        "article": "上海市数据条例第 38 条",
        "who_may": "平湖市水利局",
        "days": 5,
        "rhythm": "每月",
    },
    REQUEST: {
        "title": "信息请求 河道保洁台账",
        "item": ITEM,
        "wanted": "三月界河保洁班次",
        "scene": "联合保洁排班",
        "article": "上海市数据条例第 39 条",
        "asked_by": "平湖市水利局河道岗",
        "until": "2026-12-31",
        "answer_by": "2026-03-09",
    },
    LAW_EVENT: {
        "title": "反诈宣讲",
        "day": "2026-03-20",
        "place": "兴旺村礼堂",
        "topics": "反诈、邻里纠纷",
        "materials": [{"id": "m1", "title": "反诈手册", "hash": "a" * 64}, {"id": "m2", "title": "相邻关系十问"}],
    },
    LAW_STOP: {"title": "民法典长廊", "village": "蔷薇村", "chainage_m": 21_000, "shows": "相邻关系十问"},
    ROSTER: {
        "title": "镇（街道） 新埭镇平安办",
        "level": "town",
        "body": "新埭镇平安办",
        "valid_from": "2026-03-01",
        "valid_to": "2026-03-31",
        "shifts": SHIFTS,
    },
    ESCALATION: {"title": "界桥夜间照明", "question": "两岸谁来修"},
    DRILL: {"title": "防汛演练", "scenario": "界河漫堤", "day": "2026-04-10", "place": "山塘桥"},
}
GRANT = {"reason": "用于联合保洁，依据第 39 条", "channel": "机要文件交换"}
RECEIPT = {
    "given": "三月班次表一份",
    "why": "联合保洁排班，数据条例第 39 条",
    "kept_until": "2026-06-30",
    "given_by": "金山区水务局信息岗",
}
QUESTIONS = [
    {"id": "q1", "question": "宅基地能否出租", "answer": "可以，依民法典"},
    {"id": "q2", "question": "土路归谁修"},
]
REPORT: dict[str, Any] = {"attendance": 120, "questions": 9, "answered": 8, "asked": QUESTIONS}
OPENERS: Mapping[str, str] = {CATALOGUE: "owner", REQUEST: "asker", ROSTER: "keeper", ESCALATION: "raiser"}
OTHERS: Mapping[str, str] = {CATALOGUE: "reader", REQUEST: "holder", ROSTER: "reader", ESCALATION: "other"}


def record(kind: str, *, by: str = PINGHU, said: Mapping[str, Any] | None = None, **changes: Any) -> Record:
    """Return a record of a kind as the opener said it, with what it says otherwise, and changes of the record."""
    fields = {**FIELDS[kind], **(said or {})}
    opener, other = OPENERS.get(kind, "host"), OTHERS.get(kind, "guest")
    values: dict[str, Any] = {
        "id": "m1",
        "kind": kind,
        "title": fields["title"],
        "state": "x",
        "is_over": False,
        "roles": {opener: by, other: JINSHAN if by == PINGHU else PINGHU},
        "opener": opener,
        "asserted": {name: {opener: value} for name, value in fields.items()},
        "agreed": {},
        "done": {"open": "2026-03-02"},
        "on": date(2026, 3, 20),
    }
    return Record(**{**values, **changes})
