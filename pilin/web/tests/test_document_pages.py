"""Documents for reading: every type by what people ask of it, and what does not read as its type member by member."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.agreements.rules import Resumption, Suspension, Termination
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.rules import clocks
from pilin.kernel.matters.tests import kit
from pilin.web import document_pages

CALLED = {"330482": "平湖市", "310116": "金山区"}
CALENDAR = kit.document("calendar")


def said(kind: str, text: Any, now: clocks.Calendar | None = None) -> dict[str, dict[str, str]]:
    """Return what is read: by heading, then by name."""
    return {part.heading: dict(part.rows) for part in document_pages.parts(kind, text, called=CALLED, now=now)}


def test_an_agreement_reads_clause_by_clause() -> None:
    found = said("agreement", texts.agreement().as_json())
    assert "平湖市" in found["协议"]["各方"]
    heading = next(name for name in found if name.startswith("第 1 条"))
    assert found[heading]["条文"] == "双方协商。"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (Termination(agreement=texts.ID, base="a" * 64, reason="期满", last_day=date(2027, 1, 2), winding_down_days=30),
         "最后一天", "2027-01-02"),
        (Suspension(agreement=texts.ID, base="a" * 64, reason="复核", from_day=date(2027, 1, 2), last_day=None,
                    clauses=("1", "2")), "涉及条款", "1、2"),
        (Resumption(agreement=texts.ID, base="a" * 64, reason="已复核", from_day=date(2027, 2, 1), clauses=()),
         "理由", "已复核"),
    ],
)  # fmt: skip
def test_a_change_of_an_agreement_reads_by_its_members(text: Any, name: str, value: str) -> None:
    (part,) = said(text.type, text.as_json()).values()
    assert part[name] == value


def test_a_calendar_reads_by_years_with_spans_of_days() -> None:
    found = said("calendar", CALENDAR)
    year = found["2026 年（新的或有改动）"]
    assert "10-01 — 10-02" in year["放假的工作日"]
    assert year["周末补班"].startswith("01-04、02-14")
    assert year["通知来源"] == "来源未载明"


def test_of_a_new_calendar_the_new_year_comes_first_and_the_old_ones_are_named_only() -> None:
    known = {**CALENDAR, "years": {"2025": CALENDAR["years"]["2025"]}}
    now = clocks.parse_calendar(known)
    found = said("calendar", {**CALENDAR, "sources": {"2026": "国办发明电2025年7号"}}, now)
    assert next(iter(found)).startswith("2026 年")
    assert found["2026 年（新的或有改动）"]["通知来源"] == "国办发明电2025年7号"
    assert found["与现行日历相同的年份"]["年份"] == "2025"


def test_a_year_that_would_vanish_is_named() -> None:
    shorter = {**CALENDAR, "years": {"2026": CALENDAR["years"]["2026"]}}
    found = said("calendar", shorter, clocks.parse_calendar(CALENDAR))
    assert found["现行日历中有、这份没有的年份"]["年份"] == "2025"


def test_a_year_without_days_says_so() -> None:
    found = said("calendar", {**CALENDAR, "years": {"2030": {"holidays": [], "workdays": []}}})
    assert found["2030 年（新的或有改动）"]["放假的工作日"] == "无"


def test_a_kind_reads_by_its_states_steps_and_periods() -> None:
    found = said("kind", kit.document("petition"))
    assert {"状态", "步骤", "期限"} <= found.keys()
    assert any("信访工作条例" in text for text in found["期限"].values())
    assert any(" → " in text for text in found["步骤"].values())
    plan = said("kind", kit.document("plan"))
    assert "各方会签" in plan["步骤"]["签署方案"]


@pytest.mark.parametrize("kind", ["kind", "calendar", "agreement", "unknown"])
def test_what_does_not_read_as_its_type_is_shown_member_by_member(kind: str) -> None:
    found = said(kind, {"type": kind, "inner": {"a": [1, 2]}, "title": "x"})
    assert found == {"内容": {"type": kind, "inner.a": "1、2", "title": "x"}}


def test_texts_without_a_title_have_words() -> None:
    assert document_pages.title_of("calendar", {"zh": "calendar", "en": "calendar"}) == "工作日历"
    assert document_pages.title_of("kind", {"zh": "一项一策", "en": "Project plan"}) == "一项一策"
