"""Forms that a signed kind makes: what people may write, what it becomes, and what is said where it does not fit."""

from typing import Any

import pytest
from django.template.loader import render_to_string

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
    assert form("list", None, said=["一", "二"])["list"].value() == "一\n二"
    assert form("record", None, said={"who": "广陈镇"})["record.who"].value() == "广陈镇"
    assert form("text", None, said="路灯")["text"].value() == "路灯"
    assert form("amount", None, said=123450)["amount"].value() == "1,234.50"


def test_a_list_of_texts_says_how_it_is_written() -> None:
    assert form("list", None).fields["list"].help_text == "每行一条"


def test_a_choice_must_be_made_and_is_not_made_for_anybody() -> None:
    html = render_to_string("web/components/field.html", {"field": form("choice", None)["choice"]})
    assert "selected" not in html.replace('<option value="" selected>', "")
    assert list(form("choice", {"choice": ""}).errors) == ["choice"]


def test_what_the_kind_leaves_open_can_be_chosen_where_somebody_says_from_what() -> None:
    fields: dict[str, Any] = {"needs_fields": ("text",)}
    rule = StepRule("step", {"zh": "步骤", "en": "step"}, ("offered",), ("initiator",), **fields)

    def chosen(value: str) -> StepForm:
        return StepForm({"text": value}, kind=kind(), rule=rule, said={}, choices={"text": [("m1", "m1 清淤")]})

    filled = chosen("m1")
    assert filled.is_valid()
    assert filled.values() == {"text": "m1"}
    assert not chosen("m9").is_valid()


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
