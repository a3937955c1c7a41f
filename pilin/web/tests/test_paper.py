"""Papers as PDF: read back with a reader that is not ours, page by page."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.test import RequestFactory
from django.utils import translation

from pilin.base.clock import Instant
from pilin.web import paper
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.paper import Facts, Grid, Heading, Notes, Paper, Place, Seals, Text, drawing
from pilin.web.tests import pdf

MADE = Instant(datetime(2026, 7, 1, 1, 30, tzinfo=UTC))
DIGEST = "5f" * 32
COLUMNS = [Column("项目"), Column("金额", "money"), Column("日期", "day"), Column("灯")]
ROW: list[Cell] = ["床位费", 123450, date(2026, 7, 1), Light(Tone.LATE, "滞后")]
PLAIN = Paper(title="结算说明", produced=MADE, issuer="平湖市医疗保障局", number="平医保[2026]1号")


def table(rows: int) -> Table:
    return Table("费用明细", COLUMNS, [ROW] * rows, "还没有费用")


def read(sheet: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(paper.pdf_of(sheet)))


def texts(sheet: Paper) -> list[str]:
    return pdf.pages(paper.pdf_of(sheet))


def test_the_head_says_who_what_and_which_number() -> None:
    (text,) = texts(PLAIN)
    assert "平湖市医疗保障局结算说明平医保[2026]1号" in text
    assert "制作时间：2026-07-0109:30" in text
    assert "第1页，共1页" in text


def test_the_document_says_its_title_author_number_language_and_when_it_was_made() -> None:
    reader = read(PLAIN)
    assert reader.metadata is not None
    told = reader.metadata
    assert (told.title, told.author, told.subject) == ("结算说明", "平湖市医疗保障局", "平医保[2026]1号")
    assert told.creation_date == MADE
    assert str(reader.root_object["/Lang"]) == "zh-CN"


def test_in_english_the_frame_is_english_and_the_document_says_so() -> None:
    with translation.override("en"):
        reader = read(PLAIN)
    assert str(reader.root_object["/Lang"]) == "en"
    assert "制作时间" not in reader.pages[0].extract_text()


def test_the_same_content_gives_the_same_bytes_and_another_time_others() -> None:
    sheet = replace(PLAIN, blocks=[Grid(table(3))], digest=DIGEST, address="https://node.example/s/1/")
    assert paper.pdf_of(sheet) == paper.pdf_of(replace(sheet))
    assert paper.pdf_of(sheet) != paper.pdf_of(replace(sheet, produced=Instant(datetime(2026, 7, 2, tzinfo=UTC))))


def test_the_font_is_embedded_in_part_and_is_the_simplified_chinese_face() -> None:
    data = paper.pdf_of(PLAIN)
    assert b"+NotoSansCJKSC" in data
    assert len(data) < 100_000


def test_cells_are_written_by_their_kind() -> None:
    (text,) = texts(replace(PLAIN, blocks=[Grid(table(1))]))
    assert "费用明细项目金额（元）日期灯床位费1,234.502026-07-01■滞后" in text


def test_a_link_is_its_text_and_an_instant_is_told_in_chinas_time() -> None:
    assert drawing.written(LinkTo("平湖", "/x/"), Column("")) == "平湖"
    assert drawing.written(MADE, Column("", "instant")) == "2026-07-01 09:30"
    assert drawing.written(None, Column("")) == "—"
    assert drawing.written(7, Column("", "number")) == "7"


def test_a_long_table_repeats_its_head_and_the_papers_name_on_each_page() -> None:
    pages = texts(replace(PLAIN, blocks=[Grid(table(120), foot=["合计", 14814000, None, None])]))
    assert len(pages) == 4
    assert all("项目金额（元）日期灯" in page for page in pages)
    assert all("结算说明；平医保[2026]1号" in page for page in pages[1:])
    assert [f"第{number}页，共4页" in page for number, page in enumerate(pages, start=1)] == [True] * 4
    assert "合计148,140.00" in pages[-1]
    assert sum(page.count("床位费") for page in pages) == 120


def test_a_table_without_rows_says_what_will_stand_there() -> None:
    (text,) = texts(replace(PLAIN, blocks=[Grid(table(0))]))
    assert "费用明细还没有费用" in text
    assert "金额" not in text


def test_a_cell_longer_than_a_page_goes_on_in_rows_below() -> None:
    long = Table("", [Column("号"), Column("说明")], [["1", "很长的话" * 800]], "")
    pages = texts(replace(PLAIN, blocks=[Grid(long)]))
    assert len(pages) > 1
    assert sum(page.count("很") for page in pages) == 800


def test_amounts_stand_right_in_their_column() -> None:
    places: dict[str, float] = {}

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        places[text.replace("\x00", "").strip()] = tm[4]

    money = Table("", [Column("共", "money")], [[5], [100000005]], "")
    read(replace(PLAIN, blocks=[Grid(money)])).pages[0].extract_text(visitor_text=note)
    assert places["0.05"] > places["1,000,000.05"] + 20


def test_facts_seals_notes_headings_and_paragraphs_stand_in_their_order() -> None:
    blocks: list[paper.Block] = [
        Heading("基本情况"),
        Facts([("结算编号", "S1"), ("备注", "")]),
        Text("第一段。\n第二段。"),
        Seals(Place("平湖市医疗保障局", "2026-07-01"), Place("金山区医疗保障局")),
        Notes(["其一", "其二"]),
        Notes(["只有一条"]),
    ]
    (text,) = texts(replace(PLAIN, blocks=blocks))
    expected = "基本情况结算编号S1备注—第一段。第二段。（盖章处）平湖市医疗保障局2026-07-01（盖章处）金山区医疗保障局"
    assert f"{expected}1.其一2.其二只有一条" in text


def test_the_places_for_seals_are_never_torn_apart_by_the_end_of_a_page() -> None:
    seals = Seals(Place("平湖市医疗保障局"), Place("金山区医疗保障局"))
    for rows in range(24, 34, 3):
        pages = texts(replace(PLAIN, blocks=[Grid(table(rows)), seals]))
        assert [page.count("（盖章处）") for page in pages][-1] == 2
        assert "金山区医疗保障局" in pages[-1]


def test_a_mark_stands_on_every_page_and_the_digest_of_what_was_signed_too() -> None:
    pages = texts(replace(PLAIN, blocks=[Grid(table(60))], mark="示例：参数不是政策", digest=DIGEST))
    assert len(pages) == 2
    assert all("示例：参数不是政策" in page and f"签署内容摘要：{DIGEST}" in page for page in pages)


def test_without_a_digest_nothing_is_said_of_one() -> None:
    assert "摘要" not in texts(PLAIN)[0]


def test_the_square_code_is_drawn_only_where_there_is_an_address() -> None:
    coded = replace(PLAIN, address="https://node.example/medical/settlements/1/")
    assert len(paper.pdf_of(coded)) > len(paper.pdf_of(PLAIN)) + 1000


def test_strips_are_the_dark_runs_of_a_row() -> None:
    assert drawing._strips([True, True, False, True]) == [(0, 2), (3, 4)]
    assert drawing._strips([False, False]) == []


def test_what_no_printer_shows_is_left_out() -> None:
    assert drawing._printable("甲\x00乙\u202e丙\n丁\t戊") == "甲乙丙\n丁   戊"
    (text,) = texts(replace(PLAIN, blocks=[Text("甲\x00乙<script>alert(1)</script>")]))
    assert "甲乙<script>alert(1)</script>" in text


def test_a_letter_that_the_font_lacks_spoils_no_paper() -> None:
    (text,) = texts(replace(PLAIN, blocks=[Text("前\U0001f600后")]))
    assert "前" in text
    assert "后" in text


def test_an_unknown_block_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError):
        paper.pdf_of(replace(PLAIN, blocks=["text"]))  # type: ignore[list-item]


def test_a_paper_is_handed_out_as_a_file_of_its_name() -> None:
    response = paper.answer(PLAIN, name="结算说明 S/1")
    assert response.headers["Content-Type"] == "application/pdf"
    kept = "%E7%BB%93%E7%AE%97%E8%AF%B4%E6%98%8E-S-1"
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{kept}.pdf"
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["", "///", '"; x='])
def test_a_name_of_signs_alone_is_no_name(name: str) -> None:
    header = paper.answer(PLAIN, name=name).headers["Content-Disposition"]
    assert header.removeprefix("attachment; filename*=UTF-8''") in {"paper.pdf", "x.pdf"}


def test_the_square_code_bears_the_whole_address_of_the_page() -> None:
    request = RequestFactory().get("/medical/", secure=True, headers={"host": "testserver"})
    assert paper.page_of(request, "/medical/settlements/1/") == "https://testserver/medical/settlements/1/"
