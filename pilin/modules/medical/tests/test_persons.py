"""Insured persons over tables: sealed, found by a keyed hash, corrected by new rows, and every entry signed for."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import persons
from pilin.modules.medical.actions.persons import Away, By, Cover, Entitled, Entry
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Terms
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry, identity
from pilin.modules.medical.tests.table import AT
from pilin.web import strongbox
from pilin.web.refusals import WebRefusal

BY = By("li", AT)
DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(node_folder: Any) -> None:
    """Let the node's key lie in a folder of its own."""


@pytest.fixture
def person() -> models.Person:
    return entered(AT, entry(card="A00000001"))


def refusal(call: Any, **named: Any) -> object:
    with pytest.raises(Refused) as caught:
        call(**named)
    return caught.value.code


def told(person: models.Person) -> list[str]:
    return [row.what for row in person.entries.order_by("pk")]


def test_no_table_holds_a_name_or_a_number_that_can_be_read(person: models.Person) -> None:
    row = models.Identity.objects.get()
    number = citizen(BORN, 1)
    held = b"\n".join(
        [bytes(row.sealed), row.handle.encode(), row.card.encode(), str(models.PersonEntry.objects.values()).encode()]
    )
    assert not any(word.encode() in held for word in ("张三", number, number[6:14], "A00000001"))
    assert persons.identity_of(person) == identity(card="A00000001")


def test_a_person_is_found_by_certificate_and_card_under_our_key_alone(person: models.Person) -> None:
    number = citizen(BORN, 1)
    assert persons.by_certificate(certificate="01", number=number.lower()) == person
    assert persons.by_card(card="A00000001") == persons.by_number(number="P-0001") == person
    assert persons.by_certificate(certificate="06", number=number) is None
    assert persons.by_certificate(certificate="01", number="A00000001") is None
    strongbox.file().unlink()
    assert persons.by_certificate(certificate="01", number=number) is None
    assert refusal(persons.identity_of, person=person) is WebRefusal.SEALED_DATA_CANNOT_BE_READ


def test_an_identity_belongs_to_one_person(person: models.Person) -> None:
    assert refusal(persons.enter, entries=[entry("P-0002", 1)], by=BY) is MedicalRefusal.IDENTITY_IS_ANOTHERS
    other = Entry("P-0001", identity(2), ())
    assert refusal(persons.enter, entries=[other], by=BY) is MedicalRefusal.IDENTITY_IS_ANOTHERS
    assert models.Person.objects.count() == 1


def test_who_is_there_gets_another_insurance_and_is_not_new(person: models.Person) -> None:
    more = entry(insurance="310", kind="11", card="A00000001")
    assert persons.enter(entries=[more, entry("P-0002", 2)], by=BY) == 1
    assert sorted(person.insurances.values_list("insurance", flat=True)) == ["310", "390"]
    assert told(person) == ["entered", "insured", "insured"]


def test_one_that_does_not_fit_leaves_none(person: models.Person) -> None:
    wrong = entry("P-0003", 3, kind="99")
    assert refusal(persons.enter, entries=[entry("P-0002", 2), wrong], by=BY) is MedicalRefusal.PERSON_TYPE_IS_UNKNOWN
    assert models.Person.objects.count() == models.Identity.objects.count() == 1


@pytest.mark.parametrize(
    ("cover", "code"),
    [
        (Cover("390", Terms("15", False, ()), DAY), MedicalRefusal.INSURANCE_STANDS_ALREADY),
        (Cover("310", Terms("15", False, ()), DAY, date(2026, 3, 1)), MedicalRefusal.DAYS_MUST_RUN_FORWARD),
        (Cover("310", Terms("15", False, ()), DAY, None, -1), MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE),
    ],
)
def test_an_insurance_that_cannot_be_is_refused(person: models.Person, cover: Cover, code: MedicalRefusal) -> None:
    again = Entry("P-0001", identity(card="A00000001"), (cover,))
    assert refusal(persons.enter, entries=[again], by=BY) is code


