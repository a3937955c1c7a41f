"""Excel on its page: what stands goes out, what was filled in is looked at, and becomes drafts, all or none."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from pilin.kernel.matters.tests.stage import POND
from pilin.modules.projects import queries
from pilin.modules.projects.models import Writing
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.tests.play import Play
from pilin.web.sentences import say
from pilin.web.tests import samples

Read = Callable[..., str]
Change = Callable[[Any], None]


def handed(address: str) -> bytes:
    answer = samples.browser("zhao").get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    return answer.content


def changed(data: bytes, change: Change) -> bytes:
    """Return a book as staff save it after they wrote in it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sent(data: bytes, sort: str = "plan", browser: Client | None = None) -> str:
    upload = SimpleUploadedFile("表.xlsx", data)
    answer = (browser or samples.browser("zhao")).post("/projects/tables/", {"sort": sort, "upload": upload})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return html


def rows_of(html: str) -> str:
    return html.split('name="rows" value="')[1].split('"', maxsplit=1)[0]


def new_project(book: Any) -> None:
    book["项目清单"].append([9, "界河共治", "生态旅游", None, None, None, None, "平湖市水利局", "金山区水务局", "水清"])
    book["里程碑"].append(["界河共治", "m1", "清淤", None, None, None])


def filled_in(book: Any) -> None:
    page = book["月报"]
    page["I2"], page["J2"], page["K2"] = "清淤一段", 0.2, None


def test_what_stands_goes_out_and_its_import_makes_nothing(play: Play) -> None:
    play.plan()
    words = samples.text_of(sent(handed("/projects/tables/plans.xlsx")))
    assert "将成为 0 份草稿；1 行与现有内容相同" in words
    assert "导入为草稿" not in words


def test_a_new_row_becomes_a_draft_and_the_same_file_makes_no_second(play: Play, read: Read) -> None:
    play.plan()
    data = changed(handed("/projects/tables/plans.xlsx"), new_project)
    browser = samples.browser("zhao")
    html = sent(data, browser=browser)
    assert "将成为 1 份草稿；1 行" in html
    assert not Writing.objects.exists()
    for _ in range(2):
        answer = browser.post("/projects/tables/confirm/", {"rows": rows_of(html)})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/projects/writings/")
    assert Writing.objects.count() == 1
    assert "界河共治" in read("/projects/writings/")
    assert queries.projects(queries.Filters()).rows[0].title == POND  # nothing was offered


def test_one_fault_stops_the_whole_file(play: Play) -> None:
    def two(book: Any) -> None:
        new_project(book)
        book["里程碑"].append(["没有的项目", "m1", "甲", "明天", None, "120%"])

    html = sent(changed(handed("/projects/tables/plans.xlsx?empty=1"), two))
    words = samples.text_of(html)
    assert "有要改的地方，整份都没有导入" in words
    assert "里程碑!D3：“时限”应是日期，“明天”看不出是哪一天" in words
    assert "里程碑!F3：“到此时的计划进度”应在 0 与 100 之间" in words
    assert "导入为草稿" not in words


def test_faults_between_sheets_are_told_once_the_cells_are_right(play: Play) -> None:
    def lost(book: Any) -> None:
        book["里程碑"].append(["没有的项目", "m1", "甲", None, None, None])

    assert "里程碑!A2：项目清单里没有“没有的项目”" in sent(changed(handed("/projects/tables/plans.xlsx?empty=1"), lost))


def test_a_month_goes_out_is_filled_in_and_becomes_a_draft_of_our_half(play: Play, read: Read) -> None:
    plan = play.plan()
    month = f"{play.stage.now:%Y-%m}"
    address = f"/projects/tables/month.xlsx?month={month}"
    assert "表里没有填写任何内容" in sent(handed(address), "half")
    browser = samples.browser("zhao")
    html = sent(changed(handed(address), filled_in), "half", browser)
    assert browser.post("/projects/tables/confirm/", {"rows": rows_of(html)}).status_code == 302
    (draft,) = queries.writings()
    assert (draft.plan, draft.month, draft.fields) == (plan, month, {"done": "清淤一段", "percent": "20"})
    assert "清淤一段" in samples.browser("zhao").get(f"/projects/writings/{draft.id}/").content.decode()
    answer = samples.browser("zhao").post(
        f"/projects/writings/{draft.id}/", {**draft.fields, "base": "1", "do": "send"}
    )
    assert answer.status_code == 302
    assert queries.reports_of(plan)[0].halves["330482"].done == "清淤一段"


def test_an_import_without_a_preview_of_the_same_person_makes_nothing(play: Play) -> None:
    html = sent(changed(handed("/projects/tables/plans.xlsx?empty=1"), new_project))
    for account, rows in (("wu", rows_of(html)), ("zhao", "x"), ("zhao", "")):
        answer = samples.browser(account).post("/projects/tables/confirm/", {"rows": rows})
        assert say(TableRefusal.PREVIEW_IS_GONE).sentence in answer.content.decode()
    assert not Writing.objects.exists()


def test_a_stored_script_stays_a_text(play: Play) -> None:
    def script(book: Any) -> None:
        new_project(book)
        book["项目清单"]["B2"] = book["里程碑"]["A2"] = "<script>alert(1)</script>"

    html = sent(changed(handed("/projects/tables/plans.xlsx?empty=1"), script))
    assert "<script>" not in samples.foreign(html)
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("month", ["2026-13", "x", ""])
def test_a_month_that_is_none_is_this_one(play: Play, month: str) -> None:
    book = load_workbook(io.BytesIO(handed(f"/projects/tables/month.xlsx?month={month}")))
    assert book.sheetnames[0] == "月报"


def test_the_page_costs_few_queries_and_is_sound(play: Play, read: Read) -> None:
    assert "导出的表可以改好后再导入" in read("/projects/tables/")
