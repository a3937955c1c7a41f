"""Visits through their states: what may follow on what, and for whom."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import visiting
from pilin.modules.medical.actions.visiting import Registration, Said
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.visiting import DISCHARGED, OPEN, STATES, WITHDRAWN
from pilin.modules.medical.tests.hospital import THEIRS, contract
from tests.support.neighbour import US, Neighbour

Verb = Callable[[Said, models.CareVisit], None]


@pytest.fixture
def said(neighbour: Neighbour) -> Said:
    return Said(contract(), THEIRS, "M-1", Instant(neighbour.now))


def registration(said: Said, own: str = "IP-1") -> Registration:
    return Registration("P-1", "310", own, said.at, inpatient=True, med_type="21", diseases=("I10",))


@pytest.fixture
def visit(said: Said) -> models.CareVisit:
    return visiting.register(said=said, registration=registration(said))


def refusal(verb: Verb, said: Said, visit: models.CareVisit) -> object:
    with pytest.raises(Refused) as caught:
        verb(said, visit)
    return caught.value.code


def describes(said: Said, visit: models.CareVisit) -> None:
    visiting.describe(said=said, visit=visit.number, person="P-1", med_type="24", diseases=(), begun_at=None)


def withdraws(said: Said, visit: models.CareVisit) -> None:
    visiting.withdraw(said=said, visit=visit.number, person="P-1")


def discharges(said: Said, visit: models.CareVisit) -> None:
    visiting.discharge(said=said, visit=visit.number, person="P-1", ended_at=said.at)


def reopens(said: Said, visit: models.CareVisit) -> None:
    visiting.reopen(said=said, visit=visit.number, person="P-1")


FOLLOWS: dict[Verb, dict[str, str]] = {
    describes: {OPEN: OPEN},
    withdraws: {OPEN: WITHDRAWN},
    discharges: {OPEN: DISCHARGED},
    reopens: {DISCHARGED: OPEN},
}
"""By verb, from which states it goes and to which."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", FOLLOWS)
def test_each_step_goes_from_its_states_alone(said: Said, visit: models.CareVisit, verb: Verb, state: str) -> None:
    models.CareVisit.objects.update(state=state)
    follows = FOLLOWS[verb]
    if state in follows:
        verb(said, visit)
    else:
        assert refusal(verb, said, visit) is MedicalRefusal.VISIT_IS_NOT_IN_THAT_STATE
    visit.refresh_from_db()
    assert visit.state == follows.get(state, state)


@pytest.mark.parametrize("verb", FOLLOWS)
def test_each_step_is_for_the_hospital_the_person_and_the_place_of_the_visit(
    said: Said, visit: models.CareVisit, verb: Verb
) -> None:
    other = replace(said, institution=contract("H33048200002"))
    assert refusal(verb, other, visit) is MedicalRefusal.VISIT_IS_UNKNOWN
    assert refusal(verb, replace(said, insured=US), visit) is MedicalRefusal.VISIT_IS_OF_ANOTHER_PERSON
    models.CareVisit.objects.update(person="P-2")
    assert refusal(verb, said, visit) is MedicalRefusal.VISIT_IS_OF_ANOTHER_PERSON


def test_what_a_registration_says_is_kept_and_numbered(said: Said, visit: models.CareVisit) -> None:
    assert (visit.insured, visit.insurance, visit.med_type, visit.diseases) == (THEIRS, "310", "21", ["I10"])
    assert (visit.state, visit.ended_at, visit.msgid) == (OPEN, None, "M-1")
    assert (len(visit.number), visit.number[:6], visit.number.isdigit()) == (30, US, True)


def test_numbers_differ_within_a_second(said: Said) -> None:
    assert len({visiting.number(said.at) for _ in range(50)}) == 50


def test_a_later_message_changes_what_it_says_and_leaves_the_rest(said: Said, visit: models.CareVisit) -> None:
    def tells(**members: object) -> models.CareVisit:
        plain: dict[str, object] = {"med_type": "", "diseases": (), "begun_at": None}
        visiting.describe(said=said, visit=visit.number, person="P-1", **plain | members)  # type: ignore[arg-type]
        visit.refresh_from_db()
        return visit

    assert (tells().med_type, visit.diseases, visit.begun_at) == ("21", ["I10"], said.at)
    assert (tells(med_type="52").med_type, visit.diseases) == ("52", ["I10"])
    assert (tells(diseases=("M03900",)).diseases, visit.med_type) == (["M03900"], "52")
    later = after(said.at, seconds=60)
    assert tells(begun_at=later).begun_at == later


