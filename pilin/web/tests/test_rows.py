"""Lists of records as rows of inputs: what is read from them, what is said in which cell, and rows that are added."""

import re
from typing import Any

import pytest
from django.utils import translation

from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.kinds import FieldRule, Kind, StepRule
from pilin.kernel.matters.tests import kit
from pilin.web.matter_forms import StepForm
from pilin.web.rows import columns_of
from pilin.web.tests.samples import rows

MEMBERS: dict[str, Any] = {
    "id": {"type": "text", "title": {"zh": "编号", "en": "number"}},
    "what": {"type": "text", "title": {"zh": "内容", "en": "what"}},
    "cost": {"type": "money", "title": {"zh": "金额", "en": "cost"}, "optional": True},
    "due": {"type": "date", "title": {"zh": "时限", "en": "due"}, "optional": True},
    "count": {"type": "integer", "title": {"zh": "数量", "en": "count"}, "optional": True},
    "side": {
        "type": "choice",
        "title": {"zh": "承担", "en": "side"},
        "optional": True,
        "choices": {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}},
    },
}
STORED = [{"id": "m1", "what": "桥", "cost": 123450, "due": "2026-05-01", "count": 2, "side": "b"}]
TYPED = [{"id": "m1", "what": "桥", "cost": "1234.50", "due": "2026-05-01", "count": "2", "side": "b"}]


def kind(**members: Any) -> Kind:
    """Return the plan with a list of records besides its own fields."""
    rule = {"type": "list", "title": {"zh": "清单", "en": "list"}, "members": members or MEMBERS}
    return kinds.parse(kit.changed("plan", fields__works=rule))


def form(data: dict[str, str] | None, *, said: Any = None, needed: bool = True, **members: Any) -> StepForm:
    fields: dict[str, Any] = {"needs_fields": ("works",)} if needed else {"takes": ("works",)}
    rule = StepRule("step", {"zh": "步骤", "en": "step"}, ("offered",), ("initiator",), **fields)
    return StepForm(data, kind=kind(**members), rule=rule, said={} if said is None else {"works": said})


def read(*records: dict[str, str], **members: Any) -> Any:
    filled = form(rows("works", records), **members)
    assert filled.is_valid(), str(filled)
    return filled.values()["works"]


def html(filled: StepForm) -> str:
    filled.is_valid()
    return " ".join(str(filled["works"]).split())


def cell(page: str, row: int, name: str) -> str:
    """Return the cell of a member in a row as the page shows it."""
    cells: list[str] = re.findall(r"<td .*?</td>", page)
    return next(one for one in cells if f'name="works-{row}-{name}"' in one)


def test_rows_become_the_records_that_the_kind_describes() -> None:
    rule: FieldRule = kind().fields["works"]
    assert read(*TYPED) == STORED
    assert kinds.fits(rule, read(*TYPED))


def test_stored_records_stand_in_the_rows_and_are_read_back_as_they_were() -> None:
    page = html(form(None, said=STORED))
    assert 'name="works-rows" value="4"' in page
    assert 'value="1,234.50"' in cell(page, 0, "cost")
    assert read({**TYPED[0], "cost": "1,234.50"}) == STORED


def test_rows_in_which_nothing_is_written_do_not_count() -> None:
    assert read({"id": "m1", "what": "桥"}, {"id": "m2"}, {}) == [{"id": "m1", "what": "桥"}]
    assert not form(rows("works", [{"id": "m1"}, {}])).is_valid()
    taken = form(rows("works", [{}]), needed=False)
    assert taken.is_valid()
    assert taken.values() == {}


def test_what_is_not_numbered_is_numbered_on() -> None:
    assert [row["id"] for row in read({"id": "m1", "what": "桥"}, {"what": "路"})] == ["m1", "m2"]
    assert [row["id"] for row in read({"what": "桥"}, {"what": "路"})] == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("what", "", "这个字段是必填项"),
        ("cost", "十元", "以元为单位"),
        ("due", "明天", "日期"),
        ("count", "两座", "整数"),
        ("side", "c", "c"),
    ],
)
def test_what_does_not_fit_is_said_in_its_cell(name: str, text: str, said: str) -> None:
    filled = form(rows("works", [*TYPED, {**TYPED[0], "id": "m2", name: text}]))
    assert filled.errors["works"][0] == "第 2 行有要改的地方，见表中所标；改好后再送。"
    page = html(filled)
    assert said in cell(page, 1, name)
    assert 'class="error"' not in cell(page, 0, name)


def test_two_rows_of_one_number_are_told_so() -> None:
    filled = form(rows("works", [{"id": "m1", "what": "桥"}, {"id": "m1", "what": "路"}]))
    assert not filled.is_valid()
    assert "这个编号写了不止一次" in cell(html(filled), 1, "id")


def test_more_rows_keep_what_was_typed_and_judge_nothing() -> None:
    sent = {**rows("works", [{"id": "m1", "count": "两座"}]), "more": "works"}
    filled = form(sent)
    assert not filled.is_bound
    page = html(filled)
    assert 'name="works-rows" value="4"' in page
    assert 'value="两座"' in cell(page, 0, "count")
    assert 'value="m4"' in cell(page, 3, "id")
    assert 'class="error"' not in page


@pytest.mark.parametrize("count", ["", "-1", "9999", "\uff11", "x"])
def test_a_forged_number_of_rows_is_none(count: str) -> None:
    filled = form({**rows("works", TYPED), "works-rows": count})
    assert not filled.is_valid()
    assert list(filled.errors) == ["works"]


def test_rows_end_somewhere() -> None:
    many = rows("works", [{"id": f"m{n}", "what": "桥"} for n in range(80)])
    assert len(form(many).fields["works"].widget.value_from_datadict(many, {}, "works") or ()) == 60
    more = {**many, "works-rows": "59", "more": "works"}
    assert 'name="works-rows" value="60"' in html(form(more))


def test_records_without_numbers_have_none() -> None:
    year = {"year": {"type": "integer", "title": {"zh": "年度", "en": "year"}}}
    assert read({"year": "2026"}, {"year": ""}, **year) == [{"year": 2026}]


def test_every_input_says_which_row_and_column_it_is() -> None:
    page = html(form(None, said=STORED))
    assert '<label class="unseen" for="id_works-0-what">第 1 行：内容</label>' in cell(page, 0, "what")
    with translation.override("en"):
        assert "Row 1: what" in cell(html(form(None, said=STORED)), 0, "what")


def test_a_script_in_a_cell_is_text() -> None:
    page = html(form(rows("works", [{"id": '"><script>alert(1)</script>', "what": "</textarea><script>"}])))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_row_begins_with_its_number_its_day_and_its_time() -> None:
    """What is agreed on is written in the order of its names; people fill in when before how long and where."""
    rule = kinds.parse(kit.document("patrols")).fields["rounds"]
    assert [name for name, _member in columns_of(rule)][:6] == ["id", "day", "starts", "from_m", "minutes", "to_m"]
    assert [member.optional for _name, member in columns_of(rule)] == [False] * 6 + [True] * 4
