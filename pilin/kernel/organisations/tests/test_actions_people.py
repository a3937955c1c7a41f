"""Our people and their roles."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import models, queries, rules
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, DAY, LATER, OURS, THEIRS, THEM, US, an_id

pytestmark = pytest.mark.django_db

DESK, NEXT_YEAR = an_id("desk"), date(2027, 3, 4)
STAFF = [rules.Person(account=account, display_name=name) for account, name in (("li", "李明"), ("zhao", "赵敏"))]


@pytest.fixture(autouse=True)
def _desk() -> None:
    organisations.declare(entries=[samples.body(), samples.office()], author=US, at=AT)
    organisations.enrol(people=STAFF, at=AT)


def appoint(account: str, right: Right, *, by: str | None, **members: Any) -> list[str]:
    """Give one role in our office."""
    start: dict[str, Any] = {"office": DESK, "starts": DAY}
    wanted = rules.Appointment(account=account, right=right, **start | members)
    return organisations.appoint(appointments=[wanted], side=OURS, by=by, at=AT)


def dismiss(role: str, *, by: str | None, ends: date = NEXT_YEAR) -> None:
    """End one role."""
    organisations.dismiss(dismissals=[rules.Dismissal(role=role, ends=ends)], by=by, at=LATER)


def refused(call: Any, *args: Any, **members: Any) -> str:
    """Return the code with which a call is refused."""
    with pytest.raises(Refused) as caught:
        call(*args, **members)
    return caught.value.code.value


def enrol(*people: rules.Person) -> list[str]:
    """Enter people."""
    return organisations.enrol(people=people, at=AT)


def test_people_are_entered_with_their_name_alone() -> None:
    assert queries.people() == STAFF
    assert {column.name for column in models.Person._meta.concrete_fields} == {"id", "account", "display_name"}


def test_an_account_is_taken_once() -> None:
    assert refused(enrol, rules.Person(account="li", display_name="李芳")) == "account_is_taken"
    twins = [rules.Person(account="wu", display_name=name) for name in ("吴一", "吴二")]
    assert refused(enrol, *twins) == "account_is_taken"
    assert len(queries.people()) == 2


def test_a_name_with_an_identity_number_is_refused() -> None:
    person = rules.Person(account="wu", display_name="11010519491231002X")
    assert refused(enrol, person) == "display_name_is_not_plain"


def test_the_operator_founds_the_node_once() -> None:
    (role,) = appoint("zhao", Right.SIGN, by=None)
    assert [held.id for held in queries.who_may_sign(day=DAY)] == [role]
    assert refused(appoint, "li", Right.SIGN, by=None) == "founding_is_over"


def test_founders_are_appointed_in_one_batch() -> None:
    founders = [
        rules.Appointment(account=person.account, office=DESK, right=Right.SIGN, starts=DAY) for person in STAFF
    ]
    assert len(organisations.appoint(appointments=founders, side=OURS, by=None, at=AT)) == 2
    assert [role.account for role in queries.who_may_sign(day=DAY)] == ["li", "zhao"]


def test_a_signer_appoints_and_it_is_recorded_who_did() -> None:
    appoint("zhao", Right.SIGN, by=None)
    (role,) = appoint("li", Right.ACT, by="zhao", ends=NEXT_YEAR)
    row = models.Role.objects.get(id=role)
    assert (row.appointed_by, row.appointed_at, row.dismissed_by, row.dismissed_at) == ("zhao", AT, "", None)
    assert queries.roles(account="li") == [
        rules.Role(id=role, account="li", office=DESK, right=Right.ACT, starts=DAY, ends=NEXT_YEAR, given_on=DAY)
    ]


def test_nobody_grants_himself_the_right_to_sign() -> None:
    appoint("zhao", Right.SIGN, by=None)
    appoint("li", Right.ACT, by="zhao")
    assert refused(appoint, "li", Right.SIGN, by="li") == "nobody_grants_himself_the_right_to_sign"
    assert refused(appoint, "zhao", Right.SIGN, by="zhao") == "nobody_grants_himself_the_right_to_sign"


def test_nobody_grants_what_he_does_not_hold() -> None:
    appoint("zhao", Right.SIGN, by=None)
    assert refused(appoint, "zhao", Right.READ, by="li") == "right_must_be_held_to_be_granted"


def test_a_role_runs_forward() -> None:
    assert refused(appoint, "li", Right.READ, by=None, ends=DAY) == "role_must_run_forward"


def test_only_people_whom_we_know_are_appointed() -> None:
    assert refused(appoint, "wu", Right.READ, by=None) == "person_is_not_known"


def test_only_offices_of_ours_are_held() -> None:
    theirs = [samples.body(name="b", side=THEIRS), samples.office(name="o", side=THEIRS, body=an_id("b"))]
    organisations.take(entries=theirs, author=THEM, event_hash=samples.EVENT, at=AT)
    for office in (an_id("o"), an_id("nothing"), an_id("bureau")):
        assert refused(appoint, "li", Right.READ, by=None, office=office) == "office_is_not_ours"


@pytest.mark.parametrize(
    "validity", [{"valid_from": DAY + timedelta(days=1)}, {"valid_to": DAY}, {"valid_to": DAY - timedelta(days=9)}]
)
def test_an_office_is_held_only_while_it_is_in_force(validity: dict[str, Any]) -> None:
    organisations.declare(entries=[samples.office(version=2, **validity)], author=US, at=AT)
    assert refused(appoint, "li", Right.READ, by=None) == "office_is_not_in_force"


def test_one_bad_appointment_stops_the_batch() -> None:
    wanted = [rules.Appointment(account=name, office=DESK, right=Right.READ, starts=DAY) for name in ("li", "wu")]
    assert refused(organisations.appoint, appointments=wanted, side=OURS, by=None, at=AT) == "person_is_not_known"
    assert queries.roles() == []


def test_a_role_ends_on_its_day_and_stays_on_record() -> None:
    (role,) = appoint("zhao", Right.SIGN, by=None)
    dismiss(role, by="zhao")
    assert len(queries.who_may_sign(day=NEXT_YEAR - timedelta(days=1))) == 1
    assert queries.who_may_sign(day=NEXT_YEAR) == []
    row = models.Role.objects.get()
    assert (row.ends, row.dismissed_by, row.dismissed_at) == (NEXT_YEAR, "zhao", LATER)


def test_a_role_that_nobody_gave_is_not_ended() -> None:
    assert refused(dismiss, an_id("role"), by=None) == "role_is_not_known"


def test_a_role_ends_once() -> None:
    (role,) = appoint("zhao", Right.SIGN, by=None)
    dismiss(role, by="zhao")
    assert refused(dismiss, role, by="zhao") == "role_has_ended"
    dismiss(role, by="zhao", ends=DAY)
    assert queries.who_may_sign(day=DAY) == []


def test_nobody_ends_what_he_could_not_give() -> None:
    (role,) = appoint("zhao", Right.SIGN, by=None)
    assert refused(dismiss, role, by="li") == "right_must_be_held_to_be_granted"
    assert refused(dismiss, role, by="zhao", ends=DAY - timedelta(days=1)) == "role_must_run_forward"


def test_when_nobody_signs_any_more_the_operator_founds_again() -> None:
    (role,) = appoint("zhao", Right.SIGN, by=None)
    dismiss(role, by="zhao", ends=DAY)
    assert len(appoint("li", Right.SIGN, by=None)) == 1


def test_a_signer_appoints_the_inspector_who_may_then_not_be_given_a_desk() -> None:
    appoint("zhao", Right.SIGN, by=None)
    assert refused(appoint, "zhao", Right.INSPECT, by="zhao") == "nobody_makes_himself_inspector"
    (role,) = appoint("li", Right.INSPECT, by="zhao")
    assert refused(appoint, "li", Right.ACT, by="zhao") == "inspector_does_not_administer"
    assert queries.may("li", Right.INSPECT, day=DAY)
    assert not queries.may("li", Right.READ, day=DAY)
    assert not queries.may("zhao", Right.INSPECT, day=DAY)
    dismiss(role, by="zhao", ends=DAY)
    assert len(appoint("li", Right.ACT, by="zhao")) == 1


def test_one_batch_does_not_make_an_inspector_who_administers() -> None:
    appoint("zhao", Right.SIGN, by=None)
    both = [
        rules.Appointment(account="li", office=DESK, right=right, starts=DAY) for right in (Right.ACT, Right.INSPECT)
    ]
    code = refused(organisations.appoint, appointments=both, side=OURS, by="zhao", at=AT)
    assert code == "inspector_does_not_administer"
