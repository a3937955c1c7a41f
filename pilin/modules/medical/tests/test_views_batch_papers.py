"""The book and the paper of a batch in detail: sides, amounts in yuan, negative rows, hostile names, no persons."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.queries import BatchRow
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.clearing import Row
from pilin.modules.medical.tests.test_clearing import months, paid, row, scene, settled, stage
from pilin.modules.medical.views import batch_papers, batches
from pilin.web.sides import Sides
from pilin.web.tests import pdf, samples

__all__ = ["months", "scene", "stage"]
SIDES = Sides(US, {US: "平湖市", THEM: "金山区"}, ())
ROWS = (
    Row(THEM, "390", 2, 123_456, 1),
    Row(US, "310", 1, 0, 4_52),
    Row(US, "390", 3, -30_000, -100),
)


def made(**members: Any) -> BatchRow:
    plain: dict[str, Any] = {
        "id": "01980000-0000-7000-8000-000000000001", "peer": THEM, "month": "2026-03", "until": date(2026, 3, 31),
        "state": rules.CONFIRMED, "initiator": US, "rows": ROWS, "count": 6, "digest": "a" * 64,
        "confirm_by": date(2026, 4, 25), "pay_by": date(2026, 5, 10), "booked": False, "differs": False, "payments": {},
    }  # fmt: skip
    return BatchRow(**plain | members)


def sheets(one: BatchRow) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(batch_papers.book(one, SIDES)))
    return {sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows()] for sheet in book}


@pytest.mark.django_db
def test_the_summary_has_each_row_in_yuan_and_adds_up_numbers_alone() -> None:
    lines = sheets(made())["汇总"]
    assert ["金山区", "城乡居民基本医保", 2, 1234.56, 0.01, 1234.57] in lines
    assert ["平湖市", "职工基本医保", 1, 0, 4.52, 4.52] in lines
    assert ["平湖市", "城乡居民基本医保", 3, -300, -1, -301] in lines
    (total,) = [line for line in lines if line[0] == "笔数合计"]
    assert total[2] == 6
    assert [cell for cell in total[3:] if cell is not None] == []


@pytest.mark.django_db
def test_the_head_names_month_sides_and_day_and_the_foot_both_seals() -> None:
    words = [str(line[0]) for line in sheets(made())["汇总"] if line[0]]
    assert words[0] == "2026-03 跨省医保清算单：平湖市、金山区"
    assert "结算日期截至 2026-03-31" in words
    assert words[-2:] == ["平湖市（盖章）", "金山区（盖章）"]


@pytest.mark.django_db
def test_a_batch_of_nothing_is_a_book_all_the_same() -> None:
    found = sheets(made(rows=(), count=0))
    assert {*found} == {"汇总", "明细"}
    assert [line for line in found["明细"] if line[0] and "结算编号" not in str(line[0])] == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("=1+1", "=1+1"),
        ("+cmd", "+cmd"),
        ("<b>金山</b>", "<b>金山</b>"),
    ],
)
@pytest.mark.django_db
def test_a_hostile_name_of_a_side_is_text_and_no_formula(name: str, safe: str) -> None:
    sides = Sides(US, {US: "平湖市", THEM: name}, ())
    book = load_workbook(io.BytesIO(batch_papers.book(made(), sides)))
    cells = [cell for line in book["汇总"].iter_rows() for cell in line if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(safe in str(cell.value) for cell in cells)


def test_the_list_holds_no_number_of_a_person(months: Stage) -> None:
    settled(months, US)
    held = paid(months)
    client = samples.browser("li")
    book = load_workbook(io.BytesIO(client.get(f"/medical/batches/{held.pk}/sheet/").content))
    titles = [cell.value for line in book["明细"].iter_rows() for cell in line]
    assert not {"姓名", "证件号码", "人员编号"} & {*titles}
    assert "H31011600001" in titles


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (rules.OPEN, "○已开立，待生成"),
        (rules.GENERATED, "▲已生成，待双方确认"),
        (rules.CONFIRMED, "▲双方已确认，待拨付"),
        (rules.PAID, "●双方已认定拨付"),
        (rules.CLOSED, "✓已关账"),
        (rules.WITHDRAWN, "○已撤回或未达成"),
    ],
)
def test_each_state_has_a_shape_and_a_word(state: str, word: str) -> None:
    light = batches.light_of(made(state=state))
    assert f"{light.shape}{light.word}" == word
    assert batches.light_of(made(state=state, differs=True)).shape == "■"


def test_rows_stand_by_payer_from_left_to_right_and_then_by_fund() -> None:
    table = batches.rows_table(ROWS, SIDES)
    assert [line[:2] for line in table.rows] == [
        ("平湖市", "职工基本医保"),
        ("平湖市", "城乡居民基本医保"),
        ("金山区", "城乡居民基本医保"),
    ]
    assert batches.rows_table((), SIDES).rows == []


def test_the_paper_of_a_month_with_more_reversed_than_settled_says_who_gets_it_back(months: Stage) -> None:
    first = settled(months, THEM)
    paid(months)
    settled(months, THEM, cancels=first)
    paid(months)
    assert [one.pays_fen for one in queries.rows_of(row(months))] == [-600]
    words = pdf.text(samples.browser("zhao").get(f"/medical/batches/{months.matter}/paper/").content)
    assert "6.00" in words
    assert "金山区付" in words
    assert models.Batch.objects.count() == 2
