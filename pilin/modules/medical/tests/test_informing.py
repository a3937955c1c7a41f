"""What we, the insured place, say about our persons to the agency next door, and who is registered for it."""

from datetime import date
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.refusal import Refused, Remedy
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import apart, inquiring, persons
from pilin.modules.medical.actions.persons import By, Entitled
from pilin.modules.medical.rules import inquiry as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Inquiry, Wanted
from pilin.modules.medical.tests.people import BORN, citizen, entered, entry
from pilin.modules.medical.tests.table import AT
from tests.support.neighbour import CODE, US, Neighbour

HOSPITAL, NUMBER = "H31011600001", citizen(BORN, 1)
ID_CARD = {"certificate": "01", "certno": NUMBER}


@pytest.fixture
def person(neighbour: Neighbour, node_folder: Any, monkeypatch: pytest.MonkeyPatch) -> models.Person:
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    return entered(AT, entry(card="A1"))


def they_ask(neighbour: Neighbour, about: About, **members: Any) -> tuple[str, dict[str, Any]]:
    """Let the neighbour's hospital ask about somebody; return the reason of a refusal, and what it is told."""
    one = Inquiry(ids.new_id(neighbour.now), CODE, US, HOSPITAL, about, "clause:a/8")
    part = members.pop("part", b"")
    wanted = Wanted("op-7", "王五", members.pop("message", "M1"), **members)
    content = apart.detached(rules.ASKED, part or rules.write(wanted), one, neighbour.now, passing=True)
    (asked,) = neighbour.tell(inquiring.draft_of(rules.ask(one, (content,))))
    neighbour.exchange()
    tables = neighbour.node.store.t
    (answer,) = [event for event in tables.events.values() if event.re == asked.hash]
    assert not any(word in answer.text.decode() for word in (NUMBER, "张三", "P-0001"))
    told = tables.parts.get((answer.hash, rules.TOLD))
    return answer.body["reason"], rules.read_told(told.data) if told else {}


@pytest.mark.parametrize("sought", [ID_CARD, {"card": "A1"}, {"person": "P-0001"}, {**ID_CARD, "name": "张三"}])
def test_a_person_is_told_and_the_look_is_registered(
    neighbour: Neighbour, person: models.Person, sought: dict[str, str]
) -> None:
    reason, told = they_ask(neighbour, About.PERSON, **sought)
    assert (reason, told["number"], told["certno"], told["name"]) == ("", "P-0001", NUMBER, "张三")
    (insurance,) = told["insurances"]
    assert (insurance["insurance"], insurance["holds"], insurance["account_fen"]) == ("390", True, 10_000)
    row = models.Lookup.objects.get()
    assert (row.account, row.name, row.node, row.place) == ("op-7", "王五", CODE, HOSPITAL)
    assert (row.purpose, row.person) == ("identified", person)


@pytest.mark.parametrize(
    "sought", [{"certificate": "01", "certno": citizen(BORN, 2)}, {"card": "A2"}, {}, {**ID_CARD, "name": "李四"}]
)
def test_nobody_is_told_of_another_and_the_look_is_registered_all_the_same(
    neighbour: Neighbour, person: models.Person, sought: dict[str, str]
) -> None:
    assert they_ask(neighbour, About.PERSON, **sought) == ("person_is_unknown", {})
    assert models.Lookup.objects.count() == 1


def test_an_insurance_of_another_day_is_told_as_it_was(neighbour: Neighbour, person: models.Person) -> None:
    persons.end_insurance(insurance=person.insurances.get(), last_day=date(2025, 12, 31), by=By("li", AT))
    for day, holds in (("2025-12-31", True), ("2026-01-01", False), ("2019-12-31", False)):
        told = they_ask(neighbour, About.PERSON, **ID_CARD, day=day)[1]
        assert [row["holds"] for row in told["insurances"]] == [holds], day


@pytest.mark.parametrize(
    ("members", "entitled", "reason", "filing"),
    [
        ({"med_type": "21"}, True, "", "other"),
        ({"med_type": "24"}, True, "", "emergency"),
        ({"med_type": "14", "diseases": ("M03900",)}, True, "", "other"),
        ({"med_type": "14", "diseases": ("M01600",)}, False, "chronic_disease_is_not_entitled", None),
        ({"med_type": "51"}, False, "med_type_is_not_covered", None),
        ({"med_type": "21", "insurance": "310"}, False, "person_is_not_insured", None),
        ({"med_type": "21", "day": "2019-01-01"}, False, "person_is_not_insured", None),
    ],
)
def test_who_is_not_entitled_is_told_why(
    neighbour: Neighbour, person: models.Person, members: Any, entitled: bool, reason: str, filing: str | None
) -> None:
    persons.entitle(person=person, entitled=Entitled("390", "M03900", "", date(2026, 1, 1)), by=By("li", AT))
    plain = {"person": "P-0001", "insurance": "390", "area": CODE, "day": "2026-03-02"}
    refused, told = they_ask(neighbour, About.ENTITLEMENT, **plain | members)
    assert (refused, told["entitled"], told["reason"], told.get("filing")) == ("", entitled, reason, filing)
    assert models.Lookup.objects.get().purpose == "entitled"


