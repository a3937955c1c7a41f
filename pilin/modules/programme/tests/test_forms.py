"""Rows of plain inputs: how many there are, what was written into them, where findings are put."""

from typing import Any

import pytest

from pilin.base.refusal import Finding
from pilin.modules.programme import forms
from pilin.modules.programme.forms import AttendanceRow, DecisionRow, HoldForm, ItemRow
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.web.sentences import say

SIDES = {"chair": "平湖市", "partner": "金山区"}


def decision(**said: str) -> DecisionRow:
    """Return a row for a decision with what was written into it."""
    sent = {f"d-{name}": text for name, text in said.items()}
    row = DecisionRow(sent, prefix="d", sides=SIDES, topics=[("t1", "1 路灯")])
    row.is_valid()
    return row


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({}, 4),
        ({"rows-rows": "7"}, 7),
        ({"rows-rows": "7", "more": "rows"}, 10),
        ({"rows-rows": "7", "more": "others"}, 7),
        ({"rows-rows": "-1"}, 4),
        ({"rows-rows": "\uff19"}, 4),
        ({"rows-rows": "1e9"}, 4),
        ({"rows-rows": "999"}, forms.ROWS_MAX),
        ({"rows-rows": "9" * 5000}, 4),
    ],
)
def test_a_page_says_how_many_rows_it_had_within_reason(data: dict[str, str], count: int) -> None:
    assert forms.count_of(data, "rows", 4) == count


def test_what_was_left_empty_is_not_said_and_days_are_texts() -> None:
    row = decision(text=" 同款路灯 ", chair_lead="广陈镇", due="2026-09-30", topic="t1")
    assert forms.written(row) == {"text": "同款路灯", "chair_lead": "广陈镇", "due": "2026-09-30", "topic": "t1"}


def test_a_row_in_which_only_a_topic_was_offered_is_empty() -> None:
    rows = [decision(topic="t1"), decision(), decision(partner_lead="廊下镇", topic="t1")]
    assert [said for _, said in forms.filled(rows)] == [{"partner_lead": "廊下镇", "topic": "t1"}]


def test_what_was_sent_is_shown_again_unjudged() -> None:
    sent = {"d-text": "路灯", "d-due": "31.9."}
    row = DecisionRow(sent, prefix="d", sides=SIDES, topics=[])
    shown = forms.raw(sent, row)
    assert (shown["text"], shown["due"], shown["chair_lead"]) == ("路灯", "31.9.", "")


def test_both_sides_have_a_lead_and_a_text_of_their_own() -> None:
    assert [name for name in decision().fields if name.endswith("lead")] == ["chair_lead", "partner_lead"]
    item = ItemRow(None, prefix="i", sides=SIDES)
    names = [bound.name for bound in item.on_differences]
    assert names[:2] == ["chair_text", "partner_text"]
    assert {"interim", "review_on"} < {*names}
    assert "outcome" not in names
    assert item.fields["chair_text"].label == "平湖市的文本"


def test_findings_stand_at_their_fields_and_the_rest_at_the_top() -> None:
    top, rows = HoldForm({"held_on": "2026-03-20"}), [decision(text="路灯")]
    assert top.is_valid()
    code = ProgrammeRefusal.DECISION_LACKS_A_LEAD
    found = [
        Finding("decisions.0.partner_lead", code),
        Finding("place", ProgrammeRefusal.MEETING_NUMBER_IS_TAKEN),
        Finding("topics", ProgrammeRefusal.TOPIC_IS_ON_ANOTHER_AGENDA, {"meeting": "第一次"}),
    ]
    forms.put(found, {"decisions": rows}, top)
    assert rows[0].errors["partner_lead"] == [say(code.value).sentence]
    assert [*top.errors] == ["place", "__all__"]
    assert "第一次" in top.non_field_errors()[0]


def test_every_form_is_looked_at_even_where_the_first_is_wrong() -> None:
    wrong: list[Any] = [HoldForm({"held_on": "x"}), AttendanceRow({"b-count": "0"}, prefix="b")]
    assert not forms.all_valid(wrong)
    assert [*wrong[1].errors] == ["count"]
