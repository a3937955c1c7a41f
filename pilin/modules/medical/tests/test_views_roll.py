"""Insured persons out of a spreadsheet: the empty book reads back, all are entered or none, faults are told by cell."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.medical import models
from pilin.modules.medical.actions import importing
from pilin.modules.medical.tests.people import BORN, citizen
from pilin.modules.medical.views import roll
from pilin.web.tests import samples
from pilin.wire.sheets import layout, reading, writing
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

ROOM = "/medical/persons/import/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(scene: Stage, node_folder: Any) -> Client:
    return samples.browser("zhao")


def row(serial: int, **changes: Any) -> dict[str, Any]:
    plain = {
        "number": f"P-{serial:04}", "certificate": "01", "certno": citizen(BORN, serial), "name": "张三", "card": "",
        "insurance": "310", "type": "1101", "civil": "是", "from_day": date(2026, 1, 1), "until_day": None,
        "account": 12_345,
    }  # fmt: skip
    return plain | changes


def sends(browser: Client, *rows: dict[str, Any], data: bytes = b"") -> Any:
    book = data or writing.write([layout.Table(roll.roll()[0], rows)])
    return browser.post(ROOM, {"file": SimpleUploadedFile("persons.xlsx", book)})


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


def test_the_empty_book_has_our_columns(browser: Client) -> None:
    data = browser.get(f"{ROOM}template/").content
    table, yes = roll.roll()
    found = reading.read(data, [table])
    assert (found.findings, found.tables[table.title], yes) == ((), (), "是")
    browser.cookies.clear()
    assert browser.get(f"{ROOM}template/").status_code == 302


def test_all_persons_of_a_file_are_entered(browser: Client) -> None:
    assert sends(browser, row(1), row(2, civil="", account=None, until_day=date(2026, 12, 31))).status_code == 302
    one, two = models.Insurance.objects.order_by("person__number")
    assert (one.account_fen, one.civil_servant, one.type) == (12_345, True, "1101")
    assert (two.account_fen, two.civil_servant, two.until_day) == (0, False, date(2026, 12, 31))
    assert "已登记 2 位" in words(browser.get("/medical/persons/"))
    assert {entry.by for entry in models.PersonEntry.objects.all()} == {"zhao"}


@pytest.mark.parametrize(
    ("changes", "cell", "told"),
    [
        ({"certno": citizen(BORN, 2)[:-1] + "A"}, "C3", "证件不对"),
        ({"type": "9901"}, "G3", ""),
        ({"until_day": date(2025, 12, 31)}, "J3", "截止日期早于开始日期"),
        ({"name": None}, "D3", ""),
        ({"name": "x" * 51}, "D3", ""),
        ({"card": citizen(BORN, 3)}, "E3", ""),
        ({"civil": "也许"}, "H3", ""),
    ],
)
def test_one_fault_is_told_by_its_cell_and_nobody_is_entered(
    browser: Client, changes: dict[str, Any], cell: str, told: str
) -> None:
    said = words(sends(browser, row(1), row(2, **changes)))
    assert (f"参保人员!{cell}" in said, told in said) == (True, True)
    assert models.Person.objects.count() == 0


def test_what_is_no_book_and_what_is_too_much_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (b"no book", b"PK\x03\x04 broken"):
        assert "alert" not in words(sends(browser, data=data))
    assert browser.post(ROOM, {}).status_code == 200
    monkeypatch.setattr(importing, "ROWS_MAX", 1)
    assert "2000" in words(sends(browser, row(1), row(2))), "too_many_persons_at_once"
    assert models.Person.objects.count() == 0


def test_two_rows_of_one_person_or_one_certificate_leave_nobody(browser: Client) -> None:
    assert "同一险种已在保" in words(sends(browser, row(1), row(1)))
    assert "已属于另一参保人" in words(sends(browser, row(1), row(2, certno=citizen(BORN, 1))))
    assert models.Person.objects.count() == 0
    assert sends(browser, row(1), row(1, insurance="390", type="1501")).status_code == 302
    assert models.Insurance.objects.count() == 2


def test_an_identity_number_stands_in_its_own_column_alone() -> None:
    table, _yes = roll.roll()
    assert [column.name for column in table.columns if column.personal] == ["certno"]