def test_a_correction_is_a_new_row_and_the_old_number_finds_nobody(person: models.Person) -> None:
    persons.correct_identity(person=person, identity=identity(7, "张山"), by=BY)
    assert models.Identity.objects.count() == 2
    assert persons.by_certificate(certificate="01", number=citizen(BORN, 7)) == person
    assert persons.by_certificate(certificate="01", number=citizen(BORN, 1)) is None
    assert persons.identity_of(person).name == "张山"
    assert persons.enter(entries=[entry("P-0002", 1)], by=BY) == 1
    assert told(person)[-1] == "corrected"


def test_an_insurance_ends_and_begins_anew(person: models.Person) -> None:
    (insurance,) = person.insurances.all()
    assert refusal(persons.end_insurance, insurance=insurance, last_day=date(2019, 1, 1), by=BY) is (
        MedicalRefusal.DAYS_MUST_RUN_FORWARD
    )
    persons.end_insurance(insurance=insurance, last_day=date(2026, 3, 1), by=BY)
    again = Entry("P-0001", identity(card="A00000001"), (Cover("390", Terms("15", False, ()), DAY),))
    persons.enter(entries=[again], by=BY)
    days = person.insurances.order_by("pk").values_list("from_day", "until_day")
    assert list(days) == [(date(2020, 1, 1), date(2026, 3, 1)), (DAY, None)]
    assert person.entries.filter(what="ended").get().facts == {"insurance": "390", "until_day": "2026-03-01"}


def test_new_terms_hold_from_a_day_and_keep_account_and_years(person: models.Person) -> None:
    (insurance,) = person.insurances.all()
    persons.change_terms(insurance=insurance, terms=Terms("16", True, ("X",)), from_day=DAY, by=BY)
    insurance.refresh_from_db()
    assert (insurance.type, insurance.civil_servant, insurance.account_fen) == ("16", True, 10_000)
    assert insurance.earlier == [{"type": "15", "civil_servant": False, "identities": [], "until_day": "2026-03-01"}]
    assert persons.terms_of(insurance) == Terms("16", True, ("X",))
    assert refusal(persons.change_terms, insurance=insurance, terms=Terms("15", False, ()), from_day=DAY, by=BY) is (
        MedicalRefusal.TERMS_MUST_RUN_FORWARD
    )


def test_a_filing_is_withdrawn_once(person: models.Person) -> None:
    row = persons.file(person=person, filing=Away(Filing.REFERRED, "310116", DAY, number="F1", said=b"words"), by=BY)
    assert b"words" not in bytes(row.sealed or b"")
    persons.withdraw(row=row, by=BY)
    first = row.withdrawn_at
    persons.withdraw(row=row, by=By("wu", Instant(AT.replace(year=2027))))
    assert models.Filing.objects.get().withdrawn_at == first
    assert told(person)[-2:] == ["filed", "unfiled"]


def test_an_entitlement_stands_once_for_a_disease(person: models.Person) -> None:
    granted = Entitled("390", "M03900", "高血压", DAY, date(2026, 12, 31))
    row = persons.entitle(person=person, entitled=granted, by=BY)
    again = {"person": person, "entitled": granted, "by": BY}
    assert refusal(persons.entitle, **again) is MedicalRefusal.ENTITLEMENT_STANDS_ALREADY
    persons.entitle(person=person, entitled=Entitled("390", "M03900", "", date(2027, 1, 1)), by=BY)
    persons.withdraw(row=row, by=BY)
    persons.entitle(person=person, entitled=Entitled("390", "M03900", "", DAY, DAY), by=BY)
    assert told(person)[-4:] == ["entitled", "entitled", "unentitled", "entitled"]


def test_a_person_who_was_never_identified_says_so() -> None:
    bare = models.Person.objects.create(number="P-0009")
    assert refusal(persons.identity_of, person=bare) is MedicalRefusal.PERSON_HAS_NO_IDENTITY
    persons.enter(entries=[entry("P-0009", 9)], by=BY)
    assert persons.identity_of(bare).name == "张三"


@pytest.mark.parametrize("table", [models.PersonEntry, models.Lookup])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_lets_nobody_change_the_registers(person: models.Person, table: Any, verb: str) -> None:
    models.Lookup.objects.create(
        at=AT, account="li", name="李", node="330482", purpose="counter", reason="窗口", person=person
    )
    rows = table.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(at=AT) if verb == "update" else rows.delete()
    assert table.objects.exists()