def test_a_discharge_says_when_and_taking_it_back_forgets_it(said: Said, visit: models.CareVisit) -> None:
    discharges(said, visit)
    visit.refresh_from_db()
    assert visit.ended_at == said.at
    reopens(said, visit)
    visit.refresh_from_db()
    assert visit.ended_at is None


def test_a_hospitals_number_is_free_again_once_its_visit_is_withdrawn(said: Said, visit: models.CareVisit) -> None:
    again = replace(said, msgid="M-2")
    with pytest.raises(Refused) as caught:
        visiting.register(said=again, registration=registration(said))
    assert caught.value.code is MedicalRefusal.VISIT_NUMBER_STANDS_TWICE
    assert visiting.register(said=again, registration=registration(said, "IP-2")).number != visit.number
    withdraws(said, visit)
    third = replace(said, msgid="M-3")
    assert visiting.register(said=third, registration=registration(said)).state == OPEN


def test_two_hospitals_may_use_one_number(said: Said, visit: models.CareVisit) -> None:
    other = replace(said, institution=contract("H33048200002"))
    assert visiting.register(said=other, registration=registration(said)).own_number == visit.own_number


def test_an_admission_is_taken_back_by_its_message(said: Said, visit: models.CareVisit) -> None:
    visiting.take_back_admission(said=said, msgid="M-9")
    visiting.take_back_admission(said=replace(said, institution=contract("H33048200002")), msgid="M-1")
    visit.refresh_from_db()
    assert visit.state == OPEN
    for _ in range(2):
        visiting.take_back_admission(said=said, msgid="M-1")
    visit.refresh_from_db()
    assert visit.state == WITHDRAWN


@pytest.mark.parametrize(
    ("place", "agency"), [(THEIRS, THEIRS), (US, US), ("310000", THEIRS), ("310115", THEIRS), ("330499", US)]
)
def test_the_agency_of_a_place_is_its_node_or_the_one_of_its_pool(said: Said, place: str, agency: str) -> None:
    assert visiting.agency_of(place) == agency


@pytest.mark.parametrize("place", ["440300", "330100"])
def test_a_place_of_no_node_is_refused(said: Said, place: str) -> None:
    with pytest.raises(Refused) as caught:
        visiting.agency_of(place)
    assert caught.value.code is MedicalRefusal.INSURED_PLACE_HAS_NO_AGENCY
    assert caught.value.facts == {"place": place}


def test_several_visits_are_locked_by_one_statement_in_one_order(said: Said) -> None:
    visits = [visiting.register(said=replace(said, msgid=f"M-{n}"), registration=registration(said, f"IP-{n}"))
              for n in range(5)]  # fmt: skip
    for count in (1, 3, 5):
        with transaction.atomic(), CaptureQueriesContext(connection) as told:
            held = visiting.locked({row.number for row in reversed(visits[:count])})
        (statement,) = [one["sql"] for one in told if one["sql"].startswith("SELECT")]
        assert ("FOR UPDATE" in statement) is (connection.vendor == "postgresql")
        assert list(held.values()) == visits[:count]
    assert visiting.locked([]) == visiting.locked(["nobody's"]) == {}


def test_a_locked_visit_is_what_the_mapper_reads(said: Said, visit: models.CareVisit) -> None:
    models.CareVisit.objects.filter(pk=visit.pk).update(told={"amounts": {"balc": 7}}, ended_at=said.at)
    (row,) = visiting.locked([visit.number]).values()
    kept = models.CareVisit.objects.get(pk=visit.pk)
    names = [field.attname for field in kept._meta.concrete_fields]
    assert [getattr(row, name) for name in names] == [getattr(kept, name) for name in names]
    assert (row.told, row.diseases, row.inpatient) == ({"amounts": {"balc": 7}}, ["I10"], True)


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_locked() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        visiting.locked(["1"])


def test_the_institution_of_a_visit_is_the_one_that_says_so(said: Said, visit: models.CareVisit) -> None:
    with CaptureQueriesContext(connection) as told:
        row = visiting.found(said=said, visit=visit.number, person="P-1")
        assert row.institution is said.institution
    assert len([one for one in told if "medical_institution" in one["sql"]]) == 0


def test_a_number_of_the_hospital_is_free_again_after_a_withdrawal(said: Said, visit: models.CareVisit) -> None:
    again = replace(said, msgid="M-2")
    with pytest.raises(Refused) as caught:
        visiting.register(said=again, registration=registration(said))
    assert caught.value.code is MedicalRefusal.VISIT_NUMBER_STANDS_TWICE
    withdraws(said, visit)
    assert visiting.register(said=again, registration=registration(said)).state == OPEN
