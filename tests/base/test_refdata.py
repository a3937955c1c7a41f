"""Reference data: a head that says where it comes from, and rows that fit."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pilin.base import refdata
from pilin.base.refdata import RefdataRefusal
from pilin.base.refusal import Refused

HEAD = "source: 《示例办法》第三条\npublished: 2025-01-01\nchecked_on: 2026-03-04\nlicence: public\n"


@dataclass(frozen=True)
class Tariff:
    """A row of the table that these tests load."""

    code: str
    fare_fen: int
    note: str = ""


def written(folder: Path, text: str) -> Path:
    file = folder / "tariff.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_head_is_read(tmp_path: Path) -> None:
    loaded = refdata.load(written(tmp_path, HEAD + "rows: []"))
    assert loaded.head == refdata.Head("《示例办法》第三条", date(2025, 1, 1), date(2026, 3, 4), "public")
    assert loaded.tables == {"rows": []}


def test_a_source_may_not_say_when_it_was_published(tmp_path: Path) -> None:
    loaded = refdata.load(written(tmp_path, HEAD.replace("2025-01-01", "null")))
    assert loaded.head.published is None


def test_rows_become_frozen_values(tmp_path: Path) -> None:
    rows = "tariffs:\n  - {code: A, fare_fen: 200}\n  - {code: B, fare_fen: 300, note: 夜间}\n"
    loaded = refdata.load(written(tmp_path, HEAD + rows))
    assert loaded.rows("tariffs", Tariff) == (Tariff("A", 200), Tariff("B", 300, "夜间"))


@pytest.mark.parametrize("missing", ["source", "published", "checked_on", "licence"])
def test_every_line_of_the_head_is_needed(tmp_path: Path, missing: str) -> None:
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(missing))
    with pytest.raises(Refused) as refused:
        refdata.load(written(tmp_path, head + "rows: []"))
    assert refused.value.code is RefdataRefusal.REFERENCE_HEAD_IS_INCOMPLETE
    assert refused.value.facts == {"file": "tariff.yaml"}


def test_an_empty_file_has_no_head(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        refdata.load(written(tmp_path, ""))
    assert refused.value.code is RefdataRefusal.REFERENCE_HEAD_IS_INCOMPLETE


@pytest.mark.parametrize("row", ["{code: A}", "{code: A, fare_fen: 1, fear_fen: 2}", "A", "[A, 1]", "null"])
def test_a_row_that_does_not_fit_is_named(tmp_path: Path, row: str) -> None:
    loaded = refdata.load(written(tmp_path, f"{HEAD}tariffs:\n  - {{code: A, fare_fen: 200}}\n  - {row}\n"))
    with pytest.raises(Refused) as refused:
        loaded.rows("tariffs", Tariff)
    assert refused.value.code is RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT
    assert refused.value.facts == {"file": "tariff.yaml", "table": "tariffs", "row": 2}


@pytest.mark.parametrize("table", ["missing", "text"])
def test_a_table_that_is_none_is_named(tmp_path: Path, table: str) -> None:
    loaded = refdata.load(written(tmp_path, f"{HEAD}text: nothing\n"))
    with pytest.raises(Refused) as refused:
        loaded.rows(table, Tariff)
    assert refused.value.facts == {"file": "tariff.yaml", "table": table, "row": "-"}
