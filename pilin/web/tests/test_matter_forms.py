"""Forms that a signed kind makes: what people may write, what it becomes, and what is said where it does not fit."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.kinds import Kind, StepRule
from pilin.kernel.matters.tests import kit
from pilin.web.matter_forms import NoteForm, ReasonForm, StepForm
from pilin.web.tests import samples

FIELDS: dict[str, dict[str, Any]] = {
    "text": {"type": "text"},
    "number": {"type": "integer"},
    "amount": {"type": "money"},
    "day": {"type": "date"},
    "flag": {"type": "flag"},
    "choice": {"type": "choice", "choices": {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}}},
    "list": {"type": "list"},
    "rows": {
        "type": "list",
        "members": {
            "name": {"type": "text", "title": {"zh": "名称", "en": "name"}},
            "count": {"type": "integer", "title": {"zh": "数量", "en": "count"}},
            "due": {"type": "date", "title": {"zh": "时限", "en": "due"}, "optional": True},
        },
    },
    "record": {
        "type": "record",
        "members": {
            "who": {"type": "text", "title": {"zh": "谁", "en": "who"}},
            "when": {"type": "date", "title": {"zh": "何时", "en": "when"}, "optional": True},
        },
    },
}
ROWS = [{"name": "桥", "count": 2, "due": "2026-05-01"}, {"name": "路", "count": 3}]


def kind() -> Kind:
    """Return the plan with a field of each type besides its own."""
    title = {"zh": "栏目", "en": "field"}
    changes = {f"fields__{name}": {"title": title, **rule} for name, rule in FIELDS.items()}
    return kinds.parse(kit.changed("plan", **changes))


def form(name: str, data: dict[str, str] | None, *, needed: bool = True, said: Any = None) -> StepForm:
    """Return the form of a step that needs (or takes) one field."""
    fields: dict[str, Any] = {"needs_fields": (name,)} if needed else {"takes": (name,)}
    rule = StepRule("step", {"zh": "步骤", "en": "step"}, ("offered",), ("initiator",), **fields)
    return StepForm(data, kind=kind(), rule=rule, said={} if said is None else {name: said})


def read(name: str, text: str, **members: Any) -> Any:
    """Return what a field carries when a person wrote a text."""
    filled = form(name, {name: text}, **members)
    assert filled.is_valid(), filled.errors
    return filled.values().get(name)


def error(name: str, text: str) -> str:
    filled = form(name, {name: text})
    assert not filled.is_valid()
    assert list(filled.errors) == [name]
    return str(filled.errors[name][0])


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "  路灯 ", "路灯"),
        ("number", "12", 12),
        ("number", "0", 0),
        ("amount", "1234.50", 123450),
        ("amount", "0.01", 1),
        ("day", "2026-03-04", "2026-03-04"),
        ("choice", "b", "b"),
        ("list", "一\n\n 二 \n", ["一", "二"]),
        (
            "rows",
            "2 | 桥 | 2026-05-01\n3|路",
            [{"name": "桥", "count": 2, "due": "2026-05-01"}, {"name": "路", "count": 3}],
        ),
    ],
)
def test_what_people_write_becomes_what_the_kind_wants(name: str, text: str, value: Any) -> None:
    assert read(name, text) == value
    assert kinds.fits(kind().fields[name], value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("text", "   ", ""),
        ("text", "字" * 4001, "4000"),
        ("number", "十二", ""),
        ("number", "1.5", ""),
        ("amount", "十元", "以元为单位"),
        ("amount", "1.005", "最多两位小数"),
        ("day", "2026-02-30", ""),
        ("day", "4. 3. 2026", ""),
        ("choice", "c", "c"),
        ("list", " \n ", ""),
        ("rows", "2 | 桥 | 2026-05-01 | 多", "栏目太多"),
        ("rows", "两座 | 桥", "“两座”不是“数量”一栏要的内容（整数）"),
        ("rows", "2 | 桥 | 明天", "“明天”不是“时限”一栏要的内容（写成 2027-03-31）"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(name: str, text: str, words: str) -> None:
    said = error(name, text)
    assert words in said
    html = render_to_string("web/components/field.html", {"field": form(name, {name: text})[name]})
    assert f'class="error" id="id_{name}_error"' in html
    assert f'aria-describedby="id_{name}_' in html


def test_a_number_that_no_event_could_carry_is_refused_in_the_field() -> None:
    assert "以元为单位" in error("amount", "9" * 30)


@pytest.mark.parametrize("name", ["text", "number", "amount", "day", "list"])
def test_what_a_step_may_take_may_stay_empty(name: str) -> None:
    filled = form(name, {name: ""}, needed=False)
    assert filled.is_valid()
    assert filled.values() == {}
    html = render_to_string("web/components/field.html", {"field": filled[name]})
    assert "可不填" in samples.text_of(html)


@pytest.mark.parametrize("name", ["text", "number", "amount", "day", "list"])
def test_what_a_step_needs_may_not(name: str) -> None:
    assert list(form(name, {}).errors) == [name]


@pytest.mark.parametrize(("data", "value"), [({"flag": "on"}, True), ({}, False)])
def test_a_flag_that_is_not_ticked_says_no(data: dict[str, str], value: bool) -> None:
    filled = form("flag", data)
    assert filled.is_valid()
    assert filled.values() == {"flag": value}


def test_a_record_has_an_input_a_member() -> None:
    filled = form("record", {"record.who": "广陈镇", "record.when": ""})
    assert list(filled.fields) == ["record.who", "record.when"]
    assert filled.is_valid()
    assert filled.values() == {"record": {"who": "广陈镇"}}
    assert list(form("record", {"record.when": "2026-03-04"}).errors) == ["record.who"]


def test_what_was_said_before_stands_in_the_form() -> None:
    assert form("rows", None, said=ROWS)["rows"].value() == "2 | 桥 | 2026-05-01\n3 | 路 | "
    assert form("list", None, said=["一", "二"])["list"].value() == "一\n二"
    assert form("record", None, said={"who": "广陈镇"})["record.who"].value() == "广陈镇"
    assert form("text", None, said="路灯")["text"].value() == "路灯"


def test_lines_that_were_shown_are_read_back_as_they_were() -> None:
    shown = str(form("rows", None, said=ROWS)["rows"].value())
    assert read("rows", shown) == ROWS


PRICED = {
    "type": "list",
    "title": {"zh": "清单", "en": "list"},
    "members": {
        "cost": {"type": "money", "title": {"zh": "金额", "en": "cost"}},
        "paid": {"type": "flag", "title": {"zh": "已付", "en": "paid"}},
        "side": {"type": "choice", "title": {"zh": "承担", "en": "side"}, "choices": FIELDS["choice"]["choices"]},
    },
}


def test_lines_carry_amounts_choices_and_flags_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIELDS, "list", PRICED)
    rows = [{"cost": 123450, "paid": True, "side": "b"}]
    assert read("list", "1,234.50 | 是 | 乙") == rows
    assert kinds.fits(kind().fields["list"], rows)
    assert form("list", None, said=rows)["list"].value() == "1,234.50 | 是 | 乙"
    for wrong in ("十元 | 是 | 乙", "1 | 也许 | 乙", "1 | 是 | 丙"):
        assert "一栏要的内容（" in error("list", wrong)


def test_lines_are_read_by_the_words_of_either_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft may have been written before its reader switched."""
    monkeypatch.setitem(FIELDS, "list", PRICED)
    rows = [{"cost": 100, "paid": True, "side": "b"}]
    assert read("list", "1 | yes | B") == rows
    with translation.override("en"):
        assert read("list", "1 | 是 | 乙") == rows
        assert form("list", None, said=rows)["list"].value() == "1.00 | yes | B"
        assert "is not what “side” asks for (write: A or B)" in error("list", "1 | yes | C")


