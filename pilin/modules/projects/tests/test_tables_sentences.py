"""Every fault of a table as people read it: its cell at the head, what is wrong, and what to do; no fact is missing."""

from collections.abc import Mapping

import pytest
from django.utils import translation

from pilin.base.refusal import Code, Finding
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.views.tables import said_at
from pilin.web.sentences import say, sentences
from pilin.wire.sheets.refusals import CellRefusal, SheetsRefusal

PLACE = "里程碑!D3"
COLUMN = {"place": PLACE, "column": "时限"}
TEXT = {**COLUMN, "text": "明天"}

TOLD: Mapping[Code, Mapping[str, object]] = {
    SheetsRefusal.SHEETS_ARE_TOO_LARGE: {"size": 5_000_000, "limit": 4_194_304},
    SheetsRefusal.SHEETS_SWELL_TOO_MUCH: {"limit": 33_554_432},
    SheetsRefusal.SHEETS_ARE_EMPTY: {},
    SheetsRefusal.SHEETS_ARE_AN_OLD_BOOK: {},
    SheetsRefusal.SHEETS_ARE_LOCKED: {},
    SheetsRefusal.SHEETS_ARE_PLAIN_TEXT: {"encoding": "GBK"},
    SheetsRefusal.SHEETS_ARE_A_WEB_PAGE: {},
    SheetsRefusal.SHEETS_BEAR_MACROS: {},
    SheetsRefusal.SHEETS_ARE_SOMETHING_ELSE: {"found": "PDF"},
    SheetsRefusal.SHEETS_DO_NOT_READ: {},
    SheetsRefusal.SHEET_HAS_TOO_MANY_ROWS: {"sheet": "月报", "limit": 3000},
    SheetsRefusal.SHEET_HAS_TOO_MANY_COLUMNS: {"sheet": "月报", "limit": 100},
    SheetsRefusal.SHEET_IS_MISSING: {"sheet": "月报", "place": "月报"},
    SheetsRefusal.SHEET_IS_HIDDEN: {"sheet": "月报", "place": "月报"},
    SheetsRefusal.HEADING_IS_MISSING: {"sheet": "月报", "columns": "月份、项目名称", "place": "月报"},
    SheetsRefusal.COLUMN_IS_MISSING: COLUMN,
    SheetsRefusal.COLUMN_STANDS_TWICE: COLUMN,
    SheetsRefusal.COLUMN_IS_UNKNOWN: COLUMN,
    CellRefusal.CELL_IS_EMPTY: COLUMN,
    CellRefusal.CELL_IS_A_FORMULA: COLUMN,
    CellRefusal.CELL_IS_AN_ERROR: TEXT,
    CellRefusal.CELL_IS_MERGED: {"place": PLACE},
    CellRefusal.ROW_IS_HIDDEN: {"place": PLACE, "row": 3},
    CellRefusal.COLUMN_IS_HIDDEN: COLUMN,
    CellRefusal.CELL_IS_NO_TEXT: TEXT,
    CellRefusal.CELL_IS_NO_DAY: TEXT,
    CellRefusal.CELL_IS_A_BARE_DAY_NUMBER: {**TEXT, "day": "2026-07-01"},
    CellRefusal.CELL_IS_NO_AMOUNT: TEXT,
    CellRefusal.CELL_IS_NO_WHOLE_NUMBER: TEXT,
    CellRefusal.CELL_IS_NO_PERCENT: TEXT,
    CellRefusal.CELL_LIES_OUTSIDE_ITS_RANGE: {**TEXT, "low": "0", "high": "100"},
    CellRefusal.CELL_IS_NOT_ON_THE_LIST: {**TEXT, "choices": "甲、乙"},
    CellRefusal.CELL_IS_TOO_LONG: {**COLUMN, "size": 31, "limit": 30},
    CellRefusal.CELL_HOLDS_A_HIDDEN_MARK: {**TEXT, "mark": "U+202E"},
    CellRefusal.CELL_HOLDS_AN_IDENTITY_NUMBER: COLUMN,
    TableRefusal.PROJECT_STANDS_TWICE: {"place": PLACE, "title": "界河"},
    TableRefusal.PROJECT_IS_NOT_IN_THE_TABLE: {"place": PLACE, "title": "界河"},
    TableRefusal.PROJECT_LACKS_MILESTONES: {"place": PLACE, "title": "界河"},
    TableRefusal.MILESTONE_STANDS_TWICE: {"place": PLACE, "id": "m1"},
    TableRefusal.MILESTONE_DAY_IS_PAST: {"place": PLACE, "milestone": "清淤", "day": "2020-01-01"},
    TableRefusal.ROW_CHANGES_A_PROJECT: {"place": PLACE, "title": "界河"},
    TableRefusal.PROJECT_IS_NOT_IN_FORCE_HERE: {"place": PLACE, "title": "界河"},
    TableRefusal.HALF_IS_NOT_WHOLE: {"place": PLACE, "title": "界河"},
    TableRefusal.REACHED_DOES_NOT_READ: {"place": PLACE, "text": "m1"},
    TableRefusal.TABLE_IS_EMPTY: {},
    TableRefusal.PREVIEW_IS_GONE: {},
    TableRefusal.DRAFT_IS_SENT: {"title": "界河"},
    TableRefusal.DRAFT_HAS_CHANGED: {"name": "赵"},
    TableRefusal.DRAFT_HAS_TWO_TEXTS: {},
}


def test_every_code_of_tables_and_drafts_is_told_here() -> None:
    assert {*TOLD} == {*SheetsRefusal, *CellRefusal, *TableRefusal}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", TOLD)
def test_a_sentence_lacks_no_fact_and_says_what_to_do(code: Code, language: str) -> None:
    with translation.override(language):
        sentence = say(code.value, TOLD[code]).sentence
    assert "—" not in sentence.replace("——", "")
    assert "{" not in sentence
    assert len(sentence) > 20


@pytest.mark.parametrize("code", [code for code in TOLD if TOLD[code].get("place") == PLACE])
def test_a_fault_of_a_cell_begins_with_its_place(code: Code) -> None:
    assert say(code.value, TOLD[code]).sentence.startswith(f"{PLACE}：")
    assert said_at(Finding(PLACE, code, TOLD[code])).count(PLACE) == 1


def test_a_sentence_that_names_no_place_is_told_behind_it() -> None:
    finding = Finding("月报!B2", ProjectRefusal.MONTH_HAS_NOT_BEGUN, {"month": "2026-12"})
    assert said_at(finding).startswith("月报!B2：")


def test_no_sentence_repeats_a_number_of_an_identity_card() -> None:
    assert "{text}" not in sentences()[CellRefusal.CELL_HOLDS_AN_IDENTITY_NUMBER]["zh"]
