"""Rows of a spreadsheet as persons: what a row means, what is wrong with it, and where."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import importing
from pilin.modules.medical.actions.persons import By, Cover, Entry
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Identity, Terms
from pilin.modules.medical.tests.people import BORN, citizen
from pilin.modules.medical.tests.table import AT
from pilin.wire.sheets.layout import Line

BY = By("li", AT)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(node_folder: Any) -> None:
    """Let the node's key lie in a folder of its own."""


def cells(serial: int = 1, **changes: Any) -> dict[str, Any]:
    plain = {
        "number": f"P-{serial}", "certificate": "01", "certno": citizen(BORN, serial), "name": "张三",
        "insurance": "390", "type": "1501", "from_day": date(2026, 1, 1),
    }  # fmt: skip
    return plain | changes


def line(number: int, serial: int = 1, **changes: Any) -> Line:
    held = cells(serial, **changes)
    return Line(number, held, {name: f"T!{name}{number}" for name in (*held, "until_day")})


def test_a_row_is_a_person_and_what_is_empty_is_nothing() -> None:
    cover = Cover("390", Terms("1501", False, ()), date(2026, 1, 1))
    assert importing.entry_of(cells(), "是") == Entry("P-1", Identity("01", citizen(BORN, 1), "张三"), (cover,))
    full = importing.entry_of(cells(card="A1", civil="是", until_day=date(2026, 2, 1), account=7), "是")
    (cover,) = full.covers
    assert (full.identity.card, cover.terms.civil_servant, cover.until_day, cover.account_fen) == (
        "A1", True, date(2026, 2, 1), 7
    )  # fmt: skip
    assert importing.entry_of(cells(civil="否"), "是").covers[0].terms.civil_servant is False


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"certno": "1"}, "T!certno3", MedicalRefusal.IDENTITY_DOES_NOT_FIT),
        ({"name": citizen(BORN, 5)}, "T!certno3", MedicalRefusal.IDENTITY_DOES_NOT_FIT),
        ({"type": "99"}, "T!type3", MedicalRefusal.PERSON_TYPE_IS_UNKNOWN),
        ({"until_day": date(2025, 1, 1)}, "T!until_day3", MedicalRefusal.DAYS_MUST_RUN_FORWARD),
    ],
)
def test_a_fault_is_told_by_its_place(changes: dict[str, Any], where: str, code: MedicalRefusal) -> None:
    count, (finding,) = importing.enter_rows(lines=[line(2), line(3, 2, **changes)], yes="是", by=BY)
    assert (count, finding.where, finding.code) == (0, where, code)
    assert models.Person.objects.count() == 0


def test_every_fault_of_every_row_is_told_at_once() -> None:
    wrong: dict[str, Any] = {"certno": "1", "type": "99", "until_day": date(2025, 1, 1)}
    _count, findings = importing.enter_rows(lines=[line(2, **wrong), line(3, 2, **wrong)], yes="是", by=BY)
    assert len(findings) == 6


def test_no_finding_repeats_what_stood_in_the_cell() -> None:
    number = citizen(BORN, 1)[:-1] + "A"
    _count, (finding,) = importing.enter_rows(lines=[line(2, certno=number)], yes="是", by=BY)
    assert number not in str(finding)


def test_persons_are_entered_by_who_sent_the_file() -> None:
    assert importing.enter_rows(lines=[line(2), line(3, 2)], yes="是", by=BY) == (2, [])
    assert set(models.PersonEntry.objects.values_list("by", flat=True)) == {"li"}
    assert importing.enter_rows(lines=[line(2, insurance="310", type="1101")], yes="是", by=BY) == (0, [])
    assert models.Insurance.objects.count() == 3


def test_so_many_rows_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "ROWS_MAX", 1)
    with pytest.raises(Refused) as caught:
        importing.enter_rows(lines=[line(2), line(3, 2)], yes="是", by=BY)
    assert (caught.value.code, caught.value.facts) == (
        MedicalRefusal.TOO_MANY_PERSONS_AT_ONCE, {"rows": 2, "limit": 1}
    )  # fmt: skip
    assert importing.enter_rows(lines=[], yes="是", by=BY) == (0, [])


def test_what_meets_what_is_there_undoes_the_whole_file() -> None:
    importing.enter_rows(lines=[line(2)], yes="是", by=BY)
    with pytest.raises(Refused) as caught:
        importing.enter_rows(lines=[line(2, 2), line(3)], yes="是", by=BY)
    assert caught.value.code is MedicalRefusal.INSURANCE_STANDS_ALREADY
    assert models.Person.objects.count() == 1
