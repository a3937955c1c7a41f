"""The register of look-ups: written first, and it opens a person's page to one account for a while."""

from typing import Any

import pytest

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import lookups
from pilin.modules.medical.actions.lookups import OPEN_SECONDS, Looker, Sought
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Purpose
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry
from pilin.modules.medical.tests.table import AT

LI = Looker("li", "李娜", AT)
NUMBER = citizen(BORN, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def person(node_folder: Any) -> models.Person:
    return entered(AT, entry(card="A00000001"))


def refusal(call: Any, **named: Any) -> object:
    with pytest.raises(Refused) as caught:
        call(**named)
    return caught.value.code


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(number="P-0001"), True),
        (Sought(certificate="01", certno=NUMBER), True),
        (Sought(card="A00000001"), True),
        (Sought(number="P-0002"), False),
        (Sought(certificate="02", certno=NUMBER), False),
        (Sought(), False),
    ],
)
def test_each_look_is_written_down_with_who_and_why(sought: Sought, found: bool) -> None:
    row = lookups.look_for_office(sought=sought, purpose="counter", reason=" 窗口办理 ", looker=LI)
    kept = models.Lookup.objects.get()
    assert (kept.account, kept.name, kept.node, kept.place) == ("li", "李娜", "330482", "")
    assert (kept.purpose, kept.reason, kept.person is not None) == ("counter", "窗口办理", found)
    assert (kept.pk, NUMBER in str(models.Lookup.objects.values())) == (row.pk, False)


@pytest.mark.parametrize(("purpose", "reason"), [("", "x"), ("curiosity", "x"), ("counter", " "), ("identified", "x")])
def test_a_look_without_a_purpose_of_an_office_is_refused(purpose: str, reason: str) -> None:
    named = {"sought": Sought(number="P-0001"), "purpose": purpose, "reason": reason, "looker": LI}
    assert refusal(lookups.look_for_office, **named) is MedicalRefusal.LOOKUP_NEEDS_A_PURPOSE
    assert models.Lookup.objects.count() == 0


def test_a_look_opens_the_page_to_its_account_for_half_an_hour(person: models.Person) -> None:
    row = lookups.look_for_office(sought=Sought(number="P-0001"), purpose="checking", reason="核对", looker=LI)
    last = after(AT, seconds=OPEN_SECONDS - 1)
    assert lookups.opened(lookup=row.pk, account="li", at=last) == person
    for account, at, lookup in (("wu", last, row.pk), ("li", after(last, seconds=1), row.pk), ("li", AT, row.pk + 1)):
        named = {"lookup": lookup, "account": account, "at": at}
        assert refusal(lookups.opened, **named) is MedicalRefusal.PERSON_IS_UNKNOWN


def test_a_look_that_found_nobody_and_one_of_a_hospital_open_nothing() -> None:
    missed = lookups.look_for_office(sought=Sought(number="P-9"), purpose="counter", reason="x", looker=LI)
    hospital = Looker("op-1", "操作员", AT, "310116", "H31011600001")
    theirs = lookups.look(sought=Sought(number="P-0001"), purpose=Purpose.IDENTIFIED, looker=hospital)
    assert theirs.place == "H31011600001"
    for row, account in ((missed, "li"), (theirs, "op-1")):
        named = {"lookup": row.pk, "account": account, "at": AT}
        assert refusal(lookups.opened, **named) is MedicalRefusal.PERSON_IS_UNKNOWN
