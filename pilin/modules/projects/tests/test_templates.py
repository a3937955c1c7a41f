"""Templates by field: seven of them, marked as suggestions, without a day, and each a form that can be filled in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pilin.base import refdata
from pilin.kernel.matters.tests import kit
from pilin.modules.projects import queries
from pilin.modules.projects.rules import templates
from pilin.modules.projects.tests.play import Play
from pilin.web.matter_forms import StepForm
from pilin.web.tests import samples

Read = Callable[..., str]
FILE = Path(__file__).parents[1] / "reference" / "templates.yaml"
FIELDS = ("f1", "f2", "f3", "f4", "f5", "f6", "f7")


def test_there_is_one_for_each_of_the_seven_fields() -> None:
    assert tuple(queries.templates()) == FIELDS
    assert queries.templates() == templates.templates_of(refdata.load(FILE))


def test_the_file_says_that_it_is_a_suggestion() -> None:
    reference = refdata.load(FILE)
    assert reference.tables["standing"] == "illustrative"
    assert "proposal" in reference.head.source


@pytest.mark.parametrize("field", FIELDS)
def test_a_template_has_milestones_measures_and_risks_and_ends_at_a_hundred(field: str) -> None:
    template = queries.templates()[field]
    progress = [one.progress for one in template.milestones]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    assert all(one.title and one.measures for one in template.milestones)
    assert template.risks


@pytest.mark.parametrize("field", FIELDS)
def test_the_form_begins_with_it_and_asks_for_what_it_does_not_give(field: str) -> None:
    kind, said = kit.kind("plan"), queries.templates()[field].fields()
    assert all("due" not in one for one in said["milestones"])
    form = StepForm(None, kind=kind, rule=kind.steps[0], said=said)
    assert form.initial["field"] == field
    assert form.initial["milestones"] == said["milestones"]
    assert form.initial["particulars.risks"] == said["particulars"]["risks"]
    assert form.initial["title"] is None
    assert form.initial["aims"] is None


def test_the_page_offers_them_and_says_what_they_are(play: Play, read: Read) -> None:
    words = read("/projects/new/")
    assert "带入模板（建议）：" in words
    assert "是模板建议，不是来源所载" not in words
    filled = read("/projects/new/?template=f5")
    assert "示例 里程碑、措施和风险是模板建议，不是来源所载，也没有人签署" in filled
    html = samples.browser("zhao").get("/projects/new/?template=f5").content.decode()
    assert "完成方案设计和审批" in html
    assert "汛期影响施工" in html


def test_a_template_that_is_none_begins_an_empty_form(play: Play, read: Read) -> None:
    assert "是模板建议，不是来源所载" not in read("/projects/new/?template=f9")


def test_rows_of_the_file_are_sorted_out_by_field_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "templates.yaml"
    head = "source: x\npublished: null\nchecked_on: 2026-11-26\nlicence: x\n"
    rows = (
        "milestones:\n"
        "  - {field: f2, title: 二, measures: 甲, progress: 50}\n"
        "  - {field: f1, title: 一, measures: 乙, progress: 100}\n"
        "  - {field: f2, title: 三, measures: 丙, progress: 100}\n"
        "risks:\n"
        "  - {field: f2, text: 雨}\n"
        "  - {field: f3, text: 无主}\n"
    )
    file.write_text(head + rows, encoding="utf-8")
    found = templates.templates_of(refdata.load(file))
    assert [*found] == ["f2", "f1"]
    assert [one.title for one in found["f2"].milestones] == ["二", "三"]
    assert found["f2"].risks == ("雨",)
    assert found["f1"].risks == ()
    assert [one["id"] for one in found["f2"].fields()["milestones"]] == ["m1", "m2"]
    assert found["f1"].fields()["milestones"] == [{"id": "m1", "title": "一", "measures": "乙", "progress": 100}]
