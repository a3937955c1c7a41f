"""Insured persons entered from one file: all of it or nothing, once for each first day, and what it may not say."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pilin.base import clock
from pilin.base.refdata import RefdataRefusal
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import entering, persons
from pilin.modules.medical.actions.persons import By
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.insured import Filed, Insured, check_filed, check_insured

DAY = date(2026, 1, 1)
ONE = Insured("P-1", "X1", "示例", "310", "1101", DAY, account_fen=60_000, identities=["01"])
FILED = Filed("P-1", "long_term", "310116", DAY)
FILE = """
source: register of the agency
published: 2026-01-05
checked_on: 2026-01-06
licence: own data
insured:
  - {person: P-1, certificate: X1, name: 某, insurance: "310", type: "1101", from_day: 2026-01-01, account_fen: 60000}
  - {person: P-1, certificate: X1, name: 某, insurance: "390", type: "15", from_day: 2025-01-01, until_day: 2025-12-31}
  - {person: P-2, certificate: X2, name: 某, insurance: "390", type: "1501", from_day: 2026-01-01, civil_servant: true}
filings:
  - {person: P-1, kind: long_term, area: "310116", from_day: 2026-01-01, until_day: 2026-12-31}
entitlements:
  - {person: P-2, insurance: "390", disease: M03900, name: 高血压, from_day: 2026-01-01}
"""


def entered(folder: Path, text: str = FILE) -> str:
    """Enter a file; return what the command says."""
    file = folder / "insured.yaml"
    file.write_text(text, encoding="utf-8")
    said = StringIO()
    call_command("enter_insured_place", str(file), stdout=said)
    return said.getvalue().strip()


@pytest.mark.django_db
def test_a_file_is_entered_and_may_be_entered_again(node_folder: Path) -> None:
    assert entered(node_folder) == "entered: 3 new insurances, 1 new filings, 1 new entitlements"
    assert entered(node_folder) == "entered: 0 new insurances, 0 new filings, 0 new entitlements"
    first = models.Insurance.objects.get(person__number="P-1", insurance="310")
    assert (first.type, first.account_fen, first.until_day) == ("1101", 60_000, None)
    second = models.Insurance.objects.get(person__number="P-2")
    assert second.civil_servant
    assert persons.identity_of(second.person) == replace(ONE, certificate="X2", name="某").identity
    assert models.Filing.objects.get().until_day == date(2026, 12, 31)
    assert (models.Chronic.objects.get().person.number, models.Chronic.objects.get().disease) == ("P-2", "M03900")


@pytest.mark.django_db
def test_an_account_that_is_there_keeps_what_it_holds(node_folder: Path) -> None:
    entered(node_folder)
    models.Insurance.objects.filter(insurance="310").update(account_fen=1)
    entered(node_folder)
    assert models.Insurance.objects.get(insurance="310").account_fen == 1


@pytest.mark.django_db
def test_a_file_without_filings_is_one(node_folder: Path) -> None:
    assert (
        entered(node_folder, FILE.partition("filings:")[0])
        == "entered: 3 new insurances, 0 new filings, 0 new entitlements"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "person"),
    [
        ('type: "1101"', "type: 1101", "P-1"),
        ("account_fen: 60000", "account_fen: -1", "P-1"),
        ("account_fen: 60000", "account_fen: 600.5", "P-1"),
        ("until_day: 2025-12-31", "until_day: 2024-12-31", "P-1"),
        ("civil_servant: true", "civil_servant: 1", "P-2"),
        ("kind: long_term", "kind: for_ever", "P-1"),
        ('area: "310116"', 'area: "3101"', "P-1"),
        ("person: P-1, kind", "person: P-9, kind", "P-9"),
        ("disease: M03900", 'disease: ""', "P-2"),
        ("name: 高血压, from_day: 2026-01-01", "name: 高血压, from_day: 2026-01-01, until_day: 2025-01-01", "P-2"),
        ('person: P-2, insurance: "390", disease', 'person: P-8, insurance: "390", disease', "P-8"),
    ],
)
def test_a_row_that_does_not_fit_enters_nothing(node_folder: Path, old: str, new: str, person: str) -> None:
    assert old in FILE
    with pytest.raises(Refused) as caught:
        entered(node_folder, FILE.replace(old, new, 1))
    assert (caught.value.code, caught.value.facts) == (MedicalRefusal.INSURED_DOES_NOT_FIT, {"person": person})
    assert not models.Insurance.objects.exists()
    assert not models.Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("insured:", "persons:", RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT),
        ('type: "1101", ', "", RefdataRefusal.REFERENCE_ROW_DOES_NOT_FIT),
        ("licence: own data", "", RefdataRefusal.REFERENCE_HEAD_IS_INCOMPLETE),
    ],
)
def test_a_file_that_does_not_read_says_where(node_folder: Path, old: str, new: str, code: RefdataRefusal) -> None:
    with pytest.raises(Refused) as caught:
        entered(node_folder, FILE.replace(old, new, 1))
    assert caught.value.code is code


@pytest.mark.parametrize(
    "changes",
    [
        {"certificate": ""}, {"name": " "}, {"certificate_type": 1}, {"card": None},
        {"person": ""}, {"person": "  "}, {"person": "x" * 31}, {"person": 7}, {"insurance": "3100000"},
        {"type": ""}, {"civil_servant": "no"}, {"identities": "01"}, {"identities": [""]}, {"account_fen": True},
        {"account_fen": 2**60}, {"from_day": "2026-01-01"}, {"until_day": date(2025, 1, 1)}, {"until_day": "never"},
    ],
)  # fmt: skip
def test_what_is_no_insurance_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        check_insured(replace(ONE, **changes))
    assert caught.value.code is MedicalRefusal.INSURED_DOES_NOT_FIT


@pytest.mark.parametrize(
    "changes",
    [{"person": None}, {"kind": "none"}, {"area": ""}, {"area": "31011x"}, {"from_day": None}, {"until_day": 1}],
)
def test_what_is_no_filing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        check_filed(replace(FILED, **changes))
    assert caught.value.code is MedicalRefusal.INSURED_DOES_NOT_FIT


def test_what_fits_is_taken() -> None:
    check_insured(ONE)
    check_insured(replace(ONE, until_day=DAY, account_fen=0, identities=[]))
    check_filed(FILED)
    check_filed(replace(FILED, until_day=DAY))


@pytest.mark.django_db
def test_the_same_insurance_from_another_day_is_another_row() -> None:
    first, later = replace(ONE, until_day=date(2026, 12, 31)), replace(ONE, from_day=date(2027, 1, 1))
    assert entering.enter_insured(insured=[first, later], filings=[FILED, FILED], by=By("file", clock.now())) == (
        2,
        1,
        0,
    )
    assert models.Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("certificate: X1", 'certificate_type: "01", certificate: X1', MedicalRefusal.IDENTITY_DOES_NOT_FIT),
        ("certificate: X2", "certificate: X1", MedicalRefusal.IDENTITY_IS_ANOTHERS),
        ("from_day: 2025-01-01, until_day: 2025-12-31", "from_day: 2025-01-01", None),
    ],
)
def test_who_somebody_is_must_fit_and_be_his_alone(
    node_folder: Path, old: str, new: str, code: MedicalRefusal | None
) -> None:
    if code is None:
        assert entered(node_folder, FILE.replace(old, new, 1)).startswith("entered: 3")
        return
    with pytest.raises(Refused) as caught:
        entered(node_folder, FILE.replace(old, new, 1))
    assert caught.value.code is code
    assert not models.Person.objects.exists()