def test_a_list_says_how_a_line_is_written() -> None:
    assert (
        form("rows", None).fields["rows"].help_text
        == "每行一条，各栏用竖线隔开：数量（整数） | 名称 | 时限（写成 2027-03-31）"
    )
    assert form("list", None).fields["list"].help_text == "每行一条"


def test_the_numbers_of_lines_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    numbered = {"id": {"type": "text", "title": {"zh": "编号", "en": "number"}}, **FIELDS["rows"]["members"]}
    monkeypatch.setitem(FIELDS, "list", {"type": "list", "members": numbered})
    assert [row["id"] for row in read("list", "2 | m1 | 桥\n3 | m2 | 路")] == ["m1", "m2"]
    assert "编号“m1”写了不止一次" in error("list", "2 | m1 | 桥\n3 | m1 | 路")


def test_a_wrong_line_stays_in_the_form_as_it_was_written() -> None:
    written = "两座 | 桥"
    assert form("rows", {"rows": written})["rows"].value() == written


def test_a_text_with_marks_is_shown_as_text() -> None:
    wicked = '"><script>alert(1)</script>'
    html = render_to_string("web/components/field.html", {"field": form("text", {"text": wicked})["text"]})
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


@pytest.mark.parametrize(("text", "is_valid"), [("已到现场", True), ("", False), (" \n", False), ("字" * 4001, False)])
def test_a_note_has_words_and_not_too_many(text: str, is_valid: bool) -> None:
    assert NoteForm({"text": text}).is_valid() is is_valid


def test_a_reason_may_be_left_out_but_not_be_a_book() -> None:
    assert ReasonForm({}).is_valid()
    assert not ReasonForm({"reason": "字" * 1001}).is_valid()