def test_a_referral_is_filed_once_sealed_and_withdrawn_by_its_person(
    neighbour: Neighbour, person: models.Person
) -> None:
    members = {"person": "P-0001", "insurance": "390", "area": CODE, "from_day": "2026-08-31", "said": "肺炎"}
    numbers = {they_ask(neighbour, About.REFERRAL, **members)[1]["number"] for _ in range(2)}
    row = models.Filing.objects.get()
    assert (numbers, row.until_day, row.kind) == ({row.number}, date(2027, 2, 28), "referred")
    assert "肺炎".encode() not in bytes(row.sealed or b"")
    entered(AT, entry("P-0002", 2))
    wrong = they_ask(neighbour, About.REFERRAL_WITHDRAWN, person="P-0002", number=row.number)
    assert wrong == ("filing_is_unknown", {})
    assert they_ask(neighbour, About.REFERRAL_WITHDRAWN, person="P-0001", number="")[0] == "filing_is_unknown"
    assert they_ask(neighbour, About.REFERRAL_WITHDRAWN, person="P-0001", number=row.number) == ("", {})
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert [one.by for one in person.entries.order_by("pk")][-2:] == [HOSPITAL, HOSPITAL]


def test_a_message_that_filed_for_one_person_files_for_no_other(neighbour: Neighbour, person: models.Person) -> None:
    entered(AT, entry("P-0002", 2))
    for about, more in ((About.REFERRAL, {"area": CODE}), (About.CHRONIC, {"diseases": ("M03900",)})):
        assert they_ask(neighbour, about, person="P-0001", insurance="390", **more)[0] == ""
        again = they_ask(neighbour, about, person="P-0002", insurance="390", **more)
        assert again[0] == "filing_is_unknown"


def test_a_chronic_disease_is_filed_listed_and_withdrawn(neighbour: Neighbour, person: models.Person) -> None:
    members = {"person": "P-0001", "insurance": "390", "diseases": ("M03900",), "disease_name": "高血压"}
    number = they_ask(neighbour, About.CHRONIC, **members, from_day="2026-03-01")[1]["number"]
    assert they_ask(neighbour, About.CHRONIC, **members, from_day="2026-03-01")[1]["number"] == number
    other = they_ask(neighbour, About.CHRONIC, **members, message="M2", from_day="2026-04-01")
    assert other == ("entitlement_stands_already", {})
    rows = they_ask(neighbour, About.CHRONICS, person="P-0001")[1]["rows"]
    assert rows == [{"disease": "M03900", "name": "高血压", "from_day": "2026-03-01", "until_day": None}]
    assert they_ask(neighbour, About.CHRONIC_WITHDRAWN, person="P-0001", number=number) == ("", {})
    assert they_ask(neighbour, About.CHRONICS, person="P-0001")[1]["rows"] == []


@pytest.mark.parametrize(
    ("about", "members"),
    [
        (About.REFERRAL, {"from_day": "2026-02-30"}),
        (About.CHRONIC, {"diseases": ()}),
        (About.CHRONIC, {"diseases": ("A", "B")}),
        (About.PERSON, {"day": "soon"}),
    ],
)
def test_what_cannot_be_understood_is_declined(
    neighbour: Neighbour, person: models.Person, about: About, members: dict[str, Any]
) -> None:
    assert they_ask(neighbour, about, person="P-0001", insurance="390", **members)[0] == "inquiry_does_not_read"


def test_a_part_that_does_not_read_looks_nobody_up(neighbour: Neighbour, person: models.Person) -> None:
    assert they_ask(neighbour, About.PERSON, part=b"{}") == ("inquiry_does_not_read", {})
    assert models.Lookup.objects.count() == 0


def test_a_question_whose_part_is_missing_waits(neighbour: Neighbour, person: models.Person) -> None:
    """`inquiry_is_not_here`: nothing is answered, and nothing is lost."""
    one = Inquiry(ids.new_id(neighbour.now), CODE, US, HOSPITAL, About.PERSON, "clause:a/8")
    (asked,) = neighbour.tell(inquiring.draft_of(rules.ask(one, ())))
    neighbour.exchange()
    assert not any(event.re == asked.hash for event in neighbour.node.store.t.events.values())
    assert models.Lookup.objects.count() == 0


def test_until_its_part_is_here_a_question_is_put_off(neighbour: Neighbour, person: models.Person) -> None:
    one = Inquiry(ids.new_id(neighbour.now), CODE, US, HOSPITAL, About.PERSON, "clause:a/8", "0" * 64)
    with pytest.raises(Refused) as caught:
        inquiring.Clerk().answer(one, neighbour.now)
    assert (caught.value.code, caught.value.code.remedy) == (MedicalRefusal.INQUIRY_IS_NOT_HERE, Remedy.RETRY_LATER)
